"""The command ``enrich``: what is asked, what is taken, what is written, and what never changes."""

from __future__ import annotations

import datetime
import json
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import fakeservices
import pytest
import yaml
from click.testing import CliRunner, Result
from fakeservices import FakeServices, Fault, Work, fake_services
from toysite import wait_until

import generator.enrich.cli
from generator.cli import main
from generator.enrich.cache import AnswerCache
from generator.enrich.client import Client
from generator.enrich.enrichment import Enrichment, enrich
from generator.enrich.factfile import files_to_write
from generator.library import load_library
from generator.model import Paper
from generator.placing import place_files
from generator.problems import Report, Severity

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(days=30)
TODAY = NOON.date()
OVENS = Work(
    "Stone Ovens for Village Bakeries: A Field Study",
    ("Ann Roe", "Jan van der Berg"),
    date="2021-05-04",
    arxiv="2105.01234",
    doi="10.1109/toy.2021.12",
    venue="Journal of Ovens",
    abstract="We bake bread in forty villages and measure how evenly stone ovens heat loaves.",
    code="https://github.com/roe/ovens",
    openalex="W4210000001",
    s2="0a" * 20,
)
FIELDS = ("authors", "issued", "venue", "abstract", "status")


def captured(*entries: str) -> str:
    return "\n".join(entries)


@pytest.fixture
def fake() -> Iterator[FakeServices]:
    with fake_services(OVENS) as server:
        yield server


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "papers/captured").mkdir(parents=True)
    (folder / "list.yml").write_text("version: 1\ncontact: editor@example.org\n")
    return folder


Write = Callable[..., Path]


@pytest.fixture
def write(content: Path) -> Write:
    def write(text: str, name: str = "captured/list.yml") -> Path:
        path = content / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if not Path(f"{path}.yml").exists():
            Path(f"{path}.yml").write_text("added: 2025-01-02\n")
        return path

    return write


def client(content: Path, **changed: object) -> Client:
    made = Client(
        AnswerCache(content.parent / ".cache"), now=lambda: NOON, sleep=lambda seconds: None
    )
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def run(
    content: Path, fake: FakeServices, *names: str, report: Report | None = None, **changed: object
) -> Enrichment:
    """Ask the services (all, or those named) and write what they gave."""
    known = fake.services()
    order = list(known.values())
    services = [known[name] for name in names] or order
    report = report if report is not None else Report()
    asking = client(content, **changed)
    done = enrich(content, services, asking, report, order=order)
    for facts in done.changed:
        files = files_to_write(content, facts.service, facts.after, TODAY)
        place_files(files, may_replace=True)
    return done


def facts(content: Path, name: str) -> list[dict[str, object]]:
    path = content / f"papers/enriched/{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []


def only_paper(content: Path) -> Paper:
    report = Report()
    (paper,) = load_library(content, report).papers
    assert not report.problems, report.problems
    return paper


def state(content: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(content.rglob("*")) if p.is_file()}


# --- what is taken --------------------------------------------------------------------------


