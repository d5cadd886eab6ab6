"""The content folder: which files hold records, what their sidecars say, and the list's settings.

Trust is the folder: ``papers/curated/`` beats ``papers/enriched/`` beats ``papers/captured/``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from errno import EPERM
from hashlib import sha256
from pathlib import Path, PurePosixPath

from generator.entrydates import KEY as LATER
from generator.entrydates import read_later, with_days
from generator.formats import FORMATS, HEAD_LENGTH, LONGEST_HEAD, Format, detect
from generator.formats.common import excerpt, http_url, is_too_large, parse_date
from generator.model import PartialDate, Record, SourceFile, Trust
from generator.problems import CODES, Location, Problem, Report, Severity, closest
from generator.store import bytes_digest, digest
from generator.text import slug
from generator.textfile import read_text
from generator.yamlfile import Node, read_yaml

VERSION = 1
"""Version of the content format that this release reads."""

DEEPEST_FOLDER = 100
"""Levels of folders that are looked into."""

PAPERS_FOLDER = "papers"
SETTINGS_FILE = "list.yml"
ACCEPTED_FILE = "accepted.yml"
SIDECAR_KEYS = (
    *("captured", "captured_inferred", "added", LATER, "title", "url", "rights", "format"),
)
SETTING_KEYS = ("version", "title", "tagline", "description", "contact", "search_examples")
ACCEPTED_KEYS = ("code", "file", "paper", "reason")

_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}(?:-\d{2})?)(?!\d)")
_NO_RECORDS = ("readme.md", "readme.txt", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ListSettings:
    """What ``content/list.yml`` says of the list.

    Attributes:
        version: Version of the content format.
        title: Name of the list; empty: the site's name.
        tagline: Half a sentence under the name.
        description: One or two sentences, for the home page and feeds.
        contact: Address of the editors: an e-mail address or a web address.
        search_examples: Queries that the search page offers.
    """

    version: int = VERSION
    title: str = ""
    tagline: str = ""
    description: str = ""
    contact: str = ""
    search_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry of ``content/accepted.yml``: problems that the editors have seen and accept.

    Attributes:
        code: Code of the problems.
        file: Their file, as printed or relative to the content folder; empty: any.
        paper: A part of their message, such as a title or a slug; empty: any.
        reason: Why they are accepted.
        location: Where the entry stands.
    """

    code: str
    file: str
    paper: str
    reason: str
    location: Location


def read_settings(content: Path, report: Report) -> ListSettings:
    """``list.yml``; every key has a default, and so has the file."""
    node = read_yaml(content, SETTINGS_FILE, report)
    if node is None or not node.is_mapping():
        return ListSettings()
    node.check_keys(SETTING_KEYS)
    version = node.integer("version", VERSION)
    if version != VERSION:
        report.add(
            "unknown-value",
            node.where("version"),
            f"the content is of version {version}, this release reads version {VERSION}",
            "use the release that the content was made for; its changelog says the way up",
        )
    return ListSettings(
        version=VERSION,
        title=node.text("title"),
        tagline=node.text("tagline"),
        description=node.text("description"),
        contact=node.text("contact"),
        search_examples=node.texts("search_examples"),
    )


def read_records(content: Path, report: Report) -> list[Record]:
    """All records: the most trusted folder last, files by name, records in their order."""
    return [
        record
        for trust, file, id in record_files(content, report)
        for record in read_file(content, file, trust, report, id=id)
    ]


def read_file(
    content: Path, file: str, trust: Trust, report: Report, *, id: str = ""
) -> list[Record]:
    """The records of one file. What is wrong is reported, what is right is returned.

    Args:
        content: The content folder.
        file: Path relative to it.
        trust: How far the file is trusted.
        report: Where problems go.
        id: Id of the source; made from the file's name if empty.
    """
    text = read_text(content, file, report)
    if text is None:
        return []
    if not text.strip():
        report.add(
            "file-empty", Location(file), "the file is empty", "capture it again or delete it"
        )
        return []
    sidecar = _sidecar(content, file, report)
    if sidecar is None and trust is Trust.CAPTURED:
        report.add(
            "sidecar-missing",
            Location(file),
            "the day on which this file was added is unknown",
            f"write 'added: YYYY-MM-DD' into {PurePosixPath(file).name}.yml beside it",
        )
    form = _format(text, file, sidecar)
    if form is None or form.read is None:
        readable = sorted(name for name, known in FORMATS.items() if known.read)
        report.add(
            "file-unknown-format",
            Location(file),
            "this is no page or library that can be read",
            f"capture the page again; or write 'format: …' into {PurePosixPath(file).name}.yml,"
            f" one of: {', '.join(readable)}",
        )
        return []
    source = _source(file, id or _stem_id(file), trust, sidecar, form.captured(text[:HEAD_LENGTH]))
    problems_before = report.counts()
    found = (record for record in form.read(text, source, report) if _may_be(record, report))
    records = with_days(found, read_later(sidecar))
    if not records and trust is Trust.CAPTURED and report.counts() == problems_before:
        report.add(
            "file-empty",
            Location(file),
            f"the file is {form.title}, and holds no papers",
            "capture a page that lists papers, or delete the file",
        )
    return records


