"""Our own plain YAML: a list of papers, each a mapping. For ``enriched/`` and ``curated/``.

A curator writes only what is to be added or corrected::

    - arxiv: "2302.05543"            # which paper: an identifier, `paper: <slug>`, or its title
      note: Why this one is worth reading.
      venue: ICCV
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

import yaml

from generator.formats.common import http_url, parse_name
from generator.identifiers import SCHEMES, normalise
from generator.model import Author, Identifier, PartialDate, Record, SourceFile
from generator.problems import Location, Report, closest
from generator.yamlfile import Node, parse_yaml

NAME_KEYS = ("paper", "slug", "id")
TEXT_KEYS = ("title", "abstract", "venue", "type", "citekey", "successor", "note")
LIST_KEYS = ("keywords", "evidence", "same_as", "not_same_as", "aliases", "never_link", "tags")
LINK_KEYS = ("code", "project", "pdf", "url")
OTHER_KEYS = (
    *("authors", "issued", "year", "issued_basis"),
    *("identifiers", "links", "details", "hidden", "status"),
)
KEYS = (*NAME_KEYS, *TEXT_KEYS, *LIST_KEYS, *LINK_KEYS, *SCHEMES, *OTHER_KEYS)
"""Every key of a paper."""

STATUSES = ("withdrawn", "retracted", "superseded")

_LINE = re.compile(
    rf"^(?:-[ \t]+|[ \t]+)(?:{'|'.join((*NAME_KEYS, 'title', *SCHEMES))})\s*:(?:\s|$)", re.MULTILINE
)


def detect(head: str) -> bool:
    """Whether a text begins like a YAML list of papers."""
    lines = [line for line in head.split("\n") if line.strip() and not line.startswith("#")]
    if lines and lines[0].rstrip() in ("---", "papers:"):
        lines = lines[1:]
    return bool(lines) and lines[0].lstrip().startswith("- ") and bool(_LINE.search(head))


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a list of papers, or of a mapping with the list under ``papers``."""
    root = parse_yaml(text, source.file, report)
    if root is None:
        return
    if root.kind == "mapping":
        root.check_keys(["papers"])
        nodes = root.nodes("papers")
    elif root.kind == "list":
        nodes = root.items
    else:
        root.wrong("a list of papers", "begin each paper with '- title: …'")
        return
    position = 0
    for node in nodes:
        if node.is_mapping() and (record := _record(node, position, source, report)):
            yield record
            position += 1


def _record(node: Node, position: int, source: SourceFile, report: Report) -> Record | None:
    node.check_keys(KEYS)
    names = next((name for key in NAME_KEYS if (name := node.text(key))), "")
    title = node.text("title", most=None)
    identifiers, places = _identifiers(node, report)
    if not (names or title or identifiers):
        report.add(
            "record-broken",
            node.location,
            "nothing says which paper this is",
            "add its title, an identifier such as 'arxiv: …', or 'paper: <slug>'",
        )
        return None
    issued = node.partial_date("issued") or node.partial_date("year")
    evidence = node.texts("evidence")
    if issued and (basis := node.text("issued_basis")):
        evidence = (*evidence, f"issued {issued}: {basis}")
    return Record(
        location=node.location,
        source=source,
        position=position,
        authors=_authors(node, report),
        issued=issued,
        identifiers=identifiers,
        links=_links(node, report),
        details=_details(node),
        evidence=evidence,
        field_locations=_places(node) | places,
        names=names,
        hidden=_hidden(node, report),
        status=_status(node, report),
        title=title,
        abstract=node.text("abstract", most=None),
        venue=node.text("venue"),
        type=node.text("type"),
        citekey=node.text("citekey"),
        successor=node.text("successor"),
        note=node.text("note", most=None),
        keywords=node.texts("keywords"),
        same_as=node.texts("same_as"),
        not_same_as=node.texts("not_same_as"),
        aliases=node.texts("aliases"),
        never_link=node.texts("never_link"),
        tags=node.texts("tags"),
    )


def _identifiers(node: Node, report: Report) -> tuple[tuple[Identifier, ...], dict[str, Location]]:
    """Identifiers from a key per scheme, or all under ``identifiers``; and where they begin."""
    values = [(scheme, item) for scheme in SCHEMES for item in node.nodes(scheme, one=True)]
    nested = node.mapping("identifiers")
    if nested:
        nested.check_keys(SCHEMES)
        values += [(s, item) for s in SCHEMES for item in nested.nodes(s, one=True)]
    found: dict[Identifier, Location] = {}
    for scheme, item in values:
        text = item.as_text()
        if not text:
            continue
        identifier = normalise(scheme, text)
        if identifier is None:
            report.add(
                "record-value",
                item.location,
                f"'{text}' is no valid {SCHEMES[scheme].label} identifier",
                "correct it or leave it out",
            )
        else:
            found.setdefault(identifier, item.location)
    places = {"identifiers": min(found.values())} if found else {}
    return tuple(found), places


