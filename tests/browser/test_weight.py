"""Pages ask for no more than they use, and nothing on them moves once it is painted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

SCHEME = "document.body.getAttribute('data-md-color-scheme')"
PAGES = {
    "home": "",
    "topic": "topics/training-dynamics-grokking/",
    "paper": "papers/neural-tangent-kernel-convergence-and-generalization-in-neural-networks.html",
    "search": "search/?q=world+model",
}
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
MOST_SHIFT = 0.05
"""Half of what Web Vitals call good."""


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_for_what_it_uses(real_site: str, page: Page, kind: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(real_site)))
    page.goto(real_site + PAGES[kind])
    page.wait_for_load_state("networkidle")
    files = {url for url in asked[1:] if not url.startswith(("assets/search/", "papers/"))}
    files -= {"assets/list/state.js"}  # what the list holds, to tell what is new
    assert files <= {
        "assets/early.js",
        "assets/icon.svg",
        "assets/reading-list.css",
        "assets/reading-list.js",
        *(["assets/listing.js"] if kind == "topic" else []),
        *(["assets/results.js"] if kind == "search" else []),
        *(["assets/paper.js", "assets/paper.css"] if kind == "paper" else []),
        "assets/fonts/instrument-sans.woff2",
        "assets/fonts/literata.woff2",
        "assets/fonts/literata-italic.woff2",
    }


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_moves_while_a_page_loads(
    real_site: str, open_context: Callable[..., BrowserContext], kind: str, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto(real_site + PAGES[kind])
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifts") <= MOST_SHIFT


def test_generated_and_hand_written_pages_share_the_choice_of_colours(
    real_site: str, page: Page
) -> None:
    page.goto(real_site + "about/", wait_until="networkidle")
    page.locator(".palette label:visible").click()
    assert page.evaluate(SCHEME) == "default"
    page.goto(real_site + PAGES["topic"], wait_until="networkidle")
    label = page.locator(".palette label:visible")
    assert label.get_attribute("title") == "Colours: light. Change to dark"
    label.click()
    page.goto(real_site + "about/")
    assert page.evaluate(SCHEME) == "slate"


def test_colours_change_by_the_enter_key(real_site: str, page: Page) -> None:
    page.goto(real_site)
    page.locator(".palette input").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(SCHEME) == "slate"
    page.reload()
    assert page.evaluate(SCHEME) == "slate"
