"""The search index: static shards by term that a page fetches on demand, made from the data.

All files are classic scripts that call ``readingListIndex(name, data)``, because pages opened
from disk can load scripts but not ``fetch``.

==================  ==================================================================
``index.js``        number of papers, shard boundaries, labels
``terms-<n>.js``    terms in order, see :func:`_term_line`
``places-<n>.js``   positions of the same terms, line by line; fetched for phrases only
``papers-<n>.js``   what a result shows, some papers a file
``years.js``        years of all papers
``facets.js``       topics, tags, venue, captures, code of all papers
``starts.js``       frequent terms of beginnings that run over many shards
``ends-<n>.js``     terms by their last letters, where there is more than one shard; fetched for
                   words that are in no paper
``meanings.js``     words that mean the same; fetched when few papers have all words
``slugs.js``        checksums of slugs; fetched to show the reader's own papers only
==================  ==================================================================
"""

from __future__ import annotations

import gc
import hashlib
import re
from array import array
from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import nsmallest
from itertools import accumulate

from generator.index.meaning import abbreviations, near_words
from generator.index.papers import FEW, paper_files, papers_a_file, script
from generator.index.postings import LEVELS, SIGNS, Postings, postings_of
from generator.index.tokens import STOP_WORDS, words
from generator.library import Library
from generator.outputs import GeneratedFile
from generator.text import plain

__all__ = ["index_files"]

TOPIC = "#"
TAG = "&"
"""Stand before ids in the terms of labels."""

SHARD_CHARACTERS = 10_000
SHARD_CHARACTERS_OF_FEW = 20_000
"""Shards are closed at this size; a frequent term may exceed it alone. A small list has larger
ones: there, the number of files costs more than their size."""

LEAST_FULL = 0.6
"""A shard has at least this share of that size, unless a frequent term follows."""

ONE_SHARD = 400_000
"""So much is one shard (of 150 kB when it is sent): less than a question fetches of many."""

WHOLE = 64
"""Of so many terms of a shard the first one is written whole, so that a search can begin there."""

LONGEST_START = 3
STARTS_SHARDS = 3
"""A beginning that runs over more shards than this is answered from ``starts.js``."""

STARTS_SHOWN = 3
ENDS_LEAST = 10_000
"""A term has its place in ``ends`` if it is in more papers than one in so many."""

_ASTRAL = re.compile(r"[^\0-\uffff]")


def index_files(library: Library) -> Iterator[GeneratedFile]:
    """All files of the index, for the papers in the order of the library."""
    with _no_garbage():
        files = list(_files(library))
    yield from files


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Looking for cycles in a million lists that have none takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _files(library: Library) -> Iterator[GeneratedFile]:
    texts = _texts(library)

    def rest() -> list[GeneratedFile]:
        return [*paper_files(library), script("meanings", _meanings(library, texts))]

    made, others = postings_of(texts, rest)
    made |= _label_postings(library)
    index = {term: made[term] for term in sorted(made, key=_as_in_browser)}
    near = near_words(index, len(texts))
    terms = list(index)
    sizes = [_size(term, index[term], near.get(term, "")) for term in terms]
    most = SHARD_CHARACTERS_OF_FEW if len(texts) <= FEW else SHARD_CHARACTERS
    bounds = _shards(terms, sizes, ONE_SHARD if sum(sizes) <= ONE_SHARD else most)
    ends = _ends(index, len(texts)) if len(bounds) > 1 else []
    end_bounds = _shards(ends, [len(term) + 1 for term in ends], most)
    digest = hashlib.sha256()
    for file in (
        *_term_files(index, near, terms, bounds),
        *others,
        *(
            script(f"ends-{n}", ";".join([term[::-1] for term in ends[start:end]]))
            for n, (start, end) in enumerate(end_bounds)
        ),
        script("starts", _starts(index, terms, bounds)),
    ):
        digest.update(file.content)
        yield file
    yield script(
        "index",
        {
            "version": digest.hexdigest()[:12],
            "papers": len(texts),
            "chunk": papers_a_file(len(texts)),
            "stop": sorted(STOP_WORDS),
            "shards": _boundaries(terms, bounds),
            "ends": _boundaries(ends, end_bounds),
            "topics": [[t.id, t.title, t.area] for t in library.labels.topics.values()],
            "tags": [[t.id, t.title] for t in library.labels.tags.values()],
        },
    )


def _texts(library: Library) -> list[dict[str, str]]:
    """For each paper the text of every field."""
    labels = library.labels
    said: dict[str, list[str]] = defaultdict(list)
    for topic in labels.topics.values():
        for start in topic.start_here:
            said[start.paper].append(start.sentence)
    found = []
    for paper in library.papers:
        assigned = library.assignments[paper.id]
        titles = [labels.topics[a.id].title for a in assigned.topics]
        titles += [labels.tags[a.id].title for a in assigned.tags]
        aliases = [alias for record in paper.records for alias in record.aliases]
        found.append(
            {
                "title": plain(paper.title),
                "names": " . ".join([*library.links.names.get(paper.id, ()), *aliases]),
                "labels": " . ".join(titles),
                "venue": paper.venue,
                "notes": " . ".join([paper.note, *said.get(paper.id, ())]),
                "abstract": plain(paper.abstract),
                "authors": " . ".join([str(author) for author in paper.authors]),
            }
        )
    return found


