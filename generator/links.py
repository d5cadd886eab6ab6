"""Links between papers: named methods and who mentions them; related papers with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from generator.labels import Labels, PaperLabels
from generator.linking.mentions import Mention, find_mentions
from generator.linking.related import Related, find_related
from generator.linking.subjects import Subjects, subjects_of
from generator.model import Paper

__all__ = ["Links", "Mention", "Named", "Related", "link_papers", "read_names"]


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


@dataclass(frozen=True, slots=True)
class Named:
    """What depends on papers alone, and on none of their labels.

    Attributes:
        subjects: What the papers are about.
        mentions: As in :class:`Links`.
        names: As in :class:`Links`.
    """

    subjects: Subjects
    mentions: Mapping[str, tuple[Mention, ...]]
    names: Mapping[str, tuple[str, ...]]


def read_names(papers: Sequence[Paper]) -> Named:
    """Find the names that papers introduce, and who mentions them."""
    subjects = subjects_of(papers)
    return Named(subjects, *find_mentions(papers, subjects))


def link_papers(
    papers: Sequence[Paper],
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    named: Named | None = None,
) -> Links:
    """Find mentions and related papers. The same papers give the same links.

    Args:
        papers: The papers of the list.
        assignments: Their labels, by paper id.
        labels: All labels.
        named: What :func:`read_names` found in the papers, if it is known.
    """
    named = named or read_names(papers)
    mentioned_by: dict[str, list[Mention]] = {}
    for source in sorted(named.mentions):
        for mention in named.mentions[source]:
            mentioned_by.setdefault(mention.target, []).append(mention)
    return Links(
        mentions=named.mentions,
        mentioned_by={target: tuple(mentioned_by[target]) for target in sorted(mentioned_by)},
        related=_Later(
            partial(find_related, papers, named.subjects, assignments, labels, named.mentions)
        ),
        names=named.names,
    )


class _Later(Mapping[str, tuple[Related, ...]]):
    """Related papers, found when they are first asked for: a preview may never ask."""

    def __init__(self, find: Callable[[], Mapping[str, tuple[Related, ...]]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, tuple[Related, ...]]:
        return self._find()

    def __getitem__(self, paper: str) -> tuple[Related, ...]:
        return self._found[paper]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
