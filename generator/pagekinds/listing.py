"""Lists of papers: rows, groups by year, facets to filter by, pages of a long list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Literal

from markupsafe import Markup

from generator.labels import Assigned
from generator.model import Paper
from generator.packed import Texts, is_long
from generator.pagekinds.entries import Catalogue, Entry, LabelView, Reason, day_words
from generator.pagekinds.metadata import coins
from generator.render import Renderer
from generator.text import to_html

PAGE_SIZE = 100
"""Papers on one page of a list."""

MOST_GATHERED = 2000
"""Papers of a list whose pages a script brings together to filter them; the search takes more."""

NO_YEAR = "none"
WORDS_IN_ROW = 2
MOST_VALUES = 60
"""Values of a facet; a list of many venues does not make every page heavy."""

_HOLE = "\x01"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by; ``share`` is the length of its bar, in percent of the longest."""

    value: str
    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A question that a list answers.

    Attributes:
        name: Name in the address (``year``).
        title: For readers.
        values: Shown at once.
        more: Shown on demand.
        bars: Whether bars compare the values.
    """

    name: str
    title: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: a year, a day, or none (empty)."""

    heading: str
    anchor: str
    rows: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of a long list this is; links are ``href(kind, id, page=…)``."""

    kind: str
    id: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a list can be taken away as; ``path`` is its address below the root."""

    label: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of papers, as ``_listing.html`` receives it.

    Attributes:
        count: Papers on all pages.
        place: In words, where the reader looks ("this topic").
        question: What the search page is asked instead where the pages of the list cannot be
            brought together.
        order: The sort in which the rows stand: ``year``, ``added`` or ``listed``.
        facets: Ready HTML, counted over all pages.
        downloads: Citations of the whole list.
        feed: Path of its Atom feed, or empty.
    """

    count: int
    place: str
    question: str
    order: Literal["year", "added", "place"]
    groups: tuple[Group, ...]
    facets: Markup
    pager: Pager
    downloads: tuple[Download, ...] = ()
    feed: str = ""

    @property
    def gathers(self) -> bool:
        """Whether a script may bring all pages together."""
        return self.pager.pages > 1 and self.count <= MOST_GATHERED


@dataclass(slots=True)
class Rows:
    """Makes the HTML of entries; what does not depend on the list is rendered once a paper.

    It is kept until all lists have it.
    """

    catalogue: Catalogue
    renderer: Renderer
    _entries: Texts = field(init=False)
    _whys: Texts = field(default_factory=Texts)
    _lists: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._entries = Texts(small=is_long(self.catalogue.library.papers))

    def expect(self, papers: Iterable[Paper]) -> None:
        """Say that a list is going to ask for the rows of these papers, each once."""
        self._lists.update(paper.id for paper in papers)

    def row(self, paper: Paper, label: LabelView | None = None) -> Markup:
        """A paper in the list of ``label``, whose evidence it shows; or in any other list."""
        row = str.replace(self._entry(paper), _HOLE, self._why(paper, label), 1)
        self._lists[paper.id] -= 1
        if self._lists[paper.id] <= 0:
            self._entries.drop(paper.id)
            self._whys.drop(paper.id)
        return Markup(row)

    def _entry(self, paper: Paper) -> str:
        """Its HTML, with a hole for what depends on the list."""
        if kept := self._entries.get(paper.id):
            return kept
        html = self.renderer.render(
            "_entry.html",
            entry=self.catalogue.entry(paper),
            abstract=Markup(to_html(paper.abstract)),
            coins=coins(paper),
            why=Markup(_HOLE),
        )
        self._entries.keep(paper.id, html)
        return html

    def _why(self, paper: Paper, label: LabelView | None) -> str:
        if label and label.kind in ("topic", "tag"):
            return self._render_why(paper, label)
        if kept := self._whys.get(paper.id):
            return kept
        why = self._render_why(paper, None)
        self._whys.keep(paper.id, why)
        return why

    def _render_why(self, paper: Paper, label: LabelView | None) -> str:
        entry = self.catalogue.entry(paper)
        reason = self._reason(paper, label) if label else None
        others = [t for t in entry.topics if t != label]
        return self.renderer.render("_why.html", entry=entry, reason=reason, others=others)

    def _reason(self, paper: Paper, label: LabelView) -> Reason | None:
        assigned = self.catalogue.library.assignments[paper.id]
        if label.kind == "topic":
            return self._first("topic", assigned.topics, label)
        return self._first("tag", assigned.tags, label)

    def _first(
        self, kind: Literal["topic", "tag"], having: Iterable[Assigned], label: LabelView
    ) -> Reason | None:
        found = next((assigned for assigned in having if assigned.id == label.id), None)
        return self.catalogue.reason(kind, found, WORDS_IN_ROW) if found else None


def page_count(papers: Sequence[Paper]) -> int:
    """Number of pages that a list of these papers has."""
    return max(1, -(-len(papers) // PAGE_SIZE))


def on_page(papers: Sequence[Paper], page: int) -> Sequence[Paper]:
    """The papers on a page, counted from 1."""
    return papers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def group_by_year(papers: Sequence[Paper], row: Callable[[Paper], Markup]) -> tuple[Group, ...]:
    """Papers in their order, one group a year."""
    return tuple(
        Group(str(year or "no year"), f"y{year or NO_YEAR}", tuple(row(p) for p in members))
        for year, members in groupby(papers, key=lambda paper: paper.year)
    )


def group_by_day(papers: Sequence[Paper], row: Callable[[Paper], Markup]) -> tuple[Group, ...]:
    """Papers in their order, one group for each day on which some were added."""
    return tuple(
        Group(
            day_words(day) if day else "no date",
            f"d{day.isoformat() if day else NO_YEAR}",
            tuple(row(p) for p in members),
        )
        for day, members in groupby(papers, key=lambda paper: paper.added)
    )


def make_facets(
    entries: Sequence[Entry], *, without: LabelView | None = None, topics_title: str = "Topic"
) -> tuple[Facet, ...]:
    """The facets of a list; one with a single value for all papers has nothing to say."""
    topics = _count((e.topics for e in entries), without)
    tags = _count((e.tags for e in entries), without)
    years = Counter(e.year for e in entries)
    venues = Counter(e.venue for e in entries if e.venue)
    code = sum(e.has_code for e in entries)
    in_order = sorted(years.items(), key=lambda item: (item[0] is None, -(item[0] or 0)))
    facets = [
        _facet(
            "year",
            "Year",
            [(str(y or NO_YEAR), str(y or "unknown"), n) for y, n in in_order],
            6,
            bars=True,
        ),
        _facet("topic", topics_title, _by_count(topics), 6),
        _facet("venue", "Venue", _by_count_of_text(venues), 5),
        _facet("tag", "Tag", _by_count(tags), 6),
        _facet("has", "Has", [("code", "Code", code)] if code else [], 1),
    ]
    least = {"has": 1, "topic": 1, "tag": 1}
    return tuple(f for f in facets if len(f.values) + len(f.more) >= least.get(f.name, 2))


def _count(
    given: Iterable[Sequence[LabelView]], without: LabelView | None
) -> Mapping[LabelView, int]:
    """How often each label is given; by id, for a view takes long to hash."""
    labels = list(chain.from_iterable(given))
    known = {label.id: label for label in labels}
    counts = Counter(label.id for label in labels)
    return {known[id]: count for id, count in counts.items() if known[id] != without}


def _by_count(labels: Mapping[LabelView, int]) -> list[tuple[str, str, int]]:
    ordered = sorted(labels.items(), key=lambda item: (-item[1], item[0].title, item[0].id))
    return [(label.id, label.title, count) for label, count in ordered]


def _by_count_of_text(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(text, text, count) for text, count in ordered]


def _facet(
    name: str,
    title: str,
    values: Sequence[tuple[str, str, int]],
    first: int,
    *,
    bars: bool = False,
) -> Facet:
    most = max((count for _, _, count in values), default=1)
    made = [
        FacetValue(value, label, count, max(2, round(100 * count / most)))
        for value, label, count in values[:MOST_VALUES]
    ]
    if len(made) == first + 1:
        first += 1
    return Facet(name, title, tuple(made[:first]), tuple(made[first:]), bars)
