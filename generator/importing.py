"""Take files into the list: copied to ``papers/captured/`` with a sidecar, compared with the list.

Everything is read, merged and compared before the first byte is written. What is refused, and
what fails while it is written, leaves the content folder as it was.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from generator.arrivals import Imported, TakenFile, compare_lists
from generator.content import read_file, read_records
from generator.entrydates import KEY as LATER
from generator.entrydates import later_days, later_text, with_days
from generator.formats import FORMATS, HEAD_LENGTH, Format, detect
from generator.merge import merge_records
from generator.model import Record, Trust
from generator.placing import place_files
from generator.problems import Location, Problem, Report, Severity, closest
from generator.text import fold, repair, slug
from generator.textfile import read_text

CAPTURED = f"papers/{Trust.CAPTURED.folder}"
# Names that Windows keeps, that a page of the site has, or that nobody reads records from.
_TAKEN_NAMES = re.compile(r"index|page|readme|con|prn|aux|nul|(com|lpt)\d|thumbs|desktop")
LONGEST_STEM = 60
_OUTDATED_KEYS = ("captured", "captured_inferred", "format", LATER)


class UnknownFileError(ValueError):
    """There is no captured file of the name that ``--replace`` gives."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A given file that can be read, and where it shall lie."""

    given: str
    file: str
    raw: bytes
    form: Format
    sidecar: str
    is_new: bool = True
    records: tuple[Record, ...] = ()


def import_files(
    content: Path,
    paths: Sequence[Path],
    today: datetime.date,
    report: Report,
    *,
    replaced: str = "",
    strict: bool = False,
) -> Imported:
    """Put files into ``papers/captured/`` and say what they bring.

    Args:
        content: The content folder.
        paths: The files; read, never moved.
        today: Day for ``added:``.
        report: Gets the problems of the files, and those that the list has through them.
        replaced: Name of a captured file that the one file of ``paths`` takes the place of.
        strict: Refuse files with warnings too, such as a broken record among good ones.

    Raises:
        UnknownFileError: There is no captured file ``replaced``.
        OSError: The files could not be written; the content folder is as it was.
    """
    target = find_captured(content, replaced) if replaced else ""
    own = Report(report.root)
    candidates = _candidates(content, paths, today, own, target)
    candidates = [_with_records(candidate, own) for candidate in candidates]
    files = tuple(TakenFile(c.given, c.file, c.form, len(c.records), c.is_new) for c in candidates)
    least = Severity.WARNING if strict else Severity.ERROR
    empty = [c for c in candidates if not c.records]
    if len(candidates) < len(paths) or empty or own.at_least(least):
        given = {c.file: c.given for c in candidates if c.is_new}
        report.extend(_at_given(problem, own, given) for problem in own.problems)
        return Imported(files, refused=True)

    ours = {c.file for c in candidates if c.is_new}
    old = [repair(record) for record in read_records(content, Report())]
    if target:
        earlier = [record for record in old if record.location.file == target]
        candidates = [_with_days(candidate, earlier, today) for candidate in candidates]
    staying = [record for record in old if record.location.file not in ours]
    fresh = [record for c in candidates if c.is_new for record in c.records]
    unread, after_report = Report(report.root), Report(report.root)
    before = merge_records(old, unread)
    after = merge_records([*staying, *fresh], after_report)
    imported = compare_lists(before, after, {c.file for c in candidates}, ours, files)
    _write(content, [c for c in candidates if c.is_new], target)
    had = set(unread.problems)
    report.extend(own.problems)
    report.extend(p for p in after_report.problems if p not in had and p.code != "merge-ambiguous")
    return imported


def find_captured(content: Path, name: str) -> str:
    """Path below the content folder of the captured file that ``name`` means.

    Raises:
        UnknownFileError: No captured file has this name.
    """
    folder = content / CAPTURED
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    records = {file for file in files if file.removesuffix(".yml") not in files - {file}}
    path = name.replace("\\", "/")
    wanted = (path, path.rpartition(f"{CAPTURED}/")[2])
    found = [file for file in sorted(records) if file in wanted]
    found = found or [f for f in sorted(records) if f.rpartition("/")[2] == path]
    if len(found) != 1:
        raise UnknownFileError(f"no file '{name}' in {CAPTURED}{closest(name, records)}")
    return f"{CAPTURED}/{found[0]}"


# --- reading what is given ------------------------------------------------------------------


def _candidates(
    content: Path, paths: Sequence[Path], today: datetime.date, report: Report, target: str
) -> list[_Candidate]:
    """The files that some reader knows; the others are in the report."""
    folder = content / CAPTURED
    present = _captured_files(folder)
    taken = {slug(path.stem) for path in (content / "papers").rglob("*") if path.is_file()}
    found = []
    for path in paths:
        read = _read(path, report)
        if read is None:
            continue
        raw, text, form = read
        here = path.resolve()
        digest = hashlib.sha256(raw).hexdigest()
        is_new = True
        if target:
            file, is_new = target, (content / target).read_bytes() != raw
        elif here.is_relative_to(folder.resolve()):
            file = f"{CAPTURED}/{here.relative_to(folder.resolve()).as_posix()}"
            is_new = not (content / f"{file}.yml").exists()
        elif digest in present:
            file, is_new = present[digest], False
        else:
            file = f"{CAPTURED}/{_free_name(path, form, taken)}"
            taken.add(slug(Path(file).stem))
            present[digest] = file
        sidecar = _sidecar(content, file, path, form, text, today)
        found.append(_Candidate(str(path), file, raw, form, sidecar, is_new))
    return found


