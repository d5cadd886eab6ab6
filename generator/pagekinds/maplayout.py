"""Where points stand on the map: groups by likeness, each point near what it is related to.

Groups are discs around their label. They are spread by the two slowest vectors of their graph of
likeness (Koren, "Drawing graphs by eigenvectors", 2005), drawn together where they share links,
and pushed apart where they would overlap. A point stands on the side of its group that its links
lead to; then points are pushed apart, and off the labels. Time grows in step with the points.
The same input gives the same map: nothing is left to chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

_FLAT = 1.9
"""How much more the map is pressed flat than narrow, so that it fits a screen."""

_GOLDEN = math.pi * (3 - math.sqrt(5))
_STRONGEST = 6
_KIN = 0.5
"""Groups of one kin are as close as if this share of the strongest likeness joined them."""

_TURNS_OF_VECTORS = 120
_PAIRS = 400_000
"""Pairs of groups that are compared while groups are pushed apart."""
_TURNS_OF_POINTS = 40
_MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class Group:
    """Points that belong together.

    Attributes:
        kin: Groups of one kin lie side by side if their links allow it.
        width: Of its label.
        height: Of its label.
    """

    kin: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in pixels; all are positive, and no two points are one.

    Attributes:
        points: Of the points.
        labels: Middle of the groups' labels.
    """

    points: tuple[tuple[int, int], ...]
    labels: tuple[tuple[int, int], ...]
    width: int
    height: int


def lay_out(
    groups: Sequence[Group],
    member_of: Sequence[int],
    links: Sequence[Sequence[tuple[int, float]]],
    spacing: float,
) -> Layout:
    """Find places for points.

    Args:
        groups: The groups.
        member_of: The group of each point.
        links: For each point, other points and how strongly they are related, 0 to 1.
        spacing: Least distance of points, in pixels.
    """
    sizes = [0] * len(groups)
    for group in member_of:
        sizes[group] += 1
    radii = [_radius(g, n, spacing) for g, n in zip(groups, sizes, strict=True)]
    likeness = _likeness(groups, member_of, links, sizes)
    centres = _parted(groups, radii, _spread(likeness, sum(radii)), likeness)
    targets = _targets(member_of, links, centres, radii)
    points = _pushed_apart(targets, groups, centres, spacing)
    return _framed(points, groups, centres)


