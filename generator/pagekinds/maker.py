"""Makes pages from templates and views: what all kinds of pages share."""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from generator.addresses import Addresses, path_of
from generator.exports import LABEL_FORMATS, SUFFIXES
from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedPage, PageContent, SiteOptions
from generator.pagekinds.entries import Catalogue, LabelView
from generator.pagekinds.listing import (
    Download,
    Group,
    Listing,
    Pager,
    Rows,
    group_by_day,
    group_by_year,
    make_facets,
    on_page,
    page_count,
)
from generator.pagekinds.views import SiteFacts
from generator.problems import Location
from generator.render import make_renderer

DOWNLOAD_LABELS = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON", "csv": "CSV"}


@dataclass(frozen=True, slots=True)
class PaperList:
    """A list of papers, on as many pages as it needs.

    Attributes:
        kind: Kind of its pages; with ``id`` it says where they are.
        papers: In the order in which they are shown.
        place: In words, where the reader looks ("this topic").
        description: One plain sentence.
        label: The label that all papers have; rows show its evidence.
        order: What the order is, and what rows are grouped by.
        downloads: Folder of its citation files.
        feed: Path of its feed.
        markdown: The curator's introduction to the first page, or None.
    """

    kind: str
    id: str
    title: str
    papers: tuple[Paper, ...]
    place: str
    description: str
    label: LabelView | None = None
    order: Literal["year", "added", "place"] = "year"
    downloads: str = ""
    feed: str = ""
    markdown: str | None = None


class PageMaker:
    """Makes pages; holds the renderer, the views and the rows of one build."""

    def __init__(self, library: Library, options: SiteOptions, addresses: Addresses) -> None:
        self.library, self.options, self.addresses = library, options, addresses
        self.catalogue = Catalogue(library)
        self.site = SiteFacts(
            name=library.settings.title or options.name,
            papers=len(library.papers),
            topics=len(library.labels.topics),
            contact=library.settings.contact,
            suggest=options.repository.suggest_paper(),
        )
        self.renderer = make_renderer(
            options.templates, addresses, {"site": self.site, "edit": options.repository.edit}
        )
        self.rows = Rows(self.catalogue, self.renderer)
        self._last_facets: tuple[PaperList, Markup] | None = None

    def edit(self, location: Location) -> str:
        """Address to edit a place of the content, or empty."""
        return self.options.repository.edit(location.file, location.line)

    def page(
        self,
        kind: str,
        path: str,
        title: str,
        view: Callable[[], object],
        *,
        description: str = "",
        head: str = "",
        feed: str = "",
        markdown: str | None = None,
        updated: datetime.date | None = None,
    ) -> GeneratedPage:
        """A page that the template ``<kind>.html`` makes of ``view()``.

        Args:
            kind: Kind of the page.
            path: Where it is.
            title: Plain text.
            view: Makes what the template receives as ``page``; called when the page is written.
            description: One plain sentence.
            head: Template for ``<head>``; receives the same.
            feed: Path of the feed that follows the page; left out if there is none.
            markdown: See :class:`~generator.outputs.GeneratedPage`.
            updated: Day of the last change.
        """

        def content() -> PageContent:
            renderer = self.renderer
            renderer.page = path
            shown = view()
            body = renderer.render(f"{kind}.html", page=shown)
            above = renderer.render("_head.html", title=title, feed=feed)
            if head:
                above += renderer.render(head, page=shown)
            return PageContent(
                renderer.finish(body, path), renderer.finish(above, path), description
            )

        return GeneratedPage(kind, path, title, content, markdown, updated)

    def pages_of(
        self, papers: PaperList, view: Callable[[Listing], object]
    ) -> Iterator[GeneratedPage]:
        """The pages of a list; ``view`` puts the listing of one of them into its page."""

        def page_view(number: int) -> Callable[[], object]:
            return lambda: view(self._listing(papers, number))

        self.rows.expect(papers.papers)
        updated = max((p.added for p in papers.papers if p.added), default=None)
        for number in range(1, page_count(papers.papers) + 1):
            yield self.page(
                papers.kind,
                path_of(papers.kind, papers.id, number),
                papers.title if number == 1 else f"{papers.title}, page {number}",
                page_view(number),
                description=papers.description,
                head="_pager_head.html",
                feed=papers.feed,
                markdown=papers.markdown if number == 1 else None,
                updated=updated,
            )

    def _facets(self, papers: PaperList) -> Markup:
        """The facets of a list, the same on all its pages, which mostly follow each other."""
        if self._last_facets is None or self._last_facets[0] is not papers:
            entries = [self.catalogue.entry(paper) for paper in papers.papers]
            topic = papers.label is not None and papers.label.kind == "topic"
            title = "Also in" if topic else "Topic"
            facets = make_facets(entries, without=papers.label, topics_title=title)
            html = self.renderer.render("_facets.html", facets=facets)
            self._last_facets = (papers, html)
        return self._last_facets[1]

    def _listing(self, papers: PaperList, number: int) -> Listing:
        shown = on_page(papers.papers, number)
        groups: tuple[Group, ...]
        if papers.order == "place":
            groups = (Group("", "", tuple(self.rows.row(paper) for paper in shown)),)
        elif papers.order == "added":
            groups = group_by_day(shown, self.rows.row)
        else:
            groups = group_by_year(shown, lambda paper: self.rows.row(paper, papers.label))
        return Listing(
            count=len(papers.papers),
            place=papers.place,
            question=_question(papers),
            order=papers.order,
            groups=groups,
            facets=self._facets(papers),
            pager=Pager(papers.kind, papers.id, number, page_count(papers.papers)),
            downloads=self._downloads(papers.downloads),
            feed=papers.feed if self.addresses.has("file", papers.feed) else "",
        )

    def _downloads(self, folder: str) -> tuple[Download, ...]:
        paths = {
            name: posixpath.join(folder, f"papers.{SUFFIXES[name]}")
            for name in (*LABEL_FORMATS, "csv")
        }
        return tuple(
            Download(DOWNLOAD_LABELS[name], path, posixpath.basename(path))
            for name, path in paths.items()
            if folder and self.addresses.has("file", path)
        )


def _question(papers: PaperList) -> str:
    """What the search is asked for the papers of a list."""
    if papers.kind == "source":
        return f"source:{papers.id}"
    if papers.kind == "author":
        return f'author:"{papers.title}"'
    return f"{papers.label.kind}:{papers.label.id}" if papers.label else ""
