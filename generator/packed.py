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
from generator.store import plain

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

    Raises:
        UnicodeEncodeError: A value holds half a surrogate pair.
        OverflowError: A value holds a vast number.
    """

    def __init__(self, kind: Any, values: Iterable[T]) -> None:
        encode = msgspec.msgpack.Encoder(enc_hook=plain).encode
        data, ends = bytearray(), array("Q", [0])
        for value in values:
            data += squeezed(encode(value))
            ends.append(len(data))
        self._begin(kind, bytes(data), ends)

    def _begin(self, kind: Any, data: bytes, ends: array[int]) -> None:
        self._state = kind, data, ends
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._view = memoryview(data)
        self.read: Callable[[int], T] = lru_cache(_RECENT)(self._read)

    def _read(self, place: int) -> T:
        """The value at the place; equal ones at each call."""
        _, _, ends = self._state
        value: T = self._decode(unsqueezed(self._view[ends[place] : ends[place + 1]]))
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        return _block, self._state


def _block(kind: Any, data: bytes, ends: array[int]) -> Block[Any]:
    made: Block[Any] = Block.__new__(Block)
    made._begin(kind, data, ends)
    return made


class PackedMapping(Mapping[str, T]):
    """A mapping whose values lie in a block."""

    def __init__(self, kind: Any, values: Mapping[str, T]) -> None:
        self._places = {key: place for place, key in enumerate(values)}
        self._block: Block[T] = Block(kind, values.values())

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
class _Cold:
    """What of a paper is packed: fields of :class:`~generator.model.Paper`."""

    abstract: str
    authors: tuple[Author, ...]
    identifiers: dict[str, tuple[str, ...]]
    links: dict[str, str]
    details: dict[str, str]
    keywords: tuple[str, ...]
    records: tuple[Record, ...]
    sources: dict[str, Location]
    merge_reasons: tuple[str, ...]

    @classmethod
    def of(cls, paper: Paper) -> _Cold:
        return cls(*(getattr(paper, name) for name in _COLD))


_COLD = tuple(field.name for field in fields(_Cold))
_HOT = tuple(field.name for field in fields(Paper) if field.name not in _COLD)


class PackedPaper(Paper):
    """A paper of which most lies in a block."""

    __slots__ = ("_cold", "_place")
    _cold: Block[_Cold]
    _place: int

    def __getattr__(self, name: str) -> Any:
        if name not in _COLD:
            raise AttributeError(name)
        return getattr(self._cold.read(self._place), name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _packed, (self._cold, self._place, *(getattr(self, name) for name in _HOT))


def _packed(cold: Block[_Cold], place: int, *hot: object) -> PackedPaper:
    paper = PackedPaper.__new__(PackedPaper)
    for name, value in zip(("_cold", "_place", *_HOT), (cold, place, *hot), strict=True):
        object.__setattr__(paper, name, value)
    return paper


def is_long(values: Collection[object]) -> bool:
    """Whether a list is so long that memory counts for more than time."""
    return len(values) >= MANY


def pack_papers(given: Iterable[Paper]) -> tuple[Paper, ...]:
    """The same papers, packed if there are many."""
    papers = tuple(given)
    if not is_long(papers):
        return papers
    try:
        cold = Block(_Cold, map(_Cold.of, papers))
    except (UnicodeEncodeError, OverflowError):
        return papers
    return tuple(
        _packed(cold, place, *(getattr(paper, name) for name in _HOT))
        for place, paper in enumerate(papers)
    )


def pack(kind: Any, values: Mapping[str, T]) -> Mapping[str, T]:
    """The same values, packed if there are many; ``kind`` is their type, as msgspec reads it."""
    if not is_long(values):
        return values
    try:
        return PackedMapping(kind, values)
    except (UnicodeEncodeError, OverflowError):
        return values
