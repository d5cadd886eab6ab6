import pytest

from generator.pagekinds.charts import Bar, Spine, make_shelf, make_trend, spark_path, years_shown


def spines(**years: int) -> list[Spine]:
    return [
        Spine(int(year[1:]) or None, 1 + place % 3, 1000)
        for year, count in years.items()
        for place in range(count)
    ]


def test_years_with_few_papers_share_a_place_on_the_shelf() -> None:
    shelf = make_shelf(spines(y1998=1, y2019=1, y2023=100, y2024=90, y0=5))
    assert [(g.label, g.years, g.count) for g in shelf.groups] == [
        ("to 2019", "1998,2019", 2),
        ("2023", "2023", 100),
        ("2024", "2024", 90),
        ("no year", "", 5),
    ]


def test_every_paper_has_a_spine_in_the_colour_of_its_area() -> None:
    (group,) = make_shelf(spines(y2024=30)).groups
    assert [cloth for cloth, _ in group.paths] == [1, 2, 3]
    assert sum(path.count("M") for _, path in group.paths) == 30


def test_a_spine_stands_for_several_papers_of_a_very_long_list() -> None:
    shelf = make_shelf(spines(y2023=3000, y2024=2500))
    assert shelf.papers_a_spine == 6
    drawn = sum(path.count("M") for group in shelf.groups for _, path in group.paths)
    assert drawn == 500 + 417


def test_a_short_list_has_no_shelf() -> None:
    assert make_shelf(spines(y2024=5)).groups == ()


def test_a_trend_has_a_bar_for_every_year_between() -> None:
    assert make_trend({2021: 1, 2023: 4, None: 2}) == (
        Bar(2021, 1, 24),
        Bar(2022, 0, 1),
        Bar(2023, 4, 96),
    )


@pytest.mark.parametrize("counts", [{}, {None: 3}, {2024: 7}])
def test_one_year_makes_no_trend(counts: dict[int | None, int]) -> None:
    assert make_trend(counts) == ()


def test_the_last_twelve_years_are_shown() -> None:
    assert years_shown({1990: 1, 2024: 1}) == range(2013, 2025)


def test_a_spark_line_has_the_scale_of_all() -> None:
    assert spark_path({2022: 10, 2024: 5}, range(2022, 2025), 10) == "M3 20v-20M17 20v-11"
