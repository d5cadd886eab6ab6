"""The map: every paper a point near its relatives, and a table that says the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.links import Related
from generator.model import Paper
from generator.pagekinds.entries import NO_CLOTH, Catalogue, Entry, LabelView
from generator.pagekinds.listing import Pager
from generator.pagekinds.maplayout import Group, Layout, lay_out, nearest

MOST_POINTS = 5_000
"""Of a longer list the map shows a part: more points could not be told apart."""

FEWEST_POINTS = 3
WHOLE_TABLE = 600
TABLE_ROWS = 200
"""A table of so many rows stands on the map's own page; a longer one has pages of so many."""

CLOSEST = 2
LINES_TO = 5
"""Related papers to which lines are drawn when a paper is pointed at."""

NO_TOPIC = "No topic"
FONT_SIZE = 13.5
LINE_HEIGHT = 16
LINE_LENGTH = 22
_LETTER = 0.58
"""Width of a letter of a label, in font sizes."""
_PADDING = 16

WIDEST_SPACING, CLOSEST_SPACING = 24.0, 6.0
_ROOM = 165_000
"""Room for all points, in square pixels, as long as the spacing allows it."""


@dataclass(frozen=True, slots=True)
class MapTopic:
    """A topic on the map.

    Attributes:
        label: None for papers without a topic.
        cloth: Number of its colour.
        lines: Its title in lines.
        x: Middle of the label.
        y: Middle of the label.
        width: Of the ground below the label.
        height: Of the ground below the label.
        path: Its papers as points of path data.
        numbers: Places of the same papers in the search index, parted by spaces.
        related: The numbers of papers that are related to each, parted by commas.
    """

    label: LabelView | None
    cloth: int
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    path: str
    numbers: str
    related: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """A paper in the table, with what lies closest to it on the map.

    Attributes:
        number: Its place in the search index, as in :attr:`MapTopic.numbers`.
        near: For each the page of the table that has it, its number and title.
    """

    number: int
    entry: Entry
    near: tuple[tuple[int, int, Markup], ...]


