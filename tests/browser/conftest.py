"""Builds sites and opens them in headless Chromium, below a sub-path as on a project page.

Every page that a test opens is held to the same promises: no request to anybody else, none that
fails, nothing that the Content-Security-Policy stops, no error in the console.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parent.parent.parent
FLAGS = """
--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync
""".split()

PATIENCE_MS = 120_000
"""How long a page may take to do what is expected of it, on the slowest machine."""

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE_MS)


def build(root: Path, site: Path, url: str, *, directory_urls: bool = True) -> Path:
    """Build the list whose ``mkdocs.yml`` lies in ``root`` into ``site``, strictly."""
    config = root / "mkdocs.browser-test.yml"
    config.write_text(
        f"INHERIT: mkdocs.yml\nsite_url: {url}\nsite_dir: {site}\n"
        f"use_directory_urls: {str(directory_urls).lower()}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    config.unlink()
    assert done.returncode == 0, done.stderr[-4000:]
    return site


def copy_list(target: Path) -> Path:
    """A copy of the real list, to be built or changed."""
    for name in ("content", "site_templates"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word, and 404.html for what is not there, as static hosts do."""

    def log_message(self, format: str, *args: object) -> None:
        return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "list" / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves the folder that holds ``list/``; returns the address of ``list/``."""
    servers = []

    def start(folder: Path, port: int = 0) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/list/"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """Address of the real list."""
    folder = tmp_path_factory.mktemp("real")
    url = serve(folder)
    build(copy_list(folder / "source"), folder / "list", url)
    return url


@pytest.fixture(scope="session")
def disk_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the real list, built to be opened from disk."""
    folder = tmp_path_factory.mktemp("disk")
    return build(copy_list(folder / "source"), folder / "site", '""', directory_urls=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"), args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser contexts that watch what their pages do; checked at the end of the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def start(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                wrong.append(message.text)

        def answered(response: Response) -> None:
            if response.status >= 400 and response.request.resource_type != "document":
                wrong.append(f"{response.status} {response.url}")

        def failed(request: Request) -> None:
            if request.failure != "net::ERR_ABORTED":  # a page was left before all had come
                wrong.append(f"{request.url}: {request.failure}")

        context.on("console", heard)
        context.on("response", answered)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("requestfailed", failed)

        def foreign(url: str) -> bool:
            return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:"))

        context.on("request", lambda r: wrong.append(f"asked {r.url}") if foreign(r.url) else None)
        return context

    yield start
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context(viewport={"width": 1280, "height": 900}).new_page()
