"""References in APA style, written only: plain text, one reference a line.

Source: the style ``apa`` of the Citation Style Language (APA, "Publication Manual", 7th edition),
for the types and variables that papers have. A citation processor would take longer for one
reference than a page may; tests hold these to what a processor makes of our CSL-JSON. Three things
differ on purpose: a comma stands before every "&", "Retrieved" without a date is left out, and
quotation marks and capitals stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from generator.formats.cite import CONFERENCE, JOURNAL, THESIS
from generator.formats.csl_json import as_item
from generator.model import Author, Paper
from generator.text import plain

MOST_AUTHORS = 20
FIRST_AUTHORS = 19
"""Of more than :data:`MOST_AUTHORS` authors the first 19 are named, and the last."""

_SERIAL = (JOURNAL, CONFERENCE, "article-magazine", "article-newspaper", "review", "review-book")
_WEB = ("webpage", "post", "post-weblog")
_FULL_DATE = (*_WEB, "article-magazine", "article-newspaper", "document", "pamphlet", "speech")
_GENERIC = {"dataset": "Dataset", "software": "Computer software"}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_EAST_ASIAN = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힯]+")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}

Item = Mapping[str, str]


def write(papers: Sequence[Paper]) -> str:
    """The references in the given order."""
    return "".join(f"{reference(paper)}\n" for paper in papers)


def reference(paper: Paper) -> str:
    """One paper's reference."""
    item = {
        name: value
        for name, value in as_item(replace(paper, abstract="")).items()
        if isinstance(value, str)
    }
    kind = item["type"]
    title = _spaced([plain(item["title"]), _identifier(item, kind)])
    description = _description(item, kind)
    date = f"({_date(paper, item, kind)})"
    publisher = "" if kind in _SERIAL or _is_published_thesis(item, kind) else item.get("publisher")
    authors = _authors(paper.authors)
    if not authors and publisher and kind in ("webpage", "software"):
        authors, publisher = publisher, ""
    described = [date, _spaced([title, description])]
    head = [authors, *described] if authors else [title, date, description]
    if kind not in _SERIAL and kind not in _WEB:
        source = _monograph(item, kind)
    else:
        source = _serial(item) if kind in _SERIAL else ""
    site = item.get("container-title") if kind in _WEB else ""
    text = _sentences([*head, source, publisher or "", site or ""])
    return _spaced([text, _address(item)])


def _sentences(parts: Iterable[str]) -> str:
    """Parts that each end in a full stop, a question or an exclamation mark."""
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )


def _spaced(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _authors(authors: Sequence[Author]) -> str:
    names = [_name(author) for author in authors]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[:FIRST_AUTHORS])}, … {names[-1]}"
    if len(names) > 1:
        return f"{', '.join(names[:-1])}, & {names[-1]}"
    return "".join(names)


def _name(author: Author) -> str:
    if not author.given:
        return author.family
    if _EAST_ASIAN.fullmatch(author.family + author.given):
        return author.family + author.given
    given, _, suffix = author.given.partition(",")
    name = f"{author.family}, {initials(given)}"
    return f"{name}, {suffix.strip()}" if suffix.strip() else name


def initials(given: str) -> str:
    """Given names as initials: "Jean-Marie A." becomes "J.-M. A."; small words stay."""
    found: list[str] = []
    for word in given.replace(".", ". ").split():
        first, *others = word.rstrip(".").split("-")
        if first[:1].islower():
            found.append(f" {first}")
            continue
        found.append(f" {first[0]}." if first else "")
        found += [f"-{other[0]}." for other in others if other and not other[0].islower()]
    return "".join(found).strip()


def _date(paper: Paper, item: Item, kind: str) -> str:
    issued = paper.issued
    if not issued:
        return "n.d."
    if not issued.month or not (kind in _FULL_DATE or _is_unpublished(item, kind)):
        return str(issued.year)
    day = f" {issued.day}" if issued.day else ""
    return f"{issued.year}, {_MONTHS[issued.month - 1]}{day}"


