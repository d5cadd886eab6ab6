"""Where mathematics and web addresses stand in a text. One rule each, used everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Span = tuple[int, int]

_DOLLARS = re.compile(r"\$[^$\n]*")
_MAX_FORMULA = 600

# Words that stand in formulas without a backslash.
_FORMULA_WORD = re.compile(r"\\[A-Za-z]+|[A-Za-z]{3,}")
_TEXT_ARGUMENT = re.compile(r"\\(?:text\w*|mbox|hbox|math\w+|operatorname)\*?\s*\{[^{}]*\}")
_TWO_WORDS = re.compile(
    r"(?<![\\A-Za-z])[A-Za-z]{2,}[,.;:]? +(?:[A-Za-z]{1,2} +)?[A-Za-z]{3,}(?![A-Za-z({_^])"
)

_URL = re.compile(r"(?<![A-Za-z0-9])https?://[^\s<>\"{}|\\^`$]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?'*_~…”’»-"

_PATH = re.compile(r"(?<![A-Za-z0-9])[A-Z]:(?:\\{1,2}[\w.-]+)+(?![\w{\\$^])")
_PATH_PART = re.compile(
    r"\\(?!(?:Omega|Theta|Gamma|Delta|Lambda|Sigma|Phi|Psi|Xi|Pi|Upsilon)(?![a-z]))[A-Z]"
    r"|\w\.[a-z]\w*$"
)
_PATTERN_SIGN = re.compile(r"\\[dwsDWS][+*?\]{]")
_PATTERN = re.compile(r"(?<![^\s$])[^\s$]*\\(?:[dwsDWS][+*?\]]|[dwsDWS]\{\d)[^\s$]*")


def math_spans(text: str) -> list[Span]:
    r"""The spans of ``$…$`` in a text, dollars included, in order.

    As in Pandoc (``tex_math_dollars``): the opening dollar has a non-space right behind it, the
    closing one a non-space right before it, so "$15 and $20" is no mathematics. Unlike there, a
    digit may follow ("$\sim$4"), except in "$15-$20". A stretch is no mathematics if it has a
    line break, is over 600 characters long, or holds running words, so that the middle dollars
    of "$S_1$ is the area and $S_2$" never pair.
    """
    spans: list[Span] = []
    if "$" not in text:
        return spans
    dollars = [m.start() for m in re.finditer(r"\$", text)]
    k = 0
    while k + 1 < len(dollars):
        start, end = dollars[k], dollars[k + 1] + 1
        content = text[start + 1 : end - 1]
        priced = content[:1].isdigit() and text[end : end + 1].isdigit()
        if is_formula(content) and not priced:
            spans.append((start, end))
            k += 2
        else:
            k += 1
    return spans


def is_formula(content: str) -> bool:
    """Whether what stands between two dollars reads as mathematics."""
    if not content or len(content) > _MAX_FORMULA or "\n" in content:
        return False
    if content[0].isspace() or content[-1].isspace() or content[-1] == "\\":
        return False
    return not _TWO_WORDS.search(_TEXT_ARGUMENT.sub(" ", content))


def url_spans(text: str) -> list[Span]:
    """The spans of http and https addresses, in order.

    A full stop, comma, quote or similar at the end belongs to the sentence, and so does a
    closing bracket that the address itself does not open.
    """
    if "://" not in text:
        return []
    return [
        (match.start(), match.start() + len(url))
        for match in _URL.finditer(text)
        if len(url := _without_tail(match[0])) > len("https://")
    ]


def code_spans(text: str) -> list[Span]:
    r"""The spans of Windows paths and regular expressions, in order.

    Their backslashes are no TeX: ``C:\\Users\\name``, ``\\d+\\.\\d*``.
    """
    if "\\" not in text:
        return []
    found: list[Span] = []
    if ":\\" in text:
        found = [m.span() for m in _PATH.finditer(text) if _PATH_PART.search(m[0])]
    if _PATTERN_SIGN.search(text):
        found = merge_spans(found, [m.span() for m in _PATTERN.finditer(text)])
    return found


def _without_tail(url: str) -> str:
    surplus = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end:
        last = url[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _AFTER_URL:
            break
        end -= 1
    return url[:end]


def merge_spans(
    first: Iterable[tuple[int, int]], second: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Both kinds of spans in order; of two that overlap the earlier one stays."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*first, *second]):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged


def outside(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to what is neither mathematics nor an address nor code."""
    spans = sorted([*math_spans(text), *url_spans(text), *code_spans(text)])
    if not spans:
        return change(text)
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [change(text[at:start]), text[start:end]]
        at = end
    parts.append(change(text[at:]))
    return "".join(parts)
