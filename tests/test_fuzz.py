"""Hostile and broken content does no harm: 300 folders here, 10,000 of them marked slow."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def harm_of(first: int, count: int) -> str:
    """What is said of the folders that do harm; empty if there is none."""
    done = subprocess.run(
        [sys.executable, TESTS / "fuzz" / "run.py", str(first), str(count)],
        env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("first", range(0, 300, 25))
def test_hostile_folders_do_no_harm(first: int) -> None:
    assert harm_of(first, 25) == ""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(300, 10_000, 100))
def test_all_hostile_folders_do_no_harm(first: int) -> None:
    assert harm_of(first, 100) == ""
