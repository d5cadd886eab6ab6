"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 for the list, each topic and each tag; one OPML of all.

Entries are dated by the day on which a paper was added, so the same content gives the same feed,
and a new paper changes only the feeds that it stands in.
"""

from __future__ import annotations

import datetime
import json
import posixpath
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from xml.etree import ElementTree

from generator.addresses import in_folder, path_of
from generator.labels import Tag, Topic
from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile, SiteOptions
from generator.pagekinds.entries import status_words
from generator.text import plain, slug, to_html

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 50
NO_DATE = datetime.date(1970, 1, 1)
NO_URL = (
    "The addresses in this feed are relative, because the site's own address is unknown: "
    "set site_url in mkdocs.yml."
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMESPACE = uuid.UUID("5c2b3a52-6c5e-5d0b-9d5b-2f0f3c0c7a11")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed before it has a format.

    Attributes:
        folder: Folder of ``feed.xml`` and ``feed.json`` on the site; empty for the root.
        page: Path of the page that it follows.
        papers: Newest first.
    """

    folder: str
    page: str
    title: str
    description: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What every feed says of a paper.

    Attributes:
        id: An address that stays.
        title: Plain text.
        summary: HTML.
        moment: When it was added (RFC 3339).
        topics: Id and title.
    """

    id: str
    title: str
    summary: str
    moment: str
    topics: tuple[tuple[str, str], ...]


WriteItem = Callable[[Paper, Item, str], str]


@dataclass(frozen=True, slots=True)
class Items:
    """The items of all feeds; a paper stands in several, and its item is made and written once."""

    library: Library
    options: SiteOptions
    _made: dict[str, Item] = field(default_factory=dict)
    _written: dict[tuple[WriteItem, str, str], str] = field(default_factory=dict)

    def item(self, paper: Paper) -> Item:
        """What feeds say of a paper."""
        made = self._made.get(paper.id)
        if made is None:
            library = self.library
            made = self._made[paper.id] = Item(
                id=_paper_id(paper, library, self.options),
                title=plain(paper.title),
                summary=_summary(paper, library),
                moment=day_moment(paper.added),
                topics=tuple(
                    (assigned.id, library.labels.topics[assigned.id].title)
                    for assigned in library.assignments[paper.id].topics
                ),
            )
        return made

    def written(self, feed: Feed, write: WriteItem) -> Iterator[str]:
        """Every paper of a feed, as a format writes it with the address of its page."""
        for paper in feed.papers:
            page = address_in(path_of("paper", paper.id), feed, self.options)
            key = (write, paper.id, page)
            text = self._written.get(key)
            if text is None:
                text = self._written[key] = write(paper, self.item(paper), page)
            yield text


def feed_files(library: Library, options: SiteOptions) -> Iterator[GeneratedFile]:
    """All feeds and ``feeds.opml``."""
    feeds = list(_feeds(library, options))
    items = Items(library, options)
    for feed in feeds:
        for name, form in (("feed.xml", atom), ("feed.json", json_feed)):
            path = posixpath.join(feed.folder, name)
            yield GeneratedFile(path, partial(form, feed, items))
    yield GeneratedFile("feeds.opml", partial(opml, feeds, options))


def _feeds(library: Library, options: SiteOptions) -> Iterator[Feed]:
    newest = sorted(library.papers, key=lambda p: (-(p.added or NO_DATE).toordinal(), p.id))
    topics: dict[str, list[Paper]] = {id: [] for id in library.labels.topics}
    tags: dict[str, list[Paper]] = {id: [] for id in library.labels.tags}
    for paper in newest:
        for assigned in library.assignments[paper.id].topics:
            topics[assigned.id].append(paper)
        for assigned in library.assignments[paper.id].tags:
            tags[assigned.id].append(paper)
    name = library.settings.title or options.name
    described = library.settings.description or f"New papers of {name}."
    yield Feed("", "index.html", name, described, tuple(newest[:MOST_ENTRIES]))
    for kind, labels, papers in (
        ("topic", library.labels.topics, topics),
        ("tag", library.labels.tags, tags),
    ):
        for label in labels.values():
            yield from _label_feeds(kind, label, name, papers[label.id])


def _label_feeds(
    kind: str, label: Topic | Tag, name: str, papers: Sequence[Paper]
) -> Iterator[Feed]:
    page = path_of(kind, label.id)
    newest = tuple(papers[:MOST_ENTRIES])
    for id in (label.id, *label.aliases):
        folder = posixpath.dirname(path_of(kind, id))
        yield Feed(folder, page, f"{label.title} · {name}", label.description, newest)


def stable_id(*parts: str) -> str:
    """An id that stays when the site moves."""
    return uuid.uuid5(_NAMESPACE, "/".join(parts)).urn


def _paper_id(paper: Paper, library: Library, options: SiteOptions) -> str:
    """By the title with which the paper entered the list: corrections of it come later."""
    records = [record for record in paper.records if record.title]
    first = min(
        records,
        key=lambda r: (r.entered or datetime.date.max, r.source.trust, r.location),
        default=None,
    )
    address = slug(first.raw_title or first.title) if first else paper.id
    known = library.redirects.get(address)
    if isinstance(known, tuple):
        # Of several papers with one title the one that was here first keeps its id.
        known = min(known, key=lambda id: _arrival(library, id))
    if known != paper.id:
        address = paper.id
    return stable_id(options.name, "papers", address)


def _arrival(library: Library, id: str) -> tuple[datetime.date, str]:
    paper = library.by_id.get(id)
    return (paper.added if paper and paper.added else datetime.date.max), id


def day_moment(day: datetime.date | None) -> str:
    """The first moment of a day, as RFC 3339 writes it."""
    return f"{(day or NO_DATE).isoformat()}T00:00:00Z"


def address_in(path: str, feed: Feed, options: SiteOptions) -> str:
    """Absolute if the site's address is known, else relative to the feed."""
    if options.url:
        return options.address(path)
    return posixpath.relpath(in_folder(path) if options.folders else path, feed.folder or ".")


