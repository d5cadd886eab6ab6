"""TeX of bibliographies, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formats.bibtex.tex import decode, encode


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Labb{\'e} \"{\i} \c{c} \v{S}koda \v s", "Labbé ï ç Škoda š"),
        (r"{\L}ojasiewicz stra{\ss}e \O rsted Fran\c cois", "Łojasiewicz straße Ørsted François"),
        (r"Erd\H{o}s {\'E}tudes na\"ive", "Erdős Études naïve"),
        (r"{BEV} based {\em on} \textbf{bold} \emph{words}", "BEV based on bold words"),
        (r"R\&D 10\% \$5 a\_b \#1 \{x\}", "R&D 10% $5 a_b #1 {x}"),
        (r"a -- b --- ``c'' `d' D.~K", "a – b — “c” ‘d' D. K"),
        (r"{$O(N^2)$} and \(x\) and $$y$$ and \ensuremath{z}", "$O(N^2)$ and $x$ and $y$ and $z$"),
        (r"$\mathcal{O}(\{x\})$", r"$\mathcal{O}(\{x\})$"),
        (r"\alpha \mathcal{O}(n)", r"\alpha \mathcal{O}(n)"),
        (r"\url{http://x.org/a_b} \href{http://x.org}{words}", "http://x.org/a_b words"),
        ("two\n  lines\n\nparagraph \\par next", "two lines\n\nparagraph\n\nnext"),
        ("}{ {{{", ""),
        ("\\", "\\"),
    ],
)
def test_tex_is_read_as_it_prints(tex: str, text: str) -> None:
    assert decode(tex) == text


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("R&D: 10% of $5", r"R\&D: 10\% of \$5"),
        ("a_b {x} ^ ~ \\", r"a\_b \textbraceleft{}x\textbraceright{} "
         r"\textasciicircum{} \textasciitilde{} \textbackslash{}"),
        ("rate $O(N^2)$", "rate $O(N^2)$"),
        ("broken $x_{1$", r"broken \$x\_\textbraceleft{}1\$"),
        ("a--b ''c''", "a-{}-b '{}'c'{}'"),
        ("naïve – “quoted”", "naïve – “quoted”"),
    ],
)  # fmt: skip
def test_text_is_written_as_tex_that_prints_it(text: str, tex: str) -> None:
    assert encode(text) == tex
    assert decode(tex) == text


@given(st.text(max_size=80))
def test_decoding_never_raises(text: str) -> None:
    decode(text)


@given(st.text("\\{}$'`\"^~%&#_- \nabc", max_size=80))
def test_decoding_tex_like_text_never_raises(text: str) -> None:
    decode(text)


@given(st.text("\\{}$'`\"^~%&#_-\nabc ", max_size=80))
def test_written_braces_always_pair(text: str) -> None:
    depth = 0
    for char in encode(text):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


def test_deep_nesting_ends() -> None:
    assert decode("{" * 100_000 + "x" + "}" * 100_000) == "x"
