"""A build takes over what did not change; its site is that of a clean build, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from toysite import HOSTILE, ToySite, load_toy

from generator.store import FOLDER

MAIN = '{% extends "base.html" %}{% block footer %}<p>MORE</p>{% endblock %}'


@pytest.fixture
def site(tmp_path: Path) -> ToySite:
    site = ToySite(tmp_path / "toy")
    site.write("site_templates/part.html", "<p>part</p>")
    fill(site, "first")
    return site


def fill(site: ToySite, text: str, **more: object) -> None:
    site.toy(
        papers=6,
        text=text,
        files={"a.json": text, "b.json": "[]"},
        pages=[
            {"path": "topics/t/index.html", "markdown": "# T\n\n<div data-reading-list></div>\n"},
            {"path": "all/index.html", "title": HOSTILE, "template": "part.html"},
            {"path": "about-it.html", "kind": "about", "body": "<h1>é</h1>"},
            *({"path": f"tags/{n}/index.html", "kind": "tag", "head": "<x>"} for n in range(4)),
        ],
        **more,
    )


def clean(site: ToySite) -> dict[str, bytes]:
    """The site without a cache and a last site."""
    other = ToySite(site.root.parent / "clean" / site.root.name)
    shutil.rmtree(other.root)
    shutil.copytree(site.root, other.root, ignore=shutil.ignore_patterns("site", ".cache"))
    other.build()
    files = other.files()
    shutil.rmtree(other.root.parent)
    return files


def loads(site: ToySite) -> int:
    """Build; how often the content was read."""
    with mock.patch("toysite.load_toy", wraps=load_toy) as load:
        site.build()
    return load.call_count


def test_a_build_with_nothing_changed_reads_no_content(site: ToySite) -> None:
    assert loads(site) == 1
    first = site.files()
    assert loads(site) == 0
    assert site.files() == first == clean(site)


CHANGES: dict[str, Callable[[ToySite], object]] = {
    "content": lambda site: fill(site, "second"),
    "a template": lambda site: site.write("site_templates/part.html", "<p>other</p>"),
    "the theme": lambda site: site.write("site_templates/theme/main.html", MAIN),
    "settings": lambda site: site.settings(site_name="Other"),
    "the address": lambda site: site.settings(site_url="https://example.org/"),
    "URLs": lambda site: site.settings(use_directory_urls=False),
    "a hand-written page": lambda site: site.write("content/pages/about.md", "# Other\n"),
    "a new hand-written page": lambda site: site.write("content/pages/more.md", "# More\n"),
    "the navigation": lambda site: site.settings(nav=["about.md", {"All": "all/index.html"}]),
    "the language": lambda site: site.settings(theme={"name": "material", "language": "de"}),
    "other plugins": lambda site: site.settings(plugins=["reading-list", "search"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_build_after_a_change_is_like_a_clean_one(
    site: ToySite, change: Callable[[ToySite], object]
) -> None:
    site.build()
    change(site)
    site.build()
    assert site.files() == clean(site)
    site.build()
    assert site.files() == clean(site)


DAMAGES: dict[str, Callable[[ToySite], object]] = {
    "a page is gone": lambda site: (site.out / "papers/p1.html").unlink(),
    "a page was changed": lambda site: (site.out / "papers/p1.html").write_text("x"),
    "a page is a link": lambda site: (
        (site.out / "papers/p1.html").unlink(),
        (site.out / "papers/p1.html").symlink_to("p2.html"),
    ),
    "all pages of a kind but one are gone": lambda site: [
        (site.out / f"papers/p{n}.html").unlink() for n in range(5)
    ],
    "a file is gone": lambda site: (site.out / "a.json").unlink(),
    "the site is gone": lambda site: shutil.rmtree(site.out),
    "the cache is gone": lambda site: shutil.rmtree(site.root / FOLDER),
    "the cache is damaged": lambda site: [
        path.write_bytes(b"reading-list") for path in (site.root / FOLDER).iterdir()
    ],
    "the cache is a file": lambda site: (
        shutil.rmtree(site.root / ".cache"),
        site.write(".cache", ""),
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_is_missing_or_damaged_is_made_anew(
    site: ToySite, damage: Callable[[ToySite], object]
) -> None:
    site.build()
    expected = site.files()
    damage(site)
    site.build()
    assert site.files() == expected


def test_problems_are_said_again(site: ToySite) -> None:
    fill(site, "first", problems=[["topic-empty", "topics/x.yml", 3, "no paper"]], problem_at=2)
    first, said = site.run("--strict")
    assert "no paper" in said
    assert "a page links to nothing" in said
    site.run()
    second, again = site.run("--strict")
    assert (first, second) == (1, 1)
    assert "no paper" in again
    assert "a page links to nothing" in again


def test_a_failed_build_keeps_nothing(site: ToySite) -> None:
    fill(site, "first", full_at=3)
    assert site.run()[0] == 1
    assert not list((site.root / FOLDER).glob("build-*"))


def test_a_conflict_is_found_in_every_build(site: ToySite) -> None:
    site.build()
    site.write("content/pages/b.json", "hand-written")
    for _ in range(2):
        code, said = site.run()
        assert code == 1
        assert "the generated b.json would replace this file" in said


def test_without_a_cache_nothing_is_kept(site: ToySite) -> None:
    site.settings(plugins=[{"reading-list": {"cache": False}}])
    assert [loads(site), loads(site)] == [1, 1]
    assert not (site.root / ".cache").exists()


def test_a_plugin_that_changes_the_site_afterwards_sees_pages_of_this_build(site: ToySite) -> None:
    site.write(
        "hooks.py",
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    page = Path(config.site_dir, 'papers/p1.html')\n"
        "    page.write_text(page.read_text() + '<!-- seen -->')\n",
    )
    site.settings(hooks=["hooks.py"])
    for _ in range(2):
        site.build()
        assert site.read("papers/p1.html").count("<!-- seen -->") == 1
