"""Judge papers by rules: which clauses hold, where, and for how many points.

A :class:`Matcher` is made once for all rules. A paper is read once (:meth:`Matcher.read`):
its text is searched for all phrases of all rules together, and only clauses of which
something was found are evaluated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.matching.phrases import PhraseIndex
from generator.matching.reading import Node, Reading
from generator.matching.regexes import CompiledRegex, compile_filter, compile_regex, spans
from generator.matching.words import Forms, forms
from generator.model import Paper
from generator.rules import (
    MAX_REPEATS,
    TEXT_FIELDS,
    Clause,
    Condition,
    Found,
    Group,
    Match,
    Near,
    Regex,
    Rule,
    Term,
    Verdict,
    Words,
    points,
)


@dataclass(frozen=True, slots=True)
class _Triggers:
    """What must be found before a condition can hold.

    Attributes:
        terms: One of these terms, or
        regexes: one of these expressions.
        always: It may hold though nothing is found.
    """

    terms: frozenset[int] = frozenset()
    regexes: frozenset[Node] = frozenset()
    always: bool = False


_BUNDLE = 16
_ALWAYS = _Triggers(always=True)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A clause with its rule's number, the list that it stands in, and its condition."""

    rule: int
    kind: str
    clause: Clause
    node: Node


class Matcher:
    """Compiled rules; a rule's place in the sequence is its number."""

    def __init__(self, rules: Sequence[Rule], forms_of: Callable[[str], Forms] = forms) -> None:
        self.rules = tuple(rules)
        self._forms_of = forms_of
        self._nodes: dict[Condition, Node] = {}
        self._terms: dict[Term, int] = {}
        self._fields: dict[int, set[str]] = defaultdict(set)
        self._clauses = [
            _Compiled(number, kind, clause, self._node(clause.condition))
            for number, rule in enumerate(self.rules)
            for kind, clauses in (("any", rule.any), ("all", rule.all), ("none", rule.none))
            for clause in clauses
        ]
        most = Found(in_title=True, occurrences=MAX_REPEATS + 1)
        self._most_points = [
            0.0 if compiled.kind == "none" else max(points(compiled.clause.weight, most), 0.0)
            for compiled in self._clauses
        ]
        self._regexes = self._filtered_regexes()
        self._by_term: dict[int, list[int]] = {}
        self._by_regex: dict[Node, list[int]] = {}
        self._always: list[int] = []
        for number, compiled in enumerate(self._clauses):
            self._add_triggers(number, _triggers(compiled.node))
        named = set().union(*self._fields.values())
        self._other_fields = tuple(sorted(named - set(TEXT_FIELDS)))
        self._text_index = self._index(TEXT_FIELDS)
        self._other_index = self._index(self._other_fields)

    def read(self, paper: Paper) -> Reading:
        """Look in a paper for everything that the rules name."""
        reading = Reading(paper, self._text_index, self._other_index, self._other_fields)
        numbers = set(self._always)
        for term in reading.terms:
            numbers.update(self._by_term.get(term, ()))
        for node in self._found_regexes(reading):
            numbers.update(self._by_regex.get(node, ()))
        for number in sorted(numbers):
            reading.triggered.setdefault(self._clauses[number].rule, []).append(number)
        return reading

    @property
    def terms(self) -> PhraseIndex | None:
        """The terms of which a paper must hold one in title or abstract for any clause to hold.

        None: a clause may hold by something else.
        """
        by_other = self._always or self._regexes or self._other_fields
        return None if by_other else self._text_index

    def finds(self, paper: Paper) -> Iterator[tuple[Condition, Found]]:
        """The conditions of clauses that hold for a paper, each with what it matches."""
        reading = self.read(paper)
        for numbers in reading.triggered.values():
            for number in numbers:
                node = self._clauses[number].node
                if found := reading.found(node):
                    yield node.condition, found

    def may_assign(self, reading: Reading, rule: int) -> bool:
        """Whether the rule can decide for the paper, as far as a glance shows."""
        numbers = reading.triggered.get(rule)
        if not numbers:
            return False
        most = sum([self._most_points[number] for number in numbers])
        return most >= self.rules[rule].threshold

    def judge(self, reading: Reading, rule: int) -> Verdict:
        """What the rule of this number says of a paper."""
        matches: dict[str, list[Match]] = {"any": [], "all": [], "none": []}
        for number in reading.triggered.get(rule, ()):
            compiled = self._clauses[number]
            if found := reading.found(compiled.node):
                clause = compiled.clause
                match = Match(clause, found, points(clause.weight, found))
                matches[compiled.kind].append(match)
        return verdict(self.rules[rule], matches["any"], matches["all"], matches["none"])

    def _node(self, condition: Condition) -> Node:
        if known := self._nodes.get(condition):
            return known
        node = Node(condition)
        if isinstance(condition, Words):
            node.terms = (self._numbers(condition.terms, condition.fields),)
        elif isinstance(condition, Near):
            node.terms = tuple(self._numbers(t, condition.fields) for t in condition.terms)
        elif isinstance(condition, Regex):
            node.regex = compile_regex(condition.expression)
        elif isinstance(condition, Group):
            node.parts = tuple(self._node(part) for part in condition.parts)
        self._nodes[condition] = node
        return node

    def _numbers(self, terms: Iterable[Term], fields: Iterable[str]) -> frozenset[int]:
        numbers = frozenset(self._terms.setdefault(term, len(self._terms)) for term in terms)
        for number in numbers:
            self._fields[number].update(fields)
        return numbers

    def _index(self, fields: Iterable[str]) -> PhraseIndex:
        wanted = set(fields)
        return PhraseIndex(
            {
                number: term
                for term, number in self._terms.items()
                if not wanted.isdisjoint(self._fields[number])
            },
            self._forms_of,
        )

    def _filtered_regexes(self) -> list[tuple[CompiledRegex | None, list[Node]]]:
        """Expressions in bundles, each with one that tells whether any of them matches."""
        nodes = [node for node in self._nodes.values() if node.regex]
        bundles = [nodes[i : i + _BUNDLE] for i in range(0, len(nodes), _BUNDLE)]
        expressions = (
            [node.condition.expression for node in bundle if isinstance(node.condition, Regex)]
            for bundle in bundles
        )
        return list(zip(map(compile_filter, expressions), bundles, strict=True))

    def _found_regexes(self, reading: Reading) -> Iterator[Node]:
        for likely, bundle in self._regexes:
            if likely is None or any(spans(likely, text, 1) for text in reading.texts()):
                yield from (node for node in bundle if reading.found(node))

    def _add_triggers(self, number: int, triggers: _Triggers) -> None:
        if triggers.always:
            self._always.append(number)
            return
        for term in triggers.terms:
            self._by_term.setdefault(term, []).append(number)
        for node in triggers.regexes:
            self._by_regex.setdefault(node, []).append(number)


