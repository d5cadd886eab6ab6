"""What is written, seen by the tools at the other end."""

import csv
import io
import json

import bibtexparser
import pytest
import rispy

from generator.formats import FORMATS
from generator.model import Author, Paper, PartialDate

PAPER = Paper(
    id="adding-control",
    title="Adding {Control} to ControlNet: $O(N^2)$ & 10% <b>Bayesian</b> RL, a <script>",
    abstract="First_paragraph.\n\nSecond one.",
    authors=(
        Author("van der Maaten", "Laurens"),
        Author("Barnes and Noble"),
        Author("OpenAI"),
    ),
    issued=PartialDate(2023, 2, 10),
    venue="ICCV",
    identifiers={
        "arxiv": ("2302.05543",),
        "doi": ("10.1109/iccv_1",),
        "openreview": ("abcdefghij",),
    },
    links={"code": "https://github.com/a/b", "url": "https://example.org/x_(y)"},
    details={"page": "1-12", "primary_category": "cs.CV"},
    keywords=("a, b", "c"),
    citekey="maaten2023adding",
    status="superseded",
    successor="other-paper",
)


def write(name: str, *papers: Paper) -> str:
    form = FORMATS[name]
    assert form.write
    return form.write(papers or (PAPER,))


def test_bibtex_entry() -> None:
    assert write("bibtex") == (
        "@inproceedings{maaten2023adding,\n"
        "  title = {Adding \\textbraceleft{}Control\\textbraceright{} to {ControlNet}:"
        " {$O(N^2)$} \\& 10\\% <b>{Bayesian}</b> {RL}, a <script>},\n"
        "  author = {van der Maaten, Laurens and {Barnes and Noble} and {OpenAI}},\n"
        "  year = {2023},\n"
        "  month = feb,\n"
        "  day = {10},\n"
        "  booktitle = {ICCV},\n"
        "  pages = {1--12},\n"
        "  doi = {10.1109/iccv_1},\n"
        "  eprint = {2302.05543},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CV},\n"
        "  openreview = {abcdefghij},\n"
        "  url = {https://example.org/x_(y)},\n"
        "  code = {https://github.com/a/b},\n"
        "  keywords = {a, b; c},\n"
        "  note = {Superseded by other-paper.},\n"
        "  abstract = {First\\_paragraph.\\par Second one.}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Deep RL for Robots", "Deep {RL} for Robots"),
        ("Neural ODEs and 3D worlds", "Neural {ODEs} and {3D} worlds"),
        ("A brain basis of dynamical intelligence in Paris", None),
        ("On Neural Differential Equations", "On Neural Differential Equations"),
        ("Learning Koopman Operators", "Learning {Koopman} Operators"),
        ("Contextual Q-Learning", "Contextual {Q}-Learning"),
        ("The Lottery Ticket Hypothesis: A Survey", "The Lottery Ticket Hypothesis: A Survey"),
    ],
)
def test_capitals_that_matter_are_protected(title: str, written: str | None) -> None:
    entry = write("bibtex", Paper(id="x", title=title, citekey="x"))
    expected = written or title.replace("Paris", "{Paris}")
    assert f"  title = {{{expected}}}" in entry


def test_bibtexparser_reads_what_we_write() -> None:
    library = bibtexparser.parse_string(
        write("bibtex", PAPER, Paper(id="y", title="Y", citekey="y"))
    )
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == ["maaten2023adding", "y"]
    assert library.entries[0]["eprint"] == "2302.05543"


def test_rispy_reads_what_we_write() -> None:
    first, second = rispy.loads(write("ris", PAPER, Paper(id="y", title="Y", citekey="y")))
    assert first["title"] == PAPER.title
    assert first["authors"] == ["van der Maaten, Laurens", "Barnes and Noble,", "OpenAI"]
    assert first["doi"] == "10.1109/iccv_1"
    assert first["urls"][0] == "https://arxiv.org/abs/2302.05543"
    assert first["date"] == "2023/02/10/"
    assert first["notes"] == ["Superseded by other-paper."]
    assert second["title"] == "Y"


