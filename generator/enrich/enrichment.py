"""The command ``enrich``: what papers lack is asked of the services, one after the other.

A paper is asked for by its identifiers; if the service knows none of them, by its title. Nothing
is written here: the answer is what the files would be (:class:`Enrichment`), to be shown first.
A failure costs the papers that it concerns; what was known of them stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.content import read_records
from generator.enrich.client import Client, NotKeptError, ServiceError
from generator.enrich.factfile import FactFile, file_of, read_facts, with_facts
from generator.enrich.facts import Case, case_of, lacking, new_facts, said
from generator.enrich.matching import (
    Verdict,
    choose_titled,
    handle,
    judge_identified,
)
from generator.enrich.service import Found, Service, query_words
from generator.identifiers import SCHEMES
from generator.merge import merge_records
from generator.model import Identifier, Paper, Record
from generator.problems import Location, Report, Severity
from generator.text import repair, title_key

MOST_FAILURES = 3
"""After so many failures in a row a service is left alone."""

MINOR = frozenset(("identifiers.pmid", "identifiers.acl", "links.project"))
"""Fields that are taken along, and for which alone nothing is asked."""

_IDENTIFIERS = frozenset(("identifiers.arxiv", "identifiers.doi"))


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What one service gave.

    Attributes:
        service: The service.
        before: Its file as it is.
        after: Its file as it would be.
        asked: Papers that it was asked for.
        found: Papers of them that it knows.
        unasked: Papers that it could not be asked for.
    """

    service: Service
    before: FactFile
    after: FactFile
    asked: int = 0
    found: int = 0
    unasked: int = 0


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What all services gave, in the order in which they were asked."""

    services: tuple[ServiceFacts, ...]

    @property
    def changed(self) -> tuple[ServiceFacts, ...]:
        """Those whose file would change."""
        return tuple(facts for facts in self.services if facts.after is not facts.before)


def enrich(
    content: Path,
    services: Sequence[Service],
    client: Client,
    report: Report,
    *,
    order: Sequence[Service] = (),
) -> Enrichment:
    """Ask services for what the papers of the list lack; nothing, if records cannot be read.

    Args:
        content: The content folder; it is read only.
        services: The services to ask.
        client: Asks them.
        report: Gets doubtful finds and failures.
        order: All services, in the order of their precedence; ``services`` if empty.
    """
    order = order or services
    quiet = Report(report.root)
    records = [repair(record) for record in read_records(content, quiet)]
    if errors := quiet.at_least(Severity.ERROR):
        # Papers that cannot be read would be taken for papers that are not there.
        report.extend(errors)
        return Enrichment(())
    papers = [paper for paper in merge_records(records, quiet).papers if not paper.hidden]
    done = []
    for service in order:
        if service not in services:
            continue
        before = read_facts(content, service, report)
        if not before.is_readable:
            report.add(
                "service-failed",
                Location(before.file),
                f"{service.title} is not asked: its file cannot be read",
                "mend the file, or delete it",
            )
            continue
        later = {file_of(other) for other in order[order.index(service) :]}
        facts, fresh = _ask_service(service, before, papers, later, client, report)
        papers = [_with_record(paper, fresh.get(paper.id)) for paper in papers]
        done.append(facts)
    return Enrichment(tuple(done))


def _with_record(paper: Paper, record: Record | None) -> Paper:
    """The paper with a fresh record, in place of the one that it brings up to date."""
    if record is None:
        return paper
    own = repair(record)
    others = [r for r in paper.records if r.location != own.location]
    identifiers = {scheme: set(values) for scheme, values in paper.identifiers.items()}
    for identifier in own.identifiers:
        identifiers.setdefault(identifier.scheme, set()).add(identifier.value)
    return replace(
        paper,
        records=(*others, own),
        identifiers={scheme: tuple(sorted(v)) for scheme, v in sorted(identifiers.items())},
    )


# --- one service ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Round:
    """Asking one service. State: what was found, and how often it failed.

    Attributes:
        cases: The papers by id.
        finds: What was found, by the paper's id, and how: by an identifier or by the title.
        doubts: In words, by the paper's id.
        asked: Ids of papers that the service answered for.
        unasked: Ids of papers that the service could not be asked for, and why.
        failures: Failures in a row.
        gave_up: Why the service is not asked any more, or empty.
    """

    service: Service
    client: Client
    cases: Mapping[str, Case]
    finds: dict[str, tuple[Found, bool]] = field(default_factory=dict)
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    unasked: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    gave_up: str = ""

    def by_identifiers(self, wanted: Mapping[str, Sequence[Identifier]]) -> None:
        """Ask for each paper's first identifier; for its second if the first is not known."""
        for turn in range(max(map(len, wanted.values()), default=0)):
            asked = {
                ids[turn]: id
                for id, ids in wanted.items()
                if len(ids) > turn and id not in self.finds and id not in self.doubts
            }
            identifiers, size = sorted(asked), self.service.batch_size
            for start in range(0, len(identifiers), size):
                self.client.tell(f"{self.service.title}: {start} of {len(asked)} identifiers")
                self._ask_batch(identifiers[start : start + size], asked)

    def _ask_batch(self, batch: Sequence[Identifier], asked: Mapping[Identifier, str]) -> None:
        try:
            if self.gave_up:
                raise ServiceError(self.gave_up)
            found = self.service.by_identifiers(self.client, self.service.endpoint, batch)
        except ServiceError as error:
            if error.refused and len(batch) > 1:
                # One of them is the cause, and costs itself alone.
                half = len(batch) // 2
                self._ask_batch(batch[:half], asked)
                self._ask_batch(batch[half:], asked)
            else:
                self._fail([asked[identifier] for identifier in batch], error)
            return
        self.failures = 0
        known = {i: record for record in reversed(found.records) for i in record.identifiers}
        for identifier in batch:
            id = asked[identifier]
            self.asked.add(id)
            self.unasked.pop(id, None)
            if identifier in known:
                self._judge(id, repair(known[identifier]), found)

    def _judge(self, id: str, record: Record, found: Found) -> None:
        verdict, reason = judge_identified(self.cases[id].paper, record)
        if verdict is Verdict.SAME:
            self.finds[id] = replace(found, records=(record,)), True
        else:
            self.doubts[id] = (f"{handle(record)}: {reason}",)

    def by_title(self, ids: Sequence[str]) -> None:
        """Ask for papers by their titles."""
        for number, id in enumerate(ids):
            self.client.tell(f"{self.service.title}: {number} of {len(ids)} titles")
            case = self.cases[id]
            try:
                if self.gave_up:
                    raise ServiceError(self.gave_up)
                found = self.service.by_title(self.client, self.service.endpoint, case.title)
            except ServiceError as error:
                self._fail([id], error)
                continue
            self.failures = 0
            self.asked.add(id)
            choice = choose_titled(case.paper, [repair(record) for record in found.records])
            if choice.record:
                self.finds[id] = replace(found, records=(choice.record,)), False
            elif choice.doubts:
                self.doubts[id] = choice.doubts

    def _fail(self, ids: Iterable[str], error: ServiceError) -> None:
        self.unasked.update(dict.fromkeys(ids, str(error)))
        if not self.gave_up and not isinstance(error, NotKeptError):
            self.failures += 1
            if error.gives_up or self.failures >= MOST_FAILURES:
                self.gave_up = str(error)


