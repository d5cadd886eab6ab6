"""Spellings of one word have one key, and different words different ones."""

import pytest

from generator.matching.words import case_key, is_acronym, tokens, word_key

SAME = [
    "model models Models MODEL Model's model’s",
    "policy policies",
    "class classes",
    "loss losses",
    "box boxes",
    "search searches",
    "cache caches",
    "size sizes",
    "matrix matrices",
    "vertex vertices",
    "basis basis",
    "hypothesis hypotheses",
    "criterion criteria",
    "bias biases",
    "analysis analyses",
    "metric metrics",
    "topic topics",
    "heuristic heuristics",
    "movie movies",
    "video videos",
    "phase phases",
    "ODE ODEs odes ode",
    "GP GPs",
    "generalization generalisation generalizations generalisations",
    "optimize optimise optimises optimizes",
    "behavior behaviour behaviours",
    "modeling modelling",
    "center centre centres",
    "analyze analyse",
    "naïve naive NAÏVE",
    "Poincaré poincare",
    "straße strasse",
    "ﬁeld field",
    "β beta \\beta",
    "μP muP",
]
DIFFERENT = [
    ("dynamics", "dynamic"),
    ("physics", "physic"),
    ("learning", "learn"),
    ("news", "new"),
    ("bias", "bia"),
    ("series", "serie"),
    ("chaos", "chao"),
    ("this", "thi"),
    ("bus", "bu"),
    ("class", "clas"),
    ("gas", "ga"),
    ("RL", "R"),
    ("noise", "nois"),
]


@pytest.mark.parametrize("words", SAME)
def test_spellings_of_one_word_have_one_key(words: str) -> None:
    assert len({word_key(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert word_key(one) != word_key(other)


@pytest.mark.parametrize("word", ["RL", "NTK", "ODEs", "GPT2", "L4DC", "MPC"])
def test_acronyms_are_told_by_their_capitals(word: str) -> None:
    assert is_acronym(word)


@pytest.mark.parametrize("word", ["Rl", "A", "3D", "2020", "AdaBoost", "PPo", "s", "As"])
def test_other_words_are_no_acronyms(word: str) -> None:
    assert not is_acronym(word)


def test_the_plural_of_an_acronym_has_its_case_key() -> None:
    assert case_key("ODEs") == case_key("ODE") == "ODE"
    assert case_key("ode") == "ode"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("state-of-the-art, really", ["state", "of", "the", "art", "really"]),
        ("Newton's method", ["Newton's", "method"]),
        ("$\\mathcal{O}(n)$", ["\\mathcal", "O", "n"]),
        ("x_1 and x_2", ["x", "1", "and", "x", "2"]),
        ("强化学习 RL", ["强", "化", "学", "习", "RL"]),
        ("Poincare\u0301 map", ["Poincare\u0301", "map"]),
        ("", []),
        ("—…!?", []),
    ],
)
def test_a_text_is_split_into_words(text: str, words: list[str]) -> None:
    assert list(tokens(text).words) == words


def test_the_places_of_words_are_those_in_the_text() -> None:
    split = tokens("Überall — naïve β-VAEs")
    assert [split.text[start:end] for start, end in split.spans] == list(split.words)
