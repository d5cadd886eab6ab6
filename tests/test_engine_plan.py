import pytest

from generator.engine.plan import Conflict, plan_site
from generator.engine.writer import UnsafePathError
from generator.outputs import GeneratedFile, GeneratedPage, PageContent, Site


def page(path: str, markdown: str | None = None) -> GeneratedPage:
    return GeneratedPage("list", path, "x", lambda: PageContent(""), markdown)


PAPER, TOPIC, HOME = page("papers/x.html"), page("topics/x/index.html", "Hi."), page("index.html")
FEED = GeneratedFile("feed.xml", b"<feed/>")
SITE = Site((PAPER, TOPIC, HOME), (FEED,))


def test_pages_without_markdown_are_composed() -> None:
    plan = plan_site(SITE, {}, compose=True)
    assert plan.composed == (PAPER, HOME)
    assert dict(plan.rendered) == {"topics/x/index.md": TOPIC}
    assert plan.files == (FEED,)


def test_nothing_is_composed_where_others_want_to_see_pages() -> None:
    plan = plan_site(SITE, {}, compose=False)
    assert plan.composed == ()
    assert list(plan.rendered) == ["papers/x.md", "topics/x/index.md", "index.md"]


@pytest.mark.parametrize("source", ["index.md", "README.md"])
def test_a_hand_written_home_page_opens_the_generated_one(source: str) -> None:
    plan = plan_site(SITE, {"index.html": source}, compose=True)
    assert dict(plan.introduced) == {source: HOME}
    assert plan.conflicts == ()
    assert plan.generated(source) is HOME


@pytest.mark.parametrize(
    ("taken", "source", "path"),
    [
        ("papers/x.html", "papers/x.html", "papers/x.html"),
        ("papers/x/index.html", "papers/x.md", "papers/x.html"),
        ("topics/x/index.html", "topics/x.md", "topics/x/index.html"),
        ("index.html", "index.html", "index.html"),
        ("feed.xml", "feed.xml", "feed.xml"),
    ],
    ids=["page", "source", "folder", "home that is no Markdown", "file"],
)
def test_what_people_wrote_is_not_replaced(taken: str, source: str, path: str) -> None:
    plan = plan_site(SITE, {taken: source}, compose=True)
    assert plan.conflicts == (Conflict(path, source),)
    assert path not in {page.path for page in plan.pages} | {file.path for file in plan.files}


def test_all_pages_are_known_however_they_come_about() -> None:
    plan = plan_site(SITE, {"index.html": "index.md"}, compose=True)
    assert sorted(p.path for p in plan.pages) == sorted(p.path for p in SITE.pages)


def test_an_output_outside_the_site_is_refused() -> None:
    with pytest.raises(UnsafePathError):
        plan_site(Site((page("../x.html"),), ()), {}, compose=True)
