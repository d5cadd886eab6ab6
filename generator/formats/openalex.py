"""Works of OpenAlex, read.

Source: "Work object" (docs.openalex.org/api-entities/works/work-object). Abstracts come as an
inverted index: each word with its places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.formats.cite import CONFERENCE, JOURNAL, PREPRINT, is_preprint_server
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    parse_date,
    parse_names,
)
from generator.formats.csl_json import CROSSREF_TYPES
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

_TYPES: Mapping[str, str] = {
    **CROSSREF_TYPES,
    "preprint": PREPRINT,
    "dissertation": "thesis",
    "book": "book",
    "book-chapter": "chapter",
    "dataset": "dataset",
    "report": "report",
    "software": "software",
}
_BY_PLACE: Mapping[str, str] = {"journal": JOURNAL, "conference": CONFERENCE}
_MAX_WORDS = 20_000

detect = detector(r'"id"\s*:\s*"https://openalex\.org/W\d+"')


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of an answer (``{"results": […]}``), of a list of works, or of one."""
    position = 0
    for line, work in read_objects(text, source, report, lists=("results",)):
        place = Location(source.file, line)
        title = plain(text_of(work.get("title")) or text_of(work.get("display_name")))
        if not title:
            report.add(
                "record-broken",
                place,
                f"a work has no title: '{excerpt(text_of(work.get('id')))}'",
                "ask the service again, or leave the work out",
            )
            continue
        yield _record(work, title, place, position, source)
        position += 1


def _record(work: Object, title: str, place: Location, position: int, source: SourceFile) -> Record:
    location = object_of(work.get("primary_location"))
    venue = text_of(object_of(location.get("source")).get("display_name"))
    kind = text_of(work.get("type_crossref")) or text_of(work.get("type"))
    biblio = object_of(work.get("biblio"))
    pages = [page for key in ("first_page", "last_page") if (page := text_of(biblio.get(key)))]
    details = {
        "volume": text_of(biblio.get("volume")),
        "issue": text_of(biblio.get("issue")),
        "page": "-".join(dict.fromkeys(pages)),
    }
    ids = object_of(work.get("ids"))
    values = [("doi", text_of(work.get("doi")) or text_of(ids.get("doi")))]
    values += [("openalex", text_of(work.get("id"))), ("", text_of(ids.get("pmid")))]
    places = [location, *objects_of(work.get("locations"))]
    values += [("", text_of(each.get("landing_page_url"))) for each in places]
    pdf = http_url(text_of(object_of(work.get("best_oa_location")).get("pdf_url")))
    on_server = is_preprint_server(venue.partition(" (")[0])
    # Where a copy lies, such as a university's archive or Zenodo, is not where it appeared.
    place_type = text_of(object_of(location.get("source")).get("type"))
    is_copy = place_type == "repository"
    return Record(
        location=place,
        source=source,
        position=position,
        title=one_line(title),
        abstract=_abstract(work.get("abstract_inverted_index")),
        authors=parse_names(
            text_of(object_of(each.get("author")).get("display_name"))
            or text_of(each.get("raw_author_name"))
            for each in objects_of(work.get("authorships"))
        ),
        issued=parse_date(
            text_of(work.get("publication_date")) or text_of(work.get("publication_year"))
        ),
        venue="" if on_server or is_copy else venue,
        type=PREPRINT if on_server else _TYPES.get(kind, "") or _BY_PLACE.get(place_type, ""),
        identifiers=identifiers((scheme, value) for scheme, value in values if value),
        links={"pdf": pdf} if pdf else {},
        details={key: value for key, value in details.items() if value},
        keywords=tuple(word for each in list_of(work.get("keywords")) if (word := _keyword(each))),
        status="retracted" if work.get("is_retracted") is True else "",
    )


def _keyword(value: object) -> str:
    word = object_of(value)
    return text_of(word.get("display_name")) or text_of(word.get("keyword")) or text_of(value)


def _abstract(index: object) -> str:
    """The text of an inverted index; a word whose place is taken or absurd is left out."""
    words: dict[int, str] = {}
    for word, places in object_of(index).items():
        for place in places if isinstance(places, list) else []:
            if isinstance(place, int) and 0 <= place < _MAX_WORDS:
                words.setdefault(place, word)
    return one_line(plain(" ".join(words[place] for place in sorted(words))))
