"""What pages say of a paper: the views that templates receive, each made once per build."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from markupsafe import Markup, escape

from generator.labels import Assigned
from generator.library import Library
from generator.model import Paper, PartialDate
from generator.pagekinds.outlinks import Outlink, outlinks
from generator.pagekinds.people import People
from generator.text import fold, plain, to_html

CLOTHS = 9
"""Colours for areas; a list with more areas repeats them in order."""

NO_CLOTH = 0
SHORT_AUTHORS = 4
FIRST_AUTHORS = 2
MONTHS = (
    "January February March April May June July August September October November December"
).split()
STATUS_WORDS: Mapping[str, str] = {
    "withdrawn": "Withdrawn by its authors.",
    "retracted": "Retracted.",
    "superseded": "Superseded by a later paper.",
}


@dataclass(frozen=True, slots=True)
class LabelView:
    """An area, topic, tag or author as it is shown.

    Attributes:
        kind: ``area``, ``topic``, ``tag`` or ``author``: the first argument of ``href``.
        cloth: Number of its area's colour, 1 to 9; 0 has none.
        count: Papers that have it.
    """

    kind: Literal["area", "author", "topic", "tag"]
    id: str
    title: str
    cloth: int
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper has a label.

    Attributes:
        words: Words of the paper that matched, strongest first, all in one field.
        field: The field in words ("title"); empty without words.
        by: ``rule``, ``pin``, ``keyword`` or ``curated``.
        sentence: The curator's reason; may be empty.
        file: Where the strongest clause, or the pin, stands, with its line.
    """

    label: LabelView
    words: tuple[str, ...]
    field: str
    by: str
    sentence: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Successor:
    """The paper to read instead of one that is superseded, retracted or withdrawn."""

    id: str
    title: Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in a list.

    Attributes:
        title: HTML, mathematics typeset.
        name: The title as plain text.
        authors: Up to four names and how many more; empty if unknown.
        first_authors: The same with two names, for narrow columns.
        venue: Short name of journal or conference, or empty.
        published: Venue and year, what is known of them.
        links: Links out for the line of an entry.
        topics: Primary first.
        named: Papers of the list whose abstract names this one.
        listed: Captures that it stands in.
        note: Why read this, HTML; may be empty.
        status: In words, or empty.
        successor: What to read instead.
    """

    id: str
    title: Markup
    name: str
    authors: str
    first_authors: str
    year: int | None
    venue: str
    published: str
    links: tuple[Outlink, ...]
    topics: tuple[LabelView, ...]
    tags: tuple[LabelView, ...]
    named: int
    listed: int
    note: Markup
    status: str
    successor: Successor | None

    @property
    def cloth(self) -> int:
        """Cloth of the primary topic's area."""
        return self.topics[0].cloth if self.topics else NO_CLOTH

    @property
    def has_code(self) -> bool:
        """Whether an address of its code is known."""
        return any(link.kind == "code" for link in self.links)


