import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordmaker import record

from generator.citekeys import assign_citekeys
from generator.identity.fields import merge_fields
from generator.model import Record, Trust


def keys(*records: Record) -> list[str]:
    return list(
        assign_citekeys([merge_fields([r]) for r in records], [f"id-{r.position}" for r in records])
    )


@pytest.mark.parametrize(
    ("title", "authors", "year", "expected"),
    [
        ("Neural Tangent Kernel", "Arthur Jacot; Franck Gabriel", 2018, "jacot2018neural"),
        ("On the Theory of Bread", "Jo Doe", 2018, "doe2018theory"),
        ("What is a Kernel?", "Ann Müller", 2019, "muller2019kernel"),
        ("Bread", "Jan van der Berg", 2019, "vanderberg2019bread"),
        ("Bread", "Jean-Luc Ní Bhroin", 2019, "bhroin2019bread"),
        ("Bread", "Łukasz Kaiser-Öz", 2019, "kaiseroz2019bread"),
        ("3D Scenes", "Jo Doe", 2019, "doe20193d"),
        ("Bread", "Jo Doe", 0, "doebread"),
        ("Neural Tangent Kernel", "", 2018, "neural2018tangent"),
        ("Bread", "", 0, "bread"),
        ("A The Of", "Jo Doe", 2018, "doe2018a"),
        (r"$\mathcal{O}(n)$ Bread", "Jo Doe", 2018, "doe2018o"),
        ("Bread", "李明", 2018, "bread2018"),
    ],
)
def test_family_year_and_first_telling_word(
    title: str, authors: str, year: int, expected: str
) -> None:
    assert keys(record(title, authors=authors, year=year)) == [expected]


def test_a_title_without_latin_letters_has_a_key() -> None:
    (key,) = keys(record("深度学习", authors="李明", year=2018))
    assert re.fullmatch(r"[a-z0-9]+", key)


def test_the_key_of_the_source_is_kept() -> None:
    assert keys(record("Bread", citekey="DBLP:conf/nips/Doe18")) == ["DBLP:conf/nips/Doe18"]


def test_the_key_of_enriched_facts_is_not_taken() -> None:
    assert keys(record("Bread", citekey="x", trust=Trust.ENRICHED)) == ["bread"]


@pytest.mark.parametrize("citekey", ["müller2018", "a b", "a,b", "{x}", "-x", "%", "x" * 99])
def test_a_key_that_tex_cannot_read_is_made_anew(citekey: str) -> None:
    assert keys(record("Bread", authors="Jo Doe", citekey=citekey)) == ["doebread"]


def test_the_earlier_paper_keeps_its_key() -> None:
    assert keys(
        record("Neural Tangent Bread", 1, authors="A. Jacot", year=2018, added="2025-02-01"),
        record("Neural Tangent Kernel", 2, authors="A. Jacot", year=2018, added="2025-01-01"),
    ) == ["jacot2018neuraltangent", "jacot2018neural"]


def test_a_key_that_the_source_shares_gets_the_title_behind_it() -> None:
    assert keys(
        record("On Bread", 1, citekey="doe2018"), record("On Butter", 2, citekey="DOE2018")
    ) == ["doe2018", "DOE2018butter"]


def test_a_later_paper_does_not_change_the_keys_of_others() -> None:
    old = [
        record("Neural Bread", n, authors="A. Jacot", year=2018, added=f"2025-01-{n:02d}")
        for n in range(1, 6)
    ]
    new = record("Neural Bread", 0, authors="A. Jacot", year=2018, added="2025-06-01")
    assert keys(new, *old)[1:] == keys(*old)


def test_of_one_day_the_address_decides() -> None:
    first = record("Neural Bread", 1, authors="A. Jacot", year=2018)
    second = record("Neural Butter", 2, authors="A. Jacot", year=2018)
    assert keys(first, second) == keys(second, first)[::-1]


@given(
    st.lists(
        st.builds(
            lambda title, authors, year, citekey, day: record(
                title, authors=authors, year=year, citekey=citekey, added=day.isoformat()
            ),
            st.text(max_size=20),
            st.sampled_from(["", "A. Lee", "李明"]),
            st.sampled_from([0, 2018]),
            st.sampled_from(["", "", "lee2018", "Lee2018", "é"]),
            st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 1, 3)),
        ),
        max_size=12,
    )
)
@settings(deadline=None)
def test_keys_are_unique_and_plain(records: list[Record]) -> None:
    papers = [merge_fields([r]) for r in records]
    found = assign_citekeys(papers, [f"id-{n}" for n in range(len(papers))])
    assert len({key.lower() for key in found}) == len(papers)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:./+-]*", key) for key in found)
