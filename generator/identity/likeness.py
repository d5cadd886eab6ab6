"""How alike two records are: their titles, their abstracts, their authors.

The thresholds rest on 20,000 real abstracts: of two papers with a rare title word in common,
one pair in a thousand shares more than 0.44 of the shorter abstract's words; of two versions
of one paper every pair shares more than 0.55.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz.distance import OSA

from generator.matching.words import american, singular
from generator.model import Author
from generator.text import fold, plain, title_key

STOP_WORDS = frozenset(
    "a an and are as at by for from in into is of on or over the to towards toward via with "
    "using under its their s".split()
)
"""Words that a title may gain or lose and stay the same."""

MIN_TELLING_WORDS = 3
ABSTRACTS_AGREE = 0.6
ABSTRACTS_DIFFER = 0.35
MIN_ABSTRACT_WORDS = 10
_GROUPS = frozenset("collaboration consortium group others team".split())
MAX_AUTHORS = 60
"""Of longer lists of authors only the beginning is compared."""


class Agreement(enum.Enum):
    """What a comparison says."""

    AGREE = enum.auto()
    DIFFER = enum.auto()
    UNKNOWN = enum.auto()
    """One side says nothing, or the two agree too little for either."""


# --- titles ---------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3})")
_SUBTITLE = re.compile(r":\s|\s[-–—]+\s|—|[?.!]\s|\s\|\s")
_EDITION = re.compile(r"\s[(\[][\w ]*(?:abstract|version|paper|report)[)\]]$", re.IGNORECASE)
_NOTICES = frozenset(
    "addendum comment comments commentary correction corrigendum discussion editorial erratum "
    "errata rejoinder reply response retracted retraction supplement supplementary "
    "withdrawn withdrawal".split()
)
_STAMPS = frozenset(("retracted", "withdrawn"))
"""Words that publishers put before the title of the paper itself."""
_SERIAL = _NOTICES | frozenset(
    "abstract abstracts afterword announcement book conclusion content contents editor foreword "
    "front guest index introduction introductory invited issue keynote letter letters matter "
    "memoriam news note notes obituary panel preface proceedings program remark remarks report "
    "review reviews session special summary talk tutorial volume welcome workshop".split()
)
_PREFIXES = ("un", "non", "in", "im", "ir", "il", "a", "de", "re", "anti", "bi", "co", "dis")


def key_of(title: str) -> str:
    """What two records of one title share; never empty unless the title is."""
    return title_key(title) or " ".join(title.casefold().split())


def title_words(title: str) -> str:
    """The words by which near titles are compared, parted by spaces.

    Little words are left out and spellings made equal (modelling = modeling, -ise = -ize).
    """
    words = _WORD.findall(fold(plain(title)))
    return " ".join([_spelling(word) for word in words if word not in STOP_WORDS] or words)


def is_telling(words: str) -> bool:
    """Whether a title is long enough to be one paper's own: not "Editorial" or "Deep Learning"."""
    return words.count(" ") >= MIN_TELLING_WORDS - 1


def is_serial(words: str) -> bool:
    """Whether every issue of a journal may have a piece of this title, as "Guest editorial"."""
    return set(words.split()) <= _SERIAL


def title_parts(title: str) -> tuple[str, ...]:
    """:func:`title_words` of the title without its subtitle, and of the subtitle.

    An edition in brackets, such as "(extended abstract)", counts as a subtitle. A notice about
    a paper ("Erratum: …", "Reply to …") has no parts: it is not the paper.
    """
    if edition := _EDITION.search(title):
        return (title_words(title[: edition.start()]),)
    split = _SUBTITLE.search(title)
    if not split:
        return ()
    parts = title_words(title[: split.start()]), title_words(title[split.end() :])
    if any(_NOTICES & set(part.split()[:2]) - _STAMPS for part in parts):
        return ()
    return tuple(part for part in parts if part)


