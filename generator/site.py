"""All generated pages and files of a site, made from the library.

The MkDocs plugin hands them to the build; ``reading-list pages`` writes them to disk for
any other site builder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from generator.addresses import Addresses
from generator.api import api_files
from generator.assets import asset_files
from generator.beside import begin
from generator.cards import FOLDER as CARDS_FOLDER
from generator.cards import card_files
from generator.digestfeed import digest_feed_files
from generator.exports import export_files
from generator.feeds import feed_files
from generator.index import index_files
from generator.index.papers import FOLDER as SEARCH_FOLDER
from generator.library import Library
from generator.mails import mail_files
from generator.outputs import Bundle, GeneratedFile, Site, SiteOptions
from generator.packed import is_long, squeezed, unsqueezed
from generator.pages import build_pages
from generator.problems import Location, Report

Maker = Callable[[Library], Iterable[GeneratedFile]]


def build_site(library: Library, options: SiteOptions, report: Report) -> Site:
    """Gather every page and file; what they hold is made only when it is written.

    Two outputs with one path are a ``page-conflict``: the second is left out.
    """
    addresses = Addresses(options.directory_urls, report, options.written, folders=options.folders)
    files = tuple(_without_conflicts(_files(library, options, addresses), addresses, report))
    pages = tuple(
        page
        for page in build_pages(library, options, addresses)
        if _is_free(page.path, addresses, report)
    )
    bundles = (
        Bundle(SEARCH_FOLDER, partial(_made_apart, library, index_files)),
        Bundle(CARDS_FOLDER, partial(_made_apart, library, card_files)),
    )
    return Site(pages, files, bundles)


def _made_apart(library: Library, make: Maker) -> Iterable[GeneratedFile]:
    """Files of a long list are made in a process of its own, and kept in little room."""
    if not is_long(library.papers):
        return make(library)
    with begin(lambda: [(f.path, squeezed(f.content)) for f in make(library)]) as other:
        return [GeneratedFile(path, partial(unsqueezed, data)) for path, data in other.value]


def _files(library: Library, options: SiteOptions, addresses: Addresses) -> Iterator[GeneratedFile]:
    yield from asset_files(options)
    yield from export_files(library)
    yield from feed_files(library, options)
    yield from digest_feed_files(library, options, addresses)
    yield from mail_files(library, options, addresses)
    yield from api_files(library, options)


def _without_conflicts(
    files: Iterable[GeneratedFile], addresses: Addresses, report: Report
) -> Iterator[GeneratedFile]:
    for file in files:
        if _is_free(file.path, addresses, report, is_file=True):
            yield file


def _is_free(path: str, addresses: Addresses, report: Report, *, is_file: bool = False) -> bool:
    if path in addresses.known:
        report.add(
            "page-conflict",
            Location(""),
            f"two generated outputs have the path {path}",
            "rename one of the topics, tags or source files that lead to it",
        )
        return False
    addresses.add(path, is_file=is_file)
    return True
