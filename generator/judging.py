"""Verdicts of all rules on papers, remembered between builds.

While a curator edits one rule, ``mkdocs serve`` builds again and again. A verdict depends on
nothing but the rule and the paper (and on tags, if the rule names some), so only changed rules
meet all papers again, and only changed papers meet all rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.matcher import Matcher
from generator.model import Paper
from generator.reading import Reading
from generator.rules import Condition, Group, Listed, Rule, Verdict

Verdicts = dict[str, Verdict]
"""Paper id to verdict; papers for which the rule cannot decide are left out."""


@dataclass(slots=True)
class Memory:
    """What is remembered from the last build. Empty at first; one process keeps one.

    Attributes:
        papers: The papers of the last build, by id.
        verdicts: Verdicts of the last build, by rule.
    """

    papers: dict[str, Paper] = field(default_factory=dict)
    verdicts: dict[Rule, Verdicts] = field(default_factory=dict)


def names_tags(rule: Rule) -> bool:
    """Whether a verdict of the rule depends on the paper's tags."""

    def depends(condition: Condition) -> bool:
        if isinstance(condition, Group):
            return any(depends(part) for part in condition.parts)
        return isinstance(condition, Listed) and condition.field == "tags"

    return any(depends(clause.condition) for clause in rule.clauses)


class Judge:
    """Judges papers by rules; a rule's place in the sequence is its number."""

    def __init__(self, rules: Sequence[Rule], memory: Memory | None = None) -> None:
        self.rules = tuple(rules)
        self.memory = memory
        self._by_tags = [names_tags(rule) for rule in self.rules] if memory else []
        known = memory.verdicts if memory else {}
        self._verdicts: list[Verdicts] = [known.get(rule, {}) for rule in self.rules]
        self._fresh = [
            number
            for number, rule in enumerate(self.rules)
            if rule not in known or (memory and self._by_tags[number])
        ]
        self._heard: dict[str, Paper] = {}
        self._changes: list[tuple[int, str, Verdict | None]] = []

    @cached_property
    def matcher(self) -> Matcher:
        """A matcher of all rules."""
        return Matcher(self.rules)

    @cached_property
    def _fresh_matcher(self) -> Matcher:
        return Matcher([self.rules[number] for number in self._fresh])

    def hear(self, paper: Paper) -> Hearing:
        """Read a paper as far as what is remembered of it does not do."""
        if self.memory is None:
            return Hearing(self, paper, self.matcher, range(len(self.rules)))
        if paper.id:  # a text that was made up as an example has none
            self._heard[paper.id] = paper
        last = self.memory.papers.get(paper.id)
        if last is None or (last is not paper and last != paper):
            hearing = Hearing(self, paper, self.matcher, range(len(self.rules)))
        elif self._fresh:
            hearing = Hearing(self, paper, self._fresh_matcher, self._fresh)
        else:
            return Hearing(self, paper)
        for number in hearing.numbers if paper.id else ():
            if not self._by_tags[number]:
                self._changes.append((number, paper.id, hearing.verdict(number)))
        return hearing

    def remembered(self, number: int, paper: Paper) -> Verdict | None:
        """The verdict of the last build."""
        return self._verdicts[number].get(paper.id)

    def remember(self) -> None:
        """Keep the verdicts of this build for the next one. An unfinished build keeps none."""
        if self.memory is None:
            return
        for number, id, verdict in self._changes:
            if verdict is None:
                self._verdicts[number].pop(id, None)
            else:
                self._verdicts[number][id] = verdict
        self._changes.clear()
        self.memory.papers = self._heard
        self.memory.verdicts = {
            rule: verdicts
            for rule, verdicts, by_tags in zip(
                self.rules, self._verdicts, self._by_tags, strict=True
            )
            if not by_tags
        }


class Hearing:
    """One paper before the judge.

    Attributes:
        numbers: Numbers of the rules that meet the paper anew, in the matcher's order.
        tags: The tags that the paper has so far; rules on tags look here.
    """

    def __init__(
        self,
        judge: Judge,
        paper: Paper,
        matcher: Matcher | None = None,
        numbers: Sequence[int] = (),
    ) -> None:
        self._judge = judge
        self._paper = paper
        self._matcher = matcher
        self.numbers = numbers
        self._local = {number: place for place, number in enumerate(numbers)}
        self.reading = matcher.read(paper) if matcher else None
        self.tags: set[str] = self.reading.tags if self.reading else set()

    def verdict(self, number: int) -> Verdict | None:
        """What a rule says; None if it cannot decide for the paper."""
        if number not in self._local:
            return self._judge.remembered(number, self._paper)
        assert self._matcher is not None
        assert self.reading is not None
        place = self._local[number]
        if not self._matcher.may_assign(self.reading, place):
            return None
        return self._matcher.judge(self.reading, place)

    def full_verdict(self, number: int) -> Verdict:
        """What a rule says, even if it cannot decide."""
        reading = self._full_reading
        reading.tags.update(self.tags)
        return self._judge.matcher.judge(reading, number)

    @property
    def triggered(self) -> list[int]:
        """Rules of which any clause may hold."""
        return sorted(self._full_reading.triggered)

    @cached_property
    def _full_reading(self) -> Reading:
        if self.reading is not None and self._matcher is self._judge.matcher:
            return self.reading
        return self._judge.matcher.read(self._paper)
