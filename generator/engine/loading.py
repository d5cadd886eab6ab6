"""Keeps what a preview server has made, and the last good state of the content.

A broken rule must not take the preview away: the pages of the last good content stay, with a
banner that says what is broken, until it is mended. And who edits a hand-written page should not
wait for the whole list.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from generator.outputs import GeneratedPage, PageContent, Site, SiteOptions
from generator.problems import Problem, Report, Severity

T = TypeVar("T")

Load = Callable[[Path, Report], T]
"""Reads a content folder; never raises for bad content."""

Fingerprint = tuple[tuple[str, int, int], ...]
"""Name, time of the last change in nanoseconds and size of every file of a folder."""

MOST_KEPT = 20_000
"""Pages of a larger site are made anew in each rebuild: kept, they would fill the memory."""


@dataclass(slots=True)
class LastGood(Generic[T]):
    """Loads content, only when it changed, and keeps the last result without errors.

    Attributes:
        load: What reads the content.
        skip: A folder within the content that is not read by ``load`` (hand-written pages).
    """

    load: Load[T]
    skip: Path | None = None
    _fingerprint: Fingerprint | None = None
    _problems: list[Problem] = field(default_factory=list)
    _kept: list[T] = field(default_factory=list)
    _is_good: bool = False
    _content: Path | None = None

    def get(self, content: Path) -> tuple[T, Report]:
        """The last good state of the content, with the problems of its present state."""
        report = Report(content.name)
        if content != self._content:
            self._content, self._is_good = content, False
            self._kept.clear()
        fingerprint = tuple(_facts(content, self.skip))
        if not self._kept or fingerprint != self._fingerprint:
            loaded = self.load(content, report)
            broken = bool(report.at_least(Severity.ERROR))
            if not broken or not self._is_good:
                self._kept, self._is_good = [loaded], not broken
            self._fingerprint, self._problems = fingerprint, report.problems
        report.extend(self._problems)
        return self._kept[0], report


@dataclass(slots=True)
class KeptSite:
    """The site of the last rebuild: while nothing but hand-written pages changes, it stays.

    Attributes:
        site: The last site.
    """

    site: Site = field(default_factory=lambda: Site((), ()))
    _library: object = None
    _state: tuple[SiteOptions, tuple[Fingerprint, ...]] | None = None
    _problems: list[Problem] = field(default_factory=list)

    def get(
        self, library: object, options: SiteOptions, report: Report, build: Callable[[], Site]
    ) -> Site:
        """The site of a library: as it was made before, or made by ``build``."""
        templates = tuple(tuple(_facts(folder)) for folder in options.templates)
        if library is self._library and (options, templates) == self._state:
            report.extend(self._problems)
            return self.site
        self._library = None
        site = build()
        if len(site.pages) <= MOST_KEPT:
            site = Site(tuple(_remembering(page) for page in site.pages), site.files)
            self._library, self._state = library, (options, templates)
        self.site = site
        return site

    def note_problems(self, problems: Iterable[Problem]) -> None:
        """Keep the problems that making the site and its pages met: they are not met again."""
        self._problems = list(problems)


def _remembering(page: GeneratedPage) -> GeneratedPage:
    made: list[PageContent] = []

    def content() -> PageContent:
        if not made:
            made.append(page.content())
        return made[0]

    return replace(page, content=content)


def _facts(content: Path, skip: Path | None = None) -> Iterator[tuple[str, int, int]]:
    for parent, folders, names in os.walk(content):
        folders[:] = sorted(name for name in folders if Path(parent, name) != skip)
        for name in sorted(names):
            try:
                facts = Path(parent, name).stat()
            except OSError:  # deleted since the folder was listed
                continue
            yield f"{parent}/{name}", facts.st_mtime_ns, facts.st_size
