"""What is new in a library that is exported again is new on that day, and the rest is not."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from generator.importing import import_files
from generator.library import load_library
from generator.problems import Report

FIRST, SECOND, THIRD = (datetime.date(2026, month, 1) for month in (1, 2, 3))
FILE = "library.bib"


def bib(**titles: str) -> str:
    return "".join(
        f"@article{{{key},\n  title = {{{title}}},\n  author = {{Doe, Jane}}\n}}\n"
        for key, title in titles.items()
    )


def bring(content: Path, text: str, day: datetime.date) -> None:
    given = content.parent / "given"
    given.mkdir(exist_ok=True)
    (given / FILE).write_text(text, encoding="utf-8")
    known = (content / "papers/captured" / FILE).exists()
    report = Report()
    done = import_files(content, [given / FILE], day, report, replaced=FILE if known else "")
    assert not done.refused
    assert report.problems == []


def added(content: Path) -> dict[str, datetime.date | None]:
    report = Report()
    library = load_library(content, report)
    assert report.problems == []
    return {paper.id: paper.added for paper in library.papers}


def sidecar(content: Path) -> Path:
    return content / "papers/captured" / f"{FILE}.yml"


def test_new_papers_of_a_replaced_library_have_their_own_day(tmp_path: Path) -> None:
    bring(tmp_path / "c", bib(a="Ovens", b="Bread"), FIRST)
    bring(tmp_path / "c", bib(a="Ovens", b="Bread", c="Mills"), SECOND)
    bring(tmp_path / "c", bib(d="Yeast", a="Ovens", b="Bread", c="Mills"), THIRD)
    assert added(tmp_path / "c") == {
        "ovens": FIRST,
        "bread": FIRST,
        "mills": SECOND,
        "yeast": THIRD,
    }
    text = sidecar(tmp_path / "c").read_text(encoding="utf-8")
    assert "added: 2026-01-01\n" in text
    assert text.endswith("added_later:\n  2026-02-01:\n  - c\n  2026-03-01:\n  - d\n")


@pytest.mark.parametrize(
    "again",
    [bib(a="Ovens, revised"), bib(z="Ovens"), bib(z="{OVENS}")],
    ids=["other title", "other key", "both"],
)
def test_a_record_that_keeps_one_name_keeps_its_day(tmp_path: Path, again: str) -> None:
    bring(tmp_path / "c", bib(a="Ovens"), FIRST)
    bring(tmp_path / "c", again, SECOND)
    assert set(added(tmp_path / "c").values()) == {FIRST}
    assert "added_later" not in sidecar(tmp_path / "c").read_text(encoding="utf-8")


def test_what_leaves_the_library_leaves_its_sidecar(tmp_path: Path) -> None:
    bring(tmp_path / "c", bib(a="Ovens"), FIRST)
    bring(tmp_path / "c", bib(a="Ovens", b="Bread"), SECOND)
    bring(tmp_path / "c", bib(a="Ovens"), THIRD)
    assert "added_later" not in sidecar(tmp_path / "c").read_text(encoding="utf-8")


def test_records_without_a_key_are_known_by_identifier_or_title(tmp_path: Path) -> None:
    content = tmp_path / "content"
    ris = "TY  - JOUR\nTI  - {}\nAU  - Doe, Jane\n{}ER  - \n"
    given = tmp_path / "papers.ris"
    given.write_text(ris.format("Ovens", ""))
    import_files(content, [given], FIRST, Report())
    more = ris.format("Bread", "DO  - 10.1000/182\n") + ris.format("Mills", "")
    given.write_text(ris.format("Ovens", "") + more)
    import_files(content, [given], SECOND, Report(), replaced="papers.ris")
    assert added(content) == {"ovens": FIRST, "bread": SECOND, "mills": SECOND}
    text = (content / "papers/captured/papers.ris.yml").read_text()
    assert "  - doi:10.1000/182\n  - title:mills\n" in text


def test_a_day_that_is_none_is_a_problem_at_its_place(tmp_path: Path) -> None:
    bring(tmp_path / "c", bib(a="Ovens"), FIRST)
    place = sidecar(tmp_path / "c")
    place.write_text("added: 2026-01-01\nadded_later:\n  soon: [a]\n  2026-02: [a]\n")
    report = Report()
    library = load_library(tmp_path / "c", report)
    assert [p.added for p in library.papers] == [FIRST]
    assert [(p.code, p.location.line) for p in report.problems] == [
        ("wrong-type", 3),
        ("wrong-type", 4),
    ]
