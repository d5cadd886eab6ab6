from pathlib import Path

import jinja2
import pytest

from generator.engine.plan import Conflict
from generator.engine.trouble import (
    banner,
    describe,
    report_conflicts,
    report_template,
    summary,
)
from generator.problems import Location, Report


def problems() -> Report:
    report = Report()
    report.add("rule-syntax", Location("topics/x.yml", 3, 5), "<b> is no clause", "quote it")
    report.add("paper-uncovered", Location("papers/a.txt", 7), "no topic")
    report.add("paper-uncovered", Location("papers/a.txt", 9), "no topic")
    return report


def test_the_banner_says_what_is_wrong_and_is_escaped() -> None:
    text = banner(problems().problems)
    assert "3 problems; the pages show the last good state" in text
    assert "content/topics/x.yml:3:5: error: &lt;b&gt; is no clause" in text


def test_no_problem_no_banner() -> None:
    assert banner([]) == ""


def test_a_problem_is_described_on_one_line() -> None:
    described = [describe(problem) for problem in problems().problems]
    assert described[-1] == (
        "content/topics/x.yml:3:5: <b> is no clause [rule-syntax] (fix: quote it)"
    )


def test_problems_are_counted_by_code() -> None:
    assert summary(problems().problems) == "2 paper-uncovered, 1 rule-syntax"


def test_a_conflict_stands_at_the_hand_written_file() -> None:
    report = Report()
    conflicts = [Conflict("papers/x.html", "papers/x.md"), Conflict("feed.xml", "feed.xml")]
    report_conflicts(conflicts, Path("/list/docs"), Path("/list/content"), report)
    assert [problem.location.file for problem in report.problems] == [
        "docs/feed.xml",
        "docs/papers/x.md",
    ]


@pytest.mark.parametrize("text", ["one\n{{ missing }}", "one\n{% for %}"], ids=["value", "syntax"])
def test_a_broken_template_is_reported_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "site_templates").mkdir()
    (tmp_path / "site_templates/paper.html").write_text(text)
    loader = jinja2.FileSystemLoader(tmp_path / "site_templates")
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined)
    report = Report()
    with pytest.raises(jinja2.TemplateError) as caught:
        environment.get_template("paper.html").render()
    report_template(caught.value, tmp_path / "content", report)
    assert [problem.location for problem in report.problems] == [
        Location("site_templates/paper.html", 2)
    ]


def test_a_template_that_is_missing_has_no_place() -> None:
    report = Report()
    report_template(jinja2.TemplateNotFound("paper.html"), Path("content"), report)
    assert report.problems[0].message == "TemplateNotFound: paper.html"
