"""How soon a preview sees that a file was saved.

MkDocs looks for changes twice a second, which was half of the time from saving a rule to the
reloaded page. It looks at the state of files, as works on every file system, so this does, too.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable
from typing import Protocol

from watchdog.observers.polling import PollingObserver

LOOK_SECONDS = 0.1
"""Time between two looks. A look at a hundred files takes less than a millisecond."""


class Watcher(Protocol):
    """What is used of ``mkdocs.livereload.LiveReloadServer``."""

    observer: PollingObserver

    def watch(self, path: str) -> None:
        """Watch a file or folder; as often as it is called."""

    def unwatch(self, path: str) -> None:
        """Take one call of ``watch`` back; a KeyError if there was none."""


def look_often(server: Watcher, watched: Iterable[str]) -> None:
    """Look for changes ten times a second.

    Args:
        server: The server, not yet started.
        watched: All that may be watched so far; if it is not all, nothing is changed.
    """
    paths = []
    for path in watched:
        with contextlib.suppress(KeyError):
            while True:
                server.unwatch(path)
                paths.append(path)
    if not server.observer.emitters:
        server.observer = PollingObserver(timeout=LOOK_SECONDS)
    for path in paths:
        server.watch(path)


def keep_for_good() -> None:
    """Leave what is loaded out of garbage collection: at 5,000 papers it takes half a second."""
    gc.collect()
    gc.freeze()
