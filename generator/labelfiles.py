"""Read ``areas.yml``, ``topics/*.yml`` and ``tags.yml``. A broken file loses no other one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from generator.matching.clauses import read_rule
from generator.problems import Location, Report, closest
from generator.text import slug
from generator.topics import (
    Area,
    Example,
    Labels,
    PaperChoice,
    Selection,
    StartHere,
    Tag,
    Topic,
)
from generator.yamlfile import read_yaml
from generator.yamlnode import Node

AREAS_FILE = "areas.yml"
TAGS_FILE = "tags.yml"
TOPICS_FOLDER = "topics"

AREA_KEYS = ("title", "definition")
SELECTION_KEYS = ("rule", "pin", "ban", "examples", "counterexamples")
TOPIC_KEYS = (
    "title",
    "area",
    "description",
    "goes_here",
    "not_here",
    *SELECTION_KEYS,
    "aliases",
    "start_here",
    "introduction",
)
TAG_KEYS = ("title", "group", "description", "keywords", "aliases", *SELECTION_KEYS)

L = TypeVar("L", Topic, Tag)

LONGEST_ID = 80
"""An id is a name of a file and a part of an address; both have ends."""

LONGEST_INTRODUCTION = 20_000
"""Characters; the text of five printed pages is 15,000."""

MOST_OPEN_BRACKETS = 50

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OTHER = Area("other", "Other", "", Location(AREAS_FILE))
"""Where topics stand that name no area."""


def load_labels(content: Path, report: Report) -> Labels:
    """Read areas, topics and tags; what is wrong with them is in the report."""
    areas = _read_areas(content, report)
    tags = _read_tags(content, report)
    topics = _read_topics(content, areas, tags, report)
    for topic in topics.values():
        if topic.area not in areas:  # reported; a stand-in keeps the topic on the site
            areas[topic.area] = replace(_OTHER, id=topic.area, title=topic.area.capitalize())
    order = {area: place for place, area in enumerate(areas)}
    shown = sorted(topics.values(), key=lambda topic: (order[topic.area], topic.id))
    return Labels(areas, {topic.id: topic for topic in shown}, tags)


def _read_areas(content: Path, report: Report) -> dict[str, Area]:
    areas = {}
    for id, place, node in _by_id(read_yaml(content, AREAS_FILE, report), report):
        node.check_keys(AREA_KEYS)
        title = node.text("title", required=True) or id
        areas[id] = Area(id, title, node.text("definition"), place)
    return areas


def _read_tags(content: Path, report: Report) -> dict[str, Tag]:
    tags: dict[str, Tag] = {}
    nodes: dict[str, Node] = {}
    for id, place, node in _by_id(read_yaml(content, TAGS_FILE, report), report):
        node.check_keys(TAG_KEYS)
        nodes[id] = node
        tags[id] = Tag(
            id=id,
            title=node.text("title") or id.replace("-", " "),
            group=node.text("group"),
            description=node.text("description"),
            location=place,
            keywords=node.texts("keywords"),
            aliases=node.texts("aliases"),
            selection=_selection(node, report, tags),
        )
    return _without_taken_aliases(tags, nodes, report)


def _topic_files(folder: Path, report: Report) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):  # check_files tells that it is no folder
        return []
    except OSError as error:
        report.add(
            "file-unreadable",
            Location(TOPICS_FOLDER),
            f"the folder cannot be read: {error.strerror or error}",
            "check that it may be read",
        )
        return []
    return [p for p in paths if p.suffix in (".yml", ".yaml") and p.name[0] != "."]


def _read_topics(
    content: Path, areas: Mapping[str, Area], tags: Mapping[str, Tag], report: Report
) -> dict[str, Topic]:
    topics: dict[str, Topic] = {}
    nodes: dict[str, Node] = {}
    for path in _topic_files(content / TOPICS_FOLDER, report):
        file = f"{TOPICS_FOLDER}/{path.name}"
        if not _is_id(path.stem, Location(file), report):
            continue
        if path.stem in topics:
            report.add(
                "duplicate-id",
                Location(file),
                f"the topic '{path.stem}' stands in {topics[path.stem].location.file} too",
                "delete one of the two files",
            )
            continue
        problems = report.counts()
        node = read_yaml(content, file, report)
        if node is None and report.counts() == problems:
            report.add("file-empty", Location(file), "the topic's file is empty", "delete it")
        if node is not None and node.is_mapping():
            topics[path.stem] = _topic(path.stem, node, areas, tags, report)
            nodes[path.stem] = node
    return _without_taken_aliases(topics, nodes, report)


def _topic(
    id: str, node: Node, areas: Mapping[str, Area], tags: Collection[str], report: Report
) -> Topic:
    node.check_keys(TOPIC_KEYS)
    area = node.text("area", required=True)
    if area and area not in areas:
        report.add(
            "unknown-area",
            node.where("area"),
            f"there is no area '{area}'{closest(area, areas)}",
            f"use one of {AREAS_FILE}: {', '.join(areas) or '(it is empty)'}",
        )
    if not _fits_an_address(area):
        area = _OTHER.id
    return Topic(
        id=id,
        title=node.text("title", required=True) or id,
        area=area,
        description=node.text("description"),
        location=Location(node.location.file, 1, 1),
        goes_here=node.text("goes_here"),
        not_here=node.text("not_here"),
        introduction=_introduction(node, report),
        introduced_at=node.where("introduction"),
        aliases=node.texts("aliases"),
        start_here=_starts(node),
        selection=_selection(node, report, tags),
    )


def _introduction(node: Node, report: Report) -> str:
    """The Markdown, unless its parser would take minutes: it looks for each bracket's end anew."""
    text = node.text("introduction", most=LONGEST_INTRODUCTION)
    still_open = 0
    for sign in text:
        still_open += (sign == "[") - (sign == "]")
        if still_open > MOST_OPEN_BRACKETS:
            report.add(
                "wrong-type",
                node.where("introduction"),
                f"'introduction' has more than {MOST_OPEN_BRACKETS} brackets that are not closed",
                "close each '[' with ']'",
            )
            return ""
    return text


