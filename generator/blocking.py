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
PAIRED_WORDS = 5
MIN_RATIO = 85.0


def similar_texts(
    texts: Iterable[str], min_ratio: float = MIN_RATIO
) -> Iterator[tuple[str, str, float]]:
    """Pairs of different texts with their likeness, 0–100 (``rapidfuzz.fuzz.ratio``).

    Args:
        texts: Words parted by spaces.
        min_ratio: Pairs less alike are left out.

    Yields:
        Each pair once, in sorted order.
    """
    ordered = sorted(set(texts))
    words = [sorted(set(text.split())) for text in ordered]
    counts = Counter(word for found in words for word in found)
    blocks: dict[str | tuple[str, str], list[int]] = defaultdict(list)
    keys: list[list[str | tuple[str, str]]] = []
    for index, found in enumerate(words):
        # A word of this text alone, such as a misspelt one, leads nowhere.
        by_rarity = sorted((w for w in found if counts[w] > 1), key=lambda w: (counts[w], w))
        rare: list[str | tuple[str, str]] = [
            word for word in by_rarity[:RARE_WORDS] if counts[word] <= MAX_BLOCK
        ]
        if len(rare) < RARE_WORDS:
            rare.extend(combinations(sorted(by_rarity[:PAIRED_WORDS]), 2))
        keys.append(rare)
        for key in rare:
            blocks[key].append(index)
    for index, text in enumerate(ordered):
        others = {
            other
            for key in keys[index]
            if len(blocks[key]) <= MAX_BLOCK
            for other in blocks[key]
            if other > index
        }
        candidates = [ordered[other] for other in sorted(others)]
        for second, ratio, _ in process.extract_iter(
            text, candidates, scorer=fuzz.ratio, score_cutoff=min_ratio
        ):
            yield text, second, ratio
