"""What is new, by week and by month: the periods in which papers were added, and their papers.

A period without new papers does not exist. Weeks are those of ISO 8601: Monday to Sunday, counted
in the year that has their Thursday.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from generator.addresses import path_of
from generator.labels import Topic
from generator.library import Library
from generator.model import Paper
from generator.pagekinds.entries import MONTHS, newest_first

Dated = tuple[datetime.date, Paper]


@dataclass(frozen=True, slots=True)
class Period:
    """A week or month in which papers were added.

    Attributes:
        id: ``2026-W47`` or ``2026-11``; names the page ``/digest/<id>/``.
        first: Its first day.
        last: Its last day.
        papers: Those that were added, the last day first, those of one day as in lists.
        updated: The last day on which one of them was added.
        begins: The list's first papers are among them.
    """

    id: str
    kind: Literal["week", "month"]
    first: datetime.date
    last: datetime.date
    papers: tuple[Paper, ...]
    updated: datetime.date
    begins: bool

    @property
    def title(self) -> str:
        """Such as "Week 47, 2026" or "November 2026"."""
        return self.name[0].upper() + self.name[1:]

    @property
    def name(self) -> str:
        """Its title within a sentence: "week 47, 2026"."""
        if self.kind == "month":
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        year, week, _ = self.first.isocalendar()
        return f"week {week}, {year}"

    @property
    def days(self) -> str:
        """Its days in words: "16–22 November 2026"."""
        first, last = self.first, self.last
        start = str(first.day)
        if first.month != last.month:
            start += f" {MONTHS[first.month - 1]}"
        if first.year != last.year:
            start += f" {first.year}"
        # Between words that hold spaces the dash has spaces, too.
        dash = "–" if start.isdigit() else " – "
        return f"{start}{dash}{last.day} {MONTHS[last.month - 1]} {last.year}"


@dataclass(frozen=True, slots=True)
class Section:
    """New papers of one primary topic.

    Attributes:
        topic: None for papers without a topic.
        papers: Those that are shown, the last added first.
        more: Number of those that are not.
    """

    topic: Topic | None
    papers: tuple[Paper, ...]
    more: int


WEEKS_FEED = posixpath.join(posixpath.dirname(path_of("digests")), "weeks.xml")
"""The feed with an entry for each week."""


def mail_path(period: Period, suffix: str) -> str:
    """Where the mail of a period lies beside its page; ``suffix`` is ``html`` or ``txt``."""
    return posixpath.join(posixpath.dirname(path_of("digest", period.id)), f"mail.{suffix}")


def find_periods(papers: Iterable[Paper]) -> tuple[Period, ...]:
    """The weeks and months in which papers were added: the latest first, months before weeks."""
    dated = [(paper.added, paper) for paper in papers if paper.added]
    dated.sort(key=lambda item: (-item[0].toordinal(), *newest_first(item[1])))
    found: list[Period] = []
    for first, members in groupby(dated, key=lambda item: item[0].replace(day=1)):
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        id = f"{first.year:04d}-{first.month:02d}"
        found.append(_period(id, "month", first, last, list(members), dated[-1]))
    for first, members in groupby(dated, key=lambda item: _monday(item[0])):
        year, week, _ = first.isocalendar()
        last = first + datetime.timedelta(days=6)
        id = f"{year:04d}-W{week:02d}"
        found.append(_period(id, "week", first, last, list(members), dated[-1]))
    return tuple(sorted(found, key=lambda p: (-p.last.toordinal(), p.kind)))


def _period(
    id: str,
    kind: Literal["week", "month"],
    first: datetime.date,
    last: datetime.date,
    members: Sequence[Dated],
    earliest: Dated,
) -> Period:
    papers = tuple(paper for _, paper in members)
    return Period(id, kind, first, last, papers, members[0][0], first <= earliest[0])


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def find_sections(period: Period, library: Library, most: int) -> tuple[Section, ...]:
    """The papers of a period by primary topic, topics in the order of the content.

    At most ``most`` papers are shown. If there are more, as after an import of a whole library,
    every topic shows the same number or all that it has, as far as that goes.
    """
    held: dict[str, list[Paper]] = {id: [] for id in (*library.labels.topics, "")}
    for paper in period.papers:
        topics = library.assignments[paper.id].topics
        held[topics[0].id if topics else ""].append(paper)
    shown = _shares({id: len(papers) for id, papers in held.items() if papers}, most)
    return tuple(
        Section(library.labels.topics.get(id), tuple(held[id][:count]), len(held[id]) - count)
        for id, count in shown.items()
    )


def _shares(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """So many of each that no two differ by more than one, but for those that have fewer."""
    shares = dict.fromkeys(counts, 0)
    left = min(most, sum(counts.values()))
    while left:
        open_ids = [id for id, count in counts.items() if shares[id] < count]
        step = max(1, min(left // len(open_ids), min(counts[i] - shares[i] for i in open_ids)))
        for id in open_ids[:left]:
            shares[id] += step
            left -= step
    return shares
