"""``suggest`` on the real list: what it says when a clause is taken out of a rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.labels import Assigner
from generator.library import Library, load_library
from generator.matching.matcher import Matcher
from generator.model import Paper
from generator.problems import Report
from generator.rules import Clause
from generator.suggest import misplaced_papers, suggest, suggest_terms
from generator.vocabulary import Vocabulary, phrases

CONTENT = Path(__file__).parent.parent / "content"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(CONTENT, Report())


@pytest.fixture(scope="module")
def vocabulary(library: Library) -> Vocabulary:
    return Vocabulary.of(library.papers)


def without(library: Library, topic: str, clause: Clause) -> Library:
    """The library as it would be if the rule had not the clause."""
    label = library.labels.topics[topic]
    rule = label.selection.rule
    rule = replace(rule, any=tuple(c for c in rule.any if c is not clause))
    label = replace(label, selection=replace(label.selection, rule=rule))
    labels = replace(library.labels, topics={**library.labels.topics, topic: label})
    assigner = Assigner(labels, library.papers, Report())
    assignments = dict(library.assignments)
    for paper in library.papers:
        if any(a.id == topic for a in assignments[paper.id].topics):
            assignments[paper.id] = assigner.assign(paper)
    return replace(library, labels=labels, assignments=assignments)


def found_again(library: Library, vocabulary: Vocabulary, topic: str, clause: Clause) -> bool:
    rule = library.labels.topics[topic].selection.rule
    matcher = Matcher([replace(rule, any=(clause,), all=(), none=())])
    poorer = without(library, topic, clause)
    return any(
        matcher.judge(matcher.read(Paper(id="", title=term.text)), 0).matches
        for term in suggest_terms(poorer, vocabulary, topic)
    )


@pytest.mark.slow
def test_seven_of_ten_lost_clauses_are_among_the_first_ten_suggestions(
    library: Library, vocabulary: Vocabulary
) -> None:
    cases = [
        (id, clause)
        for id, topic in library.labels.topics.items()
        for clause in topic.selection.rule.any
        if clause.weight > 0
    ]
    found = sum(found_again(library, vocabulary, id, clause) for id, clause in cases)
    assert found / len(cases) >= 0.7, f"{found} of {len(cases)}"


def test_no_suggestion_stands_in_the_rule_already(library: Library, vocabulary: Vocabulary) -> None:
    for id, topic in library.labels.topics.items():
        matcher = Matcher([topic.selection.rule])
        for term in suggest_terms(library, vocabulary, id):
            paper = Paper(id="", title="", abstract=term.text)
            places = [
                place
                for match in matcher.judge(matcher.read(paper), 0).matches
                for place in match.found.places
            ]
            assert not any(p.start == 0 and p.end == len(term.text) for p in places)


def test_a_paper_in_the_wrong_topic_is_named_with_its_neighbours(library: Library) -> None:
    paper = library.by_id["neural-tangent-kernel-convergence-and-generalization-in-neural-networks"]
    wrong = library.assignments[
        "c3net-compound-conditioned-controlnet-for-multimodal-content-generation"
    ]
    changed = replace(library, assignments={**library.assignments, paper.id: wrong})
    found = {p.paper: p for p in misplaced_papers(changed)}
    assert found[paper.id].topic == "wide-networks-generalization"
    assert len(found[paper.id].neighbours) >= 4


def test_an_uncovered_paper_is_named_with_its_nearest_topics(library: Library) -> None:
    paper = library.papers[0]
    none = replace(library.assignments[paper.id], topics=())
    changed = replace(library, assignments={**library.assignments, paper.id: none})
    assert [p.id for p, _ in suggest(changed).uncovered] == [paper.id]


def test_phrases_do_not_run_over_punctuation_nor_end_in_little_words() -> None:
    found = {" ".join(key) for key, _ in phrases("Learning to act, in Latent Spaces of robots.")}
    assert "learning to act" in found
    assert "act in latent" not in found
    assert not any(p.endswith((" in", " of", " to")) for p in found)
