"""Pages for curators: how the rules cover the papers, and what the check has found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from generator.entries import Catalogue, Entry, LabelView
from generator.labels import Assigned
from generator.problems import CODES, Problem, Report

MOST_OF_A_KIND = 200
"""Problems of one code that the report shows; the command line shows all."""


@dataclass(frozen=True, slots=True)
class LabelCoverage:
    """How papers came to a topic or tag.

    Attributes:
        first: Papers whose primary topic it is; 0 for tags.
        alone: Papers that have no other label of its kind.
        ways: "rule", "pin", … to number of papers.
    """

    label: LabelView
    file: str
    first: int
    alone: int
    ways: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """What ``coverage.html`` receives.

    Attributes:
        by_topics: Number of topics to number of papers.
        known: What is known of how many papers, in words and numbers.
    """

    papers: int
    topics: tuple[LabelCoverage, ...]
    tags: tuple[LabelCoverage, ...]
    by_topics: tuple[tuple[int, int], ...]
    uncovered: tuple[Entry, ...]
    known: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one code; ``more`` were left out."""

    code: str
    severity: str
    meaning: str
    problems: tuple[Problem, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What ``report.html`` receives: problems by code, the worst first."""

    groups: tuple[ProblemGroup, ...]


def make_coverage_page(catalogue: Catalogue) -> CoveragePage:
    """How many papers each topic and tag has, and which papers have no topic."""
    library = catalogue.library
    papers = library.papers
    assigned = [library.assignments[paper.id] for paper in papers]
    by_topics = Counter(len(labels.topics) for labels in assigned)
    uncovered = [p for p in papers if not library.assignments[p.id].topics]
    return CoveragePage(
        papers=len(papers),
        topics=tuple(
            _coverage(label, library.labels.topics[id].location.file, [a.topics for a in assigned])
            for id, label in catalogue.topics.items()
        ),
        tags=tuple(
            _coverage(label, library.labels.tags[id].location.file, [a.tags for a in assigned])
            for id, label in catalogue.tags.items()
        ),
        by_topics=tuple(sorted(by_topics.items())),
        uncovered=tuple(catalogue.entry(paper) for paper in catalogue.sort(uncovered)),
        known=(
            ("authors", sum(bool(p.authors) for p in papers)),
            ("year", sum(p.issued is not None for p in papers)),
            ("venue", sum(bool(p.venue) for p in papers)),
            ("an identifier", sum(bool(p.identifiers) for p in papers)),
            ("an abstract", sum(bool(p.abstract) for p in papers)),
            ("code", sum("code" in p.links for p in papers)),
        ),
    )


def _coverage(label: LabelView, file: str, assigned: list[tuple[Assigned, ...]]) -> LabelCoverage:
    ways: Counter[str] = Counter()
    first = alone = 0
    for labels in assigned:
        for place, one in enumerate(labels):
            if one.id == label.id:
                ways[one.by] += 1
                first += place == 0
                alone += len(labels) == 1
    return LabelCoverage(label, file, first, alone, tuple(sorted(ways.items())))


def make_report_page(report: Report) -> ReportPage:
    """All problems, by code."""
    ordered = sorted(report.problems, key=lambda p: (-p.severity, p.code))
    groups = []
    for code, members in groupby(ordered, key=lambda problem: problem.code):
        problems = tuple(members)
        severity, meaning = CODES[code]
        groups.append(
            ProblemGroup(
                code,
                severity.word,
                meaning,
                problems[:MOST_OF_A_KIND],
                max(0, len(problems) - MOST_OF_A_KIND),
            )
        )
    return ReportPage(tuple(groups))
