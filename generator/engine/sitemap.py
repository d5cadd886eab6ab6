"""The list of a site's addresses for search engines.

Source: sitemaps.org, protocol 0.9; a file may hold 50,000 addresses.
"""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Iterable, Iterator
from html import escape

LIMIT = 45_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

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
