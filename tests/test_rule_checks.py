"""What the papers show about rules, and what papers nearly have."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.labels import Assigner, assign_labels, load_labels
from generator.library import Library
from generator.model import Paper
from generator.nearmiss import near_misses
from generator.problems import Report
from generator.rule_checks import check_rules


def write(folder: Path, tags: str = "", **topics: str) -> None:
    (folder / "topics").mkdir(exist_ok=True)
    (folder / "areas.yml").write_text("area: {title: Area}\n", encoding="utf-8")
    (folder / "tags.yml").write_text(tags, encoding="utf-8")
    for id, text in topics.items():
        (folder / f"topics/{id}.yml").write_text(
            f"title: {id}\narea: area\n{text}", encoding="utf-8"
        )


def library_of(folder: Path, papers: list[Paper]) -> Library:
    labels = load_labels(folder, Report())
    assignments = assign_labels(papers, labels, Report())
    shown = SimpleNamespace(papers=tuple(papers), labels=labels, assignments=assignments)
    return cast(Library, shown)


def papers_of(*abstracts: str) -> list[Paper]:
    return [Paper(id=f"p{i}", title=f"Paper {i}", abstract=a) for i, a in enumerate(abstracts)]


def findings(folder: Path, papers: list[Paper]) -> list[tuple[str, int, str]]:
    report = Report()
    check_rules(library_of(folder, papers), report)
    return [(p.location.file.rpartition("/")[2], p.location.line, p.code) for p in report.problems]


def test_a_clause_that_matches_nothing_is_dead(tmp_path: Path) -> None:
    write(tmp_path, aa="rule:\n  any:\n    - ant\n    - bee\n  none:\n    - cat\n")
    assert findings(tmp_path, papers_of("ant", "ants", "ant ant")) == [
        ("aa.yml", 6, "clause-dead"),
        ("aa.yml", 8, "clause-dead"),
    ]


def test_a_clause_whose_papers_others_bring_anyway_is_idle(tmp_path: Path) -> None:
    write(tmp_path, aa="rule:\n  any:\n    - ant\n    - bee\n")
    assert findings(tmp_path, papers_of("ant bee", "ant bee", "ant")) == [
        ("aa.yml", 6, "clause-idle")
    ]


def test_a_clause_that_decides_the_order_of_topics_is_not_idle(tmp_path: Path) -> None:
    write(
        tmp_path,
        aa="rule:\n  any:\n    - ant\n",
        bb="rule:\n  any:\n    - {text: ant, weight: 0.9}\n    - {text: bee, weight: 0.5}\n"
        "  threshold: 0.9\n",
    )
    assert findings(tmp_path, papers_of("ant bee", "ant", "ant")) == [("bb.yml", 1, "topics-alike")]


def test_a_clause_that_excludes_a_paper_is_not_idle(tmp_path: Path) -> None:
    write(tmp_path, aa="rule:\n  any: [ant]\n  none:\n    - bee\n    - cat\n")
    assert findings(tmp_path, papers_of("ant", "ant", "ant", "ant bee", "cat")) == [
        ("aa.yml", 7, "clause-idle")
    ]


def test_clauses_that_match_most_of_the_list_are_noted(tmp_path: Path) -> None:
    write(
        tmp_path,
        aa="rule:\n  threshold: 2\n  any:\n    - ant\n    - {text: bee, weight: 2}\n",
    )
    papers = papers_of(*["ant bee"] * 5, *["ant"] * 3, *["cat"] * 2)
    assert findings(tmp_path, papers) == [
        ("aa.yml", 1, "topic-large"),
        ("aa.yml", 6, "clause-broad"),
        ("aa.yml", 6, "clause-idle"),
        ("aa.yml", 7, "clause-greedy"),
    ]


def test_small_and_alike_topics_are_noted(tmp_path: Path) -> None:
    write(
        tmp_path,
        aa="rule: {any: [ant]}\n",
        bb="rule: {any: [ant, bee]}\n",
        cc="rule: {any: [cat]}\n",
    )
    assert findings(tmp_path, papers_of("ant", "ant", "ant", "bee", "cat")) == [
        ("bb.yml", 1, "topics-alike"),
        ("cc.yml", 1, "topic-small"),
    ]


def test_tags_are_checked_like_topics(tmp_path: Path) -> None:
    write(tmp_path, tags="tag:\n  rule:\n    any:\n      - ant\n      - bee\n")
    assert findings(tmp_path, papers_of("ant bee", "ant")) == [("tags.yml", 5, "clause-idle")]


WORDS = ["ant", "bee", "cat"]
CLAUSE = st.builds(
    lambda word, weight: f"{{text: {word}, weight: {weight}}}",
    st.sampled_from(WORDS),
    st.sampled_from([0.5, 1, 2, -1]),
)
RULE = st.tuples(
    st.lists(CLAUSE, min_size=2, max_size=3),
    st.lists(st.sampled_from(WORDS), max_size=1),
    st.lists(st.sampled_from(WORDS), max_size=1),
    st.sampled_from([1, 2]),
)
ABSTRACT = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


def rule_text(rule: tuple[list[str], list[str], list[str], int], without: int = -1) -> str:
    any_, all_, none, threshold = rule
    lines, number = [f"rule:\n  threshold: {threshold}"], 0
    for kind, clauses in (("any", any_), ("all", all_), ("none", none)):
        lines.append(f"  {kind}:")
        for clause in clauses:
            lines.append(f"    - {clause}" if number != without else "    #")
            number += 1
    return "\n".join(lines) + "\n"


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(RULE, min_size=1, max_size=2), st.lists(ABSTRACT, min_size=1, max_size=5))
def test_a_clause_is_idle_exactly_if_its_removal_changes_nothing(
    tmp_path: Path,
    rules: list[tuple[list[str], list[str], list[str], int]],
    abstracts: list[str],
) -> None:
    papers = papers_of(*abstracts)

    def write_all(without: tuple[int, int] = (-1, -1)) -> None:
        for old in tmp_path.glob("topics/*"):
            old.unlink()
        texts = (
            rule_text(rule, without[1] if place == without[0] else -1)
            for place, rule in enumerate(rules)
        )
        write(tmp_path, **{f"t{place}": text for place, text in enumerate(texts)})

    def labelled() -> dict[str, list[str]]:
        assignments = library_of(tmp_path, papers).assignments
        return {id: [topic.id for topic in given.topics] for id, given in assignments.items()}

    write_all()
    base = labelled()
    noted = {(file, line): code for file, line, code in findings(tmp_path, papers) if line > 1}
    for place, rule in enumerate(rules):
        lines = rule_text(rule).split("\n")
        clauses = [number for number, text in enumerate(lines) if text.startswith("    -")]
        for number, line in enumerate(clauses):
            write_all((place, number))
            unchanged = labelled() == base
            code = noted.get((f"t{place}.yml", line + 3))
            if code == "clause-dead" and number >= len(rule[0]):
                continue  # a dead condition may keep every paper away
            assert (code is not None) is unchanged


def test_near_misses_say_what_lacks_and_which_clause_would_add_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        aa="rule:\n  threshold: 3\n  any:\n    - ant\n    - {text: honey bee, weight: 2}\n"
        "    - {text: cat, weight: 2}\n    - {text: dog, weight: 0.1}\n",
        bb="rule:\n  threshold: 3\n  any:\n    - {text: ant, weight: 2}\n    - emu\n",
        cc="rule: {any: [ant]}\n",
    )
    (paper,) = papers = papers_of("An ant and a bee.")
    first, second = near_misses(paper, Assigner(load_labels(tmp_path, Report()), papers, Report()))
    assert (first.id, first.score, first.threshold, first.lacking) == ("bb", 2, 3, 1)
    assert [clause.text for clause in first.clauses] == ["emu"]
    assert (second.id, second.lacking) == ("aa", 2)
    assert [clause.text for clause in second.clauses] == ["text: honey bee", "text: cat"]
    assert [clause.location.line for clause in second.clauses] == [7, 8]
    assert [e.text for e in second.evidence] == ["ant"]


@pytest.mark.parametrize(
    ("topic", "reason", "line"),
    [
        ("rule:\n  any: [ant]\n  none: [bee]\n", "'bee' excludes it", 5),
        ("rule:\n  any: [ant]\n  all: [cat]\n", "'cat' does not hold", 5),
        ("rule: {any: [ant]}\nban:\n  - {paper: p0, reason: Read it.}\n", "banned: Read it.", 5),
        (
            "rule:\n  any: [{text: ant, weight: 0.4}]\n  threshold: 0.4\n",
            "its 0.4 points would do",
            4,
        ),
    ],
)
def test_near_misses_say_what_keeps_a_label_away(
    tmp_path: Path, topic: str, reason: str, line: int
) -> None:
    write(tmp_path, aa=topic, zz="rule: {any: [ant]}\n")
    (paper,) = papers = papers_of("An ant and a bee.")
    (miss,) = near_misses(paper, Assigner(load_labels(tmp_path, Report()), papers, Report()))
    assert (miss.id, miss.lacking) == ("aa", 0)
    assert miss.obstacles[0][0].startswith(reason)
    assert miss.obstacles[0][1].line == line


def test_near_misses_are_three_at_most_topics_before_tags(tmp_path: Path) -> None:
    write(
        tmp_path,
        tags="tag: {rule: {threshold: 2, any: [ant]}}\n",
        **{f"t{i}": "rule: {threshold: 2, any: [ant]}\n" for i in range(4)},
    )
    (paper,) = papers = papers_of("ant")
    found = near_misses(paper, Assigner(load_labels(tmp_path, Report()), papers, Report()))
    assert [miss.id for miss in found] == ["t0", "t1", "t2"]
