"""Jinja: everything is escaped, undefined names are errors, links work from every folder.

Fragments hold :data:`ROOT` where the way to the site's root stands in a link, so that one
fragment serves pages in every folder; :meth:`Renderer.finish` puts the way in.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from generator.addresses import SINGLE_PAGES, Addresses, path_of
from generator.paths import packaged_templates

ROOT = "\x00"
"""Stands for the way to the site's root. No text holds it: repair and YAML forbid it."""

Template = Callable[..., str]


@dataclass(slots=True)
class Renderer:
    """Renders templates; each is compiled once.

    Attributes:
        environment: Jinja, with ``href`` and ``has`` for links.
        addresses: All pages and files.
        page: Path of the page that is being made; an unknown link is reported for it.
    """

    environment: jinja2.Environment
    addresses: Addresses
    page: str = SINGLE_PAGES["home"]
    _links: dict[tuple[str, str, int], str] = field(default_factory=dict)
    _templates: dict[str, Template] = field(default_factory=dict)

    def render(self, template: str, **values: object) -> Markup:
        """A fragment; links in it hold :data:`ROOT`."""
        render = self._templates.get(template)
        if render is None:
            render = self._templates[template] = self.environment.get_template(template).render
        return Markup(render(values))

    def href(self, kind: str, id: str = "", fragment: str = "", page: int = 1) -> str:
        """The address of a page or file, as :meth:`generator.addresses.Addresses.from_page`."""
        key = (kind, id, page)
        link = self._links.get(key)
        if link is None:
            addresses = self.addresses
            written = kind == "written"
            path = addresses.written.get(id, id) if written else path_of(kind, id, page)
            if path in addresses.known or path in addresses.written.values():
                link = self._links[key] = ROOT + quote(_from_root(addresses, path), safe="/.-_~")
            else:
                link = ROOT + addresses.href(path, self.page)
        return f"{link}#{quote(fragment, safe='')}" if fragment else link

    def finish(self, fragment: str, path: str) -> str:
        """The fragment with links for the page ``path``, as plain text that is ready HTML."""
        return str.replace(fragment, ROOT, self.root(path)).strip()

    def root(self, path: str) -> str:
        """The way from the page ``path`` to the site's root, with a slash at its end."""
        home = self.addresses.href(SINGLE_PAGES["home"], path)
        return home.removesuffix("index.html") or "./"


def make_renderer(
    folders: tuple[Path, ...], addresses: Addresses, values: Mapping[str, Any]
) -> Renderer:
    """A renderer.

    Args:
        folders: Folders with templates; the first one that has a template wins, the packaged
            templates come last.
        addresses: All pages and files of the site.
        values: What every template may use beside what it is given.
    """
    every = dict.fromkeys((*folders, packaged_templates()))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in every]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        cache_size=-1,
    )
    renderer = Renderer(environment, addresses)
    environment.globals.update(values)
    environment.globals.update(href=renderer.href, has=addresses.has)
    return renderer


def _from_root(addresses: Addresses, path: str) -> str:
    address = addresses.href(path, SINGLE_PAGES["home"])
    return "" if address == "./" else posixpath.normpath(address) + "/" * address.endswith("/")
