"""First topics for a list that has none: phrases that part its papers, as rules to be edited.

Topics are chosen one after the other, each for the papers that no earlier one speaks of (greedy
covering), and widened by phrases that stand mostly in its papers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.library import Library
from generator.linking.related import Related
from generator.matching.words import is_acronym
from generator.model import Paper
from generator.suggest import log_likelihood
from generator.text import fold
from generator.vocabulary import Phrase, Vocabulary

LEAST_PAPERS = 3
"""A topic has so many papers or more."""

MOST_TOPICS = 24
MOST_PHRASES = 6
MOST_SHARE = 0.35
"""A phrase of a larger share of a list's papers parts nothing."""

LEAST_FRESH = 0.5
"""So large a share of a topic's papers has no earlier topic."""

OWN_SHARE = 0.6
"""A further phrase stands to this share in papers of the topic."""

MOST_READ = 4_000
"""Of a larger list so many papers, evenly spaced, are read."""

LONG_WORD = 8
"""A shorter word alone says little ("human", "data"), unless it is an acronym."""

STEM = 5
"""Phrases whose words begin with the same letters are one topic: robot and robotic manipulation."""

CUT_SHARE = 0.6
"""A phrase that goes on with one word in so large a share of its papers is cut: "graph neural"."""

BROAD = frozenset(
    """accuracy ai algorithm analysis application approximation architecture assumption baseline
    behavior behaviour benchmark capability classification collection combination complexity
    component computation computer concept configuration constant constraint construction context
    convergence correlation dataset decision deployment description design detection dimension
    discovery distribution dynamic dynamics element environment equation estimation estimator
    evolution exploration expression extraction formulation function generalization generating
    generation gradient hyperparameter hypothesis implementation inference information
    initialization instruction integration interaction interface interpretation iteration
    knowledge language learner learning likelihood machine measurement mechanism minimization ml
    model modeling modelling module network observation operation operator parameter participant
    patient pattern pipeline policy predicting prediction predictor preprocessing principle
    probability procedure process processing program projection quality quantity recognition
    relation relationship representation requirement researcher resource response sampling
    scenario schedule science scientist selection sequence similarity simulation simulator
    software solver statistic statistics strategy structure supervision survey system technology
    temperature theorem theory training trajectory transform transformation transition update
    validation variable variance variation version visualization workflow""".split()
)
"""Words that alone are no topic of science: half of all papers could have them."""

