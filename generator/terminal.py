"""The curator's answers as people read them: in a terminal, with colour.

Colour is always written; ``click.echo`` takes it out where nobody sees it. Long work shows what
it is doing on a terminal only.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from click import style

from generator.changes import Changes, headline
from generator.explain import FIELDS, Explanation, miss_words
from generator.labels import Assigned
from generator.library import Library
from generator.nearmiss import NearMiss, short_clause
from generator.problems import Location, Problem, Severity, format_text
from generator.rules import Evidence
from generator.suggest import Suggestions, TermSuggestion

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
SIGNS = {"gained": ("+", "green"), "lost": ("-", "red"), "primary": ("^", "blue")}
MOST_WORDS = 6
"""Different words of one clause that an explanation shows."""

MOST_EXAMPLES = 2
ERASE_LINE = "\r\x1b[K"


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what takes its time, as long as it does; only on a terminal.

    Args:
        what: In words, such as ``Reading content``.
    """
    with telling() as tell:
        tell(what)
        yield


@contextmanager
def telling() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done, each time in place of what it said before.

    Only on a terminal: in a pipe it says nothing.
    """
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def tell(what: str) -> None:
        if shown:
            width = shutil.get_terminal_size().columns - 3
            sys.stderr.write(f"{ERASE_LINE}{what[:width]} …")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write(ERASE_LINE)
            sys.stderr.flush()


def problem_text(problem: Problem) -> str:
    """A problem, its place first, with the fix below."""
    word = problem.severity.word
    coloured = style(word, fg=COLOURS[problem.severity], bold=True)
    return format_text([problem]).replace(f": {word}: ", f": {coloured}: ", 1)


def explanation_text(explanation: Explanation) -> str:
    """Why a paper is where it is."""
    paper = explanation.paper
    lines = [style(paper.title, bold=True), f"  id {paper.id}, citation key {paper.citekey}"]
    if paper.hidden:
        lines.append(f"  hidden: {paper.hidden}")
    lines.append(_head("Where its facts come from"))
    lines += [
        f"  {name:<12} {_dim(paper.sources[name])}" for name in FIELDS if name in paper.sources
    ]
    lines.append(_head("Records" + (" merged into one" if len(paper.records) > 1 else "")))
    lines += [f"  {_dim(record.location)}" for record in paper.records]
    lines += [f"  because: {reason}" for reason in paper.merge_reasons]
    lines += [f"  {text} {_dim(place, brackets=True)}" for place, text in explanation.decisions]
    for head, labels in (("Topics", explanation.topics), ("Tags", explanation.tags)):
        lines.append(_head(head + ("" if labels else ": none")))
        for label in labels:
            lines += _label_lines(label)
    if explanation.near:
        lines.append(_head("Near misses"))
        for miss in explanation.near:
            lines += _miss_lines(miss)
    lines.append(_head("Links" + ("" if explanation.links else ": none")))
    lines += [f"  {text} {_dim(place, brackets=True)}" for place, text in explanation.links]
    return _joined(lines)


def placed_text(explanation: Explanation) -> str:
    """The labels that a paper has, or those that it nearly has."""
    lines = []
    for head, labels in (("Topics", explanation.topics), ("Tags", explanation.tags)):
        lines.append(head + (":" if labels else ": none"))
        for label in labels:
            lines += _label_lines(label)
    if not explanation.topics and explanation.near:
        lines.append("Near misses:")
        for miss in explanation.near:
            lines += _miss_lines(miss)
    return _joined(lines)


def _label_lines(label: Assigned) -> Iterator[str]:
    by = f"by {label.by}"
    if label.by == "pin":
        by = f"pinned at {label.location}" + (f": {label.reason}" if label.reason else "")
    yield f"  {style(label.id, bold=True)}: {label.score:g} points, {by}"
    yield from _clause_lines(label.evidence)


def _clause_lines(evidence: Iterable[Evidence]) -> Iterator[str]:
    """A line for each clause that matched, and one below that says which it is."""

    def clause(found: Evidence) -> tuple[Location, str]:
        return found.location, found.clause

    clauses = [(key, list(group)) for key, group in groupby(sorted(evidence, key=clause), clause)]
    clauses.sort(key=lambda item: (-abs(sum(e.points for e in item[1])), item[0]))
    for (place, text), found in clauses:
        points = round(sum(e.points for e in found), 2)
        sign = style(f"{points:+g}".rjust(7), fg="red" if points < 0 else "green")
        yield f"  {sign}  {_matched_words(found)}"
        yield f"           {_dim(f'{short_clause(text)} ({place})')}"


def _matched_words(found: Iterable[Evidence]) -> str:
    fields: dict[str, dict[str, str]] = {}
    for evidence in found:
        fields.setdefault(evidence.field, {}).setdefault(evidence.text.casefold(), evidence.text)
    parts = []
    for field, words in fields.items():
        shown = [f"'{style(word, fg='green', bold=True)}'" for word in words.values()]
        more = f" and {len(shown) - MOST_WORDS} more" if len(shown) > MOST_WORDS else ""
        parts.append(f"{', '.join(shown[:MOST_WORDS])}{more} in the {field}")
    return "; ".join(parts)


def _miss_lines(miss: NearMiss) -> Iterator[str]:
    name = style(miss.id, bold=True)
    first, *more = miss_words(miss)
    yield f"  {miss.kind} {name}: {first}"
    yield from _clause_lines(miss.evidence)
    yield from (f"    {line}" for line in more)


def changes_text(changes: Changes) -> str:
    """What moved, topic by topic."""
    lines = [headline(changes)]
    for head, papers in (("new", changes.added), ("gone", changes.removed)):
        lines += [f"{head}: {paper.title}" for paper in papers]
    for moves_of in (changes.topics, changes.tags):
        for id, moves in moves_of.items():
            before, after = changes.sizes.get(id, (0, 0))
            size = f" ({before} -> {after} papers)" if id in changes.sizes else ""
            lines.append(f"\n{style(id, bold=True)}{size}")
            for move in moves:
                sign, colour = SIGNS[move.kind]
                lines.append(f"  {style(sign, fg=colour, bold=True)} {move.title}")
                first = "now its first topic; " if move.kind == "primary" else ""
                lines.append(f"      {first}{move.reason} {_dim(move.location, brackets=True)}")
    if changes.uncovered:
        lines.append(_head("Without a topic now"))
        lines += [f"  {paper.title}" for paper in changes.uncovered]
    return _joined(lines)


def suggestions_text(suggestions: Suggestions, library: Library) -> str:
    """Words for rules, papers out of place, papers without a topic."""
    lines: list[str] = []
    alone = len(suggestions.terms) == 1
    for id, terms in suggestions.terms.items():
        place = library.labels.topics[id].selection.rule.location
        lines.append(f"{style(id, bold=True)} {_dim(place, brackets=True)}")
        lines += _term_lines(terms, with_papers=alone)
    if suggestions.papers:
        lines.append(_head("Papers whose neighbours say another topic"))
    for p in suggestions.papers:
        now = ", ".join(a.id for a in library.assignments[p.paper].topics)
        lines.append(f"  {p.title}")
        topic = style(p.topic, bold=True)
        lines.append(f"    now in {now}; {p.share:.0%} of its neighbours are in {topic}")
        lines.append(f"    {_dim('they share ' + ', '.join(p.words))}")
    if suggestions.uncovered:
        lines.append(_head("Papers without a topic"))
    for paper, near in suggestions.uncovered:
        nearest = ", ".join(f"{m.id} ({m.score:g} of {m.threshold:g} points)" for m in near)
        lines.append(f"  {paper.title}\n    nearest: {nearest or 'none'}")
    return _joined(lines)


def _term_lines(terms: Sequence[TermSuggestion], *, with_papers: bool) -> Iterator[str]:
    if not terms:
        yield "  every phrase that marks its papers stands in its rule"
        return
    yield _dim("  in topic  elsewhere")
    for term in terms:
        yield f"  {term.inside:8}  {term.outside:9}  {style(term.text, fg='green', bold=True)}"
        if with_papers:
            more = len(term.papers) - MOST_EXAMPLES
            names = ", ".join(term.papers[:MOST_EXAMPLES]) + (", …" if more > 0 else "")
            yield f"{'':23}{_dim(names)}"


def _head(text: str) -> str:
    return "\n" + style(text, bold=True)


def _dim(text: object, *, brackets: bool = False) -> str:
    return style(f"({text})" if brackets else str(text), dim=True)


def _joined(lines: Iterable[str]) -> str:
    return "".join(line + "\n" for line in lines)
