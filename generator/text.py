r"""Text for readers: repair of what sources lost, and its forms for pages, search and addresses.

After :func:`repair` a title or abstract is plain Unicode text with mathematics as ``$…$`` TeX.
Repairing it again changes nothing.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from generator.mathml import to_mathml, to_unicode
from generator.model import Author, Record, Trust
from generator.spans import math_spans, url_spans
from generator.texmath import restore
from generator.textex import own_name, read_tex

Mark = tuple[int, int, str, str]
"""Start, end, markup that opens and markup that closes; the offsets are of the text."""

_MAX_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text.

    Attributes:
        text: Plain Unicode with mathematics as ``$…$`` TeX.
        unrestored: In words, what is lost for good.
    """

    text: str
    unrestored: tuple[str, ...] = ()


# -- repair ----------------------------------------------------------------------------------


def repair(record: Record) -> Record:
    """The record with readable text. A curator's text is trusted: only its spaces are set right."""
    raw_title = record.raw_title or record.title
    if record.source.trust is Trust.CURATED:
        return dataclasses.replace(
            record,
            title=_one_line(clean(record.title)),
            abstract=clean(record.abstract),
            raw_title=raw_title,
        )
    title = repair_text(record.title)
    line = _one_line(title.text)
    abstract = repair_text(record.abstract, line)
    return dataclasses.replace(
        record,
        title=line,
        abstract=abstract.text,
        authors=tuple(
            Author(_name(author.family), _name(author.given)) for author in record.authors
        ),
        venue=_name(record.venue),
        raw_title=raw_title,
        unrestored=tuple(
            dict.fromkeys([*record.unrestored, *title.unrestored, *abstract.unrestored])
        ),
    )


def repair_text(text: str, title: str = "") -> Repaired:
    """Repair a title or an abstract.

    Args:
        text: As captured.
        title: Repaired title of the paper, for macros that stand for its name.
    """
    first = clean(text)
    name = own_name(title, first) if "\\" in first else ""
    lost: dict[str, None] = {}
    current = first
    # A repair can lay open what another one repairs. Going on until nothing changes makes
    # repair idempotent; a text that never settles is only cleaned, which is idempotent too.
    for _ in range(_MAX_ROUNDS):
        repaired, notes = _repair_once(current, name)
        lost.update(dict.fromkeys(notes))
        if repaired == current:
            return Repaired(current, tuple(lost))
        current = repaired
    return Repaired(first, ("the text has TeX that has no reading",))


def _repair_once(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    text = _RAISED.sub(r"$\\sim$", text)
    text = _delimiters(text)
    text = _citation_spaces(text)
    text, lost_mathematics = restore(text)
    text, lost_names = read_tex(text, name)
    text = _outside(text, _quotes)
    text = _outside(text, _sentence_spaces)
    return clean(text), (*lost_names, *lost_mathematics)


_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:amp;)*((?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});)")
_LOST_ESCAPE = re.compile("[\x07\x08\x0b\x0c](?=[a-z])")
_ESCAPES = {"\x07": "\\a", "\x08": "\\b", "\x0b": "\\v", "\x0c": "\\f"}


def clean(text: str) -> str:
    """NFC, no control or invisible characters, single spaces, paragraphs parted by a blank line."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if not text.isprintable():
        text = _LOST_ESCAPE.sub(lambda m: _ESCAPES[m[0]], text)
        text = _CONTROL.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: unescape(f"&{m[1]}"), text)
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n[^\S\n]*\n", text)]
    return "\n\n".join(p for p in paragraphs if p)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    if not re.search(r"[\\{}~]", text):
        return _one_line(clean(text))
    plain_text, _ = read_tex(clean(text))
    return _one_line(clean(re.sub(r"[{}]", "", plain_text).replace("~", " ")))


def _delimiters(text: str) -> str:
    r"""``\(x\)``, ``\[x\]``, ``$$x$$`` and ``$ x $`` become ``$x$``."""
    if "\\(" in text or "\\[" in text:
        text = re.sub(r"\\\(\s*([^$\n]{1,600}?)\s*\\\)", r"$\1$", text)
        text = re.sub(r"\\\[\s*([^$\n]{1,600}?)\s*\\\]", r"$\1$", text)
    if "$$" in text:
        text = re.sub(r"\$\$\s*([^$\n]{1,600}?)\s*\$\$", r"$\1$", text)
    if "$ " in text or " $" in text:
        text = re.sub(
            r"(?<![$\w])\$ ?((?:[^\s$][^$\n]{0,300}?)?[\\^_][^$\n]{0,300}?) ?\$(?![$\w])",
            lambda m: f"${m[1].strip()}$",
            text,
        )
    return text


_CITATION_KEY = re.compile(r"~(?:[a-z][a-z-]{1,40}\d{4}[a-z][a-z0-9]*(?:, ?)?)+(?![\w-])")
_RAISED = re.compile(
    r"\{?\\?(?:raise|lower) ?-?\.?\d[\d.]*(?:ex|em|pt) ?(?:\\?hbox ?)?\{?\$?\\?scriptstyle ?\\?sim\$?\}{0,2}"
)


def _citation_spaces(text: str) -> str:
    """A tie between words is a space; "~4M" and "11~29%" mean "about" and "to"."""
    if "~" not in text:
        return text
    text = _outside(text, lambda part: _CITATION_KEY.sub("", part))
    text = _outside(
        text, lambda part: re.sub(r"(?<=[^\W\d_][.,)]|[^\W\d_]{2})~(?=[^\W\d_])", " ", part)
    )
    return _outside(
        text,
        lambda part: re.sub(r"(?<=[A-Z]\w)~(?=\d)|(?<=\b(?:Fig|Sec|Tab|Eqn)\.)~(?=\d)", " ", part),
    )


def _quotes(text: str) -> str:
    """TeX's quotes as typographic ones; a doubled closing sign may stand at both ends."""
    if "`" in text:
        text = text.replace("``", "“")
        text = re.sub(r"`(?=\w)([^`'\n]{1,200}?)'(?!\w)", r"‘\1’", text)
        text = re.sub(r"“([^“”\"\n]{1,400}?)\"", r"“\1”", text)
    if "''" in text:
        text = re.sub(r"(?<![\w.,;:!?)'’”])''(?=\w)", "“", text)
        text = re.sub(r"(?<=[\w.,;:!?)%’”$\]-])''(?!')", "”", text)
    return text


