"""Forms that mean the same, which a curator writes down for the search: ``synonyms.yml``.

The file is a list of groups; a group is a list of words or phrases::

    - [LLM, large language model]
    - [robot arm, manipulator]

A question in one form also finds, further down, papers that have another one.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.problems import Report
from generator.yamlfile import read_yaml

SYNONYMS_FILE = "synonyms.yml"

_LETTER = re.compile(r"[^\W_]")


def read_synonyms(content: Path, report: Report) -> tuple[tuple[str, ...], ...]:
    """The groups of ``content/synonyms.yml``, in order; none if there is no such file."""
    node = read_yaml(content, SYNONYMS_FILE, report)
    if node is None:
        return ()
    if node.kind != "list":
        node.wrong("a list of groups", "write a line '- [form, other form]' for each group")
        return ()
    groups = []
    for group in node:
        if group.kind != "list" or len(group.items) < 2:
            group.wrong("a list of two forms or more", "write [form, other form]")
            continue
        forms: dict[str, None] = {}
        for item in group:
            form = item.as_text()
            if form is not None and not _LETTER.search(form):
                item.wrong("a word or a phrase")
            elif form is not None:
                forms[form] = None
        if len(forms) > 1:
            groups.append(tuple(forms))
    return tuple(groups)
