"""Values of a large list in little memory.

What is seldom asked for lies in one block of bytes and is read again whenever it is asked for. A
block also stays one block when a second process begins: that process counts references of its
own, and so copies each piece of memory in which it only looks at an object.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec

from generator.model import Author, Paper, Record
from generator.problems import Location
from generator.rules import Evidence
from generator.store import plain
from generator.topics import Assigned, PaperLabels

T = TypeVar("T")

MANY = 20_000
"""Papers of so long a list are packed; others are at hand faster."""

_FAST = 1
"""The level of compression: names of fields and what several records say are said once."""

_RECENT = 64
"""So many values that were read last are at hand."""


class Block(Generic[T]):
    """Values of one type, by place from 0 on.

    Args:
        kind: The type, as msgspec reads it.
        values: The values.
        small: Whether they shall take little room rather than little time.

    Attributes:
        state: The type, the bytes, where values begin and end in them, and ``small``.

    Raises:
        UnicodeEncodeError: A value holds half a surrogate pair.
        OverflowError: A value holds a vast number.
    """

    def __init__(self, kind: Any, values: Iterable[T], *, small: bool) -> None:
        encode = msgspec.msgpack.Encoder(enc_hook=plain).encode
        data, ends = bytearray(), array("Q", [0])
        for value in values:
            data += squeezed(encode(value)) if small else encode(value)
            ends.append(len(data))
        self._begin(kind, bytes(data), ends, small)

    def _begin(self, kind: Any, data: bytes, ends: array[int], small: bool) -> None:
        self.state = kind, data, ends, small
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._view = memoryview(data)
        self.read: Callable[[int], T] = lru_cache(_RECENT)(self._read)

    def _read(self, place: int) -> T:
        """The value at the place; equal ones at each call."""
        _, _, ends, small = self.state
        data = self._view[ends[place] : ends[place + 1]]
        value: T = self._decode(unsqueezed(data) if small else data)
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        return _block, self.state


def _block(kind: Any, data: bytes, ends: array[int], small: bool) -> Block[Any]:
    made: Block[Any] = Block.__new__(Block)
    made._begin(kind, data, ends, small)
    return made


@dataclass(frozen=True, slots=True)
class Packed:
    """What a :class:`PackedMapping` reads; plain values, as :mod:`generator.store` can keep them.

    Attributes:
        keys: The keys, in order.
        data: The values, one behind the other.
        ends: Where they begin and end, eight bytes each.
    """

    keys: list[str]
    data: bytes
    ends: bytes

    @classmethod
    def of(cls, kind: Any, pairs: Iterable[tuple[str, object]]) -> Packed:
        """Pack values one by one as they come; errors are those of :class:`Block`."""
        keys = []

        def values() -> Iterator[object]:
            for key, value in pairs:
                keys.append(key)
                yield value

        _, data, ends, _ = Block(kind, values(), small=True).state
        return cls(keys, data, ends.tobytes())


class PackedMapping(Mapping[str, T]):
    """A mapping whose values lie in a block; ``kind`` is their type."""

    def __init__(self, kind: Any, packed: Packed) -> None:
        ends = array("Q")
        ends.frombytes(packed.ends)
        self._places = {key: place for place, key in enumerate(packed.keys)}
        self._block: Block[T] = _block(kind, packed.data, ends, True)

    def __getitem__(self, key: str) -> T:
        return self._block.read(self._places[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places


class Texts:
    """Texts by key that are kept for a while.

    Args:
        small: Whether they shall take little room rather than little time.
    """

    def __init__(self, *, small: bool = False) -> None:
        self._small = small
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> str | None:
        """The text; None if it is not kept."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        return (unsqueezed(kept) if self._small else kept).decode(errors="surrogatepass")

    def keep(self, key: str, text: str) -> None:
        """Keep a text in bytes, which take less room than text."""
        data = text.encode(errors="surrogatepass")
        self._kept[key] = squeezed(data) if self._small else data

    def drop(self, key: str) -> None:
        """Forget a text, if it is kept."""
        self._kept.pop(key, None)


def squeezed(data: bytes) -> bytes:
    """The same in less room; see :func:`unsqueezed`."""
    return zlib.compress(data, _FAST)


def unsqueezed(data: bytes | memoryview) -> bytes:
    """What was squeezed."""
    return zlib.decompress(data)


@dataclass(frozen=True, slots=True)
class _Told:
    """Fields of :class:`~generator.model.Paper` that are packed: what its records tell of it."""

    abstract: str
    authors: tuple[Author, ...]
    identifiers: dict[str, tuple[str, ...]]
    links: dict[str, str]
    details: dict[str, str]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Origin:
    """Fields that are asked for less often, and say much twice."""

    records: tuple[Record, ...]
    sources: dict[str, Location]
    merge_reasons: tuple[str, ...]


