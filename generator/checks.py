"""What ``check`` says beyond the problems that reading and merging met."""

from __future__ import annotations

from pathlib import Path

from generator.content import apply_accepted, read_accepted
from generator.library import Library
from generator.model import Trust
from generator.problems import Location, Report
from generator.rule_checks import check_rules


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
    check_dates(library, report)
    check_text(library, report)
    check_coverage(library, report)
    if thorough:
        check_rules(library, report)
    apply_accepted(report, read_accepted(content, report))


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
