"""Names that papers introduce: "ControlNet" in "We present ControlNet, a neural network …".

A name is coined where its own paper gives it: by a verb ("we present X, …"), by naming
("a method called X"), or as the head of its title ("X: subtitle") if the abstract presents
something. A paper that only uses a name ("… for ControlNet") does not coin it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.model import Paper
from generator.names import (
    QUOTES,
    TOKEN,
    Shape,
    expansion_before,
    is_distinct,
    leading_expansion,
    shape,
    word_keys,
)
from generator.words import word_key

DEFINED = 3
"""Strength of a name that the abstract gives ("we present X, …")."""
CURATED = 100
"""Strength of a name that a curator gives; it goes before all others."""
ENTITLED = 2
"""Strength of a name that heads the title; both add up."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”'’)]*\s+(?=[\"“‘'(]*[A-Z0-9])")
_HEAD = re.compile(r"(?:the )?(?P<head>[^:]+?)(?: ?: | --? | ?[–—] )(?P<rest>.+)", re.IGNORECASE)
_SURVEY = re.compile(
    r"\b(?:survey|review|overview|introduction|tutorial|perspectives?|primer|case study|"
    r"comment|reply|roadmap|lessons|report)\b|\?",
    re.IGNORECASE,
)

_CREATION = frozenset(
    stem + ending
    for stem in (
        "introduc propos present develop devis design releas contribut creat formulat articulat "
        "describ unveil construct publish build built"
    ).split()
    for ending in ("", "e", "es", "s", "ed")
)
_AUTHORS = frozenset("we i paper work article study report manuscript thesis authors".split())
_NAMED = frozenset("called named dubbed termed titled entitled coined nicknamed".split())
_TO_NAME = frozenset("call name term dub coin nickname christen".split())
_CUES = frozenset("novel new our proposed we this".split())
_KNOWN = frozenset(
    "so-called existing popular well-known known previous previously prior recent recently "
    "earlier related use uses using "
    "apply applies applying employ employs adopt adopts leverage leverages utilize".split()
)
_ARTICLES = frozenset("a an the our".split())
_LEAD = frozenset("here now thus also then further hereby first firstly next".split())
_LINKS = frozenset("of for and in with to from the via by on".split())
"""Small words inside a capitalised name: "Learning with Opponent Awareness"."""
_PREPOSITIONS = frozenset(
    "of for to with in on by using via that which from where and whose how into at as is are can "
    "based through under over between among within without across".split()
)
_AFTER_NAME = frozenset("that which whose a an where is".split())
"""A name is surely complete before these words ("X that learns …")."""
_KINDS = frozenset(
    "algorithm analyzer approach architecture agent benchmark cell challenge class codebase "
    "concept controller corpus criterion curriculum data dataset decoder encoder engine "
    "environment estimator family formulation framework function generator gym hypothesis "
    "kernel language layer learner library loss mechanism method methodology metric model "
    "module network notion objective operator optimiser optimizer package paradigm "
    "parameterization parametrization pipeline platform policy procedure project protocol "
    "quantity regulariser regularizer representation resource sampler scheme score simulator "
    "solution solver strategy suite system task technique tool toolbox toolkit transformer "
    "variant".split()
)
_NOUN_PHRASE_WORDS = 12
_SUBJECT_WORDS = 6
_NAME_WORDS = 8


@dataclass(frozen=True, slots=True)
class Coinage:
    """A name that a paper introduces.

    Attributes:
        name: As the paper spells it.
        strength: :data:`DEFINED`, :data:`ENTITLED`, or their sum.
        expansion: The words that an acronym stands for, or empty.
    """

    name: str
    strength: int
    expansion: str = ""


def coinages(paper: Paper) -> list[Coinage]:
    """The names that a paper introduces, by spelling."""
    head, rest = _split_title(paper.title)
    found: dict[str, str] = {}
    creates = not paper.abstract
    for text in _SENTENCE.split(paper.abstract):
        sentence = _Sentence(text, paper.title)
        creates = creates or sentence.creates
        for name, expansion in sentence.coined():
            found[name] = expansion or found.get(name, "")
    strengths = dict.fromkeys(found, DEFINED)
    for name, expansion in _entitled(head, rest):
        uses = name in paper.abstract or (head and not paper.abstract)
        if name in found or (creates and uses and not _SURVEY.search(rest)):
            found[name] = found.get(name) or expansion
            strengths[name] = strengths.get(name, 0) + ENTITLED
    return [Coinage(name, strengths[name], found[name]) for name in sorted(found)]


def _split_title(title: str) -> tuple[str, str]:
    """What stands before the colon of a title, without "The", and what stands behind it."""
    match = _HEAD.fullmatch(title.strip())
    return (match["head"].strip(), match["rest"].strip()) if match else ("", title.strip())


