"""Builds beside the last good site and takes its place in one step.

A build works in ``.<site>-build-<random>/new`` beside the site. When it is complete, the two
folders are exchanged by one rename and the old one is deleted. Until then nothing in the site
changes: an exception, Ctrl-C, a kill or a full disk leaves the last good site as it was. The lock
that each build holds in its own folder tells a running build from the remains of a dead one.

A site that cannot be renamed, because it is a mount point or its parent cannot be written, has the
working folder within it; at the end its entries are exchanged one by one, and go back if that is
interrupted.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.engine.writer import link_if_same

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class StagingError(Exception):
    """The site's folder cannot be written; the message says why."""


def refusal(root: Path, site: Path, name: str) -> str:
    """Why a build must not read a folder: it holds too much, or the site would replace it.

    Args:
        root: The folder of the list.
        site: The folder of the site.
        name: The folder, seen from ``root``.

    Returns:
        What is said of the folder; empty if it is as it should be.
    """
    if "\0" in name:
        return "is no name of a folder"
    folder, site = (Path(os.path.realpath(path)) for path in (root / name, site))
    if root.is_relative_to(folder):
        return f"names {folder}, which holds {root} itself; name a folder within it"
    if folder.is_relative_to(site) or site.is_relative_to(folder):
        return f"names {folder}, but the site goes to {site}; let 'site_dir' name another folder"
    return ""


@dataclass(slots=True)
class Staging:
    """A build that is under way.

    Attributes:
        site: The folder of the finished site.
        new: The folder that the build writes into.
        reason: Why the build works within the site, not beside it; or empty.
    """

    site: Path
    new: Path
    reason: str = ""
    _work: Path | None = None
    _lock: int = -1

    @property
    def last(self) -> Path | None:
        """The last good site, while the build is under way."""
        return self.site if self._work and self.site.is_dir() else None

    def commit(self, written: Collection[str]) -> None:
        """Put the new site in the place of the last one.

        Args:
            written: Files of the new site that need no comparison with the last one.

        Raises:
            StagingError: A folder cannot be renamed; the last site stays.
        """
        if self._work is None:
            return
        try:
            self.new.mkdir(exist_ok=True)
            if self.site.is_dir():
                _link_unchanged(self.site, self.new, written)
            if self.reason:
                _replace_entries(self.site, self._work)
            else:
                if self.site.is_dir():
                    shutil.copymode(self.site, self.new)
                    _keep_hidden(self.site, self.new)
                _replace(self.site, self.new, self._work / "old")
        except OSError as error:
            raise StagingError(f"cannot put the new site at {self.site}: {error}") from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Delete what is no longer needed. May be called at any time, more than once."""
        if self._work is not None:
            _delete(self._work, self.site)
            os.close(self._lock)
            self._work = None


def begin(site_dir: str) -> Staging:
    """Start a build; remove what dead builds left.

    Raises:
        StagingError: The site's folder can be written in no way.
    """
    site = Path(os.path.realpath(site_dir))
    if site.exists() and not site.is_dir():
        raise StagingError(f"{site} is a file, so no site can be written there")
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        if site.is_mount():
            return _begin_in(site, site, "it is a mount point")
        try:
            return _begin_in(site.parent, site)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or not site.is_dir():
                raise
            return _begin_in(
                site, site, f"{site.parent} cannot be written: {error.strerror or error}"
            )
    except OSError as error:
        raise StagingError(
            f"the site cannot be written to {site}: {error.strerror or error}; "
            "nothing was changed there"
        ) from error


def _begin_in(place: Path, site: Path, reason: str = "") -> Staging:
    prefix = f".{site.name}-build-"
    for remains in sorted(place.glob(f"{prefix}*")):
        _remove_if_dead(remains, site)
    work, lock = _make_folder(place, prefix)
    return Staging(site, work / "new", reason, work, lock)


def _make_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        work = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            lock = os.open(work / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # another build took the fresh folder for remains
            continue
        except OSError:
            work.rmdir()
            raise
        held = _try_lock(lock)
        with contextlib.suppress(FileNotFoundError):
            if held is not False and os.path.samestat(os.fstat(lock), (work / "lock").stat()):
                return work, lock
        os.close(lock)


def _remove_if_dead(work: Path, site: Path) -> None:
    try:
        lock = os.open(work / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return
    try:
        if _try_lock(lock):
            _delete(work, site)
    finally:
        os.close(lock)


def _try_lock(file: int) -> bool | None:
    """Take the lock; False if somebody holds it, None if this file system knows no locks."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK) else None
    return True


