"""What readers do on pages: colours, lists, keys, marks, citations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

TOPIC = "topics/training-dynamics-grokking/"
PAPER = "papers/neural-tangent-kernel-convergence-and-generalization-in-neural-networks.html"
SCHEME = "document.body.getAttribute('data-md-color-scheme')"
PAPER_COLOUR = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(19, 23, 21)", "rgb(253, 253, 252)"


def test_colours_follow_the_system(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(color_scheme="dark").new_page()
    page.goto(real_site)
    assert page.evaluate(PAPER_COLOUR) == DARK
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{PAPER_COLOUR} === '{LIGHT}'")


def test_chosen_colours_stay_on_the_next_page(real_site: str, page: Page) -> None:
    page.goto(real_site)
    for _ in range(2):
        page.locator(".palette label:visible").click()
    assert page.evaluate(SCHEME) == "slate"
    page.goto(real_site + TOPIC)
    assert page.evaluate(SCHEME) == "slate"
    assert page.evaluate(PAPER_COLOUR) == DARK


def test_colours_follow_the_system_without_a_script(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(color_scheme="dark", java_script_enabled=False).new_page()
    page.goto(real_site + PAPER)
    expect(page.locator(".abs")).to_be_visible()
    expect(page.locator(".cite pre").first).to_be_visible()
    expect(page.locator(".palette")).to_be_hidden()


def test_a_list_is_whole_without_a_script(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(real_site + TOPIC)
    count = int(page.locator("#count").inner_text().split()[0])
    assert page.locator(".entry:visible").count() == count
    abstract = page.locator(".e-abs").first
    assert abstract.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    expect(page.locator(".rail")).to_be_hidden()


def test_facets_filter_and_the_address_keeps_them(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    total = page.locator(".entry").count()
    row = page.locator("#facets label", has=page.locator("input[name=year][value='2024']"))
    expected = row.locator(".num").inner_text()
    row.click()
    expect(page.locator("#count")).to_have_text(f"{expected} of {total} papers")
    assert page.locator(".entry:visible").count() == int(expected)
    assert page.url.endswith("?year=2024")
    page.reload()
    expect(page.locator("#count")).to_have_text(f"{expected} of {total} papers")
    page.locator("#chips button").click()
    expect(page.locator("#count")).to_have_text(f"{total} papers")
    assert "?" not in page.url


def test_back_restores_the_filters(real_site: str, page: Page) -> None:
    page.goto(f"{real_site}{TOPIC}?year=2024&sort=title")
    page.wait_for_load_state("networkidle")
    shown = page.locator("#count").inner_text()
    page.locator(".entry:visible .e-title a").first.click()
    page.wait_for_url("**/papers/*.html")
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.locator("#count")).to_have_text(shown)
    assert page.locator("#sort").input_value() == "title"


def test_back_takes_back_one_choice_and_typing_none(real_site: str, page: Page) -> None:
    page.goto(real_site)
    page.goto(real_site + TOPIC)
    page.locator("#facets label", has=page.locator("input[value='2024']")).click()
    page.locator("#sort").select_option("title")
    page.wait_for_url("**/?year=2024&sort=title")
    page.locator("#fq").press_sequentially("grok")
    page.wait_for_url("**/?q=grok&year=2024&sort=title")
    page.go_back()
    page.wait_for_url("**/?year=2024")
    expect(page.locator("#sort")).to_have_value("year")
    expect(page.locator("#facets input[value='2024']")).to_be_checked()
    page.go_back()
    expect(page.locator("#facets input[value='2024']")).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#facets input[value='2024']")).to_be_checked()
    page.go_back()
    page.go_back()
    assert page.url == real_site


@pytest.mark.parametrize("width", [390, 1280])
def test_a_bar_of_the_timeline_leads_to_its_year(
    real_site: str, open_context: Callable[..., BrowserContext], width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 844}).new_page()
    page.goto(real_site + TOPIC, wait_until="networkidle")
    for year in (2021, 2018, 2024):
        page.locator(f".trend a[href='#y{year}']").click()
        page.wait_for_function(
            "(id) => { const { top } = document.getElementById(id).getBoundingClientRect();"
            " return top >= 0 && top < 90; }",
            arg=f"y{year}",
        )


def test_density_stays_on_the_next_page(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.get_by_role("button", name="Titles").click()
    expect(page.locator(".e-abs").first).to_be_hidden()
    page.goto(real_site + "topics/offline-rl/")
    expect(page.locator(".e-abs").first).to_be_hidden()


def test_an_abstract_unfolds_by_click(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    abstract = page.locator(".e-abs").first
    folded = abstract.bounding_box()
    abstract.click()
    unfolded = abstract.bounding_box()
    assert folded
    assert unfolded
    assert unfolded["height"] > folded["height"]


def test_keys_move_mark_and_open(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".entry").nth(1)
    expect(second.locator(".e-title a")).to_be_focused()
    page.keyboard.press("s")
    expect(second.locator(".star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("k")
    expect(page.locator(".entry").first.locator(".e-title a")).to_be_focused()
    page.keyboard.press("o")
    page.wait_for_url("**/papers/*.html")


def test_keys_are_letters_while_typing(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.locator("#fq").fill("")
    page.locator("#fq").press_sequentially("jsr/")
    assert page.locator("#fq").input_value() == "jsr/"
    assert page.locator("[aria-pressed=true][data-mark]").count() == 0


def test_a_capital_is_no_key(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.keyboard.press("Shift+J")
    page.keyboard.press("j")
    expect(page.locator(".entry").first).to_have_class("entry cur")


def test_the_focus_goes_on_when_a_mark_takes_its_entry_away(real_site: str, page: Page) -> None:
    page.goto(f"{real_site}{TOPIC}?mine=unread")
    titles = page.locator(".entry .e-title a")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator(".entry").nth(2)).to_be_hidden()
    expect(titles.nth(3)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(4)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(titles.nth(1)).to_be_focused()


def test_moving_goes_on_from_an_entry_that_was_filtered_away(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    for _ in range(5):
        page.keyboard.press("j")
    year = page.locator(".entry").nth(4).get_attribute("data-y") or ""
    other = page.locator(f".entry[data-y='{int(year) - 1}']")
    page.locator("#facets label", has=page.locator(f"input[value='{int(year) - 1}']")).click()
    expect(page.locator(".entry").nth(4)).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(other.first.locator(".e-title a")).to_be_focused()


def test_single_keys_can_be_switched_off(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.keyboard.press("?")
    page.locator("#rl-keys-on").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.locator("dialog#search")).to_be_hidden()
    assert page.locator(".entry.cur").count() == 0
    page.keyboard.press("Control+k")
    expect(page.locator("dialog#search")).to_be_visible()


def test_a_star_stays_on_entry_and_page(real_site: str, page: Page) -> None:
    page.goto(real_site + PAPER)
    page.get_by_role("button", name="Star").click()
    page.goto(real_site + "topics/wide-networks-generalization/")
    entry = page.locator("[id='p-" + PAPER.removeprefix("papers/").removesuffix(".html") + "']")
    expect(entry.locator(".star")).to_have_attribute("aria-pressed", "true")
    page.locator("#facets label", has_text="Starred").click()
    assert page.locator(".entry:visible").count() == 1


def test_marks_on_a_page_when_storage_is_blocked(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    page = context.new_page()
    page.goto(real_site + TOPIC)
    page.locator(".entry .star").first.click()
    expect(page.locator("#rl-say")).to_contain_text("keeps no data")


def test_pointing_at_a_reason_lights_its_words(real_site: str, page: Page) -> None:
    page.goto(real_site + PAPER)
    page.locator("[data-lights]").first.hover()
    expect(page.locator(".abs.lit mark.on").first).to_be_visible()


def test_citations_change_by_arrow_keys_and_are_copied(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(real_site + PAPER)
    page.get_by_role("tab", name="BibTeX").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="RIS")).to_be_focused()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#rl-say")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("TY  - ")


def test_a_lost_address_offers_papers_like_it(real_site: str, page: Page) -> None:
    page.goto(real_site + "papers/grokking-tickets")
    expect(page.locator("#near li").first).to_contain_text("Grokking Tickets")
    page.locator("#near a").first.click()
    expect(page.locator("h1")).to_contain_text("Grokking Tickets")


def test_a_lost_address_offers_topics_like_it(real_site: str, page: Page) -> None:
    page.goto(real_site + "topics/imitation-lerning/")
    expect(page.locator("#near li").first).to_contain_text("Imitation learning")
    page.locator("#near a").first.click()
    page.wait_for_url("**/topics/imitation-learning/")


@pytest.mark.parametrize("path", ["x", "nothing/here/it.html", "papers/through-its.html", "50%zz/"])
def test_a_lost_address_that_is_like_nothing_offers_nothing(
    real_site: str, page: Page, path: str
) -> None:
    page.goto(real_site + path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#near")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_visible()
