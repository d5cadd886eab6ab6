"""One way of saying "wrong": problems with a place and a fix, collected in a report.

A :class:`Report` serves ``check``, ``mkdocs build --strict``, the tests and CI annotations.
Readers never raise for bad content; they report and go on.
"""

from __future__ import annotations

import enum
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType


class Severity(enum.IntEnum):
    """How bad a problem is; a higher value is worse."""

    NOTE = 0
    """Something to know (an uncovered paper, an unknown date). Never fails a build."""

    WARNING = 1
    """A record or a clause is lost. Fails with ``--strict``."""

    ERROR = 2
    """A broken rule or configuration. Stops a build."""

    @property
    def word(self) -> str:
        """Lower-case name, as printed: ``note``, ``warning`` or ``error``."""
        return self.name.lower()


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: Mapping[str, tuple[Severity, str]] = {
    # reading files
    "file-empty": (_W, "A file holds nothing."),
    "file-encoding": (_W, "A file is not valid UTF-8; the bad bytes are replaced."),
    "file-unreadable": (_W, "A file cannot be opened."),
    "file-unused": (_W, "A file stands where nothing is read."),
    "file-too-large": (_W, "A file is larger than its format may be."),
    "file-unknown-format": (_W, "No reader knows the format of a file."),
    "sidecar-orphan": (_W, "A sidecar stands beside no file."),
    "sidecar-missing": (_N, "A file has no sidecar, so the day it was added is unknown."),
    "yaml-syntax": (_E, "A YAML file cannot be parsed."),
    "yaml-duplicate-key": (_E, "A YAML mapping names one key twice."),
    "unknown-key": (_E, "A mapping has a key that means nothing."),
    "wrong-type": (_E, "A value is of the wrong type."),
    "missing-key": (_E, "A mapping lacks a key that it must have."),
    "unknown-value": (_E, "A value is none of the allowed ones."),
    "record-broken": (_W, "A record cannot be read; it is lost, the rest of its file is not."),
    "record-incomplete": (_W, "A record stops before its end, such as a title without abstract."),
    "record-too-large": (_W, "A record is longer than a record may be."),
    "record-value": (_W, "A field of a record is not valid and is left out."),
    "unknown-date": (_N, "The day on which a source page was captured is unknown."),
    "unknown-keyword": (_N, "A keyword belongs to no tag of the vocabulary."),
    # text
    "text-unrestored": (_N, "Mathematics or markup of a text was lost and cannot be restored."),
    # identity
    "duplicate-id": (_E, "Two things have one id."),
    "merge-ambiguous": (_N, "Two papers may be the same; both are kept."),
    "merge-conflict": (_N, "One paper has two identifiers of one kind, or two papers have one."),
    "facts-unused": (_N, "An enriched record belongs to no paper of the list."),
    "curated-unknown-paper": (_W, "A curated record names no paper of the list."),
    "alias-taken": (_W, "An alias is the address of another paper."),
    # facts from services
    "service-failed": (_W, "A service did not answer; what it said before stays."),
    "facts-doubtful": (_N, "What a service says may belong to another paper; it is not taken."),
    # rules
    "rule-syntax": (_E, "A clause cannot be parsed."),
    "rule-regex": (_E, "A regular expression is not valid or not supported."),
    "unknown-area": (_E, "A topic stands in an area that does not exist."),
    "unknown-tag": (_E, "Something names a tag that does not exist, or not yet."),
    "label-id": (_E, "The id of a topic, tag or area cannot be part of an address."),
    "pin-banned": (_E, "A paper is both pinned to a label and banned from it."),
    "reason-missing": (_N, "A pin or a ban gives no reason."),
    "unknown-paper": (_W, "A pin, ban, example, start or link names no paper of the list."),
    "unknown-label": (_W, "A link of an introduction names no topic, tag or area."),
    "example-failed": (_W, "An example or counterexample of a rule does not hold."),
    "clause-dead": (_N, "A clause matches no paper."),
    "clause-idle": (_N, "A clause decides nothing: without it, every paper has the same labels."),
    "clause-broad": (_N, "A clause matches most of the list."),
    "clause-greedy": (_N, "A clause by itself takes a large part of the list."),
    "topic-small": (_N, "A topic has very few papers."),
    "topic-large": (_N, "A topic has a large part of the list."),
    "topics-alike": (_N, "Two topics have nearly the same papers."),
    "paper-uncovered": (_N, "A paper has no topic."),
    "topic-empty": (_W, "A topic has no paper."),
    # site
    "link-unknown": (_E, "A link leads to a page that does not exist."),
    "template-broken": (_E, "A template cannot be rendered."),
    "page-conflict": (_E, "A generated page would replace a hand-written one."),
    "site-large": (_N, "The built site is larger than a host takes."),
    "accepted-unused": (_N, "An entry of accepted.yml accepts nothing."),
}
"""Every problem code with its severity and its meaning. The documentation lists them from here."""


# Control characters (a terminal obeys them), halves of characters, and signs that turn the order.
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")


MOST_ALIKE = 1_000
"""Most warnings or errors of one kind that are listed of one file: a broken export of a million
records is one thing to mend. Notes are about papers, so the list bounds them."""

