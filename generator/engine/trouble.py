"""How a build tells what is wrong: in its log, on the pages of a preview, and in its report."""

from __future__ import annotations

import html
import os
import traceback
from collections.abc import Iterable
from pathlib import Path

import jinja2

from generator.engine.plan import Conflict
from generator.problems import Location, Problem, Report, Severity, format_text


def banner(problems: list[Problem]) -> str:
    """Problems as HTML for every page of a preview; empty if there are none."""
    if not problems:
        return ""
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    state = "; the pages show the last good state" if broken else ""
    text = html.escape(format_text(problems[:20]))
    return f'<div class="rl-problems"><strong>{count}{state}</strong><pre>{text}</pre></div>'


def describe(problem: Problem) -> str:
    """A problem on one line, without its severity, which a log says by itself."""
    fix = f" (fix: {problem.fix})" if problem.fix else ""
    return f"{problem.place}: {problem.message} [{problem.code}]{fix}"


def summary(problems: list[Problem]) -> str:
    """One line that counts problems by code: ``12 paper-uncovered, 3 unknown-date``."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return ", ".join(f"{number} {code}" for code, number in sorted(counts.items()))


def report_conflicts(
    conflicts: Iterable[Conflict], hand_written: Path, content: Path, report: Report
) -> None:
    """Outputs that would replace what people wrote in the folder ``hand_written``."""
    for conflict in conflicts:
        report.add(
            "page-conflict",
            Location(_seen_from(content, hand_written / conflict.hand_written)),
            f"the generated {conflict.path} would replace this file",
            "rename this file",
        )


def report_template(error: jinja2.TemplateError, content: Path, report: Report) -> None:
    """A template that cannot be rendered."""
    file, line = template_place(error)
    report.add(
        "template-broken",
        Location(_seen_from(content, Path(file)) if file else "", line),
        f"{type(error).__name__}: {error}",
        "mend the template, or delete it to use the one that comes with the program",
    )


def template_place(error: jinja2.TemplateError) -> tuple[str, int]:
    """File and line of the template that failed; ``("", 0)`` if it is unknown."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.filename or "", error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if not frame.filename.endswith(".py"):
            return frame.filename, frame.lineno or 0
    return "", 0


def _seen_from(folder: Path, file: Path) -> str:
    return os.path.relpath(file, folder).replace(os.sep, "/")
