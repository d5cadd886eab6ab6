"""CSV, written and read: one paper a line, for spreadsheets.

Read are our own tables, those of Zotero, and others whose head line names the columns; what parts
the cells may be a comma, a semicolon or a tab.

Source: RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe before it
(OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from generator.formats.cite import (
    PREPRINT,
    best_url,
    family_first,
    first,
    is_preprint_server,
    names_identifier,
    publication_type,
)
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    is_too_large,
    one_line,
    paragraphs,
    parse_date,
    parse_name,
    parse_names,
)
from generator.formats.csl_json import TYPES
from generator.formats.htmltext import without_tags
from generator.formats.papers_yaml import STATUSES
from generator.identifiers import SCHEMES
from generator.model import Author, Paper, Record, SourceFile
from generator.problems import Location, Report

COLUMNS = (
    *("id", "title", "authors", "year", "issued", "venue", "type", "doi", "arxiv", "openreview"),
    *("url", "code", "keywords", "added", "status", "successor", "citekey", "abstract"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


_NAMES: Mapping[str, str] = {
    **{name: name for name in COLUMNS},
    **{name: name for name in SCHEMES},
    **{"documenttitle": "title", "articletitle": "title", "papertitle": "title", "paper": "title"},
    **{"author": "authors", "authorfullnames": "authors", "publicationyear": "year"},
    **{"date": "issued", "publicationdate": "issued", "publicationtitle": "venue"},
    **{"journal": "venue", "conference": "venue", "sourcetitle": "venue", "booktitle": "venue"},
    **{"conferencename": "venue", "itemtype": "type", "link": "url", "links": "url"},
    **{"paperurl": "url", "pdflink": "pdf", "github": "code", "repository": "code"},
    **{"abstractnote": "abstract", "summary": "abstract", "manualtags": "keywords"},
    **{"automatictags": "keywords", "tags": "keywords", "authorkeywords": "keywords"},
    **{"keyword": "keywords", "bibtexkey": "citekey", "citationkey": "citekey", "arxivid": "arxiv"},
    **{"volume": "volume", "issue": "issue", "pages": "page", "publisher": "publisher"},
    **{"issn": "ISSN", "extra": "extra", "pdf": "pdf", "project": "project"},
}
"""Name of a column, small and of letters alone, to what stands in it."""

_TYPES: Mapping[str, str] = {
    **{"journalarticle": "article-journal", "conferencepaper": "paper-conference"},
    **{"preprint": PREPRINT, "booksection": "chapter", "computerprogram": "software"},
    **{name.replace("-", ""): name for name in TYPES},
}


def write(papers: Sequence[Paper]) -> str:
    """The papers as a table with a head line; lists inside a cell are parted by "; "."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for paper in papers:
        table.writerow(map(_safe, _cells(paper)))
    return out.getvalue()


def _cells(paper: Paper) -> tuple[str, ...]:
    return (
        paper.id,
        paper.title,
        "; ".join(map(_name, paper.authors)),
        str(paper.year or ""),
        str(paper.issued or ""),
        paper.venue,
        publication_type(paper),
        first(paper, "doi"),
        first(paper, "arxiv"),
        first(paper, "openreview"),
        best_url(paper),
        paper.links.get("code", ""),
        "; ".join(paper.keywords),
        paper.added.isoformat() if paper.added else "",
        paper.status,
        paper.successor,
        paper.citekey,
        paper.abstract,
    )


def _name(author: Author) -> str:
    """The name as people write it, if it is read back as it is."""
    return str(author) if parse_name(str(author)) == author else family_first(author)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) or _GUARDED.match(cell) else cell


# --- reading --------------------------------------------------------------------------------


def detect(head: str) -> bool:
    """Whether the first line names a column of titles, and another that we know."""
    columns = _columns(head.lstrip("\ufeff").partition("\n")[0])[1]
    return "title" in columns and len(set(columns) - {""}) > 1