def misspelt(first: str, second: str) -> list[tuple[str, str]] | None:
    """The words in which two results of :func:`title_words` differ by a typing error.

    None if they differ by more. Numbers, numerals and single letters must be the same (part I
    and part II, 2D and 3D), and "linear" is no misspelt "nonlinear". One word may differ, of
    three or more two; spaces and hyphens may stand anywhere.
    """
    pairs: list[tuple[str, str]] = []
    if first.replace(" ", "") == second.replace(" ", ""):
        return pairs
    ours, theirs = first.split(), second.split()
    for change, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        left, right = ours[i1:i2], theirs[j1:j2]
        if change == "equal" or "".join(left) == "".join(right):
            continue
        if len(left) != len(right):
            left, right = ["".join(left)], ["".join(right)]
        pairs += zip(left, right, strict=True)
    if len(pairs) > (1 if len(ours) < 3 else 2):
        return None
    return pairs if all(_is_typing_error(*pair) for pair in pairs) else None


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    return singular(american(word)) if len(word) > 3 and word.isalpha() else word


def _is_typing_error(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    if len(short) < 4 or any(c.isdigit() for c in first + second):
        return False
    if _ROMAN.fullmatch(first) or _ROMAN.fullmatch(second):
        return False
    if long.endswith(short) and long.removesuffix(short) in _PREFIXES:
        return False
    return bool(OSA.distance(first, second) <= (2 if len(short) >= 6 else 1))


# --- abstracts ------------------------------------------------------------------------------


def abstract_words(abstract: str) -> frozenset[str]:
    """The words by which abstracts are compared: folded, of four letters or more."""
    return frozenset(re.findall(r"[^\W_]{4,}", fold(abstract)))


def compare_abstracts(first: Set[str], second: Set[str]) -> Agreement:
    """Compare by the share of the smaller :func:`abstract_words` that the larger holds.

    So a shortened abstract agrees with the whole one.
    """
    smaller = min(len(first), len(second))
    if smaller < MIN_ABSTRACT_WORDS:
        return Agreement.UNKNOWN
    share = len(first & second) / smaller
    if share >= ABSTRACTS_AGREE:
        return Agreement.AGREE
    return Agreement.DIFFER if share < ABSTRACTS_DIFFER else Agreement.UNKNOWN


# --- authors --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """An author's name for comparison: family name, first given name, all words of the name."""

    family: str
    given: str
    words: frozenset[str]


def author_names(authors: Sequence[Author]) -> tuple[Name, ...]:
    """Names of the persons among ``authors``; a group ("The X Collaboration") tells nothing."""
    names = []
    for author in authors[:MAX_AUTHORS]:
        family = _WORD.findall(fold(author.family))
        given = _WORD.findall(fold(author.given))
        is_person = not _GROUPS.intersection(family) and (given or len(family) == 1)
        if family and is_person:
            names.append(
                Name("".join(family), given[0] if given else "", frozenset((*family, *given)))
            )
    return tuple(names)


def compare_authors(first: Sequence[Name], second: Sequence[Name]) -> Agreement:
    """Compare by the share of the shorter list that the longer one holds.

    A lone name agrees with a longer list only as its first author ("Jacot et al.").
    """
    if not first or not second:
        return Agreement.UNKNOWN
    short, long = sorted((first, second), key=len)
    if len(short) == 1:
        if _same_person(short[0], long[0]):
            return Agreement.AGREE
        known = any(_same_person(short[0], name) for name in long[1:])
        return Agreement.UNKNOWN if known else Agreement.DIFFER
    shared = sum(any(_same_person(a, b) for b in long) for a in short)
    if shared * 2 >= len(short):
        return Agreement.AGREE
    return Agreement.UNKNOWN if shared else Agreement.DIFFER


def same_first_author(first: Sequence[Name], second: Sequence[Name]) -> bool:
    """Whether both lists begin with the same person."""
    return bool(first and second) and _same_person(first[0], second[0])


def _same_person(first: Name, second: Name) -> bool:
    if first.words == second.words:
        return True  # also if given and family name are swapped
    short, long = sorted((first.given, second.given), key=len)
    if not long.startswith(short):  # initials and short forms begin the full name
        return False
    if first.family == second.family:
        return True
    if not short or min(len(first.family), len(second.family)) < 5:
        return False
    return bool(OSA.distance(first.family, second.family, score_cutoff=1) <= 1)