def _authors(node: Node, report: Report) -> tuple[Author, ...]:
    """Authors as texts ("Given Family", "Family, Given") or as ``{family, given}``."""
    authors = []
    for item in node.nodes("authors", one=True):
        if item.kind == "mapping":
            item.check_keys(["family", "given"])
            family = item.text("family", required=True)
            author = Author(family, item.text("given")) if family else None
        else:
            author = parse_name(item.as_text() or "")
        if author:
            authors.append(author)
    return tuple(authors)


def _links(node: Node, report: Report) -> dict[str, str]:
    nested = node.mapping("links")
    texts = {key: (item, item.as_text()) for key in LINK_KEYS if (item := node.get(key))}
    if nested:
        texts |= {key: (item, item.as_text()) for key, item in nested.entries.items()}
    links = {}
    for kind, (item, text) in sorted(texts.items()):
        if text and (address := http_url(text)):
            links[kind] = address
        elif text:
            report.add(
                "record-value",
                item.location,
                f"'{text}' is no address of the web",
                "write an address that begins with https://",
            )
    return links


def _details(node: Node) -> dict[str, str]:
    nested = node.mapping("details")
    if nested is None:
        return {}
    return {key: text for key in sorted(nested.keys) if (text := nested.text(key))}


def _hidden(node: Node, report: Report) -> str:
    """The reason; a bare ``true`` hides too, since a wish to be taken down must not fail."""
    reason = node.text("hidden")
    word = reason.lower()
    if word in ("false", "no", "off"):
        return ""
    if word in ("true", "yes", "on"):
        report.add(
            "record-value",
            node.where("hidden"),
            "the reason for which the paper is hidden is missing",
            "write it in place of 'true'; readers of the old address see it",
        )
        return "taken out by the editors"
    return reason


def _status(node: Node, report: Report) -> str:
    status = node.text("status").lower()
    if status and status not in STATUSES:
        report.add(
            "unknown-value",
            node.where("status"),
            f"unknown status '{status}'{closest(status, STATUSES)}",
            f"use one of: {', '.join(STATUSES)}",
        )
        return ""
    return status


def _places(node: Node) -> dict[str, Location]:
    """The place of each field that has a key of its own."""
    places = {key: item.location for key, item in node.entries.items() if key in KEYS}
    places.pop("issued_basis", None)
    for key, name in (("year", "issued"), *((key, "names") for key in NAME_KEYS)):
        if key in places:
            places.setdefault(name, places.pop(key))
    for key in (*SCHEMES, "identifiers"):
        places.pop(key, None)
    links = [places.pop(key) for key in LINK_KEYS if key in places]
    if links:
        places["links"] = min([*links, *([places["links"]] if "links" in places else [])])
    return places


# --- writing --------------------------------------------------------------------------------


def record_text(record: Record) -> str:
    """A record as an entry of the list; :func:`read` gives the same record back.

    Its keys stand in one order, each author and each piece of evidence has a line.
    """
    entry: dict[str, object] = {"paper": record.names, "title": record.title}
    entry["authors"] = [_author_value(author) for author in record.authors]
    entry |= {"issued": _date_value(record.issued), "venue": record.venue, "type": record.type}
    for scheme in SCHEMES:
        values = [i.value for i in record.identifiers if i.scheme == scheme]
        entry[scheme] = values[0] if len(values) == 1 else values
    entry |= {"status": record.status, "successor": record.successor, "hidden": record.hidden}
    entry |= {kind: record.links.get(kind) for kind in LINK_KEYS}
    entry["links"] = {k: v for k, v in sorted(record.links.items()) if k not in LINK_KEYS}
    entry["details"] = dict(sorted(record.details.items()))
    entry |= {"citekey": record.citekey, "note": record.note, "abstract": record.abstract}
    entry |= {key: list(getattr(record, key)) for key in LIST_KEYS}
    return _dumped([{key: value for key, value in entry.items() if value}])


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def _author_value(author: Author) -> str | Mapping[str, str]:
    """The name as people write it, if it is read back as it is."""
    text = str(author)
    if parse_name(text) == author:
        return text
    return {"family": author.family, **({"given": author.given} if author.given else {})}


def _date_value(date: PartialDate | None) -> object:
    if date and date.month and date.day:
        return datetime.date(date.year, date.month, date.day)
    return str(date) if date and date.month else date and date.year