def _delete(work: Path, site: Path) -> None:
    """Delete a working folder, its lock last: what is left after a kill is seen as dead."""
    old = work / "old"
    if work.parent == site:
        _put_back(site, work)
    elif old.is_dir() and not site.exists():  # stopped between the two renames
        old.rename(site)
    for entry in sorted(work.iterdir()) if work.is_dir() else ():
        if entry.name != "lock":
            shutil.rmtree(entry, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)


def _keep_hidden(last: Path, new: Path) -> None:
    """Take hidden entries of the site's folder over (``.git``, ``.nojekyll``), as MkDocs does."""
    for entry in sorted(last.iterdir()):
        target = new / entry.name
        if not entry.name.startswith(".") or os.path.lexists(target):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, target, symlinks=True, copy_function=_link_or_copy)
        else:
            _link_or_copy(str(entry), str(target))


def _link_or_copy(source: str, target: str, *, follow_symlinks: bool = True) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _link_unchanged(last: Path, new: Path, written: Collection[str]) -> None:
    """Replace files by links to the last site's where both are the same: they keep their date."""
    for parent, folders, names in os.walk(new):
        folders.sort()
        below = os.path.relpath(parent, new).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        for path in (prefix + name for name in sorted(names)):
            if path not in written:
                _link_if_unchanged(last / path, new / path)


def _link_if_unchanged(old: Path, file: Path) -> None:
    try:
        before, after = old.stat(follow_symlinks=False), file.stat(follow_symlinks=False)
    except OSError:
        return
    if before.st_size == after.st_size and not os.path.samestat(before, after):
        twin = f"{file}.linked"
        if link_if_same(str(old), twin, file.read_bytes()):
            Path(twin).replace(file)


def _replace(site: Path, new: Path, old: Path) -> None:
    """Put ``new`` at ``site``; what was there is moved to ``new`` or ``old``."""
    while not site.exists():
        try:
            new.rename(site)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):  # another build was quicker
                raise
    if not _exchange(site, new):
        site.rename(old)
        new.rename(site)


def _replace_entries(site: Path, work: Path) -> None:
    """Put what stands in the new folder into the site, entry by entry.

    Hidden entries of the site stay, as MkDocs leaves them, unless there are new ones.
    """
    new, leaving, old = work / "new", work / "leaving", work / "old"
    with _only_one(site):
        leaving.mkdir()
        for entry in sorted(site.iterdir()):
            if not entry.name.startswith(".") or os.path.lexists(new / entry.name):
                entry.rename(leaving / entry.name)
        leaving.rename(old)
        for entry in sorted(new.iterdir()):
            entry.rename(site / entry.name)
        old.rename(work / "past")


def _put_back(site: Path, work: Path) -> None:
    """Undo an exchange of entries that did not come to its end."""
    leaving, old = work / "leaving", work / "old"
    if old.is_dir():  # all of the last site had left, so what is there now is new
        again = Path(tempfile.mkdtemp(dir=work))
        for entry in sorted(site.iterdir()):
            if not entry.name.startswith(".") or os.path.lexists(old / entry.name):
                entry.rename(again / entry.name)
    for folder in (leaving, old):
        for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
            entry.rename(site / entry.name)


@contextlib.contextmanager
def _only_one(site: Path) -> Iterator[None]:
    """Wait until no other build exchanges the entries of a site."""
    if sys.platform == "win32":  # a folder cannot be opened there
        yield
        return
    folder = os.open(site, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # this file system knows no locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False if the system cannot.

    Source: renameat2(2), ``RENAME_EXCHANGE``; macOS renamex_np(2), ``RENAME_SWAP``.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    here = -100  # AT_FDCWD
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), "renameat2", None)
        return function is not None and function(here, first, here, second, 2) == 0
    if sys.platform == "darwin":
        function = getattr(ctypes.CDLL(None), "renamex_np", None)
        return function is not None and function(first, second, 2) == 0
    return False
