"""What a long list costs against a short one: time a paper, memory, room on disk.

``python tests/benchmarks/bench_long.py [--papers N] [--against N]``

Both lists are made up as in ``bench_build.py`` and built clean, one after the other. ``ms`` is the
time of all processors for each paper, the ratio that to the shorter list; MB is the most memory of
all processes together, what they share counted once; ``kB`` is what the site takes on disk for
each paper, everything included; ``reading-list check`` says which hosts take so much.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench_build import make_content, paper_ids, write_settings
from running import Run, build

RATIO = 1.3
"""Largest ratio of time a paper that is accepted."""

MEGABYTES = 2_500
"""Most memory that is accepted, of 100,000 papers."""


def measure(work: Path, papers: int) -> tuple[Run, float]:
    """The cost of a build, and the kilobytes that each paper takes on disk."""
    make_content(work / "content", papers)
    settings = work / "mkdocs.yml"
    write_settings(
        settings,
        docs_dir="content/pages",
        theme={"name": "material", "font": False},
        plugins=["reading-list"],
    )
    cost = build(settings)
    if len(paper_ids(work / "site")) < papers:
        sys.exit("papers have no page")
    size = sum(path.lstat().st_size for path in (work / "site").rglob("*") if path.is_file())
    return cost, size / papers / 1000


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--against", type=int, default=5_000)
    options = parser.parse_args()
    print(f"{'papers':>7} {'seconds':>8} {'ms':>6} {'ratio':>6} {'MB':>6} {'kB':>5}")
    each, met = 0.0, True
    for papers in (options.against, options.papers):
        with tempfile.TemporaryDirectory() as work:
            cost, kilobytes = measure(Path(work), papers)
        own = 1000 * cost.cpu / papers
        each = each or own
        print(
            f"{papers:>7} {cost.seconds:>8.1f} {own:>6.2f} {own / each:>6.2f} "
            f"{cost.megabytes:>6.0f} {kilobytes:>5.1f}",
            flush=True,
        )
        met &= own <= RATIO * each and cost.megabytes <= MEGABYTES
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
