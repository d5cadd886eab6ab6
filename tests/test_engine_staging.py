import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine import staging as staging_module
from generator.engine.staging import Staging, StagingError, begin


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers/x.html").write_text("last")
    return folder


def fill(staging: Staging, **files: str) -> None:
    for name, text in files.items():
        target = staging.new / "papers" / f"{name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def beside(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


def test_the_new_site_takes_the_place_of_the_last_one(site: Path) -> None:
    staging = begin(str(site))
    fill(staging, y="new")
    assert files(site) == {"papers/x.html": "last"}
    staging.commit(())
    assert files(site) == {"papers/y.html": "new"}
    assert beside(site) == ["site"]


def test_the_first_site_needs_no_last_one(tmp_path: Path) -> None:
    staging = begin(str(tmp_path / "deep/er/site"))
    assert staging.last is None
    fill(staging, y="new")
    staging.commit(())
    assert files(tmp_path / "deep/er/site") == {"papers/y.html": "new"}


def test_an_abandoned_build_leaves_the_last_site(site: Path) -> None:
    staging = begin(str(site))
    fill(staging, x="new")
    staging.abandon()
    staging.abandon()
    assert files(site) == {"papers/x.html": "last"}
    assert beside(site) == ["site"]


def test_unchanged_files_keep_their_date(site: Path) -> None:
    os.utime(site / "papers/x.html", (1, 1))
    staging = begin(str(site))
    fill(staging, x="last", y="new")
    staging.commit(())
    assert (site / "papers/x.html").stat().st_mtime == 1


def test_files_that_the_writer_compared_are_not_compared_again(site: Path) -> None:
    os.utime(site / "papers/x.html", (1, 1))
    staging = begin(str(site))
    fill(staging, x="last")
    staging.commit({"papers/x.html"})
    assert (site / "papers/x.html").stat().st_mtime != 1


def test_hidden_entries_of_the_folder_stay(site: Path) -> None:
    (site / ".git/objects").mkdir(parents=True)
    (site / ".git/objects/a").write_text("blob")
    (site / ".nojekyll").write_text("")
    (site / ".well-known").symlink_to("papers")
    staging = begin(str(site))
    fill(staging, y="new")
    staging.commit(())
    assert set(files(site)) == {".git/objects/a", ".nojekyll", "papers/y.html"}
    assert (site / ".well-known").readlink() == Path("papers")


def test_the_mode_of_the_folder_stays(site: Path) -> None:
    site.chmod(0o751)
    staging = begin(str(site))
    fill(staging, y="new")
    staging.commit(())
    assert site.stat().st_mode & 0o777 == 0o751


def test_a_link_to_the_folder_stays_a_link(site: Path) -> None:
    link = site.parent / "public"
    link.symlink_to(site)
    staging = begin(str(link))
    fill(staging, y="new")
    staging.commit(())
    assert link.is_symlink()
    assert files(link) == {"papers/y.html": "new"}


def test_without_exchange_the_folders_are_renamed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "_exchange", lambda *_: False)
    staging = begin(str(site))
    fill(staging, y="new")
    staging.commit(())
    assert files(site) == {"papers/y.html": "new"}
    assert beside(site) == ["site"]


