"""Records in groups of one paper each, and whether two groups are the same paper.

Evidence is weighed between whole groups, never between single records of them, so that a
record in the middle cannot chain two papers together.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz

from generator.identifiers import implied, label
from generator.identity.likeness import (
    Agreement,
    Name,
    abstract_words,
    author_names,
    compare_abstracts,
    compare_authors,
    is_serial,
    is_telling,
    key_of,
    same_first_author,
    title_words,
)
from generator.model import Identifier, Record, Trust
from generator.problems import Location

MAX_VERSIONS = 8
"""Of a group only so many different abstracts and lists of authors are compared."""

MAX_YEARS_APART = 3
SAME_TITLE_RATIO = 75
SAME_WORDS_RATIO = 90
ONE_EACH = ("arxiv", "pmid")
"""Schemes of which one paper has one value; a paper may have several DOIs."""

NEARLY = "nearly the same title"
SUBTITLE = "same title but for a subtitle"
SIMILAR = "another title"
KEPT = "kept apart by a curated record"


class Verdict(enum.Enum):
    """Whether two groups are one paper."""

    SAME = enum.auto()
    OPEN = enum.auto()
    """Nothing speaks against it; same if no other group may be meant."""
    DOUBTFUL = enum.auto()
    APART = enum.auto()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records, by index, that may be one paper and are kept apart, with the reason."""

    first: int
    second: int
    reason: str


@dataclass(frozen=True, slots=True)
class Near:
    """How two different titles are alike.

    Attributes:
        how: :data:`NEARLY`, :data:`SUBTITLE` or :data:`SIMILAR`.
        telling: Whether both titles are long enough to be one paper's own.
        misspelt: The words that differ by a typing error.
    """

    how: str
    telling: bool
    misspelt: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What the records of one group say, without repetition."""

    keys: frozenset[str]
    titles: frozenset[str]
    abstracts: tuple[str, ...]
    names: tuple[tuple[Name, ...], ...]
    years: frozenset[int]
    identifiers: frozenset[Identifier]
    only_facts: bool


def _united(first: View, second: View) -> View:
    """The view of the records of both."""
    return View(
        keys=first.keys | second.keys,
        titles=first.titles | second.titles,
        abstracts=tuple(sorted({*first.abstracts, *second.abstracts}))[:MAX_VERSIONS],
        names=tuple(dict.fromkeys((*first.names, *second.names)))[:MAX_VERSIONS],
        years=first.years | second.years,
        identifiers=first.identifiers | second.identifiers,
        only_facts=first.only_facts and second.only_facts,
    )


def identifiers_of(record: Record) -> Iterator[Identifier]:
    """The record's identifiers, those that a DOI spells out included."""
    for identifier in record.identifiers:
        yield identifier
        if second := implied(identifier):
            yield second


