"""The ground that a formula is read from: tokens, and the pieces that are made of them."""

from __future__ import annotations

import abc
import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TOKENS = 160
"""A chain or bracket that goes on for longer is no formula; this keeps reading linear."""

MAX_DEPTH = 12
ARTICLES = frozenset("aAI")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula that was read.

    Attributes:
        tex: As TeX.
        end: Index of the token behind it.
        kind: ``letter``, ``number``, ``greek``, ``symbol``, ``function``, ``bracket``, ``set``,
            ``name`` (letters that only a script makes a formula) or ``other``.
        sure: Whether it holds a sign that running text does not have.
        greek: Whether it holds a Greek letter that may be a word as well.
    """

    tex: str
    end: int
    kind: str = "other"
    sure: bool = False
    greek: bool = False


def glue(left: str, right: str) -> str:
    """Put TeX side by side; a command keeps apart from the letter behind it."""
    if right[:1].isalpha() and re.search(r"\\[A-Za-z]+$", left):
        return f"{left} {right}"
    return left + right


class Reader(abc.ABC):
    """Tokens, with what was noticed while they were read.

    Attributes:
        tokens: From :func:`generator.tex.words.tokenize`.
        lost: In words, what is missing for good.
        failed: Where a bracket or argument turned out to hold no mathematics.
        plain: Where a group without a command turned out to hold none.
        unclear: Where a group stands that may be a denominator; no formula goes over it.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.lost: list[str] = []
        self.failed: set[int] = set()
        self.plain: set[int] = set()
        self.unclear: set[int] = set()

    def at(self, index: int) -> str:
        """The token at an index; an empty string outside."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else ""

    def after_space(self, index: int) -> int:
        """The index, or the next one if a space stands there."""
        return index + 1 if self.at(index).isspace() else index

    def excerpt(self, start: int, end: int) -> str:
        """What the tokens say, on one line, for a message."""
        text = " ".join("".join(self.tokens[max(0, start) : end]).split())
        return text if len(text) <= 40 else text[:39] + "…"

    @abc.abstractmethod
    def chain(self, at: int, depth: int = 0) -> Piece | None:
        """Operands joined by operators."""

    @abc.abstractmethod
    def operand(self, at: int, depth: int) -> Piece | None:
        """One operand."""

    @abc.abstractmethod
    def command(self, at: int, name: str, depth: int, *, backslash: bool) -> Piece | None:
        """A command with the arguments that it takes."""
