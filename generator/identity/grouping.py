"""Which records are one paper: by identifier, by title, by nearly the same title.

Everything is done in an order that rests on what the records say, so the order of files and
records changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, pairwise, product

from generator.identifiers import SCHEMES, label
from generator.identity.blocking import similar_texts
from generator.identity.groups import (
    NEARLY,
    SIMILAR,
    SUBTITLE,
    Groups,
    Near,
    Verdict,
    identifiers_of,
)
from generator.identity.likeness import is_telling, misspelt, title_parts
from generator.model import Identifier

MAX_PAIRED = 200
"""Of more groups with one title only those with a common author or abstract are compared."""

MAX_TITLES = 8
"""An identifier with more titles than this is that of a volume and joins nothing."""

MAX_SHOWN = 4
"""Of more candidates with one title only neighbours are shown as doubtful."""

MIN_ABSTRACT_LENGTH = 200
_VOLUME = re.compile(r"10\.1007/(?:978-?[\d-]+|b\d+)|10\.1109/[a-z]+\d*\.\d{4}")


def group_records(groups: Groups) -> None:
    """Run all passes."""
    group_by_identifier(groups)
    group_by_title(groups)
    group_by_near_title(groups)


def group_by_identifier(groups: Groups, only: Iterable[Identifier] | None = None) -> None:
    """Join groups that share an identifier, unless they are clearly different papers.

    Args:
        groups: Is changed.
        only: Look at these identifiers; by default at all.
    """
    wanted = None if only is None else set(only)
    for identifier, indices in sorted(holders(groups).items()):
        if len(indices) < 2 or (wanted is not None and identifier not in wanted):
            continue
        reason = f"same {label(identifier.scheme)} {_noun(identifier)}"
        by_title: dict[str, int] = {}
        for index in indices:
            other = groups.root(by_title.setdefault(groups.keys[index], index))
            if groups.root(index) != other:
                groups.join(other, index, reason)
        if 1 < len(by_title) <= MAX_TITLES:
            _join_retitled(groups, identifier, groups.roots(by_title.values()), reason)


def _join_retitled(groups: Groups, identifier: Identifier, roots: list[int], reason: str) -> None:
    for first, second in combinations(roots, 2):
        first, second = groups.root(first), groups.root(second)
        if first != second and groups.judge_identifier(first, second) is Verdict.SAME:
            groups.join(first, second, reason)
    roots = groups.roots(roots)
    # A changed title: nothing but the identifier speaks for it, and nothing against it.
    if (
        len(roots) == 2
        and groups.judge_identifier(roots[0], roots[1]) is Verdict.OPEN
        and not _names_volume(identifier)
    ):
        groups.join(roots[0], roots[1], f"{reason}, under another title")


def holders(groups: Groups) -> dict[Identifier, list[int]]:
    """The records that have each identifier of a scheme that names single papers."""
    found: dict[Identifier, list[int]] = defaultdict(list)
    for index, record in enumerate(groups.records):
        for identifier in dict.fromkeys(identifiers_of(record)):
            scheme = SCHEMES.get(identifier.scheme)
            if scheme and scheme.names_paper:
                found[identifier].append(index)
    return found


def group_by_title(groups: Groups) -> None:
    """Join groups of one title whose abstracts or authors agree, or that nothing parts."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(groups.keys):
        by_key[key].append(index)
    for key in sorted(by_key.keys() - {""}):
        if len(groups.roots(by_key[key])) > 1:
            _join_repeated(groups, by_key[key])
            _join_title(groups, groups.roots(by_key[key]))


def _join_repeated(groups: Groups, indices: Iterable[int]) -> None:
    """Join records of one title that say the same: a paper that is captured every day."""
    alike: dict[object, list[int]] = defaultdict(list)
    for index in indices:
        record = groups.records[index]
        alike[record.abstract, record.authors, record.issued, record.identifiers].append(index)
    for found in alike.values():
        roots = groups.roots(found)
        if len(roots) > 1:
            verdict, reason = groups.judge_title(roots[0], roots[1])
            if verdict in (Verdict.SAME, Verdict.OPEN):
                for other in roots[1:]:
                    groups.join(roots[0], other, reason)


def _join_title(groups: Groups, roots: list[int]) -> None:
    for pair in _pairs(groups, roots):
        first, second = map(groups.root, pair)
        if first != second:
            verdict, reason = groups.judge_title(first, second)
            if verdict is Verdict.SAME:
                groups.join(first, second, reason)
    roots = groups.roots(roots)
    verdicts = {pair: groups.judge_title(*pair) for pair in _pairs(groups, roots)}
    is_open = [pair for pair, (verdict, _) in verdicts.items() if verdict is Verdict.OPEN]
    for part in _connected(roots, is_open):
        if all(pair in is_open for pair in combinations(part, 2)):
            for other in part[1:]:
                groups.join(part[0], other, "same title")
    doubtful = [pair for pair in verdicts if groups.root(pair[0]) != groups.root(pair[1])]
    if len(roots) > MAX_SHOWN:
        doubtful = list(pairwise(roots))
    for pair in doubtful:
        verdict, reason = verdicts.get(pair, (Verdict.DOUBTFUL, "same title"))
        groups.doubt(*pair, f"{reason} as two papers" if verdict is Verdict.OPEN else reason)


