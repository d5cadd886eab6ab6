"""The topics and tags of the real list: they load, hold their examples, and decide as the editors.

``data/labelled-sample.json`` gives the topics of 140 papers, labelled by hand, primary first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.library import Library, load_library
from generator.problems import Problem, Report
from generator.rules import Condition, Group, Words
from generator.text import slug

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
SAMPLE = Path(__file__).parent / "data" / "labelled-sample.json"
LABEL_FILES = ("content/areas.yml", "content/tags.yml", "content/topics/")


@pytest.fixture(scope="module")
def report() -> Report:
    return Report()


@pytest.fixture(scope="module")
def library(report: Report) -> Library:
    return load_library(CONTENT, report)


@pytest.fixture(scope="module")
def sample() -> dict[str, list[str]]:
    return {slug(title): topics for title, topics in json.loads(SAMPLE.read_text("utf-8")).items()}


@pytest.fixture(scope="module")
def assigned(library: Library) -> dict[str, list[str]]:
    """Ids of the topics of every paper, by its id and by its former ids."""
    found = {}
    for paper in library.papers:
        topics = [topic.id for topic in library.assignments[paper.id].topics]
        for id in (paper.id, *paper.aliases):
            found[id] = topics
    return found


def _of_labels(problem: Problem) -> bool:
    return problem.location.file.startswith(LABEL_FILES)


def test_no_label_file_has_a_problem(library: Library, report: Report) -> None:
    """Examples and counterexamples hold, and every paper named is in the list."""
    assert [str(problem.location) for problem in report.problems if _of_labels(problem)] == []


def test_no_topic_is_empty(library: Library) -> None:
    papers = Counter(topic.id for labels in library.assignments.values() for topic in labels.topics)
    assert [id for id in library.labels.topics if papers[id] < 3] == []


def test_every_tag_is_used(library: Library) -> None:
    used = {tag.id for labels in library.assignments.values() for tag in labels.tags}
    assert [id for id in library.labels.tags if id not in used] == []


def test_every_paper_has_a_topic(library: Library) -> None:
    assert [p.id for p in library.papers if not library.assignments[p.id].topics] == []


def test_every_topic_tells_readers_what_it_is(library: Library) -> None:
    silent = [
        topic.id
        for topic in library.labels.topics.values()
        if not (topic.description and topic.goes_here and topic.not_here and topic.introduction)
    ]
    assert silent == []


def test_texts_for_readers_have_dashes_and_quotation_marks_of_print(library: Library) -> None:
    topics = library.labels.topics.values()
    texts = [t for o in topics for t in (o.description, o.goes_here, o.not_here, o.introduction)]
    texts += [start.sentence for topic in topics for start in topic.start_here]
    texts += [area.definition for area in library.labels.areas.values()]
    texts += [tag.description for tag in library.labels.tags.values()]
    assert [text for text in texts if " - " in text or '"' in text] == []


def test_starting_points_and_examples_belong_to_their_topic(
    library: Library, assigned: dict[str, list[str]]
) -> None:
    for topic in library.labels.topics.values():
        assert 1 <= len(topic.start_here) <= 3
        assert 2 <= len(topic.selection.examples) <= 4
        assert 2 <= len(topic.selection.counterexamples) <= 4
        for start in topic.start_here:
            assert topic.id in assigned[start.paper]


def test_few_papers_are_pinned_and_each_pin_says_why(library: Library) -> None:
    choices = [
        choice
        for topic in library.labels.topics.values()
        for choice in (*topic.selection.pins, *topic.selection.bans)
    ]
    assert all(choice.reason for choice in choices)
    assert len({choice.paper for choice in choices}) <= 0.05 * len(library.papers)


def test_topics_are_those_of_the_editors(
    sample: dict[str, list[str]], assigned: dict[str, list[str]]
) -> None:
    agreed = sum(len({*topics} & {*assigned[id]}) for id, topics in sample.items())
    named = sum(len(topics) + len(assigned[id]) for id, topics in sample.items())
    assert 2 * agreed / named >= 0.90


def test_primary_topics_are_those_of_the_editors(
    sample: dict[str, list[str]], assigned: dict[str, list[str]]
) -> None:
    right = sum(assigned[id][0] == topics[0] for id, topics in sample.items())
    assert right / len(sample) >= 0.95


def test_no_rule_names_a_paper(library: Library) -> None:
    """Rules decide by words; papers are named by pins, bans and examples only."""
    titles = {slug(paper.title) for paper in library.papers}
    clauses = [c for t in library.labels.topics.values() for c in t.selection.rule.clauses]
    clauses += [c for t in library.labels.tags.values() for c in t.selection.rule.clauses]
    assert [c.text for c in clauses if any(slug(t) in titles for t in _phrases(c.condition))] == []


def _phrases(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Words):
        yield from (term.text for term in condition.terms)
    elif isinstance(condition, Group):
        for part in condition.parts:
            yield from _phrases(part)
