"""The commands ``enrich`` and ``add``."""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path

import click
from click import style

from generator.arrivals import format_imported
from generator.commandline import (
    content_report,
    exit_status,
    format_option,
    print_problems,
    strict_option,
)
from generator.content import read_settings
from generator.enrich import SERVICES
from generator.enrich.adding import (
    Added,
    NotAPaperError,
    PaperNotFoundError,
    UnreadableFileError,
    add_paper,
)
from generator.enrich.cache import MAX_AGE_DAYS, AnswerCache
from generator.enrich.client import Client
from generator.enrich.enrichment import Enrichment, ServiceFacts
from generator.enrich.enrichment import enrich as ask_services
from generator.enrich.factfile import changed_entries, files_to_write
from generator.explain import explain_paper
from generator.library import load_library
from generator.placing import place_files
from generator.problems import Report, Severity, format_json
from generator.terminal import placed_text, telling

CACHE_FOLDER = ".cache/reading-list"
INTERRUPTED = 130
SIGNS = {"+": "green", "-": "red"}

mailto_option = click.option(
    "--mailto",
    metavar="ADDRESS",
    default="",
    help="Address by which the services can reach you.  [default: contact of list.yml]",
)
offline_option = click.option(
    "--offline", is_flag=True, help="Ask nobody; only answers that are kept, of any age."
)


@click.command()
@click.option(
    "--from", "name", type=click.Choice(list(SERVICES)), default=None, help="Ask this service only."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@offline_option
@mailto_option
@format_option
@strict_option
@click.pass_obj
def enrich(
    content: Path,
    name: str | None,
    dry_run: bool,
    yes: bool,
    offline: bool,
    mailto: str,
    form: str,
    strict: bool,
) -> None:
    """Ask public services for what papers lack, and write it into papers/enriched/.

    What would change is shown first. Answers are kept for a week, so a run that is interrupted
    goes on where it was. What a curator wrote is never changed.
    """
    report = content_report(content)
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if not (dry_run or yes or asks):
        raise click.UsageError("nobody can be asked whether to write: give --yes or --dry-run")
    order = list(SERVICES.values())
    services = [SERVICES[name]] if name else order
    try:
        with telling() as tell:
            client = _client(content, offline, mailto)
            client.tell = tell
            found = ask_services(content, services, client, report, order=order)
        if form != "json":
            _show(content, found, report, form)
        written = not dry_run and _write(content, found, yes=yes)
    except KeyboardInterrupt:
        click.echo("interrupted: nothing is written; what was answered is kept", err=True)
        sys.exit(INTERRUPTED)
    except OSError as error:
        raise click.ClickException(f"nothing was written: {error}") from error
    if form == "json":
        document = {"written": written, "services": [_facts_json(f) for f in found.services]}
        document |= json.loads(format_json(report))
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    sys.exit(exit_status(report, strict))


def _show(content: Path, found: Enrichment, report: Report, form: str) -> None:
    """What would change, then what is doubtful or failed."""
    if form == "text":
        for facts in found.services:
            click.echo(_facts_text(facts, content.resolve().name), nl=False)
    print_problems(report, form, report.problems)


def _write(content: Path, found: Enrichment, *, yes: bool) -> bool:
    """Write what changed, if that is wanted."""
    if not found.changed:
        return False
    if not yes and not click.confirm("Write this?", err=True):
        return False
    today = datetime.datetime.now().astimezone().date()
    files: dict[Path, bytes] = {}
    for facts in found.changed:
        files |= files_to_write(content, facts.service, facts.after, today)
    place_files(files, may_replace=True)
    return True


@click.command()
@click.argument("paper", metavar="URL-OR-ID")
@offline_option
@mailto_option
@format_option
@click.pass_obj
def add(content: Path, paper: str, offline: bool, mailto: str, form: str) -> None:
    """Put one paper into the list, and say which topics it gets.

    URL-OR-ID is an identifier (arXiv:2302.05543, a DOI) or the address of a page at arXiv, a
    publisher, OpenReview, the ACL Anthology, Hugging Face, PubMed or Semantic Scholar.
    """
    report = content_report(content)
    today = datetime.datetime.now().astimezone().date()
    try:
        with telling() as tell:
            client = _client(content, offline, mailto)
            client.tell = tell
            added = add_paper(content, paper, SERVICES, client, today, report)
    except NotAPaperError as error:
        raise click.UsageError(str(error)) from error
    except (PaperNotFoundError, UnreadableFileError) as error:
        raise click.ClickException(f"nothing was added: {error}") from error
    except OSError as error:
        raise click.ClickException(f"nothing was added: {error}") from error
    _print_added(content, added, report, form)
    sys.exit(exit_status(report, strict=False))


def _print_added(content: Path, added: Added, report: Report, form: str) -> None:
    library = load_library(content, Report(report.root))
    paper = library.by_id.get(added.paper.id, added.paper)
    explanation = explain_paper(library, paper)
    if form == "json":
        placed = explanation.as_json()
        document = {
            **added.imported.as_json(),
            "topics": placed["topics"],
            "tags": placed["tags"],
            **json.loads(format_json(report)),
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    print_problems(report, form, report.at_least(Severity.WARNING))
    if added.imported.files:
        text = format_imported(added.imported, report.root)
    else:
        hidden = f", hidden: {paper.hidden}" if paper.hidden else ""
        text = f"the list has it already: {paper.title} ({paper.id}){hidden}\n"
    click.echo(text, nl=False, err=form == "github")
    if not paper.hidden:
        click.echo(placed_text(explanation), nl=False, err=form == "github")


def _client(content: Path, offline: bool, mailto: str) -> Client:
    contact = mailto or read_settings(content, Report()).contact
    folder = content.resolve().parent / CACHE_FOLDER
    return Client(
        AnswerCache(folder, MAX_AGE_DAYS),
        contact=contact,
        offline=offline,
        environment=os.environ,
    )


# --- as people and programs read it -----------------------------------------------------------


def _facts_text(facts: ServiceFacts, root: str) -> str:
    entries = list(changed_entries(facts.before, facts.after))
    unasked = f", {facts.unasked} not asked" if facts.unasked else ""
    place = f" -> {root}/{facts.after.file}" if entries else ""
    papers = "1 paper" if facts.asked == 1 else f"{facts.asked} papers"
    changes = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    lines = [
        style(facts.service.title, bold=True)
        + f": {papers} asked for, {facts.found} found{unasked}, "
        f"{changes} new or changed{place}"
    ]
    for title, changed in entries:
        lines.append(f"  {title}")
        lines += [f"    {style(line, fg=SIGNS.get(line[0]))}" for line in changed]
    return "".join(f"{line}\n" for line in lines)


def _facts_json(facts: ServiceFacts) -> dict[str, object]:
    return {
        "name": facts.service.name,
        "file": facts.after.file,
        "asked": facts.asked,
        "found": facts.found,
        "unasked": facts.unasked,
        "entries": [
            {"title": title, "lines": lines}
            for title, lines in changed_entries(facts.before, facts.after)
        ],
    }
