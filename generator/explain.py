"""Why a paper is where it is: prints the evidence that was kept; only near misses are computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from generator.labels import Assigned
from generator.library import Library
from generator.model import Paper
from generator.nearmiss import NearMiss, near_misses
from generator.problems import Location

CLAUSE_WIDTH = 70
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
        links: In words, each link with its reason, and the place that shows it.
    """

    paper: Paper
    topics: tuple[Assigned, ...]
    tags: tuple[Assigned, ...]
    near: tuple[NearMiss, ...]
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
        return Explanation(paper, (), (), (), ())
    assigned = library.assignments[paper.id]
    return Explanation(
        paper,
        assigned.topics,
        assigned.tags,
        near_misses(paper, library.labels, library.papers),
        tuple(_links(library, paper)),
    )


def _links(library: Library, paper: Paper) -> Iterator[tuple[Location, str]]:
    place = paper.sources.get("abstract", paper.location)
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
    if not miss.lacking:
        return "; ".join(f"{text} ({place})" for text, place in miss.obstacles)
    words = f"{miss.lacking:g} points lacking ({miss.score:g} of {miss.threshold:g})"
    if miss.clauses:
        clauses = " or ".join(f"'{_short(c.text)}' ({c.location})" for c in miss.clauses)
        words += f"; would be added by {clauses}"
    return words


def format_explanation(explanation: Explanation) -> str:
    """The explanation for people."""
    paper = explanation.paper
    lines = [paper.title, f"  id {paper.id}, citation key {paper.citekey}"]
    if paper.hidden:
        lines.append(f"  hidden: {paper.hidden}")
    lines.append("\nWhere its facts come from")
    lines += [f"  {name:<12} {paper.sources[name]}" for name in FIELDS if name in paper.sources]
    lines.append("\nRecords" + (" merged into one" if len(paper.records) > 1 else ""))
    lines += [f"  {record.location}" for record in paper.records]
    lines += [f"  because: {reason}" for reason in paper.merge_reasons]
    for head, labels in (("Topics", explanation.topics), ("Tags", explanation.tags)):
        lines.append(f"\n{head}" + ("" if labels else ": none"))
        for label in labels:
            lines += _label_lines(label)
    if explanation.near:
        lines.append("\nNear misses")
        for miss in explanation.near:
            lines.append(f"  {miss.kind} {miss.id}: {describe_miss(miss)}")
            lines += [f"    has '{e.text}' in the {e.field} ({e.location})" for e in miss.evidence]
    lines.append("\nLinks" + ("" if explanation.links else ": none"))
    lines += [f"  {text} ({place})" for place, text in explanation.links]
    return "".join(line + "\n" for line in lines)


def _label_lines(label: Assigned) -> Iterator[str]:
    by = f"pinned at {label.location}: {label.reason}" if label.by == "pin" else f"by {label.by}"
    yield f"  {label.id}: {label.score:g} points, {by}"
    for found in label.evidence:
        yield (
            f"    {found.points:+g}  '{found.text}' in the {found.field}"
            f"  <- {_short(found.clause)} ({found.location})"
        )


def _short(clause: str) -> str:
    return shorten(clause, CLAUSE_WIDTH, placeholder=" …")


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
