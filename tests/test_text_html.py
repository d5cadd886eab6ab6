"""Text as HTML: nothing but our own markup, valid MathML, marks and links."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import clean, math_spans, to_html

MATHML = set(
    "math mrow mi mn mo mspace mtext mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup "
    "munder mover munderover mtable mtr mtd".split()
)


def parse(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<body>{html}</body>")


def test_everything_that_is_no_mathematics_is_escaped() -> None:
    assert to_html('</title><script>"a" & b</script>') == (
        '&lt;/title&gt;&lt;script&gt;"a" &amp; b&lt;/script&gt;'
    )


def test_inline_brackets_do_not_stretch() -> None:
    tree = parse(to_html(r"$\left(\frac{a}{b}\right)[x]\{y\}\|z\|\lceil n\rceil$"))
    brackets = [mo for mo in tree.iter("mo") if mo.text in list("()[]{}‖⌈⌉")]
    assert len(brackets) == 10
    assert {mo.get("stretchy") for mo in brackets} == {"false"}


def test_a_formula_is_mathml_without_tex() -> None:
    assert to_html(r"a $\frac{8}{255}$ b") == (
        "a <math><mrow><mfrac><mrow><mn>8</mn></mrow><mrow><mn>255</mn></mrow></mfrac></mrow>"
        "</math> b"
    )


def test_the_name_of_a_function_stands_apart_from_its_argument() -> None:
    html = to_html(r"$n\log n$")
    assert html.count("<mspace") == 2
    assert "<mi>log</mi>" in html
    assert "<mspace" not in to_html(r"$\log(n)$")


def test_letters_of_one_name_are_one_identifier() -> None:
    assert "<mi>poly</mi>" in to_html(r"$\mathrm{poly}(n)$")
    assert "<mi>argmax</mi>" in to_html(r"$\operatorname{argmax}_a Q$")


@pytest.mark.parametrize("tex", [r"{x", "x_", r"\frac{1}", "x}", "{" * 50])
def test_tex_without_a_reading_is_shown_as_code(tex: str) -> None:
    assert to_html(f"${tex}$") == f'<code class="tex">{tex}</code>'


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\def\a{\a\a}\a",
        r"\style{color:red}{x}",
        r"\class{x}{y}",
        r"\unicode{60}script",
        r"<script>alert(1)</script>",
        r"\text{<img src=x onerror=y>}",
        r"\newcommand{\x}{\x\x}\x",
        r"\color{red} x",
    ],
)
def test_no_formula_makes_markup_of_its_own(tex: str) -> None:
    for element in parse(to_html(f"${tex}$")).iter():
        assert element.tag in MATHML | {"body", "code"}
        assert not {"href", "style", "class", "onerror", "id"} & set(element.attrib) or (
            element.tag == "code"
        )


def test_an_unknown_command_shows_its_name() -> None:
    assert to_html(r"$\OPT$") == "<math><mrow><mrow><mi>OPT</mi></mrow></mrow></math>"


# -- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at https://a.org/b.", "https://a.org/b"),
        ("(see http://a.org/b_(c)).", "http://a.org/b_(c)"),
        ("https://a.org/?x=1&y=2, and", "https://a.org/?x=1&amp;y=2"),
        ("“https://a.org/x”", "https://a.org/x"),
        ("[https://a.org/x]!", "https://a.org/x"),
    ],
)
def test_addresses_are_links_without_the_sentences_signs(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="noopener">{address}</a>' in to_html(text)


@pytest.mark.parametrize("text", ["javascript://x", "http://", "ftp://a.org", "xhttps://a.org"])
def test_nothing_else_is_a_link(text: str) -> None:
    assert to_html(text) == text


# -- marks -----------------------------------------------------------------------------------

LINK = ('<a href="x">', "</a>")
MARK = ("<mark>", "</mark>")


def test_a_mark_stands_around_its_words() -> None:
    assert to_html("a bc d", [(2, 4, *MARK)]) == "a <mark>bc</mark> d"


def test_marks_nest_and_overlap() -> None:
    assert to_html("abcdef", [(1, 3, *MARK), (0, 4, *LINK)]) == (
        '<a href="x">a<mark>bc</mark>d</a>ef'
    )
    assert to_html("abcdef", [(0, 4, "<b>", "</b>"), (2, 6, "<i>", "</i>")]) == (
        "<b>ab<i>cd</i></b><i>ef</i>"
    )


def test_a_link_in_a_link_is_left_out() -> None:
    assert to_html("abcd", [(0, 4, *LINK), (1, 2, *LINK)]) == '<a href="x">abcd</a>'
    html = to_html("see https://a.org/b", [(0, 8, *LINK)])
    assert html.count("<a ") == 1


def test_a_mark_that_touches_mathematics_holds_all_of_it() -> None:
    html = to_html("a $x$ b", [(0, 3, *MARK)])
    assert html == "<mark>a <math><mrow><mi>x</mi></mrow></math></mark> b"


def test_marks_outside_the_text_are_cut() -> None:
    assert to_html("ab", [(-5, 1, *MARK), (1, 99, *MARK), (7, 9, *MARK), (1, 1, *MARK)]) == (
        "<mark>a</mark><mark>b</mark>"
    )


def test_paragraphs_are_closed_before_their_marks_go_on() -> None:
    assert to_html("ab\n\ncd", [(1, 5, *MARK)], paragraphs=True) == (
        "<p>a<mark>b</mark></p>\n<p><mark>c</mark>d</p>"
    )


@given(
    st.text("ab $x^2_{}\\<>&\n.https://", max_size=40),
    st.lists(
        st.tuples(st.integers(-3, 45), st.integers(-3, 45), st.sampled_from([LINK, MARK])),
        max_size=5,
    ),
)
def test_the_markup_is_always_well_formed(
    text: str, marks: list[tuple[int, int, tuple[str, str]]]
) -> None:
    text = clean(text)
    placed = [(start, end, *markup) for start, end, markup in marks]
    tree = parse(to_html(text, placed, paragraphs=True))
    assert not [inner for link in tree.iter("a") for inner in link.iter("a") if inner is not link]
    whole = parse(to_html(text, placed))
    assert len(list(whole.iter("math"))) + len(list(whole.iter("code"))) == len(math_spans(text))