def test_csl_json_item() -> None:
    (item,) = json.loads(write("csl_json"))
    assert item == {
        "id": "maaten2023adding",
        "citation-key": "maaten2023adding",
        "type": "paper-conference",
        "title": PAPER.title,
        "author": [
            {"family": "van der Maaten", "given": "Laurens"},
            {"literal": "Barnes and Noble"},
            {"literal": "OpenAI"},
        ],
        "issued": {"date-parts": [[2023, 2, 10]]},
        "container-title": "ICCV",
        "page": "1-12",
        "DOI": "10.1109/iccv_1",
        "URL": "https://example.org/x_(y)",
        "keyword": "a, b; c",
        "abstract": PAPER.abstract,
        "note": "Superseded by other-paper.\narXiv:2302.05543",
        "custom": {
            "exact": {"title": PAPER.title},
            "identifiers": {"arxiv": ["2302.05543"], "openreview": ["abcdefghij"]},
            "links": {"code": "https://github.com/a/b"},
            "primary_category": "cs.CV",
            "status": "Superseded by other-paper.",
        },
    }


def test_a_preprint_in_csl_json_is_one_as_zotero_gives_it() -> None:
    paper = Paper(id="x", title="X", citekey="x", identifiers={"arxiv": ("2302.05543",)})
    (item,) = json.loads(write("csl_json", paper))
    assert (item["type"], item["publisher"], item["number"]) == (
        "article",
        "arXiv",
        "arXiv:2302.05543",
    )
    assert "archive" not in item


def test_csv_has_a_line_a_paper() -> None:
    formula = Paper(id="y", title='=HYPERLINK("x")', abstract="a\nb, “c”")
    head, first, second = csv.DictReader(io.StringIO(write("csv", PAPER, formula))), None, None
    first, second = head
    assert first["title"] == PAPER.title
    assert first["authors"] == "Laurens van der Maaten; Barnes and Noble,; OpenAI"
    assert (first["year"], first["issued"], first["type"]) == (
        "2023",
        "2023-02-10",
        "paper-conference",
    )
    assert second["title"] == '\'=HYPERLINK("x")'
    assert second["abstract"] == "a\nb, “c”"


def test_markdown_shows_text_as_text() -> None:
    assert write("markdown") == (
        "- **[Adding \\{Control\\} to ControlNet: $O(N^2)$ \\& 10% \\<b\\>Bayesian\\</b\\> RL,"
        " a \\<script\\>](https://example.org/x_%28y%29)**."
        " Laurens van der Maaten, Barnes and Noble, OpenAI. *ICCV 2023*."
        " [code](https://github.com/a/b). **Superseded by other-paper**.\n"
    )


@pytest.mark.parametrize(
    ("paper", "start"),
    [
        (Paper(id="x", title="X", citekey="x"), "@misc{x,"),
        (Paper(id="x", title="X", citekey="x", venue="JMLR"), "@article{x,"),
        (Paper(id="x", title="X", citekey="x", venue="PhD thesis, Oxford"), "@phdthesis{x,"),
        (Paper(id="x", title="X", citekey="x", venue="NeurIPS"), "@inproceedings{x,"),
        (Paper(id="x", title="X", citekey="x", venue="Nature", type="dataset"), "@dataset{x,"),
    ],
)
def test_the_type_is_the_source_s_or_told_by_the_venue(paper: Paper, start: str) -> None:
    assert write("bibtex", paper).startswith(start)


def test_the_university_of_a_thesis_is_its_publisher_in_csl_json() -> None:
    made = Paper(id="x", title="X", type="thesis", venue="Université de Genève", citekey="x")
    (item,) = json.loads(FORMATS["csl_json"].write([made]))
    assert item["publisher"] == "Université de Genève"
    assert "container-title" not in item
