import dataclasses
import json
import re
from pathlib import Path

import pytest
from toylist import write_toy

from generator.index import index_files
from generator.index.meaning import abbreviations, near_words
from generator.index.postings import FIELDS, SIGNS, digits, postings_of
from generator.index.tokens import words
from generator.library import load_library
from generator.problems import Report

TABLE = json.loads((Path(__file__).parent / "data" / "search-words.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "parts", "joined"), TABLE, ids=[row[0] for row in TABLE])
def test_words_of_a_text(text: str, parts: list[str], joined: list[str]) -> None:
    assert words(text) == (parts, joined)


@pytest.mark.parametrize("number", [66, 1886, 26729])
def test_more_signs_only_from_the_next_number_on(number: int) -> None:
    assert len(digits(number)) < len(digits(number + 1))


@pytest.mark.parametrize("number", [0, 67, 1887, 26730, 10**6])
def test_digits_are_signs_that_json_leaves_alone(number: int) -> None:
    assert set(digits(number)) <= set(SIGNS)
    assert json.dumps(SIGNS) == f'"{SIGNS}"'


def toy_index(root: Path, **changed: str) -> dict[str, str]:
    library = load_library(write_toy(root, **changed), Report())
    return {
        file.path.removeprefix("assets/search/"): file.content.decode()
        for file in index_files(library)
    }


def data(script: str) -> object:
    return json.loads(script[script.index(",") + 1 : script.rindex(")")])


def terms(files: dict[str, str]) -> list[str]:
    found: list[str] = []
    for name in sorted(name for name in files if name.startswith("terms-")):
        before = ""
        for line in str(data(files[name])).split(";"):
            before = before[: SIGNS.index(line[0])] + line[1:].split(" ")[0]
            found.append(before)
    return found


def test_every_file_is_a_script_with_a_plain_name_that_calls_one_function(tmp_path: Path) -> None:
    for name, script in toy_index(tmp_path).items():
        assert re.fullmatch(r"[a-z]+(-\d+)?\.js", name)
        assert script.startswith(f'readingListIndex("{name.removesuffix(".js")}",')
        assert "</script" not in script or name.startswith("papers-")
        data(script)


def test_terms_are_in_the_order_of_the_browser(tmp_path: Path) -> None:
    found = terms(toy_index(tmp_path))
    assert found == sorted(found, key=lambda term: term.encode("utf-16-be"))
    assert {"controlnet", "#offline-rl", "&survey"} <= set(found)


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    assert toy_index(tmp_path / "a") == toy_index(tmp_path / "b")


def test_a_list_without_papers_has_an_index(tmp_path: Path) -> None:
    library = dataclasses.replace(
        load_library(write_toy(tmp_path), Report()), papers=(), assignments={}
    )
    made = {file.path: file.content for file in index_files(library)}
    assert data(made["assets/search/index.js"].decode())["papers"] == 0  # type: ignore[index]


def test_short_forms_are_learnt_from_two_papers_that_explain_them() -> None:
    texts = ["We align large language models (LLMs).", "A Large Language Model (LLM) writes."]
    assert abbreviations([*texts, "We call it Big Bad Wolf (BBW)."]) == [
        ("llm", "large language model")
    ]


def test_a_term_is_near_what_its_papers_are_about() -> None:
    texts = [
        {**dict.fromkeys(FIELDS, ""), "title": title, "abstract": abstract}
        for title, abstract in [("Grokking", "Sudden generalisation.")] * 4
        + [("Bread", "Baked slowly.")] * 40
    ]
    index, _ = postings_of(texts, lambda: None)
    assert [word[1:] for word in near_words(index, len(texts))["sudden"].split(",")] == ["grokking"]
