"""Addresses of pages, and the one function that links to them.

Every page is a file whose path does not depend on the URL mode (``topics/x/index.html``,
``papers/x.html``); only the way a link is written does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.problems import Location, Report

Href = Callable[..., str]
"""``href(kind, id="", fragment="")``: a relative address, as templates get it for their page."""

SINGLE_PAGES = {
    "home": "index.html",
    "papers": "papers/index.html",
    "search": "search/index.html",
    "topics": "topics/index.html",
    "tags": "tags/index.html",
    "authors": "authors/index.html",
    "sources": "sources/index.html",
    "new": "new/index.html",
    "digests": "digest/index.html",
    "my": "my/index.html",
    "map": "map/index.html",
    "coverage": "coverage/index.html",
    "report": "report/index.html",
}
FOLDERS = {
    "topic": "topics",
    "area": "areas",
    "tag": "tags",
    "author": "authors",
    "source": "sources",
    "digest": "digest",
}


def path_of(kind: str, id: str = "", page: int = 1) -> str:
    """The path of a page below the site's root.

    ``kind`` is ``paper``, a key of :data:`FOLDERS` or :data:`SINGLE_PAGES`, or ``file``, whose
    ``id`` is the path itself. ``page`` counts the pages of a long list from 1.
    """
    if kind == "paper":
        return f"papers/{id}.html"
    if kind == "file":
        return id
    path = f"{FOLDERS[kind]}/{id}/index.html" if kind in FOLDERS else SINGLE_PAGES[kind]
    return path if page == 1 else posixpath.join(posixpath.dirname(path), f"page/{page}/index.html")


def without_index(path: str) -> str:
    """The path as directory URLs write it: ``topics/x/`` for ``topics/x/index.html``."""
    return path.removesuffix("index.html") if posixpath.basename(path) == "index.html" else path


def in_folder(path: str) -> str:
    """Where a site builder that makes a folder of every page puts the page ``path``."""
    stem, ending = posixpath.splitext(path)
    moved = ending == ".html" and posixpath.basename(stem) != "index"
    return f"{stem}/index.html" if moved else path


@dataclass(slots=True)
class Addresses:
    """Knows every page and file of the site; writes relative links between them.

    Attributes:
        directory_urls: MkDocs' ``use_directory_urls``: write ``topics/x/`` for
            ``topics/x/index.html``.
        report: A link to an unknown page is reported here.
        written: Hand-written pages: source path (``about.md``) to path on the site.
        folders: The site builder makes a folder of every page (``papers/x/index.html``), as
            stock MkDocs does; our own engine writes ``papers/x.html``.
        known: Paths of all pages and files.
        files: Paths of those that are files, which no site builder moves.
    """

    directory_urls: bool
    report: Report
    written: Mapping[str, str] = field(default_factory=dict)
    folders: bool = False
    known: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    _relative: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, path: str, *, is_file: bool = False) -> None:
        """Make a page or file known."""
        self.known.add(path)
        if is_file:
            self.files.add(path)

    def has(self, kind: str, id: str = "") -> bool:
        """Whether there is such a page or file; ``written`` takes a source path."""
        return id in self.written if kind == "written" else path_of(kind, id) in self.known

    def href(self, path: str, from_page: str, fragment: str = "") -> str:
        """The relative address of the page or file ``path``, seen from the page ``from_page``."""
        if path not in self.known and path not in self.written.values():
            self.report.add(
                "link-unknown",
                Location(""),
                f"the page {from_page} links to {path}, which does not exist",
                "this is a fault of a template or a hand-written page: link to a page that exists",
            )
        folder = posixpath.dirname(self._placed(from_page))
        address = self._relative.get((path, folder))
        if address is None:
            path, key = self._placed(path), (path, folder)
            address = posixpath.relpath(path, folder or ".")
            if self.directory_urls and posixpath.basename(path) == "index.html":
                address = without_index(address) or "./"
            self._relative[key] = address
        return f"{address}#{fragment}" if fragment else address

    def _placed(self, path: str) -> str:
        return in_folder(path) if self.folders and path not in self.files else path

    def from_page(self, from_page: str) -> Href:
        """The function ``href(kind, id="", fragment="", page=1)`` for links on one page.

        Kinds are those of :func:`path_of`, and ``written`` for hand-written pages by source path.
        """

        def href(kind: str, id: str = "", fragment: str = "", page: int = 1) -> str:
            path = self.written.get(id, id) if kind == "written" else path_of(kind, id, page)
            return self.href(path, from_page, fragment)

        return href
