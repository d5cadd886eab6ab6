"""Files that a fresh list begins with; ``{{name}}`` is filled in by :mod:`generator.newlist`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

PLACES: Mapping[str, str] = {
    "README.md": "README.md",
    "mkdocs.yml": "mkdocs.yml",
    "gitignore": ".gitignore",
    "publish.yml": ".github/workflows/publish.yml",
    "list.yml": "content/list.yml",
    "areas.yml": "content/areas.yml",
    "tags.yml": "content/tags.yml",
    "index.md": "content/pages/index.md",
    "about.md": "content/pages/about.md",
}
"""File in this folder to its place in a list."""

_BLANK = re.compile(r"\{\{(\w+)\}\}")


def starter_files(words: Mapping[str, str]) -> dict[str, bytes]:
    """Place in the list to content.

    Raises:
        KeyError: A file has a blank that ``words`` does not fill.
    """
    folder = files(__name__)
    return {
        place: _BLANK.sub(
            lambda blank: words[blank[1]], (folder / name).read_text(encoding="utf-8")
        ).encode()
        for name, place in PLACES.items()
    }
