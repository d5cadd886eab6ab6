"""Work shared by two processes, where it is worth more than a second process costs."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")

LEAST = 20_000
"""Fewer places are worked on faster than their results go from one process to another."""


def by_two(work: Callable[[range], Iterable[T]], count: int, least: int = LEAST) -> list[T]:
    """What ``work`` finds for each of so many places, in order.

    The second half of the places is given to a copy of this process, which sees all that is known
    by now. There is none if there are few places or one processor, or if threads run, for a
    copy does not have them; nor where processes cannot be copied safely, as on macOS and Windows.

    Args:
        work: Takes places from 0 on, and gives a result for each; depends on nothing else.
        count: How many places there are.
        least: With fewer of them, all is done here.
    """
    if count < least or not _may_copy():
        return list(work(range(count)))
    here, there = range(count // 2), range(count // 2, count)
    context = get_context("fork")
    answers, answer = context.Pipe(duplex=False)
    other = context.Process(target=_work, args=(work, there, answer), daemon=True)
    other.start()
    answer.close()
    found = list(work(here))
    try:
        found += answers.recv()
    except EOFError:  # it was ended, for want of memory perhaps
        found += work(there)
    other.join()
    return found


def _may_copy() -> bool:
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


def _work(work: Callable[[range], Iterable[T]], places: range, answer: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is told, and ends this one
    found = list(work(places))
    with contextlib.suppress(OSError):  # nobody waits any more
        answer.send(found)
