"""What a format writes it reads again: ``read(write(papers)) == papers``."""

import datetime
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports import write_jsonl
from generator.formats import FORMATS, detect, papers_yaml
from generator.formats.bibtex.fields import TYPES as BIBTEX_TYPES
from generator.formats.papers_yaml import record_text
from generator.formats.ris import TYPES as RIS_TYPES
from generator.library import Library, load_library
from generator.model import Author, Identifier, Paper, PartialDate, Record, SourceFile, Trust
from generator.problems import Location, Report
from generator.topics import PaperLabels

SOURCE = SourceFile("papers/captured/x", "x", Trust.CAPTURED)


def read_again(name: str, papers: list[Paper]) -> list[Record]:
    form = FORMATS[name]
    assert form.write
    assert form.read
    text = form.write(papers)
    assert not papers or detect(text, form.suffixes[0]) is form
    report = Report()
    records = list(form.read(text, SOURCE, report))
    assert not report.problems, (report.problems, text)
    return records


# What a person may write, TeX's and JSON's special characters among it.
LETTERS = "abcdefgXYZéøßŁ" + "\\{}$&%#_^~`'\"-<>@=;:,.()[]!?/|+*" + "0123–—“”’日αß"
WORDS = st.text(LETTERS, min_size=1, max_size=12)
FORMULAS = st.sampled_from(
    (
        "$x$",
        "$\\alpha_{i}$",
        "$O(N^2)$",
        "$\\mathcal{O}(\\epsilon^{-4})$",
        "$\\{x\\}$",
        "$f: A \\to B$",
    )
)


@st.composite
def texts(draw: st.DrawFn, formulas: bool = True, least: int = 1, most: int = 8) -> str:
    words = draw(st.lists(WORDS | FORMULAS if formulas else WORDS, min_size=least, max_size=most))
    text = unicodedata.normalize("NFC", " ".join(" ".join(words).split()))
    return text if text or not least else "x"


def titles() -> st.SearchStrategy[str]:
    # A title has a letter; without one it is none.
    return texts().map(lambda text: f"Title {text}")


NAME = st.text("abcXYZéø -'.", min_size=1, max_size=10).map(lambda t: " ".join(t.split()))


@st.composite
def authors(draw: st.DrawFn) -> Author:
    family = draw(NAME.filter(lambda t: any(c.isalpha() for c in t)))
    return Author(family, draw(NAME.filter(lambda t: any(c.isalpha() for c in t)) | st.just("")))


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
    date = PartialDate(day.year, day.month, day.day)
    return draw(st.sampled_from((date, PartialDate(day.year, day.month), PartialDate(day.year))))


IDENTIFIERS = st.fixed_dictionaries(
    {},
    optional={
        "arxiv": st.sampled_from((("2302.05543",), ("hep-th/9901001",))),
        "doi": st.sampled_from((("10.1000/182",), ("10.1002/(sici)1_2<3::a>3.0.co;2-#",))),
        "openreview": st.just(("rkgMkCEtPB",)),
        "acl": st.just(("P19-1001",)),
        "pmid": st.just(("12345678",)),
        "isbn": st.just(("9780306406157",)),
    },
)
LINKS = st.fixed_dictionaries(
    {},
    optional={
        "url": st.just("https://example.org/~a_b/c%20d?e=f&g=1#h"),
        "pdf": st.just("https://example.org/p_1.pdf"),
        "code": st.just("https://github.com/a/b_c"),
    },
)
KEYWORDS = st.lists(
    st.text("abc XYZ-éß&_#", min_size=1, max_size=12)
    .map(lambda t: " ".join(t.split()))
    .filter(lambda t: any(c.isalpha() for c in t)),
    max_size=4,
    unique=True,
).map(tuple)


SUCCESSOR = "100% & More: {B}etter $O(n^2)$ Papers?"


@st.composite
def papers(draw: st.DrawFn, types: tuple[str, ...]) -> Paper:
    kind = draw(st.sampled_from(types))
    issued = draw(dates() | st.none())
    status = draw(st.sampled_from(("", "withdrawn", "retracted", "superseded")))
    return Paper(
        id="a-paper",
        title=draw(titles()),
        abstract=draw(texts(most=20)),
        authors=tuple(draw(st.lists(authors(), max_size=4))),
        issued=issued,
        venue=draw(texts(formulas=False).map(lambda t: f"Venue {t}") | st.just("")),
        type=kind,
        identifiers=draw(IDENTIFIERS),
        links=draw(LINKS),
        details=draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "volume": st.just("12"),
                    "issue": st.just("3"),
                    "page": st.sampled_from(("1-12", "e0815", "7")),
                    "publisher": st.just("Smith & Sons"),
                    "ISSN": st.just("1932-6208"),
                },
            )
        ),
        keywords=draw(KEYWORDS),
        citekey="key2020title",
        status=status,
        successor=draw(st.sampled_from(("", "another-paper", SUCCESSOR))) if status else "",
    )


def facts(paper: Paper | Record, links: tuple[str, ...]) -> dict[str, object]:
    """The fields that every citation format carries."""
    if isinstance(paper, Record):
        names = set(paper.identifiers)
    else:
        names = {Identifier(s, v) for s, values in paper.identifiers.items() for v in values}
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.authors,
        "issued": paper.issued,
        "venue": paper.venue,
        "type": paper.type,
        "identifiers": names,
        "links": {kind: paper.links[kind] for kind in links if kind in paper.links},
        "details": dict(paper.details),
        "keywords": paper.keywords,
        "citekey": paper.citekey,
        "status": (paper.status, paper.successor),
    }


