"""CSL in YAML, read: the bibliography of a Pandoc document (``references:``) or a list of items.

Source: "Pandoc User's Manual", section "Specifying bibliographic data".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.formats import csl_json
from generator.formats.jsontext import Object, object_of
from generator.model import Record, SourceFile
from generator.problems import Report
from generator.yamlfile import Node, parse_yaml

_LIST = re.compile(r"^references:[ \t]*$", re.MULTILINE)
_ITEM = re.compile(
    r"^[ \t]*(?:- +)?(?:container-title|citation-key|date-parts|publisher-place|DOI"
    r"|type: *['\"]?(?:article-journal|paper-conference))\b",
    re.MULTILINE,
)
_ANY_KEY = re.compile(r"^[ \t]*(?:- +)?(?:type|author|title|issued):", re.MULTILINE)
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def detect(head: str) -> bool:
    """Whether a text is YAML with items of CSL."""
    text = head.lstrip()
    if not text.startswith(("---", "- ", "references:")):
        return False
    if reference := _LIST.search(text):
        return bool(_ANY_KEY.search(text, reference.end()))
    return bool(re.match(r"(?:---[ \t]*\n)?- ", text) and _ITEM.search(text))


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of the list, in order; what follows the end of the YAML is no part of it."""
    start = _END.match(text)
    end = _END.search(text, start.end() if start else 0)
    root = parse_yaml(text[: end.start()] if end else text, source.file, report)
    if root is None:
        return
    nodes = root.nodes("references") if root.kind == "mapping" else root.items
    position = 0
    for node in nodes:
        if not node.is_mapping():
            continue
        item = object_of(_value(node))
        if record := csl_json.read_item(item, node.location, position, source, report):
            yield record
            position += 1


def _value(node: Node) -> object:
    """The node as JSON would have it; a date may stand as year, month and day."""
    if node.kind == "mapping":
        value: Object = {key: _value(each) for key, each in node.entries.items()}
        parts = [value[name] for name in ("year", "month", "day") if name in value]
        return {"date-parts": [parts]} if parts and "year" in value else value
    if node.kind == "list":
        return [_value(each) for each in node.items]
    return node.as_text()
