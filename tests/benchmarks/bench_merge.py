"""How fast merging is, and how many duplicates it finds.

    python tests/benchmarks/bench_merge.py [--corpus papers.jsonl.gz] [--sizes 500 20000 100000]

Papers come from a file of JSON lines (title, abstract, authors, year, venue, doi, arxiv_id), or
are made up. Where more are asked for, titles get new words and abstracts the sentences of
others. One record in ten is the second of a paper, changed in one of the ways of ``CHANGES``.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import itertools
import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from generator.formats.common import parse_names
from generator.identifiers import normalise
from generator.merge import merge_records
from generator.model import Author, Identifier, PartialDate, Record, SourceFile, Trust
from generator.problems import Location, Report
from generator.text import repair

SOURCE = SourceFile("papers/captured/a.jsonl", "a", Trust.CAPTURED, added=datetime.date(2025, 1, 1))
SHARE_OF_DUPLICATES = 0.1
SYLLABLES = "ba co di fe gu ha ji ko lu me na po qua ri so tu va we xi yo zu tra ste pli".split()


# --- papers ---------------------------------------------------------------------------------


def load(corpus: Path) -> list[Record]:
    """The papers of a file, without its own duplicates."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = [_record(json.loads(line), index) for index, line in enumerate(lines)]
    papers = sorted(p.records[0].position for p in merge_records(records, Report()).papers)
    return [replace(records[old], position=new) for new, old in enumerate(papers)]


def _record(paper: dict[str, object], index: int) -> Record:
    ids = [(s, str(paper.get(k) or "")) for s, k in (("doi", "doi"), ("arxiv", "arxiv_id"))]
    found = [normalise(scheme, value) for scheme, value in ids if value]
    return Record(
        location=Location(SOURCE.file, index + 1),
        source=SOURCE,
        position=index,
        title=str(paper["title"]).strip(),
        abstract=str(paper["abstract"]),
        authors=parse_names([str(name) for name in paper["authors"]]),  # type: ignore[attr-defined]
        issued=PartialDate(int(str(paper["year"]))),
        venue=str(paper["venue"]),
        identifiers=tuple(identifier for identifier in found if identifier),
    )


def invent(count: int, rng: random.Random) -> list[Record]:
    """Made-up papers: words are as unevenly frequent as in real titles (Zipf)."""
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))

    def some(number: int) -> str:
        return " ".join(rng.choices(words, cum_weights=weights, k=number))

    papers = []
    for index in range(count):
        title = some(rng.randint(3, 12)).capitalize()
        if rng.random() < 0.35:
            title = f"{some(1).capitalize()}: {title}"
        papers.append(
            Record(
                location=Location(SOURCE.file, index + 1),
                source=SOURCE,
                position=index,
                title=title,
                abstract=". ".join(some(rng.randint(12, 24)) for _ in range(6)),
                authors=tuple(
                    Author(some(1).capitalize(), some(1).capitalize())
                    for _ in range(rng.randint(1, 6))
                ),
                issued=PartialDate(rng.randint(1990, 2025)),
                venue="Venue",
            )
        )
    return papers


