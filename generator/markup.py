"""Text as HTML: escaped, with mathematics as MathML, addresses as links, and marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape

from generator.spans import Span, math_spans, url_spans
from generator.tex.mathml import to_mathml

Mark = tuple[int, int, str, str]
"""Start, end, markup that opens and markup that closes; the offsets are of the text."""


def to_html(text: str, marks: Sequence[Mark] = (), *, paragraphs: bool = False) -> str:
    """Text as HTML: escaped, mathematics as MathML, addresses and marks as markup.

    Args:
        text: Repaired text.
        marks: Stretches with the markup around them, at offsets of ``text``. They may nest and
            overlap; one that touches mathematics widens to hold it. A link inside a link is
            left out.
        paragraphs: Whether to put ``<p>…</p>`` around each paragraph.
    """
    formulas = math_spans(text)
    events = _placed(text, marks, formulas)
    if not paragraphs:
        return _render(text, 0, len(text), formulas, events)
    parts, at, begun = [], 0, 0
    inside: list[Mark] = []
    for match in [*re.finditer(r"\n\s*\n", text), None]:
        end = match.start() if match else len(text)
        before, begun = begun, bisect_left(events, end, key=lambda mark: mark[0])
        inside = [mark for mark in inside if mark[1] > at] + events[before:begun]
        if text[at:end].strip():
            here = _touching(formulas, at, end)
            parts.append(f"<p>{_render(text, at, end, here, inside)}</p>")
        at = match.end() if match else end
    return "\n".join(parts)


def _touching(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of the spans, which are in order and apart, that share a character with a stretch."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return spans[first : bisect_left(spans, end, key=lambda span: span[0])]


def _placed(text: str, marks: Sequence[Mark], formulas: Sequence[Span]) -> list[Mark]:
    """Marks within the text, widened to whole formulas, outer before inner, links unnested."""
    placed: list[Mark] = []
    for start, end, opening, closing in marks:
        start, end = max(0, start), min(len(text), end)
        if start >= end:
            continue
        if touched := _touching(formulas, start, end):
            start, end = min(start, touched[0][0]), max(end, touched[-1][1])
        placed.append((start, end, opening, closing))
    for start, end in url_spans(text):
        address = escape(text[start:end])
        placed.append((start, end, f'<a href="{address}" rel="noopener">', "</a>"))
    order = sorted(range(len(placed)), key=lambda i: (placed[i][0], -placed[i][1], i))
    kept: list[Mark] = []
    linked = 0
    for i in order:
        start, end, opening, closing = placed[i]
        if opening.startswith("<a"):
            if start < linked:
                continue
            linked = end
        kept.append((start, end, opening, closing))
    return kept


def _render(
    text: str,
    start: int,
    end: int,
    formulas: Sequence[Span],
    marks: Sequence[Mark],
) -> str:
    inside = [m for m in marks if m[0] < end and m[1] > start]
    spans = dict(formulas)
    cuts = sorted(
        {start, end, *spans, *spans.values()}
        | {max(start, m[0]) for m in inside}
        | {min(end, m[1]) for m in inside}
    )
    parts: list[str] = []
    stack: list[Mark] = []
    waiting = list(reversed(inside))
    for at, following in zip(cuts, [*cuts[1:], end], strict=True):
        reopened: list[Mark] = []
        while any(m[1] <= at for m in stack):
            mark = stack.pop()
            parts.append(mark[3])
            if mark[1] > at:
                reopened.append(mark)
        for mark in reversed(reopened):
            parts.append(mark[2])
            stack.append(mark)
        while waiting and waiting[-1][0] <= at < end:
            mark = waiting.pop()
            parts.append(mark[2])
            stack.append(mark)
        if at in spans:
            parts.append(to_mathml(text[at + 1 : spans[at] - 1]))
        elif at < following:
            parts.append(escape(text[at:following], quote=False))
    parts += [mark[3] for mark in reversed(stack)]
    return "".join(parts)
