"""YAML of which every key and value knows its line and column, with limits that hold.

Parsing works on libyaml's events, so that nesting and aliases are limited before anything grows.
What the values are is asked of the :class:`Node`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from generator.problems import Location, Report
from generator.textfile import read_text
from generator.yamlnode import Node

__all__ = ["Node", "parse_yaml", "read_yaml"]

MAX_DEPTH = 60
"""Deepest nesting of lists and mappings."""

MAX_ALIASED = 10_000
"""Most values that aliases (``*name``) may repeat in one file: stops "billion laughs"."""

MAX_BYTES = 50_000_000
"""Largest YAML file."""

MAX_VALUES = 5_000_000
"""Most values of one file. The facts of 100,000 papers have two million, which take 500 MB."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD_TAG = "tag:yaml.org,2002:"
_STANDARD_TAGS = frozenset(("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
# What libyaml refuses (YAML 1.2.2, section 5.1), so that the problem can name the line.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_NO_KEYS: Mapping[str, Location] = MappingProxyType({})


def read_yaml(content: Path, file: str, report: Report) -> Node | None:
    """The file ``content/file``; None if it does not exist, is empty, or cannot be parsed."""
    text = read_text(content, file, report, max_bytes=MAX_BYTES)
    return None if text is None else parse_yaml(text, file, report)


def parse_yaml(text: str, file: str, report: Report) -> Node | None:
    """The one document of a YAML text; None if it holds nothing or cannot be parsed."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        at = unprintable.start()
        report.add(
            "yaml-syntax",
            Location(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)),
            _cannot_be_printed(unprintable[0]),
            "delete it",
        )
        return None
    try:
        return _Composer(file, report).compose(text)
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message, fix = _explain(error, text)
        report.add("yaml-syntax", Location(file, line, column), message, fix)
        return None
    except yaml.YAMLError as error:
        report.add("yaml-syntax", Location(file), str(error), "check the file with a YAML editor")
        return None


class _RefusedError(Exception):
    """The file was refused; the problem is in the report."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    start: Location
    path: str
    anchor: str | None
    list_items: list[Node] | None
    entries: dict[str, Node]
    keys: dict[str, Location]
    key: str | None = None
    skip: bool = False
    size: int = 1


class _Composer:
    """Builds the tree from events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.aliased = 0
        self.values = 0
        self.documents = 0
        self.root: Node | None = None

    def compose(self, text: str) -> Node | None:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.close()
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.refuse(event, "a second document begins here", "put it into its own file")
        root = self.root
        return None if root is None or root.value is None else root

    def place(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1) if mark else Location(self.file)

    def refuse(self, event: yaml.Event, message: str, fix: str) -> None:
        self.report.add("yaml-syntax", self.place(event), message, fix)
        raise _RefusedError

    def check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        tag: str | None = event.tag
        if tag and tag != "!" and tag.removeprefix(_STANDARD_TAG) not in _STANDARD_TAGS:
            shown = tag.replace(_STANDARD_TAG, "!!")
            self.refuse(event, f"the tag '{shown}' means nothing here", "leave it out")

    def next_path(self) -> str:
        if not self.stack:
            return ""
        top = self.stack[-1]
        if top.list_items is not None:
            return f"{top.path}[{len(top.list_items)}]"
        key = top.key or ""
        return f"{top.path}.{key}" if top.path else key

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.check_tag(event)
        if unprintable := _UNPRINTABLE.search(event.value):
            self.refuse(event, _cannot_be_printed(unprintable[0]), "delete its escape")
        top = self.stack[-1] if self.stack else None
        place = self.place(event)
        if top and top.list_items is None and top.key is None:
            top.key = event.value
            top.skip = event.value in top.keys
            if top.skip:
                self.report.add(
                    "yaml-duplicate-key",
                    place,
                    f"the key '{event.value}' stands here again,"
                    f" first on line {top.keys[event.value].line}",
                    "keep one of the two",
                )
            else:
                top.keys[event.value] = place
            return
        nothing = event.implicit[0] and event.value in _NULLS
        value = None if nothing else event.value
        self.values += 1
        if self.values > MAX_VALUES:
            self.refuse(event, f"more than {MAX_VALUES:,} values", "part it into several files")
        node = Node(place, value, self.next_path(), _NO_KEYS, self.report)
        self.add(node, 1, event.anchor)

    def open(self, event: yaml.CollectionStartEvent) -> None:
        self.check_tag(event)
        top = self.stack[-1] if self.stack else None
        if top and top.list_items is None and top.key is None:
            self.refuse(event, "a list or mapping cannot be a key", "use a text as the key")
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(event, f"more than {MAX_DEPTH} levels of nesting", "nest less")
        items: list[Node] | None = [] if isinstance(event, yaml.SequenceStartEvent) else None
        self.stack.append(_Open(self.place(event), self.next_path(), event.anchor, items, {}, {}))

    def close(self) -> None:
        done = self.stack.pop()
        if done.list_items is not None:
            node = Node(done.start, tuple(done.list_items), done.path, _NO_KEYS, self.report)
        else:
            entries, keys = MappingProxyType(done.entries), MappingProxyType(done.keys)
            node = Node(done.start, entries, done.path, keys, self.report)
        self.add(node, done.size, done.anchor)

    def alias(self, event: yaml.AliasEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top and top.list_items is None and top.key is None:
            self.refuse(event, "an alias cannot be a key", "write the key out")
        name = event.anchor or ""
        if name not in self.anchors:
            self.refuse(
                event,
                f"the alias '*{name}' names nothing that stands above it",
                f"mark the value with '&{name}', or put the text in quotes",
            )
        node, size = self.anchors[name]
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.refuse(event, "aliases repeat too much of the file", "write the values out")
        self.add(node, size, None)

    def add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (node, size)
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        if top.list_items is not None:
            top.list_items.append(node)
        else:
            if not top.skip and top.key is not None:
                top.entries[top.key] = node
            top.key = None


def _cannot_be_printed(sign: str) -> str:
    return f"the character U+{ord(sign):04X} cannot be printed and may not stand here"


def _explain(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str]:
    """What libyaml says, and what to do about it; its words alone do not help a curator."""
    problem = error.problem or "cannot be parsed"
    message = f"{problem} ({error.context})" if error.context else problem
    begin, end = error.context_mark, error.problem_mark
    if begin and end and begin.line != end.line:
        message = f"{problem} ({error.context} that begins on line {begin.line + 1})"
    line, column = "", 0
    if end and end.line < len(lines := text.split("\n")):
        line, column = lines[end.line], end.column
    if "\t" in line[: column + 1] and not line[:column].strip(" \t-?:"):
        return message, "indent with spaces, not with tabs"
    if "mapping values" in problem:
        return message, "put a text that holds ': ' in quotes"
    if line[column : column + 1] in ("@", "`", "%", "&", "*"):
        return message, f"put a text that begins with {line[column]} in quotes"
    if "escape" in problem:
        return message, r"write \\ for a backslash, or use single quotes"
    if "quoted scalar" in (error.context or ""):
        return message, "close the quotation mark"
    if "block collection" in (error.context or "") or "block mapping" in (error.context or ""):
        return message, "indent the line like its neighbours; write '' for ' inside '…' quotes"
    if "flow" in (error.context or ""):
        return message, "close the bracket, and part the entries by commas"
    return message, "compare with the lines above: the same indentation, a space after ':'"
