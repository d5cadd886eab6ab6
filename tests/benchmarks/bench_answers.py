"""How soon a reader sees an answer: the search of a built site, typed into in a browser.

``python tests/benchmarks/bench_answers.py [CORPUS] [--site DIR] [--times N]``

Builds the repository's own list, or takes a built site, and asks it in the dialog of a topic page
and on the search page. With CORPUS (as for ``bench_search.py``), its index is put into the same
site and asked, too. Each question is put by a new reader, whole (as if pasted) and letter by
letter; then a second one is. Printed are the median milliseconds from the last letter until the
answer stands in the page, the longest task, the kilobytes of the index that were fetched, in how
many files. Files are sent compressed, as static hosts do.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench_search import ROOT, build_ours, library_of, papers_of
from host import Host, compressed
from playwright.sync_api import Browser, Page, sync_playwright

QUESTIONS = (
    ("grokking", "weight decay"),
    ("contrastive learning of representations", "graph neural networks"),
    ("reinforcment lerning", "exploration"),
    ("robots that learn from videos without labels", "imitation learning"),
)
"""What a new reader asks, and what the same reader asks then."""

LIMITS = "first 150 ms and 200 kB, later 50 ms at 20,000 papers; 50 ms at 521"
LETTER_MS = 60
"""Between two letters of a reader who types fast."""

WATCH = """
window.watched = { asked: 0, answered: 0, longest: 0 };
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    watched.longest = Math.max(watched.longest, duration);
  }
}).observe({ type: "longtask" });
addEventListener("input", () => { watched.asked = performance.now(); }, true);
addEventListener("DOMContentLoaded", () => {
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.matches("#sout, #list"))) {
      watched.answered = performance.now();
    }
  }).observe(document.body, { subtree: true, childList: true });
});
"""
REST_MS = 700
"""An answer is not changed any more after so long."""


@dataclass
class Costs:
    """What answers cost, an item an answer."""

    milliseconds: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def add(self, page: Page, before: tuple[int, int]) -> None:
        page.wait_for_function("watched.answered > watched.asked")
        page.wait_for_function(
            f"performance.now() > Math.max(watched.answered, watched.asked) + {REST_MS}"
        )
        seen = page.evaluate("watched")
        bytes_, files = fetched(page)
        self.milliseconds.append(seen["answered"] - seen["asked"])
        self.longest.append(seen["longest"])
        self.kilobytes.append((bytes_ - before[0]) / 1000)
        self.files.append(files - before[1])

    def __str__(self) -> str:
        shown = [f"{round(ms)}" for ms in self.milliseconds]
        return (
            f"{statistics.median(self.milliseconds):4.0f} ms ({', '.join(shown)}), longest task "
            f"{max(self.longest):3.0f} ms, {max(self.kilobytes):3.0f} kB in {max(self.files)} files"
        )


def fetched(page: Page) -> tuple[int, int]:
    """Compressed bytes of the index that the page has fetched, and in how many files."""
    sizes: Any = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter(({ name }) => name.includes('assets/search/')).map((e) => e.encodedBodySize)"
    )
    return sum(sizes), len(sizes)


def ask(browser: Browser, root: str, place: str, typed: bool, times: int) -> None:
    first, later = Costs(), Costs()
    for _ in range(times):
        for question, then in QUESTIONS:
            context = browser.new_context(bypass_csp=True)  # or it stops the waiting
            page = context.new_page()
            page.add_init_script(WATCH)
            dialog = place == "dialog"
            page.goto(f"{root}{'tags/' if dialog else 'search/'}", wait_until="networkidle")
            if dialog:
                page.keyboard.press("/")
            else:
                page.locator("[data-bigsearch]").click()
            box = page.locator("dialog#search input" if dialog else "[data-bigsearch]").first
            page.evaluate("watched.longest = 0")
            for text, costs in ((question, first), (then, later)):
                before = fetched(page) if costs is later else (0, 0)
                if typed:
                    box.press("Control+A")
                    box.press_sequentially(text, delay=LETTER_MS)
                else:
                    box.fill(text)
                costs.add(page, before)
                page.evaluate("watched.longest = 0")
            context.close()
    manner = "letter by letter" if typed else "whole"
    print(f"  {place}, {manner}, first: {first}")
    print(f"  {place}, {manner}, later: {later}")


def measure(site: Path, times: int) -> None:
    compressed.cache_clear()
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Host, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_address[1]}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for place in ("dialog", "search page"):
            for typed in (False, True):
                ask(browser, root, place, typed, times)
        browser.close()
    server.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--site", type=Path, help="built site; it is not changed")
    parser.add_argument("--papers", type=int, default=20_000, help="of the corpus")
    parser.add_argument("--times", type=int, default=2, help="how often each question is asked")
    given = parser.parse_args()
    print(f"limits: {LIMITS}")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        if given.site:
            shutil.copytree(given.site, site)
        else:
            build = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)]
            subprocess.run(build, check=True, cwd=ROOT)
        print("as built")
        measure(site, given.times)
        if given.corpus:
            shutil.rmtree(site / "assets" / "search")
            library = library_of(papers_of(given.corpus), given.papers)
            build_ours(library, site)
            print(f"{len(library.papers)} papers")
            measure(site, given.times)


if __name__ == "__main__":
    main()