def group_by_near_title(groups: Groups) -> None:
    """Join groups whose titles differ in spelling or by a subtitle and whose rest agrees."""
    whole: dict[str, set[int]] = defaultdict(set)
    parts: dict[str, set[int]] = defaultdict(set)
    for index, words in enumerate(groups.words):
        if words:
            whole[words].add(groups.root(index))
            for part in title_parts(groups.records[index].title):
                parts[part].add(groups.root(index))
    found: dict[tuple[int, int], tuple[float, Near]] = {}
    equal = ((t, t, 100.0) for t in sorted(whole) if len(whole[t] | parts.get(t, set())) > 1)
    for text, other, ratio in chain(equal, similar_texts({*whole, *parts})):
        near = _near(text, other)
        but_for_subtitle = replace(near, how=SUBTITLE, misspelt=())
        for left, right, how in (
            (whole.get(text), whole.get(other), near),
            (whole.get(text), parts.get(other), but_for_subtitle),
            (parts.get(text), whole.get(other), but_for_subtitle),
        ):
            if not left or not right or (how is but_for_subtitle and near.how == SIMILAR):
                continue
            if len(left) * len(right) <= MAX_PAIRED:
                for x, y in product(left, right):
                    pair = min(x, y), max(x, y)
                    if pair not in found or ratio > found[pair][0]:
                        found[pair] = ratio, how
    for pair in _same_abstract(groups):
        found.setdefault(pair, (0, _near(groups.words[pair[0]], groups.words[pair[1]])))
    order = sorted(found, key=lambda pair: (found[pair][1].how == SIMILAR, -found[pair][0], pair))
    for pair in order:
        first, second = map(groups.root, pair)
        if first == second or groups.view(first).keys & groups.view(second).keys:
            continue
        verdict, reason = groups.judge_near(first, second, found[pair][1])
        if verdict is Verdict.SAME:
            groups.join(first, second, reason)
        elif verdict is Verdict.DOUBTFUL:
            groups.doubt(first, second, reason)


def _near(text: str, other: str) -> Near:
    pairs = misspelt(text, other)
    telling = is_telling(text) and is_telling(other)
    return Near(SIMILAR, telling) if pairs is None else Near(NEARLY, telling, tuple(pairs))


def _same_abstract(groups: Groups) -> Iterator[tuple[int, int]]:
    """Pairs of groups of one abstract and different titles: renamed, or copied by mistake."""
    by_abstract: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(groups.records):
        if len(record.abstract) > MIN_ABSTRACT_LENGTH:
            by_abstract[record.abstract].append(index)
    for indices in by_abstract.values():
        roots = groups.roots(indices)
        if 1 < len(roots) <= MAX_SHOWN:
            yield from combinations(roots, 2)


# --- small parts ----------------------------------------------------------------------------


def _noun(identifier: Identifier) -> str:
    return f"id {identifier.value}" if identifier.scheme == "arxiv" else identifier.value


def _names_volume(identifier: Identifier) -> bool:
    """Whether a DOI is that of a book, such as proceedings, whose chapters add ``_<number>``."""
    return identifier.scheme == "doi" and bool(_VOLUME.fullmatch(identifier.value))


def _pairs(groups: Groups, roots: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs worth a comparison: all, or of many groups those with something in common."""
    if len(roots) <= MAX_PAIRED:
        return list(combinations(roots, 2))
    blocks: dict[str, list[int]] = defaultdict(list)
    for root in roots:
        view = groups.view(root)
        for block in {*view.abstracts, *(name.family for names in view.names for name in names)}:
            blocks[block].append(root)
    pairs: set[tuple[int, int]] = set()
    for members in blocks.values():
        pairs.update((members[0], other) for other in members[1:])
        pairs.update(combinations(members[:MAX_PAIRED], 2))
    return sorted(pairs)


def _connected(roots: Sequence[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The groups that a chain of pairs connects, each sorted; single ones are left out."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    parts, seen = [], set()
    for root in roots:
        if root in seen or root not in neighbours:
            continue
        part, waiting = set(), [root]
        while waiting:
            if (here := waiting.pop()) not in part:
                part.add(here)
                waiting.extend(neighbours[here])
        seen |= part
        parts.append(sorted(part))
    return parts
