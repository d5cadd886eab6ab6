"""The pages that sum up a week or a month, and the overview of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from markupsafe import Markup

from generator.addresses import SINGLE_PAGES, path_of
from generator.outputs import GeneratedPage
from generator.pagekinds.digest import (
    WEEKS_FEED,
    Period,
    Section,
    find_periods,
    find_sections,
    mail_path,
)
from generator.pagekinds.entries import LabelView
from generator.pagekinds.maker import PageMaker

MOST_PAPERS = 100
"""Papers that the page of a period shows."""


@dataclass(frozen=True, slots=True)
class DigestPart:
    """New papers of one topic as rows; ``topic`` is None for papers without one."""

    topic: LabelView | None
    rows: tuple[Markup, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DigestPage:
    """What ``digest.html`` and ``_digest_head.html`` receive.

    Attributes:
        parts: Papers by topic, up to :data:`MOST_PAPERS` in all.
        before: The earlier period of its kind that had new papers.
        after: The later one.
        mail: Path of the mail with the same papers.
        text: Path of the mail as plain text.
    """

    period: Period
    parts: tuple[DigestPart, ...]
    before: Period | None
    after: Period | None
    mail: str
    text: str

    @property
    def shown(self) -> int:
        """Papers on the page."""
        return sum(len(part.rows) for part in self.parts)


@dataclass(frozen=True, slots=True)
class DigestsPage:
    """What ``digests.html`` receives: years, the latest first, each with its periods."""

    years: tuple[tuple[int, tuple[Period, ...]], ...]


def digest_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """A page for each week and month in which papers were added, and their overview."""
    periods, name = find_periods(maker.library.papers), maker.site.name
    years = groupby(periods, key=lambda period: period.last.year)
    overview = DigestsPage(tuple((year, tuple(members)) for year, members in years))
    yield maker.page(
        "digests",
        SINGLE_PAGES["digests"],
        "Digest",
        lambda: overview,
        description=f"What was added to {name}, week by week and month by month.",
        feed=WEEKS_FEED,
        updated=periods[0].updated if periods else None,
    )
    for kind in ("week", "month"):
        row = [period for period in periods if period.kind == kind]
        for place, period in enumerate(row):
            after = row[place - 1] if place else None
            before = row[place + 1] if place + 1 < len(row) else None
            yield maker.page(
                "digest",
                path_of("digest", period.id),
                f"New in {period.name}",
                partial(_digest_page, maker, period, before, after),
                description=f"What was added to {name}: {period.days}.",
                head="_digest_head.html",
                feed=WEEKS_FEED,
                updated=period.updated,
            )


def _digest_page(
    maker: PageMaker, period: Period, before: Period | None, after: Period | None
) -> DigestPage:
    return DigestPage(
        period=period,
        parts=tuple(
            _part(maker, section) for section in find_sections(period, maker.library, MOST_PAPERS)
        ),
        before=before,
        after=after,
        mail=mail_path(period, "html"),
        text=mail_path(period, "txt"),
    )


def _part(maker: PageMaker, section: Section) -> DigestPart:
    topic = maker.catalogue.topics[section.topic.id] if section.topic else None
    maker.rows.expect(section.papers)
    rows = tuple(maker.rows.row(paper, topic) for paper in section.papers)
    return DigestPart(topic, rows, section.more)
