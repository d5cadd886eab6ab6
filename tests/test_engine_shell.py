import pytest

from generator.engine.shell import PATH_TOKEN, TOKENS, ShellError, cut

MARKERS = {"title": TOKENS["title"], "body": f"<h1>{TOKENS['body']}</h1>"}
PAGE = f"<title>{MARKERS['title']} - Site</title><b>{MARKERS['title']}</b>{MARKERS['body']}<i>"


def test_every_occurrence_of_a_slot_is_filled() -> None:
    shell = cut(PAGE, MARKERS)
    filled = shell.fill({"title": "A &amp; B", "body": "<h1>x</h1>"})
    assert filled == b"<title>A &amp; B - Site</title><b>A &amp; B</b><h1>x</h1><i>"


def test_markers_within_a_value_are_text() -> None:
    shell = cut(PAGE, MARKERS)
    title, body = TOKENS["body"], MARKERS["title"]
    filled = shell.fill({"title": title, "body": body}).decode()
    assert filled == f"<title>{title} - Site</title><b>{title}</b>{body}<i>"


def test_half_a_surrogate_pair_is_written_as_a_reference() -> None:
    assert b"&#55357;" in cut(PAGE, MARKERS).fill({"title": "\ud83d", "body": ""})


def test_a_theme_without_content_is_refused() -> None:
    with pytest.raises(ShellError, match="does not print the page's content"):
        cut(f"<title>{MARKERS['title']}</title>", MARKERS)


def test_a_changed_marker_is_refused() -> None:
    with pytest.raises(ShellError, match="changes what it prints"):
        cut(f"<h2>{TOKENS['body']}</h2>{MARKERS['body']}", MARKERS)


def test_a_theme_that_prints_the_address_is_refused() -> None:
    with pytest.raises(ShellError, match="changes what it prints"):
        cut(f"{MARKERS['body']}<a href='papers/{PATH_TOKEN}.html'>", MARKERS)
