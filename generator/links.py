"""Links between papers: named methods and who mentions them; related papers with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.labels import Labels, PaperLabels
from generator.model import Paper
from generator.problems import Report


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper of the list that an abstract names.

    Attributes:
        source: Id of the paper whose abstract it is.
        target: Id of the paper that is named.
        text: The words as they stand in the abstract.
        start: Offset of ``text`` in the repaired abstract, in characters.
        end: Offset behind ``text``.
        name: The name by which the target is known ("ControlNet").
    """

    source: str
    target: str
    text: str
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Related:
    """A neighbour of a paper.

    Attributes:
        id: Id of the neighbour.
        score: 0 to 1, four decimals.
        reasons: Words and tags that both share, strongest first, for readers.
    """

    id: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """All links, by paper id; a paper without any may be missing.

    Attributes:
        mentions: What each paper's abstract names, by place in the abstract;
            all occurrences are listed, so targets repeat.
        mentioned_by: The same mentions by target, ordered by source id.
        related: Up to ten neighbours, best first.
        names: Paper id to the names it introduced.
    """

    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    mentioned_by: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    related: Mapping[str, tuple[Related, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def link_papers(
    papers: Sequence[Paper],
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    report: Report,
) -> Links:
    """Find mentions and related papers. The same papers give the same links."""
    return Links()
