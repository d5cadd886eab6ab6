"""Markdown reading lists ("awesome lists"), read: an item or a row is a paper, headings keywords.

There is no standard for these lists, so an item counts as a paper only if something says so: an
identifier in one of its addresses, a year, or a title in bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.formats.common import excerpt, http_url, one_line, parse_names, partial_date
from generator.identifiers import find
from generator.model import Author, Identifier, PartialDate, Record, SourceFile
from generator.problems import Location, Report

MAX_RECORD_LENGTH = 1_000_000
"""Longest item in characters."""

_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,4}[.)])\s+(.*)$")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*+<?+([^()\s<>]*+(?:\([^()\s]*+\)[^()\s<>]*+)*+)>?+[^()]*+\)"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_YEAR = re.compile(r"(?<![\d./-])(19[5-9]\d|20[0-4]\d)(?![\d/-])(?!\.\d)")
_NAMES = re.compile(r"(?:\bby\s+)?(?<!\*)\*(?!\*)([^*]+)\*(?!\*)|(?<!_)_(?!_)([^_]+)_(?!_)")
_LABEL = re.compile(
    r"(?:\d+\.?\s*)?(?:the\s+)?(?:paper|pdf|arxiv|code|github|link|links|bib|bibtex|project|page|website|"
    r"web|homepage|project page|slides|poster|talk|video|blog|demo|data|dataset|data set|tweet|"
    r"openreview|html|abs|doi|url|official|pytorch|tensorflow|jax|here|tf|torch|model|weights)s?",
    re.IGNORECASE,
)
_KINDS = (
    ("code", re.compile(r"code|github|pytorch|tensorflow|jax|official", re.I)),
    ("pdf", re.compile(r"pdf", re.I)),
    ("project", re.compile(r"project|website|homepage|page", re.I)),
)
_DECORATION = re.compile(r"[*_`~]+|<[^<>]*>|:[a-z_]+:")
_ROW = re.compile(r"\s*\|(.*)\|\s*$")
_RULER = re.compile(r"[\s|:]*-[\s|:-]*")
_CELLS = re.compile(r"(?<!\\)\|")
_TITLE_COLUMN = re.compile(r"\s*(?:paper|title|name|publication)s?(?:\s+(?:title|name))?\s*", re.I)
_BARE_ADDRESS = re.compile(
    r"(?<![(\[<\"'=\w])<?(https?://[^\s<>()\[\]]+[^\s<>()\[\].,;:!?'\"])>?|<(https?://[^\s<>]+)>"
)
_BARE_ARXIV = re.compile(r"(?<![\[/\w])arxiv:\s?(\d{4}\.\d{4,5})(?:v\d+)?", re.I)
_LEADING_TAG = re.compile(r"\s*(?:\\?\[[^\[\]]{1,40}?\\?\](?!\()|\([^()]{1,40}\))[\s:,.-]*")
_QUOTED = re.compile(r'["“]([^"“”]{8,300}?)[.,]?["”]')
_WHEN_OR_WHERE = re.compile(
    r"(?:19|20)\d\d(?:[-./]\d\d?){0,2}|(?=(?:\w*[A-Z]){2})\w{2,10}(?:\s*['’]?\d{2,4})?"
)
_CONTENTS = re.compile(
    r"\b(?:contents?|outline|overview|index|contributing|license|acknowledge)", re.I
)


@dataclass(frozen=True, slots=True)
class _Item:
    line: int
    text: str
    headings: tuple[str, ...]


def detect(head: str) -> bool:
    """Whether several list items of a text are papers; without a heading, four of them."""
    if head.lstrip().startswith(("{", "<")):
        return False
    least = 2 if re.search(r"^#{1,6}\s", head, re.MULTILINE) else 4
    return sum(_is_paper(item) for item in _items(head)) >= least


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The papers of a list, in order; items that name no paper are passed over."""
    position = 0
    for item in _items(text):
        if not _is_paper(item):
            continue
        place = Location(source.file, item.line)
        title, address = _title(item.text)
        if len(item.text) > MAX_RECORD_LENGTH:
            report.add(
                "record-too-large",
                place,
                f"an item has {len(item.text):,} characters,"
                f" more than the {MAX_RECORD_LENGTH:,} that a record may have",
                "shorten it",
            )
        elif not title:
            report.add(
                "record-broken",
                place,
                f"an item has no title: '{excerpt(item.text)}'",
                "write the title as the text of the first link, or in bold",
            )
        else:
            yield _record(item, title, address, place, position, source)
            position += 1


def _items(text: str) -> Iterator[_Item]:
    """List items and rows with the headings above them.

    An indented line goes on with its item. The cell under "Title" or "Paper" leads its row.
    """
    headings: list[str] = []
    fenced = False
    current: list[str] = []
    begin = 0
    lead: int | None = None
    for number, line in enumerate([*text.split("\n"), "#"], start=1):
        row = _ROW.match(line) if not fenced else None
        if not row:
            lead = None
        elif lead is None:
            names = _CELLS.split(row[1])
            lead = next((n for n, name in enumerate(names) if _TITLE_COLUMN.fullmatch(name)), 0)
        elif not _RULER.fullmatch(line):
            cells = _CELLS.split(row[1])
            cells = [*cells[lead : lead + 1], *cells[:lead], *cells[lead + 1 :]]
            text = " | ".join(cell.strip() for cell in cells if cell.strip())
            yield _Item(number, _linked(text), tuple(filter(None, headings)))
        if re.match(r"\s*(?:```|~~~)[^`]*$", line):
            fenced = not fenced
        heading = _HEADING.match(line) if not fenced else None
        item = _ITEM.match(line) if not fenced else None
        if heading or item or line == "#" or not line.strip():
            if current:
                yield _Item(begin, _linked(" ".join(current)), tuple(filter(None, headings)))
            current = []
        if heading:
            level = len(heading[1])
            headings = [*headings[: level - 1], *[""] * (level - 1 - len(headings))]
            headings.append(_plain(heading[2].rstrip().rstrip("#")))
        elif item:
            current, begin = [item[2]], number
        elif current and line.startswith((" ", "\t")):
            current.append(line.strip())


