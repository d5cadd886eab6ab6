"""Work in a second process: same value, same errors, nothing left behind."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from toysite import is_alive, wait_until

from generator import beside
from generator.beside import Beside, begin, by_two

needs_fork = pytest.mark.skipif(not beside.can_fork(), reason="no second process is begun here")


def test_the_value_is_what_the_work_gives() -> None:
    assert begin(lambda: {"a": [1, 2]}).value == {"a": [1, 2]}
    assert Beside(lambda: 3).value == 3


@needs_fork
def test_the_work_is_done_in_another_process() -> None:
    assert begin(os.getpid).value != os.getpid()


@needs_fork
def test_a_large_value_comes_whole() -> None:
    assert begin(lambda: b"x" * 5_000_000).value == b"x" * 5_000_000


def test_an_error_of_the_work_is_raised_where_the_value_is_asked_for() -> None:
    def work() -> None:
        raise OSError("disk full")

    waiting = begin(work)
    with pytest.raises(OSError, match="disk full"):
        waiting.value  # noqa: B018


@needs_fork
def test_work_whose_process_was_killed_is_done_again() -> None:
    home = os.getpid()

    def work() -> int:
        if os.getpid() != home:
            os.kill(os.getpid(), 9)
        return 7

    assert begin(work).value == 7


@needs_fork
def test_leaving_the_context_ends_the_process(tmp_path: Path) -> None:
    def work() -> None:
        threading.Event().wait(60)

    with begin(work) as waiting:
        process = waiting._process
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_what_the_work_logs_is_told_once_and_here(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        logging.getLogger("of.the.work").warning("%d pages %s", 3, "differ")

    begin(work).value  # noqa: B018
    told = [(record.name, record.levelno, record.getMessage()) for record in caplog.records]
    assert told == [("of.the.work", logging.WARNING, "3 pages differ")]


@needs_fork
def test_what_is_logged_with_an_error_comes_in_words(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        try:
            raise OSError("disk full")
        except OSError:
            logging.getLogger("of.the.work").exception("no page was written")

    begin(work).value  # noqa: B018
    assert "no page was written" in caplog.text
    assert "OSError: disk full" in caplog.text


@needs_fork
def test_a_process_ends_with_the_one_that_began_it(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = (
        "import os, pathlib, time\n"
        "from generator.beside import begin\n"
        "def work():\n"
        f"    pathlib.Path({str(told)!r} + '.part').write_text(str(os.getpid()))\n"
        f"    os.rename({str(told)!r} + '.part', {str(told)!r})\n"
        "    time.sleep(600)\n"
        "begin(work).value\n"
    )
    first = subprocess.Popen([sys.executable, "-c", program])
    wait_until(told.exists)
    first.kill()
    first.wait()
    second = int(told.read_text())
    wait_until(lambda: not is_alive(second))


def test_no_process_is_forked_beside_threads() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert not beside.can_fork()
        assert begin(os.getpid).value == os.getpid()
    finally:
        done.set()
        other.join()


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_of_two_processes_stand_in_the_order_of_the_places(count: int) -> None:
    assert by_two(lambda places: (place**2 for place in places), count, least=2) == [
        place**2 for place in range(count)
    ]


def test_a_short_list_is_worked_on_here() -> None:
    assert set(by_two(lambda places: [os.getpid()] * len(places), 9)) == {os.getpid()}
