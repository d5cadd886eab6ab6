"""TeX mathematics for readers: MathML for pages, Unicode where there is no markup.

Only commands that are known here reach the MathML library, so that no macro definition, link
or style of a captured text does; what it returns is checked against the elements and
attributes of MathML Core before it is believed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert
from latex2mathml.exceptions import (
    DenominatorNotFoundError,
    DoubleSubscriptsError,
    DoubleSuperscriptsError,
    ExtraLeftOrMissingRightError,
    InvalidAlignmentError,
    InvalidStyleForGenfracError,
    InvalidWidthError,
    LimitsMustFollowMathOperatorError,
    MissingEndError,
    MissingSuperScriptOrSubscriptError,
    NoAvailableTokensError,
    NumeratorNotFoundError,
)
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

_ESCAPED = frozenset("{}%$#&_")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_MAX_LENGTH = 2000
_MAX_DEPTH = 30

# The library raises these for TeX that it cannot read; they have no common base.
_LIBRARY_ERRORS = (
    DenominatorNotFoundError,
    DoubleSubscriptsError,
    DoubleSuperscriptsError,
    ExtraLeftOrMissingRightError,
    InvalidAlignmentError,
    InvalidStyleForGenfracError,
    InvalidWidthError,
    LimitsMustFollowMathOperatorError,
    MissingEndError,
    MissingSuperScriptOrSubscriptError,
    NoAvailableTokensError,
    NumeratorNotFoundError,
    IndexError,
    KeyError,
    ValueError,
    RecursionError,
    StopIteration,
    RuntimeError,
)


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
    """One group, or the one token that stands for it: ``\\frac12`` has two arguments."""
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
    """The character that the command ``\\name`` prints, or an empty string."""
    spec = get_default_latex_context_db().get_macro_spec(name)
    found = getattr(spec, "simplify_repl", None)
    if isinstance(found, str) and 0 < len(found) <= 2 and "%" not in found:
        return found
    return ""


@functools.cache
def _has_mathml(name: str) -> bool:
    return convert_symbol("\\" + name) is not None


def is_mathematics(name: str) -> bool:
    """Whether ``\\name`` is a command of mathematics (not of text, and no unknown macro)."""
    return name in _MATHEMATICS or (
        len(name) > 1 and name not in TEXTS and _has_mathml(name) and bool(symbol(name))
    )


_MATHEMATICS = frozenset(
    FONTS
    | FRACTIONS
    | FUNCTIONS
    | SIZES
    | (set(ACCENTS) - {"underline"})
    | set("sqrt binom operatorname overset underset eps limits displaystyle scriptstyle".split())
    | set("argmin argmax bmod pmod mod lVert rVert ell quad qquad textstyle".split())
)


# -- MathML ----------------------------------------------------------------------------------

_ELEMENTS = frozenset(
    "math mrow mi mn mo ms mspace mtext mfrac msqrt mroot mstyle mpadded mphantom msub msup "
    "msubsup munder mover munderover mtable mtr mtd".split()
)
_ATTRIBUTES = frozenset(
    "display displaystyle scriptlevel mathvariant stretchy fence form separator lspace rspace "
    "width height depth linethickness accent accentunder movablelimits minsize maxsize "
    "symmetric largeop".split()
)
_BRACKETS = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋∥∣")
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@functools.lru_cache(maxsize=65536)
def to_mathml(tex: str) -> str:
    """Inline MathML of a formula; its TeX in ``<code>`` if it has no reading.

    The namespace is left out: HTML gives it to ``<math>`` (HTML, section 4.8.15).
    """
    try:
        source = _to_safe_tex(parse(tex))
        root = ElementTree.fromstring(convert(source))
        _check(root)
    except (TexError, ElementTree.ParseError, *_LIBRARY_ERRORS):
        return f'<code class="tex">{escape(tex, quote=False)}</code>'
    for element in root.iter():
        element.tag = element.tag.removeprefix(_NAMESPACE)
        if element.tag == "mo" and (element.text or "").strip() in _BRACKETS:
            # A bracket as tall as its line pushes the lines of the paragraph apart.
            element.set("stretchy", "false")
    root.attrib.pop("display", None)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _check(root: ElementTree.Element) -> None:
    for element in root.iter():
        if element.tag.removeprefix(_NAMESPACE) not in _ELEMENTS:
            raise TexError(f"not MathML Core: {element.tag}")
        if not _ATTRIBUTES.issuperset(element.attrib):
            raise TexError(f"not MathML Core: {sorted(element.attrib)}")
        if "\\" in (element.text or ""):
            raise TexError("a command was left")


def _to_safe_tex(nodes: Sequence[Node]) -> str:
    return "".join(_safe(node) for node in nodes)


def _safe(node: Node) -> str:
    inner = _to_safe_tex(node.parts)
    if node.kind == "group":
        return "{" + inner + "}"
    if node.kind == "script":
        return node.text + inner
    if node.kind == "char":
        return "\\" + node.text if node.text in _ESCAPED else node.text
    name = node.text
    if name in _ESCAPED or name in SPACES or name == "|":
        return f"\\{name} "
    if name in IGNORED:
        return inner
    if name in SYNONYMS:
        return f"\\{SYNONYMS[name]} "
    if name in TEXTS:
        return "\\text{" + _letters(to_text(node.parts)) + "}"
    if name == "operatorname" or name in ("argmin", "argmax"):
        # The library sets \operatorname letter by letter.
        return "\\mathrm{" + _letters(to_text(node.parts) or name) + "}"
    if name in FRACTIONS:
        return "\\frac" + inner
    if name == "bm":
        return "\\boldsymbol" + inner
    if name == "sqrt":
        option = f"[{_to_safe_tex(node.option)}]" if node.option else ""
        return f"\\sqrt{option}{inner}"
    if name in ARGUMENTS:
        return f"\\{name}{inner}"
    if name in SIZES or name in FUNCTIONS or _has_mathml(name):
        return f"\\{name} "
    if found := symbol(name):
        return found
    return "\\mathrm{" + _letters(name) + "}"


def _letters(text: str) -> str:
    """Text without any character that means something to TeX."""
    return re.sub(r"[\\{}$^_%&#~]", " ", text)


# -- Unicode ---------------------------------------------------------------------------------

_SUPERSCRIPT = dict(
    zip(
        "0123456789+-=()niabcdefghjklmoprstuvwxyz.*'′TEβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ·*'′ᵀᴱᵝᵞᵟᶿ",
        strict=True,
    )
)
_SUBSCRIPT = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_BLACKBOARD = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_RELATIONS = frozenset("≤≥≠≈∈∉⊂⊆⊃⊇→←↔⇒⇐⇔∼≃≅≡∝≪≫≲≳⩽⩾↦≜≍")


@functools.lru_cache(maxsize=65536)
def to_unicode(tex: str) -> str:
    """A formula as readable characters: ``O(\\varepsilon^{-2.5})`` becomes ``O(ε⁻²·⁵)``.

    TeX that has no reading comes back without dollars, backslashes and braces.
    """
    try:
        nodes = parse(tex)
    except TexError:
        return " ".join(re.sub(r"[\\{}$]+", " ", tex).split())
    return " ".join(to_text(nodes).split())


def to_text(nodes: Sequence[Node]) -> str:
    """The characters of a parsed formula."""
    parts: list[str] = []
    for node in nodes:
        text = _text(node)
        if text in _RELATIONS and text and parts and "".join(parts).strip():
            text = f" {text} "
        elif (
            node.kind == "command" and node.text in FUNCTIONS and parts and parts[-1][-1:].isalnum()
        ):
            text = f" {text}"
        if text[:1].isalnum() and parts and parts[-1] in FUNCTIONS:
            text = f" {text}"
        parts.append(text)
    return re.sub(r" +", " ", "".join(parts))


def _text(node: Node) -> str:
    if node.kind == "char":
        return {"-": "−", "*": "*", "'": "′", "~": " "}.get(node.text, node.text)
    if node.kind == "group":
        return to_text(node.parts)
    inner = [to_text(part.parts).strip() for part in node.parts]
    if node.kind == "script":
        return _script(node.text, inner[0])
    name = node.text
    if name in SPACES:
        return SPACES[name]
    if name in IGNORED or name in SIZES:
        return "".join(inner)
    if name in ACCENTS:
        base = inner[0]
        return unicodedata.normalize("NFC", base + ACCENTS[name]) if len(base) == 1 else base
    if name == "mathbb":
        return "".join(_BLACKBOARD.get(letter, letter) for letter in inner[0])
    if name in FRACTIONS:
        return f"{_enclosed(inner[0])}/{_enclosed(inner[1])}"
    if name == "sqrt":
        index = _script("^", to_text(node.option)) if node.option else ""
        return f"{index}√{_enclosed(inner[0])}"
    if name in ("binom", "tbinom", "dbinom"):
        return f"C({inner[0]}, {inner[1]})"
    if inner:
        return inner[-1]
    if name in FUNCTIONS or name in ("argmin", "argmax"):
        return name
    if name in SYNONYMS:
        return to_text(parse("\\" + SYNONYMS[name]))
    if name == "|":
        return "‖"
    if name in ("epsilon", "varepsilon"):
        return "ε"
    if name in ("phi", "varphi"):
        return "φ"
    return symbol(name) or name


def _script(mark: str, text: str) -> str:
    table = _SUPERSCRIPT if mark == "^" else _SUBSCRIPT
    plain = text.replace("−", "-").replace(" ", "")
    if plain and all(c in table for c in plain):
        return "".join(table[c] for c in plain)
    if mark == "^" and text in ("∘", "°"):
        return "°"
    if mark == "^" and text in ("⋆", "∗", "*", "†", "+"):
        return text
    return f"{mark}{text}" if len(text) == 1 or text.isalnum() else f"{mark}({text})"


def _enclosed(text: str) -> str:
    return text if re.fullmatch(r"[\w.]*[⁰-₟²³¹]*", text) else f"({text})"
