"""Which papers have a term, how much it weighs there, and at which positions it stands.

Ranking is BM25F (Robertson, Zaragoza: "The Probabilistic Relevance Framework", 2009, section
3.5.2). What does not depend on the question is computed here: each paper of a term carries the
saturated, length-normalised weight of the term as one of nine levels; the browser adds the
inverse document frequency.

Numbers are written with 91 printable signs, small ones with one (:func:`digits`). Of 20,000
papers the index takes a fifth less room than with base64 VLQ, as source maps have it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice, zip_longest
from operator import add, sub
from typing import NamedTuple, TypeVar

from generator.beside import Beside, begin
from generator.index.tokens import STOP_WORDS, words

T = TypeVar("T")

SIGNS = "".join(sign for sign in map(chr, range(0x21, 0x7F)) if sign not in '";\\')
"""In JSON none of them needs a backslash; the space and ``;`` part columns and terms."""

AUTHOR = "@"
"""Stands behind the terms of authors' names, so that they lie beside the same word."""

FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (6.0, 0.3),
    "names": (10.0, 0.0),
    "labels": (2.0, 0.0),
    "venue": (2.0, 0.0),
    "authors": (4.0, 0.0),
    "notes": (1.0, 0.0),
    "abstract": (1.0, 0.6),
}
"""Field to its weight and its length normalisation b."""

K1 = 2.0
LEVELS = 9
LEAST_WEIGHT = 0.2
"""Weights from here to 1 have levels 0 to 8; two levels are one sign."""

LONG = 10_000
"""With so many papers, a second process helps."""
OWN_SHARE = 0.55
"""Of them this process takes so many: what the other finds has to be handed over."""

TITLE_GAP = 2
"""Positions left free behind the title, so that no phrase runs over its end."""

_ONE_SIGN = 67
_TWO_SIGNS = 20
_THREE_SIGNS = 3
"""The first sign says how many there are: below 67 it is alone, the next 20 have another behind
them, the next 3 have two, and the last one has four."""