def nearest(points: Sequence[tuple[int, int]], count: int) -> list[tuple[int, ...]]:
    """The points closest to each point, closest first; of equally close ones the first."""
    if len(points) < 2:
        return [() for _ in points]
    wide = max(x for x, _ in points) - min(x for x, _ in points) + 1
    high = max(y for _, y in points) - min(y for _, y in points) + 1
    size = max(1.0, math.sqrt(wide * high * (count + 1) / len(points)))
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for point, (x, y) in enumerate(points):
        cells[int(x // size), int(y // size)].append(point)
    reach = math.ceil(max(wide, high) / size) + 1
    return [_nearest(point, points, cells, size, count, reach) for point in range(len(points))]


def _nearest(
    point: int,
    points: Sequence[tuple[int, int]],
    cells: Mapping[tuple[int, int], Sequence[int]],
    size: float,
    count: int,
    reach: int,
) -> tuple[int, ...]:
    x, y = points[point]
    column, row = int(x // size), int(y // size)
    for ring in range(1, reach + 1):
        near = sorted(
            ((points[other][0] - x) ** 2 + (points[other][1] - y) ** 2, other)
            for c in range(column - ring, column + ring + 1)
            for r in range(row - ring, row + ring + 1)
            for other in cells.get((c, r), ())
            if other != point
        )[:count]
        if len(near) == count and near[-1][0] <= (ring * size) ** 2:
            break
    return tuple(other for _, other in near)


def _radius(group: Group, size: int, spacing: float) -> float:
    return math.sqrt((1.6 * size * spacing**2 + group.width * group.height) / math.pi) + 4


# -- groups ----------------------------------------------------------------------------------

_Likeness = list[dict[int, float]]
"""For each group the groups most like it, 0 to 1; symmetric."""


def _likeness(
    groups: Sequence[Group],
    member_of: Sequence[int],
    links: Sequence[Sequence[tuple[int, float]]],
    sizes: Sequence[int],
) -> _Likeness:
    shared: list[dict[int, float]] = [defaultdict(float) for _ in groups]
    for point, related in enumerate(links):
        mine = member_of[point]
        for other, score in related:
            theirs = member_of[other]
            if mine != theirs:
                shared[mine][theirs] += score
                shared[theirs][mine] += score
    found: _Likeness = [
        {other: value / math.sqrt(sizes[mine] * sizes[other]) for other, value in row.items()}
        for mine, row in enumerate(shared)
    ]
    most = max((value for row in found for value in row.values()), default=0.0) or 1.0
    kin: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        kin[group.kin].append(place)
    joined: _Likeness = [{} for _ in groups]
    for mine, row in enumerate(found):
        alike = {other: value / most for other, value in row.items()}
        for other in kin[groups[mine].kin] if groups[mine].kin else ():
            if other != mine:
                alike[other] = alike.get(other, 0.0) + _KIN
        for other in sorted(alike, key=lambda o: (-alike[o], o))[:_STRONGEST]:
            joined[mine][other] = joined[other][mine] = alike[other]
    return joined


def _spread(likeness: _Likeness, width: float) -> list[Point]:
    """First places: the second and third vector of the random walk between groups."""
    count = len(likeness)
    degrees = [sum(row.values()) + 0.1 for row in likeness]
    total = sum(degrees)
    known: list[list[float]] = [[1.0] * count]
    for axis in range(2):
        vector = [math.sin(1.0 + (axis + 1.7) * place) for place in range(count)]
        for _ in range(_TURNS_OF_VECTORS):
            vector = [
                0.5 * vector[place]
                + 0.5
                * (0.1 * vector[place] + sum(w * vector[other] for other, w in row.items()))
                / degrees[place]
                for place, row in enumerate(likeness)
            ]
            for before in known:
                size = sum(d * b * b for d, b in zip(degrees, before, strict=True)) or total
                along = (
                    sum(d * b * v for d, b, v in zip(degrees, before, vector, strict=True)) / size
                )
                vector = [v - along * b for v, b in zip(vector, before, strict=True)]
            longest = max((abs(v) for v in vector), default=0.0) or 1.0
            vector = [v / longest for v in vector]
        known.append(vector)
    ranks = []
    for vector in known[1:]:
        order = sorted(range(count), key=lambda place: (round(vector[place], 9), place))
        rank = [0.0] * count
        for place, group in enumerate(order):
            rank[group] = (place + 0.5) / count - 0.5
        ranks.append(rank)
    side = width / max(1.0, math.sqrt(count)) * 2
    return [(x * side * _FLAT, y * side) for x, y in zip(*ranks, strict=True)]


def _parted(
    groups: Sequence[Group], radii: Sequence[float], first: Sequence[Point], likeness: _Likeness
) -> list[Point]:
    """Groups drawn together by likeness and apart by their size."""
    count = len(groups)
    xs, ys = [x for x, _ in first], [y for _, y in first]
    turns = max(12, min(240, _PAIRS // (count * count or 1)))
    for turn in range(turns):
        heat = 1 - turn / turns
        for mine, row in enumerate(likeness):
            for other, weight in row.items():
                dx, dy = xs[other] - xs[mine], ys[other] - ys[mine]
                distance = math.hypot(dx, dy) or 1.0
                pull = 0.08 * heat * weight * max(0.0, 1 - (radii[mine] + radii[other]) / distance)
                xs[mine] += pull * dx
                ys[mine] += pull * dy
        for place in range(count):
            xs[place] *= 1 - 0.012 * heat
            ys[place] *= 1 - 0.012 * heat * _FLAT
        _part(groups, radii, xs, ys)
    for _ in range(4 * turns):
        if not _part(groups, radii, xs, ys):
            break
    return list(zip(xs, ys, strict=True))


def _part(
    groups: Sequence[Group], radii: Sequence[float], xs: list[float], ys: list[float]
) -> bool:
    """Push groups apart that are too close, each half the way; whether there were any."""
    found = False
    for mine, group in enumerate(groups):
        for other in range(mine):
            dx, dy = xs[mine] - xs[other], ys[mine] - ys[other]
            wide = (group.width + groups[other].width) / 2 + 2 * _MARGIN - abs(dx)
            high = (group.height + groups[other].height) / 2 + _MARGIN - abs(dy)
            least = radii[mine] + radii[other] + _MARGIN
            if (distance := math.hypot(dx, dy)) < least - 1:
                share = (least - distance) / 2 / (distance or 1.0)
                push_x, push_y = share * (dx or 1.0), share * dy
            elif wide > 1 and high > 1:
                if high <= wide:
                    push_x, push_y = 0.0, math.copysign(high / 2, dy)
                else:
                    push_x, push_y = math.copysign(wide / 2, dx), 0.0
            else:
                continue
            found = True
            xs[mine] += push_x
            ys[mine] += push_y
            xs[other] -= push_x
            ys[other] -= push_y
    return found


# -- points ----------------------------------------------------------------------------------


def _targets(
    member_of: Sequence[int],
    links: Sequence[Sequence[tuple[int, float]]],
    centres: Sequence[Point],
    radii: Sequence[float],
) -> list[Point]:
    """Where points would stand if they had no size."""
    leaning = [_leaning(point, member_of, related, centres) for point, related in enumerate(links)]
    for _ in range(3):
        leaning = [
            _among(
                leaning[point],
                [
                    (leaning[other], score)
                    for other, score in related
                    if member_of[other] == member_of[point]
                ],
            )
            for point, related in enumerate(links)
        ]
    members: dict[int, list[int]] = defaultdict(list)
    for point, group in enumerate(member_of):
        members[group].append(point)
    targets: list[Point] = [(0.0, 0.0)] * len(member_of)
    for group, points in members.items():
        x, y = centres[group]
        ranked = sorted(points, key=lambda p: (round(math.hypot(*leaning[p]), 6), p))
        for place, point in enumerate(ranked):
            dx, dy = leaning[point]
            angle = math.atan2(dy, dx) if abs(dx) + abs(dy) > 1e-6 else place * _GOLDEN
            reach = radii[group] * math.sqrt((place + 0.5) / len(ranked))
            targets[point] = (x + reach * math.cos(angle), y + reach * math.sin(angle))
    return targets


def _leaning(
    point: int,
    member_of: Sequence[int],
    related: Iterable[tuple[int, float]],
    centres: Sequence[Point],
) -> Point:
    """The way that the links of a point lead out of its group."""
    x, y = centres[member_of[point]]
    total = dx = dy = 0.0
    for other, score in related:
        to_x, to_y = centres[member_of[other]]
        distance = math.hypot(to_x - x, to_y - y) or 1.0
        dx += score * (to_x - x) / distance
        dy += score * (to_y - y) / distance
        total += score
    return (dx / total, dy / total) if total else (0.0, 0.0)


def _among(own: Point, others: Sequence[tuple[Point, float]]) -> Point:
    total = sum(score for _, score in others)
    if not total:
        return own
    x = sum(place[0] * score for place, score in others) / total
    y = sum(place[1] * score for place, score in others) / total
    return (0.6 * own[0] + 0.4 * x, 0.6 * own[1] + 0.4 * y)


def _pushed_apart(
    targets: Sequence[Point], groups: Sequence[Group], centres: Sequence[Point], spacing: float
) -> list[Point]:
    """Points at least ``spacing`` apart, as far as some turns bring it, and beside all labels."""
    xs, ys = [x for x, _ in targets], [y for _, y in targets]
    room = spacing * 0.75
    boxes = [
        (x, y, g.width / 2 + room, g.height / 2 + room)
        for g, (x, y) in zip(groups, centres, strict=True)
        if g.width
    ]
    labels = _Cells(max(80.0, spacing))
    for place, (x, y, wide, high) in enumerate(boxes):
        labels.cover(place, x - wide, y - high, x + wide, y + high)
    for turn in range(_TURNS_OF_POINTS):
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for point, (x, y) in enumerate(zip(xs, ys, strict=True)):
            cells[int(x // spacing), int(y // spacing)].append(point)
        for (column, row), here in cells.items():
            near = [
                point
                for c, r in ((0, 1), (1, -1), (1, 0), (1, 1))
                for point in cells.get((column + c, row + r), ())
            ]
            for place, one in enumerate(here):
                for other in (*here[:place], *near):
                    dx, dy = xs[one] - xs[other], ys[one] - ys[other]
                    square = dx * dx + dy * dy
                    if square < spacing * spacing:
                        distance = math.sqrt(square)
                        if distance < 0.01:
                            angle = (one + turn) * _GOLDEN
                            dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
                        push = 0.5 * (spacing - min(distance, spacing)) / distance or 0.5
                        xs[one] += push * dx
                        ys[one] += push * dy
                        xs[other] -= push * dx
                        ys[other] -= push * dy
        for point, (x, y) in enumerate(zip(xs, ys, strict=True)):
            for place in labels.at(x, y):
                middle_x, middle_y, wide, high = boxes[place]
                dx, dy = x - middle_x, y - middle_y
                if abs(dx) < wide and abs(dy) < high:
                    if wide - abs(dx) < high - abs(dy):
                        xs[point] = middle_x + math.copysign(wide, dx)
                    else:
                        ys[point] = middle_y + math.copysign(high, dy)
                    x, y = xs[point], ys[point]
    return list(zip(xs, ys, strict=True))


class _Cells:
    """Boxes by the cells of a grid that they touch."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.cells: Mapping[tuple[int, int], list[int]] = defaultdict(list)

    def cover(self, box: int, left: float, top: float, right: float, bottom: float) -> None:
        for column in range(int(left // self.size), int(right // self.size) + 1):
            for row in range(int(top // self.size), int(bottom // self.size) + 1):
                self.cells[column, row].append(box)

    def at(self, x: float, y: float) -> Iterable[int]:
        return self.cells.get((int(x // self.size), int(y // self.size)), ())


def _framed(points: Sequence[Point], groups: Sequence[Group], centres: Sequence[Point]) -> Layout:
    """Whole pixels, from the map's corner; of two points in one pixel the second moves on."""
    edges = [*points]
    for group, (x, y) in zip(groups, centres, strict=True):
        edges += [
            (x - group.width / 2, y - group.height / 2),
            (x + group.width / 2, y + group.height / 2),
        ]
    left = min((x for x, _ in edges), default=0.0) - 2 * _MARGIN
    top = min((y for _, y in edges), default=0.0) - 2 * _MARGIN
    taken: set[tuple[int, int]] = set()
    placed = []
    for x, y in points:
        place = next(p for p in _around(round(x - left), round(y - top)) if p not in taken)
        taken.add(place)
        placed.append(place)
    return Layout(
        tuple(placed),
        tuple((round(x - left), round(y - top)) for x, y in centres),
        math.ceil(max((x for x, _ in edges), default=0.0) - left + 2 * _MARGIN),
        math.ceil(max((y for _, y in edges), default=0.0) - top + 2 * _MARGIN),
    )


def _around(x: int, y: int) -> Iterator[tuple[int, int]]:
    yield x, y
    ring = 0
    while True:
        ring += 1
        for dx in range(-ring, ring + 1):
            for dy in range(-ring, ring + 1):
                if max(abs(dx), abs(dy)) == ring:
                    yield x + dx, y + dy
