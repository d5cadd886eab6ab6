"""Time of a build after a change against that of a clean build.

``python tests/benchmarks/bench_rebuild.py [--papers N …] [--repeat N] [--no-check]``

521 is this repository's own list; other sizes are made up as ``bench_build.py`` does it. A clean
build has neither a cache nor a last site. After it nothing is changed, a clause is added to a
topic's rule, a paper is added; each time the list is built from the cache and the site is compared
byte for byte with a clean build of the same content. The ratio is of the processors' seconds; MB
is the most memory of all processes together.
"""

import argparse
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench_build import ROOT, make_content, write_settings
from running import Run, build

from generator.store import FOLDER

TARGETS = {("nothing", 5_000): 0.3}
"""Largest ratio to a clean build that is accepted, by change and number of papers."""

PAPER = """@article{added,
  title = {A paper that was added},
  author = {Doe, Jane},
  year = {2025},
  abstract = {We add a paper on reinforcement learning from human feedback.},
}
"""


def build_into(work: Path, site: str = "site") -> Run:
    """Build the list into a folder."""
    return build(work / "mkdocs.yml", "-d", str(work / site))


def build_clean(work: Path, site: str) -> Run:
    """Build without a cache and a last site; the cache stays as it was."""
    kept = work / FOLDER
    if kept.exists():
        kept.rename(work / "kept")
    shutil.rmtree(work / site, ignore_errors=True)
    cost = build_into(work, site)
    if (work / "kept").exists():
        shutil.rmtree(kept)
        (work / "kept").rename(kept)
    return cost


def change_nothing(content: Path) -> None:
    """Leave everything as it is."""


def change_rule(content: Path) -> None:
    """Add a clause to the first topic's rule."""
    topic = min((content / "topics").glob("*.yml"))
    text = topic.read_text()
    word = f"benchmark clause {len(text)}"
    changed = re.sub(r"any:\n( *)- ", rf"any:\n\1- {word}\n\1- ", text, count=1)
    assert word in changed
    topic.write_text(changed)


def add_paper(content: Path) -> None:
    """Add a file with one paper."""
    number = len(list(content.glob("papers/captured/added-*.bib")))
    file = content / f"papers/captured/added-{number}.bib"
    file.write_text(PAPER.replace("added", f"added{number}"))
    Path(f"{file}.yml").write_text("title: Added\nadded: 2025-05-01\n")


CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing": change_nothing,
    "a rule": change_rule,
    "a paper": add_paper,
}


def bytes_of(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def processor(runs: Sequence[Run]) -> float:
    return statistics.median(run.cpu for run in runs)


def show(papers: int, name: str, runs: Sequence[Run], ratio: float, target: float | None) -> None:
    """Print a line of the table."""
    seconds, peak = statistics.median(r.seconds for r in runs), max(r.megabytes for r in runs)
    print(
        f"{papers:>7} {name:<8} {processor(runs):>8.2f} {seconds:>8.2f} {peak:>6.0f} "
        f"{ratio:>7.3f} {target or '':>7}",
        flush=True,
    )


def run(work: Path, papers: int, repeat: int, check: bool) -> bool:
    """Measure one size and print its lines; whether the targets are met."""
    if papers == 521:
        shutil.copytree(ROOT / "content", work / "content")
        shutil.copy(ROOT / "mkdocs.yml", work)
    else:
        make_content(work / "content", papers)
        material = {"name": "material", "font": False}
        write_settings(
            work / "mkdocs.yml",
            docs_dir="content/pages",
            theme=material,
            plugins=["reading-list"],
        )
    clean = [build_clean(work, "clean") for _ in range(repeat)]
    show(papers, "all", clean, 1.0, None)
    build_into(work)
    met = True
    for name, change in CHANGES.items():
        runs = []
        for _ in range(repeat):
            change(work / "content")
            runs.append(build_into(work))
        ratio, target = processor(runs) / processor(clean), TARGETS.get((name, papers))
        if check:
            build_clean(work, "clean")
            if bytes_of(work / "site") != bytes_of(work / "clean"):
                sys.exit(f"after a change of {name} the site differs from that of a clean build")
        show(papers, name, runs, ratio, target)
        met = met and (target is None or ratio <= target)
    return met


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=[521, 5_000])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--no-check", dest="check", action="store_false")
    options = parser.parse_args()
    print(
        f"{'papers':>7} {'changed':<8} {'cpu s':>8} {'wall s':>8} {'MB':>6} "
        f"{'ratio':>7} {'target':>7}"
    )
    met = []
    for papers in options.papers:
        with tempfile.TemporaryDirectory() as work:
            met.append(run(Path(work), papers, options.repeat, options.check))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