MOST_SIGNS = 1_000
"""Longest message; of a longer one the middle is left out."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file.

    Attributes:
        file: Path relative to the content folder, with forward slashes,
            such as ``topics/offline-rl.yml``; ``../mkdocs.yml`` for a file beside it.
        line: 1-based line; 0 if the whole file is meant.
        column: 1-based column; 0 if the whole line is meant.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it."""

    code: str
    severity: Severity
    location: Location
    message: str
    fix: str = ""

    @property
    def place(self) -> Location:
        """Where editors show it: a problem of a whole file stands on its first line."""
        return self.location if self.location.line else replace(self.location, line=1)

    def as_json(self) -> dict[str, object]:
        """The object that ``--format json`` prints."""
        return {
            "code": self.code,
            "severity": self.severity.word,
            "file": self.location.file,
            "line": self.place.line,
            "column": self.location.column or None,
            "message": self.message,
            "fix": self.fix,
        }


@dataclass(slots=True)
class Report:
    """Collects problems; prints them sorted, worst file order independent of discovery.

    Attributes:
        root: Name of the content folder; printed before file names, so that they are
            relative to the content folder's parent.
    """

    root: str = "content"
    _problems: dict[Problem, None] = field(default_factory=dict)
    _alike: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, code: str, location: Location, message: str, fix: str = "") -> None:
        """Report a problem. The severity comes from :data:`CODES`; the same problem counts once.

        Of more than :data:`MOST_ALIKE` that are alike, the last one says that there are more.
        """
        severity, _ = CODES[code]
        place = self.placed(location)
        problem = Problem(code, severity, place, _seen(message), _seen(fix))
        if severity > Severity.NOTE and problem not in self._problems:
            self._alike[code, place.file] += 1
            if self._alike[code, place.file] > MOST_ALIKE:
                problem = Problem(
                    code,
                    severity,
                    Location(place.file),
                    f"there are more than {MOST_ALIKE:,} problems of this kind in the file;"
                    " the others are not listed",
                    "mend those that are listed, then check again",
                )
        self._problems[problem] = None

    def placed(self, location: Location) -> Location:
        """The place with its file relative to the content folder's parent."""
        file = posixpath.normpath(posixpath.join(self.root, location.file))
        return Location(_seen(file), location.line, location.column)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems that were reported elsewhere (their files are final)."""
        self._problems.update(dict.fromkeys(problems))

    def drop(self, problems: Iterable[Problem]) -> None:
        """Take problems out again, such as those that the editors accept."""
        for problem in problems:
            self._problems.pop(problem, None)

    @property
    def problems(self) -> list[Problem]:
        """All problems, by file, line, column and code."""
        return sorted(self._problems, key=lambda p: (p.location, p.code, p.message))

    def at_least(self, severity: Severity) -> list[Problem]:
        """The problems that are as bad as ``severity`` or worse."""
        return [p for p in self.problems if p.severity >= severity]

    def counts(self) -> dict[str, int]:
        """Number of problems per severity word; all three words are always there."""
        found = Counter(p.severity.word for p in self._problems)
        return {s.word: found[s.word] for s in sorted(Severity, reverse=True)}


def _seen(text: str) -> str:
    """A text on one line whose signs all show; names of files and titles may hold others."""
    if len(text) > MOST_SIGNS:
        text = f"{text[: MOST_SIGNS * 2 // 3]} … {text[-MOST_SIGNS // 3 :]}"
    return _UNSEEN.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def closest(
    word: str, known: Iterable[str], meant: Mapping[str, str] = MappingProxyType({})
) -> str:
    """``, did you mean 'x'?`` for the known word most like ``word``, or an empty string.

    Args:
        word: What stands there.
        known: What may stand there.
        meant: Other words, and the known ones that they mean.
    """
    matches = get_close_matches(word, [*known, *meant], n=1, cutoff=0.6)
    return f", did you mean '{meant.get(matches[0], matches[0])}'?" if matches else ""


def format_text(problems: Iterable[Problem]) -> str:
    """Problems for people: ``file:line:column: severity: message [code]``, the fix below."""
    lines = []
    for p in problems:
        lines.append(f"{p.place}: {p.severity.word}: {p.message} [{p.code}]")
        if p.fix:
            lines.append(f"    fix: {p.fix}")
    return "".join(line + "\n" for line in lines)


def format_json(report: Report) -> str:
    """``{"problems": […], "counts": {…}}`` as one JSON document."""
    document = {"problems": [p.as_json() for p in report.problems], "counts": report.counts()}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def format_github(problems: Iterable[Problem]) -> str:
    """Problems as workflow commands, one annotation a line.

    Source: GitHub Actions, "Workflow commands", section "Setting an error message".
    """
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def prop(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    lines = []
    for p in problems:
        parts = [f"file={prop(p.location.file)}"]
        if p.location.line:
            parts.append(f"line={p.location.line}")
        if p.location.column:
            parts.append(f"col={p.location.column}")
        parts.append(f"title={prop(p.code)}")
        text = p.message + (f" Fix: {p.fix}" if p.fix else "")
        lines.append(f"::{words[p.severity]} {','.join(parts)}::{data(text)}\n")
    return "".join(lines)
