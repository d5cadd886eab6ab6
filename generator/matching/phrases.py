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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from generator.matching.words import (
    Forms,
    Tokens,
    case_key,
    folded_word,
    forms,
    is_acronym,
    is_little,
    tokens,
    word_key,
)
from generator.rules import FUZZY_BY_LENGTH, Term

Span = tuple[int, int]
"""First and last word of a find, as positions in :class:`generator.matching.words.Tokens`."""

# What ends a phrase: "of the world. Models" is no world model.
_BREAK = re.compile(r"[,;:?!()\[\]—]|\.\s|\n\s*\n")
JOINTS = ("-", "‐", "‑", "–")
"""Hyphens: what ties two words to one."""

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
            TermWord(word, gap.startswith("*"), by_case and not edits, edits, gap in JOINTS)
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
        starts: The nodes of the trie that they lead to from its root.
        joins: Initials of words that may follow for the two to be one word of a term.
        head: The word folded, for joins.
        little: Whether it joins only across a hyphen.
    """

    symbols: tuple[int, ...]
    starts: tuple[int, ...]
    joins: str
    head: str
    little: bool


class _Symbols(dict[str, _Entry | None]):
    """Text words to their entries; None for words that stand in no phrase."""

    def __init__(self, forms_of: Callable[[str], Forms], roots: Mapping[int, int]) -> None:
        super().__init__()
        self._forms_of = forms_of
        self._roots = roots
        self._by_key: dict[str, int] = {}
        self._by_case: dict[str, int] = {}
        self._families: dict[str, int] = {}
        self._case_families: dict[str, int] = {}
        self._by_misspelt: dict[tuple[str, int], int] = {}
        self._buckets: dict[tuple[str, int], dict[str, list[tuple[int, int]]]] = {}
        self._max_edits = 0
        self._lengths: list[int] = []
        self._joins: dict[str, str] = {}
        self._joints: set[str] = set()
        self._wholes: set[str] = set()
        self._count = 0
        self._added: dict[TermWord, int] = {}

    def add(self, word: TermWord) -> int:
        """The symbol of a term's word."""
        symbol = self._added.get(word)
        if symbol is None:
            symbol = self._added[word] = self._add(word)
        return symbol

    def _add(self, word: TermWord) -> int:
        folded = folded_word(word.text)
        for end in range(1, min(len(folded), _LONGEST_WORD)):
            known = self._joins.get(folded[:end], "\\")
            if folded[end] not in known:
                known += folded[end] + folded[end].upper()
            self._joins[folded[:end]] = known
            self._joints.add(folded[: end + 2])
        self._wholes.add(folded)
        if word.edits:
            name = (word_key(word.text), word.edits)
            symbol = self._by_misspelt.setdefault(name, self._count)
            bucket = self._buckets.setdefault((folded[0], len(folded)), {}).setdefault(folded, [])
            bucket.append((symbol, word.edits))
            self._max_edits = max(self._max_edits, word.edits)
        elif word.family:
            families = self._case_families if word.by_case else self._families
            key = case_key(word.text) if word.by_case else folded
            symbol = families.setdefault(key, self._count)
            self._lengths = sorted({*self._lengths, len(key)})
        elif word.by_case:
            symbol = self._by_case.setdefault(case_key(word.text), self._count)
        else:
            symbol = self._by_key.setdefault(word_key(word.text), self._count)
        self._count = max(self._count, symbol + 1)
        return symbol

    def begins(self, head: str, tail: str) -> bool:
        """Whether a term's word may begin with a head and the two characters behind it."""
        return head + tail in self._joints or head + tail[:1] in self._wholes

    def __missing__(self, word: str) -> _Entry | None:
        entry = self._entry(word) if len(word) <= _LONGEST_WORD else None
        self[word] = entry
        return entry

    def _entry(self, word: str) -> _Entry | None:
        form = self._forms_of(word)
        folded = form.folded
        if not folded:
            return None
        symbols = {self._by_key.get(form.key), self._by_case.get(form.case)}
        symbols.add(self._by_case.get(form.case.removesuffix("s")))
        for spelling in {folded, form.american} if self._families else ():
            symbols.update(self._families.get(spelling[:n]) for n in self._lengths)
        if self._case_families:
            symbols.update(self._case_families.get(form.case[:n]) for n in self._lengths)
        if self._max_edits:
            edits = range(1, self._max_edits + 1)
            symbols.update(self._by_misspelt.get((form.key, n)) for n in edits)
            symbols.update(self._misspelt(folded))
        known = tuple(sorted(symbol for symbol in symbols if symbol is not None))
        joins = self._joins.get(folded, "")
        if not known and not joins:
            return None
        starts = tuple(self._roots[symbol] for symbol in known if symbol in self._roots)
        return _Entry(known, starts, joins, folded, is_little(word))

    def _misspelt(self, folded: str) -> Iterable[int]:
        # The first letter must be right, or "enforcement" were a misspelt "reinforcement".
        for length in range(len(folded) - self._max_edits, len(folded) + self._max_edits + 1):
            bucket = self._buckets.get((folded[0], length), {})
            for known, distance, _ in process.extract_iter(
                folded, bucket.keys(), scorer=OSA.distance, score_cutoff=self._max_edits
            ):
                yield from (symbol for symbol, edits in bucket[known] if distance <= edits)


