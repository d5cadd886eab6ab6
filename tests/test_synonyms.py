from pathlib import Path

import pytest

from generator.problems import Report
from generator.synonyms import read_synonyms


def read(folder: Path, text: str) -> tuple[tuple[tuple[str, ...], ...], list[tuple[str, int]]]:
    (folder / "synonyms.yml").write_text(text, encoding="utf-8")
    report = Report()
    groups = read_synonyms(folder, report)
    return groups, [(problem.code, problem.location.line) for problem in report.problems]


def test_groups_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, "- [LLM, large language model]\n- [robot arm, manipulator, gripper]\n")
    assert found == ((("LLM", "large language model"), ("robot arm", "manipulator", "gripper")), [])


def test_a_list_needs_no_synonyms(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path, Report()) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("RL: reinforcement learning\n", 1),
        ("- [a, b]\n- [alone]\n", 2),
        ("- [a, b]\n- word\n", 2),
        ("- [a, '--', b]\n", 1),
        ("- [a, [b]]\n- [c, d]\n", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert read(tmp_path, text)[1] == [("wrong-type", line)]


def test_a_broken_group_loses_no_other_one(tmp_path: Path) -> None:
    assert read(tmp_path, "- [alone]\n- [c, d]\n")[0] == (("c", "d"),)
