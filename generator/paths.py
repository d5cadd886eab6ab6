"""Where the files that are carried in the package lie."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = "site_templates"


def packaged_templates() -> Path:
    """The folder of our own templates: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    carried = package / TEMPLATES
    return carried if carried.is_dir() else package.parent / TEMPLATES
