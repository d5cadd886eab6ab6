"""The command ``new``: what it makes builds without a warning."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from generator.cli import main
from generator.library import load_library
from generator.newlist import topic_text
from generator.problems import Report
from generator.starter import PLACES
from generator.topicmaker import LEAST_PAPERS, TopicDraft

SUBJECTS = (
    *("sourdough fermentation", "oven temperature control", "wheat genome editing"),
    *("village mill archives", "rye harvest robots", "crust sound analysis"),
)
VERBS = (
    *("A study of", "Models of", "Measuring", "On", "Revisiting", "Towards", "Notes on", "Beyond"),
    *("Fast", "Robust", "Questions of", "Scaling"),
)


def bibliography(subjects: Sequence[str] = SUBJECTS) -> str:
    entries: list[str] = []
    for subject in subjects:
        for _ in range(4):
            number = len(entries)
            title = f"{VERBS[number % len(VERBS)]} {subject}"
            entries.append(
                f"@article{{k{number},\n  title = {{{title}}},\n  author = {{Doe, Jane}},\n"
                f"  year = {{{2000 + number}}},\n  abstract = {{We speak of {subject}.}},\n}}\n"
            )
    return "".join(entries)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.bib"
    path.write_text(bibliography(), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def build(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/bread"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return done.stderr


def test_a_list_from_a_library_builds_strictly(tmp_path: Path, library: Path) -> None:
    made = tmp_path / "bread-and-ovens"
    assert run("new", made, library).exit_code == 0
    check = run("--content", made / "content", "check", "--strict")
    assert check.exit_code == 0, check.output
    build(made)
    home = (made / "site/index.html").read_text(encoding="utf-8")
    assert "Bread and ovens" in home
    assert "https://example.org/bread/" in home


def test_topics_are_suggested_and_each_has_papers(tmp_path: Path, library: Path) -> None:
    made = tmp_path / "list"
    run("new", made, library)
    found = load_library(made / "content", Report())
    counts = dict.fromkeys(found.labels.topics, 0)
    for labels in found.assignments.values():
        for assigned in labels.topics:
            counts[assigned.id] += 1
    assert len(counts) == 5
    assert set(counts) <= {subject.replace(" ", "-") for subject in SUBJECTS}
    assert min(counts.values()) >= LEAST_PAPERS
    assert all(topic.description for topic in found.labels.topics.values())


def test_a_list_from_nothing_builds_strictly(tmp_path: Path) -> None:
    made = tmp_path / "empty"
    made.mkdir()
    assert run("new", made).exit_code == 0
    assert run("--content", made / "content", "check", "--strict").exit_code == 0
    build(made)


def test_a_library_with_broken_entries_starts_without_warnings(
    tmp_path: Path, library: Path
) -> None:
    library.write_text(bibliography() + "@article{z, title = {Open\n\n@misc{y, title={Rye}}\n")
    made = tmp_path / "list"
    done = run("new", made, library)
    assert done.exit_code == 0
    assert "[record-broken]" in done.stdout
    check = run("--content", made / "content", "check", "--strict")
    assert check.exit_code == 0, check.output
    assert "record-broken" in (made / "content/accepted.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "title", ["Bread: a list", "- {x}", "#1", "yes", "Brot & Öfen", '"', "{{a}}"]
)
def test_any_title_is_kept(tmp_path: Path, title: str) -> None:
    assert run("new", tmp_path / "list", f"--title={title}").exit_code == 0
    settings = yaml.safe_load((tmp_path / "list/content/list.yml").read_text(encoding="utf-8"))
    assert settings["title"] == title


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    assert run("new", tmp_path).exit_code == 2
    assert run("new", tmp_path / "note.txt").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_an_empty_repository_is_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("new", ".").exit_code == 0
    assert (tmp_path / "mkdocs.yml").exists()


def test_a_file_that_nobody_reads_makes_nothing(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all,\n")
    done = run("new", tmp_path / "list", letter)
    assert done.exit_code == 1
    assert "[file-unknown-format]" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_every_starter_file_and_schema_is_there(tmp_path: Path) -> None:
    made = tmp_path / "list"
    run("new", made)
    present = {p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()}
    assert set(PLACES.values()) <= present
    assert "content/.schemas/topic.json" in present
    assert not any("site_templates" in path for path in present)
    assert "{{" not in (made / "README.md").read_text(encoding="utf-8")


def test_the_workflow_is_yaml_and_publishes_pages(tmp_path: Path) -> None:
    run("new", tmp_path / "list")
    text = (tmp_path / "list/.github/workflows/publish.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert any(step.get("run") == "mkdocs build --strict" for step in jobs["build"]["steps"])
    assert [step["uses"].split("@")[0] for step in jobs["deploy"]["steps"]] == [
        "actions/deploy-pages"
    ]


def test_topics_fit_the_schema_that_editors_use(tmp_path: Path, library: Path) -> None:
    made = tmp_path / "list"
    run("new", made, library)
    schemas = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (made / "content/.schemas").glob("*.json")
    }
    registry: Registry = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT7))
        for name, schema in schemas.items()
    )
    checker = Draft7Validator(schemas["topic.json"], registry=registry)
    for path in (made / "content/topics").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=../.schemas/topic.json\n")
        assert not list(checker.iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize("phrase", ["no", "2D: flow", "null", "x # y"])
def test_a_phrase_that_yaml_would_misread_is_quoted(phrase: str) -> None:
    topic = yaml.safe_load(topic_text(TopicDraft("x", phrase, (phrase, "b", "c", "d"))))
    assert topic["rule"]["any"][0] == phrase
    assert topic["title"] == phrase


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("robot manipulation", "robotic manipulation", {"robot-manipulation"}),
        ("real-time", "oven temperature", {"oven-temperature"}),
        ("meta-learning", "oven temperature", {"meta-learning"}),
        ("bread", "oven temperature", {"oven-temperature"}),
        ("estimation", "oven temperature", {"oven-temperature"}),
        ("graph neural networks", "oven temperature", {"graph-neural-networks"}),
    ],
    ids=[
        *("two forms of one name", "only a modifier", "a hyphen in a name", "a short word"),
        *("a word of any science", "more than half a name"),
    ],
)
def test_a_topic_is_a_name_of_its_own(
    first: str, second: str, expected: set[str], tmp_path: Path
) -> None:
    given = tmp_path / "given.bib"
    given.write_text(bibliography((first, second, *SUBJECTS[2:])), encoding="utf-8")
    assert run("new", tmp_path / "list", given).exit_code == 0
    topics = {path.stem for path in (tmp_path / "list/content/topics").glob("*.yml")}
    others = {"-".join(subject.split()) for subject in SUBJECTS}
    assert topics - others == expected
