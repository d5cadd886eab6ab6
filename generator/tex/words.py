r"""The words of TeX mathematics, as they stand in text that lost its backslashes.

``\delta\in(0,1)`` has become ``deltain(0,1)``: :func:`tokenize` parts such words again where
nothing else than glued commands can be meant.
"""

from __future__ import annotations

import functools
import re

from generator.tex.tree import ACCENTS, FONTS, FRACTIONS, FUNCTIONS, SIZES, TEXTS

GREEK_LOWER = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega".split()
)
GREEK_UPPER = frozenset("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split())
GREEK = GREEK_LOWER | GREEK_UPPER

SURE_GREEK = frozenset(
    "epsilon varepsilon vartheta varpi varrho varphi varsigma theta rho zeta eta nu phi xi".split()
)
"""Greek letters that running text does not use as words."""

WORD_GREEK = frozenset("alpha beta gamma delta lambda mu tau sigma pi omega kappa".split())
"""Greek letters that are words too: "alpha matte", "delta rule", "gamma process"."""

SURE_SYMBOLS = frozenset("infty ell nabla ldots cdots varnothing emptyset".split())
SYMBOLS = SURE_SYMBOLS | frozenset(
    "partial forall exists dots star circ top bot prime perp dagger ast hbar bullet".split()
)
"""Symbols; those that are not sure are words as well, and count after a backslash or a script."""

SCRIPT_SYMBOLS = frozenset(
    "top star circ prime dagger ast perp times infty ell bullet bot parallel dots".split()
)
"""Symbols that stand in scripts without a brace: ``x^top``."""

SURE_RELATIONS = frozenset(
    "leq geq neq cdot subseteq supseteq rightarrow leftarrow Rightarrow Leftarrow leftrightarrow "
    "uparrow downarrow mapsto propto lesssim gtrsim simeq notin oplus otimes odot setminus approx "
    "succeq preceq leqslant geqslant triangleq asymp".split()
)
"""Relations and operations that are no English words."""

RELATIONS = SURE_RELATIONS | frozenset(
    "times sim le ge ll gg in to pm mp div equiv cup cap mid vee wedge ne circ subset supset cong "
    "succ prec star parallel mod land lor".split()
)
LIMITS = frozenset(
    "sum prod int iint bigcup bigcap bigoplus lim max min sup inf argmin argmax limsup liminf "
    "Pr".split()
)
"""Operators that carry what they run over below them."""

NAMES = frozenset(
    "poly polylog Poly PolyLog Polylog polyloglog Var Cov Tr tr diag rank softmax sign sgn KL TV "
    "relu ReLU erf span supp vec dist vol conv id sigmoid loss Lip card nnz opt prox gap".split()
)
"""Names that formulas spell out without a backslash."""

DELIMITERS = {
    "lbrace": "\\{",
    "rbrace": "\\}",
    "langle": "\\langle",
    "rangle": "\\rangle",
    "lceil": "\\lceil",
    "rceil": "\\rceil",
    "lfloor": "\\lfloor",
    "rfloor": "\\rfloor",
    "lvert": "|",
    "rvert": "|",
    "lVert": "\\|",
    "rVert": "\\|",
    "Vert": "\\|",
    "vert": "|",
}
SIGNS = frozenset("=<>+-*/≤≥≠≈×·∈→∼±⊂⊆")
"""Operators that are one character."""

OPENING = frozenset("lbrace langle lceil lfloor lvert lVert".split())
SURE_ACCENTS = frozenset("tilde widetilde widehat overline".split())
OLD_FONTS = {
    "bf": "mathbf",
    "rm": "mathrm",
    "cal": "mathcal",
    "it": "mathit",
    "sf": "mathsf",
    "tt": "mathtt",
    "em": "mathit",
    "sc": "mathrm",
}
"""Font switches that open a group: ``{bf x}``."""

INDEX_LETTERS = frozenset("ijklmnpqrstuvwxyz")

_NEVER_ENGLISH = sorted(
    "leftrightarrow rightarrow leftarrow Rightarrow mapsto subseteq varepsilon mathcal mathbb "
    "mathbf mathrm boldsymbol infty leq geq lesssim gtrsim propto ldots".split(),
    key=lambda w: (-len(w), w),
)
_NEVER_ENGLISH_RE = re.compile("|".join(_NEVER_ENGLISH))

_GLUED = re.compile(
    "|".join(
        sorted(
            (GREEK - {"xi", "pi"})
            | (RELATIONS - {"le", "ge", "ll", "gg", "ne", "mp", "mod", "approx", "star", "mid"})
            | (SURE_SYMBOLS - {"ell"})
            | FUNCTIONS - {"arg", "sec", "hom", "ker", "lg", "det", "dim", "deg", "cot"}
            | FONTS
            | SIZES - {"middle"}
            | (LIMITS - {"int", "Pr"})
            | {"sqrt", "tilde", "hat", "bar", "dots", "partial", "nolimits", "poly", "polylog"}
            | {"top", "star", "prime"}
            | set(DELIMITERS),
            key=lambda w: (-len(w), w),
        )
    )
)
_STRONG_GLUE = frozenset(
    {n for n in GREEK if len(n) > 3 and n != "iota"} | (FONTS - {"bm"})
    | (SURE_RELATIONS - {"notin"})
    | {"times", "vee", "subset", "infty", "ldots", "cdots", "sqrt"}
)  # fmt: skip
"""Commands that make a word one of TeX; "cost" and "what" hold \\cos and \\hat, too."""

_LETTER_LOG = re.compile(r"[adeg-rt-zADEG-RT-Z]log|log[A-Z]")
_LONG_GREEK = "|".join(sorted((n for n in GREEK_LOWER if len(n) > 3), key=len, reverse=True))
_SHORT_RELATION = re.compile(rf"([b-hj-zB-HJ-Z]|{_LONG_GREEK})(le|ge|in|to)")
_IN_SPACE = re.compile(r"([b-hj-zA-HJ-Z])in([A-Z])")
_PRODUCT = re.compile(r"([A-Z]{2,5})(left|right)")
_SIDES = frozenset("bright upright aright cleft Bright Wright".split())
_MICRO = re.compile(r"(mu)([A-Z]{1,3}|Transfer)")
_BRACKET_AFTER = frozenset("([{|)]}")
_TOUCHING = frozenset("()[]{}|^_=<>+/,0123456789!'\\-")

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\W\d_]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)

