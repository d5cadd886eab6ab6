"""What people put into a content folder by mistake: each a problem with a place, none the end."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from toylist import HEAD, write_toy

from generator.checks import check_library
from generator.cli import main
from generator.content import list_sources, read_records
from generator.library import load_library
from generator.outputs import SiteOptions
from generator.paths import packaged_templates
from generator.problems import Report, format_text
from generator.site import build_site

ABSTRACT = "We study bread in forty villages, and what the crust says about the oven. " * 5


def problems_of(content: Path, code: str) -> list[tuple[str, str]]:
    """File and message of the problems of a kind; the whole report must be printable."""
    report = Report()
    check_library(load_library(content, report), content, report)
    format_text(report.problems).encode()
    found = [p for p in report.problems if p.code == code]
    assert all(problem.fix for problem in found)
    return [(p.location.file.removeprefix("content/"), p.message) for p in found]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("topic.yml", "nothing reads this"),
        ("area.yml", "nothing reads this, did you mean 'areas.yml'?"),
        ("tags.yaml", "nothing reads this, did you mean 'tags.yml'?"),
        ("topics/graphs.yml.txt", "nothing reads this"),
        ("papers/more.bib", "nothing reads this"),
        ("papers/curatd", "nothing reads this, did you mean 'curated'?"),
    ],
)
def test_a_file_where_nothing_is_read(tmp_path: Path, file: str, message: str) -> None:
    inside = f"{file}/x.yml" if "." not in file else file
    content = write_toy(tmp_path, **{inside: "a: 1\n"})
    assert problems_of(content, "file-unused") == [(file, message)]


def test_words_about_a_folder_may_stand_in_it(tmp_path: Path) -> None:
    content = write_toy(tmp_path, **{"papers/README.md": "x", "topics/.draft": "x"})
    assert problems_of(content, "file-unused") == []


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "topics").write_text("x")
    assert problems_of(content, "file-unused") == [("topics", "nothing reads this")]


def test_links_in_a_circle(tmp_path: Path) -> None:
    content = write_toy(tmp_path)
    (content / "papers/captured/loop.txt").symlink_to("loop.txt")
    (content / "topics/loop.yml").symlink_to("loop.yml")
    assert [file for file, _ in problems_of(content, "file-unreadable")] == [
        "papers/captured/loop.txt",
        "topics/loop.yml",
    ]


def test_a_linked_folder_of_others_is_one_problem(tmp_path: Path) -> None:
    content = write_toy(tmp_path)
    (tmp_path / "other").mkdir()
    for name in "abc":
        (tmp_path / "other" / f"{name}.yml").write_text("- title: X\n")
    (content / "papers/curated").symlink_to(tmp_path / "other")
    assert [file for file, _ in problems_of(content, "file-unreadable")] == ["papers/curated"]


@pytest.mark.parametrize("name", [b"bad\xff.txt", b"new\nline.txt", b"bell\x07.txt"])
def test_names_of_files_that_no_line_can_show(tmp_path: Path, name: bytes) -> None:
    content = write_toy(tmp_path)
    path = content / "papers/captured" / os.fsdecode(name)
    try:
        path.write_text(f"{HEAD}\nA Paper\n\n{ABSTRACT}\n")
    except OSError:
        pytest.skip("the file system has no such names")
    ((file, _),) = problems_of(content, "file-unreadable")
    assert file.isprintable()


def test_every_source_has_its_own_id(tmp_path: Path) -> None:
    content = write_toy(tmp_path)
    for number, name in enumerate(("a b.txt", "a#b.txt", "a+b.txt", "sub/a b.txt", "日本.txt")):
        path = content / "papers/captured" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{HEAD}\nPaper Number {number}\n\n{ABSTRACT}\n")
    report = Report()
    ids = {source.file: source.id for source in list_sources(content, report)}
    assert len(set(ids.values())) == len(ids)
    assert {r.source.file: r.source.id for r in read_records(content, report)} == ids


def test_half_a_character_in_json(tmp_path: Path) -> None:
    line = r'{"title": "Half \ud800 of \ud83d\ude00 \\ud800", "authors": ["A \udc00 B"]}' + "\n"
    content = write_toy(tmp_path, **{"papers/captured/x.jsonl": line})
    done = CliRunner().invoke(main, ["--content", str(content), "export", "--format", "jsonl"])
    assert done.exit_code == 0
    papers = [json.loads(text) for text in done.stdout.splitlines()]
    assert any(p["title"].startswith("Half \ufffd of 😀") for p in papers)


def test_a_terminal_obeys_no_title(tmp_path: Path) -> None:
    content = write_toy(
        tmp_path,
        **{"papers/captured/x.jsonl": '{"title": "X", "successor": "\\u001b[2J\\u202eevil"}\n'},
    )
    ((_, message),) = problems_of(content, "curated-unknown-paper")
    assert "\\x1b[2J\\u202eevil" in message


def test_a_problem_of_a_whole_file_has_a_line(tmp_path: Path) -> None:
    content = write_toy(tmp_path, **{"papers/captured/blank.txt": "\n"})
    done = CliRunner().invoke(main, ["--content", str(content), "check", "--format", "json"])
    (empty,) = (p for p in json.loads(done.stdout)["problems"] if p["code"] == "file-empty")
    assert (empty["file"], empty["line"]) == ("content/papers/captured/blank.txt", 1)


def test_escapes_of_yaml_bring_no_control_character(tmp_path: Path) -> None:
    content = write_toy(tmp_path, **{"tags.yml": 'survey:\n  title: "a\\0b"\n'})
    ((file, message),) = problems_of(content, "yaml-syntax")
    assert (file, message[:20]) == ("tags.yml", "the character U+0000")


def test_no_field_of_a_record_brings_a_control_character(tmp_path: Path) -> None:
    evil = "x\0\x1b[31m\u202ey"
    fields = ("title", "abstract", "venue", "type", "citekey", "note", "keywords")
    record = {**dict.fromkeys(fields, evil), "authors": [evil], "details": {"volume": evil}}
    content = write_toy(tmp_path, **{"papers/captured/x.jsonl": json.dumps(record) + "\n"})
    for form in ("jsonl", "bibtex", "ris", "csl-json", "csv", "markdown"):
        done = CliRunner().invoke(main, ["--content", str(content), "export", "--format", form])
        assert done.exit_code == 0
        assert "[31m" in done.stdout
        assert not {"\0", "\x1b", "\u202e"} & set(done.stdout), form


@pytest.mark.parametrize(
    "wrong",
    [
        ["export", "--format", "ris", "-o", "no-such-folder/x.ris"],
        ["pages", "out", "-f", "no-such-file.yml"],
    ],
)
def test_files_that_are_not_there_are_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: list[str]
) -> None:
    write_toy(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, wrong)
    assert done.exit_code == 2
    assert "no-such-f" in done.stderr


def test_a_tag_from_a_curated_record_counts_as_a_pin(tmp_path: Path) -> None:
    content = write_toy(
        tmp_path, **{"papers/curated/x.yml": "- paper: a-survey-of-bread\n  tags: [diffusion]\n"}
    )
    done = CliRunner().invoke(main, ["--content", str(content), "export", "--format", "jsonl"])
    (bread,) = (p for p in map(json.loads, done.stdout.splitlines()) if "Bread" in p["title"])
    assert {tag["id"]: tag["by"] for tag in bread["tags"]} == {"survey": "rule", "diffusion": "pin"}


def test_a_feed_says_what_to_read_instead(tmp_path: Path) -> None:
    curated = "- paper: a-survey-of-bread\n  status: superseded\n  successor: sketches-made-easy\n"
    content = write_toy(tmp_path, **{"papers/curated/x.yml": curated})
    library = load_library(content, Report())
    site = build_site(library, SiteOptions(name="Toy", templates=(packaged_templates(),)), Report())
    (feed,) = (file for file in site.files if file.path == "feed.json")
    made = feed.content() if callable(feed.content) else feed.content
    assert b"Superseded by a later paper." in made
    assert b"Read instead: Sketches Made Easy." in made


@pytest.mark.parametrize("key", ["title", "abstract", "authors", "keywords", "note"])
def test_a_record_without_end_is_left_out_in_every_format(key: str, tmp_path: Path) -> None:
    text = "word " * 250_000
    value = [text] if key in ("authors", "keywords") else text
    record = {"title": "An Endless Paper", key: value}
    content = write_toy(tmp_path, **{"papers/curated/x.yml": json.dumps([record])})
    ((file, message),) = problems_of(content, "record-too-large")
    assert file == "papers/curated/x.yml"
    assert message.endswith("characters, more than the 1,000,000 that a record may have")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 20_001, "'introduction' has 20,001 characters, more than the 20,000 that it may"),
        ("[" * 51, "'introduction' has more than 50 brackets that are not closed"),
    ],
)
def test_an_introduction_over_which_a_parser_would_brood(
    text: str, message: str, tmp_path: Path
) -> None:
    topic = {"title": "X", "area": "learning", "rule": {"any": ["bread"]}, "introduction": text}
    content = write_toy(tmp_path, **{"topics/x.yml": json.dumps(topic)})
    assert problems_of(content, "wrong-type") == [("topics/x.yml", message)]


def test_a_title_that_would_fill_every_page(tmp_path: Path) -> None:
    tag = {"title": "word " * 10_000, "rule": {"any": ["bread"]}}
    content = write_toy(tmp_path, **{"tags.yml": json.dumps({"x": tag})})
    assert problems_of(content, "wrong-type") == [
        ("tags.yml", "'x.title' has 49,999 characters, more than the 10,000 that it may")
    ]


def test_a_first_paper_that_thousands_signed_is_read_like_any(tmp_path: Path) -> None:
    record = {"authors": [f"Author{n} Given" for n in range(5_000)], "title": "A New Particle"}
    content = write_toy(tmp_path, **{"papers/captured/x.jsonl": json.dumps(record) + "\n"})
    report = Report()
    (found,) = (r for r in read_records(content, report) if r.title == "A New Particle")
    assert len(found.authors) == 5_000
    assert "papers/captured/x.jsonl" in [source.file for source in list_sources(content, report)]


def test_an_alias_that_is_wrong_has_its_place_and_a_form_that_is_right(tmp_path: Path) -> None:
    topic = (
        "title: X\narea: learning\nrule: {any: [bread]}\naliases:\n  - offline-rl\n  - Old Näme\n"
    )
    content = write_toy(tmp_path, **{"topics/x.yml": topic})
    report = Report("content")
    load_library(content, report)
    found = [p for p in report.problems if p.code in ("duplicate-id", "label-id")]
    assert [(str(p.location), p.message) for p in found] == [
        (
            "content/topics/x.yml:5:5",
            "the alias 'offline-rl' of 'x' is the address of 'offline-rl'",
        ),
        ("content/topics/x.yml:6:5", "'Old Näme' cannot be part of an address"),
    ]
    assert found[1].fix.endswith("such as 'old-name'")


def test_folders_without_end_are_one_problem(tmp_path: Path) -> None:
    content = write_toy(tmp_path)
    (content / "papers/captured" / "/".join("d" * 150)).mkdir(parents=True)
    ((_, message),) = problems_of(content, "file-unreadable")
    assert message == "folders stand more than 100 deep here, and are not looked into"
