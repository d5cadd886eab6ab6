"""Values of BibTeX fields: braces, quotes, macros and ``#``; and lists of names, both ways.

Source: Oren Patashnik, "BibTeXing" (1988), sections 2.2 and 4; Nicolas Markey, "Tame the
BeaST", section 11.2, for how names are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.formats.bibtex import tex
from generator.formats.common import NAME_SUFFIX, parse_name
from generator.model import Author

_BARE = re.compile(r"[^\s{}\"#,]+")
_MARK = re.compile(r'\\.|[{}"]', re.DOTALL)
_PARTS = re.compile(r"\\.|[{}]|[^\\{}]+|\\", re.DOTALL)
_AND = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)
_COMMA = re.compile(r",")
_NAMED_PART = re.compile(r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*", re.IGNORECASE)
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w.:-]*)\s*=\s*(?=[\w\"{])")
_SPACE = re.compile(r"[\s~]+")


class UnknownMacroError(ValueError):
    """A value names a macro that nothing defines."""


def part_fields(name: str, raw: str) -> Iterator[tuple[str, str, int]]:
    """A field, and those that follow in its value because the comma between is missing.

    Yields:
        Name, value as written, and the number of lines above it in ``raw``.
    """
    start = at = counted = above = 0
    joined = True
    if "=" not in raw:
        at = len(raw)
    while at < len(raw):
        if raw[at].isspace() or raw[at] == "#":
            joined = joined or raw[at] == "#"
            at += 1
            continue
        if not joined and (following := _NEXT_FIELD.match(raw, at)):
            above, counted = above + raw.count("\n", counted, start), start
            yield name, raw[start:at], above
            name, start, at, joined = following[1], following.end(), following.end(), True
            continue
        if raw[at] in '{"':
            at = _closing(raw, at) + 1
        else:
            at += len(match[0]) if (match := _BARE.match(raw, at)) else 1
        joined = False
    yield name, raw[start:], above + raw.count("\n", counted, start)


def expand(raw: str, macros: Mapping[str, str], max_length: int) -> str:
    """A value as written (``{…}``, ``"…"``, ``2020``, ``jan # " 12"``) as its text.

    Raises:
        UnknownMacroError: With the macro's name.
        ValueError: The text is longer than ``max_length``.
    """
    parts = []
    at = 0
    while at < len(raw):
        if raw[at].isspace() or raw[at] == "#":
            at += 1
        elif raw[at] in '{"':
            end = _closing(raw, at)
            parts.append(raw[at + 1 : end])
            at = end + 1
        else:
            match = _BARE.match(raw, at)
            word = match[0] if match else raw[at]
            at += len(word)
            if not word[0].isdigit() and word.lower() not in macros:
                raise UnknownMacroError(word)
            parts.append(macros.get(word.lower(), word))
    if sum(map(len, parts)) > max_length:
        raise ValueError(f"it has more than {max_length:,} characters")
    return "".join(parts)


def _closing(raw: str, start: int) -> int:
    """The place of the sign that closes the ``{`` or ``"`` at ``start``; the end if none does."""
    depth, quoted = 0, raw[start] == '"'
    for match in _MARK.finditer(raw, start + 1 if quoted else start):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return match.start()
        elif mark == '"' and quoted and depth == 0:
            return match.start()
    return len(raw)


def read_names(value: str) -> tuple[Author, ...]:
    """The authors of a list ``A and B and others``, as TeX."""
    names = (name.strip() for name in _split(value, _AND))
    authors = (_read_name(name) for name in names if name and name.lower() != "others")
    return tuple(author for author in authors if author)


def _read_name(name: str) -> Author | None:
    if name.startswith("{") and _closing(name, 0) == len(name) - 1:
        group = tex.decode(name)
        return Author(group) if group else None
    parts = [part for part in _split(name, _COMMA) if part.strip()]
    if _NAMED_PART.match(parts[0] if parts else ""):
        return _read_named_parts(parts)
    if len(parts) == 2 and NAME_SUFFIX.fullmatch(parts[1].strip()):
        return parse_name(tex.decode(name))
    if len(parts) == 2:
        family, given = tex.decode(parts[0]), tex.decode(parts[1])
    elif len(parts) > 2:
        # von Last, Jr, First
        family = f"{tex.decode(parts[0])} {tex.decode(parts[1])}"
        given = " ".join(map(tex.decode, parts[2:]))
    else:
        words = list(_split(name, _SPACE))
        if len(words) > 1 and words[-1].startswith("{") and "\\" not in words[-1]:
            # Jane {Van Dyke}: the braces say what the family name is.
            return Author(tex.decode(words[-1]), tex.decode(" ".join(words[:-1])))
        return parse_name(tex.decode(name))
    return Author(family, given) if family else parse_name(given)


def _read_named_parts(parts: Iterable[str]) -> Author | None:
    """A name of BibLaTeX: ``family=Gogh, given=Vincent, prefix=van, useprefix=true``."""
    named: dict[str, str] = {}
    for part in parts:
        if match := _NAMED_PART.match(part):
            named.setdefault(match[1].lower(), tex.decode(part[match.end() :].strip().strip('"')))
    family = " ".join(filter(None, map(named.get, ("prefix", "family", "suffix"))))
    given = named.get("given", "")
    return Author(family or given, given if family else "") if family or given else None


def _split(text: str, separator: re.Pattern[str]) -> Iterator[str]:
    """Cut at a separator that stands in no braces."""
    depth = 0
    current = ""
    for part in _PARTS.findall(text):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        elif depth <= 0 and not part.startswith("\\"):
            first, *further = separator.split(part)
            current += first
            for piece in further:
                yield current
                current = piece
            continue
        current += part
    yield current


def write_names(authors: Iterable[Author]) -> str:
    """Names as ``Family, Given and {Group}``, in TeX."""
    return " and ".join(map(_write_name, authors))


def _write_name(author: Author) -> str:
    if not author.given:
        return "{" + tex.encode(author.family) + "}"
    return f"{_guarded(author.family)}, {_guarded(author.given)}"


def _guarded(name: str) -> str:
    """A part of a name; in braces if it holds what would cut it."""
    written = tex.encode(name)
    cut = "," in name or _AND.search(f" {name} ") or name.lower() == "others"
    return "{" + written + "}" if cut else written
