"""What a name looks like, and what an acronym stands for.

Acronyms are tied to their expansions as in Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text" (PSB 2003).
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from generator.matching.words import word_key
from generator.text import fold

HYPHENS = "-‐‑"
QUOTES = "\"“”‘’'`"
_PART = r"[^\W_]+(?:\+{1,2}(?!\w))?"
TOKEN = re.compile(rf"{_PART}(?:[{HYPHENS}]{_PART}|\.\d+)*")
"""A word with its hyphenated parts: "ControlNet-XS", "DrivAerNet++", "Qwen-2.5"."""

_LITTLE = frozenset("of for and in with to from the via by on a an".split())
_STANDS_FOR = re.compile(
    rf"[{QUOTES}]{{0,2}} ?(?:\(|:|,? (?:which |that )?(?:is )?(?:short|stands) for) ?"
    rf"[{QUOTES}]{{0,2}}([^()\"“”`,;:.]{{4,90}})"
)
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[,;:.()!?] ")
_REACH = 120
"""Characters before a parenthesis beside an acronym in which its expansion is looked for."""


key = lru_cache(maxsize=1 << 17)(word_key)
"""As :func:`generator.matching.words.word_key`, remembered."""


def word_keys(text: str) -> list[str]:
    """The words of a text, hyphens parting them, without case, plural and possessive."""
    return [key(word) for word in _WORD.findall(text)]


class Shape(enum.Enum):
    """How a name looks; decides how it may be spelt where it is mentioned."""

    MIXED = "mixed"
    """Capitals inside, or letters with digits: ``ControlNet``, ``TA3N``."""

    CAPITALS = "capitals"
    """Capitals only, so perhaps an English word or an acronym of many meanings: ``ACE``."""

    WORD = "word"
    """One plain word: ``Dreamer``, ``pyhgf``."""

    PHRASE = "phrase"
    """Several words: ``Neural Tangent Kernel``."""


def shape(name: str) -> Shape:
    """The shape of a name."""
    if " " in name.strip():
        return Shape.PHRASE
    parts = re.split(rf"[{HYPHENS}]", name)
    bare = [part.removesuffix("s") if len(part) > 2 else part for part in parts]
    if any(_is_mixed(part) for part in bare):
        return Shape.MIXED
    if any(len(part) > 1 and part.isupper() for part in bare):
        return Shape.MIXED if len(parts) > 1 else Shape.CAPITALS
    return Shape.WORD


def _is_mixed(part: str) -> bool:
    return (
        (any(c.isdigit() for c in part) and any(c.isalpha() for c in part))
        or part.endswith("+")
        or (any(c.isupper() for c in part[1:]) and not part.isupper())
    )


def is_distinct(word: str) -> bool:
    """Whether a single word looks like a name wherever it stands."""
    return shape(word) in (Shape.MIXED, Shape.CAPITALS)


def is_written_as_name(phrase: str) -> bool:
    """Whether all words of a phrase but little ones have a capital."""
    words = [word for word in _WORD.findall(phrase) if word not in _LITTLE]
    return all(word[0].isupper() or not word[0].isalpha() for word in words)


def expansion_before(acronym: str, text: str) -> str:
    """The words at the end of ``text`` that ``acronym`` stands for, or an empty string.

    The first letter starts a word. The nearest words are taken of which the letters are the
    initials; if there are none, the nearest that have the letters in their order.
    """
    letters = _letters(acronym, text)
    starts = [match.start() for match in _WORD.finditer(text)]
    if len(letters) < 2:
        return ""
    nearest = starts[: -min(len(letters) + 5, 2 * len(letters)) - 1 : -1]
    for spells in (_spells_by_initials, _spells):
        for start in nearest:
            found = text[start:].strip()
            if len(found) > len(acronym) and spells(letters, found):
                return "" if acronym in TOKEN.findall(found) else found
    return ""


def leading_expansion(acronym: str, text: str) -> str:
    """The shortest beginning of ``text`` that ``acronym`` stands for, or an empty string."""
    letters = _letters(acronym, text)
    ends = [match.end() for match in TOKEN.finditer(text)][1 : 2 * len(acronym)]
    if len(letters) < 2:
        return ""
    for spells in (_spells_by_initials, _spells):
        for end in ends:
            found = text[:end].strip()
            if spells(letters, found) and acronym not in TOKEN.findall(found):
                return found
    return ""


def _letters(acronym: str, text: str) -> str:
    """What the expansion has to spell; a digit that says "three As" (TA3N) is left out."""
    return "".join(
        c for c in fold(acronym.removesuffix("s")) if c.isalpha() or (c.isdigit() and c in text)
    )


def _spells_by_initials(letters: str, words: str) -> bool:
    """Whether the letters are initials or capitals of words, in order, to the last word."""
    parts = _WORD.findall(words)
    initials = [fold(c) for part in parts for i, c in enumerate(part) if i == 0 or c.isupper()]
    if not parts or initials[0] != letters[0]:
        return False
    last = sum(1 for i, c in enumerate(parts[-1]) if i == 0 or c.isupper())
    rest = iter(initials[:-last])
    count = 0
    for letter in letters:
        if letter not in rest:
            break
        count += 1
    ending = iter(initials[-last:])
    # As many letters as possible from the last word: try every cut that the words allow.
    return any(
        cut <= count and all(letter in ending for letter in letters[cut:])
        for cut in range(len(letters) - 1, max(0, len(letters) - last - 1), -1)
    )


def _spells(letters: str, words: str) -> bool:
    """Whether the letters stand in the words in this order, the first one at the start."""
    folded = fold(words)
    rest = iter(folded)
    return folded[:1] == letters[:1] and all(letter in rest for letter in letters)


def definition(acronym: str, text: str) -> str:
    """What a text says that an acronym stands for, or an empty string.

    Read are "neural tangent kernel (NTK)", "NTK (neural tangent kernel)",
    "NTK: neural tangent kernel" and "NTK stands for neural tangent kernel".
    """
    found = ""
    start = text.find(acronym)
    while start >= 0 and not found:
        end = start + len(acronym)
        if not text[start - 1 : start].isalnum():
            end += text[end : end + 1] == "s"
            before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
            if before.endswith("(") and after[:1] in (")", ",", ";"):
                found = expansion_before(acronym, _BREAK.split(before[:-1])[-1])
            elif opened := _STANDS_FOR.match(after):
                found = leading_expansion(acronym, opened[1])
        start = text.find(acronym, end)
    return found
