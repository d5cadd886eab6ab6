"""Lists of several pages answer as one; where their pages cannot be had, the search does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from generator.library import load_library
from generator.problems import Report

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
PAPERS = load_library(ROOT / "content", Report()).papers
OF_2024 = [paper for paper in PAPERS if paper.year == 2024]
ANSWER = f"{len(OF_2024)} of {len(PAPERS)} papers"
SOURCE = "sources/hf-search-learning-dynamics/"


def box(page: Page, name: str, value: str) -> Locator:
    return page.locator(f"#facets input[name={name}][value='{value}']")


def visible(page: Page) -> int:
    return page.locator("#list .entry:visible").count()


def no_list(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<title>Sign in</title>")


@pytest.fixture
def unwatched(browser: Browser) -> Iterator[Page]:
    """A page that may leave before all has come, and that may miss its fonts, as from disk."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["papers/", "papers/page/2/"])
def test_a_filter_answers_for_all_pages(real_site: str, page: Page, path: str) -> None:
    page.goto(real_site + path)
    box(page, "year", "2024").check()
    expect(page.locator("#count")).to_have_text(ANSWER)
    assert visible(page) == len(OF_2024)
    assert page.url == f"{real_site}{path}?year=2024"
    expect(page.locator(".pager")).to_be_hidden()
    topics = page.locator("#facets input[name=topic]")
    first = topics.first.get_attribute("value") or ""
    number = int(topics.first.locator("xpath=..").locator(".num").inner_text())
    box(page, "topic", first).check()
    expect(page.locator("#count")).to_have_text(f"{number} of {len(PAPERS)} papers")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("#count")).to_have_text(f"{len(PAPERS)} papers")
    assert visible(page) == 100
    expect(page.locator(".pager")).to_be_visible()


