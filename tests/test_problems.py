import json

from generator.problems import (
    CODES,
    Location,
    Report,
    Severity,
    closest,
    format_github,
    format_json,
    format_text,
)


def report_with_two() -> Report:
    report = Report("list")
    report.add("unknown-key", Location("topics/b.yml", 3, 5), "unknown key 'x'", "remove it")
    report.add("paper-uncovered", Location("papers/captured/a.txt", 7), "no topic takes 'A'")
    return report


def test_files_are_given_relative_to_the_parent_of_the_content_folder() -> None:
    report = Report("list")
    report.add("unknown-key", Location("../mkdocs.yml", 2), "no such option")
    assert report.problems[0].location.file == "mkdocs.yml"
    assert report_with_two().problems[0].location.file == "list/papers/captured/a.txt"


def test_problems_are_sorted_by_place_and_counted_once() -> None:
    report = report_with_two()
    report.add("unknown-key", Location("topics/b.yml", 3, 5), "unknown key 'x'", "remove it")
    assert [p.code for p in report.problems] == ["paper-uncovered", "unknown-key"]
    assert report.counts() == {"error": 1, "warning": 0, "note": 1}
    assert [p.code for p in report.at_least(Severity.WARNING)] == ["unknown-key"]


def test_text_names_file_line_column_code_and_fix() -> None:
    assert format_text(report_with_two().problems[1:]) == (
        "list/topics/b.yml:3:5: error: unknown key 'x' [unknown-key]\n    fix: remove it\n"
    )


def test_json_has_the_fixed_keys_and_null_for_what_is_unknown() -> None:
    document = json.loads(format_json(report_with_two()))
    assert document["counts"] == {"error": 1, "warning": 0, "note": 1}
    assert document["problems"][0] == {
        "code": "paper-uncovered",
        "severity": "note",
        "file": "list/papers/captured/a.txt",
        "line": 7,
        "column": None,
        "message": "no topic takes 'A'",
        "fix": "",
    }


def test_github_annotations_escape_what_would_end_them() -> None:
    report = Report("list")
    report.add("unknown-key", Location("topics/a,b.yml", 1), "100%\n::error::x")
    assert format_github(report.problems) == (
        "::error file=list/topics/a%2Cb.yml,line=1,title=unknown-key::100%25\\n::error::x\n"
    )


def test_closest_names_a_similar_word_only() -> None:
    assert closest("inlcude", ["include", "exclude"]) == ", did you mean 'include'?"
    assert closest("zebra", ["include"]) == ""


def test_every_code_has_a_meaning_that_is_a_sentence() -> None:
    for code, (_, meaning) in CODES.items():
        assert meaning.endswith("."), code
