"""A Markdown text cut into what may be a paper each: list items, rows of tables, paragraphs.

Source: CommonMark 0.31, sections 4.2 (headings), 4.7 (link references), 5.2 (list items); "GitHub
Flavored Markdown", section 4.10 (tables).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.formats.common import one_line

LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*+<?+([^()\s<>]*+(?:\([^()\s]*+\)[^()\s<>]*+)*+)>?+[^()]*+\)"
)
"""A link or a picture: group 1 is the text, group 2 the address.

Here and below no sign can be read in two ways: what is never closed is read once, not from each of
its places to the end.
"""

_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$")
_HTML_ITEM = re.compile(r"\s*<(?:tr|li)\b[^<>]*>(.*)$", re.IGNORECASE)
_FACT = re.compile(
    r"(?:\*\*|__)?(?:authors?|links?|paper|pdf|code|year|date|abstract|keywords?|venue|published|"
    r"project|website|notes?|summary|tl;?dr|tags?|doi|arxiv|url|conference|journal)"
    r"(?:\*\*|__)?\s*(?::|：)(?:\*\*|__)?",
    re.IGNORECASE,
)
"""What a list item begins with that tells something of the paper above it."""
_TITLE_ALONE = re.compile(
    r"\*\*[^*]{10,300}\*\*\s*+(?:(?:\\|<br\s*/?>)\s*+)?$|<?https?://[^\s<>]+>?\s*$"
)
_DECORATION = re.compile(r"[*_`~]+|<[^<>]*>|:[a-z_]+:|\[\^[^\[\]]*\]")
_ROW = re.compile(r"\s*\|(.*)\|\s*$")
_RULER = re.compile(r"[\s|:]*-[\s|:-]*")
_CELLS = re.compile(r"(?<!\\)\|")
_TITLE_COLUMN = re.compile(r"\s*(?:paper|title|name|publication)s?(?:\s+(?:title|name))?\s*", re.I)
_BARE_ADDRESS = re.compile(
    r"(?<![(\[<\"'=\w/.])<?((?:https?://|arxiv\.org/|doi\.org/|openreview\.net/)"
    r"[^\s<>()\[\]]+[^\s<>()\[\].,;:!?'\"])>?|<(https?://[^\s<>]+)>"
)
_BARE_ARXIV = re.compile(r"(?<![\[/\w])arxiv:\s?(\d{4}\.\d{4,5})(?:v\d+)?", re.I)
_ANCHOR = re.compile(
    r"<a\b(?:(?!href=)[^<>])*+href=[\"']([^\"'<>\s]+)[\"'][^<>]*>((?:(?!<a\b).)*?)</a>",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]^]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<!\\)\[([^\[\]]+)\]\[([^\[\]^]*)\]")


@dataclass(frozen=True, slots=True)
class Item:
    """A list item, row or paragraph, with the headings above it."""

    line: int
    text: str
    headings: tuple[str, ...]
    is_paragraph: bool = False


def items_of(text: str) -> Iterator[Item]:
    """The items of a text, in order.

    An indented line goes on with its item, and so does an item such as ``- Code: …``; under a
    heading alone such items are told of the heading. The cell under "Title" leads its row.
    """
    lines = _resolved(text).split("\n")
    headings: list[str] = []
    heading_line = 0
    fenced = in_table = is_paragraph = False
    current: list[str] = []
    begin = 0
    lead: int | None = None
    for number, line in enumerate([*lines, "#"], start=1):
        following = lines[number] if number < len(lines) else ""
        in_table = "|" in line and (
            in_table or ("|" in following and bool(_RULER.fullmatch(following)))
        )
        row = (
            (_ROW.match(line) or (re.match("(.*)$", line) if in_table else None))
            if not fenced
            else None
        )
        if not row:
            lead = None
        elif lead is None:
            names = _CELLS.split(row[1])
            lead = next((n for n, name in enumerate(names) if _TITLE_COLUMN.fullmatch(name)), 0)
        elif not _RULER.fullmatch(line):
            cells = _CELLS.split(row[1])
            cells = [*cells[lead : lead + 1], *cells[:lead], *cells[lead + 1 :]]
            joined = " | ".join(cell.strip() for cell in cells if cell.strip())
            yield Item(number, _linked(joined), tuple(filter(None, headings)))
        if re.match(r"\s*(?:```|~~~)[^`]*$", line):
            fenced = not fenced
        heading = _HEADING.match(line) if not fenced else None
        item = (_ITEM.match(line) or _HTML_ITEM.match(line)) if not fenced and not row else None
        written = item[item.lastindex or 1] if item else ""
        is_fact = bool(item and _FACT.match(written))
        if item and is_fact and current:
            current.append(written)
            continue
        if heading or item or line == "#" or (not line.strip() and not following.startswith(" ")):
            if current:
                yield Item(
                    begin, _linked(" ".join(current)), tuple(filter(None, headings)), is_paragraph
                )
            current = []
        if heading:
            level = len(heading[1])
            headings = [*headings[: level - 1], *[""] * (level - 1 - len(headings))]
            headings.append(plain(heading[2].rstrip().rstrip("#")))
            heading_line = number
        elif is_fact and headings and headings[-1]:
            # A note whose heading is the title, with a list of facts.
            current, begin, is_paragraph = [f"**{headings.pop()}**.", written], heading_line, True
        elif item:
            current, begin, is_paragraph = [written], number, False
        elif current and (is_paragraph or line.startswith((" ", "\t"))) and line.strip():
            current.append(line.strip())
        elif not current and not fenced and _TITLE_ALONE.match(line):
            current, begin, is_paragraph = [line.strip()], number, True
        if line.strip() and not heading and not is_fact:
            heading_line = 0


def _resolved(text: str) -> str:
    """The text with ``[words][1]`` and ``<a href>`` as links, lines unchanged."""
    if "](" not in text and "<a" not in text and "]:" not in text:
        return text
    text = _ANCHOR.sub(lambda match: f"[{match[2]}]({html.unescape(match[1])})", text)
    targets = {match[1].lower(): match[2] for match in _DEFINITION.finditer(text)}
    if not targets:
        return text

    def resolve(match: re.Match[str]) -> str:
        target = targets.get((match[2] or match[1]).lower())
        return f"[{match[1]}]({target})" if target else match[0]

    return _REFERENCE.sub(resolve, _DEFINITION.sub("", text))


def _linked(text: str) -> str:
    """The text with bare addresses and arXiv ids as links, since those are looked for."""

    def link(match: re.Match[str]) -> str:
        address = match[1] or match[2]
        return f"[link]({address if '://' in address else f'https://{address}'})"

    text = _BARE_ADDRESS.sub(link, text)
    return _BARE_ARXIV.sub(lambda m: f"[arxiv](https://arxiv.org/abs/{m[1]})", text)


def plain(text: str) -> str:
    """Text without links, emphasis and tags."""
    text = LINK.sub(lambda match: "" if match[0].startswith("!") else match[1], text)
    return one_line(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", _DECORATION.sub("", text)))
