"""What a service is: how it is asked, what it gives, and how its answers become records."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from generator.enrich.cache import Answer
from generator.enrich.client import Client, Endpoint
from generator.formats import FORMATS
from generator.identity.likeness import STOP_WORDS
from generator.model import Identifier, Record, SourceFile, Trust
from generator.problems import Report
from generator.text import plain

MOST_QUERY_WORDS = 16
MOST_FOUND = 5
"""Papers of one title that a service is asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a service said: records as its reader gives them, and the day it was asked."""

    records: tuple[Record, ...]
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Service:
    """One service.

    Attributes:
        endpoint: Where it is, and its pace.
        home: Address for people.
        schemes: Identifiers by which it can be asked, best first.
        own_scheme: Scheme of its own ids, or empty.
        gives: Fields that are taken from it; identifiers as ``identifiers.<scheme>``, links as
            ``links.<kind>``, and ``status``, for which papers are asked that lack nothing.
        batch_size: Identifiers in one question.
        by_identifiers: Records of some identifiers, in any order; unknown ones are left out.
        by_title: Records whose title is like the one given; best first.
    """

    endpoint: Endpoint
    home: str
    schemes: tuple[str, ...]
    own_scheme: str
    gives: frozenset[str]
    batch_size: int
    by_identifiers: Callable[[Client, Endpoint, Sequence[Identifier]], Found]
    by_title: Callable[[Client, Endpoint, str], Found]

    @property
    def name(self) -> str:
        """Word for ``--from``."""
        return self.endpoint.name

    @property
    def title(self) -> str:
        """Name for people."""
        return self.endpoint.title


def read_answer(form: str, answer: Answer, service: str) -> Found:
    """The records of an answer; what the reader cannot read is left out."""
    source = SourceFile(f"papers/{Trust.ENRICHED.folder}/{service}.yml", service, Trust.ENRICHED)
    reader = FORMATS[form].read
    is_answer = reader is not None and answer.status == 200
    records = tuple(reader(answer.text, source, Report())) if reader and is_answer else ()
    return Found(records, answer.asked.date())


def joined(found: Iterable[Found]) -> Found:
    """Several answers as one, of the earliest day."""
    parts = list(found)
    records = tuple(record for part in parts for record in part.records)
    return Found(records, min(part.day for part in parts))


def query_words(title: str) -> list[str]:
    """The words of a title that a search can be made of: letters and digits, no little words."""
    words = re.findall(r"[^\W_]+", plain(title))
    telling = [
        word
        for word in words
        if (len(word) > 1 or word.isdecimal()) and word.lower() not in STOP_WORDS
    ]
    return telling[:MOST_QUERY_WORDS]


# --- whether an answer is of the documented form ----------------------------------------------


def json_with(*keys: str) -> Callable[[str], str]:
    """Checks for a JSON object that has these keys, one in the other."""

    def check(text: str) -> str:
        value, fault = _json(text)
        for key in keys:
            if fault:
                break
            if not isinstance(value, dict) or key not in value:
                fault = f"it has no '{key}'"
            else:
                value = value[key]
        return fault

    return check


def json_list(text: str) -> str:
    """Checks for a JSON list."""
    value, fault = _json(text)
    return fault or ("" if isinstance(value, list) else "it is no list")


def atom_feed(text: str) -> str:
    """Checks for a whole Atom feed."""
    roots: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not roots:
            roots.append(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode(), True)
    except expat.ExpatError as error:
        return f"no XML ({expat.ErrorString(error.code)})"
    return "" if roots and roots[0].rpartition(":")[2] == "feed" else "no feed"


def _json(text: str) -> tuple[object, str]:
    try:
        return json.loads(text), ""
    except (ValueError, RecursionError):
        return None, "no JSON"
