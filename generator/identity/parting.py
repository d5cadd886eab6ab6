"""Records that a curator keeps apart (``not_same_as``), whatever they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from generator.identifiers import parse
from generator.identity.groups import Groups, identifiers_of
from generator.identity.likeness import key_of
from generator.model import Record
from generator.problems import Report
from generator.text import slug

Parted = tuple[frozenset[int], frozenset[int]]
"""Records, by index, of two papers."""


def parted_records(
    groups: Groups,
    curated: Iterable[Record],
    addresses: Callable[[], Mapping[str, int]],
    report: Report,
) -> list[Parted]:
    """What curated records keep apart.

    Args:
        groups: As they would be without curators.
        curated: Records with ``not_same_as``.
        addresses: Gives the address of each group that is a paper.
        report: Gets names that mean no record, or the same ones on both sides.
    """
    names = _Names(groups, addresses)
    parted = []
    for record in sorted(curated, key=lambda r: (r.location, r.position)):
        ours = names.of(record)
        for name in record.not_same_as:
            theirs = names.meant(name)
            left, right = (ours - theirs or ours), (theirs - ours or theirs)
            if not theirs:
                message = f"'{name}' is no record of the list"
            elif left & right:
                message = f"'{name}' is all that this record means, too"
            else:
                if left:
                    parted.append((left, right))
                continue
            report.add(
                "curated-unknown-paper",
                record.where("not_same_as"),
                message,
                "name the other paper by an identifier, its title, or the address with its year",
            )
    return parted


class _Names:
    """Finds records by what a curator calls them."""

    def __init__(self, groups: Groups, addresses: Callable[[], Mapping[str, int]]) -> None:
        self._groups = groups
        self._get_addresses = addresses

    def of(self, record: Record) -> frozenset[int]:
        """The records that a curated record speaks of: itself, if it is a paper of its own."""
        own = [i for i, other in enumerate(self._groups.records) if other is record]
        if own:
            return frozenset(own)
        if record.names:
            return self.meant(record.names)
        found = {i for name in identifiers_of(record) for i in self.meant(str(name))}
        return frozenset(found) or self.meant(record.title)

    def meant(self, name: str) -> frozenset[int]:
        """The records with an identifier, of the paper at an address, or with a title."""
        records = list(enumerate(self._groups.records))
        identifier, key, address = parse(name), key_of(name), slug(name)
        if identifier:
            found = [i for i, record in records if identifier in identifiers_of(record)]
            if found:
                return frozenset(found)
        if (root := self._addresses.get(name)) is not None:
            return frozenset(i for i, _ in records if self._groups.root(i) == root)
        return frozenset(
            i
            for i, record in records
            if (key and self._groups.keys[i] == key) or address in _possible_addresses(record)
        )

    @cached_property
    def _addresses(self) -> Mapping[str, int]:
        return self._get_addresses()


def _possible_addresses(record: Record) -> Iterable[str]:
    """Addresses that a paper of this record alone could have."""
    base = slug(record.title)
    year = [str(record.issued.year)] if record.issued else []
    family = [slug(record.authors[0].family)] if record.authors else []
    return (base, *("-".join([base, *parts]) for parts in (year, family, year + family) if parts))
