"""CSV, written only: one paper a line, for spreadsheets.

Source: RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe before it
(OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from generator.formats.cite import best_url, first, publication_type
from generator.model import Paper

COLUMNS = (
    *("id", "title", "authors", "year", "issued", "venue", "type", "doi", "arxiv", "openreview"),
    *("url", "code", "keywords", "added", "status", "successor", "citekey", "abstract"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        "; ".join(map(str, paper.authors)),
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


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
