"""The command ``reading-list``: thin, one function a command."""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from generator.arrivals import format_imported
from generator.builder_config import BuilderConfigError, read_builder_config
from generator.changes import Changes, changes_json, compare, format_markdown
from generator.checks import check_library
from generator.commandline import (
    content_report,
    exit_status,
    format_option,
    load,
    print_problems,
    strict_option,
)
from generator.enrich.cli import add, enrich
from generator.explain import Explanation, explain_paper
from generator.exports import EXPORTERS, citable, select
from generator.folder import ForeignFolderError, write_folder
from generator.importing import UnknownFileError, import_files
from generator.library import load_library
from generator.lookup import PaperIndex
from generator.newlist import CONTENT, FolderNotEmptyError, new_list
from generator.offline import OfflineError, build_site_for_disk, check_target, write_zip
from generator.paths import packaged_templates
from generator.problems import (
    Problem,
    Report,
    Severity,
    closest,
    format_github,
    format_json,
)
from generator.revisions import RevisionError, content_at
from generator.site import build_site
from generator.styles import StyleError, format_references
from generator.suggest import suggest, suggestion_notes
from generator.terminal import (
    changes_text,
    doing,
    explanation_text,
    suggestions_text,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reading-list")
@click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("content"),
    show_default=True,
    help="The content folder.",
)
@click.pass_context
def main(context: click.Context, content: Path) -> None:
    """Build and question a curated paper reading list."""
    context.obj = content
    if os.environ.get("NO_COLOR"):  # https://no-color.org: any value but an empty one
        context.color = False


main.add_command(enrich)
main.add_command(add)


@main.command()
@format_option
@strict_option
@click.pass_obj
def check(content: Path, form: str, strict: bool) -> None:
    """Print every problem of the content, with file, line and fix."""
    report = content_report(content)
    with doing(f"Reading {content}"):
        library = load_library(content, report)
    with doing("Trying every clause"):
        check_library(library, content, report, thorough=True)
    print_problems(report, form, report.problems)
    if form == "text":
        counts = ", ".join(f"{n} {word}{'s' * (n != 1)}" for word, n in report.counts().items())
        click.echo(
            f"{len(library.papers)} papers in {len(library.labels.topics)} topics: {counts}",
            err=True,
        )
    sys.exit(exit_status(report, strict))


@main.command()
@click.argument("paper")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How the answer is printed.",
)
@click.pass_obj
def explain(content: Path, paper: str, form: str) -> None:
    """Say where PAPER's facts come from, why it has its labels and links, and what it missed.

    PAPER is a slug, an identifier, a citation key or the exact title.
    """
    report, library = load(content)
    index = PaperIndex.of((*library.papers, *library.hidden))
    found = index.find(paper)
    if found is None:
        raise click.UsageError(f"no paper '{paper}'{index.closest(paper)}")
    explanation = explain_paper(library, found)
    if form == "json":
        click.echo(json.dumps(explanation.as_json(), ensure_ascii=False, indent=2))
    elif form == "github":
        click.echo(format_github(_as_notes(explanation, report)), nl=False)
    else:
        click.echo(explanation_text(explanation), nl=False)
    sys.exit(exit_status(report, strict=False))