class Groups:
    """Records in groups; a group is known by the lowest index among its records.

    Attributes:
        records: In an order that rests on their content.
        keys: Title key of each record.
        words: Words of each record's title, as near titles are compared.
        doubts: Pairs that evidence neither joins nor parts.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        keyed = sorted(((key_of(r.title), r) for r in records), key=_content_order)
        self.records = [record for _, record in keyed]
        self.keys = [key for key, _ in keyed]
        self.words = [title_words(record.title) for _, record in keyed]
        self.doubts: list[Doubt] = []
        self._root = list(range(len(keyed)))
        self._members: dict[int, list[int]] = {}
        self._reasons: dict[int, set[str]] = {}
        self._apart: dict[int, set[int]] = {}
        self._views: dict[int, View] = {}
        self._abstract_words = lru_cache(maxsize=4096)(abstract_words)

    def root(self, index: int) -> int:
        """The group of a record."""
        while self._root[index] != index:
            self._root[index] = self._root[self._root[index]]
            index = self._root[index]
        return index

    def roots(self, indices: Iterable[int]) -> list[int]:
        """The groups of some records, each once, in order."""
        return sorted({self.root(index) for index in indices})

    def all_roots(self) -> list[int]:
        """All groups."""
        return [index for index, root in enumerate(self._root) if index == root]

    def members(self, root: int) -> list[Record]:
        """The records of a group."""
        return [self.records[index] for index in self._indices(root)]

    def _indices(self, root: int) -> list[int]:
        return self._members.get(root, [root])

    def reasons(self, root: int) -> list[str]:
        """Why the records of a group are one paper."""
        return sorted(self._reasons.get(root, ()))

    def add(self, record: Record) -> int:
        """Take in one more record as a group of its own."""
        index = len(self.records)
        self.records.append(record)
        self.keys.append(key_of(record.title))
        self.words.append(title_words(record.title))
        self._root.append(index)
        return index

    def keep_apart(self, ours: Iterable[int], theirs: Iterable[int]) -> None:
        """Let no record of one side join one of the other, as a curator wants it."""
        for first, second in product(ours, theirs):
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)

    def are_apart(self, first: int, second: int) -> bool:
        """Whether a curator keeps two groups apart."""
        if not self._apart:
            return False
        others = {j for i in self._indices(first) for j in self._apart.get(i, ())}
        return any(self.root(j) == second for j in others)

    def join(self, first: int, second: int, reason: str) -> None:
        """Make one group of two, unless a curator keeps them apart."""
        first, second = sorted((self.root(first), self.root(second)))
        if self.are_apart(first, second):
            return
        if first != second:
            members = self._members.pop(second, [second])
            self._members.setdefault(first, [first]).extend(members)
            self._root[second] = first
        self._reasons.setdefault(first, set()).update(self._reasons.pop(second, ()), [reason])
        ours, theirs = self._views.pop(first, None), self._views.pop(second, None)
        if ours and theirs:  # to look at all records again would take the square of their number
            self._views[first] = ours if first == second else _united(ours, theirs)

    def doubt(self, first: int, second: int, reason: str) -> None:
        """Note a pair for the curator."""
        self.doubts.append(Doubt(min(first, second), max(first, second), reason))

    def place(self, root: int, identifier: Identifier) -> Location:
        """Where a group first gives one of its identifiers."""
        return min(
            record.where("identifiers")
            for record in self.members(root)
            if identifier in identifiers_of(record)
        )

    def view(self, root: int) -> View:
        """What a group's records say."""
        if (view := self._views.get(root)) is None:
            indices = self._indices(root)
            records = [self.records[index] for index in indices]
            names = dict.fromkeys(author_names(r.authors) for r in records)
            view = self._views[root] = View(
                keys=frozenset(self.keys[i] for i in indices) - {""},
                titles=frozenset(self.words[i] for i in indices) - {""},
                abstracts=tuple(sorted({r.abstract for r in records} - {""}))[:MAX_VERSIONS],
                names=tuple(n for n in names if n)[:MAX_VERSIONS],
                years=frozenset(r.issued.year for r in records if r.issued),
                identifiers=frozenset(i for r in records for i in identifiers_of(r)),
                only_facts=all(
                    r.source.trust is Trust.ENRICHED and not r.abstract for r in records
                ),
            )
        return view

    # --- evidence between two groups ---

    def abstracts(self, first: View, second: View) -> Agreement:
        """Whether any two abstracts agree."""
        if set(first.abstracts) & set(second.abstracts):
            return Agreement.AGREE
        return _best(
            compare_abstracts(self._abstract_words(a), self._abstract_words(b))
            for a, b in product(first.abstracts, second.abstracts)
        )

    def judge_title(self, first: int, second: int) -> tuple[Verdict, str]:
        """Whether two groups of one title are one paper."""
        if self.are_apart(first, second):
            return Verdict.APART, KEPT
        x, y = self.view(first), self.view(second)
        abstracts, authors = self.abstracts(x, y), _authors(x, y)
        telling = any(map(is_telling, x.titles | y.titles))
        years = _years_apart(x, y)
        clash = _clash(x, y)
        if abstracts is Agreement.AGREE:
            return Verdict.SAME, "same title and abstract"
        if authors is Agreement.DIFFER:
            other = " and another abstract" if abstracts is Agreement.DIFFER else ""
            return Verdict.APART, f"same title, but other authors{other}"
        if authors is Agreement.AGREE:
            if any(map(is_serial, x.titles & y.titles)):
                return Verdict.DOUBTFUL, "same authors, but a title that many pieces have"
            if abstracts is Agreement.DIFFER and not (telling and years in (0, 1)):
                return Verdict.APART, "same title and authors, but another abstract"
            if clash:
                return Verdict.DOUBTFUL, f"same title and authors, but {clash}"
            if years is not None and years > MAX_YEARS_APART:
                return Verdict.DOUBTFUL, f"same title and authors, but {years} years apart"
            who = "first author" if _same_first(x, y) else "authors"
            return Verdict.SAME, f"same title and {who}"
        if abstracts is Agreement.DIFFER:
            return Verdict.APART, "same title, but another abstract"
        if clash:
            return Verdict.DOUBTFUL, f"same title, but {clash}"
        if years is not None and years > MAX_YEARS_APART:
            return Verdict.DOUBTFUL, f"same title, but {years} years apart"
        if telling or x.only_facts or y.only_facts:
            return Verdict.OPEN, "same title"
        return Verdict.DOUBTFUL, "same title, but it is short and nothing else is known"

    def judge_identifier(self, first: int, second: int) -> Verdict:
        """Whether two groups that share an identifier are one paper; a title may change."""
        if self.are_apart(first, second):
            return Verdict.APART
        x, y = self.view(first), self.view(second)
        if not x.keys or not y.keys or x.keys & y.keys:
            return Verdict.SAME
        abstracts, authors = self.abstracts(x, y), _authors(x, y)
        if abstracts is Agreement.AGREE:
            return Verdict.SAME
        if Agreement.DIFFER in (abstracts, authors):
            return Verdict.APART
        if authors is Agreement.AGREE or _titles_similar(x, y):
            return Verdict.SAME
        return Verdict.OPEN

    def judge_near(self, first: int, second: int, near: Near) -> tuple[Verdict, str]:
        """Whether two groups of nearly one title are one paper."""
        if self.are_apart(first, second):
            return Verdict.APART, KEPT
        x, y = self.view(first), self.view(second)
        abstracts, authors = self.abstracts(x, y), _authors(x, y)
        if abstracts is Agreement.AGREE:
            reason = f"{near.how}, same abstract"
            if authors is Agreement.DIFFER:
                return Verdict.DOUBTFUL, f"{reason}, but other authors"
            real = self._both_real(x, y, near.misspelt)
            return (Verdict.DOUBTFUL if near.how == SIMILAR or real else Verdict.SAME), reason
        if Agreement.DIFFER in (abstracts, authors) or near.how == SIMILAR:
            return Verdict.APART, ""
        if authors is Agreement.UNKNOWN:
            verdict = Verdict.DOUBTFUL if near.telling else Verdict.APART
            return verdict, f"{near.how}, and nothing else to compare"
        reason = f"{near.how}, same authors"
        years = _years_apart(x, y)
        if years is not None and years > MAX_YEARS_APART:
            return Verdict.DOUBTFUL, f"{reason}, but {years} years apart"
        if clash := _clash(x, y):
            return Verdict.DOUBTFUL, f"{reason}, but {clash}"
        if not near.telling or self._both_real(x, y, near.misspelt):
            return Verdict.DOUBTFUL, reason
        return Verdict.SAME, reason

    def _both_real(self, x: View, y: View, pairs: Iterable[tuple[str, str]]) -> bool:
        """Whether two words that look like one misspelt stand each in its own abstract only.

        "Macro placement" and "Micro placement" are two papers.
        """
        ours = {word for abstract in x.abstracts for word in self._abstract_words(abstract)}
        theirs = {word for abstract in y.abstracts for word in self._abstract_words(abstract)}
        return any(
            {a, b} & ours and {a, b} & theirs and ({a, b} & ours) != ({a, b} & theirs)
            for a, b in pairs
        )


