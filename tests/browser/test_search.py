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

PAPER = "papers/neural-tangent-kernel-convergence-and-generalization-in-neural-networks.html"


def hits(page: Page) -> list[str]:
    page.wait_for_selector("#list .e-title, #none:not([hidden])")
    return [" ".join(text.split()) for text in page.locator("#list .e-title").all_text_contents()]


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


def test_a_hit_says_the_word_that_its_title_lacks(real_site: str, page: Page) -> None:
    page.goto(real_site + "about/")
    page.keyboard.press("/")
    page.keyboard.type("controlnet")
    hit = page.locator("#search [role=option]", has_text=AMONG_THREE["controlnet"])
    expect(hit).to_contain_text("has controlnet")
    expect(hit.locator("mark")).to_have_text("controlnet")


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


def test_a_hit_shows_title_topics_and_the_words_where_they_stand(
    real_site: str, page: Page
) -> None:
    page.goto(f"{real_site}search/?q=videos without labels")
    hits(page)
    first = page.locator("#list .entry").first
    expect(first.locator(".e-title mark").first).to_be_visible()
    expect(first.locator(".e-why a").first).to_contain_text("Imitation learning")
    expect(first.locator(".e-abs .bit mark").first).to_be_visible()


def test_an_abstract_is_whole_at_the_density_of_abstracts(real_site: str, page: Page) -> None:
    page.goto(f"{real_site}search/?q=koopman")
    expect(page.locator("#list .entry .bit").first).to_be_visible()
    page.get_by_role("button", name="Abstracts").click()
    expect(page.locator("#list .entry .bit").first).to_be_hidden()
    expect(page.locator("#list .entry .whole").first).to_be_visible()


def test_a_hit_from_disk_says_its_words(disk_site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{(disk_site / 'search' / 'index.html').as_uri()}?q=unlabeled minecraft")
    hits(page)
    words = page.locator("#list .entry .e-why mark").all_text_contents()
    context.close()
    assert "minecraft" in words


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("robots that learn from videos without labels", AMONG_THREE["vpt minecraft"]),
        (
            "why does a network suddenly generalise long after it fits",
            FIRST["Tanishq Kumar grokking"],
        ),
    ],
)
def test_a_question_in_other_words(real_site: str, page: Page, question: str, title: str) -> None:
    page.goto(f"{real_site}search/?q={question}")
    assert title in hits(page)[:10]


def test_the_state_is_the_address(real_site: str, page: Page) -> None:
    page.goto(f"{real_site}search/?q=diffusion")
    hits(page)
    page.locator("#facets input[name=has]").check()
    page.locator("#sort").select_option("title")
    page.wait_for_url("**/search/?q=diffusion&has=code&sort=title")
    titles = hits(page)
    page.reload()
    assert hits(page) == titles
    expect(page.locator("#facets input[name=has]")).to_be_checked()
    page.locator("#list .e-title a").first.click()
    page.wait_for_url("**/papers/*")
    page.go_back()
    assert hits(page) == titles


def test_fields_phrases_and_accents(real_site: str, page: Page) -> None:
    page.goto(f"{real_site}search/?q=author:bengio year:2022..2023")
    found = page.locator("#list .e-meta b")
    hits(page)
    assert {text[-4:] for text in found.all_text_contents()} <= {"2022", "2023"}
    page.goto(f'{real_site}search/?q="neural tangent kernel"')
    assert hits(page)[0] == NTK
    page.goto(f"{real_site}search/?q=author:Jürgen")
    accented = hits(page)
    page.goto(f"{real_site}search/?q=author:jurgen")
    assert hits(page) == accented != []


def test_a_long_text_is_answered(real_site: str, page: Page) -> None:
    page.goto(real_site + PAPER)
    text = page.locator(".abs").inner_text()
    title = page.locator("h1").inner_text()
    page.goto(f"{real_site}search/?q={text.replace('%', '')[:900]}")
    assert title in hits(page)[:3]


def test_a_search_that_cannot_be_loaded_says_so_and_is_tried_again(
    real_site: str, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/assets/search/terms-*", lambda route: route.abort())
    page.goto(real_site + "tags/")
    page.keyboard.press("/")
    page.keyboard.type("koopma")
    expect(page.locator("#search .out")).to_contain_text("cannot be loaded")
    page.unroute("**/assets/search/terms-*")
    page.keyboard.type("n")
    expect(page.locator("#search [role=option]").first).to_contain_text("Koopman")
    context.close()


def test_the_dialog_names_authors_topics_and_why(real_site: str, page: Page) -> None:
    page.goto(real_site + "tags/")
    page.keyboard.press("/")
    page.keyboard.type("Tanishq Kumar grokking")
    first = page.locator("#search [role=option]").first
    expect(first).to_contain_text("Lazy to Rich")
    expect(first.locator("small")).to_contain_text("Tanishq Kumar")
    expect(first.locator("small")).to_contain_text("Training dynamics")
    expect(first.locator("small mark").first).to_have_text("Tanishq")
