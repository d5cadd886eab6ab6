"""A fresh list in a folder of its own, which builds at once."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import yaml

from generator.arrivals import Imported
from generator.checks import check_library
from generator.content import ACCEPTED_FILE
from generator.importing import import_files
from generator.labelfiles import TOPICS_FOLDER
from generator.library import Library, load_library
from generator.linking.subjects import PROSE
from generator.memory import Memory
from generator.problems import Report, Severity
from generator.schemas import SCHEMA_LINES, schema_files
from generator.starter import starter_files
from generator.topicmaker import LEAST_PAPERS, TopicDraft, draft_topics
from generator.vocabulary import FILLERS

CONTENT = "content"
PACKAGE = "reading-list"


class FolderNotEmptyError(ValueError):
    """The folder of a fresh list holds something already."""


@dataclass(frozen=True, slots=True)
class NewList:
    """A list that was made, or, if ``imported.refused``, was not.

    Attributes:
        imported: What the given files brought.
        library: The list as it is.
        accepted: Number of warnings of the given files that ``accepted.yml`` takes note of.
    """

    imported: Imported
    library: Library | None = None
    accepted: int = 0


def new_list(
    folder: Path, paths: Sequence[Path], today: datetime.date, report: Report, *, title: str = ""
) -> NewList:
    """Make a list in ``folder``: from nothing, or from files of papers with topics suggested.

    The list is made in a folder beside it and moved there when it is whole.

    Args:
        folder: Missing or empty; the folder ``.git`` of an empty repository may be there.
        paths: Files of papers in any format that is read.
        today: Day on which they were added.
        report: Gets the problems of the files.
        title: Title of the list; made from the folder's name if empty.

    Raises:
        FolderNotEmptyError: The folder is not empty.
        OSError: It cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(_own_entries(folder))):
        raise FolderNotEmptyError(f"'{folder}' is not an empty folder")
    folder = folder.resolve()
    above = folder.parent
    while not above.exists():
        above = above.parent
    with tempfile.TemporaryDirectory(prefix=".reading-list-", dir=above) as work:
        staging = Path(work) / "list"
        content = staging / CONTENT
        content.mkdir(parents=True)
        imported = Imported()
        if paths:
            imported = import_files(content, paths, today, report)
            if imported.refused:
                return NewList(imported)
        title = title or _title_of(folder.name)
        memory = Memory()
        drafts = _write_topics(content, memory)
        _write(staging, _files(title, drafts, [f.given for f in imported.files]))
        library, accepted = _accept_warnings(content, memory)
        _move(staging, folder)
    return NewList(imported, library, accepted)


def _own_entries(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.name != ".git")


def _title_of(name: str) -> str:
    words = " ".join(name.replace("_", " ").replace("-", " ").split())
    words = "".join(sign for sign in words if sign.isprintable())
    return words[:1].upper() + words[1:] or "Reading list"


# --- topics ---------------------------------------------------------------------------------


def _write_topics(content: Path, memory: Memory) -> list[TopicDraft]:
    """Write the topics that the papers suggest, without those that get too few papers."""
    library = load_library(content, Report(content.name), memory)
    drafts = draft_topics(library, PROSE | FILLERS)
    _write(content, {"areas.yml": b"topics:\n  title: Topics\n"})
    while drafts:
        for old in (content / TOPICS_FOLDER).glob("*.yml"):
            old.unlink()
        _write(content, {f"{TOPICS_FOLDER}/{d.id}.yml": topic_text(d).encode() for d in drafts})
        library = load_library(content, Report(content.name), memory)
        counts = dict.fromkeys((draft.id for draft in drafts), 0)
        for labels in library.assignments.values():
            for assigned in labels.topics:
                counts[assigned.id] += 1
        large = [draft for draft in drafts if counts[draft.id] >= LEAST_PAPERS]
        if len(large) == len(drafts):
            break
        drafts = large
    else:
        for old in (content / TOPICS_FOLDER).glob("*.yml"):
            old.unlink()
    return drafts


