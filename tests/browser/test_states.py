"""Pages in use: menus, filters and dialogs open, marks set, colours forced, windows narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

TOPIC = "topics/training-dynamics-grokking/"
PAPER = "papers/sample-relationship-from-learning-dynamics-matters-for-generalisation.html"
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark phone": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "dark",
        "has_touch": True,
        "is_mobile": True,
    },
}
PHONE = LOOKS["dark phone"]


def found_by_axe(page: Page) -> list[str]:
    return [
        f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}"
        for v in Axe().run(page).response["violations"]
    ]


@pytest.fixture(params=LOOKS)
def used(
    request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext], real_site: str
) -> Page:
    """The page of a topic, filters open and used."""
    context = open_context(**LOOKS[request.param], reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(real_site + TOPIC)
    page.wait_for_load_state("networkidle")
    if "phone" in request.param:
        page.locator(".rail > summary").click()
    page.locator("#facets label", has=page.locator("input[value='2024']")).click()
    expect(page.locator("#count")).to_contain_text(" of ")
    return page


def test_axe_finds_nothing_in_a_filtered_list_with_its_menu(used: Page) -> None:
    used.locator(".entry:visible .star").first.click()
    used.locator(".entry:visible .read").nth(1).click()
    used.locator(".menu > summary").click()
    expect(used.locator(".take button").first).to_be_visible()
    assert found_by_axe(used) == []


def test_axe_finds_nothing_where_no_entry_passes(used: Page) -> None:
    used.locator("#fq").fill("zzqqxxy")
    expect(used.locator("#none")).to_be_visible()
    assert found_by_axe(used) == []


@pytest.mark.parametrize("question", ["", "diffusion", "zzqqxxy"])
def test_axe_finds_nothing_in_the_search_dialog(used: Page, question: str) -> None:
    used.locator("[data-seek]").click()
    field = used.locator("dialog#search input")
    field.fill(question)
    expect(used.locator("#sout [role=option]").first).to_be_visible()
    if question == "zzqqxxy":
        expect(used.locator("#sout")).to_contain_text("No paper answers this")
        expect(field).not_to_have_attribute("aria-activedescendant", "option-0")
    assert found_by_axe(used) == []


def test_axe_finds_nothing_in_the_help_for_keys(used: Page) -> None:
    used.locator(".foot [data-keys]").click()
    expect(used.locator("#rl-keys")).to_be_visible()
    assert found_by_axe(used) == []


def test_axe_finds_nothing_on_a_paper_with_a_note_and_another_citation(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**PHONE, reduced_motion="reduce", bypass_csp=True).new_page()
    page.goto(real_site + PAPER)
    page.locator("#note").fill("To be read again.")
    page.get_by_role("tab", name="APA").click()
    page.locator(".acts .star").click()
    expect(page.locator("[data-said]")).to_contain_text("Kept")
    assert found_by_axe(page) == []


def test_what_a_menu_holds_is_large_enough_for_a_finger(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + TOPIC)
    page.locator(".rail > summary").click()
    page.locator(".menu > summary").click()
    expect(page.locator(".take button").first).to_be_visible()
    heights = page.locator(".menu > div :is(a, button), #fq, .facet label").evaluate_all(
        "list => list.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 10
    assert min(heights) >= 43.5


def test_a_narrow_window_shows_every_link_of_the_head(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(real_site)
    for link in page.locator(".menu-bar a").all():
        box = link.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("path", ["commands/", "rules/", "formats/", "content-folder/"])
def test_tables_of_written_pages_fit_a_phone(
    real_site: str, open_context: Callable[..., BrowserContext], path: str
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + path)
    page.wait_for_load_state("networkidle")
    widths = page.locator("article table").evaluate_all(
        "list => list.map(table => table.getBoundingClientRect().right)"
    )
    assert widths
    assert max(widths) <= 390


def test_forced_colours_show_what_is_pressed(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(forced_colors="active").new_page()
    page.goto(real_site + TOPIC)
    colours = page.locator("[data-view]").evaluate_all(
        "list => list.map(button => getComputedStyle(button).backgroundColor)"
    )
    titles, lines, abstracts = colours
    assert titles == abstracts != lines


def test_on_a_phone_the_reason_follows_the_abstract(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + PAPER)
    tops = [
        page.get_by_role("heading", name=name, exact=False).first.bounding_box()
        for name in ("Abstract", "Why it is here", "Names", "Related", "Cite")
    ]
    places = [box["y"] for box in tops if box]
    assert len(places) == 5
    assert places == sorted(places)


def test_on_a_phone_the_marks_stand_beside_the_reason(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + TOPIC)
    entry = page.locator(".entry").first
    expect(entry.locator(".star")).to_be_visible()
    why = entry.locator(".e-why").bounding_box()
    star = entry.locator(".star").bounding_box()
    assert why
    assert star
    assert star["y"] < why["y"] + why["height"]


LENGTHEN = """
(list) => {
  for (const math of list) {
    const row = math.firstElementChild;
    for (let i = 0; i < 80; i += 1) row.append(row.firstElementChild.cloneNode(true));
  }
  return Math.max(...list.map(math => math.getBoundingClientRect().width));
}
"""


@pytest.mark.parametrize(
    "path",
    [
        "papers/bilevel-optimization-under-unbounded-smoothness-a-new-algorithm-and-convergence.html",
        "topics/offline-rl/?q=divergence+regularization",
    ],
)
def test_a_long_formula_scrolls_within_its_text_and_none_is_cut_off(
    real_site: str, open_context: Callable[..., BrowserContext], path: str
) -> None:
    page = open_context(**PHONE).new_page()
    page.goto(real_site + path)
    page.wait_for_load_state("networkidle")
    formulas = page.locator(":is(.abs, .e-title) math:visible")
    expect(formulas.first).to_be_visible()
    cut = "list => list.filter(math => getComputedStyle(math).overflow !== 'visible').length"
    assert formulas.evaluate_all(cut) == 0
    assert formulas.evaluate_all(LENGTHEN) > 390
    assert page.evaluate("document.body.scrollWidth") <= 390


def test_the_menu_of_a_list_stays_in_the_window(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    for width in (1280, 768, 390, 320):
        page = open_context(viewport={"width": width, "height": 844}).new_page()
        page.goto(real_site + "papers/")
        page.locator(".menu > summary").click()
        box = page.locator(".menu > div").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_many_authors_are_folded(real_site: str, page: Page) -> None:
    name = "learning-to-learn-faster-from-human-feedback-with-language-model-predictive"
    page.goto(f"{real_site}papers/{name}.html")
    expect(page.locator(".phead .by")).not_to_contain_text("Carolina Parada")
    rest = page.locator(".phead details")
    folded = rest.bounding_box()
    page.get_by_text("more authors").click()
    expect(rest).to_contain_text("Carolina Parada")
    unfolded = rest.bounding_box()
    assert folded
    assert unfolded
    assert unfolded["height"] > folded["height"]


def test_bars_of_the_timeline_stand_on_one_line(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    feet = page.locator(".trend li svg").evaluate_all(
        "list => list.map(bar => Math.round(bar.getBoundingClientRect().bottom))"
    )
    assert len(feet) > 3
    assert len(set(feet)) == 1


def test_a_title_runs_in_the_direction_of_its_letters(real_site: str, page: Page) -> None:
    page.goto(real_site + PAPER)
    title = page.locator("h1")
    title.evaluate("e => { e.textContent = 'تعلم الآلة: (دراسة)'; }")
    ends = title.evaluate(
        "e => { const range = document.createRange(); range.selectNodeContents(e);"
        " const box = e.getBoundingClientRect(), text = range.getBoundingClientRect();"
        " return [text.left - box.left, box.right - text.right]; }"
    )
    assert ends[0] > ends[1]
