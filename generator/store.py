"""A folder that keeps what earlier builds found, so that the next one does only what changed.

It may be deleted at any time, and changes no result: what is kept is named by a digest of all that
it was made from, the program included. It holds plain values that are checked against their types
when they are read, and nothing that could be run; what is damaged, or by another version, is made
anew. A folder that cannot be written is done without.
"""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import stat
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from errno import EFBIG, EINVAL
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from generator.textfile import MAX_BYTES

T = TypeVar("T")

FOLDER = ".cache/reading-list"
"""Where a list keeps it, beside ``mkdocs.yml``."""

MOST_BYTES = 512_000_000
"""The folder may grow to this size; what was not used for longest goes first."""

_COARSE = 50_000_000
"""Nanoseconds by which the clock of a file system may lie behind."""

_MAGIC = b"reading-list cache 1\n"
_SUFFIX = ".kept"
_LEFT = ".part"


def digest(*parts: bytes | str) -> bytes:
    """A name for values: 32 bytes, others for any other parts."""
    whole = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.digest()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Make many values that stay: garbage collection would look at all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def program() -> bytes:
    """The digest of all that makes results beside the content: our code, Python, libraries."""
    package = Path(__file__).parent
    code = digest_of(package, (p for p in package.rglob("*") if p.is_file() and p.suffix != ".pyc"))
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    libraries: set[str] = set()
    for folder in folders:
        with contextlib.suppress(OSError):
            libraries.update(p.name for p in Path(folder).iterdir() if p.suffix.endswith("-info"))
    python = platform.python_implementation(), platform.python_version()
    return digest(code, *python, *sorted(libraries))


def digest_of(folder: Path, files: Iterable[Path]) -> bytes:
    """The digest of files below a folder: their paths, bytes and, of links, where they lead.

    Raises:
        OSError: A file cannot be read, is none, or is larger than files are that are read.
    """
    parts: list[bytes | str] = []
    for path in sorted(files):
        parts += [
            path.relative_to(folder).as_posix(),
            str(path.readlink()) if path.is_symlink() else "",
            bytes_digest(path),
        ]
    return digest(*parts)


def bytes_digest(path: Path) -> bytes:
    """The digest of a file's bytes.

    Raises:
        OSError: It cannot be read, is no file, or is larger than files are that are read.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):  # to open a pipe would wait for ever
        raise OSError(EINVAL, "it is no file", str(path))
    if facts.st_size > MAX_BYTES:
        raise OSError(EFBIG, "it is too large", str(path))
    return sha256(path.read_bytes()).digest()


def tree_digest(folder: Path, skip: Path | None = None) -> bytes:
    """The digest of all files below a folder, those below ``skip`` left out.

    Raises:
        OSError: A file cannot be read, or a folder is a link.
    """
    found: list[Path] = []
    for parent, folders, names in walk(folder):
        inner = [Path(parent, name) for name in folders if Path(parent, name) != skip]
        found += [path for path in inner if path.is_symlink()]
        folders[:] = [path.name for path in inner]
        found += [Path(parent, name) for name in names]
    return digest_of(folder, found)


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Like :func:`os.walk`, which calls itself for each level before Python 3.12."""
    waiting = [str(folder)]
    while waiting:
        parent = waiting.pop()
        folders: list[str] = []
        names: list[str] = []
        with contextlib.suppress(OSError), os.scandir(parent) as entries:
            for entry in entries:
                (folders if _is_folder(entry) else names).append(entry.name)
        yield parent, folders, names
        inner = (os.path.join(parent, name) for name in folders)  # noqa: PTH118
        waiting += [path for path in inner if not os.path.islink(path)]  # noqa: PTH114


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


class Store:
    """Values by step and key.

    Attributes:
        folder: Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._began = time.time_ns() - _COARSE
        self._fails = False

    def get(self, step: str, key: bytes, kind: type[T]) -> T | None:
        """What was kept, or None.

        Args:
            step: Name of the step that makes such values.
            key: Digest of all that the value depends on, the program left out.
            kind: Type of the value: a data class, or a collection of them.
        """
        path = self._path(step, key)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return None
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        head = len(_MAGIC) + 32
        payload = memoryview(data)[head:]
        if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : head] != sha256(payload).digest():
            return None
        try:
            with uncollected():
                value = msgspec.msgpack.decode(payload, type=kind)
        except (msgspec.DecodeError, RecursionError):
            return None
        return value

    def put(self, step: str, key: bytes, value: object) -> None:
        """Keep a value; not at all if the folder cannot be written."""
        if self._fails:
            return
        path = self._path(step, key)
        try:
            payload = msgspec.msgpack.encode(value, enc_hook=plain)
        except (UnicodeEncodeError, OverflowError):  # half a surrogate pair, a vast number
            return
        try:
            self._make_folder()
            _write(path, _MAGIC, sha256(payload).digest(), payload)
        except OSError:
            self._fails = True

    def tidy(self) -> None:
        """Remove what was not used for longest, so that the folder stays small.

        What was used since this object was made stays, whichever process used it.
        """
        found: list[tuple[int, int, Path]] = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                if path.suffix in (_SUFFIX, _LEFT):
                    facts = path.lstat()
                    found.append((facts.st_mtime_ns, facts.st_size, path))
        total = sum(size for _, size, _ in found)
        for used, size, path in sorted(found):
            if total <= MOST_BYTES or used >= self._began:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, step: str, key: bytes) -> Path:
        return self.folder / f"{step}-{digest(program(), step, key).hex()[:32]}{_SUFFIX}"

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        ignored = self.folder / ".gitignore"
        if not ignored.exists():
            _write(ignored, b"*\n")


def _write(path: Path, *parts: bytes) -> None:
    """Write a file in one step, so that no other build sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=_LEFT)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - an open file
            file.writelines(parts)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def plain(value: Any) -> Any:
    """Mappings of other kinds as dicts."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be kept")
