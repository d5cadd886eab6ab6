"""Papers of long lists, packed: the same values and the same site."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from test_plugin_real import ROOT, build, copy_of_the_list, differing

from generator import packed
from generator.labels import PaperLabels
from generator.library import Library, load_library
from generator.model import Paper
from generator.packed import (
    Packed,
    PackedMapping,
    PackedPaper,
    Texts,
    is_long,
    pack_labels,
    pack_papers,
)
from generator.problems import Report

AS_LONG = """
from generator import library, packed
from generator.index import postings
packed.MANY = library.LARGE = postings.LONG = 0
from mkdocs.__main__ import cli
cli()
"""


@pytest.fixture(scope="module")
def real() -> Library:
    return load_library(ROOT / "content", Report("content"))


@pytest.fixture(autouse=True)
def all_lists_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MANY", 1)


def test_the_site_of_a_long_list_is_that_of_any_list(tmp_path: Path) -> None:
    usual, long = copy_of_the_list(tmp_path / "usual"), copy_of_the_list(tmp_path / "long")
    build(usual)
    for _ in range(2):  # clean, then with what the first build has kept
        subprocess.run(
            [sys.executable, "-c", AS_LONG, "build", "--strict"],
            cwd=long,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            check=True,
        )
        assert differing(usual / "site", long / "site") == []
        (long / "content/list.yml").touch()


def test_a_packed_paper_has_what_the_paper_has(real: Library) -> None:
    many = pack_papers(real.papers)
    assert len(many) == len(real.papers)
    assert all(isinstance(paper, PackedPaper) for paper in many)
    for paper, small in zip(real.papers, many, strict=True):
        for field in fields(Paper):
            assert getattr(small, field.name) == getattr(paper, field.name), field.name
        assert (small.year, small.location, small.listings) == (
            *(paper.year, paper.location),
            paper.listings,
        )


def test_packed_papers_are_compared_replaced_and_sent(real: Library) -> None:
    few = real.papers[:3]
    first, again = pack_papers(few), pack_papers(few)
    assert first == again
    assert first[0] != again[1]
    assert pickle.loads(pickle.dumps(first)) == first
    other = replace(first[0], abstract="Another one.")
    assert (other.abstract, other.authors) == ("Another one.", few[0].authors)
    assert other != first[0]
    with pytest.raises(AttributeError):
        first[0].colour  # type: ignore[attr-defined]  # noqa: B018


def test_packed_labels_have_their_evidence(real: Library) -> None:
    small = pack_labels(real.assignments)
    assert list(small) == list(real.assignments)
    sent = pickle.loads(pickle.dumps(small))
    for id, labels in real.assignments.items():
        for found in (small[id], sent[id]):
            for given, one in ((labels.topics, found.topics), (labels.tags, found.tags)):
                assert [facts(a) for a in given] == [facts(a) for a in one]


def facts(assigned: object) -> list[object]:
    names = ("id", "score", "by", "location", "reason", "evidence")
    return [getattr(assigned, name) for name in names]


def test_a_packed_mapping_is_a_mapping() -> None:
    given = {"b": (1, 2), "a": (), "c": (3,)}
    kind = tuple[int, ...]
    small: PackedMapping[tuple[int, ...]] = PackedMapping(kind, Packed.of(kind, given.items()))
    assert (dict(small), list(small), len(small)) == (given, list(given), 3)
    assert ("a" in small, "d" in small, small.get("d")) == (True, False, None)
    assert dict(pickle.loads(pickle.dumps(small))) == given
    with pytest.raises(KeyError):
        small["d"]


@pytest.mark.parametrize("bad", ["half a pair \ud800", "\udfff"])
def test_what_cannot_be_packed_stays_as_it_is(real: Library, bad: str) -> None:
    papers = (replace(real.papers[0], abstract=bad), real.papers[1])
    assert pack_papers(papers) == papers


def test_a_short_list_stays_as_it_is(real: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MANY", len(real.papers) + 1)
    labels: dict[str, PaperLabels] = {}
    assert not is_long(real.papers)
    assert pack_papers(real.papers) is real.papers
    assert pack_labels(labels) is labels


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("text", ["", "plain", "β and 😀", "half a pair \ud800"])
def test_texts_come_back_until_they_are_dropped(text: str, small: bool) -> None:
    kept = Texts(small=small)
    kept.keep("a", text)
    assert (kept.get("a"), kept.get("b")) == (text, None)
    kept.drop("a")
    kept.drop("b")
    assert kept.get("a") is None