def grow(papers: list[Record], count: int, rng: random.Random) -> list[Record]:
    """As many papers as asked for; the further ones are mixed from those at hand."""
    grown = papers[:count]
    sentences = [re.split(r"(?<=[.!?])\s+", paper.abstract) for paper in papers]
    words = [word for paper in papers for word in paper.title.split() if len(word) > 4]
    while len(grown) < count:
        base = rng.choice(papers)
        title = base.title.split()
        for place in rng.sample(range(len(title)), k=min(len(title), max(2, len(title) // 3))):
            title[place] = rng.choice(words)
        title.insert(rng.randrange(len(title)), "".join(rng.choices(SYLLABLES, k=3)))
        mixed = [rng.choice(rng.choice(sentences)) for _ in range(8)]
        authors = rng.choice(papers).authors[:3] + rng.choice(papers).authors[:2]
        grown.append(
            replace(
                base,
                location=Location(SOURCE.file, len(grown) + 1),
                position=len(grown),
                title=" ".join(title),
                abstract=" ".join(mixed),
                authors=authors,
                identifiers=(),
            )
        )
    return grown


# --- their second records -------------------------------------------------------------------


def _typo(title: str, rng: random.Random) -> str:
    words = title.split()
    long = [i for i, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return title
    place = rng.choice(long)
    word = words[place]
    at = rng.randint(1, len(word) - 2)
    words[place] = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice("aeiorstn") + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return " ".join(words)


def _tex(title: str, rng: random.Random) -> str:
    accents = {"a": r"\"a", "e": r"\'e", "o": r"{\"o}", "u": r"\"{u}"}
    words = [f"{{{word}}}" if rng.random() < 0.4 else word for word in title.split()]
    place = rng.randrange(len(words))
    words[place] = re.sub("[aeou]", lambda m: accents[m[0]], words[place], count=1)
    return " ".join(words).replace("&", r"\&").replace("%", r"\%")


def _punctuation(title: str, rng: random.Random) -> str:
    return re.sub(r"[-–:,.?!'’]", lambda m: rng.choice(("", " ", m[0])), title)


def _small_words(title: str, rng: random.Random) -> str:
    return " ".join(w for w in title.split() if w.lower() not in ("a", "an", "the", "of", "for"))


def _same(title: str, rng: random.Random) -> str:
    return title


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "same": _same,
    "case": lambda title, rng: rng.choice((title.upper(), title.lower(), title.title())),
    "punctuation": _punctuation,
    "TeX": _tex,
    "one typo": _typo,
    "two typos": lambda title, rng: _typo(_typo(title, rng), rng),
    "subtitle dropped": lambda title, rng: title.split(": ", 1)[0],
    "small words dropped": _small_words,
    "other title, same arXiv id": lambda title, rng: f"Revisited {' '.join(title.split()[::-2])}",
}


def second_records(
    papers: list[Record], count: int, rng: random.Random
) -> list[tuple[str, int, Record]]:
    """Changed copies: what was changed, position of the original, record.

    Some come without abstract, without authors, or with one of them cut.
    """
    made: list[tuple[str, int, Record]] = []
    for kind, number in zip(itertools.cycle(CHANGES), range(10**9), strict=False):
        if len(made) == count:
            return made
        place = rng.randrange(len(papers))
        paper = papers[place]
        if kind == "subtitle dropped" and ": " not in paper.title:
            continue
        identifiers: tuple[Identifier, ...] = ()
        if kind == "other title, same arXiv id":
            identifiers = (Identifier("arxiv", f"2501.{number % 99_999 + 1:05d}"),)
            paper = papers[place] = replace(paper, identifiers=(*paper.identifiers, *identifiers))
        record = replace(
            paper,
            location=Location(SOURCE.file, len(papers) + len(made) + 1),
            position=len(papers) + len(made),
            title=CHANGES[kind](paper.title, rng),
            identifiers=identifiers,
        )
        what = rng.choice(("all", "no abstract", "no authors", "cut abstract", "initials"))
        if what == "no abstract":
            record = replace(record, abstract="")
        elif what == "no authors":
            record = replace(record, authors=())
        elif what == "cut abstract":
            record = replace(record, abstract=record.abstract[:300] + "…")
        elif what == "initials":
            short = tuple(Author(a.family, f"{a.given[:1]}.") for a in record.authors[:3])
            record = replace(record, authors=short)
        made.append((kind, place, record))
    return made


# --- measuring ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """What one run gave.

    Attributes:
        seconds: Wall time of merging.
        cpu_seconds: Time of the processor, of use on a busy machine.
        precision: Share of joined pairs of records that are one paper.
        recall: Share of second records that joined their paper.
        asked: Second records that did not, and are reported as ambiguous.
        pairs_asked: All ambiguous pairs.
        kinds: Found and all second records by kind of change.
    """

    papers: int
    seconds: float
    cpu_seconds: float
    precision: float
    recall: float
    asked: int
    pairs_asked: int
    kinds: dict[str, tuple[int, int]]


def measure(papers: list[Record], size: int, rng: random.Random) -> Result:
    """Merge ``size`` records, one in ten of them the second of a paper."""
    copies = int(size * SHARE_OF_DUPLICATES)
    base = grow(papers, size - copies, rng)
    changed = second_records(base, copies, rng)
    records = [repair(r) for r in [*base, *(record for _, _, record in changed)]]
    rng.shuffle(records)
    start, cpu_start = time.perf_counter(), time.process_time()
    merged = merge_records(records, Report())
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start

    original = {record.position: place for _, place, record in changed}
    paper_of = {r.position: p.id for p in merged.papers for r in p.records}
    ambiguous = {frozenset((pair.first, pair.second)) for pair in merged.ambiguous}
    found: Counter[str] = Counter()
    asked = 0
    for kind, place, record in changed:
        ours, theirs = paper_of[record.position], paper_of[place]
        found[kind] += ours == theirs
        asked += frozenset((ours, theirs)) in ambiguous
    right = wrong = 0
    for paper in merged.papers:
        for a, b in itertools.combinations([r.position for r in paper.records], 2):
            same = original.get(a, a) == original.get(b, b)
            right, wrong = right + same, wrong + (not same)
    counts = Counter(kind for kind, _, _ in changed)
    return Result(
        papers=len(merged.papers),
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        precision=right / max(1, right + wrong),
        recall=sum(found.values()) / max(1, copies),
        asked=asked,
        pairs_asked=len(ambiguous),
        kinds={kind: (found[kind], counts[kind]) for kind in counts},
    )


def main() -> None:
    """Print a table of sizes and, for the last size, one of kinds of changes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 20_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    papers = load(args.corpus) if args.corpus else invent(20_000, rng)
    print("| records | papers | s | CPU s | peak MB | precision | recall | asked | pairs asked |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in args.sizes:
        result = measure(papers, size, rng)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {size:,} | {result.papers:,} | {result.seconds:.1f} | {result.cpu_seconds:.1f} "
            f"| {peak:,.0f} | {result.precision:.4f} | {result.recall:.4f} "
            f"| {result.asked:,} | {result.pairs_asked:,} |",
            flush=True,
        )
    print("\n| change | found | of |\n|---|---|---|")
    for kind, (found, count) in result.kinds.items():
        print(f"| {kind} | {found / count:.3f} | {count:,} |")


if __name__ == "__main__":
    main()
