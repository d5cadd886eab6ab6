"""Papers one by one, for scripts: what a page fetches of papers that do not stand on it.

A reader's marks name papers of any page, so these files are found by the slug alone: the file's
number is the checksum of the slug, modulo the number of files. All of them are classic scripts,
like those of the search index.

==================  ==================================================================
``state.js``        version, number of files, formats, and the sketch of all slugs
``cards-<n>.js``    slug to :func:`_card`; former slug to the present one
``cite-<n>.js``     slug to the paper in each of :data:`FORMATS_TAKEN`
==================  ==================================================================

The sketch says which papers came and went between two visits, whatever the size of the list: it
is an invertible Bloom lookup table (Goodrich, Mitzenmacher: "Invertible Bloom Lookup Tables",
2011; Eppstein and others: "What's the Difference?", SIGCOMM 2011). A browser keeps the one that
it saw last, subtracts it from the present one, and reads off the checksums of the papers that
only one of them has, as long as these are not many more than a hundred.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.exports import SUFFIXES, citable
from generator.formats import FORMATS
from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile
from generator.pagekinds.entries import published, short_authors, status_words
from generator.text import plain, snippet

FOLDER = "assets/list"
MOST_A_FILE = 24
"""Papers a file, on average at most. The number of files is a power of two: it seldom changes."""

FIRST_LINES = 220

FORMATS_TAKEN: Mapping[str, tuple[str, str, str, str, str]] = {
    "bibtex": ("BibTeX", "application/x-bibtex", "", "\n", ""),
    "ris": ("RIS", "application/x-research-info-systems", "", "\n", ""),
    "csl_json": (
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        "[\n",
        ",\n",
        "\n]\n",
    ),
    "markdown": ("Markdown", "text/markdown", "", "", ""),
}
"""Format to its name and media type, and to what its writer puts before, between and behind
papers: with that, a page makes a file of any papers as the writer would."""

CELLS = 64
"""Cells of each of the three parts of the sketch; a power of two."""

MIXERS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
"""Odd factors that spread a checksum over the cells of each part."""

CHECK_MIXER = 0x27D4EB2F
_WORD = 0xFFFFFFFF


def card_files(library: Library) -> Iterator[GeneratedFile]:
    """All files, for the shown papers."""
    count = files_for(len(library.papers))
    papers: dict[int, list[Paper]] = defaultdict(list)
    for paper in library.papers:
        papers[checksum(paper.id) % count].append(paper)
    former: dict[int, dict[str, str]] = defaultdict(dict)
    for slug, target in sorted(library.redirects.items()):
        if isinstance(target, str) and target in library.by_id:
            former[checksum(slug) % count][slug] = target
    digest = hashlib.sha256()
    for number in range(count):
        own = papers[number]
        cards = {paper.id: _card(library, paper) for paper in own}
        for file in (
            _script(f"cards-{number}", {**cards, **former[number]}),
            _script(f"cite-{number}", {paper.id: _citations(library, paper) for paper in own}),
        ):
            digest.update(file.content)
            yield file
    yield _script(
        "state",
        {
            "version": digest.hexdigest()[:12],
            "papers": len(library.papers),
            "files": count,
            "formats": [
                [label, SUFFIXES[name.replace("_", "-")], *rest]
                for name, (label, *rest) in FORMATS_TAKEN.items()
            ],
            "sketch": sketch(paper.id for paper in library.papers),
        },
    )


def files_for(papers: int) -> int:
    """The number of files of each kind that a list of so many papers has."""
    count = 1
    while count * MOST_A_FILE < papers:
        count *= 2
    return count


def checksum(slug: str) -> int:
    """The name of a paper in the sketch and in links that carry marks."""
    return zlib.crc32(slug.encode())


def _card(library: Library, paper: Paper) -> list[object]:
    """Title, authors, venue and year, first lines, topics (id, title), status; the end may lack."""
    topics = library.labels.topics
    card: list[object] = [
        plain(paper.title),
        short_authors(paper),
        published(paper),
        snippet(plain(paper.abstract), FIRST_LINES) if paper.abstract else "",
        [[a.id, topics[a.id].title] for a in library.assignments[paper.id].topics],
        status_words(paper),
    ]
    while not card[-1]:
        card.pop()
    return card


def _citations(library: Library, paper: Paper) -> list[str]:
    """The paper in each format, without what stands around papers; abstracts are left out."""
    paper, found = replace(citable(library, paper), abstract=""), []
    for name, (_, _, before, _, behind) in FORMATS_TAKEN.items():
        write = FORMATS[name].write
        text = write([paper]) if write else ""
        found.append(text.removeprefix(before).removesuffix(behind))
    return found


def sketch(slugs: Iterable[str]) -> str:
    """A set of slugs as base64, of one size for all: cells of count, checksums, and their checks.

    A slug stands in one cell of each part. A cell holds the number of its slugs, modulo 256, and
    the exclusive or of their checksums (32 bits) and of the checks of these (16 bits).
    """
    cells = [[0, 0, 0] for _ in range(CELLS * len(MIXERS))]
    shift = 32 - (CELLS.bit_length() - 1)
    for slug in slugs:
        key = checksum(slug)
        check = (key * CHECK_MIXER & _WORD) >> 16
        for part, mixer in enumerate(MIXERS):
            cell = cells[part * CELLS + ((key * mixer & _WORD) >> shift)]
            cell[0] = (cell[0] + 1) % 256
            cell[1] ^= key
            cell[2] ^= check
    packed = b"".join(struct.pack("<BIH", *cell) for cell in cells)
    return base64.b64encode(packed).decode("ascii")


def _script(name: str, data: object) -> GeneratedFile:
    """A file that the loader of the search index loads, too: it lies beside the index."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return GeneratedFile(
        f"{FOLDER}/{name}.js",
        f"readingListIndex({json.dumps(f'../list/{name}')},{safe})\n".encode(),
    )
