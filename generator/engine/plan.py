"""Decides how each page of the site comes about, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from generator.engine.source import source_path
from generator.engine.writer import check_path
from generator.outputs import Bundle, GeneratedFile, GeneratedPage, Site

HOME = "index.html"


@dataclass(frozen=True, slots=True)
class Conflict:
    """An output that would replace a hand-written file, by the file's source path."""

    path: str
    hand_written: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How pages and files come about.

    Attributes:
        introduced: The home page, by the source path of the hand-written page that opens it.
        rendered: Pages that the site builder renders from Markdown, by source path.
        composed: Pages that the engine composes from the theme's shell.
        files: Files that the engine writes as they are.
        bundles: Bundles whose files were not asked for.
        conflicts: Outputs that are left out because something hand-written stands there.
    """

    introduced: Mapping[str, GeneratedPage]
    rendered: Mapping[str, GeneratedPage]
    composed: tuple[GeneratedPage, ...]
    files: tuple[GeneratedFile, ...]
    conflicts: tuple[Conflict, ...]
    bundles: tuple[Bundle, ...] = ()

    @property
    def pages(self) -> Iterator[GeneratedPage]:
        """All pages, however they come about."""
        return chain(self.introduced.values(), self.rendered.values(), self.composed)

    def generated(self, source: str) -> GeneratedPage | None:
        """The page whose Markdown has the given source path."""
        return self.introduced.get(source) or self.rendered.get(source)


NOTHING = Plan({}, {}, (), (), ())


def plan_site(
    site: Site, hand_written: Mapping[str, str], *, compose: bool, unpack: bool = True
) -> Plan:
    """Sort the outputs of a site.

    Args:
        site: All outputs.
        hand_written: Path on the site to source path, of every page and file that people wrote.
        compose: Whether pages without Markdown may be composed; else the site builder renders
            them, too, so that its other plugins see them.
        unpack: Whether the files of bundles are made now.

    Raises:
        UnsafePathError: An output would leave the site's folder.
    """
    sources = set(hand_written.values())
    introduced: dict[str, GeneratedPage] = {}
    rendered: dict[str, GeneratedPage] = {}
    composed: list[GeneratedPage] = []
    files: list[GeneratedFile] = []
    conflicts: list[Conflict] = []
    for page in site.pages:
        check_path(page.path)
        source = source_path(page.path)
        taken = hand_written.get(page.path) or (source if source in sources else "")
        if taken and page.path == HOME and taken.endswith(".md"):
            introduced[taken] = page
        elif taken:
            conflicts.append(Conflict(page.path, taken))
        elif compose and page.markdown is None:
            composed.append(page)
        else:
            rendered[source] = page
    for file in site.all_files if unpack else site.files:
        check_path(file.path)
        taken = hand_written.get(file.path, "")
        if taken:
            conflicts.append(Conflict(file.path, taken))
        else:
            files.append(file)
    left = () if unpack else site.bundles
    return Plan(introduced, rendered, tuple(composed), tuple(files), tuple(conflicts), left)