@pytest.mark.parametrize("stop", [OSError, KeyboardInterrupt])
def test_stopped_between_two_renames_the_last_site_comes_back(
    stop: type[BaseException], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = begin(str(site))
    fill(staging, y="new")
    rename = Path.rename

    def stopping(path: Path, target: Path) -> Path:
        if path == staging.new:
            raise stop
        return rename(path, target)

    monkeypatch.setattr(staging_module, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", stopping)
    with pytest.raises((StagingError, KeyboardInterrupt)):
        staging.commit(())
    assert files(site) == {"papers/x.html": "last"}
    assert beside(site) == ["site"]


KILLED = """
import os, signal, sys
from pathlib import Path
from generator.engine import staging
build = staging.begin(sys.argv[1])
build.new.mkdir()
(build.new / "index.html").write_text("new")
if sys.argv[2] == "renaming":
    build.site.rename(build._work / "old")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["building", "renaming"])
def test_the_next_build_clears_up_after_a_kill(moment: str, site: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(site), moment], check=False)
    assert len(beside(site)) == (2 if moment == "building" else 1)
    begin(str(site)).abandon()
    assert files(site) == {"papers/x.html": "last"}
    assert beside(site) == ["site"]


def test_a_running_build_is_not_cleared_away(site: Path) -> None:
    one, other = begin(str(site)), begin(str(site))
    fill(one, one="1")
    fill(other, other="2")
    one.commit(())
    assert files(site) == {"papers/one.html": "1"}
    other.commit(())
    assert files(site) == {"papers/other.html": "2"}
    assert beside(site) == ["site"]


def test_two_first_builds_do_not_mix(tmp_path: Path) -> None:
    site = tmp_path / "site"
    one, other = begin(str(site)), begin(str(site))
    fill(one, one="1")
    fill(other, other="2")
    one.commit(())
    other.commit(())
    assert files(site) == {"papers/other.html": "2"}


def test_folders_of_other_sites_are_left_alone(site: Path) -> None:
    (site.parent / ".site2-build-x").mkdir()
    begin(str(site)).abandon()
    assert beside(site) == [".site2-build-x", "site"]


def test_a_file_in_the_place_of_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("thesis")
    with pytest.raises(StagingError, match="is a file"):
        begin(str(tmp_path / "site"))


def test_an_empty_build_replaces_the_site(site: Path) -> None:
    begin(str(site)).commit(())
    assert files(site) == {}


READ_ONLY = """
import os, sys
from generator.engine.staging import StagingError, begin
os.setuid(65534)
try:
    staging = begin(sys.argv[1])
except StagingError as error:
    sys.exit(str(error))
print(staging.reason)
staging.new.mkdir()
(staging.new / "index.html").write_text("new")
staging.commit(())
"""


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root")
@pytest.mark.parametrize("writable", [True, False])
def test_a_read_only_parent(writable: bool, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    site = tmp_path / "site"
    site.mkdir()
    site.chmod(0o777 if writable else 0o755)
    (site / "index.html").write_text("last")
    result = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(site)], capture_output=True, text=True, check=False
    )
    if writable:
        assert f"{tmp_path} cannot be written: Permission denied" in result.stdout
        assert files(site) == {"index.html": "new"}
    else:
        assert f"the site cannot be written to {site}: Permission denied" in result.stderr
        assert files(site) == {"index.html": "last"}
    assert [path.name for path in site.iterdir()] == ["index.html"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EIO])
def test_a_site_beside_which_no_folder_can_be_made_is_left_alone(
    number: int, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**_: object) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(staging_module.tempfile, "mkdtemp", failing)
    with pytest.raises(StagingError, match=os.strerror(number)):
        begin(str(site))
    assert files(site) == {"papers/x.html": "last"}


@pytest.fixture
def mounted(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site as a mount point, which cannot be renamed."""
    monkeypatch.setattr(Path, "is_mount", lambda path: path == site)
    (site / ".nojekyll").write_text("kept")
    (site / "index.html").write_text("last")
    return site


LAST = {".nojekyll": "kept", "index.html": "last", "papers/x.html": "last"}


def test_a_mount_point_is_changed_at_the_end_only(mounted: Path) -> None:
    staging = begin(str(mounted))
    assert (staging.last, staging.reason) == (mounted, "it is a mount point")
    fill(staging, y="new")
    assert LAST.items() <= files(mounted).items()
    staging.commit(())
    assert files(mounted) == {".nojekyll": "kept", "papers/y.html": "new"}


def test_a_build_that_fails_leaves_a_mount_point(mounted: Path) -> None:
    staging = begin(str(mounted))
    fill(staging, x="new")
    staging.abandon()
    assert files(mounted) == LAST


@pytest.mark.parametrize("stop", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("moment", range(6))
def test_stopped_between_entries_the_last_site_comes_back(
    moment: int, stop: type[BaseException], mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = begin(str(mounted))
    fill(staging, x="new")
    (staging.new / "about.html").write_text("new")
    rename, moved = Path.rename, []

    def stopping(path: Path, target: Path) -> Path:
        moved.append(path)
        if len(moved) == moment + 1:
            raise stop
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stopping)
    with pytest.raises((StagingError, KeyboardInterrupt)):
        staging.commit(())
    monkeypatch.undo()
    assert files(mounted) == LAST


KILLED_AMONG_ENTRIES = """
import os, signal, sys
from pathlib import Path
from generator.engine import staging
Path.is_mount = lambda path: path.name == "site"
build = staging.begin(sys.argv[1])
(build.new / "papers").mkdir(parents=True)
(build.new / "papers/x.html").write_text("new")
(build.new / "about.html").write_text("new")
rename, moved = Path.rename, []
def stopping(path, target):
    if len(moved) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    moved.append(path)
    return rename(path, target)
Path.rename = stopping
build.commit(())
"""


@pytest.mark.parametrize("moment", range(6))
def test_killed_between_entries_the_last_site_comes_back(moment: int, mounted: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", KILLED_AMONG_ENTRIES, str(mounted), str(moment)], check=False
    )
    assert len(list(mounted.glob(".site-build-*"))) == 1
    begin(str(mounted)).abandon()
    assert files(mounted) == LAST


def test_two_builds_of_a_mount_point_do_not_mix(mounted: Path) -> None:
    one, other = begin(str(mounted)), begin(str(mounted))
    fill(one, one="1")
    fill(other, other="2")
    one.commit(())
    assert "papers/one.html" in files(mounted)
    other.commit(())
    assert files(mounted) == {".nojekyll": "kept", "papers/other.html": "2"}
