import json
from pathlib import Path

import feedparser
import pytest
from toylist import write_toy

from generator.feeds import feed_files
from generator.library import load_library
from generator.outputs import SiteOptions
from generator.problems import Report

OPTIONS = SiteOptions("Toy list", url="https://example.org/list/")


def feeds(root: Path, options: SiteOptions = OPTIONS, **changed: str) -> dict[str, bytes]:
    library = load_library(write_toy(root, **changed), Report())
    return {file.path: file.content for file in feed_files(library, options)}


def test_list_topics_tags_and_former_topics_have_feeds(tmp_path: Path) -> None:
    paths = set(feeds(tmp_path))
    assert {"feed.xml", "feed.json", "feeds.opml", "topics/offline-rl/feed.xml"} <= paths
    assert {"tags/survey/feed.json", "topics/batch-rl/feed.xml"} <= paths


def test_feedparser_reads_every_atom_feed_without_complaint(tmp_path: Path) -> None:
    for path, content in feeds(tmp_path).items():
        if path.endswith(".xml"):
            read = feedparser.parse(content)
            assert not read.bozo, path
            assert read.version == "atom10"
            for entry in read.entries:
                assert entry.link.startswith("https://example.org/list/papers/")
                assert entry.updated_parsed.tm_year == 2025


def test_hostile_titles_stay_text(tmp_path: Path) -> None:
    read = feedparser.parse(feeds(tmp_path)["feed.xml"])
    titles = [entry.title for entry in read.entries]
    assert any("</title><script>" in title for title in titles)
    assert not any("<img" in entry.content[0].value for entry in read.entries)


def test_a_new_paper_changes_only_the_feeds_it_stands_in(tmp_path: Path) -> None:
    new = "- title: Batch RL for Bakers\n  abstract: Batch RL.\n"
    before = feeds(tmp_path / "a")
    more = {"papers/curated/more.yml": new, "papers/curated/more.yml.yml": "added: 2025-05-01\n"}
    after = feeds(tmp_path / "b", **more)
    changed = {path for path in after if after[path] != before[path]}
    folders = {"", "topics/offline-rl/", "topics/batch-rl/"}
    assert changed == {f + name for f in folders for name in ("feed.xml", "feed.json")}


def test_without_the_sites_address_the_feed_says_what_is_missing(tmp_path: Path) -> None:
    made = feeds(tmp_path, SiteOptions("Toy list"))
    assert "set site_url" in feedparser.parse(made["feed.xml"]).feed.subtitle
    assert "set site_url" in json.loads(made["feed.json"])["user_comment"]


def test_ids_do_not_change_when_the_site_moves(tmp_path: Path) -> None:
    here = feedparser.parse(feeds(tmp_path / "a")["feed.xml"])
    there = feedparser.parse(
        feeds(tmp_path / "b", SiteOptions("Toy list", url="https://x.y/"))["feed.xml"]
    )
    assert [e.id for e in here.entries] == [e.id for e in there.entries]


@pytest.mark.parametrize("path", ["feed.json", "topics/image-control/feed.json"])
def test_json_feeds_have_what_the_format_requires(tmp_path: Path, path: str) -> None:
    document = json.loads(feeds(tmp_path)[path])
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert all({"id", "url", "content_html"} <= set(item) for item in document["items"])
