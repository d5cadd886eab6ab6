"""What earlier runs of the pipeline have found, so that the next one does only what changed.

A preview runs the pipeline whenever somebody saves a file. A step whose input is the same gives
what it gave before, and its problems are reported again. A memory changes no result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from generator.problems import Problem, Report
from generator.store import Store, walk

T = TypeVar("T")

State = tuple[tuple[str, int, int, int, int], ...]
"""What tells two states of a folder apart: of every file its path, the time of its last change
in nanoseconds, that of its last change of any kind, size and number."""


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """A result and the problems that were met on the way."""

    result: T
    problems: list[Problem]


@dataclass(slots=True)
class Memory:
    """The last input and result of every step; empty at first.

    Attributes:
        store: What builds that have ended have found.
    """

    store: Store | None = None
    _steps: dict[str, tuple[object, Any, list[Problem]]] = field(default_factory=dict)
    _owned: dict[type, Any] = field(default_factory=dict)

    def owns(self, kind: type[object]) -> bool:
        """Whether the memory of that kind has begun."""
        return kind in self._owned

    def own(self, kind: type[T], begin: Callable[[], T]) -> T:
        """The memory of a step that has a kind of its own; ``begin`` makes it at first."""
        if kind not in self._owned:
            self._owned[kind] = begin()
        owned: T = self._owned[kind]
        return owned

    def disown(self, kind: type[object]) -> None:
        """Give up the memory of that kind: there is no later run, or it shall begin anew."""
        self._owned.pop(kind, None)

    def recall(self, step: str, given: object, report: Report, find: Callable[[Report], T]) -> T:
        """What the step finds.

        Args:
            step: Name of the step.
            given: All that the result depends on; compared with ``==``.
            report: Where problems go.
            find: Takes the step; reports its problems to the report that it is given.
        """
        known = self._steps.get(step)
        if known is None or known[0] != given:
            own = Report(report.root)
            known = self._steps[step] = (given, find(own), own.problems)
        report.extend(known[2])
        found: T = known[1]
        return found

    def restore(
        self,
        step: str,
        key: bytes | None,
        kind: type[T],
        report: Report,
        find: Callable[[Report], T],
        look: Callable[[], bytes | None] | None = None,
    ) -> T:
        """What the step finds, kept beyond the end of the program.

        Args:
            step: Name of the step.
            key: Digest of all that the result depends on, the program left out; None if unknown.
            kind: Type of the result, which :mod:`generator.store` can keep.
            report: Where problems go.
            find: Takes the step; reports its problems to the report that it is given.
            look: Gives the digest anew, where the step reads files: if somebody has written
                meanwhile, what was found is not kept.
        """
        if self.store is None or key is None:
            return find(report)
        kept = self.store.get(step, key, _Kept[kind])  # type: ignore[valid-type]
        if kept is None:
            own = Report(report.root)
            kept = _Kept(find(own), own.problems)
            if look is None or look() == key:
                self.store.put(step, key, kept)
        report.extend(kept.problems)
        return kept.result


def state_of(folder: Path, skip: Path | None = None) -> State:
    """The present state of a folder; a folder ``skip`` within it does not count."""
    return tuple(_facts(folder, skip))


def _facts(folder: Path, skip: Path | None) -> Iterator[tuple[str, int, int, int, int]]:
    for parent, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if Path(parent, name) != skip)
        for name in sorted(names):
            try:
                facts = Path(parent, name).stat()
            except OSError:  # deleted since the folder was listed, or a link to nothing
                continue
            yield (
                f"{parent}/{name}",
                facts.st_mtime_ns,
                facts.st_ctime_ns,
                facts.st_size,
                facts.st_ino,
            )