def digits(number: int) -> str:
    """A number from 0 in one to five signs."""
    if number < _ONE_SIGN:
        return SIGNS[number]
    number -= _ONE_SIGN
    base = len(SIGNS)
    if number < _TWO_SIGNS * base:
        return SIGNS[_ONE_SIGN + number // base] + SIGNS[number % base]
    number -= _TWO_SIGNS * base
    tail = 2
    first = _ONE_SIGN + _TWO_SIGNS + number // base**2
    if number >= _THREE_SIGNS * base**2:
        number -= _THREE_SIGNS * base**2
        tail, first = 4, base - 1
    signs = [SIGNS[number // base**power % base] for power in range(tail - 1, -1, -1)]
    return SIGNS[first] + "".join(signs)


class Postings(NamedTuple):
    """One term; an item a paper in each column.

    Attributes:
        papers: Their numbers, ascending.
        weights: The level in each.
        places: The positions in each, see :func:`_places`; empty: none.
    """

    papers: array[int]
    weights: bytes
    places: str

    def and_behind(self, other: Postings) -> Postings:
        """With those of papers that come later."""
        return Postings(*map(add, self, other))

    def gaps(self) -> str:
        """The numbers of the papers as the gaps between them, less 1."""
        numbers = self.papers
        if len(numbers) == 1:
            return _GAPS[numbers[0] + 1]
        rest = map(sub, islice(numbers, 1, None), numbers)
        return "".join(map(_GAPS.__getitem__, chain((numbers[0] + 1,), rest)))

    def levels(self) -> str:
        """The weights, two a sign."""
        pairs = zip_longest(self.weights[::2], self.weights[1::2], fillvalue=0)
        return "".join(map(_PAIRS.__getitem__, pairs))

    def positions(self) -> str:
        """The places of all papers; empty if there are none."""
        return self.places if self.places.strip(_NO_PLACE) else ""


class _Gaps(dict[int, str]):
    """The digits of gaps, which are 1 at least."""

    def __missing__(self, gap: int) -> str:
        made = self[gap] = digits(gap - 1)
        return made


_Index = defaultdict[str, list[int | str]]
"""By term, three items a paper as in :class:`Postings`: one list is filled faster than three."""

_TABLE = 2048
_LAST = [digits(gap + gap // 2) for gap in range(_TABLE)]
_MORE = [digits(3 * gap + 2) for gap in range(_TABLE)]
_ONCE = [*_LAST[1:], _LAST[0]]
_NO_PLACE = _LAST[0]
_GAPS = _Gaps()
_PAIRS = {(a, b): SIGNS[a * LEVELS + b] for a in range(LEVELS) for b in range(LEVELS)}


def _places(places: Sequence[int]) -> str:
    """Ascending positions as gaps of 1 or more.

    Of three codes the third says that another position follows: most terms stand once. Positions
    behind the table's end are left out; no abstract is that long.
    """
    last = -1
    signs = ""
    for place in places[:-1]:
        if place - last < _TABLE:
            signs += _MORE[place - last]
            last = place
    gap = places[-1] - last
    return signs + (_LAST[gap] if gap < _TABLE else _NO_PLACE)


def postings_of(
    texts: Sequence[Mapping[str, str]], also: Callable[[], T]
) -> tuple[dict[str, Postings], T]:
    """The postings of all terms.

    Args:
        texts: For each paper the text of every field.
        also: Other work, which is done beside this if there are many papers.

    Returns:
        By term; and what the other work gives.
    """
    size = max(len(texts), 1)
    mean = {name: sum([_length(text[name]) for text in texts]) / size for name in FIELDS}

    def fill(start: int, end: int) -> dict[str, Postings]:
        index: _Index = defaultdict(list)
        for number, text in enumerate(islice(texts, start, end), start):
            _add_paper(index, number, text, mean)
        return {
            term: Postings(
                array("I", found[::3]),  # type: ignore[arg-type]
                bytes(found[1::3]),  # type: ignore[arg-type]
                "".join(found[2::3]),  # type: ignore[arg-type]
            )
            for term, found in index.items()
        }

    here = int(OWN_SHARE * len(texts)) if len(texts) >= LONG else len(texts)

    def rest() -> tuple[dict[str, Postings], T]:
        return fill(here, len(texts)), also()

    with begin(rest) if here < len(texts) else Beside(rest) as others:
        index = fill(0, here)
        behind, other = others.value
    for term, found in behind.items():
        index[term] = index[term].and_behind(found) if term in index else found
    return index, other


def _length(text: str) -> int:
    """About the number of words; exact enough to compare lengths."""
    return text.count(" ") + 1


def _share(field: str, text: str, mean: Mapping[str, float]) -> float:
    """What one occurrence counts in a field of this length."""
    weight, b = FIELDS[field]
    return weight / (1 - b + b * _length(text) / mean[field])


def _level(frequency: float) -> int:
    weight = frequency / (K1 + frequency)
    return int(10 * weight - 1.5) if weight > LEAST_WEIGHT else 0


def _add_paper(
    index: _Index, number: int, text: Mapping[str, str], mean: Mapping[str, float]
) -> None:
    weights: dict[str, float] = {}
    title: list[str] = []
    for field in FIELDS:
        if text[field] and field != "abstract":
            parts, joined = words(text[field])
            mark = AUTHOR if field == "authors" else ""
            share = _share(field, text[field], mean)
            for term in chain(parts, joined):
                weights[term + mark] = weights.get(term + mark, 0.0) + share
            if field == "title":
                title = parts
    abstract, joined = words(text["abstract"])
    share = _share("abstract", text["abstract"], mean)
    for term in joined:
        weights[term] = weights.get(term, 0.0) + share
    several: dict[str, list[int]] = {term: [] for term in weights}
    for place, term in enumerate(title):
        several[term].append(place)
    once: dict[str, int] = {}
    for place, term in enumerate(abstract, len(title) + TITLE_GAP):
        if term in STOP_WORDS:
            continue
        if term in several:
            several[term].append(place)
            weights[term] += share
        elif term in once:
            several[term] = [once.pop(term), place]
            weights[term] = 2 * share
        else:
            once[term] = place
    level = _level(share)
    for term, place in once.items():  # as most do; the rest of this module waits for this loop
        index[term] += number, level, _ONCE[place] if place < _TABLE else _NO_PLACE
    for term, frequency in weights.items():
        places = _places(several[term]) if several[term] else _NO_PLACE
        index[term] += number, _level(frequency), places
