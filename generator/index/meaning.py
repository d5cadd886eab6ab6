"""Words of like meaning, learnt from the list: what stands together, what is short for what.

The browser widens a question with them at low weight when few papers have all of its words.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from generator.index.postings import Postings
from generator.index.tokens import STOP_WORDS, words

NEAR = 4
"""Neighbours of a term at most."""

_LEAST_PAPERS = 3
_LEAST_SHARE = 0.00025
_MOST_SHARE = 0.1
"""Terms of more papers than this share say too little; of very few, too much by chance."""
_STRONG = 4
"""From this level on, a term is what the paper is about: in its title, or said repeatedly."""
_SAMPLE = 32
"""Papers looked at for one term; of more, one in so many is taken."""
_TOGETHER = 0.06
"""A neighbour stands in this share of the term's papers at least."""
_LEAST_WEIGHT = 2


def near_words(index: Mapping[str, Postings], size: int) -> Mapping[str, str]:
    """The neighbours of terms, strongest first.

    Two terms are near by the cosine of the sets of papers that have the one, and that are about
    the other.

    Args:
        index: All terms in order.
        size: Number of papers.

    Returns:
        By term: neighbours, each behind one digit for its weight (0 to 9), parted by commas.
    """
    most = max(_MOST_SHARE * size, 2 * _LEAST_PAPERS)
    least = max(_LEAST_PAPERS, _LEAST_SHARE * size)
    known = {
        term: found
        for term, found in index.items()
        if least <= len(found.papers) <= most
        and len(term) > 2
        and term not in STOP_WORDS
        and term.isalnum()
        and not term[0].isdigit()
    }
    subjects: list[list[str]] = [[] for _ in range(size)]
    for term, found in known.items():
        for paper, level in zip(found.papers, found.weights, strict=True):
            if level >= _STRONG:
                subjects[paper].append(term)
    roots = {term: math.sqrt(len(found.papers)) for term, found in known.items()}
    near = {}
    for term, found in known.items():
        sample = found.papers[:: math.ceil(len(found.papers) / _SAMPLE)]
        together = Counter(chain.from_iterable([subjects[paper] for paper in sample]))
        often = max(2.0, _TOGETHER * len(sample))
        beginning = term[:5]
        scale = 9 * math.sqrt(len(found.papers)) / len(sample)
        scored = [
            (-round(scale * times / roots[other]), other)
            for other, times in together.items()
            if times >= often and not other.startswith(beginning)
        ]
        best = [
            f"{min(9, -score)}{other}"
            for score, other in sorted(scored)[:NEAR]
            if score <= -_LEAST_WEIGHT
        ]
        if best:
            near[term] = ",".join(best)
    return near


_SHORT = re.compile(r"\(([A-Z][A-Za-z]*[A-Z])s?\)")
_BEFORE = 120
_LEAST_VOTES = 2


def abbreviations(texts: Iterable[str]) -> Sequence[tuple[str, str]]:
    """What short forms stand for, where two papers or more explain one alike, in order.

    "large language models (LLMs)" gives ``("llm", "large language model")``.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _SHORT.finditer(text):
            short = match[1].lower()
            before, _ = words(text[max(0, match.start() - _BEFORE) : match.start()])
            own = before[-len(short) :]
            if "".join([word[0] for word in own]) == short:
                votes[short][" ".join(own).removesuffix("s")] += 1
    found = []
    for short in sorted(votes):
        form, times = min(votes[short].items(), key=lambda item: (-item[1], item[0]))
        if times >= _LEAST_VOTES:
            found.append((short, form))
    return found
