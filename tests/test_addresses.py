import pytest

from generator.addresses import Addresses, path_of
from generator.problems import Report


def addresses(*paths: str, directory_urls: bool = True, folders: bool = False) -> Addresses:
    made = Addresses(directory_urls, Report(), {"about.md": "about/index.html"}, folders=folders)
    for path in paths:
        made.add(path)
    return made


@pytest.mark.parametrize(
    ("directory_urls", "expected"), [(True, "../topics/x/"), (False, "../topics/x/index.html")]
)
def test_a_topic_seen_from_a_paper(directory_urls: bool, expected: str) -> None:
    made = addresses("topics/x/index.html", directory_urls=directory_urls)
    assert made.from_page("papers/p.html")("topic", "x") == expected


def test_a_paper_seen_from_a_topic_and_from_home() -> None:
    made = addresses("papers/p.html")
    assert made.from_page("topics/x/index.html")("paper", "p") == "../../papers/p.html"
    assert made.from_page("index.html")("paper", "p", "cite") == "papers/p.html#cite"


def test_home_seen_from_home_and_from_below() -> None:
    made = addresses("index.html")
    assert made.from_page("index.html")("home") == "./"
    assert made.from_page("papers/p.html")("home") == "../"


def test_the_pages_of_a_long_list() -> None:
    assert path_of("papers", page=3) == "papers/page/3/index.html"
    assert path_of("tag", "rl", page=2) == "tags/rl/page/2/index.html"


def test_stock_mkdocs_makes_a_folder_of_every_page() -> None:
    made = addresses("papers/p.html", "papers/q.html", "topics/x/index.html", folders=True)
    assert made.from_page("papers/q.html")("paper", "p") == "../p/index.html".replace(
        "index.html", ""
    )
    assert made.from_page("topics/x/index.html")("paper", "p") == "../../papers/p/"


def test_a_hand_written_page_is_known_by_its_source() -> None:
    made = addresses()
    assert made.has("written", "about.md")
    assert not made.has("written", "nowhere.md")
    assert made.from_page("papers/p.html")("written", "about.md") == "../about/"


def test_an_unknown_target_is_a_problem_and_still_gives_an_address() -> None:
    made = addresses()
    assert made.from_page("index.html")("topic", "gone") == "topics/gone/"
    (problem,) = made.report.problems
    assert problem.code == "link-unknown"
    assert "topics/gone/index.html" in problem.message


def test_a_file_stays_where_it_is_when_a_site_builder_makes_folders_of_pages() -> None:
    addresses = Addresses(True, Report(), folders=True)
    addresses.add("digest/2026-W47/index.html")
    addresses.add("digest/2026-W47/mail.html", is_file=True)
    addresses.add("papers/x.html")
    page = "digest/2026-W47/index.html"
    assert addresses.href("digest/2026-W47/mail.html", page) == "mail.html"
    assert addresses.href("papers/x.html", page) == "../../papers/x/"
