"""What every page kind promises, on the real list: light, dark and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

NTK = "papers/neural-tangent-kernel-convergence-and-generalization-in-neural-networks.html"
KINDS = {
    "home": "",
    "area": "areas/theory-training/",
    "topic": "topics/training-dynamics-grokking/",
    "tag": "tags/survey/",
    "authors": "authors/",
    "author": "authors/sergey-levine/",
    "tags": "tags/",
    "source": "sources/hf-search-learning-dynamics/",
    "all papers": "papers/",
    "second page": "papers/page/2/",
    "paper": NTK,
    "named paper": "papers/adding-conditional-control-to-text-to-image-diffusion-models.html",
    "search": "search/?q=grokking",
    "my list": "my/",
    "map": "map/",
    "new": "new/",
    "digest": "digest/2026-W47/",
    "digests": "digest/",
    "about": "about/",
    "formats": "formats/",
    "rules": "rules/",
    "commands": "commands/",
    "coverage": "coverage/",
    "report": "report/",
    "not found": "no/such/page/",
}
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "has_touch": True,
        "is_mobile": True,
    },
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    real_site: str, open_context: Callable[..., BrowserContext], kind: str, look: str
) -> None:
    context = open_context(**LOOKS[look], reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(real_site + KINDS[kind])
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    found = [
        f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:3]}"
        for v in results.response["violations"]
    ]
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_page_scrolls_sideways(
    real_site: str, open_context: Callable[..., BrowserContext], width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 844}, is_mobile=True).new_page()
    for kind, path in KINDS.items():
        page.goto(real_site + path)
        page.wait_for_load_state("networkidle")
        # The page hides what overflows; <body> still knows.
        size = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
        assert page.evaluate(size) <= width, kind


SMALL = """
(least) => [...document.querySelectorAll("button, input, select, textarea, summary, .btn, .tool")]
  .filter((control) => control.checkVisibility(
    {contentVisibilityAuto: true, visibilityProperty: true, opacityProperty: true}))
  .filter((control) => !control.closest(".vh") && getComputedStyle(control).clipPath === "none")
  .map((control) => [control.closest("label") ?? control, control])
  .filter(([area]) => area.getBoundingClientRect().height < least - 0.5)
  .map(([, control]) => control.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize(("look", "least"), [("phone", 44), ("light", 24)])
def test_controls_are_large_enough_to_hit(
    real_site: str, open_context: Callable[..., BrowserContext], look: str, least: int
) -> None:
    page = open_context(**LOOKS[look]).new_page()
    for kind, path in KINDS.items():
        page.goto(real_site + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(SMALL, least) == [], kind


def test_long_written_pages_say_their_parts(real_site: str, page: Page) -> None:
    page.goto(real_site + "commands/")
    parts = page.get_by_role("navigation", name="On this page")
    expect(parts.get_by_role("link")).to_have_count(page.locator("article h2").count())
    parts.get_by_role("link", name="suggest").click()
    expect(page.locator("#suggest-topic")).to_be_in_viewport()


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_stands_and_there_is_no_inline_script(
    real_site: str, page: Page, kind: str
) -> None:
    page.goto(real_site + KINDS[kind])
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    inline = page.evaluate(
        "[...document.scripts].filter(s => !s.src && !/json/.test(s.type)).length"
    )
    assert inline == 0
    assert page.evaluate("document.querySelectorAll('[style], style').length") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_one_heading_of_the_first_level_and_none_is_left_out(
    real_site: str, page: Page, kind: str
) -> None:
    page.goto(real_site + KINDS[kind])
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')]"
        ".filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_mathematics_is_mathml_made_at_build_time(real_site: str, page: Page) -> None:
    page.goto(real_site + NTK)
    assert page.locator("article math, .rl math").count() >= 1


def test_colours_follow_the_readers_choice_and_are_kept(real_site: str, page: Page) -> None:
    page.goto(real_site)
    colour = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(colour)
    for _ in range(2):
        page.locator("form[aria-label=Colours] label:visible").click()
    chosen = page.evaluate(colour)
    assert chosen != before
    page.goto(real_site + NTK)
    assert page.evaluate(colour) == chosen
