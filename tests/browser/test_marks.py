"""The reader's own marks: kept, shown, carried elsewhere; papers taken away; cards of links."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
import rispy
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import build, copy_list
from browser.test_pages import LOOKS
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from generator.cards import sketch
from generator.exports import EXPORTERS
from generator.library import Library, load_library
from generator.problems import Report

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
TOPIC = "topics/training-dynamics-grokking/"
PAPER = "papers/neural-tangent-kernel-convergence-and-generalization-in-neural-networks.html"
BLOCK_STORAGE = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});
"""
FILL_STORAGE = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
NEW_PAPER = (
    "- title: A Paper That Came Today\n  abstract: We study grokking in small transformers.\n"
)


def star(page: Page, *places: int) -> None:
    for place in places:
        page.locator(".entry .star").nth(place).click()


def stars(page: Page) -> str:
    return page.locator("[data-starcount]").inner_text()


def titles(page: Page) -> list[str]:
    """Entries out of sight are not laid out, so they have text, but no inner text."""
    return [" ".join(text.split()) for text in page.locator("#list .e-title").all_text_contents()]


def open_my(page: Page, site: str, rest: str = "") -> None:
    page.goto(f"{site}my/{rest}")
    page.wait_for_load_state("networkidle")


@pytest.fixture
def marked(real_site: str, page: Page) -> Page:
    """My list, with three papers starred, two read and a note on one."""
    page.goto(real_site + TOPIC)
    star(page, 0, 1, 2)
    for place in (1, 3):
        page.locator(".entry .read").nth(place).click()
    page.goto(real_site + PAPER)
    page.get_by_label("My note").fill("Read <b>again</b>")
    page.get_by_label("My note").blur()
    open_my(page, real_site)
    return page


def test_my_list_shows_what_is_starred_read_and_noted(marked: Page) -> None:
    expect(marked.locator("#count")).to_have_text("5 papers")
    shown = {
        name: marked.locator(f"[data-show={name}] .num").inner_text()
        for name in ("all", "star", "unread", "read", "note", "new")
    }
    assert shown == {"all": "5", "star": "3", "unread": "2", "read": "2", "note": "1", "new": "0"}
    assert stars(marked) == "3"


def test_a_choice_stands_in_the_address(marked: Page) -> None:
    marked.get_by_role("button", name="To read").click()
    expect(marked.locator("#count")).to_have_text("2 papers")
    assert marked.url.endswith("/my/?show=unread")
    again = marked.context.new_page()
    again.goto(marked.url)
    expect(again.locator("#count")).to_have_text("2 papers")


def test_a_note_shows_in_lists_as_the_text_that_it_is(real_site: str, marked: Page) -> None:
    expect(marked.get_by_label("Note on Neural Tangent Kernel", exact=False)).to_have_value(
        "Read <b>again</b>"
    )
    marked.goto(real_site + "topics/wide-networks-generalization/")
    expect(marked.locator(".e-own")).to_have_text("Read <b>again</b>")
    marked.goto(real_site + PAPER)
    expect(marked.get_by_label("My note")).to_have_value("Read <b>again</b>")


def test_a_paper_whose_star_is_taken_back_stays_until_the_next_choice(marked: Page) -> None:
    marked.get_by_role("button", name="Starred").click()
    expect(marked.locator("#count")).to_have_text("3 papers")
    star(marked, 0)
    expect(marked.locator("[data-show=star] .num")).to_have_text("2")
    assert marked.locator("#list .entry").count() == 3
    star(marked, 0)
    expect(marked.locator("[data-show=star] .num")).to_have_text("3")


