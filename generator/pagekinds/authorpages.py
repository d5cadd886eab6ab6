"""A page for each author of several papers, and the index of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from generator.addresses import path_of
from generator.outputs import GeneratedPage
from generator.pagekinds.charts import Bar, make_trend
from generator.pagekinds.entries import NO_CLOTH, LabelView, year_counts
from generator.pagekinds.listing import Listing, Pager
from generator.pagekinds.maker import PageMaker, PaperList
from generator.pagekinds.people import Person

AUTHORS_A_PAGE = 500
MOST_TOGETHER = 6
MOST_FREQUENT = 12
OTHER_LETTERS = "#"


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """What ``author.html`` receives.

    Attributes:
        also: Other ways in which papers write the name.
        close: Authors with pages of the same papers, and how many they share.
    """

    label: LabelView
    also: tuple[str, ...]
    trend: tuple[Bar, ...]
    close: tuple[tuple[LabelView, int], ...]
    listing: Listing


@dataclass(frozen=True, slots=True)
class AuthorsPage:
    """What ``authors.html`` receives.

    Attributes:
        count: Authors on all pages.
        frequent: Those with most papers; on the first page of a long index only.
        letters: First letter of the family name, and its authors.
    """

    count: int
    frequent: tuple[LabelView, ...]
    letters: tuple[tuple[str, tuple[LabelView, ...]], ...]
    pager: Pager


def author_pages(maker: PageMaker) -> Iterator[GeneratedPage]:
    """The index and the pages of authors; none for a list that names no author twice."""
    people = tuple(maker.catalogue.people.with_page.values())
    pages = -(-len(people) // AUTHORS_A_PAGE)
    for number in range(1, pages + 1):
        yield maker.page(
            "authors",
            path_of("authors", page=number),
            "Authors" if number == 1 else f"Authors, page {number}",
            partial(_index, people, number, pages),
            description=f"Authors of several papers of {maker.site.name}.",
            head="_index_pager_head.html",
        )
    for person in people:
        yield from _pages_of(maker, person)


def _index(people: tuple[Person, ...], number: int, pages: int) -> AuthorsPage:
    shown = people[(number - 1) * AUTHORS_A_PAGE : number * AUTHORS_A_PAGE]
    frequent: list[Person] = []
    if number == 1 and len(people) > 2 * MOST_FREQUENT:
        frequent = sorted(people, key=lambda person: -len(person.papers))[:MOST_FREQUENT]
    return AuthorsPage(
        count=len(people),
        frequent=tuple(_label(person) for person in frequent),
        letters=tuple(
            (letter, tuple(_label(person) for person in members))
            for letter, members in groupby(shown, key=_letter)
        ),
        pager=Pager("authors", "", number, pages),
    )


def _letter(person: Person) -> str:
    letter = person.sort[:1].upper()
    return letter if letter.isalpha() else OTHER_LETTERS


def _label(person: Person) -> LabelView:
    return LabelView("author", person.id, person.name, NO_CLOTH, len(person.papers))


def _pages_of(maker: PageMaker, person: Person) -> Iterator[GeneratedPage]:
    catalogue = maker.catalogue

    def view(listing: Listing) -> AuthorPage:
        first = listing.pager.page == 1
        together = catalogue.people.together(person)[:MOST_TOGETHER] if first else ()
        return AuthorPage(
            label=_label(person),
            also=person.also,
            trend=make_trend(year_counts(person.papers)) if first else (),
            close=tuple((_label(other), shared) for other, shared in together),
            listing=listing,
        )

    papers = catalogue.sort(person.papers)
    description = f"Papers by {person.name} in {maker.site.name}."
    yield from maker.pages_of(
        PaperList("author", person.id, person.name, papers, "these papers", description), view
    )