def _captured_files(folder: Path) -> dict[str, str]:
    """Digest of the bytes to path, for the files that lie in ``papers/captured/``."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name[0] not in ".~")
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): (
            f"{CAPTURED}/{path.relative_to(folder).as_posix()}"
        )
        for path in paths
    }


def _read(path: Path, report: Report) -> tuple[bytes, str, Format] | None:
    """Bytes, text and format of a file, or None and a problem."""
    real = path.resolve()
    local = Report("")
    text = read_text(real.parent, real.name, local)
    if text is None:
        local.extend([] if local.problems else _missing(real.name))
        report.extend(replace(p, location=Location(str(path))) for p in local.problems)
        return None
    form = detect(text, path.suffix)
    if form is None and text.strip() and path.suffix.lower() in FORMATS["papers_yaml"].suffixes:
        form = FORMATS["papers_yaml"]  # its mistakes are named by line
    if form is None:
        code = "file-unknown-format" if text.strip() else "file-empty"
        readable = ", ".join(known.title for known in FORMATS.values() if known.read)
        local = Report("")
        local.add(
            code,
            Location(""),
            "no reader knows this file" if text.strip() else "the file is empty",
            f"give one of these: {readable}",
        )
        report.extend(replace(p, location=Location(str(path))) for p in local.problems)
        return None
    return real.read_bytes(), text, form


def _missing(name: str) -> list[Problem]:
    local = Report("")
    local.add("file-unreadable", Location(name), "there is no such file", "check its name")
    return local.problems


def _free_name(path: Path, form: Format, taken: set[str]) -> str:
    """A file name of plain letters that no other file, and no page of a source, has."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(path.stem))[:LONGEST_STEM].strip("-") or "papers"
    if _TAKEN_NAMES.fullmatch(stem):
        stem = f"{stem}-papers"
    suffix = path.suffix.lower()
    suffix = suffix if suffix in form.suffixes else form.suffixes[0]
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return f"{name}{suffix}"


def _sidecar(
    content: Path, file: str, path: Path, form: Format, text: str, today: datetime.date
) -> str:
    """The sidecar's text; what stands in one already is kept, but for what the file outdates."""
    shown = form.captured(text[:HEAD_LENGTH])
    facts: dict[str, str] = {"format": form.name}
    if shown:
        facts = {"captured": str(shown), **facts}
    place = content / f"{file}.yml"
    if place.exists():
        kept = without_keys(place.read_text(encoding="utf-8"), _OUTDATED_KEYS)
        if kept and not kept.endswith("\n"):
            kept += "\n"
        return kept + "".join(f"{key}: {value}\n" for key, value in facts.items())
    title = re.sub(r"[\s_]+", " ", "".join(c for c in path.stem if c.isprintable())).strip()
    quoted = yaml.safe_dump(
        title or form.title, default_style='"', allow_unicode=True, width=float("inf")
    )
    lines = [f"title: {quoted.strip()}", f"added: {today.isoformat()}"]
    return "".join(f"{line}\n" for line in (*lines, *(f"{k}: {v}" for k, v in facts.items())))


def without_keys(text: str, keys: Iterable[str]) -> str:
    """A YAML mapping's text without some of its entries; all else, comments included, stays."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return text
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return text
    lines = text.splitlines(keepends=True)
    starts = [key.start_mark.line for key, _ in root.value]
    for place in range(len(starts) - 1, -1, -1):
        key, value = root.value[place]
        if key.value in keys:
            end = value.end_mark.line + bool(value.end_mark.column)
            # The end of a folded text lies behind the comments and empty lines that follow it.
            while end > starts[place] + 1 and not lines[end - 1].startswith((" ", "\t")):
                end -= 1
            del lines[starts[place] : end]
    return "".join(lines)


def _with_records(candidate: _Candidate, report: Report) -> _Candidate:
    """The candidate with its repaired records, read as they will be once it is in its place."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Path(folder)
        place = staging / candidate.file
        place.parent.mkdir(parents=True)
        place.write_bytes(candidate.raw)
        Path(f"{place}.yml").write_text(candidate.sidecar, encoding="utf-8")
        records = read_file(staging, candidate.file, Trust.CAPTURED, report)
    return replace(candidate, records=tuple(map(repair, records)))


def _with_days(
    candidate: _Candidate, earlier: Sequence[Record], today: datetime.date
) -> _Candidate:
    """What is new in a file that takes the place of another entered the list today."""
    later = later_days(earlier, candidate.records, today)
    return replace(
        candidate,
        sidecar=candidate.sidecar + later_text(later),
        records=tuple(with_days(candidate.records, later)),
    )


def _at_given(problem: Problem, report: Report, given: Mapping[str, str]) -> Problem:
    """The problem of a file that was not taken, at the place where the file lies."""
    for file, name in given.items():
        if problem.location.file == report.placed(Location(file)).file:
            return replace(problem, location=replace(problem.location, file=name))
    return problem


# --- writing --------------------------------------------------------------------------------


def _write(content: Path, candidates: Sequence[_Candidate], target: str) -> None:
    """All files with their sidecars, or none."""
    files: dict[Path, bytes] = {}
    for candidate in candidates:
        place = content / candidate.file
        if candidate.file == target or not place.exists():
            files[place] = candidate.raw
        files[Path(f"{place}.yml")] = candidate.sidecar.encode()
    place_files(files, may_replace=bool(target))
