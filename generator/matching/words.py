"""Words as rules see them: split a text, and bring spellings of one word to one key.

Two spellings have one key if they differ in case, accents, plural, possessive,
or British and American custom. Joins ("pre-training", "pretraining", "pre training")
are the matter of :mod:`generator.matching.phrases`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from generator.text import fold

_APOSTROPHES = "'’ʼ"
_SIGNED = r"(?<![A-Za-z0-9])[A-Za-z](?:\+\+|#)(?![A-Za-z0-9+#])"  # "C++", "C#"
_ASCII_WORD = re.compile(rf"({_SIGNED}|\\?[A-Za-z0-9]+(?:[{_APOSTROPHES}][A-Za-z0-9]+)*)")
# Han and kana have no spaces, so each sign is a word; combining marks belong to their word.
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_ANY_WORD = re.compile(
    rf"({_SIGNED}|[{_IDEOGRAPH}]"
    rf"|\\?(?:(?![{_IDEOGRAPH}])(?:[^\W_]|[\u0300-\u036f]))+"
    rf"(?:[{_APOSTROPHES}](?:[^\W_{_IDEOGRAPH}]|[\u0300-\u036f])+)*)"
)

_GREEK: Mapping[str, str] = {
    letter: unicodedata.name(letter).split()[-1].lower()
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψω"
    if "FINAL" not in unicodedata.name(letter)
} | {"ς": "sigma", "λ": "lambda"}
_GREEK_TABLE = str.maketrans(dict(_GREEK))
_TEX_WORDS = frozenset(_GREEK.values()) | {"ell", "varepsilon", "vartheta", "varphi"}

LITTLE_WORDS = frozenset(
    "a an and any are as at be but by can do for from has have if in is it its many may more no "
    "not of on one or our so some such than that the their them then there these they this to "
    "two up us use was we well were when where which with you".split()
)
"""Words that join with a neighbour only across a hyphen: "a symmetric" is not "asymmetric"."""

_IRREGULAR: Mapping[str, str] = {
    "analyses": "analysis",
    "automata": "automaton",
    "axes": "axis",
    "bacteria": "bacterium",
    "biases": "bias",
    "children": "child",
    "corpora": "corpus",
    "crises": "crisis",
    "criteria": "criterion",
    "equilibria": "equilibrium",
    "extrema": "extremum",
    "foci": "focus",
    "formulae": "formula",
    "gases": "gas",
    "halves": "half",
    "hypotheses": "hypothesis",
    "indices": "index",
    "leaves": "leaf",
    "lenses": "lens",
    "loci": "locus",
    "matrices": "matrix",
    "maxima": "maximum",
    "men": "man",
    "mice": "mouse",
    "minima": "minimum",
    "nuclei": "nucleus",
    "optima": "optimum",
    "parentheses": "parenthesis",
    "phenomena": "phenomenon",
    "quanta": "quantum",
    "radii": "radius",
    "selves": "self",
    "simplices": "simplex",
    "spectra": "spectrum",
    "stimuli": "stimulus",
    "strata": "stratum",
    "syntheses": "synthesis",
    "theses": "thesis",
    "vertices": "vertex",
    "viruses": "virus",
    "women": "woman",
}
_NO_PLURAL = frozenset(
    "alias always atlas bias canvas chaos cosmos electronics ethics gas genetics graphics "
    "acoustics kinetics lens linguistics mechanics news optics pancreas perhaps physics politics "
    "robotics series species".split()
)
# "dynamics" is a field and "dynamic" an adjective, whereas "metrics" are several metrics.
_NO_PLURAL_END = ("ss", "us", "is", "namics", "matics", "omics", "physics")

_BRITISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"is(e|ed|er|ers|es|ing|ation|ations|ational)$", r"iz\1"),
        (r"yse(d|r)?$", r"yze\1"),
        (r"ysing$", "yzing"),
        (r"(behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|tum|vap)our", r"\1or"),
        (r"(cance|channe|labe|leve|mode|signa|trave|tunne)ll(ed|er|ers|ing)$", r"\1l\2"),
        (r"(cent|fib|lit|theat)re(s?)$", r"\1er\2"),
        (r"(anal|catal|dial)ogue(s?)$", r"\1og\2"),
        (r"(def|off|lic)ence(s?)$", r"\1ense\2"),
        (r"^artefact", "artifact"),
        (r"^grey$", "gray"),
        (r"^programme(s?)$", r"program\1"),
        (r"^learnt$", "learned"),
    )
)
_MAYBE_BRITISH = re.compile(
    r"is[aei]|ys[ei]|our|ll[ei]|res?$|ogue|ence|artefact|grey|gramme|learnt"
)


class Tokens:
    """The words of one text.

    Attributes:
        text: The text.
        words: Its words as they stand in it. A TeX command is one word, with its backslash.
        gaps: What stands before each word, and behind the last one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        pattern = _ASCII_WORD if text.isascii() else _ANY_WORD
        self._parts: list[str] = pattern.split(text)
        self.words = self._parts[1::2]
        self.gaps = self._parts[::2]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """First character of each word, and the one behind its last."""
        bounds = list(accumulate(map(len, self._parts)))
        return list(zip(bounds[::2], bounds[1::2], strict=False))


