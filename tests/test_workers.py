"""Work that two processes share."""

import os
import sys
import threading
from collections.abc import Iterator

import pytest

from generator.workers import by_two

copies = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="one processor, or processes cannot be copied",
)


def squares(places: range) -> Iterator[tuple[int, int]]:
    return ((place * place, os.getpid()) for place in places)


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_stand_in_the_order_of_the_places(count: int) -> None:
    assert [square for square, _ in by_two(squares, count, least=2)] == [
        place * place for place in range(count)
    ]


@copies
def test_half_of_much_work_is_done_elsewhere() -> None:
    who = [process for _, process in by_two(squares, 8, least=2)]
    assert who[:4] == [os.getpid()] * 4
    assert os.getpid() not in who[4:]


def test_little_work_is_done_here() -> None:
    assert {process for _, process in by_two(squares, 8)} == {os.getpid()}


def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert {process for _, process in by_two(squares, 8, least=2)} == {os.getpid()}
    finally:
        done.set()
        thread.join()


@copies
def test_what_a_process_that_was_ended_leaves_is_done_here() -> None:
    own = os.getpid()

    def dying(places: range) -> Iterator[tuple[int, int]]:
        if os.getpid() != own:
            os._exit(1)
        return squares(places)

    assert [square for square, _ in by_two(dying, 4, least=2)] == [0, 1, 4, 9]