@main.command()
@click.option("--format", "form", type=click.Choice(list(EXPORTERS)), help="The format.")
@click.option("--style", default="", help="References in a CSL style: its name, or a .csl file.")
@click.option("--topic", default="", help="Only papers of this topic.")
@click.option("--tag", default="", help="Only papers with this tag.")
@click.option("--paper", "names", multiple=True, help="Only this paper; may be repeated.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="The file to write; without it, the terminal.",
)
@click.pass_obj
def export(
    content: Path,
    form: str | None,
    style: str,
    topic: str,
    tag: str,
    names: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write the papers in a citation or data format, or as references in a citation style."""
    if bool(form) == bool(style):
        raise click.UsageError(f"give --format ({', '.join(EXPORTERS)}) or --style")
    report, library = load(content)
    try:
        papers = select(library, topic, tag, names)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    try:
        if form:
            text = EXPORTERS[form](library, papers)
        else:
            text = format_references([citable(library, paper) for paper in papers], style)
    except StyleError as error:
        raise click.UsageError(str(error)) from error
    if output is None:
        click.echo(text.encode(), nl=False)
    else:
        try:
            output.write_bytes(text.encode())
        except OSError as error:
            raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    sys.exit(exit_status(report, strict=False))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site builder's settings.",
)
@format_option
@strict_option
@click.pass_context
def pages(
    context: click.Context, directory: Path, config_file: Path, form: str, strict: bool
) -> None:
    """Write the generated Markdown and files to DIRECTORY, for any site builder.

    Only what changed is written; only what an earlier run wrote is deleted.
    """
    source = context.get_parameter_source("config_file")
    if source is click.core.ParameterSource.COMMANDLINE and not config_file.exists():
        raise click.UsageError(f"there is no file '{config_file}'")
    try:
        config = read_builder_config(config_file, packaged_templates())
    except BuilderConfigError as error:
        raise click.UsageError(str(error)) from error
    given = context.find_root().get_parameter_source("content")
    is_default = given in (None, click.core.ParameterSource.DEFAULT)
    content = config.content if is_default else context.obj
    report = content_report(content)
    library = load_library(content, report)
    check_library(library, content, report)
    if not report.at_least(Severity.ERROR):
        try:
            written, deleted = write_folder(
                build_site(library, config.options, report), directory, config.docs
            )
        except ForeignFolderError as error:
            raise click.UsageError(str(error)) from error
        click.echo(f"{directory}: {written} files written, {deleted} deleted", err=True)
    print_problems(report, form, report.at_least(Severity.WARNING))
    sys.exit(exit_status(report, strict))


@main.command()
@click.argument("target", metavar="ZIP", type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site builder's settings, which name the content folder, too.",
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.pass_context
def offline(context: click.Context, target: Path, config_file: Path, strict: bool) -> None:
    """Write the site to ZIP, to be unpacked and opened from disk, search and map included.

    An earlier offline edition is replaced, any other file is not.
    """
    given = context.find_root().get_parameter_source("content")
    if given not in (None, click.core.ParameterSource.DEFAULT):
        raise click.UsageError(f"the content folder is named in {config_file}, not by --content")
    try:
        check_target(target)
    except OfflineError as error:
        raise click.UsageError(str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        try:
            with doing("Building the site"):
                warnings = build_site_for_disk(config_file, site, strict=strict)
            with doing(f"Writing {target}"):
                count = write_zip(site, target)
        except OfflineError as error:
            raise click.ClickException(str(error)) from error
    for warning in warnings:
        click.echo(warning, err=True)
    click.echo(f"{target}: {count} files; unpack it and open {target.stem}/index.html", err=True)


@main.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--replace",
    "replaced",
    metavar="NAME",
    default="",
    help="Take FILE in place of the file NAME of papers/captured/.",
)
@format_option
@strict_option
@click.pass_obj
def import_command(
    content: Path, files: tuple[Path, ...], replaced: str, form: str, strict: bool
) -> None:
    """Put FILES into papers/captured/ and say which papers are new, known, possibly the same.

    Of several files all are taken or none. With --replace, an export that was made again (such
    as a Zotero library) takes the place of the earlier one, and what it lost leaves the list.
    """
    if replaced and len(files) != 1:
        raise click.UsageError("--replace takes one file")
    report = content_report(content)
    today = datetime.datetime.now().astimezone().date()
    try:
        done = import_files(content, files, today, report, replaced=replaced, strict=strict)
    except UnknownFileError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"nothing was imported: {error}") from error
    if form == "json":
        document = {**done.as_json(), **json.loads(format_json(report))}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_problems(
            report,
            form,
            report.problems
            if form == "github" or done.refused
            else report.at_least(Severity.WARNING),
        )
        click.echo(format_imported(done, report.root), nl=False, err=form == "github")
    sys.exit(1 if done.refused else exit_status(report, strict))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--title", default="", help="Title of the list.  [default: from the folder's name]")
@format_option
def new(directory: Path, files: tuple[Path, ...], title: str, form: str) -> None:
    """Make a fresh list in DIRECTORY that builds at once, from the papers of FILES.

    Topics are suggested from the papers' words. DIRECTORY must be missing or empty.
    """
    report = Report(CONTENT)
    today = datetime.datetime.now().astimezone().date()
    try:
        made = new_list(directory, files, today, report, title=title)
    except FolderNotEmptyError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"nothing was made: {error}") from error
    print_problems(report, form, report.at_least(Severity.WARNING))
    if made.library is None:
        click.echo("nothing was made", err=True)
        sys.exit(1)
    count = len(made.library.papers)
    click.echo(f"{directory}: {count} papers, {len(made.library.labels.topics)} topics", err=True)
    for topic in made.library.labels.topics.values():
        click.echo(f"  {topic.title}", err=True)
    if made.accepted:
        click.echo(f"{made.accepted} warnings about the files are noted in accepted.yml", err=True)
    click.echo(f"Next: cd {directory}, then mkdocs serve; README.md says more.", err=True)


@main.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "markdown"]),
    default="text",
    show_default=True,
    help="How the answer is printed; markdown is for a comment on a pull request.",
)
@click.pass_obj
def diff(content: Path, old: str, new: str | None, form: str) -> None:
    """Show what moved between two states of the content, per topic.

    OLD and NEW are content folders or git revisions; without NEW, the content as it is now.
    """
    with ExitStack() as stack:
        try:
            states = [stack.enter_context(content_at(name, content)) for name in (old, new) if name]
        except RevisionError as error:
            raise click.UsageError(str(error)) from error
        if new is None:
            states.append(content)
        (_, before), (report, after) = (load(state) for state in states)
    with doing("Comparing"):
        changes = compare(before, after)
    if form == "json":
        click.echo(json.dumps(changes_json(changes), ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(format_markdown(changes), nl=False)
    elif form == "github":
        click.echo(format_github(_move_notes(changes, content.name)), nl=False)
    else:
        click.echo(changes_text(changes), nl=False)
    sys.exit(exit_status(report, strict=False))


@main.command("suggest")
@click.argument("topic", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How the answer is printed.",
)
@click.pass_obj
def suggest_command(content: Path, topic: str, form: str) -> None:
    """Name words that a rule may be missing, and papers that look misplaced or have no topic."""
    report, library = load(content)
    topics = library.labels.topics
    if topic and topic not in topics:
        raise click.UsageError(f"no topic '{topic}'{closest(topic, topics)}")
    with doing("Counting words"):
        found = suggest(library, topic)
    if form == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    elif form == "github":
        notes = Report(report.root)
        for place, text in suggestion_notes(found, library):
            notes.extend([Problem("suggest", Severity.NOTE, notes.placed(place), text)])
        click.echo(format_github(notes.problems), nl=False)
    else:
        click.echo(suggestions_text(found, library), nl=False)
    sys.exit(exit_status(report, strict=False))


def _move_notes(changes: Changes, root: str) -> list[Problem]:
    report = Report(root)
    for moves in (*changes.topics.values(), *changes.tags.values()):
        for move in moves:
            text = f"{move.title}: {move.label} {move.kind}, {move.reason}"
            report.extend([Problem("diff", Severity.NOTE, report.placed(move.location), text)])
    return report.problems


def _as_notes(explanation: Explanation, report: Report) -> list[Problem]:
    return [
        Problem("explain", Severity.NOTE, report.placed(location), text)
        for location, text in explanation.as_notes()
    ]
