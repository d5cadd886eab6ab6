"""Pages for curators: how the rules cover the papers, and what the check has found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, groupby

from generator.labels import Assigned, Tag, Topic
from generator.nearmiss import short_clause
from generator.pagekinds.entries import Catalogue, Entry, LabelView
from generator.problems import CODES, Location, Problem, Report

MOST_OF_A_KIND = 200
"""Problems of one code that the report shows; the command line shows all."""

MOST_PAIRS = 60
"""Pairs of topics that the table of overlaps shows."""


@dataclass(frozen=True, slots=True)
class LabelCoverage:
    """How papers came to a topic or tag.

    Attributes:
        line: Line of its file, for tags; 0 if the whole file is its own.
        first: Papers whose primary topic it is; 0 for tags.
        alone: Papers that have no other label of its kind.
        ways: "rule", "pin", … to number of papers.
    """

    label: LabelView
    file: str
    line: int
    first: int
    alone: int
    ways: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two topics that share papers; ``share`` of the papers in either are in both (Jaccard)."""

    first: LabelView
    second: LabelView
    both: int
    share: float


@dataclass(frozen=True, slots=True)
class ClauseYield:
    """What a clause brings to the papers that have its label.

    Attributes:
        text: The clause in a line.
        line: Where it stands in the rule's file.
        weight: Its points.
        matched: Papers with the label in which it matches.
        needed: Those of them that would lack points without it.
    """

    text: str
    line: int
    weight: float
    matched: int
    needed: int


@dataclass(frozen=True, slots=True)
class RuleYield:
    """A rule with what each clause brings.

    Attributes:
        file: The file of the rule.
        threshold: Points that a paper needs.
        clauses: Of ``any`` and ``all``.
        silent: Number of clauses that match in no paper with the label.
    """

    label: LabelView
    file: str
    threshold: float
    clauses: tuple[ClauseYield, ...]
    silent: int


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """What ``coverage.html`` receives.

    Attributes:
        by_topics: Number of topics to number of papers.
        overlaps: Topics that share papers, the most alike first.
        more_overlaps: Pairs that are left out.
        rules: The yield of every topic's rule, and of every tag's.
        known: What is known of how many papers, in words and numbers.
    """

    papers: int
    topics: tuple[LabelCoverage, ...]
    tags: tuple[LabelCoverage, ...]
    by_topics: tuple[tuple[int, int], ...]
    uncovered: tuple[Entry, ...]
    overlaps: tuple[Overlap, ...]
    more_overlaps: int
    rules: tuple[RuleYield, ...]
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
    overlaps = _overlaps(catalogue)
    return CoveragePage(
        papers=len(papers),
        topics=tuple(
            _coverage(
                label, library.labels.topics[id].location.file, 0, [a.topics for a in assigned]
            )
            for id, label in catalogue.topics.items()
        ),
        tags=tuple(
            _coverage(label, *_place(library.labels.tags[id]), [a.tags for a in assigned])
            for id, label in catalogue.tags.items()
        ),
        by_topics=tuple(sorted(by_topics.items())),
        uncovered=tuple(catalogue.entry(paper) for paper in catalogue.sort(uncovered)),
        overlaps=tuple(overlaps[:MOST_PAIRS]),
        more_overlaps=max(0, len(overlaps) - MOST_PAIRS),
        rules=(
            *(
                _rule_yield(label, library.labels.topics[id], [a.topics for a in assigned])
                for id, label in catalogue.topics.items()
            ),
            *(
                _rule_yield(label, library.labels.tags[id], [a.tags for a in assigned])
                for id, label in catalogue.tags.items()
            ),
        ),
        known=(
            ("authors", sum(bool(p.authors) for p in papers)),
            ("year", sum(p.issued is not None for p in papers)),
            ("venue", sum(bool(p.venue) for p in papers)),
            ("an identifier", sum(bool(p.identifiers) for p in papers)),
            ("an abstract", sum(bool(p.abstract) for p in papers)),
            ("code", sum("code" in p.links for p in papers)),
        ),
    )


def _place(tag: Tag) -> tuple[str, int]:
    return tag.location.file, tag.location.line


def _coverage(
    label: LabelView, file: str, line: int, assigned: list[tuple[Assigned, ...]]
) -> LabelCoverage:
    ways: Counter[str] = Counter()
    first = alone = 0
    for labels in assigned:
        for place, one in enumerate(labels):
            if one.id == label.id:
                ways[one.by] += 1
                first += place == 0
                alone += len(labels) == 1
    return LabelCoverage(label, file, line, first, alone, tuple(sorted(ways.items())))


def _overlaps(catalogue: Catalogue) -> list[Overlap]:
    members = {id: {p.id for p in papers} for id, papers in catalogue.topic_papers.items()}
    found = [
        Overlap(
            catalogue.topics[first],
            catalogue.topics[second],
            both,
            both / len(members[first] | members[second]),
        )
        for first, second in combinations(members, 2)
        if (both := len(members[first] & members[second]))
    ]
    return sorted(found, key=lambda pair: (-pair.share, -pair.both))


def _rule_yield(
    label: LabelView, of: Topic | Tag, assigned: Iterable[tuple[Assigned, ...]]
) -> RuleYield:
    """The yield of a rule, from the evidence that was kept: no rule is tried again."""
    rule = of.selection.rule
    matched: Counter[Location] = Counter()
    needed: Counter[Location] = Counter()
    for one in (a for labels in assigned for a in labels if a.id == label.id):
        points: dict[Location, float] = defaultdict(float)
        for evidence in one.evidence:
            points[evidence.location] += evidence.points
        matched.update(points.keys())
        if one.by == "rule":
            needed.update(
                p for p, of_clause in points.items() if one.score - of_clause < rule.threshold
            )
    clauses = tuple(
        ClauseYield(
            short_clause(clause.text),
            clause.location.line,
            clause.weight,
            matched[clause.location],
            needed[clause.location],
        )
        for clause in (*rule.any, *rule.all)
    )
    silent = sum(not clause.matched for clause in clauses)
    return RuleYield(label, rule.location.file, rule.threshold, clauses, silent)


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
