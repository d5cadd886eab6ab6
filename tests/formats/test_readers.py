"""What holds for every reader: it never raises, and what it yields is safe."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.formats import FORMATS, detect
from generator.model import Record, SourceFile, Trust
from generator.problems import Report

READERS = sorted(name for name, form in FORMATS.items() if form.read)
SOURCE = SourceFile("papers/captured/x", "x", Trust.CAPTURED)
PIECES = st.lists(
    st.sampled_from(
        (
            *('{"title": "A Title", "DOI": 7, "issued": {"date-parts": [["', "9" * 5000, '"]]}}'),
            *("[", "]", "{", "}", ",", ":", '"', "null", "\n", "\n\n", "- ", "# ", "@article{a,"),
            *(
                "title = {A}",
                "TY  - JOUR\n",
                "TI  - A\n",
                "ER  - \n",
                "<entry>",
                "</entry>",
                "<title>",
            ),
            *(
                "A Title Here\n",
                "An abstract. Of it.\n",
                "[A](https://arxiv.org/abs/2302.05543)",
                "\\",
            ),
        )
    ),
    max_size=30,
).map("".join)


def read(name: str, text: str) -> list[Record]:
    form = FORMATS[name]
    assert form.read
    return list(form.read(text, SOURCE, Report()))


@pytest.mark.parametrize("name", READERS)
@given(text=PIECES | st.text(max_size=200))
@example(text="title\r,year\n1,2\n")
@settings(max_examples=60, deadline=None)
def test_no_text_raises_and_records_are_placed(name: str, text: str) -> None:
    detect(text)
    for record in read(name, text):
        assert record.location.line > 0
        assert all(address.lower().startswith("http") for address in record.links.values())
        assert all(author.family for author in record.authors)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "piece", ["{", "[", "(", "[a](", "**", "\\", "$", "<", "\n- ", "@a{", "a, "]
)
def test_long_nonsense_is_read_to_its_end(name: str, piece: str) -> None:
    text = f"{PREFIXES.get(name, '')}{piece * (300_000 // len(piece))}"
    detect(text)
    assert len(read(name, text)) <= len(text) // 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("markdown_list", "# A\n- **A Title Here** *" + " " * 100_000),
        ("markdown_list", "# A\n- [a](" + "x" * 100_000),
        ("markdown_list", "# A\n- " + "![a](b) " * 30_000),
        ("markdown_list", "# A\n- " + "[a]" * 100_000 + " 2023"),
        ("markdown_list", "# A\n| paper |\n|" + "-" * 100_000 + "x|"),
        ("bibtex", "@article{" + "\\" * 100_000),
        ("bibtex", "@article{a, title={A}, author={" + " " * 100_000 + "}}"),
        ("bibtex", "@article{a, title={" + "\\(" * 50_000 + "}}"),
        ("ris", "TY  - JOUR\nTI  - a\n" + "b\n" * 300_000),
        ("csl_json", '[{"title": "' + "<tex-math>" * 30_000 + '"}]'),
        ("hf_html", '<html>huggingface <h3><a href="/papers/1">A</a></h3>' + "<p>" * 100_000),
        ("hf_html", "<html>huggingface <h3><a " + 'href="/papers/1" ' * 20_000),
    ],
)
def test_what_is_never_closed_is_read_to_its_end(name: str, text: str) -> None:
    assert len(read(name, text)) <= 1


PREFIXES = {
    "hf_papers": "Get trending papers in your email inbox!\nSubscribe",
    "bibtex": "@article{a, title={X}}\n@article{b, title={",
    "ris": "TY  - JOUR\nTI  - ",
    "csl_json": '[{"title":"x"},',
    "papers_yaml": "- title: ",
    "arxiv_atom": "<feed>arxiv.org ",
    "markdown_list": "# A\n- [x y z](https://arxiv.org/abs/2302.05543) ",
    "hf_html": '<html>huggingface <h3><a href="/papers/1">',
}
