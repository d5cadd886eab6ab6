"""How long links between papers take, and how good related papers are beside plain TF-IDF.

    python tests/benchmarks/bench_links.py [--corpus papers.jsonl.gz] [--sizes 500 20000 100000]
    python tests/benchmarks/bench_links.py --quality

Papers come from where ``bench_merge.py`` has them, unrepaired. Quality is measured on those of the
list's papers that were labelled by hand: the share of neighbours with the first topic of their
paper, and with any, with and without what the list's rules know.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench_merge import grow, invent, load

from generator.identity.fields import merge_fields
from generator.labels import Labels
from generator.library import load_library
from generator.linking.mentions import find_mentions
from generator.linking.related import NEIGHBOURS, find_related
from generator.linking.subjects import subjects_of
from generator.model import Paper
from generator.problems import Report
from generator.store import uncollected
from generator.text import title_key

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests/data/labelled-sample.json"
NO_LABELS = Labels({}, {}, {})

T = TypeVar("T")


# --- time -----------------------------------------------------------------------------------


def measure(papers: Sequence[Paper]) -> tuple[dict[str, float], int, int]:
    """Seconds by step, mentions found, papers with neighbours."""
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        done = work()
        seconds[step] = time.perf_counter() - start
        return done

    subjects = timed("subjects", lambda: subjects_of(papers))
    mentions, _ = timed("mentions", lambda: find_mentions(papers, subjects))
    related = timed(
        "related", lambda: dict(find_related(papers, subjects, {}, NO_LABELS, mentions))
    )
    return seconds, sum(map(len, mentions.values())), len(related)


def print_times(corpus: Path | None, sizes: Sequence[int]) -> None:
    """Print the times of lists of several sizes."""
    rng = random.Random(1)
    records = load(corpus) if corpus else invent(20_000, rng)
    print("| papers | subjects, s | mentions, s | related, s | peak MB | mentions |")
    print("|---|---|---|---|---|---|")
    for size in sizes:
        grown = enumerate(grow(records, size, rng))
        papers = [replace(merge_fields([record]), id=f"paper-{n:06}") for n, record in grown]
        with uncollected():
            seconds, mentions, _ = measure(papers)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        times = " | ".join(f"{value:.1f}" for value in seconds.values())
        print(f"| {len(papers):,} | {times} | {peak:,.0f} | {mentions:,} |", flush=True)


# --- quality --------------------------------------------------------------------------------


def tf_idf(papers: Sequence[Paper]) -> dict[str, list[str]]:
    """Neighbours by the cosine of TF-IDF vectors of title and abstract, as plain as it gets."""
    texts = [re.findall(r"\w\w+", f"{p.title} {p.abstract}".lower()) for p in papers]
    papers_with = Counter(word for text in texts for word in set(text))
    vectors = []
    for text in texts:
        weights = {
            word: count * (math.log((1 + len(papers)) / (1 + papers_with[word])) + 1)
            for word, count in Counter(text).items()
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values()))
        vectors.append({word: weight / length for word, weight in weights.items()})
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            holders[word].append((place, weight))
    neighbours = {}
    for place, vector in enumerate(vectors):
        likeness: Counter[int] = Counter()
        for word, weight in vector.items():
            for other, other_weight in holders[word]:
                likeness[other] += weight * other_weight
        del likeness[place]
        best = sorted(likeness, key=lambda other: (-likeness[other], other))
        neighbours[papers[place].id] = [papers[other].id for other in best[:NEIGHBOURS]]
    return neighbours


@dataclass(frozen=True, slots=True)
class Score:
    """Of neighbours that were labelled by hand, the share with a topic of their paper."""

    first: float
    any: float


def score(neighbours: Mapping[str, Sequence[str]], topics: Mapping[str, Sequence[str]]) -> Score:
    """Judge rankings of the labelled papers among themselves, to the number of neighbours."""
    first, any_topic = [], []
    for paper, ranked in neighbours.items():
        for other in ranked:
            first.append(topics[paper][0] == topics[other][0])
            any_topic.append(not set(topics[paper]).isdisjoint(topics[other]))
    return Score(sum(first) / len(first), sum(any_topic) / len(any_topic))


def print_quality(most: Sequence[int] = (3, 5, 10)) -> None:
    """Print how many neighbours among the labelled papers have the topic of their paper."""
    library = load_library(ROOT / "content", Report())
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    labelled = {title_key(title): topics for title, topics in sample.items()}
    papers = [p for p in library.papers if title_key(p.title) in labelled]
    topics = {p.id: labelled[title_key(p.title)] for p in papers}
    subjects = subjects_of(papers)
    mentions, _ = find_mentions(papers, subjects)
    words = dict(find_related(papers, subjects, {}, NO_LABELS, mentions))
    full = dict(find_related(papers, subjects, library.assignments, library.labels, mentions))
    by_hand = {id: [related.id for related in found] for id, found in words.items()}
    rankings = {
        "plain TF-IDF": tf_idf(papers),
        "without topics and tags": by_hand,
        "all that the list knows": {id: [r.id for r in found] for id, found in full.items()},
    }
    print("| neighbours | " + " | ".join(f"first topic @{n} | any @{n}" for n in most) + " |")
    print("|---|" + "---|" * 2 * len(most))
    for name, ranking in rankings.items():
        cells = []
        for count in most:
            found = score({id: others[:count] for id, others in ranking.items()}, topics)
            cells.append(f"{found.first:.3f} | {found.any:.3f}")
        print(f"| {name} | {' | '.join(cells)} |")


def main() -> None:
    """Print the table that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 20_000, 100_000])
    parser.add_argument("--quality", action="store_true")
    args = parser.parse_args()
    if args.quality:
        print_quality()
    else:
        print_times(args.corpus, args.sizes)


if __name__ == "__main__":
    main()
