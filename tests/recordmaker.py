"""Records for tests, in one line each."""

from __future__ import annotations

import datetime
from typing import Any

from generator.formats.common import parse_names
from generator.identifiers import parse
from generator.model import Identifier, PartialDate, Record, SourceFile, Trust
from generator.problems import Location

ABSTRACT = (
    "We present a neural network architecture that adds spatial conditioning controls to large "
    "pretrained diffusion models and reuses their deep robust encoding layers as a backbone."
)
OTHER_ABSTRACT = (
    "Bread is baked in forty villages; this survey reviews ovens, crusts, flour, yeast, salt and "
    "water, and tells what bakers say about temperature, humidity, patience and breakfast."
)


def source(trust: Trust = Trust.CAPTURED, name: str = "a", added: str = "2025-01-01") -> SourceFile:
    day = datetime.date.fromisoformat(added) if added else None
    return SourceFile(f"papers/{trust.folder}/{name}.yml", name, trust, added=day)


def record(
    title: str = "",
    line: int = 1,
    *,
    trust: Trust = Trust.CAPTURED,
    file: str = "a",
    added: str = "2025-01-01",
    authors: str = "",
    year: int = 0,
    ids: str = "",
    **fields: Any,
) -> Record:
    """A record; ``authors`` are parted by ``;``, ``ids`` by spaces."""
    origin = source(trust, file, added)
    identifiers = tuple(parse(text) or Identifier("bad", text) for text in ids.split())
    return Record(
        location=Location(origin.file, line),
        source=origin,
        position=line,
        title=title,
        authors=parse_names([name.strip() for name in authors.split(";") if name.strip()]),
        issued=PartialDate(year) if year else None,
        identifiers=identifiers,
        **fields,
    )
