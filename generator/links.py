"""Links between papers: named methods and who mentions them; related papers with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.labels import Labels, PaperLabels
from generator.mentions import Mention, find_mentions
from generator.model import Paper
from generator.problems import Report
from generator.related import Related, find_related
from generator.subjects import subjects_of

__all__ = ["Links", "Mention", "Related", "link_papers"]


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
    subjects = subjects_of(papers)
    mentions, names = find_mentions(papers, subjects)
    mentioned_by: dict[str, list[Mention]] = {}
    for source in sorted(mentions):
        for mention in mentions[source]:
            mentioned_by.setdefault(mention.target, []).append(mention)
    related = find_related(papers, subjects, assignments, labels, mentions)
    return Links(
        mentions=mentions,
        mentioned_by={target: tuple(mentioned_by[target]) for target in sorted(mentioned_by)},
        related=related,
        names=names,
    )