KNOWN = (
    GREEK | SYMBOLS | RELATIONS | LIMITS | NAMES | FUNCTIONS | FONTS | FRACTIONS | SIZES
    | frozenset(ACCENTS) | TEXTS | frozenset(DELIMITERS) | frozenset(OLD_FONTS)
    | {"sqrt", "nolimits", "operatorname", "binom"}
)  # fmt: skip


def tokenize(text: str) -> list[str]:
    """Commands, words, numbers, spaces and single signs; joined they are the text again."""
    raw = _TOKEN.findall(text)
    tokens: list[str] = []
    for i, token in enumerate(raw):
        if len(token) < 3 or not token.isalpha() or token in KNOWN or not token.isascii():
            tokens.append(token)
            continue
        before = raw[i - 1] if i else " "
        after = raw[i + 1] if i + 1 < len(raw) else " "
        behind = raw[i + 2] if after.isspace() and i + 2 < len(raw) else after
        behind = behind.removesuffix("right") or behind
        tokens += _parted(token, before[-1], after[0], behind)
    return tokens


def _parted(word: str, before: str, after: str, behind: str) -> tuple[str, ...]:
    """The commands and letters that a word is glued from, or the word alone."""
    if (match := _SHORT_RELATION.fullmatch(word)) and _may_relate(match, after, behind):
        return match[1], match[2]
    if (match := _PRODUCT.fullmatch(word)) and after in _BRACKET_AFTER:
        return match[1], match[2]
    if match := _MICRO.fullmatch(word):
        return match[1], match[2]
    if after in "^_" and (match := _IN_SPACE.fullmatch(word)):
        return match[1], "in", match[2]
    parts = _split(word)
    if parts is None:
        return _split_sure(word)
    if parts[-1] in SIZES:
        return parts if after in _BRACKET_AFTER and word not in _SIDES else (word,)
    if parts[-1] in RELATIONS | {"log", "ln"} and len(behind) == 1 and behind not in "aAI":
        return parts
    if after in _TOUCHING or before in _TOUCHING:
        return parts
    return _split_sure(word)


