"""Fields of a paper from the fields of its records: the most trusted record that has one wins.

Among records of one trust:

* title: the one that a curated record calls the paper by, then the one that most records
  have; rather not in capitals only, then that of the published version if the paper was
  renamed, then the longest;
* abstract: rather a whole one than one that breaks off, then with the least damage, then
  the longest;
* authors: the longest list, then with the fullest given names;
* issued, venue, type, details: rather those of the published version than of the preprint;
* identifiers, links, keywords, tags: all of them, but an arXiv id that a curator gives
  stands alone: a paper has one.

What is still equal is decided by the text itself, so the order of files decides nothing.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from generator.identifiers import label
from generator.identity.groups import ONE_EACH, identifiers_of
from generator.model import NOTHING, Paper, Record, SourceFile, Trust
from generator.problems import Location
from generator.text import fold, slug, title_key

_BROKEN_OFF = re.compile(r"(?:…|\.\.\.?|\[…\])$")
_PREPRINT = re.compile(r"arxiv|corr\b|preprint|biorxiv|medrxiv|openreview|ssrn", re.IGNORECASE)

_EMPTY = Record(Location(""), SourceFile("", "", Trust.CAPTURED))

Order = tuple[Any, ...]


def merge_fields(records: Sequence[Record], reasons: Sequence[str] = ()) -> Paper:
    """The paper that its records make; ``id`` is empty and ``citekey`` the source's own.

    Args:
        records: At least one.
        reasons: Why they are one paper.
    """
    best_first = list(records)
    if len(best_first) > 1:
        best_first.sort(key=lambda r: (-r.source.trust, _unpublished(r), _text(r)))
    sources: dict[str, Location] = {}
    identifiers = _identifiers(best_first, sources)
    titles = Counter(r.title for r in records if r.title)
    renamed = len(titles) > 1 and len({title_key(title) for title in titles}) > 1
    called = {slug(r.names) for r in records if r.names and renamed}

    def title_order(record: Record) -> Order:
        return (
            bool(called) and slug(record.title) not in called,
            record.title.isupper(),
            -titles[record.title],
            renamed and _unpublished(record)[0],
            -len(record.title),
        )

    return Paper(
        id="",
        title=_pick("title", best_first, sources, title_order) or _stand_in(identifiers),
        abstract=_pick("abstract", best_first, sources, _abstract_order),
        authors=_pick("authors", best_first, sources, _authors_order),
        issued=_pick("issued", best_first, sources, _unpublished),
        venue=_pick("venue", best_first, sources, _unpublished),
        type=_pick("type", best_first, sources, _unpublished),
        identifiers=identifiers,
        links=_union("links", best_first, sources),
        details=_union("details", best_first, sources),
        keywords=_once("keywords", best_first, sources),
        tags=_once("tags", best_first, sources),
        added=_added(records),
        citekey=_pick("citekey", [r for r in best_first if _may_name(r)], sources),
        status=_pick("status", best_first, sources),
        successor=_pick("successor", best_first, sources),
        hidden=_pick("hidden", best_first, sources),
        note=_pick("note", best_first, sources),
        records=tuple(sorted(records, key=lambda r: (-r.source.trust, r.location, r.position))),
        sources=sources,
        merge_reasons=tuple(reasons),
    )


# --- choosing -------------------------------------------------------------------------------


def _pick(
    field: str,
    records: Sequence[Record],
    sources: dict[str, Location],
    order: Callable[[Record], Order] = lambda record: (),
) -> Any:
    """The value of the most trusted record that has one; of equals the least by ``order``."""
    having = [record for record in records if getattr(record, field)]
    if not having:
        return getattr(_EMPTY, field)
    if len(having) == 1:
        best = having[0]
    else:
        trust = max(record.source.trust for record in having)
        best = min(
            (record for record in having if record.source.trust is trust),
            key=lambda r: (*order(r), repr(getattr(r, field)), r.where(field)),
        )
    sources[field] = best.where(field)
    return getattr(best, field)


def _abstract_order(record: Record) -> Order:
    broken_off = bool(_BROKEN_OFF.search(record.abstract))
    return broken_off, len(record.unrestored), -len(record.abstract)


def _authors_order(record: Record) -> Order:
    named = [a for a in record.authors if a.family.casefold() not in ("others", "et al.")]
    return -len(named), -sum(len(a.given) for a in named), len(record.authors)


def _unpublished(record: Record) -> Order:
    """Least for the record of a published version with the fullest date."""
    published = bool(record.venue) and not _PREPRINT.search(record.venue)
    issued = record.issued
    return (
        not published,
        -len(record.details),
        not record.issued,
        not (issued and issued.month),
        str(issued or ""),
    )


def _text(record: Record) -> Order:
    """Orders records by what they say."""
    return record.title, record.abstract, repr(record.authors), record.citekey, record.location


def _may_name(record: Record) -> bool:
    """Whether the record's citation key is one that somebody already cites by."""
    return record.source.trust is not Trust.ENRICHED


# --- gathering ------------------------------------------------------------------------------


def _identifiers(
    records: Sequence[Record], sources: dict[str, Location]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    settled: set[str] = set()
    for record in records:
        for identifier in identifiers_of(record):
            scheme = identifier.scheme
            if record.source.trust is Trust.CURATED and scheme in ONE_EACH:
                settled.add(scheme)
            elif scheme in settled:
                continue
            found.setdefault(scheme, set()).add(identifier.value)
            sources.setdefault(f"identifiers.{scheme}", record.where("identifiers"))
    return {scheme: tuple(sorted(found[scheme])) for scheme in sorted(found)}


def _union(
    field: str, records: Sequence[Record], sources: dict[str, Location]
) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for record in records:
        for kind, value in getattr(record, field).items():
            if kind not in found:
                found[kind] = value
                sources[f"{field}.{kind}"] = record.where(field)
    return {kind: found[kind] for kind in sorted(found)} if found else NOTHING


def _once(field: str, records: Sequence[Record], sources: dict[str, Location]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for record in records:
        for value in getattr(record, field):
            found.setdefault(fold(value), value)
            sources.setdefault(field, record.where(field))
    return tuple(found.values())


def _added(records: Iterable[Record]) -> datetime.date | None:
    """The earliest day on which the paper was listed.

    Files of facts and corrections grow with the list, so their day counts only for a paper
    that stands in no capture.
    """
    for trust in (Trust.CAPTURED, Trust.CURATED, Trust.ENRICHED):
        days = [r.entered for r in records if r.source.trust is trust and r.entered]
        if days:
            return min(days)
    return None


def _stand_in(identifiers: Mapping[str, Sequence[str]]) -> str:
    """What a paper without a title is called: its identifier."""
    for scheme, values in identifiers.items():
        return f"{label(scheme)} {values[0]}"
    return "Untitled"
