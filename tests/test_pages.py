import gzip
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markupsafe import Markup
from toylist import write_toy

from generator.addresses import Addresses, path_of
from generator.checks import check_library
from generator.library import load_library
from generator.outputs import PageContent, Site, SiteOptions
from generator.pagekinds.entries import LabelView, inline_markdown
from generator.pagekinds.listing import Rows
from generator.pagekinds.maker import PageMaker
from generator.pagekinds.outlinks import links_in_abstract
from generator.pagekinds.quotes import quote
from generator.pages import split_at_topics
from generator.problems import Report
from generator.site import build_site

CONTROLNET = "papers/adding-conditional-control-to-text-to-image-diffusion-models.html"
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "use", "circle"}


class Page(HTMLParser):
    """What a test asks of a fragment: its elements, ids, links and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.unbalanced: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    def links(self) -> list[str]:
        return [a["href"] for tag, a in self.elements if tag in ("a", "link") and "href" in a]


def build(root: Path, options: SiteOptions | None = None, **changed: str) -> tuple[Site, Report]:
    report = Report()
    library = load_library(write_toy(root, **changed), report)
    check_library(library, root / "content", report)
    return build_site(library, options or SiteOptions("Toy", url="https://x.org/"), report), report


def contents(site: Site) -> dict[str, PageContent]:
    return {page.path: page.content() for page in site.pages}


def many_papers(count: int, abstract_words: int = 10) -> str:
    word = "offline reinforcement learning from logged data and rewards of many kinds "
    return "".join(
        f"- title: Paper number {i} on offline reinforcement learning\n"
        f"  abstract: {(word * abstract_words).strip()}\n"
        f"  authors: [Ada Lovelace, Alan Turing, Grace Hopper]\n  venue: ICML\n"
        f"  issued: {2000 + i % 20}\n"
        for i in range(count)
    )


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[str, PageContent], Report]:
    curated = (
        '- title: Sketches Made Easy\n  note: "Start *here*, see [code](https://x.org/c)."\n'
        "  aliases: [Sketching for All]\n"
        "- title: A Survey of Bread\n  hidden: Not about *learning*.\n"
        "- title: Adding Conditional Control to Text-to-Image Diffusion Models\n"
        "  status: superseded\n  successor: sketches-made-easy\n"
    )
    site, report = build(
        tmp_path_factory.mktemp("toy"),
        SiteOptions("Toy", url="https://x.org/", written={"about.md": "about/index.html"}),
        **{"papers/curated/fixes.yml": curated},
    )
    return site, contents(site), report


def test_every_kind_of_page_is_made(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    kinds = {page.kind for page in toy[0].pages}
    assert kinds >= {
        *("home", "topics", "topic", "area", "tags", "tag", "sources", "source", "papers"),
        *("paper", "new", "search", "coverage", "report", "removed", "redirect"),
    }


def test_every_link_leads_somewhere(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    site, made, report = toy
    known = {page.path for page in site.pages} | {file.path for file in site.all_files}
    known.add("about/index.html")
    for path, content in made.items():
        for link in Page(content.body + content.head).links():
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
            target = unquote(target).removeprefix("./")
            if parts.path.endswith("/"):
                target = posixpath.normpath(f"{target}/index.html")
            assert target in known, f"{path}: {link}"
    assert not [p for p in report.problems if p.code == "link-unknown"]


def test_every_body_is_well_formed_with_one_heading(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    for path, content in toy[1].items():
        page = Page(content.body)
        assert not page.unbalanced, path
        assert not page.open, path
        assert sum(tag == "h1" for tag, _ in page.elements) == 1, path
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids)), path


def test_headings_skip_no_level(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    for path, content in toy[1].items():
        last = 0
        for tag, _ in Page(content.body).elements:
            if re.fullmatch(r"h[1-6]", tag):
                assert int(tag[1]) <= last + 1, path
                last = int(tag[1])


def test_captured_text_is_text_only(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    shown = 0
    for path, content in toy[1].items():
        page = Page(content.body + content.head)
        for tag, attributes in page.elements:
            assert tag not in ("style", "img", "title"), path
            assert tag != "script" or attributes == {"type": "application/ld+json"}, path
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
        assert not [link for link in page.links() if link.lower().startswith("javascript:")], path
        shown += "</title><script>alert(1)</script> {{ 7*7 }} **bold**" in page.text
    assert shown >= 4


def test_a_hostile_title_stays_whole_in_the_page_s_title(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    titles = {page.title for page in toy[0].pages}
    assert any(title.startswith("</title><script>alert(1)</script> {{ 7*7 }}") for title in titles)


def test_a_topic_says_what_it_is_and_why_each_paper_is_in_it(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    page = Page(toy[1]["topics/offline-rl/index.html"].body)
    assert "Learning from logged experience." in page.words
    assert "Offline Reinforcement Learning in the title" in page.words
    assert "2 papers" in page.words


def test_a_topic_with_an_introduction_is_markdown(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    topic = next(p for p in toy[0].pages if p.path == "topics/image-control/index.html")
    assert topic.markdown == "Begin with *ControlNet*."
    assert "data-reading-list-introduction" in toy[1][topic.path].body


def test_a_paper_says_why_it_is_where_with_file_and_line(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    page = Page(toy[1]["papers/offline-reinforcement-learning-without-regret.html"].body)
    assert re.search(r"topics/offline-rl\.yml:\d+", page.words)
    marks = [a.get("data-k") for tag, a in page.elements if tag == "mark" and "data-k" in a]
    assert marks == ["offline-rl"]


def test_a_paper_quotes_the_sentence_that_names_it(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    body = toy[1][CONTROLNET].body
    assert "We compare with <mark>ControlNet</mark> and steer" in body
    assert "../papers/sketches-made-easy.html" in body


def test_a_paper_that_names_another_links_to_it_in_its_abstract(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    body = toy[1]["papers/sketches-made-easy.html"].body
    assert f'<a href="../{CONTROLNET}">ControlNet</a>' in body


def test_mathematics_is_typeset(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    assert "<math" in toy[1][CONTROLNET].body


def test_a_paper_with_an_identifier_links_to_it(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    links = Page(toy[1][CONTROLNET].body).links()
    assert "https://arxiv.org/abs/2302.05543" in links
    assert not [link for link in links if "scholar.google" in link]


def test_a_paper_without_an_identifier_has_a_search_that_says_so(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    body = toy[1]["papers/sketches-made-easy.html"].body
    assert "Search for it on Google Scholar" in body
    assert "https://scholar.google.com/scholar?q=Sketches+Made+Easy" in body


def test_a_paper_says_where_it_was_listed(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    words = Page(toy[1]["papers/sketches-made-easy.html"].body).words
    assert "A page , 12 March 2025, no. 2" in words.replace("A page,", "A page ,")


def test_a_note_shows_on_entry_and_page(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    note = 'Start <em>here</em>, see <a href="https://x.org/c">code</a>.'
    assert note in toy[1]["papers/sketches-made-easy.html"].body
    assert note in toy[1]["topics/image-control/index.html"].body


def test_a_status_is_said_in_words_with_the_successor(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    words = Page(toy[1][CONTROLNET].body).words
    assert "Superseded by a later paper. Read instead: Sketches Made Easy." in words


def test_a_hidden_paper_leaves_a_page_that_says_so_and_no_entry(
    toy: tuple[Site, dict[str, PageContent], Report],
) -> None:
    page = toy[1]["papers/a-survey-of-bread.html"]
    assert "This paper was removed from the list." in page.body
    assert "Not about <em>learning</em>." in page.body
    assert "noindex" in page.head
    others = [
        content for path, content in toy[1].items() if path != "papers/a-survey-of-bread.html"
    ]
    assert not [c for c in others if 'href="../papers/a-survey-of-bread.html"' in c.body]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("papers/sketching-for-all.html", "../papers/sketches-made-easy.html"),
        ("topics/batch-rl/index.html", "../../topics/offline-rl/"),
    ],
)
def test_a_former_address_leads_on_without_a_script(
    toy: tuple[Site, dict[str, PageContent], Report], path: str, target: str
) -> None:
    head = toy[1][path].head
    assert f'<meta http-equiv="refresh" content="0; url={target}">' in head
    assert "noindex" in head
    assert '<link rel="canonical" href="https://x.org/' in head


def test_an_address_of_two_papers_offers_both(tmp_path: Path) -> None:
    twins = (
        "- title: Twins\n  abstract: Cats sleep on warm stoves all day and dream of mice.\n"
        "  authors: [A One]\n  issued: 2001\n"
        "- title: Twins!\n  abstract: Stars collapse when their fuel is spent, and shine.\n"
        "  authors: [B Two]\n  issued: 2011\n"
    )
    site, _ = build(tmp_path, **{"papers/curated/twins.yml": twins})
    page = next(p for p in site.pages if p.path == "papers/twins.html")
    assert page.kind == "choice"
    links = Page(page.content().body).links()
    assert {"../papers/twins-2001.html", "../papers/twins-2011.html"} <= set(links)


def test_citation_tags_of_a_paper(toy: tuple[Site, dict[str, PageContent], Report]) -> None:
    found = [
        (a["name"], a["content"])
        for tag, a in Page(toy[1][CONTROLNET].head).elements
        if tag == "meta"
    ]
    assert found[:2] == [
        ("citation_title", "Adding Conditional Control to Text-to-Image Diffusion Models"),
        ("citation_author", "Zhang, Lvmin"),
    ]
    assert ("citation_publication_date", "2023") in found
    assert ("citation_arxiv_id", "2302.05543") in found


def test_a_long_list_has_pages_of_a_hundred(tmp_path: Path) -> None:
    site, _ = build(tmp_path, **{"papers/captured/many.yml": many_papers(250)})
    made = {p.path: p for p in site.pages if p.kind == "topic" and "offline" in p.path}
    assert list(made)[:3] == [
        "topics/offline-rl/index.html",
        "topics/offline-rl/page/2/index.html",
        "topics/offline-rl/page/3/index.html",
    ]
    pages = [page.content() for page in made.values() if page.kind == "topic"][:3]
    assert [c.body.count('<li class="entry"') for c in pages] == [100, 100, 52]
    assert [re.findall(r'rel="(prev|next)"', c.head) for c in pages] == [
        ["next"],
        ["prev", "next"],
        ["prev"],
    ]
    assert '<link rel="next" href="../../../../topics/offline-rl/page/3/">' in pages[1].head


def test_a_topic_of_fifty_papers_stays_light(tmp_path: Path) -> None:
    site, _ = build(tmp_path, **{"papers/captured/many.yml": many_papers(48, abstract_words=20)})
    topic = next(p for p in site.pages if p.path == "topics/offline-rl/index.html")
    body = topic.content().body
    assert body.count('<li class="entry"') == 50
    assert len(body.encode()) < 200_000
    assert len(gzip.compress(body.encode())) < 42_000


def test_a_list_without_anything_still_has_a_home(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    report = Report()
    library = load_library(tmp_path / "content", report)
    made = contents(build_site(library, SiteOptions("Empty"), report))
    assert "<h1>Empty</h1>" in made["index.html"].body
    assert "There is no paper here yet." in made["papers/index.html"].body


def test_papers_without_anything_but_a_title(tmp_path: Path) -> None:
    site, _ = build(tmp_path, **{"papers/curated/bare.yml": "- title: Only a Title\n"})
    page = Page(contents(site)["papers/only-a-title.html"].body)
    assert "No topic of this list takes it yet." in page.words
    assert "None" not in page.words


@pytest.mark.parametrize(
    "options",
    [
        SiteOptions("Toy", directory_urls=False),
        SiteOptions("Toy", folders=True),
        SiteOptions("Toy", url="https://x.org/sub/path/"),
    ],
    ids=["files", "folders", "sub-path"],
)
def test_pages_are_made_in_every_url_mode(tmp_path: Path, options: SiteOptions) -> None:
    site, report = build(tmp_path, options)
    contents(site)
    assert not [p for p in report.problems if p.code == "link-unknown"]


def test_a_stock_builder_finds_papers_in_folders(tmp_path: Path) -> None:
    site, _ = build(tmp_path, SiteOptions("Toy", folders=True))
    made = contents(site)
    assert 'href="../../papers/sketches-made-easy/"' in made[CONTROLNET].body


def test_pages_are_the_same_in_every_build(tmp_path: Path) -> None:
    first, _ = build(tmp_path)
    second, _ = build(tmp_path)
    assert contents(first) == contents(second)


def test_a_template_of_the_list_is_used(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "paper.html").write_text("<h1>{{ page.entry.name }}</h1>mine")
    options = SiteOptions("Toy", templates=(tmp_path / "mine",))
    made = contents(build(tmp_path, options)[0])
    assert made["papers/sketches-made-easy.html"].body == "<h1>Sketches Made Easy</h1>mine"


def test_addresses_in_abstracts_become_links() -> None:
    text = "Code: https://github.com/a/b. Our project page is at https://x.org/y/."
    assert links_in_abstract(text) == {
        "code": "https://github.com/a/b",
        "project": "https://x.org/y/",
    }
    assert links_in_abstract("We use data from https://data.org/set.") == {}


def test_topics_that_a_boundary_names_become_links() -> None:
    topics = {
        "offline-rl": LabelView("topic", "offline-rl", "Offline RL & more", 1, 2),
        "vision": LabelView("topic", "vision", "Vision", 1, 2),
    }
    found = split_at_topics("Here (offline-rl), “Vision” and vision; not offline-rl-2.", topics)
    assert [(text, topic.id if topic else "") for text, topic in found] == [
        ("Here (", ""),
        ("offline-rl", "offline-rl"),
        ("), ", ""),
        ("“Vision”", "vision"),
        (" and vision; not offline-rl-2.", ""),
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* c", "a <em>b</em> c"),
        ("**b** `x<y`", "<strong>b</strong> <code>x&lt;y</code>"),
        ("[t](https://x.org)", '<a href="https://x.org">t</a>'),
        ("[t](https://x.org/a_(b))", '<a href="https://x.org/a_(b)">t</a>'),
        ("[t](javascript:x)", "[t](javascript:x)"),
        ("2*3*4 <b>", "2*3*4 &lt;b&gt;"),
    ],
)
def test_notes_know_a_little_markdown(text: str, html: str) -> None:
    assert inline_markdown(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One. Two has ABC in it. Three.", "Two has <mark>ABC</mark> in it."),
        ("Smith et al. name ABC here. Next.", "Smith et al. name <mark>ABC</mark> here."),
        ("ABC", "<mark>ABC</mark>"),
    ],
)
def test_a_quote_is_the_sentence_around_the_words(text: str, html: str) -> None:
    start = text.index("ABC")
    assert quote(text, start, start + 3) == html


def test_a_long_sentence_is_cut_around_the_words() -> None:
    text = f"{'before ' * 80}ABC{' after' * 80}."
    start = text.index("ABC")
    html = quote(text, start, start + 3)
    assert html.startswith("… before")
    assert "before <mark>ABC</mark> after" in html
    assert html.endswith("after …")
    assert len(html) < 400


def test_a_quote_never_cuts_a_formula() -> None:
    text = f"{'word ' * 40}$a + b = {'c + ' * 40}d$ ABC {'word ' * 60}"
    start = text.index("ABC")
    assert "<math" in quote(text, start, start + 3)


def test_rows_are_made_once_for_all_lists_and_kept_no_longer(tmp_path: Path) -> None:
    library = load_library(write_toy(tmp_path), Report())
    addresses = Addresses(True, Report())
    for paper in library.papers:
        addresses.add(path_of("paper", paper.id))
    maker = PageMaker(library, SiteOptions("Toy"), addresses)
    made: list[str] = []

    class Counting:
        def render(self, template: str, **values: object) -> Markup:
            made.append(template)
            return maker.renderer.render(template, **values)

    rows = Rows(maker.catalogue, Counting())  # type: ignore[arg-type]
    paper = library.papers[0]
    rows.expect(library.papers)
    rows.expect([paper])
    first, second = rows.row(paper), rows.row(paper)
    assert first == second
    assert made.count("_entry.html") == 1
    assert rows.row(paper) == first
    assert made.count("_entry.html") == 2
