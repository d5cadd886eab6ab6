"""A list on its way through a build, or through the many rebuilds of a preview.

Under ``build`` content that is broken stops everything before the site is touched. A preview goes
on: it shows the last good state, and what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from generator.assets import AssetError
from generator.checks import check_library
from generator.engine.again import KeptPage, LastBuild, state_digest
from generator.engine.compose import Shells, ThemePage, one_line, theme_page
from generator.engine.loading import LastGood
from generator.engine.plan import Plan
from generator.engine.trouble import TEMPLATE_FAULTS, banner, report_template
from generator.library import Library, load_library
from generator.links import link_ahead
from generator.memory import Memory
from generator.outputs import GeneratedPage, PageContent, Site, SiteOptions
from generator.packed import is_long
from generator.problems import Location, Problem, Report, Severity, format_text
from generator.site import build_site
from generator.store import Store


class BrokenListError(Exception):
    """The content or a template is broken; the message lists every problem."""


def load(
    content: Path, report: Report, memory: Memory | None = None, *, ahead: bool = False
) -> Library:
    """The library with all its problems, those left out that a curator accepted.

    Args:
        content: The content folder.
        report: Where problems go.
        memory: What earlier runs found.
        ahead: Whether to look for related papers at once, in a second process.
    """
    library = load_library(content, report, memory, ahead=ahead)
    check_library(library, content, report)
    return library


@dataclass(slots=True)
class Session:
    """The state of a list between the steps of a build.

    Attributes:
        serving: Whether this is a preview, which is never stopped.
        content: The content folder.
        report: Problems of the present build.
        store: What earlier builds found.
        keeps: Whether outputs are all that the site holds of the list, so that they may be kept.
        has_last: Whether the last site is there to take outputs from.
        last: The last build, if all outputs are those of it.
        parts: Contents of the pages that the theme prints anew in each build, by path.
    """

    serving: bool = False
    content: Path = Path("content")
    report: Report = field(default_factory=Report)
    store: Store | None = None
    keeps: bool = False
    has_last: bool = False
    last: LastBuild | None = None
    parts: dict[str, PageContent] = field(default_factory=dict)
    _state: bytes | None = None
    _folders: tuple[Path, tuple[Path, ...]] = (Path(), ())
    _options: SiteOptions | None = None
    _library: Library | None = None
    _said: set[Problem] = field(default_factory=set)
    _loader: LastGood[Library] | None = None
    _site: Site = field(default_factory=lambda: Site((), ()))

    def load(self, content: Path, hand_written: Path, templates: tuple[Path, ...] = ()) -> None:
        """Read the content, unless the store has the outputs of the present state.

        Args:
            content: The content folder.
            hand_written: A folder within it that is not part of the library.
            templates: Folders of templates.

        Raises:
            BrokenListError: There are errors, and this is no preview.
        """
        self.content, self._folders = content, (hand_written, templates)
        self._said.clear()
        self.parts.clear()
        self.last = self._state = None
        if self.serving:
            if self._loader is None:
                self._loader = LastGood(partial(load, memory=Memory(self.store)))
            self._loader.skip = hand_written
            self._library, self.report = self._loader.get(content)
        else:
            self.report, self._library = Report(content.name), None
            self._state = self._state_digest() if self.keeps else None
            if self.store and self._state and self.has_last:
                self.last = self.store.get("build", self._state, LastBuild)
            if self.last:
                self.report.extend(self.last.problems)
            else:
                self._library = self._read(self.report)
        self.stop_at_errors()

    def make_site(self, options: SiteOptions) -> Site:
        """All outputs; in a preview those of the last rebuild, if a script is broken.

        Raises:
            BrokenListError: A template or script is broken, and this is no preview.
        """
        self._options = options
        if self.last and self.last.options == repr(options):
            self._site = self.last.site(partial(self._make_anew, options))
            return self._site
        if self.last:
            self.last, self.report = None, Report(self.content.name)
            self._library = self._read(self.report)
            self.stop_at_errors()
        if self._library is None:
            raise RuntimeError("the content must be loaded first")
        try:
            self._site = build_site(self._library, options, self.report)
        except TEMPLATE_FAULTS as error:
            report_template(error, self.content, self.report)
        except AssetError as error:
            self.report.add("template-broken", Location(""), str(error), "mend the file")
        self.stop_at_errors()
        return self._site

    def view(self, page: GeneratedPage) -> ThemePage:
        """A page's content; in a preview a broken template is shown on the page.

        Raises:
            BrokenListError: The template is broken, and this is no preview.
        """
        try:
            return theme_page(page)
        except TEMPLATE_FAULTS as error:
            report_template(error, self.content, self.report)
            self.stop_at_errors()
            title = one_line(page.title)
            body = f"<h1>{title}</h1>{banner(self.report.at_least(Severity.ERROR))}"
            return ThemePage(page.kind, page.path, title, "", "", body)

    def view_part(self, page: GeneratedPage) -> ThemePage:
        """The content of a page that the theme prints anew in each build: it is kept."""

        def content() -> PageContent:
            made = self.parts[page.path] = page.content()
            return made

        return self.view(replace(page, content=content))

    def keep(self, plan: Plan, shells: Shells, digests: Mapping[str, bytes]) -> None:
        """Keep what a complete build gave for the next one.

        Args:
            plan: How its outputs came about.
            shells: Digests of the shells of composed pages.
            digests: Digests of composed pages and of files, by path.
        """
        if not self.store or not self._state or self._options is None or plan.conflicts:
            return
        build = LastBuild(
            options=repr(self._options),
            problems=self.report.problems,
            pages=[
                KeptPage(p.kind, p.path, p.title, self.parts.get(p.path), p.markdown, p.updated)
                for p in self._site.pages
            ],
            files=[file.path for file in plan.files],
            shells={group: dict(found) for group, found in shells.items()},
            digests=dict(digests),
        )
        if build != self.last and self._state == self._state_digest():
            self.store.put("build", self._state, build)

    def _state_digest(self) -> bytes | None:
        return state_digest(self.content, *self._folders)

    def _read(self, report: Report) -> Library:
        return load(self.content, report, Memory(self.store), ahead=True)

    def begin_links(self) -> None:
        """Have related papers of a long list looked for; for its memory, after the index."""
        if self._library and is_long(self._library.papers):
            link_ahead(self._library.links)

    def await_links(self) -> None:
        """Have all links, before what needs them is done in two processes."""
        if self._library:
            len(self._library.links.related)

    def _make_anew(self, options: SiteOptions) -> Site:
        return build_site(self._read(Report(self.content.name)), options, self.report)

    def stop_at_errors(self) -> None:
        """End a build that met errors.

        Raises:
            BrokenListError: There are errors, and this is no preview.
        """
        if not self.serving and self.report.at_least(Severity.ERROR):
            problems = format_text(self.report.at_least(Severity.WARNING))
            raise BrokenListError(f"the list is broken, so no site was built:\n{problems}")

    def unsaid(self) -> list[Problem]:
        """Problems since the last call, each once."""
        new = [problem for problem in self.report.problems if problem not in self._said]
        self._said.update(new)
        return new

    def banner(self) -> str:
        """What every page of a preview says of problems; empty in a build."""
        return banner(self.report.at_least(Severity.WARNING)) if self.serving else ""
