"""Limits of hosts: what is said at which size, and that the estimate is near the real site."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_plugin_real import build, copy_of_the_list

from generator.checks import check_hosts
from generator.hosts import LIMITS, Limit, SiteSize, estimate, passed_limits
from generator.library import load_library
from generator.problems import Report, Severity


def hosts(papers: int) -> list[str]:
    return [f"{limit.host}: {limit.words}" for limit, _ in passed_limits(estimate(papers))]


@pytest.mark.parametrize("papers", [0, 1, 521, 5_000])
def test_a_list_of_a_few_thousand_papers_fits_everywhere(papers: int) -> None:
    assert hosts(papers) == []


def test_a_list_of_ten_thousand_papers_passes_what_is_in_bytes() -> None:
    assert hosts(10_000) == [
        "Cloudflare Pages: 25 MiB a file",
        "GitHub Pages: 1 GB",
        "GitLab Pages: 1 GB",
    ]


def test_a_list_of_two_hundred_thousand_papers_fits_nowhere() -> None:
    assert len(hosts(200_000)) == len(LIMITS)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.host}, {limit.words}")
def test_a_limit_is_passed_by_one_more_only(limit: Limit) -> None:
    at = {"total": 0, "files": 0, "folder": 0, "largest": 0, limit.measure: limit.most}
    over = {**at, limit.measure: limit.most + 1}
    assert limit not in [found for found, _ in passed_limits(SiteSize(**at))]
    assert limit in [found for found, _ in passed_limits(SiteSize(**over))]


def test_the_note_names_host_limit_and_size() -> None:
    report = Report()
    check_hosts(10_000, report)
    [first, *_] = report.problems
    assert (first.code, first.severity) == ("site-large", Severity.NOTE)
    assert {problem.location.file for problem in report.problems} == {"content/papers"}
    assert "GitHub Pages takes 1 GB; the site of 10,000 papers has about 1.0 GB in all" in [
        problem.message for problem in report.problems
    ]


@pytest.mark.slow
def test_the_estimate_is_near_the_site_of_the_real_list(tmp_path: Path) -> None:
    site = build(copy_of_the_list(tmp_path))
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    papers = len(load_library(tmp_path / "content", Report()).papers)
    guess = estimate(papers)
    assert guess.total == pytest.approx(sum(sizes.values()), rel=0.25)
    assert guess.files == pytest.approx(len(sizes), rel=0.25)
    assert guess.folder == pytest.approx(sum(p.parent == site / "papers" for p in sizes), rel=0.25)
    assert max(sizes, key=sizes.__getitem__) == site / "export/papers.jsonl"
    assert guess.largest == pytest.approx(max(sizes.values()), rel=0.25)
