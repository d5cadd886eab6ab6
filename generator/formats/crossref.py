"""Works of Crossref's REST API, read.

Source: "Crossref REST API", format of works
(github.com/CrossRef/rest-api-doc, api_format.md): CSL-JSON whose texts are lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.formats.cite import is_preprint_server
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    paragraphs,
)
from generator.formats.csl_json import CROSSREF_TYPES, TYPES, read_date, read_name
from generator.formats.htmltext import plain
from generator.formats.jsontext import (
    Object,
    detector,
    list_of,
    object_of,
    objects_of,
    read_objects,
    text_of,
)
from generator.model import Record, SourceFile
from generator.problems import Location, Report

_DATES = ("issued", "published", "published-print", "published-online", "posted")
_DETAILS = ("volume", "issue", "page", "publisher", "ISSN")

detect = detector(
    r'"message-type"\s*:\s*"work',
    r'"title"\s*:\s*\[[\s\S]*"is-referenced-by-count"',
    r'"is-referenced-by-count"[\s\S]*"title"\s*:\s*\[',
)


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of an answer (one work or a list), of a list of works, or of one work."""
    position = 0
    for line, answer in read_objects(text, source, report, lists=("items",)):
        work = object_of(answer.get("message")) if "message-type" in answer else answer
        place = Location(source.file, line)
        title = one_line(plain(text_of(work.get("title"))))
        if not title:
            report.add(
                "record-broken",
                place,
                f"a work has no title: '{excerpt(text_of(work.get('DOI')))}'",
                "ask the service again, or leave the work out",
            )
            continue
        yield _record(work, title, place, position, source)
        position += 1


def _record(work: Object, title: str, place: Location, position: int, source: SourceFile) -> Record:
    kind = text_of(work.get("type"))
    containers = [one_line(plain(text_of(each))) for each in list_of(work.get("container-title"))]
    # A chapter's first title is the series' ("Lecture Notes in Computer Science").
    venue = (containers or [""])[-1 if kind == "book-chapter" else 0]
    subtitle = one_line(plain(text_of(work.get("subtitle"))))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(':')}: {subtitle}"
    updates = {text_of(each.get("type")) for each in objects_of(work.get("updated-by"))}
    details = {key: text_of(work.get(key)) for key in _DETAILS}
    if containers and containers[0] != venue:
        details["collection-title"] = containers[0]
    pdf = next(
        (
            address
            for each in objects_of(work.get("link"))
            if text_of(each.get("content-type")) == "application/pdf"
            and (address := http_url(text_of(each.get("URL"))))
        ),
        "",
    )
    values = [("doi", text_of(work.get("DOI"))), ("isbn", text_of(work.get("ISBN")))]
    # The other half of a preprint and its publication: one paper to readers.
    relation = object_of(work.get("relation"))
    for name in ("is-preprint-of", "has-preprint"):
        values += [("doi", text_of(each.get("id"))) for each in objects_of(relation.get(name))]
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(plain(text_of(work.get("abstract")))),
        authors=tuple(a for each in list_of(work.get("author")) if (a := read_name(each))),
        issued=next((date for name in _DATES if (date := read_date(work.get(name)))), None),
        venue="" if is_preprint_server(venue) else venue,
        type=CROSSREF_TYPES.get(kind, kind if kind in TYPES else ""),
        identifiers=identifiers((scheme, value) for scheme, value in values if value),
        links={"pdf": pdf} if pdf else {},
        details={key: value for key, value in details.items() if value},
        keywords=tuple(word for each in list_of(work.get("subject")) if (word := text_of(each))),
        status="retracted" if updates & {"retraction", "withdrawal", "removal"} else "",
    )
