import json

from generator.problems import (
    CODES,
    MOST_ALIKE,
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


def test_of_a_thousand_that_are_alike_the_last_says_that_there_are_more() -> None:
    report = Report("list")
    for line in range(1, 3 * MOST_ALIKE):
        report.add("wrong-type", Location("topics/a.yml", line), "'x' must be a mapping")
    report.add("wrong-type", Location("topics/b.yml", 1), "'x' must be a mapping")
    assert report.counts()["error"] == MOST_ALIKE + 2
    first, *others, last = report.problems
    assert first.message == (
        "there are more than 1,000 problems of this kind in the file; the others are not listed"
    )
    assert [p.location.line for p in others] == list(range(1, MOST_ALIKE + 1))
    assert last.location.file == "list/topics/b.yml"


def test_notes_about_papers_are_all_listed() -> None:
    report = Report("list")
    for line in range(3 * MOST_ALIKE):
        report.add("paper-uncovered", Location("papers/captured/a.txt", line), "no topic")
    assert report.counts()["note"] == 3 * MOST_ALIKE


def test_a_problem_that_is_met_again_counts_once() -> None:
    report = Report("list")
    for _ in range(3 * MOST_ALIKE):
        report.add("wrong-type", Location("topics/a.yml", 1), "'x' must be a mapping")
    assert report.counts()["error"] == 1


def test_of_a_message_without_end_the_middle_is_left_out() -> None:
    report = Report("list")
    report.add("unknown-key", Location("tags.yml", 1), f"unknown key '{'x' * 10_000_000}'")
    (problem,) = report.problems
    assert len(problem.message) < 1_010
    assert problem.message.startswith("unknown key 'xxx")
    assert problem.message.endswith("xxx'")
