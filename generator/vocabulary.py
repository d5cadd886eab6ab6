"""The phrases of a list: which papers have them, in which spellings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.matching.words import is_acronym, is_little, tokens, word_key
from generator.model import Paper
from generator.text import plain

MOST_WORDS = 3
"""Words in a suggested phrase."""

LEAST_PAPERS = 2
"""A term must stand in so many papers of the list."""

FILLERS = frozenset(
    """across also approach art based both different each effective existing extensive first further
    however including latest method moreover new novel often other over present previous propose
    proposed prove recent result several show significant significantly specifically state such
    through toward towards used using various via while within work
    """.split()
)
"""Words that no suggested phrase begins or ends with, by their keys."""

Phrase = tuple[str, ...]
"""Keys of the words of a phrase."""

_ADDRESS = re.compile(r"(?<!\S)(?:\S+?://\S+|\S+?\.(?:io|com|org)\S*)")
_BREAKS = frozenset(",;:?!()[]—.\n")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of all papers, by their keys (:func:`generator.matching.words.word_key`).

    Attributes:
        papers: Phrase to the papers that have it, by place.
        titles: Phrase to the papers whose title has it.
        spellings: Phrase to its most frequent spelling.
    """

    papers: Mapping[Phrase, frozenset[int]]
    titles: Mapping[Phrase, frozenset[int]]
    spellings: Mapping[Phrase, str]

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> Vocabulary:
        """Collect the phrases of one to three words that stand in two papers or more."""
        found: dict[Phrase, set[int]] = defaultdict(set)
        titles: dict[Phrase, set[int]] = defaultdict(set)
        spelt: dict[Phrase, Counter[str]] = defaultdict(Counter)
        for number, paper in enumerate(papers):
            for field, text in (("title", paper.title), ("abstract", paper.abstract)):
                for key, spelling in phrases(_ADDRESS.sub(" ; ", plain(text))):
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


def phrases(text: str) -> Iterator[tuple[Phrase, str]]:
    """Phrases of a text with their keys: no little word at an end, no punctuation inside."""
    split = tokens(text)
    keys = [word_key(word) for word in split.words]
    little = [
        key in FILLERS or (is_little(word) and not is_acronym(word))
        for key, word in zip(keys, split.words, strict=True)
    ]
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
