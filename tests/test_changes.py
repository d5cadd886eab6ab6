from pathlib import Path

from toylist import FILES, write_toy

from generator.changes import Changes, compare, format_markdown
from generator.library import load_library
from generator.problems import Report
from generator.terminal import changes_text

CONTROL = "adding-conditional-control-to-text-to-image-diffusion-models"


def changes(tmp_path: Path, **changed: str) -> Changes:
    old = load_library(write_toy(tmp_path / "old"), Report())
    new = load_library(write_toy(tmp_path / "new", **changed), Report())
    return compare(old, new)


def rule(name: str, before: str, after: str) -> dict[str, str]:
    assert before in FILES[name]
    return {name: FILES[name].replace(before, after)}


def test_the_same_content_moves_nothing(tmp_path: Path) -> None:
    found = changes(tmp_path)
    assert found.count == 0
    assert changes_text(found) == "Nothing moves.\n"


def test_a_new_clause_is_named_as_the_reason(tmp_path: Path) -> None:
    edit = rule("topics/offline-rl.yml", "- batch RL", "- bread")
    found = changes(tmp_path, **edit)
    (move,) = found.topics["offline-rl"]
    assert (move.paper, move.kind) == ("a-survey-of-bread", "gained")
    assert move.reason == "'Bread' in the title, by the new or changed clause ‘bread’"
    assert str(move.location).startswith("topics/offline-rl.yml:7:")


def test_a_raised_threshold_is_named_as_the_reason(tmp_path: Path) -> None:
    found = changes(tmp_path, **rule("topics/image-control.yml", "threshold: 2", "threshold: 9"))
    moves = {move.paper: move for move in found.topics["image-control"]}
    assert moves[CONTROL].kind == "lost"
    assert "of 9 points now" in moves[CONTROL].reason
    assert found.sizes["image-control"] == (2, 0)
    assert CONTROL in {paper.id for paper in found.uncovered}


def test_a_deleted_topic_loses_its_papers(tmp_path: Path) -> None:
    found = changes(tmp_path, **{"topics/image-control.yml": ""})
    assert {move.reason for move in found.topics["image-control"]} == {"the topic is gone"}


def test_a_new_paper_is_not_said_to_have_moved_by_a_clause(tmp_path: Path) -> None:
    new = "- title: Batch RL for Bakers\n  abstract: Batch RL.\n"
    found = changes(tmp_path, **{"papers/curated/more.yml": new})
    assert [paper.id for paper in found.added] == ["batch-rl-for-bakers"]
    (move,) = found.topics["offline-rl"]
    assert move.reason.startswith("new paper")


def test_titles_cannot_break_out_of_the_comment(tmp_path: Path) -> None:
    found = changes(tmp_path, **{"topics/offline-rl.yml": ""})
    text = format_markdown(found)
    assert "<script>" not in text
    assert "](javascript" not in text
    assert "| − |" in text


def test_a_long_comment_ends_between_labels_and_says_what_is_left_out(tmp_path: Path) -> None:
    found = changes(tmp_path, **{"topics/offline-rl.yml": "", "topics/image-control.yml": ""})
    text = format_markdown(found, most=900)
    assert len(text) < 1000
    assert text.count("<details>") == text.count("</details>") == 1
    assert "… and 1 label more" in text
