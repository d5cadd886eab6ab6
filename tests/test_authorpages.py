from pathlib import Path

import pytest
from test_pages import Page, build, contents

from generator.outputs import PageContent
from generator.pagekinds import authorpages

PAPERS = {
    "papers/curated/own.yml": (
        "- title: First words on bread\n  abstract: Bread.\n  year: 2020\n"
        "  authors: [Ada Lovelace, Grace Hopper, Nobody Else]\n"
        "- title: Last words on bread\n  abstract: Bread again.\n  year: 2022\n"
        "  authors: [Ada Lovelace, Grace Hopper]\n"
    )
}


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, PageContent]:
    return contents(build(tmp_path, **PAPERS)[0])


def test_an_author_of_two_papers_has_a_page_with_both(pages: dict[str, PageContent]) -> None:
    page = Page(pages["authors/ada-lovelace/index.html"].body)
    ids = [a["id"] for tag, a in page.elements if tag == "li" and "entry" in a.get("class", "")]
    assert ids == ["p-last-words-on-bread", "p-first-words-on-bread"]
    assert "../../authors/grace-hopper/" in page.links()


def test_a_paper_links_to_its_authors_that_have_pages(pages: dict[str, PageContent]) -> None:
    page = Page(pages["papers/first-words-on-bread.html"].body)
    assert "../authors/ada-lovelace/" in page.links()
    assert "Nobody Else" in page.words
    assert not any("nobody" in link for link in page.links())


def test_the_index_names_authors_by_letter(pages: dict[str, PageContent]) -> None:
    page = Page(pages["authors/index.html"].body)
    assert page.words.index("Grace Hopper") < page.words.index("Ada Lovelace")
    assert "../authors/ada-lovelace/" in page.links()


def test_a_list_without_such_authors_has_no_index(tmp_path: Path) -> None:
    site, _ = build(tmp_path)
    assert not [page.path for page in site.pages if page.path.startswith("authors/")]


def test_a_long_index_has_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorpages, "AUTHORS_A_PAGE", 1)
    pages = contents(build(tmp_path, **PAPERS)[0])
    assert 'rel="next"' in pages["authors/index.html"].head
    second = pages["authors/page/2/index.html"]
    assert 'rel="prev"' in second.head
    assert "Ada Lovelace" in second.body
    assert "Grace Hopper" not in second.body
