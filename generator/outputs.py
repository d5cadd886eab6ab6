"""What a build makes: pages and files, each with the path that it has on the site."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.addresses import in_folder, without_index
from generator.repository import Repository


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file of the site that is no page: a feed, an export, an index shard, an asset.

    Attributes:
        path: Address below the site's root.
        made: What it holds, or what makes that when it is asked for, in pieces if it is large.
    """

    path: str
    made: bytes | Callable[[], bytes | Iterable[bytes]]

    @property
    def content(self) -> bytes:
        """What it holds; made anew at each call, if it was not made before."""
        made = self.make()
        return made if isinstance(made, bytes) else b"".join(made)

    def make(self) -> bytes | Iterable[bytes]:
        """The same, in pieces if it is large, so that nobody need hold all of it at once."""
        return self.made if isinstance(self.made, bytes) else self.made()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that are made together, and whose names are not known before.

    Attributes:
        folder: All of them stand in this folder, and nothing else does.
        make: Makes them.
    """

    folder: str
    make: Callable[[], Iterable[GeneratedFile]]


@dataclass(frozen=True, slots=True)
class PageContent:
    """The parts of a page that differ from its kind's shell. All three are ready HTML or text.

    Attributes:
        body: HTML fragment for the page's main part, its ``<h1>`` included.
        head: HTML for ``<head>`` (citation meta, alternate feeds); may be empty.
        description: One plain sentence, not escaped.
    """

    body: str
    head: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page of the site.

    Attributes:
        kind: ``home``, ``topic``, ``area``, ``tag``, ``source``, ``paper``, ``list``, ``search``,
            ``removed``, ``redirect``, …. Pages of one kind share one rendered theme shell.
        path: Address below the site's root as a file, the same with and without directory
            URLs: ``papers/x.html``, ``topics/x/index.html``, ``index.html``.
        title: Plain text, not escaped; may be hostile.
        content: Makes the page's parts; called once, when the page is written.
        markdown: Markdown source that MkDocs renders (topic and home page): front matter is
            added by the plugin, the line ``<div data-reading-list></div>`` in it is replaced by
            ``content().body``. None: the engine composes the page from the shell, no Markdown.
        updated: Day of the last change that the content knows of; for the sitemap.
    """

    kind: str
    path: str
    title: str
    content: Callable[[], PageContent]
    markdown: str | None = None
    updated: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What the site builder says of the site.

    Attributes:
        name: The site's name.
        url: Canonical address of the site's root with a trailing slash, or empty if unknown.
        directory_urls: Write ``topics/x/`` for ``topics/x/index.html`` in links.
        folders: The site builder writes ``papers/x/index.html`` for a page ``papers/x.html``.
        templates: Folders with templates, the first one that has a template wins.
        repository: Where readers correct the list.
        written: Hand-written pages: source path (``about.md``) to path on the site
            (``about/index.html`` or ``about.html``).
    """

    name: str
    url: str = ""
    directory_urls: bool = True
    folders: bool = False
    templates: tuple[Path, ...] = ()
    repository: Repository = field(default_factory=Repository)
    written: Mapping[str, str] = field(default_factory=dict)

    def address(self, path: str) -> str:
        """Address of the page ``path``: absolute, or below the root if the site's is unknown."""
        path = in_folder(path) if self.folders else path
        return self.url + (without_index(path) if self.directory_urls else path)


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a build makes, by path; no path occurs twice.

    Attributes:
        pages: All pages.
        files: Files with names that are known at once.
        bundles: All other files.
    """

    pages: tuple[GeneratedPage, ...]
    files: tuple[GeneratedFile, ...]
    bundles: tuple[Bundle, ...] = ()

    @property
    def all_files(self) -> Iterator[GeneratedFile]:
        """The files, and those of bundles, which are made for it."""
        yield from self.files
        for bundle in self.bundles:
            yield from bundle.make()
