"""What ``check`` says beyond the problems that reading and merging met."""

from __future__ import annotations

from pathlib import Path

from generator.content import ACCEPTED_FILE, SETTINGS_FILE, apply_accepted, read_accepted
from generator.hosts import estimate, passed_limits
from generator.labelfiles import AREAS_FILE, TAGS_FILE, TOPICS_FOLDER
from generator.library import Library
from generator.model import Trust
from generator.problems import Location, Report, closest
from generator.rule_checks import check_rules
from generator.synonyms import SYNONYMS_FILE

ROOT_FILES = (SETTINGS_FILE, AREAS_FILE, TAGS_FILE, SYNONYMS_FILE, ACCEPTED_FILE)
"""The files of the content folder itself."""


def check_library(
    library: Library, content: Path, report: Report, *, thorough: bool = False
) -> None:
    """Add what only the whole library shows, then drop what ``accepted.yml`` accepts.

    Args:
        library: What :func:`generator.library.load_library` returned.
        content: The content folder.
        report: Problems so far.
        thorough: Also look for clauses that never match or decide nothing; too slow for builds.
    """
    check_files(content, report)
    check_dates(library, report)
    check_text(library, report)
    check_coverage(library, report)
    check_hosts(len(library.papers), report)
    if thorough:
        check_rules(library, report)
    apply_accepted(report, read_accepted(content, report))


def check_files(content: Path, report: Report) -> None:
    """Files that nobody reads, since their name or their folder is not one of ours."""
    for name in _shown(content):
        if name.endswith((".yml", ".yaml")) and name not in ROOT_FILES:
            fix = f"use one of: {', '.join(ROOT_FILES)}"
            _report_unused(name, closest(name, ROOT_FILES), fix, report)
    for name in _shown(content / TOPICS_FOLDER):
        if not name.endswith((".yml", ".yaml")):
            _report_unused(f"{TOPICS_FOLDER}/{name}", "", "a topic is '<id>.yml' here", report)
    folders = [trust.folder for trust in Trust]
    for name in _shown(content / "papers"):
        if name not in folders:
            fix = f"put it into papers/{folders[0]}/" if "." in name else "rename it"
            _report_unused(f"papers/{name}", closest(name, folders), fix, report)
    for name in (TOPICS_FOLDER, "papers"):
        if (content / name).exists() and not (content / name).is_dir():
            _report_unused(name, "", "this should be a folder", report)


def _shown(folder: Path) -> list[str]:
    """Names of what stands in a folder, but for hidden files and words about it."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:  # no folder, or none that may be read, as whoever reads its files reports
        return []
    return [n for n in names if n[0] not in ".~" and not n.lower().startswith("readme.")]


def _report_unused(file: str, guess: str, fix: str, report: Report) -> None:
    report.add("file-unused", Location(file), f"nothing reads this{guess}", fix)


def check_dates(library: Library, report: Report) -> None:
    """Captures whose date is unknown or in part inferred."""
    for source in library.sources:
        if source.trust is Trust.CAPTURED and source.captured is None and source.added:
            report.add(
                "unknown-date",
                Location(source.file),
                "the day on which this page was captured is unknown",
                f"if you know it, write 'captured: YYYY-MM-DD' into {source.file}.yml",
            )


def check_text(library: Library, report: Report) -> None:
    """Text that repair could not restore."""
    for paper in library.papers:
        for record in paper.records:
            for what in record.unrestored:
                report.add(
                    "text-unrestored",
                    record.location,
                    f"{paper.title}: {what}",
                    "write the right title or abstract into papers/curated/",
                )


def check_coverage(library: Library, report: Report) -> None:
    """Papers without a topic and topics without a paper."""
    filled: set[str] = set()
    for paper in library.papers:
        topics = library.assignments[paper.id].topics
        filled.update(label.id for label in topics)
        if not topics:
            report.add(
                "paper-uncovered",
                paper.location,
                f"no topic takes '{paper.title}'",
                f"'reading-list explain {paper.id}' shows the nearest topics",
            )
    for topic in library.labels.topics.values():
        if topic.id not in filled:
            report.add(
                "topic-empty",
                topic.location,
                f"the topic '{topic.id}' has no paper",
                "widen its rule, pin a paper, or delete the file",
            )


def check_hosts(papers: int, report: Report) -> None:
    """Hosts that do not take the site of a list of so many papers."""
    for limit, has in passed_limits(estimate(papers)):
        report.add(
            "site-large",
            Location("papers"),
            f"{limit.host} takes {limit.words}; the site of {papers:,} papers has about {has}",
            "publish it on a host or server that takes it, or accept this note in accepted.yml",
        )
