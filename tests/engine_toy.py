"""MkDocs with a toy pipeline behind the plugin: ``python engine_toy.py build …``.

The content is one file, ``toy.json``: ``pages`` and ``files`` as :mod:`generator.outputs` has them,
``papers`` (a number of paper pages that are made up), ``problems`` (arguments of ``Report.add``).
So the engine is tested without the stages before it.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import mkdocs.__main__
from generator import mkdocs_plugin
from generator.outputs import GeneratedFile, GeneratedPage, PageContent, Site
from generator.problems import Location, Report


def load_toy(content: Path, report: Report) -> dict:
    try:
        toy = json.loads((content / "toy.json").read_text())
    except ValueError as error:
        report.add("yaml-syntax", Location("toy.json", 1), str(error))
        return {}
    for code, file, line, message in toy.get("problems", ()):
        report.add(code, Location(file, line), message)
    return toy


def build_toy(toy: dict, options: object, report: Report) -> Site:
    files = tuple(GeneratedFile(path, text.encode()) for path, text in toy.get("files", {}).items())
    return Site(tuple(toy_pages(toy)), files)


def toy_pages(toy: dict) -> Iterator[GeneratedPage]:
    delay_seconds = toy.get("delay_seconds", 0)
    for page in toy.get("pages", ()):
        updated = date.fromisoformat(page["updated"]) if "updated" in page else None
        yield GeneratedPage(
            page.get("kind", "list"),
            page["path"],
            page.get("title", "A page"),
            lambda page=page: PageContent(
                page.get("body", f"<h1>{page['path']}</h1>"),
                page.get("head", ""),
                page.get("description", ""),
            ),
            page.get("markdown"),
            updated,
        )
    for number in range(toy.get("papers", 0)):

        def content(number: int = number) -> PageContent:
            time.sleep(delay_seconds)
            if number == toy.get("fail_at"):
                raise OSError(28, "No space left on device")
            return PageContent(f"<h1>Paper {number}</h1><p>{toy.get('text', '')}</p>")

        yield GeneratedPage("paper", f"papers/p{number}.html", f"Paper {number}", content)


mkdocs_plugin.load_library = load_toy
mkdocs_plugin.build_site = build_toy
mkdocs_plugin.check_library = lambda *_, **__: None

if __name__ == "__main__":
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    sys.exit(mkdocs.__main__.cli())
