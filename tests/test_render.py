import hashlib
import re
from pathlib import Path

import jinja2
import material
import pytest
from markupsafe import Markup

from generator.addresses import Addresses
from generator.paths import packaged_templates
from generator.problems import Report
from generator.render import ROOT, Renderer, make_renderer

UPSTREAM = Path(material.__file__).parent / "templates"
OVERRIDDEN = {
    "404.html": "80c93494b5432b1b",
    "main.html": "9948b55a7bc979c3",
    "partials/content.html": "ce33929c85af129f",
    "partials/footer.html": "50c2a75f013b7b03",
    "partials/header.html": "8cf3fb15bcf969ff",
    "partials/palette.html": "fb935107ae7d3d74",
    "partials/source.html": "6847616d67be4920",
    "partials/javascripts/base.html": "d6113712bc4deb30",
    "partials/javascripts/content.html": "3722e156f0f6339d",
    "partials/javascripts/palette.html": "8790389765ea6036",
}


def renderer(tmp_path: Path, *, directory_urls: bool = True, **templates: str) -> Renderer:
    for name, text in templates.items():
        (tmp_path / f"{name}.html").write_text(text)
    addresses = Addresses(directory_urls, Report(), {"about.md": "about/index.html"})
    for path in ("index.html", "topics/x/index.html", "papers/a.html", "papers/index.html"):
        addresses.add(path)
    return make_renderer((tmp_path,), addresses, {"site": "the site"})


def test_values_are_escaped(tmp_path: Path) -> None:
    made = renderer(tmp_path, a="<b>{{ text }}</b>{{ markup }}")
    html = made.render("a.html", text="<script>", markup=Markup("<i>x</i>"))
    assert html == "<b>&lt;script&gt;</b><i>x</i>"


def test_an_undefined_name_is_an_error(tmp_path: Path) -> None:
    made = renderer(tmp_path, a="{{ missing }}")
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        made.render("a.html")


def test_a_template_of_the_list_goes_before_ours(tmp_path: Path) -> None:
    assert renderer(tmp_path, home="mine, {{ site }}").render("home.html") == "mine, the site"


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("index.html", "./papers/a.html"),
        ("papers/a.html", "../papers/a.html"),
        ("topics/x/index.html", "../../papers/a.html"),
    ],
)
def test_one_fragment_serves_pages_in_every_folder(tmp_path: Path, page: str, link: str) -> None:
    made = renderer(tmp_path, a='<a href="{{ href("paper", "a") }}">')
    assert made.finish(made.render("a.html"), page) == f'<a href="{link}">'


@pytest.mark.parametrize(
    ("directory_urls", "topic", "home"),
    [(True, "../topics/x/#y2024", "../"), (False, "../topics/x/index.html#y2024", "../index.html")],
)
def test_links_follow_the_url_mode(
    tmp_path: Path, directory_urls: bool, topic: str, home: str
) -> None:
    made = renderer(tmp_path, directory_urls=directory_urls)
    assert made.finish(made.href("topic", "x", "y2024"), "papers/a.html") == topic
    assert made.finish(made.href("home"), "papers/a.html") == home


def test_a_hand_written_page_is_linked_by_its_source(tmp_path: Path) -> None:
    made = renderer(tmp_path)
    assert made.href("written", "about.md") == f"{ROOT}about/"


def test_a_link_to_an_unknown_page_is_reported_for_its_page(tmp_path: Path) -> None:
    made = renderer(tmp_path)
    made.page = "topics/x/index.html"
    made.href("paper", "gone")
    (problem,) = made.addresses.report.problems
    assert problem.code == "link-unknown"
    assert "topics/x/index.html links to papers/gone.html" in problem.message


def test_what_is_finished_is_plain_text(tmp_path: Path) -> None:
    made = renderer(tmp_path, a="<p>x</p>")
    assert type(made.finish(made.render("a.html"), "index.html")) is str


def own(name: str) -> str:
    return (packaged_templates() / "theme" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(OVERRIDDEN))
def test_the_theme_has_not_changed_what_we_replace(name: str) -> None:
    """If this fails, the theme was updated: compare its file with ours, then note its hash."""
    digest = hashlib.sha256((UPSTREAM / name).read_bytes()).hexdigest()[:16]
    assert digest == OVERRIDDEN[name]
    assert own(name)


def test_every_file_that_replaces_one_of_the_theme_is_watched() -> None:
    theme = packaged_templates() / "theme"
    ours = {p.relative_to(theme).as_posix() for p in theme.rglob("*.html")}
    assert {name for name in ours if (UPSTREAM / name).exists()} == set(OVERRIDDEN)


def test_no_template_has_an_inline_script_or_style() -> None:
    for file in packaged_templates().rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for tag in re.findall(r"<script[^>]*>", text):
            assert " src=" in tag or "application/ld+json" in tag, f"{file.name}: {tag}"
        # A mail is no page of the site, and mail programs know no other styles.
        if file.name != "_mail.html":
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), file.name


def test_no_template_asks_another_server() -> None:
    for file in packaged_templates().rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", text), file.name
