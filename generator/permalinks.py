"""Addresses of papers: slugs that never depend on a position, and redirects to them.

Papers that would share an address all get the year, then the first author's family name, then
a hash of the abstract behind it, until each has its own; the shared address lists them all.
So an address once given keeps leading to its paper when others of its name come later.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.model import Paper, Record
from generator.text import slug

_SHORTEST_ALIAS = 2
r"""Of "$\mu$P" a single letter is left, which is no address."""


@dataclass(frozen=True, slots=True)
class TakenAlias:
    """An alias that cannot lead to its paper, since it is the address of others."""

    record: Record
    alias: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Permalinks:
    """Addresses of a list of papers.

    Attributes:
        ids: Slug of each paper, in the order of the papers.
        redirects: Former or other slug to the id of its paper, or to several sorted ids.
        aliases: Of each paper, the slugs that redirect to it alone, sorted.
        taken: Curated aliases that are another paper's address.
    """

    ids: tuple[str, ...]
    redirects: Mapping[str, str | tuple[str, ...]]
    aliases: tuple[tuple[str, ...], ...]
    taken: tuple[TakenAlias, ...]


def assign_permalinks(
    papers: Sequence[Paper], former: Mapping[int, Iterable[str]] = MappingProxyType({})
) -> Permalinks:
    """Give every paper its address and collect what redirects to it.

    Args:
        papers: Hidden ones too: their addresses stay theirs.
        former: Further addresses that lead to a paper, by its index.
    """
    ids, shared = _slugs(papers)
    claims: dict[str, set[str]] = defaultdict(set)
    for index, addresses in former.items():
        for address in addresses:
            claims[address].add(ids[index])
    for address, indices in shared.items():
        claims[address].update(ids[index] for index in indices)
    for id, paper in zip(ids, papers, strict=True):
        titles = {r.title for r in paper.records} | {r.raw_title for r in paper.records}
        for title in titles - {"", paper.title}:
            claims[slug(title)].add(id)
    own = set(ids)
    taken = []
    for id, paper in zip(ids, papers, strict=True):
        for record in paper.records:
            for alias in record.aliases:
                address = slug(alias)
                if len(address) < _SHORTEST_ALIAS:
                    continue
                owners = {address} if address in own else claims[address] - {id}
                if owners - {id}:
                    taken.append(TakenAlias(record, alias, tuple(sorted(owners))))
                claims[address].add(id)
    redirects: dict[str, str | tuple[str, ...]] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    for address in sorted(claims.keys() - own):
        targets = sorted(claims[address])
        redirects[address] = targets[0] if len(targets) == 1 else tuple(targets)
        if len(targets) == 1:
            aliases[targets[0]].append(address)
    return Permalinks(tuple(ids), redirects, tuple(tuple(aliases[id]) for id in ids), tuple(taken))


def _slugs(papers: Sequence[Paper]) -> tuple[list[str], dict[str, list[int]]]:
    """Slug of each paper, and the slugs that several would have had with the papers' indices."""
    bases = [slug(paper.title) for paper in papers]
    current = list(bases)
    level = [0] * len(papers)
    shared: dict[str, list[int]] = defaultdict(list)
    crowded = set(range(len(papers)))
    while crowded:
        counts = Counter(current)
        crowded = {
            index
            for index, address in enumerate(current)
            if (counts[address] > 1 or address in shared) and level[index] < len(_PARTS)
        }
        for index in sorted(crowded):
            shared[current[index]].append(index)
        for index in crowded:
            part = _PARTS[level[index]](papers[index])
            level[index] += 1
            if part:
                current[index] = f"{current[index]}-{part}"
    return current, shared


def _year(paper: Paper) -> str:
    return str(paper.year or "")


def _family(paper: Paper) -> str:
    return slug(paper.authors[0].family) if paper.authors else ""


def _abstract_hash(paper: Paper) -> str:
    return _digest(paper.abstract) if paper.abstract else ""


def _content_hash(paper: Paper) -> str:
    """Of papers without abstract, and of different papers with one abstract."""
    names = [str(author) for author in paper.authors]
    return _digest(repr((paper.title, names, sorted(paper.identifiers.items()), paper.abstract)))


def _place_hash(paper: Paper) -> str:
    """The last resort, for papers that say exactly the same."""
    return _digest(repr([(r.location, r.position) for r in paper.records]))


_PARTS: tuple[Callable[[Paper], str], ...] = (
    _year,
    _family,
    _abstract_hash,
    _content_hash,
    _place_hash,
)
"""What is put behind a shared slug, in this order."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
