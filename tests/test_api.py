"""The files for programs, read as a program would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from toylist import write_toy

import generator.api
from generator.api import api_files, api_schema
from generator.exports import EXPORTERS
from generator.library import Library, load_library
from generator.outputs import SiteOptions
from generator.problems import Report

OPTIONS = SiteOptions(name="Toy", url="https://example.org/list/")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library(write_toy(tmp_path), Report())


def files(library: Library, options: SiteOptions = OPTIONS) -> dict[str, bytes]:
    return {file.path: file.content for file in api_files(library, options)}


def test_the_papers_are_the_objects_of_jsonl(library: Library) -> None:
    lines = EXPORTERS["jsonl"](library, library.papers).splitlines()
    assert json.loads(files(library)["api/v1/papers.json"]) == [json.loads(x) for x in lines]


@pytest.mark.parametrize("which", ["toy", "real"])
def test_every_object_fits_the_schema(library: Library, which: str) -> None:
    content = Path(__file__).parent.parent / "content"
    found = files(library if which == "toy" else load_library(content, Report()))
    schema = json.loads(found["api/v1/schema.json"])
    Draft202012Validator.check_schema(schema)
    assert schema["version"] == 1
    for paper in json.loads(found["api/v1/papers.json"]):
        Draft202012Validator(schema).validate(paper)
        assert set(paper) == set(schema["$defs"]["paper"]["properties"])
    topic_schema = {**schema["$defs"]["topic"], "additionalProperties": False}
    for topic in json.loads(found["api/v1/topics.json"]):
        Draft202012Validator(topic_schema).validate(topic)
    names = [path for path in found if path.startswith("api/v1/") and "schema" not in path]
    assert sorted(names) == [f"api/v1/{name}.json" for name in ("index", "papers", "topics")]
    for name in names:
        Draft202012Validator(schema).validate(json.loads(found[name]))
        definition = {**schema, "anyOf": [{"$ref": f"#/$defs/{Path(name).stem}"}]}
        Draft202012Validator(definition).validate(json.loads(found[name]))


@pytest.mark.parametrize(
    ("key", "value"),
    [("year", "2020"), ("authors", None), ("status", "lost"), ("topics", [{"id": "x"}])],
)
def test_the_schema_refuses_what_is_wrong(library: Library, key: str, value: object) -> None:
    paper = json.loads(files(library)["api/v1/papers.json"])[0]
    assert not Draft202012Validator(api_schema()).is_valid({**paper, key: value})
    assert not Draft202012Validator(api_schema()).is_valid([{**paper, key: value}])


def test_a_topic_names_its_papers(library: Library) -> None:
    topics = {t["id"]: t for t in json.loads(files(library)["api/v1/topics.json"])}
    assert topics["image-control"]["papers"] == [
        "adding-conditional-control-to-text-to-image-diffusion-models",
        "sketches-made-easy",
    ]
    assert topics["image-control"]["count"] == 2
    assert topics["offline-rl"]["url"] == "https://example.org/list/topics/offline-rl/"
    assert topics["offline-rl"]["aliases"] == ["batch-rl"]


def test_a_large_list_comes_in_parts_without_abstracts(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator.api, "MOST_WHOLE", 2)
    found = files(library)
    index = json.loads(found["api/v1/index.json"])
    assert index["papers"] == ["papers-1.json", "papers-2.json", "papers-3.json"]
    assert index["abstracts"] is False
    assert "api/v1/papers.json" not in found
    papers = [p for name in index["papers"] for p in json.loads(found[f"api/v1/{name}"])]
    assert [p["id"] for p in papers] == [p.id for p in library.papers]
    assert not any("abstract" in p for p in papers)
    schema = json.loads(found["api/v1/schema.json"])
    assert all(Draft202012Validator(schema).is_valid(p) for p in papers)


def test_the_same_list_gives_the_same_bytes(library: Library) -> None:
    assert files(library) == files(library)


def test_llms_txt_has_the_form_and_leads_to_every_topic(library: Library) -> None:
    text = files(library)["llms.txt"].decode()
    assert text.startswith("# Toy list\n\n> A list for tests.\n\n")
    links = re.findall(r"^- \[[^\]]+\]\((\S+)\)(?:: .+)?$", text, re.MULTILINE)
    assert "https://example.org/list/topics/image-control/" in links
    assert "https://example.org/list/api/v1/papers.json" in links
    assert len(links) == text.count("\n- ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Learning", "Pictures", "Data"]


def test_without_an_address_of_the_site_links_are_relative(library: Library) -> None:
    text = files(library, SiteOptions(name="Toy", directory_urls=False))["llms.txt"].decode()
    assert "(topics/image-control/index.html)" in text
