"""Outputs in two shares are those of one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.beside import Beside
from generator.engine import shares
from generator.engine.compose import Composer, ThemePage
from generator.engine.shares import write_outputs
from generator.engine.writer import SiteWriter
from generator.outputs import GeneratedFile, GeneratedPage, PageContent
from generator.problems import Location, Report

KINDS = ("paper",) * 5 + ("tag",) * 3


def render(view: ThemePage) -> str:
    return (
        f"<html><title>{view.title}</title><i>{view.description}</i>{view.head}"
        f"<main>{view.body}</main></html>"
    )


def outputs(report: Report) -> tuple[list[GeneratedPage], list[GeneratedFile]]:
    def page(number: int) -> GeneratedPage:
        kind = KINDS[number % len(KINDS)]

        def content() -> PageContent:
            if number % 50 == 7:
                report.add("link-unknown", Location(f"{number}.yml"), f"page {number}", "mend")
            return PageContent(f"<h1>{number}</h1>", "", f"Page {number}")

        return GeneratedPage(kind, f"{kind}s/{number}.html", f"No. {number}", content)

    pages = [page(number) for number in range(240)]
    return pages, [GeneratedFile(f"files/{n}.txt", b"%d" % n) for n in range(60)]


def write(folder: Path, last: Path | None = None) -> tuple[SiteWriter, Composer, Report]:
    report = Report()
    writer, composer = SiteWriter(folder, last), Composer(render, "", True)
    write_outputs(*outputs(report), writer, composer, report)
    return writer, composer, report


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_two_shares_give_the_site_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = write(tmp_path / "two")
    monkeypatch.setattr(shares, "begin", Beside)
    one = write(tmp_path / "one")
    assert len(contents(tmp_path / "one")) == 300
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert two[0].digests == one[0].digests
    assert two[1].proved == one[1].proved
    assert two[1].proved.keys()
    assert two[2].problems == one[2].problems
    assert len(two[2].problems) == 5


def test_both_shares_link_what_did_not_change(tmp_path: Path) -> None:
    write(tmp_path / "last")
    writer, _, _ = write(tmp_path / "new", tmp_path / "last")
    assert writer.linked == 300


def test_a_broken_page_of_either_share_stops_the_build(tmp_path: Path) -> None:
    for broken in KINDS:
        report = Report()
        pages, files = outputs(report)

        def content() -> PageContent:
            raise KeyError("broken")

        bad = GeneratedPage(broken, f"{broken}s/bad.html", "Bad", content)
        folder = tmp_path / broken
        with pytest.raises(KeyError, match="broken"):
            write_outputs(
                [*pages, bad], files, SiteWriter(folder), Composer(render, "", True), report
            )


def test_writing_again_leaves_the_file_that_the_last_site_shares(tmp_path: Path) -> None:
    (tmp_path / "last").mkdir()
    (tmp_path / "last/a.txt").write_bytes(b"old")
    writer = SiteWriter(tmp_path / "new", tmp_path / "last")
    writer.write("a.txt", b"old")
    writer.write("a.txt", b"new")
    assert (tmp_path / "last/a.txt").read_bytes() == b"old"
    assert (tmp_path / "new/a.txt").read_bytes() == b"new"


def test_many_files_without_pages_are_written_in_shares(tmp_path: Path) -> None:
    files = [GeneratedFile(f"files/{n}.txt", b"%d" % n) for n in range(240)]
    writer = SiteWriter(tmp_path)
    write_outputs([], files, writer, Composer(render, "", True), Report())
    assert contents(tmp_path) == {file.path: file.content for file in files}
    assert len(writer.digests) == 240
