"""The real list, built in every way that must not matter, and crawled in every way it is served."""

import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SITE = "https://list.test/below/"


def copy_of_the_list(folder: Path, **changes: object) -> Path:
    shutil.copytree(ROOT / "content", folder / "content")
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (folder / "mkdocs.yml").write_text(yaml.safe_dump({**settings, **changes}))
    return folder


def build(folder: Path, **environment: str) -> Path:
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return folder / "site"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def differing(one: Path, other: Path) -> list[str]:
    left, right = files(one), files(other)
    return sorted(path for path in left | right if left.get(path) != right.get(path))


@pytest.mark.slow
def test_the_site_is_the_same_bytes_whatever_does_not_matter(tmp_path: Path) -> None:
    """Another folder, day and hash seed; from a last site; and rendered by MkDocs throughout."""
    one = copy_of_the_list(tmp_path / "one")
    first = build(one, PYTHONHASHSEED="1", SOURCE_DATE_EPOCH="86400")
    shutil.copytree(first, tmp_path / "first")
    hooked = copy_of_the_list(tmp_path / "another folder", hooks=["hook.py"])
    (hooked / "hook.py").write_text("def on_post_page(output, page, config): return output\n")
    assert differing(tmp_path / "first", build(hooked, PYTHONHASHSEED="2")) == []
    assert differing(tmp_path / "first", build(one, PYTHONHASHSEED="3")) == []


@pytest.mark.slow
def test_a_build_from_the_cache_is_like_a_clean_one(tmp_path: Path) -> None:
    """With nothing changed; then with another rule, paper, template and setting."""
    kept, clean = copy_of_the_list(tmp_path / "kept"), copy_of_the_list(tmp_path / "clean")
    build(kept)
    assert differing(build(kept), build(clean)) == []
    for folder in (kept, clean):
        topic = folder / "content/topics/alignment-human-feedback.yml"
        text = topic.read_text(encoding="utf-8")
        topic.write_text("# a rule\n" + text.replace("any:\n", "any:\n    - policy that\n", 1))
        added = folder / "content/papers/captured/added.bib"
        added.write_text("@misc{a, title={A policy that learns}, author={Doe, Jane}, year={2025}}")
        Path(f"{added}.yml").write_text("added: 2025-05-01\n")
        settings = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))
        (folder / "mkdocs.yml").write_text(yaml.safe_dump({**settings, "site_name": "Other"}))
        paper = folder / "site_templates/paper.html"
        paper.parent.mkdir()
        shipped = (ROOT / "site_templates/paper.html").read_text(encoding="utf-8")
        paper.write_text(f"{shipped}<!-- changed -->")
    shutil.rmtree(clean / ".cache")
    shutil.rmtree(clean / "site")
    assert differing(build(kept), build(clean)) == []
    assert "<!-- changed -->" in (kept / "site/papers/a-policy-that-learns.html").read_text()


class Links(HTMLParser):
    """Addresses that a page links to or loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors = {"", "__skip"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action") and value is not None:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.anchors.add(value)


def broken_links(site: Path, root: str) -> list[str]:
    """Links within the site that lead nowhere, as a browser resolves them."""
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        here = root + path.relative_to(site).as_posix().removesuffix("index.html")
        for link in page.links:
            address, fragment = urldefrag(urljoin(here, link))
            inside = address.removeprefix(root)
            if inside == address:
                if urlsplit(address).netloc == urlsplit(root).netloc:
                    broken.append(f"{here}: {link} leaves the site's folder")
                continue
            below = unquote(urlsplit(inside).path)
            target = (
                site / below / "index.html" if below.endswith("/") or not below else site / below
            )
            if not target.is_file():
                broken.append(f"{here}: {link}")
            elif fragment and target in pages and unquote(fragment) not in pages[target].anchors:
                broken.append(f"{here}: {link} has no such place")
    return broken


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"site_url": SITE},
        {"site_url": SITE, "use_directory_urls": False},
        {"site_url": ""},
    ],
    ids=["sub-path", "files", "no address"],
)
def test_every_link_leads_somewhere(settings: dict[str, object], tmp_path: Path) -> None:
    site = build(copy_of_the_list(tmp_path / "list", **settings))
    root = settings["site_url"] or "https://list.test/"  # 404.html then takes it for the root
    assert broken_links(site, str(root))[:20] == []
