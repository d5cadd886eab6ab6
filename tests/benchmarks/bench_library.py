"""Time to read a large BibTeX library: once, and again from the cache.

``python tests/benchmarks/bench_library.py [--entries N …]``

The library is made up from the sentences, words and authors of this repository's own list. Each
reading begins a process of its own, which parses and repairs all records.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_build import ROOT

from generator.library import load_library
from generator.problems import Report

TARGETS = {100_000: (60.0, 3.0)}
"""Most seconds that are accepted once and again, by number of entries."""

READ = """
import sys, time
from pathlib import Path
from generator.library import read_repaired
from generator.memory import Memory
from generator.problems import Report
from generator.store import Store
content, cache = map(Path, sys.argv[1:])
start = time.perf_counter()
records = read_repaired(content, Memory(Store(cache)), Report())
print(len(records), time.perf_counter() - start)
"""


def make_library(content: Path, entries: int) -> Path:
    """Make a library of so many entries up; the same number gives the same library."""
    chance = random.Random(entries)
    known = load_library(ROOT / "content", Report()).papers
    sentences = [s for p in known for s in re.split(r"(?<=[.!?])\s+", p.abstract) if len(s) > 40]
    words = [word for paper in known for word in paper.title.split()]
    names = sorted({author for paper in known for author in paper.authors}, key=str)
    in_tex = str.maketrans({**{sign: f"\\{sign}" for sign in "&%#_"}, **dict.fromkeys("{}\\", "")})
    file = content / "papers/captured/library.bib"
    file.parent.mkdir(parents=True)
    with file.open("w") as library:
        for number in range(entries):
            authors = " and ".join(f"{a.family}, {a.given}" for a in chance.sample(names, 4))
            fields = {
                "title": " ".join([*chance.sample(words, 7), f"{number:x}"]),
                "author": authors,
                "year": str(1990 + number % 36),
                "journal": "Journal of Made-up Results",
                "doi": f"10.5555/{number}",
                "keywords": "learning, control",
                "abstract": " ".join(chance.sample(sentences, 8)),
            }
            library.write(f"@article{{key{number},\n")
            for name, value in fields.items():
                library.write(f"  {name} = {{{value.translate(in_tex)}}},\n")
            library.write("}\n\n")
    Path(f"{file}.yml").write_text("title: A library\nadded: 2025-03-12\n")
    return file


def read(content: Path, cache: Path, entries: int) -> float:
    """Read the library in a process of its own; seconds."""
    said = subprocess.run(
        [sys.executable, "-c", READ, content, cache],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    count, seconds = said.stdout.split()
    if int(count) != entries:
        sys.exit(f"{count} of {entries} entries were read")
    return float(seconds)


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[100_000])
    options = parser.parse_args()
    print(f"{'entries':>8} {'MB':>6} {'once s':>8} {'target':>7} {'again s':>8} {'target':>7}")
    met = True
    for entries in options.entries:
        with tempfile.TemporaryDirectory() as work:
            content, cache = Path(work, "content"), Path(work, "cache")
            size = make_library(content, entries).stat().st_size / 1e6
            once, again = read(content, cache, entries), read(content, cache, entries)
        most = TARGETS.get(entries, (float("inf"), float("inf")))
        print(
            f"{entries:>8} {size:>6.0f} {once:>8.2f} {most[0]:>7} {again:>8.2f} {most[1]:>7}",
            flush=True,
        )
        met = met and once <= most[0] and again <= most[1]
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
