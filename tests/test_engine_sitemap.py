import datetime
import gzip
from xml.etree import ElementTree

from generator.engine.sitemap import NAMESPACE, sitemap_files

URL = "https://example.org/list/"
NAMES = {"s": NAMESPACE}


def files(*addresses: str, limit: int = 45_000) -> dict[str, bytes]:
    return dict(sitemap_files([(URL + a, None) for a in addresses], URL, limit))


def locations(document: bytes, element: str) -> list[str | None]:
    root = ElementTree.fromstring(document)
    return [node.text for node in root.findall(f"s:{element}/s:loc", NAMES)]


def test_addresses_are_sorted_unique_and_escaped() -> None:
    document = files("b", "a", "b", "c?x=1&y=2")["sitemap.xml"]
    assert locations(document, "url") == [URL + "a", URL + "b", URL + "c?x=1&y=2"]


def test_the_day_of_the_last_change_is_given_where_known() -> None:
    day = datetime.date(2025, 3, 12)
    document = dict(sitemap_files([(URL, day), (URL + "a", None)], URL))["sitemap.xml"]
    assert document.count(b"<lastmod>") == 1
    assert b"<lastmod>2025-03-12</lastmod>" in document


def test_the_packed_copy_holds_no_time() -> None:
    made = files("a")
    assert gzip.decompress(made["sitemap.xml.gz"]) == made["sitemap.xml"]
    assert made["sitemap.xml.gz"][4:8] == bytes(4)


def test_a_long_list_becomes_an_index_of_parts() -> None:
    made = files(*(f"{i}" for i in range(7)), limit=3)
    assert sorted(made) == [
        "sitemap-1.xml",
        "sitemap-2.xml",
        "sitemap-3.xml",
        "sitemap.xml",
        "sitemap.xml.gz",
    ]
    parts = locations(made["sitemap.xml"], "sitemap")
    assert parts == [f"{URL}sitemap-{n}.xml" for n in (1, 2, 3)]
    found = [a for n in (1, 2, 3) for a in locations(made[f"sitemap-{n}.xml"], "url")]
    assert found == [f"{URL}{i}" for i in range(7)]


def test_as_many_as_the_limit_are_one_file() -> None:
    assert sorted(files("a", "b", "c", limit=3)) == ["sitemap.xml", "sitemap.xml.gz"]
