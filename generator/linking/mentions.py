"""Papers of the list that an abstract names, by the names that papers coin.

A name links to the one paper that coined it. It does not link if several papers coined it,
if papers older than its own use it, if the list knows another meaning of it, or if it is a
word that stands in running text anyway. Curators add names (``aliases``) and take links
away (``never_link``).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from generator.linking.coinage import CURATED, DEFINED, ENTITLED, Coinage, coinages
from generator.linking.names import (
    HYPHENS,
    Shape,
    definition,
    is_written_as_name,
    key,
    shape,
    word_keys,
)
from generator.linking.subjects import PROSE, Subjects
from generator.model import Paper
from generator.spans import math_spans, url_spans
from generator.text import fold

_PART = re.compile(r"[^\W_]+(?:\+{1,2}(?!\w))?")
_EMAIL = re.compile(r"(?<!\S)[^\s@]*@\S+\.\w+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n][\"”'’)]*\s+)[\"“‘'(`]*$")
_PREFIXES = frozenset("non pre post per multi cross inter intra standard vanilla".split())
"""What may stand before a name and a hyphen; "Double-DQN" is another method than DQN."""
_GRACE_YEARS = 1
"""A paper may be listed by the year of its journal, later than the first who mention it."""
_NEVER_BEFORE = frozenset("_^@#\\\\.$~")
_NEVER_AFTER = frozenset("_^@$\\\\+")
_QUANTITY = re.compile(r"\d+[A-Za-z]{0,2}")
"""The look of a quantity, "4M", "8x", that may stand in any abstract."""
_SHORTEST_NAME = 3
_RARE_PAPERS = 1
_RARE_SHARE = 0.002
"""A word that more papers than this use in running text is no name in capitals."""
_RARE_WORD_PAPERS = 3
_RARE_WORD_SHARE = 0.05
"""A word that more papers than this use does not say what a paper is about."""
_LEAST = 0.3
_ENOUGH = 2.0
_ENOUGH_PER_WORD = 0.03
_TOO_FEW_WORDS = 10
"""Rarity (1 for a word of one paper) of the words that a paper must share with the one that
coined a doubtful name: at least, at most, and for each rare word of its own behind the first."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """A name and the paper that it leads to; each is made once, so one is like no other.

    Attributes:
        text: As its paper spells it.
        shape: Decides how it may be spelt elsewhere.
        parts: Its words, hyphens parting them: as spelt, or the keys of a phrase.
        owners: Ids of the papers that gave it.
        target: Id of the paper it leads to; empty if several papers gave it.
        expansion: What an acronym stands for, as keys; empty if unknown.
        strength: How surely it is a name; see :mod:`generator.linking.coinage`.
    """

    text: str
    shape: Shape
    parts: tuple[str, ...]
    owners: frozenset[str]
    target: str
    expansion: tuple[str, ...]
    strength: int

    @property
    def curated(self) -> bool:
        """Whether a curator gave it."""
        return self.strength == CURATED

    @property
    def is_formula(self) -> bool:
        r"""Whether it has mathematics, "$\mu$P", and so must stand in an abstract as it is."""
        return "$" in self.text

    @property
    def doubt(self) -> float:
        """How likely it is that others came upon the same letters for something else, 0 to 1."""
        if self.shape in (Shape.CAPITALS, Shape.WORD) or len(self.text) <= 4:
            return 1.0
        return 0.5 if self.shape is Shape.MIXED and len(self.text) <= 6 else 0.0


@dataclass(frozen=True, slots=True)
class _Find:
    """A name in an abstract, by the place of its characters."""

    paper: Paper
    name: _Name
    start: int
    end: int


def find_mentions(
    papers: Sequence[Paper], subjects: Subjects
) -> tuple[Mapping[str, tuple[Mention, ...]], Mapping[str, tuple[str, ...]]]:
    """Mentions by the paper that makes them, in text order; and the names of each paper."""
    names = _resolve(papers)
    by_id = {paper.id: paper for paper in papers}
    finds = list(_find_all(papers, names))
    judge = _Judge(papers, subjects, finds)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for find in finds:
        name, source = find.name, find.paper
        # A paper that gives a name itself speaks of its own, whoever else has it.
        if not name.target or source.id in name.owners or not judge.holds(find, by_id[name.target]):
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
        {
            paper: tuple(sorted(found, key=lambda mention: mention.start))
            for paper, found in mentions.items()
        },
        {paper: tuple(sorted(found)) for paper, found in sorted(introduced.items())},
    )


def _resolve(papers: Sequence[Paper]) -> list[_Name]:
    """Every name once, with the paper that it leads to."""
    claims: dict[tuple[str, ...], list[tuple[Paper, Coinage]]] = defaultdict(list)
    for paper in papers:
        for coinage in coinages(paper):
            claims[_parts(coinage.name)].append((paper, coinage))
        for alias in sorted({alias for record in paper.records for alias in record.aliases}):
            claims[_parts(alias)].append((paper, Coinage(alias, CURATED)))
    names = []
    for parts, claimed in sorted(claims.items()):
        if len(parts) < 2 and (not parts or shape(claimed[0][1].name) is Shape.PHRASE):
            continue
        best = max(coinage.strength for _, coinage in claimed)
        coiners = [claim for claim in claimed if claim[1].strength >= min(best, DEFINED)]
        if best == CURATED:
            coiners = [claim for claim in claimed if claim[1].strength == CURATED]
        paper, coinage = coiners[0]
        names.append(
            _Name(
                text=coinage.name,
                shape=shape(coinage.name),
                parts=parts,
                owners=frozenset(paper.id for paper, _ in claimed),
                target=paper.id if len({paper.id for paper, _ in coiners}) == 1 else "",
                expansion=tuple(word_keys(coinage.expansion)),
                strength=coinage.strength,
            )
        )
    return names


def _parts(name: str) -> tuple[str, ...]:
    """The words by which a name is looked up."""
    if shape(name) is Shape.PHRASE:
        return tuple(_phrase_key(word) for word in _PART.findall(name))
    parts = _PART.findall(name)
    if parts and len(parts[-1]) > 2 and parts[-1].endswith("s") and parts[-1][-2].isupper():
        parts[-1] = parts[-1][:-1]
    return tuple(parts)


@lru_cache(maxsize=1 << 17)
def _phrase_key(word: str) -> str:
    found = key(word)
    return "network" if found == "net" else found


@dataclass(frozen=True, slots=True)
class _Start:
    """Names that may start at a word: of one spelling, and phrases by the key of their second."""

    spelt: Sequence[_Name]
    phrases: Mapping[str, Sequence[_Name]]


class _Starts(dict[str, _Start | None]):
    """Words as they stand in abstracts, to the names that may start there."""

    def __init__(self, names: Iterable[_Name]) -> None:
        super().__init__()
        self._spelt: dict[str, list[_Name]] = defaultdict(list)
        self._phrases: dict[str, dict[str, list[_Name]]] = defaultdict(lambda: defaultdict(list))
        for name in sorted(names, key=lambda n: -len(n.parts)):
            if name.shape is Shape.PHRASE:
                self._phrases[name.parts[0]][name.parts[1]].append(name)
            else:
                self._spelt[name.parts[0]].append(name)

    def __missing__(self, word: str) -> _Start | None:
        spelt = [*self._spelt.get(word, ())]
        if word.endswith("s"):
            spelt += [name for name in self._spelt.get(word[:-1], ()) if len(name.parts) == 1]
        phrases = self._phrases.get(_phrase_key(word), {})
        self[word] = start = _Start(spelt, phrases) if spelt or phrases else None
        return start

    def at(self, words: Sequence[str], place: int) -> Iterator[_Name]:
        """The names that the words from a place on are by spelling, phrases first."""
        start = self[words[place]]
        if start and start.phrases and place + 1 < len(words):
            for name in start.phrases.get(_phrase_key(words[place + 1]), ()):
                if _spells(words[place : place + len(name.parts)], name):
                    yield name
        for name in start.spelt if start else ():
            if _spells(words[place : place + len(name.parts)], name):
                yield name


def _find_all(papers: Iterable[Paper], names: Sequence[_Name]) -> Iterator[_Find]:
    """Names in abstracts, in order, none inside another; the longest is taken."""
    formulas = [name for name in names if name.is_formula]
    starts = _Starts(name for name in names if not name.is_formula)
    for paper in papers:
        if "$" in paper.abstract:
            for name in formulas:
                yield from _find_formula(paper, name)
        words = _PART.findall(paper.abstract)
        places = [i for i, word in enumerate(words) if starts[word]]
        if any(name for place in places for name in starts.at(words, place)):
            yield from _find(paper, words, places, starts)


def _find(
    paper: Paper, words: Sequence[str], places: Iterable[int], starts: _Starts
) -> Iterator[_Find]:
    text = paper.abstract
    spans = [match.span() for match in _PART.finditer(text)]
    skip = [*math_spans(text), *url_spans(text)]
    skip += [match.span() for match in _EMAIL.finditer(text)] if "@" in text else []
    free_from = 0
    for place in places:
        for name in starts.at(words, place) if place >= free_from else ():
            behind = place + len(name.parts)
            if _is_joined(text, spans[place:behind], name):
                start, end = spans[place][0], spans[behind - 1][1]
                if _is_free(text, start, end) and not any(a < end and start < b for a, b in skip):
                    yield _Find(paper, name, start, end)
                # A phrase of the paper's own may hold the name of another: "Music ControlNet".
                own = name.shape is Shape.PHRASE and paper.id in name.owners
                free_from = place + 1 if own else behind
                break


def _find_formula(paper: Paper, name: _Name) -> Iterator[_Find]:
    for found in re.finditer(rf"(?<!\w){re.escape(name.text)}(?!\w)", paper.abstract):
        yield _Find(paper, name, *found.span())


def _is_joined(text: str, spans: Sequence[tuple[int, int]], name: _Name) -> bool:
    """Whether the words of a name stand side by side, and by hyphens if it has hyphens."""
    gaps = [text[before:after] for (_, before), (after, _) in pairwise(spans)]
    return all(gap in HYPHENS or (name.shape is Shape.PHRASE and not gap.strip()) for gap in gaps)


def _spells(words: Sequence[str], name: _Name) -> bool:
    """Whether words are those of a name, the last one perhaps in the plural."""
    if len(words) < len(name.parts):
        return False
    if name.shape is Shape.PHRASE:
        return all(_phrase_key(word) == part for word, part in zip(words, name.parts, strict=True))
    *before, last = words
    return tuple(before) == name.parts[:-1] and name.parts[-1] in (last, last.removesuffix("s"))


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

    def __init__(self, papers: Sequence[Paper], subjects: Subjects, finds: Sequence[_Find]) -> None:
        self._subjects = subjects
        self._places = {paper.id: place for place, paper in enumerate(papers)}
        self._titles = {paper.id: paper.title for paper in papers}
        self._years = {paper.id: paper.year for paper in papers}
        self._never = {
            paper.id: frozenset(fold(w) for record in paper.records for w in record.never_link)
            for paper in papers
            if any(record.never_link for record in paper.records)
        }
        foreign = [find for find in finds if find.paper.id not in find.name.owners]
        self._elder = {
            find.name
            for find in foreign
            if self._is_older(find.paper.id, find.name.target, len(find.name.parts) != 2)
        }
        self._terms = {
            find.name
            for find in foreign
            if not is_written_as_name(find.paper.abstract[find.start : find.end])
        }
        """Names that other papers write in small letters."""
        self._meanings: dict[_Name, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for find in foreign:
            if find.name.target and find.name.shape is not Shape.PHRASE:
                meaning = definition(find.name.text, find.paper.abstract)
                if meaning:
                    self._meanings[find.name][find.paper.id] = tuple(word_keys(meaning))
        self._contested = {
            name
            for name, meanings in self._meanings.items()
            if any(not _agree(meaning, name.expansion) for meaning in meanings.values())
        }
        """Names that some other paper spells out as something else."""
        self._common = _words_of_running_text(papers, {find.name for find in foreign})
        self._telling: dict[_Name, bool] = {}

    def _is_older(self, paper: str, target: str, grace: bool = True) -> bool:
        """Whether a paper appeared before the one that it seems to mention."""
        mine, other = self._years[paper], self._years.get(target)
        if mine is None or other is None:
            return False
        return mine < other - (_GRACE_YEARS if grace else 0)

    def is_telling(self, name: _Name) -> bool:
        """Whether a name may link at all."""
        known = self._telling.get(name)
        if known is None:
            known = self._telling[name] = name.curated or self._tells(name)
        return known

    def _tells(self, name: _Name) -> bool:
        if _QUANTITY.fullmatch(name.text) or name in self._common:
            return False
        if name.shape is Shape.WORD:
            return name.text[0].isupper()
        if name.shape is Shape.PHRASE:
            given = name.strength >= DEFINED or (
                name not in self._terms and name.parts == _parts(self._titles[name.target])
            )
            return given and name not in self._elder
        return len(name.text) >= _SHORTEST_NAME and not (name.doubt == 1 and name in self._elder)

    def holds(self, find: _Find, target: Paper) -> bool:
        """Whether a find is a mention."""
        name, paper = find.name, find.paper
        if not self.is_telling(name):
            return False
        spelt = {fold(paper.abstract[find.start : find.end]), fold(name.text)}
        if any(spelt & self._never.get(id, frozenset()) for id in (paper.id, target.id)):
            return False
        if name.shape is Shape.WORD and (
            _SENTENCE_START.search(paper.abstract[max(0, find.start - 80) : find.start])
            or _is_part_of_name(find)
        ):
            return False
        if name.curated:
            return True
        if self._is_older(paper.id, target.id, not name.doubt):
            return False
        if name.shape is Shape.PHRASE:
            return _stands_as_name(find)
        meaning = self._meanings.get(name, {}).get(paper.id)
        if meaning is not None:
            return _agree(meaning, name.expansion)
        if name in self._contested:
            return False
        if not name.doubt:
            return True
        return self._speaks_of(name, paper) and self._is_near(name, paper.id, target.id)

    def _speaks_of(self, name: _Name, paper: Paper) -> bool:
        """Whether a paper has a word of what a doubtful name stands for, if that is known.

        An "LCD monitor" is no "Legged Contact Detection".
        """
        telling = {word for word in name.expansion if len(word) > 3}
        return not telling or not telling.isdisjoint(word_keys(f"{paper.title} {paper.abstract}"))

    def _is_near(self, name: _Name, paper: str, target: str) -> bool:
        """Whether two papers share enough rare words for a doubtful name to mean one thing.

        The more an abstract says, the more is asked for, but never nothing.
        """
        size = len(self._places)
        rare = max(_RARE_WORD_PAPERS, _RARE_WORD_SHARE * size)
        counted = self._subjects.papers_with
        mine, theirs = (
            {word for word in self._subjects.words[self._places[id]] if counted[word] <= rare}
            for id in (paper, target)
        )
        own = self._subjects.numbers(name.text)
        shared = sum(
            math.log((size + 1) / counted[word]) / math.log(size + 1)
            for word in sorted(mine & theirs - own)
        )
        enough = min(_ENOUGH, max(_LEAST, _ENOUGH_PER_WORD * (len(mine) - _TOO_FEW_WORDS)))
        return shared >= enough * name.doubt


def _stands_as_name(find: _Find) -> bool:
    """Whether a phrase is used as a name: written as one, or too long to come up by chance.

    "Preference Optimization" in "Direct Preference Optimization" is another name, whereas
    the "Regularized Lottery Ticket Hypothesis" is a form of the one that is known.
    """
    surely = len(find.name.parts) >= 3 and find.name.strength >= DEFINED + ENTITLED
    if not is_written_as_name(find.paper.abstract[find.start : find.end]):
        return surely
    return not (_goes_on(find) or (_is_preceded(find) and not surely))


def _is_part_of_name(find: _Find) -> bool:
    """Whether capitalised words beside it make another name: "Barlow Twins", "Spotlight Cam"."""
    return _goes_on(find) or _is_preceded(find)


def _goes_on(find: _Find) -> bool:
    after = re.match(r" ([^\W_])", find.paper.abstract[find.end : find.end + 2])
    return after is not None and after[1].isupper()


def _is_preceded(find: _Find) -> bool:
    text = find.paper.abstract
    end = start = find.start - 1
    if end < 1 or text[end] not in " -":
        return False
    while start and text[start - 1].isalnum():
        start -= 1
    if not text[start].isupper():
        return False
    before = text[start:end]
    begins = _SENTENCE_START.search(text[max(0, start - 80) : start])
    return not (begins and (before == "A" or before.lower() in PROSE))


def _words_of_running_text(papers: Sequence[Paper], names: Iterable[_Name]) -> set[_Name]:
    """Names of one word that abstracts of the list use in lower case."""
    wanted: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        if name.shape in (Shape.CAPITALS, Shape.WORD) and len(name.parts) == 1:
            wanted[name.text.lower()].append(name)
    counts: Counter[str] = Counter()
    for paper in papers:
        words = wanted.keys() & _PART.findall(paper.abstract)
        counts.update(words)
    limit = max(_RARE_PAPERS, _RARE_SHARE * len(papers))
    return {name for word in sorted(wanted) for name in wanted[word] if counts[word] > limit}


def _agree(meaning: tuple[str, ...], expansion: tuple[str, ...]) -> bool:
    """Whether two expansions of an acronym are one, "regularized neural tangent kernel" too."""
    if not expansion:
        return False
    return set(expansion) <= set(meaning) or set(meaning) <= set(expansion)
