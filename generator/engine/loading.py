"""Keeps the last good state of the content while a preview is served.

A broken rule must not take the preview away: the pages of the last good content stay, with a
banner that says what is broken, until it is mended. And who edits a hand-written page should not
wait for the whole list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from generator.memory import State, state_of
from generator.problems import Problem, Report, Severity

T = TypeVar("T")

Load = Callable[[Path, Report], T]
"""Reads a content folder; never raises for bad content."""


@dataclass(slots=True)
class LastGood(Generic[T]):
    """Loads content, only when it changed, and keeps the last result without errors.

    Attributes:
        load: What reads the content.
        skip: A folder within the content that is not read by ``load`` (hand-written pages).
    """

    load: Load[T]
    skip: Path | None = None
    _state: State | None = None
    _problems: list[Problem] = field(default_factory=list)
    _kept: list[T] = field(default_factory=list)
    _is_good: bool = False
    _content: Path | None = None

    def get(self, content: Path) -> tuple[T, Report]:
        """The last good state of the content, with the problems of its present state."""
        report = Report(content.name)
        if content != self._content:
            self._content, self._is_good = content, False
            self._kept.clear()
        state = state_of(content, self.skip)
        if not self._kept or state != self._state:
            loaded = self.load(content, report)
            broken = bool(report.at_least(Severity.ERROR))
            if not broken or not self._is_good:
                self._kept, self._is_good = [loaded], not broken
            self._state, self._problems = state, report.problems
        report.extend(self._problems)
        return self._kept[0], report
