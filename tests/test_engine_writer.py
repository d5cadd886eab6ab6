from pathlib import Path

import pytest

from generator.engine.writer import SiteWriter, UnsafePathError, check_path


@pytest.fixture
def last(tmp_path: Path) -> Path:
    folder = tmp_path / "last"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers/x.html").write_bytes(b"same")
    return folder


@pytest.mark.parametrize("path", ["index.html", "topics/x/index.html", "papers/naïve paper.html"])
def test_paths_below_the_root_are_written(path: str, tmp_path: Path) -> None:
    SiteWriter(tmp_path).write(path, b"x")
    assert (tmp_path / path).read_bytes() == b"x"


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../../x", "a//b", "./a", "a/", "a\\b", "c:x", "a\0b", "a\nb", ".."],
)
def test_paths_that_leave_the_site_are_refused(path: str) -> None:
    with pytest.raises(UnsafePathError):
        check_path(path)


def test_an_unchanged_file_is_a_link_to_the_last_one(last: Path, tmp_path: Path) -> None:
    writer = SiteWriter(tmp_path / "new", last)
    writer.write("papers/x.html", b"same")
    assert (tmp_path / "new/papers/x.html").samefile(last / "papers/x.html")
    assert writer.linked == 1


@pytest.mark.parametrize("content", [b"SAME", b"longer than before", b""])
def test_a_changed_file_is_written_and_the_last_one_stays(
    content: bytes, last: Path, tmp_path: Path
) -> None:
    SiteWriter(tmp_path / "new", last).write("papers/x.html", content)
    assert (tmp_path / "new/papers/x.html").read_bytes() == content
    assert (last / "papers/x.html").read_bytes() == b"same"


def test_a_link_out_of_the_last_site_is_not_followed(last: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"same")
    (last / "papers/x.html").unlink()
    (last / "papers/x.html").symlink_to(tmp_path / "secret")
    SiteWriter(tmp_path / "new", last).write("papers/x.html", b"same")
    assert not (tmp_path / "new/papers/x.html").is_symlink()


@pytest.mark.parametrize("pieces", [(b"sa", b"me"), (b"sa", b"", b"m", b"e")])
def test_pieces_that_are_the_last_file_are_a_link_to_it(
    pieces: tuple[bytes, ...], last: Path, tmp_path: Path
) -> None:
    writer = SiteWriter(tmp_path / "new", last)
    writer.write("papers/x.html", iter(pieces))
    assert (tmp_path / "new/papers/x.html").samefile(last / "papers/x.html")
    assert [path.name for path in (tmp_path / "new/papers").iterdir()] == ["x.html"]
    assert writer.linked == 1


def test_other_pieces_are_written_and_the_last_file_stays(last: Path, tmp_path: Path) -> None:
    writer = SiteWriter(tmp_path / "new", last)
    writer.write("papers/x.html", iter((b"an", b"other")))
    whole = SiteWriter(tmp_path / "whole")
    whole.write("papers/x.html", b"another")
    assert (tmp_path / "new/papers/x.html").read_bytes() == b"another"
    assert (last / "papers/x.html").read_bytes() == b"same"
    assert writer.digests == whole.digests


def test_pieces_of_no_length_make_an_empty_file(tmp_path: Path) -> None:
    SiteWriter(tmp_path).write("empty.txt", iter(()))
    assert (tmp_path / "empty.txt").read_bytes() == b""
