"""Related papers, with the words and tags that say why.

Every paper is a vector: its words weighted by how often they stand there and how rare they
are in the list (words of most abstracts count nothing), and beside them its topics, tags,
authors and the named methods it speaks of. Two papers are alike by the cosine of their
vectors. Then the neighbours of a paper have a say: what is alike to its nearest papers moves
up, so that one rare word in common makes no relation. This is query expansion by relevance
feedback (Rocchio, in Salton, "The SMART Retrieval System", 1971), on the graph of neighbours.

Measured on the topics of 140 papers that were labelled by hand (nDCG at 10) and on the
keywords that authors gave to 3,267 papers, hidden from the method: see
``tests/benchmarks/bench_links.py``.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.labels import Labels, PaperLabels
from generator.mentions import Mention
from generator.model import Paper
from generator.subjects import Subjects
from generator.text import title_key

NEIGHBOURS = 10
"""A paper lists this many related papers at most."""
REASONS = 4
"""A neighbour shows this many reasons at most."""

_TOPIC = 0.5
_FURTHER_TOPIC = 0.3
_TAG = 0.25
_MENTION = 0.5
_AUTHOR = 0.25
"""Weights of what is no word, if it is as rare as can be; the words of a paper have length 1."""
_MOST_SHARE = 0.25
"""A word that a larger share of the papers has makes no neighbours."""
_RARITY_POWER = 0.7
_SATURATION = 3.0
_LENGTH = 0.3
"""As k1 and b of Okapi BM25 (Robertson and Zaragoza, 2009)."""
_NEAR = 40
"""Papers whose likeness is kept for each paper."""
_VOICES = 10
_SAY = 1.0
"""So many neighbours have a say, of this weight against the paper's own."""
_SMALL_LIST = 3000
_STRONGEST = 24
_HOLDERS = 200
_CANDIDATES = 40
"""Above that many papers: features that look for candidates, papers looked at for each of them,
and candidates that are compared in full."""


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


def find_related(
    papers: Sequence[Paper],
    subjects: Subjects,
    assignments: Mapping[str, PaperLabels],
    labels: Labels,
    mentions: Mapping[str, Sequence[Mention]],
) -> Mapping[str, tuple[Related, ...]]:
    """The papers that are related to each paper, best first, by paper id."""
    features = _Features(papers, subjects)
    features.add_labels(papers, assignments, labels)
    features.add_mentions(papers, mentions)
    features.add_authors(papers)
    vectors = features.vectors()
    same = _Duplicates(papers)
    near = _nearest(vectors, same)
    related = {}
    for place, ranked in enumerate(_reranked(near)):
        found = []
        for other, score in ranked:
            if reasons := features.reasons(place, other, vectors):
                found.append(Related(papers[other].id, round(score, 4), reasons))
            if len(found) == NEIGHBOURS:
                break
        if found:
            related[papers[place].id] = tuple(found)
    return related


@dataclass(frozen=True, slots=True)
class _Vector:
    """The features of a paper, strongest first, and their weights; of length 1."""

    features: array[int]
    weights: array[float]


