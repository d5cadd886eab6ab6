"""Why a paper is where it is: prints the evidence that was kept; only near misses are computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.labels import Assigned, Assigner
from generator.library import Library
from generator.lookup import PaperIndex
from generator.model import Paper
from generator.nearmiss import NearMiss, most_points, near_misses, short_clause
from generator.problems import Location, Report

FIELDS = (
    "title",
    "abstract",
    "authors",
    "issued",
    "venue",
    "type",
    "identifiers",
    "links",
    "details",
    "keywords",
    "status",
    "hidden",
    "note",
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about how a paper came to be where it is.

    Attributes:
        paper: The paper.
        topics: Its topics with the clauses that matched, primary first.
        tags: Its tags.
        near: Labels that it nearly has; empty for a hidden paper.
        decisions: In words, what curators decided of its identity, and where.
        links: In words, each link with its reason, and the place that shows it.
    """

    paper: Paper
    topics: tuple[Assigned, ...]
    tags: tuple[Assigned, ...]
    near: tuple[NearMiss, ...]
    decisions: tuple[tuple[Location, str], ...]
    links: tuple[tuple[Location, str], ...]

    def as_json(self) -> dict[str, object]:
        """The object that ``explain --format json`` prints."""
        paper = self.paper
        return {
            "id": paper.id,
            "title": paper.title,
            "citekey": paper.citekey,
            "hidden": paper.hidden or None,
            "sources": {name: _place(paper.sources[name]) for name in sorted(paper.sources)},
            "records": [_place(record.location) for record in paper.records],
            "merge_reasons": list(paper.merge_reasons),
            "decisions": [{**_place(place), "text": text} for place, text in self.decisions],
            "topics": [_label_json(label) for label in self.topics],
            "tags": [_label_json(label) for label in self.tags],
            "near_misses": [_near_json(miss) for miss in self.near],
            "links": [{**_place(place), "text": text} for place, text in self.links],
        }

    def as_notes(self) -> Iterator[tuple[Location, str]]:
        """One note for each clause that placed the paper, for annotations in a review."""
        for label in (*self.topics, *self.tags):
            if not label.evidence:
                yield label.location, f"{self.paper.title}: {label.id}, by {label.by}"
            for found in label.evidence:
                yield (
                    found.location,
                    f"{self.paper.title}: {label.id}, '{found.text}' in the {found.field}",
                )
        for miss in self.near:
            yield miss.location, f"{self.paper.title}: not {miss.id}, {describe_miss(miss)}"


def explain_paper(library: Library, paper: Paper) -> Explanation:
    """Gather what was kept about a paper."""
    if paper.hidden:
        return Explanation(paper, (), (), (), tuple(_decisions(library, paper)), ())
    assigned = library.assignments[paper.id]
    return Explanation(
        paper,
        assigned.topics,
        assigned.tags,
        near_misses(paper, Assigner(library.labels, library.papers, Report())),
        tuple(_decisions(library, paper)),
        tuple(_links(library, paper)),
    )


def _decisions(library: Library, paper: Paper) -> Iterator[tuple[Location, str]]:
    for record in paper.records:
        for alias in record.aliases:
            yield record.where("aliases"), f"also called '{alias}'"
        for name in record.not_same_as:
            yield record.where("not_same_as"), f"not the same as '{name}'"
    parting = [
        (other, record)
        for other in (*library.papers, *library.hidden)
        for record in other.records
        if record.not_same_as and other.id != paper.id
    ]
    index = PaperIndex.of((*library.papers, *library.hidden)) if parting else None
    for other, record in parting:
        if index and paper in map(index.find, record.not_same_as):
            yield record.where("not_same_as"), f"not the same as '{other.title}'"


def _links(library: Library, paper: Paper) -> Iterator[tuple[Location, str]]:
    place = paper.sources.get("abstract", paper.location)
    given = {alias for record in paper.records for alias in record.aliases}
    for name in library.links.names.get(paper.id, ()):
        if name not in given:
            yield place, f"introduces '{name}'"
    named = {m.target: m for m in reversed(library.links.mentions.get(paper.id, ()))}
    for id, mention in sorted(named.items()):
        yield place, f"names '{mention.text}': {library.by_id[id].title}"
    naming = {m.source: m for m in reversed(library.links.mentioned_by.get(paper.id, ()))}
    for id, mention in sorted(naming.items()):
        other = library.by_id[id]
        yield (
            other.sources.get("abstract", other.location),
            f"named by '{mention.text}' in: {other.title}",
        )
    for related in library.links.related.get(paper.id, ()):
        other = library.by_id[related.id]
        shared = ", ".join(related.reasons)
        yield other.location, f"related ({related.score:.2f}, {shared}): {other.title}"


def describe_miss(miss: NearMiss) -> str:
    """In words, what keeps a label away."""
    return "; ".join(miss_words(miss))


def miss_words(miss: NearMiss) -> Iterator[str]:
    """What keeps a label away: each obstacle; or the points lacking, then what would add them."""
    if not miss.lacking:
        yield from (f"{text} ({place})" for text, place in miss.obstacles)
        return
    points = "point" if miss.lacking == 1 else "points"
    yield f"{miss.lacking:g} {points} lacking ({miss.score:g} of {miss.threshold:g})"
    if miss.clauses:
        first, *others = miss.clauses
        verb = "would be added by" if most_points(first) >= miss.lacking else "most would come from"
        title = " in the title" if first.weight < miss.lacking <= most_points(first) else ""
        lines = "".join(f" or line {clause.location.line}" for clause in others)
        yield f"{verb} '{short_clause(first.text)}'{title} ({first.location}){lines}"


def _place(location: Location) -> dict[str, object]:
    return {"file": location.file, "line": location.line or None}


def _label_json(label: Assigned) -> dict[str, object]:
    return {
        "id": label.id,
        "score": label.score,
        "by": label.by,
        "reason": label.reason or None,
        **_place(label.location),
        "evidence": [
            {
                **_place(e.location),
                "column": e.location.column or None,
                "clause": e.clause,
                "field": e.field,
                "text": e.text,
                "points": e.points,
            }
            for e in label.evidence
        ],
    }


def _near_json(miss: NearMiss) -> dict[str, object]:
    return {
        "id": miss.id,
        "kind": miss.kind,
        "score": miss.score,
        "threshold": miss.threshold,
        "lacking": miss.lacking,
        **_place(miss.location),
        "obstacles": [{**_place(place), "text": text} for text, place in miss.obstacles],
        "clauses": [{**_place(c.location), "clause": c.text} for c in miss.clauses],
    }
