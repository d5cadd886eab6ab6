"""What every rule says of one paper, and which labels it nearly has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from textwrap import shorten

from generator.labels import CLEAR_FACTOR, MAX_TOPICS, RELATIVE_CUT, Assigner
from generator.matching.phrases import term_words
from generator.matching.words import tokens, word_key
from generator.model import Paper
from generator.problems import Location
from generator.rules import (
    TEXT_FIELDS,
    TITLE_FACTOR,
    Clause,
    Condition,
    Evidence,
    Group,
    Near,
    Term,
    Verdict,
    Words,
)
from generator.topics import PaperChoice, Tag, Topic

NEAR_MISSES = 3
SUGGESTED_CLAUSES = 3
CLAUSE_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one label's rule says of a paper.

    Attributes:
        label: The topic or tag.
        verdict: Points, clauses that hold, conditions that fail.
        assigned: Whether the paper has the label, for whatever reason.
        ban: The ban, if the paper is banned from the label.
        best: Points of the paper's best topic.
    """

    label: Topic | Tag
    verdict: Verdict
    assigned: bool
    ban: PaperChoice | None = None
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A label that a paper nearly has.

    Attributes:
        id: Id of the label.
        kind: ``topic`` or ``tag``.
        score: Points that the paper has.
        threshold: Points that the label needs.
        lacking: Points that lack; 0 if something else keeps the label away.
        evidence: What matched.
        clauses: Clauses of the rule that would add the points that lack, likeliest first.
        closeness: How much of the first of them the paper's words have, 0 to 1.
        obstacles: In words, what else keeps the label away, each with its place.
        location: Where the rule stands.
    """

    id: str
    kind: str
    score: float
    threshold: float
    lacking: float
    evidence: tuple[Evidence, ...]
    clauses: tuple[Clause, ...]
    closeness: float
    obstacles: tuple[tuple[str, Location], ...]
    location: Location


def judge_paper(paper: Paper, assigner: Assigner) -> tuple[Judgement, ...]:
    """What every rule says of the paper: tags in their order, then topics in theirs."""
    assigned = assigner.assign(paper)
    hearing = assigner.judge.hear(paper)
    hearing.tags.update(tag.id for tag in assigned.tags)
    best = max((topic.score for topic in assigned.topics), default=0.0)
    tags, topics = ({a.id for a in given} for given in (assigned.tags, assigned.topics))
    return tuple(
        Judgement(
            label,
            hearing.full_verdict(number),
            label.id in (topics if isinstance(label, Topic) else tags),
            assigner.bans[number].get(paper.id),
            best,
        )
        for number, label in enumerate(assigner.everything)
    )


def near_misses(paper: Paper, assigner: Assigner, limit: int = NEAR_MISSES) -> tuple[NearMiss, ...]:
    """The labels that a paper nearly has.

    First those for which it has the points, but which something else keeps away; then the
    ``limit`` labels closest below their threshold.

    Args:
        paper: The paper.
        assigner: What assigns the labels of the list.
        limit: How many labels below their threshold.
    """
    judgements = judge_paper(paper, assigner)
    keys = {word_key(word) for word in tokens(f"{paper.title}\n\n{paper.abstract}").words}
    missed = [_near_miss(judgement, keys) for judgement in judgements if not judgement.assigned]
    kept_away = [miss for miss in missed if not miss.lacking]
    below = [miss for miss in missed if miss.lacking]
    below.sort(key=lambda m: (-m.score / m.threshold, -m.closeness, m.kind == "tag"))
    return (*kept_away, *below[:limit])


def _near_miss(judgement: Judgement, keys: set[str]) -> NearMiss:
    verdict, rule = judgement.verdict, judgement.label.selection.rule
    lacking = round(max(rule.threshold - verdict.score, 0), 2)
    clauses = _clauses_that_add(judgement, lacking, keys) if lacking else ()
    return NearMiss(
        id=judgement.label.id,
        kind="topic" if isinstance(judgement.label, Topic) else "tag",
        score=verdict.score,
        threshold=rule.threshold,
        lacking=lacking,
        evidence=verdict.evidence,
        clauses=clauses,
        closeness=closeness(clauses[0].condition, keys) if clauses else 0.0,
        obstacles=obstacles_of(judgement),
        location=rule.location,
    )


def obstacles_of(judgement: Judgement) -> tuple[tuple[str, Location], ...]:
    """In words, what besides points keeps a label away from a paper, each with its place."""
    verdict = judgement.verdict
    found = []
    if ban := judgement.ban:
        found.append((f"banned: {ban.reason or 'no reason given'}", ban.location))
    found += [(f"'{m.clause.text}' excludes it", m.clause.location) for m in verdict.excluded]
    found += [(f"'{clause.text}' does not hold", clause.location) for clause in verdict.failed]
    rule = judgement.label.selection.rule
    if verdict.assigned and not found:
        found.append((_outdone(judgement), rule.location))
    elif verdict.score >= rule.threshold and not found:
        found.append(("no clause of 'any' matches", rule.location))
    return tuple(found)


def _outdone(judgement: Judgement) -> str:
    """In words, why a topic whose rule takes the paper is not among its topics."""
    score, threshold = judgement.verdict.score, judgement.label.selection.rule.threshold
    words = f"its {score:g} points would do, but "
    if score < min(RELATIVE_CUT * judgement.best, CLEAR_FACTOR * threshold):
        return (
            f"{words}they are less than {RELATIVE_CUT:.0%} of the {judgement.best:g} of the best"
            f" topic, and less than {CLEAR_FACTOR:g} times the threshold of {threshold:g}"
        )
    return f"{words}{MAX_TOPICS} other topics come first"


def _clauses_that_add(judgement: Judgement, lacking: float, keys: set[str]) -> tuple[Clause, ...]:
    """Clauses that do not hold and whose points would suffice, nearest to the paper's words first.

    If none suffices by itself, the strongest ones.
    """
    rule = judgement.label.selection.rule
    held = {id(match.clause) for match in judgement.verdict.matches}
    absent = [c for c in (*rule.any, *rule.all) if id(c) not in held and c.weight > 0]
    enough = [c for c in absent if most_points(c) >= lacking]
    if not enough:
        enough = sorted(absent, key=lambda c: -c.weight)[:SUGGESTED_CLAUSES]
    ranked = sorted(
        enough,
        key=lambda c: (-closeness(c.condition, keys), c.weight < lacking, c.location),
    )
    return tuple(ranked[:SUGGESTED_CLAUSES])


def most_points(clause: Clause) -> float:
    """Points of a clause that matches once, in the title if it may."""
    condition = clause.condition
    fields = condition.fields if isinstance(condition, Words | Near) else TEXT_FIELDS
    return clause.weight * (TITLE_FACTOR if "title" in fields else 1.0)


def short_clause(text: str) -> str:
    """A clause in one short line, without the brackets of a plain list of phrases."""
    for start in ("any: [{text: [", "text: [", "any: ["):
        if text.startswith(start):
            text = text.removeprefix(start).removesuffix("]")
            break
    return shorten(text, CLAUSE_WIDTH, placeholder=" …")


def closeness(condition: Condition, keys: set[str]) -> float:
    """How much of a condition's words a text has, from 0 to 1.

    Args:
        condition: The condition.
        keys: Keys of the words of the text (:func:`generator.matching.words.word_key`).
    """
    if isinstance(condition, Words):
        return _nearest(condition.terms, keys)
    if isinstance(condition, Near):
        return sum(_nearest(terms, keys) for terms in condition.terms) / len(condition.terms)
    if isinstance(condition, Group) and condition.kind != "none":
        parts = sorted((closeness(part, keys) for part in condition.parts), reverse=True)
        counted = parts if condition.kind == "all" else parts[: condition.at_least]
        return sum(counted) / len(counted)
    return 0.0


def _nearest(terms: Iterable[Term], keys: set[str]) -> float:
    best = 0.0
    for term in terms:
        words = _term_keys(term)
        shared = sum(word in keys for word in words)
        best = max(best, shared / len(words) if words else 0.0)
    return best


@lru_cache(maxsize=65536)
def _term_keys(term: Term) -> tuple[str, ...]:
    """Keys of the words of a term that are no families; asked again for every paper."""
    return tuple(word_key(word.text) for word in term_words(term) if not word.family)