def test_another_window_sees_a_mark_at_once(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    first, second = context.new_page(), context.new_page()
    open_my(first, real_site)
    second.goto(real_site + TOPIC)
    star(second, 0)
    expect(first.locator("#count")).to_have_text("1 paper")
    expect(first.locator("[data-starcount]")).to_have_text("1")


def test_marks_of_two_lists_on_one_host_never_meet(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    star(page, 0)
    assert page.evaluate("Object.keys(localStorage).every(key => key.startsWith('/list/.'))")


def saved(page: Page, tmp_path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_file_brings_back_the_same_state(real_site: str, marked: Page, tmp_path: Path) -> None:
    before = titles(marked)
    kept = "localStorage.getItem('/list/.reading-list.marks')"
    marks = json.loads(marked.evaluate(kept))
    path = saved(marked, tmp_path)
    file = json.loads(path.read_text())
    assert (file["format"], file["version"], file["papers"]) == ("reading-list-marks", 1, marks)
    marked.once("dialog", lambda dialog: dialog.accept())
    marked.get_by_role("button", name="Remove all marks").click()
    expect(marked.locator("#count")).to_have_text("0 papers")
    assert stars(marked) == ""
    marked.set_input_files("#my-file", path)
    expect(marked.locator("#my-said")).to_have_text("Marks of 5 papers taken in.")
    assert json.loads(marked.evaluate(kept)) == marks
    assert titles(marked) == before
    marked.set_input_files("#my-file", path)
    expect(marked.locator("#my-said")).to_contain_text("Of 5 papers you had the same or newer ones")


def test_a_hostile_file_does_nothing_but_say_so(marked: Page, tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    evil = '<img src=x onerror="document.title=1">'
    mark = {"title": evil, "star": {"on": True, "at": 5}, "note": {"text": evil, "at": 5}}
    papers = {"never-heard-of": mark, evil: mark, "__proto__": mark, "constructor": mark}
    path.write_text(json.dumps({"format": "reading-list-marks", "version": 1, "list": evil,
                                "papers": papers}))  # fmt: skip
    marked.set_input_files("#my-file", path)
    expect(marked.locator("#my-said")).to_contain_text("Marks of 2 papers taken in.")
    expect(marked.locator("#my-said")).to_contain_text("2 papers could not be read.")
    lost = marked.locator("#p-never-heard-of")
    expect(lost.locator(".e-title")).to_have_text(evil)
    expect(lost.locator(".e-status")).to_contain_text("No longer in this list")
    assert marked.locator("#list img").count() == 0
    path.write_text("no JSON")
    marked.set_input_files("#my-file", path)
    expect(marked.locator("#my-said")).to_contain_text("This is not a file of marks")
    path.write_text(" " * 5_000_001)
    marked.set_input_files("#my-file", path)
    expect(marked.locator("#my-said")).to_contain_text("larger than 5 MB")


def test_a_link_carries_the_stars_to_another_browser(
    marked: Page, open_context: Callable[..., BrowserContext]
) -> None:
    link = marked.get_by_label("Link that holds your stars").input_value()
    marked.get_by_role("button", name="Starred").click()
    expect(marked.locator("#count")).to_have_text("3 papers")
    starred = set(titles(marked))
    assert len(link.partition("#")[2]) < 30
    other = open_context().new_page()
    other.goto(link)
    offer = other.get_by_role("region", name="What this link carries")
    expect(offer.get_by_role("listitem")).to_have_count(3)
    assert set(offer.get_by_role("listitem").all_inner_texts()) == starred
    assert stars(other) == ""
    offer.get_by_role("button", name="Star 3 papers").click()
    expect(other.locator("#count")).to_have_text("3 papers")
    assert set(titles(other)) == starred
    assert stars(other) == "3"
    assert "#" not in other.url
    other.wait_for_load_state("networkidle")
    other.goto(link)
    expect(offer).to_contain_text("3 papers of it you have starred already.")


def test_a_link_says_what_it_cannot_carry(real_site: str, page: Page) -> None:
    page.goto(real_site)
    page.evaluate(
        """() => localStorage.setItem("/list/.reading-list.marks", JSON.stringify(
          Object.fromEntries(Array.from({ length: 301 }, (_, i) =>
            [`paper-${i}`, { title: `Paper ${i}`, star: { on: true, at: i + 1 } }]))))"""
    )
    open_my(page, real_site)
    expect(page.locator("#my-link-said")).to_have_text(
        "It carries the 300 papers starred last, of 301; a file carries all."
    )
    expect(page.locator("#list .entry")).to_have_count(50)
    page.get_by_role("button", name="Show 50 more of 301").click()
    expect(page.locator("#list .entry")).to_have_count(100)
    page.goto(page.get_by_label("Link that holds your stars").input_value())
    expect(page.locator("#my-offer")).to_contain_text("300 papers of it are not in this list.")


@pytest.mark.parametrize(
    ("script", "words"),
    [(BLOCK_STORAGE, "keeps no data for this site"), (FILL_STORAGE, "has no room left")],
    ids=["blocked", "full"],
)
def test_without_storage_pages_work_and_say_so(
    real_site: str, open_context: Callable[..., BrowserContext], script: str, words: str
) -> None:
    context = open_context()
    context.add_init_script(script)
    page = context.new_page()
    page.goto(real_site + TOPIC)
    star(page, 0)
    expect(page.locator("#rl-say")).to_contain_text(words)
    expect(page.locator(".entry .star").first).to_have_attribute("aria-pressed", "true")
    assert stars(page) == "1"
    page.locator("#facets label", has=page.locator("input[value='2024']")).click()
    expect(page.locator("#count")).to_contain_text(" of ")
    page.goto(real_site + PAPER)
    page.get_by_label("My note").fill("gone with the page")
    expect(page.locator("[data-said]")).to_contain_text(words)
    open_my(page, real_site)
    page.once("dialog", lambda dialog: dialog.accept())
    if script == BLOCK_STORAGE:
        expect(page.locator("#my-trouble")).to_contain_text(words)


def test_my_list_says_what_it_is_for_without_a_script(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(real_site + "my/")
    expect(page.locator("h1")).to_have_text("My list")
    expect(page.get_by_text("Keeping marks needs JavaScript")).to_be_visible()
    expect(page.locator("[data-my]")).to_be_hidden()
    assert page.get_attribute("meta[name=robots]", "content") == "noindex"


# -- what is new ---------------------------------------------------------------------------------


def test_a_paper_that_came_since_the_last_visit_counts_and_one_that_moved_does_not(
    tmp_path: Path, serve: Callable[[Path], str], open_context: Callable[..., BrowserContext]
) -> None:
    url = serve(tmp_path)
    source = copy_list(tmp_path / "source")
    build(source, tmp_path / "list", url)
    page = open_context().new_page()
    page.goto(url + TOPIC, wait_until="networkidle")
    count = page.locator("[data-newcount]")
    expect(count).to_have_text("")
    page.locator(".entry .star").first.click()
    moved = page.locator(".entry .e-title a").first.text_content()
    (source / "content/papers/curated").mkdir(exist_ok=True)
    (source / "content/papers/curated/test.yml").write_text(
        f"- paper: {json.dumps(moved)}\n  title: Another Title Since\n"
    )
    (source / "content/papers/captured/today.yml").write_text(NEW_PAPER)
    (source / "content/papers/captured/today.yml.yml").write_text("added: 2026-11-21\n")
    build(source, tmp_path / "list", url)
    for path in ("", TOPIC):
        page.goto(url + path, wait_until="networkidle")
        expect(count).to_have_text("1")
    came = page.locator(".entry", has_text="A Paper That Came Today")
    expect(came.locator(".e-new")).to_have_text("New")
    assert page.locator(".e-new").count() == 1
    page.goto(url)
    page.get_by_role("link", name="1 paper new since your last visit").click()
    expect(page.locator("#list .e-title")).to_have_text(["A Paper That Came TodayNew"])
    page.goto(url + "my/?show=star", wait_until="networkidle")
    expect(page.locator("#list .e-title")).to_have_text(["Another Title Since"])
    page.get_by_role("button", name="New", exact=False).click()
    page.get_by_role("button", name="I have seen these").click()
    expect(count).to_have_text("")


def test_a_later_visit_begins_anew(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    page = context.new_page()
    page.goto(real_site, wait_until="networkidle")
    key = "/list/.reading-list.seen"
    for hours, expected in ((1, "1"), (7, "")):
        page.evaluate(
            """([key, hours]) => {
              const seen = JSON.parse(localStorage.getItem(key));
              const at = Date.now() - hours * 3600e3;
              localStorage.setItem(key, JSON.stringify({ ...seen, at, fresh: [1] }));
            }""",
            [key, hours],
        )
        page.reload(wait_until="networkidle")
        expect(page.locator("[data-newcount]")).to_have_text(expected)


def test_of_many_new_papers_the_number_is_told(real_site: str, page: Page) -> None:
    page.goto(real_site, wait_until="networkidle")
    total = page.evaluate("readingList['cards.js'].listState().then(state => state.papers)")
    page.evaluate(
        "seen => localStorage.setItem('/list/.reading-list.seen', JSON.stringify(seen))",
        {"sketch": sketch([]), "papers": total - 200, "at": 1, "fresh": [], "more": 0},
    )
    page.goto(f"{real_site}my/?show=new", wait_until="networkidle")
    expect(page.locator("[data-newcount]")).to_have_text("200")
    expect(page.locator("#none")).to_contain_text("200 papers came, too many to be told apart.")


# -- papers taken away ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "content", Report())


def take(page: Page, form: str) -> str:
    menu = page.locator("details.menu", has=page.locator("[data-take]"))
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_role("button", name=f"as {form}").filter(has_text="Save").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def keys_of(texts: dict[str, str]) -> dict[str, list[str]]:
    return {
        "BibTeX": [entry.key for entry in bibtexparser.parse_string(texts["BibTeX"]).entries],
        "RIS": [entry["id"] for entry in rispy.loads(texts["RIS"])],
        "CSL-JSON": [entry["id"] for entry in json.loads(texts["CSL-JSON"])],
    }


def slugs(rows: Locator) -> list[str]:
    return [id.removeprefix("p-") for id in rows.evaluate_all("rows => rows.map(r => r.id)")]


def test_seven_filtered_papers_leave_as_files_that_others_read(
    real_site: str, page: Page, library: Library
) -> None:
    page.goto(real_site + TOPIC)
    rows = page.locator(".entry:visible")
    star(page, *range(0, 21, 3))
    page.locator("#facets label", has=page.locator("input[value=star]")).click()
    expect(page.locator("#count")).to_have_text("7 of 41 papers")
    papers = [library.by_id[slug] for slug in slugs(rows)]
    forms = {"BibTeX": "bibtex", "RIS": "ris", "CSL-JSON": "csl-json", "Markdown": "markdown"}
    texts = {form: take(page, form) for form in forms}
    keys = [paper.citekey for paper in papers]
    assert keys_of(texts) == {"BibTeX": keys, "RIS": keys, "CSL-JSON": keys}
    assert texts["Markdown"] == EXPORTERS["markdown"](library, papers)
    assert texts["Markdown"].count("\n") == 7


def test_chosen_papers_are_copied(
    real_site: str, open_context: Callable[..., BrowserContext], library: Library
) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(real_site + TOPIC)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Choose single papers").click()
    expect(page.locator(".pick").first).to_be_focused()
    for place in (4, 2):
        page.locator(".entry .pick").nth(place).click()
    page.locator(".menu summary").click()
    expect(page.locator(".take .what")).to_have_text("2 papers you chose")
    page.get_by_role("button", name="Copy 2 papers as BibTeX").click()
    expect(page.locator("#rl-say")).to_have_text("Copied 2 papers")
    text = page.evaluate("navigator.clipboard.readText()")
    wanted = slugs(page.locator(".entry"))
    keys = [library.by_id[wanted[place]].citekey for place in (4, 2)]
    assert [entry.key for entry in bibtexparser.parse_string(text).entries] == keys


def test_what_a_search_finds_leaves_as_a_file(real_site: str, page: Page) -> None:
    page.goto(real_site + "search/?q=grokking&sort=title", wait_until="networkidle")
    total = int(page.locator("#count").inner_text().split()[0])
    assert len(rispy.loads(take(page, "RIS"))) == total


def test_my_list_leaves_as_a_file(marked: Page) -> None:
    marked.get_by_role("button", name="Starred").click()
    expect(marked.locator("#count")).to_have_text("3 papers")
    assert len(bibtexparser.parse_string(take(marked, "BibTeX")).entries) == 3


def test_papers_leave_from_disk_too(disk_site: Path, browser: Browser) -> None:
    context = browser.new_context()  # not watched: Chromium loads no fonts from disk, and says so
    page = context.new_page()
    page.goto(f"file://{disk_site}/{TOPIC}index.html")
    star(page, 0)
    page.goto(f"file://{disk_site}/my/index.html")
    expect(page.locator("#count")).to_have_text("1 paper")
    assert len(bibtexparser.parse_string(take(page, "BibTeX")).entries) == 1
    expect(page.locator("#my-link-said")).to_contain_text("This copy is read from disk")
    context.close()


# -- cards ---------------------------------------------------------------------------------------


def test_a_card_shows_by_pointer_and_focus_and_goes_by_escape(real_site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(real_site + PAPER, wait_until="networkidle")
    assert not any("card" in url for url in asked)
    link = page.locator(".rel a.t").first
    card = page.get_by_role("tooltip")
    link.hover()
    expect(card).to_be_visible()
    expect(card.locator("b")).to_have_text(link.inner_text())
    target, box = link.bounding_box(), card.bounding_box()
    assert target
    assert box
    assert box["y"] >= target["y"] + target["height"] or box["y"] + box["height"] <= target["y"]
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(5, 5)
    page.locator(".rel a.t").nth(1).focus()
    page.keyboard.press("Shift+Tab")
    expect(card).to_be_visible()
    focused = page.locator(":focus")
    assert focused.get_attribute("aria-describedby") == card.get_attribute("id")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_with_a_card_open(
    real_site: str, open_context: Callable[..., BrowserContext], look: str
) -> None:
    page = open_context(**LOOKS[look], reduced_motion="reduce", bypass_csp=True).new_page()
    page.goto(real_site + PAPER)
    page.locator(".rel a.t").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert violations(page) == []


def test_a_note_that_is_being_written_stays_when_another_window_marks(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    first, second = context.new_page(), context.new_page()
    first.goto(real_site + TOPIC)
    star(first, 0)
    open_my(first, real_site)
    first.locator(".mynote summary").click()
    note = first.locator(".mynote textarea")
    note.press_sequentially("Half a")
    second.goto(real_site + TOPIC)
    star(second, 1)
    expect(first.locator("[data-starcount]")).to_have_text("2")
    note.press_sequentially(" sentence")
    expect(note).to_have_value("Half a sentence")
    expect(note).to_be_focused()


def test_no_card_covers_a_title_whose_abstract_stands_below(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.locator(".entry .e-title a").first.hover()
    page.wait_for_timeout(600)
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.get_by_role("button", name="Titles").click()
    page.locator(".entry .e-title a").nth(1).hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_a_finger_gets_the_page_and_no_card(
    real_site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(**LOOKS["phone"]).new_page()
    page.goto(real_site + PAPER)
    page.locator(".rel a.t").first.tap()
    page.wait_for_url("**/papers/**")
    page.wait_for_timeout(500)
    expect(page.get_by_role("tooltip")).to_have_count(0)


# -- all of it, looked at ------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_my_list_with_marks(
    real_site: str, open_context: Callable[..., BrowserContext], look: str
) -> None:
    context = open_context(**LOOKS[look], reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.goto(real_site + TOPIC)
    star(page, 0, 1, 2)
    page.locator(".entry .read").nth(1).click()
    open_my(page, real_site)
    page.locator(".mynote summary").first.click()
    page.locator(".mynote textarea").first.fill("A note")
    link = page.get_by_label("Link that holds your stars").input_value()
    page.locator(".menu summary").click()
    expect(page.locator(".take button").first).to_be_visible()
    found = [violations(page)]
    other = open_context(**LOOKS[look], reduced_motion="reduce", bypass_csp=True).new_page()
    other.goto(link)
    expect(other.locator("#my-offer li")).to_have_count(3)
    found.append(violations(other))
    assert found == [[], []]


def violations(page: Page) -> list[str]:
    return [
        f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}"
        for v in Axe().run(page).response["violations"]
    ]


# -- on paper ------------------------------------------------------------------------------------


def test_a_topic_prints_as_a_list_of_papers(real_site: str, page: Page) -> None:
    page.goto(real_site + TOPIC)
    page.emulate_media(media="print")
    for shown in ("h1", ".lede", ".e-title", ".e-by", ".e-meta b"):
        expect(page.locator(shown).first).to_be_visible()
    left_out = ".top, .foot, .rail, .e-abs, .e-why, .e-marks, .menu, .trend, .start"
    assert page.locator(left_out).locator("visible=true").count() == 0
    address = page.locator(".e-meta a").first
    assert address.evaluate("a => getComputedStyle(a, '::after').content.includes(a.href)")


def test_a_filtered_list_prints_what_it_shows_and_abstracts_if_they_are_chosen(
    real_site: str, page: Page
) -> None:
    page.goto(real_site + TOPIC)
    page.locator("#facets label", has=page.locator("input[value='2025']")).click()
    page.get_by_role("button", name="Abstracts").click()
    shown = page.locator(".entry:visible").count()
    page.emulate_media(media="print")
    assert page.locator(".entry:visible").count() == shown < page.locator(".entry").count()
    expect(page.locator(".entry:visible .e-abs").first).to_be_visible()


def test_a_paper_prints_with_its_addresses_and_the_readers_note(real_site: str, page: Page) -> None:
    page.goto(real_site + PAPER)
    page.get_by_label("My note").fill("Mine")
    page.emulate_media(media="print")
    for shown in ("h1", ".by", ".abs", ".cite pre.on", "#note"):
        expect(page.locator(shown).first).to_be_visible()
    assert page.locator(".top, .foot, .pn, .cbar, .marks").locator("visible=true").count() == 0
    page.get_by_label("My note").fill("")
    expect(page.locator("#note")).to_be_hidden()
