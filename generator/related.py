"""Related papers, with the words and tags that say why.

Two papers are alike by the cosine of their vectors (:mod:`generator.features`). Then the
neighbours of a paper have a say: what is alike to its nearest papers as well moves up, so that
one rare word in common makes no relation. This is query expansion by relevance feedback
(Rocchio, in Salton, "The SMART Retrieval System", 1971), on the graph of neighbours.

Measured against TF-IDF in ``tests/benchmarks/bench_links.py``.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.features import Features, Vector, features_of
from generator.labels import Labels, PaperLabels
from generator.mentions import Mention
from generator.model import Paper
from generator.subjects import Subjects
from generator.text import title_key

NEIGHBOURS = 10
"""A paper lists this many related papers at most."""
REASONS = 4
"""A neighbour shows this many reasons at most."""

_STRONGEST = 24
_HOLDERS = 200
_HOLDS = 64
_CANDIDATES = 45
"""So many of its strongest features look for candidates, each among so many papers in which it
is strongest, and among the so many strongest there; so many candidates are compared in full."""
_NEAR = 40
"""Papers whose likeness is kept for each paper."""
_VOICES = 10
_SAY = 1.5
"""So many neighbours have a say, of this weight against the paper's own."""
_LABEL_TELLS = 0.4
"""A tag that two papers share tells a reader less than a word that titles have."""
_WEAKEST_REASON = 0.15
"""Against the strongest reason; what is weaker is not shown."""


@dataclass(frozen=True, slots=True)
class Related:
    """A neighbour of a paper.

    Attributes:
        id: Id of the neighbour.
        score: 0 to 1, four decimals.
        reasons: Words and tags that both share, strongest first, for readers; the title of a
            topic if there are none.
    """

    id: str
    score: float
    reasons: tuple[str, ...]


def find_related(
    papers: Sequence[Paper],
    subjects: Subjects,
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    mentions: Mapping[str, Sequence[Mention]],
) -> Mapping[str, tuple[Related, ...]]:
    """The papers that are related to each paper, best first, by paper id."""
    features = features_of(papers, subjects, assignments, labels, mentions)
    reasons = _Reasons(papers, subjects, features)
    related = {}
    near = _nearest(features.vectors, _Duplicates(papers))
    for place, ranked in enumerate(_reranked(near)):
        found: list[Related] = []
        shared = reasons.between(place, [other for other, _ in ranked])
        for (other, score), why in zip(ranked, shared, strict=True):
            if why:
                found.append(Related(papers[other].id, round(score, 4), why))
            if len(found) == NEIGHBOURS:
                break
        if found:
            related[papers[place].id] = tuple(found)
    return related


# which papers are alike

_Near = list[tuple[int, float]]
"""Papers by place in the list, with their likeness, best first."""


