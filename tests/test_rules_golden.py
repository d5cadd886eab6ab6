"""Broken topic files: every problem with its place. ``UPDATE_GOLDEN=1`` writes the answers anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.labels import load_labels
from generator.problems import Report

FOLDER = Path(__file__).parent / "golden/rules"
CASES = sorted(FOLDER.glob("*.yml"))


def problems_of(case: Path, content: Path) -> str:
    (content / "topics").mkdir()
    (content / "areas.yml").write_text("area: {title: Area}\n", encoding="utf-8")
    (content / "tags.yml").write_text("diffusion: {rule: {any: [a]}}\n", encoding="utf-8")
    (content / "topics" / case.name).write_bytes(case.read_bytes())
    (content / "topics/sound.yml").write_text(
        "{title: Sound, area: area, rule: {any: [sound]}}\n", encoding="utf-8"
    )
    report = Report()
    labels = load_labels(content, report)
    assert "sound" in labels.topics, "a broken file must lose no other one"
    clauses = labels.topics[case.stem].selection.rule.clauses if case.stem in labels.topics else ()
    lines = [f"{p.location}: {p.severity.word}: {p.message} [{p.code}]" for p in report.problems]
    return "\n".join([*lines, f"kept: {[clause.text for clause in clauses]}"]) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_broken_topic_file_is_reported_with_places(case: Path, tmp_path: Path) -> None:
    found = problems_of(case, tmp_path)
    expected = case.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