def _ask_service(
    service: Service,
    before: FactFile,
    papers: Sequence[Paper],
    later: set[str],
    client: Client,
    report: Report,
) -> tuple[ServiceFacts, dict[str, Record]]:
    entries = {entry.record.location: entry.record for entry in before.entries}
    cases = {paper.id: case_of(paper, entries, later) for paper in papers}
    owners = {
        Identifier(scheme, value): paper.id
        for paper in papers
        for scheme, values in paper.identifiers.items()
        for value in values
    }
    asking = _Round(service, client, cases)
    asking.by_identifiers(
        {
            id: ids
            for id, case in cases.items()
            if (lacking(case, service) - MINOR or case.own or "status" in service.gives)
            and (ids := case.identifiers(service.schemes))
        }
    )
    asking.by_title([id for id, case in cases.items() if _needs_search(id, case, asking)])
    facts, fresh = [], {}
    clashes, shared = _clashes(asking, owners), _shared_titles(papers)
    written = {said(record) for record in entries.values()}
    for id, (found, identified) in sorted(asking.finds.items()):
        record, foreign = found.records[0], clashes.get(id, {})
        for identifier, other in foreign.items():
            doubt = f"{handle(record)}: {identifier} is that of {other}; are they one paper?"
            asking.doubts[id] = (*asking.doubts.get(id, ()), doubt)
        if foreign and not identified:
            continue
        made = new_facts(
            cases[id],
            record,
            service,
            found.day,
            foreign=frozenset(foreign),
            name=id if title_key(cases[id].title) in shared else "",
        )
        if made and (made is cases[id].own or said(made) not in written):
            facts.append(made)
            fresh[id] = made
    _report(asking, cases, report)
    after = with_facts(before, facts)
    counts = len(asking.asked), len(asking.finds), len(asking.unasked)
    return ServiceFacts(service, before, after, *counts), fresh


