"""What an import brought: which papers are new, known, changed or gone, and how that is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.formats import Format
from generator.lookup import PaperIndex
from generator.merge import AmbiguousPair, Merged
from generator.model import Paper, Trust

COMPARED = (
    *("title", "abstract", "authors", "issued", "venue", "type", "identifiers", "links"),
    *("details", "keywords", "status", "successor"),
)
"""Fields whose change is told, in this order."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file that becomes part of the list.

    Attributes:
        given: As the caller named it.
        file: Where it lies now, relative to the content folder.
        form: Its format.
        records: Number of its records.
        is_new: False if the list had the same bytes before.
    """

    given: str
    file: str
    form: Format
    records: int
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class ChangedPaper:
    """A paper of which a newer file says something else.

    Attributes:
        paper: As it is now.
        fields: Names of the fields that changed.
        former: Its former address if that changed, or empty.
    """

    paper: Paper
    fields: tuple[str, ...]
    former: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or, if ``refused``, would have done.

    Attributes:
        files: The files, in the order given.
        refused: Nothing was written; the report says why.
        new: Papers that the list did not have.
        known: Papers of the files that it had.
        maybe_same: Pairs that may be one paper, and of which the import brought at least one.
        removed: Papers that a replaced file had alone; they leave the list.
        changed: Papers of a replaced file that now read otherwise.
    """

    files: tuple[TakenFile, ...] = ()
    refused: bool = False
    new: tuple[Paper, ...] = ()
    known: tuple[Paper, ...] = ()
    maybe_same: tuple[AmbiguousPair, ...] = ()
    removed: tuple[Paper, ...] = ()
    changed: tuple[ChangedPaper, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The part of the answer of ``import --format json`` that is no problem."""
        return {
            "files": [
                {
                    "given": taken.given,
                    "file": taken.file,
                    "format": taken.form.name,
                    "records": taken.records,
                    "new": taken.is_new,
                }
                for taken in self.files
            ],
            "refused": self.refused,
            "new": [_named(paper) for paper in self.new],
            "known": [_named(paper) for paper in self.known],
            "maybe_same": [
                {"papers": [pair.first, pair.second], "reason": pair.reason}
                for pair in self.maybe_same
            ],
            "removed": [_named(paper) for paper in self.removed],
            "changed": [
                {**_named(c.paper), "fields": list(c.fields), "former": c.former or None}
                for c in self.changed
            ],
        }


def _named(paper: Paper) -> dict[str, object]:
    return {"id": paper.id, "title": paper.title}


def compare_lists(
    before: Merged,
    after: Merged,
    candidates: set[str],
    ours: set[str],
    files: tuple[TakenFile, ...],
) -> Imported:
    """What the list has gained, lost and changed."""
    earlier = [paper for paper in before.papers if _stands_in(paper, ours)]
    partner = _partners(earlier, after.papers)
    former = {paper.id: old for old in earlier if (paper := partner.get(old.id))}
    new: list[Paper] = []
    known: list[Paper] = []
    changed: list[ChangedPaper] = []
    for paper in after.papers:
        if not _stands_in(paper, candidates):
            continue
        old = former.get(paper.id)
        elsewhere = any(
            record.location.file not in ours and record.source.trust is not Trust.ENRICHED
            for record in paper.records
        )
        (known if old or elsewhere else new).append(paper)
    for old in earlier:
        if paper := partner.get(old.id):
            fields = tuple(name for name in COMPARED if getattr(old, name) != getattr(paper, name))
            if fields:
                moved = old.id if paper.id != old.id else ""
                changed.append(ChangedPaper(paper, fields, moved))
    touched = {paper.id for paper in (*new, *known)}
    doubted = {(pair.first, pair.second) for pair in before.ambiguous}
    return Imported(
        files=files,
        new=tuple(new),
        known=tuple(known),
        maybe_same=tuple(
            pair
            for pair in after.ambiguous
            if {pair.first, pair.second} & touched and (pair.first, pair.second) not in doubted
        ),
        removed=tuple(paper for paper in earlier if paper.id not in partner),
        changed=tuple(sorted(changed, key=lambda c: c.paper.id)),
    )


def _stands_in(paper: Paper, files: set[str]) -> bool:
    return any(record.location.file in files for record in paper.records)


def _partners(earlier: Sequence[Paper], papers: Sequence[Paper]) -> dict[str, Paper]:
    """Earlier paper's id to the paper that it is now, found by any of its names."""
    if not earlier:
        return {}
    index = PaperIndex.of(papers)
    keys: dict[str, set[str]] = {}
    for paper in papers:
        for record in paper.records:
            if record.citekey:
                keys.setdefault(f"{record.location.file} {record.citekey}", set()).add(paper.id)
    found: dict[str, Paper] = {}
    for old in earlier:
        names = [old.id, *_identifiers(old), old.title]
        partner = next((p for name in names if (p := index.find(name))), None)
        for record in old.records if partner is None else ():
            ids = keys.get(f"{record.location.file} {record.citekey}", set())
            if record.citekey and len(ids) == 1:
                partner = index.by_slug[next(iter(ids))]
        if partner:
            found[old.id] = partner
    return found


def _identifiers(paper: Paper) -> list[str]:
    return [f"{scheme}:{v}" for scheme, values in paper.identifiers.items() for v in values]


def format_imported(imported: Imported, root: str) -> str:
    """What was imported, for people."""
    if imported.refused:
        return "nothing was imported\n"
    lines = []
    for taken in imported.files:
        place = f"{root}/{taken.file}" if root else taken.file
        if taken.is_new:
            records = f"{taken.records} record" + ("" if taken.records == 1 else "s")
            lines.append(f"{taken.given} -> {place}: {taken.form.title}, {records}")
        else:
            lines.append(f"{taken.given}: the list has this file already, as {place}")
    lines += _listed("new", imported.new)
    lines.append(f"{_papers(len(imported.known))} known")
    if imported.maybe_same:
        lines.append(f"{len(imported.maybe_same)} possibly the same:")
        lines += [f"  {p.first} and {p.second}: {p.reason}" for p in imported.maybe_same]
    if imported.removed:
        lines += _listed("removed", imported.removed)
    if imported.changed:
        lines.append(f"{_papers(len(imported.changed))} changed:")
        for change in imported.changed:
            moved = f" (the address was {change.former})" if change.former else ""
            lines.append(f"  {change.paper.title}: {', '.join(change.fields)}{moved}")
    return "".join(f"{line}\n" for line in lines)


MOST_LISTED = 50
"""Papers of one kind that are named; ``--format json`` names all."""


def _listed(what: str, papers: Sequence[Paper]) -> list[str]:
    lines = [f"{_papers(len(papers))} {what}" + (":" if papers else "")]
    lines += [f"  {paper.title}" for paper in papers[:MOST_LISTED]]
    if len(papers) > MOST_LISTED:
        lines.append(f"  and {len(papers) - MOST_LISTED} more")
    return lines


def _papers(count: int) -> str:
    return f"{count} paper" if count == 1 else f"{count} papers"