def _updated(feed: Feed) -> str:
    return day_moment(max((p.added for p in feed.papers if p.added), default=None))


def _summary(paper: Paper, library: Library) -> str:
    status = f"<p><strong>{status_words(paper)}</strong></p>" if paper.status else ""
    if successor := library.by_id.get(paper.successor):
        status += f"<p>Read instead: {to_html(successor.title)}.</p>"
    return f"{status}{to_html(paper.abstract, paragraphs=True)}"


def atom(feed: Feed, items: Items) -> bytes:
    """The feed as Atom, UTF-8."""
    entries = items.written(feed, _atom_entry)
    return atom_document(feed, "feed.xml", _updated(feed), entries, items.options)


def atom_document(
    feed: Feed, name: str, updated: str, entries: Iterable[str], options: SiteOptions
) -> bytes:
    """A feed with entries that are ready; ``name`` is that of its file."""
    root = ElementTree.Element("feed", xmlns=ATOM)
    add_element(root, "id", stable_id(options.name, feed.page))
    add_element(root, "title", feed.title)
    add_element(
        root, "subtitle", feed.description if options.url else f"{feed.description} {NO_URL}"
    )
    add_element(root, "updated", updated)
    add_element(
        root, "link", rel="alternate", type="text/html", href=address_in(feed.page, feed, options)
    )
    own = posixpath.join(feed.folder, name)
    add_element(
        root, "link", rel="self", type="application/atom+xml", href=address_in(own, feed, options)
    )
    author = ElementTree.SubElement(root, "author")
    add_element(author, "name", options.name or feed.title)
    ElementTree.indent(root)
    head = ElementTree.tostring(root, encoding="unicode").removesuffix("\n</feed>")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{"".join(entries)}\n</feed>\n'.encode()


def add_element(
    parent: ElementTree.Element, tag: str, text: str = "", /, **attributes: str
) -> None:
    """Add an element; what XML cannot hold is left out."""
    kept = {name: _xml_text(value) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, kept)
    element.text = _xml_text(text) or None


def _atom_entry(paper: Paper, item: Item, page: str) -> str:
    """A paper in a feed."""
    entry = ElementTree.Element("entry")
    add_element(entry, "id", item.id)
    add_element(entry, "title", item.title)
    add_element(entry, "link", rel="alternate", type="text/html", href=page)
    add_element(entry, "updated", item.moment)
    add_element(entry, "published", item.moment)
    for name in paper.authors:
        person = ElementTree.SubElement(entry, "author")
        add_element(person, "name", str(name))
    for id, title in item.topics:
        add_element(entry, "category", term=id, label=title)
    add_element(entry, "content", item.summary, type="html")
    return entry_text(entry)


def entry_text(entry: ElementTree.Element) -> str:
    """An entry on lines of its own."""
    ElementTree.indent(entry, level=1)
    return "\n  " + ElementTree.tostring(entry, encoding="unicode")


def _xml_text(text: str) -> str:
    """Without the control characters that XML 1.0 section 2.2 forbids."""
    return _FORBIDDEN.sub("", text)


def json_feed(feed: Feed, items: Items) -> bytes:
    """The feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    options = items.options
    own = posixpath.join(feed.folder, "feed.json")
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": address_in(feed.page, feed, options),
        "feed_url": address_in(own, feed, options),
        "items": [],
    }
    if not options.url:
        document["user_comment"] = NO_URL
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    written = ",\n  ".join(items.written(feed, _json_item))
    if written:
        text = text.replace('"items": []', f'"items": [\n  {written}\n ]', 1)
    return text.encode()


def _json_item(paper: Paper, item: Item, page: str) -> str:
    """A paper in a feed, indented as there."""
    document = {
        "id": item.id,
        "url": page,
        "title": item.title,
        "content_html": item.summary,
        "date_published": item.moment,
        "authors": [{"name": str(author)} for author in paper.authors],
        "tags": [title for _, title in item.topics],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).replace("\n", "\n  ")


def opml(feeds: Sequence[Feed], options: SiteOptions) -> bytes:
    """One outline of the Atom feeds of papers, OPML 2.0 (opml.org/spec2.opml)."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    add_element(head, "title", feeds[0].title)
    body = ElementTree.SubElement(root, "body")
    here = Feed("", "index.html", "", "", ())
    for feed in feeds:
        if feed.folder != posixpath.dirname(feed.page):
            continue  # of a former address: its readers have it already
        add_element(
            body,
            "outline",
            type="rss",
            text=feed.title,
            xmlUrl=address_in(posixpath.join(feed.folder, "feed.xml"), here, options),
            htmlUrl=address_in(feed.page, here, options),
        )
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
