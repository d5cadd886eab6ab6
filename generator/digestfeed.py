"""The digests as a feed: an Atom entry for each week in which papers were added."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree

from generator.addresses import Addresses, path_of
from generator.feeds import (
    Feed,
    add_element,
    address_in,
    atom_document,
    day_moment,
    entry_text,
    stable_id,
)
from generator.library import Library
from generator.mails import MOST_PAPERS, make_mail
from generator.outputs import GeneratedFile, SiteOptions
from generator.pagekinds.digest import WEEKS_FEED, Period, find_periods
from generator.render import make_renderer

MOST_WEEKS = 20


def digest_feed_files(
    library: Library, options: SiteOptions, addresses: Addresses
) -> Iterator[GeneratedFile]:
    """The feed of the weeks; none if no day is known."""
    weeks = [p for p in find_periods(library.papers) if p.kind == "week"][:MOST_WEEKS]
    if not weeks:
        return
    page = path_of("digests")
    name = library.settings.title or options.name
    described = f"What was added to {name}, week by week."
    feed = Feed(posixpath.dirname(page), page, f"Digest · {name}", described, ())

    def made() -> bytes:
        renderer = make_renderer(options.templates, addresses, {})
        entries = []
        for week in weeks:
            mail = make_mail(week, library, options, MOST_PAPERS)
            text = str(renderer.render("_digest_entry.html", mail=mail)).strip()
            entries.append(_entry(week, text, feed, options))
        updated = day_moment(weeks[0].updated)
        return atom_document(feed, posixpath.basename(WEEKS_FEED), updated, entries, options)

    yield GeneratedFile(WEEKS_FEED, made)


def _entry(week: Period, text: str, feed: Feed, options: SiteOptions) -> str:
    page = path_of("digest", week.id)
    entry = ElementTree.Element("entry")
    add_element(entry, "id", stable_id(options.name, page))
    add_element(entry, "title", week.title)
    add_element(
        entry, "link", rel="alternate", type="text/html", href=address_in(page, feed, options)
    )
    add_element(entry, "updated", day_moment(week.updated))
    add_element(entry, "content", text, type="html")
    return entry_text(entry)
