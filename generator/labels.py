"""Topics and tags: load them from YAML, assign them to papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.labelfiles import load_labels
from generator.lookup import PaperIndex, find_paper
from generator.matching.judging import Hearing, Judge, Memory
from generator.matching.words import tokens, word_key
from generator.model import Paper
from generator.problems import Location, Report, closest
from generator.rules import Evidence, Verdict
from generator.topics import (
    Area,
    Assigned,
    Example,
    Labels,
    PaperChoice,
    PaperLabels,
    StartHere,
    Tag,
    Topic,
)

__all__ = [
    "Area",
    "Assigned",
    "Evidence",
    "Labels",
    "Memory",
    "PaperLabels",
    "StartHere",
    "Tag",
    "Topic",
    "assign_labels",
    "load_labels",
]

MAX_TOPICS = 3
"""Topics that a paper may have."""

RELATIVE_CUT = 0.6
"""A topic with a smaller share of the first topic's points falls away, unless it is clear."""

MOST_KEYWORDS = 20
"""Unknown keywords that one note names."""

CLEAR_FACTOR = 2.0
"""A topic that reaches this many times its own threshold is clear, however many the first has."""


def assign_labels(
    papers: Iterable[Paper], labels: Labels, report: Report, memory: Memory | None = None
) -> Mapping[str, PaperLabels]:
    """Topics and tags for every paper, by paper id; names, keywords and examples are checked.

    Args:
        papers: The papers of the list.
        labels: What :func:`load_labels` returned.
        report: Where problems go.
        memory: What earlier calls found; it makes the next call fast and changes no result.
    """
    papers = list(papers)
    assigner = Assigner(labels, papers, report, memory)
    assigned = {paper.id: assigner.assign(paper) for paper in papers}
    assigner.check_examples(assigned)
    report_keywords(assigner.unknown_keywords, report)
    assigner.judge.remember()
    return assigned


