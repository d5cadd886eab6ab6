"""A golden file for every kind of damage: captured text, and what readers get."""

import codecs
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from generator.text import plain, repair_text

GOLDEN = Path(__file__).parent / "golden" / "text"


@dataclass
class Case:
    """One block of a golden file; ``escaped`` stands for ``captured`` with backslash escapes."""

    name: str
    title: str = ""
    captured: str = ""
    repaired: str = ""
    plain: str = ""
    unrestored: list[str] = field(default_factory=list)


def read_case(name: str, block: str) -> Case:
    case = Case(name)
    for line in block.splitlines():
        key, _, value = line.partition(": ")
        if key == "unrestored":
            case.unrestored.append(value)
        elif key == "escaped":
            case.captured = codecs.decode(value, "unicode_escape")
        else:
            assert hasattr(case, key), line
            setattr(case, key, value)
    return case


def cases() -> list[Case]:
    found = []
    for path in sorted(GOLDEN.glob("*.txt")):
        blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
        found += [read_case(f"{path.stem}-{k}", block) for k, block in enumerate(blocks, 1)]
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_captured_text_is_repaired(case: Case) -> None:
    repaired = repair_text(case.captured, case.title)
    assert repaired.text == case.repaired
    assert list(repaired.unrestored) == case.unrestored
    assert plain(repaired.text) == (case.plain or case.repaired)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_repaired_text_stays_as_it_is(case: Case) -> None:
    assert repair_text(case.repaired, case.title).text == case.repaired