def tokens(text: str) -> Tokens:
    """Split a text into words."""
    return Tokens(text)


@dataclass(frozen=True, slots=True)
class Forms:
    """What the spellings of a word are told by.

    Attributes:
        folded: :func:`folded_word`; empty if it has no content.
        american: Folded, in American spelling.
        key: :func:`word_key`.
        case: :func:`case_key`.
    """

    folded: str
    american: str
    key: str
    case: str


def forms(word: str) -> Forms:
    """All forms of a word."""
    folded = folded_word(word)
    spelling = american(folded)
    plural = folded_word(word[:-1]) if is_plural_acronym(word) else ""
    key = plural or _IRREGULAR.get(folded) or singular(spelling)
    return Forms(folded, spelling, key, case_key(word))


def folded_word(word: str) -> str:
    """A word without case, accents and possessive; Greek letters by name.

    A TeX command that names no letter has no content: it gives an empty string.
    """
    if word.isascii() and word.isalnum():
        return word.lower()
    if word[0] == "\\":
        name = word[1:].lower().removeprefix("var")
        return name if name in _TEX_WORDS else ""
    folded = fold(word).translate(_GREEK_TABLE)
    if not folded.isalnum():
        for apostrophe in _APOSTROPHES:
            folded = folded.removesuffix(f"{apostrophe}s").replace(apostrophe, "")
    return folded


def american(folded: str) -> str:
    """British spellings as American ones: "generalisation" as "generalization"."""
    if _MAYBE_BRITISH.search(folded):
        for pattern, replacement in _BRITISH:
            folded = pattern.sub(replacement, folded)
    return folded


def singular(folded: str) -> str:
    """One form for regular plurals: "policies" as "policy"; not always a real word."""
    if len(folded) < 4 or folded in _NO_PLURAL:
        return folded
    if folded.endswith("s") and not folded.endswith(_NO_PLURAL_END):
        folded = folded[:-1]
        if folded.endswith(("che", "she", "sse", "xe", "ze")):
            return folded[:-1]
    elif folded.endswith(("che", "she", "sse", "xe", "ze")):
        return folded[:-1]  # "cache" and "caches", like "search" and "searches"
    return folded[:-2] + "y" if folded.endswith("ie") else folded


class Lexicon(dict[str, Forms]):
    """Forms of the words that were asked for, kept."""

    def __missing__(self, word: str) -> Forms:
        found = self[word] = forms(word)
        return found


def word_key(word: str) -> str:
    """What all spellings of one word have in common."""
    return forms(word).key


def case_key(word: str) -> str:
    """A word without accents, possessive and the plural of an acronym, but with its case."""
    if word.isascii() and word.isalnum():
        return word[:-1] if is_plural_acronym(word) else word
    kept = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for apostrophe in _APOSTROPHES:
        kept = kept.removesuffix(f"{apostrophe}s").replace(apostrophe, "")
    return kept[:-1] if is_plural_acronym(kept) else kept


def is_acronym(word: str) -> bool:
    """Two capitals or more, and no small letter but a final "s": ``RL``, ``PDEs``, ``GPT2``."""
    stem = word.removesuffix("s")
    return stem.upper() == stem and sum(map(str.isupper, stem)) >= 2


def is_plural_acronym(word: str) -> bool:
    """``PDEs``, ``GPs``, ``NNs``."""
    return word.endswith("s") and is_acronym(word)


def is_little(word: str) -> bool:
    """Whether a word joins with its neighbour only across a hyphen."""
    return len(word) == 1 or word.casefold() in LITTLE_WORDS
