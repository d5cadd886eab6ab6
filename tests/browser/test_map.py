"""The map: by pointer, by keys, by finger, without script, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NUMBERS = "[...document.querySelectorAll('defs path')].flatMap((p) => p.dataset.n.split(' '))"
PLACES = (
    "[...document.querySelectorAll('defs path')].flatMap((p) =>"
    " [...p.getAttribute('d').matchAll(/M(\\d+) (\\d+)/g)].map((m) => [+m[1], +m[2]]))"
)


def screen_places(page: Page) -> dict[str, tuple[float, float]]:
    """Number of each paper to its place in the window."""
    frame = page.evaluate(
        "(() => { const s = document.querySelector('.map-svg');"
        " const r = s.getBoundingClientRect();"
        " return [r.left, r.top, r.width / s.viewBox.baseVal.width]; })()"
    )
    left, top, scale = frame
    return {
        number: (left + x * scale, top + y * scale)
        for number, (x, y) in zip(page.evaluate(NUMBERS), page.evaluate(PLACES), strict=True)
    }


def row(page: Page, number: str) -> tuple[str, str]:
    """Address and title of a paper in the table."""
    link = page.locator(f"#n{number} td:first-child a")
    return link.evaluate("(a) => a.href"), (link.text_content() or "").strip()


def test_a_point_is_the_paper_that_the_table_says(real_site: str, page: Page) -> None:
    page.goto(real_site + "map/")
    page.wait_for_selector(".at a", state="attached")
    page.locator(".map-box").scroll_into_view_if_needed()
    places = screen_places(page)
    inside = [n for n, (x, y) in places.items() if 60 < x < 1200 and 120 < y < 850]
    covered = (
        "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('a[data-topic], button'))"
    )
    tried = 0
    for number in inside[::23]:
        if page.evaluate(covered, places[number]):
            continue
        page.mouse.move(*places[number])
        address, title = row(page, number)
        expect(page.locator(".at a")).to_have_attribute("href", address)
        expect(page.locator(".map-card b")).to_have_text(title)
        tried += 1
    assert tried > 5
    page.mouse.click(*places[number])
    page.wait_for_url(address)


def test_arrow_keys_lead_to_a_paper_and_enter_opens_it(real_site: str, page: Page) -> None:
    page.goto(real_site + "map/")
    page.wait_for_selector(".at a", state="attached")
    page.focus("#map-q")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.at') !== null"):
            break
    names = []
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"]:
        before = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press(key)
        page.wait_for_function(
            "(b) => document.activeElement.getAttribute('aria-label') !== b", arg=before
        )
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(set(names)) >= 3
    expect(page.locator(".map-card")).to_be_visible()
    address = page.evaluate("document.activeElement.href.baseVal ?? document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    assert names[-1].startswith(page.locator("h1").inner_text()[:20])


@pytest.mark.parametrize("way", ["pointer", "focus"])
def test_escape_puts_the_card_away(real_site: str, page: Page, way: str) -> None:
    page.goto(real_site + "map/")
    page.wait_for_selector(".at a", state="attached")
    if way == "focus":
        page.locator(".at a").focus()
    else:
        page.locator(".map-box").scroll_into_view_if_needed()
        place = next(iter(screen_places(page).values()))
        page.mouse.move(*place)
    expect(page.locator(".map-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".map-card")).to_be_hidden()
    expect(page.locator(".lines path")).to_have_count(0)


def test_words_pick_papers(real_site: str, page: Page) -> None:
    page.goto(real_site + "map/")
    page.fill("#map-q", "grokking")
    expect(page.locator("#map-count")).to_have_text(re.compile(r"^\d+ of \d+ papers$"))
    assert page.locator(".hits path").count() >= 1
    page.fill("#map-q", "")
    expect(page.locator(".hits path")).to_have_count(0)


def test_a_finger_shows_a_paper_and_then_opens_it(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + "map/")
    page.wait_for_selector(".at a", state="attached")
    page.locator(".map-box").scroll_into_view_if_needed()
    free = "([x, y]) => !document.elementFromPoint(x, y)?.closest('button')"
    frame = page.locator(".map-box").bounding_box()
    assert frame
    number, place = next(
        (n, (x, y))
        for n, (x, y) in screen_places(page).items()
        if 40 < x < 350
        and frame["y"] + 20 < y < min(780, frame["y"] + frame["height"] - 20)
        and page.evaluate(free, [x, y])
    )
    page.touchscreen.tap(*place)
    expect(page.locator(".map-card")).to_be_visible()
    address, title = row(page, number)
    expect(page.locator(".map-card b")).to_have_text(title)
    page.locator(".map-card a").tap()
    page.wait_for_url(address)


def test_closer_and_back_again(real_site: str, page: Page) -> None:
    page.goto(real_site + "map/")
    width = "document.querySelector('.map-svg').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.click("[data-zoom=in]")
    assert page.evaluate(width) > 1.5 * before
    high = page.evaluate("document.querySelector('.map-box').clientHeight")
    assert high < 1.2 * page.viewport_size["height"]  # type: ignore[index]
    page.click("[data-zoom=all]")
    assert abs(page.evaluate(width) - before) < 2


@pytest.mark.parametrize("width", [390, 1280])
def test_names_of_topics_do_not_touch(
    real_site: str, open_context: Callable[..., BrowserContext], width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    page.goto(real_site + "map/")
    page.evaluate("document.fonts.ready")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.map-svg text')].map((t) => t.getBoundingClientRect())"
        ".map((r) => [r.left, r.top, r.right, r.bottom])"
    )
    slack = 3 if width > 1000 else 18
    touching = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if min(one[2], other[2]) - max(one[0], other[0]) > slack
        and min(one[3], other[3]) - max(one[1], other[1]) > slack
    ]
    assert touching == []


def test_without_script_the_map_is_a_picture_with_links_to_topics(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(real_site + "map/")
    expect(page.locator(".map-svg")).to_be_visible()
    expect(page.locator("#map-q")).to_be_hidden()
    page.locator("a[data-topic]").first.click()
    page.wait_for_url(re.compile("/topics/"))


@pytest.mark.parametrize("path", ["", "topics/training-dynamics-grokking/", "papers/", "search/"])
def test_no_other_page_loads_the_map(real_site: str, page: Page, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(real_site + path)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "assets/map" in url]


def test_the_map_answers_from_disk(disk_site: Path, browser: Browser) -> None:
    context = browser.new_context()  # not watched: Chromium loads no fonts from disk, and says so
    page = context.new_page()
    page.goto((disk_site / "map" / "index.html").as_uri())
    page.wait_for_selector(".at a", state="attached")
    page.focus(".at a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/papers/.*\.html$"))
    context.close()
