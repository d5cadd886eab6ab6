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
from dataclasses import dataclass

from generator.cleaning import (
    citation_spaces,
    clean,
    dashes,
    delimiters,
    quotes,
    sentence_spaces,
    thin_spaces,
)
from generator.markup import Mark, to_html
from generator.model import Author, Record, Trust
from generator.spans import math_spans, outside
from generator.tex.letters import to_unicode
from generator.tex.macros import own_name
from generator.tex.prose import read_tex, whole_commands
from generator.tex.restore import restore

_MAX_ROUNDS = 6
_MAX_LENGTH = 50_000
"""No abstract is longer, and reading a megabyte of braces as TeX would take a minute."""


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
    record = _without_controls(record)
    if record.source.trust is Trust.CURATED:
        return dataclasses.replace(
            record,
            title=_one_line(clean(record.title)),
            abstract=clean(record.abstract),
            authors=tuple(
                Author(_one_line(clean(a.family)), _one_line(clean(a.given)))
                for a in record.authors
            ),
            venue=_one_line(clean(record.venue)),
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


def _without_controls(record: Record) -> Record:
    """The record without signs that no page may hold, in what is no title and no abstract."""
    return dataclasses.replace(
        record,
        keywords=tuple(kept for word in record.keywords if (kept := _one_line(clean(word)))),
        details={name: _one_line(clean(text)) for name, text in record.details.items()},
        type=_one_line(clean(record.type)),
        citekey=_one_line(clean(record.citekey)),
        hidden=_one_line(clean(record.hidden)),
        note=clean(record.note),
    )


def repair_text(text: str, title: str = "") -> Repaired:
    """Repair a title or an abstract.

    Args:
        text: As captured.
        title: Repaired title of the paper, for macros that stand for its name.
    """
    first = clean(text)
    if len(first) > _MAX_LENGTH:
        return Repaired(first)
    name = own_name(title, first) if "\\" in first else ""
    lost: dict[str, None] = {}
    current = first
    # A repair can lay open what another one repairs. Going on until nothing changes makes
    # repair idempotent; a text that never settles is only cleaned, which is idempotent too.
    for _ in range(_MAX_ROUNDS):
        repaired, notes = _repair_once(current, name, title)
        lost.update(dict.fromkeys(notes))
        if repaired == current:
            return Repaired(current, tuple(lost))
        current = repaired
    return Repaired(first, ("the text has TeX that has no reading",))


def _repair_once(text: str, name: str, title: str) -> tuple[str, tuple[str, ...]]:
    text = delimiters(text)
    text = citation_spaces(thin_spaces(text))
    if "\\" in text:
        text = outside(text, whole_commands)
    text, lost_mathematics = restore(text)
    text, lost_names = read_tex(text, name, title)
    text = outside(text, quotes)
    text = dashes(text)
    text = outside(text, sentence_spaces)
    return clean(text), (*lost_names, *lost_mathematics)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    if not re.search(r"[\\{}~]", text):
        return _one_line(clean(text))
    plain_text, _ = read_tex(clean(text))
    return _one_line(clean(re.sub(r"[{}]", "", plain_text).replace("~", " ")))


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
        "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ς": "σ",
    }
)  # fmt: skip
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """The form in which words are compared: no case, no accents.

    In this order: NFKD, characters of category Mn dropped, lower case, NFKD, Mn dropped, then
    ß→ss, æ→ae, œ→oe, ø→o, ł→l, đ→d, ð→d, þ→th, ı→i, ħ→h, ŧ→t, ŋ→n, ĸ→k, ς→σ. The script of
    the search (``theme/js/search/words.js``) does the same.
    """
    if text.isascii():
        return text.lower()
    lower = _bare(text).lower()
    return lower if lower.isascii() else _bare(lower).translate(_FOLDS)


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    return _NOT_ASCII.sub(lambda m: "" if unicodedata.category(m[0]) == "Mn" else m[0], text)


_GREEK = str.maketrans(
    {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
        "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
        "ξ": "xi", "ο": "o", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
        "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    }
)  # fmt: skip


@functools.lru_cache(maxsize=1 << 18)
def _repaired_title(title: str) -> str:
    return _one_line(repair_text(title).text)


@functools.lru_cache(maxsize=1 << 18)
def _words(title: str) -> str:
    """Repaired, folded words of a title with single spaces; Greek letters by name."""
    text = fold(plain(_repaired_title(title))).translate(_GREEK)
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def title_key(title: str) -> str:
    """The form in which titles are compared: repaired, folded, letters and digits only."""
    return _words(title).replace(" ", "")


def slug(title: str) -> str:
    """The address of a paper with this title; its repaired title has the same one."""
    words = re.sub(r"[^a-z0-9]+", "-", _words(title)).strip("-")
    if len(words) > 80:
        words = words[:81].rpartition("-")[0] or words[:80]
    if words and words != "index":
        return words
    digest = hashlib.sha256(_repaired_title(title).encode("utf-8", "surrogatepass")).hexdigest()[
        :10
    ]
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