def _shared_titles(papers: Iterable[Paper]) -> set[str]:
    """Titles that several papers have, by which facts would not find theirs."""
    counts = Counter(
        key for paper in papers for key in {title_key(r.title) for r in paper.records if r.title}
    )
    return {key for key, count in counts.items() if count > 1}


def _needs_search(id: str, case: Case, asking: _Round) -> bool:
    """Whether a paper that no identifier found is looked for by its title."""
    if id in asking.finds or id in asking.doubts or id in asking.unasked:
        return False
    missing = lacking(case, asking.service)
    own = f"identifiers.{asking.service.own_scheme}"
    if own in asking.service.gives and own not in missing:
        return False  # It was asked for by its identifier, and the service does not know it.
    is_named = any(case.paper.identifiers.get(scheme) for scheme in ("arxiv", "doi"))
    wanted = missing - MINOR - (_IDENTIFIERS if is_named else frozenset())
    return bool(wanted and query_words(case.title))


def _clashes(asking: _Round, owners: Mapping[Identifier, str]) -> dict[str, dict[Identifier, str]]:
    """For each find, its identifiers that another paper has, or that were found for it too."""
    finders: dict[Identifier, set[str]] = {}
    for id, (found, _) in asking.finds.items():
        for identifier in found.records[0].identifiers:
            if not SCHEMES[identifier.scheme].names_paper:
                continue  # The ISBN of proceedings is that of many papers.
            finders.setdefault(identifier, set()).add(id)
    clashes: dict[str, dict[Identifier, str]] = {}
    for identifier, ids in finders.items():
        for id in ids:
            others = sorted((ids | {owners.get(identifier, id)}) - {id})
            if others:
                clashes.setdefault(id, {})[identifier] = others[0]
    return clashes


def _report(asking: _Round, cases: Mapping[str, Case], report: Report) -> None:
    title = asking.service.title
    for id, doubts in sorted(asking.doubts.items()):
        report.add(
            "facts-doubtful",
            cases[id].paper.records[0].location if cases[id].paper.records else Location(""),
            f"{id}: {title} has {'; '.join(doubts)}",
            "if it is the paper, write its identifier into papers/curated/: "
            f"'- paper: {id}' with 'arxiv: …' or 'doi: …'",
        )
    reasons: dict[str, list[str]] = {}
    for id, reason in sorted(asking.unasked.items()):
        reasons.setdefault(reason, []).append(id)
    for reason, ids in sorted(reasons.items()):
        papers = "1 paper was" if len(ids) == 1 else f"{len(ids)} papers were"
        report.add(
            "service-failed",
            Location(file_of(asking.service)),
            f"{papers} not asked of {title}: {reason}",
            "run the command without --offline"
            if asking.client.offline
            else "run the command again; what was answered is kept",
        )
