"""What is new by week and month: periods, pages, mails."""

from __future__ import annotations

import datetime
import html.parser
import re
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toylist import write_toy

from generator.addresses import Addresses
from generator.library import Library, load_library
from generator.mails import MOST_BYTES, mail_files
from generator.model import Paper
from generator.outputs import SiteOptions
from generator.pagekinds.digest import find_periods, find_sections
from generator.problems import Report
from generator.site import build_site

OPTIONS = SiteOptions("Toy list", url="https://example.org/list/")
LATER = {
    "papers/captured/more.yml": (
        "- title: Batch RL for Bakers\n  abstract: Batch RL, $O(n^2)$ & <b>more</b>.\n"
        "  authors: [Jane Doe]\n"
    ),
    "papers/captured/more.yml.yml": "added: 2026-01-01\n",
}


def library(root: Path, **changed: str) -> Library:
    return load_library(write_toy(root, **{**LATER, **changed}), Report())


def papers(*days: str) -> list[Paper]:
    return [
        Paper(f"p{n}", f"Paper {n}", added=datetime.date.fromisoformat(day))
        for n, day in enumerate(days)
    ]


def pages(made: Library, options: SiteOptions = OPTIONS) -> dict[str, str]:
    report = Report()
    site = build_site(made, options, report)
    found = {p.path: p.content() for p in site.pages if p.kind in ("digest", "digests")}
    assert report.problems == []
    return {path: f"{content.head}\n{content.body}" for path, content in found.items()}


def mails(made: Library, options: SiteOptions = OPTIONS) -> dict[str, str]:
    addresses = Addresses(True, Report())
    return {f.path: f.content.decode() for f in mail_files(made, options, addresses)}


class Checker(html.parser.HTMLParser):
    """Tags, and those that were closed in the wrong order."""

    VOID = ("meta", "br", "img", "link", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("day", "week", "name", "days"),
    [
        ("2026-11-21", "2026-W47", "week 47, 2026", "16–22 November 2026"),
        ("2027-01-02", "2026-W53", "week 53, 2026", "28 December 2026 – 3 January 2027"),
        ("2024-12-30", "2025-W01", "week 1, 2025", "30 December 2024 – 5 January 2025"),
        ("2026-12-01", "2026-W49", "week 49, 2026", "30 November – 6 December 2026"),
    ],
)
def test_weeks_are_those_of_iso_8601(day: str, week: str, name: str, days: str) -> None:
    found = next(p for p in find_periods(papers(day)) if p.kind == "week")
    assert (found.id, found.name, found.days) == (week, name, days)


def test_a_time_without_new_papers_has_no_period() -> None:
    found = find_periods([*papers("2026-01-05", "2026-03-02"), Paper("x", "No date")])
    assert [p.id for p in found] == ["2026-03", "2026-W10", "2026-01", "2026-W02"]
    assert [p.begins for p in found] == [False, False, True, True]
    assert find_periods([Paper("x", "No date")]) == ()


@given(st.lists(st.dates(datetime.date(1999, 1, 1), datetime.date(2030, 12, 31))))
def test_every_dated_paper_is_in_one_week_and_one_month(days: list[datetime.date]) -> None:
    made = papers(*(day.isoformat() for day in days))
    for kind in ("week", "month"):
        found = [p for p in find_periods(made) if p.kind == kind]
        assert sorted(paper.id for p in found for paper in p.papers) == sorted(p.id for p in made)
        assert all(p.first <= q.added <= p.last for p in found for q in p.papers if q.added)
        assert len({p.id for p in found}) == len(found)


@pytest.mark.parametrize(("most", "shown"), [(0, []), (1, [1]), (2, [1, 1]), (4, [2, 1, 1])])
def test_of_many_papers_every_topic_shows_some(tmp_path: Path, most: int, shown: list[int]) -> None:
    made = library(tmp_path)
    period = next(p for p in find_periods(made.papers) if p.id == "2025-04")
    sections = [s for s in find_sections(period, made, most) if s.papers]
    assert [len(s.papers) for s in sections] == shown
    every = find_sections(period, made, most)
    assert sum(len(s.papers) + s.more for s in every) == len(period.papers) == 5


def test_weeks_and_months_have_pages_and_lead_to_each_other(tmp_path: Path) -> None:
    found = pages(library(tmp_path))
    ids = ("2025-04", "2025-W14", "2026-01", "2026-W01")
    assert set(found) == {"digest/index.html", *(f"digest/{id}/index.html" for id in ids)}
    week = found["digest/2026-W01/index.html"]
    assert "Batch RL for Bakers" in week
    assert "1 paper, added 29 December 2025 – 4 January 2026." in week
    assert '<a rel="prev" href="../../digest/2025-W14/">' in week
    assert '<link rel="next" href="../../digest/2026-W01/">' in found["digest/2025-W14/index.html"]
    assert 'type="text/plain"' in week
    assert 'type="application/atom+xml"' in week
    assert "The list began in this month." in found["digest/2025-04/index.html"]


def test_a_list_without_dates_has_an_overview_that_says_so(tmp_path: Path) -> None:
    bare = {
        "papers/captured/page.txt.yml": "",
        "papers/enriched/facts.yml.yml": "",
        **dict.fromkeys(LATER, ""),
    }
    found = pages(library(tmp_path, **bare))
    assert list(found) == ["digest/index.html"]
    assert "There is no digest yet" in found["digest/index.html"]