def _label_postings(library: Library) -> dict[str, Postings]:
    """Topics and tags as terms; a paper's first topic weighs most."""
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    for number, paper in enumerate(library.papers):
        own = library.assignments[paper.id]
        ids = [TOPIC + topic.id for topic in own.topics] + [TAG + tag.id for tag in own.tags]
        for place, term in enumerate(ids):
            weights[term][number] = LEVELS - 1 if place == 0 else LEVELS // 2
    return {
        term: Postings(array("I", found), bytes(found.values()), "")
        for term, found in weights.items()
    }


def _as_in_browser(term: str) -> bytes:
    """Orders as JavaScript does, by UTF-16 units."""
    return term.encode("utf-16-be", "surrogatepass")


# -- terms ------------------------------------------------------------------------------------


def _size(term: str, found: Postings, near: str) -> int:
    """About how long the line of a term is."""
    return len(term) + 3 * len(found.papers) + len(near)


def _shards(terms: Sequence[str], sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Ranges of terms that make one shard each.

    Of the places where a shard may end, it ends where the terms beside it have least in common, so
    that a word and its endings are fetched together.
    """
    sums = [0, *accumulate(sizes)]
    shards = []
    start = 0
    while start < len(sizes):
        end = max(bisect(sums, sums[start] + most) - 1, start + 1)
        if end < len(sizes):
            least = max(bisect(sums, sums[start] + int(LEAST_FULL * most)), start + 1)
            ends = range(end, least - 1, -1)
            end = min(ends, key=lambda i: _shared(terms[i - 1], terms[i]), default=end)
        shards.append((start, end))
        start = end
    return shards


def _boundaries(terms: Sequence[str], bounds: Sequence[tuple[int, int]]) -> list[str]:
    """For each shard the shortest beginning of its first term that no earlier term has."""
    found = []
    for start, _ in bounds:
        shared = _shared(terms[start - 1], terms[start]) if start else 0
        found.append(terms[start][: shared + 1])
    return found


def _term_files(
    index: Mapping[str, Postings],
    near: Mapping[str, str],
    terms: Sequence[str],
    bounds: Sequence[tuple[int, int]],
) -> Iterator[GeneratedFile]:
    for number, (start, end) in enumerate(bounds):
        lines = []
        for i in range(start, end):
            before = terms[i - 1] if (i - start) % WHOLE else ""
            lines.append(_term_line(before, terms[i], index[terms[i]], near.get(terms[i], "")))
        yield script(f"terms-{number}", ";".join(lines))
        places = ";".join([index[term].positions() for term in terms[start:end]])
        yield script(f"places-{number}", places)


def _term_line(before: str, term: str, found: Postings, near: str) -> str:
    """A term as one sign for how many letters it shares with the one before, and the rest.

    Behind it, parted by spaces: the gaps between its papers, their levels, its neighbours.
    """
    shared = _shared(before, term)
    if not term.isascii():  # JavaScript counts some letters twice
        shared = len(_ASTRAL.split(term[:shared])[0])
    line = f"{SIGNS[shared]}{term[shared:]} {found.gaps()} {found.levels()}"
    return f"{line} {near}" if near else line


def _shared(one: str, other: str) -> int:
    """How many letters two terms begin with alike, as far as one sign can say."""
    most = min(len(one), len(other), len(SIGNS) - 1)
    shared = 0
    while shared < most and one[shared] == other[shared]:
        shared += 1
    return shared


def _starts(
    index: Mapping[str, Postings], terms: Sequence[str], bounds: Sequence[tuple[int, int]]
) -> dict[str, str]:
    """The most frequent terms of every short beginning that runs over many shards."""
    first = [terms[start] for start, _ in bounds]
    beginnings = {term[:length] for term in first for length in range(1, LONGEST_START + 1)}
    ranked = [(-len(found.papers), term) for term, found in index.items()]
    found = {}
    for beginning in sorted(beginnings):
        behind = beginning + "\uffff"
        if bisect(first, behind) - bisect_left(first, beginning) >= STARTS_SHARDS:
            own = ranked[bisect(terms, beginning) : bisect(terms, behind)]
            found[beginning] = " ".join([term for _, term in nsmallest(STARTS_SHOWN, own)])
    return found


def _ends(index: Mapping[str, Postings], size: int) -> list[str]:
    """The terms spelt backwards, in order."""
    known = [
        term[::-1]
        for term, found in index.items()
        if len(term) > 3 and term.isalnum() and len(found.papers) * ENDS_LEAST > size
    ]
    return sorted(known, key=_as_in_browser)


def _meanings(library: Library, texts: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """Groups of forms that mean the same, a curator's first; and what is said of each label."""
    labels = library.labels
    said = [
        (TOPIC + t.id, t.title, f"{t.title} {t.description} {t.introduction}")
        for t in labels.topics.values()
    ]
    said += [
        (TAG + t.id, t.title, f"{t.title} {t.description} {' '.join(t.keywords)}")
        for t in labels.tags.values()
    ]
    return {
        "same": [*library.synonyms, *abbreviations([text["abstract"] for text in texts])],
        "labels": [
            (term, title, " ".join(sorted(set(words(text)[0]) - STOP_WORDS)))
            for term, title, text in said
        ],
    }
