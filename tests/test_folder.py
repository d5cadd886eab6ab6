import json
from pathlib import Path

import pytest
import yaml

from generator.folder import INTRODUCTION, MANIFEST, ForeignFolderError, write_folder
from generator.outputs import GeneratedFile, GeneratedPage, PageContent, Site


def site(**bodies: str) -> Site:
    pages = tuple(
        GeneratedPage("paper", f"papers/{id}.html", id, lambda body=body: PageContent(body))
        for id, body in bodies.items()
    )
    return Site(pages, (GeneratedFile("export/papers.bib", b"@misc{a}"),))


def test_pages_become_markdown_with_escaped_front_matter(tmp_path: Path) -> None:
    page = GeneratedPage(
        "topic",
        "topics/x/index.html",
        "A <b> & {{ c }}",
        lambda: PageContent("<p>entries</p>", description='say "it"'),
        markdown="Read *this*.\n\n<div data-reading-list></div>\n",
    )
    write_folder(Site((page,), ()), tmp_path)
    text = (tmp_path / "topics/x/index.md").read_text()
    front = yaml.safe_load(text.split("---")[1])
    assert front == {"title": "A &lt;b&gt; &amp; {{ c }}", "description": "say &quot;it&quot;"}
    assert "Read *this*." in text
    assert '<div class="rl">\n<p>entries</p>\n</div>' in text


def test_the_text_of_a_curator_stands_where_the_body_wants_it(tmp_path: Path) -> None:
    page = GeneratedPage(
        "topic",
        "topics/x/index.html",
        "X",
        lambda: PageContent(f"<h1>X</h1>{INTRODUCTION}<p>entries</p>"),
        markdown="Read *this*.",
    )
    write_folder(Site((page,), ()), tmp_path)
    text = (tmp_path / "topics/x/index.md").read_text()
    assert text.endswith(
        '<div class="rl">\n<h1>X</h1>\n</div>\n\nRead *this*.\n\n'
        '<div class="rl">\n<p>entries</p>\n</div>\n'
    )


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    assert write_folder(site(a="1", b="2"), tmp_path) == (3, 0)
    assert write_folder(site(a="1", b="2"), tmp_path) == (0, 0)
    assert write_folder(site(a="1", b="3"), tmp_path) == (1, 0)


def test_only_what_the_manifest_names_is_deleted(tmp_path: Path) -> None:
    write_folder(site(a="1", b="2"), tmp_path)
    (tmp_path / "papers" / "mine.md").write_text("my own")
    assert write_folder(site(a="1"), tmp_path) == (0, 1)
    assert (tmp_path / "papers" / "mine.md").read_text() == "my own"
    assert not (tmp_path / "papers" / "b.md").exists()


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")
    with pytest.raises(ForeignFolderError, match=r"no \.reading-list\.json"):
        write_folder(site(a="1"), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.md"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    write_folder(site(a="1"), tmp_path)
    (tmp_path / "papers" / "b.md").write_text("mine")
    with pytest.raises(ForeignFolderError, match=r"b\.md"):
        write_folder(site(a="1", b="2"), tmp_path)


@pytest.mark.parametrize("path", ["../outside.md", "/outside.md", "a/../../outside.md"])
def test_a_forged_manifest_deletes_nothing_outside(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "outside.md").write_text("mine")
    (folder / MANIFEST).write_text(json.dumps({"files": {path: "x"}}))
    with pytest.raises(ForeignFolderError, match="leaves the folder"):
        write_folder(site(a="1"), folder)
    assert (tmp_path / "outside.md").exists()


def test_hand_written_pages_are_copied_and_the_home_page_gets_its_introduction(
    tmp_path: Path,
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("---\ntitle: x\n---\nWelcome, *reader*.\n")
    (docs / "about.md").write_text("# About\n")
    body = f"<h1>Home</h1>{INTRODUCTION}<p>rest</p>"
    home = GeneratedPage("home", "index.html", "Home", lambda: PageContent(body))
    write_folder(Site((home,), ()), tmp_path / "out", docs)
    text = (tmp_path / "out/index.md").read_text()
    assert "</div>\n\nWelcome, *reader*.\n\n<div class" in text
    assert "title: x" not in text
    assert (tmp_path / "out/about.md").read_text() == "# About\n"


def test_titles_beyond_the_basic_plane_stay_readable_yaml(tmp_path: Path) -> None:
    page = GeneratedPage("paper", "papers/a.html", "😀 <b>", lambda: PageContent("x"))
    write_folder(Site((page,), ()), tmp_path)
    front = (tmp_path / "papers/a.md").read_text().split("---")[1]
    assert yaml.safe_load(front)["title"] == "😀 &lt;b&gt;"
