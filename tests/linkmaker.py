"""Papers for tests of links, in one line each, among others that have nothing to do with them."""

from __future__ import annotations

from generator.model import Author, Paper, PartialDate, Record, SourceFile, Trust
from generator.problems import Location
from generator.text import slug

SOURCE = SourceFile("papers/captured/a.txt", "a", Trust.CAPTURED)


def paper(
    title: str,
    abstract: str = "",
    year: int = 0,
    *,
    aliases: tuple[str, ...] = (),
    never_link: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
) -> Paper:
    """A paper; its id is the slug of its title, an author "Given Family"."""
    record = Record(
        Location(SOURCE.file, 1),
        SOURCE,
        title=title,
        abstract=abstract,
        aliases=aliases,
        never_link=never_link,
    )
    names = (name.rpartition(" ") for name in authors)
    return Paper(
        id=slug(title),
        title=title,
        abstract=abstract,
        authors=tuple(Author(family, given) for given, _, family in names),
        issued=PartialDate(year) if year else None,
        records=(record,),
    )


OTHERS = tuple(
    paper(f"Bread of village {n}", f"In village {n} bread is baked from flour, water and salt.")
    for n in range(30)
)
"""A list needs some size before a word can be rare."""
