"""The command ``check`` on toy lists, each with one thing wrong: what it says, and where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from toylist import FILES, write_toy

from generator.cli import main
from generator.problems import CODES

TITLES = """
Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar
Papa Quebec Romeo Sierra Tango
""".split()
IMAGES, OFFLINE = "topics/image-control.yml", "topics/offline-rl.yml"
AREA = "zoo: {title: Zoo, definition: Animals.}\n"


def check(content: Path, *arguments: str) -> tuple[int, list[dict[str, str]]]:
    done = CliRunner().invoke(
        main, ["--content", str(content), "check", "--format", "json", *arguments]
    )
    return done.exit_code, json.loads(done.stdout)["problems"]


def zoo(root: Path, papers: list[str], rules: dict[str, str]) -> Path:
    """A list of papers whose abstracts are given, with topics that have nothing but rules."""
    content = root / "content"
    for folder in ("topics", "papers/curated"):
        (content / folder).mkdir(parents=True)
    (content / "list.yml").write_text("version: 1\ntitle: Zoo\n")
    (content / "areas.yml").write_text(AREA)
    for id, rule in rules.items():
        (content / f"topics/{id}.yml").write_text(
            f"title: {id}\narea: zoo\ndescription: Animals.\n{rule}"
        )
    text = "".join(
        f"- title: {title}\n  abstract: {words}\n"
        for title, words in zip(TITLES, papers, strict=False)
    )
    (content / "papers/curated/zoo.yml").write_text(text)
    (content / "papers/curated/zoo.yml.yml").write_text("added: 2025-01-01\n")
    return content


def found(content: Path, code: str) -> list[str]:
    """Places of the problems of one code, as ``file:line:column``."""
    _, problems = check(content)
    return [
        ":".join(str(p[key]) for key in ("file", "line", "column") if p[key])
        for p in problems
        if p["code"] == code
    ]


def any_of(*clauses: str) -> str:
    return "rule:\n  any:\n" + "".join(f"    - {clause}\n" for clause in clauses)


def test_a_clause_that_matches_no_paper(tmp_path: Path) -> None:
    content = zoo(tmp_path, ["ant"] * 3, {"ants": any_of("ant", "wasp")})
    assert found(content, "clause-dead") == ["content/topics/ants.yml:7:7"]


def test_a_clause_that_decides_nothing(tmp_path: Path) -> None:
    content = zoo(tmp_path, ["ant bee", "ant bee", "ant"], {"ants": any_of("ant", "bee")})
    assert found(content, "clause-idle") == ["content/topics/ants.yml:7:7"]


def test_a_clause_that_matches_most_of_the_list(tmp_path: Path) -> None:
    rule = any_of("{text: bee, weight: 0.5}", "{text: ant, weight: 0.5}")
    content = zoo(tmp_path, ["bee"] * 6 + ["bee ant"] * 3 + ["cat"] * 3, {"bees": rule})
    assert found(content, "clause-broad") == ["content/topics/bees.yml:6:7"]
    assert found(content, "clause-greedy") == []


@pytest.mark.parametrize(("papers", "greedy"), [(4, False), (5, True)])
def test_a_clause_that_alone_takes_over_two_fifths_of_the_list(
    tmp_path: Path, papers: int, greedy: bool
) -> None:
    content = zoo(tmp_path, ["ant"] * papers + ["cat"] * (10 - papers), {"ants": any_of("ant")})
    assert (found(content, "clause-greedy") == ["content/topics/ants.yml:6:7"]) is greedy


@pytest.mark.parametrize(("papers", "small"), [(1, True), (2, True), (3, False)])
def test_a_topic_of_fewer_than_three_papers(tmp_path: Path, papers: int, small: bool) -> None:
    content = zoo(tmp_path, ["ant"] * papers + ["cat"] * 4, {"ants": any_of("ant")})
    assert (found(content, "topic-small") == ["content/topics/ants.yml:1:1"]) is small


def test_a_topic_without_a_paper_is_a_warning(tmp_path: Path) -> None:
    content = zoo(tmp_path, ["cat"] * 3, {"ants": any_of("ant"), "cats": any_of("cat")})
    assert found(content, "topic-empty") == ["content/topics/ants.yml:1:1"]
    assert check(content)[0] == 0
    assert check(content, "--strict")[0] == 1


@pytest.mark.parametrize(("papers", "large"), [(5, False), (6, True)])
def test_a_topic_with_more_than_a_quarter_of_the_list(
    tmp_path: Path, papers: int, large: bool
) -> None:
    content = zoo(tmp_path, ["ant"] * papers + ["cat"] * (20 - papers), {"ants": any_of("ant")})
    assert (found(content, "topic-large") == ["content/topics/ants.yml:1:1"]) is large


@pytest.mark.parametrize(("both", "alike"), [(5, False), (6, True)])
def test_two_topics_that_share_six_papers_of_ten(tmp_path: Path, both: int, alike: bool) -> None:
    papers = ["ant bee"] * both + ["ant"] * (10 - both) + ["cat"] * 3
    content = zoo(tmp_path, papers, {"ants": any_of("ant"), "bees": any_of("bee")})
    assert (found(content, "topics-alike") == ["content/topics/bees.yml:1:1"]) is alike


def test_examples_that_do_not_hold(tmp_path: Path) -> None:
    tests = (
        "examples:\n  - {title: A cat sleeps}\ncounterexamples:\n  - {title: An ant in the soup}\n"
    )
    content = zoo(tmp_path, ["ant"] * 3, {"ants": any_of("ant") + tests})
    assert found(content, "example-failed") == [
        "content/topics/ants.yml:8:5",
        "content/topics/ants.yml:10:5",
    ]


def test_papers_that_no_topic_takes(tmp_path: Path) -> None:
    content = zoo(tmp_path, ["ant", "ant", "ant", "cat"], {"ants": any_of("ant")})
    assert found(content, "paper-uncovered") == ["content/papers/curated/zoo.yml:7:3"]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "place", "meant"),
    [
        (OFFLINE, "rule:", "ruel:", "4:1", "rule"),
        (OFFLINE, "  any:", "  inlcude:", "5:3", ""),
        (IMAGES, "threshold", "treshold", "6:3", "threshold"),
        (IMAGES, "{title: c", "{titel: c", "10:8", "title"),
        (IMAGES, "controlnet, weight", "controlnet, wieght", "9:26", "weight"),
        ("tags.yml", "  group: method", "  gruop: method", "8:3", "group"),
        ("areas.yml", "  definition: How machines draw.", "  defintion: x", "6:3", "definition"),
        ("list.yml", "title", "titel", "2:1", "title"),
        ("papers/enriched/facts.yml", "venue", "veneu", "4:3", "venue"),
    ],
)
def test_an_unknown_key_names_the_closest_known_one(
    tmp_path: Path, file: str, right: str, wrong: str, place: str, meant: str
) -> None:
    content = write_toy(tmp_path, **{file: FILES[file].replace(right, wrong, 1)})
    status, problems = check(content)
    unknown = [p for p in problems if p["code"] == "unknown-key"]
    assert [f"{p['file']}:{p['line']}:{p['column']}" for p in unknown] == [
        f"content/{file}:{place}"
    ]
    key = re.findall("[a-z]+", wrong)[-1 if "wieght" in wrong else 0]
    assert f"'{key}'" in unknown[0]["message"]
    assert not meant or f"did you mean '{meant}'?" in unknown[0]["message"]
    assert status == 1


def test_every_problem_of_the_toy_list_has_a_known_code_and_a_file(tmp_path: Path) -> None:
    _, problems = check(write_toy(tmp_path))
    assert problems
    for problem in problems:
        assert problem["code"] in CODES
        assert problem["file"].startswith("content/")


@pytest.mark.slow
def test_the_real_list_is_checked_strictly() -> None:
    status, _ = check(Path(__file__).parent.parent / "content", "--strict")
    assert status == 0
