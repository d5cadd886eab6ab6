"""What a build takes over from the last one if nothing of the list has changed since.

The last build's pages and files lie in the last site. A build that finds content, templates,
settings and program as they were takes the list of outputs from the store, and every file that
still has the digest noted there from the last site; only what is missing is made, and only then
is the content read. Pages are taken over if the theme still gives the shell that they were
composed from. What MkDocs renders itself it renders again, from parts that the store kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from generator.outputs import GeneratedFile, GeneratedPage, PageContent, Site
from generator.problems import Problem
from generator.store import digest, tree_digest


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page; see :class:`~generator.outputs.GeneratedPage`.

    Attributes:
        content: None if it was composed from a shell: it lies in the last site.
    """

    kind: str
    path: str
    title: str
    content: PageContent | None
    markdown: str | None
    updated: datetime.date | None


@dataclass(frozen=True, slots=True)
class LastBuild:
    """All that a build gave.

    Attributes:
        options: The options that it was given, in words.
        problems: What it reported.
        pages: Its pages.
        files: Paths of its files, those of bundles included.
        shells: Digests of the shells that pages were composed from; see
            :attr:`generator.engine.compose.Composer.proved`.
        digests: Digests of composed pages and of files, by path.
    """

    options: str
    problems: list[Problem]
    pages: list[KeptPage]
    files: list[str]
    shells: dict[str, dict[str, bytes]]
    digests: dict[str, bytes]

    def site(self, make: Callable[[], Site]) -> Site:
        """Its outputs; ``make`` makes them anew, once, if the content of one is asked for."""
        made = cache(make)

        @cache
        def pages() -> Mapping[str, GeneratedPage]:
            return {page.path: page for page in made().pages}

        @cache
        def files() -> Mapping[str, GeneratedFile]:
            return {file.path: file for file in made().all_files}

        def content(page: KeptPage) -> PageContent:
            return page.content or pages()[page.path].content()

        return Site(
            pages=tuple(
                GeneratedPage(p.kind, p.path, p.title, partial(content, p), p.markdown, p.updated)
                for p in self.pages
            ),
            files=tuple(
                GeneratedFile(path, lambda path=path: files()[path].make())  # type: ignore[misc]
                for path in self.files
            ),
        )


def state_digest(content: Path, hand_written: Path, templates: Iterable[Path]) -> bytes | None:
    """The digest of all files that outputs depend on; None if one cannot be read.

    Args:
        content: The content folder.
        hand_written: A folder within it that does not count.
        templates: Folders of templates.
    """
    try:
        folders = [tree_digest(content, hand_written), *map(tree_digest, templates)]
    except OSError:
        return None
    return digest(content.name, *folders)
