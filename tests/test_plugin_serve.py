"""``mkdocs serve`` goes on whatever happens to the content."""

import http.client
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from toysite import ToySite

MAIN = (
    '{% extends "base.html" %}'
    "{% block announce %}{{ config.extra.reading_list.banner }}{% endblock %}"
    "{% block extrahead %}<!-- csp:{{ config.extra.reading_list.csp }} -->{% endblock %}"
)


class Server:
    """A running ``mkdocs serve``."""

    def __init__(self, site: ToySite, *arguments: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = site.start("serve", "-a", f"127.0.0.1:{self.port}", *arguments)

    def get(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request("GET", f"/list/{path}")
            answer = connection.getresponse()
            return answer.read().decode() if answer.status == 200 else f"status {answer.status}"
        except (ConnectionError, TimeoutError):
            return "no answer"
        finally:
            connection.close()

    def wait(self, path: str, good: Callable[[str], object]) -> str:
        deadline = time.monotonic() + 600
        while not good(page := self.get(path)):
            assert self.process.poll() is None
            assert time.monotonic() < deadline, page[:2000]
            time.sleep(0.1)
        return page

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate(timeout=600)
        return output


@pytest.fixture
def site(tmp_path: Path) -> ToySite:
    site = ToySite(tmp_path)
    site.write("site_templates/theme/main.html", MAIN)
    site.toy(papers=4, text="first")
    return site


@pytest.fixture
def serve(site: ToySite) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(*arguments: str) -> Server:
        servers.append(Server(site, *arguments))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.stop()


def has(text: str) -> Callable[[str], bool]:
    return lambda page: text in page


def test_a_change_of_content_and_of_pages_is_shown(
    site: ToySite, serve: Callable[..., Server]
) -> None:
    server = serve()
    page = server.wait("papers/p1.html", has("<p>first</p>"))
    assert "<!-- csp: -->" in page  # the policy would block the live reload
    site.toy(papers=5, text="second")
    server.wait("papers/p1.html", has("<p>second</p>"))
    assert "<h1>Paper 4</h1>" in server.get("papers/p4.html")
    site.write("content/pages/about.md", "# About\n\nMore. [p](papers/p4.md)")
    assert 'href="../papers/p4.html"' in server.wait("about/", has("More."))
    assert "<p>second</p>" in server.get("papers/p1.html")
    site.toy(papers=2, text="second")
    server.wait("papers/p4.html", has("status 404"))
    assert (site.out.exists(), site.remains()) == (False, [])


def test_broken_content_shows_the_last_good_state_until_it_is_mended(
    site: ToySite, serve: Callable[..., Server]
) -> None:
    server = serve()
    server.wait("papers/p1.html", has("<p>first</p>"))
    site.write("content/toy.json", "{")
    for path in ("papers/p1.html", "about/", "404.html"):
        page = server.wait(path, has("1 problem; the pages show the last good state"))
        assert "content/toy.json:1: error:" in page
    assert "<p>first</p>" in server.get("papers/p1.html")
    site.write("content/toy.json", "\n\n[")
    page = server.wait("papers/p1.html", has("line 3 column 2"))
    assert "line 1 column" not in page
    site.toy(papers=4, text="mended")
    assert "rl-problems" not in server.wait("papers/p1.html", has("<p>mended</p>"))


def test_a_first_build_with_broken_content_is_served(
    site: ToySite, serve: Callable[..., Server]
) -> None:
    site.write("content/toy.json", "<script>")
    server = serve()
    server.wait("about/", has("content/toy.json:1: error:"))
    site.toy(papers=4, text="mended")
    server.wait("papers/p1.html", has("<p>mended</p>"))


def test_problems_stop_no_strict_preview(site: ToySite, serve: Callable[..., Server]) -> None:
    site.toy(papers=1, problems=[["rule-syntax", "topics/x.yml", 3, "no clause"]])
    server = serve("--strict")
    server.wait("papers/p0.html", has("Paper 0"))
    assert re.search(r"INFO .*content/topics/x.yml:3: no clause", server.stop())


def test_a_broken_template_is_shown_on_its_pages(
    site: ToySite, serve: Callable[..., Server]
) -> None:
    site.write("site_templates/paper.html", "<p>fine</p>")
    site.toy(papers=2, pages=[{"path": "papers/t.html", "template": "paper.html"}])
    server = serve()
    server.wait("papers/t.html", has("<p>fine</p>"))
    site.write("site_templates/paper.html", "one\n{{ nothing.at.all }}")
    page = server.wait("papers/t.html", has("site_templates/paper.html:2: error:"))
    assert "&#x27;nothing&#x27; is undefined" in page
    site.write("site_templates/paper.html", "<p>mended</p>")
    server.wait("papers/t.html", has("<p>mended</p>"))
