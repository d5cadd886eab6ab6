"""Scripts, style sheet and fonts of the site, made from ``site_templates/theme/``.

Scripts are written as ES modules and delivered as classic scripts, because modules do not load
from disk. A module becomes a function that returns its exports, so names of one never meet those
of another. Every page loads one script; what only some pages or readers need stands in ``parts/``
and becomes a script of its own, which takes from the first what that has already. A file in the
list's own ``site_templates/theme/`` replaces ours of that name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from generator.outputs import GeneratedFile, SiteOptions
from generator.paths import packaged_templates

FOLDER = "assets"
ENTRY = "main.js"
PARTS = "parts/"
"""Folder of the modules and style sheets that not every page loads."""

REGISTRY = "readingList"
"""The one global name: path of a module to its exports."""

_COPIED = ("fonts", "assets")

_IMPORT = re.compile(
    r"^import\s+(?:(?:\{(?P<names>[^}]*)\}|\*\s+as\s+(?P<all>\w+))\s+from\s+)?"
    r"[\"'](?P<path>[^\"']+)[\"'];?[ \t]*$",
    re.MULTILINE,
)
_EXPORT = re.compile(
    r"^export\s+(?P<what>(?:async\s+)?function\*?|const|class)\s+(?P<name>\w+)", re.M
)
_EXPORT_LIST = re.compile(r"^export\s*\{(?P<names>[^}]*)\};?[ \t]*$", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.M | re.S)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)


class AssetError(ValueError):
    """A script cannot be bundled; the message names the file."""


def asset_files(options: SiteOptions) -> Iterator[GeneratedFile]:
    """All assets, by path."""
    files = _theme_files((*options.templates, packaged_templates()))
    scripts = {
        path.removeprefix("js/"): file.read_text(encoding="utf-8")
        for path, file in files.items()
        if path.startswith("js/") and path.endswith(".js")
    }
    sheets = {
        path.removeprefix("css/"): file.read_text(encoding="utf-8")
        for path, file in files.items()
        if path.startswith("css/") and path.endswith(".css")
    }
    common = [text for path, text in sheets.items() if not path.startswith(PARTS)]
    early = scripts.pop("early.js")
    yield GeneratedFile(f"{FOLDER}/early.js", jsmin(early).encode())
    yield GeneratedFile(f"{FOLDER}/reading-list.css", cssmin("\n".join(common)).encode())
    for path, text in sheets.items():
        if path.startswith(PARTS):
            name = path.removeprefix(PARTS)
            yield GeneratedFile(f"{FOLDER}/{name}", cssmin(text).encode())
    for path, script in bundles(scripts).items():
        name = "reading-list.js" if path == ENTRY else path.removeprefix(PARTS)
        yield GeneratedFile(f"{FOLDER}/{name}", jsmin(script).encode())
    for path, file in files.items():
        folder, _, rest = path.partition("/")
        if folder in _COPIED:
            target = rest if folder == FOLDER else path
            yield GeneratedFile(f"{FOLDER}/{target}", file.read_bytes())


def _theme_files(folders: tuple[Path, ...]) -> Mapping[str, Path]:
    """Files of the theme by path within it; of two with one path, the first folder's."""
    found: dict[str, Path] = {}
    for folder in folders:
        theme = folder / "theme"
        for part in ("assets", "css", "fonts", "js"):
            for file in sorted((theme / part).rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    found.setdefault(file.relative_to(theme).as_posix(), file)
    return dict(sorted(found.items()))


def bundles(modules: Mapping[str, str]) -> Mapping[str, str]:
    """The scripts that are delivered, by the path of the module each begins with.

    Args:
        modules: Source by path. ``main.js`` and those in ``parts/`` each make a script; what
            nothing imports is left out.

    Raises:
        AssetError: A module is missing, imports itself in a circle, or uses a form of ``import``
            or ``export`` that is not supported (``export let``, ``export default``).
    """
    first = _order(ENTRY, modules)
    parts = {path: _order(path, modules) for path in sorted(modules) if path.startswith(PARTS)}
    of_parts = {path for order in parts.values() for path in order} - set(first)
    used = {other for path in of_parts for other in _imports(path, modules)}
    shared = {path: f'{REGISTRY}["{path}"]' for path in first if path in used}
    made = {ENTRY: _script(ENTRY, modules, first, {}, shared)}
    for path, order in parts.items():
        own = [other for other in order if other not in first]
        made[path] = _script(path, modules, own, shared, {path: f'{REGISTRY}["{path}"]'})
    return made


def _order(entry: str, modules: Mapping[str, str]) -> list[str]:
    """The module and all that it needs, each behind what it imports."""
    order: list[str] = []
    _visit(entry, modules, (), order)
    return order


def _script(
    entry: str,
    modules: Mapping[str, str],
    order: Iterable[str],
    given: Mapping[str, str],
    registered: Mapping[str, str],
) -> str:
    """One classic script.

    Args:
        entry: Path of the module that is run last.
        modules: Source by path.
        order: The modules of the script.
        given: Modules that another script has registered, each with the expression for it.
        registered: The same for those of this script that others may take.
    """
    own = {path: f"_{i}" for i, path in enumerate(order)}
    names = {**given, **own}
    text = '(() => {\n"use strict";\n'
    if entry == ENTRY and registered:
        text += f"const {REGISTRY} = window.{REGISTRY} = {{}};\n"
    for path in own:
        text += _as_function(path, modules[path], names)
        if path in registered:
            text += f"{registered[path]} = {own[path]};\n"
    return text + "})();\n"


def _visit(path: str, modules: Mapping[str, str], way: tuple[str, ...], order: list[str]) -> None:
    if path in order:
        return
    if path not in modules:
        raise AssetError(f"{way[-1] if way else 'the site'} imports {path}, which does not exist")
    if path in way:
        raise AssetError(f"modules import each other: {' -> '.join((*way, path))}")
    for other in _imports(path, modules):
        _visit(other, modules, (*way, path), order)
    order.append(path)


def _imports(path: str, modules: Mapping[str, str]) -> list[str]:
    return [_target(path, match["path"]) for match in _IMPORT.finditer(modules[path])]


def _target(path: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))


def _as_function(path: str, source: str, names: Mapping[str, str]) -> str:
    exports: dict[str, None] = {}

    def imported(match: re.Match[str]) -> str:
        module = names[_target(path, match["path"])]
        if match["all"]:
            return f"const {match['all']} = {module};"
        if match["names"] is None:
            return ""
        wanted = [name.strip() for name in match["names"].split(",") if name.strip()]
        return f"const {{ {', '.join(re.sub(r' as ', ': ', n) for n in wanted)} }} = {module};"

    def exported(match: re.Match[str]) -> str:
        exports[match["name"]] = None
        return f"{match['what']} {match['name']}"

    def exported_list(match: re.Match[str]) -> str:
        exports.update((n.strip(), None) for n in match["names"].split(",") if n.strip())
        return ""

    text = _IMPORT.sub(imported, source)
    text = _EXPORT_LIST.sub(exported_list, _EXPORT.sub(exported, text))
    text = without_comments(text)
    if left := _LEFT.search(text):
        raise AssetError(f"{path}: this form cannot be bundled: {left[0]}")
    end = f"return {{ {', '.join(exports)} }};\n" if exports else ""
    return f"const {names[path]} = (() => {{\n{text}{end}}})();\n"


def without_comments(source: str) -> str:
    """A script without lines that only hold a comment, without indentation and empty lines."""
    text = _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", source))
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line)
