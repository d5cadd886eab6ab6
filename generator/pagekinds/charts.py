"""Small pictures as SVG geometry: the shelf of all papers, a trend by year, a spark line.

Positions stand in attributes, never in styles: the Content-Security-Policy forbids those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SHELF_WIDTH = 860.0
"""Width of all spines together, in pixels."""

FEWEST_SPINES = 24
"""Fewer papers make no shelf."""

MOST_SPINES = 1000
SHELF_HEIGHT = 100
LONG_ABSTRACT = 2200
MOST_SHELF_GROUPS = 9
SMALL_SHARE = 0.04
"""Neighbouring years with less than this share of all papers stand together."""

MOST_YEARS = 12
TREND_HEIGHT = 96


@dataclass(frozen=True, slots=True)
class Spine:
    """What the shelf needs of a paper: year (None: unknown), cloth, length of the abstract.

    Spines of one year and cloth stand in the order in which they come.
    """

    year: int | None
    cloth: int
    length: int


@dataclass(frozen=True, slots=True)
class ShelfGroup:
    """Some years on the shelf.

    Attributes:
        label: "2024", "2020–21", "to 2019" or "no year".
        years: The years as the search page takes them, parted by commas; empty: unknown.
        count: Number of papers.
        width: In pixels.
        paths: Cloth and path data; the height is :data:`SHELF_HEIGHT`.
    """

    label: str
    years: str
    count: int
    width: float
    thickness: float
    paths: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All papers as spines; ``papers_a_spine`` is 1 unless the list is very long."""

    groups: tuple[ShelfGroup, ...]
    papers_a_spine: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of a trend: the year, the number of papers, the height in pixels."""

    year: int
    count: int
    height: int


def make_shelf(spines: Iterable[Spine]) -> Shelf:
    """The shelf, oldest year first, each year sorted by cloth; empty for a short list."""
    ordered = sorted(spines, key=lambda s: (s.year is None, s.year or 0, s.cloth))
    if len(ordered) < FEWEST_SPINES:
        return Shelf((), 1)
    unit = -(-len(ordered) // MOST_SPINES) or 1
    step = min(7.0, max(1.0, SHELF_WIDTH / max(1, len(ordered) / unit)))
    groups = []
    for label, years in _year_groups(Counter(s.year for s in ordered)):
        members = [s for s in ordered if s.year in years]
        drawn = [members[i : i + unit] for i in range(0, len(members), unit)]
        drawn.sort(key=lambda chunk: chunk[0].cloth)
        known = ",".join(str(year) for year in years if year is not None)
        groups.append(
            ShelfGroup(
                label=label,
                years=known,
                count=len(members),
                width=round(len(drawn) * step, 1),
                thickness=round(step * 0.75, 2),
                paths=tuple(_paths(drawn, step)),
            )
        )
    return Shelf(tuple(groups), unit)


def _paths(drawn: Sequence[Sequence[Spine]], step: float) -> Iterable[tuple[int, str]]:
    paths: dict[int, list[str]] = {}
    for place, chunk in enumerate(drawn):
        length = sum(s.length for s in chunk) / len(chunk)
        height = 46 + 54 * min(length, LONG_ABSTRACT) / LONG_ABSTRACT
        x = round((place + 0.5) * step, 1)
        paths.setdefault(chunk[0].cloth, []).append(f"M{x:g} {SHELF_HEIGHT}v-{height:.0f}")
    for cloth in sorted(paths):
        yield cloth, "".join(paths[cloth])


def _year_groups(counts: Counter[int | None]) -> list[tuple[str, list[int | None]]]:
    """Neighbouring years with few papers share a group, so that every label has room."""
    total = counts.total()
    years = sorted(year for year in counts if year is not None)
    groups: list[list[int]] = []
    for year in years:
        few = total * SMALL_SHARE
        if groups and counts[year] < few and sum(counts[y] for y in groups[-1]) < few:
            groups[-1].append(year)
        else:
            groups.append([year])
    while len(groups) > MOST_SHELF_GROUPS:
        groups[0:2] = [groups[0] + groups[1]]
    found: list[tuple[str, list[int | None]]] = []
    for group in groups:
        first, last = group[0], group[-1]
        if first == last:
            label = str(first)
        elif group is groups[0] and len(groups) > 1:
            label = f"to {last}"
        else:
            same_century = first // 100 == last // 100
            label = f"{first}–{last % 100:02d}" if same_century else f"{first}–{last}"
        found.append((label, list(group)))
    if counts[None]:
        found.append(("no year", [None]))
    return found


def years_shown(counts: Mapping[int | None, int]) -> range:
    """The last :data:`MOST_YEARS` years up to the newest one; empty without a known year."""
    known = [year for year in counts if year is not None]
    if not known:
        return range(0)
    return range(max(min(known), max(known) - MOST_YEARS + 1), max(known) + 1)


def make_trend(counts: Mapping[int | None, int]) -> tuple[Bar, ...]:
    """Papers by year, one bar a year; empty if there is only one year."""
    shown = years_shown(counts)
    if len(shown) < 2:
        return ()
    most = max(counts.get(year, 0) for year in shown)
    return tuple(
        Bar(year, n, max(2, round(TREND_HEIGHT * n / most)) if n else 1)
        for year in shown
        for n in (counts.get(year, 0),)
    )


def spark_path(counts: Mapping[int | None, int], years: range, most: int) -> str:
    """Path data of a spark line, 7 by 20 units a year; ``most`` is the scale's end."""
    return "".join(
        f"M{place * 7 + 3} 20v-{2 + 18 * min(counts[year], most) / most:.1f}".replace(".0", "")
        for place, year in enumerate(years)
        if counts.get(year)
    )