class Assigner:
    """Assigns labels, with everything compiled and looked up that all papers share."""

    def __init__(
        self,
        labels: Labels,
        papers: Sequence[Paper],
        report: Report,
        memory: Memory | None = None,
    ) -> None:
        self.labels = labels
        self.report = report
        self.tags = tuple(labels.tags.values())
        self.topics = tuple(labels.topics.values())
        self.everything: tuple[Tag | Topic, ...] = (*self.tags, *self.topics)
        self.judge = Judge([label.selection.rule for label in self.everything], memory)
        self._keywords = _keyword_tags(self.tags)
        self.unknown_keywords: dict[str, list[tuple[Location, str]]] = {}
        """Keywords of papers that no tag means, by key: places and spellings."""
        self._keyword_cache: dict[str, tuple[str, ...]] = {}
        named = any(
            s.pins or s.bans or s.examples or s.counterexamples
            for s in (label.selection for label in self.everything)
        )
        self._index = PaperIndex.of(papers if named else ())
        self._numbers = {tag.id: number for number, tag in enumerate(self.tags)}
        self.pins = [self._choices(label.selection.pins) for label in self.everything]
        self.bans = [self._choices(label.selection.bans) for label in self.everything]
        self._pinned: dict[str, list[int]] = {}
        for number, pins in enumerate(self.pins):
            for id in pins:
                self._pinned.setdefault(id, []).append(number)
        for label, pins, bans in zip(self.everything, self.pins, self.bans, strict=True):
            for id in sorted(pins.keys() & bans.keys()):
                report.add(
                    "pin-banned",
                    bans[id].location,
                    f"'{bans[id].paper}' is pinned to '{label.id}' on line"
                    f" {pins[id].location.line}, and banned here",
                    "keep one of the two",
                )

    def _choices(self, choices: Iterable[PaperChoice]) -> dict[str, PaperChoice]:
        found: dict[str, PaperChoice] = {}
        for choice in choices:
            if paper := find_paper(self._index, choice.paper, choice.location, self.report):
                found.setdefault(paper.id, choice)
        return found

    def assign(self, paper: Paper) -> PaperLabels:
        """The labels of one paper."""
        hearing = self.judge.hear(paper)
        tags = self._assign_tags(paper, hearing)
        return PaperLabels(self._assign_topics(paper, hearing), tags)

    def _assign_tags(self, paper: Paper, hearing: Hearing) -> tuple[Assigned, ...]:
        given = self._given_tags(paper)
        by_rule = {number for number in hearing.numbers if number < len(self.tags)}
        assigned = []
        for number in sorted(by_rule | given.keys()):
            tag, verdict = self.tags[number], hearing.verdict(number)
            banned = paper.id in self.bans[number]
            way = given.get(number)
            if way is None and verdict and not banned:
                way = _Way("rule", tag.selection.rule.location)
            if way is None or (banned and way.by == "keyword"):
                continue
            hearing.tags.add(tag.id)
            assigned.append(
                Assigned(
                    id=tag.id,
                    score=verdict.score if verdict else 0.0,
                    by=way.by,
                    evidence=way.evidence + (verdict.evidence if verdict else ()),
                    location=way.location,
                    reason=way.reason,
                )
            )
        return tuple(assigned)

    def _given_tags(self, paper: Paper) -> dict[int, _Way]:
        """Numbers of the tags that a paper has without any rule."""
        given: dict[int, _Way] = {}
        for id, keyword in self._keyword_tags_of(paper).items():
            place = self.labels.tags[id].location
            found = Evidence(place, f"keyword: {keyword}", "keywords", keyword)
            given[self._numbers[id]] = _Way("keyword", place, evidence=(found,))
        for number in self._pinned.get(paper.id, ()):
            if number < len(self.tags):
                pin = self.pins[number][paper.id]
                given[number] = _Way("pin", pin.location, pin.reason)
        for id in paper.tags:
            if id in self._numbers:
                place = paper.sources.get("tags", self.labels.tags[id].location)
                given[self._numbers[id]] = _Way("curated", place)
            else:
                self.report.add(
                    "unknown-tag",
                    paper.sources.get("tags", Location("")),
                    f"there is no tag '{id}'{closest(id, self.labels.tags)}",
                    "use an id of tags.yml",
                )
        return given

    def _keyword_tags_of(self, paper: Paper) -> dict[str, str]:
        """Tags that the paper's keywords mean, each with the first such keyword."""
        found: dict[str, str] = {}
        for keyword in paper.keywords:
            tags = self._keyword_cache.get(keyword)
            if tags is None:
                tags = self._keyword_cache[keyword] = self._keywords.get(_keyword_key(keyword), ())
            if not tags and self.tags:
                place = paper.sources.get("keywords", _place(paper))
                key = _keyword_key(keyword) or keyword
                self.unknown_keywords.setdefault(key, []).append((place, keyword))
            for tag in tags:
                found.setdefault(tag, keyword)
        return found

    def _assign_topics(self, paper: Paper, hearing: Hearing) -> tuple[Assigned, ...]:
        assigned = []
        for candidate in choose_topics(self.candidates(paper, hearing)):
            selection = self.topics[candidate.place].selection
            pin, verdict = candidate.pin, candidate.verdict
            assigned.append(
                Assigned(
                    id=self.topics[candidate.place].id,
                    score=verdict.score,
                    by="pin" if pin else "rule",
                    evidence=verdict.evidence,
                    location=pin.location if pin else selection.rule.location,
                    reason=pin.reason if pin else "",
                )
            )
        return tuple(assigned)

    def candidates(self, paper: Paper, hearing: Hearing) -> list[Candidate]:
        """Topics that pins or rules give to a paper, in the order of topics."""
        found = []
        for number in sorted({*hearing.numbers, *self._pinned.get(paper.id, ())}):
            if number < len(self.tags):
                continue
            pin = self.pins[number].get(paper.id)
            verdict = hearing.verdict(number)
            if pin:
                verdict = verdict or hearing.full_verdict(number)
            elif verdict is None or paper.id in self.bans[number]:
                continue
            threshold = self.judge.rules[number].threshold
            found.append(Candidate(number - len(self.tags), verdict, threshold, pin))
        return found

    def check_examples(self, assigned: Mapping[str, PaperLabels]) -> None:
        """Report examples and counterexamples that do not hold."""
        for label in self.everything:
            for example in label.selection.examples:
                self._check_example(label, example, assigned, wanted=True)
            for example in label.selection.counterexamples:
                self._check_example(label, example, assigned, wanted=False)

    def _check_example(
        self,
        label: Topic | Tag,
        example: Example,
        assigned: Mapping[str, PaperLabels],
        wanted: bool,
    ) -> None:
        if example.paper:
            paper = find_paper(self._index, example.paper, example.location, self.report)
            if paper is None:
                return
            of_paper = assigned[paper.id]
        else:
            name = f"the text on line {example.location.line}"
            paper = Paper(str(example.location), example.title or name, example.abstract)
            of_paper = self.assign(paper)
        given = of_paper.topics if isinstance(label, Topic) else of_paper.tags
        if (label.id in {a.id for a in given}) is wanted:
            return
        number = self.everything.index(label)
        hearing = self.judge.hear(paper)
        hearing.tags.update(tag.id for tag in of_paper.tags)
        verdict = hearing.full_verdict(number)
        kind = "an example" if wanted else "a counterexample"
        verb = "does not get" if wanted else "gets"
        self.report.add(
            "example-failed",
            example.location,
            f"'{paper.title}' is {kind} of '{label.id}' but {verb} it: "
            + describe_verdict(verdict, label.selection.rule.threshold),
            f"'reading-list explain {paper.id}' shows the clauses"
            if example.paper
            else "change the rule or the example",
        )


