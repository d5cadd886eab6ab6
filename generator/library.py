"""READ THIS FIRST: the pipeline, from the content folder to the library.

``content files → records → repaired → papers (merged) → labels (topics, tags)
→ links (mentions, related) → library``; what follows (pages, feeds, exports, index)
is made from the library by :mod:`generator.site`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.beside import MANY, apart, by_two
from generator.content import (
    PAPERS_FOLDER,
    ListSettings,
    file_digest,
    list_sources,
    read_file,
    read_settings,
    record_files,
)
from generator.introductions import resolve_introductions
from generator.labels import Labels, PaperLabels, assign_labels, load_labels
from generator.labels import Memory as Verdicts
from generator.links import Links, link_ahead, link_papers, read_names
from generator.matching.keeping import keep, restore
from generator.memory import Memory, state_of
from generator.merge import AmbiguousPair, merge_records
from generator.model import Paper, Record, SourceFile, Trust
from generator.packed import is_long, pack_labels, pack_papers
from generator.problems import Report
from generator.store import digest, tree_digest, uncollected
from generator.synonyms import read_synonyms
from generator.text import repair

LARGE = 20_000_000
"""Files of so many bytes are read in a process of its own: what it needs for it is gone after."""


@dataclass(frozen=True, slots=True)
class Library:
    """All that is known after the pipeline has run.

    Attributes:
        settings: What ``content/list.yml`` says of the list.
        papers: The papers that are shown, by id.
        hidden: The papers that a curator took out; each keeps a page that says so.
        labels: Areas, topics and tags.
        assignments: Labels of every shown paper, by paper id.
        links: Mentions and related papers among the shown papers.
        sources: The files that the records came from.
        redirects: Former address (slug) to paper id, or to several ids if it is ambiguous.
        ambiguous: Pairs of papers that may be the same.
        by_id: The shown papers again, for look-ups.
        synonyms: Groups of forms that mean the same, for the search.
    """

    settings: ListSettings
    papers: tuple[Paper, ...]
    hidden: tuple[Paper, ...]
    labels: Labels
    assignments: Mapping[str, PaperLabels]
    links: Links
    sources: tuple[SourceFile, ...]
    redirects: Mapping[str, str | tuple[str, ...]]
    ambiguous: tuple[AmbiguousPair, ...]
    by_id: Mapping[str, Paper]
    synonyms: tuple[tuple[str, ...], ...] = ()


def load_library(
    content: Path, report: Report, memory: Memory | None = None, *, ahead: bool = False
) -> Library:
    """Run the pipeline on a content folder. Never raises for bad content: see ``report``.

    Args:
        content: The content folder.
        report: Where problems go.
        memory: What earlier runs found; it makes this one fast and changes no result.
        ahead: Whether a second process looks for names and for related papers at once.
    """
    remembered, memory = memory, memory or Memory()
    settings = read_settings(content, report)
    state = state_of(content / PAPERS_FOLDER)
    read = partial(_read_papers, content, memory)
    if ahead and sum(size for *_, size, _ in state) >= LARGE:
        read = partial(apart, read)
    known = memory.recall("papers", state, report, read)
    papers = known.shown
    ahead = ahead and len(papers) >= MANY
    key = papers_digest(content) if memory.store else None
    if state_of(content / PAPERS_FOLDER) != state:
        key = None  # somebody writes: the digest may be that of other papers
    kept = Memory(memory.store)  # what finds links lives as long as they do, the memory need not
    named = memory.recall(
        "names", papers, report, lambda _: read_names(papers, kept, key, ahead=ahead)
    )
    labels = resolve_introductions(load_labels(content, report), papers, report)
    assign = partial(_assign, content, papers, labels, memory=remembered)
    assignments = apart(assign, report) if ahead and is_long(papers) else assign(report)
    if ahead:  # a build runs once, and the second process need not have them either
        memory.disown(Verdicts)
    links = link_papers(papers, assignments, labels, named, kept, key)
    if ahead and not is_long(papers):
        link_ahead(links)
    return Library(
        settings=settings,
        papers=papers,
        hidden=known.hidden,
        labels=labels,
        assignments=assignments,
        links=links,
        sources=known.sources,
        redirects=known.redirects,
        ambiguous=known.ambiguous,
        by_id={paper.id: paper for paper in papers},
        synonyms=read_synonyms(content, report),
    )


def _assign(
    content: Path, papers: Sequence[Paper], labels: Labels, report: Report, memory: Memory | None
) -> Mapping[str, PaperLabels]:
    """The labels of the papers, packed if there are many."""
    return pack_labels(_labels_of(content, papers, labels, report, memory))


def _labels_of(
    content: Path, papers: Sequence[Paper], labels: Labels, report: Report, memory: Memory | None
) -> Mapping[str, PaperLabels]:
    """The labels of the papers; a first run begins with what the last program has kept."""
    store = memory.store if memory else None
    if memory is None:
        return assign_labels(papers, labels, report)
    if store is None or memory.owns(Verdicts):
        return assign_labels(papers, labels, report, memory.own(Verdicts, Verdicts))
    selections = [
        *(tag.selection for tag in labels.tags.values()),
        *(topic.selection for topic in labels.topics.values()),
    ]
    rules = [selection.rule for selection in selections]
    verdicts = memory.own(Verdicts, lambda: restore(store, content.name, papers, rules))
    assignments = assign_labels(papers, labels, report, verdicts)
    keep(store, content.name, verdicts)
    return assignments


def papers_digest(content: Path) -> bytes | None:
    """The digest of all files that papers are made from; None if one cannot be read."""
    try:
        return tree_digest(content / PAPERS_FOLDER)
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class _Papers:
    """What the files of records give."""

    shown: tuple[Paper, ...]
    hidden: tuple[Paper, ...]
    sources: tuple[SourceFile, ...]
    redirects: Mapping[str, str | tuple[str, ...]]
    ambiguous: tuple[AmbiguousPair, ...]


def _read_papers(content: Path, memory: Memory, report: Report) -> _Papers:
    records = read_repaired(content, memory, report)
    merged = merge_records(records, report)
    return _Papers(
        shown=pack_papers(paper for paper in merged.papers if not paper.hidden),
        hidden=tuple(paper for paper in merged.papers if paper.hidden),
        sources=tuple(list_sources(content, report)),
        redirects=merged.redirects,
        ambiguous=merged.ambiguous,
    )


def read_repaired(content: Path, memory: Memory, report: Report) -> list[Record]:
    """All records, repaired, in the order of :func:`generator.content.read_records`."""
    return [
        record
        for trust, file, id in record_files(content, report)
        for record in _repaired(content, file, trust, id, memory, report)
    ]


def _repaired(
    content: Path, file: str, trust: Trust, id: str, memory: Memory, report: Report
) -> list[Record]:
    """The records of one file, repaired."""

    def read(own: Report) -> list[Record]:
        with uncollected():
            records = read_file(content, file, trust, own, id=id)
            return by_two(lambda places: (repair(records[i]) for i in places), len(records))

    def look() -> bytes | None:
        key = file_digest(content, file, trust, id)
        return digest(key, report.root) if key else None

    if memory.store is None:
        return read(report)
    return memory.restore("records", look(), list[Record], report, read, look)
