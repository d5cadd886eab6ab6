"""The generated site as a folder of Markdown and files, for any site builder."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

from generator.engine.source import SLOT
from generator.outputs import GeneratedPage, PageContent, Site

MANIFEST = ".reading-list.json"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
INTRODUCTION = (
    '<div class="rl-introduction md-typeset"><div data-reading-list-introduction></div></div>'
)
"""Where a body wants the curator's text; it stands outside all other elements of the body."""


class ForeignFolderError(Exception):
    """The folder holds files that were not written by us."""


def markdown_page(page: GeneratedPage, content: PageContent, introduction: str = "") -> str:
    """A page as Markdown: front matter, the curator's text, and the body as raw HTML.

    Args:
        page: The page.
        content: Its parts.
        introduction: Hand-written Markdown of a home page.
    """
    meta = {"title": html.escape(page.title), "description": html.escape(content.description)}
    known = {key: value for key, value in meta.items() if value}
    front = yaml.safe_dump(
        known, default_style='"', width=float("inf"), allow_unicode=True, sort_keys=False
    )
    text = introduction or (SLOT if page.markdown is None else page.markdown)
    before, found, after = content.body.partition(INTRODUCTION)
    if SLOT in text:
        text = text.replace(SLOT, _raw(before + after))
    elif found:
        text = f"{_raw(before)}\n\n{text}\n\n{_raw(after)}"
    else:
        text = f"{text}\n\n{_raw(before)}"
    return f"---\n{front}---\n\n{text}\n"


def _raw(body: str) -> str:
    """HTML as one block that Markdown leaves alone."""
    return f'<div class="rl">\n{body.strip()}\n</div>'


def write_folder(site: Site, directory: Path, docs: Path | None = None) -> tuple[int, int]:
    """Write the pages as Markdown and all files; touch only what changed.

    Only files that our own manifest names are replaced or deleted.

    Args:
        site: The generated pages and files.
        directory: Where to write.
        docs: Folder of the hand-written pages; they are copied, and the text of its ``index.md``
            becomes the introduction of the home page.

    Returns:
        Number of files written and number deleted.

    Raises:
        ForeignFolderError: The folder is not empty and has no manifest of ours, or a file
            that we would write stands there without being in the manifest.
    """
    old = _read_manifest(directory)
    new: dict[str, str] = {}
    written = 0
    for path, content in _outputs(site, docs):
        digest = hashlib.sha256(content).hexdigest()
        new[path] = digest
        target = directory / path
        if path not in old and target.exists():
            raise ForeignFolderError(f"{target} was not written by reading-list")
        if old.get(path) == digest and target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written += 1
    gone = sorted(set(old) - set(new))
    for path in gone:
        (directory / path).unlink(missing_ok=True)
        _remove_empty_parents(directory, PurePosixPath(path))
    manifest = json.dumps({"files": dict(sorted(new.items()))}, indent=0) + "\n"
    if old != new or not (directory / MANIFEST).exists():
        directory.mkdir(parents=True, exist_ok=True)
        (directory / MANIFEST).write_text(manifest, encoding="utf-8")
    return written, len(gone)


def _outputs(site: Site, docs: Path | None) -> Iterator[tuple[str, bytes]]:
    generated = {_markdown_path(page) for page in site.pages}
    for file in site.all_files:
        generated.add(file.path)
        yield file.path, file.content
    for page in site.pages:
        introduction = ""
        if docs and page.path == "index.html" and (docs / "index.md").is_file():
            text = (docs / "index.md").read_text(encoding="utf-8")
            introduction = _FRONT_MATTER.sub("", text, count=1).strip()
        yield _markdown_path(page), markdown_page(page, page.content(), introduction).encode()
    for path in sorted(docs.rglob("*")) if docs else ():
        name = path.relative_to(docs or "").as_posix()
        hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        if path.is_file() and not hidden and name not in generated:
            yield name, path.read_bytes()


def _markdown_path(page: GeneratedPage) -> str:
    return str(PurePosixPath(page.path).with_suffix(".md"))


def _read_manifest(directory: Path) -> dict[str, str]:
    manifest = directory / MANIFEST
    if not manifest.exists():
        if directory.exists() and any(directory.iterdir()):
            raise ForeignFolderError(
                f"{directory} holds files and no {MANIFEST}, so it is not ours to write into"
            )
        return {}
    try:
        files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise ForeignFolderError(f"{manifest} cannot be read: {error}") from error
    inside = {}
    for path, digest in files.items():
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or path.startswith("/"):
            raise ForeignFolderError(f"{manifest} names {path!r}, which leaves the folder")
        inside[path] = digest
    return inside


def _remove_empty_parents(directory: Path, path: PurePosixPath) -> None:
    for parent in path.parents:
        folder = directory / parent
        if folder == directory or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
