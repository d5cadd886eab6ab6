"""Markdown, written only: a list of papers as lists of papers are kept in repositories."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.formats.bibtex.tex import split_math
from generator.formats.cite import best_url, status_words
from generator.model import Paper

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$#!&])")


def write(papers: Sequence[Paper]) -> str:
    """One list item a paper: title with its address, authors, venue and year, code."""
    return "".join(f"- {_item(paper)}\n" for paper in papers)


def _item(paper: Paper) -> str:
    title = escape(paper.title)
    address = best_url(paper)
    parts = [f"**[{title}]({_address(address)})**" if address else f"**{title}**"]
    if paper.authors:
        parts.append(escape(", ".join(map(str, paper.authors))))
    if words := " ".join(filter(None, (paper.venue, str(paper.year or "")))):
        parts.append(f"*{escape(words)}*")
    if code := paper.links.get("code"):
        parts.append(f"[code]({_address(code)})")
    if words := status_words(paper):
        parts.append(f"**{escape(words.rstrip('.'))}**")
    return ". ".join(part.rstrip(".") for part in parts) + "."


def escape(text: str) -> str:
    """Plain text as CommonMark that shows it; mathematics between dollars is copied.

    Source: CommonMark 0.31, section 2.4 (backslash escapes).
    """
    return "".join(
        part if is_math else _SPECIAL.sub(r"\\\1", part) for is_math, part in split_math(text)
    )


def _address(address: str) -> str:
    return re.sub(r"[()<>\s\\]", lambda match: f"%{ord(match[0]):02X}", address)
