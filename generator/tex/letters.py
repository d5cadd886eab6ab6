"""TeX mathematics as Unicode letters, for titles, feeds and search."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from generator.tex.tree import (
    ACCENTS,
    FRACTIONS,
    FUNCTIONS,
    IGNORED,
    SIZES,
    SPACES,
    SYNONYMS,
    Node,
    TexError,
    parse,
    symbol,
)

_SUPERSCRIPT = dict(
    zip(
        "0123456789+-=()niabcdefghjklmoprstuvwxyz.*'′TEβγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ·*'′ᵀᴱᵝᵞᵟᶿ",
        strict=True,
    )
)
_SUBSCRIPT = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρφχ.",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ.",
        strict=True,
    )
)
_BLACKBOARD = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_RELATIONS = frozenset("≤≥≠≈∈∉⊂⊆⊃⊇→←↔⇒⇐⇔∼≃≅≡∝≪≫≲≳⩽⩾↦≜≍")


@functools.lru_cache(maxsize=65536)
def to_unicode(tex: str) -> str:
    r"""A formula as readable characters: ``O(\\varepsilon^{-2.5})`` becomes ``O(ε⁻²·⁵)``.

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
    for i, node in enumerate(nodes):
        text = _text(node)
        if text == " " and _takes_space(nodes, i, parts):
            continue
        if text in _RELATIONS and text and parts and "".join(parts).strip():
            text = f" {text} "
        elif (
            node.kind == "command" and node.text in FUNCTIONS and parts and parts[-1][-1:].isalnum()
        ):
            text = f" {text}"
        if text[:1].isalnum() and node.kind != "script" and parts and parts[-1] in FUNCTIONS:
            text = f" {text}"
        parts.append(text)
    return re.sub(r" +", " ", "".join(parts))


def _takes_space(nodes: Sequence[Node], at: int, parts: Sequence[str]) -> bool:
    r"""Whether the command before a space ends there, as in ``n\times n``."""
    before = nodes[at - 1] if at else None
    if before is None or before.kind != "command" or before.parts or before.text in FUNCTIONS:
        return False
    return not (len(parts) > 1 and parts[-2].endswith(" ")) and not parts[-1].endswith(" ")


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
    return text if re.fullmatch(r"√?[\w.]*[⁰-₟²³¹]*", text) else f"({text})"
