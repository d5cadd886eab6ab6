"""The list of a site's addresses for search engines.

Source: sitemaps.org, protocol 0.9; a file may hold 50,000 addresses.
"""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Iterable, Iterator
from html import escape

from generator.engine.compose import page_url
from generator.outputs import GeneratedPage

LIMIT = 45_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

UNLISTED = frozenset({"redirect", "removed", "my"})
"""Kinds of pages that stand in no sitemap."""

Entry = tuple[str, datetime.date | None]
"""An address with the day of its last change, if that is known."""


def sitemap_files(
    entries: Iterable[Entry], site_url: str, limit: int = LIMIT
) -> Iterator[tuple[str, bytes]]:
    """``sitemap.xml`` and ``sitemap.xml.gz``; above ``limit`` addresses an index and its parts."""
    ordered = sorted(dict(entries).items())
    if len(ordered) <= limit:
        document = _document("urlset", "url", ordered)
    else:
        parts = []
        for number, part in enumerate(_batches(ordered, limit), start=1):
            name = f"sitemap-{number}.xml"
            parts.append((site_url + name, None))
            yield name, _document("urlset", "url", part)
        document = _document("sitemapindex", "sitemap", parts)
    yield "sitemap.xml", document
    yield "sitemap.xml.gz", gzip.compress(document, mtime=0)


def site_entries(
    hand_written: Iterable[str],
    pages: Iterable[GeneratedPage],
    site_url: str,
    directory_urls: bool,
) -> list[Entry]:
    """Addresses of all pages; none if the site's own address is unknown, for they are absolute.

    Args:
        hand_written: Paths of pages; the day of their last change is not known.
        pages: All generated pages, which may stand among ``hand_written``, too.
        site_url: Address of the site's root with a trailing slash, or empty.
        directory_urls: Whether addresses leave out ``index.html``.
    """
    days: dict[str, datetime.date | None] = dict.fromkeys(hand_written)
    for page in pages:
        if page.kind in UNLISTED:
            days.pop(page.path, None)
        else:
            days[page.path] = page.updated
    if not site_url:
        return []
    return [(site_url + page_url(path, directory_urls), day) for path, day in days.items()]


def _batches(entries: list[Entry], size: int) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def _document(root: str, element: str, entries: Iterable[Entry]) -> bytes:
    lines = [HEAD, f'<{root} xmlns="{NAMESPACE}">\n']
    for address, day in entries:
        changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
        lines.append(f"<{element}><loc>{escape(address)}</loc>{changed}</{element}>\n")
    lines.append(f"</{root}>\n")
    return "".join(lines).encode()
