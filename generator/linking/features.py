"""What papers can have in common, as vectors: words, topics, tags, named methods, authors.

Words count by how often they stand in a paper, as in Okapi BM25 (Robertson and Zaragoza, "The
probabilistic relevance framework", 2009), and by how rare they are in the list; words of most
papers make no relation. All words of a paper together weigh 1, everything else is added to
them, and the sum is brought to length 1.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from generator.labels import Labels, PaperLabels
from generator.linking.mentions import Mention
from generator.linking.subjects import Subjects
from generator.model import Paper
from generator.text import fold

_TOPIC = 0.5
_FURTHER_TOPIC = 0.25
_TAG = 0.15
_MENTION = 0.5
_PASSING_MENTION = 0.3
_AUTHOR = 0.25
"""Weights of what is no word, if it is as rare as can be."""
_MOST_SHARE = 0.25
_MOST_AT_LEAST = 3
"""A word that more papers have than this makes no relation."""
_SATURATION = 3.0
_LENGTH = 0.3
"""As k1 and b of BM25."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The features of a paper, strongest first, and their weights; of length 1.

    A feature of 0 and more is a word of :class:`generator.linking.subjects.Subjects`.
    """

    features: array[int]
    weights: array[float]

    def items(self) -> zip[tuple[int, float]]:
        """Features with their weights, strongest first."""
        return zip(self.features, self.weights, strict=True)


@dataclass(frozen=True, slots=True)
class Features:
    """All that the papers of a list have in common.

    Attributes:
        vectors: One a paper.
        names: Ways in which readers know a feature that is no word; none if it is no reason.
        topics: Title of the topics among these features.
    """

    vectors: Sequence[Vector]
    names: Mapping[int, Sequence[str]]
    topics: Mapping[int, str]


def features_of(
    papers: Sequence[Paper],
    subjects: Subjects,
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    mentions: Mapping[str, Sequence[Mention]],
) -> Features:
    """The features of all papers."""
    others = _Others(len(papers))
    topics = _add_labels(others, papers, assignments, labels)
    _add_mentions(others, papers, mentions)
    _add_authors(others, papers)
    passing = _words_in_passing(papers, subjects, mentions)
    return Features(_vectors(subjects, others, passing), others.names, topics)


class _Others:
    """Features that are no words, by paper, with their weights."""

    def __init__(self, papers: int) -> None:
        self.of: list[list[tuple[int, float]]] = [[] for _ in range(papers)]
        self.names: dict[int, Sequence[str]] = {}
        self._count = 0

    def add(self, held: Sequence[tuple[int, float]], names: Sequence[str] = ()) -> int:
        """A feature of some papers, with its weight for each of them; returns its number."""
        self._count += 1
        number = -self._count
        if len(held) > 1:
            rare = _rarity(len(held), len(self.of))
            for place, weight in held:
                self.of[place].append((number, weight * rare))
        self.names[number] = names
        return number


def _rarity(count: int, papers: int) -> float:
    """1 for what one paper has, 0 for what all have."""
    return math.log((papers + 1) / count) / math.log(papers + 1)


def _add_labels(
    others: _Others,
    papers: Sequence[Paper],
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
) -> dict[int, str]:
    """Topics, of which the first counts most, and tags; returns the titles of the topics."""
    topics: dict[str, list[tuple[int, float]]] = defaultdict(list)
    tags: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, paper in enumerate(papers):
        assigned = assignments.get(paper.id, PaperLabels())
        for rank, topic in enumerate(assigned.topics):
            topics[topic.id].append((place, _FURTHER_TOPIC if rank else _TOPIC))
        for tag in assigned.tags:
            tags[tag.id].append((place, _TAG))
    for id in sorted(tags):
        others.add(tags[id], [labels.tags[id].title if id in labels.tags else id])
    titles = {id: labels.topics[id].title if id in labels.topics else id for id in sorted(topics)}
    return {others.add(topics[id]): title for id, title in titles.items()}


def _add_mentions(
    others: _Others, papers: Sequence[Paper], mentions: Mapping[str, Sequence[Mention]]
) -> None:
    """A named method joins the paper that introduced it and all that name it.

    Of a paper that names it once, and not in its title, it says less.
    """
    places = {paper.id: place for place, paper in enumerate(papers)}
    speakers: dict[str, dict[int, float]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    for source, found in mentions.items():
        passing = {mention.target for mention in _passing(papers[places[source]], found)}
        for mention in found:
            weight = _PASSING_MENTION if mention.target in passing else _MENTION
            speakers[mention.target][places[source]] = weight
            names[mention.target].update((mention.text, mention.name))
    for target in sorted(speakers):
        held = sorted({**speakers[target], places[target]: _MENTION}.items())
        others.add(
            held, sorted(names[target], key=lambda name: (-name.count(" "), len(name), name))
        )


def _passing(paper: Paper, mentions: Sequence[Mention]) -> list[Mention]:
    """The names that a paper says once, and not in its title."""
    said = Counter(mention.target for mention in mentions)
    title = fold(paper.title)
    return [m for m in mentions if said[m.target] == 1 and fold(m.text) not in title]


def _words_in_passing(
    papers: Sequence[Paper], subjects: Subjects, mentions: Mapping[str, Sequence[Mention]]
) -> dict[int, set[int]]:
    """By paper, the words that make names it says in passing: the name has them already."""
    places = {paper.id: place for place, paper in enumerate(papers)}
    found: dict[int, set[int]] = {}
    for source, made in mentions.items():
        place = places[source]
        for mention in _passing(papers[place], made):
            parts = subjects.numbers(mention.text)
            words = subjects.words[place]
            found.setdefault(place, set()).update(
                word for word in words if parts.issuperset(subjects.parts(word))
            )
    return found


def _add_authors(others: _Others, papers: Sequence[Paper]) -> None:
    """Authors; a name of many papers may be of many people, and its rarity sees to it."""
    written: dict[str, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        for author in sorted({str(author) for author in paper.authors if author.given}):
            written[author].append(place)
    for author in sorted(written):
        others.add([(place, _AUTHOR) for place in written[author]])


def _vectors(subjects: Subjects, others: _Others, passing: Mapping[int, Set[int]]) -> list[Vector]:
    size = len(others.of)
    most = max(2.0, min(max(_MOST_SHARE * size, _MOST_AT_LEAST), size / 2))
    rarity = {
        word: _rarity(count, size)
        for word, count in subjects.papers_with.items()
        if 2 <= count <= most
    }
    lengths = [sum(counts) for counts in subjects.counts]
    mean = sum(lengths) / max(1, size) or 1.0
    vectors = []
    for place, (words, counts) in enumerate(zip(subjects.words, subjects.counts, strict=True)):
        damping = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / mean)
        said = passing.get(place, frozenset())
        items = [
            (word, rarity[word] * count / (count + damping))
            for word, counted in zip(words, counts, strict=True)
            if word in rarity and (count := counted - (word in said))
        ]
        items = _brought_to_length(items) + others.of[place]
        items = sorted(_brought_to_length(items), key=lambda item: (-item[1], item[0]))
        vectors.append(Vector(array("q", [f for f, _ in items]), array("d", [w for _, w in items])))
    return vectors


def _brought_to_length(items: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The same vector, of length 1."""
    length = math.sqrt(sum([weight * weight for _, weight in items])) or 1.0
    return [(feature, weight / length) for feature, weight in items]
