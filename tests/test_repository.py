"""Addresses to edit files and to open issues, as each host of repositories takes them."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from toylist import write_toy

from generator.model import Paper, Record, SourceFile, Trust
from generator.paths import packaged_templates
from generator.problems import Location
from generator.repository import Repository, find_repository

GITHUB = "https://github.com/editors/list"


def repository(
    url: str = GITHUB,
    name: str = "",
    edit_uri: str | None = None,
    content: str = "content",
    docs: str = "content/pages",
) -> Repository:
    return find_repository(url, name, edit_uri, content, docs)


def paper(*files: tuple[Trust, str, int], title: str = "Steering & <Sketches>") -> Paper:
    records = tuple(
        Record(Location(file, line), SourceFile(file, "x", trust)) for trust, file, line in files
    )
    return Paper(id="steering-sketches", title=title, records=records)


CAPTURE = (Trust.CAPTURED, "papers/captured/page.txt", 11)
FACTS = (Trust.ENRICHED, "papers/enriched/facts.yml", 7)
CURATED = (Trust.CURATED, "papers/curated/ours.yml", 3)


@pytest.mark.parametrize(
    ("url", "name", "address"),
    [
        (GITHUB, "", f"{GITHUB}/edit/main/content/"),
        (f"{GITHUB}/", "editors/list", f"{GITHUB}/edit/main/content/"),
        (f"{GITHUB}.git", "", f"{GITHUB}/edit/main/content/"),
        ("https://gitlab.com/a/b", "", "https://gitlab.com/a/b/-/edit/main/content/"),
        ("https://gitlab.example.org/a/b/c", "", "https://gitlab.example.org/a/b/c/-/edit/main/content/"),
        ("https://git.example.org/a/b", "GitLab", "https://git.example.org/a/b/-/edit/main/content/"),
        ("https://codeberg.org/a/b", "", "https://codeberg.org/a/b/_edit/main/content/"),
        ("https://git.example.org/a/b", "Forgejo", "https://git.example.org/a/b/_edit/main/content/"),
    ],
)  # fmt: skip
def test_a_known_host_edits_on_the_main_branch(url: str, name: str, address: str) -> None:
    assert repository(url, name).edit("topics/rl.yml", 4) == f"{address}topics/rl.yml#L4"


@pytest.mark.parametrize(
    "url", ["", "git@github.com:a/b.git", "javascript://github.com/%0aalert(1)", "/a/b"]
)
def test_what_is_no_web_address_gets_no_link(url: str) -> None:
    found = repository(url, "GitHub", "edit/main/docs/")
    assert found == Repository()
    assert found.edit("tags.yml") == found.suggest_paper() == found.edit_paper(paper(FACTS)) == ""
    assert found.wrong_topic("A", "B", "C") == ""


def test_an_unknown_host_gets_no_link() -> None:
    found = repository("https://example.org/a/b", "My forge")
    assert found.edit("tags.yml") == found.suggest_paper() == ""


@pytest.mark.parametrize(
    ("edit_uri", "content", "docs", "address"),
    [
        ("edit/dev/content/pages/", "content", "content/pages", f"{GITHUB}/edit/dev/content/"),
        ("edit/dev/sub/list/docs", "content", "docs", f"{GITHUB}/edit/dev/sub/list/content/"),
        ("edit/a/b/docs/", ".", "docs", f"{GITHUB}/edit/a/b/"),
        ("blob/main/docs/", "docs/data", "docs", f"{GITHUB}/blob/main/docs/data/"),
        ("?query=root/path/docs/", "content", "docs", f"{GITHUB}/?query=root/path/content/"),
        ("https://forge.example/x/docs/", "content", "docs", "https://forge.example/x/content/"),
    ],
)
def test_edit_uri_says_branch_and_folder(
    edit_uri: str, content: str, docs: str, address: str
) -> None:
    found = repository(edit_uri=edit_uri, content=content, docs=docs)
    assert found.edit("tags.yml") == f"{address}tags.yml"


def test_an_empty_edit_uri_means_no_edit_links_but_issues() -> None:
    found = repository(edit_uri="")
    assert found.edit("tags.yml") == found.edit_paper(paper(CAPTURE)) == ""
    assert found.suggest_paper() != ""


def test_a_guess_of_mkdocs_counts_only_for_its_default_folder() -> None:
    guess = "edit/master/docs/"
    assert repository(edit_uri=guess).edit("tags.yml") == f"{GITHUB}/edit/main/content/tags.yml"
    found = repository(edit_uri=guess, docs="docs")
    assert found.edit("tags.yml") == f"{GITHUB}/edit/master/content/tags.yml"


def test_content_outside_of_the_repository_is_not_edited() -> None:
    assert repository(content="../elsewhere").edit("tags.yml") == ""


@pytest.mark.parametrize(
    "file", ["papers/captured/page.txt", "../mkdocs.yml", "topics/../../x", ".", "/etc/passwd"]
)
def test_captures_and_what_is_outside_are_not_edited(file: str) -> None:
    assert repository().edit(file) == ""


def test_names_of_files_are_quoted() -> None:
    address = repository().edit('papers/curated/a "b"#?<c>.yml')
    assert address.endswith("/papers/curated/a%20%22b%22%23%3F%3Cc%3E.yml")


def test_a_paper_is_edited_in_its_most_trusted_record() -> None:
    start = f"{GITHUB}/edit/main/content/papers"
    assert repository().edit_paper(paper(CAPTURE, FACTS)) == f"{start}/enriched/facts.yml#L7"
    assert repository().edit_paper(paper(CURATED, FACTS, CAPTURE)) == f"{start}/curated/ours.yml#L3"


def test_a_paper_of_captures_alone_begins_a_curated_record_that_reads() -> None:
    address = urlsplit(repository().edit_paper(paper(CAPTURE, title='A "quoted": \\alpha & <b>')))
    assert address.path == "/editors/list/new/main/content/papers/curated"
    query = parse_qs(address.query)
    assert query["filename"] == ["steering-sketches.yml"]
    assert yaml.safe_load(query["value"][0]) == [
        {"paper": "steering-sketches", "title": 'A "quoted": \\alpha & <b>'}
    ]


@pytest.mark.parametrize(
    ("url", "edit_uri", "address"),
    [
        ("https://gitlab.com/a/b", None, "https://gitlab.com/a/b/-/new/main/content/papers/curated?file_name=steering-sketches.yml"),
        ("https://codeberg.org/a/b", None, "https://codeberg.org/a/b/_new/main/content/papers/curated/steering-sketches.yml"),
        ("https://codeberg.org/a/b", "src/branch/dev/content/pages/", "https://codeberg.org/a/b/_new/dev/content/papers/curated/steering-sketches.yml"),
        (GITHUB, "raw/content/pages/", ""),
    ],
)  # fmt: skip
def test_a_new_file_on_every_host(url: str, edit_uri: str | None, address: str) -> None:
    assert repository(url, edit_uri=edit_uri).edit_paper(paper(CAPTURE)) == address


def test_issue_forms_of_github_are_filled_by_the_ids_of_their_fields() -> None:
    address = urlsplit(repository().wrong_topic("Bread & <b>", "Baking", "papers/bread.html"))
    assert address.path == "/editors/list/issues/new"
    assert parse_qs(address.query) == {
        "template": ["wrong-topic.yml"],
        "title": ["Wrong topic: Bread & <b>"],
        "labels": ["wrong-topic"],
        "paper": ["Bread & <b>"],
        "page": ["papers/bread.html"],
        "topics": ["Baking"],
    }


def test_other_hosts_get_title_and_text() -> None:
    gitea = urlsplit(repository("https://codeberg.org/a/b").wrong_topic("Bread", "", "p.html"))
    assert parse_qs(gitea.query) == {
        "title": ["Wrong topic: Bread"],
        "body": ["Paper: Bread\nPage: p.html\nTopics: none"],
    }
    gitlab = urlsplit(repository("https://gitlab.com/a/b").suggest_paper())
    assert gitlab.path == "/a/b/-/issues/new"
    assert parse_qs(gitlab.query) == {"issue[title]": ["Suggest a paper: "]}


@pytest.mark.parametrize("form", ["wrong-topic", "suggest-paper"])
def test_the_forms_have_the_fields_that_links_fill(form: str) -> None:
    folder = packaged_templates().parent / ".github/ISSUE_TEMPLATE"
    template = yaml.safe_load((folder / f"{form}.yml").read_text(encoding="utf-8"))
    fields = {field["id"] for field in template["body"]}
    found = repository()
    address = found.wrong_topic("A", "B", "C") if form == "wrong-topic" else found.suggest_paper()
    filled = parse_qs(urlsplit(address).query).keys() - {"template", "title", "labels"}
    assert filled <= fields
    assert template["labels"] == [form]


@pytest.mark.parametrize("folder", ["", "lists/ours/"])
def test_pages_of_a_built_site_lead_to_the_files_they_are_made_from(
    tmp_path: Path, folder: str
) -> None:
    write_toy(tmp_path)
    (tmp_path / "content/pages").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Toy\ndocs_dir: content/pages\nrepo_url: {GITHUB}\n"
        f"edit_uri: edit/dev/{folder}content/pages/\n"
        "theme: {name: material, font: false}\nplugins: [reading-list]\n"
    )
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    start = f"{GITHUB}/edit/dev/{folder}content/"

    def links(path: str) -> set[str]:
        text = (tmp_path / "site" / path).read_text(encoding="utf-8")
        return {html.unescape(link) for link in re.findall(rf'href="?({GITHUB}/[^"> ]+)', text)}

    assert f"{start}topics/offline-rl.yml#L1" in links("topics/offline-rl/index.html")
    assert f"{start}tags.yml#L1" in links("tags/survey/index.html")
    assert any("template=suggest-paper.yml" in link for link in links("index.html"))
    control = "papers/adding-conditional-control-to-text-to-image-diffusion-models.html"
    assert f"{start}papers/enriched/facts.yml#L1" in links(control)
    assert any(f"{start}topics/image-control.yml#L" in link for link in links(control))
    assert any("template=wrong-topic.yml" in link for link in links(control))
    bread = next(link for link in links("papers/a-survey-of-bread.html") if "/new/" in link)
    assert bread.startswith(f"{GITHUB}/new/dev/{folder}content/papers/curated?filename=")
