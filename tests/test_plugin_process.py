"""``mkdocs build`` as a process: killed, interrupted, repeated, elsewhere, twice at once."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from toysite import ToySite, is_alive, wait_until

from generator.beside import can_fork

PAPERS = 60


@pytest.fixture
def site(tmp_path: Path) -> ToySite:
    site = ToySite(tmp_path)
    site.toy(papers=PAPERS, text="first")
    return site


def first_site(site: ToySite) -> dict[str, bytes]:
    site.build()
    return site.files()


def state(site: ToySite) -> str:
    """``first`` or ``second`` if all pages of the site are of one build, else ``mixed``."""
    pages = [content for path, content in site.files().items() if path.startswith("papers/")]
    for name in ("first", "second"):
        if len(pages) == PAPERS and all(f"<p>{name}</p>".encode() in page for page in pages):
            return name
    return "mixed"


@contextlib.contextmanager
def held(process: subprocess.Popen[str]) -> Iterator[None]:
    """While it is open, the process does nothing."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    yield
    if process.returncode is None:
        os.kill(process.pid, signal.SIGCONT)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_build_stopped_at_any_moment_leaves_the_last_site(
    site: ToySite, how: signal.Signals
) -> None:
    site.toy(papers=PAPERS, text="second")
    after = first_site(site)
    site.toy(papers=PAPERS, text="first")
    before = first_site(site)
    site.toy(papers=PAPERS, text="second", delay_seconds=0.01)
    moments = random.Random(int(how))
    for _ in range(4):
        process = site.start("build", start_new_session=True)
        time.sleep(moments.uniform(0.3, 1.2))
        process.send_signal(how)
        process.communicate(timeout=600)
        found = site.files()
        assert found in (before, after)
        assert found == after or process.returncode != 0
        if found == after:  # it came to its end before it was stopped
            site.toy(papers=PAPERS, text="first")
            assert first_site(site) == before
            site.toy(papers=PAPERS, text="second", delay_seconds=0.01)
    site.toy(papers=PAPERS, text="second")
    site.build(strict=True)
    assert (state(site), site.remains()) == ("second", [])


def test_ctrl_c_clears_up(site: ToySite) -> None:
    before = first_site(site)
    site.toy(papers=PAPERS, delay_seconds=0.2)
    process = site.start("build")
    wait_until(lambda: any(site.root.glob(".site-build-*/new/papers/*")))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=600)
    assert (site.files(), site.remains()) == (before, [])


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"crash_at": 30}, "ZeroDivisionError"),
        (
            {"full_at": 30},
            "there is no space left for the site: [Errno 28] No space left on device",
        ),
    ],
    ids=["exception", "full disk"],
)
def test_a_build_that_fails_leaves_the_last_site(
    site: ToySite, fault: dict[str, int], message: str
) -> None:
    before = first_site(site)
    site.toy(papers=PAPERS, text="second", **fault)
    code, output = site.run()
    assert code == 1
    assert message in output
    assert f"the last good site stays as it is: {site.out}" in output
    assert (site.files(), site.remains()) == (before, [])


@pytest.mark.parametrize("writes", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 80])
def test_a_disk_that_is_full_at_any_moment_leaves_the_last_site(site: ToySite, writes: int) -> None:
    before = first_site(site)
    site.toy(papers=PAPERS, text="second")
    code, output = site.run(env={"TOY_WRITES": str(writes)})
    assert code == 1
    assert "No space left on device" in output
    assert "Traceback" not in output
    assert (site.files(), site.remains()) == (before, [])


def test_a_full_cache_is_done_without(site: ToySite) -> None:
    site.toy(papers=PAPERS, text="second")
    code, _ = site.run(env={"TOY_WRITES": "0", "TOY_FULL": ".cache"})
    assert code == 0
    assert state(site) == "second"


def test_errors_are_told_without_a_traceback(site: ToySite) -> None:
    site.toy(problems=[["yaml-syntax", "topics/y.yml", 4, "no mapping"]])
    code, output = site.run()
    assert code == 1
    assert "content/topics/y.yml:4: error: no mapping [yaml-syntax]" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_a_strict_build_with_warnings_leaves_the_last_site(site: ToySite, quiet: list[str]) -> None:
    before = first_site(site)
    site.toy(papers=1, problems=[["unknown-paper", "topics/x.yml", 3, "no such paper"]])
    code, output = site.run("--strict", *quiet)
    assert code == 1
    assert "Aborted with 1 warnings in strict mode!" in output
    assert (site.files(), site.remains()) == (before, [])


MANY = 250
"""So many papers are composed in two processes, the first ones in the second process."""

needs_fork = pytest.mark.skipif(not can_fork(), reason="no second process is begun here")


@pytest.mark.parametrize("number", [5, MANY - 5], ids=["second process", "first process"])
def test_a_warning_of_either_process_fails_a_strict_build(site: ToySite, number: int) -> None:
    site.toy(papers=MANY)
    before = first_site(site)
    site.toy(papers=MANY, warns_at=number)
    code, output = site.run("--strict")
    assert code == 1
    assert output.count("a page is odd") == 1
    assert "Aborted with 1 warnings in strict mode!" in output
    assert (site.files(), site.remains()) == (before, [])


