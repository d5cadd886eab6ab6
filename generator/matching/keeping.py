"""Verdicts kept beyond the end of the program: a build judges only changed rules and papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from generator.matching.judging import Memory, names_tags
from generator.matching.matcher import verdict
from generator.matching.reading import paper_sources
from generator.model import Paper
from generator.rules import Clause, Found, Match, Rule, Verdict, points
from generator.store import Store, digest

_STEP = "verdicts"


@dataclass(frozen=True, slots=True)
class _Kept:
    """The verdicts of all rules on all papers of a list.

    Attributes:
        rules: Digests of the rules.
        papers: Digest of a paper to the rules that take it, by place in ``rules``, each with
            what its clauses match, by their place in the rule.
    """

    rules: list[bytes]
    papers: dict[bytes, list[tuple[int, list[tuple[int, Found]]]]]


def restore(store: Store, name: str, papers: Iterable[Paper], rules: Iterable[Rule]) -> Memory:
    """What the last build found of these papers and rules.

    Args:
        store: Where it is kept.
        name: Name of the list.
        papers: The papers of the list.
        rules: The rules of the list.
    """
    memory = Memory()
    kept = store.get(_STEP, digest(name), _Kept)
    if kept is None:
        return memory
    numbers = {rule: number for number, rule in enumerate(kept.rules)}
    known = {
        numbers[asked]: rule
        for rule in rules
        if not names_tags(rule) and (asked := _rule_digest(rule)) in numbers
    }
    clauses = {number: rule.clauses for number, rule in known.items()}
    verdicts: dict[str, Mapping[int, Verdict]] = {}
    of_papers: dict[str, Paper] = {}
    for paper in papers:
        said = kept.papers.get(_paper_digest(paper))
        if said is not None:
            of_papers[paper.id] = paper
            verdicts[paper.id] = {
                number + 1: _verdict(known[number], clauses[number], found)
                for number, found in said
                if number in known
            }
    memory.papers, memory.verdicts = of_papers, verdicts
    memory.rules = {rule: number + 1 for number, rule in known.items()}
    memory.last_key = len(kept.rules)
    return memory


def keep(store: Store, name: str, memory: Memory) -> None:
    """Keep what this build has found for the next one.

    Args:
        store: Where it is kept.
        name: Name of the list.
        memory: What :func:`restore` returned, after all papers were judged once.
    """
    places = {key: place for place, key in enumerate(memory.rules.values())}
    numbers = {
        key: {id(clause): number for number, clause in enumerate(rule.clauses)}
        for rule, key in memory.rules.items()
    }
    kept = _Kept(
        rules=[_rule_digest(rule) for rule in memory.rules],
        papers={
            _paper_digest(memory.papers[of]): [
                (places[key], [(numbers[key][id(m.clause)], m.found) for m in said.matches])
                for key, said in verdicts.items()
                if key in places
            ]
            for of, verdicts in memory.verdicts.items()
        },
    )
    store.put(_STEP, digest(name), kept)


def _verdict(rule: Rule, clauses: Sequence[Clause], found: list[tuple[int, Found]]) -> Verdict:
    matches = [
        Match(clauses[place], match, points(clauses[place].weight, match)) for place, match in found
    ]
    first = len(rule.any)
    any_ = [match for match, (place, _) in zip(matches, found, strict=True) if place < first]
    all_ = [match for match, (place, _) in zip(matches, found, strict=True) if place >= first]
    return verdict(rule, any_, all_, ())


def _rule_digest(rule: Rule) -> bytes:
    """Of what the rule asks for, wherever it stands."""
    clauses = [
        [(clause.weight, clause.text, repr(clause.condition)) for clause in of_kind]
        for of_kind in (rule.any, rule.all, rule.none)
    ]
    return digest(msgspec.msgpack.encode((clauses, rule.threshold)))


def _paper_digest(paper: Paper) -> bytes:
    """Of all that a rule can ask of a paper, wherever its records stand."""
    asked = (
        paper.title,
        paper.abstract,
        [(author.family, author.given) for author in paper.authors],
        paper.venue,
        str(paper.issued),
        paper.type,
        paper.status,
        dict(paper.identifiers),
        dict(paper.links),
        dict(paper.details),
        paper.keywords,
        paper_sources(paper),
    )
    return digest(repr(asked))