class _Duplicates:
    """Says of two papers whether they are one work."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._titles = [title_key(paper.title) for paper in papers]
        self._papers = papers

    def __call__(self, place: int, other: int) -> bool:
        mine, theirs = self._papers[place], self._papers[other]
        return (
            self._titles[place] == self._titles[other]
            or theirs.id == mine.successor
            or mine.id == theirs.successor
        )


def _nearest(vectors: Sequence[Vector], same: _Duplicates) -> list[_Near]:
    """The papers most alike to each paper by what it shares with them itself."""
    near = []
    for place, likeness in enumerate(_likeliest(vectors)):
        ranked = sorted((-round(value, 9), other) for other, value in likeness.items() if value)
        others = [(other, -value) for value, other in ranked if other != place]
        near.append([item for item in others if not same(place, item[0])][:_NEAR])
    return near


def _likeliest(vectors: Sequence[Vector]) -> Iterator[dict[int, float]]:
    """The likeness of each paper to candidates, itself perhaps among them."""
    holders = _holders(vectors)
    for vector in vectors:
        found: dict[int, float] = defaultdict(float)
        for feature, weight in zip(vector.features[:_STRONGEST], vector.weights, strict=False):
            for other, other_weight in holders.get(feature, ()):
                found[other] += weight * other_weight
        mine = dict(vector.items())
        candidates = heapq.nlargest(_CANDIDATES, found, key=found.__getitem__)
        yield {
            other: sum([mine[f] * weight for f, weight in vectors[other].items() if f in mine])
            for other in candidates
        }


def _holders(vectors: Sequence[Vector]) -> dict[int, list[tuple[int, float]]]:
    """By feature, the papers in which it is strong, each with the weight that it has there."""
    places: dict[int, array[int]] = defaultdict(lambda: array("l"))
    weights: dict[int, array[float]] = defaultdict(lambda: array("d"))
    for place, vector in enumerate(vectors):
        for feature, weight in zip(vector.features[:_HOLDS], vector.weights, strict=False):
            places[feature].append(place)
            weights[feature].append(weight)
    looked_for = {feature for vector in vectors for feature in vector.features[:_STRONGEST]}
    holders = {}
    for feature in looked_for:
        held = list(zip(places[feature], weights[feature], strict=True))
        if len(held) > _HOLDERS:
            held = heapq.nsmallest(_HOLDERS, held, key=lambda item: (-item[1], item[0]))
        holders[feature] = held
    return holders


def _reranked(near: Sequence[_Near]) -> Iterator[_Near]:
    """Neighbours in the order that the neighbours agree on."""
    around: list[dict[int, float]] = [{place: 1.0} for place in range(len(near))]
    for place, others in enumerate(near):
        for other, value in others:
            around[place][other] = value
            around[other][place] = value
    shares: list[list[tuple[int, float]]] = []
    for others in near:
        total = sum([value for _, value in others[:_VOICES]]) or 1.0
        shares.append([(other, _SAY * value / total) for other, value in others[:_VOICES]])
    for place, own in enumerate(around):
        reach = dict(own)
        for voice, share in shares[place]:
            for other, value in around[voice].items():
                reach[other] = reach.get(other, 0.0) + share * value
        ranked = []
        for other in heapq.nlargest(_NEAR, own, key=reach.__getitem__):
            if other != place:
                heard = sum([share * reach.get(voice, 0.0) for voice, share in shares[other]])
                ranked.append((-round((reach[other] + heard) / (1 + _SAY) ** 2, 9), other))
        yield [(other, -value) for value, other in sorted(ranked)]


# why they are


class _Reasons:
    """What papers share, as readers know it."""

    def __init__(self, papers: Sequence[Paper], subjects: Subjects, features: Features) -> None:
        self._papers = papers
        self._subjects = subjects
        self._features = features
        self._telling: dict[int, float] = {}

    def between(self, place: int, others: Sequence[int]) -> Iterator[tuple[str, ...]]:
        """What a paper shares with each of the others, most telling first."""
        mine = dict(self._features.vectors[place].items())
        text = _text(self._papers[place])
        for other in others:
            shared = [
                (-mine[feature] * weight * self._tells(feature), feature)
                for feature, weight in self._features.vectors[other].items()
                if feature in mine
            ]
            yield self._best(shared, (text, _text(self._papers[other])))

    def _best(self, shared: Sequence[tuple[float, int]], texts: tuple[str, str]) -> tuple[str, ...]:
        """The strongest of what is shared, no word twice; what is far weaker is left out."""
        found: list[str] = []
        said: set[int] = set()
        strongest = heapq.nsmallest(4 * REASONS, shared)
        for value, feature in strongest:
            if len(found) == REASONS or value > strongest[0][0] * _WEAKEST_REASON:
                break
            names = self._features.names if feature < 0 else self._subjects.spellings
            spellings = names.get(feature)
            if spellings:
                shown = spellings[0] if len(spellings) == 1 else _as_it_stands(spellings, texts)
                words = self._subjects.numbers(shown)
                if said.isdisjoint(words) and shown not in found:
                    found.append(shown)
                    said |= words
        topics = self._features.topics
        return tuple(found or [topics[f] for _, f in strongest if f in topics][:1])

    def _tells(self, feature: int) -> float:
        """How much a feature says to a reader, up to 1.

        A word tells more if titles have it: "Koopman" is a subject, "phenomenon" is not.
        """
        known = self._telling.get(feature)
        if known is None:
            known = _LABEL_TELLS
            if feature >= 0:
                titles = self._subjects.titles_with.get(feature, 0)
                papers = self._subjects.papers_with[feature]
                known = math.sqrt((0.25 + titles) / (2 + papers))
            self._telling[feature] = known
        return known


def _as_it_stands(spellings: Sequence[str], texts: Sequence[str]) -> str:
    """The spelling that stands in most of the texts, in small letters if there is a choice."""
    return max(
        spellings,
        key=lambda spelt: (sum([_stands(spelt, text) for text in texts]), spelt.islower()),
    )


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, not as a part of another."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(word, start + 1)
    return False


def _text(paper: Paper) -> str:
    return f" {paper.title}\n{paper.abstract}\n{'; '.join(paper.keywords)}"
