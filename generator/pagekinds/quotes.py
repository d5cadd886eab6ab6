"""Sentences of abstracts around some words, for quoting."""

from __future__ import annotations

import re
from bisect import bisect_left

from markupsafe import Markup

from generator.text import math_spans, to_html

LONGEST_QUOTE = 320
"""Characters; a longer sentence is cut around the words."""

_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bet al)(?<!\be\.g)(?<!\bi\.e)[.!?][)\"”’]*\s+(?=[\"“(]?[A-Z0-9])"
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the words from ``start`` to ``end``; formulas stay whole."""
    spans = math_spans(text)
    starts = [low for low, _ in spans]

    def outside(place: int) -> bool:
        before = bisect_left(starts, place)
        return not before or spans[before - 1][1] <= place

    ends = [m.end() for m in _END.finditer(text) if outside(m.start())]
    ends += [m.end() for m in re.finditer(r"\n\s*\n", text)]
    low = max((place for place in ends if place <= start), default=0)
    high = min((place for place in ends if place >= end), default=len(text))
    return low, high


def quote(text: str, start: int, end: int) -> Markup:
    """The sentence around some words as HTML, the words marked; "…" where it is cut."""
    low, high = sentence_around(text, start, end)
    before = after = ""
    if high - low > LONGEST_QUOTE:
        room = (LONGEST_QUOTE - (end - start)) // 2
        if start - low > room:
            low, before = min(start, _word_start(text, start - room)), "… "
        if high - end > room:
            high, after = max(end, _word_end(text, end + room)), " …"
        for first, last in math_spans(text):
            low = first if first < low < last else low
            high = last if first < high < last else high
    cut = text[low:high].rstrip()
    marks = [(start - low, end - low, "<mark>", "</mark>")]
    return Markup(f"{before}{to_html(cut, marks)}{after}")


def _word_start(text: str, place: int) -> int:
    return text.find(" ", place) + 1 or place


def _word_end(text: str, place: int) -> int:
    found = text.rfind(" ", 0, place)
    return found if found > 0 else place
