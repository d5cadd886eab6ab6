"""Digests as mail: HTML for mail programs and plain text, beside the page of each week and month.

Mail programs know tables and inline styles, and neither scripts, style sheets nor MathML; some cut
what is longer than 102 kB. Sources: caniemail.com; Gmail's help, "Message clipped".
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from generator.addresses import Addresses, path_of
from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile, SiteOptions
from generator.pagekinds.digest import Period, find_periods, find_sections, mail_path
from generator.pagekinds.entries import published, short_authors, status_words
from generator.render import Renderer, make_renderer
from generator.text import plain, snippet

MOST_BYTES = 100_000
"""A mail is shorter than this."""

MOST_PAPERS = 40
"""Papers that a mail names; its web page has more."""

NO_URL = (
    "This digest has no links, because the address of its website is unknown: set site_url in "
    "mkdocs.yml."
)
TITLE_LENGTH = 240
LINE_LENGTH = 160
ABSTRACT_LENGTH = 280
LINE_WIDTH = 76


@dataclass(frozen=True, slots=True)
class MailEntry:
    """A paper in a mail; all is plain text, what is unknown is empty."""

    title: str
    url: str
    authors: str
    published: str
    status: str
    abstract: str


@dataclass(frozen=True, slots=True)
class MailPart:
    """New papers of one topic; ``more`` are not named."""

    title: str
    url: str
    entries: tuple[MailEntry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Mail:
    """What ``_mail.html`` and ``_mail.txt`` receive; addresses are empty without ``site_url``.

    Attributes:
        name: Of the list.
        url: Of the digest's page.
        count: Papers that are new.
        notice: What is missing, or empty.
    """

    name: str
    period: Period
    url: str
    home: str
    feed: str
    count: int
    parts: tuple[MailPart, ...]
    notice: str

    @property
    def shown(self) -> int:
        """Papers that the mail names."""
        return sum(len(part.entries) for part in self.parts)


def mail_files(
    library: Library, options: SiteOptions, addresses: Addresses
) -> Iterator[GeneratedFile]:
    """The mails of all weeks and months."""

    @cache
    def renderer() -> Renderer:
        values = {"wrap": partial(textwrap.fill, width=LINE_WIDTH, break_long_words=False)}
        return make_renderer(options.templates, addresses, values)

    for period in find_periods(library.papers):
        for suffix in ("html", "txt"):
            made = partial(_mail_bytes, period, suffix, library, options, renderer)
            yield GeneratedFile(mail_path(period, suffix), made)


def _mail_bytes(
    period: Period,
    suffix: str,
    library: Library,
    options: SiteOptions,
    renderer: Callable[[], Renderer],
) -> bytes:
    """The mail, with as many papers as it can hold."""
    most = MOST_PAPERS
    while True:
        mail = make_mail(period, library, options, most)
        text = str(renderer().render(f"_mail.{suffix}", mail=mail)).strip() + "\n"
        if most == 1 or len(made := text.encode()) < MOST_BYTES:
            return made
        most = most * 2 // 3


def make_mail(period: Period, library: Library, options: SiteOptions, most: int) -> Mail:
    """What the mail of a period says, with at most ``most`` papers."""

    def address(path: str) -> str:
        return options.address(path) if options.url else ""

    def entry(paper: Paper) -> MailEntry:
        return MailEntry(
            title=snippet(plain(paper.title), TITLE_LENGTH),
            url=address(path_of("paper", paper.id)),
            authors=snippet(short_authors(paper), LINE_LENGTH),
            published=snippet(published(paper), LINE_LENGTH),
            status=status_words(paper),
            abstract=snippet(plain(snippet(paper.abstract, 2 * ABSTRACT_LENGTH)), ABSTRACT_LENGTH),
        )

    parts = [
        MailPart(
            title=snippet(s.topic.title, LINE_LENGTH) if s.topic else "Without a topic",
            url=address(path_of("topic", s.topic.id) if s.topic else path_of("papers")),
            entries=tuple(map(entry, s.papers)),
            more=s.more,
        )
        for s in find_sections(period, library, most)
    ]
    return Mail(
        name=snippet(library.settings.title or options.name, LINE_LENGTH),
        period=period,
        url=address(path_of("digest", period.id)),
        home=address(path_of("home")),
        feed=address("feed.xml"),
        count=len(period.papers),
        parts=tuple(part for part in parts if part.entries),
        notice="" if options.url else NO_URL,
    )
