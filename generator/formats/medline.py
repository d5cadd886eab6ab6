"""MEDLINE, read: the form in which PubMed saves citations (``.nbib``).

Source: "MEDLINE/PubMed Data Element (Field) Descriptions" (www.nlm.nih.gov/bsd/mms): a tag of up
to four letters, a hyphen, a space; further lines begin with six spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.formats.cite import JOURNAL, PREPRINT, is_preprint_server
from generator.formats.common import (
    excerpt,
    identifiers,
    is_too_large,
    one_line,
    parse_date,
    parse_name,
)
from generator.formats.htmltext import without_tags
from generator.model import Author, Record, SourceFile
from generator.problems import Location, Report

_TAG = re.compile(r"([A-Z]{2,4}) {0,3}- ?(.*)$")
_HEAD = re.compile(r"^[ \ufeff]*PMID ?- ?\d{1,8}\s*$", re.MULTILINE)
_DETAILS: Mapping[str, str] = {"VI": "volume", "IP": "issue", "PG": "page"}
_TYPES: Mapping[str, str] = {"Preprint": PREPRINT, "Journal Article": JOURNAL, "Dataset": "dataset"}
_RETRACTED = ("Retracted Publication", "Retracted Article")


@dataclass(slots=True)
class _Entry:
    """Tags of one citation, in order, with their lines."""

    line: int
    lines: list[tuple[str, list[str], int]] = field(default_factory=list)
    length: int = 0

    @property
    def values(self) -> Iterator[tuple[str, str, int]]:
        return ((tag, " ".join(texts), line) for tag, texts, line in self.lines)

    def all(self, *tags: str) -> list[str]:
        return [text for tag, value, _ in self.values if tag in tags and (text := one_line(value))]

    def first(self, tag: str) -> str:
        return next(iter(self.all(tag)), "")

    def where(self, tag: str) -> int:
        return next((line for each, _, line in self.values if each == tag), 0)


def detect(head: str) -> bool:
    """Whether a text holds citations of PubMed."""
    return bool(_HEAD.search(head))


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a file, in order."""
    position = 0
    for entry in _entries(text):
        if record := _record(entry, position, source, report):
            yield record
            position += 1


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _TAG.match(line.lstrip("\ufeff"))
        if match and match[1] == "PMID":
            if entry:
                yield entry
            entry = _Entry(number)
        if entry is None:
            continue
        entry.length += len(line)
        if match:
            entry.lines.append((match[1], [match[2]], number))
        elif line.startswith(" ") and line.strip() and entry.lines:
            entry.lines[-1][1].append(line.strip())
    if entry:
        yield entry


def _record(entry: _Entry, position: int, source: SourceFile, report: Report) -> Record | None:
    place = Location(source.file, entry.line)
    # A title in brackets is a translation of the title.
    title = re.sub(r"^\[(.*)\]\.?$", r"\1", without_tags(entry.first("TI") or entry.first("BTI")))
    if not title:
        message = f"a citation has no title: 'PMID {excerpt(entry.first('PMID'))}'"
        report.add("record-broken", place, message, "save it from PubMed again, or add 'TI  - …'")
        return None
    fix = "save it from PubMed again"
    if is_too_large(entry.length, f"'{excerpt(title)}'", place, fix, report):
        return None
    kinds = entry.all("PT")
    venue = entry.first("JT") or entry.first("TA")
    on_server = is_preprint_server(venue)
    kind = next((_TYPES[name] for name in _TYPES if name in kinds), "")
    numbers = [re.sub(r" \[doi\]$", "", v) for v in entry.all("LID", "AID") if v.endswith("[doi]")]
    issns = (re.match(r"\d{4}-\d{3}[\dXx]", value) for value in entry.all("IS"))
    details = {
        **{name: text for tag, name in _DETAILS.items() if (text := entry.first(tag))},
        "ISSN": ", ".join(dict.fromkeys(match[0] for match in issns if match)),
    }
    return Record(
        location=place,
        source=source,
        position=position,
        title=title.removesuffix(".") if title.count(".") == 1 else title,
        abstract=without_tags(entry.first("AB")),
        authors=tuple(_authors(entry)),
        issued=parse_date(entry.first("DP")),
        venue="" if on_server else venue,
        type=PREPRINT if on_server else kind,
        identifiers=identifiers(
            [*(("doi", number) for number in numbers), ("pmid", entry.first("PMID"))]
        ),
        details={name: text for name, text in details.items() if text},
        keywords=tuple(dict.fromkeys(word.lstrip("*") for word in entry.all("OT"))),
        field_locations={
            name: Location(source.file, line)
            for name, tag in (
                ("title", "TI"),
                ("abstract", "AB"),
                ("issued", "DP"),
                ("venue", "JT"),
            )
            if (line := entry.where(tag))
        },
        status="retracted" if any(name in kinds for name in _RETRACTED) else "",
    )


def _authors(entry: _Entry) -> Iterator[Author]:
    """Full names where they are given ("Brunton, Steven L"), else "Brunton SL"; then groups."""
    for name in entry.all("FAU"):
        if author := parse_name(name):
            yield author
    if not entry.all("FAU"):
        for name in entry.all("AU"):
            family, _, initials = name.rpartition(" ")
            yield Author(family or name, initials if family else "")
    for group in entry.all("CN"):
        yield Author(group)
