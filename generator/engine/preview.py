"""Makes what a preview shows when it is asked for.

A curator who saves a rule looks at one page, so a rebuild of a preview writes none of ours: each
is made from the library of that rebuild when the browser asks for it. Nothing is kept from one
rebuild to the next, so nothing can be out of date.
"""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from generator.engine.writer import SiteWriter
from generator.outputs import Bundle

Make = Callable[[], bytes]
"""Makes a page or file."""

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""Answers requests: PEP 3333."""


class Compiled(jinja2.BytecodeCache):
    """Templates of the theme as they were compiled before; a changed one is compiled anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of a template; Jinja compares the checksum of its source."""
        known = self._code.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._code[bucket.key] = bucket.bytecode_to_string()


MOST_ATTEMPTS = 5
"""A rebuild that begins between two looks at a file is met again this often."""


@dataclass(slots=True)
class Preview:
    """The outputs of the last rebuild that nobody has asked for yet."""

    _makers: dict[str, Make] | None = None
    _bundles: tuple[Bundle, ...] = ()
    _folder: Path = Path()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def withdraw(self) -> None:
        """A rebuild begins: nothing more is written from the last one."""
        with self._lock:
            self._makers = None

    def offer(self, folder: Path, makers: Mapping[str, Make], bundles: tuple[Bundle, ...]) -> None:
        """A rebuild is done.

        Args:
            folder: The folder that is served; emptied before each rebuild.
            makers: What makes the pages and files, by path.
            bundles: Further files.
        """
        with self._lock:
            self._folder, self._makers, self._bundles = folder, dict(makers), bundles

    def make(self, path: str) -> bool:
        """Write the page or file ``path``; whether it is worth looking for it again."""
        with self._lock:
            if self._makers is None:
                return True
            self._unpack(path)
            make = self._makers.get(path)
            if make is not None:
                SiteWriter(self._folder).write(path, make())
                del self._makers[path]
            return make is not None

    def _unpack(self, path: str) -> None:
        assert self._makers is not None
        for bundle in self._bundles:
            if path.startswith(f"{bundle.folder}/"):
                for file in bundle.make():
                    self._makers[file.path] = _held(file.content)
        self._bundles = tuple(b for b in self._bundles if not path.startswith(f"{b.folder}/"))

    def serve(self, app: App, mount_path: str) -> App:
        """Have what ``app`` does not find made.

        Args:
            app: Serves the folder; waits while a rebuild is under way.
            mount_path: What stands before the path in addresses, with slashes around it.
        """

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            for _ in range(MOST_ATTEMPTS):
                said: list[tuple[Any, ...]] = []
                body = app(environ, lambda *what, said=said: said.append(what))
                missing = said and said[0][0].startswith("404")
                if not missing or not self._make_any(address, mount_path):
                    break
            for what in said:
                start_response(*what)
            return body

        return answer

    def _make_any(self, address: str, mount_path: str) -> bool:
        """Make the page or file at an address, or the page that it should lead to."""
        if not address.startswith(mount_path):
            return False
        path = posixpath.normpath(f"/{address[len(mount_path) :]}")[1:]
        if address.endswith("/"):
            return self.make(posixpath.join(path, "index.html"))
        return self.make(path) or self.make(posixpath.join(path, "index.html"))


def _held(content: bytes) -> Make:
    return lambda: content
