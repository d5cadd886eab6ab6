"""Which papers hold a word: a changed rule need meet only the papers that hold one of its words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from generator.matching.phrases import JOINTS, PhraseIndex
from generator.matching.reading import field_text
from generator.matching.words import is_little, tokens
from generator.model import Paper
from generator.rules import TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of titles and abstracts; about 0.5 kB a paper.

    Attributes:
        ids: Ids of the papers.
        words: Word, as it stands in a text, to the places of its papers in ``ids``.
        hyphened: The same for little words that a hyphen ties to the next word: only there may
            they be the beginning of a longer word.
    """

    ids: tuple[str, ...]
    words: dict[str, array[int]]
    hyphened: dict[str, array[int]]

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> Vocabulary:
        """The vocabulary of papers."""
        ids: list[str] = []
        words: dict[str, array[int]] = {}
        hyphened: dict[str, array[int]] = {}
        for place, paper in enumerate(papers):
            ids.append(paper.id)
            held: set[str] = set()
            tied: set[str] = set()
            for name in TEXT_FIELDS:
                text = tokens(field_text(paper, name))
                held.update(text.words)
                pairs = zip(text.words, text.gaps[1:], strict=True)
                tied.update(
                    word
                    for word, gap in pairs
                    if gap != " " and gap.replace("$", "") in JOINTS and is_little(word)
                )
            for found, index in ((held, words), (tied, hyphened)):
                for word in found:
                    index.setdefault(word, array("I")).append(place)
        return cls(tuple(ids), words, hyphened)

    def may_hold(self, index: PhraseIndex) -> set[str]:
        """Ids of all papers that hold a term of the index in title or abstract, and of others."""
        places: set[int] = set()
        for word, found in self.words.items():
            if index.may_begin(word):
                places.update(found)
        for word, found in self.hyphened.items():
            if index.may_begin(word, tied=True):
                places.update(found)
        return {self.ids[place] for place in places}