class PhraseIndex:
    """All terms of a set of rules, found together in one pass over a text."""

    def __init__(self, terms: Mapping[int, Term], forms_of: Callable[[str], Forms] = forms) -> None:
        """Index terms by their numbers; a term without any word is never found.

        Args:
            terms: The terms.
            forms_of: :func:`generator.matching.words.forms`, or what remembers its answers.
        """
        self._children: list[dict[int, int]] = [{}]
        self._symbols = _Symbols(forms_of, self._children[0])
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
        """Every occurrence of every term, by its number; one term's may overlap."""
        children, ends, roots = self._children, self._ends, self._children[0]
        words = text.words
        entries = [self._symbols[word] for word in words]
        count = len(entries)
        found: dict[int, list[Span]] = {}
        for start, entry in enumerate(entries):
            if entry is None:
                continue
            pending = [(node, start) for node in entry.starts]
            after = start + 1
            if (
                entry.joins
                and after < count
                and (words[after][0] in entry.joins or words[after][0] > "\x7f")
            ):
                joined = self._joined(text, start, entry)
                pending += [(roots[symbol], after) for symbol in joined if symbol in roots]
            while pending:
                node, last = pending.pop()
                for number in ends[node]:
                    spans = found.setdefault(number, [])
                    if not spans or spans[-1] != (start, last):
                        spans.append((start, last))
                below = children[node]
                after = last + 1
                if not below or after == count:
                    continue
                following = entries[after]
                if following is None or not _connected(text, last):
                    continue
                pending += [(below[s], after) for s in following.symbols if s in below]
                if following.joins and after + 1 < count:
                    joined = self._joined(text, after, following)
                    pending += [(below[s], after + 1) for s in joined if s in below]
        return found

    def may_begin(self, word: str, *, tied: bool = False) -> bool:
        """Whether an occurrence of a term may begin with a word of a text.

        Args:
            word: The word.
            tied: Whether a hyphen ties it to the next one.
        """
        entry = self._symbols[word]
        if entry is None:
            return False
        return bool(entry.starts) or bool(entry.joins and (tied or not entry.little))

    def _joined(self, text: Tokens, place: int, entry: _Entry) -> tuple[int, ...]:
        """Symbols of a word and the next one written as one."""
        following = text.words[place + 1].lstrip("\\")
        if following[:2].isascii() and not self._symbols.begins(entry.head, following[:2].lower()):
            return ()
        if not _joinable(text, place, entry.little):
            return ()
        joined = self._symbols[text.words[place].lstrip("\\") + following]
        return joined.symbols if joined else ()


def _connected(text: Tokens, place: int) -> bool:
    """Whether a phrase may go on from a word to the next one."""
    gap = text.gaps[place + 1]
    return gap in (" ", "-") or not _BREAK.search(gap)


def _joinable(text: Tokens, place: int, little: bool) -> bool:
    """Whether a word and the next one may be one word."""
    gap = text.gaps[place + 1]
    if gap == " ":
        return not little and not is_little(text.words[place + 1])
    gap = gap.replace("$", "")
    if gap.strip():
        return gap in JOINTS
    return not gap or not (little or is_little(text.words[place + 1]))
