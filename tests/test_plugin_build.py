"""What ``mkdocs build`` makes with the plugin; the pipeline behind it is a toy."""

import gzip
import logging
import os
import re
import shutil
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort, PluginError
from toysite import HOSTILE, ToySite

TOPIC = {
    "path": "topics/x/index.html",
    "kind": "topic",
    "title": HOSTILE,
    "markdown": "Intro with [a paper](../../papers/p1.md).\n\n<div data-reading-list></div>\n",
    "body": "<h1>Topic</h1><ol><li>entries</li></ol>",
    "description": 'Says "<i>it</i>".',
}
HOME = {"path": "index.html", "kind": "home", "title": "Home", "body": "<h1>Home</h1>"}
PLACES = pytest.mark.parametrize(
    ("url", "directory_urls"),
    [("https://example.org/list/", True), ("https://example.org", False), ("", True), ("", False)],
    ids=["sub-path", "files", "no address", "no address, files"],
)


@pytest.fixture
def site(tmp_path: Path) -> ToySite:
    return ToySite(tmp_path)


def strict(site: ToySite) -> None:
    site.build(strict=True)


def test_pages_and_files_are_made(site: ToySite) -> None:
    site.toy(papers=12, pages=[TOPIC, HOME], files={"feeds/feed.xml": "<feed/>"})
    strict(site)
    made = set(site.files())
    assert {f"papers/p{n}.html" for n in range(12)} <= made
    assert {"topics/x/index.html", "index.html", "feeds/feed.xml", "about/index.html"} <= made
    assert site.remains() == []


@pytest.mark.parametrize("kind", ["composed", "rendered", "alone"])
def test_a_hostile_title_stays_text(site: ToySite, kind: str) -> None:
    paper = {"path": "papers/evil.html", "kind": "paper", "title": HOSTILE, "body": "<h1>x</h1>"}
    paper["description"] = HOSTILE
    site.toy(
        papers=5 if kind == "composed" else 0,
        pages=[{**paper, "markdown": "Hi."} if kind == "rendered" else paper],
    )
    strict(site)
    page = site.read("papers/evil.html")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in re.search(r"<title>(.*)</title>", page)[1]  # type: ignore[index]
    assert re.search(r'<meta name="description" content="A &lt;b&gt; &amp;[^"<>]*">', page)


@PLACES
def test_composed_pages_equal_what_mkdocs_renders(
    site: ToySite, url: str, directory_urls: bool
) -> None:
    """A plugin with a page event makes MkDocs render every page: the same bytes."""
    pages = [TOPIC, HOME, {"path": "search/index.html", "kind": "search"}]
    pages += [{"path": f"tags/t{n}/index.html", "kind": "tag", "title": HOSTILE} for n in range(4)]
    pages += [
        {"path": f"tags/t/page/{n}/index.html", "kind": "tag", "head": "<meta name=x>"}
        for n in range(5)
    ]
    pages += [
        {"path": f"papers/d{n}.html", "kind": "paper", "description": "d & d", "body": "no heading"}
        for n in range(4)
    ]
    site.toy(papers=5, pages=pages, files={"feed.xml": "<feed/>"})
    site.write(
        "content/pages/about.md", "# About\n\n[paper](papers/p1.md), [tag](tags/t1/index.md)"
    )
    nav = ["about.md", {"Find": "search/index.md"}, "topics/x/index.md", "tags/t2/index.md"]
    settings = {"site_url": url, "use_directory_urls": directory_urls, "nav": nav}
    site.settings(**settings)
    strict(site)
    composed = site.files()
    site.write("hook.py", "def on_post_page(output, page, config): return output\n")
    site.settings(**settings, hooks=["hook.py"])
    strict(site)
    assert site.files() == composed


def test_a_page_plugin_sees_every_page(site: ToySite, caplog: pytest.LogCaptureFixture) -> None:
    site.write(
        "hook.py",
        "def on_page_content(html, page, config, files): return html + '<p>seen</p>'\n",
    )
    site.settings(hooks=["hook.py"])
    site.toy(papers=4, pages=[TOPIC])
    strict(site)
    for path in ("papers/p0.html", "papers/p3.html", "topics/x/index.html"):
        assert site.read(path).count("<p>seen</p>") == 1
    assert "hook.py: wants to see every page" in caplog.text


