"""RIS, read and written; the tagged form of Web of Science is read too.

Sources: "RIS Format Specifications" (Research Information Systems, 2011; tags and types);
"Web of Science Core Collection field tags". Exports differ, so tags are taken as Zotero's and
EndNote's translators take them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.formats.cite import (
    CONFERENCE,
    JOURNAL,
    PREPRINT,
    THESIS,
    family_first,
    is_preprint_server,
    publication_type,
    read_status,
    status_words,
)
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    parse_date,
    parse_names,
)
from generator.identifiers import SCHEMES, parse, url
from generator.model import Identifier, Paper, PartialDate, Record, SourceFile
from generator.problems import Location, Report

MAX_RECORD_LENGTH = 1_000_000
"""Longest entry in characters."""

TYPES: Mapping[str, str] = {
    "JOUR": JOURNAL,
    "CPAPER": CONFERENCE,
    "CONF": CONFERENCE,
    "CHAP": "chapter",
    "BOOK": "book",
    "THES": THESIS,
    "RPRT": "report",
    "UNPB": PREPRINT,
    "DATA": "dataset",
    "COMP": "software",
    "ELEC": "webpage",
    "MANSCPT": "manuscript",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "GEN": "",
    "EJOUR": JOURNAL,
    "INPR": JOURNAL,
    "MANSCRIPT": "manuscript",
    "ECHAP": "chapter",
    "EBOOK": "book",
    "DBASE": "dataset",
    "BLOG": "webpage",
}
"""Reference type to CSL type; of two for one CSL type the first is written."""

_WOS_TYPES: Mapping[str, str] = {"J": JOURNAL, "C": CONFERENCE, "B": "book", "S": "chapter"}
_WOS_TAGS: Mapping[str, str] = {
    **{"SO": "T2", "DI": "DO", "DE": "KW", "ID": "KW", "BP": "SP", "EP": "EP", "PU": "PB"},
    **{"PI": "CY", "AR": "M1", "AF": "A1", "SN": "SN", "UT": "AN", "PM": "C_PMID", "CT": "C3"},
}
"""Tags of Web of Science whose meaning in RIS is another tag's, or none's."""

_TITLE = ("TI", "T1", "CT", "BT")
_VENUE = ("T2", "JO", "JF", "BT", "C3", "JA", "J2", "J1")
_DATE = ("DA", "PY", "Y1", "YR")
_AUTHORS = ("AU", "A1")
_DETAILS: Mapping[str, str] = {
    "VL": "volume",
    "IS": "issue",
    "PB": "publisher",
    "CY": "publisher-place",
    "T3": "collection-title",
    "ET": "edition",
    "SN": "ISSN",
    "M1": "number",
}
_JOINED = ("AB", "N2", "TI", "T1", "N1")
"""Tags whose value may go on in the next line."""

_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,3}-(?: (.*)|)$")
_WOS_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|)$")
_RIS_HEAD = re.compile(r"^TY {1,3}- ", re.MULTILINE)
_WOS_HEAD = re.compile(r"^(?:FN (?:Clarivate|ISI|Thomson).*|PT [JBCSP]|VR 1\.0)\s*$", re.MULTILINE)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


@dataclass(slots=True)
class _Entry:
    """Tags of one reference, in order, with their lines."""

    line: int
    type: str
    values: list[tuple[str, str, int]] = field(default_factory=list)
    length: int = 0

    def all(self, *tags: str) -> list[str]:
        """Values of the tags, those of the first tag first; empty ones left out."""
        return [v for wanted in tags for tag, v, _ in self.values if tag == wanted and v.strip()]

    def first(self, *tags: str) -> str:
        return next(iter(self.all(*tags)), "").strip()

    def where(self, *tags: str) -> int:
        return next((line for wanted in tags for tag, _, line in self.values if tag == wanted), 0)


def detect(head: str) -> bool:
    """Whether a text holds RIS or Web of Science entries."""
    return bool(_RIS_HEAD.search(head) or _WOS_HEAD.search(head))


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a library, in order."""
    is_wos = not _RIS_HEAD.search(text)
    entries = _wos_entries(text) if is_wos else _ris_entries(text, source, report)
    position = 0
    for entry in entries:
        if record := _record(entry, position, is_wos, source, report):
            yield record
            position += 1


