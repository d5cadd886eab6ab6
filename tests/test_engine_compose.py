import posixpath
from collections.abc import Callable

import pytest

from generator.engine.compose import Composer, ThemePage, one_line, page_url
from generator.outputs import GeneratedPage, PageContent

NAV = ("index.html", "tags/index.html", "topics/special/index.html")


class Theme:
    """Links to NAV from every page, and leaves out what is empty, as real themes do."""

    def __init__(self) -> None:
        self.calls = 0

    def render(self, page: ThemePage) -> str:
        self.calls += 1
        folder = posixpath.dirname(page.path) or "."
        links = "".join(f'<a href="{posixpath.relpath(path, folder)}">' for path in NAV)
        description = f'<meta content="{page.description}">' if page.description else ""
        heading = "" if "<h1" in page.body else f"<h1>{page.title}</h1>"
        url = page.canonical_url or "https://x.org/" + page_url(page.path, True)
        top = f"<title>{page.title}</title>{url}{description}{page.head}"
        return f"{top}{links}{heading}{page.body}"


def pages(pattern: str, number: int, kind: str = "paper", **content: str) -> list[GeneratedPage]:
    made = PageContent(content.pop("body", "<h1>b</h1>"), **content)
    return [
        GeneratedPage(kind, pattern.format(i), f"Page <{i}>", lambda: made) for i in range(number)
    ]


def composer(theme: Theme, **options: object) -> Composer:
    return Composer(theme.render, "https://x.org/", True, linked=NAV, **options)  # type: ignore[arg-type]


def in_full(theme: Theme, made: list[GeneratedPage]) -> dict[str, bytes]:
    expected = {}
    for page in made:
        content = page.content()
        view = ThemePage(
            page.kind,
            page.path,
            one_line(page.title),
            one_line(content.description),
            content.head,
            content.body,
        )
        expected[page.path] = theme.render(view).encode()
    return expected


@pytest.mark.parametrize(
    "made",
    [
        pages("papers/{}.html", 9),
        pages("p{}.html", 9),
        pages("tags/t{}/index.html", 9),
        pages("tags/t/page/{}/index.html", 9),
        pages("topics/special/page/{}/index.html", 5) + pages("topics/o/page/{}/index.html", 5),
        pages("papers/{}.html", 4, description="one & two") + pages("papers/n{}.html", 4),
        pages("papers/{}.html", 4, head="<meta>") + pages("papers/n{}.html", 4, body="<p>"),
        pages("papers/{}.html", 1) + pages("tags/{}.html", 2, kind="tag"),
    ],
    ids=["folder", "root", "folders", "deep", "linked", "description", "heading", "few"],
)
def test_composed_pages_equal_rendered_ones(made: list[GeneratedPage]) -> None:
    theme = Theme()
    composing = composer(theme)
    assert dict(composing.compose(made)) == in_full(theme, made)
    assert composing.messages == []


def test_a_thousand_pages_take_a_few_renderings() -> None:
    theme = Theme()
    composing = composer(theme)
    assert len(list(composing.compose(pages("papers/{}.html", 1000)))) == 1000
    assert (theme.calls, composing.shells) == (3, 1)


def test_pages_in_the_navigation_are_rendered_in_full() -> None:
    theme = Theme()
    made = pages("papers/{}.html", 5)
    list(composer(theme, alone={"papers/3.html"}).compose(made))
    assert theme.calls == 1 + 3


@pytest.mark.parametrize(
    "difference",
    [
        lambda page: page.path,
        lambda page: page.title.upper(),
        lambda page: str(len(page.title)),
        lambda page: "even" if page.path[-6] in "02468" else "odd",
    ],
    ids=["address", "changed", "computed", "hidden"],
)
def test_a_theme_that_tells_pages_apart_is_used_in_full(
    difference: Callable[[ThemePage], str],
) -> None:
    class Telling(Theme):
        def render(self, page: ThemePage) -> str:
            return super().render(page) + difference(page)

    theme = Telling()
    made = pages("papers/{}.html", 12)
    composing = composer(theme)
    assert dict(composing.compose(made)) == in_full(theme, made)
    assert len(composing.messages) == 1
    assert composing.messages[0].startswith("12 pages of kind 'paper' are rendered one by one: ")


def test_each_page_is_made_once_and_not_kept() -> None:
    made: list[str] = []

    def content(path: str) -> PageContent:
        made.append(path)
        return PageContent("<h1>x</h1>")

    all_pages = [
        GeneratedPage("paper", f"papers/{i}.html", "x", lambda i=i: content(f"papers/{i}.html"))  # type: ignore[misc]
        for i in range(20)
    ]
    written = []
    for path, _ in composer(Theme()).compose(all_pages):
        written.append(path)
        assert made == written
    assert sorted(made) == sorted(page.path for page in all_pages)


@pytest.mark.parametrize(
    ("path", "directory_urls", "url"),
    [
        ("index.html", True, ""),
        ("index.html", False, "index.html"),
        ("topics/x/index.html", True, "topics/x/"),
        ("papers/naïve.html", True, "papers/na%C3%AFve.html"),
    ],
)
def test_addresses_are_those_of_the_site_builder(path: str, directory_urls: bool, url: str) -> None:
    assert page_url(path, directory_urls) == url


def test_titles_are_escaped_on_one_line() -> None:
    assert one_line(" A\n<b>  &amp; 'c' ") == "A &lt;b&gt; &amp;amp; &#39;c&#39;"


def test_half_a_surrogate_pair_in_a_title_is_replaced() -> None:
    assert one_line("a \ud83d b") == "a ? b"
