"""Whether what a service found is the paper that was asked for.

A wrong fact is worse than none: whatever speaks against a find makes it doubtful, and a doubtful
one is reported and not taken.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.identifiers import label
from generator.identity.groups import MAX_YEARS_APART, ONE_EACH
from generator.identity.likeness import (
    Agreement,
    abstract_words,
    author_names,
    compare_abstracts,
    compare_authors,
    is_serial,
    is_telling,
    key_of,
    misspelt,
    title_parts,
    title_words,
)
from generator.model import Identifier, Paper, Record

RETRACTED_TITLE = re.compile(r"^\W*(?:retracted|withdrawn)(?: article| paper)?\W*[:\]]\W*", re.I)
"""How publishers mark the title of a retracted paper."""


class Verdict(enum.Enum):
    """What a comparison says."""

    SAME = enum.auto()
    DOUBTFUL = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken of several finds: a record, or none and the doubts in words."""

    record: Record | None = None
    doubts: tuple[str, ...] = ()


class _Likeness(enum.Enum):
    SAME = enum.auto()
    NEAR = enum.auto()
    OTHER = enum.auto()


def judge_identified(paper: Paper, found: Record) -> tuple[Verdict, str]:
    """Whether the record that has the paper's identifier is the paper; a title may change."""
    authors, abstracts = _authors(paper, found), _abstracts(paper, found)
    if _titles(paper, found) is not _Likeness.OTHER:
        if authors is Agreement.DIFFER and abstracts is not Agreement.AGREE:
            return Verdict.DOUBTFUL, "it has the identifier and the title, but other authors"
        return Verdict.SAME, ""
    if Agreement.AGREE in (authors, abstracts):
        return Verdict.SAME, ""
    return Verdict.DOUBTFUL, f"it has the identifier, but the title '{found.title}'"


def judge_titled(paper: Paper, found: Record) -> tuple[Verdict, str]:
    """Whether a record that a search by title found is the paper."""
    likeness = _titles(paper, found)
    if likeness is _Likeness.OTHER:
        return Verdict.OTHER, ""
    authors, abstracts = _authors(paper, found), _abstracts(paper, found)
    if Agreement.DIFFER in (authors, abstracts):
        return Verdict.OTHER, ""
    if clash := _clash(paper, found):
        return Verdict.DOUBTFUL, clash
    years = abs(paper.issued.year - found.issued.year) if paper.issued and found.issued else 0
    if years > MAX_YEARS_APART:
        return Verdict.DOUBTFUL, f"the same title, but {years} years apart"
    if paper.authors and found.authors and authors is not Agreement.AGREE:
        return Verdict.DOUBTFUL, "the same title, but few of the authors"
    if Agreement.AGREE in (authors, abstracts):
        if is_serial(title_words(found.title)) and abstracts is not Agreement.AGREE:
            return Verdict.DOUBTFUL, "a title that many pieces have"
        return Verdict.SAME, ""
    if likeness is _Likeness.NEAR:
        return Verdict.DOUBTFUL, f"nearly the same title, '{found.title}', and nothing to compare"
    if not is_telling(title_words(found.title)):
        return Verdict.DOUBTFUL, "the same title, but it is short and nothing else is known"
    return Verdict.SAME, ""


def choose_titled(paper: Paper, found: Sequence[Record]) -> Choice:
    """The one record that is the paper, rather one of the published version."""
    judged = [(record, *judge_titled(paper, record)) for record in found]
    same = [record for record, verdict, _ in judged if verdict is Verdict.SAME]
    if not same:
        doubts = [
            f"{handle(record)}: {reason}"
            for record, verdict, reason in judged
            if verdict is Verdict.DOUBTFUL
        ]
        return Choice(doubts=tuple(dict.fromkeys(doubts)))
    if any(_differ(same[0], other) for other in same[1:]):
        return Choice(doubts=(f"several works have the title: {', '.join(map(handle, same))}",))
    return Choice(min(same, key=lambda record: not record.venue))


def handle(record: Record) -> str:
    """How a record is named in words: its first identifier, else its title."""
    return str(record.identifiers[0]) if record.identifiers else f"'{record.title}'"


def bare_title(title: str) -> str:
    """A title without a publisher's mark of retraction."""
    return RETRACTED_TITLE.sub("", title)


# --- comparing ------------------------------------------------------------------------------


def _titles(paper: Paper, found: Record) -> _Likeness:
    theirs = bare_title(found.title)
    ours = {bare_title(t) for t in (paper.title, *(r.title for r in paper.records)) if t}
    if not theirs or not any(r.title for r in paper.records):
        return _Likeness.SAME if theirs else _Likeness.OTHER
    if key_of(theirs) in {key_of(title) for title in ours}:
        return _Likeness.SAME
    words, parts = title_words(theirs), title_parts(theirs)
    for title in sorted(ours):
        own = title_words(title)
        if misspelt(own, words) is not None or own in parts or words in title_parts(title):
            return _Likeness.NEAR
    return _Likeness.OTHER


def _authors(paper: Paper, found: Record) -> Agreement:
    return compare_authors(author_names(paper.authors), author_names(found.authors))


def _abstracts(paper: Paper, found: Record) -> Agreement:
    return compare_abstracts(abstract_words(paper.abstract), abstract_words(found.abstract))


def _differ(first: Record, second: Record) -> bool:
    """Whether two finds of one title are two papers."""
    authors = compare_authors(author_names(first.authors), author_names(second.authors))
    abstracts = compare_abstracts(abstract_words(first.abstract), abstract_words(second.abstract))
    if authors is Agreement.DIFFER or abstracts is Agreement.DIFFER:
        return True
    known = Agreement.AGREE in (authors, abstracts)
    return not known and _different(first.identifiers, second.identifiers, ("doi", *ONE_EACH))


def _clash(paper: Paper, found: Record) -> str:
    ours = [Identifier(s, v) for s, values in paper.identifiers.items() for v in values]
    for scheme in ONE_EACH:
        if _different(ours, found.identifiers, (scheme,)):
            theirs = next(i.value for i in found.identifiers if i.scheme == scheme)
            return f"the same title, but {label(scheme)} {theirs}"
    return ""


def _different(
    first: Sequence[Identifier], second: Sequence[Identifier], schemes: Sequence[str]
) -> bool:
    """Whether both have identifiers of one scheme, and none in common."""
    return any(
        bool(ours and theirs and not ours & theirs)
        for scheme in schemes
        for ours in [{i for i in first if i.scheme == scheme}]
        for theirs in [{i for i in second if i.scheme == scheme}]
    )
