"""TeX mathematics as a tree, and what its commands are."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from latex2mathml.symbols_parser import convert_symbol
from pylatexenc.latex2text import get_default_latex_context_db

FONTS = frozenset(
    "mathcal mathbb mathbf mathrm mathsf mathfrak mathit mathtt mathscr boldsymbol bm".split()
)
ACCENTS = {
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
    "underline": "\u0332",
}
"""Accents of mathematics and the combining character that stands for each."""

TEXTS = frozenset("text textrm textit textbf textsf texttt textsc mbox hbox textnormal".split())
FRACTIONS = frozenset("frac tfrac dfrac cfrac nicefrac sfrac".split())
FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim "
    "liminf limsup ln log max min Pr sec sin sinh sup tan tanh".split()
)
SIZES = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr".split()
)
IGNORED = frozenset(
    "limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle ensuremath nonumber "
    "xspace protect rm it bf sf tt cal em allowbreak nobreak mathstrut smash mathord mathop "
    "mathrel mathbin mathopen mathclose mathpunct mathinner relax noindent".split()
)
SPACES = {",": "\u2009", ":": " ", ";": " ", " ": " ", "!": "", "quad": " ", "qquad": " "}
SYNONYMS = {
    "eps": "epsilon",
    "R": "mathbb{R}",
    "reals": "mathbb{R}",
    "lVert": "|",
    "rVert": "|",
    "Vert": "|",
    "lvert": "vert",
    "rvert": "vert",
    "upmu": "mu",
    "textmu": "mu",
    "texttimes": "times",
    "dotsc": "ldots",
    "dotsb": "cdots",
    "colon": ":",
}
"""Commands of packages, and common abbreviations, by a command that everything knows."""

ARGUMENTS = {
    **dict.fromkeys(FONTS | TEXTS | set(ACCENTS), 1),
    **dict.fromkeys(FRACTIONS, 2),
    **dict.fromkeys(("binom", "tbinom", "dbinom", "overset", "underset", "stackrel"), 2),
    **dict.fromkeys(("sqrt", "operatorname", "overbrace", "underbrace", "pmod"), 1),
}
"""How many arguments the commands with arguments take."""

ESCAPED = frozenset("{}%$#&_")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_MAX_LENGTH = 2000
_MAX_DEPTH = 30


class TexError(ValueError):
    """TeX that has no reading: braces that do not pair, a command without its argument."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula.

    Attributes:
        kind: ``char`` (a character, number or space), ``command``, ``group`` or ``script``.
        text: The character or number; the command's name; ``^`` or ``_`` for a script.
        parts: What a group or script holds; a command's arguments, each a group.
        option: The ``[…]`` of a root.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    option: tuple[Node, ...] = ()


def parse(tex: str) -> tuple[Node, ...]:
    """Read TeX mathematics.

    Raises:
        TexError: If it has no reading.
    """
    if len(tex) > _MAX_LENGTH:
        raise TexError("too long")
    tokens = _TOKEN.findall(tex)
    nodes, end = _parse_list(tokens, 0, "", 0)
    if end != len(tokens):
        raise TexError("a brace closes nothing")
    return nodes


def _parse_list(
    tokens: Sequence[str], at: int, close: str, depth: int
) -> tuple[tuple[Node, ...], int]:
    if depth > _MAX_DEPTH:
        raise TexError("too deep")
    nodes: list[Node] = []
    while at < len(tokens) and tokens[at] != close:
        if tokens[at] == "}":
            break
        node, at = _parse_one(tokens, at, depth)
        nodes.append(node)
    if close and (at == len(tokens) or tokens[at] != close):
        raise TexError("a bracket stays open")
    return tuple(nodes), at


def _parse_one(tokens: Sequence[str], at: int, depth: int) -> tuple[Node, int]:
    token = tokens[at]
    at += 1
    if token == "{":
        parts, at = _parse_list(tokens, at, "}", depth + 1)
        return Node("group", parts=parts), at + 1
    if token in "^_" and token:
        part, at = _parse_argument(tokens, at, depth)
        return Node("script", token, (part,)), at
    if not token.startswith("\\") or token == "\\":
        return Node("char", " " if token.isspace() else token), at
    name = token[1:].rstrip("*") or "*"
    option: tuple[Node, ...] = ()
    if name == "sqrt" and at < len(tokens) and tokens[at] == "[":
        option, at = _parse_list(tokens, at + 1, "]", depth + 1)
        at += 1
    arguments: list[Node] = []
    for _ in range(ARGUMENTS.get(name, 0)):
        argument, at = _parse_argument(tokens, at, depth)
        arguments.append(argument)
    return Node("command", name, tuple(arguments), option), at


def _parse_argument(tokens: Sequence[str], at: int, depth: int) -> tuple[Node, int]:
    r"""One group, or the one token that stands for it: ``\\frac12`` has two arguments."""
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    if at == len(tokens) or tokens[at] in ("}", "^", "_"):
        raise TexError("an argument is missing")
    if depth > _MAX_DEPTH:
        raise TexError("too deep")
    if tokens[at][0].isdigit() and len(tokens[at]) > 1:
        raise TexError("a number of several digits is no argument")
    node, at = _parse_one(tokens, at, depth + 1)
    return (node if node.kind == "group" else Node("group", parts=(node,))), at


@functools.cache
def symbol(name: str) -> str:
    r"""The character that the command ``\\name`` prints, or an empty string."""
    spec = get_default_latex_context_db().get_macro_spec(name)
    found = getattr(spec, "simplify_repl", None)
    if isinstance(found, str) and 0 < len(found) <= 2 and "%" not in found:
        return found
    return ""


@functools.cache
def has_mathml(name: str) -> bool:
    """Whether the MathML library has a character for a command."""
    return convert_symbol("\\" + name) is not None


def is_mathematics(name: str) -> bool:
    r"""Whether ``\\name`` is a command of mathematics (not of text, and no unknown macro)."""
    return name in _MATHEMATICS or (
        len(name) > 1 and name not in TEXTS and has_mathml(name) and bool(symbol(name))
    )


_MATHEMATICS = frozenset(
    FONTS
    | FRACTIONS
    | FUNCTIONS
    | SIZES
    | (set(ACCENTS) - {"underline", "dot", "check", "breve", "acute", "grave"})
    | set("sqrt binom operatorname overset underset eps limits displaystyle scriptstyle".split())
    | (set(SYNONYMS) - {"colon", "texttimes", "textmu"})
    | set("argmin argmax bmod pmod mod lVert rVert ell quad qquad textstyle".split())
)