_NEW_SENTENCE = re.compile(r"(?<=[a-z)\]]{2}[.?!])(?=(?:[A-Z][a-z]+|A|I|We|In) [a-z])")


def _sentence_spaces(text: str) -> str:
    text = _NEW_SENTENCE.sub(" ", text)
    return re.sub(r"(?<=[\w)]) ([,;])(?= )", r"\1", text)


def _outside(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to what is neither mathematics nor an address."""
    spans = sorted([*math_spans(text), *url_spans(text)])
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


# -- forms -----------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Text without markup: mathematics as readable Unicode. For titles, feeds and search."""
    spans = math_spans(text)
    if not spans:
        return text
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], to_unicode(text[start + 1 : end - 1])]
        at = end
    parts.append(text[at:])
    return "".join(parts)


_FOLDS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """The form in which words are compared: no case, no accents.

    NFKD; characters of category Mn dropped; casefold; then ß→ss, æ→ae, œ→oe, ø→o, ł→l, đ→d,
    ð→d, þ→th, ı→i, ħ→h, ŧ→t, ŋ→n, ĸ→k.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").translate(_FOLDS)


_GREEK = str.maketrans(
    {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
        "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
        "ξ": "xi", "ο": "o", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
        "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    }
)  # fmt: skip


@functools.lru_cache(maxsize=65536)
def _words(title: str) -> str:
    """Repaired, folded words of a title with single spaces; Greek letters by name."""
    text = fold(plain(_one_line(repair_text(title).text))).translate(_GREEK)
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def title_key(title: str) -> str:
    """The form in which titles are compared: repaired, folded, letters and digits only."""
    return _words(title).replace(" ", "")


def slug(title: str) -> str:
    """The address of a paper with this title: ``slug(title) == slug(repaired title)``."""
    words = re.sub(r"[^a-z0-9]+", "-", _words(title)).strip("-")
    if len(words) > 80:
        words = words[:81].rpartition("-")[0] or words[:80]
    if words and words != "index":
        return words
    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{words or 'paper'}-{digest}"


def snippet(text: str, length: int) -> str:
    """The beginning of a text, at most ``length`` characters and "…", cut at a word's end."""
    text = _one_line(text)
    if len(text) <= length:
        return text
    cut = length
    for start, end in math_spans(text):
        if start < cut < end:
            cut = start
    if cut == length and not text[cut].isspace():
        cut = max(text.rfind(" ", 0, cut + 1), 0) or length
        for start, end in math_spans(text):
            if start < cut < end:
                cut = start
    return text[:cut].rstrip(" ,;:-(") + "…"


# -- HTML ------------------------------------------------------------------------------------


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
    parts, at = [], 0
    for match in [*re.finditer(r"\n\s*\n", text), None]:
        end = match.start() if match else len(text)
        if text[at:end].strip():
            parts.append(f"<p>{_render(text, at, end, formulas, events)}</p>")
        at = match.end() if match else end
    return "\n".join(parts)


def _placed(text: str, marks: Sequence[Mark], formulas: Sequence[tuple[int, int]]) -> list[Mark]:
    """Marks within the text, widened to whole formulas, outer before inner, links unnested."""
    placed: list[Mark] = []
    for start, end, opening, closing in marks:
        start, end = max(0, start), min(len(text), end)
        if start >= end:
            continue
        for low, high in formulas:
            if low < end and start < high:
                start, end = min(start, low), max(end, high)
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
    formulas: Sequence[tuple[int, int]],
    marks: Sequence[Mark],
) -> str:
    inside = [m for m in marks if m[0] < end and m[1] > start]
    spans = {low: high for low, high in formulas if start <= low < end}
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


__all__ = [
    "Mark",
    "Repaired",
    "clean",
    "fold",
    "math_spans",
    "plain",
    "repair",
    "repair_text",
    "slug",
    "snippet",
    "title_key",
    "to_html",
]
