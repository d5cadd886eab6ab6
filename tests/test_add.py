"""The command ``add``: one paper by its address or identifier."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from fakeservices import FakeServices, Fault, Work, fake_services
from toylist import write_toy

import generator.enrich.adding
import generator.enrich.cli
from generator.cli import main
from generator.enrich.client import Client

DIFFUSION = Work(
    "Steering Text-to-Image Diffusion Models with Sketches of Ovens",
    ("Ann Roe", "Jan van der Berg"),
    date="2024-05-04",
    arxiv="2405.01234",
    doi="10.1109/toy.2024.12",
    venue="Journal of Ovens",
    abstract="We steer a text-to-image diffusion model by sketches, and compare with ControlNet.",
    code="https://github.com/roe/ovens",
    openalex="W4210000009",
    s2="0b" * 20,
)
NOTE = {
    "notes": [
        {
            "id": "1puvYh729M",
            "cdate": 1714780800000,
            "pdate": 1720000000000,
            "content": {
                "title": {"value": DIFFUSION.title},
                "authors": {"value": list(DIFFUSION.authors)},
                "abstract": {"value": DIFFUSION.abstract},
                "venue": {"value": "ICML 2024 Poster"},
                "keywords": {"value": ["diffusion models"]},
            },
        }
    ],
    "count": 1,
}
OLD_NOTE = {
    "notes": [
        {
            "id": "1puvYh729M",
            "cdate": 1604780800000,
            "content": {
                "title": DIFFUSION.title,
                "authors": list(DIFFUSION.authors),
                "venue": "Submitted to ICLR 2021",
            },
        }
    ]
}

Add = Callable[..., Result]


@pytest.fixture
def fake() -> Iterator[FakeServices]:
    with fake_services(DIFFUSION) as server:
        yield server


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_toy(tmp_path)


@pytest.fixture
def add(content: Path, fake: FakeServices, monkeypatch: pytest.MonkeyPatch) -> Add:
    monkeypatch.setattr(generator.enrich.cli, "SERVICES", fake.services())
    endpoints = tuple(
        replace(endpoint, base=f"{fake.url}/openreview{number}", interval_seconds=0.0)
        for number, endpoint in enumerate(generator.enrich.adding.OPENREVIEW)
    )
    monkeypatch.setattr(generator.enrich.adding, "OPENREVIEW", endpoints)
    hasty = partial(Client, sleep=lambda seconds: None)
    monkeypatch.setattr(generator.enrich.cli, "Client", hasty)

    def add(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--content", str(content), "add", *arguments])

    return add


def added(content: Path) -> list[dict[str, object]]:
    (path,) = content.glob("papers/captured/added-????-??-??.yml")
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def state(content: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(content.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    "name",
    [
        "2405.01234",
        "arXiv:2405.01234v2",
        "https://arxiv.org/abs/2405.01234v1",
        "https://arxiv.org/pdf/2405.01234",
        "https://huggingface.co/papers/2405.01234",
        "10.48550/arXiv.2405.01234",
        "10.1109/TOY.2024.12",
        "https://doi.org/10.1109/toy.2024.12",
        "W4210000009",
        "https://openalex.org/W4210000009",
        "https://www.semanticscholar.org/paper/Steering/" + "0b" * 20,
    ],
)
def test_a_paper_is_added_with_its_topics(content: Path, add: Add, name: str) -> None:
    name = f"openalex:{name}" if name.startswith("W4") else name
    done = add(name)
    assert done.exit_code == 0, done.output
    assert f"1 paper new:\n  {DIFFUSION.title}\n0 papers known" in done.output
    assert "Topics:\n  image-control:" in done.output
    assert "'ControlNet'" in done.output
    (record,) = added(content)
    assert record["title"] == DIFFUSION.title
    assert record["authors"] == list(DIFFUSION.authors)
    assert record["abstract"] == DIFFUSION.abstract
    (sidecar,) = content.glob("papers/captured/added-*.yml.yml")
    assert yaml.safe_load(sidecar.read_text())["added"].isoformat() in sidecar.name
    check = CliRunner().invoke(main, ["--content", str(content), "check", "--strict"])
    assert check.exit_code == 0, check.output


@pytest.mark.parametrize(
    "name",
    ["1puvYh729M", "https://openreview.net/forum?id=1puvYh729M&noteId=x"],
)
def test_a_submission_of_openreview(content: Path, fake: FakeServices, add: Add, name: str) -> None:
    fake.faults = [Fault(200, json.dumps(NOTE).encode())]
    done = add(name if "/" in name else f"openreview:{name}")
    assert done.exit_code == 0, done.output
    (record,) = added(content)
    assert record["openreview"] == "1puvYh729M"
    assert record["venue"] == "ICML 2024 Poster"
    assert str(record["issued"]) == "2024-07-03"


@pytest.mark.parametrize("name", ["https://aclanthology.org/2023.acl-long.1/", "acl:P19-1001"])
def test_a_paper_of_the_acl_anthology_is_found_by_its_doi(
    content: Path, fake: FakeServices, add: Add, name: str
) -> None:
    doi = f"10.18653/v1/{name.strip('/').rpartition('/')[2].removeprefix('acl:').lower()}"
    fake.works = [replace(DIFFUSION, doi=doi)]
    done = add(name)
    assert done.exit_code == 0, done.output
    (record,) = added(content)
    assert record["doi"] == doi
    assert str(record["acl"]).lower() in name.lower()


def test_a_hidden_paper_is_known_and_says_so(content: Path, fake: FakeServices, add: Add) -> None:
    path = content / "papers/curated/x.yml"
    path.parent.mkdir()
    path.write_text("- arxiv: '2302.05543'\n  hidden: the author wished so\n")
    done = add("2302.05543")
    assert done.exit_code == 0
    assert "hidden: the author wished so" in done.output
    assert not fake.asked


@pytest.mark.parametrize(
    "venue",
    ["Submitted to ICLR 2025", "ICLR 2025 Conference Withdrawn Submission", "Desk Rejected X"],
)
def test_a_submission_that_was_not_accepted_has_no_venue(
    content: Path, fake: FakeServices, add: Add, venue: str
) -> None:
    text = json.dumps(NOTE).replace("ICML 2024 Poster", venue)
    fake.faults = [Fault(200, text.encode())]
    assert add("openreview:1puvYh729M").exit_code == 0
    assert "venue" not in added(content)[0]


def test_an_older_submission_of_openreview(content: Path, fake: FakeServices, add: Add) -> None:
    empty = json.dumps({"notes": []}).encode()
    fake.faults = [Fault(200, empty), Fault(200, json.dumps(OLD_NOTE).encode())]
    assert add("openreview:1puvYh729M").exit_code == 0
    (record,) = added(content)
    assert "venue" not in record
    assert record["authors"] == list(DIFFUSION.authors)


def test_a_known_identifier_asks_nobody(content: Path, fake: FakeServices, add: Add) -> None:
    before = state(content)
    done = add("https://huggingface.co/papers/2302.05543")
    assert done.exit_code == 0
    assert "the list has it already: Adding Conditional Control" in done.output
    assert "image-control" in done.output
    assert not fake.asked
    assert state(content) == before


def test_a_paper_that_the_list_has_by_its_title_gets_the_identifier(
    content: Path, fake: FakeServices, add: Add
) -> None:
    fake.works = [replace(DIFFUSION, title="A Survey of Bread", abstract="")]
    done = add("2405.01234")
    assert done.exit_code == 0, done.output
    assert "1 paper known" in done.output or "possibly the same" in done.output


def test_a_second_paper_joins_the_file_of_the_day(
    content: Path, fake: FakeServices, add: Add
) -> None:
    fake.works.append(replace(DIFFUSION, title="Bread and its Crust", arxiv="2405.00002", doi=""))
    add("2405.01234")
    (path,) = content.glob("papers/captured/added-????-??-??.yml")
    first = path.read_text(encoding="utf-8")
    path.write_text(f"# mine\n{first}", encoding="utf-8")
    done = add("2405.00002")
    assert done.exit_code == 0, done.output
    assert path.read_text(encoding="utf-8").startswith(f"# mine\n{first}")
    assert [record["title"] for record in added(content)] == [
        DIFFUSION.title,
        "Bread and its Crust",
    ]


def test_a_file_of_the_day_that_is_broken_is_left_alone(
    content: Path, fake: FakeServices, add: Add
) -> None:
    fake.works.append(replace(DIFFUSION, title="Bread and its Crust", arxiv="2405.00002", doi=""))
    add("2405.01234")
    (path,) = content.glob("papers/captured/added-????-??-??.yml")
    path.write_text("- title: [\n", encoding="utf-8")
    before = state(content)
    done = add("2405.00002")
    assert done.exit_code == 1
    assert "nothing was added" in done.output
    assert state(content) == before


@pytest.mark.parametrize(
    "name", ["hello", "", "https://example.org/x", "isbn:9780306406157", "../x"]
)
def test_what_is_no_paper_is_wrong_usage(content: Path, add: Add, name: str) -> None:
    before = state(content)
    done = add(name)
    assert done.exit_code == 2
    assert "arXiv" in done.output
    assert state(content) == before


def test_a_paper_that_nobody_knows(content: Path, add: Add) -> None:
    before = state(content)
    done = add("2001.00001")
    assert done.exit_code == 1
    assert "do not know it" in done.output
    assert state(content) == before


def test_the_next_service_is_asked_if_one_fails(
    content: Path, fake: FakeServices, add: Add
) -> None:
    fake.broken = "/arxiv/"
    assert add("2405.01234").exit_code == 0
    assert "Semantic Scholar" in str(added(content)[0]["evidence"])


def test_when_all_fail_each_says_why(content: Path, fake: FakeServices, add: Add) -> None:
    before = state(content)
    fake.always = Fault(200, b"<html>")
    done = add("2405.01234")
    assert done.exit_code == 1
    assert done.output.count("not what it documents") == 4
    assert state(content) == before


def test_offline_nothing_is_added(content: Path, fake: FakeServices, add: Add) -> None:
    assert add("2405.01234", "--offline").exit_code == 1
    assert not fake.asked


def test_the_answer_as_json(content: Path, add: Add) -> None:
    document = json.loads(add("2405.01234", "--format", "json").stdout)
    assert [paper["title"] for paper in document["new"]] == [DIFFUSION.title]
    assert document["topics"][0]["id"] == "image-control"
    assert document["problems"] == []


def test_a_hostile_record_is_data(content: Path, fake: FakeServices, add: Add) -> None:
    title = '"- title: x\n  hidden: y" <script>alert(1)</script> {{ 7*7 }} \x1b[31m &amp; #'
    fake.works = [replace(DIFFUSION, title=title, authors=("- x: y", "Bobby'; DROP", "{a: b}"))]
    done = add("2405.01234")
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output
    (record,) = added(content)
    assert "hidden" not in record
    assert len(record["authors"]) == 3  # type: ignore[arg-type]
