"""Verdicts of all rules on papers, remembered between builds.

While a curator edits one rule, ``mkdocs serve`` builds again and again. A verdict depends on
nothing but the rule and the paper (and on tags, if the rule names some), so only changed rules
meet all papers again, and only changed papers meet all rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.matching.matcher import Matcher, verdict
from generator.matching.reading import Reading
from generator.matching.vocabulary import Vocabulary
from generator.matching.words import Lexicon, forms
from generator.model import Paper
from generator.problems import Location
from generator.rules import Clause, Condition, Found, Group, Listed, Match, Rule, Verdict, points

Verdicts = Mapping[int, Verdict]
"""What the rules that take a paper say of it, by the rules' keys."""

Finds = Mapping[str, Found]
"""What a condition matches, by the ids of the papers for which it holds."""

MOST_FINDS = 300
"""Conditions of which the finds are kept: those of the few rules that somebody works on."""


@dataclass(slots=True)
class Memory:
    """What is remembered of the last build; empty at first. It holds about 5 KB a paper.

    Attributes:
        papers: The papers, by id.
        rules: The rules that have met them, with their keys. Rules on tags are left out.
        verdicts: What these rules said, by paper id.
        last_key: The last key that was given to a rule.
        lexicon: The words of the papers.
        finds: What the clauses of rules that were changed last match, by condition and paper id.
        vocabulary: The papers that hold a word; None if no changed rule has asked for it yet.
    """

    papers: Mapping[str, Paper] = field(default_factory=dict)
    rules: Mapping[Rule, int] = field(default_factory=dict)
    verdicts: Mapping[str, Verdicts] = field(default_factory=dict)
    last_key: int = 0
    lexicon: Lexicon = field(default_factory=Lexicon)
    finds: dict[Condition, Finds] = field(default_factory=dict)
    vocabulary: Vocabulary | None = None


def names_tags(rule: Rule) -> bool:
    """Whether a verdict of the rule depends on the paper's tags."""

    def depends(condition: Condition) -> bool:
        if isinstance(condition, Group):
            return any(depends(part) for part in condition.parts)
        return isinstance(condition, Listed) and condition.field == "tags"

    return any(depends(clause.condition) for clause in rule.clauses)


def find_conditions(rules: Iterable[Rule], memory: Memory) -> dict[Condition, Finds]:
    """What the clauses of changed rules match in the papers of the last build.

    Who works on a rule changes one clause of many, and most papers hold no word of that one.
    """
    wanted = dict.fromkeys(c.condition for rule in rules for c in rule.clauses)
    found: dict[Condition, Finds] = {c: memory.finds[c] for c in wanted if c in memory.finds}
    new: dict[Condition, dict[str, Found]] = {c: {} for c in wanted if c not in found}
    if new:
        clauses = tuple(Clause(Location(""), "", condition) for condition in new)
        matcher = Matcher([Rule(any=clauses)], memory.lexicon.__getitem__)
        ids: Iterable[str] = memory.papers
        if terms := matcher.terms:
            memory.vocabulary = memory.vocabulary or Vocabulary.of(memory.papers.values())
            ids = memory.vocabulary.may_hold(terms)
        for id in ids:
            for condition, match in matcher.finds(memory.papers[id]):
                new[condition][id] = match
    return {**found, **new}


def judge_finds(rule: Rule, id: str, finds: Mapping[Condition, Finds]) -> Verdict:
    """What a rule says of a paper, from what its clauses match."""
    any_, all_, none = (
        [
            Match(clause, found, points(clause.weight, found))
            for clause in clauses
            if (found := finds[clause.condition].get(id))
        ]
        for clauses in (rule.any, rule.all, rule.none)
    )
    return verdict(rule, any_, all_, none)