def _may_relate(match: re.Match[str], after: str, behind: str) -> bool:
    """Whether ``kin`` or ``dge`` is k∈ or d≥, by what stands behind it: "Lin (2019)" is a name."""
    if behind in FONTS or behind in SURE_SYMBOLS:
        return True
    if match[2] == "in":
        touching = after in "[{" or (after == "(" and (match[1].islower()))
        return touching or (len(match[1]) > 1 and behind[0] in "[({")
    return behind[0].isdigit() if match[2] != "to" else behind == "0"


@functools.lru_cache(maxsize=8192)
def _split(word: str) -> tuple[str, ...] | None:
    """A word as commands with at most two single letters between them, or None."""
    if len(word) > 40:
        return None
    parts: list[str] = []
    letters = commands = at = 0
    while at < len(word):
        if match := _GLUED.match(word, at):
            parts.append(match[0])
            commands += len(match[0])
            at = match.end()
        else:
            parts.append(word[at])
            letters += 1
            at += 1
            if letters > 2:
                return None
    if len(parts) < 2 or commands < 2 * letters or parts[-1] == "s":
        return None
    sized = parts[-1] in SIZES
    if _STRONG_GLUE.isdisjoint(parts) and not sized and not _LETTER_LOG.fullmatch(word):
        return None
    return tuple(parts)


@functools.lru_cache(maxsize=8192)
def _split_sure(word: str) -> tuple[str, ...]:
    """Part a word around commands that no English word holds: ``GTArightarrowCity``."""
    if not _NEVER_ENGLISH_RE.search(word):
        return (word,)
    parts: list[str] = []
    at = 0
    for match in _NEVER_ENGLISH_RE.finditer(word):
        if match.start() > at:
            parts += _part(word[at : match.start()])
        parts.append(match[0])
        at = match.end()
    if at < len(word):
        parts += _part(word[at:])
    return tuple(parts)


def _part(word: str) -> tuple[str, ...]:
    match = _SHORT_RELATION.fullmatch(word)
    return (match[1], match[2]) if match else _split(word) or (word,)


_HINT_SIGNS = frozenset("\\^_{")
_HINT_WORDS = (
    GREEK | SURE_RELATIONS | SURE_SYMBOLS | FONTS | FRACTIONS | {"sqrt"} | SURE_ACCENTS | OPENING
)
_HINTS = re.compile(
    r"(?:\b[A-Za-z]|\d) ?(?:times|pm)(?![a-z])|\bsim ?[\d$]"
    r"|\b[A-Za-z] sim [A-Za-z]\(|(?<![A-Za-z])mu[A-Z]|times\d"
)
_GLUED_LOG = re.compile(r"log\b(?<=[^A-Za-z][adeg-rt-z]...)")
_SIZED = ("left(", "left[", "left{", "left|", "igl(", "igl[", "igl{", "igl|", "ig(")
_HINT_STRINGS = (*_NEVER_ENGLISH, *_SIZED)
_HINT_PARTS = ("times", "pm", "sim", "mu")
_WORD = re.compile(r"[A-Za-z]+")


def may_hold_mathematics(text: str) -> bool:
    """Whether a text has any sign of lost mathematics: quick, and wrong only in saying yes."""
    return (
        not _HINT_SIGNS.isdisjoint(text)
        or not _HINT_WORDS.isdisjoint(_WORD.findall(text))
        or any(word in text for word in _HINT_STRINGS)
        or (any(part in text for part in _HINT_PARTS) and bool(_HINTS.search(text)))
        or ("log" in text and bool(_GLUED_LOG.search(text)))
    )
