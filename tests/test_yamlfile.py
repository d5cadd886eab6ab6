"""YAML with places: typed values, unknown keys, syntax errors, and limits."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile
from generator.model import PartialDate
from generator.problems import Location, Report
from generator.yamlfile import Node, parse_yaml, read_yaml

FILE = "topics/x.yml"


def parse(text: str) -> tuple[Node, Report]:
    report = Report()
    node = parse_yaml(text, FILE, report)
    assert node is not None, report.problems
    return node, report


def found(report: Report) -> list[tuple[str, int, int]]:
    return [(p.code, p.location.line, p.location.column) for p in report.problems]


def test_every_value_and_key_knows_its_place() -> None:
    node, _ = parse("title: A\nrule:\n  any:\n    - first\n    - {text: second}\n")
    rule = node.mapping("rule")
    assert rule is not None
    first, second = rule.nodes("any")
    assert first.location == Location(FILE, 4, 7)
    assert second.keys["text"] == Location(FILE, 5, 8)
    assert second.where("text") == Location(FILE, 5, 14)
    assert second.entries["text"].path == "rule.any[1].text"


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "Off", "1984", "012", "0x1F", "1e3", "2024-01-01", "12:30:45", "1.0", ".5", "="],
)
def test_a_text_stays_as_written(written: str) -> None:
    node, report = parse(f"title: {written}\naliases:\n- {written}\n")
    assert node.text("title") == written
    assert node.texts("aliases") == (written,)
    assert not report.problems


@pytest.mark.parametrize("written", ["", "~", "null", "Null"])
def test_nothing_is_absent_unless_quoted(written: str) -> None:
    node, _ = parse(f"title: {written}\nname: '{written}'\n")
    assert node.get("title") is None
    assert node.text("name") == written


def test_typed_values() -> None:
    text = "weight: 1.5\nhits: 3\nbig: 1e3\ncase: No\nday: 2025-03-12\nmonth: 2025-3\nwords: one\n"
    node, report = parse(text)
    assert node.number("weight") == 1.5
    assert node.number("big") == 1000
    assert node.integer("hits") == 3
    assert node.flag("case", True) is False
    assert node.date("day") == datetime.date(2025, 3, 12)
    assert node.partial_date("month") == PartialDate(2025, 3)
    assert node.texts("words") == ("one",)
    assert node.number("absent", 2) == 2
    assert not report.problems


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("key: [a]", Node.text),
        ("key: {a: b}", Node.texts),
        ("key: heavy", Node.number),
        ("key: 1.5", Node.integer),
        ("key: .inf", Node.number),
        ("key: 1e999", Node.number),
        ("key: maybe", Node.flag),
        ("key: 2025-02-30", Node.partial_date),
        ("key: Mar 12", Node.partial_date),
        ("key: 2025-03", Node.date),
        ("key: text", Node.mapping),
        ("key: text", Node.nodes),
        ("key: {a: b}", Node.nodes),
    ],
)
def test_a_value_of_the_wrong_type_is_reported_where_it_stands(text, read) -> None:
    node, report = parse(f"# head\n{text}\n")
    assert not read(node, "key")
    assert found(report) == [("wrong-type", 2, 6)]


def test_a_text_inside_a_list_of_lists_is_reported() -> None:
    node, report = parse("aliases:\n- one\n- [two]\n")
    assert node.texts("aliases") == ("one",)
    assert found(report) == [("wrong-type", 3, 3)]


def test_an_unknown_key_names_the_closest_known_one() -> None:
    node, report = parse("rule:\n  any: [a]\n  thresold: 2\n")
    rule = node.mapping("rule")
    assert rule is not None
    assert not rule.check_keys(["any", "all", "threshold"])
    assert found(report) == [("unknown-key", 3, 3)]
    (problem,) = report.problems
    assert problem.message == "unknown key 'thresold' of 'rule', did you mean 'threshold'?"
    assert problem.fix == "use one of: all, any, threshold"


@pytest.mark.parametrize("text", ["area: x\n", "area: x\ntitle:\n", "area: x\ntitle: ''\n"])
def test_a_missing_key_is_reported(text: str) -> None:
    node, report = parse(text)
    assert node.text("title", required=True) == ""
    assert [code for code, _, _ in found(report)] == ["missing-key"]


def test_a_duplicate_key_is_an_error_and_the_first_value_stays() -> None:
    node, report = parse("title: one\narea: x\ntitle: {deep: [two]}\nnote: n\n")
    assert found(report) == [("yaml-duplicate-key", 3, 1)]
    assert (node.text("title"), node.text("note")) == ("one", "n")


@pytest.mark.parametrize(
    ("text", "line", "column", "fix"),
    [
        ("a: 1\nb: c: d\n", 2, 5, "quotes"),
        ("a:\n\t- b\n", 2, 1, "spaces"),
        ("a: 1\nb: @home\n", 2, 4, "quotes"),
        ("a: [1, 2\nb: 3\n", 2, 2, "bracket"),
        ('a: "open\n', 2, 1, "close the quotation mark"),
        ("a: 'don't'\n", 1, 9, "''"),
        ("a: *star\n", 1, 4, "quotes"),
        ("a: b\x08\n", 1, 5, "delete"),
        ("a: b\n---\nc: d\n", 2, 1, "own file"),
        ("a: !!python/object:os.system {}\n", 1, 4, "leave it out"),
        ("? [a, b]\n: c\n", 1, 3, "text as the key"),
        ("-\ttitle: A\n", 1, 2, "indent with spaces"),
    ],
)
def test_a_syntax_error_has_place_and_fix(text: str, line: int, column: int, fix: str) -> None:
    report = Report()
    assert parse_yaml(text, FILE, report) is None
    assert found(report) == [("yaml-syntax", line, column)]
    assert fix in report.problems[0].fix


def test_aliases_repeat_a_value() -> None:
    node, report = parse("a: &words [x, y]\nb: *words\n")
    assert node.texts("b") == ("x", "y")
    assert not report.problems


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 10)}]")
    report = Report()
    assert parse_yaml("\n".join(lines), FILE, report) is None
    assert [(p.code, p.location.line) for p in report.problems] == [("yaml-syntax", 4)]


def test_values_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlfile, "MAX_VALUES", 100)
    report = Report()
    assert parse_yaml("- x\n" * 100, FILE, report) is not None
    assert parse_yaml("- x\n" * 1_000, FILE, report) is None
    assert found(report) == [("yaml-syntax", 101, 3)]


def test_an_alias_of_itself_is_refused() -> None:
    report = Report()
    assert parse_yaml("a: &a [*a]\n", FILE, report) is None
    assert found(report) == [("yaml-syntax", 1, 8)]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 1000, "- " * 2000])
def test_deep_nesting_is_refused(text: str) -> None:
    report = Report()
    assert parse_yaml(text, FILE, report) is None
    assert [p.code for p in report.problems] == ["yaml-syntax"]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n"])
def test_a_file_that_holds_nothing_is_none(text: str) -> None:
    report = Report()
    assert parse_yaml(text, FILE, report) is None
    assert not report.problems


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    parse_yaml(text, FILE, Report())


@given(st.text("ab:-[]{}&*!|>'\"#%@`,?\n\t 01~", max_size=60))
def test_no_yaml_like_text_raises(text: str) -> None:
    parse_yaml(text, FILE, Report())


def test_a_missing_file_is_none_without_a_problem(tmp_path: Path) -> None:
    report = Report()
    assert read_yaml(tmp_path, "list.yml", report) is None
    assert not report.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_unicode_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.yml").write_bytes("title: “Naïve”\r\nnote: n\r\n".encode(encoding))
    report = Report()
    node = read_yaml(tmp_path, "x.yml", report)
    assert node is not None
    assert node.text("title") == "“Naïve”"
    assert node.where("note") == Location("x.yml", 2, 7)
    assert not report.problems


def test_latin_1_is_read_as_windows_1252_with_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_bytes("a: b\ntitle: Naïve\n".encode("latin-1"))
    report = Report()
    node = read_yaml(tmp_path, "x.yml", report)
    assert node is not None
    assert node.text("title") == "Naïve"
    assert [(p.code, p.location.line) for p in report.problems] == [("file-encoding", 2)]
