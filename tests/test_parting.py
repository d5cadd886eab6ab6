"""``not_same_as`` of a curated record keeps two papers apart."""

from __future__ import annotations

import random

import pytest
from recordmaker import ABSTRACT, OTHER_ABSTRACT, record

from generator.merge import Merged, merge_records
from generator.model import Record, Trust
from generator.problems import Problem, Report

CURATED = Trust.CURATED
TITLE = "Learning Dynamics of Deep Networks"
SLUG = "learning-dynamics-of-deep-networks"
OLD = record(TITLE, 1, ids="1312.6120", authors="Andrew Saxe", year=2013, abstract=ABSTRACT)
NEW = record(TITLE, 2, ids="10.1000/xyz", authors="Andrew Saxe", year=2014)


def merge(*records: Record) -> tuple[Merged, list[Problem]]:
    report = Report()
    return merge_records(records, report), report.problems


def ids(*records: Record) -> list[str]:
    merged, problems = merge(*records)
    assert problems == []
    return [paper.id for paper in merged.papers]


def test_without_a_curator_they_are_one() -> None:
    assert ids(OLD, NEW) == [SLUG]


@pytest.mark.parametrize(
    "other", ["doi:10.1000/xyz", "https://doi.org/10.1000/XYZ", f"{SLUG}-2014", f"{SLUG}-2014-saxe"]
)
def test_another_record_of_the_title_is_named_by_identifier_or_full_address(other: str) -> None:
    apart = record(trust=CURATED, ids="1312.6120", not_same_as=(other,), note="The first.")
    merged, problems = merge(OLD, NEW, apart)
    assert problems == []
    assert [(p.id, p.note) for p in merged.papers] == [
        (f"{SLUG}-2013", "The first."),
        (f"{SLUG}-2014", ""),
    ]
    assert merged.redirects[SLUG] == (f"{SLUG}-2013", f"{SLUG}-2014")
    assert merged.ambiguous == ()


def test_the_shared_title_means_the_others_of_that_title() -> None:
    apart = record(trust=CURATED, ids="1312.6120", not_same_as=(TITLE,))
    assert ids(OLD, NEW, apart) == [f"{SLUG}-2013", f"{SLUG}-2014"]


def test_the_full_address_says_which_record_is_meant() -> None:
    apart = record(trust=CURATED, names=f"{SLUG}-2013", not_same_as=(f"{SLUG}-2014",))
    assert ids(OLD, NEW, apart) == [f"{SLUG}-2013", f"{SLUG}-2014"]


def test_records_with_one_identifier_stay_apart_and_the_conflict_is_settled() -> None:
    first = record("A Theory of Bread", ids="10.1000/xyz", authors="Jo Doe", year=2020)
    second = record("A Theory of Butter", 2, ids="10.1000/xyz", authors="Jo Doe", year=2020)
    assert len(ids(first, second)) == 1
    apart = record("A Theory of Bread", trust=CURATED, not_same_as=("A Theory of Butter",))
    assert ids(first, second, apart) == ["a-theory-of-bread", "a-theory-of-butter"]


def test_nearly_the_same_titles_stay_apart() -> None:
    first = record("Macro Placement of Chips", abstract=ABSTRACT)
    second = record("Macro Placements of Chip", 2, abstract=ABSTRACT)
    assert len(ids(first, second)) == 1
    apart = record(
        trust=CURATED,
        names="macro-placement-of-chips",
        not_same_as=("macro-placements-of-chip",),
    )
    assert len(ids(first, second, apart)) == 2


def test_an_ambiguous_pair_is_asked_about_no_longer() -> None:
    first = record(TITLE, ids="1312.6120", authors="Andrew Saxe", year=2013)
    second = record(TITLE, 2, ids="2001.00001", authors="Andrew Saxe", year=2020)
    merged, problems = merge(first, second)
    (pair,) = merged.ambiguous
    (problem,) = problems
    assert f"'not_same_as: [{pair.second}]'" in problem.fix
    apart = record(trust=CURATED, names=pair.first, not_same_as=(pair.second,))
    merged, problems = merge(first, second, apart)
    assert (merged.ambiguous, problems) == ((), [])
    assert [paper.id for paper in merged.papers] == [pair.first, pair.second]


def test_a_hand_written_paper_may_have_the_title_of_another() -> None:
    own = record(TITLE, trust=CURATED, authors="Jo Doe", year=2022, not_same_as=(SLUG,))
    assert ids(OLD, own) == [f"{SLUG}-2013", f"{SLUG}-2022"]


def test_facts_with_an_identifier_go_to_their_side() -> None:
    facts = record(TITLE, 9, trust=Trust.ENRICHED, ids="10.1000/xyz", venue="Nature")
    apart = record(trust=CURATED, ids="1312.6120", not_same_as=("10.1000/xyz",))
    merged, _ = merge(OLD, NEW, facts, apart)
    assert [paper.venue for paper in merged.papers] == ["", "Nature"]


def test_a_record_of_no_side_does_not_chain_them() -> None:
    third = record(TITLE, 3, authors="Andrew Saxe")
    apart = record(trust=CURATED, ids="1312.6120", not_same_as=("10.1000/xyz",))
    merged, _ = merge(OLD, NEW, third, apart)
    where = {r.line: p.id for p in merged.papers for r in (x.location for x in p.records)}
    assert where[1] != where[2]


def test_a_name_of_nothing_is_reported() -> None:
    apart = record(line=7, trust=CURATED, ids="1312.6120", not_same_as=("doi:10.1000/none",))
    merged, (problem,) = merge(OLD, NEW, apart)
    assert len(merged.papers) == 1
    assert (problem.code, problem.location.line) == ("curated-unknown-paper", 7)
    assert "'doi:10.1000/none' is no record of the list" in problem.message


def test_a_name_of_the_same_records_is_reported() -> None:
    apart = record(line=7, trust=CURATED, names=SLUG, not_same_as=(TITLE,))
    merged, (problem,) = merge(OLD, NEW, apart)
    assert len(merged.papers) == 1
    assert "all that this record means, too" in problem.message


def test_same_as_does_not_join_what_is_kept_apart() -> None:
    both = record(
        line=7,
        trust=CURATED,
        ids="1312.6120",
        same_as=("10.1000/xyz",),
        not_same_as=("10.1000/xyz",),
    )
    merged, (problem,) = merge(OLD, NEW, both)
    assert len(merged.papers) == 2
    assert (problem.code, problem.location.line) == ("merge-conflict", 7)


def test_the_order_of_records_changes_nothing() -> None:
    records = [
        OLD,
        NEW,
        record(TITLE, 3, authors="Andrew Saxe", abstract=ABSTRACT),
        record(TITLE, 4, authors="Jo Doe", abstract=OTHER_ABSTRACT),
        record(trust=CURATED, line=5, ids="1312.6120", not_same_as=("10.1000/xyz",)),
        record(trust=CURATED, line=6, names=f"{SLUG}-2014", note="Later."),
    ]
    first, problems = merge(*records)
    for seed in range(12):
        random.Random(seed).shuffle(records)
        assert merge(*records) == (first, problems)