def _columns(line: str) -> tuple[str, list[str]]:
    """What parts the cells of the head line, and what its columns are to us."""
    line = line.replace("\r", " ")
    delimiter = max(",;\t", key=line.count)
    cells: list[str] = []
    if len(line) < 100_000:
        with suppress(csv.Error):  # a carriage return alone, say
            cells = next(csv.reader([line], delimiter=delimiter), [])
    names = [re.sub(r"[^a-z0-9]", "", cell.lower()) for cell in cells]
    return delimiter, [_NAMES.get(name, "") for name in names]


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a table, a line each; a line that cannot be read costs that line."""
    delimiter, columns = _columns(text.lstrip("\ufeff").partition("\n")[0])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    position = line = 0
    while True:
        place = Location(source.file, line + 1)
        try:
            row = next(rows, None)
        except csv.Error as error:
            line = rows.line_num
            report.add("record-broken", place, f"a line cannot be read: {error}", "pair its quotes")
            continue
        begin, line = line, rows.line_num
        if row is None:
            return
        if begin == 0 or not any(cell.strip() for cell in row):
            continue
        if record := _record(row, columns, place, position, source, report):
            yield record
            position += 1


def _record(
    row: Sequence[str],
    columns: Sequence[str],
    place: Location,
    position: int,
    source: SourceFile,
    report: Report,
) -> Record | None:
    cells: dict[str, str] = {}
    for name, written in zip(columns, row, strict=False):
        cell = written[1:] if _GUARDED.match(written) else written
        if name == "keywords" and name in cells:
            cells[name] += f";{cell}"  # Zotero has two columns of them.
        elif name and cell.strip():
            cells.setdefault(name, cell.strip())
    title = one_line(without_tags(cells.get("title", "")))
    fix = "write one paper a line, with its title"
    if is_too_large(sum(map(len, row)), "a line", place, fix, report):
        return None
    if not title:
        message = f"a line has no title: '{excerpt('; '.join(filter(None, row)))}'"
        report.add("record-broken", place, message, fix)
        return None
    if len(row) > len(columns):
        message = f"'{excerpt(title)}' has {len(row)} cells, the head line names {len(columns)}"
        report.add("record-value", place, message, "put quotes around cells with commas")
    values = [(scheme, cells[scheme]) for scheme in SCHEMES if scheme in cells]
    values += [("", part) for part in re.split(r"\s+", cells.get("url", ""))]
    values += [("", part) for part in re.split(r"\n", cells.get("extra", ""))]
    found = identifiers((scheme, value.strip()) for scheme, value in values if value.strip())
    links = {
        kind: address
        for kind in ("code", "pdf", "project", "url")
        if (address := http_url(cells.get(kind, "")))
        and not (kind == "url" and names_identifier(address, found))
    }
    venue = one_line(cells.get("venue", ""))
    on_server = is_preprint_server(venue)
    kind = _TYPES.get(re.sub(r"[^a-z]", "", cells.get("type", "").lower()), "")
    status = cells.get("status", "").lower()
    status = status if status in STATUSES else ""
    return Record(
        location=place,
        source=source,
        position=position,
        title=title,
        abstract=paragraphs(without_tags(cells.get("abstract", ""))),
        authors=parse_names(cells.get("authors", "").split(";")),
        issued=parse_date(cells.get("issued", "")) or parse_date(cells.get("year", "")),
        venue="" if on_server else venue,
        type=kind or (PREPRINT if on_server else ""),
        identifiers=found,
        links=links,
        details={
            name: one_line(cells[name])
            for name in ("volume", "issue", "page", "publisher", "ISSN")
            if name in cells
        },
        keywords=tuple(
            dict.fromkeys(w for each in cells.get("keywords", "").split(";") if (w := each.strip()))
        ),
        citekey=cells.get("citekey", ""),
        status=status,
        successor=cells.get("successor", "") if status else "",
    )