def _entitled(head: str, rest: str) -> Iterator[tuple[str, str]]:
    """Names that the title gives: "X: …", "Long Name (LN): …"."""
    if match := re.fullmatch(rf"(.+) \(({TOKEN.pattern})\)", head):
        expansion = expansion_before(match[2], match[1])
        yield match[2], expansion
        if expansion == match[1]:
            yield expansion, ""
    elif TOKEN.fullmatch(head):
        yield head, leading_expansion(head, rest) if is_distinct(head) else ""
    elif head:
        yield head, ""
    elif len(rest.split()) > 1:
        yield rest, ""


class _Sentence:
    """The words of a sentence, read for names that it gives."""

    def __init__(self, text: str, title: str) -> None:
        self.text = text
        self.tokens = list(TOKEN.finditer(text))
        self.words = [token[0] for token in self.tokens]
        self.lower = [word.lower() for word in self.words]
        self.title = title
        self.title_keys = word_keys(title)
        self.creates = any(self._is_creation(i) for i in range(len(self.words)))

    def _is_creation(self, i: int) -> bool:
        """Whether the word is a verb by which the authors present something."""
        if self.lower[i] not in _CREATION:
            return False
        before = self.lower[max(0, i - _SUBJECT_WORDS) : i]
        return not _AUTHORS.isdisjoint(before) and _KNOWN.isdisjoint(before)

    def coined(self) -> Iterator[tuple[str, str]]:
        """Names that the sentence gives, with the expansions of acronyms."""
        for i, word in enumerate(self.lower):
            if self._is_creation(i):
                yield from self._object(i + 1)
            elif word in _NAMED or word in _TO_NAME or word == "as":
                start = self._naming(i)
                if start is not None:
                    yield from self._name(start, named=True)[0]
            elif word in ("new", "novel", "proposed", "our"):
                yield from self._object(i + 1, apposed=True)

    def _naming(self, i: int) -> int | None:
        """Where the name starts after "called", "we call it", "we refer to this as"."""
        before = self.lower[:i]
        if not _CUES.intersection(before) or _KNOWN.intersection(before[-8:]):
            return None
        start = i + 1
        if self.lower[i] == "as":
            if not {"refer", "referred", "denote", "denoted", "abbreviate", "abbreviated"} & set(
                before[-6:]
            ):
                return None
        elif self.lower[i] in _NAMED:
            start += start < len(self.words) and self.lower[start] == "as"
        else:
            if not {"we", "which"} & set(before[-2:]):
                return None
            while start < len(self.words) and not (
                self._quoted(start) or self.words[start][0].isupper() or start > i + 5
            ):
                start += 1
        return start if start < len(self.words) else None

    def _object(self, start: int, *, apposed: bool = False) -> Iterator[tuple[str, str]]:
        """Names in what is presented: at its start, or behind the noun that says its kind."""
        i = start
        while i < len(self.words) and self.lower[i] in _LEAD:
            i += 1
        if self.lower[i + 1 : i + 3] in (["idea", "of"], ["concept", "of"], ["notion", "of"]):
            i += 3
        definite = True
        if i < len(self.words) and self.lower[i] in _ARTICLES:
            definite = self.lower[i] == "the"
            i += 1
        if not apposed:
            names, end = self._name(i, definite=definite)
            if names:
                yield from names
                yield from self._further(end)
                return
        for j in range(i, min(i + _NOUN_PHRASE_WORDS, len(self.words))):
            if self.lower[j] in _PREPOSITIONS or (j > i and self._gap(j) not in (" ", ", ")):
                return
            if word_key(self.words[j]) in _KINDS and j + 1 < len(self.words):
                gap = self._gap(j + 1).strip(QUOTES + " ")
                at = j + 1 + (self.lower[j + 1] in ("the", "namely"))
                if gap in ("", ",", ":", "–", "—", "-", "--"):
                    names, end = self._name(at, definite=True, named=gap in (",", ":", "—"))
                    if names:
                        yield from names
                        yield from self._further(end)
                        return

    def _further(self, end: int) -> Iterator[tuple[str, str]]:
        """A second name: "the X (…) and the Y (…) scores"."""
        if end < len(self.words) and self.lower[end] == "and":
            at = end + 1
            at += at < len(self.words) and self.lower[at] == "the"
            if at < len(self.words) and (is_distinct(self.words[at]) or self._acronym(at)):
                yield from self._name(at, definite=True)[0]

    def _gap(self, i: int) -> str:
        """What stands before the word ``i``."""
        return self.text[self.tokens[i - 1].end() if i else 0 : self.tokens[i].start()]

    def _quoted(self, i: int) -> bool:
        gap = self._gap(i)
        return gap[-1:] in tuple(QUOTES) and gap[:1] in ("", " ", "(")

    def _acronym(self, start: int) -> tuple[int, str] | None:
        """Place of "(ABC)" behind words from ``start`` that spell it, with these words."""
        for j in range(start + 1, min(start + _NAME_WORDS + 1, len(self.words))):
            gap = self._gap(j)
            if gap in (" (", "(") and self.text[self.tokens[j].end() :][:1] == ")":
                words = self.text[self.tokens[start].start() : self.tokens[j - 1].end()]
                if is_distinct(self.words[j]):
                    found = expansion_before(self.words[j], words)
                    return (j, found) if found else None
                return None
            if gap not in (" ", "-"):
                return None
        return None

    def _name(
        self, start: int, *, definite: bool = False, named: bool = False
    ) -> tuple[list[tuple[str, str]], int]:
        """The names that start at a word, if the text goes on as behind a name."""
        nothing: tuple[list[tuple[str, str]], int] = ([], start)
        while start < len(self.words) and named and self.lower[start] in _ARTICLES:
            start += 1
        if start >= len(self.words):
            return nothing
        names: list[tuple[str, str]] = []
        acronym = self._acronym(start)
        if self._quoted(start):
            end = self._closing_quote(start)
            names.append((self._words(start, end), ""))
            if not named and not self._in_title(names[0][0]):
                return nothing
        elif acronym and self.lower[start] not in _PREPOSITIONS:
            end, expansion = acronym
            if not _PREPOSITIONS.isdisjoint(self.lower[start : end - len(expansion.split())]):
                return nothing
            names = [(self.words[end], expansion)]
            if shape(expansion) is Shape.PHRASE:
                names.append((expansion, ""))
            return (names, end + 1) if self._ends(end + 1, definite, names) else nothing
        else:
            end = self._capitalised_run(start)
            if end == start:
                end = self._title_run(start)
            if end == start:
                return nothing
            names.append((self._words(start, end), ""))
        end, inner = self._parenthesis(end, names[0][0])
        names += inner[1:]
        if inner:
            names[0] = inner[0]
        closed = named and end < len(self.words) and self._gap(end).startswith(")")
        if not (closed or self._ends(end, definite, names)) or (
            shape(names[0][0]) is Shape.WORD and not (named or self._strong_end(end))
        ):
            return nothing
        return names, end

    def _parenthesis(self, end: int, name: str) -> tuple[int, list[tuple[str, str]]]:
        """What "(…)" or ": …" behind a name adds: its acronym, or its expansion."""
        if end >= len(self.words):
            return end, []
        gap = self._gap(end).strip(" " + QUOTES)
        rest = self.text[self.tokens[end].start() :]
        if gap == "(":
            inside = rest.split(")")[0]
            after = end + len(TOKEN.findall(inside))
            if is_distinct(name) and (found := leading_expansion(name, inside)):
                more = [(found, "")] if found == inside and shape(found) is Shape.PHRASE else []
                return after, [(name, found), *more]
            if TOKEN.fullmatch(inside) and inside[0].isupper():
                expansion = expansion_before(inside, name)
                if expansion or is_distinct(inside):
                    return after, [(name, ""), (inside, expansion or name)]
        elif gap == ":" and is_distinct(name) and (found := leading_expansion(name, rest)):
            return end, [(name, found)]
        return end, []

    def _words(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start() : self.tokens[end - 1].end()]

    def _closing_quote(self, start: int) -> int:
        for j in range(start + 1, min(start + _NAME_WORDS, len(self.words))):
            if any(c in QUOTES for c in self._gap(j)):
                return j
        return min(start + _NAME_WORDS, len(self.words))

    def _capitalised_run(self, start: int) -> int:
        """End of the capitalised words from ``start``, with small words between them."""
        end = i = start
        while i < min(start + _NAME_WORDS, len(self.words)):
            if i > start and self._gap(i) != " ":
                break
            if self.words[i][0].isupper() or is_distinct(self.words[i]):
                end = i + 1
            elif i == start or self.lower[i] not in _LINKS or is_distinct(self.words[start]):
                break
            i += 1
        return end

    def _title_run(self, start: int) -> int:
        """End of words from ``start`` with which the title begins; ``start`` if there are none."""
        head = word_keys(_split_title(self.title)[0] or self.title)
        for end in range(start + 1, min(start + _NAME_WORDS, len(self.words)) + 1):
            if word_keys(self._words(start, end)) == head:
                return end
        return start

    def _in_title(self, name: str) -> bool:
        keys = word_keys(name)
        size = len(keys)
        return any(
            self.title_keys[i : i + size] == keys for i in range(len(self.title_keys) - size + 1)
        )

    def _strong_end(self, end: int) -> bool:
        if end >= len(self.words):
            return True
        gap = self._gap(end)
        gap = gap.lstrip(QUOTES + ")")
        return gap.strip() not in ("", "-") or self.lower[end] in _AFTER_NAME

    def _ends(self, end: int, definite: bool, names: list[tuple[str, str]]) -> bool:
        """Whether a name is complete before the word ``end``."""
        if self._strong_end(end):
            return True
        entitled = any(self._in_title(name) for name, _ in names)
        if self._gap(end).endswith("-"):
            return False
        if self.lower[end] in _PREPOSITIONS:
            return entitled or len(names) > 1
        if self.lower[end] == "and":
            return definite and len(names) > 1
        return word_key(self.words[end]) in _KINDS and definite and entitled
