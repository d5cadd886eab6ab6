r"""Files of the content folder as text: any encoding that people save in, never an exception.

Lines end in ``\n`` after reading, so a line number here is the one that an editor shows.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from generator.problems import Location, Report

MAX_BYTES = 200_000_000
"""Largest file that is read. A library of 100,000 BibTeX entries with abstracts has 180 MB."""

_STRAY = re.compile("[\udc80-\udcff]+")
_SAVE_AS_UTF8 = "save the file as UTF-8"


def read_text(
    content: Path,
    file: str,
    report: Report,
    *,
    max_bytes: int = MAX_BYTES,
    head_bytes: int | None = None,
) -> str | None:
    """The text of ``content/file``, without byte-order mark; None (and a problem) if unreadable.

    A missing file is None without a problem: whether it must exist, the caller knows.

    Args:
        content: The content folder; a link that leads out of it is not followed.
        file: Path relative to it.
        report: Where problems go.
        max_bytes: A larger file is refused.
        head_bytes: Read only so much from the beginning; then no file is too large.
    """
    path = content / file
    place = Location(file)
    try:
        if not path.exists() and not path.is_symlink():
            return None
        # Path.resolve has an error of its own for links that lead in a circle.
        real = Path(os.path.realpath(path, strict=True))
        if not real.is_relative_to(content.resolve(strict=True)):
            report.add(
                "file-unreadable",
                place,
                "the file is a link that leads out of the content folder",
                "put the file itself here",
            )
            return None
        if not path.is_file():
            report.add(
                "file-unreadable", place, "this is no regular file", "put a file of text here"
            )
            return None
        size = path.stat().st_size
        if head_bytes is None and size > max_bytes:
            report.add(
                "file-too-large",
                place,
                f"the file has {size:,} bytes, more than the {max_bytes:,} that are read",
                "part it into several files",
            )
            return None
        with path.open("rb") as stream:
            raw = stream.read(head_bytes)
    except OSError as error:
        report.add(
            "file-unreadable",
            place,
            f"the file cannot be read: {error.strerror or error}",
            "check that it exists and may be read",
        )
        return None
    return decode(raw, file, report)


def decode(raw: bytes, file: str, report: Report) -> str:
    """Bytes as text: UTF-8, UTF-16, and Windows-1252 for what is neither.

    NUL bytes are left out. What is lost is reported with the first line that it happened on.
    """
    text = _decode_utf16(raw)
    if text is None:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _decode_broken(raw, error, file, report)
    if "\0" in text:
        line = _line_at(text, text.index("\0"))
        report.add(
            "file-encoding",
            Location(file, line),
            f"the file holds {text.count(chr(0))} NUL characters, which are left out",
            _SAVE_AS_UTF8,
        )
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decode_utf16(raw: bytes) -> str | None:
    encoding = ""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif len(raw) % 2 == 0 and (start := raw[:2000]):
        # Western text in UTF-16 without a mark: every second byte is NUL.
        if start[1::2].count(0) * 10 > len(start) * 4 and 0 not in start[::2]:
            encoding = "utf-16-le"
        elif start[::2].count(0) * 10 > len(start) * 4 and 0 not in start[1::2]:
            encoding = "utf-16-be"
    if not encoding:
        return None
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_broken(raw: bytes, error: UnicodeDecodeError, file: str, report: Report) -> str:
    line = _line_at(raw[: error.start].decode("utf-8"), error.start)
    byte = f"0x{raw[error.start]:02X}"
    if not re.search(rb"[\xc2-\xf4][\x80-\xbf]", raw):
        text = raw.decode("cp1252", errors="replace")
        message = f"the byte {byte} is not UTF-8; the file is read as Windows-1252"
    else:
        # Put together from files of two encodings.
        text = _STRAY.sub(_as_windows, raw.decode("utf-8-sig", errors="surrogateescape"))
        message = f"the byte {byte} is not UTF-8; such bytes are read as Windows-1252"
    report.add("file-encoding", Location(file, line), message, _SAVE_AS_UTF8)
    return text


def _as_windows(stray: re.Match[str]) -> str:
    return stray[0].encode("utf-8", "surrogateescape").decode("cp1252", errors="replace")


def _line_at(text: str, position: int) -> int:
    before = text[:position]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