def _identifier(item: Item, kind: str) -> str:
    """In brackets behind the title, if the work is no part of another."""
    if item.get("container-title") and kind not in _WEB:
        return ""
    return _bracketed(item, kind)


def _bracketed(item: Item, kind: str) -> str:
    parts = [_number(item, kind)]
    if kind not in _SERIAL and kind not in _WEB:
        parts.append(_locators(item))
    text = "; ".join(filter(None, parts))
    return f"({text})" if text else ""


def _number(item: Item, kind: str) -> str:
    number, genre = item.get("number", ""), item.get("genre", "")
    if not number:
        return ""
    number = _labelled("No.", number) if _is_number(number) else _capital(number)
    if kind == THESIS and genre:
        return f"Publication {number}"
    return f"{_title_case(genre)} {number}" if genre else number


def _locators(item: Item) -> str:
    edition, volume = item.get("edition", ""), item.get("volume", "")
    page = _pages(item.get("page", ""))
    parts = [
        f"{_ordinal(edition)} ed." if edition.isdigit() else edition,
        _labelled("Vol.", volume) if _is_number(volume) else _capital(volume),
        _labelled("Issue", item.get("issue", "")),
        _labelled("pp." if "–" in page or "," in page else "p.", page),
    ]
    return ", ".join(filter(None, parts))


def _description(item: Item, kind: str) -> str:
    """In square brackets behind the title: what kind of work it is."""
    genre = _capital(item.get("genre", ""))
    if kind == THESIS:
        school = item.get("publisher", "") if _is_published_thesis(item, kind) else ""
        text = ", ".join(filter(None, (genre, school)))
    elif kind in (JOURNAL, "article-magazine", "article-newspaper"):
        text = "" if item.get("number") else genre
    elif item.get("container-title") and (
        kind in ("document", "report", "software") or _is_unpublished(item, kind)
    ):
        text = ""
    else:
        text = _form(item, kind)
    return f"[{text}]" if text else ""


def _form(item: Item, kind: str) -> str:
    genre = item.get("genre", "")
    if genre:
        return "" if item.get("number") else _capital(genre)
    return _GENERIC.get(kind, "")


def _is_unpublished(item: Item, kind: str) -> bool:
    """Whether a talk stands in no proceedings."""
    return kind == CONFERENCE and not any(map(item.get, ("issue", "page", "volume")))


def _is_published_thesis(item: Item, kind: str) -> bool:
    return kind == THESIS and bool(item.get("DOI") or item.get("URL"))


def _serial(item: Item) -> str:
    """Journal, volume(issue), article number or pages."""
    issue = f"({item['issue']})" if item.get("issue") else ""
    # Without a journal the number stands behind the title.
    number = _labelled("Article", item.get("number", "")) if item.get("container-title") else ""
    parts = [
        item.get("container-title", ""),
        item.get("collection-title", ""),
        item.get("volume", "") + issue,
        number or ("" if item.get("number") else _pages(item.get("page", ""))),
    ]
    return ", ".join(filter(None, parts))


def _monograph(item: Item, kind: str) -> str:
    if not item.get("container-title"):
        return ""
    form = _form(item, kind) if kind in ("document", "report", "software") else ""
    return _spaced(
        ["In", item["container-title"], _bracketed(item, kind), f"[{form}]" if form else ""]
    )


def _address(item: Item) -> str:
    return f"https://doi.org/{item['DOI']}" if item.get("DOI") else item.get("URL", "")


def _labelled(label: str, text: str) -> str:
    return f"{label} {text}" if text else ""


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+[a-z]?", text))


def _ordinal(number: str) -> str:
    value = int(number)
    ending = "th" if value % 100 in (11, 12, 13) else _ORDINALS.get(value % 10, "th")
    return f"{value}{ending}"


def _pages(text: str) -> str:
    """Pages with a dash between them; "12-5" is "12–15"."""
    match = re.fullmatch(r"(\d+)\s*[-–]+\s*(\d+)", text)
    if not match:
        return text
    first, last = match.groups()
    return f"{first}–{first[: max(len(first) - len(last), 0)]}{last}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text.split(":")[0] != "arXiv" else text


def _title_case(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split())
