"""Papers for other programs: one function a format, from papers to text.

The JSONL object is the fullest; the API serves the same objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from generator.formats import FORMATS, csv_table
from generator.labels import Assigned
from generator.library import Library
from generator.lookup import PaperIndex
from generator.model import Paper
from generator.outputs import GeneratedFile
from generator.packed import Texts, is_long
from generator.problems import closest

Exporter = Callable[[Library, Sequence[Paper]], str]

SUFFIXES = {
    "bibtex": "bib",
    "ris": "ris",
    "csl-json": "json",
    "csv": "csv",
    "markdown": "md",
    "apa": "txt",
    "jsonl": "jsonl",
}
"""Export format to the ending of its files."""

LIST_FORMATS = ("bibtex", "ris", "csl-json", "csv", "jsonl")
LABEL_FORMATS = ("bibtex", "ris", "csl-json")


def paper_object(library: Library, paper: Paper) -> dict[str, object]:
    """The JSONL object of one paper. All keys are always there; unknown is null, [] or {}."""
    assigned = library.assignments[paper.id]
    mentions = {m.target: m.text for m in reversed(library.links.mentions.get(paper.id, ()))}
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract or None,
        "authors": [{"family": a.family, "given": a.given} for a in paper.authors],
        "year": paper.year,
        "venue": paper.venue or None,
        "added": paper.added.isoformat() if paper.added else None,
        "identifiers": {s: list(values) for s, values in sorted(paper.identifiers.items())},
        "links": dict(sorted(paper.links.items())),
        "topics": [_label_object(label) for label in assigned.topics],
        "tags": [_label_object(label) for label in assigned.tags],
        "mentions": [{"id": id, "text": text} for id, text in sorted(mentions.items())],
        "related": [
            {"id": r.id, "score": r.score, "reasons": list(r.reasons)}
            for r in library.links.related.get(paper.id, ())
        ],
        "records": [
            {"file": r.location.file, "line": r.location.line or None} for r in paper.records
        ],
        "citekey": paper.citekey,
        "status": paper.status or None,
        "successor": paper.successor or None,
        "aliases": list(paper.aliases),
        "note": paper.note or None,
    }


_BY = {"keyword": "rule", "curated": "pin"}
"""What a tag's own ways are to others: its vocabulary is a rule, a curated record is a pin."""


def _label_object(label: Assigned) -> dict[str, object]:
    return {
        "id": label.id,
        "score": label.score,
        "by": _BY.get(label.by, label.by),
        "evidence": [
            {"file": e.location.file, "line": e.location.line, "field": e.field, "text": e.text}
            for e in label.evidence
        ],
    }


def write_jsonl(library: Library, papers: Sequence[Paper]) -> str:
    """One object a line, sorted by id."""
    ordered = sorted(papers, key=lambda p: p.id)
    return "".join(
        json.dumps(paper_object(library, paper), ensure_ascii=False) + "\n" for paper in ordered
    )


def citable(library: Library, paper: Paper) -> Paper:
    """The paper as citations name it: what takes its place is called by its title."""
    successor = library.by_id.get(paper.successor)
    return replace(paper, successor=successor.title) if successor else paper


def _from_format(name: str) -> Exporter:
    write = FORMATS[name].write
    if write is None:
        raise ValueError(f"the format {name} cannot be written")

    def export(library: Library, papers: Sequence[Paper]) -> str:
        return write([citable(library, paper) for paper in papers])

    return export


def _write_csv(library: Library, papers: Sequence[Paper]) -> str:
    """A table has ids, so it names what takes a paper's place by them."""
    return csv_table.write(papers)


EXPORTERS: Mapping[str, Exporter] = {
    "bibtex": _from_format("bibtex"),
    "ris": _from_format("ris"),
    "csl-json": _from_format("csl_json"),
    "csv": _write_csv,
    "markdown": _from_format("markdown"),
    "apa": _from_format("apa"),
    "jsonl": write_jsonl,
}
"""Export format to its function."""