def _may_be(record: Record, report: Report) -> bool:
    """Whether a record is no longer than records may be, whatever its format says of that."""
    texts = (record.title, record.abstract, record.venue, record.note, record.citekey)
    lists = (record.keywords, record.aliases, record.tags, record.evidence)
    length = sum(map(len, texts)) + sum(len(text) for each in lists for text in each)
    length += sum(len(author.family) + len(author.given) for author in record.authors)
    what = f"'{excerpt(record.title or record.names)}'"
    fix = "part or shorten its text"
    return not is_too_large(length, what, record.location, fix, report)


def list_sources(content: Path, report: Report) -> list[SourceFile]:
    """All files of records with what their sidecars say, captured ones first, by name."""
    sources = []
    for trust, file, id in record_files(content, report):
        head = read_text(content, file, Report(), head_bytes=4 * LONGEST_HEAD) or ""
        sidecar = _sidecar(content, file, report)
        form = _format(head, file, sidecar)
        if head.strip() and form:
            shown = form.captured(head[:HEAD_LENGTH])
            sources.append(_source(file, id, trust, sidecar, shown))
    return sources


def file_digest(content: Path, file: str, trust: Trust, id: str) -> bytes | None:
    """The digest of all that :func:`read_file` reads; None if it must look for itself."""
    parts: list[bytes | str] = [file, trust.folder, id]
    for path in (content / file, content / f"{file}.yml"):
        try:
            if path.is_symlink():  # which may lead out of the folder
                return None
            parts.append(bytes_digest(path))
        except FileNotFoundError:
            parts.append("")
        except OSError:
            return None
    return digest(*parts)


def record_files(content: Path, report: Report) -> Iterator[tuple[Trust, str, str]]:
    """Trust, path and source id of every file that should hold records."""
    found: list[tuple[Trust, str]] = []
    for trust in sorted(Trust):
        folder = content / PAPERS_FOLDER / trust.folder
        files = {path.relative_to(content).as_posix() for path in _walk(content, folder, report)}
        for file in sorted(files):
            stem = file.removesuffix(".yml")
            if stem == file or (stem not in files and not _names_a_format(stem)):
                found.append((trust, file))
            elif stem not in files:
                report.add(
                    "sidecar-orphan",
                    Location(file),
                    f"there is no file {PurePosixPath(stem).name} that this could describe",
                    "rename it like its file, or delete it",
                )
    forms = [_source_ids(file) for _, file in found]
    taken = Counter(id for ids in forms for id in set(ids))
    for (trust, file), ids in zip(found, forms, strict=True):
        yield trust, file, next((id for id in ids if taken[id] == 1), ids[-1])


def _walk(content: Path, folder: Path, report: Report) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
        if folder.is_symlink() and not folder.resolve().is_relative_to(content.resolve()):
            raise PermissionError(EPERM, "it is a link that leads out of the content folder")
    except FileNotFoundError:
        return
    except OSError as error:
        report.add(
            "file-unreadable",
            Location(folder.relative_to(content).as_posix()),
            f"the folder cannot be read: {error.strerror or error}",
            "check that it may be read",
        )
        return
    for path in entries:
        if path.name.startswith((".", "~")) or path.name.endswith("~"):
            continue
        if path.name.lower() in _NO_RECORDS:
            continue
        if path.is_dir() and not path.is_symlink():
            if len(path.relative_to(content).parts) > DEEPEST_FOLDER:
                report.add(
                    "file-unreadable",
                    Location(path.relative_to(content).as_posix()),
                    f"folders stand more than {DEEPEST_FOLDER} deep here, and are not looked into",
                    "move their files up",
                )
            else:
                yield from _walk(content, path, report)
        elif not path.name.isprintable():
            report.add(
                "file-unreadable",
                Location(path.relative_to(content).as_posix()),
                "the file's name holds signs that cannot be printed",
                "rename the file",
            )
        else:
            yield path


