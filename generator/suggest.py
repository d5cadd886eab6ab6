"""What rules may be missing: words that mark a topic, papers that look misplaced or uncovered."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.library import Library
from generator.matcher import Matcher
from generator.model import Paper
from generator.nearmiss import NearMiss, near_misses
from generator.text import plain
from generator.topics import Labels, Topic
from generator.words import is_acronym, is_little, tokens, word_key

MOST_WORDS = 3
"""Words in a suggested phrase."""

MOST_TERMS = 10
MOST_PAPERS = 5
LEAST_PAPERS = 2
"""A term must stand in so many papers of the list."""

LEAST_LIFT = 1.5
"""A suggested phrase, and one of its words, is so much more frequent in the topic."""

SAME = 0.6
"""A phrase gives way to a longer one that stands in this share of its papers."""

NEIGHBOUR_SHARE = 0.2
"""From this share of a paper's neighbours on, it counts in part as a paper of their topic."""

MISPLACED_SHARE = 0.6
MISPLACED_NEIGHBOURS = 4
_BREAKS = frozenset(",;:?!()[]—.\n")


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
    near = (
        (paper, tuple(m for m in near_misses(paper, library.labels, ()) if m.kind == "topic"))
        for paper in uncovered
    )
    return Suggestions(
        terms={id: suggest_terms(library, vocabulary, id) for id in topics},
        papers=misplaced,
        uncovered=tuple((p, m) for p, m in near if not topic or topic in {x.id for x in m}),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of all papers, by their keys (:func:`generator.words.word_key`).

    Attributes:
        papers: Phrase to the papers that have it, by place.
        titles: Phrase to the papers whose title has it.
        spellings: Phrase to its most frequent spelling.
    """

    papers: Mapping[tuple[str, ...], frozenset[int]]
    titles: Mapping[tuple[str, ...], frozenset[int]]
    spellings: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Vocabulary:
        """Collect the phrases of one to three words that stand in two papers or more."""
        found: dict[tuple[str, ...], set[int]] = defaultdict(set)
        titles: dict[tuple[str, ...], set[int]] = defaultdict(set)
        spelt: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for number, paper in enumerate(papers):
            for field, text in (("title", paper.title), ("abstract", paper.abstract)):
                for key, spelling in phrases(plain(text)):
                    found[key].add(number)
                    spelt[key][spelling] += 1
                    if field == "title":
                        titles[key].add(number)
        kept = sorted(key for key, where in found.items() if len(where) >= LEAST_PAPERS)
        return cls(
            {key: frozenset(found[key]) for key in kept},
            {key: frozenset(titles[key]) for key in kept if key in titles},
            {key: min(spelt[key].items(), key=lambda c: (-c[1], c[0]))[0] for key in kept},
        )


def phrases(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Phrases of a text with their keys: no little word at an end, no punctuation inside."""
    split = tokens(text)
    keys = [word_key(word) for word in split.words]
    little = [is_little(word) and not is_acronym(word) for word in split.words]
    joined = [not _BREAKS & set(text[end:start]) for (_, end), (start, _) in pairwise(split.spans)]
    for first in range(len(keys)):
        if little[first] or not keys[first] or keys[first].isdigit():
            continue
        for last in range(first, min(first + MOST_WORDS, len(keys))):
            if last > first and not joined[last - 1]:
                break
            if not little[last] and keys[last]:
                words = split.words[first : last + 1]
                spelling = " ".join(w if is_acronym(w) else w.lower() for w in words)
                yield tuple(keys[first : last + 1]), spelling


def suggest_terms(
    library: Library, vocabulary: Vocabulary, topic: str, most: int = MOST_TERMS
) -> tuple[TermSuggestion, ...]:
    """Phrases that mark the papers of a topic and that no clause of its rule matches.

    Ranked by the signed log-likelihood ratio (Dunning: "Accurate Methods for the Statistics of
    Surprise and Coincidence", 1993) of standing in the topic's papers; papers whose neighbours
    belong to the topic count in part.
    """
    members = membership(library, topic)
    inside = sum(members.values())
    total = len(library.papers)
    certain = {
        n
        for n, paper in enumerate(library.papers)
        if any(a.id == topic for a in library.assignments[paper.id].topics)
    }
    weights = {
        key: sum(members.get(number, 0.0) for number in papers)
        for key, papers in vocabulary.papers.items()
    }

    def lift(key: tuple[str, ...]) -> float:
        """How much more frequent than elsewhere."""
        return weights.get(key, 0.0) / len(vocabulary.papers.get(key, "x")) * total / inside

    ranked = []
    for key, here in weights.items():
        if here < 1 or lift(key) < LEAST_LIFT:
            continue
        if len(key) > 1 and max(lift((word,)) for word in key) < LEAST_LIFT:
            continue
        score = log_likelihood(here, len(vocabulary.papers[key]), inside, total)
        in_titles = sum(members.get(n, 0.0) for n in vocabulary.titles.get(key, ()))
        score *= (1 + 0.5 * in_titles / here) * (1 + 0.15 * (len(key) - 1))
        ranked.append((-score, key))
    ranked.sort()
    longer = _longer(ranked)
    covered = _Covered(library.labels, topic)
    found: list[TermSuggestion] = []
    taken: list[tuple[str, ...]] = []
    for score, key in ranked:
        if len(found) == most:
            break
        key = next((k for k in longer.get(key, ()) if weights[k] >= SAME * weights[key]), key)
        if any(_alike(key, other) for other in taken) or covered(vocabulary.spellings[key]):
            continue
        taken.append(key)
        papers = vocabulary.papers[key]
        some = sorted(papers & certain)[:MOST_PAPERS]
        found.append(
            TermSuggestion(
                vocabulary.spellings[key],
                len(papers & certain),
                len(papers - certain),
                round(-score, 2),
                tuple(library.papers[number].id for number in some),
            )
        )
    return tuple(found)


def _longer(
    ranked: Sequence[tuple[float, tuple[str, ...]]],
) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Phrase to the phrases that it is a part of, the longest first."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for _, key in ranked:
        for length in range(1, len(key)):
            for start in range(len(key) - length + 1):
                found[key[start : start + length]].append(key)
    return {key: sorted(longer, key=lambda k: (-len(k), k)) for key, longer in found.items()}


def membership(library: Library, topic: str) -> dict[int, float]:
    """How far each paper belongs to a topic: 1, or a part by its neighbours; by place."""
    has = {
        paper.id
        for paper in library.papers
        if any(a.id == topic for a in library.assignments[paper.id].topics)
    }
    found = {}
    for number, paper in enumerate(library.papers):
        if paper.id in has:
            found[number] = 1.0
        elif related := library.links.related.get(paper.id):
            share = sum(r.score for r in related if r.id in has) / sum(r.score for r in related)
            if share >= NEIGHBOUR_SHARE:
                found[number] = share
    return found


def log_likelihood(here: float, everywhere: float, inside: float, total: float) -> float:
    """Dunning's ratio for ``here`` of ``inside`` against ``everywhere`` of ``total`` papers."""

    def part(observed: float, expected: float) -> float:
        return observed * math.log(observed / expected) if observed > 0 else 0.0

    expected = everywhere * inside / total
    rest = everywhere - here
    return 2 * (part(here, expected) + part(rest, everywhere - expected))


def _alike(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one phrase stands within the other."""
    short, long = sorted((key, other), key=len)
    starts = range(len(long) - len(short) + 1)
    return any(long[i : i + len(short)] == short for i in starts)


class _Covered:
    """Asks whether a clause of a topic's rule already matches a phrase."""

    def __init__(self, labels: Labels, topic: str) -> None:
        self.matcher = Matcher([labels.topics[topic].selection.rule])

    def __call__(self, phrase: str) -> bool:
        paper = Paper(id="", title="", abstract=phrase)
        return bool(self.matcher.judge(self.matcher.read(paper), 0).matches)


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


def format_suggestions(suggestions: Suggestions, topics: Mapping[str, Topic]) -> str:
    """The suggestions for people."""
    lines = []
    for id, terms in suggestions.terms.items():
        lines.append(f"{id} ({topics[id].location.file})")
        for term in terms:
            counts = f"{term.inside} papers of the topic, {term.outside} others"
            lines.append(f"  {term.text:<32} {counts}")
        if not terms:
            lines.append("  no phrase marks it that its rule does not have")
    if suggestions.papers:
        lines.append("\nPapers whose neighbours say another topic")
        for p in suggestions.papers:
            lines.append(f"  {p.title}")
            share = f"{p.share:.0%} of its neighbours"
            lines.append(f"    {p.topic}, say {share}; they share {', '.join(p.words)}")
    if suggestions.uncovered:
        lines.append("\nPapers without a topic")
        for paper, near in suggestions.uncovered:
            nearest = ", ".join(f"{m.id} ({m.score:g} of {m.threshold:g})" for m in near)
            lines.append(f"  {paper.title}\n    nearest: {nearest or 'none'}")
    return "".join(line + "\n" for line in lines)
