"""One paper as rules see it: which conditions hold, and the words that make them hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sys import intern

from generator.matching.phrases import PhraseIndex, Span
from generator.matching.regexes import CompiledRegex, spans
from generator.matching.words import Tokens, tokens
from generator.model import Paper
from generator.rules import (
    MAX_REPEATS,
    TEXT_FIELDS,
    Condition,
    Found,
    Group,
    Listed,
    Near,
    Place,
    Regex,
    Words,
    Years,
)

SCORED = MAX_REPEATS + 1
"""Occurrences that give points; no more of them are kept as evidence."""

CATEGORY_DETAILS = ("categories", "primary_category")
"""Details of a paper that hold arXiv categories, parted by spaces."""

# Source: arXiv category taxonomy; "cs.LG", "math.OC", "cond-mat.dis-nn", "quant-ph".
_ARXIV_CATEGORY = re.compile(r"[a-z]+(-[a-z]+)?\.([A-Z]{2}|[a-z]+(-[a-z]+)*)|[a-z]+-[a-z]{2,3}")


@dataclass(eq=False, slots=True)
class Node:
    """A compiled condition; equal conditions of all rules share one.

    Attributes:
        terms: Numbers of its terms: one set for words, one for each term of a nearness.
        parts: A group's parts.
        regex: Compiled, for a regular expression.
    """

    condition: Condition
    terms: tuple[frozenset[int], ...] = ()
    parts: tuple[Node, ...] = ()
    regex: CompiledRegex | None = None


class Reading:
    """What a paper holds of all that the rules name.

    Attributes:
        paper: The paper.
        tags: The tags that it has so far; conditions on tags look here.
        terms: Numbers of all terms that were found in any field.
        triggered: Numbers of the clauses that may hold, by rule; the matcher sets it.
    """

    def __init__(
        self,
        paper: Paper,
        text_index: PhraseIndex,
        other_index: PhraseIndex,
        other_fields: Iterable[str],
    ) -> None:
        self.paper = paper
        self.tags: set[str] = set()
        self.triggered: dict[int, list[int]] = {}
        self._tokens: dict[str, Tokens] = {}
        self._spans: dict[str, dict[int, list[Span]]] = {}
        self._memo: dict[Node, Found | None] = {}
        for name in TEXT_FIELDS:
            self._search(name, text_index)
        for name in other_fields:
            self._search(name, other_index)
        self.terms = {term for found in self._spans.values() for term in found}

    def _search(self, name: str, index: PhraseIndex) -> None:
        split = self._tokens[name] = tokens(field_text(self.paper, name))
        self._spans[name] = index.find(split)

    def texts(self) -> list[str]:
        """Title and abstract."""
        return [self._tokens[name].text for name in TEXT_FIELDS]

    def found(self, node: Node) -> Found | None:
        """What of the paper a condition matches; None if the condition does not hold."""
        for needed in node.terms:
            if self.terms.isdisjoint(needed):
                return None
        if node not in self._memo:
            self._memo[node] = self._find(node)
        return self._memo[node]

    def _find(self, node: Node) -> Found | None:
        condition = node.condition
        if isinstance(condition, Words):
            terms = node.terms[0]
            return self._in_fields(condition.fields, lambda name: self._words(name, terms))
        if isinstance(condition, Near):
            within = condition.within
            return self._in_fields(
                condition.fields, lambda name: self._near(name, node.terms, within)
            )
        if isinstance(condition, Regex):
            return self._in_fields(condition.fields, lambda name: self._regex(name, node))
        if isinstance(condition, Years):
            year = self.paper.year
            if year is None or not any(low <= year <= high for low, high in condition.ranges):
                return None
            return Found(places=(Place("year", str(year)),))
        if isinstance(condition, Listed):
            return self._listed(condition)
        return grouped(condition, [self.found(part) for part in node.parts])

    def _in_fields(
        self, fields: Iterable[str], find: Callable[[str], list[tuple[int, int]]]
    ) -> Found | None:
        """Occurrences in several fields as one find; ``find`` gives offsets in a field."""
        count, in_title = 0, False
        places: list[Place] = []
        for name in fields:
            offsets = find(name)
            if not offsets:
                continue
            text = self._tokens[name].text
            in_text = name in TEXT_FIELDS
            in_title = in_title or name == "title"
            count += len(offsets) if in_text else 0
            for start, end in offsets[: SCORED - len(places)]:
                offset = (start, end) if in_text else (0, 0)
                places.append(Place(name, intern(text[start:end]), *offset))  # many papers say it
        return Found(in_title, max(count, 1), tuple(places)) if places else None

    def _offsets(self, name: str, found: Iterable[Span]) -> list[tuple[int, int]]:
        words = self._tokens[name].spans
        return [(words[first][0], words[last][1]) for first, last in found]

    def _words(self, name: str, terms: Iterable[int]) -> list[tuple[int, int]]:
        spans_of = self._spans[name]
        found = [spans_of[term] for term in terms if term in spans_of]
        if not found:
            return []
        return self._offsets(name, apart(span for spans in found for span in spans))

    def _near(
        self, name: str, terms: Sequence[Iterable[int]], within: int
    ) -> list[tuple[int, int]]:
        spans_of = self._spans[name]
        if any(spans_of.keys().isdisjoint(synonyms) for synonyms in terms):
            return []
        marked = [
            (first, last, number)
            for number, synonyms in enumerate(terms)
            for term in synonyms
            for first, last in spans_of.get(term, ())
        ]
        return self._offsets(name, windows(marked, len(terms), within))

    def _regex(self, name: str, node: Node) -> list[tuple[int, int]]:
        assert node.regex is not None
        return spans(node.regex, self._tokens[name].text, SCORED)

    def _listed(self, condition: Listed) -> Found | None:
        if condition.field == "tags":
            values: Iterable[str] = sorted(self.tags)
        elif condition.field == "source":
            values = paper_sources(self.paper)
        else:
            values = paper_identifiers(self.paper)
        for value in values:
            if any(_is_value(value.casefold(), wanted) for wanted in condition.values):
                return Found(places=(Place(condition.field, value),))
        return None


def _is_value(value: str, wanted: str) -> bool:
    if wanted.endswith("*"):
        return value.startswith(wanted[:-1])
    return value == wanted


def field_text(paper: Paper, name: str) -> str:
    """A field as one text; entries of a list are parted so that no phrase spans two."""
    if name == "authors":
        return "; ".join(str(author) for author in paper.authors)
    if name == "keywords":
        return "; ".join(paper.keywords)
    text = getattr(paper, name)
    assert isinstance(text, str)
    return text


def paper_sources(paper: Paper) -> list[str]:
    """Ids of the files that a paper was read from."""
    return sorted({record.source.id for record in paper.records})


def paper_identifiers(paper: Paper) -> list[str]:
    """``scheme``, ``scheme:value`` and ``arxiv:category`` of a paper."""
    names = []
    for scheme, values in sorted(paper.identifiers.items()):
        names.append(scheme)
        names += [f"{scheme}:{value}" for value in values]
    words = [
        *paper.keywords,
        *(w for d in CATEGORY_DETAILS for w in paper.details.get(d, "").split()),
    ]
    names += [f"arxiv:{word}" for word in words if _ARXIV_CATEGORY.fullmatch(word)]
    return names


def apart(found: Iterable[Span]) -> list[Span]:
    """Occurrences in order, without those that overlap an earlier or, from one word, longer one."""
    chosen: list[Span] = []
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if not chosen or first > chosen[-1][1]:
            chosen.append((first, last))
    return chosen


def windows(marked: Iterable[tuple[int, int, int]], wanted: int, within: int) -> list[Span]:
    """Stretches that hold ``wanted`` different terms, each near the next one.

    Args:
        marked: First word, last word and number of the term of each occurrence.
        wanted: How many different terms.
        within: Words from the end of one occurrence to the start of the next, at most.
    """
    chosen: list[Span] = []
    start_of: dict[int, int] = {}
    end = -1
    for first, last, number in sorted(marked, key=lambda m: (m[0], -m[1])):
        if start_of and first <= end:
            continue  # inside an occurrence of another term
        if first - end > within:
            start_of.clear()
        start_of[number] = first
        end = last
        if len(start_of) == wanted:
            chosen.append((min(start_of.values()), last))
            start_of.clear()
    return chosen


def grouped(group: Group, parts: Sequence[Found | None]) -> Found | None:
    """What a group matches, from what its parts do."""
    held = [part for part in parts if part is not None]
    if group.kind == "none":
        return None if held else Found()
    needed = len(parts) if group.kind == "all" else group.at_least
    if len(held) < needed:
        return None
    in_text = [part for part in held if any(p.field in TEXT_FIELDS for p in part.places)]
    titled = [part.in_title for part in in_text]
    counts = [part.occurrences for part in in_text] or [1]
    every = group.kind == "all"
    places = sorted(
        {place for part in held for place in part.places},
        key=lambda p: (p.field != "title", p.field, p.start, p.text),
    )
    return Found(
        in_title=bool(titled) and (all(titled) if every else any(titled)),
        occurrences=min(counts) if every else sum(counts),
        places=tuple(places),
    )
