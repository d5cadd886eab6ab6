"""CSL-JSON, read and written: the interchange form of Zotero, Pandoc, citation processors.

Source: the schema ``csl-data.json`` of the Citation Style Language, version 1.0.2. What it has
no variable for (further identifiers, links, status) stands under ``custom``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from generator.formats.cite import (
    PREPRINT,
    THESIS,
    best_url,
    first,
    is_preprint_server,
    join_keywords,
    names_identifier,
    publication_type,
    read_status,
    split_keywords,
    status_words,
)
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    paragraphs,
    parse_date,
    parse_name,
    partial_date,
)
from generator.formats.htmltext import plain
from generator.formats.jsontext import (
    Object,
    detector,
    list_of,
    object_of,
    read_objects,
    text_of,
)
from generator.model import Author, Identifier, Paper, PartialDate, Record, SourceFile
from generator.problems import Location, Report

DETAILS = (
    *("volume", "issue", "page", "publisher", "publisher-place", "collection-title", "edition"),
    *("ISSN", "number", "event-title", "event-place", "genre", "language", "number-of-pages"),
)
"""Variables that are kept as they are."""

CROSSREF_TYPES: Mapping[str, str] = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "monograph": "book",
    "posted-content": "article",
    "dissertation": "thesis",
}
"""Crossref's types, which also stand in CSL-JSON that DOI services give."""

TYPES = frozenset(
    (
        *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book"),
        *("broadcast", "chapter", "classic", "collection", "dataset", "document", "entry"),
        *("entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing"),
        *("interview", "legal_case", "legislation", "manuscript", "map", "motion_picture"),
        *("musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical"),
        *("personal_communication", "post", "post-weblog", "regulation", "report", "review"),
        *("review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage"),
    )
)
"""Types of CSL 1.0.2."""

detect = detector(
    r'"type"\s*:\s*"(?:article-journal|paper-conference|chapter|thesis|article|book|report'
    r'|webpage|dataset|software|manuscript)"[\s\S]*"(?:issued|container-title|author)"\s*:',
    r'"(?:citation-key|container-title|date-parts)"\s*:(?![\s\S]*"message-type")',
)


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a list of items, of ``{"items": […]}``, or of one item."""
    position = 0
    for line, item in read_objects(text, source, report, lists=("items", "references")):
        place = Location(source.file, line)
        if record := read_item(item, place, position, source, report):
            yield record
            position += 1


def read_item(
    item: Object, place: Location, position: int, source: SourceFile, report: Report
) -> Record | None:
    """One item; without a title it is reported, and None."""
    title = _text(item, "title")
    if not title:
        report.add(
            "record-broken",
            place,
            f"an item has no title: '{excerpt(json.dumps(item, ensure_ascii=False))}'",
            "add its title",
        )
        return None
    custom = object_of(item.get("custom"))
    kind = text_of(item.get("type"))
    kind = CROSSREF_TYPES.get(kind, kind if kind in TYPES else "")
    venue = _text(item, "container-title") or _text(item, "event-title") or _text(item, "event")
    names = _identifiers(item, custom)
    note = text_of(item.get("note"))
    status, successor = read_status(text_of(custom.get("status")) or note)
    links = {key: http_url(text_of(v)) for key, v in object_of(custom.get("links")).items()}
    address = http_url(text_of(item.get("URL")))
    if address and not names_identifier(address, names):
        links.setdefault("url", address)
    details = {key: one_line(text_of(item.get(key))) for key in DETAILS}
    if category := text_of(custom.get("primary_category")):
        details["primary_category"] = category
    if any(details["number"] == f"arXiv:{name.value}" for name in names):
        del details["number"]
    if is_preprint_server(details["publisher"]):
        del details["publisher"]
    elif kind == THESIS and not venue:
        venue, details["publisher"] = _text(item, "publisher"), text_of(custom.get("publisher"))
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(_text(item, "abstract")),
        authors=tuple(a for each in list_of(item.get("author")) if (a := read_name(each))),
        issued=read_date(item.get("issued")),
        venue="" if is_preprint_server(venue) else one_line(venue),
        type=kind,
        identifiers=names,
        links={key: links[key] for key in sorted(links) if links[key]},
        details={key: value for key, value in details.items() if value},
        keywords=split_keywords(text_of(item.get("keyword"))),
        citekey=text_of(item.get("citation-key"))
        or (named[1] if (named := _KEY_IN_NOTE.search(note)) else "")
        or _as_key(text_of(item.get("id"))),
        status=status,
        successor=successor,
    )


_KEY_IN_NOTE = re.compile(r"^citation key:[ \t]*(\S+)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def _as_key(id: str) -> str:
    """An id if it can be a citation key: Zotero's are addresses."""
    return id if re.fullmatch(r"[^\s,{}\"#%~\\]+", id) and "://" not in id else ""


def _text(item: Object, name: str) -> str:
    """A variable as plain text: ours says under ``custom`` what markup would hide."""
    exact = object_of(object_of(item.get("custom")).get("exact"))
    return text_of(exact.get(name)) or plain(text_of(item.get(name)))