def test_nothing_is_fetched_before_something_is_asked(real_site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(real_site + "papers/", wait_until="networkidle")
    assert not [url for url in asked if "/page/" in url or "gather.js" in url]
    expect(page.locator("#count")).to_have_text(f"{len(PAPERS)} papers")


def test_it_says_that_it_loads(real_site: str, page: Page) -> None:
    held: list[Route] = []
    page.route("**/papers/page/4/", lambda route: held.append(route))
    page.goto(real_site + "papers/")
    box(page, "year", "2024").check()
    expect(page.locator("#count")).to_have_text(f"Loading all {len(PAPERS)} papers …")
    expect(page.locator("#count")).to_have_attribute("aria-live", "polite")
    box(page, "year", "2024").uncheck()
    box(page, "has", "code").check()
    held[0].continue_()
    code = box(page, "has", "code").locator("xpath=..").locator(".num").inner_text()
    expect(page.locator("#count")).to_have_text(f"{code} of {len(PAPERS)} papers")
    assert page.url.endswith("?has=code")


def test_links_of_other_pages_lead_where_they_did(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/page/2/")
    there = page.locator("#list .e-title a").first.evaluate("link => link.href")
    why = page.locator("#list .e-why a").first.evaluate("link => link.href")
    page.goto(real_site + "papers/?sort=title")
    expect(page.locator("#list .entry:visible")).to_have_count(len(PAPERS))
    links = page.locator("#list a").evaluate_all("links => links.map((link) => link.href)")
    assert there in links
    assert why in links
    assert not [link for link in links if "/page/" in link]


def test_sorting_takes_all_pages(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/")
    before = page.locator("#list .entry").evaluate_all("all => all.map((one) => one.id)")
    page.locator("#sort").select_option("listed")
    expect(page.locator("#list .entry:visible")).to_have_count(len(PAPERS))
    listed = page.locator("#list .entry").evaluate_all("all => all.map((one) => +one.dataset.l)")
    assert listed == sorted(listed, reverse=True)
    page.locator("#sort").select_option("year")
    expect(page.locator("#list .entry:visible")).to_have_count(100)
    after = page.locator("#list .entry").evaluate_all("all => all.map((one) => one.id)")
    assert after[:100] == before
    assert len(set(after)) == len(PAPERS)
    years = page.locator("#list .yg").evaluate_all("all => all.map((one) => one.id)")
    assert len(years) == len(set(years))


def test_the_order_on_a_later_page_is_that_of_the_list(real_site: str, page: Page) -> None:
    order = []
    for path in ("papers/?q=the", "papers/page/3/?q=the"):
        page.goto(real_site + path)
        expect(page.locator("#count")).to_contain_text(" of ")
        order.append(page.locator("#list .entry").evaluate_all("all => all.map((one) => one.id)"))
    assert len(order[0]) == len(PAPERS)
    assert order[0] == order[1]


def test_back_finds_all_pages_again(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/?year=2024&sort=title")
    expect(page.locator("#count")).to_have_text(ANSWER)
    page.locator(".entry:visible .e-title a").first.click()
    page.wait_for_url("**/papers/*.html")
    page.go_back()
    expect(page.locator("#count")).to_have_text(ANSWER)
    expect(page.locator(".entry:visible")).to_have_count(len(OF_2024))
    assert page.locator("#sort").input_value() == "title"


def test_marks_and_keys_reach_papers_of_other_pages(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/")
    last = page.locator("#facets input[name=year]").last.get_attribute("value") or ""
    assert not page.locator(f"#list .entry[data-y='{last}']").count()
    page.locator("#facets details summary").first.click()
    box(page, "year", last).check()
    first = page.locator("#list .entry:visible").first
    expect(first).to_have_attribute("data-y", last)
    page.keyboard.press("j")
    expect(first.locator(".e-title a")).to_be_focused()
    page.keyboard.press("r")
    expect(first.locator(".read")).to_have_attribute("aria-pressed", "true")
    box(page, "mine", "unread").check()
    expect(first).not_to_have_class(re.compile("is-read"))
    box(page, "year", last).uncheck()
    expect(page.locator("#count")).to_have_text(f"{len(PAPERS) - 1} of {len(PAPERS)} papers")


def test_all_that_passes_is_taken_away(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/")
    menu = page.locator(".menu")
    menu.locator("summary").click()
    expect(menu.locator(".what").first).to_have_text("The 100 papers of this page")
    menu.locator("summary").click()
    box(page, "year", "2024").check()
    expect(page.locator("#count")).to_have_text(ANSWER)
    menu.locator("summary").click()
    expect(menu.locator(".what").first).to_have_text(f"These {len(OF_2024)} papers")


def test_pages_that_cannot_be_had_are_left_to_the_search(real_site: str, unwatched: Page) -> None:
    page = unwatched
    page.route("**/papers/page/5/", no_list)
    page.goto(real_site + "papers/")
    box(page, "year", "2024").click()
    page.wait_for_url("**/search/?q=&year=2024")
    expect(page.locator("#list .entry").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(box(page, "year", "2024")).not_to_be_checked()


def test_a_shared_address_is_left_to_the_search_too(real_site: str, unwatched: Page) -> None:
    page = unwatched
    page.goto(real_site)
    page.route("**/papers/page/5/", no_list)
    page.goto(real_site + "papers/?year=2024&q=reward")
    page.wait_for_url("**/search/?q=reward&year=2024")
    page.wait_for_load_state("networkidle")
    page.go_back()
    assert page.url == real_site


def test_typing_is_not_cut_off_when_pages_cannot_be_had(real_site: str, page: Page) -> None:
    page.route("**/papers/page/5/", no_list)
    page.goto(real_site + "papers/")
    page.locator("#fq").press_sequentially("rew")
    expect(page.locator("#rl-say")).to_contain_text("Press Enter to search")
    page.locator("#fq").press_sequentially("ard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=reward")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", [SOURCE, SOURCE + "page/2/"])
def test_a_source_on_disk_is_left_to_the_search(
    disk_site: Path, unwatched: Page, path: str
) -> None:
    page = unwatched
    page.goto((disk_site / path / "index.html").as_uri())
    expect(page.locator("#sort")).to_be_hidden()
    year = page.locator("#facets input[name=year]").first
    number = int(year.locator("xpath=..").locator(".num").inner_text())
    year.click()
    page.wait_for_url(re.compile(r"/search/index\.html\?q=source%3Ahf-search-\S+&year=\d{4}$"))
    expect(page.locator("#count")).to_have_text(f"{number} papers")


def test_a_long_list_on_disk_is_left_to_the_search(disk_site: Path, unwatched: Page) -> None:
    unwatched.goto((disk_site / "papers" / "index.html").as_uri())
    box(unwatched, "year", "2024").click()
    unwatched.wait_for_url(re.compile(r"/search/index\.html\?q=&year=2024$"))


@pytest.mark.slow
def test_two_thousand_papers_are_filtered(real_site: str, page: Page) -> None:
    def made_up(route: Route) -> None:
        number = (re.findall(r"/page/(\d+)/", route.request.url) or ["1"])[0]
        text = route.fetch(url=real_site + "papers/").text()
        text = text.replace('id="p-', f'id="p-{number}-')
        text = text.replace('data-page="1"', f'data-page="{number}"')
        text = re.sub(r'data-pages="\d+"', 'data-pages="20"', text)
        text = re.sub(r'data-papers="\d+"', 'data-papers="2000"', text)
        route.fulfill(body=text, content_type="text/html")

    page.route(re.compile(r"/papers/(page/\d+/)?(\?.*)?$"), made_up)
    page.goto(real_site + "papers/?has=code")
    expect(page.locator("#count")).to_have_text(re.compile(r"\d+ of 2000 papers"))
    assert page.locator("#list .entry").count() == 2000
    page.goto(real_site + "papers/?sort=title")
    expect(page.locator("#count")).to_have_text("2000 papers")
    expect(page.locator("#list .entry:visible")).to_have_count(2000)
    year = page.locator("#facets input[name=year]").first
    year.click()
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d+ of 2000 papers"))
    assert 0 < page.locator("#list .entry:visible").count() < 2000
    year.click()
    expect(page.locator("#count")).to_have_text("2000 papers")