class Catalogue:
    """The library as pages show it; every view is made once, when it is first asked for."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.labels = library.labels
        self._entries: dict[str, Entry] = {}
        self.named: Mapping[str, int] = {
            id: len({mention.source for mention in mentions if mention.source != id})
            for id, mentions in library.links.mentioned_by.items()
        }

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Place of every paper in lists: newest first, unknown years last, then by title."""
        ordered = sorted(self.library.papers, key=newest_first)
        return {paper.id: place for place, paper in enumerate(ordered)}

    @cached_property
    def topic_papers(self) -> Mapping[str, tuple[Paper, ...]]:
        """The papers of every topic, in the order of lists."""
        return self._papers_by_label("topic")

    @cached_property
    def tag_papers(self) -> Mapping[str, tuple[Paper, ...]]:
        """The papers of every tag, in the order of lists."""
        return self._papers_by_label("tag")

    @cached_property
    def area_papers(self) -> Mapping[str, tuple[Paper, ...]]:
        """The papers of every area, each once, in the order of lists."""
        found: dict[str, dict[str, None]] = {area: {} for area in self.labels.areas}
        for topic in self.labels.topics.values():
            if topic.area in found:
                found[topic.area].update((p.id, None) for p in self.topic_papers[topic.id])
        return {
            area: self.sort(self.library.by_id[id] for id in ids) for area, ids in found.items()
        }

    @cached_property
    def by_source(self) -> Mapping[str, tuple[tuple[int, Paper], ...]]:
        """Source id to the places of its records and their papers."""
        found: dict[str, list[tuple[int, Paper]]] = {}
        for paper in self.library.papers:
            for record in paper.records:
                found.setdefault(record.source.id, []).append((record.position, paper))
        return {id: tuple(places) for id, places in found.items()}

    @cached_property
    def cloths(self) -> Mapping[str, int]:
        """Area to cloth, in the order in which topics name the areas; the search does the same."""
        areas = dict.fromkeys(topic.area for topic in self.labels.topics.values())
        areas.update(dict.fromkeys(self.labels.areas))
        return {area: place % CLOTHS + 1 for place, area in enumerate(areas)}

    @cached_property
    def topics(self) -> Mapping[str, LabelView]:
        """Every topic as it is shown."""
        return {
            t.id: LabelView(
                "topic", t.id, t.title, self.cloths.get(t.area, 0), len(self.topic_papers[t.id])
            )
            for t in self.labels.topics.values()
        }

    @cached_property
    def tags(self) -> Mapping[str, LabelView]:
        """Every tag as it is shown."""
        return {
            t.id: LabelView("tag", t.id, t.title, NO_CLOTH, len(self.tag_papers[t.id]))
            for t in self.labels.tags.values()
        }

    @cached_property
    def areas(self) -> Mapping[str, LabelView]:
        """Every area as it is shown."""
        return {
            a.id: LabelView("area", a.id, a.title, self.cloths[a.id], len(self.area_papers[a.id]))
            for a in self.labels.areas.values()
        }

    @cached_property
    def people(self) -> People:
        """The authors of all papers."""
        return People(self.library.papers)

    def area_of(self, topic: str) -> LabelView | None:
        """The area of a topic; None if ``areas.yml`` does not have it."""
        return self.areas.get(self.labels.topics[topic].area)

    def sort(self, papers: Iterable[Paper]) -> tuple[Paper, ...]:
        """Papers in the order of lists."""
        return tuple(sorted(papers, key=lambda paper: self.order[paper.id]))

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], int]:
        return {
            (topic, paper.id): place
            for topic, papers in self.topic_papers.items()
            for place, paper in enumerate(papers)
        }

    def neighbours(self, topic: str, id: str) -> tuple[Paper | None, Paper | None]:
        """The papers before and after a paper in the list of a topic."""
        papers, place = self.topic_papers[topic], self._places[topic, id]
        before = papers[place - 1] if place else None
        return before, papers[place + 1] if place + 1 < len(papers) else None

    def entry(self, paper: Paper) -> Entry:
        """The paper as lists show it."""
        entry = self._entries.get(paper.id)
        if entry is None:
            entry = self._entries[paper.id] = self._make_entry(paper)
        return entry

    def label(self, kind: Literal["topic", "tag"], id: str) -> LabelView:
        """A topic or tag as it is shown."""
        return (self.topics if kind == "topic" else self.tags)[id]

    def reason(self, kind: Literal["topic", "tag"], assigned: Assigned, most: int) -> Reason:
        """Why a paper has a label, with at most ``most`` different words."""
        evidence = assigned.evidence
        field = evidence[0].field if evidence else ""
        words: dict[str, str] = {}
        for found in evidence:
            folded = fold(found.text)
            if found.field == field and not any(folded in longer for longer in words):
                words[folded] = found.text
        place = evidence[0].location if evidence and assigned.by == "rule" else assigned.location
        return Reason(
            label=self.label(kind, assigned.id),
            words=tuple(words.values())[:most],
            field=field,
            by=assigned.by,
            sentence=assigned.reason,
            file=place.file,
            line=place.line,
        )

    @staticmethod
    def plain_title(paper: Paper) -> str:
        """The title as plain text; for hidden papers, too, which have no entry."""
        return plain(paper.title)

    def _papers_by_label(self, kind: Literal["topic", "tag"]) -> dict[str, tuple[Paper, ...]]:
        labels = self.labels.topics if kind == "topic" else self.labels.tags
        found: dict[str, list[Paper]] = {id: [] for id in labels}
        for paper in self.library.papers:
            assigned = self.library.assignments[paper.id]
            for label in assigned.topics if kind == "topic" else assigned.tags:
                found[label.id].append(paper)
        return {id: self.sort(papers) for id, papers in found.items()}

    def _make_entry(self, paper: Paper) -> Entry:
        assigned = self.library.assignments[paper.id]
        successor = self.library.by_id.get(paper.successor)
        return Entry(
            id=paper.id,
            title=Markup(to_html(paper.title)),
            name=plain(paper.title),
            authors=short_authors(paper),
            first_authors=short_authors(paper, FIRST_AUTHORS),
            year=paper.year,
            venue=paper.venue,
            published=published(paper),
            links=tuple(link for link in outlinks(paper) if link.short),
            topics=tuple(self.topics[a.id] for a in assigned.topics),
            tags=tuple(self.tags[a.id] for a in assigned.tags),
            named=self.named.get(paper.id, 0),
            listed=len(paper.listings),
            note=inline_markdown(paper.note),
            status=status_words(paper),
            successor=Successor(successor.id, Markup(to_html(successor.title)))
            if successor
            else None,
        )


