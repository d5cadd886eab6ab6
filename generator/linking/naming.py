"""Names that a sentence gives: "We present X, …", "a method called X", "a new kernel: the X (Y)".

Precision goes before completeness: a name that is not found is one link less, whereas a general
term that is taken for a name ("a graph neural network (GNN)") would be many false links.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.linking.names import (
    HYPHENS,
    QUOTES,
    TOKEN,
    Shape,
    expansion_before,
    is_distinct,
    key,
    leading_expansion,
    shape,
    word_keys,
)

_STEMS = (
    "introduc propos present develop devis design releas contribut creat formulat articulat "
    "describ unveil construct publish build built"
).split()
_CREATION = frozenset(stem + ending for stem in _STEMS for ending in ("", "e", "es", "s", "ed"))
_AUTHORS = frozenset("we i paper work article study report manuscript thesis authors".split())
_NAMED = frozenset("called named dubbed termed titled entitled coined nicknamed".split())
_TO_NAME = frozenset("call name term dub coin nickname christen".split())
_AS = frozenset("refer referred denote denoted abbreviate abbreviated".split())
TRIGGER = re.compile(
    rf"\b(?:{'|'.join([*_STEMS, *sorted(_NAMED | _TO_NAME | _AS)])}|novel|new|our)"
)
"""No sentence without one of these, in small letters, gives a name."""

_NEW = frozenset("new novel proposed our".split())
_TELLING = _CREATION | _NEW | _NAMED | _TO_NAME | {"as"}
"""Words near which a name may be given."""
_KNOWN = frozenset(
    "so-called existing popular well-known known previous previously prior recent recently earlier "
    "related use uses using apply applies applying employ employs adopt adopts leverage leverages "
    "utilize utilizes".split()
)
"""What is presented, or called something, near these words is the work of others."""
_LEAD = frozenset("here now thus also then further hereby first firstly next".split())
_NOTIONS = frozenset("idea concept notion".split())
_LINKS = frozenset("of for and in with to from the via by on".split())
"""Small words inside a capitalised name: "Learning with Opponent Awareness"."""
_PREPOSITIONS = frozenset(
    "of for to with in on by using via that which from where and whose how into at as is are can "
    "based through under over between among within without across upon onto".split()
)
_PLACES = frozenset("in on with by using via from into".split())
"""Behind these words stands something else: "our robots in a simulator called X"."""
_USES = frozenset("for of on in to into from and".split())
"""A name behind these words of a title is used there, not given."""
_PERHAPS_USES = frozenset("with using via by through".split())
"""Behind these words too, unless the abstract says what the name stands for."""
_AFTER_NAME = frozenset("that which whose a an where is".split())
"""A name is surely complete before these words ("X that learns …")."""
_COMPLETE = re.compile(rf"[{QUOTES})]*(?:[,;:.!?](?:[\s{QUOTES})]|$)|\s+[-–—]{{1,2}}\s|—|\s*\()")
_KINDS = frozenset(
    "algorithm analyzer approach architecture agent benchmark cell challenge class codebase "
    "concept controller corpus criterion curriculum data dataset decoder encoder engine "
    "environment estimator family formulation framework function generator gym hypothesis "
    "kernel language layer learner library loss mechanism method methodology metric model "
    "module network notion objective operator optimiser optimizer package paradigm "
    "parameterization parametrization pipeline platform policy procedure project protocol "
    "phenomenon effect regime quantity regulariser regularizer representation resource "
    "sampler scheme score simulator "
    "solution solver strategy suite system task technique tool toolbox toolkit transformer "
    "variant".split()
)
_ELSEWHERE = frozenset("setting settings context field domain area literature community".split())
_NOUN_PHRASE_WORDS = 12
_SUBJECT_WORDS = 6
_BEGINNING_WORDS = 4
_NAME_WORDS = 8
_PLAIN_NAME_WORDS = 4

Given = tuple[str, str]
"""A name and what it stands for, or an empty string."""


class _Manner(enum.Enum):
    """How a sentence gives a name."""

    OBJECT = "we present X"
    APPOSED = "a new method, X"
    NAMED = "a method called X"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Names at one place; ``end`` is the word behind them and behind their parenthesis."""

    names: tuple[Given, ...]
    end: int

    @property
    def is_explained(self) -> bool:
        """Whether a parenthesis says what the name stands for, or how it is abbreviated."""
        return len(self.names) > 1 or bool(self.names[0][1])


