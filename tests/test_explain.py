from pathlib import Path

import pytest
from click import unstyle
from toylist import write_toy

from generator.explain import explain_paper
from generator.library import Library, load_library
from generator.lookup import PaperIndex
from generator.problems import Report
from generator.terminal import explanation_text


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library(write_toy(tmp_path), Report())


def explain(library: Library, name: str) -> str:
    paper = PaperIndex.of(library.papers).find(name)
    assert paper
    return unstyle(explanation_text(explain_paper(library, paper)))


def test_every_fact_names_the_file_and_line_it_came_from(library: Library) -> None:
    text = explain(library, "arXiv:2302.05543")
    assert "authors      papers/enriched/facts.yml:2:" in text
    assert "abstract     papers/captured/page.txt:" in text
    assert "because: same title" in text


def test_a_topic_names_the_clause_its_place_and_the_words(library: Library) -> None:
    text = explain(library, "2302.05543")
    assert "image-control: " in text
    assert "'text-to-image' in the abstract" in text.lower()
    assert "(topics/image-control.yml:" in text


def test_a_near_miss_names_the_points_lacking_and_a_clause(library: Library) -> None:
    text = explain(library, "A Survey of Bread")
    assert "Topics: none" in text
    assert "topic image-control: 2 points lacking (0 of 2)" in text


def test_mentions_are_shown_from_both_sides(library: Library) -> None:
    assert "names 'ControlNet': Adding Conditional" in explain(library, "Sketches Made Easy")
    assert "named by 'ControlNet' in: Sketches Made Easy" in explain(library, "2302.05543")


def test_names_that_a_paper_introduces_are_shown(library: Library) -> None:
    text = explain(library, "arXiv:2302.05543")
    assert "introduces 'ControlNet' (papers/captured/page.txt:" in text


def test_what_curators_decided_is_shown_on_both_sides(tmp_path: Path) -> None:
    curated = (
        "- paper: a-survey-of-bread\n  aliases: [Bread!]\n  not_same_as: [sketches-made-easy]\n"
    )
    content = write_toy(tmp_path, **{"papers/curated/a.yml": curated})
    library = load_library(content, Report())
    text = explain(library, "a-survey-of-bread")
    assert "also called 'Bread!' (papers/curated/a.yml:2" in text
    assert "not the same as 'sketches-made-easy' (papers/curated/a.yml:3" in text
    assert "not the same as 'A Survey of Bread' (papers/curated/a.yml:3" in explain(
        library, "sketches-made-easy"
    )


def test_json_has_the_same_answers(library: Library) -> None:
    paper = library.by_id["adding-conditional-control-to-text-to-image-diffusion-models"]
    document = explain_paper(library, paper).as_json()
    assert document["id"] == paper.id
    (topic,) = document["topics"]  # type: ignore[misc]
    assert topic["id"] == "image-control"
    assert topic["evidence"][0]["file"] == "topics/image-control.yml"
    assert [m["id"] for m in document["near_misses"]] == ["offline-rl", "survey"]  # type: ignore[attr-defined]
