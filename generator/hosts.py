"""Which hosts of static sites a list outgrows, by what its site will weigh.

The size is estimated from the number of papers, so that ``check`` can tell before a site is built,
and tells the same on every machine. The constants are measured: at 521 papers (this repository's
list) and at 5,000 a site had 103 kB a paper; a test holds them against a build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FIXED_FILES = 440
FILES_PER_PAPER = 1.7
BYTES_PER_PAPER = 103_000
BYTES_PER_PAPER_IN_LARGEST_FILE = 5_000


@dataclass(frozen=True, slots=True)
class SiteSize:
    """What a built site weighs.

    Attributes:
        total: Bytes of all files.
        files: Number of files.
        folder: Number of files in the fullest folder, that of the papers' pages.
        largest: Bytes of the largest file, ``export/papers.jsonl``.
    """

    total: int
    files: int
    folder: int
    largest: int


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a host takes.

    Attributes:
        host: Its name, with the plan where plans differ.
        measure: The attribute of :class:`SiteSize` that is limited.
        most: In bytes, or number of files.
        words: The limit as the host says it.
    """

    host: str
    measure: str
    most: int
    words: str


LIMITS = (
    Limit("Cloudflare Pages", "largest", 25 * 1024**2, "25 MiB a file"),
    Limit("Cloudflare Pages (free)", "files", 20_000, "20,000 files"),
    Limit("Cloudflare Pages (paid)", "files", 100_000, "100,000 files"),
    Limit("GitHub Pages", "total", 10**9, "1 GB"),
    Limit("GitLab Pages", "total", 10**9, "1 GB"),
    Limit("GitLab Pages", "files", 200_000, "200,000 files"),
    Limit("Netlify", "folder", 54_000, "54,000 files in one folder"),
)
"""Limits as read in November 2026.

Source: GitHub Docs, "GitHub Pages limits"; Cloudflare Docs, "Pages: Limits", sections "Files" and
"File size"; GitLab issue 405048, which names both limits of GitLab.com; Netlify Docs, "Site deploys
overview", section "Files per directory limit".
"""


def estimate(papers: int) -> SiteSize:
    """What the site of a list of so many papers weighs, about."""
    return SiteSize(
        total=BYTES_PER_PAPER * papers,
        files=FIXED_FILES + round(FILES_PER_PAPER * papers),
        folder=papers,
        largest=BYTES_PER_PAPER_IN_LARGEST_FILE * papers,
    )


def passed_limits(size: SiteSize) -> Iterator[tuple[Limit, str]]:
    """Each limit that a site passes, with what it has instead, in words."""
    has = {
        "total": (size.total, f"{_bytes(size.total)} in all"),
        "files": (size.files, f"{size.files:,} files"),
        "folder": (size.folder, f"{size.folder:,} files in 'papers/'"),
        "largest": (size.largest, f"{_bytes(size.largest)} in 'export/papers.jsonl'"),
    }
    for limit in LIMITS:
        number, words = has[limit.measure]
        if number > limit.most:
            yield limit, words


def _bytes(number: int) -> str:
    return f"{number / 10**9:.1f} GB" if number >= 10**9 else f"{number / 10**6:.0f} MB"
