"""Pages that the site builder renders from Markdown, with the generated body put in afterwards."""

from __future__ import annotations

import posixpath
import re

import yaml

SLOT = "<div data-reading-list></div>"
"""In Markdown: the generated body goes here."""

INTRODUCTION_SLOT = "<div data-reading-list-introduction></div>"
"""In a generated body: the rendered Markdown of a hand-written home page goes here."""

_BEYOND_PROSE = re.compile(
    r"<(?!/|!|(?:p|a|em|strong|code|ul|ol|li|br|h[1-3])\b)|\sclass=(?![\"']headerlink[\"'])"
)


def source_path(path: str) -> str:
    """The Markdown file that stands for a page; links between Markdown files name it."""
    return posixpath.splitext(path)[0] + ".md"


def markdown_source(title: str, markdown: str | None) -> str:
    """Markdown with front matter; without a text of its own the page is its generated body.

    ``title`` is escaped already. The front matter keeps the text from being taken for some.
    """
    front = yaml.safe_dump({"title": title}, default_style='"', width=float("inf"))
    return f"---\n{front}---\n\n{SLOT if markdown is None else markdown}"


def insert_body(rendered: str, body: str) -> str:
    """Put the generated body into rendered Markdown.

    It goes where the Markdown has its slot; else the Markdown goes where the body has a slot for
    an introduction; else the body follows the Markdown.
    """
    if SLOT in rendered:
        before, _, after = rendered.partition(SLOT)
        return before + body.replace(INTRODUCTION_SLOT, "", 1) + after
    before, found, after = body.partition(INTRODUCTION_SLOT)
    if found:
        return before + rendered + after
    return f"{rendered}\n{body}" if rendered else body


def wants_theme(rendered: str) -> bool:
    """Whether rendered Markdown holds what only the theme's own style sheet and script dress.

    Prose does not: headings, paragraphs, lists, links, emphasis and code within a line. Tables,
    blocks of code, pictures, admonitions, tabs and HTML written by hand do.
    """
    return _BEYOND_PROSE.search(rendered.replace(SLOT, "")) is not None