def test_a_theme_that_tells_pages_apart_still_gives_right_pages(
    site: ToySite, caplog: pytest.LogCaptureFixture
) -> None:
    site.write(
        "overrides/main.html",
        '{% extends "base.html" %}{% block footer %}<i>{{ page.url }}</i>{% endblock %}',
    )
    site.settings(theme={"name": "material", "font": False, "custom_dir": "overrides"})
    site.toy(papers=5)
    strict(site)
    for number in range(5):
        assert f"<i>papers/p{number}.html</i>" in site.read(f"papers/p{number}.html")
    assert "5 pages of kind 'paper' are rendered one by one" in caplog.text


def test_links_from_markdown_are_rewritten(site: ToySite) -> None:
    site.toy(papers=2, pages=[TOPIC], files={"export/papers.bib": "@misc{a}"})
    site.write(
        "content/pages/about.md",
        "[p](papers/p1.md) [t](topics/x/index.md) [b](export/papers.bib)",
    )
    strict(site)
    about = site.read("about/index.html")
    assert '<a href="../papers/p1.html">p</a> <a href="../topics/x/">t</a>' in about
    assert '<a href="../export/papers.bib">b</a>' in about
    assert '<a href="../../papers/p1.html">a paper</a>' in site.read("topics/x/index.html")


