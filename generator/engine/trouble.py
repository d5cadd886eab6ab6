"""How a build tells what is wrong: in its log, on the pages of a preview, and in its report."""

from __future__ import annotations

import errno
import html
import os
import traceback
from collections.abc import Iterable
from pathlib import Path

import jinja2
import jinja2.loaders

from generator.engine.plan import Conflict
from generator.problems import Location, Problem, Report, Severity, format_text

_LOADERS = jinja2.loaders.FileSystemLoader.get_source.__code__.co_filename

TEMPLATE_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an expression of a template may raise, and reading one that is no UTF-8."""


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


def report_template(error: Exception, content: Path, report: Report) -> None:
    """A template that cannot be rendered.

    Raises:
        Exception: It is no fault of a template.
    """
    if not is_of_template(error):
        raise error
    file, line = template_place(error)
    report.add(
        "template-broken",
        Location(_seen_from(content, Path(file)) if file else "", line),
        f"{type(error).__name__}: {error}",
        "mend the template, or delete it to use the one that comes with the program",
    )


def is_of_template(error: Exception) -> bool:
    """Whether a template is at fault, not the program."""
    of_jinja = isinstance(error, jinja2.TemplateError)
    return of_jinja or (isinstance(error, TEMPLATE_FAULTS) and template_place(error) != ("", 0))


def template_place(error: Exception) -> tuple[str, int]:
    """File and line of the template that failed; ``("", 0)`` if it is unknown."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.filename or "", error.lineno
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        code = frame.f_code
        if not code.co_filename.endswith((".py", ">")):
            return code.co_filename, line
        if code.co_filename == _LOADERS and isinstance(error, UnicodeDecodeError):
            return str(frame.f_locals.get("filename", "")), 1
    return "", 0


def in_one_line(error: Exception) -> str:
    """What stopped a build, for whoever can mend it; empty if the program is at fault."""
    match error:
        case _ if is_of_template(error):
            file, line = template_place(error)
            return f"{file}:{line}: " * bool(file) + f"{type(error).__name__}: {error}"
        case RecursionError():
            what = "the Markdown of the page is" if _is_of_markdown(error) else "folders are"
            return f"{what} nested too deeply"
        case UnicodeEncodeError():
            return f"the name of a file cannot be printed: {error.object!r}"
        case UnicodeDecodeError():  # the site builder has named the page
            return f"the page is not UTF-8: {error}; save it as UTF-8"
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return f"there is no space left for the site: {error}"
        case OSError():
            return f"a file cannot be read or written: {error}"
        case _:
            return ""


def _is_of_markdown(error: Exception) -> bool:
    """Whether the error comes from within the Markdown parser."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__") == "markdown.core" for frame, _ in frames)


def _seen_from(folder: Path, file: Path) -> str:
    return os.path.relpath(file, folder).replace(os.sep, "/")
