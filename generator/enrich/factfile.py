"""The file of one service in ``papers/enriched/``: read, brought up to date, compared.

An entry that does not change keeps its text to the letter, comments included.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from generator.content import read_file
from generator.enrich.service import Service
from generator.formats.papers_yaml import record_text
from generator.model import Record, Trust
from generator.problems import Report, Severity
from generator.text import title_key
from generator.textfile import read_text

FOLDER = f"papers/{Trust.ENRICHED.folder}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper's entry: its record and its text."""

    record: Record
    text: str


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of facts.

    Attributes:
        file: Path relative to the content folder.
        head: What stands before the first entry.
        entries: In their order.
        is_readable: False if something in it cannot be read; then it is left alone.
    """

    file: str
    head: str
    entries: tuple[Entry, ...] = ()
    is_readable: bool = True

    @property
    def text(self) -> str:
        """The whole file; empty if it has no entries."""
        if not self.entries:
            return ""
        return self.head + "".join(f"\n{entry.text.strip(chr(10))}\n" for entry in self.entries)


def file_of(service: Service) -> str:
    """Where a service's facts stand, relative to the content folder."""
    return f"{FOLDER}/{service.name}.yml"


def read_facts(content: Path, service: Service, report: Report) -> FactFile:
    """The service's file as it is; a missing one has no entries."""
    file = file_of(service)
    if not (content / file).exists():
        return FactFile(file, _head(service))
    own = Report(report.root)
    records = read_file(content, file, Trust.ENRICHED, own)
    text = read_text(content, file, own) or ""
    report.extend(own.problems)
    lines = [f"{line}\n" for line in text.split("\n")]
    starts = [record.location.line - 1 for record in records]
    if own.at_least(Severity.WARNING) or any(not lines[s].startswith("- ") for s in starts):
        return FactFile(file, "", is_readable=False)
    ends = [*starts[1:], len(lines)]
    entries = tuple(
        Entry(record, "".join(lines[start:end]).strip("\n") + "\n")
        for record, start, end in zip(records, starts, ends, strict=True)
    )
    head = "".join(lines[: starts[0]]).rstrip("\n") + "\n" if starts else _head(service)
    return FactFile(file, head, entries)


def with_facts(before: FactFile, facts: Iterable[Record]) -> FactFile:
    """The file with new and changed records, sorted by title; all others as they are.

    A record that changes an entry has its place in the file as ``location``.
    """
    entries = {entry.record.location: entry for entry in before.entries}
    fresh: list[Entry] = []
    for record in facts:
        entry = Entry(record, record_text(record))
        if (old := entries.get(record.location)) is None:
            fresh.append(entry)
        elif old.record is not record:
            entries[record.location] = entry
    if not fresh and list(entries.values()) == list(before.entries):
        return before
    order = sorted((*entries.values(), *fresh), key=_order)
    return FactFile(before.file, before.head, tuple(order))


def _order(entry: Entry) -> tuple[str, str, str]:
    record = entry.record
    return title_key(record.title), record.title, " ".join(map(str, record.identifiers))


def files_to_write(
    content: Path, service: Service, after: FactFile, today: datetime.date
) -> dict[Path, bytes]:
    """The file, and its sidecar if there is none."""
    path = content / after.file
    files = {path: after.text.encode()}
    sidecar = Path(f"{path}.yml")
    if not sidecar.exists():
        lines = (
            f"title: Facts from {service.title}",
            f"added: {today.isoformat()}",
            f"url: {service.home}",
        )
        files[sidecar] = "".join(f"{line}\n" for line in lines).encode()
    return files


def changed_entries(before: FactFile, after: FactFile) -> Iterator[tuple[str, list[str]]]:
    """Title and lines of each entry that is new or changed; lines begin with ``+``, ``-`` or space.

    Entries are compared one by one, so that the cost grows in step with the file.
    """
    old: Mapping[object, Entry] = {entry.record.location: entry for entry in before.entries}
    for entry in after.entries:
        was = old.get(entry.record.location)
        if was is entry:
            continue
        lines = unified_diff(
            was.text.splitlines() if was else [], entry.text.splitlines(), n=1, lineterm=""
        )
        shown = [line for line in lines if not line.startswith(("+++", "---", "@@"))]
        if shown:
            yield entry.record.title, shown


def _head(service: Service) -> str:
    return (
        f"# Facts from {service.title} ({service.home}), sorted by title. Written by\n"
        "# 'reading-list enrich'; corrections belong into papers/curated/, where they win.\n"
    )
