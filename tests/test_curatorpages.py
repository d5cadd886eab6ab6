"""What the coverage page says of a toy list."""

from __future__ import annotations

from pathlib import Path

import pytest
from toylist import write_toy

from generator.library import load_library
from generator.pagekinds.curatorpages import CoveragePage, make_coverage_page
from generator.pagekinds.entries import Catalogue
from generator.problems import Report

STEERING = (
    "title: Steering\narea: pictures\ndescription: x\nrule:\n  any:\n"
    "    - {text: text-to-image, weight: 2}\n"
    "    - {title: conditional control, weight: 0.5}\n    - wasps\n"
)


@pytest.fixture
def coverage(tmp_path: Path) -> CoveragePage:
    content = write_toy(tmp_path, **{"topics/steering.yml": STEERING})
    return make_coverage_page(Catalogue(load_library(content, Report())))


def test_topics_that_share_papers_stand_with_the_share_of_either(coverage: CoveragePage) -> None:
    (pair,) = coverage.overlaps
    assert {pair.first.id, pair.second.id} == {"image-control", "steering"}
    assert (pair.both, pair.share) == (2, 1.0)
    assert coverage.more_overlaps == 0


def test_each_clause_says_how_many_papers_it_matches_and_is_needed_for(
    coverage: CoveragePage,
) -> None:
    rule = next(rule for rule in coverage.rules if rule.label.id == "steering")
    assert [(c.text, c.line, c.matched, c.needed) for c in rule.clauses] == [
        ("text: text-to-image", 6, 2, 1),
        ("title: conditional control", 7, 1, 0),
        ("wasps", 8, 0, 0),
    ]
    assert (rule.file, rule.threshold, rule.silent) == ("topics/steering.yml", 1, 1)


def test_tags_have_a_yield_and_a_line_too(coverage: CoveragePage) -> None:
    assert [(tag.label.id, tag.file, tag.line) for tag in coverage.tags] == [
        ("survey", "tags.yml", 1),
        ("diffusion", "tags.yml", 6),
    ]
    assert {"survey", "diffusion"} <= {rule.label.id for rule in coverage.rules}


def test_papers_without_a_topic_are_listed(coverage: CoveragePage) -> None:
    assert [entry.id for entry in coverage.uncovered] == ["a-survey-of-bread"]