@dataclass(frozen=True, slots=True)
class MapTable:
    """Papers of one topic; the title is "No topic" without one."""

    label: LabelView | None
    title: str
    rows: tuple[MapRow, ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    """What ``map.html`` receives; further pages of the table have no picture.

    Attributes:
        papers: In the list.
        shown: On the map.
        areas: Whose colours the map shows.
        topics: Empty on further pages.
        dot: Width of a point in pixels.
        rows: On all pages of the table; those of this page are in ``tables``.
        whole: The table is on one page.
    """

    papers: int
    shown: int
    width: int
    height: int
    dot: float
    areas: tuple[LabelView, ...]
    topics: tuple[MapTopic, ...]
    tables: tuple[MapTable, ...]
    whole: bool
    pager: Pager


class PaperMap:
    """The map of a list, laid out once for all pages that show it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        library = catalogue.library
        self.numbers = {paper.id: place for place, paper in enumerate(library.papers)}
        self.papers = shown_papers(library.papers, self._topic, library.links.related)
        self.places = places = {paper.id: place for place, paper in enumerate(self.papers)}
        titles = [*catalogue.topics, ""]
        used = {self._topic(paper) for paper in self.papers}
        self.topics = [topic for topic in titles if topic in used]
        self.lines = [wrapped(self._title(topic)) for topic in self.topics]
        self.spacing = max(
            CLOSEST_SPACING, min(WIDEST_SPACING, math.sqrt(_ROOM / (len(self.papers) or 1)))
        )
        group_of = {topic: group for group, topic in enumerate(self.topics)}
        self.members: Mapping[str, list[int]] = defaultdict(list)
        for place, paper in enumerate(self.papers):
            self.members[self._topic(paper)].append(place)
        related = library.links.related
        self.layout: Layout = lay_out(
            [
                Group(self._area(topic), *_size(lines))
                for topic, lines in zip(self.topics, self.lines, strict=True)
            ],
            [group_of[self._topic(paper)] for paper in self.papers],
            [
                [(places[r.id], r.score) for r in related.get(paper.id, ()) if r.id in places]
                for paper in self.papers
            ],
            self.spacing,
        )
        self.near = nearest(self.layout.points, CLOSEST)
        self.rows = [place for topic in self.topics for place in self.members[topic]]
        size = rows_a_page(len(self.papers))
        self.table_page = {place: 1 + row // size for row, place in enumerate(self.rows)}

    def page(self, number: int) -> MapPage:
        """The page with this part of the table; the first has the picture."""
        size = rows_a_page(len(self.papers))
        rows = self.rows[(number - 1) * size : number * size]
        first = number == 1
        areas = {self._area(topic): None for topic in self.topics}
        known = self.catalogue.areas
        return MapPage(
            papers=len(self.catalogue.library.papers),
            shown=len(self.papers),
            width=self.layout.width,
            height=self.layout.height,
            dot=round(min(9.0, self.spacing * 0.55), 1),
            areas=tuple(known[area] for area in areas if area in known) if first else (),
            topics=tuple(self._map_topics()) if first else (),
            tables=tuple(self._tables(rows)),
            whole=len(rows) == len(self.rows),
            pager=Pager("map", "", number, table_pages(len(self.papers))),
        )

    def _topic(self, paper: Paper) -> str:
        topics = self.catalogue.library.assignments[paper.id].topics
        return topics[0].id if topics else ""

    def _title(self, topic: str) -> str:
        return self.catalogue.topics[topic].title if topic else NO_TOPIC

    def _area(self, topic: str) -> str:
        return self.catalogue.labels.topics[topic].area if topic else ""

    def _map_topics(self) -> Iterable[MapTopic]:
        for place, topic in enumerate(self.topics):
            label = self.catalogue.topics.get(topic)
            members = self.members[topic]
            points = [self.layout.points[member] for member in members]
            x, y = self.layout.labels[place]
            width, height = _size(self.lines[place])
            yield MapTopic(
                label=label,
                cloth=label.cloth if label else NO_CLOTH,
                lines=self.lines[place],
                x=x,
                y=y,
                width=round(width + 2 * _PADDING),
                height=round(height + _PADDING),
                path="".join(f"M{x} {y}h0" for x, y in points),
                numbers=" ".join(str(self.numbers[self.papers[m].id]) for m in members),
                related=" ".join(map(self._related, members)),
            )

    def _tables(self, rows: Sequence[int]) -> Iterable[MapTable]:
        by_topic: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            by_topic[self._topic(self.papers[row])].append(row)
        for topic, members in by_topic.items():
            made = tuple(
                MapRow(
                    self.numbers[self.papers[row].id],
                    self._entry(row),
                    tuple(
                        (
                            self.table_page[other],
                            self.numbers[self.papers[other].id],
                            self._entry(other).title,
                        )
                        for other in self.near[row]
                    ),
                )
                for row in members
            )
            yield MapTable(self.catalogue.topics.get(topic), self._title(topic), made)

    def _entry(self, place: int) -> Entry:
        return self.catalogue.entry(self.papers[place])

    def _related(self, place: int) -> str:
        related = self.catalogue.library.links.related.get(self.papers[place].id, ())
        return ",".join(str(self.numbers[r.id]) for r in related[:LINES_TO] if r.id in self.places)


def rows_a_page(points: int) -> int:
    """Rows of the table on one page."""
    return WHOLE_TABLE if points <= WHOLE_TABLE else TABLE_ROWS


def table_pages(points: int) -> int:
    """Pages that the table needs."""
    return max(1, -(-points // rows_a_page(points)))


def shown_papers(
    papers: Sequence[Paper],
    topic_of: Callable[[Paper], str],
    related: Mapping[str, Sequence[Related]],
    most: int = MOST_POINTS,
) -> tuple[Paper, ...]:
    """The papers on the map, in the order of the list.

    Of a list with more than ``most``, the same share of each topic: those to which most others
    are related.
    """
    if len(papers) <= most:
        return tuple(papers)
    named = Counter(found.id for others in related.values() for found in others)
    by_topic: dict[str, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        by_topic[topic_of(paper)].append(place)
    ranked = []
    for members in by_topic.values():
        members.sort(key=lambda place: (-named[papers[place].id], place))
        ranked += [(rank / len(members), place) for rank, place in enumerate(members)]
    return tuple(papers[place] for place in sorted(place for _, place in sorted(ranked)[:most]))


def wrapped(title: str) -> tuple[str, ...]:
    """A title in short lines; a longer word has a line of its own."""
    lines: list[str] = []
    for word in title.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_LENGTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _size(lines: Sequence[str]) -> tuple[float, float]:
    longest = max((len(line) for line in lines), default=0)
    return longest * FONT_SIZE * _LETTER, float(len(lines) * LINE_HEIGHT)
