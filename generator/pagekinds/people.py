"""Who wrote the papers: authors by name, those with a page of their own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Author, Paper
from generator.text import fold

FEWEST_PAPERS = 2
"""Papers of an author with a page. It never rises with the list, or addresses would be lost."""

_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has this name; two people of one name cannot be told apart.

    Attributes:
        id: Part of the page's address.
        name: As most papers write it.
        sort: Family name first, folded.
        also: Other ways in which papers write it.
        papers: In the order of the library.
    """

    id: str
    name: str
    sort: str
    also: tuple[str, ...]
    papers: tuple[Paper, ...]


class People:
    """The authors of some papers. Accents, case and dots of initials do not tell names apart."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._ids: dict[Author, str] = {}
        found: dict[str, list[Paper]] = {}
        for paper in papers:
            for id in dict.fromkeys(map(self.id_of, paper.authors)):
                found.setdefault(id, []).append(paper)
        several = {id: own for id, own in found.items() if len(own) >= FEWEST_PAPERS}
        written: dict[str, Counter[Author]] = {id: Counter() for id in several}
        for paper in {paper.id: paper for own in several.values() for paper in own}.values():
            for author in paper.authors:
                if (id := self.id_of(author)) in written:
                    written[id][author] += 1
        made = [_person(id, written[id], tuple(own)) for id, own in several.items()]
        self.with_page: Mapping[str, Person] = {
            person.id: person for person in sorted(made, key=lambda p: (p.sort, p.id))
        }
        """By id, in the order of an index."""

    def id_of(self, author: Author) -> str:
        """The id of a name, whether or not it has a page."""
        id = self._ids.get(author)
        if id is None:
            id = self._ids[author] = _id(str(author))
        return id

    def together(self, person: Person) -> Sequence[tuple[Person, int]]:
        """Others with a page who wrote papers with somebody, the most frequent first."""
        counts = Counter(
            id
            for paper in person.papers
            for id in {self.id_of(author) for author in paper.authors}
            if id != person.id and id in self.with_page
        )
        others = [(self.with_page[id], count) for id, count in counts.items()]
        return sorted(others, key=lambda item: (-item[1], item[0].sort, item[0].id))


def _id(name: str) -> str:
    id = _NOT_IN_ID.sub("-", fold(name)).strip("-")[:80].strip("-")
    return id or f"author-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _person(id: str, written: Mapping[Author, int], papers: tuple[Paper, ...]) -> Person:
    forms = sorted(written, key=lambda author: (-written[author], -len(str(author)), str(author)))
    names = tuple(dict.fromkeys(str(author) for author in forms))
    sort = fold(f"{forms[0].family} {forms[0].given}")
    return Person(id, names[0], sort, names[1:], papers)
