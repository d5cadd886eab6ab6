"""Which pages the site has, and what each template receives.

A template receives one documented dataclass as ``page`` (:mod:`generator.views` names them all);
beside it ``site`` (:class:`~generator.views.SiteFacts`), ``href(kind, id="", fragment="",
page=1)`` and ``has(kind, id="")``.
"""

from __future__ import annotations

import datetime
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from markupsafe import Markup

from generator.addresses import SINGLE_PAGES, Addresses, path_of
from generator.charts import make_trend
from generator.curatorpages import make_coverage_page, make_report_page
from generator.entries import (
    Catalogue,
    Entry,
    LabelView,
    date_words,
    inline_markdown,
    year_counts,
)
from generator.exports import SUFFIXES, TOPIC_FORMATS
from generator.homepage import make_home_page, make_overview, newest
from generator.labels import Topic
from generator.library import Library
from generator.listing import (
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
from generator.model import Paper, SourceFile, Trust
from generator.outputs import GeneratedPage, PageContent, SiteOptions
from generator.paperpage import (
    citation_meta,
    describe,
    json_ld,
    make_paper_page,
    source_title,
)
from generator.render import Renderer, make_renderer
from generator.views import (
    AreaPage,
    ChoicePage,
    ListPage,
    RedirectPage,
    RemovedPage,
    SearchPage,
    SiteFacts,
    SourceLine,
    SourcePage,
    SourcesPage,
    Start,
    TagPage,
    TagsPage,
    TopicPage,
)

CLOSE_TOPICS = 5
STARTS = 3
FEWEST_NAMED = 2
DOWNLOAD_LABELS = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON", "csv": "CSV"}


def build_pages(
    library: Library, options: SiteOptions, addresses: Addresses
) -> Iterator[GeneratedPage]:
    """All pages of the site; their content is made when it is asked for."""
    return _Builder(library, options, addresses).pages()


class _Builder:
    """Makes the pages; holds what they share."""

    def __init__(self, library: Library, options: SiteOptions, addresses: Addresses) -> None:
        self.library, self.options, self.addresses = library, options, addresses
        self.catalogue = Catalogue(library)
        settings = library.settings
        self.site = SiteFacts(
            name=settings.title or options.name,
            papers=len(library.papers),
            topics=len(library.labels.topics),
            contact=settings.contact,
            repo_url=options.repo_url,
        )
        self.renderer: Renderer = make_renderer(options.templates, addresses, {"site": self.site})
        self.rows = Rows(self.catalogue, self.renderer)
        self.by_source: dict[str, list[tuple[int, Paper]]] = {}
        for paper in library.papers:
            for record in paper.records:
                found = self.by_source.setdefault(record.source.id, [])
                found.append((record.position, paper))
        self.last_added = max((p.added for p in library.papers if p.added), default=None)

    def pages(self) -> Iterator[GeneratedPage]:
        """All pages, the home page first."""
        yield from self._overviews()
        yield from self._topics()
        yield from self._areas()
        yield from self._tags()
        yield from self._sources()
        yield from self._long_lists()
        for paper in self.library.papers:
            yield self._paper(paper)
        for paper in self.library.hidden:
            yield self._removed(paper)
        yield from self._redirects()

    # -- how a page comes about --------------------------------------------------------------

    def _page(
        self,
        kind: str,
        path: str,
        title: str,
        view: Callable[[], object],
        *,
        template: str = "",
        head: str = "",
        description: Callable[[], str] = lambda: "",
        markdown: str | None = None,
        updated: datetime.date | None = None,
        feed: str = "",
    ) -> GeneratedPage:
        """A page whose template receives ``view()`` as ``page``."""

        def content() -> PageContent:
            self.renderer.page = path
            page = view()
            body = self.renderer.render(template or f"{kind}.html", page=page)
            above = self.renderer.render("_head.html", title=title, feed=feed, page=page)
            if head:
                above += self.renderer.render(head, page=page)
            return PageContent(
                body=self.renderer.finish(body, path),
                head=self.renderer.finish(above, path),
                description=description(),
            )

        return GeneratedPage(kind, path, title, content, markdown, updated)

    def _listed(
        self,
        kind: str,
        id: str,
        title: str,
        papers: Sequence[Paper],
        view: Callable[[int], object],
        **more: object,
    ) -> Iterator[GeneratedPage]:
        """The pages of a list; ``view`` takes the number of the page."""
        for page in range(1, page_count(papers) + 1):
            yield self._page(
                kind,
                path_of(kind, id, page),
                title if page == 1 else f"{title}, page {page}",
                partial(view, page),
                updated=max((p.added for p in papers if p.added), default=None),
                **(more if page == 1 else {**more, "markdown": None}),  # type: ignore[arg-type]
            )

    def _listing(
        self,
        kind: str,
        id: str,
        papers: Sequence[Paper],
        page: int,
        *,
        place: str,
        label: LabelView | None = None,
        order: Literal["year", "added", "place"] = "year",
    ) -> Listing:
        shown = on_page(papers, page)
        groups: tuple[Group, ...]
        if order == "place":
            groups = (Group("", "", tuple(self.rows.row(paper) for paper in shown)),)
        elif order == "added":
            groups = group_by_day(shown, self.rows.row)
        else:
            groups = group_by_year(shown, lambda paper: self.rows.row(paper, label))
        folder = posixpath.dirname(path_of(kind, id))
        entries = [self.catalogue.entry(paper) for paper in papers]
        topic = label if label and label.kind == "topic" else None
        feed = posixpath.join("" if kind in ("papers", "new") else folder, "feed.xml")
        return Listing(
            count=len(papers),
            place=place,
            question=f"{label.kind}:{label.id}" if label and label.kind != "area" else "",
            order=order,
            groups=groups,
            facets=make_facets(
                entries, without=label, topics_title="Also in" if topic else "Topic"
            ),
            pager=Pager(kind, id, page, page_count(papers)),
            downloads=self._downloads("export" if kind == "papers" else folder),
            feed=feed if self.addresses.has("file", feed) else "",
        )

    def _downloads(self, folder: str) -> tuple[Download, ...]:
        return tuple(
            Download(DOWNLOAD_LABELS[name], path, posixpath.basename(path))
            for name in (*TOPIC_FORMATS, "csv")
            for path in (f"{folder}/papers.{SUFFIXES[name]}",)
            if self.addresses.has("file", path)
        )

    # -- overviews ---------------------------------------------------------------------------

    def _overviews(self) -> Iterator[GeneratedPage]:
        described = self.library.settings.description
        yield self._page(
            "home",
            SINGLE_PAGES["home"],
            self.site.name,
            lambda: make_home_page(self.catalogue, self.options),
            description=lambda: described,
            updated=self.last_added,
            feed="feed.xml",
        )
        simple: tuple[tuple[str, str, Callable[[], object], str], ...] = (
            (
                "topics",
                "Topics",
                lambda: make_overview(self.catalogue),
                f"The {self.site.topics} topics of {self.site.name}, by area.",
            ),
            ("tags", "Tags", self._tags_page, f"The tags of {self.site.name}."),
            ("sources", "Sources", self._sources_page, "Where the papers of this list come from."),
            ("search", "Search", self._search_page, f"Search all papers of {self.site.name}."),
            (
                "coverage",
                "Coverage",
                lambda: make_coverage_page(self.catalogue),
                "How the rules cover the papers of this list.",
            ),
            (
                "report",
                "Report",
                lambda: make_report_page(self.addresses.report),
                "What the check of this list's content has found.",
            ),
        )
        for kind, title, view, words in simple:
            yield self._page(
                kind,
                SINGLE_PAGES[kind],
                title,
                view,
                description=partial(str, words),
                updated=self.last_added,
            )

    def _tags_page(self) -> TagsPage:
        groups: dict[str, list[tuple[LabelView, str]]] = {}
        for tag in self.library.labels.tags.values():
            shown = (self.catalogue.tags[tag.id], tag.description)
            groups.setdefault(tag.group, []).append(shown)
        return TagsPage(tuple((group, tuple(tags)) for group, tags in groups.items()))

    def _search_page(self) -> SearchPage:
        entries = [self.catalogue.entry(p) for p in self.catalogue.sort(self.library.papers)]
        return SearchPage(
            count=len(entries),
            facets=make_facets(entries),
            topics=tuple(self.catalogue.topics.values()),
        )

    # -- labels ------------------------------------------------------------------------------

    def _topics(self) -> Iterator[GeneratedPage]:
        for topic in self.library.labels.topics.values():
            papers = self.catalogue.topic_papers[topic.id]
            yield from self._listed(
                "topic",
                topic.id,
                topic.title,
                papers,
                partial(self._topic_page, topic),
                description=partial(str, topic.description),
                markdown=topic.introduction or None,
                feed=f"topics/{topic.id}/feed.xml",
                head="_pager_head.html",
            )

    def _topic_page(self, topic: Topic, page: int) -> TopicPage:
        catalogue = self.catalogue
        papers = catalogue.topic_papers[topic.id]
        label = catalogue.topics[topic.id]
        return TopicPage(
            label=label,
            area=catalogue.area_of(topic.id),
            description=topic.description,
            goes_here=self._with_topic_links(topic.goes_here),
            not_here=self._with_topic_links(topic.not_here),
            trend=make_trend(year_counts(papers)),
            close=tuple(_together(papers, label, lambda entry: entry.topics, catalogue)),
            starts=tuple(self._starts(topic, papers)),
            listing=self._listing("topic", topic.id, papers, page, place="this topic", label=label),
        )

    def _with_topic_links(self, text: str) -> Markup:
        """Boundary texts name topics by id; a reader gets their titles, linked."""
        return self.renderer.render(
            "_boundary.html", words=tuple(split_at_ids(text, self.catalogue.topics))
        )

    def _starts(self, topic: Topic, papers: Sequence[Paper]) -> Iterator[Start]:
        """The curator's choice; without one, papers of the topic that others name."""
        if topic.start_here:
            for start in topic.start_here:
                if paper := self.library.by_id.get(start.paper):
                    yield Start(self.catalogue.entry(paper), inline_markdown(start.sentence))
            return
        named = self.catalogue.named
        primary = [p for p in papers if self.library.assignments[p.id].topics[0].id == topic.id]
        ranked = sorted(primary, key=lambda p: -named.get(p.id, 0))[:STARTS]
        for paper in ranked:
            if named.get(paper.id, 0) >= FEWEST_NAMED:
                why = Markup("Named by {} papers of this list.").format(named[paper.id])
                yield Start(self.catalogue.entry(paper), why)

    def _areas(self) -> Iterator[GeneratedPage]:
        for area in self.library.labels.areas.values():
            label = self.catalogue.areas[area.id]
            papers = self.catalogue.area_papers[area.id]

            def view(
                page: int,
                label: LabelView = label,
                papers: Sequence[Paper] = papers,
                definition: str = area.definition,
            ) -> AreaPage:
                return AreaPage(
                    label=label,
                    definition=definition,
                    overview=make_overview(self.catalogue, label.id),
                    listing=self._listing(
                        "area", label.id, papers, page, place="this area", label=label
                    ),
                )

            yield from self._listed(
                "area",
                area.id,
                area.title,
                papers,
                view,
                description=partial(str, area.definition),
                head="_pager_head.html",
            )

    def _tags(self) -> Iterator[GeneratedPage]:
        for tag in self.library.labels.tags.values():
            yield from self._listed(
                "tag",
                tag.id,
                tag.title,
                self.catalogue.tag_papers[tag.id],
                partial(self._tag_page, tag.id),
                description=partial(str, tag.description),
                feed=f"tags/{tag.id}/feed.xml",
                head="_pager_head.html",
            )

    def _tag_page(self, id: str, page: int) -> TagPage:
        tag, label = self.library.labels.tags[id], self.catalogue.tags[id]
        papers = self.catalogue.tag_papers[id]
        return TagPage(
            label=label,
            group=tag.group,
            description=tag.description,
            trend=make_trend(year_counts(papers)),
            close=tuple(_together(papers, label, lambda entry: entry.tags, self.catalogue)),
            listing=self._listing("tag", id, papers, page, place="this tag", label=label),
        )

    # -- sources -----------------------------------------------------------------------------

    def _sources(self) -> Iterator[GeneratedPage]:
        for source in self.library.sources:
            if source.trust is Trust.CAPTURED:
                found = sorted(self.by_source.get(source.id, ()), key=lambda item: item[0])
                papers = tuple({paper.id: paper for _, paper in found}.values())
                yield from self._listed(
                    "source",
                    source.id,
                    source_title(source),
                    papers,
                    partial(self._source_page, source, papers),
                    description=partial(str, f"Papers listed in {source_title(source)}."),
                    head="_pager_head.html",
                )

    def _source_page(self, source: SourceFile, papers: Sequence[Paper], page: int) -> SourcePage:
        return SourcePage(
            self._source_line(source),
            self._listing("source", source.id, papers, page, place="this source", order="place"),
        )

    def _sources_page(self) -> SourcesPage:
        lines = [self._source_line(source) for source in self.library.sources]
        return SourcesPage(
            captured=tuple(x for x in lines if x.source.trust is Trust.CAPTURED),
            others=tuple(x for x in lines if x.source.trust is not Trust.CAPTURED),
        )

    def _source_line(self, source: SourceFile) -> SourceLine:
        return SourceLine(
            source=source,
            title=source_title(source),
            date=date_words(source.captured) if source.captured else "",
            inferred=source.captured_inferred,
            records=len(self.by_source.get(source.id, ())),
        )

    # -- papers ------------------------------------------------------------------------------

    def _long_lists(self) -> Iterator[GeneratedPage]:
        ordered = self.catalogue.sort(self.library.papers)
        yield from self._listed(
            "papers",
            "",
            "All papers",
            ordered,
            lambda page: ListPage(self._listing("papers", "", ordered, page, place="all papers")),
            description=partial(str, f"All {len(ordered)} papers of {self.site.name}."),
            feed="feed.xml",
            head="_pager_head.html",
        )
        added = newest(self.catalogue)
        yield from self._listed(
            "new",
            "",
            "New papers",
            added,
            lambda page: ListPage(
                self._listing("new", "", added, page, place="all papers", order="added")
            ),
            description=partial(str, f"The papers added last to {self.site.name}."),
            feed="feed.xml",
            head="_pager_head.html",
        )

    def _paper(self, paper: Paper) -> GeneratedPage:
        path = path_of("paper", paper.id)

        def content() -> PageContent:
            self.renderer.page = path
            page = make_paper_page(paper, self.catalogue, self.renderer)
            body = self.renderer.render("paper.html", page=page)
            head = self.renderer.render(
                "_paper_head.html",
                citation=citation_meta(paper),
                json_ld=json_ld(paper, self.options),
            )
            return PageContent(
                body=self.renderer.finish(body, path),
                head=self.renderer.finish(head, path),
                description=describe(paper),
            )

        name = self.catalogue.entry(paper).name
        return GeneratedPage("paper", path, name, content, updated=paper.added)

    def _removed(self, paper: Paper) -> GeneratedPage:
        name = self.catalogue.plain_title(paper)
        return self._page(
            "removed",
            path_of("paper", paper.id),
            name,
            lambda: RemovedPage(name, inline_markdown(paper.hidden)),
            head="_no_index.html",
        )

    def _redirects(self) -> Iterator[GeneratedPage]:
        known = {**self.library.by_id, **{paper.id: paper for paper in self.library.hidden}}
        for slug, target in sorted(self.library.redirects.items()):
            ids = (target,) if isinstance(target, str) else target
            shown = [known[id] for id in ids if id in known]
            if slug in known or not shown:
                continue
            if len(shown) == 1:
                name = self.catalogue.plain_title(shown[0])
                yield self._redirect(path_of("paper", slug), name, "paper", shown[0].id)
            else:
                entries = [self.catalogue.entry(p) for p in shown if p.id in self.library.by_id]
                yield self._page(
                    "choice",
                    path_of("paper", slug),
                    "Several papers",
                    partial(ChoicePage, tuple(entries)),
                    head="_no_index.html",
                )
        for topic in self.library.labels.topics.values():
            for alias in topic.aliases:
                yield self._redirect(path_of("topic", alias), topic.title, "topic", topic.id)
        for tag in self.library.labels.tags.values():
            for alias in tag.aliases:
                yield self._redirect(path_of("tag", alias), tag.title, "tag", tag.id)

    def _redirect(self, path: str, name: str, kind: str, id: str) -> GeneratedPage:
        target = path_of(kind, id)
        if self.options.directory_urls:
            target = target.removesuffix("index.html")
        canonical = f"{self.options.url}{target}" if self.options.url else ""
        view = RedirectPage(name, kind, id, canonical)
        return self._page("redirect", path, name, lambda: view, head="_redirect_head.html")


def split_at_ids(
    text: str, topics: Mapping[str, LabelView]
) -> Iterator[tuple[str, LabelView | None]]:
    """Stretches of a text; where a topic's id stands alone, with that topic."""
    word = ""
    for character in f"{text} ":
        if character.isalnum() or character == "-":
            word += character
        else:
            if word:
                yield word, topics.get(word) if "-" in word else None
            word = ""
            yield character, None


def _together(
    papers: Iterable[Paper],
    label: LabelView,
    labels: Callable[[Entry], Iterable[LabelView]],
    catalogue: Catalogue,
) -> Iterator[tuple[LabelView, int]]:
    """Other labels of the same papers, the most frequent first."""
    counts = Counter(
        other for paper in papers for other in labels(catalogue.entry(paper)) if other != label
    )
    yield from sorted(counts.items(), key=lambda item: (-item[1], item[0].title))[:CLOSE_TOPICS]