_TOLD = tuple(field.name for field in fields(_Told))
_ORIGIN = tuple(field.name for field in fields(_Origin))
_AT_HAND = tuple(f.name for f in fields(Paper) if f.name not in (*_TOLD, *_ORIGIN))


class PackedPaper(Paper):
    """A paper of which most lies in blocks."""

    __slots__ = ("_origins", "_place", "_told")
    _told: Block[_Told]
    _origins: Block[_Origin]
    _place: int

    def __getattr__(self, name: str) -> Any:
        if name in _TOLD:
            return getattr(self._told.read(self._place), name)
        if name in _ORIGIN:
            return getattr(self._origins.read(self._place), name)
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _new, (PackedPaper, _OF_PAPER, _values(self, _OF_PAPER))


_OF_PAPER = ("_told", "_origins", "_place", *_AT_HAND)


_Found = tuple[int, str, str, int, int, float]
"""Evidence as it is packed: the number of its clause, and its fields from ``field`` on."""


class _Evidences:
    """The evidence of all labels, by paper and label; clauses, which many share, stand aside."""

    def __init__(self, given: Iterable[Iterable[Assigned]]) -> None:
        numbers: dict[tuple[Location, str], int] = {}

        def found(one: Evidence) -> _Found:
            number = numbers.setdefault((one.location, one.clause), len(numbers))
            return (number, one.field, one.text, one.start, one.end, one.points)

        every = (tuple(tuple(map(found, one.evidence)) for one in labels) for labels in given)
        kind = tuple[tuple[_Found, ...], ...]
        self._found: Block[tuple[tuple[_Found, ...], ...]] = Block(kind, every, small=False)
        self._clauses = list(numbers)

    def read(self, place: int, number: int) -> tuple[Evidence, ...]:
        """The evidence of one label of a paper."""
        clauses, found = self._clauses, self._found.read(place)[number]
        return tuple(
            Evidence(*clauses[clause], field, text, start, end, points)
            for clause, field, text, start, end, points in found
        )


class PackedAssigned(Assigned):
    """A label of a paper; its evidence lies in a block."""

    __slots__ = ("_evidences", "_number", "_place")
    _evidences: _Evidences
    _place: int
    _number: int

    def __getattr__(self, name: str) -> Any:
        if name == "evidence":
            return self._evidences.read(self._place, self._number)
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _new, (PackedAssigned, _OF_ASSIGNED, _values(self, _OF_ASSIGNED))


_OF_ASSIGNED = (
    *("_evidences", "_place", "_number"),
    *(field.name for field in fields(Assigned) if field.name != "evidence"),
)


def _values(of: object, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(of, name) for name in names)


def _new(kind: type[T], names: Iterable[str], values: Iterable[object]) -> T:
    made = kind.__new__(kind)
    for name, value in zip(names, values, strict=True):
        object.__setattr__(made, name, value)
    return made


def is_long(values: Collection[object]) -> bool:
    """Whether a list is so long that memory counts for more than time."""
    return len(values) >= MANY


def pack_papers(given: Iterable[Paper]) -> tuple[Paper, ...]:
    """The same papers, packed if there are many."""
    papers = tuple(given)
    if not is_long(papers):
        return papers
    try:
        told = Block(_Told, (_Told(*_values(paper, _TOLD)) for paper in papers), small=False)
        origins = Block(_Origin, (_Origin(*_values(p, _ORIGIN)) for p in papers), small=False)
    except (UnicodeEncodeError, OverflowError):
        return papers
    return tuple(
        _new(PackedPaper, _OF_PAPER, (told, origins, place, *_values(paper, _AT_HAND)))
        for place, paper in enumerate(papers)
    )


def pack_labels(given: Mapping[str, PaperLabels]) -> Mapping[str, PaperLabels]:
    """The same labels, packed if there are many."""
    if not is_long(given):
        return given
    every = [(*labels.topics, *labels.tags) for labels in given.values()]
    try:
        evidences = _Evidences(every)
    except (UnicodeEncodeError, OverflowError):
        return given

    def packed(place: int, number: int, one: Assigned) -> Assigned:
        values = (evidences, place, number, *_values(one, _OF_ASSIGNED[3:]))
        return _new(PackedAssigned, _OF_ASSIGNED, values)

    found = {}
    for place, (id, labels) in enumerate(given.items()):
        own = [packed(place, number, one) for number, one in enumerate(every[place])]
        topics = len(labels.topics)
        found[id] = PaperLabels(tuple(own[:topics]), tuple(own[topics:]))
    return found
