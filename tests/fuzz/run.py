"""Build hostile content folders, and say which of them do harm.

``PYTHONPATH=.:tests python tests/fuzz/run.py FIRST COUNT`` tries that many numbers of
:mod:`hostile`; ``… run.py NUMBER --keep DIR`` writes one of the folders to look at.

A folder does harm if reading it or making its site raises, hangs, takes more than
:data:`MOST_MEMORY`, puts an output outside the site, or puts captured text into a page as markup.
Every :data:`WHOLE`-th folder is built by MkDocs, which may write into the site alone and may stop
only with a list of problems. Of every :data:`GOES`-th folder, files go while they are read.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import json
import logging
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import nullcontext as nothing
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType

from hostile import Folder, folder
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from generator.checks import check_library
from generator.exports import paper_object
from generator.library import load_library
from generator.outputs import SiteOptions
from generator.paths import packaged_templates
from generator.problems import Report, format_text
from generator.site import build_site

MOST_MEMORY = 2 * 2**30
"""Bytes."""
MOST_SECONDS = 900
"""Who needs as much hangs, on the slowest machine too."""
WHOLE = 25
GOES = 7
MOST_PAGES = 100
"""So many built pages of a site are looked at."""
FORBIDDEN = frozenset("script style iframe object embed base meta link frame".split())
"""Elements that no body of a page has: whoever writes one of them is not us."""


class HarmError(Exception):
    """What a folder has done."""


class _TooSlowError(BaseException):
    """Not an ``Exception``: nothing in between may take it for something else."""


class _Body(HTMLParser):
    """The markup of a page's main part, searched for what a browser would run or fetch."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            raise HarmError(f"<{tag}> in a page")
        for name, value in attrs:
            target = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                raise HarmError(f"attribute {name} of <{tag}> in a page")
            if name in ("href", "src", "action") and target.startswith(("javascript:", "data:")):
                raise HarmError(f"{name}={value!r} in a page")
            if name == "src" and "//" in target:
                raise HarmError(f"a page fetches {value!r}")


def write(files: Folder, root: Path) -> Path:
    """Write a content folder; a name that the file system refuses is left out."""
    content = root / "content"
    for name, data in files.items():
        path = content / name
        with contextlib.suppress(OSError, ValueError):  # ValueError: no name at all
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, bytes):
                path.write_bytes(data)
            elif not path.exists():
                data.make(path)
    return content


class Going:
    """While it is open, each time that a file or folder is opened one may be gone."""

    def __init__(self) -> None:
        self._content = Path()
        self._chance: random.Random | None = None
        sys.addaudithook(self._hear)  # for ever: it cannot be taken back

    @contextlib.contextmanager
    def of(self, content: Path, number: int) -> Iterator[None]:
        self._content, self._chance = content, random.Random(number)
        try:
            yield
        finally:
            self._chance = None

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        chance = self._chance
        if chance is None or event not in ("open", "os.listdir", "os.scandir"):
            return
        opened = arguments[0]
        if not isinstance(opened, (str, Path)) or not str(opened).startswith(str(self._content)):
            return
        if chance.random() < 0.1:
            self._chance = None  # what is done here is heard, too
            chosen = chance.choice(["", *sorted(map(str, _tree(self._content)))])
            path = Path(opened) if chance.random() < 0.5 or not chosen else self._content / chosen
            with contextlib.suppress(OSError):
                path.unlink()
            if chance.random() < 0.3:
                shutil.rmtree(path, ignore_errors=True)
            self._chance = chance


def build(content: Path) -> None:
    """Read a content folder and make everything that its site has.

    Raises:
        HarmError: An output would do harm.
    """
    report = Report(content.name)
    library = load_library(content, report)
    check_library(library, content, report, thorough=True)
    format_text(report.problems).encode()
    for paper in library.papers:
        json.dumps(paper_object(library, paper)).encode()
    options = SiteOptions(
        name="Hostile", url="https://example.org/list/", templates=(packaged_templates(),)
    )
    site = build_site(library, options, report)
    for page in site.pages:
        _check_path(page.path)
        made = page.content()
        body = _Body()
        body.feed(made.body)
        body.close()
        (made.body + made.head + made.description + page.title).encode()
    for file in site.files:
        _check_path(file.path)
        _ = file.content
    for bundle in site.bundles:
        for file in bundle.make():
            _check_path(file.path)
            _ = file.content
    format_text(report.problems).encode()


