"""What is wrong with rules that only the papers show: dead, idle and greedy clauses, odd topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from generator.labels import Assigner, Candidate, choose_topics
from generator.library import Library
from generator.matching.judging import Hearing
from generator.model import Paper
from generator.nearmiss import short_clause
from generator.problems import Report
from generator.rules import Clause, Rule, Verdict
from generator.topics import PaperLabels, Topic

MIN_PAPERS = 10
"""A list with fewer papers is not judged by shares."""

BROAD_SHARE = 0.5
GREEDY_SHARE = 0.4
LARGE_SHARE = 0.25
SMALL_COUNT = 3
ALIKE_OVERLAP = 0.6
"""Papers in both of two topics, as a share of the papers in either (Jaccard index)."""


def check_rules(library: Library, report: Report) -> None:
    """Report what the papers of the library show about its rules."""
    findings = study_clauses(library.papers, library)
    check_clauses(findings, len(library.papers), report)
    check_topics(library, report)


@dataclass(slots=True)
class Findings:
    """What the papers show about clauses. Clauses are keyed by identity of rule and place.

    Attributes:
        clauses: Every clause with the kind of list that it stands in.
        matched: In how many papers a clause holds.
        sufficient: To how many papers a clause gives the label by itself.
        deciding: Clauses without which some paper had other labels.
    """

    clauses: list[tuple[str, Clause]] = field(default_factory=list)
    matched: Counter[Clause] = field(default_factory=Counter)
    sufficient: Counter[Clause] = field(default_factory=Counter)
    deciding: set[Clause] = field(default_factory=set)


def study_clauses(papers: Sequence[Paper], library: Library) -> Findings:
    """Judge all papers by all rules, and by all rules without each clause that might matter."""
    assigner = Assigner(library.labels, papers, Report())
    findings = Findings()
    for label in assigner.everything:
        rule = label.selection.rule
        for kind, clauses in (("any", rule.any), ("all", rule.all), ("none", rule.none)):
            findings.clauses += [(kind, clause) for clause in clauses]
    for paper in papers:
        hearing = assigner.judge.hear(paper)
        hearing.tags.update(tag.id for tag in library.assignments[paper.id].tags)
        _study_paper(paper, hearing, assigner, library.assignments[paper.id], findings)
    return findings


def _study_paper(
    paper: Paper, hearing: Hearing, assigner: Assigner, labels: PaperLabels, findings: Findings
) -> None:
    candidates = assigner.candidates(paper, hearing)
    chosen = [c.place for c in choose_topics(candidates)]
    given_otherwise = {tag.id for tag in labels.tags if tag.by != "rule"}
    for number in hearing.triggered:
        rule, label = assigner.judge.rules[number], assigner.everything[number]
        judged = hearing.full_verdict(number)
        adding = {id(clause) for clause in rule.any}
        for match in (*judged.matches, *judged.excluded):
            findings.matched[match.clause] += 1
            enough = match.points >= rule.threshold and id(match.clause) in adding
            if judged.assigned and enough:
                findings.sufficient[match.clause] += 1
        if paper.id in assigner.bans[number]:
            continue
        for clause, without in verdicts_without(rule, judged):
            if clause in findings.deciding:
                continue
            if isinstance(label, Topic):
                pin = assigner.pins[number].get(paper.id)
                place = number - len(assigner.tags)
                replaced = Candidate(place, without, rule.threshold, pin)
                changed = _chosen_with(candidates, replaced) != chosen
            else:
                changed = without.assigned != judged.assigned and label.id not in given_otherwise
            if changed:
                findings.deciding.add(clause)


def verdicts_without(rule: Rule, judged: Verdict) -> Iterator[tuple[Clause, Verdict]]:
    """Clauses without which the verdict may be another one, each with the verdict without it.

    The verdicts hold neither matches nor what failed: a paper may have thousands of them.
    """
    adding = {id(clause) for clause in rule.any}
    matches = judged.matches
    total = sum(match.points for match in matches)
    in_title = sum(match.points for match in matches if match.found.in_title)
    positive = sum(match.points > 0 for match in matches if id(match.clause) in adding)
    obstacles = [match.clause for match in judged.excluded] + list(judged.failed)
    if obstacles:  # any other clause changes nothing as long as an obstacle stands
        if len(obstacles) == 1:
            needed = len(rule.all) - len(judged.failed)
            supported = positive > 0 if rule.any else needed > 0
            assigned = supported and judged.score >= rule.threshold
            yield obstacles[0], Verdict(judged.score, judged.title_points, assigned, (), (), ())
        return
    for match in matches:
        if id(match.clause) in adding:
            is_support = positive - (match.points > 0) > 0
            supported = is_support if len(rule.any) > 1 else bool(rule.all)
        else:
            supported = positive > 0 if rule.any else len(rule.all) > 1
        score = round(total - match.points, 2)
        title_points = round(in_title - match.points * match.found.in_title, 2)
        assigned = supported and score >= rule.threshold
        yield match.clause, Verdict(score, title_points, assigned, (), (), ())


def _chosen_with(candidates: Sequence[Candidate], replaced: Candidate) -> list[int]:
    """The topics that are chosen when the rule of one of them decides otherwise."""
    kept = [c for c in candidates if c.place != replaced.place]
    if replaced.pin or replaced.verdict.assigned:
        kept.append(replaced)
    return [c.place for c in choose_topics(kept)]


def check_clauses(findings: Findings, papers: int, report: Report) -> None:
    """Report clauses that never match, decide nothing, or take too much."""
    for kind, clause in findings.clauses:
        matched, text = findings.matched[clause], short_clause(clause.text)
        if not papers:
            continue
        if not matched:
            report.add(
                "clause-dead",
                clause.location,
                f"'{text}' matches no paper",
                "check its spelling, or accept it if papers are still to come",
            )
        elif clause not in findings.deciding:
            report.add(
                "clause-idle",
                clause.location,
                f"'{text}' matches {matched} paper{'s' * (matched != 1)}, but decides nothing",
                "delete it, or raise its weight",
            )
        if papers < MIN_PAPERS or kind != "any" or clause.weight < 0:
            continue
        if findings.sufficient[clause] > GREEDY_SHARE * papers:
            report.add(
                "clause-greedy",
                clause.location,
                f"'{text}' by itself takes {findings.sufficient[clause]} of {papers} papers",
                "lower its weight, or make it more exact",
            )
        elif matched > BROAD_SHARE * papers:
            report.add(
                "clause-broad",
                clause.location,
                f"'{text}' matches {matched} of {papers} papers",
                "make it more exact",
            )


def topic_papers(library: Library) -> Mapping[str, frozenset[str]]:
    """Ids of the papers of each topic."""
    found: dict[str, set[str]] = {id: set() for id in library.labels.topics}
    for paper in library.papers:
        for assigned in library.assignments[paper.id].topics:
            found[assigned.id].add(paper.id)
    return {id: frozenset(papers) for id, papers in found.items()}


def check_topics(library: Library, report: Report) -> None:
    """Report topics that are small, large, or nearly the same. Empty ones: ``topic-empty``."""
    members = topic_papers(library)
    total = len(library.papers)
    for id, papers in members.items():
        location = library.labels.topics[id].location
        if 0 < len(papers) < SMALL_COUNT:
            report.add(
                "topic-small",
                location,
                f"the topic '{id}' has only {len(papers)} of {total} papers",
                "widen its rule, or join it with another topic",
            )
        if total >= MIN_PAPERS and len(papers) > LARGE_SHARE * total:
            report.add(
                "topic-large",
                location,
                f"the topic '{id}' has {len(papers)} of {total} papers",
                "part it, or make its rule more exact",
            )
    for (first, one), (second, other) in combinations(members.items(), 2):
        both = len(one & other)
        if both >= SMALL_COUNT and both >= ALIKE_OVERLAP * len(one | other):
            report.add(
                "topics-alike",
                library.labels.topics[second].location,
                f"the topics '{first}' and '{second}' share {both} of {len(one | other)} papers",
                "join them, or tell them apart in their rules",
            )
