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
from html import escape
from itertools import zip_longest
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

from generator.tex.letters import to_text
from generator.tex.tree import (
    ARGUMENTS,
    ESCAPED,
    FRACTIONS,
    FUNCTIONS,
    IGNORED,
    SIZES,
    SPACES,
    SYNONYMS,
    TEXTS,
    Node,
    TexError,
    has_mathml,
    parse,
    symbol,
)

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


_ELEMENTS = frozenset(
    "math mrow mi mn mo ms mspace mtext mfrac msqrt mroot mstyle mpadded mphantom msub msup "
    "msubsup munder mover munderover mtable mtr mtd".split()
)
_ATTRIBUTES = frozenset(
    "display displaystyle scriptlevel mathvariant stretchy fence form separator lspace rspace "
    "width height depth linethickness accent accentunder movablelimits minsize maxsize "
    "symmetric largeop".split()
)
_CLOSING = frozenset(")]}⌉⌋⟩")
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
    for element in list(root.iter()):
        element.tag = element.tag.removeprefix(_NAMESPACE)
    for element in list(root.iter()):
        _mend(element)
    for element in list(root.iter("mrow")):
        _space_functions(element)
    root.attrib.pop("display", None)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _mend(element: ElementTree.Element) -> None:
    """Set right what the library takes for letters, and what would stretch."""
    text = (element.text or "").strip()
    sign = text in "~:" or text in _BRACKETS or unicodedata.category(text[:1] or "a") == "Sm"
    if element.tag == "mi" and len(text) == 1 and sign:
        element.tag = "mo"
        element.text = "∼" if text == "~" else text
    if element.tag == "mo" and text in _BRACKETS:
        # A bracket as tall as its line pushes the lines of the paragraph apart.
        element.set("stretchy", "false")
    if element.tag == "mo" and text in FUNCTIONS:
        element.set("lspace", "0em")
        element.set("rspace", "0em")
    upright = [child.get("mathvariant") == "normal" and child.tag == "mi" for child in element]
    if element.tag == "mrow" and len(upright) > 1 and all(upright):
        # Letters of one name: "poly" is one identifier, which MathML sets upright by itself.
        name = "".join(child.text or "" for child in element)
        element[:] = []
        ElementTree.SubElement(element, "mi").text = name


def _space_functions(row: ElementTree.Element) -> None:
    """A thin space on both sides of a function's name, as in TeX; none beside a bracket."""
    children = list(row)
    for child, behind in zip_longest(children, children[1:]):
        at = list(row).index(child)
        before = row[at - 1] if at else None
        if not _is_function(child):
            continue
        if behind is not None and behind.tag not in ("mo", "mspace"):
            row.insert(at + 1, _thin_space())
        if before is not None and (before.tag not in ("mo", "mspace") or before.text in _CLOSING):
            row.insert(at, _thin_space())


def _is_function(element: ElementTree.Element) -> bool:
    if element.tag in ("msub", "msup", "msubsup", "munder", "mrow") and len(element):
        alone = element.tag != "mrow" or len(element) == 1
        return alone and _is_function(element[0])
    text = element.text or ""
    return element.tag in ("mi", "mo") and len(text) > 1 and text.isalpha()


def _thin_space() -> ElementTree.Element:
    return ElementTree.Element("mspace", width="0.167em")


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
        return "\\" + node.text if node.text in ESCAPED else node.text
    name = node.text
    if name in ESCAPED or name in SPACES or name == "|":
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
    if name in SIZES or name in FUNCTIONS or has_mathml(name):
        return f"\\{name} "
    if found := symbol(name):
        return found
    return "\\mathrm{" + _letters(name) + "}"


def _letters(text: str) -> str:
    """Text without any character that means something to TeX."""
    return re.sub(r"[\\{}$^_%&#~]", " ", text)
