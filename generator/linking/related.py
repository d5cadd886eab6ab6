"""Related papers, with the words and tags that say why.

Two papers are alike by the cosine of their vectors (:mod:`generator.linking.features`). Then the
neighbours of a paper have a say: what is alike to its nearest papers as well moves up, so that
one rare word in common makes no relation. This is query expansion by relevance feedback
(Rocchio, in Salton, "The SMART Retrieval System", 1971), on the graph of neighbours.

Measured against TF-IDF in ``tests/benchmarks/bench_links.py``.
"""

from __future__ import annotations

import heapq
import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from generator.labels import Labels, PaperLabels
from generator.linking.features import Features, Vector, features_of
from generator.linking.mentions import Mention
from generator.linking.subjects import PROSE, Subjects
from generator.model import Paper
from generator.text import title_key

NEIGHBOURS = 10
"""A paper lists this many related papers at most."""
REASONS = 4
"""A neighbour shows this many reasons at most."""

_STRONGEST = 24
_HOLDERS = 100
_HOLDS = 64
_ENOUGH = 300
_CANDIDATES = 36
"""So many of its strongest features look for candidates, each among so many papers in which it
is strongest, and among the so many strongest there; so many candidates are compared in full."""
_NEAR = 30
"""Papers whose likeness is kept for each paper."""
_HEARD = 25
"""Papers of which the neighbours are heard."""
_VOICES = 10
_SAY = 1.5
"""So many neighbours have a say, of this weight against the paper's own."""
_LABEL_TELLS = 0.4
"""A tag that two papers share tells a reader less than a word that titles have."""
_HALVES = frozenset("self free long fast based non pre multi full high low end".split())
"""Halves of compounds ("self-attention", "model-free") are no reasons by themselves."""
_WEAKEST_REASON = 0.15
"""Against the strongest reason; what is weaker is not shown."""
_FAINT = 0.006
"""A word that adds less to the likeness of two papers is shown only if nothing else is."""


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
) -> Iterator[tuple[str, tuple[Related, ...]]]:
    """The papers that are related to each paper, best first, and before them its id.

    They come one by one, so that nobody need hold those of a long list at once.
    """
    features = features_of(papers, subjects, assignments, labels, mentions)
    subjects = replace(subjects, words=(), counts=())  # for memory's sake: nobody asks again
    near = list(_nearest(features.vectors, _Duplicates(papers)))
    reasons = _Reasons(papers, subjects, features)
    for place, ranked in enumerate(_reranked(near, *_voices(near))):
        shared = reasons.between(place, [other for other, _ in ranked])
        found = (
            Related(papers[other].id, round(score, 4), why)
            for (other, score), why in zip(ranked, shared, strict=True)
            if why
        )
        if nearest := tuple(islice(found, NEIGHBOURS)):
            yield papers[place].id, nearest


# which papers are alike

_NEXT_WORD = re.compile(r" ([^\W\d_]{3,})")

_Weighed = tuple["array[int]", "array[float]"]
"""Papers by place in the list, and beside them their likeness or the weight of a feature."""


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


def _nearest(vectors: Sequence[Vector], same: _Duplicates) -> Iterator[_Weighed]:
    """The papers most alike to each paper by what it shares with them itself, best first."""
    holders = _holders(vectors)
    for place, vector in enumerate(vectors):
        likeness = _likeliest(vectors, holders, vector)
        likeness.pop(place, None)
        ranked = sorted((-round(value, 9), other) for other, value in likeness.items() if value)
        ranked = [item for item in ranked if not same(place, item[1])][:_NEAR]
        yield (
            array("I", [other for _, other in ranked]),
            array("d", [-value for value, _ in ranked]),
        )


_NOBODY: _Weighed = (array("I"), array("d"))


def _likeliest(
    vectors: Sequence[Vector], holders: Mapping[int, _Weighed], vector: Vector
) -> dict[int, float]:
    """The likeness of a paper to candidates, itself perhaps among them.

    Features look for candidates from the strongest on, until there are enough; the others only
    tell which of them are better, the "continue" strategy of Moffat and Zobel, "Self-indexing
    inverted files for fast text retrieval" (ACM TOIS 14, 1996).
    """
    found: dict[int, float] = {}
    for feature, weight in zip(vector.features[:_STRONGEST], vector.weights, strict=False):
        held = zip(*holders.get(feature, _NOBODY), strict=True)
        if len(found) < _ENOUGH:
            for other, other_weight in held:
                found[other] = found.get(other, 0.0) + weight * other_weight
        else:
            for other, other_weight in held:
                if other in found:
                    found[other] += weight * other_weight
    mine = dict(vector.items())
    least = min(sorted(found.values(), reverse=True)[:_CANDIDATES], default=0.0)
    return {
        other: sum([mine[f] * weight for f, weight in vectors[other].items() if f in mine])
        for other, value in found.items()
        if value >= least
    }


