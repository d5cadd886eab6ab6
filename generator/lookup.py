"""Which paper is meant: by slug, identifier, citation key or title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz, process

from generator.identifiers import parse
from generator.model import Identifier, Paper
from generator.problems import Location, Report
from generator.text import title_key

K = TypeVar("K")

LEAST_LIKENESS = 65
"""Of a hundred: a title that is less like a name is no help to who mistyped it."""


@dataclass(frozen=True, slots=True)
class PaperIndex:
    """Finds papers by any of their names. Make it once for many look-ups."""

    by_slug: Mapping[str, Paper]
    by_identifier: Mapping[Identifier, Paper]
    by_citekey: Mapping[str, Paper]
    by_title: Mapping[str, Paper]

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> PaperIndex:
        """Index the papers. A name of several papers finds none of them, except by slug."""
        papers = list(papers)
        by_slug: dict[str, Paper] = {}
        by_identifier: dict[Identifier, list[Paper]] = {}
        by_citekey: dict[str, Paper] = {}
        by_title: dict[str, list[Paper]] = {}
        for paper in papers:
            for slug in paper.aliases:
                by_slug.setdefault(slug, paper)
            for scheme, values in paper.identifiers.items():
                for value in values:
                    by_identifier.setdefault(Identifier(scheme, value), []).append(paper)
            by_citekey[paper.citekey] = paper
            keys = {title_key(paper.title), *(title_key(r.title) for r in paper.records)}
            for key in keys - {""}:
                by_title.setdefault(key, []).append(paper)
        by_slug.update((paper.id, paper) for paper in papers)
        return cls(by_slug, _unique(by_identifier), by_citekey, _unique(by_title))

    def find(self, name: str) -> Paper | None:
        """The paper that ``name`` means, or None."""
        name = name.strip()
        if paper := self.by_slug.get(name):
            return paper
        if (identifier := parse(name)) and (paper := self.by_identifier.get(identifier)):
            return paper
        return self.by_citekey.get(name) or self.by_title.get(title_key(name))

    def closest(self, name: str) -> str:
        """``, did you mean 'x'?`` for the slug or title most like ``name``, or an empty string."""
        titles = {key: paper.title for key, paper in self.by_title.items()}
        best = process.extractOne(
            title_key(name), titles.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS
        )
        return f", did you mean '{titles[best[0]]}'?" if best else ""


def find_paper(index: PaperIndex, name: str, location: Location, report: Report) -> Paper | None:
    """The paper that something in the content folder names; an ``unknown-paper`` if there is none.

    Args:
        index: Where papers are looked up.
        name: The name.
        location: Where it stands.
        report: Where a problem goes.
    """
    paper = index.find(name)
    if paper is None:
        report.add(
            "unknown-paper",
            location,
            f"no paper of the list is called '{name}'{index.closest(name)}",
            "name it by its slug, identifier, citation key or title",
        )
    return paper


def _unique(found: Mapping[K, list[Paper]]) -> dict[K, Paper]:
    return {key: papers[0] for key, papers in found.items() if len({p.id for p in papers}) == 1}
