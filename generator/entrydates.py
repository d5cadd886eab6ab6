"""The days on which single records entered the list, where that is not their file's day.

A library that is exported again takes the place of the earlier file and keeps its ``added``. What
is new in it is noted in its sidecar: ``added_later`` maps days to names of records.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import yaml

from generator.formats.common import parse_date
from generator.model import Record
from generator.text import title_key
from generator.yamlfile import Node

KEY = "added_later"


def names_of(record: Record) -> Iterator[str]:
    """What a record may be called in a sidecar, the best name first."""
    if record.citekey:
        yield record.citekey
    yield from map(str, record.identifiers)
    if key := title_key(record.title):
        yield f"title:{key}"


def read_later(sidecar: Node | None) -> Mapping[str, datetime.date]:
    """Name of a record to its day, as the sidecar says."""
    node = sidecar.mapping(KEY) if sidecar else None
    days: dict[str, datetime.date] = {}
    for key in node.entries if node else ():
        date = parse_date(key)
        if node and date and date.day and str(date) == key:
            day = datetime.date(date.year, date.month, date.day)
            days.update((name, day) for name in node.texts(key))
        elif node:
            node.entries[key].wrong("below a whole date", "write the key as YYYY-MM-DD")
    return days


def with_days(records: Iterable[Record], days: Mapping[str, datetime.date]) -> list[Record]:
    """The records, each with the day that is noted for it."""
    if not days:
        return list(records)
    return [
        replace(record, added=next((days[n] for n in names_of(record) if n in days), None))
        for record in records
    ]


def later_days(
    before: Sequence[Record], records: Sequence[Record], today: datetime.date
) -> dict[str, datetime.date]:
    """Name to day for those records of a replaced file that entered the list after it.

    Args:
        before: Records of the earlier file; a record that shares a name with one of them keeps
            its day.
        records: Records of the file that takes its place.
        today: Day for all others.
    """
    known = {name: record.entered for record in before for name in names_of(record)}
    counts = Counter(name for record in records for name in names_of(record))
    later: dict[str, datetime.date] = {}
    for record in records:
        names = list(names_of(record))
        day = next((known[name] for name in names if name in known), today)
        if day and names and day != record.source.added:
            later[next((name for name in names if counts[name] == 1), names[0])] = day
    return later


def later_text(later: Mapping[str, datetime.date]) -> str:
    """The part of a sidecar that says so."""
    days: dict[datetime.date, list[str]] = {}
    for name, day in sorted(later.items(), key=lambda item: (item[1], item[0])):
        days.setdefault(day, []).append(name)
    return yaml.safe_dump({KEY: days}, allow_unicode=True, sort_keys=False) if days else ""
