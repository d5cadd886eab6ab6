"""The command ``add``: one paper, by its address or identifier.

The service that registers the identifier is asked first, then those that know it too. The record
joins the file of its day, ``papers/captured/added-<date>.yml``, whose sidecar says when it was
added. A paper that the list has by this identifier is not added again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.arrivals import Imported, TakenFile
from generator.content import read_records
from generator.enrich.client import Client, ServiceError
from generator.enrich.openreview import OPENREVIEW, find_submission
from generator.enrich.service import Found, Service
from generator.formats import FORMATS, papers_yaml
from generator.formats.papers_yaml import record_text
from generator.identifiers import SCHEMES, implied, label, normalise, parse
from generator.lookup import PaperIndex
from generator.merge import Merged, merge_records
from generator.model import Identifier, Paper, Record, SourceFile, Trust
from generator.placing import place_files
from generator.problems import Report, Severity
from generator.text import repair

FOLDER = f"papers/{Trust.CAPTURED.folder}"
ORDER: Mapping[str, Sequence[str]] = {
    "arxiv": ("arxiv", "semantic-scholar", "openalex", "huggingface"),
    "doi": ("crossref", "openalex", "semantic-scholar"),
    "acl": ("semantic-scholar",),
    "openreview": (),
    "pmid": ("openalex", "semantic-scholar"),
    "s2": ("semantic-scholar",),
    "openalex": ("openalex",),
}
"""Which services are asked for an identifier of a scheme, in this order."""

ACL_DOI = "10.18653/v1/"
"""What the ACL Anthology puts before its ids to make DOIs."""

SEARCH_SCHEMES = ("s2", "openalex")
"""Ids of search services: they tell readers nothing that was not asked for."""


class NotAPaperError(ValueError):
    """The text is no identifier or address of a paper that could be asked for."""


class UnreadableFileError(ValueError):
    """A file that a record should join cannot be read."""


class PaperNotFoundError(LookupError):
    """No service that answered knows the paper, or none answered."""


@dataclass(frozen=True, slots=True)
class Added:
    """What ``add`` did.

    Attributes:
        identifier: What was asked for.
        paper: The paper as it is in the list now.
        imported: What the record brought.
    """

    identifier: Identifier
    paper: Paper
    imported: Imported


def add_paper(
    content: Path,
    name: str,
    services: Mapping[str, Service],
    client: Client,
    today: datetime.date,
    report: Report,
) -> Added:
    """Put one paper into the list.

    Raises:
        NotAPaperError: ``name`` is no identifier and no address that shows one.
        PaperNotFoundError: Nobody knows the paper.
        UnreadableFileError: A file of records cannot be read.
        OSError: The content folder cannot be written; it is as it was.
    """
    identifier = _identifier(name)
    quiet = Report(report.root)
    old = [repair(record) for record in read_records(content, quiet)]
    if errors := quiet.at_least(Severity.ERROR):
        raise UnreadableFileError(f"{errors[0].place}: {errors[0].message}")
    before = merge_records(old, quiet)
    if known := _known(before, identifier):
        return Added(identifier, known, Imported(known=(known,)))
    record = _ask(identifier, services, client)

    file = f"{FOLDER}/added-{today.isoformat()}.yml"
    text = _joined(content / file, record_text(record))
    fresh = _records(text, file, today)
    after_report = Report(report.root)
    after = merge_records([*(r for r in old if r.location.file != file), *fresh], after_report)
    paper = next(
        p for p in after.papers if any(r.location == fresh[-1].location for r in p.records)
    )
    others = [
        r
        for r in paper.records
        if r.location != fresh[-1].location and r.source.trust is not Trust.ENRICHED
    ]
    place = content / file
    files = {place: text.encode()}
    if not Path(f"{place}.yml").exists():
        sidecar = f"title: Papers added one by one\nadded: {today.isoformat()}\n"
        files[Path(f"{place}.yml")] = sidecar.encode()
    place_files(files, may_replace=True)

    had = set(quiet.problems)
    report.extend(p for p in after_report.problems if p not in had and p.code != "merge-ambiguous")
    imported = Imported(
        files=(TakenFile(name, file, FORMATS["papers_yaml"], 1),),
        new=() if others else (paper,),
        known=(paper,) if others else (),
        maybe_same=tuple(p for p in after.ambiguous if paper.id in (p.first, p.second)),
    )
    return Added(identifier, paper, imported)


def _identifier(name: str) -> Identifier:
    identifier = parse(name.strip())
    if identifier is None or identifier.scheme not in ORDER:
        what = (
            f"{label(identifier.scheme)} names no single paper"
            if identifier
            else ("this is no identifier or address of a paper")
        )
        known = ", ".join(SCHEMES[scheme].label for scheme in ORDER)
        raise NotAPaperError(f"{what}: '{name}'; known are {known}, and pages of Hugging Face")
    return identifier


def _known(merged: Merged, identifier: Identifier) -> Paper | None:
    index = PaperIndex.of(merged.papers)
    second = implied(identifier)
    return index.by_identifier.get(identifier) or (
        index.by_identifier.get(second) if second else None
    )


def _ask(identifier: Identifier, services: Mapping[str, Service], client: Client) -> Record:
    """The paper's record of the first service that knows it, completed by those that come after.

    Topics rest on the abstract, and not every registry has it.
    """
    record: Record | None = None
    failed, silent = [], []
    for title, find in _finders(identifier, services, client):
        client.tell(f"asking {title}")
        try:
            found = find()
        except ServiceError as error:
            failed.append(f"{title}: {error}")
            continue
        known = next((r for r in found.records if r.title and identifier in _names(r)), None)
        if known is None:
            silent.append(title)
            continue
        evidence = f"{title}: {identifier.value}, {found.day.isoformat()}"
        known = replace(repair(known), evidence=(evidence,))
        record = _completed(record, known) if record else known
        if record.abstract and record.authors:
            break
    if record is None:
        verb = "do" if len(silent) > 1 else "does"
        said = [f"{' and '.join(silent)} {verb} not know it"] if silent else []
        raise PaperNotFoundError(f"{identifier} was not found: {'; '.join((*said, *failed))}")
    own = {i for i in record.identifiers if i.scheme in SEARCH_SCHEMES and i != identifier}
    names = sorted({identifier, *record.identifiers} - own)
    return replace(record, identifiers=tuple(names))


def _completed(record: Record, other: Record) -> Record:
    """The record with what it lacks and the other has."""
    if not ((other.abstract and not record.abstract) or (other.authors and not record.authors)):
        return record
    return replace(
        record,
        abstract=record.abstract or other.abstract,
        authors=record.authors or other.authors,
        issued=record.issued or other.issued,
        links={**other.links, **record.links},
        identifiers=tuple(dict.fromkeys((*record.identifiers, *other.identifiers))),
        evidence=(*record.evidence, *other.evidence),
    )


def _finders(
    identifier: Identifier, services: Mapping[str, Service], client: Client
) -> Iterator[tuple[str, Callable[[], Found]]]:
    """Titles of services and how each is asked, in order."""
    if identifier.scheme == "openreview":
        for endpoint in OPENREVIEW:
            yield endpoint.title, partial(find_submission, client, endpoint, identifier)
    asked = [(name, identifier) for name in ORDER[identifier.scheme]]
    if identifier.scheme == "acl" and (doi := normalise("doi", f"{ACL_DOI}{identifier.value}")):
        asked += [(name, doi) for name in ORDER["doi"] if name not in ORDER["acl"]]
    for name, known_as in asked:
        if service := services.get(name):
            ask = partial(service.by_identifiers, client, service.endpoint, [known_as])
            yield service.title, ask


def _names(record: Record) -> Iterator[Identifier]:
    for identifier in record.identifiers:
        yield identifier
        if second := implied(identifier):
            yield second


def _joined(place: Path, entry: str) -> str:
    text = place.read_text(encoding="utf-8") if place.exists() else ""
    return f"{text.rstrip()}\n\n{entry}" if text.strip() else entry


def _records(text: str, file: str, today: datetime.date) -> list[Record]:
    """The records of the file as it will be.

    Raises:
        UnreadableFileError: It is no list of papers any more, or one of them is broken.
    """
    own = Report("")
    source = SourceFile(file, "added", Trust.CAPTURED, added=today)
    records = [repair(record) for record in papers_yaml.read(text, source, own)]
    if own.at_least(Severity.WARNING) or not records:
        raise UnreadableFileError(f"{file} cannot be read: {own.problems[0].message}")
    return records
