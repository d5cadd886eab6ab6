"""The search index: static shards by term that a page fetches on demand, made from the data.

Ranking is BM25F (Robertson, Zaragoza: "The Probabilistic Relevance Framework", 2009, section
3.5.2). What does not depend on the question is computed here: each posting carries the saturated,
length-normalised weight of its term in its paper as one digit; the browser adds the inverse
document frequency.

All files are classic scripts that call ``readingListIndex(name, data)``, because pages opened
from disk can load scripts but not ``fetch``. Numbers are base64 VLQ digits as in source maps
(ECMA-426): six bits a character, the highest says that more follow.

========================  ==========================================================
``index.js``              number of papers, shard boundaries, labels for facets
``terms-<n>.js``          terms in order, one a line: term, papers, postings
``places-<n>.js``         positions of the same terms; fetched for phrases only
``papers-<n>.js``         what a result shows, 20 papers a file
``facets.js``             topics, tags, year, venue, code of every paper
========================  ==========================================================
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile
from generator.text import fold, plain

FOLDER = "assets/search"
SHARD_CHARACTERS = 24_000
"""Shards are closed at this size; a frequent term may exceed it alone."""

PAPERS_A_FILE = 20
FIELD_GAP = 1000
"""Positions left free between fields, so that no phrase runs over an end."""

K1 = 2.0
FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (6.0, 0.3),
    "names": (10.0, 0.0),
    "authors": (4.0, 0.0),
    "labels": (2.0, 0.0),
    "venue": (2.0, 0.0),
    "abstract": (1.0, 0.6),
}
"""Field to its weight and its length normalisation b."""

STOP_WORDS = frozenset(
    """a an and are as at be been but by can for from has have in into is it its not of on or our
    such than that the their then there these they this those to was we were which while will with
    """.split()
)
"""Not indexed in abstracts. In titles and names they are, so that titles made of them are found."""

AUTHOR = "@"
"""Stands before a term that counts in authors only, for questions such as ``author:levine``."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[tuple[str, int]]:
    """The terms of a text with their positions, in order.

    Words are folded (:func:`generator.text.fold`). A word with hyphens gives its parts, one
    position each, and at the first part's position also the parts joined ("pre-training": pre,
    pretraining, training), so that every spelling finds every other. ``search/words.js`` does
    the same; ``tests/data/search-words.json`` holds both to it.
    """
    found = []
    position = 0
    for match in _WORD.finditer(fold(text)):
        parts = _PART.findall(match[0])
        for i, part in enumerate(parts):
            if i == 0 and len(parts) > 1:
                joined = "".join(parts)
                found.append((joined.removesuffix("s") if parts[-1] == "s" else joined, position))
            found.append((part, position))
            position += 1
    return found


def vlq(number: int) -> str:
    """A number from 0 as base64 VLQ digits, five bits each, lowest first."""
    digits = ""
    while number > 31:
        digits += DIGITS[32 | number & 31]
        number >>= 5
    return digits + DIGITS[number]


@dataclass(slots=True)
class _Index:
    """Postings under construction: term to paper number to its weight and its positions."""

    weights: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[str, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(dict))


def index_files(library: Library) -> Iterator[GeneratedFile]:
    """All files of the index, for the papers in the order of the library."""
    lines, places = _term_lines(_texts(library, paper) for paper in library.papers)
    shards = _shards(lines)
    digest = hashlib.sha256()
    for file in _shard_files(library, lines, places, shards):
        digest.update(file.content)
        yield file
    yield _script(
        "index",
        {
            "version": digest.hexdigest()[:12],
            "papers": len(library.papers),
            "chunk": PAPERS_A_FILE,
            "stop": sorted(STOP_WORDS),
            "shards": [lines[start].partition("\t")[0] for start, _ in shards],
            "topics": [[t.id, t.title, t.area] for t in library.labels.topics.values()],
            "tags": [[t.id, t.title] for t in library.labels.tags.values()],
        },
    )


def _shard_files(
    library: Library,
    lines: Sequence[str],
    places: Sequence[str],
    shards: Sequence[tuple[int, int]],
) -> Iterator[GeneratedFile]:
    for number, (start, end) in enumerate(shards):
        yield _script(f"terms-{number}", "".join(lines[start:end]))
        yield _script(f"places-{number}", "".join(places[start:end]))
    for number, start in enumerate(range(0, len(library.papers), PAPERS_A_FILE)):
        chunk = library.papers[start : start + PAPERS_A_FILE]
        yield _script(f"papers-{number}", [_card(library, paper) for paper in chunk])
    yield _script("facets", _facets(library))


