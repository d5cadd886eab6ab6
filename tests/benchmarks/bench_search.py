"""The search index against Pagefind, on the same papers.

``python tests/benchmarks/bench_search.py [CORPUS] [--papers N]``

CORPUS is a file of JSON objects, one a line (``.gz`` too), with ``title``, ``abstract``,
``authors``, ``year``, ``venue``; without it, papers are mixed from the sentences of this
repository's own list. For each index: seconds, peak memory of the process, bytes on disk, and, if
Chromium and Playwright are there, bytes fetched and milliseconds until a new reader's question is
answered, from a server that compresses text. Pagefind (``pip install pagefind[bin]``) gets a
page a paper; without it, only our own index is measured.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import html
import http.server
import importlib.util
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from host import Host

from generator.content import read_settings
from generator.index import index_files
from generator.labels import Labels, PaperLabels
from generator.library import Library, load_library
from generator.links import Links
from generator.model import Author, Paper, PartialDate
from generator.problems import Report
from generator.synonyms import read_synonyms
from generator.text import slug

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = (
    "grokking",
    "contrastive learning",
    "reinforcment lerning",
    '"neural tangent kernel"',
    "robots that learn from videos without labels",
)
LIMITS = {"seconds": 5.0, "megabytes": 500.0, "disk": 12e6, "fetched": 200e3}
"""What an index of 20,000 papers may cost."""

OURS = """async ([root, question]) => {
  const { locate } = await import(`${root}js/search/shards.js`);
  const { search } = await import(`${root}js/search/index.js`);
  if (!window.readingListIndex) locate(`${root}assets/reading-list.js`);
  const start = performance.now();
  const { total } = await search(question);
  return [performance.now() - start, total];
}"""
PAGEFIND = """async ([root, question]) => {
  const start = performance.now();
  const pagefind = await import(`${root}pagefind/pagefind.js`);
  const { results } = await pagefind.search(question);
  await Promise.all(results.slice(0, 7).map((result) => result.data()));
  return [performance.now() - start, results.length];
}"""


def papers_of(corpus: Path) -> Iterator[Paper]:
    read = gzip.open if corpus.suffix == ".gz" else open
    with read(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            made = json.loads(line)
            names = [a if isinstance(a, str) else a.get("family", "") for a in made["authors"]]
            yield Paper(
                id=slug(made["title"]),
                title=made["title"],
                abstract=made.get("abstract") or "",
                authors=tuple(Author(*reversed(name.rsplit(" ", 1))) for name in names if name),
                issued=PartialDate(int(made["year"])) if made.get("year") else None,
                venue=made.get("venue") or "",
            )


def mixed_papers(count: int) -> Iterator[Paper]:
    own = load_library(ROOT / "content", Report()).papers
    sentences = [s for p in own for s in re.split(r"(?<=[.!?]) ", p.abstract)]
    words = sorted({word for paper in own for word in paper.title.split()})
    rng = random.Random(20)
    for _ in range(count):
        title = " ".join(rng.sample(words, 8))
        yield replace(
            rng.choice(own),
            id=slug(title),
            title=title,
            abstract=" ".join(rng.sample(sentences, 8)),
        )


def library_of(papers: Iterator[Paper], count: int) -> Library:
    by_id: dict[str, Paper] = {}
    for paper in papers:
        by_id.setdefault(paper.id, paper)
        if len(by_id) == count:
            break
    shown = tuple(by_id[id] for id in sorted(by_id))
    return Library(
        settings=read_settings(ROOT / "content", Report()),
        papers=shown,
        hidden=(),
        labels=Labels({}, {}, {}),
        assignments={paper.id: PaperLabels() for paper in shown},
        links=Links(),
        sources=(),
        redirects={},
        ambiguous=(),
        by_id=by_id,
        synonyms=read_synonyms(ROOT / "content", Report()),
    )


def peak_megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def build_ours(library: Library, folder: Path) -> tuple[float, float]:
    start = time.perf_counter()
    for file in index_files(library):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    return time.perf_counter() - start, peak_megabytes(resource.RUSAGE_SELF)


def build_pagefind(library: Library, folder: Path) -> tuple[float, float] | None:
    if importlib.util.find_spec("pagefind") is None:
        print("Pagefind is not installed (pip install 'pagefind[bin]'), so it is left out")
        return None
    for paper in library.papers:
        text = html.escape(f"{paper.title}\n{paper.abstract}\n{paper.venue}")
        page = f"<!doctype html><html lang=en><title>{html.escape(paper.title)}</title><p>{text}"
        (folder / f"{paper.id}.html").write_text(page, encoding="utf-8")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(folder)], check=True, capture_output=True
    )
    return time.perf_counter() - start, peak_megabytes(resource.RUSAGE_CHILDREN)


class Counting(Host):
    """Serves a folder and counts the bytes of the index."""

    sent = 0

    def send_header(self, keyword: str, value: str) -> None:
        if keyword == "Content-Length" and not self.path.startswith(("/js/", "/index.html")):
            Counting.sent += int(value)
        super().send_header(keyword, value)


def ask(folder: Path, script: str) -> None:
    """Print what each question costs a reader who is new."""
    if importlib.util.find_spec("playwright") is None:
        print("  Playwright is not installed, so nothing is asked")
        return
    from playwright.sync_api import sync_playwright

    (folder / "index.html").write_text("<!doctype html><meta charset=utf-8><title>t</title>")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Counting, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_address[1]}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for question in QUESTIONS:
            page = browser.new_context().new_page()
            page.goto(f"{root}index.html")
            Counting.sent = 0
            first, total = page.evaluate(script, [root, question])
            again, _ = page.evaluate(script, [root, question])
            print(
                f"  {question!r}: {total} papers, {Counting.sent / 1e3:.0f} kB, "
                f"{first:.0f} ms, again {again:.0f} ms"
            )
            page.context.close()
        browser.close()
    server.shutdown()


def show(name: str, cost: tuple[float, float], folder: Path) -> None:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    print(
        f"{name}: {cost[0]:.1f} s, peak {cost[1]:.0f} MB, "
        f"{sum(sizes) / 1e6:.1f} MB in {len(sizes)} files"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--papers", type=int, default=20_000)
    given = parser.parse_args()
    made = papers_of(given.corpus) if given.corpus else mixed_papers(given.papers)
    library = library_of(made, given.papers)
    print(f"{len(library.papers)} papers; limits at 20,000: {LIMITS}")
    with tempfile.TemporaryDirectory() as place:
        ours, other = Path(place, "ours"), Path(place, "pagefind")
        other.mkdir()
        cost = build_ours(library, ours)
        show("ours", cost, ours / "assets" / "search")
        (ours / "js").symlink_to(ROOT / "site_templates" / "theme" / "js")
        ask(ours, OURS)
        found = build_pagefind(library, other)
        if found:
            show("Pagefind", found, other / "pagefind")
            ask(other, PAGEFIND)


if __name__ == "__main__":
    main()
