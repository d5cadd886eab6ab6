"""How fast rules are: all of them anew, and after one has changed (processor time).

    python tests/benchmarks/bench_rules.py [--content content] [--sizes 521 5000 100000]

The rules are those of a content folder. Papers are its own; where more are asked for, new ones
are made of the sentences of three others, so that words and phrases are as frequent as they are.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from generator.labels import Labels, Memory, assign_labels, load_labels
from generator.library import load_library
from generator.model import Paper
from generator.problems import Report


def more_papers(papers: tuple[Paper, ...], count: int) -> list[Paper]:
    """The papers, and as many made-up ones as are wanted."""
    rng = random.Random(1)
    sentences = [re.split(r"(?<=\.) ", paper.abstract) for paper in papers]
    made = list(papers[:count])
    while len(made) < count:
        title = rng.choice(papers).title
        parts = [rng.choice(rng.choice(sentences)) for _ in range(7)]
        made.append(Paper(id=f"made-{len(made)}", title=title, abstract=" ".join(parts)))
    return made


def changed(labels: Labels, number: int) -> Labels:
    """The labels, with another threshold in one topic."""
    topic = list(labels.topics.values())[number % len(labels.topics)]
    rule = replace(topic.selection.rule, threshold=topic.selection.rule.threshold + 0.01 * number)
    selection = replace(topic.selection, rule=rule)
    return replace(labels, topics={**labels.topics, topic.id: replace(topic, selection=selection)})


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--content", type=Path, default=Path("content"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[521, 5000])
    arguments = parser.parse_args()
    library = load_library(arguments.content, Report())
    labels = load_labels(arguments.content, Report())
    clauses = sum(
        len(label.selection.rule.clauses)
        for label in (*labels.tags.values(), *labels.topics.values())
    )
    print(f"{len(labels.topics)} topics, {len(labels.tags)} tags, {clauses} clauses")
    for size in arguments.sizes:
        papers = more_papers(library.papers, size)
        memory = Memory()
        start = time.process_time()
        assign_labels(papers, labels, Report(), memory if size <= 20_000 else None)
        anew = time.process_time() - start
        line = f"{size} papers: anew {anew:.2f} s ({anew / size * 1000:.2f} ms a paper)"
        if size <= 20_000:
            times = []
            for number in range(1, 6):
                start = time.process_time()
                assign_labels(papers, changed(labels, number), Report(), memory)
                times.append(time.process_time() - start)
            line += f", after a change {sorted(times)[2]:.2f} s"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{line}, peak {peak} MB")


if __name__ == "__main__":
    main()