class Judge:
    """Judges papers by rules; a rule's place in the sequence is its number.

    Attributes:
        rules: The rules.
        on_tags: Numbers of the rules that name tags.
    """

    def __init__(self, rules: Sequence[Rule], memory: Memory | None = None) -> None:
        self.rules = tuple(rules)
        self.on_tags = frozenset(n for n, rule in enumerate(self.rules) if names_tags(rule))
        self._memory = memory
        self._forms_of = memory.lexicon.__getitem__ if memory else forms
        self._all = range(len(self.rules))
        known = memory.rules if memory else {}
        self._last_key = memory.last_key if memory else 0
        self._keys: dict[Rule, int] = {}
        for rule in self.rules:
            if rule not in self._keys:
                self._last_key += rule not in known
                self._keys[rule] = known.get(rule, self._last_key)
        self.keys = [self._keys[rule] for rule in self.rules]
        """Key of each rule; equal rules have one."""
        self._numbers: dict[int, list[int]] = {}
        for number, key in enumerate(self.keys):
            self._numbers.setdefault(key, []).append(number)
        self._on_tags = sorted(self.on_tags)
        self._fresh = [n for n in self._all if self.rules[n] not in known]
        self._forgotten = not known.keys() <= self._keys.keys()
        self._papers: dict[str, Paper] = {}
        self._verdicts: dict[str, Verdicts] = {}
        self._finds: dict[Condition, Finds] = {}
        self._alone: dict[int, Matcher] = {}

    @cached_property
    def matcher(self) -> Matcher:
        """A matcher of all rules."""
        return Matcher(self.rules, self._forms_of)

    @cached_property
    def _tags_matcher(self) -> Matcher:
        return Matcher([self.rules[number] for number in self._on_tags], self._forms_of)

    @cached_property
    def _edited_verdicts(self) -> Mapping[str, Verdicts]:
        """What the fresh rules say of the papers of the last build that they take, by paper id."""
        assert self._memory is not None
        rules = {self.keys[n]: self.rules[n] for n in self._fresh if n not in self.on_tags}
        self._finds = find_conditions(rules.values(), self._memory)
        verdicts: dict[str, dict[int, Verdict]] = {}
        for key, rule in rules.items():
            ids = {id for c in (*rule.any, *rule.all) for id in self._finds[c.condition]}
            for id in ids:
                said = judge_finds(rule, id, self._finds)
                if said.assigned:
                    verdicts.setdefault(id, {})[key] = said
        return verdicts

    def matcher_of(self, number: int) -> Matcher:
        """A matcher of one rule: a few pins are no reason to compile all rules."""
        found = self._alone.get(number)
        if found is None:
            found = self._alone[number] = Matcher((self.rules[number],), self._forms_of)
        return found

    def hear(self, paper: Paper) -> Hearing:
        """Let the rules meet a paper, as far as they have not in the last build."""
        if self._memory is None:
            return self._meet(paper, self.matcher, self._all, {})
        last = self._memory.papers.get(paper.id)
        if last is None or (last is not paper and last != paper):
            hearing = self._meet(paper, self.matcher, self._all, {})
        else:
            known = self._memory.verdicts[paper.id]
            if self._forgotten:
                current = set(self.keys)
                known = {key: verdict for key, verdict in known.items() if key in current}
            if edited := self._edited_verdicts.get(paper.id):
                known = {**known, **edited}
            matcher = self._tags_matcher if self._on_tags else None
            hearing = self._meet(paper, matcher, self._on_tags, known)
        self._papers[paper.id] = paper
        self._verdicts[paper.id] = hearing.verdicts
        return hearing

    def _meet(
        self, paper: Paper, matcher: Matcher | None, numbers: Sequence[int], known: Verdicts
    ) -> Hearing:
        reading = matcher.read(paper) if matcher else None
        found: dict[int, Verdict] = {}
        late: dict[int, int] = {}
        if matcher and reading:
            for place in reading.triggered:
                number = numbers[place]
                if not matcher.may_assign(reading, place):
                    continue
                if number in self.on_tags:
                    late[number] = place
                elif (verdict := matcher.judge(reading, place)).assigned:
                    found[self.keys[number]] = verdict
        verdicts = {**known, **found} if found else known
        return Hearing(self, paper, verdicts, matcher, reading, late)

    def numbers(self, keys: Iterable[int]) -> list[int]:
        """Numbers of the rules with these keys."""
        return [number for key in keys for number in self._numbers[key]]

    def remember(self) -> None:
        """Keep what this build has found for the next one; a build that breaks off keeps none."""
        if self._memory:
            known = self._memory.papers
            if len(known) != len(self._papers) or any(
                paper is not known.get(id) and paper != known.get(id)
                for id, paper in self._papers.items()
            ):
                self._memory.vocabulary = None
                self._memory.finds.clear()
            else:
                kept = {**self._memory.finds, **self._finds}
                self._memory.finds = dict(list(kept.items())[-MOST_FINDS:])
            self._memory.papers = self._papers
            self._memory.verdicts = self._verdicts
            self._memory.last_key = self._last_key
            self._memory.rules = {
                rule: self.keys[number]
                for number, rule in enumerate(self.rules)
                if number not in self.on_tags
            }


class Hearing:
    """One paper and what the rules say of it.

    Attributes:
        verdicts: Of the rules that take the paper and do not name tags, by the rules' keys.
        tags: The tags that the paper has so far; rules on tags look here.
    """

    def __init__(
        self,
        judge: Judge,
        paper: Paper,
        verdicts: Verdicts,
        matcher: Matcher | None,
        reading: Reading | None,
        late: Mapping[int, int],
    ) -> None:
        self.verdicts = verdicts
        self.tags: set[str] = reading.tags if reading else set()
        self._judge = judge
        self._paper = paper
        self._matcher = matcher
        self._reading = reading
        self._late = late

    @property
    def numbers(self) -> list[int]:
        """Numbers of the rules that take the paper, or may do so once it has its tags."""
        return [*self._judge.numbers(self.verdicts), *self._late]

    def verdict(self, number: int) -> Verdict | None:
        """What a rule says; None if it does not take the paper."""
        if number not in self._judge.on_tags:
            return self.verdicts.get(self._judge.keys[number])
        if number not in self._late:
            return None
        assert self._matcher is not None
        assert self._reading is not None
        verdict = self._matcher.judge(self._reading, self._late[number])
        return verdict if verdict.assigned else None

    def full_verdict(self, number: int) -> Verdict:
        """What a rule says, even if it does not take the paper."""
        if self._reading is not None and self._has_all:
            self._reading.tags.update(self.tags)
            return self._judge.matcher.judge(self._reading, number)
        matcher = self._judge.matcher_of(number)
        reading = matcher.read(self._paper)
        reading.tags.update(self.tags)
        return matcher.judge(reading, 0)

    @property
    def triggered(self) -> list[int]:
        """Numbers of the rules of which any clause may hold."""
        return sorted(self._full_reading.triggered)

    @property
    def _has_all(self) -> bool:
        return self._matcher is not None and self._matcher.rules is self._judge.rules

    @cached_property
    def _full_reading(self) -> Reading:
        if self._reading is not None and self._has_all:
            return self._reading
        return self._judge.matcher.read(self._paper)
