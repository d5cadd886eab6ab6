"""What results show, and what narrows them: a card a paper, and a column a facet."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.index.postings import digits
from generator.index.tokens import simple_slug
from generator.library import Library
from generator.model import Paper, Trust
from generator.outputs import GeneratedFile
from generator.text import plain

FOLDER = "assets/search"
FEW = 2_000
"""A list of so many papers is small."""

ONE_FILE = 700
"""Cards of so many papers make one file, of 40 kB when it is sent."""

AUTHORS_SHOWN = 3


def papers_a_file(papers: int) -> int:
    """How many cards a file has; a result of a large list may need one from every file."""
    return ONE_FILE if papers <= ONE_FILE else 100 if papers <= FEW else 20


def paper_files(library: Library) -> Iterator[GeneratedFile]:
    """Cards; years; the other facets; checksums of slugs."""
    topics = {id: number for number, id in enumerate(library.labels.topics)}
    size = papers_a_file(len(library.papers))
    for number, start in enumerate(range(0, len(library.papers), size)):
        chunk = library.papers[start : start + size]
        yield script(f"papers-{number}", [_card(library, paper, topics) for paper in chunk])
    years = [paper.year or 0 for paper in library.papers]
    by_year = sorted(set(years), reverse=True)
    places = {year: digits(place) for place, year in enumerate(by_year)}
    yield script("years", {"values": by_year, "column": "".join([places[y] for y in years])})
    yield script("facets", _facets(library))
    sums = [zlib.crc32(paper.id.encode()) for paper in library.papers]
    yield script("slugs", " ".join([_radix36(number) for number in sums]))


def _radix36(number: int) -> str:
    signs = ""
    while number:
        number, digit = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + signs
    return signs


def _card(library: Library, paper: Paper, topics: Mapping[str, int]) -> list[object]:
    """What a result shows; the slug is left out where the browser can make it of the title."""
    title = plain(paper.title)
    assigned = library.assignments[paper.id].topics
    card: list[object] = [
        title,
        "" if simple_slug(title) == paper.id else paper.id,
        ";".join([str(author) for author in paper.authors[:AUTHORS_SHOWN]]),
        len(paper.authors),
        paper.year or 0,
        paper.venue,
        [topics[a.id] for a in assigned],
        paper.status,
        ";".join(library.links.names.get(paper.id, ())),
    ]
    while card and not card[-1]:
        card.pop()
    return card


def _facets(library: Library) -> dict[str, object]:
    """One column a facet, an entry a paper; labels and venues in the order of their number."""
    topics = {id: i for i, id in enumerate(library.labels.topics)}
    tags = {id: i for i, id in enumerate(library.labels.tags)}
    counted = Counter(paper.venue for paper in library.papers if paper.venue)
    venues = sorted(counted, key=lambda venue: (-counted[venue], venue))
    places = {venue: digits(place) for place, venue in enumerate(["", *venues])}
    assigned = [library.assignments[paper.id] for paper in library.papers]
    captures = sorted({id for paper in library.papers for id in _captures(paper)})
    numbers = {id: i for i, id in enumerate(captures)}
    return {
        "topics": "".join([_several([topics[a.id] for a in own.topics]) for own in assigned]),
        "tags": "".join([_several([tags[a.id] for a in own.tags]) for own in assigned]),
        "venues": venues,
        "venue": "".join([places[paper.venue] for paper in library.papers]),
        "captures": captures,
        "sources": "".join([_several([numbers[i] for i in _captures(p)]) for p in library.papers]),
        "code": "".join(["01"["code" in paper.links] for paper in library.papers]),
    }


def _captures(paper: Paper) -> list[str]:
    """Ids of the captures that list a paper."""
    found = {r.source.id for r in paper.records if r.source.trust is Trust.CAPTURED}
    return sorted(found)


def _several(numbers: Sequence[int]) -> str:
    """Numbers, each doubled and with 1 if another follows; 0 for none, so they begin at 1."""
    last = len(numbers) - 1
    return "".join([digits((n + 1) * 2 + (i < last)) for i, n in enumerate(numbers)]) or digits(0)


def script(name: str, data: object) -> GeneratedFile:
    """A file of the index."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return GeneratedFile(
        f"{FOLDER}/{name}.js", f"readingListIndex({json.dumps(name)},{safe})\n".encode()
    )
