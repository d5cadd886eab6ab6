"""Pairs of similar texts among many, without comparing all with all.

Titles that are nearly the same share their rare words, so only texts with a rare word in
common are compared; a text of common words only is looked up by pairs of its rarest ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz import fuzz, process

MAX_BLOCK = 50
"""A word, or a pair of words, in more texts than this does not make them candidates."""

RARE_WORDS = 3
PAIRED_WORDS = 4
MIN_RATIO = 85.0

Block = int | tuple[int, int]
"""A word, or two, by their rank of rarity."""


def similar_texts(
    texts: Iterable[str], min_ratio: float = MIN_RATIO
) -> Iterator[tuple[str, str, float]]:
    """Pairs of different texts with their likeness, 0–100 (``rapidfuzz.fuzz.ratio``).

    Args:
        texts: Words parted by spaces.
        min_ratio: Pairs less alike are left out.

    Yields:
        Each pair once, in an order that rests on the texts alone.
    """
    ordered = sorted(set(texts))
    words = [set(text.split()) for text in ordered]
    counts = Counter(word for found in words for word in found)
    # A word of one text alone, such as a misspelt one, leads nowhere.
    shared = sorted((count, word) for word, count in counts.items() if count > 1)
    rarity = {word: rank for rank, (_, word) in enumerate(shared)}
    rare_below = sum(count <= MAX_BLOCK for count, _ in shared)
    keys: list[list[Block]] = []
    for own in words:
        ranks = sorted([rarity[word] for word in own if word in rarity])
        blocks: list[Block] = [rank for rank in ranks[:RARE_WORDS] if rank < rare_below]
        if len(blocks) < RARE_WORDS:
            blocks.extend(combinations(ranks[:PAIRED_WORDS], 2))
        keys.append(blocks)
    sizes = Counter(key for found in keys for key in found)
    members: dict[Block, list[str]] = defaultdict(list)
    for text, found in zip(ordered, keys, strict=True):
        others: set[str] = set()
        for key in found:
            if 1 < sizes[key] <= MAX_BLOCK:
                others.update(members[key])
                members[key].append(text)
        # Sorted, since a set of strings has another order in every run.
        for other, ratio, _ in process.extract(
            text, sorted(others), scorer=fuzz.ratio, score_cutoff=min_ratio, limit=None
        ):
            yield other, text, ratio
