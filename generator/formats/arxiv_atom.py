"""Atom of arXiv: answers of its API, and its listing feeds.

Declarations of entities and document types are refused, so that no entity expands.

Sources: "arXiv API User's Manual" (info.arxiv.org/help/api/user-manual.html), section 3.3 on
answers and 3.4 on errors; "RSS/Atom feeds" (info.arxiv.org/help/rss.html), where a summary
begins with "arXiv:<id> Announce Type: …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from generator.formats.common import (
    MAX_RECORD_LENGTH,
    excerpt,
    http_url,
    identifiers,
    is_too_large,
    one_line,
    paragraphs,
    parse_date,
    parse_names,
    partial_date,
)
from generator.model import Identifier, PartialDate, Record, SourceFile
from generator.problems import Location, Report

_ATOM = "http://www.w3.org/2005/Atom"
_ANNOUNCED = re.compile(r"arXiv:\S{1,40}\s+Announce Type:\s*\S+\s+(?:Abstract:\s*)?", re.IGNORECASE)
_ERROR_ID = re.compile(r"arxiv\.org/api/errors")
_WITHDRAWN = re.compile(
    r"(?:^|[.;!:]\s*)(?:(?:this|the)\s+)?"
    r"(?:(?:arxiv\s+)?(?:paper|article|submission|manuscript|preprint|work|version)\s+[\w\s]{0,30}?)?"
    r"withdrawn\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(slots=True)
class _Entry:
    """Texts of an entry by name of element, and its addresses by relation."""

    line: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    primary: str = ""
    length: int = 0

    def first(self, *names: str) -> str:
        return next((one_line(v) for n in names for v in self.texts.get(n, ()) if v.strip()), "")


def detect(head: str) -> bool:
    """Whether a text is an Atom or RSS feed that names arXiv."""
    return bool(re.search(r"<(?:\w+:)?(?:feed|rss)\b", head)) and "arxiv.org" in head.lower()


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a feed. What stands before a fault of the XML is kept."""
    feed = _Feed()
    try:
        feed.parse(text)
    except expat.ExpatError as error:
        report.add(
            "record-broken",
            Location(source.file, error.lineno, error.offset + 1),
            f"not valid XML: {expat.ErrorString(error.code)}; what follows is lost",
            "fetch the feed again",
        )
    except _ForbiddenError as error:
        report.add(
            "record-broken",
            Location(source.file, error.line),
            f"the feed declares {error}, which is refused",
            "fetch the feed from arXiv again; it declares nothing",
        )
        return
    position = 0
    for entry in feed.entries:
        if record := _record(entry, position, source, report):
            yield record
            position += 1


class _ForbiddenError(ValueError):
    """The text declares a document type or an entity."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


class _Feed:
    """Collects entries while the parser runs, so that a fault costs only what follows."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.entry: _Entry | None = None
        self.path: list[str] = []
        self.text: list[str] = []
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity

    def parse(self, text: str) -> None:
        # The text is Unicode by now, whatever the declaration says.
        self.parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", _blank, text, count=1).encode(), True)

    def doctype(self, name: str, *rest: object) -> None:
        raise _ForbiddenError("a document type", self.parser.CurrentLineNumber)

    def entity(self, name: str, *rest: object) -> None:
        raise _ForbiddenError(f"the entity '{name}'", self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in ("entry", "item"):
            self.entry = _Entry(self.parser.CurrentLineNumber)
            self.path = []
        elif self.entry:
            self.path.append(local)
            self.text = []
            if local == "link":
                kind = attributes.get("title") or attributes.get("rel", "alternate")
                self.entry.links.setdefault(kind, attributes.get("href", ""))
            elif local == "category" and "term" in attributes:
                self.entry.categories.append(attributes["term"])
            elif local == "primary_category":
                self.entry.primary = attributes.get("term", "")

    def characters(self, text: str) -> None:
        if self.entry:
            self.entry.length += len(text)
            if self.entry.length <= MAX_RECORD_LENGTH:
                self.text.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self.entry is None:
            return
        if local in ("entry", "item"):
            self.entries.append(self.entry)
            self.entry = None
        elif self.path:
            self.path.pop()
            self.entry.texts.setdefault(local, []).append("".join(self.text))
            self.text = []


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _record(entry: _Entry, position: int, source: SourceFile, report: Report) -> Record | None:
    place = Location(source.file, entry.line)
    title = entry.first("title")
    address = entry.first("id", "guid", "link")
    summary = entry.first("summary", "description")
    if _ERROR_ID.search(address) or (title == "Error" and not entry.texts.get("published")):
        report.add(
            "record-broken",
            place,
            f"the feed is an answer that says no: '{excerpt(summary)}'",
            "correct the query or the identifier, and fetch the feed again",
        )
        return None
    if is_too_large(entry.length, f"'{excerpt(title)}'", place, "fetch the feed again", report):
        return None
    if not title:
        report.add(
            "record-broken", place, f"an entry has no title: '{excerpt(summary)}'", "fetch it again"
        )
        return None
    comment = entry.first("comment")
    authors = entry.texts.get("name") or [
        name
        for text in entry.texts.get("creator", ())
        # Affiliations stand in brackets, some with brackets inside.
        for name in re.split(r",\s*|\n", _BRACKETED.sub("", _BRACKETED.sub("", text)))
    ]
    categories = entry.categories or [
        c for c in map(one_line, entry.texts.get("category", ())) if c
    ]
    details = {
        "categories": " ".join(dict.fromkeys(categories)),
        "primary_category": entry.primary or next(iter(categories), ""),
        "comment": comment,
    }
    names = identifiers(
        [("", address.replace("oai:arXiv.org:", "arXiv:")), ("doi", entry.first("doi", "DOI"))]
    )
    venue = entry.first("journal_ref", "journal_reference")
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(_ANNOUNCED.sub("", _raw(entry, "summary", "description"), count=1)),
        authors=parse_names(authors),
        # A listing gives the day of announcement, also of a paper that is replaced years later.
        issued=(_submitted(names) if entry.first("announce_type") else None)
        or parse_date(entry.first("published")[:10])
        or _submitted(names),
        venue=venue,
        type="" if venue else "article",
        identifiers=names,
        links={"pdf": pdf} if (pdf := http_url(entry.links.get("pdf", ""))) else {},
        details={key: value for key, value in details.items() if value},
        status="withdrawn" if _WITHDRAWN.search(comment) or _WITHDRAWN.match(summary) else "",
    )


def _submitted(names: Iterable[Identifier]) -> PartialDate | None:
    """Year and month that an arXiv id begins with; listings give the day of announcement only."""
    for name in names:
        digits = re.match(r"(?:[a-z-]+/)?(\d\d)(\d\d)", name.value)
        if name.scheme == "arxiv" and digits:
            year = int(digits[1])
            return partial_date(year + (1900 if year > 90 else 2000), int(digits[2]))
    return None


def _raw(entry: _Entry, *names: str) -> str:
    return next((v.strip() for n in names for v in entry.texts.get(n, ()) if v.strip()), "")
