"""What rules may be missing: words that mark a topic, papers that look misplaced or uncovered."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.labels import Assigner
from generator.library import Library
from generator.matching.matcher import Matcher
from generator.model import Paper
from generator.nearmiss import NearMiss, near_misses
from generator.problems import Location, Report
from generator.topics import Topic
from generator.vocabulary import Phrase, Vocabulary

MOST_TERMS = 10
MOST_PAPERS = 5
LEAST_LIFT = 1.5
"""A suggested phrase, and one of its words, is so much more frequent in the topic."""

SAME = 0.6
"""A phrase gives way to a longer one that stands in this share of its papers."""

NEIGHBOUR_SHARE = 0.2
"""From this share of a paper's neighbours on, it counts in part as a paper of their topic."""

MISPLACED_SHARE = 0.6
MISPLACED_NEIGHBOURS = 4
LEAST_WEIGHT = 0.8
FAMILIARITY = 0.5
"""How much a suggestion loses whose papers others speak for."""

POOL = 60


@dataclass(frozen=True, slots=True)
class TermSuggestion:
    """A phrase that marks a topic's papers and stands in no clause of its rule.

    Attributes:
        text: The phrase in its most frequent spelling.
        inside: Papers of the topic that have it.
        outside: Other papers that have it.
        score: How strongly it marks the topic; comparable within a topic only.
        papers: Some of the papers of the topic that have it.
    """

    text: str
    inside: int
    outside: int
    score: float
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperSuggestion:
    """A paper that its neighbours place elsewhere.

    Attributes:
        paper: Id of the paper.
        title: Its title.
        topic: Topic that the neighbours say.
        share: Their share, by similarity, 0 to 1.
        neighbours: Ids of those that say so, nearest first.
        words: What it shares with the nearest.
    """

    paper: str
    title: str
    topic: str
    share: float
    neighbours: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Answers of ``suggest``.

    Attributes:
        terms: Topic id to phrases, best first.
        papers: Papers that look misplaced, surest first.
        uncovered: Papers without a topic, each with the nearest topics.
    """

    terms: Mapping[str, tuple[TermSuggestion, ...]]
    papers: tuple[PaperSuggestion, ...]
    uncovered: tuple[tuple[Paper, tuple[NearMiss, ...]], ...]

    def as_json(self) -> dict[str, object]:
        """The object that ``suggest --format json`` prints."""
        return {
            "terms": {
                topic: [
                    {
                        "text": term.text,
                        "inside": term.inside,
                        "outside": term.outside,
                        "score": term.score,
                        "papers": list(term.papers),
                    }
                    for term in terms
                ]
                for topic, terms in self.terms.items()
            },
            "papers": [
                {
                    "paper": p.paper,
                    "title": p.title,
                    "topic": p.topic,
                    "share": p.share,
                    "neighbours": list(p.neighbours),
                    "words": list(p.words),
                }
                for p in self.papers
            ],
            "uncovered": [
                {"paper": paper.id, "title": paper.title, "near": [miss.id for miss in near]}
                for paper, near in self.uncovered
            ],
        }


def suggest(library: Library, topic: str = "") -> Suggestions:
    """Suggestions for one topic, or for all."""
    topics = [topic] if topic else list(library.labels.topics)
    vocabulary = Vocabulary.of(library.papers)
    misplaced = tuple(p for p in misplaced_papers(library) if not topic or p.topic == topic)
    uncovered = [p for p in library.papers if not library.assignments[p.id].topics]
    assigner = Assigner(library.labels, library.papers, Report())
    near = (
        (paper, tuple(m for m in near_misses(paper, assigner) if m.kind == "topic"))
        for paper in uncovered
    )
    return Suggestions(
        terms={id: suggest_terms(library, vocabulary, id) for id in topics},
        papers=misplaced,
        uncovered=tuple((p, m) for p, m in near if not topic or topic in {x.id for x in m}),
    )


def suggest_terms(
    library: Library, vocabulary: Vocabulary, topic: str, most: int = MOST_TERMS
) -> tuple[TermSuggestion, ...]:
    """Phrases that mark the papers of a topic and that stand in no clause of its rule.

    Ranked by the log-likelihood ratio (Dunning: "Accurate Methods for the Statistics of Surprise
    and Coincidence", 1993) of standing in the topic's papers. Papers whose neighbours belong to the
    topic count in part. Phrases of papers that the rule barely takes, or misses, count more, and
    so do phrases of papers that no better suggestion has.
    """
    members = memberships(library, topic)
    ranked = _ranked_phrases(members, vocabulary, len(library.papers))
    pool = _pool(ranked, members, vocabulary, library.labels.topics[topic])
    chosen: list[Phrase] = []
    spoken_for: Counter[int] = Counter()
    while pool and len(chosen) < most:

        def fresh(item: tuple[float, Phrase]) -> float:
            papers = vocabulary.papers[item[1]]
            known = sum(spoken_for[n] * members[n].weight for n in papers if n in members)
            return item[0] / (1 + FAMILIARITY * known / _weight(members, papers))

        best = max(pool, key=fresh)
        pool.remove(best)
        chosen.append(best[1])
        spoken_for.update(vocabulary.papers[best[1]])
    scores = {phrase: score for score, phrase in ranked}
    certain = frozenset(n for n, member in members.items() if member.assigned)
    return tuple(
        TermSuggestion(
            text=vocabulary.spellings[phrase],
            inside=len(vocabulary.papers[phrase] & certain),
            outside=len(vocabulary.papers[phrase] - certain),
            score=round(scores[phrase], 2),
            papers=tuple(
                library.papers[n].id
                for n in sorted(vocabulary.papers[phrase] & certain)[:MOST_PAPERS]
            ),
        )
        for phrase in chosen
    )


@dataclass(frozen=True, slots=True)
class Membership:
    """How far a paper belongs to a topic.

    Attributes:
        weight: 1, or the share of its neighbours that have the topic.
        need: How much the rule could do with more words of this paper.
        assigned: Whether it has the topic.
    """

    weight: float
    need: float
    assigned: bool


def memberships(library: Library, topic: str) -> dict[int, Membership]:
    """The papers that belong to a topic or whose neighbours do, by place in the library."""
    scores = {
        paper.id: assigned.score
        for paper in library.papers
        for assigned in library.assignments[paper.id].topics
        if assigned.id == topic
    }
    threshold = library.labels.topics[topic].selection.rule.threshold
    found = {}
    for number, paper in enumerate(library.papers):
        if paper.id in scores:
            surplus = max(scores[paper.id], threshold) / threshold if threshold > 0 else 1.0
            found[number] = Membership(1.0, surplus**-0.5, True)
        elif related := library.links.related.get(paper.id):
            total = sum(r.score for r in related)
            share = sum(r.score for r in related if r.id in scores) / total if total else 0.0
            if share >= NEIGHBOUR_SHARE:
                found[number] = Membership(share, 2 * share, False)
    return found


def _weight(members: Mapping[int, Membership], papers: Iterable[int]) -> float:
    return sum(members[number].weight for number in papers if number in members)


def _ranked_phrases(
    members: Mapping[int, Membership], vocabulary: Vocabulary, total: int
) -> list[tuple[float, Phrase]]:
    """Phrases that are more frequent in the topic than elsewhere, with their scores, best first."""
    inside = _weight(members, members)
    weights = {key: _weight(members, papers) for key, papers in vocabulary.papers.items()}

    def lift(key: Phrase) -> float:
        papers = vocabulary.papers.get(key)
        return weights[key] / len(papers) * total / inside if papers else 0.0

    ranked = []
    for key, here in weights.items():
        if here < LEAST_WEIGHT or lift(key) < LEAST_LIFT:
            continue
        if len(key) > 1 and max(lift((word,)) for word in key) < LEAST_LIFT:
            continue
        papers = vocabulary.papers[key]
        in_titles = _weight(members, vocabulary.titles.get(key, ()))
        need = sum(members[number].need for number in papers if number in members)
        score = log_likelihood(here, len(papers), inside, total) * need / here
        score *= (1 + 0.5 * in_titles / here) * (1 + 0.15 * (len(key) - 1))
        ranked.append((score, key))
    return sorted(ranked, key=lambda item: (-item[0], item[1]))


def _pool(
    ranked: Sequence[tuple[float, Phrase]],
    members: Mapping[int, Membership],
    vocabulary: Vocabulary,
    topic: Topic,
) -> list[tuple[float, Phrase]]:
    """The best phrases, none within another, none that a clause has already."""
    longer = _longer(ranked)
    covered = _Covered(topic)
    pool: list[tuple[float, Phrase]] = []
    for score, key in ranked:
        if len(pool) == POOL:
            break
        here = _weight(members, vocabulary.papers[key])
        whole = (
            phrase
            for phrase in longer.get(key, ())
            if _weight(members, vocabulary.papers[phrase]) >= SAME * here
        )
        key = next(whole, key)
        if any(_alike(key, other) for _, other in pool) or covered(vocabulary.spellings[key]):
            continue
        pool.append((score, key))
    return pool


def _longer(ranked: Sequence[tuple[float, Phrase]]) -> dict[Phrase, list[Phrase]]:
    """Phrase to the phrases that it is a part of, the longest first."""
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for _, key in ranked:
        for length in range(1, len(key)):
            for start in range(len(key) - length + 1):
                found[key[start : start + length]].append(key)
    return {key: sorted(longer, key=lambda k: (-len(k), k)) for key, longer in found.items()}


def log_likelihood(here: float, everywhere: float, inside: float, total: float) -> float:
    """Dunning's ratio for ``here`` of ``inside`` against ``everywhere`` of ``total`` papers."""

    def part(observed: float, expected: float) -> float:
        return observed * math.log(observed / expected) if observed > 0 else 0.0

    expected = everywhere * inside / total
    rest = everywhere - here
    return 2 * (part(here, expected) + part(rest, everywhere - expected))


def _alike(key: Phrase, other: Phrase) -> bool:
    """Whether one phrase stands within the other."""
    short, long = sorted((key, other), key=len)
    starts = range(len(long) - len(short) + 1)
    return any(long[i : i + len(short)] == short for i in starts)


class _Covered:
    """Asks whether a clause of a topic's rule matches a whole phrase."""

    def __init__(self, topic: Topic) -> None:
        self.matcher = Matcher([topic.selection.rule])

    def __call__(self, phrase: str) -> bool:
        paper = Paper(id="", title="", abstract=phrase)
        verdict = self.matcher.judge(self.matcher.read(paper), 0)
        places = [place for match in verdict.matches for place in match.found.places]
        return any(place.start == 0 and place.end == len(phrase) for place in places)


def misplaced_papers(library: Library) -> Iterator[PaperSuggestion]:
    """Papers most of whose neighbours have a first topic that the paper has not."""
    first = {id: labels.topics[0].id for id, labels in library.assignments.items() if labels.topics}
    found = []
    for paper in library.papers:
        mine = {a.id for a in library.assignments[paper.id].topics}
        votes: dict[str, float] = defaultdict(float)
        related = [r for r in library.links.related.get(paper.id, ()) if r.id in first]
        for r in related:
            votes[first[r.id]] += r.score
        if not mine or not votes:
            continue
        topic, vote = max(votes.items(), key=lambda item: (item[1], item[0]))
        saying = [r for r in related if first[r.id] == topic]
        share = vote / sum(votes.values())
        if topic in mine or share < MISPLACED_SHARE or len(saying) < MISPLACED_NEIGHBOURS:
            continue
        words = dict.fromkeys(word for r in saying for word in r.reasons)
        found.append(
            PaperSuggestion(
                paper.id,
                paper.title,
                topic,
                round(share, 2),
                tuple(r.id for r in saying[:MOST_PAPERS]),
                tuple(words)[:MOST_PAPERS],
            )
        )
    yield from sorted(found, key=lambda p: (-p.share, p.paper))


def suggestion_notes(suggestions: Suggestions, library: Library) -> Iterator[tuple[Location, str]]:
    """The suggestions as annotations: each rule with its words, each paper with its topic."""
    for id, terms in suggestions.terms.items():
        if terms:
            words = ", ".join(term.text for term in terms)
            yield library.labels.topics[id].location, f"{id}: its rule may be missing {words}"
    for p in suggestions.papers:
        place = library.by_id[p.paper].location
        yield place, f"{p.title}: {p.share:.0%} of its neighbours are in {p.topic}"
    for paper, near in suggestions.uncovered:
        nearest = ", ".join(miss.id for miss in near)
        yield paper.location, f"{paper.title}: no topic; nearest are {nearest or 'none'}"
