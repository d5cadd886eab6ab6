"""JSON Schemas of the files that curators write, for editors.

An editor with a YAML language server reads the first line of a file,
``# yaml-language-server: $schema=../.schemas/topic.json``, and then completes keys and
underlines mistakes. ``reading-list new`` puts the schemas into ``content/.schemas/``.
The build does not use them: :mod:`generator.labelfiles` says more, with places and fixes.
"""

from __future__ import annotations

from importlib.resources import files

FOLDER = ".schemas"
"""Where the schemas stand in a content folder."""

SCHEMA_LINES = {
    "areas.yml": f"# yaml-language-server: $schema={FOLDER}/areas.json",
    "tags.yml": f"# yaml-language-server: $schema={FOLDER}/tags.json",
    "papers/curated/*.yml": f"# yaml-language-server: $schema=../../{FOLDER}/papers.json",
    "topics/*.yml": f"# yaml-language-server: $schema=../{FOLDER}/topic.json",
}
"""The first line of each kind of file."""


def schema_files() -> dict[str, bytes]:
    """All schemas: path below the content folder, such as ``.schemas/topic.json``, to content."""
    found = (entry for entry in files(__name__).iterdir() if entry.name.endswith(".json"))
    return {
        f"{FOLDER}/{entry.name}": entry.read_bytes()
        for entry in sorted(found, key=lambda entry: entry.name)
    }
