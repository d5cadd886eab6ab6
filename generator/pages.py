"""Which pages the site has, and what each template receives.

A template receives one documented dataclass as ``page``
(:mod:`generator.pagekinds.views` names them all); beside it ``site``
(:class:`~generator.pagekinds.views.SiteFacts`), ``href(kind, id="", fragment="", page=1)``
and ``has(kind, id="")``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from markupsafe import Markup

from generator.addresses import SINGLE_PAGES, Addresses, path_of
from generator.labels import Area, Tag, Topic
from generator.library import Library
from generator.model import Paper, SourceFile, Trust
from generator.outputs import GeneratedPage, PageContent, SiteOptions
from generator.pagekinds.authorpages import author_pages
from generator.pagekinds.charts import make_trend
from generator.pagekinds.curatorpages import make_coverage_page, make_report_page
from generator.pagekinds.digestpages import digest_pages
from generator.pagekinds.entries import (
    Catalogue,
    Entry,
    LabelView,
    date_words,
    day_words,
    inline_markdown,
    year_counts,
)
from generator.pagekinds.homepage import make_home_page, make_overview, newest
from generator.pagekinds.listing import PAGE_SIZE, Listing, make_facets
from generator.pagekinds.maker import PageMaker, PaperList
from generator.pagekinds.mappage import FEWEST_POINTS, MOST_POINTS, PaperMap, table_pages
from generator.pagekinds.metadata import citation_meta, json_ld
from generator.pagekinds.paperpage import (
    describe,
    make_paper_page,
    source_title,
)
from generator.pagekinds.views import (
    AreaPage,
    ChoicePage,
    ListPage,
    RedirectPage,
    RemovedPage,
    SearchPage,
    SourceLine,
    SourcePage,
    SourcesPage,
    Start,
    TagPage,
    TagsPage,
    TopicPage,
)

CLOSE_LABELS = 5
STARTS = 3
FEWEST_NAMED = 2


def build_pages(
    library: Library, options: SiteOptions, addresses: Addresses
) -> Iterator[GeneratedPage]:
    """All pages of the site, the home page first; content is made when it is asked for."""
    maker = PageMaker(library, options, addresses)
    yield from overview_pages(maker)
    for topic in library.labels.topics.values():
        yield from topic_pages(maker, topic)
    for area in library.labels.areas.values():
        yield from area_pages(maker, area)
    for tag in library.labels.tags.values():
        yield from tag_pages(maker, tag)
    yield from map_pages(maker)
    yield from source_pages(maker)
    yield from all_papers_pages(maker)
    yield from digest_pages(maker)
    yield from author_pages(maker)
    for paper in library.papers:
        yield paper_page(maker, paper)
    for paper in library.hidden:
        yield removed_page(maker, paper)
    yield from former_pages(maker)


# -- overviews -------------------------------------------------------------------------------


def overview_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """Pages that show the list as a whole."""
    library, catalogue, name = maker.library, maker.catalogue, maker.site.name
    updated = max((p.added for p in library.papers if p.added), default=None)
    yield maker.page(
        "home",
        SINGLE_PAGES["home"],
        name,
        lambda: make_home_page(catalogue, maker.options),
        description=library.settings.description,
        feed="feed.xml",
        updated=updated,
    )
    simple: Sequence[tuple[str, str, Callable[[], object], str]] = (
        ("topics", "Topics", partial(make_overview, catalogue), f"The topics of {name}, by area."),
        ("tags", "Tags", partial(_tags_view, catalogue), f"The tags of {name}."),
        ("search", "Search", partial(_search_view, catalogue), f"Search all papers of {name}."),
        (
            "coverage",
            "Coverage",
            partial(make_coverage_page, catalogue),
            "How the rules cover the papers of this list.",
        ),
        (
            "report",
            "Report",
            partial(make_report_page, maker.addresses.report),
            "What the check of this list's content has found.",
        ),
    )
    for kind, title, view, description in simple:
        path = SINGLE_PAGES[kind]
        yield maker.page(kind, path, title, view, description=description, updated=updated)
    yield maker.page("my", SINGLE_PAGES["my"], "My list", lambda: None, head="_no_index.html")


def map_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """The map of all papers, and further pages of its table; no map of very few papers."""
    catalogue = maker.catalogue
    papers = catalogue.library.papers
    if len(papers) < FEWEST_POINTS:
        return

    @cache
    def paper_map() -> PaperMap:
        return PaperMap(catalogue)

    def view(number: int) -> Callable[[], object]:
        return lambda: paper_map().page(number)

    updated = max((p.added for p in papers if p.added), default=None)
    for number in range(1, table_pages(min(len(papers), MOST_POINTS)) + 1):
        yield maker.page(
            "map",
            path_of("map", page=number),
            "Map" if number == 1 else f"Map as a table, page {number}",
            view(number),
            description=f"All papers of {maker.site.name} as a map of what is related.",
            head="_map_head.html",
            updated=updated,
        )


def _tags_view(catalogue: Catalogue) -> TagsPage:
    groups: dict[str, list[tuple[LabelView, str]]] = {}
    for tag in catalogue.labels.tags.values():
        groups.setdefault(tag.group, []).append((catalogue.tags[tag.id], tag.description))
    return TagsPage(tuple((group, tuple(tags)) for group, tags in groups.items()))


def _search_view(catalogue: Catalogue) -> SearchPage:
    entries = [catalogue.entry(p) for p in catalogue.library.papers]
    return SearchPage(len(entries), make_facets(entries), tuple(catalogue.topics.values()))


# -- labels ----------------------------------------------------------------------------------


def topic_pages(maker: PageMaker, topic: Topic) -> Iterator[GeneratedPage]:
    """The pages of one topic; the first one says what it is."""
    catalogue = maker.catalogue
    papers, label = catalogue.topic_papers[topic.id], catalogue.topics[topic.id]

    def view(listing: Listing) -> TopicPage:
        first = listing.pager.page == 1
        return TopicPage(
            label=label,
            area=catalogue.area_of(topic.id),
            description=topic.description,
            goes_here=_with_topic_links(maker, topic.goes_here),
            not_here=_with_topic_links(maker, topic.not_here),
            trend=make_trend(year_counts(papers)) if first else (),
            close=_together(catalogue, papers, label) if first else (),
            starts=tuple(_starts(catalogue, topic)) if first else (),
            edit=maker.edit(topic.location),
            listing=listing,
        )

    folder = f"topics/{topic.id}"
    yield from maker.pages_of(
        PaperList(
            "topic",
            topic.id,
            topic.title,
            papers,
            "this topic",
            topic.description,
            label=label,
            downloads=folder,
            feed=f"{folder}/feed.xml",
            markdown=topic.introduction or None,
        ),
        view,
    )


def _with_topic_links(maker: PageMaker, text: str) -> Markup:
    """Boundary texts name topics by id or by their title in quotes; here these become links."""
    words = tuple(split_at_topics(text, maker.catalogue.topics))
    return maker.renderer.render("_boundary.html", words=words)


def split_at_topics(
    text: str, topics: Mapping[str, LabelView]
) -> Iterator[tuple[str, LabelView | None]]:
    """Stretches of a text; those that name a topic, with that topic."""
    named = {f"“{topic.title}”": topic for topic in topics.values()}
    named.update((id, topic) for id, topic in topics.items() if "-" in id)
    pattern = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    at = 0
    for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text) if named else ():
        yield text[at : match.start()], None
        yield match[0], named[match[0]]
        at = match.end()
    yield text[at:], None


def _starts(catalogue: Catalogue, topic: Topic) -> Iterator[Start]:
    """The curator's choice; without one, papers of the topic that others name."""
    library, named = catalogue.library, catalogue.named
    for start in topic.start_here:
        if chosen := library.by_id.get(start.paper):
            yield Start(catalogue.entry(chosen), inline_markdown(start.sentence))
    if topic.start_here:
        return
    primary = [
        paper
        for paper in catalogue.topic_papers[topic.id]
        if library.assignments[paper.id].topics[0].id == topic.id
        and named.get(paper.id, 0) >= FEWEST_NAMED
    ]
    for paper in sorted(primary, key=lambda p: -named[p.id])[:STARTS]:
        why = Markup("Named by {} papers of this list.").format(named[paper.id])
        yield Start(catalogue.entry(paper), why)


