"""Records into papers: grouped, merged field by field, addressed, and what is doubtful reported.

Nothing is merged in silence: every paper says why its records are one
(``Paper.merge_reasons``), and whoever is not sure is asked (``merge-ambiguous``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from generator.citekeys import assign_citekeys
from generator.identifiers import label
from generator.identity.curated import Curation, part_pointers
from generator.identity.fields import merge_fields
from generator.identity.grouping import group_records, holders
from generator.identity.groups import ONE_EACH, Groups
from generator.identity.parting import parted_records
from generator.lookup import PaperIndex
from generator.model import Paper, Record, Trust
from generator.permalinks import Permalinks, assign_permalinks
from generator.problems import Report

MAX_NAMED = 5
"""Of more papers with one identifier only so many are named in the message."""


@dataclass(frozen=True, slots=True, order=True)
class AmbiguousPair:
    """Two papers that may be one.

    Attributes:
        first: Id of a paper.
        second: Id of another, later in the alphabet.
        reason: In words, what speaks for it and what against.
    """

    first: str
    second: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging gives.

    Attributes:
        papers: All papers by id, hidden ones included.
        redirects: Former or other slug to a paper's id; to several, sorted, if it is shared.
        ambiguous: Pairs of shown papers that may be the same, sorted.
    """

    papers: tuple[Paper, ...]
    redirects: Mapping[str, str | tuple[str, ...]]
    ambiguous: tuple[AmbiguousPair, ...]


def merge_records(records: Sequence[Record], report: Report) -> Merged:
    """Make papers of repaired records. The order of files and records changes nothing.

    Args:
        records: Of all trusts. Records of facts (``enriched/``) join papers and make none.
        report: Gets what is ambiguous, in conflict or unknown.
    """
    describing, pointing = part_pointers(records)
    groups = _grouped(describing, records, report)
    drafts = _drafts(groups, {})
    former: dict[int, str] = {}
    if pointing:
        before = assign_permalinks(list(drafts.values()))
        former = dict(zip(drafts, before.ids, strict=True))
        Curation(groups, former, before).attach(pointing, report)
        drafts = _drafts(groups, drafts)
    place_of = {root: place for place, root in enumerate(drafts)}
    kept: dict[int, list[str]] = {}
    for root, slug in former.items():
        kept.setdefault(place_of[groups.root(root)], []).append(slug)
    links = assign_permalinks(list(drafts.values()), kept)
    papers = _with_successors(_named(list(drafts.values()), links), report)
    paper_of = dict(zip(drafts, papers, strict=True))

    for taken in links.taken:
        report.add(
            "alias-taken",
            taken.record.where("aliases"),
            f"the alias '{taken.alias}' is an address of {', '.join(taken.owners)}",
            "choose another alias",
        )
    _report_conflicts(groups, paper_of, report)
    ambiguous = _report_doubts(groups, paper_of, report)
    return Merged(tuple(sorted(papers, key=lambda p: p.id)), links.redirects, ambiguous)


def _grouped(describing: Sequence[Record], records: Iterable[Record], report: Report) -> Groups:
    """The groups of records, those that curators keep apart parted."""
    groups = Groups(describing)
    group_records(groups)
    speaking = [record for record in records if record.not_same_as]
    if not speaking:
        return groups

    def addresses() -> dict[str, int]:
        drafts = _drafts(groups, {})
        return dict(zip(assign_permalinks(list(drafts.values())).ids, drafts, strict=True))

    parted = parted_records(groups, speaking, addresses, report)
    joined = any(set(groups.roots(ours)) & set(groups.roots(theirs)) for ours, theirs in parted)
    if joined:
        groups = Groups(describing)
    for ours, theirs in parted:
        groups.keep_apart(ours, theirs)
    if joined:
        group_records(groups)
    return groups


def _drafts(groups: Groups, known: Mapping[int, Paper]) -> dict[int, Paper]:
    """Papers without addresses by their group; those of ``known`` groups that grew are redone.

    Facts alone list no paper.
    """
    drafts = {}
    for root in groups.all_roots():
        records = groups.members(root)
        draft = known.get(root)
        if draft and len(draft.records) == len(records):
            drafts[root] = draft
        elif any(record.source.trust is not Trust.ENRICHED for record in records):
            drafts[root] = merge_fields(records, groups.reasons(root))
    return drafts


def _named(drafts: Sequence[Paper], links: Permalinks) -> list[Paper]:
    """The papers with their addresses and citation keys."""
    keys = assign_citekeys(drafts, links.ids)
    return [
        replace(paper, id=id, aliases=aliases, citekey=key)
        for paper, id, aliases, key in zip(drafts, links.ids, links.aliases, keys, strict=True)
    ]


