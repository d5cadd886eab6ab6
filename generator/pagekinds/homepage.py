"""The home page and the other pages that show topics side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import Paper
from generator.outputs import SiteOptions
from generator.pagekinds.charts import Shelf, Spine, make_shelf, spark_path, years_shown
from generator.pagekinds.entries import NO_CLOTH, Catalogue, Entry, LabelView, year_counts

SHORT_LIST = 6
FEWEST_NAMED = 2
FEWEST_LISTED = 2


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic among others: its papers by year as the path of a spark line."""

    label: LabelView
    description: str
    spark: str


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """An area with its topics; ``label`` is None for topics of no known area."""

    label: LabelView | None
    definition: str
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All areas and topics.

    Attributes:
        years: First and last year of the spark lines; empty if no year is known.
    """

    blocks: tuple[AreaBlock, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What ``home.html`` receives.

    Attributes:
        name: Of the list.
        tagline: What the list is about; may be empty.
        lede: A sentence or two; may be empty.
        examples: Questions for the search.
        newest: Papers added last.
        named: Papers that most others name, with their number.
        listed: Papers that stand in most captures.
    """

    name: str
    tagline: str
    lede: str
    papers: int
    areas: int
    topics: int
    examples: tuple[str, ...]
    shelf: Shelf
    overview: Overview
    newest: tuple[Entry, ...]
    named: tuple[Entry, ...]
    listed: tuple[Entry, ...]


def make_home_page(catalogue: Catalogue, options: SiteOptions) -> HomePage:
    """Everything that the home page shows."""
    library = catalogue.library
    settings = library.settings
    overview = make_overview(catalogue)
    return HomePage(
        name=settings.title or options.name,
        tagline=settings.tagline,
        lede=settings.description,
        papers=len(library.papers),
        areas=sum(1 for block in overview.blocks if block.label),
        topics=len(library.labels.topics),
        examples=settings.search_examples,
        shelf=make_shelf(_spine(catalogue, paper) for paper in library.papers),
        overview=overview,
        newest=tuple(catalogue.entry(p) for p in newest(catalogue)[:SHORT_LIST]),
        named=_most(
            catalogue, (catalogue.named.get(p.id, 0) for p in library.papers), FEWEST_NAMED
        ),
        listed=_most(catalogue, (len(p.listings) for p in library.papers), FEWEST_LISTED),
    )


def newest(catalogue: Catalogue) -> Sequence[Paper]:
    """All papers, added last first; those of one day in the order of lists."""
    ordered = catalogue.sort(catalogue.library.papers)
    return sorted(ordered, key=lambda p: -p.added.toordinal() if p.added else 0)


def make_overview(catalogue: Catalogue, area: str = "") -> Overview:
    """All areas with their topics, or one area; topics in the order of the content."""
    labels = catalogue.labels
    counts = {id: year_counts(papers) for id, papers in catalogue.topic_papers.items()}
    years = years_shown(year_counts(catalogue.library.papers))
    most = max((n for by in counts.values() for y, n in by.items() if y in years), default=1)

    def rows(of: str) -> tuple[TopicRow, ...]:
        return tuple(
            TopicRow(catalogue.topics[t.id], t.description, spark_path(counts[t.id], years, most))
            for t in labels.topics.values()
            if t.area == of
        )

    blocks = [
        AreaBlock(catalogue.areas[a.id], a.definition, rows(a.id))
        for a in labels.areas.values()
        if area in ("", a.id)
    ]
    lost = {t.area for t in labels.topics.values()} - set(labels.areas)
    blocks += [AreaBlock(None, "", rows(other)) for other in sorted(lost) if area == ""]
    shown = (years[0], years[-1]) if years else ()
    return Overview(tuple(b for b in blocks if b.topics or area), shown)


def _spine(catalogue: Catalogue, paper: Paper) -> Spine:
    topics = catalogue.library.assignments[paper.id].topics
    cloth = catalogue.topics[topics[0].id].cloth if topics else NO_CLOTH
    return Spine(paper.year, cloth, len(paper.abstract))


def _most(catalogue: Catalogue, counts: Iterable[int], fewest: int) -> tuple[Entry, ...]:
    ranked = [
        (-count, catalogue.order[paper.id], paper)
        for paper, count in zip(catalogue.library.papers, counts, strict=True)
        if count >= fewest
    ]
    return tuple(catalogue.entry(paper) for _, _, paper in sorted(ranked)[:SHORT_LIST])
