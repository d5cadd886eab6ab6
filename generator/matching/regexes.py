"""Regular expressions that cannot hang: RE2 syntax, time linear in the text.

Source: https://github.com/google/re2/wiki/Syntax. Look-around and back-references are not
part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

import re2  # type: ignore[import-untyped]


class RegexError(ValueError):
    """An expression that RE2 cannot take.

    Attributes:
        fragment: The part of the expression that is wrong; may be empty.
    """

    def __init__(self, reason: str, fragment: str) -> None:
        super().__init__(reason)
        self.fragment = fragment


class CompiledRegex(Protocol):
    """What is used of a compiled expression."""

    def finditer(self, text: str) -> Iterator[RegexMatch]:
        """All occurrences, in order."""


class RegexMatch(Protocol):
    """One occurrence."""

    def span(self) -> tuple[int, int]:
        """First character, and the one behind the last."""


_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!", "(?<")


def compile_regex(expression: str) -> CompiledRegex:
    """Compile an expression.

    Raises:
        RegexError: If it is not valid, too large, or matches the empty text.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(expression, options)
    except re2.error as error:
        raise _explained(error) from error
    if compiled.fullmatch(""):
        raise RegexError("it matches the empty text, so it matches everywhere", "")
    return compiled  # type: ignore[no-any-return]


def _explained(error: re2.error) -> RegexError:
    detail = error.args[0] if error.args else b""
    message = detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)
    reason, _, fragment = message.partition(": ")
    if fragment.startswith(_LOOK_AROUND):
        reason = "look-around is not supported"
    elif fragment[:1] == "\\" and fragment[1:2].isdigit():
        reason = "back-references are not supported"
    return RegexError(f"{reason}: {fragment}" if fragment else reason, fragment)


def compile_filter(expressions: Iterable[str]) -> CompiledRegex | None:
    """One expression that matches wherever one of several does; None if there is none such."""
    try:
        return compile_regex("|".join(f"(?:{expression})" for expression in expressions))
    except RegexError:  # too large together, or two groups of one name
        return None


def spans(compiled: CompiledRegex, text: str, limit: int) -> list[tuple[int, int]]:
    """The first occurrences that are not empty.

    The limit keeps the time linear: each further search may read the whole text again.
    """
    found = (match.span() for match in islice(compiled.finditer(text), 4 * limit))
    return [span for span in found if span[1] > span[0]][:limit]
