"""Hugging Face Papers as data: answers of its daily-papers API, and saved pages.

A saved page carries the same objects as its API, in the attribute ``data-props`` of the parts
that the browser brings to life; a page without them is read by its headings that lead to
``/papers/<arXiv id>``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    one_line,
    paragraphs,
    parse_date,
    parse_names,
)
from generator.formats.jsontext import (
    Object,
    detector,
    list_of,
    mend_escapes,
    object_of,
    objects_of,
    read_objects,
    text_of,
)
from generator.model import Record, SourceFile
from generator.problems import Location, Report

_PROPS = re.compile(r"""\bdata-props=(?:"([^"]*)"|'([^']*)')""")
_HEADING = re.compile(r"<h[1-4]\b[^<>]*>\s*<a\b([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(
    r'(?<![\w-])href="(?:https://huggingface\.co)?/papers/([\w./-]+)"', re.IGNORECASE
)
_PARAGRAPH = re.compile(r"<p\b[^<>]*>", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"</p\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")

detect_json = detector(r'"paper"\s*:\s*\{', r'"(?:upvotes|submittedOnDailyAt|ai_keywords)"\s*:')


def detect_html(head: str) -> bool:
    """Whether a text begins like a saved page of Hugging Face."""
    return bool(re.search(r"<(?:!doctype html|html|head)\b", head, re.IGNORECASE)) and (
        "huggingface" in head.lower() or "hugging face" in head.lower()
    )


def read_json(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of an answer: a list of ``{"paper": {…}}`` or of papers."""
    position = 0
    for line, entry in read_objects(text, source, report, lists=("dailyPapers", "papers")):
        place = Location(source.file, line)
        if record := _record(entry, position, place, source, report):
            yield record
            position += 1


def read_html(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a saved page."""
    position = 0
    line, counted = 1, 0
    for match in _PROPS.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        place = Location(source.file, line)
        for entry in _papers_of(html.unescape(match[1] or match[2] or "")):
            if record := _record(entry, position, place, source, report):
                yield record
                position += 1
    if position:
        return
    for entry, place in _headings(text, source):
        if record := _record(entry, position, place, source, report):
            yield record
            position += 1


def _headings(text: str, source: SourceFile) -> Iterator[tuple[Object, Location]]:
    """Id, title and abstract of each heading that leads to a paper, with its place."""
    found = [
        (match, address[1])
        for match in _HEADING.finditer(text)
        if (address := _ADDRESS.search(match[1]))
    ]
    ends = [match.start() for match, _ in found[1:]] + [len(text)]
    line, counted = 1, 0
    for (match, id), end in zip(found, ends, strict=False):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        title, _, rest = text[match.end() : end].partition("</a>")
        entry = {
            "id": id,
            "title": _without_tags(title),
            "summary": _without_tags(_first_paragraph(rest.partition("</article>")[0])),
        }
        yield entry, Location(source.file, line)


def _first_paragraph(markup: str) -> str:
    opened = _PARAGRAPH.search(markup)
    closed = opened and _PARAGRAPH_END.search(markup, opened.end())
    return markup[opened.end() : closed.start()] if opened and closed else ""


def _without_tags(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def _papers_of(props: str) -> list[Object]:
    """The papers among the data of one part of a page."""
    try:
        value = json.loads(mend_escapes(props))
    except (ValueError, RecursionError):
        return []
    data = object_of(value)
    lists = [objects_of(data.get(key)) for key in ("dailyPapers", "papers", "results")]
    entries = [entry for found in lists for entry in found] or objects_of(data.get("paper"))
    return [
        entry for entry in entries if text_of((object_of(entry.get("paper")) or entry).get("title"))
    ]


def _record(
    entry: Object, position: int, place: Location, source: SourceFile, report: Report
) -> Record | None:
    paper = object_of(entry.get("paper")) or entry
    title = one_line(text_of(paper.get("title")) or text_of(entry.get("title")))
    if not title:
        report.add(
            "record-broken",
            place,
            f"a paper has no title: '{excerpt(text_of(paper.get('id')))}'",
            "fetch the page again, or leave the paper out",
        )
        return None
    links = {
        "code": http_url(text_of(paper.get("githubRepo"))),
        "project": http_url(text_of(paper.get("projectPage"))),
    }
    withdrawn = text_of(paper.get("withdrawnAt"))
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(text_of(paper.get("summary")) or text_of(entry.get("summary"))),
        authors=parse_names(text_of(a.get("name")) for a in objects_of(paper.get("authors"))),
        issued=parse_date(text_of(paper.get("publishedAt"))[:10]),
        type="article",
        identifiers=identifiers([("arxiv", text_of(paper.get("id")))]),
        links={kind: address for kind, address in links.items() if address},
        keywords=tuple(
            word for each in list_of(paper.get("ai_keywords")) if (word := text_of(each))
        ),
        status="withdrawn" if withdrawn else "",
    )