def area_pages(maker: PageMaker, area: Area) -> Iterator[GeneratedPage]:
    """The pages of one area."""
    catalogue, label = maker.catalogue, maker.catalogue.areas[area.id]
    overview = cache(partial(make_overview, catalogue, area.id))  # counts the whole list

    def view(listing: Listing) -> AreaPage:
        return AreaPage(label, area.definition, overview(), listing)

    papers = catalogue.area_papers[area.id]
    yield from maker.pages_of(
        PaperList("area", area.id, area.title, papers, "this area", area.definition, label=label),
        view,
    )


def tag_pages(maker: PageMaker, tag: Tag) -> Iterator[GeneratedPage]:
    """The pages of one tag."""
    catalogue = maker.catalogue
    papers, label = catalogue.tag_papers[tag.id], catalogue.tags[tag.id]

    def view(listing: Listing) -> TagPage:
        first = listing.pager.page == 1
        return TagPage(
            label=label,
            group=tag.group,
            description=tag.description,
            trend=make_trend(year_counts(papers)) if first else (),
            close=_together(catalogue, papers, label) if first else (),
            edit=maker.edit(tag.location),
            listing=listing,
        )

    folder = f"tags/{tag.id}"
    yield from maker.pages_of(
        PaperList(
            "tag",
            tag.id,
            tag.title,
            papers,
            "this tag",
            tag.description,
            label=label,
            downloads=folder,
            feed=f"{folder}/feed.xml",
        ),
        view,
    )


