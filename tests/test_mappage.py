"""The map's page: what it shows, what its table says, and what it weighs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from test_pages import build, contents, many_papers

from generator.library import Library, load_library
from generator.outputs import Site, SiteOptions
from generator.pagekinds.entries import Catalogue
from generator.pagekinds.mappage import PaperMap, shown_papers, wrapped
from generator.problems import Report
from generator.site import build_site

CONTENT = Path(__file__).parent.parent / "content"
Point = tuple[int, int]


@cache
def real() -> tuple[Library, Site]:
    report = Report()
    library = load_library(CONTENT, report)
    return library, build_site(library, SiteOptions("Real"), report)


def page_of(site: Site, path: str = "map/index.html") -> str:
    return next(page for page in site.pages if page.path == path).content().body


def picture(html: str) -> dict[int, tuple[Point, str]]:
    """Number to place and topic, as the picture has them."""
    found = {}
    for numbers, topic, path in re.findall(
        r'<path id="t\d+" data-n="([^"]+)" data-r="[^"]*"'
        r' data-title="([^"]+)" data-c="\d" d="([^"]+)"',
        html,
    ):
        points = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", path)]
        for number, point in zip(numbers.split(), points, strict=True):
            found[int(number)] = (point, topic)
    return found


def table(html: str) -> dict[int, tuple[str, str, list[int]]]:
    """Number to topic, slug and what is closest, as the table has them."""
    found = {}
    for title, body in re.findall(
        r'<details class="map-table.*?<span class="spine"></span>(.*?) <span(.*?)</details>',
        html,
        re.S,
    ):
        for number, slug, near in re.findall(
            r'<tr id="n(\d+)"><td><a href="[^"]*papers/([^"]+)\.html">.*?</td><td>(.*?)</td>',
            body,
            re.S,
        ):
            closest = [int(n) for n in re.findall(r'href="[^"]*#n(\d+)"', near)]
            found[int(number)] = (title, slug, closest)
    return found


def test_picture_and_table_agree_on_the_real_list() -> None:
    library, site = real()
    html = page_of(site)
    points, rows = picture(html), table(html)
    assert set(points) == set(rows) == set(range(len(library.papers)))
    for number, (topic, slug, closest) in rows.items():
        (x, y), drawn_topic = points[number]
        assert drawn_topic == topic
        assert library.papers[number].id == slug
        ways = sorted(
            (p[0] - x) ** 2 + (p[1] - y) ** 2 for n, (p, _) in points.items() if n != number
        )
        drawn = [(points[n][0][0] - x) ** 2 + (points[n][0][1] - y) ** 2 for n in closest]
        assert drawn == ways[: len(closest)]


def test_of_five_nearest_points_most_share_the_primary_topic() -> None:
    points = picture(page_of(real()[1]))
    shares = []
    for number, ((x, y), topic) in points.items():
        near = sorted(
            ((p[0] - x) ** 2 + (p[1] - y) ** 2, n) for n, (p, _) in points.items() if n != number
        )[:5]
        shares.append(sum(points[n][1] == topic for _, n in near) / 5)
    assert sum(shares) / len(shares) >= 0.8
    assert sum(share >= 0.6 for share in shares) / len(shares) >= 0.85


def test_related_papers_lie_closer_than_others() -> None:
    library, _ = real()
    made = PaperMap(Catalogue(library))
    places = {paper.id: point for paper, point in zip(made.papers, made.layout.points, strict=True)}

    def distance(one: str, other: str) -> float:
        (x, y), (a, b) = places[one], places[other]
        return float(((x - a) ** 2 + (y - b) ** 2) ** 0.5)

    ids = list(places)
    related = [distance(i, r.id) for i in ids for r in library.links.related.get(i, ())[:5]]
    others = [distance(one, ids[(n * 7 + 3) % len(ids)]) for n, one in enumerate(ids)]
    assert sum(related) / len(related) < 0.3 * sum(others) / len(others)


def test_a_long_list_has_a_light_page_and_pages_of_its_table(tmp_path: Path) -> None:
    site, report = build(
        tmp_path,
        **{"papers/curated/many.yml": many_papers(2000, 1), "topics/image-control.yml": ""},
    )
    made = contents(site)
    assert len(made["map/index.html"].body.encode()) < 300_000
    assert len(picture(made["map/index.html"].body)) == 2005
    pages = [made[path].body for path in made if path.startswith("map/")]
    assert len(pages) == 11
    assert sum(len(table(page)) for page in pages) == 2005
    assert not [p for p in report.problems if p.code == "link-unknown"]


def test_a_very_long_list_shows_the_same_share_of_every_topic() -> None:
    library, _ = real()

    def topic(paper: object) -> str:
        return "one" if library.papers.index(paper) % 4 else "two"  # type: ignore[arg-type]

    shown = shown_papers(library.papers, topic, library.links.related, 100)
    assert len(shown) == 100
    assert [topic(paper) for paper in shown].count("two") == pytest.approx(25, abs=1)
    order = [library.papers.index(paper) for paper in shown]
    assert order == sorted(order)


def test_papers_without_a_topic_are_on_the_map_and_in_the_table(tmp_path: Path) -> None:
    html = page_of(build(tmp_path)[0])
    assert "No topic" in {topic for _, topic in picture(html).values()}
    assert "No topic" in {topic for topic, _, _ in table(html).values()}


def test_hostile_titles_are_text(tmp_path: Path) -> None:
    html = page_of(build(tmp_path)[0])
    assert "&lt;/title&gt;&lt;script&gt;" in html
    assert "<script>" not in html


def test_two_papers_make_no_map(tmp_path: Path) -> None:
    head = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK\n"
    site, _ = build(
        tmp_path,
        **{
            "papers/captured/page.txt": head
            + "\nMar 12\n\nOne\n\nAn abstract.\n\nTwo\n\nAnother.\n",
            "papers/enriched/facts.yml": "",
            "papers/enriched/facts.yml.yml": "",
        },
    )
    assert not [page for page in site.pages if page.kind == "map"]


def test_nothing_of_the_map_is_named_on_other_pages() -> None:
    _, site = real()
    some = [page for page in site.pages if page.kind not in ("map", "paper")][::7]
    assert some
    for page in some:
        content = page.content()
        assert "assets/map" not in content.body + content.head


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Offline RL", ("Offline RL",)),
        (
            "Neuroscience & biologically plausible learning",
            ("Neuroscience &", "biologically plausible", "learning"),
        ),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifffahrtsgesellschaft",)),
        ("", ()),
    ],
)
def test_labels_are_wrapped_at_words(title: str, lines: tuple[str, ...]) -> None:
    assert wrapped(title) == lines
