"""Markdown reading lists ("awesome lists"), read: an item or a row is a paper, headings keywords.

There is no standard for these lists, so an item counts as a paper only if something says so: an
identifier in one of its addresses, a year, or a title in bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.formats.common import (
    excerpt,
    http_url,
    is_too_large,
    one_line,
    parse_names,
    partial_date,
)
from generator.formats.markdown_items import LINK, Item, items_of, plain
from generator.identifiers import find
from generator.model import Author, Identifier, PartialDate, Record, SourceFile
from generator.problems import Location, Report

_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_SHORT_YEAR = re.compile(r"(?<=[A-Za-z])\s?['’](\d\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)[-./]\d\d?(?:[-./]\d\d?)?(?!\d)")
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
_LEADING_TAG = re.compile(r"\s*(?:\\?\[[^\[\]]{1,40}?\\?\](?!\()|\([^()]{1,40}\))[\s:,.-]*")
_QUOTED = re.compile(r'["“]([^"“”]{8,300}?)[.,]?["”]')
_WHEN_OR_WHERE = re.compile(
    r"(?:19|20)\d\d(?:[-./]\d\d?){0,2}|(?=(?:\w*[A-Z]){2})\w{2,10}(?:\s*['’]?\d{2,4})?"
)
_PUBLISHERS = re.compile(
    r"https?://(?:www\.|papers\.|proceedings\.)?(?:mlr\.press/v|nips\.cc/paper|neurips\.cc/paper"
    r"|jmlr\.org/papers|ieeexplore\.ieee\.org/|link\.springer\.com/|sciencedirect\.com/science"
    r"|nature\.com/articles|science\.org/doi|pnas\.org/|roboticsproceedings\.org/|ijcai\.org/"
    r"|ojs\.aaai\.org/|aaai\.org/|openaccess\.thecvf\.com/|ecva\.net/|semanticscholar\.org/paper"
    r"|dl\.acm\.org/|isca-(?:speech|archive)\.org/|(?:bio|med)rxiv\.org/|hal\.science/)"
    r"|https?://\S+\.pdf$",
    re.IGNORECASE,
)
"""Addresses under which papers are published."""
_APA = re.compile(
    r"(.{3,600}?)\s\((?:19|20)\d\d[a-z]?(?:,[^()]*)?\)[.,:]\s+(.+?)(?:[.?!](?:\s|$)|$)"
)
_PERSON = (
    r"(?:[^\W\d_a-z][\w.'’‘-]*|van|von|der|den|de|da|di|la|le|bin|al|el|dos)"
    r"(?:\s(?:[^\W\d_a-z][\w.'’‘-]*|van|von|der|den|de|da|di|la|le|bin|al|el|dos)){1,5}"
)
_PLAIN_NAMES = re.compile(
    rf"[\s.,:–—-]*((?:{_PERSON})(?:,\s(?:{_PERSON}))*(?:,?\s(?:and|&)\s(?:{_PERSON}))?)"
    r"(?:,?\s+et\s+al\.?)?(?=\.?\s*(?:$|[.,*(\[|]))"
)
_FACT_NAMES = re.compile(
    r"\bAuthors?\**\s*:\**\s*([^|\[:]{2,2000}?)(?=\s*(?:$|\||\[|\w{1,20}\**\s*:))", re.I
)
_NO_PERSON = re.compile(
    r"\b(?:conference|journal|learning|proceedings|transactions|workshop|university|international"
    r"|systems|review|science|research|networks?|comput\w+|intelligence|best|paper|oral|spotlight"
    r"|code|project|pdf|dataset|survey|model|official)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*(?:$|[.,|\[(]|(?:\*\*)?(?:authors?|links?|year|paper)\b)", re.IGNORECASE)
_BOLD_MARKS = re.compile(r"\*\*|__")
_APA_NAME = re.compile(r"([^,&]{2,60}),\s+((?:[^\W\d_a-z]\.[\s-]?){1,4})")
_CONTENTS = re.compile(
    r"\b(?:contents?|outline|overview|index|contributing|license|acknowledge)", re.I
)


def detect(head: str) -> bool:
    """Whether several list items of a text are papers; without a heading, four of them."""
    if head.lstrip().startswith(("{", "<")):
        return False
    least = 2 if re.search(r"^#{1,6}\s", head, re.MULTILINE) else 4
    return sum(_is_paper(item) for item in items_of(head)) >= least


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The papers of a list, in order; items that name no paper are passed over."""
    position = 0
    for item in items_of(text):
        if not _is_paper(item):
            continue
        place = Location(source.file, item.line)
        title, address = _title(item.text)
        if is_too_large(len(item.text), "an item", place, "shorten it", report):
            continue
        if not title:
            report.add(
                "record-broken",
                place,
                f"an item has no title: '{excerpt(item.text)}'",
                "write the title as the text of the first link, or in bold",
            )
        else:
            yield _record(item, title, address, place, position, source)
            position += 1