_LENGTH_FACTOR = {1: 0.2, 2: 1.0, 3: 1.15}
_ADJECTIVE = ("able", "al", "ed", "ful", "ic", "ive", "ous")


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic that the papers' words suggest.

    Attributes:
        id: For the file's name.
        title: Its first phrase, for readers.
        phrases: Of the rule, the strongest first.
    """

    id: str
    title: str
    phrases: tuple[str, ...]


def draft_topics(library: Library, common: frozenset[str]) -> list[TopicDraft]:
    """Topics for a list that has none, the strongest first; none if no phrase recurs.

    Args:
        library: The list.
        common: Words that no phrase begins or ends with.
    """
    papers = library.papers[:: max(1, math.ceil(len(library.papers) / MOST_READ))]
    choice = _Choice(papers, library.links.related, common)
    total = len(papers)
    wanted = min(MOST_TOPICS, max(3, round(math.sqrt(total))))
    covered: set[int] = set()
    drafts: dict[str, TopicDraft] = {}
    stems: set[tuple[str, ...]] = set()
    while len(drafts) < wanted and (seed := choice.best(covered)):
        stem = tuple(word[:STEM] for word in seed)
        if stem in stems or _is_modifier(choice.spelling(seed)):
            del choice.worth[seed]
            continue
        stems.add(stem)
        phrases = [seed, *choice.companions(seed)]
        covered.update(*(choice.vocabulary.papers[phrase] for phrase in phrases))
        spellings = tuple(map(choice.spelling, phrases))
        if id := _id(spellings[0]):
            title = spellings[0][:1].upper() + spellings[0][1:]
            drafts.setdefault(id, TopicDraft(id, title, spellings))
    return list(drafts.values())


class _Choice:
    """Chooses phrases; what it looks up often is counted once."""

    def __init__(
        self,
        papers: Sequence[Paper],
        related: Mapping[str, Sequence[Related]],
        common: frozenset[str],
    ) -> None:
        self.papers = papers
        self.vocabulary = Vocabulary.of(papers)
        self.total = len(papers)
        self.common = common
        place = {paper.id: number for number, paper in enumerate(papers)}
        self.neighbours = [
            [place[r.id] for r in related.get(paper.id, ()) if r.id in place] for paper in papers
        ]
        self.longer: dict[Phrase, int] = {}
        for phrase, docs in self.vocabulary.papers.items():
            begin = phrase[:-1]
            self.longer[begin] = max(self.longer.get(begin, 0), len(docs))
        share = max(MOST_SHARE, min(0.8, 8 / max(self.total, 1)))
        most = max(LEAST_PAPERS, math.floor(self.total * share))
        self.worth = {
            phrase: worth
            for phrase, docs in sorted(self.vocabulary.papers.items())
            if LEAST_PAPERS <= len(docs) <= most
            and self.is_subject(phrase)
            and (worth := self._worth(phrase, docs)) > 0
        }

    def is_subject(self, phrase: Phrase) -> bool:
        """Whether a phrase can say what a paper is about: it stands in titles, in plain words."""
        spelling = self.vocabulary.spellings[phrase]
        words = spelling.split()
        edges = {phrase[0], phrase[-1], fold(words[0]), fold(words[-1])}
        return (
            bool(self.vocabulary.titles.get(phrase))
            and not edges & self.common
            and all(word.isalnum() and not word.isdigit() for word in words)
            and (len(phrase) > 1 or is_acronym(spelling) or _is_noun(spelling))
            and not (len(phrase) == 1 and {phrase[0], fold(spelling)} & BROAD)
            and self.longer.get(phrase, 0) < CUT_SHARE * len(self.vocabulary.papers[phrase])
        )

    def spelling(self, phrase: Phrase) -> str:
        """The phrase as its papers write it most, with hyphens."""
        text = self.vocabulary.spellings[phrase]
        form = re.compile(r"\b" + r"[ -]".join(map(re.escape, text.split())) + r"\b", re.IGNORECASE)
        found: Counter[str] = Counter()
        for number in sorted(self.vocabulary.papers[phrase]):
            paper = self.papers[number]
            for match in form.finditer(f"{paper.title}\n{paper.abstract}"):
                marks = [sign for sign in match[0] if sign in " -"]
                found["".join(w + m for w, m in zip(text.split(), [*marks, ""], strict=True))] += 1
        return min(found, key=lambda spelt: (-found[spelt], spelt)) if found else text

    def _worth(self, phrase: Phrase, docs: frozenset[int]) -> float:
        """How well a phrase parts the list: its papers are each other's neighbours."""
        titles = len(self.vocabulary.titles[phrase])
        near = [number for paper in docs for number in self.neighbours[paper]]
        inside = sum(number in docs for number in near) / len(near) if near else 0.0
        by_chance = (len(docs) - 1) / max(self.total - 1, 1)
        cohesion = max(inside - by_chance, 0.0) if near else 0.1
        rarity = math.log(1 + self.total / len(docs))
        in_titles = math.sqrt(titles / len(docs))
        return cohesion * rarity * in_titles * _LENGTH_FACTOR[len(phrase)]

    def best(self, covered: set[int]) -> Phrase | None:
        """The phrase that says most about papers that no topic has yet."""
        best, most = None, 0.0
        for phrase, worth in self.worth.items():
            docs = self.vocabulary.papers[phrase]
            fresh = len(docs - covered)
            enough = fresh >= LEAST_PAPERS and fresh >= LEAST_FRESH * len(docs)
            if enough and worth * fresh > most:
                best, most = phrase, worth * fresh
        return best

    def companions(self, seed: Phrase) -> list[Phrase]:
        """Phrases that stand mostly in the papers of another one, the strongest first."""
        docs = self.vocabulary.papers[seed]
        ranked = []
        for phrase, theirs in self.vocabulary.papers.items():
            both = len(docs & theirs)
            own = both >= 2 and both >= OWN_SHARE * len(theirs) and len(theirs) > both
            if own and len(phrase) > 1 and self.is_subject(phrase):
                likely = log_likelihood(both, len(theirs), len(docs), self.total)
                ranked.append((likely, phrase))
        chosen: list[Phrase] = []
        for _, phrase in sorted(ranked, key=lambda item: (-item[0], item[1])):
            if all(not _within(phrase, other) for other in (seed, *chosen)):
                chosen.append(phrase)
            if len(chosen) == MOST_PHRASES - 1:
                break
        return chosen


def _is_noun(word: str) -> bool:
    return len(word) >= LONG_WORD and not word.endswith(_ADJECTIVE)


def _is_modifier(spelling: str) -> bool:
    """Whether a compound only says which: "self-supervised", "real-time"; not "meta-learning"."""
    return "-" in spelling and " " not in spelling and not spelling.endswith(("ing", "ion", "ions"))


def _within(phrase: Phrase, other: Phrase) -> bool:
    short, long = sorted((phrase, other), key=len)
    return any(
        long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1)
    )


def _id(title: str) -> str:
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in fold(title))
    return "-".join(part for part in plain.split("-") if part)
