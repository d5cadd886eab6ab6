"""Links between papers: named methods and who mentions them; related papers with reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from generator.beside import Beside, begin
from generator.labels import Labels, PaperLabels
from generator.linking.mentions import Mention, find_mentions
from generator.linking.related import Related, find_related
from generator.linking.subjects import Subjects, subjects_of
from generator.memory import Memory
from generator.model import Paper
from generator.packed import Packed, PackedMapping, is_long
from generator.problems import Report
from generator.store import digest, uncollected

__all__ = ["Links", "Mention", "Named", "Related", "link_ahead", "link_papers", "read_names"]


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
        subjects: Finds what the papers are about; once, if one process asks.
        found: Names and mentions; they may be on their way.
    """

    subjects: Callable[[], Subjects]
    found: Beside[Found]


@dataclass(frozen=True, slots=True)
class Found:
    """Names and mentions, as they are kept.

    Attributes:
        mentions: As in :class:`Links`.
        names: As in :class:`Links`.
    """

    mentions: Mapping[str, tuple[Mention, ...]]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Related papers, as they are kept."""

    of: Mapping[str, tuple[Related, ...]]


_RELATED = tuple[Related, ...]


def read_names(
    papers: Sequence[Paper],
    memory: Memory | None = None,
    key: bytes | None = None,
    *,
    ahead: bool = False,
) -> Named:
    """Find the names that papers introduce, and who mentions them.

    Args:
        papers: The papers of the list.
        memory: What earlier runs found.
        key: Digest of the papers; None if it is unknown.
        ahead: Whether they are found from now on in a second process, or now in this one.
    """
    subjects: Callable[[], Subjects] = partial(subjects_of, papers)
    if not (ahead and is_long(papers)):  # else those who ask are processes of their own
        subjects = cache(subjects)
    memory = memory or Memory()

    def find(_: Report) -> Found:
        return Found(*find_mentions(papers, subjects()))

    def found() -> Found:
        with uncollected():
            return memory.restore("names", key, Found, Report(), find)

    named = Named(subjects, begin(found) if ahead else Beside(found))
    if not ahead:
        named.found.value  # noqa: B018 - made now
    return named


def link_papers(
    papers: Sequence[Paper],
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    named: Named | None = None,
    memory: Memory | None = None,
    key: bytes | None = None,
) -> Links:
    """Find mentions and related papers. The same papers give the same links.

    Args:
        papers: The papers of the list.
        assignments: Their labels, by paper id.
        labels: All labels.
        named: What :func:`read_names` found in the papers, if it is known.
        memory: What earlier runs found.
        key: Digest of the papers; None if it is unknown.
    """
    memory = memory or Memory()
    named = named or read_names(papers)
    found = named.found.value
    mentioned_by: dict[str, list[Mention]] = {}
    for source in sorted(found.mentions):
        for mention in found.mentions[source]:
            mentioned_by.setdefault(mention.target, []).append(mention)

    def each() -> Iterator[tuple[str, tuple[Related, ...]]]:
        return find_related(papers, named.subjects(), assignments, labels, found.mentions)

    def relate(_: Report) -> _Neighbours:
        with uncollected():
            return _Neighbours(dict(each()))

    def relate_many(_: Report) -> Packed:
        with uncollected():
            return Packed.of(_RELATED, each())

    def related() -> Mapping[str, tuple[Related, ...]]:
        labelled = digest(key, *_labelled(assignments, labels)) if key else None
        if is_long(papers):
            packed = memory.restore("related-many", labelled, Packed, Report(), relate_many)
            return PackedMapping(_RELATED, packed)
        return memory.restore("related", labelled, _Neighbours, Report(), relate).of

    return Links(
        mentions=found.mentions,
        mentioned_by={target: tuple(mentioned_by[target]) for target in sorted(mentioned_by)},
        related=_Later(related),
        names=found.names,
    )


def link_ahead(links: Links) -> None:
    """Have related papers found from now on, in a second process."""
    if isinstance(links.related, _Later):
        links.related.begin()


def _labelled(assignments: Mapping[str, PaperLabels], labels: Labels) -> Iterator[str]:
    """All of labels on which related papers depend."""
    for topic in labels.topics.values():
        yield f"{topic.id} {topic.title}"
    for tag in labels.tags.values():
        yield f"{tag.id} {tag.title}"
    for id, assigned in assignments.items():
        of_topics = " ".join(given.id for given in assigned.topics)
        yield f"{id}: {of_topics}; {' '.join(given.id for given in assigned.tags)}"


class _Later(Mapping[str, tuple[Related, ...]]):
    """Related papers, found when they are first asked for: a preview may never ask."""

    def __init__(self, find: Callable[[], Mapping[str, tuple[Related, ...]]]) -> None:
        self._found = Beside(find)

    def begin(self) -> None:
        """Find them from now on, in a second process."""
        self._found = begin(self._found.work)

    def __getitem__(self, paper: str) -> tuple[Related, ...]:
        return self._found.value[paper]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found.value)

    def __len__(self) -> int:
        return len(self._found.value)
