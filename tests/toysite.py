"""A toy site for tests of the plugin and the engine: MkDocs with a made-up pipeline.

``content/toy.json`` holds ``pages`` and ``files`` as :mod:`generator.outputs` has them, ``papers``
(number of paper pages that are made up), ``problems`` (arguments of ``Report.add``), and how the
build should misbehave. ``python toysite.py build …`` is ``mkdocs build …`` with that pipeline.
"""

import errno
import importlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import jinja2
import mkdocs.__main__
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from generator.engine import session
from generator.links import Links
from generator.outputs import GeneratedFile, GeneratedPage, PageContent, Site, SiteOptions
from generator.problems import Location, Report

SETTINGS = {
    "site_name": "Toy",
    "site_url": "https://example.org/list/",
    "docs_dir": "content/pages",
    "theme": {"name": "material", "font": False},
    "plugins": ["reading-list"],
    "validation": {"anchors": "warn"},
}
HOSTILE = "A <b> & </title><script>alert(1)</script> {{ c }} \"q\" 'a'  😀"


class Toy(dict[str, Any]):
    """Stands for a library: what ``toy.json`` says, and no links."""

    links = Links()
    papers: tuple[object, ...] = ()


def load_toy(content: Path, report: Report, memory: object = None, *, ahead: bool = False) -> Toy:
    try:
        toy = Toy(json.loads((content / "toy.json").read_text()))
    except ValueError as error:
        report.add("yaml-syntax", Location("toy.json", 1), str(error))
        return Toy()
    for code, file, line, message in toy.get("problems", ()):
        report.add(code, Location(file, line), message)
    return toy


def build_toy(toy: dict[str, Any], options: SiteOptions, report: Report) -> Site:
    files = [GeneratedFile(path, text.encode()) for path, text in toy.get("files", {}).items()]
    pages = [made_page(page, options.templates) for page in toy.get("pages", ())]
    pages += [paper(toy, number, report) for number in range(toy.get("papers", 0))]
    return Site(tuple(pages), tuple(files))


def made_page(page: dict[str, Any], templates: tuple[Path, ...]) -> GeneratedPage:
    def content() -> PageContent:
        body = page.get("body", f"<h1>{page['path']}</h1>")
        if "template" in page:
            body = (
                jinja2.Environment(
                    loader=jinja2.FileSystemLoader(templates), undefined=jinja2.StrictUndefined
                )
                .get_template(page["template"])
                .render()
            )
        return PageContent(body, page.get("head", ""), page.get("description", ""))

    return GeneratedPage(
        kind=page.get("kind", "list"),
        path=page["path"],
        title=page.get("title", "A page"),
        content=content,
        markdown=page.get("markdown"),
        updated=date.fromisoformat(page["updated"]) if "updated" in page else None,
    )


def paper(toy: dict[str, Any], number: int, report: Report) -> GeneratedPage:
    def content() -> PageContent:
        if "delay_seconds" in toy:
            time.sleep(toy["delay_seconds"])
        if number == toy.get("warns_at"):
            logging.getLogger("mkdocs.toy").warning("a page is odd")
        if number == toy.get("full_at"):
            raise OSError(28, "No space left on device")
        if number == toy.get("crash_at"):
            raise ZeroDivisionError("a fault of the program")
        if number == toy.get("problem_at"):
            report.add("link-unknown", Location(""), "a page links to nothing")
        return PageContent(f"<h1>Paper {number}</h1><p>{toy.get('text', '')}</p>")

    return GeneratedPage("paper", f"papers/p{number}.html", f"Paper {number}", content)


def toy_pipeline() -> AbstractContextManager[object]:
    """While it is open, builds in this process read toy content instead of a list's."""
    return mock.patch.multiple(
        session,
        load_library=load_toy,
        build_site=build_toy,
        check_library=lambda *_, **__: None,
    )


def is_alive(process: int) -> bool:
    """Whether a process is at work; one that has ended may wait for whoever began it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what happens soon, however slow the machine is."""
    deadline = time.monotonic() + 600
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class ToySite:
    """A folder with ``mkdocs.yml`` and content, and the site that is built from them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "site"
        (root / "content/pages").mkdir(parents=True)
        self.settings()
        self.write("content/pages/about.md", "# About\n\nHello.\n")
        self.toy(papers=4)

    def settings(self, **changes: object) -> None:
        settings = {**SETTINGS, **changes}
        self.write("mkdocs.yml", yaml.safe_dump({k: v for k, v in settings.items() if v != ""}))

    def toy(self, **toy: object) -> None:
        self.write("content/toy.json", json.dumps(toy))

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="surrogateescape")

    def read(self, path: str) -> str:
        return (self.out / path).read_text(encoding="utf-8")

    def files(self, folder: Path | None = None) -> dict[str, bytes]:
        folder = folder or self.out
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    def remains(self) -> list[str]:
        """Working folders that builds left beside the site."""
        return sorted(path.name for path in self.root.glob(".site-*"))

    def build(self, **options: object) -> None:
        """``mkdocs build`` in this process; for what needs no process of its own."""
        with toy_pipeline():
            config = load_config(str(self.root / "mkdocs.yml"), **options)
            logging.getLogger("mkdocs").setLevel(logging.INFO)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **options.pop("env", {})}
        return subprocess.Popen(
            [sys.executable, __file__, *arguments],
            cwd=self.root,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )

    def run(self, *arguments: str, **options: Any) -> tuple[int, str]:
        """``mkdocs build`` as a process: its exit code and all that it printed."""
        process = self.start("build", *arguments, **options)
        output, _ = process.communicate(timeout=600)
        return process.returncode, output


def fill_disk(writes: int, name: str) -> None:
    """After so many files and folders are made, no more fit where a path begins with ``name``."""
    left = iter(range(writes))
    full = str(Path.cwd() / name)

    def check(event: str, arguments: tuple[Any, ...]) -> None:
        makes = event == "os.mkdir" or (event == "open" and arguments[2] & os.O_CREAT)
        path = arguments[0] if makes else None
        fits = not isinstance(path, (str, os.PathLike)) or not str(path).startswith(full)
        if not fits and next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    sys.addaudithook(check)


if __name__ == "__main__":
    if os.environ.get("TOY_USER") and os.getuid() == 0:
        importlib.import_module("generator.mkdocs_plugin")  # while Python's own files can be read
        os.setuid(int(os.environ["TOY_USER"]))
    if os.environ.get("TOY_WRITES"):
        fill_disk(int(os.environ["TOY_WRITES"]), os.environ.get("TOY_FULL", ".site-build-"))
    with toy_pipeline():
        sys.exit(mkdocs.__main__.cli())