def _holders(vectors: Sequence[Vector]) -> dict[int, _Weighed]:
    """By feature, the papers in which it is strong."""
    holders: dict[int, _Weighed] = defaultdict(lambda: (array("I"), array("d")))
    for place, vector in enumerate(vectors):
        for feature, weight in zip(vector.features[:_HOLDS], vector.weights, strict=False):
            places, weights = holders[feature]
            places.append(place)
            weights.append(weight)
    for feature, (places, weights) in holders.items():
        if len(places) > _HOLDERS:
            held = zip(weights, places, strict=True)
            best = heapq.nsmallest(_HOLDERS, held, key=lambda item: (-item[0], item[1]))
            holders[feature] = (
                array("I", [place for _, place in best]),
                array("d", [weight for weight, _ in best]),
            )
    return dict(holders)


def _voices(near: Sequence[_Weighed]) -> tuple[list[_Weighed], list[_Weighed]]:
    """For each paper, those that it is near to, and the say of those that are near to it."""
    nearer: list[_Weighed] = [(array("I"), array("d")) for _ in near]
    for place, (others, values) in enumerate(near):
        for other, value in zip(others, values, strict=True):
            nearer[other][0].append(place)
            nearer[other][1].append(value)
    shares: list[_Weighed] = []
    for others, values in near:
        total = sum(values[:_VOICES]) or 1.0
        say = array("d", [_SAY * value / total for value in values[:_VOICES]])
        shares.append((others[:_VOICES], say))
    return nearer, shares


def _reranked(
    near: Sequence[_Weighed], nearer: Sequence[_Weighed], shares: Sequence[_Weighed]
) -> Iterator[list[tuple[int, float]]]:
    """Neighbours and their scores, in the order that the neighbours agree on."""
    for place in range(len(near)):
        own = dict(zip(*near[place], strict=True))
        own.update(zip(*nearer[place], strict=True))
        reach = {**own, place: 1.0}
        for voice, share in zip(*shares[place], strict=True):
            reach[voice] += share
            for other, value in zip(*near[voice], strict=True):
                reach[other] = reach.get(other, 0.0) + share * value
        ranked = []
        for other in sorted(own, key=reach.__getitem__, reverse=True)[:_HEARD]:
            heard = [s * reach.get(voice, 0.0) for voice, s in zip(*shares[other], strict=True)]
            ranked.append((-round((reach[other] + sum(heard)) / (1 + _SAY) ** 2, 9), other))
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
        strongest = heapq.nsmallest(4 * REASONS, shared)
        telling = [item for item in strongest if item[1] < 0 or item[0] < -_FAINT]
        topics = self._features.topics
        return (
            tuple(self._shown(telling, texts))
            or tuple(topics[f] for _, f in strongest if f in topics)[:1]
            or tuple(self._shown(strongest, texts))
        )

    def _shown(self, ranked: Sequence[tuple[float, int]], texts: tuple[str, str]) -> Iterator[str]:
        shown = 0
        said: set[int] = set()
        titles: set[str] = set()
        for value, feature in ranked:
            if shown == REASONS or value > ranked[0][0] * _WEAKEST_REASON:
                return
            names = self._features.names if feature < 0 else self._subjects.spellings
            words = frozenset(self._subjects.parts(feature) if feature >= 0 else ())
            if names.get(feature) and said.isdisjoint(words):
                name = _as_it_stands(names[feature], texts)
                if len(words) > 1:
                    name = _completed(name, texts)
                words = words or self._subjects.numbers(name)
                if said.isdisjoint(words) and name.casefold() not in titles:
                    yield name
                    shown += 1
                    said |= words
                    titles.add(name.casefold())

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
                if any(spelt.lower() in _HALVES for spelt in self._subjects.spellings[feature]):
                    known = 0.0
            self._telling[feature] = known
        return known


def _as_it_stands(spellings: Sequence[str], texts: tuple[str, str]) -> str:
    """The spelling that stands in both texts, or in one; in small letters if there is a choice."""
    best, most = spellings[0], -1.0
    for spelt in spellings if len(spellings) > 1 else ():
        small = 0.5 if spelt.islower() else 0.0
        if most < 2 + small:
            often = small + _stands(spelt, texts[0]) + _stands(spelt, texts[1])
            if often > most:
                best, most = spelt, often
    return best


def _completed(phrase: str, texts: tuple[str, str]) -> str:
    """A phrase with the word that always follows it: "deep reinforcement" "learning"."""
    following = None
    for text in texts:
        start = text.find(phrase)
        while start >= 0:
            after = _NEXT_WORD.match(text, start + len(phrase))
            word = after[1] if after else ""
            if not word or word.lower() in PROSE or word.lower() != (following or word).lower():
                return phrase
            following = following if following and following.islower() else word
            start = text.find(phrase, start + len(phrase))
    return f"{phrase} {following}" if following else phrase


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