def _names_a_format(name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return any(suffix in form.suffixes for form in FORMATS.values())


def _stem_id(file: str) -> str:
    """Slug of the file's name without its ending: names the page of the source."""
    return slug(PurePosixPath(file).stem)


def _source_ids(file: str) -> tuple[str, str, str]:
    """Ids for a source, the shortest first; the last is no other file's."""
    path = slug(file.removeprefix("papers/"))
    return _stem_id(file), path, f"{path}-{sha256(file.encode()).hexdigest()[:6]}"


def _sidecar(content: Path, file: str, report: Report) -> Node | None:
    node = read_yaml(content, f"{file}.yml", report)
    if node is None or not node.is_mapping():
        return None
    node.check_keys(SIDECAR_KEYS)
    name = _format_name(node)
    readable = sorted(known for known, form in FORMATS.items() if form.read)
    if name and name not in readable:
        report.add(
            "unknown-value",
            node.where("format"),
            f"unknown format '{name}'{closest(name, readable)}",
            f"use one of: {', '.join(readable)}",
        )
    return node


def _format_name(sidecar: Node | None) -> str:
    return sidecar.text("format").lower().replace("-", "_") if sidecar else ""


def _format(text: str, file: str, sidecar: Node | None) -> Format | None:
    """The format that the sidecar names, else the one that the content shows."""
    suffix = PurePosixPath(file).suffix
    named = FORMATS.get(_format_name(sidecar)) or detect(text, suffix)
    # A YAML file in which nothing can be made out has its mistakes named by line.
    return named or (FORMATS["papers_yaml"] if suffix in FORMATS["papers_yaml"].suffixes else None)


def _source(
    file: str, id: str, trust: Trust, sidecar: Node | None, shown: PartialDate | None
) -> SourceFile:
    """The file with its sidecar; ``shown`` is the date that its own text shows."""
    named = _DATE_IN_NAME.search(PurePosixPath(file).stem)
    captured = (parse_date(named[1]) if named else None) or shown
    if sidecar is None:
        return SourceFile(file=file, id=id, trust=trust, captured=captured)
    url = sidecar.text("url")
    if url and not http_url(url):
        sidecar.entries["url"].wrong("an address of the web", "begin it with https://")
    return SourceFile(
        file=file,
        id=id,
        trust=trust,
        title=sidecar.text("title"),
        captured=sidecar.partial_date("captured") or captured,
        captured_inferred=sidecar.text("captured_inferred"),
        added=sidecar.date("added"),
        url=http_url(url),
        rights=sidecar.text("rights"),
    )


def read_accepted(content: Path, report: Report) -> tuple[Accepted, ...]:
    """The entries of ``accepted.yml``, in order."""
    root = read_yaml(content, ACCEPTED_FILE, report)
    if root is None:
        return ()
    if root.kind != "list":
        root.wrong("a list", "begin each entry with '- code: …'")
        return ()
    found = []
    for node in root:
        if not node.is_mapping():
            continue
        node.check_keys(ACCEPTED_KEYS)
        code = node.text("code", required=True)
        reason = node.text("reason", required=True)
        if code and _may_be_accepted(code, node, report) and reason:
            found.append(
                Accepted(code, node.text("file"), node.text("paper"), reason, node.location)
            )
    return tuple(found)


def _may_be_accepted(code: str, node: Node, report: Report) -> bool:
    if code not in CODES:
        message = f"unknown problem code '{code}'{closest(code, CODES)}"
        fix = "take the code from the brackets at the end of the problem's line"
    elif CODES[code][0] is Severity.ERROR:
        message, fix = f"'{code}' is an error and cannot be accepted", "mend what it says"
    else:
        return True
    report.add("unknown-value", node.where("code"), message, fix)
    return False


def apply_accepted(report: Report, accepted: Sequence[Accepted]) -> None:
    """Drop what is accepted from the report; an entry that accepts nothing is noted."""
    problems = report.problems
    for entry in accepted:
        matching = [problem for problem in problems if _accepts(entry, problem, report.root)]
        report.drop(matching)
        if not matching:
            report.add(
                "accepted-unused",
                entry.location,
                f"this entry accepts nothing: there is no such '{entry.code}'",
                "delete the entry, or correct its file or paper",
            )


def _accepts(entry: Accepted, problem: Problem, root: str) -> bool:
    file = problem.location.file
    return (
        problem.code == entry.code
        and entry.file in ("", file, file.removeprefix(f"{root}/"))
        and entry.paper.casefold() in problem.message.casefold()
    )
