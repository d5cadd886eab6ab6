"""The reader's way to a paper: the search in the header and the search page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

NTK = "Neural Tangent Kernel: Convergence and Generalization in Neural Networks"
FIRST = {
    NTK: NTK,
    "lottery ticket hypothesis": (
        "The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks"
    ),
    "Tanishq Kumar grokking": "Grokking as the Transition from Lazy to Rich Training Dynamics",
}
AMONG_THREE = {
    "controlnet": "Adding Conditional Control to Text-to-Image Diffusion Models",
    "NTK": NTK,
    "vpt minecraft": "Video PreTraining (VPT): Learning to Act by Watching Unlabeled Online Videos",
}


def hits(page: Page) -> list[str]:
    page.wait_for_selector("#list .e-title, #none:not([hidden])")
    return [text.strip() for text in page.locator("#list .e-title").all_inner_texts()]


@pytest.mark.parametrize("question", FIRST)
def test_known_item_comes_first(real_site: str, page: Page, question: str) -> None:
    page.goto(f"{real_site}search/?q={question}")
    assert hits(page)[0] == FIRST[question]


@pytest.mark.parametrize("question", AMONG_THREE)
def test_a_coined_name_is_among_the_first_three(real_site: str, page: Page, question: str) -> None:
    page.goto(f"{real_site}search/?q={question}")
    assert AMONG_THREE[question] in hits(page)[:3]


def test_slash_opens_the_search_from_any_page(real_site: str, page: Page) -> None:
    page.goto(real_site + "topics/training-dynamics-grokking/")
    page.keyboard.press("/")
    page.keyboard.type("koopman")
    first = page.locator("#search [role=option]").first
    expect(first).to_contain_text("Koopman")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).not_to_be_visible()


def test_every_paper_is_found_by_its_title(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/")
    last = (page.locator(".e-title a").last.text_content() or "").strip()
    page.goto(f"{real_site}search/?q={last}")
    assert hits(page)[0] == last


def test_the_search_page_answers_from_disk(disk_site: Path, browser: Browser) -> None:
    context = browser.new_context()  # not watched: Chromium loads no fonts from disk, and says so
    page = context.new_page()
    page.goto(f"{(disk_site / 'search' / 'index.html').as_uri()}?q=lottery ticket hypothesis")
    found = hits(page)
    context.close()
    assert found[0] == FIRST["lottery ticket hypothesis"]