def build_whole(content: Path) -> None:
    """Build the site with MkDocs.

    Raises:
        HarmError: The build wrote beside the site, or left half of one.
    """
    root = content.parent
    (root / "docs").mkdir()
    (root / "docs" / "about.md").write_text("# About\n")
    (root / "mkdocs.yml").write_text(
        "site_name: Hostile\ndocs_dir: docs\ntheme: {name: material, font: false}\n"
        "plugins: [reading-list]\n"
    )
    before = _tree(root)
    site = root / "site"
    with contextlib.chdir(root):
        try:
            mkdocs_build(load_config("mkdocs.yml"))
        except Abort:
            if site.exists():
                raise HarmError("a build that failed left a site") from None
    made = [path for path in _tree(root) - before if path.parts[0] not in ("site", ".cache")]
    if made:
        raise HarmError(f"the build wrote {made[:5]}")
    for path in sorted(site.rglob("*.html"))[:MOST_PAGES]:
        _check_page(path.read_text(encoding="utf-8"))


def _check_page(text: str) -> None:
    """What MkDocs and its theme made of a page: nothing runs in it that the theme did not load."""
    for tag in re.findall(r"<script\b[^>]*", text):
        if "src=" not in tag and "json" not in tag:
            raise HarmError(f"an inline script in a built page: {tag}")
    article = text.partition("<article")[2].rpartition("</article>")[0]
    body = _Body()
    body.feed(f"<article{article}")
    body.close()


def _tree(root: Path) -> set[Path]:
    return {
        Path(parent, name).relative_to(root)
        for parent, folders, names in os.walk(root)
        for name in (*folders, *names)
    }


def _check_path(path: str) -> None:
    parts = path.split("/")
    longest = max(len(part.encode()) for part in parts)
    if not path.isprintable() or {"", ".", ".."} & set(parts) or "\\" in path or longest > 255:
        raise HarmError(f"an output has the path {path!r}")


@contextlib.contextmanager
def limits() -> Iterator[None]:
    """Within these limits a folder must be done with."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(MOST_SECONDS)
    faulthandler.dump_traceback_later(2 * MOST_SECONDS, exit=True)
    try:
        yield
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()


def harm_of(number: int, going: Going) -> str:
    """What the folder of a number does; empty if it does no harm."""
    with tempfile.TemporaryDirectory() as place:
        content = write(folder(number), Path(place))
        try:
            with limits(), going.of(content, number) if number % GOES == 0 else nothing():
                build(content)
                if number % WHOLE == 0:
                    build_whole(content)
        except _TooSlowError:
            return "too slow: " + "".join(traceback.format_exc().splitlines(keepends=True)[-12:])
        except Exception:  # noqa: BLE001 - that is what is looked for
            return traceback.format_exc()
    return ""


def main() -> None:
    """Try some numbers; exit 1 if one of them does harm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int, nargs="?", default=1)
    parser.add_argument("--keep", type=Path, help="write the folder here, and build it")
    asked = parser.parse_args()
    if asked.keep:
        build(write(folder(asked.first), asked.keep))
        return
    logging.disable()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    harmed, slowest, going = 0, (0.0, 0), Going()
    for number in range(asked.first, asked.first + asked.count):
        start = time.process_time()
        harm = harm_of(number, going)
        slowest = max(slowest, (time.process_time() - start, number))
        if harm:
            harmed += 1
            print(f"-- {number}\n{harm}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{asked.count} tried, {harmed} do harm; {peak} MB")
    print(f"slowest: {slowest[1]}, {slowest[0]:.1f} s")
    sys.exit(1 if harmed else 0)


if __name__ == "__main__":
    main()
