"""The offline edition: what is in the zip, and which files it leaves alone."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from toylist import write_toy

from generator.cli import main
from generator.offline import OfflineError, check_target, write_zip

POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; img-src 'self'\">\n"
)
PAGE = (
    f'<head>{POLICY}  <link rel="preload" href="assets/fonts/a.woff2" as="font">\n<title>x</title>'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "index.html": PAGE.encode(),
        "papers/x.html": b"<p>X",
        "404.html": b"<p>no",
        "sitemap.xml": b"<urlset/>",
        "sitemap.xml.gz": b"z",
        "assets/reading-list.css": b"@font-face{src:url(fonts/a.woff2)}",
        "assets/fonts/a.woff2": b"FONT",
    }
    for name, content in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "site"


def read(target: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_all_files_stand_in_one_folder_named_as_the_zip(site: Path, tmp_path: Path) -> None:
    assert write_zip(site, tmp_path / "my-list.zip") == 4
    assert sorted(read(tmp_path / "my-list.zip")) == [
        "my-list/assets/fonts/a.woff2",
        "my-list/assets/reading-list.css",
        "my-list/index.html",
        "my-list/papers/x.html",
    ]


def test_fonts_stand_in_the_style_sheet_and_the_policy_allows_that(
    site: Path, tmp_path: Path
) -> None:
    write_zip(site, tmp_path / "a.zip")
    files = read(tmp_path / "a.zip")
    assert files["a/assets/reading-list.css"] == (
        b"@font-face{src:url(data:font/woff2;base64,Rk9OVA==)}"
    )
    page = files["a/index.html"].decode()
    assert "default-src 'self'; font-src data:; img-src 'self'" in page
    assert "preload" not in page


def test_the_same_site_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    write_zip(site, tmp_path / "a.zip")
    first = (tmp_path / "a.zip").read_bytes()
    again = shutil.copytree(site, tmp_path / "again", copy_function=shutil.copyfile)
    (tmp_path / "a.zip").unlink()
    write_zip(again, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_earlier_edition_is_replaced_and_nothing_is_left_beside_it(
    site: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.zip"
    write_zip(site, target)
    (site / "papers/x.html").write_text("<p>Y")
    check_target(target)
    write_zip(site, target)
    assert read(target)["a/papers/x.html"] == b"<p>Y"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "site"]


@pytest.mark.parametrize("what", ["text", "foreign zip", "folder", "no folder"])
def test_what_is_not_ours_is_refused(tmp_path: Path, what: str) -> None:
    target = tmp_path / "a.zip"
    if what == "text":
        target.write_text("my thesis")
    elif what == "foreign zip":
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("thesis.txt", "my thesis")
    elif what == "folder":
        target.mkdir()
    else:
        target = tmp_path / "missing" / "a.zip"
    with pytest.raises(OfflineError, match=str(target.name if what != "no folder" else "missing")):
        check_target(target)


def toy(root: Path, **changed: str) -> Path:
    write_toy(root, **changed)
    (root / "content/pages").mkdir()
    (root / "content/pages/about.md").write_text("# About\n\nHello.\n")
    (root / "mkdocs.yml").write_text(
        "site_name: Toy\nsite_url: https://example.org/list/\ndocs_dir: content/pages\n"
        "theme: {name: material, font: false}\nplugins: [reading-list]\n"
    )
    return root / "mkdocs.yml"


def test_the_command_builds_a_site_whose_links_name_files(tmp_path: Path) -> None:
    config, target = toy(tmp_path), tmp_path / "toy.zip"
    done = CliRunner().invoke(main, ["offline", str(target), "-f", str(config)])
    assert done.exit_code == 0, done.output
    assert "open toy/index.html" in done.stderr
    files = read(target)
    assert b'href="map/index.html"' in files["toy/index.html"]
    assert "toy/about.html" in files
    assert not (tmp_path / "site").exists()


def test_a_broken_list_gives_the_problem_and_no_zip(tmp_path: Path) -> None:
    config = toy(tmp_path, **{"topics/offline-rl.yml": "title: [\n"})
    done = CliRunner().invoke(main, ["offline", str(tmp_path / "a.zip"), "-f", str(config)])
    assert done.exit_code == 1
    assert "offline-rl.yml" in done.stderr
    assert not (tmp_path / "a.zip").exists()


def test_a_foreign_file_is_wrong_usage_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("my thesis")
    done = CliRunner().invoke(main, ["offline", str(tmp_path / "a.zip"), "-f", str(toy(tmp_path))])
    assert done.exit_code == 2
    assert (tmp_path / "a.zip").read_text() == "my thesis"


def test_the_content_folder_is_named_in_the_settings(tmp_path: Path) -> None:
    config = toy(tmp_path)
    arguments = ["--content", str(tmp_path / "content"), "offline", "a.zip", "-f", str(config)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "mkdocs.yml" in done.stderr