class _Features:
    """Numbers and weights of all that papers can have in common."""

    def __init__(self, papers: Sequence[Paper], subjects: Subjects) -> None:
        self._papers = papers
        self._subjects = subjects
        self._size = len(papers)
        self._names: list[str] = []
        """What a reader sees of a feature that is no word; empty if it is no reason."""
        self._others: list[list[tuple[int, float]]] = [[] for _ in papers]

    def _rarity(self, count: int) -> float:
        """1 for what two papers of a large list have, towards 0 for what all have."""
        return math.log((self._size + 1) / count) / math.log(self._size + 1)

    def _add(self, holders: Iterable[tuple[int, float]], shown: str) -> None:
        """A feature of some papers, each with its share of it."""
        held = list(holders)
        if len(held) >= 2:
            number = -1 - len(self._names)
            self._names.append(shown)
            rarity = self._rarity(len(held))
            for place, share in held:
                self._others[place].append((number, share * rarity))

    def add_labels(
        self, papers: Sequence[Paper], assignments: Mapping[str, PaperLabels], labels: Labels
    ) -> None:
        """Topics, of which the first counts most, and tags."""
        topics: dict[str, list[tuple[int, float]]] = defaultdict(list)
        tags: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, paper in enumerate(papers):
            assigned = assignments.get(paper.id, PaperLabels())
            for rank, topic in enumerate(assigned.topics):
                topics[topic.id].append((place, _TOPIC if rank == 0 else _FURTHER_TOPIC))
            for tag in assigned.tags:
                tags[tag.id].append((place, _TAG))
        for id in sorted(topics):
            self._add(topics[id], labels.topics[id].title if id in labels.topics else id)
        for id in sorted(tags):
            self._add(tags[id], labels.tags[id].title if id in labels.tags else id)

    def add_mentions(
        self, papers: Sequence[Paper], mentions: Mapping[str, Sequence[Mention]]
    ) -> None:
        """A named method joins the paper that introduced it and all that name it."""
        places = {paper.id: place for place, paper in enumerate(papers)}
        speakers: dict[str, set[int]] = defaultdict(set)
        for source in mentions:
            for mention in mentions[source]:
                speakers[mention.target].update((places[source], places[mention.target]))
        for target in sorted(speakers):
            self._add([(place, _MENTION) for place in sorted(speakers[target])], "")

    def add_authors(self, papers: Sequence[Paper]) -> None:
        """Authors; a name of many papers is perhaps of many people, and rarity sees to it."""
        written: dict[str, list[int]] = defaultdict(list)
        for place, paper in enumerate(papers):
            for author in sorted({str(author) for author in paper.authors if author.given}):
                written[author].append(place)
        for author in sorted(written):
            self._add([(place, _AUTHOR) for place in written[author]], "")

    def vectors(self) -> list[_Vector]:
        """One vector a paper."""
        most = max(2.0, min(max(_MOST_SHARE * self._size, 3.0), self._size / 2))
        counted = self._subjects.papers_with
        rarity = {
            word: self._rarity(count) ** _RARITY_POWER
            for word, count in counted.items()
            if 2 <= count <= most
        }
        lengths = [sum(counts) for counts in self._subjects.counts]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        vectors = []
        for place, (words, counts) in enumerate(
            zip(self._subjects.words, self._subjects.counts, strict=True)
        ):
            damping = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / mean)
            weighted = [
                (word, rarity[word] * count / (count + damping))
                for word, count in zip(words, counts, strict=True)
                if word in rarity
            ]
            length = math.sqrt(sum(w * w for _, w in weighted)) or 1.0
            items = [(word, w / length) for word, w in weighted] + self._others[place]
            length = math.sqrt(sum(w * w for _, w in items)) or 1.0
            items.sort(key=lambda item: (-item[1], item[0]))
            vectors.append(
                _Vector(
                    array("q", [feature for feature, _ in items]),
                    array("d", [w / length for _, w in items]),
                )
            )
        return vectors

    def reasons(self, place: int, other: int, vectors: Sequence[_Vector]) -> tuple[str, ...]:
        """What two papers share, strongest first, as readers know it."""
        mine = dict(zip(vectors[place].features, vectors[place].weights, strict=True))
        theirs = vectors[other]
        shared = [
            (-mine[feature] * weight, feature)
            for feature, weight in zip(theirs.features, theirs.weights, strict=True)
            if feature in mine
        ]
        texts = (_text(self._papers[place]), _text(self._papers[other]))
        found: list[str] = []
        said: set[int] = set()
        for _, feature in heapq.nsmallest(4 * REASONS, shared):
            if feature < 0:
                shown = self._names[-1 - feature]
            elif said.isdisjoint(self._subjects.parts(feature)):
                shown = self._spelt(feature, texts)
                said.update(self._subjects.parts(feature))
            else:
                continue
            if shown and shown not in found:
                found.append(shown)
            if len(found) == REASONS:
                break
        return tuple(found)

    def _spelt(self, word: int, texts: tuple[str, str]) -> str:
        """A word as it stands in both papers, or at least in one."""
        return " ".join(self._subjects.spellings[part][0] for part in self._subjects.parts(word))


