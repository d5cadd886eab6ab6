"""Find many phrases in a text at once.

Every word of a phrase becomes a *symbol*: a number that stands for a word in any of its
spellings, for a word by case, for a family, or for a misspelt word. A trie over symbols
holds all phrases, as in the Aho-Corasick algorithm (Communications of the ACM 18, 1975),
but by words, and without failure links because phrases are short. A text word is resolved
to its symbols once per vocabulary, so a text costs little more than its splitting.

Joins: two words of a phrase may stand as one in the text, and the other way round, so that
"pre-training", "pretraining" and "pre training" match each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from generator.rules import FUZZY_BY_LENGTH, Term
from generator.text import fold
from generator.words import (
    Tokens,
    american,
    case_key,
    folded_word,
    is_acronym,
    is_little,
    tokens,
    word_key,
)

Span = tuple[int, int]
"""First and last word of a find, as positions in :class:`generator.words.Tokens`."""

# What ends a phrase: "of the world. Models" is no world model.
_BREAK = re.compile(r"[,;:?!()\[\]—]|\.\s|\n\s*\n")
_JOINTS = ("-", "‐", "‑", "–")
_LONGEST_WORD = 60
_MAX_FULLY_JOINED = 6


@dataclass(frozen=True, slots=True)
class TermWord:
    """One word of a term.

    Attributes:
        text: As written, without the star of a family.
        family: Whether any ending may follow.
        by_case: Whether its case counts.
        edits: Misspellings that are forgiven.
        joint: Whether a hyphen ties it to the next word.
    """

    text: str
    family: bool = False
    by_case: bool = False
    edits: int = 0
    joint: bool = False


def term_words(term: Term) -> tuple[TermWord, ...]:
    """The words of a term, as they are looked for."""
    split = tokens(term.text)
    starts = [start for start, _ in split.spans[1:]] + [len(term.text)]
    words = []
    for word, (_, end), next_start in zip(split.words, split.spans, starts, strict=False):
        gap = term.text[end:next_start]
        edits = _edits(word, term.fuzzy)
        by_case = is_acronym(word) if term.case is None else term.case
        words.append(
            TermWord(word, gap.startswith("*"), by_case and not edits, edits, gap in _JOINTS)
        )
    return tuple(word for word in words if folded_word(word.text))


def _edits(word: str, fuzzy: int) -> int:
    if fuzzy != FUZZY_BY_LENGTH:
        return fuzzy
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


def joined_forms(words: Sequence[TermWord]) -> list[tuple[TermWord, ...]]:
    """The words as they are, and with neighbours written as one.

    Long phrases are joined in one place at a time, so that their number stays small.
    """
    forms: list[tuple[TermWord, ...]] = [()]
    finished: list[list[tuple[TermWord, ...]]] = [forms]
    for i, word in enumerate(words):
        grown = [(*form, word) for form in finished[i]]
        if i and _joins(words[i - 1], word):
            both = _join(words[i - 1], word)
            heads = finished[i - 1]
            if len(words) > _MAX_FULLY_JOINED:
                heads = [tuple(words[: i - 1])]
            grown += [(*form, both) for form in heads]
        finished.append(grown)
    return finished[-1]


def _joins(first: TermWord, second: TermWord) -> bool:
    return not first.family and (
        first.joint or not (is_little(first.text) or is_little(second.text))
    )


def _join(first: TermWord, second: TermWord) -> TermWord:
    return replace(
        second,
        text=first.text + second.text,
        by_case=first.by_case or second.by_case,
        edits=max(first.edits, second.edits),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a text word means to the index.

    Attributes:
        symbols: The symbols that it stands for.
        head: The word folded, if longer words of terms begin so; otherwise empty.
        little: Whether it joins only across a hyphen.
    """

    symbols: tuple[int, ...]
    head: str
    little: bool