def _ris_entries(text: str, source: SourceFile, report: Report) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _TAG.match(line.strip("\ufeff \t"))
        if match and match[1] == "TY":
            if entry:
                _report_open(entry, source, report)
                yield entry
            entry = _Entry(number, (match[2] or "").strip().upper())
        elif entry is None or not line.strip():
            # What stands between entries ("1.", "Provider: …") belongs to none.
            continue
        elif match and match[1] == "ER":
            yield entry
            entry = None
        else:
            entry.length += len(line)
            if match:
                entry.values.append((match[1], match[2] or "", number))
            elif entry.values and entry.values[-1][0] in (*_JOINED, "KW"):
                tag, value, at = entry.values[-1]
                if tag == "KW":
                    entry.values.append((tag, line.strip(), number))
                else:
                    entry.values[-1] = (tag, f"{value}\n{line.strip()}", at)
            else:
                report.add(
                    "record-value",
                    Location(source.file, number),
                    f"a line without a tag is left out: '{excerpt(line)}'",
                    "begin it with a tag such as 'N1  - ', or delete it",
                )
    if entry:
        _report_open(entry, source, report)
        yield entry


def _report_open(entry: _Entry, source: SourceFile, report: Report) -> None:
    report.add(
        "record-incomplete",
        Location(source.file, entry.line),
        f"the entry '{excerpt(entry.first(*_TITLE))}' has no end",
        "end it with 'ER  - '; look whether the file was saved as a whole",
    )


def _wos_entries(text: str) -> Iterator[_Entry]:
    """Entries of Web of Science: ``TI Title``, continued by lines that begin with spaces."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _WOS_TAG.match(line.rstrip())
        if match and match[1] == "PT":
            entry = _Entry(number, (match[2] or "").strip())
        elif entry is None:
            continue
        elif match and match[1] == "ER":
            yield entry
            entry = None
        elif match:
            tag = _WOS_TAGS.get(match[1], match[1])
            entry.values.append((tag, match[2] or "", number))
            entry.length += len(line)
        elif line.startswith("  ") and entry.values:
            tag, value, at = entry.values[-1]
            entry.length += len(line)
            if tag in ("AU", "A1"):
                entry.values.append((tag, line.strip(), number))
            else:
                entry.values[-1] = (tag, f"{value} {line.strip()}", at)
    if entry:
        yield entry


def _record(
    entry: _Entry, position: int, is_wos: bool, source: SourceFile, report: Report
) -> Record | None:
    place = Location(source.file, entry.line)
    title = one_line(entry.first(*_TITLE))
    if entry.length > MAX_RECORD_LENGTH:
        report.add(
            "record-too-large",
            place,
            f"'{excerpt(title)}' has {entry.length:,} characters,"
            f" more than the {MAX_RECORD_LENGTH:,} that a record may have",
            "look for a missing 'ER  - '",
        )
        return None
    if not title:
        text = "; ".join(f"{tag} {value}" for tag, value, _ in entry.values)
        report.add(
            "record-broken", place, f"an entry has no title: '{excerpt(text)}'", "add 'TI  - …'"
        )
        return None
    kind = (_WOS_TYPES if is_wos else TYPES).get(entry.type, "")
    venue = one_line(entry.first(*_VENUE))
    names = _identifiers(entry)
    notes = "\n".join(entry.all("N1"))
    status, successor = next(
        (found for note in entry.all("N1") if (found := read_status(note))[0]), ("", "")
    )
    if is_preprint_server(venue):
        venue = ""
        kind = PREPRINT if kind in ("", JOURNAL) else kind
    keywords = [word for value in entry.all("KW") for word in re.split(r"[;\n]", value)]
    # Web of Science gives the full names (AF, here A1) beside the short ones.
    full = entry.all("A1") if is_wos else []
    authors = full or [value for tag, value, _ in entry.values if tag in _AUTHORS]
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=one_line(entry.first("AB", "N2")),
        authors=parse_names(name for value in authors for name in value.split(";")),
        issued=_issued(entry, source, report),
        venue="" if venue == title else venue,
        type=kind,
        identifiers=names,
        links=_links(entry),
        details=_details(entry),
        keywords=tuple(dict.fromkeys(word for each in keywords if (word := each.strip()))),
        citekey=""
        if is_wos or not re.search(r"[A-Za-z]", entry.first("ID"))
        else entry.first("ID"),
        field_locations={
            name: Location(source.file, line)
            for name, tags in (
                *(("title", _TITLE), ("abstract", ("AB", "N2")), ("authors", _AUTHORS)),
                *(("issued", _DATE), ("venue", _VENUE), ("identifiers", ("DO",))),
            )
            if (line := entry.where(*tags))
        },
        status=status if notes else "",
        successor=successor,
    )


def _issued(entry: _Entry, source: SourceFile, report: Report) -> PartialDate | None:
    dates = [date for tag in _DATE if (date := _read_date(entry.first(tag)))]
    if dates:
        # PY has the year alone where DA has the day.
        return max(dates, key=lambda date: (bool(date.month), bool(date.day)))
    year = entry.first("PY", "Y1")
    if year:
        report.add(
            "record-value",
            Location(source.file, entry.where("PY", "Y1")),
            f"'{excerpt(year)}' is no date",
            "write 'PY  - ' and four digits",
        )
    return None


def _read_date(text: str) -> PartialDate | None:
    """``2006``, ``2006//``, ``2006/03/12/`` or ``2006/03/12/spring``, or a date in words."""
    numbers = re.match(r"(\d{4})(?:/(\d{0,2}))?(?:/(\d{0,2}))?(?:/.*)?$", text.strip())
    if numbers:
        year, month, day = (int(part or 0) for part in numbers.groups())
        return parse_date("-".join(str(n) for n in (year, month, day if month else 0) if n))
    return parse_date(text)


