"""The rule language: what a rule is made of, what it finds, and how that is scored.

A rule is written in YAML (``content/pages/rules.md`` documents it), parsed by
:mod:`generator.matching.clauses` and judged by :mod:`generator.matching.matcher`. This module holds
the values that pass between them. All of them are immutable and hashable, so that
a condition that many rules share is looked for once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from generator.problems import Location

TITLE_FACTOR = 2.0
"""A clause that matches in the title counts this many times its weight; elsewhere once."""

REPEAT_FACTOR = 0.75
"""Each further occurrence of a clause in title and abstract adds this share of its weight."""

MAX_REPEATS = 3
"""Further occurrences that count; a long abstract does not win by repeating itself."""

DEFAULT_THRESHOLD = 1.0
DEFAULT_WITHIN = 5
MAX_WITHIN = 100
MAX_TERM_WORDS = 12
MAX_NEAR_TERMS = 5
MAX_DEPTH = 6
MAX_EDITS = 3
MAX_CLAUSES = 2_000
MAX_CONDITIONS = 20_000
MAX_WEIGHT = 100.0

FUZZY_BY_LENGTH = -1
"""``fuzzy: true``: one edit for words of five letters or more, two from nine on."""

TEXT_FIELDS = ("title", "abstract")
ANY_FIELDS = ("title", "abstract", "authors", "venue", "keywords")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a paper that a clause matched.

    Attributes:
        location: Where the clause stands, with line and column.
        clause: The clause as written, such as ``offline RL`` or ``regex: …``.
        field: ``title``, ``abstract``, ``authors``, ``venue``, ``year``, ….
        text: The words as they stand in the field.
        start: Offset of ``text`` in the repaired field, in characters (title and abstract only).
        end: Offset behind ``text``.
        points: What the match added to the score; over all evidence of a label, its score.
    """

    location: Location
    clause: str
    field: str
    text: str
    start: int = 0
    end: int = 0
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of one word or more.

    Attributes:
        text: As written; a word that ends in ``*`` is a family.
        case: True, False, or None: words of two capitals or more are matched by case.
        fuzzy: Edits allowed in a word; 0 none, :data:`FUZZY_BY_LENGTH` by its length.
    """

    text: str
    case: bool | None = None
    fuzzy: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """One of the terms stands in one of the fields."""

    fields: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """All terms stand in one field, each within ``within`` words of the next one found.

    Attributes:
        terms: Each with its synonyms.
        within: 1 for neighbouring words.
    """

    fields: tuple[str, ...]
    terms: tuple[tuple[Term, ...], ...]
    within: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression (RE2 syntax) matches in one of the fields."""

    fields: tuple[str, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Years:
    """The year of publication lies in one of the ranges, ends included."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the values is among the paper's; a value that ends in ``*`` is a beginning.

    Attributes:
        field: ``tags``, ``source`` or ``identifiers``.
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that hold together.

    Attributes:
        kind: ``all``, ``any`` or ``none``.
        at_least: How many of an ``any`` group must hold.
    """

    kind: str
    parts: tuple[Condition, ...]
    at_least: int = 1


Condition = Words | Near | Regex | Years | Listed | Group


@dataclass(frozen=True, slots=True)
class Clause:
    """One entry of a rule's ``any``, ``all`` or ``none``.

    Attributes:
        location: Where it stands, with line and column.
        text: As written, without its weight.
        weight: Points it adds; negative for a weak exclusion.
    """

    location: Location
    text: str
    condition: Condition
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """When a label is assigned: no ``none`` holds, every ``all`` holds, the points suffice.

    Attributes:
        any: Each that holds adds its points; at least one with a positive weight must hold.
        all: Conditions. They add points only if they carry a weight, or if ``any`` is empty.
        none: Strong exclusions.
        threshold: Points needed.
    """

    any: tuple[Clause, ...] = ()
    all: tuple[Clause, ...] = ()
    none: tuple[Clause, ...] = ()
    threshold: float = DEFAULT_THRESHOLD
    location: Location = field(default=Location(""))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in the order ``any``, ``all``, ``none``."""
        return self.any + self.all + self.none


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a paper. Offsets in characters, in title and abstract only."""

    field: str
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What of a paper a condition matched.

    Attributes:
        in_title: Whether the title decides the points.
        occurrences: How often, in title and abstract; 1 for other fields.
        places: The first few of them, the title's first; empty for ``none``.
    """

    in_title: bool = False
    occurrences: int = 1
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A clause that holds for a paper, and the points it gives."""

    clause: Clause
    found: Found
    points: float


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a paper.

    Attributes:
        score: Points, two decimals.
        title_points: The part of ``score`` that titles gave; decides ties.
        assigned: Whether the label is assigned by the rule.
        matches: Clauses of ``any`` and ``all`` that hold, in the order of the rule.
        failed: Clauses of ``all`` that do not hold.
        excluded: Clauses of ``none`` that hold.
    """

    score: float
    title_points: float
    assigned: bool
    matches: tuple[Match, ...]
    failed: tuple[Clause, ...]
    excluded: tuple[Match, ...]

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The words that the clauses matched, strongest first; their points are the score."""
        return evidence_of(self.matches)


def points(weight: float, found: Found) -> float:
    """Points of a clause: its weight, more in the title, more for each of the first repetitions."""
    factor = TITLE_FACTOR if found.in_title else 1.0
    return weight * (factor + REPEAT_FACTOR * min(found.occurrences - 1, MAX_REPEATS))


def evidence_of(matches: Iterable[Match]) -> tuple[Evidence, ...]:
    """The words that clauses matched, strongest first; their points add up to the score."""
    found = []
    for match in matches:
        clause, places = match.clause, match.found.places
        repeats = min(len(places) - 1, match.found.occurrences - 1, MAX_REPEATS)
        for number, place in enumerate(places):
            share = 0.0
            if number == 0:
                share = match.points - repeats * REPEAT_FACTOR * clause.weight
            elif number <= repeats:
                share = REPEAT_FACTOR * clause.weight
            found.append(
                Evidence(
                    clause.location,
                    clause.text,
                    place.field,
                    place.text,
                    place.start,
                    place.end,
                    round(share, 4),
                )
            )
    found.sort(key=lambda e: (-e.points, e.field != "title", e.field, e.start, e.location))
    return tuple(found)
