import pytest
from recordmaker import ABSTRACT, OTHER_ABSTRACT

from generator.formats.common import parse_names
from generator.identity.likeness import (
    Agreement,
    abstract_words,
    author_names,
    compare_abstracts,
    compare_authors,
    is_serial,
    is_telling,
    misspelt,
    title_parts,
    title_words,
)

AGREE, DIFFER, UNKNOWN = Agreement.AGREE, Agreement.DIFFER, Agreement.UNKNOWN


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ("Modelling of Behaviour", "Modeling Behavior", []),
        ("Pre-training Graphs", "Pretraining Graph", []),
        ("The Analysis of GANs", "Analysis of a GAN", []),
        (
            "Spatial Conditional Control",
            "Spatial Conditonal Control",
            [("conditional", "conditonal")],
        ),
        ("Learning to Act", "Learning to Ask", None),
        ("Learning Part I", "Learning Part II", None),
        ("Learning from 2D Views", "Learning from 3D Views", None),
        ("Data Set v1", "Data Set v2", None),
        ("Linear Bandits in Games", "Nonlinear Bandits in Games", None),
        ("Stable Training of GANs", "Unstable Training of GANs", None),
        ("Video Domain Adaptation", "Large Video Domain Adaptation", None),
        ("Control and Planning", "Planning and Control", None),
        ("alpah betaa gamam Words", "alpha beta gamma Words", None),  # three errors
    ],
)
def test_misspelt(first: str, second: str, pairs: list[tuple[str, str]] | None) -> None:
    assert misspelt(title_words(first), title_words(second)) == pairs


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("ControlNet: Adding Control", ("controlnet", "adding control")),
        ("Adding Control - A Survey", ("adding control", "survey")),
        ("Adding Control — A Survey", ("adding control", "survey")),
        ("Is Attention All? A Study", ("attention all", "study")),
        ("Adding Control (Extended Abstract)", ("adding control",)),
        ("Text-to-Image Models", ()),
        ("Erratum: Adding Control", ()),
        ("RETRACTED: Adding Control", ("retracted", "adding control")),
        ("Reply to Lee: Adding Control", ()),
        ("Adding Control", ()),
    ],
)
def test_title_parts(title: str, parts: tuple[str, ...]) -> None:
    assert title_parts(title) == parts


def test_a_title_of_three_words_is_telling() -> None:
    assert [is_telling(title_words(t)) for t in ("Deep Learning", "Deep Learning for Graphs")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("title", "serial"),
    [
        ("Editorial", True),
        ("Introduction to the Special Issue", True),
        ("Book Reviews", True),
        ("FLEX", False),
        ("Introduction to Graphs", False),
    ],
)
def test_is_serial(title: str, serial: bool) -> None:
    assert is_serial(title_words(title)) is serial


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (ABSTRACT, ABSTRACT, AGREE),
        (ABSTRACT, f"{ABSTRACT[:100]}…", AGREE),
        (ABSTRACT, OTHER_ABSTRACT, DIFFER),
        (ABSTRACT, "", UNKNOWN),
        (ABSTRACT, "No abstract available.", UNKNOWN),
    ],
)
def test_compare_abstracts(first: str, second: str, expected: Agreement) -> None:
    assert compare_abstracts(abstract_words(first), abstract_words(second)) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Lvmin Zhang; Anyi Rao; Maneesh Agrawala", "Zhang, L.; Rao, A.", AGREE),
        ("Jürgen Müller", "Jurgen Muller", AGREE),
        ("Wei Zhang; Li Ma", "Zhang Wei; Ma Li", AGREE),
        ("Arthur Jacot; Franck Gabriel", "Jacot", AGREE),
        ("Arthur Jacot; Franck Gabriel", "Gabriel", UNKNOWN),
        ("Arthur Jacot; Franck Gabriel", "Jo Doe", DIFFER),
        ("Jian Wang", "Jing Wang", DIFFER),
        ("J. Wang", "Jing Wang", AGREE),
        ("Jan van der Berg", "Jan van den Berg", AGREE),
        ("A. Lee; B. Kim; C. Doe; D. Roe", "A. Lee; X. Poe; Y. Moe; Z. Noe", UNKNOWN),
        ("Pauline Strogatz", "Pauline Strogatzz", AGREE),
        ("", "Jo Doe", UNKNOWN),
        ("The ATLAS Collaboration", "Jo Doe", UNKNOWN),
    ],
)
def test_compare_authors(first: str, second: str, expected: Agreement) -> None:
    names = [author_names(parse_names(filter(None, text.split("; ")))) for text in (first, second)]
    assert compare_authors(*names) is expected
    assert compare_authors(*reversed(names)) is expected
