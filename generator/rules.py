"""The rule language: parse, match, score, evidence."""

from __future__ import annotations

from dataclasses import dataclass

from generator.problems import Location


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
        points: What the match added to the score.
    """

    location: Location
    clause: str
    field: str
    text: str
    start: int = 0
    end: int = 0
    points: float = 0.0
