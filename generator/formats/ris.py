"""RIS, read and written; the tagged form of Web of Science is read too.

Sources: "RIS Format Specifications" (Research Information Systems, 2011; tags and types);
"Web of Science Core Collection field tags". Exports differ, so tags are taken as Zotero's and
EndNote's translators take them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

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
    is_too_large,
    one_line,
    paragraphs,
    parse_date,
    parse_names,
)
from generator.formats.htmltext import without_tags
from generator.formats.ris_entries import (
    TITLE_TAGS,
    Entry,
    is_ris,
    is_wos,
    ris_entries,
    wos_entries,
)
from generator.identifiers import SCHEMES, parse, url
from generator.model import Identifier, Paper, PartialDate, Record, SourceFile
from generator.problems import Location, Report

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

_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def detect(head: str) -> bool:
    """Whether a text holds RIS or Web of Science entries."""
    return is_ris(head) or is_wos(head)


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a library, in order."""
    from_wos = not is_ris(text)
    entries = wos_entries(text) if from_wos else ris_entries(text, source, report)
    position = 0
    for entry in entries:
        if record := _record(entry, position, from_wos, source, report):
            yield record
            position += 1


def _record(
    entry: Entry, position: int, from_wos: bool, source: SourceFile, report: Report
) -> Record | None:
    place = Location(source.file, entry.line)
    title = one_line(without_tags(entry.first(*TITLE_TAGS)))
    fix = "look for a missing 'ER  - '"
    if is_too_large(entry.length, f"'{excerpt(title)}'", place, fix, report):
        return None
    if not title:
        text = "; ".join(f"{tag} {value}" for tag, value, _ in entry.values)
        report.add(
            "record-broken", place, f"an entry has no title: '{excerpt(text)}'", "add 'TI  - …'"
        )
        return None
    kind = (_WOS_TYPES if from_wos else TYPES).get(entry.type, "")
    venue = one_line(entry.first(*_VENUE))
    names = _identifiers(entry)
    notes = "\n".join(entry.all("N1"))
    status, successor = next(
        (found for note in entry.all("N1") if (found := read_status(note))[0]), ("", "")
    )
    details = _details(entry)
    on_server = is_preprint_server(venue)
    if (on_server and kind in ("", JOURNAL)) or (
        not kind and any(name.scheme == "arxiv" for name in names)
    ):
        kind = PREPRINT
    if on_server:
        venue = ""
    if kind == THESIS and not venue:
        venue = details.pop("publisher", "")
    keywords = [word for value in entry.all("KW") for word in re.split(r"[;\n]", value)]
    retracted = from_wos and "Retracted Publication" in entry.first("DT")
    # Web of Science gives the full names (AF, here A1) beside the short ones.
    full = entry.all("A1") if from_wos else []
    authors = full or [value for tag, value, _ in entry.values if tag in _AUTHORS]
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(without_tags(entry.first("AB", "N2"))),
        authors=parse_names(name for value in authors for name in _names_in(value)),
        issued=_issued(entry, from_wos, source, report),
        venue="" if venue == title else venue,
        type=kind,
        identifiers=names,
        links=_links(entry),
        details=details,
        keywords=tuple(dict.fromkeys(word for each in keywords if (word := each.strip()))),
        citekey=""
        if from_wos or not re.search(r"[A-Za-z]", entry.first("ID"))
        else entry.first("ID"),
        field_locations={
            name: Location(source.file, line)
            for name, tags in (
                *(("title", TITLE_TAGS), ("abstract", ("AB", "N2")), ("authors", _AUTHORS)),
                *(("issued", _DATE), ("venue", _VENUE), ("identifiers", ("DO",))),
            )
            if (line := entry.where(*tags))
        },
        status="retracted" if retracted else status if notes else "",
        successor=successor,
    )


def _names_in(value: str) -> list[str]:
    """Names of one line: one, or several parted by semicolons or by "and"."""
    names = value.split(";")
    pairs = re.split(r"\s+and\s+", value)
    return pairs if len(names) == 1 and all("," in name for name in pairs) else names


def _issued(entry: Entry, from_wos: bool, source: SourceFile, report: Report) -> PartialDate | None:
    written = [entry.first(tag) for tag in _DATE]
    if from_wos:
        # "APR 12" in one tag, the year in another.
        written.append(f"{entry.first('PD')} {entry.first('PY')}")
    dates = [date for text in written if (date := _read_date(text))]
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


def _addresses(entry: Entry, *tags: str) -> list[str]:
    return [
        address
        for value in entry.all(*tags)
        for part in re.split(r";\s*(?=https?:)|\s+", value)
        if (address := http_url(part))
    ]


def _identifiers(entry: Entry) -> tuple[Identifier, ...]:
    values = [("doi", value) for value in entry.all("DO")]
    values += [("pmid", value) for value in entry.all("C_PMID")]
    values += [("", value) for value in _addresses(entry, "UR", "L1", "LK")]
    values += [("", value) for value in entry.all("AN", "M1", "M3", "C1", "C7", "U1")]
    values += [("isbn", value) for value in entry.all("SN")]
    values += [("", value) for value in entry.all(*_VENUE)]
    return identifiers(values)


def _links(entry: Entry) -> dict[str, str]:
    links = {}
    if pdf := next(iter(_addresses(entry, "L1")), ""):
        links["pdf"] = pdf
    # An address that says which paper it is has become an identifier.
    if address := next((a for a in _addresses(entry, "UR", "LK") if not parse(a)), ""):
        links["url"] = address
    return links


def _details(entry: Entry) -> dict[str, str]:
    details: dict[str, str] = {}
    for tag, name in _DETAILS.items():
        for value in map(one_line, entry.all(tag)):
            if name == "publisher" and is_preprint_server(value):
                continue
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