def _texts(library: Library, paper: Paper) -> dict[str, str]:
    labels = library.labels
    assigned = library.assignments[paper.id]
    titles = [labels.topics[a.id].title for a in assigned.topics]
    titles += [labels.tags[a.id].title for a in assigned.tags]
    aliases = [alias for record in paper.records for alias in record.aliases]
    return {
        "title": plain(paper.title),
        "names": " . ".join([*library.links.names.get(paper.id, ()), *aliases]),
        "authors": " . ".join(str(author) for author in paper.authors),
        "labels": " . ".join(titles),
        "venue": paper.venue,
        "abstract": plain(paper.abstract),
    }


def _term_lines(texts: Iterable[Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """The lines of the term shards and of the place shards, by term."""
    words = [{name: tokens(text) for name, text in fields.items()} for fields in texts]
    count = max(len(words), 1)
    mean = {name: sum(len(w[name]) for w in words) / count or 1.0 for name in FIELDS}
    index = _Index()
    for number, fields in enumerate(words):
        _add_paper(index, number, fields, mean)
    terms = sorted(index.weights)
    return (
        [_term_line(term, index.weights[term]) for term in terms],
        [_place_line(term, index.places.get(term, {})) for term in terms],
    )


def _add_paper(
    index: _Index,
    number: int,
    fields: Mapping[str, Sequence[tuple[str, int]]],
    mean: Mapping[str, float],
) -> None:
    weights: dict[str, float] = defaultdict(float)
    places: dict[str, list[int]] = defaultdict(list)
    offset = 0
    for name, (weight, b) in FIELDS.items():
        found = fields[name]
        length = 1 - b + b * len(found) / mean[name]
        for term, times in Counter(term for term, _ in found).items():
            if name != "abstract" or term not in STOP_WORDS:
                weights[term] += weight * times / length
        for term, position in found:
            if term in weights:
                places[term].append(offset + position)
        offset += (found[-1][1] if found else 0) + FIELD_GAP
    for term in {term for term, _ in fields["authors"]}:
        weights[AUTHOR + term] = FIELDS["authors"][0]
    for term, frequency in weights.items():
        index.weights[term][number] = frequency / (K1 + frequency)
        index.places[term][number] = places[term]


def _term_line(term: str, weights: Mapping[int, float]) -> str:
    postings = []
    last = -1
    for number in sorted(weights):
        digit = DIGITS[max(1, min(63, round(weights[number] * 64)))]
        postings.append(vlq(number - last - 1) + digit)
        last = number
    return f"{term}\t{len(weights)}\t{''.join(postings)}\n"


def _place_line(term: str, places: Mapping[int, Sequence[int]]) -> str:
    if not places:
        return ""
    parts = []
    for number in sorted(places):
        parts.append(vlq(len(places[number])))
        last = 0
        for place in places[number]:
            parts.append(vlq(place - last))
            last = place
    return f"{term}\t{''.join(parts)}\n"


def _shards(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of lines that make one shard each."""
    shards = []
    start = size = 0
    for i, line in enumerate(lines):
        if size and size + len(line) > SHARD_CHARACTERS:
            shards.append((start, i))
            start, size = i, 0
        size += len(line)
    if lines:
        shards.append((start, len(lines)))
    return shards


def _card(library: Library, paper: Paper) -> list[object]:
    """What a result shows: slug, title, authors, year, venue, first words of the abstract."""
    topics = [a.id for a in library.assignments[paper.id].topics]
    numbers = {id: i for i, id in enumerate(library.labels.topics)}
    return [
        paper.id,
        plain(paper.title),
        [str(author) for author in paper.authors[:4]],
        len(paper.authors),
        paper.year or 0,
        paper.venue,
        [numbers[id] for id in topics],
        paper.status,
    ]


def _facets(library: Library) -> dict[str, object]:
    """One column a facet, an entry a paper."""
    topics = {id: i for i, id in enumerate(library.labels.topics)}
    tags = {id: i for i, id in enumerate(library.labels.tags)}
    venues = sorted({p.venue for p in library.papers if p.venue})
    venue_numbers = {venue: i for i, venue in enumerate(venues)}
    assigned = [library.assignments[p.id] for p in library.papers]
    return {
        "topics": [[topics[a.id] for a in labels.topics] for labels in assigned],
        "tags": [[tags[a.id] for a in labels.tags] for labels in assigned],
        "years": [p.year or 0 for p in library.papers],
        "venues": venues,
        "venue": [venue_numbers.get(p.venue, -1) for p in library.papers],
        "code": [int("code" in p.links) for p in library.papers],
    }


def _script(name: str, data: object) -> GeneratedFile:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return GeneratedFile(
        f"{FOLDER}/{name}.js", f"readingListIndex({json.dumps(name)},{safe})\n".encode()
    )