def _is_paper(item: Item) -> bool:
    if item.headings and _CONTENTS.search(item.headings[-1]):
        return False
    links = [match[2] for match in LINK.finditer(item.text)]
    if links and all(link.startswith("#") for link in links):
        return False
    if any(find(link) or _PUBLISHERS.match(link) for link in links):
        return True
    if item.is_paragraph:
        return False
    title, _ = _title(item.text)
    bold = _BOLD.search(item.text)
    names_it = bold is not None and len(plain(bold[0]).split()) > 1 and not _is_tag(bold[0])
    said = names_it or bool(_YEAR.search(LINK.sub("", item.text)))
    return bool(title) and said and len(title.split()) >= 3


def _title(text: str) -> tuple[str, str]:
    """Title and its address: the first link whose text is no label, else what is bold or first."""
    bold = next((b for b in _BOLD.finditer(text) if not _is_tag(b[1] or b[2])), None)
    before = at = 0
    for match in LINK.finditer(text):
        before += len(plain(text[at : match.start()]).split())
        at = match.end()
        if match[0].startswith("!"):
            continue
        words = plain(match[1]).strip(' .:"“”')
        if words.startswith("[") and words.endswith("]"):
            words = words[1:-1]
        if not match[2].startswith("#"):
            if words and not _LABEL.fullmatch(words) and len(words) > 3:
                if before < 4 or not bold or bold.end() > match.start():
                    return words, match[2]
            elif before >= 3:
                break
        before += len(words.split())
    if bold:
        words = plain(bold[1] or bold[2]).strip(' .:,"“”')
        alone = bold.start() == 0 and _ALONE.match(text, bold.end())
        if len(words.split()) > 1 or (alone and len(words) > 2 and not _LABEL.fullmatch(words)):
            return words, ""
    return _plain_title(text), ""


def _is_tag(text: str) -> bool:
    """Whether bold words say when or where, such as "[ICML 2021]" or "2024-04"."""
    words = plain(text).strip(" .:,()")
    return bool(re.fullmatch(r"\[.*\]", words) or _WHEN_OR_WHERE.fullmatch(words))


def _plain_title(text: str) -> str:
    """The title of an item that neither a link nor bold type marks: in quotes, or what is first."""
    bare = _BOLD_MARKS.sub("", LINK.sub("[", text))
    at = 0
    while tag := _LEADING_TAG.match(bare, at):
        at = tag.end()
    bare = bare[at:]
    if quoted := _QUOTED.match(plain(bare)):
        return quoted[1]
    if reference := _APA.match(plain(bare)):
        return reference[2].strip(' "“”')
    # Authors, then the title in quotes, as the MLA has it.
    if (quoted := _QUOTED.search(plain(bare))) and plain(bare)[: quoted.start()].rstrip().endswith(
        (".", ",", ":")
    ):
        return quoted[1]
    cells = bare.split(" | ")
    dated = (bool(_WHEN_OR_WHERE.fullmatch(plain(cell).strip(" ["))) for cell in cells)
    cell = next((c for c, is_date in zip(cells, dated, strict=True) if not is_date), cells[-1])
    rest = re.split(r"\[|\s[-–—]\s|,\s+\(|\.\s|\s\(", cell, maxsplit=1)[0]
    return plain(rest).strip(' .:,"“”')


def _record(
    item: Item, title: str, address: str, place: Location, position: int, source: SourceFile
) -> Record:
    links: dict[str, str] = {}
    identifiers: dict[Identifier, None] = {}
    for match in LINK.finditer(item.text):
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
    words = _BOLD.sub("", LINK.sub("", rest))
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        authors=_authors(words) or _plain_authors(item.text, title),
        issued=_year(words) or _year(rest) or _year(" ".join(item.headings[::-1])),
        identifiers=tuple(identifiers),
        links={kind: links[kind] for kind in sorted(links)},
        keywords=_keywords(item.headings),
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


def _plain_authors(text: str, title: str) -> tuple[Author, ...]:
    """Authors that no type marks: right behind the title, before it, or under "Authors:"."""
    if fact := _FACT_NAMES.search(text):
        return parse_names(re.split(r",|;| and | & ", plain(fact[1])))
    before, _, after = plain(text).partition(title)
    if reference := _APA.match(f"{before}{title}."):
        return parse_names(f"{m[1].strip()}, {m[2]}" for m in _APA_NAME.finditer(reference[1]))
    behind = re.sub(r"\[[^\[\]]{0,200}\]|\(\s*\)", "", LINK.sub("", text)).partition(title)[2]
    names = _PLAIN_NAMES.match(_BOLD_MARKS.sub("", behind) if behind else after)
    if not names:
        return ()
    parts = [part for part in re.split(r",\s*|\s(?:and|&)\s", names[1]) if part]
    named = len(parts) > 1 and not any(map(_NO_PERSON.search, parts))
    return parse_names(parts) if named else ()


def _keywords(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings below the first as keywords, without the little pictures before them."""
    words = (re.sub(r"^[^\w]+", "", heading) for heading in headings[1:] or headings)
    return tuple(word for word in words if word and not _YEAR.fullmatch(word))


def _year(text: str) -> PartialDate | None:
    for pattern in (_YEAR, _DATE):
        if match := pattern.search(text):
            return partial_date(int(match[1]))
    match = _SHORT_YEAR.search(text)
    return partial_date(2000 + int(match[1])) if match and int(match[1]) < 60 else None
