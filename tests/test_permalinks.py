import re

from hypothesis import given, settings
from hypothesis import strategies as st
from recordmaker import ABSTRACT, OTHER_ABSTRACT, record

from generator.identity.fields import merge_fields
from generator.model import Paper, Record
from generator.permalinks import Permalinks, assign_permalinks


def links(*groups: list[Record] | Record) -> Permalinks:
    return assign_permalinks([merge_fields(g if isinstance(g, list) else [g]) for g in groups])


def test_a_title_alone_is_its_own_address() -> None:
    found = links(record("Neural Tangent Kernel", year=2018))
    assert found == Permalinks(("neural-tangent-kernel",), {}, ((),), ())


def test_two_papers_of_one_title_both_get_the_year() -> None:
    found = links(record("Editorial", year=2019), record("Editorial", year=2020))
    assert found.ids == ("editorial-2019", "editorial-2020")
    assert found.redirects == {"editorial": ("editorial-2019", "editorial-2020")}
    assert found.aliases == ((), ())


def test_of_one_year_both_get_the_family_name() -> None:
    found = links(
        record("Editorial", year=2019, authors="Ann Müller"),
        record("Editorial", year=2019, authors="Jan van der Berg"),
        record("Editorial", year=2020, authors="Ann Müller"),
    )
    assert found.ids == ("editorial-2019-muller", "editorial-2019-van-der-berg", "editorial-2020")
    assert found.redirects == {
        "editorial": ("editorial-2019-muller", "editorial-2019-van-der-berg", "editorial-2020"),
        "editorial-2019": ("editorial-2019-muller", "editorial-2019-van-der-berg"),
    }


def test_of_one_name_both_get_a_hash_of_the_abstract() -> None:
    found = links(
        record("Editorial", year=2019, authors="A. Lee", abstract=ABSTRACT),
        record("Editorial", year=2019, authors="A. Lee", abstract=OTHER_ABSTRACT),
    )
    assert all(re.fullmatch(r"editorial-2019-lee-[0-9a-f]{6}", id) for id in found.ids)
    assert len(set(found.ids)) == 2


def test_what_is_unknown_is_left_out() -> None:
    found = links(
        record("Editorial", abstract=ABSTRACT),
        record("Editorial", authors="A. Lee"),
        record("Editorial", year=2020),
    )
    assert re.fullmatch("editorial-[0-9a-f]{6}", found.ids[0])
    assert found.ids[1:] == ("editorial-lee", "editorial-2020")


def test_papers_that_say_the_same_still_have_addresses() -> None:
    found = links(record("Editorial", 1), record("Editorial", 2))
    assert len(set(found.ids)) == 2
    assert found.redirects["editorial"] == tuple(sorted(found.ids))


def test_an_address_with_a_year_can_be_a_title_too() -> None:
    found = links(
        record("Editorial", year=2020, authors="A. Lee"),
        record("Editorial", year=2021),
        record("Editorial 2020", year=2022),
    )
    assert found.ids == ("editorial-2020-lee", "editorial-2021", "editorial-2020-2022")
    assert found.redirects["editorial-2020"] == ("editorial-2020-2022", "editorial-2020-lee")


def test_a_later_namesake_leaves_earlier_addresses_leading_to_their_papers() -> None:
    first, second = record("Editorial", year=2019), record("Editorial", year=2020)
    third = record("Editorial", year=2020, authors="A. Lee")
    before, after = links(first, second), links(first, second, third)
    for id in before.ids:
        assert id in after.ids or id in after.redirects


def test_every_title_of_a_record_redirects() -> None:
    found = links(
        [
            record("A Long Title of a Paper"),
            record("A Longer Title of a Paper"),
            record("A Title", raw_title="A Raw Title"),
        ]
    )
    assert found.ids == ("a-longer-title-of-a-paper",)
    assert found.aliases == (("a-long-title-of-a-paper", "a-raw-title", "a-title"),)
    assert set(found.redirects.values()) == set(found.ids)


def test_a_former_title_that_is_another_papers_address_does_not_redirect() -> None:
    found = links([record("Old Name"), record("A Quite New Name")], record("Old Name"))
    assert "old-name" in found.ids
    assert "old-name" not in found.redirects


def test_a_title_that_two_papers_had_lists_both() -> None:
    found = links(
        [record("Old Name"), record("A First New Name")],
        [record("Old Name"), record("A Second New Name")],
    )
    assert found.redirects["old-name"] == ("a-first-new-name", "a-second-new-name")


def test_aliases_redirect_whether_title_or_slug() -> None:
    found = links(record("Neural Tangent Kernel", aliases=("NTK", "Some Older Title", "old-slug")))
    assert found.aliases == (("ntk", "old-slug", "some-older-title"),)


def test_an_alias_of_two_papers_lists_both_and_is_reported() -> None:
    found = links(record("First Paper", aliases=("NTK",)), record("Second Paper", aliases=("NTK",)))
    assert found.redirects == {"ntk": ("first-paper", "second-paper")}
    assert [(t.alias, t.owners) for t in found.taken] == [("NTK", ("first-paper",))]


def test_an_alias_that_is_another_papers_address_is_reported() -> None:
    found = links(record("First Paper", aliases=("second-paper",)), record("Second Paper"))
    assert found.redirects == {}
    assert [(t.record.title, t.owners) for t in found.taken] == [("First Paper", ("second-paper",))]


def test_an_alias_that_is_the_papers_own_address_is_nothing() -> None:
    assert links(record("First Paper", aliases=("First paper!",))).taken == ()


def test_the_address_of_a_hidden_paper_stays_taken() -> None:
    found = links(
        record("Editorial", year=2019, hidden="asked for"), record("Editorial", year=2020)
    )
    assert found.ids == ("editorial-2019", "editorial-2020")


def test_former_addresses_redirect() -> None:
    found = assign_permalinks([Paper("", "First Paper")], {0: ["old-address", "first-paper"]})
    assert found.redirects == {"old-address": "first-paper"}


def test_index_is_reserved() -> None:
    (id,) = links(record("Index")).ids
    assert re.fullmatch("index-[0-9a-f]{10}", id)


def test_a_title_without_letters_has_an_address() -> None:
    ids = links(record("???"), record("!!!"), record("深度学习")).ids
    assert len(set(ids)) == 3
    assert all(re.fullmatch("paper-[0-9a-f]{10}", id) for id in ids)


TITLES = st.sampled_from(
    ["Editorial", "Editorial 2020", "Editorial 2020 Lee", "Index", "Bread", "?"]
)
PAPERS = st.lists(
    st.builds(
        lambda title, year, authors, abstract: record(
            title, year=year, authors=authors, abstract=abstract
        ),
        TITLES,
        st.sampled_from([0, 2019, 2020]),
        st.sampled_from(["", "A. Lee", "B. Kim"]),
        st.sampled_from(["", ABSTRACT, OTHER_ABSTRACT]),
    ),
    max_size=8,
)


@given(PAPERS)
@settings(deadline=None)
def test_addresses_are_unique_safe_and_do_not_depend_on_the_order(papers: list[Record]) -> None:
    papers = list({repr((r.title, r.issued, r.authors, r.abstract)): r for r in papers}.values())
    found = links(*papers)
    assert len(set(found.ids)) == len(papers)
    assert all(
        re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id) for id in [*found.ids, *found.redirects]
    )
    assert not set(found.ids) & set(found.redirects)
    backwards = links(*reversed(papers))
    assert backwards.ids == found.ids[::-1]
    assert backwards.redirects == found.redirects
