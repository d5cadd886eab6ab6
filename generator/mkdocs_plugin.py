"""The MkDocs plugin ``reading-list``: events only, in the order in which MkDocs runs them.

``mkdocs build`` alone makes the site: the content is loaded before anything is written, pages
with Markdown are handed to MkDocs, all others are composed by :mod:`generator.engine` from the
theme's own shell and written directly. ``mkdocs serve`` makes each page when the browser asks for
it. This is the only file that imports MkDocs.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, is_markdown_file

from generator.addresses import SINGLE_PAGES
from generator.engine.compose import Composer, Shells, ThemePage, one_line, page_url
from generator.engine.plan import NOTHING, plan_site
from generator.engine.preview import Compiled, Make, Preview
from generator.engine.session import BrokenListError, Session
from generator.engine.shares import write_outputs
from generator.engine.shell import encode
from generator.engine.sitemap import site_entries, sitemap_files
from generator.engine.source import insert_body, markdown_source, source_path, wants_theme
from generator.engine.staging import Staging, StagingError, begin, refusal
from generator.engine.trouble import describe, in_one_line, report_conflicts, summary
from generator.engine.watching import keep_for_good, look_often
from generator.engine.writer import SiteWriter, UnsafePathError
from generator.outputs import GeneratedFile, GeneratedPage, Site, SiteOptions
from generator.paths import packaged_templates
from generator.problems import Severity
from generator.repository import Repository, find_repository
from generator.store import FOLDER, Store

NAME = "reading-list"
log = get_plugin_logger(NAME)

BUILDER = log.logger.name.partition(".")[0]
"""The logger whose warnings strict mode counts: of MkDocs, or of ProperDocs in its place."""

FIRST, LAST = 100, -100
PAGE_EVENTS = (
    "on_pre_page",
    "on_page_read_source",
    "on_page_markdown",
    "on_page_content",
    "on_page_context",
    "on_post_page",
)
SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
MATERIAL = "material"
OBJECTS_BEFORE_COLLECTION = 10_000
"""Most of what a build makes stays, so to look for garbage often is time lost."""

SEARCH_OF_MATERIAL = ("assets/javascripts/lunr/", "assets/javascripts/workers/")


class ReadingListConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin; paths are relative to ``mkdocs.yml``."""

    cache = config_options.Type(bool, default=True)
    content = config_options.Type(str, default="content")
    templates = config_options.Type(str, default="site_templates")


