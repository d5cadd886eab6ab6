import pytest
from mkdocs.utils.meta import get_data

from generator.engine.source import (
    INTRODUCTION_SLOT,
    SLOT,
    insert_body,
    markdown_source,
    source_path,
    wants_theme,
)


@pytest.mark.parametrize(
    "title",
    [
        "plain",
        "a: b # c",
        "😀 é \x85 \u2028",
        "&#34;q&#34; &lt;",
        "{{ x }}",
        "- a",
        "true",
    ],
)
def test_the_site_builder_reads_the_title_back(title: str) -> None:
    text, meta = get_data(markdown_source(title, "Text."))
    assert (text, meta) == ("Text.", {"title": title})


def test_text_that_looks_like_front_matter_stays_text() -> None:
    text, meta = get_data(markdown_source("T", "---\ntitle: other\n---\n\nkey: value\n"))
    assert meta == {"title": "T"}
    assert text.startswith("---\ntitle: other")


def test_a_page_without_markdown_is_its_body() -> None:
    assert markdown_source("T", None).endswith(f"\n\n{SLOT}")


def test_the_body_goes_into_the_slot() -> None:
    assert insert_body(f"<p>a</p>\n{SLOT}\n<p>b</p>", "BODY") == "<p>a</p>\nBODY\n<p>b</p>"


def test_the_introduction_goes_into_the_body() -> None:
    body = f"<h1>x</h1>{INTRODUCTION_SLOT}<ul></ul>"
    assert insert_body("<p>hello</p>", body) == "<h1>x</h1><p>hello</p><ul></ul>"


def test_the_place_in_the_markdown_wins() -> None:
    assert insert_body(f"a{SLOT}b", f"<h1>{INTRODUCTION_SLOT}</h1>") == "a<h1></h1>b"


def test_without_a_slot_the_body_follows() -> None:
    assert insert_body("<p>hello</p>", "<ul></ul>") == "<p>hello</p>\n<ul></ul>"


def test_a_body_is_never_read_again() -> None:
    assert insert_body(SLOT, f"<p>{SLOT}</p>") == f"<p>{SLOT}</p>"


@pytest.mark.parametrize(
    ("path", "source"),
    [("papers/x.html", "papers/x.md"), ("topics/x/index.html", "topics/x/index.md")],
)
def test_links_between_markdown_files_name_the_source(path: str, source: str) -> None:
    assert source_path(path) == source


@pytest.mark.parametrize(
    "html",
    [
        "",
        SLOT,
        '<p>One <a href="x">two</a> <em>three</em><br /> <code>a &lt; b</code>.</p>',
        '<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>\n<ol>\n<li>x</li>\n</ol>',
        "<!-- a comment -->",
    ],
)
def test_prose_does_not_want_the_themes_styles(html: str) -> None:
    assert not wants_theme(html)


@pytest.mark.parametrize(
    "html",
    [
        '<div class="admonition note"><p>x</p></div>',
        "<table><tr><td>x</td></tr></table>",
        "<pre><code>x</code></pre>",
        '<p><img alt="" src="x.png" /></p>',
        '<p class="lead">x</p>',
        "<hr />",
        "<abbr title='x'>y</abbr>",
    ],
)
def test_what_is_more_than_prose_wants_the_themes_styles(html: str) -> None:
    assert wants_theme(html)
