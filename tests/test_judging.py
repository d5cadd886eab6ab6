"""What is remembered between builds makes them fast and changes no result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.labels import Memory, assign_labels, load_labels
from generator.matching.keeping import keep, restore
from generator.matching.reading import Reading
from generator.model import Paper
from generator.problems import Report
from generator.store import Store

PAPERS = [
    Paper(id=f"p{i}", title=f"Paper {i}", abstract=text)
    for i, text in enumerate(["ant bee", "bee bee", "cat", "ant cat", "dog"])
]
RULES = [
    "rule: {any: [ant]}\n",
    "rule: {any: [bee, {tags: tagged}]}\n",
    "rule: {any: [cat], none: [ant]}\nexamples:\n  - {abstract: cat}\n",
    "rule: {any: [{text: dog, weight: 0.2}]}\npin: [{paper: p4, reason: r}]\n",
    "rule: {any: [ant, bee, cat, dog]}\nban: [{paper: p0, reason: r}]\n",
    "rule: {all: [{tags: tagged}]}\n",
    "",
]
TAGS = ["", "tagged: {rule: {any: [cat]}}\n", "tagged: {rule: {any: [dog]}}\n"]


def write(folder: Path, tags: str, topics: dict[str, str]) -> None:
    (folder / "topics").mkdir(exist_ok=True)
    for old in folder.glob("topics/*"):
        old.unlink()
    (folder / "areas.yml").write_text("area: {title: Area}\n", encoding="utf-8")
    (folder / "tags.yml").write_text(tags, encoding="utf-8")
    for id, text in topics.items():
        (folder / f"topics/{id}.yml").write_text(
            f"title: {id}\narea: area\n{text}", encoding="utf-8"
        )


STATE = st.tuples(
    st.sampled_from(TAGS),
    st.dictionaries(st.sampled_from(["t0", "t1", "t2"]), st.sampled_from(RULES), max_size=3),
    st.sets(st.integers(0, 4)),
    st.booleans(),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STATE, min_size=2, max_size=5))
def test_a_build_with_memory_is_like_one_without(
    tmp_path: Path, states: list[tuple[str, dict[str, str], set[int], bool]]
) -> None:
    memory = Memory()
    for tags, topics, left_out, changed in states:
        papers = [paper for i, paper in enumerate(PAPERS) if i not in left_out]
        if changed:
            papers = [replace(paper, abstract=paper.abstract + " bee") for paper in papers]
        write(tmp_path, tags, topics)
        alone, remembering = Report(), Report()
        expected = assign_labels(papers, load_labels(tmp_path, alone), alone)
        found = assign_labels(papers, load_labels(tmp_path, remembering), remembering, memory)
        assert found == expected
        assert remembering.problems == alone.problems


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STATE, min_size=2, max_size=4), st.sampled_from(["", "# a comment\n"]))
def test_a_build_with_kept_verdicts_is_like_one_without(
    tmp_path: Path, states: list[tuple[str, dict[str, str], set[int], bool]], above: str
) -> None:
    store = Store(tmp_path / "cache")
    for place, (tags, topics, left_out, changed) in enumerate(states):
        papers = [paper for i, paper in enumerate(PAPERS) if i not in left_out]
        if changed:
            papers = [replace(paper, abstract=paper.abstract + " bee") for paper in papers]
        write(tmp_path, place * above + tags, topics)
        alone, remembering = Report(), Report()
        expected = assign_labels(papers, load_labels(tmp_path, alone), alone)
        labels = load_labels(tmp_path, remembering)
        everything = (*labels.tags.values(), *labels.topics.values())
        memory = restore(store, "list", papers, [of.selection.rule for of in everything])
        assert assign_labels(papers, labels, remembering, memory) == expected
        assert remembering.problems == alone.problems
        keep(store, "list", memory)


def test_kept_verdicts_spare_the_reading(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    for readings in (len(PAPERS), 0):
        write(tmp_path, "", {"t0": RULES[0], "t1": RULES[4]})
        labels = load_labels(tmp_path, Report())
        rules = [topic.selection.rule for topic in labels.topics.values()]
        memory = restore(store, "list", PAPERS, rules)
        with patch.object(Reading, "__init__", autospec=True, side_effect=Reading.__init__) as read:
            assign_labels(PAPERS, labels, Report(), memory)
        assert read.call_count == readings
        keep(store, "list", memory)


@pytest.mark.parametrize(
    ("topics", "readings"),
    [
        ({"t0": RULES[0], "t1": RULES[4]}, 0),
        ({"t0": RULES[0], "t1": RULES[1].replace(", {tags: tagged}", "")}, 2),
        ({"t0": RULES[0], "t1": "rule: {any: [{all: [{regex: 'b.e'}, {text: bee}]}]}\n"}, 5),
        ({"t0": RULES[0], "t1": "rule: {any: [be-e]}\n"}, 2),
        ({"t0": RULES[0], "t1": "rule: {all: [{none: [bee]}]}\n"}, 5),
    ],
)
def test_only_changed_rules_read_the_papers_that_hold_their_words(
    tmp_path: Path, topics: dict[str, str], readings: int
) -> None:
    memory = Memory()
    write(tmp_path, "", {"t0": RULES[0], "t1": RULES[4]})
    assign_labels(PAPERS, load_labels(tmp_path, Report()), Report(), memory)
    write(tmp_path, "", topics)
    with patch.object(Reading, "__init__", autospec=True, side_effect=Reading.__init__) as read:
        assign_labels(PAPERS, load_labels(tmp_path, Report()), Report(), memory)
    assert read.call_count == readings


def test_a_rule_that_is_changed_again_reads_for_its_new_clauses_alone(tmp_path: Path) -> None:
    memory = Memory()
    for rule, readings in (("[ant]", 5), ("[ant, {not: bee}]", 5), ("[cat, {not: bee}]", 2)):
        write(tmp_path, "", {"t0": f"rule: {{any: {rule.replace('not:', 'none:')}}}\n"})
        labels = load_labels(tmp_path, Report())
        with patch.object(Reading, "__init__", autospec=True, side_effect=Reading.__init__) as read:
            found = assign_labels(PAPERS, labels, Report(), memory)
        assert read.call_count == readings
        assert found == assign_labels(PAPERS, labels, Report())


@pytest.mark.parametrize("text", ["a-symmetric", "a$-$symmetric", "asymmetric", "α-symmetric"])
@pytest.mark.parametrize("term", ["asymmetric", "a-symmetric", "a symmetric", "alpha symmetric"])
def test_a_changed_rule_finds_words_that_are_tied_or_joined(
    tmp_path: Path, term: str, text: str
) -> None:
    papers = [Paper(id="p", title="Paper", abstract=f"An {text} game")]
    memory = Memory()
    for rule in ("[dog]", f"[{term}]"):
        write(tmp_path, "", {"t0": f"rule: {{any: {rule}}}\n"})
        labels = load_labels(tmp_path, Report())
        found = assign_labels(papers, labels, Report(), memory)
        assert found == assign_labels(papers, labels, Report())


def test_a_build_that_was_broken_off_is_not_remembered(tmp_path: Path) -> None:
    memory = Memory()
    write(tmp_path, "", {"t0": RULES[0]})
    labels = load_labels(tmp_path, Report())
    with (
        patch("generator.labels.choose_topics", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        assign_labels(PAPERS, labels, Report(), memory)
    assert (memory.papers, memory.rules, memory.verdicts) == ({}, {}, {})
    assert assign_labels(PAPERS, labels, Report(), memory) == assign_labels(
        PAPERS, labels, Report()
    )