@dataclass(frozen=True, slots=True)
class _Way:
    """How a paper comes to a tag; see :class:`generator.topics.Assigned`."""

    by: str
    location: Location
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that a paper may have.

    Attributes:
        place: Place in the order of topics.
        verdict: What its rule says.
        threshold: Points that its rule asks for.
        pin: The pin, if there is one.
    """

    place: int
    verdict: Verdict
    threshold: float
    pin: PaperChoice | None = None

    @property
    def clear(self) -> float:
        """Points with which the topic stays, however many the first one has."""
        return CLEAR_FACTOR * self.threshold

    @property
    def rank(self) -> tuple[bool, float, float, int]:
        """Orders candidates: primary pins, points, points from titles, order of topics."""
        primary = self.pin is not None and self.pin.primary
        return (not primary, -self.verdict.score, -self.verdict.title_points, self.place)


def choose_topics(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Up to three topics, the primary one first. Pins stay; rules take the places left over."""
    ranked = sorted(candidates, key=lambda candidate: candidate.rank)
    best = max((c.verdict.score for c in ranked), default=0.0)
    pinned = [c for c in ranked if c.pin][:MAX_TOPICS]
    enough = RELATIVE_CUT * best
    by_rule = [c for c in ranked if not c.pin and c.verdict.score >= min(enough, c.clear)]
    chosen = [*pinned, *by_rule[: MAX_TOPICS - len(pinned)]]
    return sorted(chosen, key=lambda candidate: candidate.rank)


def describe_verdict(verdict: Verdict, threshold: float) -> str:
    """A rule's verdict in words, such as ``1.5 of 3 points``."""
    words = [f"{verdict.score:g} of {threshold:g} points"]
    words += [
        f"'{m.clause.text}' excludes it (line {m.clause.location.line})" for m in verdict.excluded
    ]
    words += [f"'{c.text}' does not hold (line {c.location.line})" for c in verdict.failed]
    return ", ".join(words)


def report_keywords(unknown: Mapping[str, list[tuple[Location, str]]], report: Report) -> None:
    """A note for each keyword that several papers have, and one a file for all the others."""
    fix = "add what means a tag to its 'keywords' in tags.yml, or leave it"
    single: dict[str, dict[str, Location]] = {}
    for places in unknown.values():
        place, keyword = min(places)
        if len(places) == 1:
            single.setdefault(place.file, {})[keyword] = place
        else:
            what = f"the keyword '{keyword}' of {len(places)} papers belongs to no tag"
            report.add("unknown-keyword", place, what, fix)
    for keywords in single.values():
        names = [f"'{keyword}'" for keyword in sorted(keywords)]
        shown = ", ".join(names[:MOST_KEYWORDS])
        more = f" and {len(names) - MOST_KEYWORDS} more" if len(names) > MOST_KEYWORDS else ""
        if len(names) == 1:
            what = f"the keyword {shown} belongs to no tag"
        else:
            what = f"{len(names)} keywords, each of one paper, belong to no tag: {shown}{more}"
        report.add("unknown-keyword", min(keywords.values()), what, fix)


def _place(paper: Paper) -> Location:
    return paper.location if paper.records else Location("")


def _keyword_key(keyword: str) -> str:
    return "".join(word_key(word) for word in tokens(keyword).words)


def _keyword_tags(tags: Iterable[Tag]) -> dict[str, tuple[str, ...]]:
    """Keys of keywords to the tags that they mean; a tag's id and title are keywords of it."""
    found: dict[str, tuple[str, ...]] = {}
    for tag in tags:
        for key in sorted({_keyword_key(word) for word in (tag.id, tag.title, *tag.keywords)}):
            found[key] = (*found.get(key, ()), tag.id)
    return found
