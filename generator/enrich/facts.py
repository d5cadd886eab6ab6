"""What a paper lacks, and what of a service's record is written as a fact.

Only what is missing is written, so that nobody's words are replaced by a service's. What was
written once stays until the service gives another value: an empty or shortened answer changes
nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from generator.enrich.matching import RETRACTED_TITLE
from generator.enrich.service import Service
from generator.identifiers import SCHEMES
from generator.identity.fields import merge_fields
from generator.model import Author, Identifier, Paper, Record
from generator.problems import Location
from generator.text import title_key


@dataclass(frozen=True, slots=True)
class Case:
    """A paper as one service sees it.

    Attributes:
        paper: The paper with what everybody else says: curators, captures, and the services
            that come first. Its ``id`` is that of the list.
        own: Facts that the service gave before, or None.
    """

    paper: Paper
    own: Record | None = None

    @property
    def title(self) -> str:
        """The title by which the facts find the paper; not a curator's, who may change it."""
        titles = [r.title for r in self.paper.records if r.title and not r.names]
        given = [t for t in titles if title_key(t) == title_key(self.paper.title)] or titles
        return given[-1] if given else self.paper.title

    def identifiers(self, schemes: Sequence[str]) -> tuple[Identifier, ...]:
        """Its identifiers of some schemes, in their order, the service's own facts included."""
        found = [Identifier(s, v) for s in schemes for v in self.paper.identifiers.get(s, ())]
        if self.own:
            mine = sorted(self.own.identifiers, key=lambda i: (i.scheme, i.value))
            found += [i for s in schemes for i in mine if i.scheme == s]
        return tuple(dict.fromkeys(sorted(found, key=lambda i: schemes.index(i.scheme))))


def case_of(paper: Paper, entries: Mapping[Location, Record], ignored: AbstractSet[str]) -> Case:
    """The paper as a service sees it.

    Args:
        paper: With all that is known of it.
        entries: The service's own records as its file gives them, by place.
        ignored: Files that do not count: the service's own, and those of later ones.
    """
    own = [entries[r.location] for r in paper.records if r.location in entries]
    others = [r for r in paper.records if r.location.file not in ignored]
    seen = replace(merge_fields(others), id=paper.id) if others else paper
    return Case(seen, own[0] if own else None)


def lacking(case: Case, service: Service) -> frozenset[str]:
    """Fields that the service gives and nobody has; ``status`` is never lacking."""
    return frozenset(
        field for field in service.gives if field != "status" and not _has(case.paper, field)
    )


def _has(paper: Paper, field: str) -> bool:
    name, _, part = field.partition(".")
    if part:
        return bool(getattr(paper, name).get(part))
    return bool(getattr(paper, name))


def new_facts(
    case: Case,
    found: Record,
    service: Service,
    day: datetime.date,
    *,
    foreign: frozenset[Identifier] = frozenset(),
    name: str = "",
) -> Record | None:
    """The record to be written: what is lacking, and what was written before, brought up to date.

    Args:
        case: The paper.
        found: What the service says of it, repaired.
        service: The service.
        day: When it said so.
        foreign: Identifiers that other papers of the list have; they are left out.
        name: Address of the paper, if its title does not say which one it is.

    Returns:
        The old record itself if nothing changed; None if there is nothing to write.
    """
    blank = Record(Location(found.location.file), found.source)
    old = case.own or blank
    missing = lacking(case, service)
    facts = replace(old, title=case.title, names=old.names or name)
    if "authors" in missing or old.authors:
        facts = replace(facts, authors=_longer_authors(old.authors, found.authors))
    if "abstract" in missing or old.abstract:
        facts = replace(facts, abstract=_whole_abstract(old.abstract, found.abstract))
    if found.venue and ("venue" in missing or old.venue):
        # Date, type and pages of the published version belong to its venue.
        facts = replace(
            facts,
            venue=found.venue,
            issued=found.issued or old.issued,
            type=found.type or old.type,
            details={**old.details, **found.details},
        )
    elif found.issued and ("issued" in missing or old.issued) and not old.venue:
        facts = replace(facts, issued=found.issued)
    links = {
        kind: address
        for kind, address in found.links.items()
        if f"links.{kind}" in missing or kind in old.links
    }
    facts = replace(facts, links={**old.links, **links})
    if "status" in service.gives:
        retracted = "retracted" if RETRACTED_TITLE.match(found.raw_title or found.title) else ""
        status = found.status or retracted
        facts = replace(facts, status="" if case.paper.status and not old.status else status)
    facts = replace(facts, identifiers=_identifiers(case, found, service, missing, foreign))
    if case.own and said(facts) == said(case.own):
        return case.own
    if said(facts) == said(replace(blank, title=facts.title, names=facts.names)):
        return None
    if not case.own and not _adds(facts, case):
        return None
    evidence = f"{service.title}: {_handle(found, service)}, {day.isoformat()}"
    return replace(facts, evidence=(evidence,))


def _identifiers(
    case: Case,
    found: Record,
    service: Service,
    missing: frozenset[str],
    foreign: frozenset[Identifier],
) -> tuple[Identifier, ...]:
    """Those that are lacking, those written before, and one that leads back to the service."""
    given = [i for i in found.identifiers if i not in foreign]
    wanted = dict.fromkeys(case.own.identifiers if case.own else ())
    wanted.update(dict.fromkeys(i for i in given if f"identifiers.{i.scheme}" in missing))
    if not any(i.scheme in service.schemes for i in wanted):
        known = case.identifiers(service.schemes)
        own = [i for i in given if i.scheme == service.own_scheme]
        wanted.update(dict.fromkeys([i for i in given if i in known][:1] or own))
    order = list(SCHEMES)
    return tuple(sorted(wanted, key=lambda i: (order.index(i.scheme), i.value)))


def _adds(facts: Record, case: Case) -> bool:
    """Whether a record says more than which paper it means."""
    known = {Identifier(s, v) for s, values in case.paper.identifiers.items() for v in values}
    return bool(
        facts.authors
        or facts.abstract
        or facts.venue
        or facts.issued
        or facts.links
        or facts.status
        or any(i not in known and i.scheme not in ("openalex", "s2") for i in facts.identifiers)
    )


def said(record: Record) -> tuple[object, ...]:
    """What a record says, without where it stands and how it is known."""
    return (
        *(record.names, record.title, record.abstract, record.authors, record.issued),
        *(record.venue, record.type, record.status, frozenset(record.identifiers)),
        *(frozenset(record.links.items()), frozenset(record.details.items())),
    )


def _handle(found: Record, service: Service) -> str:
    """What the service calls the paper."""
    own = [i.value for s in service.schemes for i in found.identifiers if i.scheme == s]
    return own[0] if own else f"'{found.title}'"


# --- half answers ---------------------------------------------------------------------------


def _longer_authors(old: tuple[Author, ...], new: tuple[Author, ...]) -> tuple[Author, ...]:
    """The new list, unless it is a part of the old one."""
    families = [author.family.casefold() for author in old]
    shortened = all(author.family.casefold() in families for author in new)
    return old if len(new) < len(old) and shortened else new or old


def _whole_abstract(old: str, new: str) -> str:
    """The new text, unless it breaks off within the old one."""
    stem = new.rstrip(".… ")
    return old if len(stem) < len(old) and old.startswith(stem) else new