class _Symbols(dict[str, _Entry | None]):
    """Text words to their entries; None for words that stand in no phrase."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: dict[tuple[str, str, int], int] = {}
        self._family_lengths: set[int] = set()
        self._fuzzy: dict[int, dict[str, list[tuple[int, int]]]] = {}
        self._max_edits = 0
        self.beginnings: set[str] = set()
        """What words of terms begin with, themselves included."""
        self._heads: set[str] = set()

    def add(self, word: TermWord) -> int:
        """The symbol of a term's word."""
        folded = folded_word(word.text)
        if word.family:
            kind, key = ("cases", case_key(word.text)) if word.by_case else ("words", folded)
            self._family_lengths.add(len(key))
            name = (f"family of {kind}", key, 0)
        elif word.edits:
            name = ("fuzzy", word_key(word.text), word.edits)
        elif word.by_case:
            name = ("case", case_key(word.text), 0)
        else:
            name = ("word", word_key(word.text), 0)
        known = self._ids.get(name)
        if known is not None:
            return known
        symbol = self._ids[name] = len(self._ids)
        heads = {folded[:end] for end in range(1, min(len(folded), _LONGEST_WORD))}
        self._heads |= heads
        self.beginnings |= {*heads, folded}
        if word.edits:
            bucket = self._fuzzy.setdefault(len(folded), {})
            bucket.setdefault(folded, []).append((symbol, word.edits))
            self._max_edits = max(self._max_edits, word.edits)
        return symbol

    def __missing__(self, word: str) -> _Entry | None:
        entry = self._entry(word) if len(word) <= _LONGEST_WORD else None
        self[word] = entry
        return entry

    def _entry(self, word: str) -> _Entry | None:
        folded = folded_word(word)
        if not folded:
            return None
        key, case, us = word_key(word), case_key(word), american(folded)
        names = [("word", key, 0), ("case", case, 0), ("case", case.removesuffix("s"), 0)]
        for length in self._family_lengths:
            if length <= len(word):
                names.append(("family of words", folded[:length], 0))
                names.append(("family of words", us[:length], 0))
                names.append(("family of cases", case[:length], 0))
        names += [("fuzzy", key, edits) for edits in range(1, self._max_edits + 1)]
        symbols = {self._ids[name] for name in names if name in self._ids}
        symbols.update(self._misspelt(folded))
        head = folded if folded in self._heads else ""
        if not symbols and not head:
            return None
        return _Entry(tuple(sorted(symbols)), head, is_little(word))

    def _misspelt(self, folded: str) -> Iterable[int]:
        for length in range(len(folded) - self._max_edits, len(folded) + self._max_edits + 1):
            bucket = self._fuzzy.get(length)
            if not bucket:
                continue
            for known, distance, _ in process.extract_iter(
                folded, bucket.keys(), scorer=OSA.distance, score_cutoff=self._max_edits
            ):
                yield from (symbol for symbol, edits in bucket[known] if distance <= edits)


class PhraseIndex:
    """All terms of a set of rules, found together in one pass over a text."""

    def __init__(self, terms: Mapping[int, Term]) -> None:
        """Index terms by their numbers; a term without any word is never found."""
        self._symbols = _Symbols()
        self._children: list[dict[int, int]] = [{}]
        self._ends: list[list[int]] = [[]]
        for number, term in terms.items():
            if words := term_words(term):
                for form in joined_forms(words):
                    self._insert(form, number)

    def _insert(self, form: Sequence[TermWord], number: int) -> None:
        node = 0
        for word in form:
            symbol = self._symbols.add(word)
            child = self._children[node].get(symbol)
            if child is None:
                child = self._children[node][symbol] = len(self._children)
                self._children.append({})
                self._ends.append([])
            node = child
        if number not in self._ends[node]:
            self._ends[node].append(number)

    def find(self, text: Tokens) -> dict[int, list[Span]]:
        """Every occurrence of every term, by its number; in order, may overlap."""
        symbols, children, ends, roots = (
            self._symbols,
            self._children,
            self._ends,
            self._children[0],
        )
        entries = [symbols[word] for word in text.words]
        found: dict[int, list[Span]] = {}
        for start, entry in enumerate(entries):
            if entry is None:
                continue
            pending = [(roots[symbol], start) for symbol in entry.symbols if symbol in roots]
            if entry.head:
                joined = self._joined(text, start, entry)
                pending += [(roots[symbol], start + 1) for symbol in joined if symbol in roots]
            while pending:
                node, last = pending.pop()
                for number in ends[node]:
                    spans = found.setdefault(number, [])
                    if not spans or spans[-1] != (start, last):
                        spans.append((start, last))
                below = children[node]
                after = last + 1
                if not below or after == len(entries) or not _connected(text, last):
                    continue
                following = entries[after]
                if following is None:
                    continue
                pending += [(below[s], after) for s in following.symbols if s in below]
                if following.head:
                    joined = self._joined(text, after, following)
                    pending += [(below[s], after + 1) for s in joined if s in below]
        return found

    def _joined(self, text: Tokens, place: int, entry: _Entry) -> tuple[int, ...]:
        """Symbols of a word and the next one written as one."""
        if place + 1 == len(text.words):
            return ()
        following = text.words[place + 1]
        if following[0] == "\\":
            following = following[1:]
        if entry.head + fold(following[0]) not in self._symbols.beginnings:
            return ()
        if not _joinable(text, place, entry.little):
            return ()
        joined = self._symbols[text.words[place].lstrip("\\") + following]
        return joined.symbols if joined else ()


def _gap(text: Tokens, place: int) -> str:
    """What stands between a word and the next one."""
    return text.text[text.spans[place][1] : text.spans[place + 1][0]]


def _connected(text: Tokens, place: int) -> bool:
    """Whether a phrase may go on from a word to the next one."""
    gap = _gap(text, place)
    return gap in (" ", "-") or not _BREAK.search(gap)


def _joinable(text: Tokens, place: int, little: bool) -> bool:
    """Whether a word and the next one may be one word."""
    gap = _gap(text, place)
    if gap == " ":
        return not little and not is_little(text.words[place + 1])
    gap = gap.replace("$", "")
    if gap.strip():
        return gap in _JOINTS
    return not gap or not (little or is_little(text.words[place + 1]))