@pytest.mark.parametrize("target", ["papers/p9.md", "topics/y/index.md", "export/papers.bib"])
def test_a_link_to_nothing_fails_a_strict_build(
    site: ToySite, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.write("content/pages/about.md", f"[x]({target})")
    with pytest.raises(Abort, match="1 warnings in strict mode"):
        strict(site)
    assert f"'{target}'" in caplog.text
    assert not site.out.exists()


def test_a_missing_anchor_fails_a_strict_build(site: ToySite) -> None:
    site.write("content/pages/about.md", "# About\n\n[x](#nowhere)")
    with pytest.raises(Abort):
        strict(site)


def test_the_home_page_opens_with_index_md(site: ToySite) -> None:
    site.toy(pages=[{**HOME, "body": "<p>areas</p>"}])
    site.write("content/pages/index.md", "# Welcome\n\nAll about *it*.\n")
    strict(site)
    home = site.read("index.html")
    assert re.search(r"<h1[^>]*>Welcome.*<em>it</em>.*<p>areas</p>", home, re.DOTALL)
    assert "<title>Toy</title>" in home


def test_a_home_page_that_is_only_generated(site: ToySite) -> None:
    site.toy(pages=[HOME])
    strict(site)
    assert "<h1>Home</h1>" in site.read("index.html")
    assert "<title>Toy</title>" not in site.read("about/index.html")


@pytest.mark.parametrize(
    ("introduction", "themed"),
    [("All about *it*.\n", False), ("| a | b |\n|---|---|\n| 1 | 2 |\n", True)],
)
def test_only_markdown_beyond_prose_brings_the_themes_styles(
    site: ToySite, introduction: str, themed: bool
) -> None:
    site.toy(papers=1, pages=[HOME])
    site.write("content/pages/index.md", introduction)
    strict(site)
    assert ("assets/stylesheets/" in site.read("index.html")) is themed
    assert "assets/stylesheets/" not in site.read("papers/p0.html")
    assert "assets/stylesheets/" in site.read("about/index.html")


@pytest.mark.parametrize(
    ("hand_written", "page"),
    [
        ("papers/p1.md", "papers/p1.html"),
        ("topics/x.md", "topics/x/index.html"),
        ("feed.xml", "feed.xml"),
    ],
)
def test_a_hand_written_page_is_not_replaced(
    site: ToySite, hand_written: str, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.toy(papers=2, pages=[TOPIC], files={"feed.xml": "<feed/>"})
    site.write(f"content/pages/{hand_written}", "mine")
    with pytest.raises(Abort):
        site.build()
    assert (
        f"content/pages/{hand_written}:1: error: the generated {page} would replace this file "
        "[page-conflict]"
    ) in caplog.text


def test_a_page_of_ours_replaces_the_themes(site: ToySite) -> None:
    site.toy(pages=[{"path": "404.html", "kind": "missing", "body": "<h1>Search</h1>"}])
    strict(site)
    assert "<h1>Search</h1>" in site.read("404.html")


def test_composed_pages_may_stand_in_the_navigation(site: ToySite) -> None:
    site.toy(papers=4, pages=[{"path": "search/index.html", "kind": "search", "title": "A & B"}])
    site.write("overrides/main.html", '{% extends "base.html" %}')  # our own theme shows none
    site.settings(
        nav=["about.md", "search/index.md", {"First": "papers/p0.md"}],
        theme={"name": "material", "font": False, "custom_dir": "overrides"},
    )
    strict(site)
    about, paper = site.read("about/index.html"), site.read("papers/p0.html")
    assert re.search(r'href="\.\./search/" class="md-nav__link">.*?A &amp; B', about, re.DOTALL)
    assert 'href="p0.html" class="md-nav__link md-nav__link--active"' in paper
    assert "md-nav__link--active" not in site.read("papers/p1.html")


# Problems.

ERROR = ["yaml-syntax", "topics/y.yml", 4, "no mapping"]
WARNING = ["unknown-paper", "topics/x.yml", 3, "no such paper"]
NOTES = [["paper-uncovered", "papers/a.txt", n, "no topic"] for n in (1, 2)]


def test_errors_stop_a_build_and_are_all_listed(
    site: ToySite, caplog: pytest.LogCaptureFixture
) -> None:
    site.build()
    before = site.files()
    site.toy(problems=[ERROR, WARNING, ["rule-regex", "topics/z.yml", 9, "runs away"]])
    with pytest.raises(Abort, match="BuildError"):
        site.build()
    for line in (
        "content/topics/x.yml:3: warning: no such paper",
        "content/topics/y.yml:4: error: no mapping",
        "content/topics/z.yml:9: error: runs away",
    ):
        assert line in caplog.text
    assert site.files() == before
    assert site.remains() == []


def test_a_problem_met_while_writing_stops_a_build(site: ToySite) -> None:
    site.build()
    before = site.files()
    site.toy(papers=4, problem_at=2)
    with pytest.raises(Abort):
        site.build()
    assert site.files() == before


def test_warnings_are_logged_and_fail_a_strict_build(
    site: ToySite, caplog: pytest.LogCaptureFixture
) -> None:
    site.build()
    site.toy(papers=9, problems=[WARNING])
    with pytest.raises(Abort, match="Aborted with 1 warnings in strict mode"):
        strict(site)
    assert "content/topics/x.yml:3: no such paper [unknown-paper]" in caplog.text
    assert "papers/p8.html" not in site.files()
    site.build()
    assert "papers/p8.html" in site.files()


def test_notes_are_one_line_and_fail_nothing(
    site: ToySite, caplog: pytest.LogCaptureFixture
) -> None:
    site.toy(problems=NOTES)
    with caplog.at_level(logging.INFO):
        strict(site)
    assert caplog.text.count("2 paper-uncovered") == 1
    assert "no topic" not in caplog.text


def test_a_missing_content_folder_is_named(site: ToySite, caplog: pytest.LogCaptureFixture) -> None:
    site.settings(plugins=[{"reading-list": {"content": "list"}}])
    with pytest.raises(Abort):
        site.build()
    assert f"there is no content folder {site.root / 'list'}" in caplog.text


def test_the_content_folder_is_relative_to_the_settings(site: ToySite) -> None:
    shutil.move(site.root / "content", site.root / "list")
    site.settings(plugins=[{"reading-list": {"content": "list"}}], docs_dir="list/pages")
    strict(site)
    assert "papers/p0.html" in site.files()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("one\n{{ nothing }}", 2, "UndefinedError: 'nothing' is undefined"),
        ("one\ntwo\n{% if %}", 3, "TemplateSyntaxError: "),
        ("one\n{{ 1 / 0 }}", 2, "ZeroDivisionError: division by zero"),
        ("one\n{{ 1 + 'a' }}", 2, "TypeError: "),
        ("one\n{{ [].pop() }}", 2, "IndexError: "),
        ("{% include 'paper.html' %}", 1, "RecursionError: "),
        ("\udcff", 1, "UnicodeDecodeError: "),
    ],
    ids=["undefined", "syntax", "number", "type", "index", "circle", "bytes"],
)
@pytest.mark.parametrize("markdown", [None, "Text."], ids=["composed", "rendered"])
def test_a_broken_template_is_named_with_its_line(
    site: ToySite,
    text: str,
    line: int,
    message: str,
    markdown: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    site.write("site_templates/paper.html", text)
    page = {"path": "papers/t.html", "template": "paper.html", "markdown": markdown}
    site.toy(papers=2, pages=[page])
    with pytest.raises(Abort):
        site.build()
    assert f"site_templates/paper.html:{line}: error: {message}" in caplog.text


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("main.html", "{% extends 'base.html' %}\n{{ x.y.z }}\n{% if %}", "3: TemplateSyntaxError"),
        ("main.html", "{% extends 'nothing.html' %}", "1: TemplateNotFound"),
        ("main.html", "\n{{ 1 / 0 }}", "2: ZeroDivisionError"),
        ("404.html", "\n{{ 1 / 0 }}", "2: ZeroDivisionError"),
        ("main.html", "\udcff", "1: UnicodeDecodeError"),
    ],
)
def test_a_broken_template_of_the_theme_is_named_with_its_line(
    site: ToySite, file: str, text: str, place: str
) -> None:
    before = site.build() or site.files()
    site.write(f"site_templates/theme/{file}", text)
    with pytest.raises(PluginError, match=f"site_templates/theme/{file}:{place}"):
        site.build()
    assert (site.files(), site.remains()) == (before, [])


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("content", ".", "'content' names .*, which holds .* itself; name a folder within it"),
        ("content", "..", "'content' names .*, which holds .* itself; name a folder within it"),
        ("templates", "/", "'templates' names /, which holds .* itself; name a folder within it"),
        (
            "content",
            "site/list",
            "the plugin's option 'content' names .*, but the site goes to",
        ),
    ],
)
def test_folders_that_hold_too_much_are_refused(
    site: ToySite, option: str, value: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.settings(plugins=[{"reading-list": {option: value}}])
    with pytest.raises(Abort):
        site.build()
    assert re.search(message, caplog.text)


@pytest.mark.parametrize("target", ["content", "content/papers", "site_templates"])
def test_a_site_does_not_replace_what_it_is_made_from(
    site: ToySite, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.write("site_templates/x.html", "x")
    site.write("docs/index.md", "# Home")
    site.settings(site_dir=target, docs_dir="docs")
    before = site.files(site.root)
    with pytest.raises(Abort):
        site.build()
    assert "let 'site_dir' name another folder" in caplog.text
    assert site.files(site.root) == before


def test_a_site_that_is_a_link_to_itself(site: ToySite, caplog: pytest.LogCaptureFixture) -> None:
    site.out.symlink_to(site.out.name)
    with pytest.raises(Abort):
        site.build()
    assert "cannot put the new site at" in caplog.text
    assert (site.out.is_symlink(), site.remains()) == (True, [])


def test_a_page_that_is_not_utf_8_is_told_in_one_line(site: ToySite) -> None:
    site.write("content/pages/x.md", "# na\udcefve")
    with pytest.raises(PluginError, match=r"the page is not UTF-8: .*0xef"):
        site.build()


def test_settings_of_ours_that_are_no_mapping(
    site: ToySite, caplog: pytest.LogCaptureFixture
) -> None:
    site.settings(extra={"reading_list": [1]})
    with pytest.raises(Abort):
        site.build()
    assert "'extra.reading_list' must be a mapping, not [1]" in caplog.text


def test_a_name_that_is_no_text_is_told_in_one_line(site: ToySite) -> None:
    try:
        (site.root / "content/pages" / os.fsdecode(b"\xff.md")).write_text("# X")
    except OSError:
        pytest.skip("the file system has no such names")
    with pytest.raises(PluginError, match="the name of a file cannot be printed"):
        site.build()


# Sitemap.


def test_markdown_that_is_nested_without_end_is_told_in_one_line(site: ToySite) -> None:
    before = site.build() or site.files()
    site.write("content/pages/deep.md", "".join(" " * 4 * level + "- x\n" for level in range(500)))
    with pytest.raises(PluginError, match="the Markdown of the page is nested too deeply"):
        site.build()
    assert (site.files(), site.remains()) == (before, [])


def test_the_sitemap_lists_all_pages_and_no_redirect(site: ToySite) -> None:
    site.toy(
        papers=2,
        pages=[
            {**TOPIC, "updated": "2025-03-12"},
            {"path": "papers/old.html", "kind": "redirect"},
            {"path": "papers/gone.html", "kind": "removed"},
        ],
    )
    strict(site)
    sitemap = site.read("sitemap.xml")
    root = "https://example.org/list/"
    assert re.findall("<loc>(.*?)</loc>", sitemap) == [
        f"{root}about/",
        f"{root}papers/p0.html",
        f"{root}papers/p1.html",
        f"{root}topics/x/",
    ]
    assert re.findall("<lastmod>(.*?)</lastmod>", sitemap) == ["2025-03-12"]
    assert gzip.decompress((site.out / "sitemap.xml.gz").read_bytes()).decode() == sitemap


def test_without_an_address_the_sitemap_is_empty(site: ToySite) -> None:
    site.settings(site_url="")
    strict(site)
    assert "<loc>" not in site.read("sitemap.xml")


def test_a_sitemap_of_the_lists_own_is_kept(site: ToySite) -> None:
    site.write("content/pages/sitemap.xml", "<mine/>")
    strict(site)
    assert site.read("sitemap.xml") == "<mine/>"
    assert not (site.out / "sitemap.xml.gz").exists()


# What the theme gives and gets.


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_another_theme_shows_the_pages_in_its_own_way(
    site: ToySite, theme: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.settings(theme=theme)
    site.toy(papers=6, pages=[TOPIC, HOME])
    with caplog.at_level(logging.INFO):
        strict(site)
    assert "<h1>Paper 5</h1>" in site.read("papers/p5.html")
    assert "entries" in site.read("topics/x/index.html")
    assert "Content-Security-Policy" not in site.read("papers/p5.html")
    assert "the theme is not Material" in caplog.text


def test_files_that_no_page_asks_for_are_left_out(site: ToySite) -> None:
    site.write("content/pages/mine.map", "map")
    site.write("site_templates/theme/js/part.js", "part of a script")
    site.write("site_templates/theme/assets/card.svg", "<svg/>")
    strict(site)
    made = site.files()
    assert "assets/card.svg" in made
    assert "js/part.js" not in made
    assert not [path for path in made if "lunr" in path or "workers" in path]
    assert [path for path in made if path.endswith(".map")] == ["mine.map"]


def test_the_search_of_the_theme_keeps_its_files(site: ToySite) -> None:
    site.settings(plugins=["search", "reading-list"])
    strict(site)
    assert "assets/javascripts/lunr/tinyseg.js" in site.files()
    assert '"location":"papers/p1.html"' in site.read("search/search_index.json")


def test_the_theme_gets_policy_addresses_and_kind(site: ToySite) -> None:
    site.write(
        "overrides/main.html",
        "{% set rl = config.extra.reading_list %}{% if page %}"
        "{{ rl.csp }}|{{ rl.urls.search | url }}|{{ rl.urls.home | url }}|"
        "{{ page.meta.reading_list_kind }}|{{ page.meta.reading_list_head }}|{{ rl.banner }}|"
        "{{ page.content }}{% endif %}",
    )
    site.settings(theme={"name": "material", "font": False, "custom_dir": "overrides"})
    search = {"path": "search/index.html", "kind": "search", "head": "<meta name=a>"}
    site.toy(papers=4, pages=[search, HOME])
    strict(site)
    policy = site.read("search/index.html").split("|")[0]
    assert policy.startswith("default-src 'self'; ")
    assert site.read("search/index.html").split("|")[1:6] == [
        "./",
        "../",
        "search",
        "<meta name=a>",
        "",
    ]
    assert site.read("papers/p1.html").split("|")[1:5] == ["../search/", "../", "paper", ""]


def test_templates_of_the_list_come_before_ours_and_after_the_themes_overrides(
    site: ToySite,
) -> None:
    site.write("site_templates/theme/main.html", "{% include 'part.html' %}|{{ page.content }}")
    site.write("site_templates/theme/part.html", "list")
    strict(site)
    assert site.read("papers/p1.html").startswith("list|")
    site.write("overrides/part.html", "override")
    site.settings(theme={"name": "material", "font": False, "custom_dir": "overrides"})
    strict(site)
    assert site.read("papers/p1.html").startswith("override|")
