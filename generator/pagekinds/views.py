"""What the templates of pages receive as ``page``, and all of them as ``site``.

Views of papers are in :mod:`~generator.pagekinds.entries`, of lists in
:mod:`~generator.pagekinds.listing`, of single papers in :mod:`~generator.pagekinds.paperpage`,
of the home page in :mod:`~generator.pagekinds.homepage`, of the map in
:mod:`~generator.pagekinds.mappage`, of the curators' pages in
:mod:`~generator.pagekinds.curatorpages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.model import SourceFile
from generator.pagekinds.charts import Bar
from generator.pagekinds.entries import Entry, LabelView
from generator.pagekinds.homepage import Overview
from generator.pagekinds.listing import Facet, Listing


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What every template may use: the name of the list and what it holds.

    Attributes:
        contact: E-mail or web address of the editors, or empty.
        suggest: Address of a form that suggests a paper, or empty.
    """

    name: str
    papers: int
    topics: int
    contact: str
    suggest: str


@dataclass(frozen=True, slots=True)
class Start:
    """A paper to begin with, and why."""

    entry: Entry
    why: Markup


@dataclass(frozen=True, slots=True)
class TopicPage:
    """What ``topic.html`` receives; on further pages of its list only the list is shown.

    Attributes:
        goes_here: What belongs here; ids of topics in it become links. May be empty.
        trend: Papers by year; empty if there is nothing to compare.
        close: Topics that share papers, and how many.
        edit: Address to edit its file, or empty.
    """

    label: LabelView
    area: LabelView | None
    description: str
    goes_here: Markup
    not_here: Markup
    trend: tuple[Bar, ...]
    close: tuple[tuple[LabelView, int], ...]
    starts: tuple[Start, ...]
    edit: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class AreaPage:
    """What ``area.html`` receives."""

    label: LabelView
    definition: str
    overview: Overview
    listing: Listing


@dataclass(frozen=True, slots=True)
class TagPage:
    """What ``tag.html`` receives; ``close`` are tags on the same papers, ``edit`` as for topics."""

    label: LabelView
    group: str
    description: str
    trend: tuple[Bar, ...]
    close: tuple[tuple[LabelView, int], ...]
    edit: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class TagsPage:
    """What ``tags.html`` receives: groups of tags, each with its papers' number."""

    groups: tuple[tuple[str, tuple[tuple[LabelView, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source file among others: dates in words, number of its records."""

    source: SourceFile
    title: str
    date: str
    inferred: str
    added: str
    records: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """What ``sources.html`` receives."""

    captured: tuple[SourceLine, ...]
    others: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What ``source.html`` receives: a captured page with its papers as they stood there."""

    line: SourceLine
    listing: Listing


@dataclass(frozen=True, slots=True)
class ListPage:
    """What ``papers.html`` and ``new.html`` receive."""

    listing: Listing


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What ``search.html`` receives: facets over all papers, and the topics for no script."""

    count: int
    facets: tuple[Facet, ...]
    topics: tuple[LabelView, ...]


@dataclass(frozen=True, slots=True)
class RemovedPage:
    """What ``removed.html`` receives: a paper that a curator took out, and why."""

    name: str
    reason: Markup


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """What ``choice.html`` receives: the papers that one address may mean."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RedirectPage:
    """What ``redirect.html`` and ``_redirect_head.html`` receive.

    Attributes:
        name: Title of the page it leads to.
        kind: First argument of ``href`` to it; ``id`` is the second.
        canonical: Its full address, or empty.
    """

    name: str
    kind: str
    id: str
    canonical: str