def _with_successors(papers: list[Paper], report: Report) -> list[Paper]:
    """Names of successors made ids; a name that finds no other paper is reported and dropped."""
    if not any(paper.successor for paper in papers):
        return papers
    index = PaperIndex.of(papers)
    done = []
    for paper in papers:
        if paper.successor:
            found = index.find(paper.successor)
            if found is None or found.id == paper.id or found.hidden:
                if found is None:
                    what = f"no paper of the list{index.closest(paper.successor)}"
                else:
                    what = "hidden" if found.hidden else "itself"
                found = None
                report.add(
                    "curated-unknown-paper",
                    paper.sources["successor"],
                    f"the successor '{paper.successor}' is {what}",
                    "name another paper by its address, identifier or title, or leave it out",
                )
            paper = replace(paper, successor=found.id if found else "")
        done.append(paper)
    circles = _in_circles({paper.id: paper.successor for paper in done if paper.successor})
    for place, paper in enumerate(done):
        if paper.id in circles:
            report.add(
                "curated-unknown-paper",
                paper.sources["successor"],
                f"the successor '{paper.successor}' leads back to '{paper.id}' itself",
                "leave out the successor of the newest of these papers",
            )
            done[place] = replace(paper, successor="")
    return done


def _in_circles(successors: Mapping[str, str]) -> set[str]:
    """The ids from which successors lead back to themselves."""
    circles: set[str] = set()
    seen: dict[str, str] = {}
    for start in successors:
        path, at = [], start
        while at in successors and at not in seen:
            seen[at] = start
            path.append(at)
            at = successors[at]
        if path and seen.get(at) == start:
            circles.update(path[path.index(at) :])
    return circles


def _report_conflicts(groups: Groups, paper_of: Mapping[int, Paper], report: Report) -> None:
    """Identifiers of several papers, and papers with several values where one is possible."""
    for identifier, indices in sorted(holders(groups).items()):
        roots = [root for root in groups.roots(indices) if root in paper_of]
        if len(roots) > 1 and not all(groups.are_apart(*pair) for pair in combinations(roots, 2)):
            places = sorted((groups.place(root, identifier), paper_of[root].id) for root in roots)
            others = ", ".join(f"{id} ({place})" for place, id in places[1 : MAX_NAMED + 1])
            more = f" and {len(places) - 1 - MAX_NAMED} more" if len(places) > MAX_NAMED + 1 else ""
            report.add(
                "merge-conflict",
                places[0][0],
                f"{label(identifier.scheme)} {identifier.value} stands on different papers: "
                f"{places[0][1]}, {others}{more}",
                "correct the identifier; if they are one paper, write 'same_as' into "
                "papers/curated/",
            )
    for paper in paper_of.values():
        for scheme in ONE_EACH:
            if len(values := paper.identifiers.get(scheme, ())) > 1:
                report.add(
                    "merge-conflict",
                    paper.sources[f"identifiers.{scheme}"],
                    f"{paper.id} has {len(values)} {label(scheme)} ids: {', '.join(values)}",
                    f"write the right one into papers/curated/: '- paper: {paper.id}' with "
                    f"'{scheme}: …'",
                )


def _report_doubts(
    groups: Groups, paper_of: Mapping[int, Paper], report: Report
) -> tuple[AmbiguousPair, ...]:
    """Pairs of papers that may be one, and facts that found no paper."""
    reasons: dict[tuple[str, str], set[str]] = {}
    maybe: dict[int, set[str]] = {}
    for doubt in groups.doubts:
        first, second = (groups.root(doubt.first), groups.root(doubt.second))
        ours, theirs = paper_of.get(first), paper_of.get(second)
        if groups.are_apart(first, second):
            continue
        if ours and theirs and ours is not theirs and not (ours.hidden or theirs.hidden):
            ids = min(ours.id, theirs.id), max(ours.id, theirs.id)
            reasons.setdefault(ids, set()).add(doubt.reason)
        elif ours and theirs is None:
            maybe.setdefault(second, set()).add(ours.id)
        elif theirs and ours is None:
            maybe.setdefault(first, set()).add(theirs.id)
    by_id = {paper.id: paper for paper in paper_of.values()}
    pairs = [AmbiguousPair(*ids, "; ".join(sorted(found))) for ids, found in reasons.items()]
    for pair in sorted(pairs):
        report.add(
            "merge-ambiguous",
            by_id[pair.first].location,
            f"{pair.first} and {pair.second} ({by_id[pair.second].location}) may be one paper: "
            f"{pair.reason}",
            f"if they are, write into papers/curated/: '- paper: {pair.first}' with "
            f"'same_as: [{pair.second}]'; if not, with 'not_same_as: [{pair.second}]'",
        )
    for root in groups.all_roots():
        if root not in paper_of:
            record = groups.records[root]
            what = f"facts of '{record.title or next(iter(record.identifiers), '')}'"
            if candidates := sorted(maybe.get(root, ())):
                report.add(
                    "merge-ambiguous",
                    record.location,
                    f"{what} may belong to {' or '.join(candidates)}",
                    "add an identifier, the authors or 'paper: <address>' to the record",
                )
            else:
                report.add(
                    "facts-unused",
                    record.location,
                    f"{what} belong to no paper of the list",
                    "correct the title or identifier, or delete the record",
                )
    return tuple(sorted(pairs))
