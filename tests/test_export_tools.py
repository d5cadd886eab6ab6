"""Exports of the whole list, judged by what stands at the other end."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from toylist import write_toy

from generator.exports import EXPORTERS
from generator.formats import FORMATS
from generator.library import Library, load_library
from generator.model import Author, Paper, SourceFile, Trust
from generator.problems import Report

ROOT = Path(__file__).parent.parent

CSL_TYPES = (
    *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book"),
    *("broadcast", "chapter", "classic", "collection", "dataset", "document", "entry"),
    *("entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing"),
    *("interview", "legal_case", "legislation", "manuscript", "map", "motion_picture"),
    *("musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical"),
    *("personal_communication", "post", "post-weblog", "regulation", "report", "review"),
    *("review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage"),
)
"""CSL 1.0.2, appendix III."""

TEXTS = (
    *("citation-key", "abstract", "archive", "archive_location", "collection-title"),
    *("container-title", "DOI", "ISBN", "ISSN", "PMID", "URL", "event-title", "event-place"),
    *("genre", "keyword", "language", "note", "publisher", "publisher-place", "title", "edition"),
    *("issue", "number", "page", "volume", "number-of-pages", "collection-number"),
    *("chapter-number", "title-short", "container-title-short", "version", "source", "status"),
)
"""Variables of CSL 1.0.2, appendix IV, whose values in CSL-JSON may be strings."""

NAME = {
    "type": "object",
    "additionalProperties": False,
    "properties": {name: {"type": "string"} for name in ("family", "given", "literal", "suffix")},
}
CSL_ITEM = {
    "type": "object",
    "required": ["type", "id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": ["string", "number"]},
        "type": {"enum": list(CSL_TYPES)},
        **{name: {"type": "string"} for name in TEXTS},
        **{name: {"type": "array", "items": NAME} for name in ("author", "editor")},
        "issued": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "date-parts": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 2,
                    "items": {"type": "array", "minItems": 1, "maxItems": 3},
                }
            },
        },
        "custom": {"type": "object"},
    },
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_library(write_toy(tmp_path_factory.mktemp("toy")), Report())


@pytest.fixture(scope="module")
def real() -> Library:
    return load_library(ROOT / "content", Report())


def test_every_item_of_the_real_list_is_csl_json(real: Library) -> None:
    items = json.loads(EXPORTERS["csl-json"](real, real.papers))
    checker = Draft7Validator({"type": "array", "items": CSL_ITEM})
    assert [error.message for error in checker.iter_errors(items)] == []
    assert len({item["id"] for item in items}) == len(real.papers)


def test_jsonl_comes_back_as_it_went_out(library: Library) -> None:
    text = EXPORTERS["jsonl"](library, library.papers)
    read = FORMATS["jsonl"].read
    assert read
    source = SourceFile("papers/captured/x.jsonl", "x", Trust.CAPTURED)
    report = Report()
    records = list(read(text, source, report))
    assert report.problems == []
    for paper, record in zip(library.papers, records, strict=True):
        assert (record.title, record.abstract) == (paper.title, paper.abstract)
        assert (record.authors, record.venue) == (paper.authors, paper.venue)
        assert {i.scheme: (i.value,) for i in record.identifiers} == dict(paper.identifiers)
        assert dict(record.links) == dict(paper.links)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    paper = Paper(
        id="x", title=evil, abstract=evil, venue=evil, citekey=evil, authors=(Author(evil),)
    )
    write = FORMATS["csv"].write
    assert write
    rows = list(csv.reader(io.StringIO(write([paper]), newline="")))
    assert not any(cell.startswith(start) for cell in rows[1])
    assert sum(cell == f"'{evil}" for cell in rows[1]) >= 4


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("biber"), reason="biber is not installed")
def test_biber_reads_every_entry_of_the_real_list(real: Library, tmp_path: Path) -> None:
    (tmp_path / "papers.bib").write_text(EXPORTERS["bibtex"](real, real.papers), encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "--output-file", "out.bib", "papers.bib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # What is unknown stays out, and two fields of ours are passed over: all else would be a fault.
    known = re.compile(r"Missing mandatory field|Field '(openreview|code|project)' invalid")
    warnings = [line for line in done.stdout.splitlines() if line.startswith(("WARN", "ERROR"))]
    assert [line for line in warnings if not known.search(line)] == []
    out = (tmp_path / "out.bib").read_text(encoding="utf-8")
    assert len(re.findall(r"^@", out, re.MULTILINE)) == len(real.papers)