def _addresses(entry: _Entry, *tags: str) -> list[str]:
    return [
        address
        for value in entry.all(*tags)
        for part in re.split(r";\s*(?=https?:)|\s+", value)
        if (address := http_url(part))
    ]


def _identifiers(entry: _Entry) -> tuple[Identifier, ...]:
    values = [("doi", value) for value in entry.all("DO")]
    values += [("pmid", value) for value in entry.all("C_PMID")]
    values += [("", value) for value in _addresses(entry, "UR", "L1", "LK")]
    values += [("", value) for value in entry.all("AN", "M1", "M3", "C1", "C7", "U1")]
    values += [("isbn", value) for value in entry.all("SN")]
    values += [("", value) for value in entry.all(*_VENUE)]
    return identifiers(values)


def _links(entry: _Entry) -> dict[str, str]:
    links = {}
    if pdf := next(iter(_addresses(entry, "L1")), ""):
        links["pdf"] = pdf
    # An address that says which paper it is has become an identifier.
    if address := next((a for a in _addresses(entry, "UR", "LK") if not parse(a)), ""):
        links["url"] = address
    return links


def _details(entry: _Entry) -> dict[str, str]:
    details: dict[str, str] = {}
    for tag, name in _DETAILS.items():
        for value in map(one_line, entry.all(tag)):
            if not parse(value) and (name != "ISSN" or _ISSN.match(value)):
                details.setdefault(name, value)
    if editors := entry.all("A2", "ED"):
        details["editor"] = "; ".join(map(str, parse_names(editors)))
    begin, end = one_line(entry.first("SP")), one_line(entry.first("EP"))
    if begin:
        begin = re.sub(r"\s*[-–—]+\s*", "-", begin)
        details["page"] = f"{begin}-{end}" if end and "-" not in begin and end != begin else begin
    return details


def write(papers: Sequence[Paper]) -> str:
    """The papers as entries, in their order, a blank line between two."""
    return "\n".join(
        "".join(f"{tag}  - {one_line(value)}\n" for tag, value in _lines(paper)) + "ER  - \n"
        for paper in papers
    )


_TYPE_TAGS: Mapping[str, str] = {kind: tag for tag, kind in reversed(list(TYPES.items())) if kind}


def _lines(paper: Paper) -> Iterator[tuple[str, str]]:
    kind = publication_type(paper)
    yield "TY", _TYPE_TAGS.get(kind, "GEN")
    if paper.citekey:
        yield "ID", paper.citekey
    yield "TI", paper.title
    for author in paper.authors:
        yield "AU", family_first(author)
    if paper.issued:
        yield "PY", f"{paper.issued.year:04d}"
        if paper.issued.month:
            month, day = paper.issued.month, paper.issued.day
            yield "DA", f"{paper.issued.year:04d}/{month:02d}/{f'{day:02d}' if day else ''}/"
    if paper.venue:
        yield "T2", paper.venue
    for tag, name in _DETAILS.items():
        if value := paper.details.get(name):
            yield tag, value
    for editor in filter(None, paper.details.get("editor", "").split("; ")):
        yield from (("A2", family_first(author)) for author in parse_names([editor]))
    if pages := paper.details.get("page"):
        begin, dash, end = pages.partition("-")
        yield "SP", begin if dash and "-" not in end else pages
        if dash and "-" not in end:
            yield "EP", end
    for scheme in SCHEMES:
        for value in paper.identifiers.get(scheme, ()):
            if scheme == "doi":
                yield "DO", value
            elif scheme == "isbn":
                yield "SN", value
            else:
                yield "UR", url(Identifier(scheme, value))
    if address := paper.links.get("url"):
        yield "UR", address
    if address := paper.links.get("pdf"):
        yield "L1", address
    for keyword in paper.keywords:
        yield "KW", keyword
    if words := status_words(paper):
        yield "N1", words
    if paper.abstract:
        yield "AB", paper.abstract
