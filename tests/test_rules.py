"""What rules find, and how it is scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.matching.clauses import read_rule
from generator.matching.matcher import Matcher
from generator.matching.phrases import PhraseIndex
from generator.matching.words import tokens
from generator.model import Author, Paper
from generator.problems import Report
from generator.rules import Rule, Term, Verdict
from generator.yamlfile import parse_yaml


def rule_of(text: str) -> Rule:
    report = Report()
    rule = read_rule(parse_yaml(text, "topics/x.yml", report), report, [])
    assert report.problems == []
    return rule


def judge(rule: str, title: str = "", abstract: str = "") -> Verdict:
    matcher = Matcher([rule_of(rule)])
    return matcher.judge(matcher.read(Paper(id="p", title=title, abstract=abstract)), 0)


@pytest.mark.parametrize(
    ("title", "abstract", "score"),
    [
        ("", "control", 1),
        ("control", "", 2),
        ("control", "control", 2.75),
        ("", "control control", 1.75),
        ("", "control control control", 2.5),
        ("", "control " * 50, 3.25),
        ("control", "control " * 50, 4.25),
        ("", "", 0),
    ],
)
def test_a_clause_gives_points_by_place_and_repetition(
    title: str, abstract: str, score: float
) -> None:
    assert judge("any: [control]", title, abstract).score == score


def test_synonyms_are_counted_together_and_overlaps_once() -> None:
    rule = "any: [{text: [reinforcement learning, deep reinforcement learning, RL]}]"
    assert judge(rule, abstract="deep reinforcement learning").score == 1
    assert judge(rule, abstract="deep reinforcement learning (RL)").score == 1.75


def test_an_all_group_is_in_the_title_only_if_all_its_parts_are() -> None:
    rule = "any: [{all: [diffusion, policy], weight: 2}]"
    assert judge(rule, "diffusion policy").score == 4
    assert judge(rule, "diffusion", "policy").score == 2
    assert judge(rule, "diffusion").score == 0


def test_an_any_group_counts_once_and_in_the_title_if_one_of_its_parts_is() -> None:
    rule = "any: [{any: [diffusion, policy]}]"
    assert judge(rule, "diffusion", "policy").score == 2.75
    assert judge(rule, abstract="diffusion").score == 1


def test_a_condition_on_another_field_does_not_keep_a_group_out_of_the_title() -> None:
    matcher = Matcher([rule_of("any: [{title: control, authors: Ann Li}]")])
    paper = Paper(id="p", title="Control", authors=(Author("Li", "Ann"),))
    assert matcher.judge(matcher.read(paper), 0).score == 2


def test_all_without_weight_adds_nothing_beside_any() -> None:
    assert judge("{any: [a1], all: [b1]}", abstract="a1 b1").score == 1
    assert judge("{any: [a1], all: [{text: b1, weight: 2}]}", abstract="a1 b1").score == 3


def test_all_alone_counts_like_any() -> None:
    verdict = judge("{all: [a1, b1], threshold: 2}", abstract="a1 b1")
    assert verdict.assigned
    assert verdict.score == 2


def test_all_does_not_replace_any() -> None:
    verdict = judge("{any: [a1], all: [{text: b1, weight: 5}]}", abstract="b1")
    assert not verdict.assigned


def test_a_verdict_names_what_fails_and_what_excludes() -> None:
    verdict = judge("{any: [a1], all: [b1], none: [c1]}", abstract="a1 c1")
    assert not verdict.assigned
    assert [clause.text for clause in verdict.failed] == ["b1"]
    assert [match.clause.text for match in verdict.excluded] == ["c1"]


def test_a_negative_match_alone_supports_nothing() -> None:
    assert not judge("any: [a1, {text: b1, weight: -1}]", abstract="b1").assigned


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("any: [neural network]", "neural, network"),
        ("any: [neural network]", "it is neural. Network"),
        ("any: [neural network]", "neural (network"),
        ("any: [asymmetric]", "a symmetric"),
        ("any: [notable]", "no table"),
        ("any: [information]", "in formation"),
        ("any: [qlearning]", "q learning"),
        ("any: [RL]", "rl"),
        ("any: [RL]", "RLS"),
        ("any: ['learn*']", "unlearning"),
        ("any: [{near: [offline, policy], within: 2}]", "offline a b policy"),
        ("any: [{near: [offline, policy], within: 2, in: title}]", "offline policy"),
        ("any: [{text: RL, fuzzy: true}]", "RM"),
        ("any: [{regex: '^of'}]", "state of"),
        ("any: [mathcal]", "$\\mathcal{O}(1)$"),
    ],
)
def test_what_does_not_match(rule: str, text: str) -> None:
    assert judge(rule, abstract=text).score == 0


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("any: [neural network]", "neural\nnetworks"),
        ("any: [neural network]", "“neural” network"),
        ("any: [pre training]", "pretraining"),
        ("any: [spatio-temporal data set]", "spatiotemporal dataset"),
        ("any: [q-learning]", "qlearning"),
        ("any: [state-of-the-art]", "state of the art"),
        ("any: [GPT-3.5]", "GPT-3.5"),
        ("any: [GPT2]", "GPT-2"),
        ("any: ['finetun*']", "fine-tuned"),
        ("any: ['GAN*']", "StyleGAN GANs"),
        ("any: [{text: RL, case: false}]", "rl"),
        ("any: [{near: [offline, policy], within: 3}]", "offline a b policy"),
        ("any: [{near: [a1, b1, c1], within: 2}]", "c1 x a1 x b1"),
        ("any: [{text: transformer, fuzzy: 1}]", "tranformers transfomer"),
        ("any: [{regex: '(?i)gpt'}]", "a GPT"),
        ("any: [muP]", "the $\\mu$P and μP"),
        ("any: [Poincaré map]", "POINCARE MAPS"),
        ("any: [强化学习]", "深度强化学习方法"),
    ],
)
def test_what_matches(rule: str, text: str) -> None:
    assert judge(rule, abstract=text).score >= 1


def test_evidence_stands_where_it_says_and_adds_up_to_the_score() -> None:
    rule = """
