"""The site as a zip that works when it is opened from disk, search included.

The site builder runs as a process of its own and writes pages whose links name their file. From
disk a browser loads scripts and style sheets, but no font from a file beside the page: fonts are
put into the style sheet. The same site gives the same bytes.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

COMMENT = b"reading-list offline"
"""Marks a zip as ours: only such a one is replaced."""

ONLINE_ONLY = ("404.html", "sitemap.xml", "sitemap.xml.gz")
"""What servers send and search engines read; from disk nobody asks for them."""

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip can hold; the day of the build would change its bytes."""

_FONT = re.compile(rb"url\((fonts/[^)]+\.woff2)\)")
_PRELOAD = re.compile(rb'[ \t]*<link rel="preload"[^>]*>\n?')
_POLICY = re.compile(rb'(http-equiv="Content-Security-Policy" content="default-src [^;"]*)')
_LEVEL = re.compile(r"^(?:(DEBUG|INFO)|WARNING|ERROR|CRITICAL|Aborted)\b")


class OfflineError(Exception):
    """The zip cannot be written; the message says why."""


def check_target(target: Path) -> None:
    """Look whether the zip may be written.

    Raises:
        OfflineError: It is a folder, its folder is missing, or another file stands there.
    """
    if target.is_dir():
        raise OfflineError(f"{target} is a folder; name the zip to write")
    if not target.parent.is_dir():
        raise OfflineError(f"there is no folder {target.parent}")
    if target.exists():
        try:
            with zipfile.ZipFile(target) as known:
                ours = known.comment == COMMENT
        except (OSError, zipfile.BadZipFile):
            ours = False
        if not ours:
            raise OfflineError(f"{target} was not written by reading-list; it stays as it is")


def build_site_for_disk(config_file: Path, site: Path, *, strict: bool) -> list[str]:
    """Let MkDocs build a site whose links name files; returns what it warned of.

    Raises:
        OfflineError: The build failed; the message is what MkDocs said.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--no-directory-urls"]
    command += ["--config-file", str(config_file), "--site-dir", str(site.resolve())]
    done = subprocess.run(
        [*command, "--strict"] if strict else command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    said = list(_warnings(done.stderr))
    if done.returncode:
        raise OfflineError("\n".join(said) or "mkdocs build failed")
    return said


def _warnings(log: str) -> Iterator[str]:
    """What is more than information; lines without a level belong to the one before."""
    shown = True
    for line in log.splitlines():
        if level := _LEVEL.match(line):
            shown = level[1] is None
        if shown and line.strip():
            yield line


def write_zip(site: Path, target: Path) -> int:
    """Write the built site into a zip with one folder, which is named as the zip; atomically.

    Returns:
        The number of files.

    Raises:
        OfflineError: The zip cannot be written.
    """
    paths = sorted(
        (path.relative_to(site).as_posix(), path) for path in site.rglob("*") if path.is_file()
    )
    chosen = [(name, path) for name, path in paths if name not in ONLINE_ONLY]
    try:
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}-", delete=False
        ) as unfinished:
            made = Path(unfinished.name)
        try:
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                archive.comment = COMMENT
                for name, content in _contents(site, chosen):
                    info = zipfile.ZipInfo(f"{target.stem}/{name}", _DAY)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.create_system = 3
                    info.external_attr = 0o100644 << 16
                    archive.writestr(info, content)
            made.chmod(0o644)
            made.replace(target)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise OfflineError(f"{target} cannot be written: {error.strerror}") from error
    return len(chosen)


def _contents(site: Path, paths: list[tuple[str, Path]]) -> Iterator[tuple[str, bytes]]:
    for name, path in paths:
        content = path.read_bytes()
        if name.endswith(".html"):
            content = _POLICY.sub(rb"\1; font-src data:", _PRELOAD.sub(b"", content))
        elif name == "assets/reading-list.css":
            content = _with_fonts(content, path.parent)
        yield name, content


def _with_fonts(sheet: bytes, folder: Path) -> bytes:
    def as_data(match: re.Match[bytes]) -> bytes:
        font = (folder / match[1].decode()).read_bytes()
        return b"url(data:font/woff2;base64," + base64.b64encode(font) + b")"

    return _FONT.sub(as_data, sheet)
