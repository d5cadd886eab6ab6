"""A page of the theme with slots: rendered once with markers, cut at them, filled for each page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.store import digest

TOKENS: Mapping[str, str] = {
    "title": "xRLtitle5c1fx",
    "description": "xRLdescription5c1fx",
    "canonical_url": "xRLcanonical5c1fx",
    "head": "xRLhead5c1fx",
    "body": "xRLbody5c1fx",
}
"""Marker words, one a slot: letters and digits, so that no filter or escaping changes them."""

PATH_TOKEN = "xRLpath5c1fx"
"""Stands in the address of a shell's page; a theme that prints the address betrays itself."""


class ShellError(Exception):
    """The theme does something with a marker that filling cannot repeat."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A page cut at its slots: ``parts[0] slots[0] parts[1] slots[1] … parts[-1]``."""

    parts: tuple[bytes, ...]
    slots: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with a value in every slot."""
        encoded = {name: encode(value) for name, value in values.items()}
        pieces = [self.parts[0]]
        for slot, part in zip(self.slots, self.parts[1:], strict=True):
            pieces.append(encoded[slot])
            pieces.append(part)
        return b"".join(pieces)

    def digest(self) -> bytes:
        """What tells it from other shells."""
        return digest(*self.parts, *self.slots)


def encode(html: str) -> bytes:
    """Bytes of a page; what UTF-8 cannot hold (half a surrogate pair) is written as a reference."""
    return html.encode("utf-8", errors="xmlcharrefreplace")


def cut(html: str, markers: Mapping[str, str]) -> Shell:
    """Cut a page that was rendered with ``markers`` (slot name to marker).

    Raises:
        ShellError: The body is missing, or a marker came out changed.
    """
    names = {marker: name for name, marker in markers.items()}
    alternatives = "|".join(re.escape(marker) for marker in sorted(names, key=len, reverse=True))
    pieces = re.split(f"({alternatives})", html)
    parts, found = pieces[0::2], [names[marker] for marker in pieces[1::2]]
    if "body" not in found:
        raise ShellError("the theme does not print the page's content as it is")
    for word in (*TOKENS.values(), PATH_TOKEN):
        for part in parts:
            if word in part:
                place = part.index(word)
                around = part[max(0, place - 40) : place + len(word) + 20]
                raise ShellError(f"the theme changes what it prints: {around!r}")
    return Shell(tuple(encode(part) for part in parts), tuple(found))