def _together(
    catalogue: Catalogue, papers: Iterable[Paper], label: LabelView
) -> tuple[tuple[LabelView, int], ...]:
    """Other labels of its kind on the same papers, the most frequent first."""

    def others(entry: Entry) -> Sequence[LabelView]:
        return entry.topics if label.kind == "topic" else entry.tags

    counts = Counter(
        other for paper in papers for other in others(catalogue.entry(paper)) if other != label
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].title, item[0].id))
    return tuple(ranked[:CLOSE_LABELS])


# -- sources ---------------------------------------------------------------------------------


def source_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """The overview of sources, and a page for each capture."""
    catalogue, sources = maker.catalogue, maker.library.sources
    lines = {source.id: _source_line(catalogue, source) for source in sources}
    captured = [source for source in sources if source.trust is Trust.CAPTURED]
    yield maker.page(
        "sources",
        SINGLE_PAGES["sources"],
        "Sources",
        lambda: SourcesPage(
            tuple(lines[source.id] for source in captured),
            tuple(lines[source.id] for source in sources if source not in captured),
        ),
        description="Where the papers of this list come from.",
    )
    for source in captured:
        title, line = source_title(source), lines[source.id]
        places = catalogue.by_source.get(source.id, ())
        papers = {paper.id: paper for _, paper in sorted(places, key=lambda item: item[0])}
        yield from maker.pages_of(
            PaperList(
                "source",
                source.id,
                title,
                tuple(papers.values()),
                "this source",
                f"Papers listed in {title}.",
                order="place",
            ),
            partial(SourcePage, line),
        )


