"""The schemas for editors say what the code says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from generator.formats.papers_yaml import KEYS, STATUSES
from generator.identifiers import SCHEMES
from generator.labelfiles import AREA_KEYS, TAG_KEYS, TOPIC_KEYS
from generator.matching.clauses import CONDITION_KEYS, MODIFIERS, RULE_KEYS
from generator.rules import (
    MAX_EDITS,
    MAX_NEAR_TERMS,
    MAX_WEIGHT,
    MAX_WITHIN,
    TEXT_FIELDS,
)
from generator.schemas import SCHEMA_LINES, schema_files

CONTENT = Path(__file__).parent.parent / "content"
SCHEMAS = {Path(path).stem: json.loads(text) for path, text in schema_files().items()}
GOLDEN = Path(__file__).parent / "golden/rules"


def validator(name: str) -> Validator:
    resources = [
        (f"{stem}.json", Resource.from_contents(schema, default_specification=DRAFT7))
        for stem, schema in SCHEMAS.items()
    ]
    return Draft7Validator(SCHEMAS[name], registry=Registry().with_resources(resources))


def problems(name: str, text: str) -> list[str]:
    return [error.message for error in validator(name).iter_errors(yaml.safe_load(text))]


def test_the_schemas_are_schemas() -> None:
    for schema in SCHEMAS.values():
        Draft7Validator.check_schema(schema)


def test_the_schemas_know_the_keys_of_the_code() -> None:
    rule = SCHEMAS["rule"]["definitions"]
    assert set(SCHEMAS["topic"]["properties"]) == set(TOPIC_KEYS)
    paper = SCHEMAS["papers"]["definitions"]["paper"]["properties"]
    assert set(paper) == set(KEYS)
    assert set(paper["identifiers"]["properties"]) == set(SCHEMES)
    assert paper["status"]["enum"] == list(STATUSES)
    for name, keys in (("tags", TAG_KEYS), ("areas", AREA_KEYS)):
        (entry,) = SCHEMAS[name]["patternProperties"].values()
        assert set(entry["properties"]) == set(keys)
    assert set(rule["rule"]["properties"]) == set(RULE_KEYS)
    assert set(rule["conditions"]["properties"]) == {*CONDITION_KEYS, *MODIFIERS}


def test_the_schemas_know_the_limits_of_the_code() -> None:
    keys = SCHEMAS["rule"]["definitions"]["conditions"]["properties"]
    assert keys["weight"]["maximum"] == -keys["weight"]["minimum"] == MAX_WEIGHT
    assert keys["near"]["maxItems"] == MAX_NEAR_TERMS
    assert keys["within"]["maximum"] == MAX_WITHIN
    assert keys["fuzzy"]["anyOf"][1]["maximum"] == MAX_EDITS
    assert keys["in"]["enum"] == list(TEXT_FIELDS)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("topic", "topics/*.yml"),
        ("tags", "tags.yml"),
        ("areas", "areas.yml"),
        ("papers", "papers/curated/*.yml"),
    ],
)
def test_the_real_files_are_valid_and_name_their_schema(name: str, pattern: str) -> None:
    sidecars = set(CONTENT.glob("papers/curated/*.*.yml"))
    for path in sorted(set(CONTENT.glob(pattern)) - sidecars):
        text = path.read_text(encoding="utf-8")
        assert text.split("\n", 1)[0] == SCHEMA_LINES[pattern], path.name
        assert problems(name, text) == [], path.name


def test_the_content_folder_holds_the_schemas() -> None:
    for path, text in schema_files().items():
        assert (CONTENT / path).read_bytes() == text, f"copy generator/schemas to {path}"


def test_the_line_of_each_file_leads_to_a_schema() -> None:
    for pattern, line in SCHEMA_LINES.items():
        target = (CONTENT / pattern).parent / line.partition("$schema=")[2]
        assert target.resolve().is_file()


def test_enriched_records_are_valid_too() -> None:
    for path in sorted(CONTENT.glob("papers/enriched/*.yml")):
        if not path.name.endswith(".yml.yml"):
            assert problems("papers", path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    "text",
    ["- note: No name.", "- {paper: x, nte: y}", "- {title: x, status: gone}", "- {title: [x]}"],
)
def test_the_schema_finds_mistakes_in_curated_records(text: str) -> None:
    assert problems("papers", text)


@pytest.mark.parametrize(
    "case", ["unknown-keys", "broken-numbers", "rule-is-text", "missing-keys", "wrong-types"]
)
def test_the_schema_finds_what_an_editor_can_find(case: str) -> None:
    assert problems("topic", (GOLDEN / f"{case}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "clause",
    [
        "{weight: 2}",
        "{text: policy, within: 3}",
        "{text: policy, in: title}",
        "{year: 2020, fuzzy: true}",
        "{any: [{text: policy, weight: 2}]}",
        "'*policy'",
    ],
)
def test_the_schema_finds_a_clause_that_means_nothing(clause: str) -> None:
    text = f"title: T\narea: a\nrule:\n  any:\n    - {clause}\n"
    assert problems("topic", text)
    assert problems("topic", text.replace(clause, "policy")) == []


def test_the_schema_finds_a_weight_under_none() -> None:
    text = "title: T\narea: a\nrule: {any: [a], none: [{text: b, weight: 2}]}\n"
    assert problems("topic", text)
    assert problems("topic", text.replace(", weight: 2", "")) == []
