"""Papers of the list that an abstract names, by the names that :mod:`generator.coinage` finds.

A name links to the one paper that coined it. It does not link if several papers coined it,
if papers older than its own use it, if the list knows another meaning of it, or if it is a
word that stands in running text anyway. Curators add names (``aliases``) and take links
away (``never_link``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.coinage import CURATED, DEFINED, Coinage, coinages
from generator.model import Paper
from generator.names import HYPHENS, Shape, definitions, shape, word_keys
from generator.spans import math_spans, url_spans
from generator.text import fold
from generator.words import word_key

_PART = re.compile(r"[^\W_]+(?:\+{1,2}(?!\w))?")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n][\"”'’)]*\s+)[\"“‘'(`]*$")
_PREFIXES = frozenset("non pre post per multi cross inter intra standard vanilla".split())
"""What may stand before a name and a hyphen; "Double-DQN" is another method than DQN."""
_GRACE_YEARS = 1
"""A paper may be listed by the year of its journal, later than the first who mention it."""
_NEVER_BEFORE = frozenset("_^@#\\\\.$~")
_NEVER_AFTER = frozenset("_^@$\\\\+")
_SHORTEST_ACRONYM = 3
_RARE_PAPERS = 1
_RARE_SHARE = 0.002
"""A word that more papers than this use in running text is no name in capitals."""
_RARE_WORD_PAPERS = 3
_RARE_WORD_SHARE = 0.05
"""A word that more papers than this use does not say what a paper is about."""
_SHARED_WORDS = 4
_SHARED_SHARE = 0.06
"""Two papers are near each other if they share this many words, or this share of an abstract."""
_SCHOLARLY = frozenset(
    "paper propose present introduce show method approach result experiment model based novel "
    "these this that with from which than their more also have been such using both into other "
    "performance improve existing work demonstrate however achieve problem state provide over "
    "different between while compare data task study when most only through further many".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper of the list that an abstract names.

    Attributes:
        source: Id of the paper whose abstract it is.
        target: Id of the paper that is named.
        text: The words as they stand in the abstract.
        start: Offset of ``text`` in the repaired abstract, in characters.
        end: Offset behind ``text``.
        name: The name by which the target is known ("ControlNet").
    """

    source: str
    target: str
    text: str
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A name and the paper that it leads to.

    Attributes:
        text: As its paper spells it.
        shape: Decides how it may be spelt elsewhere.
        parts: Its words, hyphens parting them: as spelt, or the keys of a phrase.
        owners: Ids of the papers that gave it.
        target: Id of the paper it leads to; empty if several papers gave it.
        expansion: What an acronym stands for, as keys; empty if unknown.
        curated: Whether a curator gave it.
    """

    text: str
    shape: Shape
    parts: tuple[str, ...]
    owners: frozenset[str]
    target: str
    expansion: tuple[str, ...]
    curated: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of an abstract, hyphens parting words."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Find:
    """A name in an abstract, by the place of its characters."""

    paper: Paper
    name: _Name
    start: int
    end: int


def find_mentions(
    papers: Sequence[Paper],
) -> tuple[Mapping[str, tuple[Mention, ...]], Mapping[str, tuple[str, ...]]]:
    """Mentions by the paper that makes them, in text order; and the names of each paper."""
    names = _resolve(papers)
    by_id = {paper.id: paper for paper in papers}
    finds = _Finder(names).find_all(papers)
    judge = _Judge(papers, names, finds)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for find in finds:
        name, source = find.name, find.paper
        if name.target in ("", source.id) or not judge.holds(find, by_id[name.target]):
            continue
        text = source.abstract[find.start : find.end]
        mentions[source.id].append(
            Mention(source.id, name.target, text, find.start, find.end, name.text)
        )
    introduced: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name.target and judge.is_telling(name):
            introduced[name.target].add(name.text)
    return (
        {paper: tuple(found) for paper, found in mentions.items()},
        {paper: tuple(sorted(found)) for paper, found in sorted(introduced.items())},
    )


def _resolve(papers: Sequence[Paper]) -> list[_Name]:
    """Every name once, with the paper that it leads to."""
    claims: dict[tuple[str, ...], list[tuple[Paper, Coinage, bool]]] = defaultdict(list)
    for paper in papers:
        for coinage in coinages(paper):
            claims[_parts(coinage.name)].append((paper, coinage, False))
        for alias in sorted({alias for record in paper.records for alias in record.aliases}):
            claims[_parts(alias)].append((paper, Coinage(alias, CURATED), True))
    names = []
    for parts, claimed in sorted(claims.items()):
        strength = max(coinage.strength for _, coinage, _ in claimed)
        if strength < CURATED:
            strength = min(strength, DEFINED)
        strongest = [claim for claim in claimed if claim[1].strength >= strength]
        paper, coinage, curated = strongest[0]
        names.append(
            _Name(
                text=coinage.name,
                shape=shape(coinage.name),
                parts=parts,
                owners=frozenset(paper.id for paper, _, _ in claimed),
                target=paper.id if len({paper.id for paper, _, _ in strongest}) == 1 else "",
                expansion=tuple(word_keys(coinage.expansion)),
                curated=curated,
            )
        )
    return names


def _parts(name: str) -> tuple[str, ...]:
    """The words by which a name is looked up."""
    if shape(name) is Shape.PHRASE:
        return tuple(_phrase_key(word) for word in _PART.findall(name))
    parts = _PART.findall(name)
    if len(parts[-1]) > 2 and parts[-1].endswith("s") and parts[-1][-2].isupper():
        parts[-1] = parts[-1][:-1]
    return tuple(parts)


def _phrase_key(word: str) -> str:
    key = word_key(word)
    return "network" if key == "net" else key


class _Finder:
    """Finds names in abstracts, the longest first, none inside another."""

    def __init__(self, names: Sequence[_Name]) -> None:
        self._spelt: dict[str, list[_Name]] = defaultdict(list)
        self._phrases: dict[str, list[_Name]] = defaultdict(list)
        for name in sorted(names, key=lambda n: -len(n.parts)):
            index = self._phrases if name.shape is Shape.PHRASE else self._spelt
            index[name.parts[0]].append(name)

    def find_all(self, papers: Iterable[Paper]) -> list[_Find]:
        """All names in all abstracts, in order."""
        return [find for paper in papers for find in self.find(paper)]

    def find(self, paper: Paper) -> Iterator[_Find]:
        """Names in the abstract, in order."""
        text = paper.abstract
        parts = [_Part(m[0], m.start(), m.end()) for m in _PART.finditer(text)]
        skip = [*math_spans(text), *url_spans(text)]
        skip += [m.span() for m in _EMAIL.finditer(text)] if "@" in text else []
        i = 0
        while i < len(parts):
            name, size = self._at(text, parts, i)
            if name is None:
                i += 1
                continue
            start, end = parts[i].start, parts[i + size - 1].end
            if not any(a < end and start < b for a, b in skip) and _is_free(text, start, end):
                yield _Find(paper, name, start, end)
            i += size if name.shape is not Shape.PHRASE or paper.id not in name.owners else 1

    def _at(self, text: str, parts: list[_Part], i: int) -> tuple[_Name | None, int]:
        word = parts[i].text
        for spelling in (word, word[:-1]) if word[-1] == "s" else (word,):
            for name in self._spelt.get(spelling, ()):
                size = len(name.parts)
                if _fits(text, parts[i : i + size], name) and (spelling == word or size == 1):
                    return name, size
        for name in self._phrases.get(_phrase_key(word), ()):
            size = len(name.parts)
            if _fits(text, parts[i : i + size], name):
                return name, size
        return None, 1


def _fits(text: str, parts: Sequence[_Part], name: _Name) -> bool:
    """Whether words of an abstract are a name."""
    if len(parts) < len(name.parts):
        return False
    for before, after in pairwise(parts):
        gap = text[before.end : after.start]
        if gap not in HYPHENS and (name.shape is not Shape.PHRASE or gap.strip()):
            return False
    if name.shape is Shape.PHRASE:
        return all(_phrase_key(p.text) == key for p, key in zip(parts, name.parts, strict=True))
    last = parts[-1].text
    return [p.text for p in parts[:-1]] == list(name.parts[:-1]) and name.parts[-1] in (
        last,
        last.removesuffix("s"),
    )


def _is_free(text: str, start: int, end: int) -> bool:
    """Whether a name is not a part of another word, address or formula.

    "ControlNet-like" speaks of ControlNet; "ControlNet-XS" and "Uni-ControlNet" do not.
    """
    before, after = text[max(0, start - 20) : start], text[end : end + 20]
    if before and (before[-1] in _NEVER_BEFORE or (before[-1] == "-" and not _prefixed(before))):
        return False
    if after and (after[0] in _NEVER_AFTER or re.match(r"\.\w", after)):
        return False
    return not after or after[0] not in HYPHENS or not after[1:2].isalnum() or after[1].islower()


def _prefixed(before: str) -> bool:
    match = re.search(r"(?:^|[\s(\"“'‘])(\w+)[-‐‑]$", before)
    return match is not None and (match[1] in _PREFIXES or match[1].endswith("ed"))


class _Judge:
    """Says which finds are mentions, from what the whole list says about a name."""

    def __init__(
        self, papers: Sequence[Paper], names: Sequence[_Name], finds: Sequence[_Find]
    ) -> None:
        self._years = {paper.id: paper.year for paper in papers}
        self._count = len(papers)
        self._never = {
            paper.id: frozenset(fold(w) for record in paper.records for w in record.never_link)
            for paper in papers
            if any(record.never_link for record in paper.records)
        }
        found = {find.name for find in finds if find.paper.id not in find.name.owners}
        self._elder = {
            find.name
            for find in finds
            if find.name.target and self._is_older(find.paper.id, find.name.target)
        }
        self._common = self._words_of_running_text(papers, found)
        self._meanings = self._all_meanings(papers, found)
        self._subjects = self._all_subjects(papers, finds)
        self._telling: dict[_Name, bool] = {}

    def _is_older(self, paper: str, target: str) -> bool:
        """Whether a paper appeared before the one that it seems to mention."""
        mine, other = self._years[paper], self._years[target]
        return mine is not None and other is not None and mine < other - _GRACE_YEARS

    def _words_of_running_text(self, papers: Iterable[Paper], names: Iterable[_Name]) -> set[_Name]:
        """Names of one word that stand in lower case in the abstracts of the list."""
        wanted: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            if name.shape in (Shape.CAPITALS, Shape.WORD) and len(name.parts) == 1:
                wanted[name.text.lower()].append(name)
        counts: Counter[str] = Counter()
        for paper in papers:
            words = set(_PART.findall(paper.abstract))
            words.update([word[:-1] for word in words if word.endswith("s")])
            counts.update(words & wanted.keys())
        limit = max(_RARE_PAPERS, _RARE_SHARE * self._count)
        return {name for word, ns in wanted.items() for name in ns if counts[word] > limit}

    def _all_meanings(
        self, papers: Iterable[Paper], names: Iterable[_Name]
    ) -> dict[_Name, dict[str, tuple[str, ...]]]:
        """What the papers of the list say that acronyms stand for, by name and paper."""
        wanted = {name.parts: name for name in names if name.shape is not Shape.PHRASE}
        meanings: dict[_Name, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for paper in papers:
            for acronym, expansion in definitions(paper.abstract):
                name = wanted.get(_parts(acronym))
                if name and paper.id not in name.owners:
                    meanings[name][paper.id] = tuple(word_keys(expansion))
        return meanings

    def _all_subjects(
        self, papers: Sequence[Paper], finds: Iterable[_Find]
    ) -> dict[str, frozenset[str]]:
        """The words that say what a paper is about, for papers in doubtful finds."""
        doubtful = [
            find
            for find in finds
            if find.name.shape is Shape.CAPITALS and find.paper.id not in find.name.owners
        ]
        wanted = {find.paper.id for find in doubtful} | {find.name.target for find in doubtful}
        if not doubtful:
            return {}
        counts: Counter[str] = Counter()
        subjects = {}
        for paper in papers:
            words = {key for key in word_keys(f"{paper.title} {paper.abstract}") if len(key) > 3}
            counts.update(words)
            if paper.id in wanted:
                subjects[paper.id] = words
        limit = max(_RARE_WORD_PAPERS, _RARE_WORD_SHARE * self._count)
        common = {word for word, count in counts.items() if count > limit}
        return {id: frozenset(words - common - _SCHOLARLY) for id, words in subjects.items()}

    def is_telling(self, name: _Name) -> bool:
        """Whether a name may link at all."""
        known = self._telling.get(name)
        if known is None:
            known = self._telling[name] = name.curated or self._tells(name)
        return known

    def _tells(self, name: _Name) -> bool:
        if name.shape is Shape.CAPITALS:
            return (
                len(name.text) >= _SHORTEST_ACRONYM
                and name not in self._common
                and name not in self._elder
            )
        if name.shape is Shape.PHRASE:
            return name not in self._elder
        return name.shape is Shape.MIXED or name not in self._common

    def holds(self, find: _Find, target: Paper) -> bool:
        """Whether a find is a mention."""
        name, paper = find.name, find.paper
        text = paper.abstract[find.start : find.end]
        if {fold(text), fold(name.text)} & self._never.get(target.id, frozenset()):
            return False
        if name.curated:
            return True
        if not self.is_telling(name) or self._is_older(paper.id, target.id):
            return False
        if name.shape is Shape.WORD and name.text[0].isupper():
            return not _SENTENCE_START.search(paper.abstract[: find.start])
        if name.shape is Shape.PHRASE:
            return True
        meanings = self._meanings.get(name, {})
        if paper.id in meanings:
            return _agree(meanings[paper.id], name.expansion)
        if any(not _agree(meaning, name.expansion) for meaning in meanings.values()):
            return False
        return name.shape is not Shape.CAPITALS or self._is_near(name, paper.id, target.id)

    def _is_near(self, name: _Name, paper: str, target: str) -> bool:
        """Whether two papers have enough words in common that an acronym means one thing."""
        mine = self._subjects[paper]
        needed = min(_SHARED_WORDS, int(len(mine) * _SHARED_SHARE))
        return len(mine & self._subjects[target] - {word_key(name.text)}) >= needed


def _agree(meaning: tuple[str, ...], expansion: tuple[str, ...]) -> bool:
    """Whether two expansions of an acronym are one, "regularized neural tangent kernel" too."""
    if not expansion:
        return False
    return set(expansion) <= set(meaning) or set(meaning) <= set(expansion)