def newest_first(paper: Paper) -> tuple[int, int, int, str, str]:
    """The key that sorts papers as lists do: by publication date, unknown ones last, then title."""
    issued = paper.issued
    if issued is None:
        return (1, 0, 0, fold(paper.title), paper.id)
    return (-issued.year, -issued.month, -issued.day, fold(paper.title), paper.id)


def short_authors(paper: Paper, most: int = SHORT_AUTHORS) -> str:
    """The first authors and how many more; one more is named rather than counted."""
    names = [str(author) for author in paper.authors]
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return ", ".join(names)


def published(paper: Paper) -> str:
    """Venue and year, what is known of them; a venue that ends in the year is not doubled."""
    year = str(paper.year or "")
    if year and paper.venue.endswith(year):
        return paper.venue
    return f"{paper.venue} {year}".strip()


def status_words(paper: Paper) -> str:
    """The status as a sentence; empty for a paper in good standing."""
    if not paper.status:
        return ""
    return STATUS_WORDS.get(paper.status, f"{paper.status.capitalize()}.")


def day_words(day: datetime.date) -> str:
    """A day in words: "12 March 2025"."""
    return date_words(PartialDate(day.year, day.month, day.day))


def date_words(date: PartialDate) -> str:
    """A date in words: "12 March 2025", "March 2025" or "2025"; what is unknown is left out."""
    day = f"{date.day} " if date.day else ""
    month = f"{MONTHS[date.month - 1]} " if date.month else ""
    return f"{day}{month}{date.year}"


_INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[(?P<text>[^\[\]]+)\]\((?P<url>https?://[^\s()\"<>]++(?:\([^\s()\"<>]*+\)[^\s()\"<>]*+)*+)\)"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|(?<![\w*])[*_](?P<em>[^*_]+)[*_](?![\w*])"
)


def inline_markdown(text: str) -> Markup:
    """A curator's note as HTML: emphasis, code, links; all else is text."""

    def part(match: re.Match[str]) -> str:
        if match["code"]:
            return f"<code>{escape(match['code'])}</code>"
        if match["url"]:
            return f'<a href="{escape(match["url"])}">{escape(match["text"])}</a>'
        tag = "strong" if match["strong"] else "em"
        return f"<{tag}>{escape(match['strong'] or match['em'])}</{tag}>"

    parts, at = [], 0
    for match in _INLINE.finditer(text):
        parts += [to_html(text[at : match.start()]), part(match)]
        at = match.end()
    return Markup("".join([*parts, to_html(text[at:])]))


def year_counts(papers: Iterable[Paper]) -> Counter[int | None]:
    """Papers by year of publication."""
    return Counter(paper.year for paper in papers)
