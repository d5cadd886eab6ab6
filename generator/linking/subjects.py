"""The words that say what papers are about, counted over the whole list.

A word counts by its key (:func:`generator.matching.words.word_key`), so that "policy" and
"policies" are one; two words that stand side by side in some title of the list ("lottery
ticket") count as a word of their own. Words of running prose never count.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from generator.linking.names import HYPHENS
from generator.matching.words import word_key
from generator.model import Paper
from generator.spans import math_spans, merge_spans, url_spans

TITLE_WEIGHT = 3
"""A word of the title counts as often as this many in the abstract."""

_TOKEN = re.compile(
    r"[^\W\d_]+(?:\d+[^\W\d_]+)+|[^\W\d_]+(?:['’][^\W\d_]+)?|(?<!\d)\d+[^\W\d_]\w*"
    r"|[-‐‑.,;:!?()\[\]\"“”—–]"
)
_MARK = -1
"""The number of words of prose, and of marks that part words."""
_HYPHEN = -2
PROSE = frozenset(
    # of any text
    "about above across after again against all almost along already al also although always "
    "am among an and another any are around as at away be because become been before behind "
    "being below besides between beyond both but conversely by can cannot could despite did "
    "do does doing done due during each either else enough especially et etc even ever every "
    "few finally first five for four from further furthermore generally get give given gives "
    "had hardly has have having he hence her here hers him his how however ie if in indeed "
    "instead into is it its itself just largely last later least less let like likely little "
    "mainly make makes making many may me meanwhile might more moreover most mostly much must "
    "my namely near nearly need never nevertheless next no none nor not notably nothing now "
    "of off often old on once one ones only onto or other others otherwise our ours out over "
    "own part particular particularly per perhaps previously prior quite rather recent "
    "recently regarding same second see seem several shall she should significantly similar "
    "since so some sometimes soon still such take than that the their theirs them themselves "
    "then there thereby therefore these they third this those though three through throughout "
    "thus to together too toward towards two typically under unless unlike until up upon us "
    "use used useful uses using usually various very via was way we well were what when where "
    "whereas whether which while who whom whose why will with within without would yet you "
    "your "
    # of papers
    "achieve additionally address aim allow approach arise art article author avoid available "
    "aware best better call certain challenge challenging compare comparison comprehensive "
    "conclude conduct consider consistently contribute contribution corresponding crucial "
    "current currently demonstrate demonstration describe despite develop development "
    "different difficult directly discuss easily effective effectively effectiveness "
    "efficient efficiently employ enable ensure essential establish evaluate evaluation "
    "evidence examine example exhibit exist existing experiment experimental explore extend "
    "extensive facilitate find finding focus follow framework fundamental gain github good "
    "great help high highlight highly http https idea identify impact implement importance "
    "important improve improvement include including increase increasingly insight inspire "
    "introduce investigate involve issue key known lack lead leverage limit limitation "
    "limited literature low main major manner method methodology multiple necessary new novel "
    "number observe obtain offer original outperform overall overcome paper perform "
    "performance perspective popular possible potential potentially practical present "
    "previous problem produce promising property propose proposed prove provide publicly "
    "purpose question reach recently reduce related rely remain report represent require "
    "research result reveal role setting share short show significant simple solution solve "
    "specific specifically standard strong study substantial substantially success successful "
    "successfully suffer suggest superior technique traditional try typical underlying "
    "understand understanding unique utilize validate variety verify widely work".split()
)
"""Words of running prose, as keys; they say nothing of a subject."""

_PAIR = 32
"""Two words side by side are one number: the first shifted by this many bits, and the second."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the papers of a list are about.

    Attributes:
        words: By paper, the numbers of its words and word pairs, each once.
        counts: By paper, how often each of them stands there; the title counts more.
        papers_with: By word, the number of papers that have it.
        titles_with: By word, the number of titles that have it.
        spellings: By word, the ways in which it is spelt; a pair that is no phrase has none.
        by_token: Words as they stand, to their numbers; negative for what does not count.
    """

    words: Sequence[array[int]]
    counts: Sequence[array[int]]
    papers_with: Mapping[int, int]
    titles_with: Mapping[int, int]
    spellings: Mapping[int, Sequence[str]]
    by_token: Mapping[str, int]

    def numbers(self, text: str) -> frozenset[int]:
        """The words of a text that stand in some paper."""
        found = (self.by_token.get(token, _MARK) for token in _TOKEN.findall(text))
        return frozenset(number for number in found if number >= 0)

    @staticmethod
    def parts(word: int) -> tuple[int, ...]:
        """The two words of a pair; the word itself if it is single."""
        first = word >> _PAIR
        return (first - 1, word & ((1 << _PAIR) - 1)) if first else (word,)


class _Numbers(dict[str, int]):
    """Words as they stand, to numbers; :data:`_MARK` and :data:`_HYPHEN` for what is no word."""

    def __init__(self) -> None:
        super().__init__()
        self._by_key: dict[str, int] = {}
        self.spellings: dict[int, list[str]] = defaultdict(list)

    def __missing__(self, token: str) -> int:
        number = self._number(token)
        self[token] = number
        return number

    def _number(self, token: str) -> int:
        if len(token) < 2 or token.lower() in PROSE:
            return _HYPHEN if token in HYPHENS else _MARK
        key = word_key(token)
        if len(key) < 2 or key in PROSE:
            return _MARK
        number = self._by_key.setdefault(key, len(self._by_key))
        self.spellings[number].append(token)
        return number


def subjects_of(papers: Sequence[Paper]) -> Subjects:
    """Read titles, abstracts and keywords of all papers."""
    numbers = _Numbers()
    titles = [_tokens(paper.title) for paper in papers]
    known = {pair for title in titles for pair in _pairs([numbers[token] for token in title])}
    words, counts = [], []
    papers_with: Counter[int] = Counter()
    titles_with: Counter[int] = Counter()
    spellings: dict[int, list[str]] = defaultdict(list)
    for paper, title in zip(papers, titles, strict=True):
        found: dict[int, int] = {}
        parts = [(title, TITLE_WEIGHT), (_tokens(paper.abstract), 1)]
        if paper.keywords:
            parts.append((_tokens("; ".join(paper.keywords)), TITLE_WEIGHT))
        for tokens, weight in parts:
            read = [numbers[token] for token in tokens]
            _count(tokens, read, weight, known, found, spellings)
            if tokens is title:
                titles_with.update(found.keys())
        papers_with.update(found.keys())
        words.append(array("q", found.keys()))
        counts.append(array("I", found.values()))
    spellings.update(numbers.spellings)
    return Subjects(words, counts, papers_with, titles_with, spellings, numbers)


def _tokens(text: str) -> list[str]:
    """The words and marks of a text, without mathematics and addresses."""
    parts, at = [], 0
    for start, end in merge_spans(math_spans(text), url_spans(text)):
        parts.append(text[at:start])
        at = end
    return _TOKEN.findall(",".join([*parts, text[at:]]))


def _pairs(words: Sequence[int]) -> Iterator[int]:
    """All pairs of words that stand side by side."""
    before = _MARK
    for word in words:
        if word >= 0 and before >= 0:
            yield (before + 1 << _PAIR) | word
        if word != _HYPHEN:
            before = word


def _count(
    tokens: Sequence[str],
    words: Sequence[int],
    weight: int,
    known: Set[int],
    found: dict[int, int],
    spellings: dict[int, list[str]],
) -> None:
    """Add words, and those pairs of them that are known, to the counts of a paper."""
    before = _MARK
    for place, word in enumerate(words):
        if word >= 0:
            found[word] = found.get(word, 0) + weight
            pair = (before + 1 << _PAIR) | word
            if before >= 0 and pair in known:
                found[pair] = found.get(pair, 0) + weight
                spelt = _spelt_together(tokens, words, place)
                if spelt and spelt not in spellings[pair]:
                    spellings[pair].append(spelt)
        if word != _HYPHEN:
            before = word


def _spelt_together(tokens: Sequence[str], words: Sequence[int], place: int) -> str:
    """How a word and the one before it stand; empty if one is half of another compound.

    In "model-based control" stands "model-based"; "based control" is counted, but not shown.
    """
    if words[place - 1] == _HYPHEN:
        return "".join(tokens[place - 2 : place + 1])
    if _HYPHEN in (*words[max(0, place - 2) : place - 1], *words[place + 1 : place + 2]):
        return ""
    return f"{tokens[place - 1]} {tokens[place]}"