def test_a_mail_is_html_that_mail_programs_can_show(tmp_path: Path) -> None:
    text = mails(library(tmp_path))["digest/2026-W01/mail.html"]
    seen = Checker(text).seen
    assert not {"script", "style", "link", "math", "img"} & {tag for tag, _ in seen}
    links = [attributes["href"] for tag, attributes in seen if tag == "a"]
    assert "https://example.org/list/papers/batch-rl-for-bakers.html" in links
    assert "https://example.org/list/digest/2026-W01/" in links
    assert all(link and link.startswith("https://example.org/list/") for link in links)
    assert "Batch RL, O(n²) &amp; &lt;b&gt;more&lt;/b&gt;." in text


def test_a_mail_is_plain_text_too(tmp_path: Path) -> None:
    text = mails(library(tmp_path))["digest/2026-W01/mail.txt"]
    assert text.startswith("Toy list\nNew in week 1, 2026\n\n1 paper, added 29 December 2025")
    assert "* Batch RL for Bakers\n  Jane Doe\n  https://example.org/list/papers/" in text
    assert "<" not in text


def test_hostile_titles_stay_text_in_mails(tmp_path: Path) -> None:
    text = mails(library(tmp_path))["digest/2025-W14/mail.html"]
    assert "&lt;/title&gt;&lt;script&gt;" in text
    assert "<script" not in text


def test_without_the_sites_address_a_mail_says_what_is_missing(tmp_path: Path) -> None:
    found = mails(library(tmp_path), SiteOptions("Toy list"))
    assert all("set site_url in" in " ".join(text.split()) for text in found.values())
    assert not any("href" in text for text in found.values())


def test_however_many_papers_a_mail_stays_short_and_says_what_it_leaves_out(
    tmp_path: Path,
) -> None:
    many = "".join(
        f'- title: "{n} {"&<é" * 100} batch RL {n}"\n  abstract: "{"<&> 漢字 " * 200}"\n'
        f'  authors: ["{"<&>" * 80} {n}"]\n'
        for n in range(300)
    )
    found = mails(library(tmp_path, **{"papers/captured/more.yml": many}))
    for path in ("digest/2026-W01/mail.html", "digest/2026-W01/mail.txt"):
        assert len(found[path].encode()) < MOST_BYTES
        assert re.search(
            r"300 papers, added .* \d+ of\s+them\s+are\s+named\s+here", found[path], re.S
        )
        assert re.search(r"and 2\d\d more", found[path])


def test_the_same_list_gives_the_same_digests(tmp_path: Path) -> None:
    first, second = library(tmp_path / "a"), library(tmp_path / "b")
    assert pages(first) == pages(second)
    assert mails(first) == mails(second)


def test_a_new_paper_leaves_earlier_digests_as_they_were(tmp_path: Path) -> None:
    before = mails(library(tmp_path / "a", **dict.fromkeys(LATER, "")))
    after = mails(library(tmp_path / "b"))
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {
        f"digest/{id}/mail.{suffix}" for id in ("2026-01", "2026-W01") for suffix in ("html", "txt")
    }


def weeks_feed(made: Library, options: SiteOptions = OPTIONS) -> bytes | None:
    site = build_site(made, options, Report())
    return next((file.content for file in site.files if file.path == "digest/weeks.xml"), None)


def test_a_feed_has_an_entry_for_each_week(tmp_path: Path) -> None:
    made = library(tmp_path)
    content = weeks_feed(made)
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.feed.title == "Digest · Toy list"
    assert read.feed.link == f"{OPTIONS.url}digest/"
    assert [e.title for e in read.entries] == ["Week 1, 2026", "Week 14, 2025"]
    entry = read.entries[0]
    assert entry.link == f"{OPTIONS.url}digest/2026-W01/"
    assert entry.updated == "2026-01-01T00:00:00Z"
    text = entry.content[0].value
    assert f'<h3><a href="{OPTIONS.url}papers/batch-rl-for-bakers.html">' in text
    assert "&amp; &lt;b&gt;more&lt;/b&gt;" in text
    assert {tag for tag, _ in Checker(text).seen} == {"p", "h2", "h3", "a"}
    assert content == weeks_feed(made)


def test_pages_of_digests_name_their_feed(tmp_path: Path) -> None:
    for path, text in pages(library(tmp_path)).items():
        (link,) = re.findall(r'<link rel="alternate" type="application/atom[^>]+>', text)
        assert f'href="{"../" * path.count("/")}digest/weeks.xml"' in link
        assert "application/feed+json" not in text


def test_a_list_without_dates_has_no_feed_of_weeks(tmp_path: Path) -> None:
    bare = load_library(tmp_path / "none", Report())
    assert weeks_feed(bare) is None


def test_weeks_keep_their_ids_and_earlier_ones_their_words(tmp_path: Path) -> None:
    more = {"papers/captured/b.yml": "- title: Batch RL again\n  abstract: Batch RL.\n"}
    more["papers/captured/b.yml.yml"] = "added: 2026-02-02\n"
    before = feedparser.parse(weeks_feed(library(tmp_path / "a"))).entries
    after = feedparser.parse(weeks_feed(library(tmp_path / "b", **more))).entries
    assert [(e.id, e.content) for e in after[1:]] == [(e.id, e.content) for e in before]
