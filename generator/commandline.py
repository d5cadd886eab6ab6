"""What the commands share: options, the content folder, how problems are printed."""

from __future__ import annotations

from pathlib import Path

import click

from generator.library import Library, load_library
from generator.problems import Problem, Report, Severity, format_github, format_json
from generator.terminal import doing, problem_text

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
strict_option = click.option("--strict", is_flag=True, help="Warnings fail too.")


def content_report(content: Path) -> Report:
    """A report for a content folder; a missing folder is wrong usage."""
    if not content.is_dir():
        raise click.UsageError(f"there is no content folder '{content}'")
    return Report(content.resolve().name)


def load(content: Path) -> tuple[Report, Library]:
    """The library, for commands whose answer is something else than problems."""
    report = content_report(content)
    with doing(f"Reading {content}"):
        library = load_library(content, report)
    for problem in report.at_least(Severity.ERROR):
        click.echo(problem_text(problem), nl=False, err=True)
    return report, library


def exit_status(report: Report, strict: bool) -> int:
    """1 if there are problems that fail, else 0."""
    return 1 if report.at_least(Severity.WARNING if strict else Severity.ERROR) else 0


def print_problems(report: Report, form: str, problems: list[Problem]) -> None:
    """Print problems; as JSON, all of the report."""
    if form == "json":
        click.echo(format_json(report), nl=False)
    elif form == "github":
        click.echo(format_github(problems), nl=False)
    else:
        for problem in problems:
            click.echo(problem_text(problem), nl=False)
