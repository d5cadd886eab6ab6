"""A value of a YAML file that knows its place and reports what is wrong with it.

A scalar stays the text that was written: ``no``, ``1e3``, ``012`` or ``2024-01-01`` as a title
is that title. What is wanted as a number, a date or a yes/no is read as one by the accessor
that asks for it (:meth:`Node.number`, :meth:`Node.date`, :meth:`Node.flag`). This is the
"failsafe schema" of the YAML 1.2.2 specification, section 10.1.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.model import PartialDate
from generator.problems import Location, Report, closest

LONGEST_TEXT = 10_000
"""Most characters of a text that is shown as a whole, such as a title or a description."""

_TRUE = frozenset(("true", "yes", "on"))
_FALSE = frozenset(("false", "no", "off"))
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file: a text, a list, a mapping, or nothing.

    Accessors take a key of a mapping, report a value of the wrong type with its place, and then
    return the default.

    Attributes:
        location: Where the value starts.
        value: A scalar's text, a list's nodes, a mapping's nodes by key; None for nothing.
        path: The keys that lead here, such as ``rule.any[2]``; empty for the whole file.
        keys: A mapping's keys with their places.
        report: Where accessors report.
    """

    location: Location
    value: str | tuple[Node, ...] | Mapping[str, Node] | None
    path: str
    keys: Mapping[str, Location] = field(repr=False)
    report: Report = field(repr=False, compare=False)

    @property
    def kind(self) -> str:
        """What the value is, in words: ``text``, ``list``, ``mapping`` or ``nothing``."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, str):
            return "text"
        return "list" if isinstance(self.value, tuple) else "mapping"

    @property
    def items(self) -> tuple[Node, ...]:
        """The nodes of a list; empty for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def entries(self) -> Mapping[str, Node]:
        """The nodes of a mapping by key; empty for anything else."""
        return self.value if isinstance(self.value, Mapping) else {}

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def get(self, key: str) -> Node | None:
        """The value of ``key``; None if the key is absent or has no value."""
        node = self.entries.get(key)
        return None if node is None or node.value is None else node

    def where(self, key: str) -> Location:
        """The place of the value of ``key``; that of the mapping if the key is absent."""
        node = self.entries.get(key)
        return self.location if node is None else node.location

    # -- the node itself -------------------------------------------------------------------

    def wrong(self, wanted: str, fix: str = "") -> None:
        """Report that the value is not what is wanted ("a text", "a list of numbers")."""
        name = f"'{self.path}'" if self.path else "the file"
        found = f"'{self.value}'" if isinstance(self.value, str) else _with_article(self.kind)
        self.report.add(
            "wrong-type",
            self.location,
            f"{name} must be {wanted}, not {found}",
            fix or f"write {wanted} here",
        )

    def is_mapping(self) -> bool:
        """Whether the value is a mapping; a problem if it is not."""
        if isinstance(self.value, Mapping):
            return True
        self.wrong("a mapping ('key: value' lines)")
        return False

    def check_keys(
        self, known: Iterable[str], meant: Mapping[str, str] = MappingProxyType({})
    ) -> bool:
        """Report every key that is not known; True if all are.

        Args:
            known: The keys there are.
            meant: Keys of other languages, and the known ones that say the same.
        """
        names = list(known)
        unknown = [key for key in self.keys if key not in names]
        for key in unknown:
            of = f" of '{self.path}'" if self.path else ""
            self.report.add(
                "unknown-key",
                self.keys[key],
                f"unknown key '{key}'{of}{closest(key, names, meant)}",
                f"use one of: {', '.join(sorted(names))}",
            )
        return not unknown

    def as_text(self) -> str | None:
        """The scalar as it was written, without outer space; a problem if it is no scalar."""
        if isinstance(self.value, str):
            return self.value.strip()
        self.wrong("a text")
        return None

    def as_number(self) -> float | None:
        """The scalar as a finite number; a problem if it is none."""
        if isinstance(self.value, str) and _NUMBER.fullmatch(self.value.strip()):
            number = float(self.value.replace("_", ""))
            if math.isfinite(number):
                return number
        self.wrong("a number")
        return None

    # -- values of a mapping ---------------------------------------------------------------

    def text(
        self,
        key: str,
        default: str = "",
        *,
        required: bool = False,
        most: int | None = LONGEST_TEXT,
    ) -> str:
        """A text as it was written.

        Args:
            key: Its key.
            default: What to return if there is none, or it is no text.
            required: Whether an absent or empty one is a problem.
            most: Number of characters; a longer one is a problem, and is not taken. None: any.
        """
        node = self.get(key)
        found = node.as_text() if node else None
        if node and found and most is not None and len(found) > most:
            self.report.add(
                "wrong-type",
                node.location,
                f"'{node.path}' has {len(found):,} characters, more than the {most:,} that it may",
                "shorten it",
            )
            return default
        if required and not found and (node is None or isinstance(node.value, str)):
            self._missing(key)
        return default if found is None else found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        return tuple(text for text, _ in self.placed_texts(key))

    def placed_texts(self, key: str) -> tuple[tuple[str, Location], ...]:
        """A list of texts, each with its place; one text alone is a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        if isinstance(node.value, Mapping):
            node.wrong("a text or a list of texts")
            return ()
        nodes = node.items if isinstance(node.value, tuple) else (node,)
        found = ((n.as_text(), n.location) for n in nodes)
        return tuple((text, place) for text, place in found if text)

    def number(self, key: str, default: float | None = None) -> float | None:
        """A finite number such as ``2``, ``-1`` or ``1.5``."""
        node = self.get(key)
        found = node.as_number() if node else None
        return default if found is None else found

    def integer(self, key: str, default: int | None = None) -> int | None:
        """A whole number."""
        node = self.get(key)
        if node is None:
            return default
        if isinstance(node.value, str) and re.fullmatch(r"[-+]?\d{1,18}", node.value.strip()):
            return int(node.value)
        node.wrong("a whole number")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``; ``yes``, ``no``, ``on``, ``off`` are understood too."""
        node = self.get(key)
        if node is None:
            return default
        word = node.value.strip().lower() if isinstance(node.value, str) else ""
        if word not in _TRUE | _FALSE:
            node.wrong("true or false")
            return default
        return word in _TRUE

    def partial_date(self, key: str) -> PartialDate | None:
        """A date ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
        node = self.get(key)
        if node is None:
            return None
        match = _DATE.fullmatch(node.value.strip()) if isinstance(node.value, str) else None
        if match:
            year, month, day = (int(part or 0) for part in match.groups())
            try:
                datetime.date(year, month or 1, day or 1)
            except ValueError:
                pass
            else:
                return PartialDate(year, month, day)
        node.wrong("a date of the calendar", "write it as YYYY-MM-DD, YYYY-MM or YYYY")
        return None

    def date(self, key: str) -> datetime.date | None:
        """A whole date ``YYYY-MM-DD``."""
        node = self.get(key)
        partial = self.partial_date(key)
        if node is None or partial is None:
            return None
        if not partial.day:
            node.wrong("a whole date", "write it as YYYY-MM-DD")
            return None
        return datetime.date(partial.year, partial.month, partial.day)

    def mapping(self, key: str) -> Node | None:
        """A mapping; None if absent."""
        node = self.get(key)
        return node if node is not None and node.is_mapping() else None

    def nodes(self, key: str, *, one: bool = False) -> tuple[Node, ...]:
        """The nodes of a list; ``one``: anything that is no list is a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        if isinstance(node.value, tuple):
            return node.value
        if one:
            return (node,)
        node.wrong("a list", "begin each entry with '- '")
        return ()

    def _missing(self, key: str) -> None:
        of = f" of '{self.path}'" if self.path else ""
        self.report.add(
            "missing-key", self.where(key), f"the key '{key}'{of} is missing", f"add '{key}: …'"
        )


def _with_article(kind: str) -> str:
    return kind if kind == "nothing" else f"a {kind}"
