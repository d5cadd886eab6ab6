"""The reader's way to a paper: the search in the header and the search page."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
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


@pytest.fixture(scope="module")
def modules() -> Iterator[str]:
    """Serves the script modules as they are written."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

        def do_GET(self) -> None:
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

    folder = str(ROOT / "site_templates" / "theme" / "js")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=folder)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def test_words_are_taken_apart_as_in_python(page: Page, modules: str) -> None:
    table = json.loads((ROOT / "tests/data/search-words.json").read_text("utf-8"))
    page.goto(modules + "search/words.js")
    found = page.evaluate(
        """async ([url, texts]) => {
          const { words } = await import(url);
          return texts.map(words);
        }""",
        [modules + "search/words.js", [text for text, _, _ in table]],
    )
    assert found == [parts for _, parts, _ in table]
