"""Work that a second process does beside this one.

A build is one long computation, and machines have two processors and more: what two parts of it
do not need of each other is done at once. The second process is a fork, so it knows all that this
one knew, and it hands back one value and what it would have logged. Which process did the work
changes nothing in the result.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from logging.handlers import QueueHandler
from typing import Generic, TypeVar

from generator.problems import Problem, Report

T = TypeVar("T")

MANY = 200
"""Fewer papers, pages and files are done with before a second process has begun."""

LONG = 20_000
"""Of fewer papers the results go from one process to another for longer than they are found."""

_LENGTH = 8
"""Bytes that say how long the answer is: a process that was killed has said less."""


@dataclass
class Beside(Generic[T]):
    """A value that is on its way; without a second process it is made when it is asked for.

    As a context it stops what is still at work when it is left.

    Attributes:
        work: Makes the value; may write files, and may be begun twice.
    """

    work: Callable[[], T]
    _process: int = 0
    _pipe: int = -1

    @cached_property
    def value(self) -> T:
        """What the work gives.

        Raises:
            Exception: What the work raises: where the second process fails, this one does the
                work again.
        """
        if not self._process:
            return self.work()
        with self:
            with os.fdopen(self._pipe, "rb", closefd=False) as pipe:
                length = int.from_bytes(pipe.read(_LENGTH), "big")
                answer = pipe.read()
            if answer and len(answer) == length:
                found: T
                found, records = pickle.loads(answer)
                for record in records:
                    logging.getLogger(record.name).handle(record)
                return found
        return self.work()

    def __enter__(self) -> Beside[T]:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._pipe)
            gc.unfreeze()
            self._process = 0


def begin(work: Callable[[], T]) -> Beside[T]:
    """Begin work in a second process, if there is a second processor for it."""
    if not can_fork():
        return Beside(work)
    reading, writing = os.pipe()
    first = os.getpid()
    _give_back()
    gc.freeze()  # as long as both share memory: to collect would touch, and so copy, all of it
    try:
        process = _fork()
    except OSError:
        gc.unfreeze()
        os.close(reading)
        os.close(writing)
        return Beside(work)
    if process:
        os.close(writing)
        return Beside(work, process, reading)
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _end_with_parent(first)
        records = _keep_records()
        answer = pickle.dumps((work(), records), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(len(answer).to_bytes(_LENGTH, "big"))
            pipe.write(answer)
    finally:  # nothing of the parent may go on here, be it an error, a buffer or a test
        os._exit(0)


def apart(work: Callable[[Report], T], report: Report) -> T:
    """What work finds; a second process does it, and takes with it all memory that it needed.

    Args:
        work: Makes the value; reports problems to the report that it is given.
        report: Where problems go.
    """

    def both() -> tuple[T, list[Problem]]:
        own = Report(report.root)
        return work(own), own.problems

    with begin(both) as other:
        found, problems = other.value
    report.extend(problems)
    return found


def by_two(work: Callable[[range], Iterable[T]], count: int, least: int = LONG) -> list[T]:
    """What ``work`` finds for each of so many places, in order; half of it in a second process.

    Args:
        work: Takes places from 0 on, and gives a result for each.
        count: How many places there are.
        least: With fewer of them, all is done here.
    """
    if count < least:
        return list(work(range(count)))
    here, there = range(count // 2), range(count // 2, count)
    with begin(lambda: list(work(there))) as other:
        return [*work(here), *other.value]


def can_fork() -> bool:
    """Whether a second process is of use, and safe: only Linux forks without surprises."""
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
        and not _is_traced()
    )


def _is_traced() -> bool:
    """A profiler or debugger would see half of the work."""
    return sys.gettrace() is not None or sys.getprofile() is not None


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads that are not Python's
        return os.fork()


def _give_back() -> None:
    """Give memory that is free to the system (malloc_trim(3)), or both processes would hold it."""
    with contextlib.suppress(AttributeError):  # only the GNU library has it
        ctypes.CDLL(None).malloc_trim(0)


def _end_with_parent(parent: int) -> None:
    """Have the system kill this process when the first one is gone (prctl(2)), or is already."""
    set_signal_at_parents_death = 1
    ctypes.CDLL(None).prctl(set_signal_at_parents_death, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


class _Keeper(QueueHandler):
    """Keeps what is logged, in words, so that it can be handed to another process."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(records)  # type: ignore[arg-type]
        self.records = records

    def enqueue(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def _keep_records() -> list[logging.LogRecord]:
    """Keep from now on what is logged, instead of telling it: the first process tells it.

    It also counts warnings, as strict builds do.
    """
    records: list[logging.LogRecord] = []
    root = logging.getLogger()
    for logger in (root, *map(logging.getLogger, list(root.manager.loggerDict))):
        logger.handlers.clear()
        logger.propagate = True
    root.addHandler(_Keeper(records))
    return records
