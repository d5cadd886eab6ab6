import json
from pathlib import Path

import pytest

from generator.index.postings import SIGNS, digits
from generator.index.tokens import words

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