def _text(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}\n{'; '.join(paper.keywords)}"


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


_Near = list[tuple[int, float]]
"""Papers by place in the list, with their likeness, best first."""


def _nearest(vectors: Sequence[_Vector], same: _Duplicates) -> list[_Near]:
    """The papers most alike to each paper by what it shares with them itself."""
    holders: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for feature, weight in zip(vector.features, vector.weights, strict=True):
            holders[feature].append((weight, place))
    likenesses = (_all if len(vectors) <= _SMALL_LIST else _likeliest)(vectors, holders)
    near = []
    for place, likeness in enumerate(likenesses):
        likeness[place] = 0.0
        best = heapq.nlargest(_NEAR + 5, likeness, key=likeness.__getitem__)
        ranked = sorted((-round(likeness[other], 9), other) for other in best if likeness[other])
        near.append([(other, -value) for value, other in ranked if not same(place, other)][:_NEAR])
    return near


_Holders = Mapping[int, Sequence[tuple[float, int]]]
"""By feature, the papers that have it, each with the weight that it has there."""


def _all(vectors: Sequence[_Vector], holders: _Holders) -> Iterator[dict[int, float]]:
    """The likeness of each paper to all others."""
    for vector in vectors:
        likeness = [0.0] * len(vectors)
        for feature, weight in zip(vector.features, vector.weights, strict=True):
            for other_weight, other in holders[feature]:
                likeness[other] += weight * other_weight
        yield dict(enumerate(likeness))


def _likeliest(vectors: Sequence[_Vector], holders: _Holders) -> Iterator[dict[int, float]]:
    """The likeness of each paper to candidates.

    Its strongest features look for them, each among the papers in which it is strongest itself.
    """
    holders = {
        feature: heapq.nlargest(_HOLDERS, held) if len(held) > _HOLDERS else held
        for feature, held in holders.items()
    }
    for vector in vectors:
        found: dict[int, float] = defaultdict(float)
        for feature, weight in zip(vector.features[:_STRONGEST], vector.weights, strict=False):
            for other_weight, other in holders[feature]:
                found[other] += weight * other_weight
        mine = dict(zip(vector.features, vector.weights, strict=True))
        candidates = heapq.nlargest(_CANDIDATES, found, key=found.__getitem__)
        yield {other: _cosine(mine, vectors[other]) for other in candidates}


def _cosine(mine: Mapping[int, float], vector: _Vector) -> float:
    return sum(
        [
            mine[feature] * weight
            for feature, weight in zip(vector.features, vector.weights, strict=True)
            if feature in mine
        ]
    )


def _reranked(near: Sequence[_Near]) -> Iterator[_Near]:
    """Neighbours in the order that the neighbours agree on."""
    around: list[dict[int, float]] = [{place: 1.0} for place in range(len(near))]
    for place, others in enumerate(near):
        for other, value in others:
            around[place][other] = value
            around[other][place] = value
    shares: list[list[tuple[int, float]]] = []
    for others in near:
        total = sum(value for _, value in others[:_VOICES]) or 1.0
        shares.append([(other, value / total) for other, value in others[:_VOICES]])
    for place, own in enumerate(around):
        reach = dict(own)
        for voice, share in shares[place]:
            for other, value in around[voice].items():
                reach[other] = reach.get(other, 0.0) + _SAY * share * value
        ranked = []
        for other in heapq.nlargest(_NEAR, own, key=reach.__getitem__):
            if other != place:
                heard = sum([share * reach.get(voice, 0.0) for voice, share in shares[other]])
                score = (reach[other] + _SAY * heard) / (1 + _SAY) ** 2
                ranked.append((-round(score, 9), other))
        yield [(other, -value) for value, other in sorted(ranked)]