def _source_line(catalogue: Catalogue, source: SourceFile) -> SourceLine:
    return SourceLine(
        source=source,
        title=source_title(source),
        date=date_words(source.captured) if source.captured else "",
        inferred=source.captured_inferred,
        added=day_words(source.added) if source.added else "",
        records=len(catalogue.by_source.get(source.id, ())),
    )


# -- papers ----------------------------------------------------------------------------------


def all_papers_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """The list of all papers, and of those added last."""
    catalogue, name = maker.catalogue, maker.site.name
    every = catalogue.sort(maker.library.papers)
    yield from maker.pages_of(
        PaperList(
            "papers",
            "",
            "All papers",
            every,
            "all papers",
            f"All {len(every)} papers of {name}.",
            downloads="export",
            feed="feed.xml",
        ),
        ListPage,
    )
    yield from maker.pages_of(
        PaperList(
            "new",
            "",
            "New papers",
            tuple(newest(catalogue)[:PAGE_SIZE]),
            "the new papers",
            f"The papers added last to {name}.",
            order="added",
            feed="feed.xml",
        ),
        ListPage,
    )


def paper_page(maker: PageMaker, paper: Paper) -> GeneratedPage:
    """The page of one paper."""
    name, content = maker.catalogue.plain_title(paper), partial(_paper_content, maker, paper)
    return GeneratedPage("paper", path_of("paper", paper.id), name, content, updated=paper.added)


def _paper_content(maker: PageMaker, paper: Paper) -> PageContent:
    path, renderer = path_of("paper", paper.id), maker.renderer
    renderer.page = path
    page = make_paper_page(paper, maker.catalogue, renderer, maker.options)
    body = renderer.render("paper.html", page=page)
    head = renderer.render(
        "_paper_head.html",
        citation=citation_meta(paper, page.links, maker.options),
        json_ld=json_ld(paper, page.links, maker.options),
    )
    return PageContent(renderer.finish(body, path), renderer.finish(head, path), describe(paper))


# -- pages that only lead on -----------------------------------------------------------------


def removed_page(maker: PageMaker, paper: Paper) -> GeneratedPage:
    """What a hidden paper leaves."""
    name = maker.catalogue.plain_title(paper)
    view = RemovedPage(name, inline_markdown(paper.hidden))
    path = path_of("paper", paper.id)
    return maker.page("removed", path, name, lambda: view, head="_no_index.html")


def former_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """Former addresses of papers, topics and tags; one of several papers offers them all."""
    library = maker.library
    titles = {p.id: maker.catalogue.plain_title(p) for p in (*library.papers, *library.hidden)}
    for slug, target in sorted(library.redirects.items()):
        ids = [target] if isinstance(target, str) else list(target)
        shown = [id for id in ids if id in library.by_id] or [id for id in ids if id in titles]
        if slug in titles or not shown:
            continue
        if len(shown) == 1:
            yield _redirect(maker, path_of("paper", slug), titles[shown[0]], "paper", shown[0])
        else:
            yield _choice(maker, slug, shown)
    for kind, labels in (("topic", library.labels.topics), ("tag", library.labels.tags)):
        for label in labels.values():
            for alias in label.aliases:
                yield _redirect(maker, path_of(kind, alias), label.title, kind, label.id)


def _choice(maker: PageMaker, slug: str, ids: Iterable[str]) -> GeneratedPage:
    papers = [maker.library.by_id[id] for id in ids if id in maker.library.by_id]

    def view() -> ChoicePage:
        return ChoicePage(tuple(maker.catalogue.entry(paper) for paper in papers))

    path = path_of("paper", slug)
    return maker.page("choice", path, "Several papers", view, head="_no_index.html")


def _redirect(maker: PageMaker, path: str, name: str, kind: str, id: str) -> GeneratedPage:
    canonical = maker.options.address(path_of(kind, id)) if maker.options.url else ""
    view = RedirectPage(name, kind, id, canonical)
    return maker.page("redirect", path, name, lambda: view, head="_redirect_head.html")
