"""Curated records: which paper each one means, and which papers a curator makes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from rapidfuzz import process

from generator.identifiers import parse
from generator.identity.grouping import group_by_identifier
from generator.identity.groups import Groups, identifiers_of
from generator.identity.likeness import key_of
from generator.model import Identifier, Record, Trust
from generator.permalinks import Permalinks
from generator.problems import Report
from generator.text import slug

MIN_CLOSENESS = 70
_TITLE = "title "
"""Marks title keys among the names, so that none is taken for an address."""


def part_pointers(records: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Part the records that describe a paper from those that speak of one of the list.

    A curated record speaks of a listed paper if it names one (``paper: <slug>``), or if its
    identifiers or its title are those of one. A curated record with a title of its own is
    a hand-written paper, and so is one that says of the paper with its title that it is another.

    Returns:
        Describing records, pointing records.
    """
    records = list(records)
    curated = [r for r in records if r.source.trust is Trust.CURATED or r.names]
    if not curated:
        return records, []
    describing = [r for r in records if not (r.source.trust is Trust.CURATED or r.names)]
    listed = [r for r in describing if r.source.trust is Trust.CAPTURED]
    known = {i for r in listed for i in identifiers_of(r)}
    titles: dict[str, set[str]] = defaultdict(set)
    for r in listed:
        titles[key_of(r.title)].update(map(str, identifiers_of(r)))
    titles.pop("", None)
    pointing = []
    for record in curated:
        key = key_of(record.title)
        points = known.intersection(identifiers_of(record)) or (
            key in titles and not _is_other(record, titles[key])
        )
        if record.names or points or not record.title:
            pointing.append(record)
        else:
            describing.append(record)
    return describing, pointing


class Curation:
    """Attaches pointing records to the groups that they mean.

    State: names that curated records bring with them, such as a corrected title, lead to the
    paper for the records that come after.
    """

    def __init__(self, groups: Groups, ids: Mapping[int, str], links: Permalinks) -> None:
        """Look papers up by the address ``ids`` gives their group, by ``links`` to it, and more.

        Args:
            groups: Are joined.
            ids: Address of each group that is a paper.
            links: What redirects to these addresses.
        """
        self._groups = groups
        self._links = links
        self._given: dict[str, int] = {}
        by_slug = {id: root for root, id in ids.items()}
        self._by_name: dict[str | Identifier, set[int]] = defaultdict(set)
        for address, target in links.redirects.items():
            if isinstance(target, str):
                self._by_name[address].add(by_slug[target])
        for index, record in enumerate(groups.records):
            if (root := groups.root(index)) in ids:
                self._by_name[_TITLE + groups.keys[index]].add(root)
                for identifier in identifiers_of(record):
                    self._by_name[identifier].add(root)
        for id, root in by_slug.items():
            self._by_name[id] = {root}

    def attach(self, records: Iterable[Record], report: Report) -> None:
        """Attach each record to the paper that it means, then do what ``same_as`` says."""
        attached = []
        waiting = sorted(records, key=lambda r: (r.location, r.position))
        while waiting:
            found = [(record, self._meant(record)) for record in waiting]
            waiting = [record for record, root in found if root is None]
            for record, root in found:
                if root is not None:
                    attached.append(self._join(record, root))
            if len(waiting) == len(found):
                break
        for record in waiting:
            # A record that an earlier one of this loop describes may be found by now.
            root = self._meant(record)
            if root is not None:
                attached.append(self._join(record, root))
            elif record.title:
                index = self._groups.add(record)
                self._give(record, index)
                attached.append((record, index))
            else:
                self._report(record, record.names or _name(record), "names", report)
        for record, index in attached:
            for name in record.same_as:
                other = self._find(name)
                if other is None:
                    self._report(record, name, "same_as", report)
                elif self._groups.are_apart(*map(self._groups.root, (index, other))):
                    report.add(
                        "merge-conflict",
                        record.where("same_as"),
                        f"'{name}' is kept apart from this paper by 'not_same_as'",
                        "delete one of the two",
                    )
                elif self._groups.root(other) != self._groups.root(index):
                    self._groups.join(index, other, "same_as in a curated record")
        touched = {i for record, _ in attached for i in identifiers_of(record)}
        if touched:
            group_by_identifier(self._groups, touched)

    def _join(self, record: Record, root: int) -> tuple[Record, int]:
        index = self._groups.add(record)
        self._groups.join(root, index, "named by a curated record")
        self._give(record, index)
        return record, index

    def _give(self, record: Record, index: int) -> None:
        names = (record.names, record.title, *record.aliases, *map(str, identifiers_of(record)))
        for name in filter(None, names):
            self._given.setdefault(slug(name), index)

    def _meant(self, record: Record) -> int | None:
        if record.names:
            return self._find(record.names)
        for identifier in identifiers_of(record):
            if (root := self._find(str(identifier))) is not None:
                return root
        return self._find(record.title) if record.title else None

    def _find(self, name: str) -> int | None:
        """The one group that has this address, identifier or title."""
        for form in (name, parse(name), _TITLE + key_of(name)):
            if form and len(found := self._by_name.get(form, ())) == 1:
                return next(iter(found))
        return self._given.get(slug(name))

    def _report(self, record: Record, name: str, field: str, report: Report) -> None:
        several = self._links.redirects.get(slug(name))
        if isinstance(several, tuple):
            message = f"'{name}' may mean any of: {', '.join(several)}"
            fix = "write the address of one of them"
        else:
            message = f"no paper of the list is '{name}'{self._closest(name)}"
            fix = "correct the name, or add the paper's title to list it by hand"
        report.add("curated-unknown-paper", record.where(field), message, fix)

    def _closest(self, name: str) -> str:
        keys = [key for key in self._by_name if isinstance(key, str) and key.startswith(_TITLE)]
        best = process.extractOne(_TITLE + key_of(name), keys, score_cutoff=MIN_CLOSENESS)
        if best is None:
            return ""
        root = min(self._by_name[best[0]])
        return f", did you mean '{self._groups.records[root].title}'?"


def _is_other(record: Record, identifiers: Set[str]) -> bool:
    """Whether a record is ``not_same_as`` the papers of its title, known by identifiers."""
    return any(
        str(parse(name) or "") in identifiers or slug(name).startswith(slug(record.title))
        for name in record.not_same_as
    )


def _name(record: Record) -> str:
    return str(record.identifiers[0]) if record.identifiers else record.title
