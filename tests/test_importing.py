"""The command ``import``: what it writes, what it says, and that a failure changes nothing."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from toylist import HEAD, write_toy

import generator.placing
from generator.cli import main
from generator.importing import without_keys
from generator.placing import place_files

LONG = "It has an abstract that is long enough to be one, and that speaks of bread and of ovens."
ENTRY = "@article{{{key},\n  title = {{{title}}},\n  author = {{{author}}},\n  year = 2020,\n}}\n"


def entry(key: str, title: str, author: str = "Doe, Jane") -> str:
    return ENTRY.format(key=key, title=title, author=author)


def run(content: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--content", str(content), "import", *map(str, arguments)])


def answer(content: Path, *arguments: str | Path) -> dict[str, object]:
    done = run(content, *arguments, "--format", "json")
    return {"exit": done.exit_code, **json.loads(done.stdout)}


def state(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return write_toy(tmp_path)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "My Library_2024-05-06.bib"
    path.write_text(
        entry("a", "Ovens of the Alps")
        + entry(
            "b", "Adding Conditional Control to Text-to-Image Diffusion Models", "Zhang, Lvmin"
        ),
        encoding="utf-8",
    )
    return path


def ids(papers: object) -> list[str]:
    assert isinstance(papers, list)
    return [paper["id"] for paper in papers]


def test_a_file_is_copied_with_its_sidecar(toy: Path, library: Path) -> None:
    assert run(toy, library).exit_code == 0
    copy = toy / "papers/captured/my-library-2024-05-06.bib"
    assert copy.read_bytes() == library.read_bytes()
    assert yaml.safe_load(Path(f"{copy}.yml").read_text(encoding="utf-8")) == {
        "title": "My Library 2024-05-06",
        "added": datetime.datetime.now().astimezone().date(),
        "format": "bibtex",
    }


def test_new_and_known_papers_are_told_apart(toy: Path, library: Path) -> None:
    done = answer(toy, library)
    assert ids(done["new"]) == ["ovens-of-the-alps"]
    assert ids(done["known"]) == ["adding-conditional-control-to-text-to-image-diffusion-models"]


def test_a_hidden_paper_is_known(toy: Path, library: Path) -> None:
    curated = toy / "papers/curated/gone.yml"
    curated.parent.mkdir()
    curated.write_text("- title: Ovens of the Alps\n  hidden: asked for\n", encoding="utf-8")
    assert "ovens-of-the-alps" in ids(answer(toy, library)["known"])


def test_papers_that_may_be_the_same_are_named_with_the_reason(toy: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one.bib", tmp_path / "two.bib"
    title = "Learning to Bake Bread in Forty Villages of the Western Alps"
    first.write_text(entry("a", title, "Doe, Jane"), encoding="utf-8")
    second.write_text(entry("b", title, "Roe, Richard and Poe, Ann"), encoding="utf-8")
    assert answer(toy, first)["maybe_same"] == []
    pairs = answer(toy, second)["maybe_same"]
    assert isinstance(pairs, list)
    assert len(pairs) == 1
    assert pairs[0]["reason"]


def test_what_was_imported_passes_the_check(toy: Path, library: Path) -> None:
    run(toy, library)
    done = CliRunner().invoke(main, ["--content", str(toy), "check", "--strict"])
    assert done.exit_code == 0, done.output


def test_the_date_that_a_page_shows_goes_into_the_sidecar(toy: Path, tmp_path: Path) -> None:
    page = tmp_path / "march.txt"
    page.write_text(
        HEAD.replace("new\n", "", 1) + f"\nMar 12, 2025\n\nBread of Villages\n\n{LONG}\n",
        encoding="utf-8",
    )
    assert run(toy, page).exit_code == 0
    sidecar = toy / "papers/captured/march.txt.yml"
    found = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
    assert found["captured"] == datetime.date(2025, 3, 12)


def test_the_same_file_again_changes_nothing(toy: Path, library: Path) -> None:
    run(toy, library)
    before = state(toy)
    done = answer(toy, library, library)
    assert done["exit"] == 0
    assert done["new"] == []
    assert len(ids(done["known"])) == 2
    assert state(toy) == before


def test_another_file_of_the_same_name_gets_another_name(toy: Path, tmp_path: Path) -> None:
    for folder, title in (("x", "Rye"), ("y", "Wheat")):
        path = tmp_path / folder / "papers.bib"
        path.parent.mkdir()
        path.write_text(entry("k", title), encoding="utf-8")
        assert run(toy, path).exit_code == 0
    names = {p.name for p in (toy / "papers/captured").glob("*.bib")}
    assert names == {"papers.bib", "papers-2.bib"}


def test_files_of_one_stem_keep_the_pages_of_their_sources_apart(toy: Path, tmp_path: Path) -> None:
    for name, text in (
        ("x.bib", entry("k", "Rye")),
        ("x.ris", "TY  - JOUR\nTI  - Oats\nER  - \n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run(toy, tmp_path / name).exit_code == 0
    assert (toy / "papers/captured/x-2.ris").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("README.md", "readme-papers.md"),
        ("index.md", "index-papers.md"),
        ("CON.md", "con-papers.md"),
        ("Été & cie (2).md", "ete-cie-2.md"),
        ("日本.md", "papers.md"),
        ("..md", "papers.md"),
        ("a\nb.md", "a-b.md"),
        ("x" * 200 + ".md", "x" * 60 + ".md"),
        ("list.markdown", "list.md"),
    ],
)
def test_file_names_are_made_safe(toy: Path, tmp_path: Path, name: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(
        "# Bread\n\n- [Ovens of the Alps](https://arxiv.org/abs/2001.00001)\n"
        "- [Rye of the North](https://arxiv.org/abs/2001.00002)\n",
        encoding="utf-8",
    )
    done = answer(toy, path)
    assert done["exit"] == 0, done
    assert (toy / "papers/captured" / expected).exists()
    check = CliRunner().invoke(main, ["--content", str(toy), "check", "--strict"])
    assert check.exit_code == 0, check.output


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A letter to nobody.\n", "file-unknown-format"),
        ("", "file-empty"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><title>arXiv Query</title></feed>", ""),
        ("@article{x, title = {never closed", ""),
    ],
)
def test_what_holds_no_papers_is_refused_and_named(
    toy: Path, tmp_path: Path, library: Path, text: str, code: str
) -> None:
    bad = tmp_path / "letter.txt"
    bad.write_text(text, encoding="utf-8")
    before = state(toy)
    done = answer(toy, library, bad)
    assert done["exit"] == 1
    assert done["refused"] is True
    assert state(toy) == before
    problems = done["problems"]
    assert isinstance(problems, list)
    assert [p["file"] for p in problems] == [str(bad)]
    assert problems[0]["fix"]
    assert code in ("", problems[0]["code"])


def test_a_broken_record_costs_itself_and_is_told_with_its_line(toy: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(entry("a", "Rye") + "@article{b, title = {Open\n\n" + entry("c", "Oats"))
    done = answer(toy, path)
    assert done["exit"] == 0
    problems = done["problems"]
    assert isinstance(problems, list)
    assert problems[0]["file"] == "content/papers/captured/x.bib"
    assert problems[0]["line"] == 6


def test_strict_refuses_a_file_with_a_broken_record(toy: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_text(entry("a", "Rye") + "@article{b, title = {Open\n\n" + entry("c", "Oats"))
    before = state(toy)
    assert run(toy, path, "--strict").exit_code == 1
    assert state(toy) == before


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.bib"], [], ["--replace", "x.bib", "FILE", "FILE"], ["--replace", "no.bib", "FILE"]],
    ids=["missing", "none", "two replacements", "unknown name"],
)
def test_wrong_usage_ends_with_2(toy: Path, library: Path, arguments: list[str]) -> None:
    before = state(toy)
    assert run(toy, *[str(library) if a == "FILE" else a for a in arguments]).exit_code == 2
    assert state(toy) == before


def test_a_file_that_lies_there_already_gets_its_sidecar(toy: Path) -> None:
    path = toy / "papers/captured/dropped.bib"
    path.write_text(entry("a", "Rye"), encoding="utf-8")
    assert run(toy, path).exit_code == 0
    sidecar = yaml.safe_load(Path(f"{path}.yml").read_text(encoding="utf-8"))
    assert sidecar["added"]
    assert len(list(path.parent.glob("*.bib"))) == 1


# --- replacing ------------------------------------------------------------------------------


@pytest.fixture
def zotero(toy: Path, tmp_path: Path) -> Path:
    """An export that was imported as ``library.bib``, and lies here to be changed."""
    path = tmp_path / "library.bib"
    path.write_text(entry("a", "Rye") + entry("b", "Wheat") + entry("c", "Oats"), encoding="utf-8")
    assert run(toy, path).exit_code == 0
    return path


def test_a_library_exported_again_adds_removes_and_changes(toy: Path, zotero: Path) -> None:
    sidecar = toy / "papers/captured/library.bib.yml"
    sidecar.write_text("# ours\ntitle: My books\nadded: 2020-02-03\n", encoding="utf-8")
    zotero.write_text(
        entry("b", "Wheat", "Roe, Ann") + entry("c", "Oats of the North") + entry("d", "Barley"),
        encoding="utf-8",
    )
    done = answer(toy, zotero, "--replace", "library.bib")
    assert done["exit"] == 0
    assert ids(done["new"]) == ["barley"]
    assert ids(done["removed"]) == ["rye"]
    assert done["changed"] == [
        {"id": "oats-of-the-north", "title": "Oats of the North", "fields": ["title"],
         "former": "oats"},
        {"id": "wheat", "title": "Wheat", "fields": ["authors"], "former": None},
    ]  # fmt: skip
    assert (toy / "papers/captured/library.bib").read_bytes() == zotero.read_bytes()
    text = sidecar.read_text(encoding="utf-8")
    kept, _, later = text.partition("added_later:\n")
    assert kept == "# ours\ntitle: My books\nadded: 2020-02-03\nformat: bibtex\n"
    assert list(yaml.safe_load(later).values()) == [["d"]]


def test_a_paper_that_another_file_lists_stays(toy: Path, zotero: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.bib"
    other.write_text(entry("z", "Rye"), encoding="utf-8")
    run(toy, other)
    zotero.write_text(entry("b", "Wheat"), encoding="utf-8")
    assert ids(answer(toy, zotero, "--replace", "library.bib")["removed"]) == ["oats"]


def test_an_export_in_another_format_takes_the_place_too(toy: Path, zotero: Path) -> None:
    ris = zotero.with_suffix(".ris")
    ris.write_text("TY  - JOUR\nTI  - Rye\nAU  - Doe, Jane\nPY  - 2020\nER  - \n")
    done = answer(toy, ris, "--replace", "papers/captured/library.bib")
    assert done["exit"] == 0
    assert ids(done["removed"]) == ["oats", "wheat"]
    check = CliRunner().invoke(main, ["--content", str(toy), "check", "--strict"])
    assert check.exit_code == 0, check.output


def test_an_export_that_holds_nothing_removes_nothing(toy: Path, zotero: Path) -> None:
    zotero.write_text("% made by an export that failed\n", encoding="utf-8")
    before = state(toy)
    assert run(toy, zotero, "--replace", "library.bib").exit_code == 1
    assert state(toy) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\n", "a: 1\n"),
        ("b: 2\n# about a\na: 1\n", "# about a\na: 1\n"),
        ("b: >-\n  long\n\n  text\n# about a\na: 1\n", "# about a\na: 1\n"),
        ("b: long\n  text\na: 1\n", "a: 1\n"),
        ("a: 1\nb:\n  - x\n  - y\n", "a: 1\n"),
        ("{a: 1, b: 2}\n", "{a: 1, b: 2}\n"),
        ("a: [\n", "a: [\n"),
        ("", ""),
    ],
)
def test_entries_are_cut_from_a_sidecar(text: str, expected: str) -> None:
    assert without_keys(text, ["b"]) == expected


# --- all or nothing -------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_failure_while_writing_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    (tmp_path / "old").write_bytes(b"before")
    before = state(tmp_path)
    calls = iter(range(10))
    renamed = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if next(calls) == place:
            raise OSError("the disk is full")
        return renamed(self, target)

    monkeypatch.setattr(generator.placing.Path, "replace", fail)
    files = {tmp_path / "new/deep/a": b"a", tmp_path / "old": b"after", tmp_path / "z": b"z"}
    with pytest.raises(OSError, match="full"):
        place_files(files, may_replace=True)
    assert state(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"before")
    with pytest.raises(FileExistsError):
        place_files({tmp_path / "a": b"a", tmp_path / "old": b"after"})
    assert state(tmp_path) == {"old": b"before"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(toy: Path, library: Path) -> None:
    (toy / "papers/captured").chmod(0o500)
    done = run(toy, library)
    assert done.exit_code == 1
    assert "nothing was imported" in done.output


def test_the_module_is_the_command(toy: Path, library: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "--content", str(toy), "import", str(library)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert "1 paper new:\n  Ovens of the Alps\n1 paper known\n" in done.stdout
