"""Papers of Semantic Scholar's Academic Graph API, read.

Source: "Semantic Scholar API, Academic Graph" (api.semanticscholar.org/api-docs/graph), object
``FullPaper``; any field may be null or missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.formats.cite import CONFERENCE, JOURNAL, PREPRINT, is_preprint_server
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    paragraphs,
    parse_date,
    parse_names,
)
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

_NAMES: Mapping[str, str] = {
    name.lower(): name for name in ("externalIds", "publicationTypes", "publicationDate")
}
_SCHEMES: Mapping[str, str] = {"ArXiv": "arxiv", "DOI": "doi", "ACL": "acl", "PubMed": "pmid"}
# Conference papers are marked as journal articles too.
_TYPES: Mapping[str, str] = {
    "Conference": CONFERENCE,
    "Book": "book",
    "BookSection": "chapter",
    "Dataset": "dataset",
    "JournalArticle": JOURNAL,
}

detect = detector(r'"(?:paperId|corpusid)"\s*:')


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of an answer (``{"data": […]}``), of a list of papers, or of one."""
    position = 0
    lists = () if text.lstrip().startswith('{"paperId') else ("data", "recommendedPapers")
    for line, found in read_objects(text, source, report, lists=lists):
        # Citations and references wrap the paper.
        paper = object_of(found.get("citedPaper") or found.get("citingPaper")) or found
        place = Location(source.file, line)
        title = one_line(text_of(paper.get("title")))
        if not title:
            report.add(
                "record-broken",
                place,
                f"a paper has no title: '{excerpt(text_of(paper.get('paperId')))}'",
                "ask the service for the field 'title' too, or leave the paper out",
            )
            continue
        yield _record(paper, title, place, position, source)
        position += 1


def _record(
    paper: Object, title: str, place: Location, position: int, source: SourceFile
) -> Record:
    # The keys of its data sets are written small.
    paper = {_NAMES.get(name, name): value for name, value in paper.items()}
    given = object_of(paper.get("externalIds"))
    values = [(scheme, text_of(given.get(name))) for name, scheme in _SCHEMES.items()]
    values.append(("s2", text_of(paper.get("paperId"))))
    journal = object_of(paper.get("journal"))
    # The volume of a preprint is "abs/1706.03762".
    values.append(("", text_of(journal.get("volume"))))
    of_server = is_preprint_server(text_of(journal.get("name")))
    venue = text_of(paper.get("venue")) or text_of(journal.get("name"))
    kinds = [text_of(kind) for kind in list_of(paper.get("publicationTypes"))]
    kind = next((_TYPES[kind] for kind in _TYPES if kind in kinds), "")
    on_server = is_preprint_server(venue.removesuffix(".org"))
    pages = one_line(text_of(journal.get("pages")))
    details = {"volume": text_of(journal.get("volume")), "page": pages.replace(" ", "")}
    if of_server:
        details = {}
    pdf = http_url(text_of(object_of(paper.get("openAccessPdf")).get("url")))
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(text_of(paper.get("abstract"))),
        authors=parse_names(text_of(a.get("name")) for a in objects_of(paper.get("authors"))),
        issued=parse_date(text_of(paper.get("publicationDate")) or text_of(paper.get("year"))),
        venue="" if on_server else venue,
        type=PREPRINT if on_server else kind,
        identifiers=identifiers((scheme, value) for scheme, value in values if value),
        links={"pdf": pdf} if pdf else {},
        details={} if on_server else {key: value for key, value in details.items() if value},
    )
