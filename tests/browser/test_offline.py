"""The offline edition, opened from disk with the network cut."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
TITLE = "The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks"


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked zip's one folder."""
    folder = tmp_path_factory.mktemp("offline")
    for name in ("content", "site_templates"):
        shutil.copytree(ROOT / name, folder / "source" / name)
    shutil.copy(ROOT / "mkdocs.yml", folder / "source")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "offline", str(folder / "list.zip"), "--strict"],
        cwd=folder / "source",
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "list.zip") as archive:
        archive.extractall(folder)
    return folder / "list"


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[Page]:
    """A page without network; any failed request or error fails the test, fonts included."""
    context = browser.new_context(offline=True)
    wrong: list[str] = []
    context.route("http*://**/*", lambda route: route.abort())
    context.on("request", lambda r: None if r.url.startswith("file:") or r.url.startswith("data:")
               else wrong.append(r.url))  # fmt: skip
    context.on("requestfailed", lambda r: wrong.append(f"{r.url}: {r.failure}"))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    yield context.new_page()
    context.close()
    assert wrong == []


def opened(page: Page, edition: Path) -> Callable[[str], None]:
    def go(path: str) -> None:
        name, _, question = path.partition("?")
        page.goto((edition / name).as_uri() + (f"?{question}" if question else ""))
        page.wait_for_load_state("networkidle")

    return go


def test_its_search_page_answers_and_leads_to_the_paper(edition: Path, cut_off: Page) -> None:
    opened(cut_off, edition)("search/index.html?q=lottery ticket hypothesis")
    cut_off.wait_for_selector("#list .e-title")
    assert cut_off.locator("#list .e-title").first.text_content().strip() == TITLE
    cut_off.wait_for_load_state("networkidle")
    cut_off.locator("#list .e-title a").first.click()
    cut_off.wait_for_url("**/papers/*.html")
    assert cut_off.locator("h1").inner_text() == TITLE


def test_it_answers_as_one_types(edition: Path, cut_off: Page) -> None:
    opened(cut_off, edition)("topics/offline-rl/index.html")
    cut_off.keyboard.press("/")
    cut_off.keyboard.type("lottery ticket")
    cut_off.wait_for_function(
        "(title) => document.querySelector('#search .opt[aria-selected=true]')"
        "?.textContent.includes(title.slice(0, 20))",
        arg=TITLE,
    )


def test_its_fonts_load(edition: Path, cut_off: Page) -> None:
    opened(cut_off, edition)("index.html")
    assert cut_off.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px Literata'))"
    )


def test_the_map_leads_to_a_paper(edition: Path, cut_off: Page) -> None:
    opened(cut_off, edition)("map/index.html")
    cut_off.wait_for_selector(".at a", state="attached")
    cut_off.focus(".at a")
    cut_off.keyboard.press("Enter")
    cut_off.wait_for_url("**/papers/*.html")


@pytest.mark.parametrize(
    "path", ["topics/offline-rl/index.html", "papers/index.html", "my/index.html", "about.html"]
)
def test_other_pages_open(edition: Path, cut_off: Page, path: str) -> None:
    opened(cut_off, edition)(path)
    assert cut_off.locator("h1").is_visible()


def test_marks_are_kept(edition: Path, cut_off: Page) -> None:
    go = opened(cut_off, edition)
    go("topics/offline-rl/index.html")
    cut_off.locator(".mk").first.click()
    go("my/index.html")
    assert cut_off.locator(".entry").count() == 1
