"""Answers on a terminal: colour where it is wanted, and a word on what takes long."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click import unstyle
from toylist import FILES, write_toy

from generator.library import load_library
from generator.problems import Report
from generator.suggest import suggest
from generator.terminal import suggestions_text

ROOT = Path(__file__).parent.parent
CONTROL = "2302.05543"
COMMANDS = [["check"], ["explain", CONTROL], ["suggest", "offline-rl"], ["diff", "{old}"]]


def start(content: Path, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
    code = "from generator.cli import main; main()"
    command = [sys.executable, "-c", code, "--content", str(content), *arguments]
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"TERM": "xterm", "PYTHONPATH": str(ROOT), **options.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.Popen(command, env=environment, **options)  # type: ignore[call-overload, no-any-return]


def on_terminal(content: Path, *arguments: str, **env: str) -> str:
    """What a terminal shows of both streams."""
    ours, theirs = pty.openpty()
    process = start(content, *arguments, stdout=theirs, stderr=theirs, stdin=theirs, env=env)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        shown += part
    process.wait(timeout=600)
    os.close(ours)
    return shown.decode()


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """A list, and its earlier state."""
    edit = FILES["topics/offline-rl.yml"].replace("- batch RL", "- bread")
    old = write_toy(tmp_path / "old", **{"topics/offline-rl.yml": edit})
    return write_toy(tmp_path / "new"), old


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_terminal_gets_colour_and_hears_what_is_done(
    lists: tuple[Path, Path], command: list[str]
) -> None:
    content, old = lists
    shown = on_terminal(content, *(part.format(old=old) for part in command))
    assert "\x1b[1m" in shown or "\x1b[36m" in shown
    assert "Reading " in shown
    assert "\r\x1b[K" in shown


def test_no_color_means_no_colour(lists: tuple[Path, Path]) -> None:
    shown = on_terminal(lists[0], "check", NO_COLOR="1")
    assert "\x1b[" not in shown.replace("\r\x1b[K", "")
    assert "Reading " in shown


def test_a_pipe_gets_neither_colour_nor_progress(lists: tuple[Path, Path]) -> None:
    process = start(lists[0], "check", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=600)
    assert b"\x1b" not in out + err
    assert b"Reading" not in err


def test_suggestions_say_how_many_papers_have_a_word(tmp_path: Path) -> None:
    library = load_library(write_toy(tmp_path), Report())
    text = unstyle(suggestions_text(suggest(library), library))
    assert "offline-rl (topics/offline-rl.yml:5:3)" in text
    assert "Papers without a topic\n  A Survey of Bread\n    nearest: " in text
