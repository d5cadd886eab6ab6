from pathlib import Path

import pytest

from generator.engine.loading import LastGood
from generator.problems import Location, Report


class Loads:
    """Loads the text of rules.txt; a text with 'bad' is an error in line 1."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, content: Path, report: Report) -> str:
        self.count += 1
        text = (content / "rules.txt").read_text()
        for word, code in (("bad", "rule-syntax"), ("odd", "topic-empty")):
            if word in text:
                report.add(code, Location("rules.txt", 1), f"{word} rule")
        return text


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    return folder


def write(content: Path, text: str) -> None:
    (content / "rules.txt").write_text(text)


def get(loader: LastGood[str], content: Path) -> tuple[str, list[str]]:
    state, report = loader.get(content)
    return state, [str(problem.location) for problem in report.problems]


def test_a_broken_rule_keeps_the_last_good_state(content: Path) -> None:
    loader = LastGood(Loads())
    write(content, "good")
    assert get(loader, content) == ("good", [])
    write(content, "bad one")
    assert get(loader, content) == ("good", ["content/rules.txt:1"])
    write(content, "bad one still")
    assert get(loader, content) == ("good", ["content/rules.txt:1"])
    write(content, "mended")
    assert get(loader, content) == ("mended", [])


def test_a_warning_does_not_hold_the_new_state_back(content: Path) -> None:
    loader = LastGood(Loads())
    write(content, "good")
    get(loader, content)
    write(content, "odd rule")
    assert get(loader, content) == ("odd rule", ["content/rules.txt:1"])


def test_without_a_good_state_the_present_one_serves(content: Path) -> None:
    loader = LastGood(Loads())
    write(content, "bad")
    assert get(loader, content) == ("bad", ["content/rules.txt:1"])
    write(content, "bad again")
    assert get(loader, content) == ("bad again", ["content/rules.txt:1"])


def test_unchanged_content_is_not_read_again(content: Path) -> None:
    loads = Loads()
    loader = LastGood(loads)
    write(content, "odd")
    first = get(loader, content)
    assert get(loader, content) == first
    assert loads.count == 1


def test_hand_written_pages_do_not_count_as_content(content: Path) -> None:
    loads = Loads()
    loader = LastGood(loads, skip=content / "pages")
    write(content, "good")
    get(loader, content)
    (content / "pages/about.md").write_text("# About")
    get(loader, content)
    assert loads.count == 1


def test_another_list_starts_afresh(content: Path, tmp_path: Path) -> None:
    loader = LastGood(Loads())
    write(content, "good")
    get(loader, content)
    other = tmp_path / "other"
    other.mkdir()
    write(other, "bad")
    assert get(loader, other) == ("bad", ["other/rules.txt:1"])