def _linked(text: str) -> str:
    """The text with bare addresses and arXiv ids as links, since those are looked for."""
    text = _BARE_ADDRESS.sub(lambda m: f"[link]({m[1] or m[2]})", text)
    return _BARE_ARXIV.sub(lambda m: f"[arxiv](https://arxiv.org/abs/{m[1]})", text)


def _is_paper(item: _Item) -> bool:
    if item.headings and _CONTENTS.search(item.headings[-1]):
        return False
    links = [match[2] for match in _LINK.finditer(item.text)]
    if links and all(link.startswith("#") for link in links):
        return False
    if any(find(link) for link in links):
        return True
    title, _ = _title(item.text)
    said = bool(_YEAR.search(_LINK.sub("", item.text)) or _BOLD.search(item.text))
    return bool(title) and said and len(title.split()) >= 3


def _plain(text: str) -> str:
    """Text without links, emphasis and tags."""
    text = _LINK.sub(lambda match: "" if match[0].startswith("!") else match[1], text)
    return one_line(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", _DECORATION.sub("", text)))


def _title(text: str) -> tuple[str, str]:
    """Title and its address: the first link whose text is no label, else what is bold or first."""
    bold = _BOLD.search(text)
    before = at = 0
    for match in _LINK.finditer(text):
        before += len(_plain(text[at : match.start()]).split())
        at = match.end()
        if match[0].startswith("!"):
            continue
        words = _plain(match[1]).strip(' .:"“”')
        if not match[2].startswith("#"):
            if words and not _LABEL.fullmatch(words) and len(words) > 3:
                if before < 4 or not bold or bold.end() > match.start():
                    return words, match[2]
            elif before >= 3:
                break
        before += len(words.split())
    if bold:
        words = _plain(bold[1] or bold[2]).strip(" .:,")
        if not _YEAR.fullmatch(words) and len(words.split()) > 1:
            return words, ""
    return _plain_title(text), ""


def _plain_title(text: str) -> str:
    """The title of an item that neither a link nor bold type marks: in quotes, or what is first."""
    bare = _LINK.sub("[", text)
    at = 0
    while tag := _LEADING_TAG.match(bare, at):
        at = tag.end()
    bare = bare[at:]
    if quoted := _QUOTED.match(_plain(bare)):
        return quoted[1]
    cells = bare.split(" | ")
    dated = (bool(_WHEN_OR_WHERE.fullmatch(_plain(cell).strip(" ["))) for cell in cells)
    cell = next((c for c, is_date in zip(cells, dated, strict=True) if not is_date), cells[-1])
    rest = re.split(r"\[|\s[-–—]\s|,\s+\(|\.\s|\s\(", cell, maxsplit=1)[0]
    return _plain(rest).strip(' .:,"“”')


def _record(
    item: _Item, title: str, address: str, place: Location, position: int, source: SourceFile
) -> Record:
    links: dict[str, str] = {}
    identifiers: dict[Identifier, None] = {}
    for match in _LINK.finditer(item.text):
        found = find(match[2])
        identifiers.update(dict.fromkeys(found))
        url = http_url(match[2])
        kind = next((k for k, pattern in _KINDS if pattern.search(match[1])), "")
        is_repository = re.match(r"https?://(?:www\.)?(?:github|gitlab)\.com/[^/]+/[^/#?]+/?$", url)
        if not url or match[0].startswith("!") or found:
            continue
        if match[2] == address:
            links.setdefault("url", url)
        elif is_repository or (kind and not match[2].endswith(".bib")):
            links.setdefault("code" if is_repository else kind, url)
    rest = item.text.replace(title, "", 1)
    words = _BOLD.sub("", _LINK.sub("", rest))
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        authors=_authors(words),
        issued=_year(words) or _year(rest),
        identifiers=tuple(identifiers),
        links={kind: links[kind] for kind in sorted(links)},
        keywords=item.headings[1:] or item.headings,
    )


def _authors(text: str) -> tuple[Author, ...]:
    """Authors in italics: ``by *Given Family, Given Family and Given Family*``.

    Names with the family first, parted by commas as well, are put together in pairs.
    """
    match = _NAMES.search(text)
    if not match:
        return ()
    written = re.sub(r",? et al\.?$", "", one_line(match[1] or match[2]))
    parts = [part.strip() for part in re.split(r",| (?:and|&) ", written) if part.strip()]
    if not all(re.fullmatch(r"[^\W\d][\w.'’~ -]{0,60}", part) for part in parts):
        return ()
    first_pair = re.split(r" (?:and|&) ", written)[-1]
    in_pairs = "," in first_pair and not all(" " in part for part in parts)
    if in_pairs and len(parts) % 2 == 0:
        pairs: Sequence[str] = [f"{parts[n]}, {parts[n + 1]}" for n in range(0, len(parts), 2)]
        return parse_names(pairs)
    # What stands alone in italics is rather a journal, unless "by" stands before it.
    named = len(parts) > 1 or match[0].startswith("by")
    return parse_names(parts) if named and all(" " in part for part in parts) else ()


def _year(text: str) -> PartialDate | None:
    match = _YEAR.search(text)
    return partial_date(int(match[1])) if match else None
