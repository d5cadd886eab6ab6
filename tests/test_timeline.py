"""The timeline of a topic: a picture by year, and a table that says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.library import Library, load_library
from generator.outputs import Site, SiteOptions
from generator.problems import Report
from generator.site import build_site

CONTENT = Path(__file__).parent.parent / "content"


@pytest.fixture(scope="module")
def real() -> tuple[Library, Site]:
    library = load_library(CONTENT, Report())
    return library, build_site(library, SiteOptions("Real"), Report())


def test_picture_table_and_papers_agree_for_every_topic(real: tuple[Library, Site]) -> None:
    library, site = real
    compared = 0
    for page in site.pages:
        if page.kind != "topic" or "/page/" in page.path:
            continue
        topic = page.path.split("/")[1]
        html = page.content().body
        picture = html[html.index('class="trend"') : html.index("<details", html.index("trend"))]
        bars = {
            2000 + int(year): int(count or 0)
            for count, year in re.findall(
                r"<li>.*?(?:<i aria-hidden=\"true\">(\d+)</i>)?<svg.*?’(\d\d)</b>", picture
            )
        }
        rows = re.findall(r'<tr><td>(\d{4})</td><td class="n">(\d+)</td></tr>', html)
        table = {int(year): int(count) for year, count in rows}
        papers = [
            paper.year
            for paper in library.papers
            if topic in [label.id for label in library.assignments[paper.id].topics]
        ]
        assert table == bars
        assert table == {year: papers.count(year) for year in table}
        compared += 1
    assert compared == len(library.labels.topics)
