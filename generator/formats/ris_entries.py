"""Tagged files of references cut into entries: RIS, and the form of Web of Science.

Sources: "RIS Format Specifications" (Research Information Systems, 2011): a tag of two signs, two
spaces, a hyphen, a space; "Web of Science Core Collection field tags": a tag, a space, and
further lines that begin with three spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.formats.common import excerpt
from generator.model import SourceFile
from generator.problems import Location, Report

TITLE_TAGS = ("TI", "T1", "CT", "BT")

_WOS_TAGS: Mapping[str, str] = {
    **{"SO": "T2", "DI": "DO", "DE": "KW", "ID": "KW", "BP": "SP", "PU": "PB", "PI": "CY"},
    **{"AR": "M1", "AF": "A1", "UT": "AN", "PM": "C_PMID", "CT": "C3", "SE": "T3", "BE": "A2"},
    # The day of the export, and the days of a conference.
    **{"DA": "C_MADE", "CY": "C_HELD"},
}
"""Tags of Web of Science whose meaning in RIS is another tag's, or none's."""

_KNOWN = frozenset(
    "A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID"
    " IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST"
    " SV T1 T2 T3 TA TI TT TY U1 U2 U3 U4 U5 UR VL VO Y1 Y2 YR".split()
)
_JOINED = ("AB", "N2", "TI", "T1", "N1")
"""Tags whose value may go on in the next line."""

_TAG = re.compile(r"([A-Z][A-Z0-9])[ \t]{1,3}-(?:[ \t]+(.*)|)$")
# As some programs write it: "ty  - ", "TY-". Taken in entries that begin so.
_LOOSE_TAG = re.compile(r"([A-Za-z][A-Za-z0-9])[ \t]{0,3}-[ \t]*(.*)$")
_RIS_HEAD = re.compile(r"^[ \t\ufeff]*TY[ \t]{0,3}-[ \t]*[A-Z]{3,10}[ \t]*$", re.M | re.I)
_WOS_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|)$")
_WOS_HEAD = re.compile(r"^(?:FN (?:Clarivate|ISI|Thomson).*|PT [JBCSP]|VR 1\.0)\s*$", re.MULTILINE)


@dataclass(slots=True)
class Entry:
    """Tags of one reference, in order, with their lines."""

    line: int
    type: str
    loose: bool = False
    values: list[tuple[str, str, int]] = field(default_factory=list)
    length: int = 0
    _further: list[str] = field(default_factory=list)

    def add(self, tag: str, value: str, line: int) -> None:
        """A value; what followed the last one is joined to it."""
        self.complete()
        self.values.append((tag, value, line))

    def go_on(self, text: str) -> None:
        """A further line of the last value, kept apart so that many cost no more than they are."""
        self._further.append(text)

    def complete(self) -> Entry:
        """The entry, its last value whole."""
        if self._further:
            tag, value, line = self.values[-1]
            self.values[-1] = (tag, "".join((value, *self._further)), line)
            self._further.clear()
        return self

    def all(self, *tags: str) -> list[str]:
        """Values of the tags, those of the first tag first; empty ones left out."""
        return [v for wanted in tags for tag, v, _ in self.values if tag == wanted and v.strip()]

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one."""
        return next(iter(self.all(*tags)), "").strip()

    def where(self, *tags: str) -> int:
        """Line of the first tag that is there."""
        return next((line for wanted in tags for tag, _, line in self.values if tag == wanted), 0)


def is_ris(text: str) -> bool:
    """Whether a text holds entries of RIS."""
    return bool(_RIS_HEAD.search(text))


def is_wos(text: str) -> bool:
    """Whether a text holds entries of Web of Science."""
    return bool(_WOS_HEAD.search(text))


def ris_entries(text: str, source: SourceFile, report: Report) -> Iterator[Entry]:
    """The entries of a RIS file; one without an end is reported and given too."""
    entry: Entry | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip("\ufeff \t")
        tag, value = _tagged(line, entry)
        if tag == "TY":
            if entry:
                _report_open(entry.complete(), source, report)
                yield entry
            entry = Entry(number, value.strip().upper(), loose=not _TAG.match(line))
        elif entry is None:
            # What stands between entries ("1.", "Provider: …") belongs to none.
            continue
        elif tag == "ER":
            yield entry.complete()
            entry = None
        elif tag:
            entry.length += len(line)
            entry.add(tag, value, number)
        else:
            entry.length += len(line)
            _go_on(entry, line, Location(source.file, number), report)
    if entry:
        _report_open(entry.complete(), source, report)
        yield entry


def _tagged(line: str, entry: Entry | None) -> tuple[str, str]:
    """Tag and value of a line, or two empty texts."""
    match = _TAG.match(line)
    if not match and (entry.loose if entry else bool(_RIS_HEAD.match(line))):
        match = _LOOSE_TAG.match(line)
        match = match if match and match[1].upper() in _KNOWN else None
    return (match[1].upper(), match[2] or "") if match else ("", "")


def _go_on(entry: Entry, line: str, place: Location, report: Report) -> None:
    """A line without a tag goes on with the one above; an empty one parts paragraphs."""
    tag = entry.values[-1][0] if entry.values else ""
    if not line:
        if tag in ("AB", "N2"):
            entry.go_on("\n")
    elif tag == "KW":
        entry.add(tag, line, place.line)
    elif tag in _JOINED:
        entry.go_on(f"\n{line}")
    else:
        report.add(
            "record-value",
            place,
            f"a line without a tag is left out: '{excerpt(line)}'",
            "begin it with a tag such as 'N1  - ', or delete it",
        )


def _report_open(entry: Entry, source: SourceFile, report: Report) -> None:
    report.add(
        "record-incomplete",
        Location(source.file, entry.line),
        f"the entry '{excerpt(entry.first(*TITLE_TAGS))}' has no end",
        "end it with 'ER  - '; look whether the file was saved as a whole",
    )


def wos_entries(text: str) -> Iterator[Entry]:
    """Entries of Web of Science, their tags as in RIS."""
    entry: Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        match = _WOS_TAG.match(line.rstrip())
        if match and match[1] == "PT":
            entry = Entry(number, (match[2] or "").strip())
        elif entry is None:
            continue
        elif match and match[1] == "ER":
            yield entry.complete()
            entry = None
        elif match:
            tag = _WOS_TAGS.get(match[1], match[1])
            entry.add(tag, match[2] or "", number)
            entry.length += len(line)
        elif line.startswith("  ") and entry.values:
            tag = entry.values[-1][0]
            entry.length += len(line)
            if tag in ("AU", "A1", "A2"):
                entry.add(tag, line.strip(), number)
            else:
                entry.go_on(f" {line.strip()}")
    if entry:
        yield entry.complete()
