"""JSON Lines: our own records, one object a line, as ``export --format jsonl`` writes them.

Labels, links between papers and positions in files are left out: they are made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.formats import crossref, csl_json, hf_web, openalex, semantic_scholar
from generator.formats.cite import split_keywords
from generator.formats.common import excerpt, http_url, identifiers, is_too_large, parse_date
from generator.formats.csl_json import read_name
from generator.formats.jsontext import (
    Object,
    list_of,
    mend_escapes,
    object_of,
    text_of,
)
from generator.formats.papers_yaml import STATUSES
from generator.identifiers import SCHEMES
from generator.model import Author, Record, SourceFile
from generator.problems import Location, Report

_OTHERS = (
    *(openalex.detect, crossref.detect, semantic_scholar.detect, hf_web.detect_json),
    *(csl_json.detect, lambda line: '"DOI"' in line),
)
"""Whose objects may stand one a line too."""


def detect(head: str) -> bool:
    """Whether the first line is one object with a title."""
    line = next((line for line in head.split("\n") if line.strip()), "").strip()
    if not line.startswith("{") or not line.endswith("}"):
        return False
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict) or not isinstance(value.get("title"), str):
        return False
    return not any(is_others(line) for is_others in _OTHERS)


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records, a line each; a line that is no object costs that line."""
    position = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = Location(source.file, number)
        if is_too_large(len(line), "a line", place, "shorten it", report):
            continue
        try:
            value = json.loads(mend_escapes(line))
            fault = "" if isinstance(value, dict) else "it is no object"
        except json.JSONDecodeError as error:
            fault = f"{error.msg} (column {error.colno})"
        except (ValueError, RecursionError) as error:
            fault = str(error)
        if not fault and not text_of(value.get("title")):
            fault = "it has no title"
        if fault:
            report.add(
                "record-broken",
                place,
                f"a line cannot be read: {fault}: '{excerpt(line)}'",
                "write one object a line, with a title",
            )
            continue
        yield _record(value, place, position, source)
        position += 1


def _authors(value: object) -> tuple[Author, ...]:
    """Authors as texts, as ``{family, given}``, or as other programs' ``{name}``.

    One text is read as one name, or as several parted by semicolons.
    """
    each_one = value.split(";") if isinstance(value, str) else list_of(value)
    names = (object_of(each).get("name") or each for each in each_one)
    return tuple(author for name in names if (author := read_name(name)))


def _record(value: Object, place: Location, position: int, source: SourceFile) -> Record:
    status = text_of(value.get("status")).lower()
    keywords = value.get("keywords")
    names = [
        (scheme, text_of(each))
        for scheme, given in object_of(value.get("identifiers")).items()
        for each in list_of(given)
    ]
    names += [(scheme, text_of(value.get(scheme))) for scheme in SCHEMES if value.get(scheme)]
    links = {
        kind: address
        for kind, given in sorted(object_of(value.get("links")).items())
        if (address := http_url(text_of(given)))
    }
    return Record(
        location=place,
        source=source,
        position=position,
        title=text_of(value.get("title")),
        abstract=text_of(value.get("abstract")),
        authors=_authors(value.get("authors")),
        issued=parse_date(text_of(value.get("issued")) or text_of(value.get("year"))),
        venue=text_of(value.get("venue")),
        type=text_of(value.get("type")),
        identifiers=identifiers(names),
        links=links,
        keywords=split_keywords(keywords)
        if isinstance(keywords, str)
        else tuple(word for each in list_of(keywords) if (word := text_of(each))),
        citekey=text_of(value.get("citekey")),
        status=status if status in STATUSES else "",
        successor=text_of(value.get("successor")),
        note=text_of(value.get("note")),
    )
