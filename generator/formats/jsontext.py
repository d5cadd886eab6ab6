"""JSON of bibliographies: the objects of a list one by one, each with its line.

Python's parser gives no lines and stops at the first fault, so a list is taken apart object by
object (:meth:`json.JSONDecoder.raw_decode`), and reading goes on behind a broken one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.formats.common import excerpt, is_too_large
from generator.model import SourceFile
from generator.problems import Location, Report

Object = Mapping[str, object]


_MAX_TRIALS = 1_000
_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[\s,]*")
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPES = re.compile(rf"\\\\|{_HIGH}{_LOW}|({_HIGH}|{_LOW})")


class _Uncounted(str):
    """A text in which a fault costs no time: the parser counts the lines before each of them."""

    __slots__ = ()

    def count(self, *_: object) -> int:
        return 0

    def rfind(self, *_: object) -> int:
        return -1


def read_objects(
    text: str, source: SourceFile, report: Report, *, lists: Iterable[str] = ()
) -> Iterator[tuple[int, Object]]:
    """Line and value of every object: of a list, of a list in an object, or one alone.

    Args:
        text: JSON text; several values one after the other are read too.
        source: For the problems' places.
        report: Where problems go.
        lists: Keys under which the list may stand, such as ``items``.
    """
    text = mend_escapes(text)
    at = _start(text, lists)
    in_list = at > 0
    indent = _indent(text, at)
    line, counted = 1, 0
    broken = False
    uncounted = _Uncounted(text)
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= len(text) or (in_list and text[at] == "]"):
            return
        line, counted = line + text.count("\n", counted, at), at
        value, end, fault = _decode(uncounted, at)
        if fault:
            if not broken:
                report.add(
                    "record-broken",
                    Location(source.file, line + text.count("\n", at, fault.pos)),
                    f"not valid JSON: {fault.msg}, in '{excerpt(text[at : at + 200])}'",
                    "balance brackets and quotes, and part entries by commas",
                )
            broken = True
            at = _next_object(uncounted, at + 1, indent)
            continue
        broken = False
        if value is None:
            pass  # Semantic Scholar's answer for an unknown id in a batch.
        elif not isinstance(value, dict):
            report.add(
                "record-broken",
                Location(source.file, line),
                f"an entry is no object: '{excerpt(text[at:end])}'",
                "write '{…}' with the fields of a paper",
            )
        elif not is_too_large(
            end - at, "an entry", Location(source.file, line), "shorten it", report
        ):
            yield line, value
        at = end


def mend_escapes(text: str) -> str:
    r"""JSON text in which half a character, such as ``\ud800`` alone, is ``\ufffd``.

    JSON allows it (RFC 8259, section 8.2), but no file and no page can hold it.
    """
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPES.sub(lambda escape: r"\ufffd" if escape[1] else escape[0], text)


def _start(text: str, lists: Iterable[str]) -> int:
    """Where the first object begins."""
    begin = len(text) - len(text.lstrip())
    if text.startswith("[", begin):
        return begin + 1
    names = "|".join(map(re.escape, lists))
    envelope = re.compile(rf'"(?:{names})"\s*:\s*\[').search(text) if names else None
    return envelope.end() if envelope else begin


def _indent(text: str, at: int) -> str | None:
    """The space before the first object, if it begins a line."""
    match = re.compile(r"[ \t]*\n([ \t]*)(?=\{)").match(text, at)
    return match[1] if match else None


def _decode(text: _Uncounted, at: int) -> tuple[object, int, json.JSONDecodeError | None]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        return None, at, error
    except RecursionError:
        return None, at, json.JSONDecodeError("too many levels of nesting", text, at)
    except ValueError:
        return None, at, json.JSONDecodeError("a number with too many digits", text, at)
    return value, end, None


def _next_object(text: _Uncounted, at: int, indent: str | None) -> int:
    """Where an object that can be read begins behind a broken one; the end if none does."""
    pattern = rf"^{indent}(?=\{{)" if indent is not None else r"(?<=\})\s*+(?:,\s*+)?(?=\{)"
    for trial, match in enumerate(re.compile(pattern, re.MULTILINE).finditer(text, at)):
        value, _, fault = _decode(text, match.end())
        if not fault and isinstance(value, dict) and _names_paper(value):
            return match.end()
        if trial >= _MAX_TRIALS:
            break
    return len(text)


def _names_paper(value: Object) -> bool:
    return any(key in value for key in ("title", "display_name", "DOI", "doi"))


def text_of(value: object) -> str:
    """A text, a number as text, or the first text of a list; else an empty string."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()


def list_of(value: object) -> list[object]:
    """A list; a single value as a list of one; nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects_of(value: object) -> list[Object]:
    """The objects of a list."""
    return [item for item in list_of(value) if isinstance(item, dict)]


def object_of(value: object) -> Object:
    """An object; anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def detector(*patterns: str) -> Callable[[str], bool]:
    """Detects JSON whose beginning holds one of the patterns."""
    found = re.compile("|".join(patterns))

    def detect(head: str) -> bool:
        return head.lstrip()[:1] in ("[", "{") and bool(found.search(head))

    return detect