class OwnFile(File):
    """A page or file that the engine writes; MkDocs only knows its address.

    Links to it from Markdown are validated and rewritten, and it may stand in the navigation,
    but it is neither rendered nor copied.
    """

    def __init__(self, source: str, path: str, config: MkDocsConfig) -> None:
        super().__init__(
            source,
            None,
            config.site_dir,
            config.use_directory_urls,
            dest_uri=path,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        self.generated_by = NAME

    def is_documentation_page(self) -> bool:
        """No: nothing of it is Markdown."""
        return False

    def is_static_page(self) -> bool:
        """No: it is not copied."""
        return False

    def is_media_file(self) -> bool:
        """No: it is not copied."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: the engine writes it."""


class ReadingListPlugin(BasePlugin[ReadingListConfig]):  # type: ignore[no-untyped-call]
    """Makes a reading list's pages part of an MkDocs site."""

    def __init__(self) -> None:
        self.session = Session()
        self.dirty = False
        self.counter: CountHandler | None = None
        self.staging: Staging | None = None
        self.staged: MkDocsConfig | None = None
        self.nav: Navigation | None = None
        self.plan = NOTHING
        self.preview = Preview()
        self.later = False
        self.compiled = Compiled()
        self.written: Mapping[str, bytes] = {}
        self.shells: Shells = {}
        self.own_sitemap = True
        self.thresholds: tuple[int, int, int] | None = None

    # The events, in the order of a build.

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note what MkDocs is about to do."""
        self.session.serving, self.dirty = command == "serve", dirty
        self._count_warnings()
        if not self.session.serving:
            self.thresholds = gc.get_threshold()
            gc.set_threshold(OBJECTS_BEFORE_COLLECTION)

    @event_priority(FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the theme, and build beside the last good site."""
        self._count_warnings()
        self._check_folders(config)
        place = 1 if config.theme.custom_dir else 0
        config.theme.dirs[place:place] = [str(theme) for theme in self._themes(config)]
        is_material = config.theme.name == MATERIAL
        if not is_material:
            log.info("the theme is not Material, so pages have neither our look nor our scripts")
        extra = config.extra.get("reading_list", {})
        if not isinstance(extra, dict):
            raise PluginError(f"'extra.reading_list' must be a mapping, not {extra!r}")
        config.extra["reading_list"] = {
            "csp": SECURITY_POLICY if is_material and not self.session.serving else "",
            "banner": "",
            "suggest": "",
            "urls": {},
            **extra,
        }
        if not self.session.serving and not self.dirty:
            self._stage(config)
        self.preview.withdraw()
        eager = self._others_with(config, *PAGE_EVENTS, "on_env", "on_post_build")
        self.later = self.session.serving and not eager
        return config

    @event_priority(LAST)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Load the content; errors stop a build here, before anything is written."""
        content = self._content(config)
        if not content.is_dir():
            raise PluginError(
                f"there is no content folder {content}; the plugin's option 'content' names it"
            )
        self.session.store = Store(_root(config) / FOLDER) if self.config.cache else None
        seen = self._others_with(config, *PAGE_EVENTS, "on_post_build")
        self.session.keeps = self.staging is not None and not seen
        self.session.has_last = self.staging is not None and self.staging.last is not None
        with _as_plugin_error():
            self.session.load(content, Path(config.docs_dir), self._templates(config))

    @event_priority(LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make every page and file of the list known."""
        hand_written = {
            file.dest_uri: file.src_uri
            for file in files
            if file.inclusion.is_included()  # type: ignore[no-untyped-call]
            and (file.generated_by or file.src_dir == config.docs_dir)
        }
        options = self._options(config, hand_written)
        others = self._others_with(config, *PAGE_EVENTS)
        if others:
            log.info(
                "%s: wants to see every page, so MkDocs renders them all, which takes longer",
                ", ".join(others),
            )
        with _as_plugin_error():
            site = self.session.make_site(options)
            self.plan = plan_site(site, hand_written, compose=not others, unpack=not self.later)
            folder, report = Path(config.docs_dir), self.session.report
            report_conflicts(self.plan.conflicts, folder, self.session.content, report)
            self.session.stop_at_errors()
        if not self.later:
            self.session.begin_links()
        self._say_problems(config)
        self._add_files(files, config)
        self._leave_out(files, config)
        self._claim_sitemap(hand_written, config)
        self._tell_theme(site, config)
        return files

    @event_priority(LAST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Give titles to composed pages that the navigation names."""
        titles = {page.path: page.title for page in self.plan.composed}
        for page in nav.pages:
            title = titles.get(page.file.dest_uri)
            if title is not None and page.title is None:
                page.title = one_line(title)
        self.nav = nav
        return nav

    @event_priority(FIRST)
    def on_page_content(
        self, html: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Put the generated body into a page that MkDocs rendered from Markdown."""
        generated = self.plan.generated(page.file.src_uri)
        if generated is None:
            return None
        with _as_plugin_error():
            view = self.session.view_part(generated)
        themed = {"reading_list_themed": True} if wants_theme(html) else {}
        page.meta = {**_meta(view), **themed, **page.meta}
        return insert_body(html, view.body)

    @event_priority(LAST)
    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Compose and write all pages without Markdown, and all files; a preview does it later."""
        assert self.nav is not None
        if self.session.serving:
            env.bytecode_cache = self.compiled
        theme = _Theme(env, config, self.nav, files)
        makers = self._makers(theme) if self.later else {}
        self.preview.offer(Path(config.site_dir), makers, self.plan.bundles)
        last = self.staging.last if self.staging else None
        if self._others_with(config, "on_post_build"):
            last = None
        folder, linked = Path(config.site_dir), theme.in_nav
        composer = Composer(
            render=theme.render,
            url=_site_url(config),
            directory_urls=config.use_directory_urls,
            alone=linked,
            linked=linked,
            make=self.session.view,
            make_part=self.session.view_part,
        )
        writer = SiteWriter(folder, last)
        self.written, self.shells = writer.digests, composer.proved
        with _as_plugin_error():
            if not self.later:
                self._take_over(writer, composer)
                write_outputs(
                    [page for page in self.plan.composed if page.path not in writer.digests],
                    [file for file in self.plan.files if file.path not in writer.digests],
                    writer,
                    composer,
                    self.session.report,
                    self.session.await_links,
                )
            for path, content in self._sitemap(files, config):
                writer.write(path, content)
            self.session.stop_at_errors()
        for message in composer.messages:
            log.info(message)
        return env

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put the complete site in the place of the last good one."""
        self._say_problems(config)
        warnings = self.counter.get_counts() if self.counter else []
        if config.strict and not self.session.serving:
            lost = self.session.report.at_least(Severity.WARNING)
            if lost and not warnings:  # --quiet hides warnings from MkDocs' own count
                raise Abort(f"Aborted with {len(lost)} warnings in strict mode!")
            if warnings:
                self._leave_staging()
        if self.staging:
            with _as_plugin_error():
                self.staging.commit(self.written)
            self._leave_staging()
        self.session.keep(self.plan, self.shells, self.written)
        if self.session.store:
            self.session.store.tidy()

    @event_priority(LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Leave the last good site as it is; tell a broken template or a full disk in one line."""
        if self.staging and self.staging.last:
            log.info("the last good site stays as it is: %s", self.staging.site)
        self._leave_staging()
        if message := in_one_line(error):
            raise PluginError(message) from error

    @event_priority(FIRST)
    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch what a build reads, closely; make pages when they are asked for."""
        look_often(server, [config.docs_dir, config.config_file_path, *config.theme.dirs])
        keep_for_good()
        for folder in (self._content(config), *self._templates(config)):
            if folder.is_dir():
                server.watch(str(folder))
        app = server.get_app()
        assert app is not None
        server.set_app(self.preview.serve(app, server.mount_path))
        return server

    def on_shutdown(self) -> None:
        """Clean up, after Ctrl-C too."""
        self._leave_staging()
        if self.thresholds:
            gc.set_threshold(*self.thresholds)
            self.thresholds = None
        if self.counter:
            logging.getLogger(BUILDER).removeHandler(self.counter)
            self.counter = None

    # Steps of the events.

    def _count_warnings(self) -> None:
        """Count what MkDocs' strict mode counts, for it looks only after the last event."""
        if self.counter is None:
            self.counter = CountHandler()
            self.counter.setLevel(logging.WARNING)
            logging.getLogger(BUILDER).addHandler(self.counter)

    def _stage(self, config: MkDocsConfig) -> None:
        with _as_plugin_error():
            staging = begin(config.site_dir)
        if staging.reason:
            log.info("the site is built within its own folder: %s", staging.reason)
        self.staging, self.staged, self.site_dir = staging, config, config.site_dir
        config.site_dir = str(staging.new)

    def _makers(self, theme: _Theme) -> Mapping[str, Make]:
        """What makes the pages and files of a preview, by path."""

        def compose(page: GeneratedPage) -> bytes:
            made = theme.render(self.session.view(page))
            self._say_problems(theme.config)
            return encode(made)

        def render(source: str) -> bytes:
            page = theme.read(source)
            page.content = self.on_page_content(
                page.content or "", page=page, config=theme.config, files=theme.files
            )
            self._say_problems(theme.config)
            return encode(theme.print(page))

        def content(file: GeneratedFile) -> bytes:
            return file.content

        return {
            **{page.path: partial(compose, page) for page in self.plan.composed},
            **{page.path: partial(render, src) for src, page in self.plan.rendered.items()},
            **{file.path: partial(content, file) for file in self.plan.files},
        }

    def _take_over(self, writer: SiteWriter, composer: Composer) -> None:
        """Link what is as it was from the last site."""
        last = self.session.last
        if last:
            pages = composer.unchanged(self.plan.composed, last.shells)
            for path in chain(pages, (file.path for file in self.plan.files)):
                if path in last.digests:
                    writer.keep(path, last.digests[path])

    def _leave_staging(self) -> None:
        if self.staging and self.staged:
            self.staging.abandon()
            self.staged.site_dir = self.site_dir
            self.staging = self.staged = None

    def _say_problems(self, config: MkDocsConfig) -> None:
        """Log each problem once; a preview is never stopped by them, even a strict one."""
        new = self.session.unsaid()
        level = logging.INFO if self.session.serving and config.strict else logging.WARNING
        for problem in new:
            if problem.severity > Severity.NOTE:
                log.log(level, "%s", describe(problem))
        notes = [problem for problem in new if problem.severity is Severity.NOTE]
        if notes:
            log.info("notes: %s; 'reading-list check' lists them", summary(notes))

    def _add_files(self, files: Files, config: MkDocsConfig) -> None:
        """Make every output known to MkDocs; files of a theme give way."""
        plan = self.plan
        markdown_file = _markdown_file_for_later if self.later else _markdown_file
        for file in (
            *(markdown_file(source, page, config) for source, page in plan.rendered.items()),
            *(OwnFile(source_path(page.path), page.path, config) for page in plan.composed),
            *(OwnFile(output.path, output.path, config) for output in plan.files),
        ):
            of_theme = files.src_uris.get(file.src_uri)
            if of_theme is not None:
                files.remove(of_theme)
            config.theme.static_templates.discard(file.dest_uri)
            files.append(file)

    def _leave_out(self, files: Files, config: MkDocsConfig) -> None:
        """Take away files of the theme that no page asks for: Material's search, sources of ours.

        Of our own theme folders MkDocs delivers ``assets/``; what lies beside it are the parts
        that the delivered script and style sheet are made of.
        """
        searches = {"search", "material/search"} & set(config.plugins)
        ours = {str(theme) for theme in self._themes(config)}
        for file in list(files):
            path = file.src_uri
            if file.src_dir in ours:
                unused = not path.startswith("assets/")
            elif file.src_dir in config.theme.dirs:
                of_search = path.startswith(SEARCH_OF_MATERIAL)
                unused = path.endswith(".map") or (of_search and not searches)
            else:
                unused = False
            if unused:
                files.remove(file)

    def _tell_theme(self, site: Site, config: MkDocsConfig) -> None:
        paths = {page.path for page in site.pages}
        facts = config.extra["reading_list"]
        facts["urls"] = {
            kind: page_url(path, config.use_directory_urls) or "./"
            for kind, path in SINGLE_PAGES.items()
            if path in paths
        }
        facts["suggest"] = self._repository(config).suggest_paper()
        facts["banner"] = self.session.banner()

    def _claim_sitemap(self, hand_written: Mapping[str, str], config: MkDocsConfig) -> None:
        """Write our own sitemap unless the list has one."""
        custom = config.theme.custom_dir
        if custom and Path(custom, "sitemap.xml").is_file():
            self.own_sitemap = False
        else:
            config.theme.static_templates.discard("sitemap.xml")
            self.own_sitemap = "sitemap.xml" not in hand_written

    def _sitemap(self, files: Files, config: MkDocsConfig) -> Iterable[tuple[str, bytes]]:
        """Our own sitemap: MkDocs' holds the day of the build, and no composed page."""
        if not self.own_sitemap:
            return ()
        documents = (file.dest_uri for file in files.documentation_pages())
        url = _site_url(config)
        pages = self.plan.pages
        return sitemap_files(site_entries(documents, pages, url, config.use_directory_urls), url)

    # What the settings say.

    def _check_folders(self, config: MkDocsConfig) -> None:
        """Refuse folders that hold more than they should, or that the site would replace."""
        for option in ("content", "templates"):
            reason = refusal(_root(config), Path(config.site_dir), self.config[option])
            if reason:
                raise PluginError(f"the plugin's option '{option}' {reason}")

    def _content(self, config: MkDocsConfig) -> Path:
        return _root(config) / self.config.content

    def _templates(self, config: MkDocsConfig) -> tuple[Path, ...]:
        """The list's own templates, then ours; the first one that has a template wins."""
        folders = (_root(config) / self.config.templates, packaged_templates())
        return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))

    def _themes(self, config: MkDocsConfig) -> list[Path]:
        """Our overrides of Material; another theme would not know what to do with them."""
        themes = [folder / "theme" for folder in self._templates(config)]
        return [t for t in themes if t.is_dir()] if config.theme.name == MATERIAL else []

    def _options(self, config: MkDocsConfig, hand_written: Mapping[str, str]) -> SiteOptions:
        return SiteOptions(
            name=config.site_name,
            url=_site_url(config),
            directory_urls=config.use_directory_urls,
            templates=self._templates(config),
            repository=self._repository(config),
            written={
                source: path
                for path, source in sorted(hand_written.items())
                if is_markdown_file(source)
            },
        )

    def _repository(self, config: MkDocsConfig) -> Repository:
        edit_uri = config.edit_uri
        if config.edit_uri_template:
            edit_uri = str(config.edit_uri_template).removesuffix("{path}")
        root = _root(config)
        return find_repository(
            config.repo_url or "",
            config.repo_name or "",
            edit_uri,
            Path(os.path.relpath(self._content(config), root)).as_posix(),
            Path(os.path.relpath(config.docs_dir, root)).as_posix(),
        )

    def _others_with(self, config: MkDocsConfig, *events: str) -> list[str]:
        """Names of other plugins and hooks that handle one of the events."""
        return [
            name
            for name, plugin in config.plugins.items()
            if plugin is not self and any(callable(getattr(plugin, e, None)) for e in events)
        ]


class _Theme:
    """Renders a page by the theme, as MkDocs does it for its own pages."""

    def __init__(
        self, env: jinja2.Environment, config: MkDocsConfig, nav: Navigation, files: Files
    ) -> None:
        self.env, self.config, self.nav, self.files = env, config, nav, files
        self.documents = files.documentation_pages()
        self.in_nav = {page.file.dest_uri: page for page in nav.pages}

    def render(self, view: ThemePage) -> str:
        """A page without Markdown."""
        page = self.in_nav.get(view.path)
        if page is None:
            file = OwnFile(source_path(view.path), view.path, self.config)
            page = Page(view.title, file, self.config)
        page.meta = {"title": view.title, **_meta(view)}
        page.content = view.body
        if view.canonical_url is not None:
            page.canonical_url = view.canonical_url
        return self.print(page)

    def read(self, source: str) -> Page:
        """A page with its Markdown rendered."""
        file = self.files.src_uris[source]
        page = file.page or Page(None, file, self.config)
        page.read_source(self.config)
        page.render(self.config, self.files)
        return page

    def print(self, page: Page) -> str:
        """The whole page."""
        page.active = True
        try:
            context = get_context(self.nav, self.documents, self.config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            return template.render(context)
        finally:
            page.active = False


@contextlib.contextmanager
def _as_plugin_error() -> Iterator[None]:
    """Tell what went wrong as MkDocs does: one message, no traceback."""
    try:
        yield
    except (BrokenListError, StagingError, UnsafePathError) as error:
        raise PluginError(str(error)) from error
    except OSError as error:
        if isinstance(error, jinja2.TemplateError):  # a missing one is both
            raise
        raise PluginError(in_one_line(error)) from error


def _meta(view: ThemePage) -> dict[str, str]:
    """What the theme finds as ``page.meta``, beside the title."""
    return {
        "description": view.description,
        "reading_list_head": view.head,
        "reading_list_kind": view.kind,
    }


def _markdown_file(source: str, page: GeneratedPage, config: MkDocsConfig) -> File:
    file = File(
        source,
        None,
        config.site_dir,
        config.use_directory_urls,
        dest_uri=page.path,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    file.generated_by = NAME
    file.abs_src_path = None
    file.content_string = markdown_source(one_line(page.title), page.markdown)
    return file


def _markdown_file_for_later(source: str, page: GeneratedPage, config: MkDocsConfig) -> File:
    file = OwnFile(source, page.path, config)
    file.content_string = markdown_source(one_line(page.title), page.markdown)
    return file


def _root(config: MkDocsConfig) -> Path:
    """The folder of ``mkdocs.yml``."""
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def _site_url(config: MkDocsConfig) -> str:
    return config.site_url.rstrip("/") + "/" if config.site_url else ""