CASES = {
    "bibtex": (
        ("article", *sorted({kind for kind in BIBTEX_TYPES.values() if kind})),
        ("url", "pdf", "code"),
    ),
    "ris": (tuple(sorted({kind for kind in RIS_TYPES.values() if kind})), ("url", "pdf")),
    "csl_json": (
        ("article", "article-journal", "paper-conference", "thesis", "webpage"),
        ("url", "pdf", "code"),
    ),
}


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_papers_come_back_as_they_went_out(name: str, data: st.DataObject) -> None:
    types, links = CASES[name]
    made = data.draw(papers(types))
    if name == "bibtex" and made.type == "webpage" and "arxiv" in made.identifiers:
        # Better BibTeX gives preprints as "@online".
        made = replace(made, type="article")
    if name == "bibtex" and made.type == "article" and "arxiv" not in made.identifiers:
        # BibTeX has no type for preprints; the eprint says it.
        made = replace(made, type="book")
    if name == "bibtex" and made.type == "article":
        made = replace(made, venue="")
    if name in ("ris", "csl_json") and made.type == "thesis" and not made.venue:
        # The publisher of a thesis is its university, which is its venue.
        made = replace(made, details={k: v for k, v in made.details.items() if k != "publisher"})
    (record,) = read_again(name, [made])
    assert facts(record, links) == facts(made, links)


@pytest.mark.parametrize("name", CASES)
def test_order_and_number_of_papers_stay(name: str) -> None:
    made = [Paper(id=f"p{n}", title=f"Title {n}", citekey=f"key{n}") for n in range(50)]
    assert [record.title for record in read_again(name, made)] == [paper.title for paper in made]


@pytest.mark.parametrize("name", CASES)
def test_no_papers_are_no_records(name: str) -> None:
    assert read_again(name, []) == []


@given(
    record=st.builds(
        Record,
        location=st.just(Location(SOURCE.file, 1)),
        source=st.just(SOURCE),
        title=titles(),
        abstract=texts(least=0),
        authors=st.lists(authors(), max_size=3).map(tuple),
        issued=dates() | st.none(),
        venue=texts(least=0),
        note=texts(least=0),
        evidence=st.lists(texts(), max_size=2).map(tuple),
        identifiers=st.sampled_from(
            (
                (),
                (Identifier("arxiv", "2302.05543"),),
                (Identifier("doi", "10.1000/a"), Identifier("doi", "10.1000/b")),
                (Identifier("openreview", "1puvYh729M"), Identifier("isbn", "9780306406157")),
            )
        ),
        links=st.sampled_from(
            ({}, {"code": "https://github.com/a/b", "slides": "https://x.org/s"})
        ),
        details=st.sampled_from(({}, {"volume": "07", "page": "1-9"})),
        status=st.sampled_from(("", "retracted")),
    )
)
@settings(max_examples=200, deadline=None)
def test_an_entry_of_facts_is_read_as_it_was(record: Record) -> None:
    report = Report()
    text = f"# A comment\n\n{record_text(record)}"
    (found,) = papers_yaml.read(text, SOURCE, report)
    assert not report.problems
    same = replace(found, location=record.location, field_locations={})
    assert same == record
    assert record_text(same) == record_text(record)


@given(made=papers(("article", "article-journal", "paper-conference", "thesis", "webpage")))
@settings(max_examples=100, deadline=None)
def test_a_table_holds_what_it_has_columns_for(made: Paper) -> None:
    columns = {"arxiv", "doi", "openreview"}
    held = {scheme: ids for scheme, ids in made.identifiers.items() if scheme in columns}
    made = replace(made, identifiers=held, details={})
    if made.type == "article":
        made = replace(made, venue="")
    (record,) = read_again("csv", [made])
    assert facts(record, ("url", "code")) == facts(made, ("url", "code"))


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-x", "+a", "@b", 'a "b", c; d', "a\tb"])
def test_a_cell_that_a_spreadsheet_would_run_comes_back(text: str) -> None:
    (record,) = read_again("csv", [Paper(id="a", title=f"{text} title", venue=text)])
    assert record.title == " ".join(f"{text} title".split())
    assert record.venue == " ".join(text.split())


def listed(made: list[Paper]) -> Library:
    """A list of papers without labels."""
    empty = load_library(Path("no such folder"), Report())
    return replace(
        empty,
        papers=tuple(made),
        by_id={paper.id: paper for paper in made},
        assignments={paper.id: PaperLabels() for paper in made},
    )


@given(
    made=papers(("",)),
    note=texts(least=0),
    keep=st.sampled_from((("code", "pdf", "url"), ())),
)
@settings(max_examples=200, deadline=None)
def test_a_line_of_jsonl_holds_what_it_has_keys_for(
    made: Paper, note: str, keep: tuple[str, ...]
) -> None:
    year = PartialDate(made.issued.year) if made.issued else None
    made = replace(made, note=note, issued=year, keywords=(), details={})
    made = replace(made, links={kind: made.links[kind] for kind in keep if kind in made.links})
    text = write_jsonl(listed([made]), [made])
    form = detect(text, ".jsonl")
    assert form is FORMATS["jsonl"]
    report = Report()
    assert form.read
    (record,) = form.read(text, SOURCE, report)
    assert not report.problems
    assert facts(record, keep) == facts(made, keep)
    assert record.note == note
