"""OpenReview: one submission, for ``add``.

Source: "OpenReview API" (docs.openreview.net): ``/notes?id=…`` gives a note; in version 2 each
field of ``content`` is ``{"value": …}``, and dates are milliseconds since 1970. Whose submission
is older is answered by version 1, whose fields are bare. No limit is documented; one request a
second is less than a reader makes.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import replace

from generator.enrich.client import Client, Endpoint
from generator.enrich.service import Found, json_with
from generator.formats.common import one_line, paragraphs, parse_names, partial_date
from generator.formats.jsontext import list_of, object_of, objects_of, text_of
from generator.model import Identifier, PartialDate, Record, SourceFile, Trust
from generator.problems import Location

ENDPOINT = Endpoint(
    name="openreview",
    title="OpenReview",
    base="https://api2.openreview.net",
    interval_seconds=1.0,
)
OPENREVIEW = (ENDPOINT, replace(ENDPOINT, base="https://api.openreview.net"))
"""Where submissions are: the present version of the service, then the former."""
_NOT_ACCEPTED = re.compile(r"^submitted|\b(?:desk.?)?reject|\bwithdraw", re.IGNORECASE)


def find_submission(client: Client, endpoint: Endpoint, identifier: Identifier) -> Found:
    """The submission of an id, if the service has one."""
    answer = client.ask(endpoint, "/notes", {"id": identifier.value}, check=json_with("notes"))
    notes = objects_of(json.loads(answer.text).get("notes")) if answer.status == 200 else []
    records = tuple(record for note in notes[:1] if (record := _record(note, identifier)))
    return Found(records, answer.asked.date())


def _record(note: Mapping[str, object], identifier: Identifier) -> Record | None:
    content = {key: _value(value) for key, value in object_of(note.get("content")).items()}
    title = one_line(text_of(content.get("title")))
    if not title:
        return None
    venue = one_line(text_of(content.get("venue")))
    accepted = bool(venue) and not _NOT_ACCEPTED.search(venue)
    return Record(
        location=Location(""),
        source=SourceFile("", "openreview", Trust.CAPTURED),
        title=title,
        abstract=paragraphs(text_of(content.get("abstract"))),
        authors=parse_names(map(text_of, list_of(content.get("authors")))),
        issued=_date(note.get("pdate") or note.get("cdate")),
        venue=venue if accepted else "",
        type="paper-conference" if accepted else "article",
        identifiers=(identifier,),
        keywords=tuple(
            word for each in list_of(content.get("keywords")) if (word := text_of(each))
        ),
    )


def _value(field: object) -> object:
    return field.get("value") if isinstance(field, dict) else field


def _date(milliseconds: object) -> PartialDate | None:
    if not isinstance(milliseconds, int) or not 0 < milliseconds < 7_000_000_000_000:
        return None
    day = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).date()
    return partial_date(day.year, day.month, day.day)
