"""How well the search finds what a reader means, on the repository's own list.

``python tests/benchmarks/bench_questions.py [--misses]``

The questions of ``tests/data/search-questions.json`` say in other words what one paper is about.
Printed are the share of those whose paper is among the first five (hit@5) and ten, and the mean of
1/rank (MRR, 0 behind the tenth). Then known items: every paper by its whole title, by its own
names, and by three words of its title that few titles have.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import random
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench_search import ROOT, Counting, build_ours
from playwright.sync_api import sync_playwright

from generator.index.tokens import STOP_WORDS, words
from generator.library import Library, load_library
from generator.problems import Report
from generator.text import plain

ASK = """async ([root, questions]) => {
  const { locate } = await import(`${root}js/search/shards.js`);
  const { search } = await import(`${root}js/search/index.js`);
  if (!window.readingListIndex) locate(`${root}assets/reading-list.js`);
  const found = [];
  for (const question of questions) {
    found.push((await search(question, { limit: 10 })).hits.map(({ slug }) => slug));
  }
  return found;
}"""


def known_items(library: Library) -> dict[str, list[tuple[str, str]]]:
    """Questions for papers that the reader knows, by kind; each with the paper's slug."""
    rng = random.Random(5)
    count = Counter(word for p in library.papers for word in set(words(plain(p.title))[0]))
    items: dict[str, list[tuple[str, str]]] = {"title": [], "own name": [], "three words": []}
    for paper in library.papers:
        items["title"].append((plain(paper.title), paper.id))
        items["own name"] += [(name, paper.id) for name in library.links.names.get(paper.id, ())]
        told = sorted(set(words(plain(paper.title))[0]) - STOP_WORDS, key=lambda w: (count[w], w))
        rare = told[:5]
        if len(rare) > 2:
            items["three words"].append((" ".join(rng.sample(rare, 3)), paper.id))
    return items


def ranks(asked: Sequence[tuple[str, str]], answers: Sequence[Sequence[str]]) -> list[int]:
    """Where the wanted paper stands, from 1; 0: not among the answers."""
    return [
        found.index(wanted) + 1 if wanted in found else 0
        for (_, wanted), found in zip(asked, answers, strict=True)
    ]


def show(name: str, found: Sequence[int]) -> None:
    def among(most: int) -> str:
        return f"{sum(0 < rank <= most for rank in found) / len(found):.1%}"

    mean = sum(1 / rank for rank in found if rank) / len(found)
    print(
        f"{name} ({len(found)}): first {among(1)}, hit@3 {among(3)}, hit@5 {among(5)}, "
        f"hit@10 {among(10)}, MRR {mean:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--misses", action="store_true", help="name what was not found")
    given = parser.parse_args()
    library = load_library(ROOT / "content", Report())
    data = (ROOT / "tests/data/search-questions.json").read_text("utf-8")
    kinds: dict[str, list[tuple[str, str]]] = {
        "in other words": [(question, wanted) for question, wanted in json.loads(data)],
        **known_items(library),
    }
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        build_ours(library, Path(place))
        Path(place, "js").symlink_to(ROOT / "site_templates" / "theme" / "js")
        Path(place, "index.html").write_text("<!doctype html><meta charset=utf-8><title>t</title>")
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Counting, directory=place)
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"{root}index.html")
        for kind, asked in kinds.items():
            found = ranks(asked, page.evaluate(ASK, [root, [question for question, _ in asked]]))
            show(kind, found)
            if given.misses:
                for (question, wanted), rank in zip(asked, found, strict=True):
                    if not 0 < rank <= 5:
                        print(f"  {rank or '-':>2} {question} -> {wanted}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