@dataclass(frozen=True, slots=True)
class Title:
    """A title as keys of its words; ``head`` is what stands before its colon, or all of it."""

    words: Sequence[str]
    head: Sequence[str]

    def is_headed_by(self, name: str) -> bool:
        """Whether the title begins with a name."""
        keys = word_keys(name)
        return self.words[: len(keys)] == keys or self.head[-len(keys) :] == keys == self.head

    def gives(self, candidate: _Candidate) -> bool:
        """Whether a name stands in the title, and not as something that is used."""
        uses = _USES if candidate.is_explained else _USES | _PERHAPS_USES
        for name, _ in candidate.names:
            keys = word_keys(name)
            for i in range(len(self.words) - len(keys) + 1):
                if self.words[i : i + len(keys)] == keys and not {*self.words[i - 1 : i]} & uses:
                    return True
        return False


class Sentence:
    """The words of a sentence, read for names that it gives."""

    def __init__(self, text: str, title: Title) -> None:
        self.text = text
        self.title = title
        self.tokens = list(TOKEN.finditer(text))
        self.words = [token[0] for token in self.tokens]
        self.lower = [word.lower() for word in self.words]
        self._telling = [i for i, word in enumerate(self.lower) if word in _TELLING]
        self.presents = any(map(self._is_creation, self._telling))
        """Whether the authors present something here."""

    def names(self) -> Iterator[Given]:
        """Names that the sentence gives."""
        for i in self._telling:
            word = self.lower[i]
            if self._is_creation(i):
                yield from self._object(i + 1)
            elif word in _NEW:
                # "A recently proposed method, X" is the work of others.
                if i == 0 or self.lower[i - 1] not in _KNOWN:
                    yield from self._apposed(i + 1, self._before_is(i, "the") or word == "our")
            elif word not in _CREATION:
                start = self._naming(i)
                if start is not None:
                    yield from self._given(start, _Manner.NAMED)

    # where a name may start

    def _is_creation(self, i: int) -> bool:
        """Whether the word is a verb by which the authors present something."""
        if self.lower[i] not in _CREATION:
            return False
        before = self.lower[max(0, i - _SUBJECT_WORDS) : i]
        return not _AUTHORS.isdisjoint(before) and _KNOWN.isdisjoint(before)

    def _object(self, start: int) -> Iterator[Given]:
        """Names in what is presented, at its start or behind the noun that says its kind."""
        i = start
        while self._is(i, _LEAD):
            i += 1
        article = ""
        while self._is(i, {"a", "an", "the", "our"}):
            article = self.lower[i]
            i += 1
            if self._is(i, _NOTIONS) and self._is(i + 1, {"of"}):
                i += 2
        names = list(self._given(i, _Manner.OBJECT, article))
        yield from names or self._apposed(i, article in ("the", "our"))

    def _apposed(self, start: int, definite: bool) -> Iterator[Given]:
        """Names behind the noun that says what is named: "a new algorithm, X"."""
        for i in range(start, min(start + _NOUN_PHRASE_WORDS, len(self.words) - 1)):
            if self._is(i, _PREPOSITIONS) or (i > start and self._gap(i) not in (" ", ", ")):
                return
            if self.words[i].islower() and key(self.words[i].split("-")[-1]) in _KINDS:
                at = i + 1 + self._is(i + 1, {"the", "namely"})
                gap = self._gap(i + 1).strip()
                if gap in (",", ":", "–", "—", "-", "--") or (not gap and definite):
                    article = "the" if at > i + 1 else ""
                    names = list(self._given(at, _Manner.APPOSED, article))
                    if names and not (gap == "," and self._only_begins(start, at)):
                        yield from names
                        return

    def _only_begins(self, start: int, at: int) -> bool:
        """Whether the comma only ends how a sentence begins: "In the new method, X is used"."""
        if self.lower[0] not in _PLACES or start > _BEGINNING_WORDS:
            return False
        candidate = self._candidate(at, _Manner.APPOSED)
        return candidate is None or not self._gap_after(candidate).lstrip(")").startswith(",")

    def _naming(self, i: int) -> int | None:
        """Where the name starts behind "called", "we call it", "we refer to this as"."""
        near = range(max(0, i - _NOUN_PHRASE_WORDS), i)
        before = self.lower[:i]
        if not _KNOWN.isdisjoint(before[-8:]):
            return None
        start = i + 1
        if self.lower[i] == "as":
            if _AS.isdisjoint(before[-6:]):
                return None
        elif self.lower[i] in _NAMED:
            fresh = any(
                self._is_creation(j) or (self.lower[j] in _NEW and not _PLACES & {*self.lower[j:i]})
                for j in near
            )
            # "is called" and "also called" speak of customs; "a method called X that modifies
            # a method called Y" gives X only.
            if not fresh or {"is", "are", "also"} & {*before[-1:]} or _NAMED & {*before[-12:]}:
                return None
            start += self._is(start, {"as"})
        elif not {"we", "which"} & set(before[-2:]):
            return None
        elif self._is(start, {"it", "them"}):
            start += 1
        elif self._is(start, {"this", "these", "our", "such", "the"}):
            words = self.lower[start : start + 5]
            kinds = [j for j, word in enumerate(words, start) if key(word) in _KINDS]
            start = kinds[-1] + 1 if kinds else start + (self.lower[start] != "the")
        while self._is(start, {"a", "an", "the"}) or self._is(start, {"by"}):
            start += 1
        return start if start < len(self.words) else None

    # what the name is

    def _given(self, start: int, manner: _Manner, article: str = "") -> Iterator[Given]:
        """The names that start at a word, if it is sure that they are names."""
        candidate = self._candidate(start, manner)
        if candidate and manner is _Manner.OBJECT and self._is_brought_along(candidate.end):
            return
        if candidate and self._is_sure(candidate, manner, article):
            yield from candidate.names
            at = candidate.end + 1
            if self._is(candidate.end, {"and"}):  # "the X (…) and the Y (…) scores"
                at += self._is(at, {"the"})
                second = self._candidate(at, manner)
                if second and (second.is_explained or is_distinct(second.names[0][0])):
                    yield from second.names

    def _is_brought_along(self, end: int) -> bool:
        """Whether something known is brought elsewhere: "we introduce X in this setting"."""
        if not self._is(end, {"in", "into", "to"}):
            return False
        noun = any(self._is(i, _ELSEWHERE) for i in range(end + 2, end + 6))
        return self._is(end + 1, {"this", "these", "the", "our"}) and noun

    def _candidate(self, start: int, manner: _Manner) -> _Candidate | None:
        if start >= len(self.words):
            return None
        if self._is_quoted(start):
            end = self._closing_quote(start)
        elif spelt := self._spelt_out(start, skip=manner is _Manner.OBJECT):
            return spelt
        else:
            end = self._capitalised_run(start) or self._title_run(start)
            if not end and manner is _Manner.NAMED:
                end = self._plain_run(start)
        return self._explained(self._between(start, end), end) if end else None

    def _spelt_out(self, start: int, *, skip: bool) -> _Candidate | None:
        """Read "Long Name (LN)"; adjectives before it are skipped: "novel long name (LN)"."""
        for j in range(start + 1, min(start + _NAME_WORDS + 1, len(self.words))):
            gap = self._gap(j)
            if gap in (" (", "(") and self._behind(j).startswith(")"):
                acronym = self.words[j]
                found = expansion_before(acronym, self._between(start, j))
                if not found or not is_distinct(acronym):
                    return None
                first = self._first_word_of(found, j)
                skipped = self.lower[start:first]
                if first < start or (skipped and not skip) or self.words[start:first] != skipped:
                    return None
                if not _PREPOSITIONS.isdisjoint(skipped):
                    return None
                phrase = [(found, "")] if shape(found) is Shape.PHRASE else []
                return _Candidate(((acronym, found), *phrase), j + 1)
            if gap != " ":
                return None
        return None

    def _first_word_of(self, expansion: str, end: int) -> int:
        """The word at which an expansion that ends before ``end`` starts; -1 if within a word."""
        at = self.tokens[end - 1].end() - len(expansion)
        starts = {token.start(): i for i, token in enumerate(self.tokens)}
        return starts.get(at, -1)

    def _explained(self, name: str, end: int) -> _Candidate:
        """A name with what "(…)" or ": …" behind it adds: its acronym, or what it stands for."""
        rest = self.text[self.tokens[end].start() :] if end < len(self.words) else ""
        gap = self._gap(end).strip(" " + QUOTES) if rest else ""
        if gap == "(":
            inside = rest.split(")")[0]
            after = end + len(TOKEN.findall(inside))
            if is_distinct(name) and (found := leading_expansion(name, inside)):
                more = [(found, "")] if found == inside and shape(found) is Shape.PHRASE else []
                return _Candidate(((name, found), *more), after)
            if TOKEN.fullmatch(inside) and inside[0].isupper():
                found = expansion_before(inside, name)
                if found or is_distinct(inside):
                    return _Candidate(((name, ""), (inside, found or name)), after)
        elif gap == ":" and is_distinct(name) and (found := leading_expansion(name, rest)):
            return _Candidate(((name, found),), end)
        return _Candidate(((name, ""),), end)

    def _is_sure(self, candidate: _Candidate, manner: _Manner, article: str) -> bool:
        """Whether the words are a name, and a new one, by what stands around them."""
        first, end = candidate.names[0][0], candidate.end
        complete = self._is_complete(end)
        if manner is _Manner.NAMED:
            closed = self._gap(end).startswith(")") if end < len(self.words) else True
            goes_on = self._is(end, _PREPOSITIONS) and self._gap(end) == " "
            return complete or closed or goes_on
        headed = any(self.title.is_headed_by(name) for name, _ in candidate.names)
        if shape(first) is Shape.WORD or article in ("a", "an"):
            return headed and complete
        if complete:
            return True
        if self._gap(end).strip(")" + QUOTES) != " ":
            return False
        entitled = headed or self.title.gives(candidate)
        if self._is(end, {"and"}):
            return article == "the" and candidate.is_explained
        if self._is(end, _PREPOSITIONS):
            explained = candidate.is_explained and shape(first) is Shape.MIXED
            return entitled or (explained and manner is _Manner.OBJECT)
        return entitled and article == "the" and self._is(end, _KINDS)

    def _is_complete(self, end: int) -> bool:
        """Whether punctuation, or a relative pronoun, ends a name before the word ``end``."""
        if end >= len(self.words):
            return self.text[self.tokens[-1].end() :][:1] not in (*HYPHENS, "/", "^", "_")
        gap = self._gap(end)
        if gap.lstrip(QUOTES + ")") == " " and self.lower[end] in _AFTER_NAME:
            return True
        return _COMPLETE.match(gap) is not None

    # stretches of words

    def _closing_quote(self, start: int) -> int:
        for j in range(start + 1, min(start + _NAME_WORDS, len(self.words))):
            if any(c in QUOTES for c in self._gap(j)):
                return j
        last = min(start + _NAME_WORDS, len(self.words))
        return last if any(c in QUOTES for c in self._behind(last - 1)[:2]) else 0

    def _capitalised_run(self, start: int) -> int:
        """End of the capitalised words from ``start``, with small words between them; or 0."""
        end = 0
        for i in range(start, min(start + _NAME_WORDS, len(self.words))):
            if i > start and self._gap(i) != " ":
                break
            if self._is_name(i):
                end = i + 1
            elif i == start or self.lower[i] not in _LINKS or is_distinct(self.words[start]):
                break
        return end

    def _title_run(self, start: int) -> int:
        """End of words from ``start`` that are the head of the title; 0 if they are not."""
        if word_keys(self.words[start])[:1] == self.title.head[:1]:
            for end in range(start + 1, min(start + _NAME_WORDS, len(self.words)) + 1):
                if word_keys(self._between(start, end)) == self.title.head:
                    return end
        return 0

    def _plain_run(self, start: int) -> int:
        """End of at most a few words up to a punctuation mark; 0 if there are more."""
        for end in range(start + 1, min(start + _PLAIN_NAME_WORDS, len(self.words)) + 1):
            if self._is_complete(end):
                return end if end > start + 1 else 0  # one small word is a word
            if self._gap(end) != " " or self._is(end, _PREPOSITIONS):
                return 0
        return 0

    # words and what stands between them

    def _is(self, i: int, words: frozenset[str] | set[str]) -> bool:
        return i < len(self.words) and self.lower[i] in words

    def _is_name(self, i: int) -> bool:
        return self.words[i][0].isupper() or is_distinct(self.words[i])

    def _is_quoted(self, i: int) -> bool:
        gap = self._gap(i)
        return gap[-1:] in tuple(QUOTES) and gap[:1] in ("", " ", "(")

    def _before_is(self, i: int, word: str) -> bool:
        return i > 0 and self.lower[i - 1] == word

    def _gap(self, i: int) -> str:
        """What stands before the word ``i``."""
        return self.text[self.tokens[i - 1].end() if i else 0 : self.tokens[i].start()]

    def _gap_after(self, candidate: _Candidate) -> str:
        """What stands behind a name and its parenthesis."""
        return self._gap(candidate.end) if candidate.end < len(self.words) else ""

    def _behind(self, i: int) -> str:
        """What stands behind the word ``i``."""
        return self.text[self.tokens[i].end() :]

    def _between(self, start: int, end: int) -> str:
        """The text of the words from ``start`` up to ``end``."""
        return self.text[self.tokens[start].start() : self.tokens[end - 1].end()]
