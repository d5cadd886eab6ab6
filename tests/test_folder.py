import json
from pathlib import Path

import pytest

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
    assert text.startswith('---\ntitle: "A &lt;b&gt; &amp; {{ c }}"\n')
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
    with pytest.raises(ForeignFolderError, match="no .reading-list.json"):
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
