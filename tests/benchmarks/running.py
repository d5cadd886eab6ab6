"""Runs a program and measures what it costs, with all processes that it starts."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run has cost.

    Attributes:
        seconds: As a clock shows them.
        cpu: Seconds of the processors, of all its processes together.
        megabytes: The most memory that its processes held together, what they share counted once.
    """

    seconds: float
    cpu: float
    megabytes: float


def run(command: Sequence[str], folder: Path | None = None) -> Run:
    """Run a program; end with its output if it fails."""
    with tempfile.TemporaryFile("w+") as log:
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=log,
            stderr=log,
        )
        ended, peaks = threading.Event(), [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, ended, peaks))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        ended.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            sys.exit(log.read())
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(peaks) or usage.ru_maxrss / 1024)


def build(settings: Path, *options: str) -> Run:
    """Run ``mkdocs build`` with the settings of a list."""
    program = (sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(settings))
    return run((*program, *options))


def _watch(process: int, ended: threading.Event, peaks: list[float]) -> None:
    while not ended.wait(EVERY):
        peaks.append(sum(map(megabytes_of, (process, *_below(process)))))


def megabytes_of(process: int) -> float:
    """Memory of a process, a page that it shares counted in parts; 0 where no system tells."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _below(process: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield int(child)
            yield from _below(int(child))