any:
  - {text: control, weight: 2}
  - {near: [offline, policy], within: 4}
  - {regex: 'GPT-\\d'}
  - {all: [naïve, {none: [image]}], weight: 0.5}
  - {text: robot, weight: -0.5}
"""
    title, abstract = "Naïve control", "Controls of an offline “policy”: GPT-4, control; robots."
    verdict = judge(rule, title, abstract)
    found = verdict.evidence
    fields = {"title": title, "abstract": abstract}
    assert all(fields[e.field][e.start : e.end] == e.text for e in found)
    assert sum(e.points for e in found) == verdict.score
    assert [e.text for e in found][:2] == ["control", "GPT-4"] or found[0].points == 4
    assert found == tuple(sorted(found, key=lambda e: -e.points))


def test_evidence_names_the_clause_and_its_place() -> None:
    verdict = judge("any:\n  - one\n  - {title: two, weight: 2}\n", "two")
    (only,) = verdict.evidence
    assert (only.location.line, only.location.column, only.clause) == (3, 5, "title: two")


def test_terms_of_a_field_are_not_found_in_another() -> None:
    matcher = Matcher([rule_of("any: [{venue: Control}, {authors: Control}]")])
    reading = matcher.read(Paper(id="p", title="Control", abstract="Control"))
    assert matcher.judge(reading, 0).matches == ()


WORDS = st.sampled_from(["ant", "bee", "cat", "dog", "elk"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=8), TEXTS)
def test_all_phrases_are_found_like_one_by_one(phrases: list[str], text: str) -> None:
    terms = {number: Term(phrase) for number, phrase in enumerate(phrases)}
    found = PhraseIndex(terms).find(tokens(text))
    words = text.split()
    for number, phrase in enumerate(phrases):
        parts = phrase.split()
        expected = {
            (i, i + len(parts) - 1) for i in range(len(words)) if words[i : i + len(parts)] == parts
        }
        assert set(found.get(number, [])) == expected


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_and_no_phrase_raises(text: str, phrase: str) -> None:
    found = PhraseIndex({0: Term(phrase), 1: Term(phrase, True), 2: Term(phrase, None, 2)}).find(
        tokens(text)
    )
    assert all(0 <= first <= last for spans in found.values() for first, last in spans)


@given(st.text(max_size=80))
def test_a_phrase_that_is_read_matches_itself(phrase: str) -> None:
    report = Report()
    text = "any:\n  - " + '"' + phrase.replace("\\", "").replace('"', "") + '"\n'
    node = parse_yaml(text, "x.yml", report)
    rule = read_rule(node.get("any") and node, report, []) if node else Rule()
    if report.problems or not rule.any:
        return
    clause = rule.any[0].text
    if any(mark in clause for mark in "*.,;:?!()[]—$\n\x85\u2028\u2029"):
        return
    matcher = Matcher([rule])
    assert matcher.judge(matcher.read(Paper(id="p", title=clause)), 0).assigned


@pytest.mark.slow
@pytest.mark.parametrize(
    ("abstract", "assigned"),
    [
        ("a " * 100_000, True),
        ("a-" * 100_000, True),
        ("x" * 1_000_000, False),
        ("offline policy " * 70_000, True),
        ("é" * 1_000_000, False),
    ],
    ids=["little words", "joins", "one word", "near", "accents"],
)
def test_a_hostile_abstract_is_judged(abstract: str, assigned: bool) -> None:
    rule = """
any:
  - a a a a a a a a a a a a
  - a-a-a-a-a-a
  - {near: [offline, policy, [a, b]], within: 100}
  - {regex: '(a.*b)?x*y'}
  - {text: offline policies, fuzzy: 3}
  - "aa*"
"""
    assert judge(rule, abstract=abstract).assigned == assigned


@pytest.mark.slow
def test_two_thousand_clauses_are_judged() -> None:
    clauses = "\n".join(f"  - {{text: word{i} other{i % 7}, weight: 2}}" for i in range(1_000))
    fuzzy = "\n".join(f"  - {{text: misspelling{i}, fuzzy: 2}}" for i in range(1_000))
    matcher = Matcher([rule_of(f"any:\n{clauses}\n{fuzzy}\n")])
    text = " ".join(f"word{i} other{i % 7} misspeling{i}" for i in range(300))
    assert matcher.judge(matcher.read(Paper(id="p", title="", abstract=text)), 0).assigned


def test_a_rule_without_end_is_cut() -> None:
    report = Report()
    node = parse_yaml(f"any:\n  [{'bread, ' * 2_001}]\n", "x.yml", report)
    assert len(read_rule(node, report, []).any) == 2_000
    assert [(p.code, p.location.line) for p in report.problems] == [("rule-syntax", 2)]
