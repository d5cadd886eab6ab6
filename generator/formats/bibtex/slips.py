r"""What people write into ``.bib`` files and bibtexparser does not take, set right before.

No line moves, so that the lines of problems are those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE_BREAK = "\ue000\ue001"
r"""Stands for ``\\`` before a brace, which the splitter would take for an escaped one."""
_KEY_WITH_TEX = re.compile(
    r"^([ \t]*@\w+[ \t]*\{\s*)([^\s,={}\"\\]*[{\\][^\s,=]*)(?=\s*,)", re.MULTILINE
)
_WITHOUT_COMMA = re.compile(
    r"^([ \t]*@(?!comment|string|preamble)\w+[ \t]*[{(]\s*)([^\s,={}\"#%]+)"
    r"(?=\s+\w[\w.:-]*\s*=\s*[{\"\w])",
    re.MULTILINE | re.IGNORECASE,
)
_WITHOUT_KEY = re.compile(r"^([ \t]*@(?!string)\w+[ \t]*[{(])(?=\s*\w+\s*=)", re.MULTILINE | re.I)
_COMMENTED_OUT = re.compile(r"^[ \t]*%[^\n]*@[ \t]*\w+[ \t]*[{(]", re.MULTILINE)


def keys_without_comma(text: str) -> Iterator[tuple[int, str]]:
    """Line and key of each entry whose key no comma follows."""
    line, counted = 1, 0
    for match in _WITHOUT_COMMA.finditer(text):
        line, counted = line + text.count("\n", counted, match.start(2)), match.start(2)
        yield line, match[2]


def mended(text: str) -> str:
    r"""The text as the splitter takes it.

    ``@ article {`` and ``@article⏎{`` are entries to BibTeX; an entry may lack its key or the
    comma behind it; in ``\\}`` the brace is none of TeX's ``\}``. A line ``% @article{`` begins
    no entry, as biber takes it.
    """
    text = _COMMENTED_OUT.sub(lambda match: " " * len(match[0]), text)
    text = re.sub(r"^([ \t]*)@[ \t]+(?=[A-Za-z])", r"\1@", text, flags=re.MULTILINE)
    text = re.sub(r"^([ \t]*@[A-Za-z]+)[ \t]*\n[ \t]*([{(])", r"\1\2\n", text, flags=re.MULTILINE)
    text = _WITHOUT_COMMA.sub(r"\g<0>,", text)
    text = _WITHOUT_KEY.sub(r"\1,", text)
    text = _KEY_WITH_TEX.sub(lambda match: match[1] + re.sub(r"[^\w:./+-]", "", match[2]), text)
    return re.sub(r"\\\\(?=[{}\"])", LINE_BREAK, text)