def _by_id(node: Node | None, report: Report) -> Iterator[tuple[str, Location, Node]]:
    """Entries of a mapping by id, those that are mappings themselves."""
    if node is None or not node.is_mapping():
        return
    for id, entry in node.entries.items():
        if _is_id(id, node.keys[id], report) and entry.is_mapping():
            yield id, node.keys[id], entry


def _is_id(id: str, place: Location, report: Report) -> bool:
    if _fits_an_address(id):
        return True
    like = slug(id)
    report.add(
        "label-id",
        place,
        f"'{id}' cannot be part of an address",
        f"use small letters, digits and hyphens, {LONGEST_ID} at most,"
        f" such as '{like if _fits_an_address(like) else 'offline-rl'}'",
    )
    return False


def _fits_an_address(id: str) -> bool:
    return len(id) <= LONGEST_ID and _ID.fullmatch(id) is not None


def _without_taken_aliases(
    labels: Mapping[str, L], nodes: Mapping[str, Node], report: Report
) -> dict[str, L]:
    """The labels, each without aliases that are the address of another label."""
    taken: dict[str, str] = {id: id for id in labels}
    found = {}
    for id, label in labels.items():
        kept = []
        for alias, place in nodes[id].placed_texts("aliases"):
            owner = taken.setdefault(alias, id)
            if owner != id or alias == id:
                report.add(
                    "duplicate-id",
                    place,
                    f"the alias '{alias}' of '{id}' is the address of '{owner}'",
                    "delete the alias",
                )
            elif alias not in kept and _is_id(alias, place, report):
                kept.append(alias)
        found[id] = replace(label, aliases=tuple(kept))
    return found


# --- papers that a label names --------------------------------------------------------------


def _selection(node: Node, report: Report, tags: Collection[str]) -> Selection:
    return Selection(
        rule=read_rule(node.get("rule"), report, tags),
        pins=_choices(node, "pin", report),
        bans=_choices(node, "ban", report),
        examples=_examples(node, "examples"),
        counterexamples=_examples(node, "counterexamples"),
    )


def _choices(node: Node, key: str, report: Report) -> tuple[PaperChoice, ...]:
    known = ("paper", "reason", "primary") if key == "pin" else ("paper", "reason")
    choices = []
    for entry in node.nodes(key, one=True):
        if isinstance(entry.value, str):
            choice = PaperChoice(entry.value.strip(), entry.location)
        elif entry.is_mapping():
            entry.check_keys(known)
            paper = entry.text("paper", required=True)
            if not paper:
                continue
            choice = PaperChoice(
                paper,
                entry.location,
                entry.text("reason"),
                entry.flag("primary"),
            )
        else:
            continue
        if not choice.reason:
            report.add(
                "reason-missing",
                choice.location,
                f"the {key} of '{choice.paper}' gives no reason",
                "write '{paper: …, reason: …}'",
            )
        choices.append(choice)
    return tuple(choices)


def _examples(node: Node, key: str) -> tuple[Example, ...]:
    examples = []
    for entry in node.nodes(key, one=True):
        if isinstance(entry.value, str):
            examples.append(Example(entry.location, paper=entry.value.strip()))
        elif entry.is_mapping() and entry.check_keys(("title", "abstract")):
            title, abstract = entry.text("title"), entry.text("abstract")
            examples.append(Example(entry.location, title=title, abstract=abstract))
    return tuple(examples)


def _starts(node: Node) -> tuple[StartHere, ...]:
    starts = []
    for entry in node.nodes("start_here"):
        if not entry.is_mapping():
            continue
        entry.check_keys(("paper", "sentence"))
        paper = entry.text("paper", required=True)
        if paper:
            starts.append(StartHere(paper, entry.text("sentence", required=True), entry.location))
    return tuple(starts)
