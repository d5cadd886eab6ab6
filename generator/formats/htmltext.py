r"""Titles and abstracts that carry HTML or JATS: as plain text, mathematics as ``$…$`` TeX.

Sources: "CSL 1.0.2 Specification", appendix on rich text (``<i>``, ``<sup>``, ``<span>``);
"Journal Article Tag Suite" 1.3, in which Crossref gives abstracts (``<jats:p>``,
``<jats:tex-math>``).
"""

from __future__ import annotations

import html
import re

_INLINE = (
    "i|b|u|em|strong|sup|sub|span|scp|sc|small|tt|italic|bold|inf|abstract|list|list-item|div"
    "|ul|ol|li"
)
_PARAGRAPH = re.compile(r"</(?:jats:)?(?:p|title|sec|div|li|list-item)\s*>|<br\s*/?>", re.I)
_TAG = re.compile(rf"</?((?:jats|mml|m):[a-z-]+|{_INLINE}|p|title|sec|br)(?:\s[^<>]*)?/?>", re.I)
_CLOSING = re.compile(r"</([a-z-]+)\s*>", re.I)
_LABEL = re.compile(r"<(jats:title|title)>\s*(?:abstract|summary)\s*+(?:[.:]\s*+)?</\1>", re.I)
_RAISED = re.compile(r"<(?:jats:)?(sup|sub)>([^<>]{1,40})</(?:jats:)?\1>", re.I)
# Each stops where the next one begins: what is never closed must not be read to the end each time.
_TEX = re.compile(
    r"<(?:jats:)?tex-math\b[^<>]*>((?:(?!</?(?:jats:)?tex-math\b).)*)</(?:jats:)?tex-math>",
    re.I | re.DOTALL,
)
_MATHML = re.compile(
    r"<((?:mml:|m:)?math)\b[^<>]*>((?:(?!</?(?:mml:|m:)?math\b).)*)</\1>", re.I | re.DOTALL
)
_TEX_DOCUMENT = re.compile(
    r"\\documentclass(?:(?!\\documentclass).)*?\\begin\{document\}|\\end\{document\}", re.DOTALL
)
_MORE_THAN_ONE = re.compile(
    r"<(?:jats:)?alternatives>((?:(?!</?(?:jats:)?alternatives>).)*)</(?:jats:)?alternatives>",
    re.I | re.DOTALL,
)
_HIGH = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def plain(text: str) -> str:
    """Text without tags and entities."""
    text = without_tags(text)
    return (html.unescape(text) if "&" in text else text).strip()


def without_tags(text: str) -> str:
    """Text without the few tags that citation tools and publishers put in.

    ``10<sup>3</sup>`` becomes "10³"; what is no known tag, or is never closed, stays.
    """
    if "<" not in text:
        return text
    text = _MORE_THAN_ONE.sub(_tex_alone, text)
    text = _TEX.sub(lambda match: _formula(match[1]), text)
    text = _MATHML.sub(lambda match: re.sub(r"<[^<>]*>|\s", "", match[2]), text)
    text = _PARAGRAPH.sub("\n\n", _LABEL.sub("", text))
    text = _RAISED.sub(_raised, text)
    closed = {name.lower() for name in _CLOSING.findall(text)} | {"br"}
    return _TAG.sub(lambda tag: "" if tag[1].lower() in closed or ":" in tag[1] else tag[0], text)


def _tex_alone(match: re.Match[str]) -> str:
    """Of a formula in several forms the TeX; all of them if there is none."""
    tex = _TEX.search(match[1])
    return tex[0] if tex else match[1]


def _formula(tex: str) -> str:
    inner = html.unescape(_TEX_DOCUMENT.sub("", tex)).strip().strip("$").strip()
    return f"${inner}$" if inner else ""


def _raised(match: re.Match[str]) -> str:
    """Raised and lowered digits as such letters, if each sign has one."""
    letters = _HIGH if match[1].lower() == "sup" else _LOW
    moved = match[2].strip().translate(letters)
    return match[2] if set(moved) & set(match[2].strip()) else moved