def topic_text(draft: TopicDraft) -> str:
    """The file of a suggested topic."""
    others = draft.phrases[1:3]
    more = f", or of {' or '.join(others)}" if others else ""
    description = f"Papers that speak of {draft.phrases[0]}{more}."
    clauses = "".join(f"    - {_scalar(phrase)}\n" for phrase in draft.phrases)
    return (
        f"{SCHEMA_LINES['topics/*.yml']}\n"
        "# Suggested from the words of the papers. Rename it, widen or narrow its rule, or delete\n"
        "# the file.\n"
        f"title: {_scalar(draft.title)}\n"
        "area: topics\n"
        f"description: {_scalar(description)}\n"
        f"rule:\n  any:\n{clauses}"
    )


def _scalar(text: str) -> str:
    """A text as YAML on one line."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n").removesuffix("\n...")


# --- files ----------------------------------------------------------------------------------


def _files(title: str, drafts: Sequence[TopicDraft], given: Sequence[str]) -> dict[str, bytes]:
    requirement, advice = _requirement()
    names = ", ".join(f"`{Path(name).name}`" for name in given)
    words = {
        "title": title,
        "title_yaml": _scalar(title),
        "about": (f"The list began with the papers of {names}." if names else "The list is new."),
        "topics": (
            "The topics in `content/topics/` were suggested from the words of your papers. They "
            "are a\nbeginning: rename them, change their rules, delete what is no topic.\n"
            if drafts
            else "A topic is a file in `content/topics/`.\n"
        ),
        "requirements": advice,
    }
    return {
        **starter_files(words),
        **{f"{CONTENT}/{name}": text for name, text in schema_files().items()},
        "requirements.txt": requirement.encode(),
    }


def _requirement() -> tuple[str, str]:
    """What a workflow installs: this release, from where it was installed if anyone can get it."""
    try:
        installed = distribution(PACKAGE)
    except PackageNotFoundError:
        return f"{PACKAGE}\n", "`requirements.txt` names the release that is installed."
    origin = _origin(installed)
    if origin:
        return f"{PACKAGE} @ {origin}\n", "`requirements.txt` names the release that is installed."
    return (
        f"--find-links wheels\n{PACKAGE}=={installed.version}\n",
        "`requirements.txt` names the release that is installed. If no package index has it, put "
        "its wheel\ninto the folder `wheels/` and commit it.",
    )


def _origin(installed: Distribution) -> str:
    """Public address that the package was installed from (PEP 610), or empty."""
    record = json.loads(installed.read_text("direct_url.json") or "{}")
    url = str(record.get("url", ""))
    if not url.startswith("https://") or "@" in url:
        return ""
    vcs = record.get("vcs_info", {})
    return f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else url


def _accept_warnings(content: Path, memory: Memory) -> tuple[Library, int]:
    """Take note of what is wrong with the given files, so that the list starts without warnings."""
    report = Report(content.name)
    library = load_library(content, report, memory)
    check_library(library, content, report)
    warnings = report.at_least(Severity.WARNING)
    kinds = sorted({(p.code, p.location.file) for p in warnings if p.severity < Severity.ERROR})
    if kinds:
        entries = "".join(
            f"- code: {code}\n  file: {_scalar(file)}\n"
            "  reason: It was so in the file that this list began with.\n"
            for code, file in kinds
        )
        head = "# Problems that the editors know. 'reading-list check' shows all others.\n"
        _write(content, {ACCEPTED_FILE: (head + entries).encode()})
    return library, len(warnings)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def _move(staging: Path, folder: Path) -> None:
    """Put the finished list in its place; an empty folder stays the same folder."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(staging.iterdir()):
            path.rename(folder / path.name)
            moved.append(folder / path.name)
    except BaseException:
        for path in moved:
            path.rename(staging / path.name)
        raise
