"""Repair of records and the forms of text: plain, folded, title key, slug, snippet."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.model import Author, Record, SourceFile, Trust
from generator.problems import Location
from generator.text import (
    fold,
    math_spans,
    plain,
    repair,
    repair_text,
    slug,
    snippet,
    title_key,
    to_html,
)

CAPTURES = Path(__file__).parent.parent / "content" / "papers" / "captured"


def record(trust: Trust = Trust.CAPTURED, **fields: object) -> Record:
    source = SourceFile("papers/x.txt", "x", trust)
    return Record(Location("papers/x.txt", 3), source, **fields)  # type: ignore[arg-type]


# -- records ---------------------------------------------------------------------------------


def test_a_record_gets_readable_text_and_keeps_its_title_as_captured() -> None:
    repaired = repair(record(title=r"DyCL: A  na\"ive way", abstract=r"We use \tool at 10\%."))
    assert repaired.title == "DyCL: A naïve way"
    assert repaired.raw_title == r"DyCL: A  na\"ive way"
    assert repaired.abstract == "We use DyCL at 10%."


def test_names_and_venues_lose_their_tex() -> None:
    authors = (Author(r"P{\'o}lya", "George"), Author(r"{\L}ojasiewicz", r"Stanis{\l}aw"))
    repaired = repair(record(authors=authors, venue=r"{NeurIPS} \& Co"))
    assert repaired.authors == (Author("Pólya", "George"), Author("Łojasiewicz", "Stanisław"))
    assert repaired.venue == "NeurIPS & Co"


def test_what_is_lost_is_named_and_not_forgotten_by_a_second_repair() -> None:
    once = repair(record(title="T", abstract="a {O}(T) regret"))
    assert once.unrestored == (
        "a command, such as a root sign or an accent, may be missing near '{O}(T)'",
    )
    assert repair(once) == once


def test_a_curators_text_is_trusted() -> None:
    repaired = repair(
        record(Trust.CURATED, title=r"The  \LaTeX{} way", abstract="f_theta  ``x''\n\n\ny")
    )
    assert repaired.title == r"The \LaTeX{} way"
    assert repaired.abstract == "f_theta ``x''\n\ny"
    assert repaired.unrestored == ()


def test_paragraphs_are_parted_by_one_blank_line() -> None:
    assert repair_text("one\ntwo\n \n\nthree ").text == "one two\n\nthree"


def test_a_text_too_long_for_an_abstract_is_only_cleaned() -> None:
    text = "f_theta " * 10_000
    assert repair_text(text).text == text.strip()


# -- properties ------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        " ",
        "\n",
        "\t",
        *r"""\ { } $ ^ _ ~ ` ' " ( ) [ ] | . , - + = < > / * % & # a T x 1 2 é \textbf{ \emph{
    \frac{ \sqrt{ \mathcal{ mathcal{O} epsilon lambda times sim frac sqrt log Big( left( right)
    \left( \right) \footnote{ \url{ \href{ https://a.b/c https://a.b/(c). \cite{key2020} word The.
    ~smith2020deep \tool \eg {\em {\bf $$ \( \) \[ \] ``so'' `so' ''so'' na\"ive \L \o \'e \c{c}
    \- \% \& \_ \\ \, 1.12times sim1000 f_theta L^2 10^{-15}s 8{255} {O}(T) x/lambda_0in[0.05,
    \begin{equation} \end{equation} &amp; &lt; &amp;lt; alpha beta muP text{ 1/text{depth} {it
    -- --- a--b \d+ C:\Users\x langle rangle \" \' can\'t .\n \S \LaTeX{} nlog {,} ¨o partial_t
    .We )](. 3.The \u00e9 \u2013 â€™ \textsuperscript{2} [\cite{a}] \begin{align} & don''t \cmark
    $x$ $15 $20 {raise.17ex\scriptstyle\sim} --> model_x (epsilon, delta)-private where""".split(),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(max_size=60),
)


@given(TEXTS, st.sampled_from(["", "DyCL: Dynamic", "A method (HMA)"]))
@example("{it x}_1 {{a}}", "")
def test_repair_twice_is_repair_once(text: str, title: str) -> None:
    once = repair_text(text, title)
    twice = repair_text(once.text, title)
    assert twice.text == once.text
    assert set(twice.unrestored) <= set(once.unrestored)


@given(TEXTS)
def test_a_title_and_its_repaired_form_have_one_address_and_one_key(title: str) -> None:
    repaired = repair_text(title).text
    assert slug(title) == slug(repaired)
    assert title_key(title) == title_key(repaired)


@given(TEXTS)
def test_no_form_of_a_text_fails(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "$" not in plain("$x^2$" + text)[:2]
    snippet(text, 20)
    to_html(text, paragraphs=True)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["{", "$x", "(", "x^", r"\frac{", "1+", "``", r"\[", "a_", "~a"])
def test_a_text_of_one_mark_without_end_is_repaired(piece: str) -> None:
    text = (piece * 49_000)[:49_000]
    assert repair_text(text).text


@pytest.mark.skipif(not list(CAPTURES.glob("*.txt")), reason="a checkout without the real list")
def test_no_line_of_the_real_captures_moves_when_repaired_again() -> None:
    for path in sorted(CAPTURES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            once = repair_text(line)
            assert repair_text(once.text).text == once.text
            if len(line) < 250:
                assert slug(line) == slug(once.text)


# -- mathematics in a text -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ and $y^2$.", ["$x$", "$y^2$"]),
        ("costs $15 and $20", []),
        ("costs $15-$20 or $x$", ["$x$"]),
        (r"$\sim$4 and $k$2", [r"$\sim$", "$k$"]),
        ("$ x $ and $x $", []),
        ("$S_1$ is the area and $S_2$", ["$S_1$", "$S_2$"]),
        ("$x of the running words$", []),
        (r"$x \text{ for all values of } y$", [r"$x \text{ for all values of } y$"]),
        ("$a\nb$", []),
    ],
)
def test_dollars_pair_up_around_mathematics_only(text: str, formulas: list[str]) -> None:
    assert [text[start:end] for start, end in math_spans(text)] == formulas


# -- forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"$O(\varepsilon^{-2.5})$", "O(ε⁻²·⁵)"),
        (r"$\frac{8}{255}$", "8/255"),
        (r"$\frac{a+b}{2}$", "(a+b)/2"),
        (r"$\tilde{\mathcal{O}}(\sqrt{T})$", "Õ(√T)"),
        (r"$x \in \mathbb{R}^d$", "x ∈ ℝᵈ"),
        (r"$n\log n$", "n log n"),
        (r"$\|x\|_2 \leq 1$", "‖x‖₂ ≤ 1"),
        (r"$1.12\times$", "1.12×"),
        (r"$\OPT$", "OPT"),
        (r"${x$", "x"),
    ],
)
def test_mathematics_as_letters(tex: str, letters: str) -> None:
    assert plain(tex) == letters


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("Łukasz Øvergård", "lukasz overgard"),
        ("Œuvre ÆON", "oeuvre aeon"),
        ("İstanbul ısı", "istanbul isi"),
        ("naïve ﬁt ²", "naive fit 2"),
        ("Ñandú", "nandu"),
    ],
)
def test_folded_text_has_neither_case_nor_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("title", [r"$\beta$-VAE", "beta-VAE", "β-VAE", r"\beta-VAE", "Beta VAE"])
def test_spellings_of_one_title_have_one_address(title: str) -> None:
    assert slug(title) == "beta-vae"
    assert title_key(title) == "betavae"


def test_an_address_is_cut_at_a_words_end() -> None:
    assert slug("word " * 30) == "-".join(["word"] * 16)
    assert slug("x" * 90) == "x" * 80


def test_a_title_without_letters_for_an_address_gets_one_from_its_hash() -> None:
    assert slug("深度学习") == "paper-9bea2bda7a"
    assert slug("深度学习") != slug("强化学习")


def test_the_address_of_the_index_is_not_taken() -> None:
    assert slug("Index").startswith("index-")


@pytest.mark.parametrize(
    ("length", "beginning"),
    [
        (100, "We bound $x^2 + y^2$ and more, words"),
        (31, "We bound $x^2 + y^2$ and more…"),
        (18, "We bound…"),
        (4, "We…"),
    ],
)
def test_a_snippet_ends_with_a_word_and_breaks_no_formula(length: int, beginning: str) -> None:
    assert snippet("We bound $x^2 + y^2$ and more, words", length) == beginning
