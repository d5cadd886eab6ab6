"""A list on its way through a build, or through the many rebuilds of a preview.

Under ``build`` content that is broken stops everything before the site is touched. A preview goes
on: it shows the last good state, and what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import jinja2

from generator.assets import AssetError
from generator.checks import check_library
from generator.engine.compose import ThemePage, one_line, theme_page
from generator.engine.loading import LastGood
from generator.engine.trouble import banner, report_template
from generator.library import Library, load_library
from generator.memory import Memory
from generator.outputs import GeneratedPage, Site, SiteOptions
from generator.problems import Location, Problem, Report, Severity, format_text
from generator.site import build_site


class BrokenListError(Exception):
    """The content or a template is broken; the message lists every problem."""


def load(content: Path, report: Report, memory: Memory | None = None) -> Library:
    """The library with all its problems, those left out that a curator accepted."""
    library = load_library(content, report, memory)
    check_library(library, content, report)
    return library


def _remembering_loader() -> LastGood[Library]:
    return LastGood(partial(load, memory=Memory()))


@dataclass(slots=True)
class Session:
    """The state of a list between the steps of a build.

    Attributes:
        serving: Whether this is a preview, which is never stopped.
        content: The content folder.
        report: Problems of the present build.
    """

    serving: bool = False
    content: Path = Path("content")
    report: Report = field(default_factory=Report)
    _library: Library | None = None
    _said: set[Problem] = field(default_factory=set)
    _loader: LastGood[Library] = field(default_factory=_remembering_loader)
    _site: Site = field(default_factory=lambda: Site((), ()))

    def load(self, content: Path, hand_written: Path) -> None:
        """Read the content; ``hand_written`` within it is not part of the library.

        Raises:
            BrokenListError: There are errors, and this is no preview.
        """
        self.content = content
        self._said.clear()
        if self.serving:
            self._loader.skip = hand_written
            self._library, self.report = self._loader.get(content)
        else:
            self.report = Report(content.name)
            self._library = load(content, self.report)
        self.stop_at_errors()

    def make_site(self, options: SiteOptions) -> Site:
        """All outputs; in a preview those of the last rebuild, if a script is broken.

        Raises:
            BrokenListError: A template or script is broken, and this is no preview.
        """
        if self._library is None:
            raise RuntimeError("the content must be loaded first")
        try:
            self._site = build_site(self._library, options, self.report)
        except jinja2.TemplateError as error:
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
        except jinja2.TemplateError as error:
            report_template(error, self.content, self.report)
            self.stop_at_errors()
            title = one_line(page.title)
            body = f"<h1>{title}</h1>{banner(self.report.at_least(Severity.ERROR))}"
            return ThemePage(page.kind, page.path, title, "", "", body)

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
