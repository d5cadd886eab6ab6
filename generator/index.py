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
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile
from generator.text import fold, plain

FOLDER = "assets/search"
SHARD_CHARACTERS = 24_000
"""Shards are closed at this size; a frequent term may exceed it alone."""

PAPERS_A_FILE = 20
AUTHORS_SHOWN = 4
FIELD_GAP = 8
"""Positions left free between fields, so that no phrase runs over an end."""

PHRASE_FIELDS = ("title", "abstract")

K1 = 2.0
FIELDS: Mapping[str, tuple[float, float]] = {
    "title": (6.0, 0.3),
    "names": (10.0, 0.0),
    "labels": (2.0, 0.0),
    "venue": (2.0, 0.0),
    "abstract": (1.0, 0.6),
    "authors": (4.0, 0.0),
}
"""Field to its weight and its length normalisation b."""

STOP_WORDS = frozenset(
    """a about achieve achieves all also although among an and any approach approaches are as at
    based be because been being between both but by can could demonstrate despite during each
    either et existing experiments extensive first for from further furthermore given has have
    however i if in into introduce introduces is it its itself may more moreover most much not novel
    of often on one only onto or other our over paper perform performance present presents
    previous prior propose proposed proposes provide provides recent recently result results show
    showing shown shows since so some such than that the their them then there therefore these they
    this those through thus to two upon use used uses using various very via was we were which while
    who with within work works would yet
    """.split()
)
"""Not indexed in abstracts. In titles and names they are, so that titles made of them are found."""

AUTHOR = "@"
"""Stands before the terms of authors' names."""

DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def tokens(text: str) -> list[tuple[str, int]]:
    """The terms of a text with their positions, in order.

    Words are folded (:func:`generator.text.fold`). A word with hyphens gives its parts, one
    position each, and at the first part's position also the parts joined ("pre-training": pre,
    pretraining, training), so that every spelling finds every other. ``search/words.js`` does
    the same; ``tests/data/search-words.json`` holds both to it.
    """
    found = []
    position = 0
    for word in _WORD.findall(fold(text)):
        if word.isalnum():
            found.append((word, position))
            position += 1
            continue
        parts = _PART.findall(word)
        joined = "".join(parts)
        found.append((joined.removesuffix("s") if parts[-1] == "s" else joined, position))
        for part in parts:
            found.append((part, position))
            position += 1
    return found


def _vlq(number: int) -> bytes:
    digits = bytearray()
    while number > 31:
        digits.append(DIGITS[32 | number & 31])
        number >>= 5
    digits.append(DIGITS[number])
    return bytes(digits)


_SMALL = [_vlq(number) for number in range(4096)]


def vlq(number: int) -> bytes:
    """A number from 0 as base64 VLQ digits, five bits each, lowest first."""
    return _SMALL[number] if number < len(_SMALL) else _vlq(number)


@dataclass(slots=True)
class _Term:
    """A term under construction; papers are added in ascending order.

    Attributes:
        count: Papers that have it.
        last: Number of the last of them.
        postings: For each paper the gap to the one before and one digit for the weight.
        places: For each paper its positions, as gaps doubled; odd: another one follows.
    """

    count: int = 0
    last: int = -1
    postings: bytearray = field(default_factory=bytearray)
    places: bytearray = field(default_factory=bytearray)


def index_files(library: Library) -> Iterator[GeneratedFile]:
    """All files of the index, for the papers in the order of the library."""
    lines, places = _term_lines([_texts(library, paper) for paper in library.papers])
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
    topics = {id: number for number, id in enumerate(library.labels.topics)}
    for number, start in enumerate(range(0, len(library.papers), PAPERS_A_FILE)):
        chunk = library.papers[start : start + PAPERS_A_FILE]
        yield _script(f"papers-{number}", [_card(library, paper, topics) for paper in chunk])
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
        "labels": " . ".join(titles),
        "venue": paper.venue,
        "abstract": plain(paper.abstract),
        "authors": " . ".join(str(author) for author in paper.authors),
    }


def _term_lines(texts: Sequence[Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """The lines of the term shards and of the place shards, by term."""
    count = max(len(texts), 1)
    mean = {name: sum(map(_length, (t[name] for t in texts))) / count for name in FIELDS}
    index: dict[str, _Term] = defaultdict(_Term)
    for number, fields in enumerate(texts):
        _add_paper(index, number, fields, mean)
    terms = sorted(index.items())
    return (
        [f"{term}\t{made.count}\t{made.postings.decode()}\n" for term, made in terms],
        [f"{term}\t{made.places.decode()}\n" if made.places else "" for term, made in terms],
    )


def _length(text: str) -> int:
    """About the number of words; exact enough to compare lengths."""
    return text.count(" ") + 1


def _add_paper(
    index: dict[str, _Term], number: int, fields: Mapping[str, str], mean: Mapping[str, float]
) -> None:
    weights: dict[str, float] = {}
    places: dict[str, list[int]] = {}
    offset = 0
    for name, (weight, b) in FIELDS.items():
        found = tokens(fields[name])
        share = weight / (1 - b + b * _length(fields[name]) / mean[name])
        for term, position in found:
            if name == "authors":
                term = AUTHOR + term
            elif name == "abstract" and term in STOP_WORDS:
                continue
            weights[term] = weights.get(term, 0.0) + share
            if name in PHRASE_FIELDS:
                places.setdefault(term, []).append(offset + position)
        offset += (found[-1][1] if found else 0) + FIELD_GAP
    for term, frequency in weights.items():
        made = index[term]
        digit = round(64 * frequency / (K1 + frequency))
        made.postings += vlq(number - made.last - 1)
        made.postings.append(DIGITS[min(63, max(1, digit))])
        made.count += 1
        made.last = number
        _add_places(made.places, places.get(term, ()))


def _add_places(stream: bytearray, places: Sequence[int]) -> None:
    if not places:
        stream += vlq(0)
    last = -1
    for place in places[:-1]:
        stream += vlq((place - last) << 1 | 1)
        last = place
    if places:
        stream += vlq((places[-1] - last) << 1)


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


def _card(library: Library, paper: Paper, topics: Mapping[str, int]) -> list[object]:
    """What a result shows; the slug is left out where the browser can make it of the title."""
    title = plain(paper.title)
    assigned = library.assignments[paper.id].topics
    return [
        title,
        "" if simple_slug(title) == paper.id else paper.id,
        [str(author) for author in paper.authors[:AUTHORS_SHOWN]],
        len(paper.authors),
        paper.year or 0,
        paper.venue,
        [topics[a.id] for a in assigned],
        paper.status,
        list(library.links.names.get(paper.id, ())),
    ]


def simple_slug(title: str) -> str:
    """The slug that ``search/words.js`` makes of a title; papers with another one carry it."""
    words = _NO_SLUG.sub("-", fold(title)).strip("-")
    return words if len(words) <= 80 else words[:81].rpartition("-")[0]


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
