"""What moved between two states of the content, per topic, with the clause that moved it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.labels import Assigned, Assigner
from generator.library import Library
from generator.model import Paper
from generator.nearmiss import Judgement, judge_paper, obstacles_of, short_clause
from generator.problems import Location, Report
from generator.topics import Tag, Topic

MOST_MARKDOWN = 60_000
"""Characters of a comment; GitHub takes 65,536."""

MOST_LISTED = 50
"""Titles of new, gone and uncovered papers that a comment lists."""


@dataclass(frozen=True, slots=True)
class Move:
    """A paper that got, lost or changed the rank of a topic or tag.

    Attributes:
        paper: Id of the paper, in the new state if it is still there.
        title: Its title.
        label: Id of the topic or tag.
        kind: ``gained``, ``lost`` or ``primary`` (now the first topic).
        reason: In words, the clause or the fact that moved it.
        location: Where that stands; in the new state, unless it was deleted.
    """

    paper: str
    title: str
    label: str
    kind: str
    reason: str
    location: Location

    def as_json(self) -> dict[str, object]:
        """The object that ``diff --format json`` prints."""
        return {
            "paper": self.paper,
            "title": self.title,
            "label": self.label,
            "kind": self.kind,
            "reason": self.reason,
            "file": self.location.file,
            "line": self.location.line or None,
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """All that moved.

    Attributes:
        added: Papers that are new.
        removed: Papers that are gone or hidden now.
        renamed: Old id to new id.
        topics: Topic id to its moves; only topics with moves, in the order of topics.
        tags: The same for tags.
        sizes: Topic id to its number of papers before and after.
        uncovered: Papers that have no topic now and had one before.
    """

    added: tuple[Paper, ...]
    removed: tuple[Paper, ...]
    renamed: Mapping[str, str]
    topics: Mapping[str, tuple[Move, ...]]
    tags: Mapping[str, tuple[Move, ...]]
    sizes: Mapping[str, tuple[int, int]]
    uncovered: tuple[Paper, ...]

    @property
    def count(self) -> int:
        """Number of moves."""
        return sum(map(len, self.topics.values())) + sum(map(len, self.tags.values()))


def compare(old: Library, new: Library) -> Changes:
    """Compare two states of a list."""
    before = _same_papers(old, new)
    reasons = _Reasons(old, new)
    topics: dict[str, list[Move]] = {}
    tags: dict[str, list[Move]] = {}
    for paper in new.papers:
        earlier = before.get(paper.id)
        now, then = new.assignments[paper.id], old.assignments[earlier.id] if earlier else None
        for kind, moves, mine, other in (
            ("topic", topics, now.topics, then.topics if then else ()),
            ("tag", tags, now.tags, then.tags if then else ()),
        ):
            for move in reasons.moves(paper, earlier, kind, mine, other):
                moves.setdefault(move.label, []).append(move)
    removed = [p for p in old.papers if p.id not in {b.id for b in before.values()}]
    for paper in removed:
        why = "the paper is hidden now" if _is_hidden(paper, new) else "the paper is gone"
        for kind_moves, labels in (
            (topics, old.assignments[paper.id].topics),
            (tags, old.assignments[paper.id].tags),
        ):
            for label in labels:
                move = Move(paper.id, paper.title, label.id, "lost", why, paper.location)
                kind_moves.setdefault(label.id, []).append(move)
    uncovered = (
        paper
        for paper in new.papers
        if not new.assignments[paper.id].topics
        and (earlier := before.get(paper.id))
        and old.assignments[earlier.id].topics
    )
    return Changes(
        added=tuple(paper for paper in new.papers if paper.id not in before),
        removed=tuple(removed),
        renamed={p.id: id for id, p in sorted(before.items()) if p.id != id},
        topics=_in_order(topics, (*old.labels.topics, *new.labels.topics)),
        tags=_in_order(tags, (*old.labels.tags, *new.labels.tags)),
        sizes=_sizes(old, new),
        uncovered=tuple(uncovered),
    )


def _same_papers(old: Library, new: Library) -> dict[str, Paper]:
    """New id to the paper that it was in the old state."""
    found = {}
    for paper in new.papers:
        earlier = old.by_id.get(paper.id) or next(
            (old.by_id[alias] for alias in paper.aliases if alias in old.by_id), None
        )
        if earlier:
            found[paper.id] = earlier
    return found


def _is_hidden(paper: Paper, library: Library) -> bool:
    return any(other.id == paper.id for other in library.hidden)


def _in_order(
    moves: Mapping[str, list[Move]], order: tuple[str, ...]
) -> dict[str, tuple[Move, ...]]:
    return {
        id: tuple(sorted(moves[id], key=lambda move: (move.kind, move.paper)))
        for id in dict.fromkeys(order)
        if id in moves
    }


def _sizes(old: Library, new: Library) -> dict[str, tuple[int, int]]:
    def count(library: Library, id: str) -> int:
        return sum(
            any(a.id == id for a in library.assignments[p.id].topics) for p in library.papers
        )

    ids = dict.fromkeys((*old.labels.topics, *new.labels.topics))
    return {id: (count(old, id), count(new, id)) for id in ids}


class _Reasons:
    """Finds what moved a paper; judges papers again only where a label was lost."""

    def __init__(self, old: Library, new: Library) -> None:
        self.old = old
        self.new = new
        self._assigner: Assigner | None = None
        self._judged: dict[str, dict[str, Judgement]] = {}

    def moves(
        self,
        paper: Paper,
        earlier: Paper | None,
        kind: str,
        now: tuple[Assigned, ...],
        then: tuple[Assigned, ...],
    ) -> Iterator[Move]:
        had, has = {a.id: a for a in then}, {a.id: a for a in now}
        for id, label in has.items():
            if id not in had:
                yield self._move(paper, id, "gained", *self._gained(kind, label, earlier))
        for id, label in had.items():
            if id not in has:
                yield self._move(paper, id, "lost", *self._lost(paper, kind, label))
        if kind == "topic" and now and then and now[0].id != then[0].id and now[0].id in had:
            reason = f"{now[0].score:g} points; before, '{then[0].id}' came first"
            yield self._move(paper, now[0].id, "primary", reason, now[0].location)

    def _move(self, paper: Paper, id: str, kind: str, reason: str, place: Location) -> Move:
        return Move(paper.id, paper.title, id, kind, reason, place)

    def _gained(self, kind: str, label: Assigned, earlier: Paper | None) -> tuple[str, Location]:
        if label.by == "pin":
            return f"pinned: {label.reason}", label.location
        known = self._label(self.old, kind, label.id)
        clauses = {c.text for c in known.selection.rule.clauses} if known else set()
        new = [e for e in label.evidence if e.clause not in clauses]
        best = next(iter(new or label.evidence), None)
        words = f"'{best.text}' in the {best.field}" if best else f"by {label.by}"
        place = best.location if best else label.location
        if earlier is None:
            return f"new paper, {words}", place
        if known is None:
            return f"new {kind}, {words}", place
        if best and new:
            return f"{words}, by the new or changed clause {_quoted(best.clause)}", place
        return f"{label.score:g} points now, {words}", place

    def _lost(self, paper: Paper, kind: str, label: Assigned) -> tuple[str, Location]:
        known = self._label(self.new, kind, label.id)
        if known is None:
            return f"the {kind} is gone", label.location
        judgement = self._judgement(paper, f"{kind}:{label.id}")
        rule = known.selection.rule
        if obstacles := obstacles_of(judgement):
            return obstacles[0]
        points = f"{judgement.verdict.score:g} of {rule.threshold:g} points now"
        clauses = {c.text for c in rule.clauses}
        gone = next((e for e in label.evidence if e.clause not in clauses), None)
        if gone:
            clause = f"the clause {_quoted(gone.clause)} is gone or changed"
            return f"{points}: {clause}, it matched '{gone.text}'", rule.location
        return points, rule.location

    def _label(self, library: Library, kind: str, id: str) -> Topic | Tag | None:
        labels = library.labels
        return labels.topics.get(id) if kind == "topic" else labels.tags.get(id)

    def _judgement(self, paper: Paper, key: str) -> Judgement:
        if paper.id not in self._judged:
            if self._assigner is None:
                self._assigner = Assigner(self.new.labels, self.new.papers, Report())
            self._judged[paper.id] = {
                f"{'topic' if isinstance(j.label, Topic) else 'tag'}:{j.label.id}": j
                for j in judge_paper(paper, self._assigner)
            }
        return self._judged[paper.id][key]


def headline(changes: Changes) -> str:
    """How much moved, in a sentence."""
    if not (changes.count or changes.added or changes.removed):
        return "Nothing moves."
    parts = [f"{_count(len(changes.added), 'new paper')}, {len(changes.removed)} gone"]
    for kind, moves_of in (("topic", changes.topics), ("tag", changes.tags)):
        if moves_of:
            moves = _count(sum(map(len, moves_of.values())), "move")
            parts.append(f"{moves} in {_count(len(moves_of), kind)}")
    if changes.uncovered:
        parts.append(f"{_count(len(changes.uncovered), 'paper')} without a topic now")
    return "; ".join(parts) + "."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _quoted(clause: str) -> str:
    return f"‘{short_clause(clause)}’"


def format_markdown(changes: Changes, most: int = MOST_MARKDOWN) -> str:
    """The changes for a comment on a pull request; titles are escaped.

    Args:
        changes: What moved.
        most: Characters; topics and tags that do not fit are counted instead.
    """
    lines = ["### What this change moves", "", headline(changes), ""]
    if changes.uncovered:
        lines += _md_list("Without a topic now", changes.uncovered)
    for head, papers in (("New papers", changes.added), ("Papers gone", changes.removed)):
        if papers:
            lines += _md_list(head, papers)
    blocks = [
        _md_moves(kind, id, moves, changes.sizes.get(id))
        for kind, moves_of in (("Topic", changes.topics), ("Tag", changes.tags))
        for id, moves in moves_of.items()
    ]
    length = len("\n".join(lines))
    for number, block in enumerate(blocks):
        length += len("\n".join(block)) + 1
        if length > most:
            left_out = _count(len(blocks) - number, "label")
            lines += [f"… and {left_out} more: `reading-list diff` shows all.", ""]
            break
        lines += block
    return "\n".join(lines).rstrip() + "\n"


def _md_list(head: str, papers: Sequence[Paper]) -> Iterator[str]:
    yield from (f"**{head}**", "")
    yield from (f"- {_md(paper.title)}" for paper in papers[:MOST_LISTED])
    if len(papers) > MOST_LISTED:
        yield f"- … and {len(papers) - MOST_LISTED} more"
    yield ""


def _md_moves(
    kind: str, id: str, moves: Iterable[Move], sizes: tuple[int, int] | None
) -> list[str]:
    size = f", {sizes[0]} → {sizes[1]} papers" if sizes else ""
    lines = ["<details>", f"<summary>{kind} <code>{id}</code>{size}</summary>", ""]
    lines += ["| | paper | why | where |", "|---|---|---|---|"]
    for move in moves:
        sign = {"gained": "+", "lost": "−", "primary": "first"}[move.kind]
        lines.append(f"| {sign} | {_md(move.title)} | {_md(move.reason)} | `{move.location}` |")
    return [*lines, "", "</details>", ""]


def _md(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~$@" else c for c in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def changes_json(changes: Changes) -> dict[str, object]:
    """The object that ``diff --format json`` prints."""
    return {
        "added": [paper.id for paper in changes.added],
        "removed": [paper.id for paper in changes.removed],
        "renamed": dict(changes.renamed),
        "topics": {id: [m.as_json() for m in moves] for id, moves in changes.topics.items()},
        "tags": {id: [m.as_json() for m in moves] for id, moves in changes.tags.items()},
        "sizes": {id: {"before": b, "after": a} for id, (b, a) in changes.sizes.items()},
        "uncovered": [paper.id for paper in changes.uncovered],
    }
