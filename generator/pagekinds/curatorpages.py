"""Pages for curators: how the rules cover the papers, and what the check has found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, compress, groupby

from generator.labels import Assigned, Tag, Topic
from generator.model import Paper
from generator.nearmiss import short_clause
from generator.pagekinds.entries import Catalogue, Entry, LabelView
from generator.problems import CODES, Location, Problem, Report

MOST_OF_A_KIND = 200
"""Problems of one code that the report shows; the command line shows all."""

MOST_PAIRS = 60
"""Pairs of topics that the table of overlaps shows."""

KNOWN = ("authors", "year", "venue", "an identifier", "an abstract", "code")
"""What papers may lack."""


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
    by_topics: Counter[int] = Counter()
    topics = {id: _Tally(topic) for id, topic in library.labels.topics.items()}
    tags = {id: _Tally(tag) for id, tag in library.labels.tags.items()}
    known: Counter[str] = Counter()
    for paper in papers:
        known.update(_known_of(paper))
        labels = library.assignments[paper.id]
        by_topics[len(labels.topics)] += 1
        for tallies, given in ((topics, labels.topics), (tags, labels.tags)):
            for place, one in enumerate(given):
                tallies[one.id].add(one, first=place == 0, alone=len(given) == 1)
    uncovered = [p for p in papers if not library.assignments[p.id].topics]
    overlaps = _overlaps(catalogue)
    return CoveragePage(
        papers=len(papers),
        topics=tuple(
            topics[id].coverage(label, library.labels.topics[id].location.file, 0)
            for id, label in catalogue.topics.items()
        ),
        tags=tuple(
            tags[id].coverage(label, *_place(library.labels.tags[id]))
            for id, label in catalogue.tags.items()
        ),
        by_topics=tuple(sorted(by_topics.items())),
        uncovered=tuple(catalogue.entry(paper) for paper in catalogue.sort(uncovered)),
        overlaps=tuple(overlaps[:MOST_PAIRS]),
        more_overlaps=max(0, len(overlaps) - MOST_PAIRS),
        rules=(
            *(topics[id].rule_yield(label) for id, label in catalogue.topics.items()),
            *(tags[id].rule_yield(label) for id, label in catalogue.tags.items()),
        ),
        known=tuple((what, known[what]) for what in KNOWN),
    )


def _known_of(paper: Paper) -> Iterator[str]:
    """Which of :data:`KNOWN` are known of a paper."""
    told = (
        paper.authors,
        paper.issued,
        paper.venue,
        paper.identifiers,
        paper.abstract,
        "code" in paper.links,
    )
    return compress(KNOWN, told)


def _place(tag: Tag) -> tuple[str, int]:
    return tag.location.file, tag.location.line


class _Tally:
    """Counts what the papers that have a label owe to its rule, clause by clause.

    It counts the evidence that was kept: no rule is tried again.
    """

    def __init__(self, of: Topic | Tag) -> None:
        self.rule = of.selection.rule
        self.first = self.alone = 0
        self.ways: Counter[str] = Counter()
        self.matched: Counter[Location] = Counter()
        self.needed: Counter[Location] = Counter()

    def add(self, assigned: Assigned, *, first: bool, alone: bool) -> None:
        """Count a paper that has the label."""
        self.first += first
        self.alone += alone
        self.ways[assigned.by] += 1
        points: dict[Location, float] = defaultdict(float)
        for evidence in assigned.evidence:
            points[evidence.location] += evidence.points
        self.matched.update(points.keys())
        if assigned.by == "rule":
            self.needed.update(
                place
                for place, of_clause in points.items()
                if assigned.score - of_clause < self.rule.threshold
            )

    def coverage(self, label: LabelView, file: str, line: int) -> LabelCoverage:
        """How papers came to the label."""
        ways = tuple(sorted(self.ways.items()))
        first = self.first if label.kind == "topic" else 0
        return LabelCoverage(label, file, line, first, self.alone, ways)

    def rule_yield(self, label: LabelView) -> RuleYield:
        """What each clause brings."""
        rule = self.rule
        clauses = tuple(
            ClauseYield(
                short_clause(clause.text),
                clause.location.line,
                clause.weight,
                self.matched[clause.location],
                self.needed[clause.location],
            )
            for clause in (*rule.any, *rule.all)
        )
        silent = sum(not clause.matched for clause in clauses)
        return RuleYield(label, rule.location.file, rule.threshold, clauses, silent)


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