def _triggers(node: Node) -> _Triggers:
    condition = node.condition
    if isinstance(condition, Words):
        return _Triggers(terms=node.terms[0])
    if isinstance(condition, Near):
        return _Triggers(terms=min(node.terms, key=len))
    if isinstance(condition, Regex):
        return _Triggers(regexes=frozenset((node,)))
    if not isinstance(condition, Group) or condition.kind == "none":
        return _ALWAYS
    parts = [_triggers(part) for part in node.parts]
    if condition.kind == "all":
        needed = [part for part in parts if not part.always]
        return min(needed, key=lambda p: len(p.terms) + len(p.regexes)) if needed else _ALWAYS
    return _Triggers(
        terms=frozenset().union(*(part.terms for part in parts)),
        regexes=frozenset().union(*(part.regexes for part in parts)),
        always=any(part.always for part in parts),
    )


def verdict(
    rule: Rule, any_: Sequence[Match], all_: Sequence[Match], none: Sequence[Match]
) -> Verdict:
    """What a rule decides, given the clauses that hold."""
    matches = (*any_, *all_)
    score = round(sum(match.points for match in matches), 2)
    held = {id(match.clause) for match in all_}
    failed = tuple(clause for clause in rule.all if id(clause) not in held)
    supported = any(match.points > 0 for match in any_) if rule.any else bool(rule.all)
    return Verdict(
        score=score,
        title_points=round(sum(m.points for m in matches if m.found.in_title), 2),
        assigned=supported and not failed and not none and score >= rule.threshold,
        matches=matches,
        failed=failed,
        excluded=tuple(none),
    )
