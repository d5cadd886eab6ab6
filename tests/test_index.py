import json
from pathlib import Path

import pytest

from generator.index import DIGITS, tokens, vlq

TABLE = json.loads((Path(__file__).parent / "data" / "search-words.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text for text, _ in TABLE])
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert [term for term, _ in tokens(text)] == expected


def test_the_joined_form_stands_at_the_place_of_the_first_part() -> None:
    assert tokens("a pre-trained net") == [
        ("a", 0),
        ("pretrained", 1),
        ("pre", 1),
        ("trained", 2),
        ("net", 3),
    ]


def unvlq(digits: bytes) -> int:
    value = 0
    for i, digit in enumerate(digits):
        value |= (DIGITS.index(digit) & 31) << 5 * i
    return value


@pytest.mark.parametrize("number", [0, 1, 31, 32, 1000, 99_999, 2**40])
def test_vlq_digits_give_the_number_back(number: int) -> None:
    assert unvlq(vlq(number)) == number