def test_a_bare_title_gets_everything_from_arxiv_first(
    content: Path, fake: FakeServices, write: Write
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    run(content, fake)
    paper = only_paper(content)
    assert paper.identifiers == {"arxiv": ("2105.01234",), "doi": ("10.1109/toy.2021.12",)}
    assert [str(author) for author in paper.authors] == list(OVENS.authors)
    assert paper.authors[1].family == "van der Berg"
    assert paper.venue == "Journal of Ovens"
    assert str(paper.issued) == "2021-05-04"
    assert paper.abstract == OVENS.abstract
    assert paper.links["code"] == OVENS.code
    assert facts(content, "arxiv")[0]["evidence"] == ["arXiv: 2105.01234, 2026-03-01"]
    # What arXiv gave, OpenAlex need not give; it knows the venue besides.
    assert set(facts(content, "openalex")[0]) == {
        *("title", "issued", "venue", "type", "doi", "details", "evidence")
    }
    assert facts(content, "crossref") == []
    assert set(facts(content, "huggingface")[0]) == {"title", "arxiv", "code", "evidence"}


@pytest.mark.parametrize(
    "name", ["arxiv", "openalex", "crossref", "semantic-scholar", "huggingface"]
)
def test_each_service_alone_finds_a_paper_by_its_title(
    content: Path, fake: FakeServices, write: Write, name: str
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    done = run(content, fake, name)
    assert [f.service.name for f in done.services] == [name]
    paper = only_paper(content)
    assert len(paper.records) == 2
    assert paper.authors
    assert paper.identifiers


@pytest.mark.parametrize(
    ("name", "identifier", "path"),
    [
        ("arxiv", "arxiv: '2105.01234'", "id_list=2105.01234"),
        ("openalex", "doi: 10.1109/toy.2021.12", "filter=doi:10.1109/toy.2021.12"),
        ("openalex", "openalex: W4210000001", "filter=ids.openalex:W4210000001"),
        ("crossref", "doi: 10.1109/toy.2021.12", "filter=doi:10.1109/toy.2021.12"),
        ("semantic-scholar", "arxiv: '2105.01234'", "/paper/batch"),
        ("semantic-scholar", "doi: 10.1109/toy.2021.12", "/paper/batch"),
        ("huggingface", "arxiv: '2105.01234'", "/papers/2105.01234"),
    ],
)
def test_an_identifier_is_asked_for_before_the_title(
    content: Path, fake: FakeServices, write: Write, name: str, identifier: str, path: str
) -> None:
    write(f"- title: '{OVENS.title}'\n  {identifier}\n")
    run(content, fake, name)
    assert path in fake.paths()[0]
    assert len(fake.asked) == 1
    assert only_paper(content).authors


def test_an_arxiv_paper_is_asked_of_openalex_by_its_doi(
    content: Path, fake: FakeServices, write: Write
) -> None:
    fake.works = [replace(OVENS, doi="")]
    write(f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n")
    run(content, fake, "openalex")
    assert "filter=doi:10.48550/arxiv.2105.01234" in fake.paths()[0]
    assert only_paper(content).venue == "Journal of Ovens"


def test_many_papers_are_asked_for_at_once(content: Path, fake: FakeServices, write: Write) -> None:
    fake.works = [
        replace(OVENS, title=f"Bread of Village No. {n}", arxiv=f"2105.{n:05}", doi=f"10.1145/{n}")
        for n in range(1, 121)
    ]
    write("".join(f"- title: {w.title}\n  arxiv: '{w.arxiv}'\n" for w in fake.works))
    done = run(content, fake, "arxiv")
    assert len(fake.asked) == 3
    assert done.services[0].found == 120
    assert len(facts(content, "arxiv")) == 120


def test_a_captured_fact_is_not_replaced(content: Path, fake: FakeServices, write: Write) -> None:
    write(
        f"- title: '{OVENS.title}'\n  doi: 10.1109/toy.2021.12\n  authors: [A. Roe, Jan Berg]\n"
        "  venue: J. Ovens\n  issued: 2022\n"
    )
    run(content, fake)
    paper = only_paper(content)
    assert [str(a) for a in paper.authors] == ["A. Roe", "Jan Berg"]
    assert paper.venue == "J. Ovens"
    assert str(paper.issued) == "2022"
    assert paper.abstract == OVENS.abstract


def test_what_a_curator_wrote_stands(content: Path, fake: FakeServices, write: Write) -> None:
    write(f"- title: '{OVENS.title}'\n")
    ours = write(
        f"- title: '{OVENS.title}'\n  authors: [Nobody Else]\n  venue: Mine\n", "curated/mine.yml"
    )
    before = ours.read_bytes()
    run(content, fake)
    assert ours.read_bytes() == before
    paper = only_paper(content)
    assert [str(a) for a in paper.authors] == ["Nobody Else"]
    assert paper.venue == "Mine"


def test_the_title_of_the_list_stays(content: Path, fake: FakeServices, write: Write) -> None:
    fake.works = [replace(OVENS, title=OVENS.title.upper())]
    write(f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n")
    run(content, fake)
    assert only_paper(content).title == OVENS.title


def test_a_retitled_paper_still_gets_its_facts(
    content: Path, fake: FakeServices, write: Write
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    write(f"- paper: {only_paper(content).id}\n  title: Ovens\n", "curated/mine.yml")
    run(content, fake, "arxiv")
    paper = only_paper(content)
    assert paper.title == "Ovens"
    assert paper.identifiers["arxiv"] == ("2105.01234",)


def test_a_hidden_paper_is_not_asked_for(content: Path, fake: FakeServices, write: Write) -> None:
    write(f"- title: '{OVENS.title}'\n  hidden: the author wished so\n", "curated/mine.yml")
    run(content, fake)
    assert not fake.asked


@pytest.mark.parametrize(
    ("name", "changed", "status"),
    [
        ("arxiv", {"comment": "This paper has been withdrawn by the authors"}, "withdrawn"),
        ("openalex", {"retracted": True}, "retracted"),
        ("crossref", {"retracted": True}, "retracted"),
        ("crossref", {"title": f"RETRACTED ARTICLE: {OVENS.title}"}, "retracted"),
    ],
)
def test_a_paper_that_was_taken_back_is_marked(
    content: Path,
    fake: FakeServices,
    write: Write,
    name: str,
    changed: dict[str, str],
    status: str,
) -> None:
    write(
        f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n  doi: 10.1109/toy.2021.12\n"
        "  authors: [Ann Roe]\n  issued: 2021\n  venue: J\n"
        f"  abstract: {OVENS.abstract}\n  code: https://github.com/roe/ovens\n"
    )
    fake.works = [replace(OVENS, **changed)]  # type: ignore[arg-type]
    run(content, fake, name)
    assert only_paper(content).status == status
    assert only_paper(content).title == OVENS.title
    # The service says later that all is well.
    fake.works = [OVENS]
    later = NOON + datetime.timedelta(days=30)
    run(content, fake, name, now=lambda: later)
    assert only_paper(content).status == ""


def test_odd_dois_are_asked_for_alone(content: Path, fake: FakeServices, write: Write) -> None:
    odd = replace(OVENS, doi="10.1002/(sici)1097,5|x", arxiv="")
    fake.works = [replace(odd, doi="10.1002/sici1097,5")]
    write(f"- title: '{OVENS.title}'\n  doi: 10.1002/sici1097,5\n")
    run(content, fake, "openalex", "crossref")
    assert fake.paths("/works/")[0].endswith("/works/doi:10.1002/sici1097,5")
    assert only_paper(content).venue == "Journal of Ovens"


# --- the guard ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "changed", "taken"),
    [
        ("", {}, True),
        ("issued: 2019", {}, True),
        ("issued: 2010", {}, False),
        ("authors: [A. Roe, J. van der Berg]", {}, True),
        ("authors: [Ann Roe]", {}, True),
        ("authors: [Max Mustermann]", {}, False),
        ("abstract: " + "Neural networks learn dynamics of robots that walk over rough ground. " * 3, {}, False),  # noqa: E501
        ("", {"title": "Stone Ovens for Village Bakeries: A Field Report"}, False),
        ("", {"title": "Stone Ovens for Village Bakeries"}, False),
        ("authors: [Ann Roe]", {"title": "Stone Ovens for Village Bakeries"}, True),
        ("authors: [Ann Roe]", {"title": "Stone Oven for Village Bakeries: a field study"}, True),
        ("arxiv: '1905.00001'", {}, False),
    ],
)  # fmt: skip
def test_a_find_by_title_must_agree(
    content: Path,
    fake: FakeServices,
    write: Write,
    known: str,
    changed: dict[str, str],
    taken: bool,
) -> None:
    fake.works = [replace(OVENS, **changed)]  # type: ignore[arg-type]
    write(f"- title: '{OVENS.title}'\n  {known}\n")
    run(content, fake, "semantic-scholar")
    assert bool(facts(content, "semantic-scholar")) is taken


@pytest.mark.parametrize("title", ["Editorial", "Deep Learning", "Bread"])
def test_a_short_title_alone_is_no_reason(
    content: Path, fake: FakeServices, write: Write, title: str
) -> None:
    fake.works = [replace(OVENS, title=title)]
    write(f"- title: {title}\n")
    report = Report()
    run(content, fake, "arxiv", report=report)
    assert facts(content, "arxiv") == []
    (problem,) = report.problems
    assert problem.code == "facts-doubtful"
    assert problem.location.file == "content/papers/captured/list.yml"
    assert problem.location.line == 1
    assert "arxiv:2105.01234" in problem.message


def test_two_works_of_one_title_are_told_and_not_taken(
    content: Path, fake: FakeServices, write: Write
) -> None:
    other = replace(
        OVENS,
        authors=("Max Muster", "Eva Klein"),
        arxiv="1801.00001",
        doi="10.2/x",
        openalex="W2000001",
    )
    fake.works = [OVENS, other]
    write(f"- title: '{OVENS.title}'\n")
    report = Report()
    run(content, fake, "openalex", report=report)
    assert facts(content, "openalex") == []
    assert "several works have the title" in report.problems[0].message


def test_preprint_and_article_of_one_paper_are_no_doubt(
    content: Path, fake: FakeServices, write: Write
) -> None:
    preprint = replace(OVENS, venue="", doi="", date="2020-01-01", openalex="W2000002")
    fake.works = [preprint, OVENS]
    write(f"- title: '{OVENS.title}'\n")
    run(content, fake, "openalex")
    assert only_paper(content).venue == "Journal of Ovens"


def test_an_identifier_of_another_paper_is_told(
    content: Path, fake: FakeServices, write: Write
) -> None:
    fake.works = [replace(OVENS, title="Neural Fields of Wheat", authors=("Eva Klein",))]
    write(f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n  authors: [Ann Roe]\n")
    report = Report()
    run(content, fake, "arxiv", report=report)
    assert facts(content, "arxiv") == []
    assert "Neural Fields of Wheat" in report.problems[0].message


def test_a_changed_title_is_no_doubt_if_the_authors_agree(
    content: Path, fake: FakeServices, write: Write
) -> None:
    fake.works = [replace(OVENS, title="How Stones Heat Bread")]
    write(
        f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n  authors: [Ann Roe, J. van der Berg]\n"
    )
    run(content, fake, "arxiv")
    assert only_paper(content).abstract == OVENS.abstract


def test_two_papers_of_the_list_never_become_one(
    content: Path, fake: FakeServices, write: Write
) -> None:
    write(
        f"- title: '{OVENS.title}'\n  authors: [Ann Roe]\n  issued: 2020\n"
        f"- title: 'Ovens, Measured'\n  doi: 10.1109/toy.2021.12\n"
    )
    report = Report()
    before = {paper.id for paper in load_library(content, Report()).papers}
    run(content, fake, report=report)
    assert {paper.id for paper in load_library(content, Report()).papers} == before
    assert any("are they one paper?" in problem.message for problem in report.problems)


OTHER_ABSTRACT = "Robots walk over rough ground while neural policies learn from their falls. " * 3


def test_two_papers_of_one_title_get_each_its_own_facts(
    content: Path, fake: FakeServices, write: Write
) -> None:
    mine = replace(OVENS, abstract=OVENS.abstract * 2)
    other = replace(
        OVENS,
        authors=("Max Muster", "Eva Klein"),
        arxiv="1801.00001",
        doi="10.2/x",
        abstract=OTHER_ABSTRACT,
    )
    fake.works = [mine, other]
    write(
        f"- title: '{OVENS.title}'\n  abstract: {mine.abstract}\n"
        f"- title: '{OVENS.title}'\n  abstract: {other.abstract}\n"
    )
    run(content, fake, "arxiv")
    papers = load_library(content, Report()).papers
    assert {p.abstract[:5]: p.identifiers["arxiv"] for p in papers} == {
        "We ba": ("2105.01234",),
        "Robot": ("1801.00001",),
    }
    before = state(content)
    run(content, fake, "arxiv", now=lambda: LATER)
    assert state(content) == before


def test_an_isbn_of_proceedings_is_no_doubt(
    content: Path, fake: FakeServices, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.works = [
        replace(OVENS, title=f"Bread of Village No. {n}", doi=f"10.1145/{n}") for n in range(1, 4)
    ]
    real = fakeservices.crossref_work
    monkeypatch.setattr(
        fakeservices, "crossref_work", lambda work: {**real(work), "ISBN": ["9780306406157"]}
    )
    write("".join(f"- title: {w.title}\n" for w in fake.works))
    report = Report()
    run(content, fake, "crossref", report=report)
    assert len(facts(content, "crossref")) == 3
    assert not report.problems


# --- nothing shrinks ------------------------------------------------------------------------


@pytest.fixture
def enriched(content: Path, fake: FakeServices, write: Write) -> Path:
    write(f"- title: '{OVENS.title}'\n")
    run(content, fake)
    return content


def test_a_second_run_changes_nothing(enriched: Path, fake: FakeServices) -> None:
    before = state(enriched)
    done = run(enriched, fake, now=lambda: LATER)
    assert not done.changed
    assert state(enriched) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"authors": ()},
        {"authors": OVENS.authors[:1]},
        {"abstract": ""},
        {"abstract": OVENS.abstract[:40] + "…"},
        {"venue": ""},
        {"doi": ""},
        {"code": ""},
    ],
    ids=str,
)
def test_a_half_answer_changes_nothing(
    enriched: Path, fake: FakeServices, changed: dict[str, str]
) -> None:
    before = state(enriched)
    fake.works = [replace(OVENS, **changed)]  # type: ignore[arg-type]
    run(enriched, fake, now=lambda: LATER)
    assert state(enriched) == before


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(200, b"<html>Sorry</html>"),
        Fault(200, b'{"results": [{"id": "https://openalex.org/W1", "ti'),
        Fault(200, b"[]"),
        Fault(404, b"{}"),
        Fault(429, headers={"Retry-After": "86400"}),
        Fault(200, None),
    ],
    ids=["500", "html", "cut", "list", "404", "tomorrow", "closed"],
)
def test_a_failure_changes_nothing_and_is_told(
    enriched: Path, fake: FakeServices, fault: Fault
) -> None:
    before = state(enriched)
    fake.always = fault
    report = Report()
    done = run(enriched, fake, report=report, now=lambda: LATER)
    assert state(enriched) == before
    if fault.status != 404:
        told = [p for p in report.problems if p.code == "service-failed"]
        assert {p.location.file for p in told} >= {"content/papers/enriched/openalex.yml"}
        assert any(facts.unasked for facts in done.services)


def test_empty_answers_change_nothing(enriched: Path, fake: FakeServices) -> None:
    before = state(enriched)
    fake.works = []
    run(enriched, fake, now=lambda: LATER)
    assert state(enriched) == before


def test_another_answer_brings_the_facts_up_to_date(enriched: Path, fake: FakeServices) -> None:
    fake.works = [replace(OVENS, authors=(*OVENS.authors, "Eva Klein"))]
    run(enriched, fake, now=lambda: LATER)
    assert len(only_paper(enriched).authors) == 3
    assert facts(enriched, "arxiv")[0]["evidence"] == ["arXiv: 2105.01234, 2026-03-31"]


def test_what_was_written_by_hand_into_the_file_stays(
    enriched: Path, fake: FakeServices, write: Write
) -> None:
    path = enriched / "papers/enriched/arxiv.yml"
    hand = "# seen by hand\n- {title: A Paper of Another Day, arxiv: '1905.00001'}  # odd\n"
    path.write_text(hand + "\n" + path.read_text(), encoding="utf-8")
    fake.works.append(
        replace(
            OVENS, title="Bread of Village No. 1", arxiv="2105.00001", doi="", s2="", openalex=""
        )
    )
    write("- title: Bread of Village No. 1\n", "captured/more.yml")
    run(enriched, fake, "arxiv", now=lambda: LATER)
    text = path.read_text(encoding="utf-8")
    assert all(line in text.split("\n") for line in hand.strip().split("\n"))
    assert "2105.00001" in text
    assert "2105.01234" in text


@pytest.mark.parametrize(
    "damage", ["- title: [\n", "- titel: x\n", "just words\n", "- {venue: x}\n"]
)
def test_a_file_that_cannot_be_read_is_left_alone(
    enriched: Path, fake: FakeServices, damage: str
) -> None:
    path = enriched / "papers/enriched/arxiv.yml"
    path.write_text(damage + path.read_text(), encoding="utf-8")
    before = state(enriched)
    report = Report()
    run(enriched, fake, "arxiv", report=report, now=lambda: LATER)
    assert state(enriched) == before
    assert {p.location.file for p in report.at_least(Severity.WARNING)} == {
        "content/papers/enriched/arxiv.yml"
    }


def test_a_list_with_an_unreadable_file_is_not_asked_for(
    enriched: Path, fake: FakeServices, write: Write
) -> None:
    write("- title: [\n", "captured/broken.yml")
    before, asked = state(enriched), len(fake.asked)
    report = Report()
    run(enriched, fake, report=report, now=lambda: LATER)
    assert state(enriched) == before
    assert len(fake.asked) == asked
    assert report.problems[0].location.file == "content/papers/captured/broken.yml"


HOSTILE = "\x00\x1b[31m<script>alert(1)</script>\u2028{{ 7*7 }}\ud800 - x: [y\x85&amp;z"


@pytest.mark.parametrize("name", ["openalex", "crossref", "semantic-scholar", "huggingface"])
def test_hostile_answers_are_data(
    content: Path, fake: FakeServices, write: Write, name: str
) -> None:
    fake.works = [
        replace(
            OVENS,
            authors=("- x: y", "yes", "2020-01-01", "null", HOSTILE, "{a: b}", "O'Neil #1"),
            venue=HOSTILE,
            abstract=f"{OVENS.abstract} {HOSTILE} " + "long " * 5000,
            type=HOSTILE,
            code="javascript:alert(1)",
        )
    ]
    write(f"- title: '{OVENS.title}'\n  arxiv: '2105.01234'\n  doi: 10.1109/toy.2021.12\n")
    run(content, fake, name)
    (entry,) = facts(content, name)
    text = (content / f"papers/enriched/{name}.yml").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "code" not in entry
    paper = only_paper(content)
    assert [a.family for a in paper.authors if a.family in ("yes", "null")] == ["yes", "null"]
    second = run(content, fake, name, now=lambda: LATER)
    assert not second.changed


def test_a_paper_that_left_the_list_keeps_its_facts(
    enriched: Path, fake: FakeServices, write: Write
) -> None:
    write("- title: Something Else Altogether, and Longer\n")
    before = (enriched / "papers/enriched/arxiv.yml").read_bytes()
    run(enriched, fake, now=lambda: LATER)
    assert (enriched / "papers/enriched/arxiv.yml").read_bytes() == before


def test_one_wrong_identifier_costs_itself_alone(
    content: Path, fake: FakeServices, write: Write
) -> None:
    fake.works = [
        replace(OVENS, title=f"Bread of Village No. {n}", arxiv=f"2105.{n:05}", doi="")
        for n in range(1, 9)
    ]
    write("".join(f"- title: {w.title}\n  arxiv: '{w.arxiv}'\n" for w in fake.works))
    real = fake.answer

    def refuse(path: str, query: dict[str, str], body: str) -> tuple[int, str]:
        return (400, "") if "2105.00003" in query.get("id_list", "") else real(path, query, body)

    fake.answer = refuse  # type: ignore[method-assign,assignment]
    report = Report()
    done = run(content, fake, "arxiv", report=report)
    assert done.services[0].unasked == 1
    assert len(facts(content, "arxiv")) == 7
    assert [p.code for p in report.problems] == ["service-failed"]


# --- order, bytes, interruption -------------------------------------------------------------


def test_the_same_answers_give_the_same_bytes_in_any_order_of_papers(
    tmp_path: Path, fake: FakeServices
) -> None:
    fake.works = [
        replace(OVENS, title=f"Bread of Village No. {n}", arxiv=f"2105.{n:05}", doi=f"10.1145/{n}")
        for n in range(1, 6)
    ]
    results = []
    for number, works in enumerate((fake.works, fake.works[::-1])):
        content = tmp_path / str(number) / "content"
        (content / "papers/captured").mkdir(parents=True)
        text = "".join(f"- title: {w.title}\n" for w in works)
        (content / "papers/captured/x.yml").write_text(text)
        run(content, fake)
        results.append((content / "papers/enriched/arxiv.yml").read_text(encoding="utf-8"))
    assert results[0] == results[1]
    assert re.findall(r"No. (\d)", results[0]) == list("12345")


def test_asking_one_service_then_all_gives_what_all_give(
    tmp_path: Path, fake: FakeServices
) -> None:
    papers = []
    for number, first in enumerate(([], ["crossref"], ["huggingface", "arxiv"])):
        content = tmp_path / str(number) / "content"
        (content / "papers/captured").mkdir(parents=True)
        (content / "papers/captured/x.yml").write_text(f"- title: '{OVENS.title}'\n")
        (content / "papers/captured/x.yml.yml").write_text("added: 2025-01-02\n")
        for name in first:
            run(content, fake, name)
        run(content, fake)
        paper = only_paper(content)
        papers.append([getattr(paper, name) for name in (*FIELDS, "identifiers", "links")])
    assert papers[0] == papers[1] == papers[2]


def test_an_interrupted_run_goes_on_where_it_was(
    content: Path, fake: FakeServices, write: Write
) -> None:
    fake.works = [
        replace(OVENS, title=f"Bread of Village No. {n}", arxiv=f"2105.{n:05}", doi="")
        for n in range(1, 7)
    ]
    write("".join(f"- title: {w.title}\n" for w in fake.works))
    real, calls = fake.answer, iter(range(100))
    before = state(content)

    def tell(text: str) -> None:
        if "titles" in text and next(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(content, fake, "arxiv", tell=tell)
    assert state(content) == before
    assert len(fake.asked) == 3
    fake.answer = real  # type: ignore[method-assign]
    run(content, fake, "arxiv")
    assert len(fake.asked) == 6
    assert len(facts(content, "arxiv")) == 6


def test_offline_the_kept_answers_do(content: Path, fake: FakeServices, write: Write) -> None:
    write(f"- title: '{OVENS.title}'\n")
    known, order = fake.services(), list(fake.services().values())
    first = enrich(content, order, client(content), Report(), order=order)
    asked = len(fake.asked)
    second = enrich(content, order, client(content, offline=True), Report(), order=order)
    assert len(fake.asked) == asked
    assert [f.after.text for f in second.services] == [f.after.text for f in first.services]
    assert known


def test_offline_without_answers_nothing_is_known(
    content: Path, fake: FakeServices, write: Write
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    report = Report()
    done = run(content, fake, offline=True, report=report)
    assert not fake.asked
    assert not done.changed
    assert {p.code for p in report.problems} == {"service-failed"}


# --- the command ----------------------------------------------------------------------------


@pytest.fixture
def command(
    content: Path, fake: FakeServices, write: Write, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    write(f"- title: '{OVENS.title}'\n")
    monkeypatch.setattr(generator.enrich.cli, "SERVICES", fake.services())

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--content", str(content), "enrich", *arguments])

    return command


def test_a_dry_run_shows_and_writes_nothing(content: Path, command: Callable[..., Result]) -> None:
    before = state(content)
    done = command("--dry-run")
    assert done.exit_code == 0, done.output
    assert state(content) == before
    assert "arXiv: 1 paper asked for, 1 found, 1 entry new or changed" in done.output
    assert "    +  arxiv: '2105.01234'" in done.output
    assert "content/papers/enriched/arxiv.yml" in done.output


def test_doubts_are_told(fake: FakeServices, command: Callable[..., Result]) -> None:
    fake.works.append(replace(OVENS, authors=("Max Muster",), arxiv="1801.00001", doi="10.2/x"))
    said = command("--dry-run", "--from", "arxiv").output
    assert "arXiv: 1 paper asked for, 0 found, 0 entries new or changed\n" in said
    assert "several works have the title" in said


def test_yes_writes(content: Path, command: Callable[..., Result]) -> None:
    done = command("--yes", "--from", "crossref")
    assert done.exit_code == 0, done.output
    assert [p.name for p in sorted((content / "papers/enriched").iterdir())] == [
        "crossref.yml",
        "crossref.yml.yml",
    ]
    check = CliRunner().invoke(main, ["--content", str(content), "check", "--strict"])
    assert check.exit_code == 0, check.output


def test_where_nobody_can_answer_nothing_is_asked(
    fake: FakeServices, command: Callable[..., Result]
) -> None:
    done = command()
    assert done.exit_code == 2
    assert "--yes or --dry-run" in done.output
    assert not fake.asked


def test_the_answer_as_json(command: Callable[..., Result]) -> None:
    document = json.loads(command("--yes", "--format", "json").stdout)
    assert document["written"] is True
    assert [s["name"] for s in document["services"]] == list(generator.enrich.cli.SERVICES)
    assert document["services"][0]["entries"][0]["title"] == OVENS.title
    assert document["counts"] == {"error": 0, "warning": 0, "note": 0}


def test_a_failure_fails_if_it_shall(fake: FakeServices, command: Callable[..., Result]) -> None:
    fake.always = Fault(400)
    assert command("--yes").exit_code == 0
    assert command("--yes", "--strict").exit_code == 1


def test_the_contact_of_the_list_is_told_unless_another_is_given(
    fake: FakeServices, command: Callable[..., Result]
) -> None:
    command("--dry-run", "--from", "crossref")
    assert "mailto=editor@example.org" in fake.paths()[0]
    command("--dry-run", "--from", "openalex", "--mailto", "me@example.com")
    assert "mailto=me@example.com" in fake.paths("openalex")[0]


def test_an_unknown_service_is_wrong_usage(command: Callable[..., Result]) -> None:
    assert command("--yes", "--from", "nowhere").exit_code == 2


SCRIPT = """
import sys
sys.path[:0] = {paths!r}
import generator.enrich.cli
from fakeservices import FakeServices
generator.enrich.cli.SERVICES = FakeServices([], url={url!r}).services()
from generator.cli import main
main()
"""


def test_an_interrupt_ends_quietly_and_writes_nothing(
    content: Path, fake: FakeServices, write: Write
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    before = state(content)
    fake.always = Fault(delay_seconds=30)
    here = Path(__file__).parent
    script = SCRIPT.format(paths=[str(here), str(here.parent)], url=fake.url)
    command = [sys.executable, "-c", script, "--content", str(content), "enrich", "--yes"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        wait_until(lambda: bool(fake.asked))
        running.send_signal(signal.SIGINT)
        said, complaints = running.communicate(timeout=600)
    assert running.returncode == 130
    assert said == ""
    assert complaints == "interrupted: nothing is written; what was answered is kept\n"
    assert state(content) == before


# --- storms ---------------------------------------------------------------------------------


def storm(seed: int) -> list[Fault | None]:
    """Right answers, and all that can come in their place, in any order."""
    faults = (
        *(None, None, None),
        Fault(500),
        Fault(503, b"<html>Sorry</html>"),
        Fault(429, headers={"Retry-After": "3"}),
        Fault(429, headers={"Retry-After": "Sun, 01 Mar 2026 12:01:00 GMT"}),
        Fault(429, headers={"Retry-After": "86400"}),
        Fault(404, b"{}"),
        Fault(403),
        Fault(400, b"{}"),
        Fault(302, headers={"Location": "https://127.0.0.1/other"}),
        Fault(200, b"<html><body>Please log in</body></html>"),
        Fault(200, b'{"results": [{"id": "https://openalex.org/W42100'),
        Fault(200, b'{"results": [], "message": {"items": []}, "data": []}'),
        Fault(200, b"[]"),
        Fault(200, b"null"),
        Fault(200, b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><entry>"),
        Fault(200, b"\x1f\x8b\x08garbage", {"Content-Encoding": "gzip"}),
        Fault(200, None),
        Fault(200, b"{}", length=9000),
    )
    return random.Random(seed).choices(faults, k=60)


@pytest.mark.parametrize("seed", range(12))
def test_a_storm_takes_nothing_from_what_is_known(
    enriched: Path, fake: FakeServices, seed: int
) -> None:
    before = state(enriched)
    fake.faults = storm(seed)
    run(enriched, fake, now=lambda: LATER)
    assert state(enriched) == before


@pytest.mark.parametrize("seed", range(12))
def test_after_a_storm_the_next_run_finds_everything(
    content: Path, fake: FakeServices, write: Write, seed: int
) -> None:
    write(f"- title: '{OVENS.title}'\n")
    fake.faults = storm(seed)
    run(content, fake)
    fake.faults = []
    run(content, fake, now=lambda: LATER)
    paper = only_paper(content)
    assert [str(author) for author in paper.authors] == list(OVENS.authors)
    assert paper.identifiers["arxiv"] == (OVENS.arxiv,)
    assert paper.identifiers["doi"] == (OVENS.doi,)
    assert paper.links["code"] == OVENS.code
    assert (paper.venue, paper.abstract) == (OVENS.venue, OVENS.abstract)
    assert str(paper.issued) == OVENS.date
    settled = state(content)
    run(content, fake, now=lambda: LATER)
    assert state(content) == settled
