"""What ``mkdocs.yml`` says, read without MkDocs: for commands that write pages themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from generator.outputs import SiteOptions
from generator.repository import Repository, find_repository

PLUGIN = "reading-list"


class BuilderConfigError(Exception):
    """``mkdocs.yml`` cannot be read."""


@dataclass(frozen=True, slots=True)
class BuilderConfig:
    """The settings of ``mkdocs.yml`` that pages depend on; paths are absolute."""

    content: Path
    docs: Path
    templates: Path
    options: SiteOptions


class _Loader(yaml.SafeLoader):
    """Reads MkDocs' own tags (``!ENV``, ``!!python/name:``) as nothing instead of failing."""


def _ignore(loader: yaml.Loader, suffix: str, node: yaml.Node) -> None:
    return None


_Loader.add_multi_constructor("!", _ignore)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore)


def read_builder_config(file: Path, packaged_templates: Path) -> BuilderConfig:
    """Read ``mkdocs.yml``; a missing file means MkDocs' and the plugin's defaults.

    Raises:
        BuilderConfigError: The file is not YAML, or not a mapping.
    """
    config = _load(file)
    plugin = _plugin_options(config.get("plugins"))
    root = file.parent.resolve()
    docs = root / str(config.get("docs_dir", "docs"))
    templates = root / str(plugin.get("templates", "site_templates"))
    directory_urls = config.get("use_directory_urls", True) is not False
    site_url = str(config.get("site_url") or "")
    return BuilderConfig(
        content=root / str(plugin.get("content", "content")),
        docs=docs,
        templates=templates,
        options=SiteOptions(
            name=str(config.get("site_name") or ""),
            url=site_url.rstrip("/") + "/" if site_url else "",
            directory_urls=directory_urls,
            folders=directory_urls,
            templates=(templates, packaged_templates),
            repository=_repository(config, plugin),
            written=_written(docs, directory_urls),
        ),
    )


def _repository(config: Mapping[str, Any], plugin: Mapping[str, Any]) -> Repository:
    edit_uri = config.get("edit_uri_template") or config.get("edit_uri")
    return find_repository(
        str(config.get("repo_url") or ""),
        str(config.get("repo_name") or ""),
        None if edit_uri is None else str(edit_uri).removesuffix("{path}"),
        str(plugin.get("content", "content")),
        str(config.get("docs_dir", "docs")),
    )


def _load(file: Path) -> Mapping[str, Any]:
    if not file.exists():
        return {}
    try:
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BuilderConfigError(f"{file} cannot be read: {error}") from error
    if not isinstance(loaded, dict):
        raise BuilderConfigError(f"{file} holds no settings")
    return loaded


def _plugin_options(plugins: object) -> Mapping[str, Any]:
    entries = plugins if isinstance(plugins, list) else [plugins]
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get(PLUGIN), dict):
            options: dict[str, Any] = entry[PLUGIN]
            return options
    return {}


def _written(docs: Path, directory_urls: bool) -> dict[str, str]:
    written = {}
    for path in sorted(docs.rglob("*.md")):
        source = PurePosixPath(path.relative_to(docs).as_posix())
        if source.stem in ("index", "README") or not directory_urls:
            stem = "index" if source.stem == "README" else source.stem
            written[str(source)] = str(source.with_name(f"{stem}.html"))
        else:
            written[str(source)] = str(source.with_suffix("") / "index.html")
    return written
