"""Every example of the page that documents the rule language is tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from generator.labelfiles import AREA_KEYS, TAG_KEYS, TOPIC_KEYS, load_labels
from generator.labels import CLEAR_FACTOR, RELATIVE_CUT, assign_labels
from generator.matching.clauses import CONDITION_KEYS, MODIFIERS, RULE_KEYS, read_rule
from generator.matching.matcher import Matcher
from generator.model import Author, Paper, PartialDate, Record, SourceFile, Trust
from generator.problems import Location, Report
from generator.rules import (
    DEFAULT_WITHIN,
    MAX_CLAUSES,
    MAX_DEPTH,
    MAX_NEAR_TERMS,
    MAX_REPEATS,
    MAX_TERM_WORDS,
    MAX_WEIGHT,
    REPEAT_FACTOR,
    TITLE_FACTOR,
    Rule,
)
from generator.yamlfile import parse_yaml

PAGE = (Path(__file__).parent.parent / "content/pages/rules.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"```yaml\n(?P<yaml>.*?)```\n\n(?:Matches: (?P<yes>.*?)\n\n)?(?:Not: (?P<no>.*?)\n\n)?", re.S
)
EXAMPLES = [(m["yaml"], m["yes"] or "", m["no"] or "") for m in EXAMPLE.finditer(PAGE)]
RULES = [example for example in EXAMPLES if example[1]]
CASES = [
    pytest.param(yaml_text, text, wanted, id=f"{'' if wanted else 'not '}{text}")
    for yaml_text, yes, no in RULES
    for wanted, texts in ((True, yes), (False, no))
    for text in re.findall(r"`([^`]+)`", texts)
]


def paper_of(text: str) -> tuple[Paper, set[str]]:
    """A paper with the fields that ``field: value | field: value`` names; else an abstract."""
    fields = {}
    for part in text.split(" | "):
        name, colon, value = part.partition(": ")
        fields.update({name: value} if colon else {"abstract": part})
    scheme, _, value = fields.get("identifiers", "").partition(":")
    source = SourceFile("papers/captured/x.md", fields.get("source", "x"), Trust.CAPTURED)
    given, _, family = fields.get("authors", "").rpartition(" ")
    paper = Paper(
        id="paper",
        title=fields.get("title", ""),
        abstract=fields.get("abstract", ""),
        venue=fields.get("venue", ""),
        authors=(Author(family, given),),
        issued=PartialDate(int(fields["year"])) if "year" in fields else None,
        keywords=(fields["keywords"],) if "keywords" in fields else (),
        identifiers={scheme: (value,)} if value else {},
        records=(Record(Location(source.file, 1), source),),
    )
    return paper, {fields["tags"]} if "tags" in fields else set()


def rule_of(text: str) -> Rule:
    clauses = "any:\n" + text if text.startswith("- ") else text
    report = Report()
    rule = read_rule(parse_yaml(clauses, "rules.md", report), report, ["diffusion"])
    assert report.problems == []
    return rule


@pytest.mark.parametrize(("yaml_text", "text", "wanted"), CASES)
def test_the_example_matches_what_the_page_says(yaml_text: str, text: str, wanted: bool) -> None:
    matcher = Matcher([rule_of(yaml_text)])
    paper, tags = paper_of(text)
    reading = matcher.read(paper)
    reading.tags.update(tags)
    assert matcher.judge(reading, 0).assigned is wanted


@pytest.mark.parametrize("yaml_text", [yaml_text for yaml_text, _, _ in RULES])
def test_every_clause_of_an_example_is_matched_by_one_of_its_texts(yaml_text: str) -> None:
    rule = rule_of(yaml_text)
    matcher = Matcher([rule])
    matched = set()
    _, yes, no = next(example for example in RULES if example[0] == yaml_text)
    for text in re.findall(r"`([^`]+)`", yes + no):
        paper, tags = paper_of(text)
        reading = matcher.read(paper)
        reading.tags.update(tags)
        verdict = matcher.judge(reading, 0)
        matched |= {match.clause for match in (*verdict.matches, *verdict.excluded)}
    assert {clause.text for clause in rule.clauses if clause not in matched} == set()


def test_the_files_on_the_page_load_without_a_problem(tmp_path: Path) -> None:
    files = [text for text, yes, _ in EXAMPLES if not yes]
    topic, tags, areas = files
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics/offline-rl.yml").write_text(topic, encoding="utf-8")
    (tmp_path / "tags.yml").write_text(tags, encoding="utf-8")
    (tmp_path / "areas.yml").write_text(areas, encoding="utf-8")
    report = Report()
    labels = load_labels(tmp_path, report)
    assign_labels([], labels, report)
    assert report.problems == []
    assert list(labels.topics) == ["offline-rl"]
    assert list(labels.tags) == ["diffusion"]
    assert list(labels.areas) == ["reinforcement-learning"]


def test_the_page_names_every_key() -> None:
    keys = {*TOPIC_KEYS, *TAG_KEYS, *RULE_KEYS, *CONDITION_KEYS, *MODIFIERS, "paper", "sentence"}
    named = set(re.findall(r"[a-z_]+", PAGE))
    assert keys | set(AREA_KEYS) <= named


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    assert f"({TITLE_FACTOR:g} if it matches in the title, otherwise 1)" in PAGE
    assert f"weight × {REPEAT_FACTOR:g} × (further occurrences, {MAX_REPEATS} at most)" in PAGE
    assert f"less than {RELATIVE_CUT:.0%} of the points".replace("%", " %") in PAGE
    assert CLEAR_FACTOR == 2.0
    assert "twice its threshold" in PAGE
    assert f"{DEFAULT_WITHIN} is meant if nothing is said" in PAGE
    assert f"at most {MAX_TERM_WORDS} words, a nearness {MAX_NEAR_TERMS} terms" in PAGE
    assert f"nest {MAX_DEPTH} levels deep" in PAGE
    assert f"hold {MAX_CLAUSES:,} clauses, weights go up to {MAX_WEIGHT:g}" in PAGE


def test_the_page_itself_is_sound_yaml() -> None:
    for text, _, _ in EXAMPLES:
        yaml.safe_load(text)