# --- small parts ----------------------------------------------------------------------------


def _content_order(keyed: tuple[str, Record]) -> tuple[object, ...]:
    """Records by what they say; their place decides only between records that say the same."""
    key, r = keyed
    return (
        key,
        r.title,
        r.abstract,
        [(a.family, a.given) for a in r.authors],
        str(r.issued or ""),
        sorted(r.identifiers),
        -r.source.trust,
        r.venue,
        r.raw_title,
        r.location,
        r.position,
    )


def _best(found: Iterable[Agreement]) -> Agreement:
    """Agreement if any two agree; difference only if all that can be compared differ."""
    seen = set()
    for agreement in found:
        if agreement is Agreement.AGREE:
            return agreement
        seen.add(agreement)
    return Agreement.DIFFER if seen == {Agreement.DIFFER} else Agreement.UNKNOWN


def _authors(first: View, second: View) -> Agreement:
    return _best(compare_authors(a, b) for a, b in product(first.names, second.names))


def _same_first(first: View, second: View) -> bool:
    return any(same_first_author(a, b) for a, b in product(first.names, second.names))


def _years_apart(first: View, second: View) -> int | None:
    gaps = [abs(a - b) for a, b in product(first.years, second.years)]
    return min(gaps) if gaps else None


def _clash(first: View, second: View) -> str:
    """Two values of a scheme of which a paper has one, in words; or an empty string."""
    for scheme in ONE_EACH:
        a = sorted(i.value for i in first.identifiers if i.scheme == scheme)
        b = sorted(i.value for i in second.identifiers if i.scheme == scheme)
        if a and b and not set(a) & set(b):
            return f"{label(scheme)} {a[0]} and {b[0]}"
    return ""


def _titles_similar(first: View, second: View) -> bool:
    return any(
        fuzz.ratio(a, b) >= SAME_TITLE_RATIO or fuzz.token_set_ratio(a, b) >= SAME_WORDS_RATIO
        for a, b in product(first.titles, second.titles)
    )
