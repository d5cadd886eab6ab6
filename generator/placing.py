"""Several files written as one step: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_UNFINISHED = ".importing-"


def place_files(files: Mapping[Path, bytes], *, may_replace: bool = False) -> None:
    """Write files so that no reader sees half of one, and undo everything if one fails.

    Each file is written under a hidden name beside its place and then renamed.

    Args:
        files: Path to content, written in this order; missing folders are made.
        may_replace: Files that stand there may be replaced.

    Raises:
        FileExistsError: A file stands there and may not be replaced.
        OSError: A file cannot be written. Either way, all is as it was.
    """
    before: dict[Path, bytes | None] = {}
    folders: list[Path] = []
    waiting: list[Path] = []
    try:
        for path, content in files.items():
            folders += _make_folder(path.parent)
            hidden = path.with_name(f"{_UNFINISHED}{path.name}")
            waiting.append(hidden)
            with hidden.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for path, hidden in zip(files, waiting, strict=True):
            old = path.read_bytes() if may_replace and path.exists() else None
            if old is None:
                path.touch(exist_ok=False)
            before[path] = old
            hidden.replace(path)
    except BaseException:
        for path, old in reversed(before.items()):
            if old is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(old)
        for hidden in waiting:
            hidden.unlink(missing_ok=True)
        for folder in reversed(folders):
            folder.rmdir()
        raise


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were missing, outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
    return missing[::-1]
