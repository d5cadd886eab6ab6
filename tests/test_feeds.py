import json
import re
from pathlib import Path
from xml.etree import ElementTree

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


def test_ids_do_not_change_when_a_title_is_corrected(tmp_path: Path) -> None:
    curated = {
        "papers/curated/fix.yml": "- paper: A Survey of Bread\n  title: A Survey of Breads\n",
        "papers/curated/fix.yml.yml": "added: 2025-05-01\n",
    }
    before = feedparser.parse(feeds(tmp_path / "a")["feed.xml"])
    after = feedparser.parse(feeds(tmp_path / "b", **curated)["feed.xml"])
    assert {e.id for e in before.entries} == {e.id for e in after.entries}
    assert "A Survey of Breads" in {e.title for e in after.entries}


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feeds_have_what_rfc_4287_asks_for(tmp_path: Path) -> None:
    made = {path: text for path, text in feeds(tmp_path).items() if path.endswith(".xml")}
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for path, text in made.items():
        feed = ElementTree.fromstring(text)
        entries = feed.findall(f"{ATOM}entry")
        for element in (feed, *entries):
            (id,) = element.findall(f"{ATOM}id")
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id.text or "")
            assert len(element.findall(f"{ATOM}title")) == 1
            (updated,) = element.findall(f"{ATOM}updated")
            assert moment.fullmatch(updated.text or "")
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"{OPTIONS.url}{path}"
        assert (links["alternate"] or "").startswith(OPTIONS.url)
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == len(ids)
        for entry in entries:
            assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
            content = entry.find(f"{ATOM}content")
            assert content is not None
            assert content.get("type") == "html"


def test_a_new_paper_in_two_topics_changes_both_and_the_list_only(tmp_path: Path) -> None:
    new = (
        "- title: Conditional control by batch RL\n"
        "  abstract: ControlNet, a diffusion model, text-to-image.\n"
    )
    more = {"papers/curated/more.yml": new, "papers/curated/more.yml.yml": "added: 2025-05-01\n"}
    before, after = feeds(tmp_path / "a"), feeds(tmp_path / "b", **more)
    folders = {"", "topics/offline-rl/", "topics/batch-rl/", "topics/image-control/"}
    folders |= {"tags/diffusion/"}
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {f + name for f in folders for name in ("feed.xml", "feed.json")}


@pytest.mark.parametrize("path", ["feed.json", "topics/image-control/feed.json"])
def test_json_feeds_have_what_the_format_requires(tmp_path: Path, path: str) -> None:
    document = json.loads(feeds(tmp_path)[path])
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert all({"id", "url", "content_html"} <= set(item) for item in document["items"])


def test_a_paper_whose_name_ends_in_index_keeps_its_address(tmp_path: Path) -> None:
    new = "- title: Beyond the h-index\n  abstract: Batch RL.\n"
    more = {"papers/curated/more.yml": new, "papers/curated/more.yml.yml": "added: 2025-05-01\n"}
    made = feeds(tmp_path, **more)
    address = f"{OPTIONS.url}papers/beyond-the-h-index.html"
    assert feedparser.parse(made["feed.xml"]).entries[0].link == address
    assert json.loads(made["feed.json"])["items"][0]["url"] == address


@pytest.mark.parametrize(
    ("options", "topic", "paper"),
    [
        (
            SiteOptions("Toy", url="https://x.y/"),
            "https://x.y/topics/offline-rl/",
            "https://x.y/papers/a-survey-of-bread.html",
        ),
        (
            SiteOptions("Toy", url="https://x.y/", directory_urls=False),
            "https://x.y/topics/offline-rl/index.html",
            "https://x.y/papers/a-survey-of-bread.html",
        ),
        (
            SiteOptions("Toy", url="https://x.y/", folders=True),
            "https://x.y/topics/offline-rl/",
            "https://x.y/papers/a-survey-of-bread/",
        ),
        (
            SiteOptions("Toy"),
            "topics/offline-rl/index.html",
            "papers/a-survey-of-bread.html",
        ),
    ],
)
def test_feeds_lead_to_where_the_pages_are(
    tmp_path: Path, options: SiteOptions, topic: str, paper: str
) -> None:
    made = feeds(tmp_path, options)
    outlines = ElementTree.fromstring(made["feeds.opml"]).iter("outline")
    assert topic in {outline.get("htmlUrl") for outline in outlines}
    items = json.loads(made["feed.json"])["items"]
    assert paper in {item["url"] for item in items}


def test_the_outline_names_each_feed_once(tmp_path: Path) -> None:
    root = ElementTree.fromstring(feeds(tmp_path)["feeds.opml"])
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Toy list"
    outlines = root.findall("body/outline")
    assert {outline.get("type") for outline in outlines} == {"rss"}
    assert [outline.get("text") for outline in outlines] == [
        "Toy list",
        *(f"{name} · Toy list" for name in ("Offline RL", "Image control", "Survey", "Diffusion")),
    ]
    base = "https://example.org/list/"
    assert (outlines[1].get("xmlUrl"), outlines[1].get("htmlUrl")) == (
        f"{base}topics/offline-rl/feed.xml",
        f"{base}topics/offline-rl/",
    )


def test_an_abstract_of_two_paragraphs_stays_so(tmp_path: Path) -> None:
    new = "- title: Batch RL\n  abstract: |\n    Let $x < y$ & more.\n\n    It <b>ends</b>.\n"
    more = {"papers/curated/more.yml": new, "papers/curated/more.yml.yml": "added: 2025-05-01\n"}
    (item,) = (
        item
        for item in json.loads(feeds(tmp_path, **more)["feed.json"])["items"]
        if item["title"] == "Batch RL"
    )
    body = ElementTree.fromstring(f"<div>{item['content_html']}</div>")
    assert [part.tag for part in body] == ["p", "p"]
    assert body.find("p/math") is not None
    assert "".join(body[1].itertext()) == "It <b>ends</b>."


def test_the_same_list_gives_the_same_feeds(tmp_path: Path) -> None:
    assert feeds(tmp_path / "a") == feeds(tmp_path / "b")


def test_a_second_paper_of_one_title_changes_no_id(tmp_path: Path) -> None:
    new = "- title: A Survey of Bread\n  abstract: Of loaves and prices.\n  issued: 1999\n"
    more = {"papers/captured/more.yml": new, "papers/captured/more.yml.yml": "added: 2025-05-01\n"}
    curated = {"papers/curated/fix.yml": "- paper: A Survey of Bread\n  issued: 2001\n"}
    before = feedparser.parse(feeds(tmp_path / "a", **curated)["feed.xml"]).entries
    after = feedparser.parse(feeds(tmp_path / "b", **more)["feed.xml"]).entries
    assert [entry.title for entry in after].count("A Survey of Bread") == 2
    assert {entry.id for entry in before} < {entry.id for entry in after}
    assert len({entry.id for entry in after}) == len(after) == len(before) + 1
