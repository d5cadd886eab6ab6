"""The terms of a text, the same as in ``search/words.js``.

``tests/data/search-words.json`` holds both to it.
"""

from __future__ import annotations

import re

from generator.text import fold

STOP_WORDS = frozenset(
    """a about achieve achieves all also although among an and any approach approaches are as at
    based be because been being between both but by can could demonstrate despite during each
    either et existing experiments extensive first for from further furthermore given has have
    however i if in into introduce introduces is it its itself may more moreover most much not novel
    of often on one only onto or other our over paper perform performance present presents
    previous prior propose proposed proposes provide provides recent recently result results show
    showing shown shows since so some such than that the their them then there therefore these they
    this those through thus to two upon use used uses using various very via was we were which while
    who with within work works would yet
    """.split()
)
"""Not indexed in abstracts. In titles and names they are, so that titles made of them are found."""

_PART = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]++)++")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}


def words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in order, and the joined forms of those with hyphens.

    Words are folded (:func:`generator.text.fold`). A word with hyphens gives its parts and the
    parts joined ("pre-training": pre, training; pretraining), so that every spelling finds every
    other.
    """
    folded = fold(text).replace("'", "-").replace("’", "-")
    joined: list[str] = []
    at = folded.find("-")
    while at >= 0:
        start, end = folded.rfind(" ", 0, at) + 1, folded.find(" ", at)
        found = _COMPOUND.findall(folded, start, end if end >= 0 else len(folded))
        joined += [word.removesuffix("-s").replace("-", "") for word in found]
        at = folded.find("-", end) if end >= 0 else -1
    if folded.isascii():
        return folded.translate(_SPACES).split(), joined
    return _PART.findall(folded), joined


def simple_slug(title: str) -> str:
    """The slug that ``search/words.js`` makes of a title; papers with another one carry it."""
    slug = _NO_SLUG.sub("-", fold(title)).strip("-")
    return slug if len(slug) <= 80 else slug[:81].rpartition("-")[0]