def read_name(value: object) -> Author | None:
    """A name variable: ``family`` and ``given`` with particles and suffix, or ``literal``."""
    name = object_of(value)
    literal = text_of(name.get("literal")) or text_of(name.get("name"))
    particles = (text_of(name.get(f"{kind}dropping-particle")) for kind in ("", "non-"))
    family = " ".join(filter(None, (*particles, text_of(name.get("family")))))
    if suffix := text_of(name.get("suffix")):
        family = f"{family} {suffix}"
    given = one_line(text_of(name.get("given")))
    if family.strip():
        return Author(one_line(family), given)
    if isinstance(value, str):
        return parse_name(value)
    return Author(one_line(literal or given)) if literal or given else None


def read_date(value: object) -> PartialDate | None:
    """A date variable: ``date-parts`` (numbers or texts), ``raw`` or ``literal``."""
    date = object_of(value)
    for part in list_of(date.get("date-parts"))[:1]:
        texts = [text_of(each) for each in list_of(part)[:3]]
        numbers = [int(number) for number in texts if re.fullmatch(r"[0-9]{1,4}", number)]
        if numbers:
            # A season or a slip in place of the month leaves the year.
            return partial_date(*numbers) or partial_date(numbers[0])
    return parse_date(text_of(date.get("raw")) or text_of(date.get("literal")) or text_of(value))


def _identifiers(item: Object, custom: Object) -> tuple[Identifier, ...]:
    values = [
        ("doi", text_of(item.get("DOI"))),
        ("pmid", text_of(item.get("PMID"))),
        *(("isbn", part) for part in text_of(item.get("ISBN")).split()[:1]),
        ("", text_of(item.get("URL"))),
        ("", text_of(item.get("number"))),
    ]
    if text_of(item.get("archive")).lower() == "arxiv":
        values.append(("arxiv", text_of(item.get("archive_location"))))
    for scheme, given in object_of(custom.get("identifiers")).items():
        values += [(scheme, text_of(value)) for value in list_of(given)]
    # Better BibTeX and Zotero: "arXiv: 2302.05543" on a line of the note.
    values += [("", line) for line in text_of(item.get("note")).split("\n")]
    return identifiers((scheme, value) for scheme, value in values if value)


def write(papers: Sequence[Paper]) -> str:
    """The papers as a list of items, one item a line."""
    items = (json.dumps(as_item(paper), ensure_ascii=False) for paper in papers)
    return "[\n" + ",\n".join(items) + "\n]\n"


def as_item(paper: Paper) -> dict[str, object]:
    """One paper as an item that the schema accepts."""
    issued, kind = paper.issued, publication_type(paper)
    parts = [n for n in (issued.year, issued.month, issued.day) if n] if issued else []
    arxiv = first(paper, "arxiv")
    further = {
        scheme: list(values)
        for scheme, values in sorted(paper.identifiers.items())
        if scheme not in ("doi", "pmid", "isbn") or len(values) > 1
    }
    links = {kind: address for kind, address in sorted(paper.links.items()) if kind != "url"}
    # A thesis stands in nothing; its university is its publisher.
    holder = "publisher" if kind == THESIS and paper.venue else "container-title"
    texts = {"title": paper.title, "abstract": paper.abstract, holder: paper.venue}
    custom = {
        # "<b>" in a text is markup to every reader of CSL-JSON.
        "exact": {name: text for name, text in texts.items() if plain(text) != text},
        "identifiers": further,
        "links": links,
        "primary_category": paper.details.get("primary_category", ""),
        "publisher": paper.details.get("publisher", "") if holder == "publisher" else "",
        "status": status_words(paper),
    }
    item: dict[str, object] = {
        "id": paper.citekey or paper.id,
        "citation-key": paper.citekey,
        "type": kind if kind in TYPES else "document",
        "title": paper.title,
        "author": [_as_name(author) for author in paper.authors],
        "issued": {"date-parts": [parts]} if parts else None,
        **{name: paper.details.get(name, "") for name in DETAILS},
        holder: paper.venue,
        "DOI": first(paper, "doi"),
        "PMID": first(paper, "pmid"),
        "ISBN": first(paper, "isbn"),
        "URL": best_url(paper),
        "keyword": join_keywords(paper.keywords),
        "abstract": paper.abstract,
        "note": status_words(paper),
        "custom": {key: value for key, value in custom.items() if value},
    }
    if arxiv and item["type"] == PREPRINT:
        # As Zotero gives a preprint; of a published paper styles would print both.
        item["number"] = item["number"] or f"arXiv:{arxiv}"
        item["publisher"] = item["publisher"] or "arXiv"
    elif arxiv:
        item["note"] = "\n".join(filter(None, (status_words(paper), f"arXiv:{arxiv}")))
    return {key: value for key, value in item.items() if value}


def _as_name(author: Author) -> dict[str, str]:
    if not author.given:
        return {"literal": author.family}
    return {"family": author.family, "given": author.given}