@needs_fork
def test_a_kill_ends_the_second_process_and_leaves_the_last_site(site: ToySite) -> None:
    site.toy(papers=MANY)
    before = first_site(site)
    site.toy(papers=MANY, delay_seconds=0.3)
    process = site.start("build")
    wait_until(lambda: any(site.root.glob(".site-build-*/new/papers/p5.html")))
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    second = [child for task in tasks for child in task.read_text().split()]
    process.kill()
    process.communicate(timeout=600)
    assert len(second) == 1
    wait_until(lambda: not is_alive(int(second[0])))
    assert site.files() == before
    site.toy(papers=MANY)
    site.build(strict=True)
    assert (site.files(), site.remains()) == (before, [])


def test_two_builds_at_once_do_not_mix(site: ToySite) -> None:
    site.toy(papers=PAPERS, text="first", delay_seconds=0.05)
    one = site.start("build")
    wait_until(lambda: any(site.root.glob(".site-build-*/new/papers/*")))
    other = site.root / "other.yml"
    other.write_text((site.root / "mkdocs.yml").read_text())
    site.toy(papers=PAPERS, text="second", delay_seconds=0.01)
    two = site.start("build", "-f", str(other))
    for process in (one, two):
        output, _ = process.communicate(timeout=600)
        assert process.returncode == 0, output
        with held(two):
            assert state(site) != "mixed"
    assert site.remains() == []


def test_builds_are_the_same_bytes(site: ToySite, tmp_path: Path) -> None:
    """On another day, in another folder, with another hash seed, from a last site or clean."""
    site.toy(
        papers=6,
        pages=[
            {"path": "topics/x/index.html", "kind": "topic", "markdown": "# Hi\n\nText."},
            {"path": "papers/old.html", "kind": "redirect", "updated": "2025-03-12"},
        ],
        files={"feed.xml": "<feed/>"},
    )
    site.run(env={"PYTHONHASHSEED": "1"})
    before = site.files()
    elsewhere = ToySite(tmp_path / "another folder")
    for path in ("content/toy.json", "mkdocs.yml"):
        elsewhere.write(path, (site.root / path).read_text())
    day = {"SOURCE_DATE_EPOCH": "86400", "PYTHONHASHSEED": "2"}
    assert elsewhere.run(env=day)[0] == 0
    assert elsewhere.files() == before
    assert site.run(env={"PYTHONHASHSEED": "3"})[0] == 0
    assert site.files() == before


def test_unchanged_pages_are_not_written_again(site: ToySite) -> None:
    first_site(site)
    for path in site.out.rglob("*"):
        os.utime(path, (1, 1))
    site.toy(papers=PAPERS + 1, text="first")
    site.build()
    changed = {
        path.relative_to(site.out).as_posix()
        for path in site.out.rglob("*")
        if path.is_file() and path.stat().st_mtime != 1
    }
    assert changed == {f"papers/p{PAPERS}.html", "sitemap.xml", "sitemap.xml.gz"}


def test_a_plugin_that_changes_the_finished_site_does_not_reach_the_last_one(
    site: ToySite,
) -> None:
    """It writes in place, and a file that is linked to the last site would change with it."""
    before = first_site(site)
    site.write(
        "hook.py",
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    with open(Path(config.site_dir) / 'papers/p1.html', 'a') as page:\n"
        "        page.write('more')\n"
        "    raise RuntimeError('after all')\n",
    )
    site.settings(hooks=["hook.py"])
    code, output = site.run()
    assert code == 1
    assert "after all" in output
    assert site.files() == before


def test_a_dirty_build_goes_into_the_site(site: ToySite) -> None:
    first_site(site)
    (site.out / "mine.html").write_text("mine")
    site.toy(papers=PAPERS, text="second")
    code, _ = site.run("--dirty")
    assert code == 0
    assert (state(site), site.read("mine.html")) == ("second", "mine")


def test_a_read_only_target_is_told_and_left_alone(site: ToySite) -> None:
    before = first_site(site)
    for folder in site.root.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    for folder in (site.root, site.out):
        folder.chmod(0o555)
    code, output = site.run(env={"TOY_USER": "65534"})  # root may write anywhere
    site.root.chmod(0o755)
    assert code == 1
    assert f"the site cannot be written to {site.out}: Permission denied" in output
    assert "Traceback" not in output
    assert site.files() == before


def test_memory_does_not_hold_written_pages(site: ToySite) -> None:
    """200 pages of 200 kB: kept, they would need 40 MB more than 20 pages."""

    def peak_kilobytes(papers: int) -> int:
        site.toy(papers=papers, text="x" * 200_000)
        process = site.start("build")
        process.stdout.close()  # type: ignore[union-attr]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        assert status == 0
        return usage.ru_maxrss

    few, many = peak_kilobytes(20), peak_kilobytes(200)
    assert many - few < 10_000
