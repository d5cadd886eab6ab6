"""Writes the files of a site; what did not change since the last build is hard-linked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO


class UnsafePathError(ValueError):
    """A path of an output would leave the site's folder."""


def check_path(path: str) -> None:
    """Refuse a path that is not plainly below the site's root.

    Raises:
        UnsafePathError: It is absolute, climbs, is hidden, or holds odd characters.
    """
    climbs = any(part in ("", ".", "..") for part in path.split("/"))
    if climbs or "\\" in path or ":" in path or not path.isprintable():
        raise UnsafePathError(f"{path!r} is no path of a page or file")


@dataclass(slots=True)
class SiteWriter:
    """The one writer of composed pages and generated files.

    Attributes:
        folder: The site that is being built.
        last: The last good site, whose files are linked where they are the same; None if there
            is none, or if somebody else may write into the files of ``folder`` afterwards.
        digests: What was written or linked: digest of each file, by path.
        linked: Number of files that were linked.
    """

    folder: Path
    last: Path | None = None
    digests: dict[str, bytes] = field(default_factory=dict)
    linked: int = 0
    _folders: set[str] = field(default_factory=set)

    def write(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Write a file, whole or in pieces.

        Raises:
            UnsafePathError: The path would leave the folder.
            OSError: The file cannot be written.
        """
        target = self._target(path)
        if not isinstance(content, bytes):
            self._write_pieces(path, target, content)
            return
        self.digests[path] = sha256(content).digest()
        if self.last and link_if_same(os.path.join(self.last, path), target, content):  # noqa: PTH118
            self.linked += 1
            return
        with _open_anew(target) as file:
            file.write(content)

    def keep(self, path: str, digest: bytes) -> bool:
        """Link a file of the last site, if it has this digest; whether it has.

        Raises:
            UnsafePathError: The path would leave the folder.
            OSError: A folder cannot be made.
        """
        target = self._target(path)
        if self.last is None or not link_if_digest(os.path.join(self.last, path), target, digest):  # noqa: PTH118
            return False
        self.digests[path] = digest
        self.linked += 1
        return True

    def _write_pieces(self, path: str, target: str, pieces: Iterable[bytes]) -> None:
        """Only when all of it was made is it known whether the last site has the same."""
        whole = sha256()
        with _open_anew(target) as file:
            for piece in pieces:
                whole.update(piece)
                file.write(piece)
        digest = self.digests[path] = whole.digest()
        beside = f"{target}.last"
        if self.last and link_if_digest(os.path.join(self.last, path), beside, digest):  # noqa: PTH118
            os.replace(beside, target)  # noqa: PTH105
            self.linked += 1

    def _target(self, path: str) -> str:
        check_path(path)
        target = os.path.join(self.folder, path)  # noqa: PTH118 - a third of Path's time
        parent = os.path.dirname(target)  # noqa: PTH120
        if parent not in self._folders:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            self._folders.add(parent)
        return target


def _open_anew(target: str) -> BinaryIO:
    """A new file; one that stands there may be a link to the last site's, so it is not changed."""
    try:
        return open(target, "xb")  # noqa: PTH123
    except FileExistsError:
        os.unlink(target)  # noqa: PTH108
        return open(target, "xb")  # noqa: PTH123


def link_if_digest(old: str, target: str, digest: bytes) -> bool:
    """Make ``target`` a hard link to ``old`` if that file has this digest."""
    try:
        if not stat.S_ISREG(os.stat(old, follow_symlinks=False).st_mode):  # noqa: PTH116
            return False
        os.link(old, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        return False
    with open(target, "rb") as file:  # noqa: PTH123
        same = file_digest(file, "sha256").digest() == digest
    if not same:
        os.unlink(target)  # noqa: PTH108
    return same


def link_if_same(old: str, target: str, content: bytes) -> bool:
    """Make ``target`` a hard link to ``old`` if that file holds ``content``.

    The link comes before the comparison: another build may replace ``old`` in between.
    """
    try:
        if os.stat(old, follow_symlinks=False).st_size != len(content):  # noqa: PTH116
            return False
        os.link(old, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        return False
    with open(target, "rb") as file:  # noqa: PTH123
        same = file.read() == content
    if not same:
        os.unlink(target)  # noqa: PTH108
    return same
