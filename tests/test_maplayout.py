"""Where points stand on the map."""

from __future__ import annotations

import math
import random

import pytest

from generator.pagekinds.maplayout import Group, Layout, lay_out, nearest

SPACING = 12.0


def example(
    points: int, groups: int = 12
) -> tuple[list[Group], list[int], list[list[tuple[int, float]]]]:
    chance = random.Random(7)
    member_of = [chance.randrange(groups) for _ in range(points)]
    links: list[list[tuple[int, float]]] = []
    for point in range(points):
        near = [chance.randrange(points) for _ in range(12)]
        links.append([(o, 0.3 if member_of[o] == member_of[point] else 0.1) for o in near])
    return [Group(str(g // 3), 90.0, 32.0) for g in range(groups)], member_of, links


def made(points: int, groups: int = 12) -> tuple[Layout, list[Group], list[int]]:
    all_groups, member_of, links = example(points, groups)
    return lay_out(all_groups, member_of, links, SPACING), all_groups, member_of


def test_the_same_input_gives_the_same_map() -> None:
    assert made(200)[0] == made(200)[0]


def test_no_two_points_are_one_and_all_lie_in_the_frame() -> None:
    layout, _, _ = made(400)
    assert len(set(layout.points)) == 400
    assert all(0 < x < layout.width and 0 < y < layout.height for x, y in layout.points)


def test_labels_touch_neither_each_other_nor_points() -> None:
    layout, groups, _ = made(300)
    boxes = list(zip(groups, layout.labels, strict=True))
    for place, (group, (x, y)) in enumerate(boxes):
        for other, (other_x, other_y) in boxes[:place]:
            apart_x = abs(x - other_x) >= (group.width + other.width) / 2
            assert apart_x or abs(y - other_y) >= (group.height + other.height) / 2
        on = [p for p in layout.points if abs(p[0] - x) < group.width / 2 and abs(p[1] - y) < 16]
        assert len(on) <= 1


def test_points_stand_by_their_group() -> None:
    layout, _, member_of = made(300)
    shares = [
        sum(member_of[other] == member_of[point] for other in near) / 5
        for point, near in enumerate(nearest(layout.points, 5))
    ]
    assert sum(shares) / len(shares) > 0.8


def test_groups_that_share_links_lie_side_by_side() -> None:
    groups = [Group("", 40.0, 16.0) for _ in range(8)]
    member_of = [place % 8 for place in range(80)]
    links = [[(place + 1, 0.5)] if place % 8 < 7 else [] for place in range(80)]
    labels = lay_out(groups, member_of, links, SPACING).labels
    for group in range(7):
        ways = sorted((math.dist(labels[group], labels[o]), o) for o in range(8) if o != group)
        assert group + 1 in [other for _, other in ways[:3]]


@pytest.mark.parametrize("points", [0, 1, 2])
def test_a_list_of_hardly_any_papers_has_a_map(points: int) -> None:
    layout = lay_out([Group("", 50.0, 16.0)], [0] * points, [[] for _ in range(points)], SPACING)
    assert len(layout.points) == points


def test_papers_without_links_or_topics_are_spread_all_the_same() -> None:
    layout = lay_out([Group("", 0.0, 0.0)], [0] * 80, [[] for _ in range(80)], SPACING)
    assert len(set(layout.points)) == 80


def test_the_nearest_points_are_those_that_counting_all_finds() -> None:
    chance = random.Random(3)
    points = [(chance.randrange(900), chance.randrange(80)) for _ in range(150)] + [(5000, 5000)]
    for place, near in enumerate(nearest(points, 4)):
        ways = sorted(
            ((x - points[place][0]) ** 2 + (y - points[place][1]) ** 2, other)
            for other, (x, y) in enumerate(points)
            if other != place
        )
        assert near == tuple(other for _, other in ways[:4])


@pytest.mark.slow
def test_four_thousand_points_are_laid_out() -> None:
    layout, _, _ = made(4_000, 30)
    assert all(0 < x < layout.width and 0 < y < layout.height for x, y in layout.points)
