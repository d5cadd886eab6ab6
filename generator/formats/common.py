"""What several formats share: names of people, dates, addresses, identifiers, a largest size."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from generator.identifiers import normalise, parse
from generator.model import Author, Identifier, PartialDate
from generator.problems import Location, Report

MAX_RECORD_LENGTH = 1_000_000
"""Characters; a longer record is a file that was never parted, or an attack."""

_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ISO_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*|[-/]*)", re.ASCII)
# A date that spans days or months begins with the first: "27-30 June 2016", "Nov-Dec 2020".
_TO_MONTH = r"(?:\s*[-–—/]+\s*[A-Za-z]{3,9}\.?)?"
_DAY_FIRST = re.compile(
    rf"(?:(\d{{1,2}})\.?(?:\s*[-–—]+\s*\d{{1,2}}\.?)?\s+)?([A-Za-z]{{3,9}})\.?{_TO_MONTH},?\s+(\d{{4}})",
    re.ASCII,
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}),?\s+([A-Za-z]{{3,9}})\.?{_TO_MONTH}(?:\s+(\d{{1,2}})(?:\s*[-–—]+\s*\d{{1,2}})?)?",
    re.ASCII,
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)
_NAMESAKE = re.compile(r"(?<=\w) 0\d{3}$", re.ASCII)
NAME_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
# A group writes as one: "CMS Collaboration" has no given name.
_GROUP = re.compile(
    r".*[^\s,]\s(?:Collaborations?|Consortium|Team|Committee|Initiative|Working Group)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+", re.IGNORECASE)


def partial_date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    """The date, or None if the calendar has no such day or the year is no year of print."""
    if not 1400 <= year <= 2199 or (day and not month):
        return None
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def month_number(text: str) -> int:
    """1 to 12 for ``3``, ``03``, ``mar``, ``March`` or ``March.``; 0 for anything else."""
    text = text.strip().rstrip(".").lower()
    if text.isdecimal() and text.isascii():
        number = int(text[:4])
        return number if 1 <= number <= 12 else 0
    return _MONTHS.index(text[:3]) + 1 if len(text) >= 3 and text[:3] in _MONTHS else 0


def parse_date(text: str) -> PartialDate | None:
    """A date as people and programs write it; None for anything else.

    ``2024``, ``2024-03``, ``2024/03/12`` (with or without a time), ``12 March 2024``,
    ``Mar 12, 2024``, ``Mar 2024``, ``2024 Mar 12``, the slashes of RIS (``2024/03//``). A span
    (``27-30 June 2016``) is its first day.
    """
    text = text.strip()
    if (match := _YEAR_FIRST.fullmatch(text)) and month_number(match[2]):
        year, month, day = int(match[1]), month_number(match[2]), int(match[3] or 0)
    elif match := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part or 0) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1] or 0), month_number(match[2]), int(match[3])
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = month_number(match[1]), int(match[2]), int(match[3])
    else:
        return None
    return partial_date(year, month, day)


def parse_name(name: str) -> Author | None:
    """``Given Family``, ``Family, Given`` with or without ``Jr.``; a group as ``The Group,``.

    So is a name that says it is a group's ("CMS Collaboration").

    A lower-case particle begins the family name ("Laurens van der Maaten"), as in BibTeX
    (Oren Patashnik, "BibTeXing", 1988, section 4). DBLP's number of one among namesakes
    ("Wei Wang 0001") is left out. None if nothing is left of the name.
    """
    name = _NAMESAKE.sub("", " ".join(name.split()))
    is_group = name.endswith(",") and name.count(",") == 1
    name = name.strip(" ,;").rstrip("*†‡§¶ ")
    if not name:
        return None
    if is_group or ("," not in name and _GROUP.fullmatch(name)):
        return Author(name)
    if "," in name:
        parts = [part.strip() for part in name.split(",")]
        if len(parts) > 2 and NAME_SUFFIX.fullmatch(parts[1]):
            return Author(f"{parts[0]} {parts[1]}", " ".join(parts[2:]))
        if len(parts) == 3 and NAME_SUFFIX.fullmatch(parts[2]):
            return Author(f"{parts[0]} {parts[2]}", parts[1])
        if len(parts) == 2 and NAME_SUFFIX.fullmatch(parts[1]):
            author = parse_name(parts[0])
            return Author(f"{author.family} {parts[1]}", author.given) if author else None
        family, given = parts[0], " ".join(part for part in parts[1:] if part)
        return Author(family, given) if family else Author(given)
    words = name.split(" ")
    cut = len(words) - 1
    if cut > 0 and NAME_SUFFIX.fullmatch(words[cut]):
        cut -= 1
    for place, word in enumerate(words[1:cut], start=1):
        if word[0].islower():
            cut = place
            break
    return Author(" ".join(words[cut:]), " ".join(words[:cut]))


def parse_names(names: Iterable[str]) -> tuple[Author, ...]:
    """Names of one author each, empty ones left out."""
    return tuple(author for name in names if (author := parse_name(name)))


def http_url(text: str) -> str:
    """The address if it is one of http(s), else an empty string: ``javascript:`` never enters."""
    text = text.strip()
    match = _URL.fullmatch(f"https://{text}" if text.lower().startswith("www.") else text)
    return match[0] if match else ""


def identifiers(values: Iterable[tuple[str, str]]) -> tuple[Identifier, ...]:
    """Identifiers in normal form, each once, in order.

    Args:
        values: Scheme and value; scheme ``""`` for an address or another text that says itself
            what it is. Invalid values are left out.
    """
    found: dict[Identifier, None] = {}
    for scheme, value in values:
        identifier = normalise(scheme, value) if scheme else parse(value)
        if identifier:
            found[identifier] = None
    return tuple(found)


def one_line(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Lines of a paragraph joined, paragraphs parted by one blank line."""
    parts = re.split(r"\n[ \t]*\n", text.strip())
    return "\n\n".join(joined for part in parts if (joined := one_line(part)))


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of a text, for problems."""
    text = one_line(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def is_too_large(length: int, what: str, place: Location, fix: str, report: Report) -> bool:
    """Whether a record has more characters than records may have; that is reported.

    Args:
        length: The characters of the record.
        what: What has them, as the message begins.
        place: Where the record begins.
        fix: What to do about it.
        report: Where the problem goes.
    """
    if length <= MAX_RECORD_LENGTH:
        return False
    most = f"more than the {MAX_RECORD_LENGTH:,} that a record may have"
    report.add("record-too-large", place, f"{what} has {length:,} characters, {most}", fix)
    return True
