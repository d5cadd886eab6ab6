"""For programs: the list as JSON under ``api/v1/``, its JSON Schema, and ``llms.txt``.

The objects are those of ``export --format jsonl``. Within a version keys are added, never taken
away or given another meaning.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from generator.addresses import path_of
from generator.exports import paper_object
from generator.labels import Topic
from generator.library import Library
from generator.model import Paper
from generator.outputs import GeneratedFile, SiteOptions
from generator.text import plain

FOLDER = "api/v1"
VERSION = 1
MOST_WHOLE = 2_000
"""A larger list is written without abstracts, in files of so many papers."""

Schema = dict[str, object]


def api_files(library: Library, options: SiteOptions) -> Iterator[GeneratedFile]:
    """All files of the API, and ``llms.txt``."""
    count = len(library.papers)
    whole = count <= MOST_WHOLE
    if whole:
        shards = {"papers.json": library.papers}
    else:
        shards = {
            f"papers-{number}.json": library.papers[start : start + MOST_WHOLE]
            for number, start in enumerate(range(0, count, MOST_WHOLE), start=1)
        }
    for name, papers in shards.items():
        yield _json(name, partial(_paper_objects, library, papers, whole))
    yield _json("topics.json", partial(_topic_objects, library, options))
    yield _json("schema.json", api_schema)
    index = {
        "version": VERSION,
        "title": library.settings.title or options.name,
        "count": count,
        "abstracts": whole,
        "papers": list(shards),
        "topics": "topics.json",
        "schema": "schema.json",
    }
    yield _json("index.json", lambda: index)
    yield GeneratedFile("llms.txt", lambda: llms_text(library, options, list(shards)).encode())


def _json(name: str, value: Callable[[], object]) -> GeneratedFile:
    def made() -> bytes:
        return json.dumps(value(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    return GeneratedFile(f"{FOLDER}/{name}", made)


def _paper_objects(
    library: Library, papers: Sequence[Paper], abstracts: bool
) -> list[dict[str, object]]:
    objects = [paper_object(library, paper) for paper in papers]
    if not abstracts:
        for each in objects:
            del each["abstract"]
    return objects


def _topic_objects(library: Library, options: SiteOptions) -> list[dict[str, object]]:
    held: dict[str, list[str]] = {id: [] for id in library.labels.topics}
    for paper in library.papers:
        for assigned in library.assignments[paper.id].topics:
            held[assigned.id].append(paper.id)
    topics = library.labels.topics.values()
    return [topic_object(library, topic, held[topic.id], options) for topic in topics]


def topic_object(
    library: Library, topic: Topic, papers: list[str], options: SiteOptions
) -> dict[str, object]:
    """The object of one topic; ``papers`` are the ids of its papers."""
    area = library.labels.areas[topic.area]
    return {
        "id": topic.id,
        "title": topic.title,
        "url": options.address(path_of("topic", topic.id)),
        "area": {"id": area.id, "title": area.title},
        "description": topic.description or None,
        "goes_here": topic.goes_here or None,
        "not_here": topic.not_here or None,
        "start_here": [{"id": s.paper, "sentence": s.sentence} for s in topic.start_here],
        "aliases": list(topic.aliases),
        "count": len(papers),
        "papers": papers,
    }


# --- schema ---------------------------------------------------------------------------------


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _maybe(kind: str, **more: object) -> Schema:
    return {"type": [kind, "null"], **more}


def api_schema() -> Schema:
    """JSON Schema (draft 2020-12) of every file of the API, and of a single paper."""
    text: Schema = {"type": "string"}
    texts = _list(text)
    count: Schema = {"type": "integer", "minimum": 0}
    evidence = _object(
        {"file": text, "line": _maybe("integer"), "field": text, "text": text},
    )
    label = _object(
        {
            "id": text,
            "score": {"type": "number"},
            "by": {"type": "string"},
            "evidence": _list(evidence),
        }
    )
    paper = _object(
        {
            "id": {"type": "string", "description": "Of the permalink: papers/<id>.html."},
            "title": {"type": "string", "description": "Plain text; mathematics as $…$ TeX."},
            "authors": _list(_object({"family": text, "given": text})),
            "year": _maybe("integer"),
            "venue": _maybe("string"),
            "added": _maybe("string", format="date", description="Day it entered the list."),
            "identifiers": _map(texts),
            "links": _map(text),
            "topics": {**_list(label), "description": "The primary topic first."},
            "tags": _list(label),
            "mentions": {
                **_list(_object({"id": text, "text": text})),
                "description": "Papers of the list that the abstract names.",
            },
            "related": {
                **_list(_object({"id": text, "score": {"type": "number"}, "reasons": texts})),
                "maxItems": 10,
            },
            "records": _list(_object({"file": text, "line": _maybe("integer")})),
            "citekey": text,
            "status": _maybe("string", enum=["withdrawn", "retracted", "superseded", None]),
            "successor": _maybe("string"),
            "aliases": texts,
            "note": _maybe("string"),
        },
        abstract=_maybe(
            "string", description=f"Left out in lists of more than {MOST_WHOLE:,} papers."
        ),
    )
    topic = _object(
        {
            "id": text,
            "title": text,
            "url": text,
            "area": _object({"id": text, "title": text}),
            "description": _maybe("string"),
            "goes_here": _maybe("string"),
            "not_here": _maybe("string"),
            "start_here": _list(_object({"id": text, "sentence": text})),
            "aliases": texts,
            "count": count,
            "papers": texts,
        }
    )
    index = _object(
        {
            "version": {"const": VERSION},
            "title": text,
            "count": count,
            "abstracts": {"type": "boolean"},
            "papers": texts,
            "topics": text,
            "schema": text,
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The files of this API",
        "version": VERSION,
        "description": "papers.json and papers-<n>.json are $defs/papers, topics.json is "
        "$defs/topics, index.json is $defs/index; a line of papers.jsonl is $defs/paper. Within a "
        "version further keys may be added.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("papers", "topics", "index", "paper")],
        "$defs": {
            "papers": _list({"$ref": "#/$defs/paper"}),
            "topics": _list({"$ref": "#/$defs/topic"}),
            "index": index,
            "paper": paper,
            "topic": topic,
        },
    }


# --- llms.txt -------------------------------------------------------------------------------


def llms_text(library: Library, options: SiteOptions, shards: list[str]) -> str:
    """The list in Markdown for language models. Source: llmstxt.org, "Format"."""
    title = _line(library.settings.title or options.name)
    about = _line(library.settings.description) or f"{len(library.papers)} papers by topic."
    files = [
        *((f"{FOLDER}/{name}", "the papers as JSON") for name in shards),
        (f"{FOLDER}/topics.json", "the topics, each with its papers"),
        (f"{FOLDER}/schema.json", "JSON Schema of these files"),
        ("export/papers.bib", "BibTeX"),
        ("feed.xml", "what is new, as an Atom feed"),
    ]
    lines = [f"# {title}", "", f"> {about}", ""]
    lines += [
        f"{len(library.papers)} papers in {len(library.labels.topics)} topics. A paper has its "
        "topics by written rules; the JSON names the rule and the words that matched.",
        "",
    ]
    area = ""
    for topic in library.labels.topics.values():
        if topic.area != area:
            area = topic.area
            lines += [
                *([""] if lines[-1] else []),
                f"## {_line(library.labels.areas[area].title)}",
                "",
            ]
        said = f": {_line(topic.description)}" if topic.description else ""
        address = options.address(path_of("topic", topic.id))
        lines.append(f"- [{_label(topic.title)}]({address}){said}")
    lines += [*([""] if lines[-1] else []), "## Data", ""]
    lines += [
        f"- [{posixpath.basename(path)}]({options.url}{path}): {what}" for path, what in files
    ]
    return "".join(f"{line}\n" for line in lines)


def _line(text: str) -> str:
    return " ".join(plain(text).split())


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", _line(text))
