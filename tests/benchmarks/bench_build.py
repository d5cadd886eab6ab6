"""Time and memory of a build against stock MkDocs + Material on the same pages.

``python tests/benchmarks/bench_build.py [--papers N …] [--repeat N]``

For each size a list is made up: titles and abstracts are mixed from the sentences of this
repository's own list, topics and tags are its own. ``reading-list pages`` writes the pages of that
list as Markdown (its time does not count), stock MkDocs with Material and its search builds them,
with paper pages outside the navigation, which would cost the square of their number. Both builds
run in turn, and the ratio is taken between neighbours; the script checks that both wrote every
paper. ``again`` is our build with nothing changed. The ratio is of seconds as a clock shows them;
``cpu`` is the time of all processors, MB the most memory of all processes together.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from running import Run, build

from generator.library import load_library
from generator.problems import Report

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from generator.cli import main; main()"
TARGETS = {521: 0.25, 5_000: 0.20}
"""Largest ratio to stock that is accepted, by number of papers."""


def make_content(folder: Path, papers: int) -> None:
    """Make a list of so many papers up; the same number gives the same list."""
    chance = random.Random(papers)
    known = load_library(ROOT / "content", Report()).papers
    sentences = [s for p in known for s in re.split(r"(?<=[.!?])\s+", p.abstract) if len(s) > 40]
    words = [word for paper in known for word in paper.title.split()]
    names = sorted({author for paper in known for author in paper.authors}, key=str)
    for name in ("topics", "areas.yml", "tags.yml"):
        source = ROOT / "content" / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    for topic in (folder / "topics").glob("*.yml"):
        settings = yaml.safe_load(topic.read_text())
        for key in ("pin", "ban", "examples", "counterexamples", "start_here"):
            settings.pop(key, None)  # they name papers of the real list
        topic.write_text(yaml.safe_dump(settings, allow_unicode=True))
    captured = folder / "papers/captured"
    captured.mkdir(parents=True)
    with (captured / "made-up.jsonl").open("w") as file:
        for number in range(papers):
            authors = chance.sample(names, 4)
            record = {
                "title": " ".join([*chance.sample(words, 7), f"{number:x}"]),
                "abstract": " ".join(chance.sample(sentences, 8)),
                "authors": [{"family": a.family, "given": a.given} for a in authors],
                "year": 1990 + number % 36,
                "identifiers": {"doi": [f"10.5555/{number}"]},
            }
            file.write(json.dumps(record) + "\n")
    (captured / "made-up.jsonl.yml").write_text("title: Made up\nadded: 2025-03-12\n")
    pages = folder / "pages"
    pages.mkdir()
    (pages / "about.md").write_text("# About\n\nA list that was made up.\n")


def write_settings(file: Path, **settings: object) -> None:
    common = {"site_name": "Made up", "site_url": "https://example.org/list/"}
    file.write_text(yaml.safe_dump({**common, **settings}))


def paper_ids(site: Path) -> set[str]:
    """Papers that have a page, however the builder names its file."""
    flat = {page.stem for page in site.glob("papers/*.html")}
    folders = {page.parent.name for page in site.glob("papers/*/index.html")}
    return (flat | folders) - {"index", "page"}


def compare(work: Path, papers: int, repeat: int) -> bool:
    """Measure one size and print its line; whether the target is met."""
    make_content(work / "content", papers)
    material = {"name": "material", "font": False}
    ours, stock = work / "mkdocs.yml", work / "stock.yml"
    write_settings(
        ours, docs_dir="content/pages", site_dir="ours", theme=material, plugins=["reading-list"]
    )
    subprocess.run(
        [sys.executable, "-c", COMMAND, "pages", str(work / "pages"), "-f", str(ours)],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    write_settings(
        stock,
        docs_dir="pages",
        site_dir="stock",
        theme=material,
        plugins=["search"],
        nav=["index.md"],
        not_in_nav="*",
    )
    ratios, fresh, again, theirs = [], [], [], []
    for _ in range(repeat):
        shutil.rmtree(work / "ours", ignore_errors=True)
        fresh.append(build(ours))
        theirs.append(build(stock))
        ratios.append(fresh[-1].seconds / theirs[-1].seconds)
        again.append(build(ours))
    written = paper_ids(work / "ours")
    if written != paper_ids(work / "stock") or len(written) < papers:
        sys.exit(f"the two sites differ: {len(written)} papers are in ours")
    ratio = statistics.median(ratios)
    target = TARGETS.get(papers)

    def seconds(runs: list[Run]) -> float:
        return statistics.median(run.seconds for run in runs)

    def processor(runs: list[Run]) -> float:
        return statistics.median(run.cpu for run in runs)

    print(
        f"{papers:>7} {seconds(fresh):>8.2f} {seconds(theirs):>8.2f} {ratio:>7.3f} "
        f"{target or '':>7} {processor(fresh):>8.2f} {processor(theirs):>9.2f} "
        f"{seconds(again):>8.2f} {max(run.megabytes for run in fresh):>8.0f} "
        f"{max(run.megabytes for run in theirs):>8.0f}",
        flush=True,
    )
    return target is None or ratio <= target


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=sorted(TARGETS))
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print(
        f"{'papers':>7} {'ours s':>8} {'stock s':>8} {'ratio':>7} {'target':>7} {'ours cpu':>8} "
        f"{'stock cpu':>9} {'again s':>8} {'ours MB':>8} {'stock MB':>8}"
    )
    met = []
    for papers in options.papers:
        with tempfile.TemporaryDirectory() as work:
            met.append(compare(Path(work), papers, options.repeat))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
