"""The content folder as it was in a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RevisionError(Exception):
    """The name is neither a folder nor a revision that holds the content."""


@contextmanager
def content_at(name: str, content: Path) -> Iterator[Path]:
    """A folder with the content of a state; a revision is unpacked and removed afterwards.

    Args:
        name: A content folder, or anything that git takes for a revision.
        content: The content folder of the list; says what to take out of the revision.

    Raises:
        RevisionError: With what was tried.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    if name.startswith("-"):
        raise RevisionError(f"'{name}' is no revision")
    folder = content.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        archive = _git(folder, "archive", "--format=tar", name, "--", ".")
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(Path(temporary) / folder.name, filter="data")
        yield Path(temporary) / folder.name


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise RevisionError("git is not installed; name two content folders instead") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RevisionError(f"there is no folder '{arguments[2]}', and git says: {said}")
    return done.stdout