def select(
    library: Library, topic: str = "", tag: str = "", names: Sequence[str] = ()
) -> list[Paper]:
    """The shown papers that have the topic and the tag, and are among the named ones, by id.

    Raises:
        KeyError: A topic, tag or paper does not exist; the message names the closest one.
    """
    wanted = {paper.id for paper in _named(library, names)}
    if topic and topic not in library.labels.topics:
        raise KeyError(f"no topic '{topic}'{closest(topic, library.labels.topics)}")
    if tag and tag not in library.labels.tags:
        raise KeyError(f"no tag '{tag}'{closest(tag, library.labels.tags)}")
    return [
        paper
        for paper in library.papers
        if (not topic or any(a.id == topic for a in library.assignments[paper.id].topics))
        and (not tag or any(a.id == tag for a in library.assignments[paper.id].tags))
        and (not names or paper.id in wanted)
    ]


def _named(library: Library, names: Sequence[str]) -> Iterator[Paper]:
    index = PaperIndex.of(library.papers if names else ())
    for name in names:
        paper = index.find(name)
        if paper is None:
            raise KeyError(f"no paper '{name}'{index.closest(name)}")
        yield paper


def export_files(library: Library) -> Iterator[GeneratedFile]:
    """The whole list under ``export/``; the citations of each topic and tag beside its page."""
    folders: dict[str, list[Paper]] = {
        **{f"topics/{id}": [] for id in library.labels.topics},
        **{f"tags/{id}": [] for id in library.labels.tags},
    }
    for paper in library.papers:
        assigned = library.assignments[paper.id]
        for topic in assigned.topics:
            folders[f"topics/{topic.id}"].append(paper)
        for tag in assigned.tags:
            folders[f"tags/{tag.id}"].append(paper)
    entries = _Entries()
    for name in LIST_FORMATS:
        made = partial(_export, name, library, library.papers, entries)
        yield GeneratedFile(f"export/papers.{SUFFIXES[name]}", made)
        for folder, papers in folders.items() if name in LABEL_FORMATS else ():
            made = partial(_export, name, library, papers, entries)
            yield GeneratedFile(f"{folder}/papers.{SUFFIXES[name]}", made)


def _export(
    name: str, library: Library, papers: Sequence[Paper], entries: _Entries
) -> Iterator[bytes]:
    """What the exporter of the format gives, in pieces."""
    if name in _FRAMES and papers:
        yield from entries.pieces(name, library, papers)
    elif name == "csv":
        yield from _table_pieces(library, papers)
    elif name == "jsonl":
        for paper in sorted(papers, key=lambda p: p.id):
            yield write_jsonl(library, (paper,)).encode()
    else:
        yield EXPORTERS[name](library, papers).encode()


def _table_pieces(library: Library, papers: Sequence[Paper]) -> Iterator[bytes]:
    write = EXPORTERS["csv"]
    head = write(library, ())
    yield head.encode()
    for paper in papers:
        yield write(library, (paper,)).removeprefix(head).encode()


_FRAMES: Mapping[str, tuple[str, str, str]] = {
    "bibtex": ("", "\n", ""),
    "ris": ("", "\n", ""),
    "csl-json": ("[\n", ",\n", "\n]\n"),
}
"""Formats whose text is that of each paper, with this before, between and after."""


@dataclass(slots=True)
class _Entries:
    """The papers in one format, each written once for all the files that it stands in.

    Files of one format follow each other, so one format at a time is kept.
    """

    _name: str = ""
    _made: Texts = field(default_factory=Texts)

    def pieces(self, name: str, library: Library, papers: Sequence[Paper]) -> Iterator[bytes]:
        """What the exporter of the format gives for one paper or more."""
        if name != self._name:
            self._name, self._made = name, Texts(small=is_long(library.papers))
        before, between, after = _FRAMES[name]
        made = self._made
        parting = before.encode()
        for paper in papers:
            entry = made.get(paper.id)
            if entry is None:
                alone = EXPORTERS[name](library, (paper,))
                entry = alone.removeprefix(before).removesuffix(after)
                made.keep(paper.id, entry)
            yield parting
            yield entry.encode()
            parting = between.encode()
        yield after.encode()
