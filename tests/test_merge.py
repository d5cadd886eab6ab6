import importlib
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordmaker import ABSTRACT, OTHER_ABSTRACT, record

from generator.merge import AmbiguousPair, Merged, merge_records
from generator.model import Paper, Record, Trust
from generator.problems import Problem, Report

CURATED, ENRICHED = Trust.CURATED, Trust.ENRICHED
TITLE = "Adding Conditional Control to Text-to-Image Diffusion Models"
SLUG = "adding-conditional-control-to-text-to-image-diffusion-models"


def merge(*records: Record) -> tuple[Merged, list[Problem]]:
    report = Report()
    return merge_records(records, report), report.problems


def papers(*records: Record) -> tuple[Paper, ...]:
    return merge(*records)[0].papers


def places(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.location)) for problem in problems]


# --- by title -------------------------------------------------------------------------------


def test_no_records_make_no_papers() -> None:
    assert merge() == (Merged((), {}, ()), [])


def test_one_record_is_a_paper_without_reasons() -> None:
    (paper,) = papers(record(TITLE, abstract=ABSTRACT))
    assert (paper.id, paper.title, paper.merge_reasons) == (SLUG, TITLE, ())


def test_same_title_and_abstract_in_two_captures() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT), record(TITLE.upper(), file="b", abstract=ABSTRACT)
    )
    assert paper.merge_reasons == ("same title and abstract",)
    assert paper.title == TITLE
    assert len(paper.listings) == 2


def test_same_title_and_first_author() -> None:
    (paper,) = papers(
        record(TITLE, authors="Lvmin Zhang; Anyi Rao"),
        record(TITLE, 2, authors="Zhang, L. and others"),
    )
    assert paper.merge_reasons == ("same title and first author",)


def test_same_title_with_other_authors_and_abstract_are_two_and_asked_about() -> None:
    merged, problems = merge(
        record("Attention Is All You Need", authors="Ashish Vaswani", abstract=ABSTRACT, year=2017),
        record(
            "Attention is all you need", 2, authors="Jo Doe", abstract=OTHER_ABSTRACT, year=2023
        ),
    )
    assert [p.id for p in merged.papers] == [
        "attention-is-all-you-need-2017",
        "attention-is-all-you-need-2023",
    ]
    assert merged.redirects == {
        "attention-is-all-you-need": (
            "attention-is-all-you-need-2017",
            "attention-is-all-you-need-2023",
        )
    }
    assert merged.ambiguous == (
        AmbiguousPair(
            "attention-is-all-you-need-2017",
            "attention-is-all-you-need-2023",
            "same title, but other authors and another abstract",
        ),
    )
    (problem,) = problems
    assert (problem.code, str(problem.location)) == (
        "merge-ambiguous",
        "content/papers/captured/a.yml:1",
    )
    assert "papers/captured/a.yml:2" in problem.message
    assert "same_as: [attention-is-all-you-need-2023]" in problem.fix


def test_same_title_and_authors_but_another_abstract_years_apart_are_two() -> None:
    merged, _ = merge(
        record("Findings of the Shared Task", authors="A. Lee", abstract=ABSTRACT, year=2019),
        record(
            "Findings of the Shared Task", 2, authors="A. Lee", abstract=OTHER_ABSTRACT, year=2023
        ),
    )
    assert len(merged.papers) == 2
    assert len(merged.ambiguous) == 1


def test_a_short_title_alone_does_not_merge() -> None:
    merged, _ = merge(record("Editorial"), record("Editorial", 2, year=2020))
    assert len(merged.papers) == 2
    assert merged.ambiguous[0].reason == ("same title, but it is short and nothing else is known")


def test_editorials_of_one_editor_are_several() -> None:
    merged, _ = merge(
        record("Guest Editorial", authors="A. Lee", year=2019),
        record("Guest Editorial", 2, authors="A. Lee", year=2020),
    )
    assert len(merged.papers) == 2
    assert len(merged.ambiguous) == 1


def test_a_short_title_and_its_authors_are_a_paper() -> None:
    assert len(papers(record("FLEX", authors="A. Lee"), record("Flex", 2, authors="A. Lee"))) == 1


def test_a_telling_title_alone_merges() -> None:
    (paper,) = papers(record(TITLE, abstract=ABSTRACT), record(TITLE, 2, authors="Lvmin Zhang"))
    assert paper.merge_reasons == ("same title",)


def test_many_editorials_are_reported_without_all_pairs() -> None:
    merged, _ = merge(
        *(
            record("Editorial", n, authors=f"Given Family{n * 7919:x}", year=1900 + n)
            for n in range(50)
        )
    )
    assert len(merged.papers) == 50
    assert len(merged.ambiguous) == 49


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Temporal Attentive Alignment for Video Domain Adaptation",
            "Temporal Attentive Alignment for Large-Scale Video Domain Adaptation",
        ),
        ("Learning to Rank: Part I", "Learning to Rank: Part II"),
        ("DrivAerNet: a Data Set of Cars v1", "DrivAerNet: a Data Set of Cars v2"),
        ("3D Scene Flow Estimation", "4D Scene Flow Estimation"),
        ("Linear Contextual Bandits Revisited", "Nonlinear Contextual Bandits Revisited"),
        ("Supervised Domain Adaptation of Cars", "Unsupervised Domain Adaptation of Cars"),
    ],
)
def test_a_word_more_or_another_number_is_another_paper(first: str, second: str) -> None:
    merged, _ = merge(
        record(first, authors="Min-Hung Chen; Zsolt Kira", abstract=ABSTRACT),
        record(second, 2, authors="Min-Hung Chen; Zsolt Kira", abstract=ABSTRACT),
    )
    assert len(merged.papers) == 2
    assert len(merged.ambiguous) == 1


@pytest.mark.parametrize(
    "other",
    [
        "Adding Conditonal Control to Text-to-Image Diffusion Models",
        "Adding Conditional Control to Text to Image Difusion Model",
        "Adding Conditional Controls for Text-to-Image Diffusion Models",
        "ControlNet: Adding Conditional Control to Text-to-Image Diffusion Models",
        "Adding Conditional Control to Text-to-Image Diffusion Models: a New Way",
        "Adding Conditional Control to Text-to-Image Diffusion Models (Extended Abstract)",
    ],
)
def test_nearly_the_same_title_and_the_same_abstract(other: str) -> None:
    (paper,) = papers(record(TITLE, abstract=ABSTRACT), record(other, 2, abstract=ABSTRACT))
    assert paper.merge_reasons[0].endswith("same abstract")


def test_nearly_the_same_title_and_authors() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT, authors="Lvmin Zhang; Anyi Rao"),
        record(TITLE.replace("Diff", "Dif"), 2, authors="Lvmin Zhang; Anyi Rao"),
    )
    assert paper.merge_reasons == ("nearly the same title, same authors",)


def test_nearly_the_same_title_and_nothing_else_is_asked_about() -> None:
    merged, problems = merge(record(TITLE), record(TITLE.replace("Diff", "Dif"), 2))
    assert len(merged.papers) == 2
    assert places(problems) == [("merge-ambiguous", "content/papers/captured/a.yml:1")]


def test_two_real_words_are_no_typing_error() -> None:
    merged, _ = merge(
        record("Macro Placement of Cells", abstract=f"{ABSTRACT} macro"),
        record("Micro Placement of Cells", 2, abstract=f"{ABSTRACT} micro"),
    )
    assert len(merged.papers) == 2
    assert len(merged.ambiguous) == 1


def test_an_erratum_is_not_its_paper() -> None:
    assert (
        len(
            papers(
                record(TITLE, authors="Lvmin Zhang"),
                record(f"Erratum: {TITLE}", 2, authors="Lvmin Zhang"),
            )
        )
        == 2
    )


def test_one_abstract_under_two_titles_is_asked_about() -> None:
    abstract = f"{ABSTRACT} {OTHER_ABSTRACT}"
    merged, _ = merge(record(TITLE, abstract=abstract), record("Bread", 2, abstract=abstract))
    assert [pair.reason for pair in merged.ambiguous] == ["another title, same abstract"]


# --- by identifier --------------------------------------------------------------------------


def test_preprint_and_published_version_are_one_paper_with_both_links() -> None:
    (paper,) = papers(
        record(TITLE, authors="Lvmin Zhang", ids="2302.05543", year=2023, venue="arXiv"),
        record(TITLE, 2, authors="Lvmin Zhang", ids="10.1109/iccv.1", year=2024, venue="ICCV"),
    )
    assert paper.identifiers == {"arxiv": ("2302.05543",), "doi": ("10.1109/iccv.1",)}
    assert (paper.year, paper.venue) == (2024, "ICCV")


def test_a_changed_title_merges_on_a_shared_identifier() -> None:
    merged, problems = merge(
        record("Adding Control to Diffusion", ids="2302.05543", abstract=ABSTRACT),
        record("A Name That Nobody Knows", 2, ids="arXiv:2302.05543v2", authors="Lvmin Zhang"),
    )
    (paper,) = merged.papers
    assert paper.merge_reasons == ("same arXiv id 2302.05543, under another title",)
    assert set(merged.redirects.values()) == {paper.id}
    assert len(merged.redirects) == 1
    assert problems == []


def test_an_acl_doi_is_the_acl_id() -> None:
    (paper,) = papers(
        record("Parsing with Trees", ids="10.18653/v1/P19-1001"),
        record("Parsing with Trees and More", 2, ids="P19-1001"),
    )
    assert paper.identifiers == {"acl": ("P19-1001",), "doi": ("10.18653/v1/p19-1001",)}


def test_a_proceedings_doi_does_not_chain_different_papers() -> None:
    merged, problems = merge(
        *(
            record(title, line, authors=name, ids="10.1007/978-3-031-19830-4")
            for line, (title, name) in enumerate(
                [
                    ("Video Activity Localisation with Uncertainties", "Jiabo Huang"),
                    ("Temporal Saliency Query Network", "Boyang Xia"),
                    ("Adaptive Face Forgery Detection", "Luchuan Song"),
                ],
                start=1,
            )
        )
    )
    assert len(merged.papers) == 3
    assert places(problems) == [("merge-conflict", "content/papers/captured/a.yml:1")]
    assert "DOI 10.1007/978-3-031-19830-4 stands on different papers" in problems[0].message
    assert "papers/captured/a.yml:3" in problems[0].message


def test_a_wrong_identifier_does_not_merge_papers_of_other_authors() -> None:
    merged, problems = merge(
        record("Bread and Butter", ids="2302.05543", authors="Jo Doe"),
        record(TITLE, 2, ids="2302.05543", authors="Lvmin Zhang"),
    )
    assert len(merged.papers) == 2
    assert [problem.code for problem in problems] == ["merge-conflict"]


def test_a_record_between_two_papers_does_not_chain_them() -> None:
    merged, _ = merge(
        record("Bread and Butter in Villages", abstract=OTHER_ABSTRACT, ids="2302.05543"),
        record(TITLE, 2, abstract=ABSTRACT, ids="2303.00001"),
        record("Something Else Entirely Unknown", 3, ids="2302.05543 2303.00001"),
    )
    assert len(merged.papers) == 2


def test_an_isbn_names_no_paper() -> None:
    assert (
        len(
            papers(
                record("First Chapter of a Book", ids="978-0-262-03561-3"),
                record("Second Chapter of a Book", 2, ids="978-0-262-03561-3"),
            )
        )
        == 2
    )


def test_a_renamed_paper_has_the_title_of_its_published_version() -> None:
    (paper,) = papers(
        record("A Longer Working Title of the First Preprint", ids="2301.00001"),
        record("Spectral Filters for Graphs", 2, ids="2301.00001", venue="ICML", year=2024),
    )
    assert paper.title == "Spectral Filters for Graphs"


def test_a_renamed_paper_has_the_title_that_a_curator_calls_it_by() -> None:
    merged, _ = merge(
        record("A Longer Working Title of the First Preprint", venue="ICML"),
        record("Spectral Filters for Graphs", 2),
        record(
            trust=CURATED,
            names="Spectral Filters for Graphs",
            same_as=("a-longer-working-title-of-the-first-preprint",),
        ),
    )
    assert [paper.title for paper in merged.papers] == ["Spectral Filters for Graphs"]
    assert merged.redirects == {
        "a-longer-working-title-of-the-first-preprint": "spectral-filters-for-graphs"
    }


def test_two_arxiv_ids_with_one_title_are_asked_about() -> None:
    merged, _ = merge(
        record(TITLE, authors="Lvmin Zhang", ids="2302.05543"),
        record(TITLE, 2, authors="Lvmin Zhang", ids="2303.00001"),
    )
    assert merged.ambiguous[0].reason == (
        "same title and authors, but arXiv 2302.05543 and 2303.00001"
    )


def test_one_paper_with_two_arxiv_ids_is_a_conflict() -> None:
    merged, problems = merge(
        record(TITLE, abstract=ABSTRACT, ids="2302.05543"),
        record(TITLE, 2, abstract=ABSTRACT, ids="2303.00001"),
    )
    assert len(merged.papers) == 1
    assert places(problems) == [("merge-conflict", "content/papers/captured/a.yml:1")]


def test_a_curator_settles_a_conflict_of_identifiers() -> None:
    merged, problems = merge(
        record(TITLE, abstract=ABSTRACT, ids="2302.05543"),
        record(TITLE, 2, abstract=ABSTRACT, ids="2303.00001"),
        record(trust=CURATED, names=SLUG, ids="2302.05543"),
    )
    assert merged.papers[0].identifiers == {"arxiv": ("2302.05543",)}
    assert problems == []


# --- facts ----------------------------------------------------------------------------------


def test_facts_join_the_captured_paper_by_title() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT),
        record(TITLE, 7, trust=ENRICHED, authors="Lvmin Zhang", year=2023, ids="2302.05543"),
    )
    assert paper.authors[0].family == "Zhang"
    assert str(paper.sources["authors"]) == "papers/enriched/a.yml:7"
    assert str(paper.sources["abstract"]) == "papers/captured/a.yml:1"
    assert str(paper.sources["identifiers.arxiv"]) == "papers/enriched/a.yml:7"


def test_facts_join_a_paper_with_a_short_title() -> None:
    assert (
        len(papers(record("FLEX", abstract=ABSTRACT), record("FLEX", trust=ENRICHED, year=2023)))
        == 1
    )


def test_facts_of_one_of_two_papers_are_told_by_authors() -> None:
    merged, _ = merge(
        record(TITLE, authors="Lvmin Zhang", abstract=ABSTRACT),
        record(TITLE, 2, authors="Jo Doe", abstract=OTHER_ABSTRACT),
        record(TITLE, 3, trust=ENRICHED, authors="Jo Doe", venue="ICCV"),
    )
    assert {p.authors[0].family: p.venue for p in merged.papers} == {"Zhang": "", "Doe": "ICCV"}


def test_facts_that_may_belong_to_two_papers_join_none() -> None:
    merged, problems = merge(
        record(TITLE, authors="Lvmin Zhang", abstract=ABSTRACT),
        record(TITLE, 2, authors="Jo Doe", abstract=OTHER_ABSTRACT),
        record(TITLE, 3, trust=ENRICHED, venue="ICCV"),
    )
    assert [p.venue for p in merged.papers] == ["", ""]
    assert ("merge-ambiguous", "content/papers/enriched/a.yml:3") in places(problems)


def test_facts_alone_list_no_paper() -> None:
    merged, problems = merge(record(TITLE, 4, trust=ENRICHED, ids="2302.05543"))
    assert merged.papers == ()
    assert places(problems) == [("facts-unused", "content/papers/enriched/a.yml:4")]


# --- curated --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [SLUG, TITLE, "arXiv:2302.05543", "https://doi.org/10.48550/arXiv.2302.05543"]
)
def test_a_curated_record_names_its_paper(name: str) -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT, ids="2302.05543"),
        record(trust=CURATED, names=name, note="Read this first.", venue="ICCV"),
    )
    assert (paper.note, paper.venue) == ("Read this first.", "ICCV")


def test_a_curated_record_without_name_finds_its_paper_by_identifier_or_title() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT, ids="2302.05543"),
        record(trust=CURATED, ids="2302.05543", note="One."),
        record(TITLE, 2, trust=CURATED, venue="ICCV"),
    )
    assert (paper.note, paper.venue) == ("One.", "ICCV")


def test_a_curated_field_beats_enriched_and_captured_ones() -> None:
    (paper,) = papers(
        record(
            TITLE, authors="A. Captured", venue="X", year=2000, abstract=ABSTRACT, ids="2302.05543"
        ),
        record(
            TITLE, trust=ENRICHED, authors="A. Captured; B. Enriched", ids="2302.05543", venue="Y"
        ),
        record(trust=CURATED, names="arXiv:2302.05543", authors="C. Curated"),
    )
    assert [a.family for a in paper.authors] == ["Curated"]
    assert (paper.venue, paper.year) == ("Y", 2000)


def test_a_corrected_title_keeps_the_old_address() -> None:
    merged, _ = merge(
        record("Adding Conditonal Contol", abstract=ABSTRACT),
        record("Adding Conditional Control", trust=CURATED, names="adding-conditonal-contol"),
        record(
            line=2, trust=CURATED, names="adding-conditional-control", note="Found by its new name."
        ),
    )
    assert [p.id for p in merged.papers] == ["adding-conditional-control"]
    assert merged.redirects == {"adding-conditonal-contol": "adding-conditional-control"}
    assert merged.papers[0].aliases == ("adding-conditonal-contol",)
    assert merged.papers[0].note == "Found by its new name."


def test_same_as_makes_two_papers_one_and_keeps_both_addresses() -> None:
    merged, problems = merge(
        record("An Old Name", authors="A. Lee", abstract=ABSTRACT, year=2019),
        record("A New Name", 2, authors="B. Kim", abstract=OTHER_ABSTRACT, year=2020),
        record(trust=CURATED, names="a-new-name", same_as=("an-old-name",), title="A New Name"),
    )
    (paper,) = merged.papers
    assert merged.redirects == {"an-old-name": "a-new-name"}
    assert "same_as in a curated record" in paper.merge_reasons
    assert problems == []


def test_same_as_joins_papers_that_shared_an_address() -> None:
    merged, _ = merge(
        record("Editorial", authors="A. Lee", year=2019),
        record("Editorial", 2, authors="B. Kim", year=2020),
        record(trust=CURATED, names="editorial-2019", same_as=("editorial-2020",)),
    )
    assert [p.id for p in merged.papers] == ["editorial"]
    assert merged.redirects == {"editorial-2019": "editorial", "editorial-2020": "editorial"}
    assert merged.ambiguous == ()


def test_a_curated_record_of_an_unknown_paper_says_what_is_closest() -> None:
    merged, problems = merge(
        record(TITLE, abstract=ABSTRACT),
        record(line=3, trust=CURATED, names=SLUG.replace("adding", "addin"), note="x"),
        record(line=5, trust=CURATED, names=SLUG, same_as=("no-such-paper",)),
    )
    assert len(merged.papers) == 1
    assert places(problems) == [
        ("curated-unknown-paper", "content/papers/curated/a.yml:3"),
        ("curated-unknown-paper", "content/papers/curated/a.yml:5"),
    ]
    assert f"did you mean '{TITLE}'" in problems[0].message


def test_a_shared_address_names_no_paper() -> None:
    _, problems = merge(
        record("Editorial", authors="A. Lee", year=2019),
        record("Editorial", 2, authors="B. Kim", year=2020),
        record(line=9, trust=CURATED, names="editorial", note="x"),
    )
    (problem,) = [p for p in problems if p.code == "curated-unknown-paper"]
    assert problem.message == "'editorial' may mean any of: editorial-2019, editorial-2020"


def test_a_curated_record_with_a_new_title_is_a_hand_written_paper() -> None:
    merged, problems = merge(
        record(TITLE, abstract=ABSTRACT),
        record("Bread", trust=CURATED, abstract=OTHER_ABSTRACT, authors="Jo Doe"),
    )
    assert [p.id for p in merged.papers] == [SLUG, "bread"]
    assert problems == []


def test_hidden_paper_stays_among_the_papers_with_its_reason() -> None:
    merged, _ = merge(
        record(TITLE, abstract=ABSTRACT), record(trust=CURATED, names=SLUG, hidden="asked for")
    )
    assert [(p.id, p.hidden) for p in merged.papers] == [(SLUG, "asked for")]


def test_a_hidden_paper_is_not_asked_about() -> None:
    merged, problems = merge(
        record("Editorial", authors="A. Lee", year=2019),
        record("Editorial", 2, authors="B. Kim", year=2020),
        record(trust=CURATED, names="editorial-2019", hidden="not ours"),
    )
    assert merged.ambiguous == ()
    assert problems == []


def test_successor_becomes_an_id() -> None:
    merged, _ = merge(
        record("Old Method of Baking", abstract=OTHER_ABSTRACT),
        record(TITLE, 2, abstract=ABSTRACT, ids="2302.05543"),
        record(
            trust=CURATED,
            names="old-method-of-baking",
            status="superseded",
            successor="arXiv:2302.05543",
        ),
    )
    assert [(p.status, p.successor) for p in merged.papers] == [("", ""), ("superseded", SLUG)]


@pytest.mark.parametrize(
    ("successor", "message"),
    [
        ("Ading Conditional Control to Text-to-Image", f"did you mean '{TITLE}'?"),
        ("old-method-of-baking", "is itself"),
    ],
)
def test_an_unknown_successor_is_reported_and_left_out(successor: str, message: str) -> None:
    merged, problems = merge(
        record("Old Method of Baking", abstract=OTHER_ABSTRACT),
        record(TITLE, 2, abstract=ABSTRACT),
        record(line=8, trust=CURATED, names="old-method-of-baking", successor=successor),
    )
    assert [p.successor for p in merged.papers] == ["", ""]
    assert places(problems) == [("curated-unknown-paper", "content/papers/curated/a.yml:8")]
    assert message in problems[0].message


def test_successors_in_a_circle_are_reported_and_left_out() -> None:
    names = ["First Method of Baking", "Second Method of Baking", "Third Method of Baking"]
    pairs = [(0, 1), (1, 0), (2, 0)]  # the third leads into the circle, and is none of it
    curated = [
        record(line=n, trust=CURATED, names=names[one], successor=names[two])
        for n, (one, two) in enumerate(pairs, 8)
    ]
    merged, problems = merge(*(record(name, n) for n, name in enumerate(names, 1)), *curated)
    found = {paper.title: paper.successor for paper in merged.papers}
    assert found == {names[0]: "", names[1]: "", names[2]: "first-method-of-baking"}
    assert places(problems) == [
        ("curated-unknown-paper", f"content/papers/curated/a.yml:{line}") for line in (8, 9)
    ]


def test_a_hidden_successor_is_reported_and_left_out() -> None:
    merged, problems = merge(
        record("Old Method of Baking", abstract=OTHER_ABSTRACT),
        record(TITLE, 2, abstract=ABSTRACT),
        record(line=8, trust=CURATED, names="old-method-of-baking", successor=SLUG),
        record(line=9, trust=CURATED, names=SLUG, hidden="taken down"),
    )
    assert [p.successor for p in merged.papers] == ["", ""]
    assert "is hidden" in problems[0].message


def test_an_alias_that_is_another_papers_address_is_reported() -> None:
    merged, problems = merge(
        record(TITLE, abstract=ABSTRACT),
        record("Bread in Forty Villages", 2, abstract=OTHER_ABSTRACT),
        record(
            line=6, trust=CURATED, names=SLUG, aliases=("ControlNet", "bread-in-forty-villages")
        ),
    )
    assert merged.redirects == {"controlnet": SLUG}
    assert places(problems) == [("alias-taken", "content/papers/curated/a.yml:6")]


# --- fields ---------------------------------------------------------------------------------


def test_added_is_the_first_day_of_a_capture_not_of_the_facts() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT, added="2025-03-01"),
        record(TITLE, file="b", abstract=ABSTRACT, added="2025-02-01"),
        record(TITLE, trust=ENRICHED, added="2024-01-01"),
    )
    assert str(paper.added) == "2025-02-01"


def test_links_keywords_and_identifiers_are_gathered_from_all_records() -> None:
    (paper,) = papers(
        record(TITLE, abstract=ABSTRACT, links={"code": "https://a.example"}, keywords=("GAN",)),
        record(
            TITLE,
            2,
            abstract=ABSTRACT,
            links={"pdf": "https://b.example", "code": "https://z.example"},
            keywords=("gan", "U-Net"),
        ),
    )
    assert paper.links == {"code": "https://a.example", "pdf": "https://b.example"}
    assert paper.keywords == ("GAN", "U-Net")


def test_the_whole_abstract_beats_one_that_breaks_off() -> None:
    (paper,) = papers(
        record(TITLE, abstract=f"{ABSTRACT} {ABSTRACT[:60]}…"), record(TITLE, 2, abstract=ABSTRACT)
    )
    assert paper.abstract == ABSTRACT


def test_a_record_without_title_goes_by_its_identifier() -> None:
    (paper,) = papers(record(ids="2302.05543"))
    assert paper.title == "arXiv 2302.05543"


# --- order ----------------------------------------------------------------------------------

LIST = [
    record(TITLE, 1, abstract=ABSTRACT),
    record(TITLE, 2, file="b", abstract=ABSTRACT),
    record(TITLE, 3, trust=ENRICHED, authors="Lvmin Zhang", ids="2302.05543", year=2023),
    record("ControlNet, Renamed", 4, ids="2302.05543", authors="Lvmin Zhang"),
    record("Editorial", 5, authors="A. Lee", year=2019),
    record("Editorial", 6, authors="B. Kim", year=2020),
    record("Editorial", 7, trust=ENRICHED, venue="X"),
    record("Bread in Forty Vilages", 8, abstract=OTHER_ABSTRACT),
    record("Bread in Forty Villages", 9, file="b", abstract=OTHER_ABSTRACT, keywords=("rye",)),
    record("Bread in Forty Villages: a Survey", 10, abstract=OTHER_ABSTRACT, keywords=("oat",)),
    record("Wrong Bread", 11, ids="2302.05543", authors="Jo Doe", abstract=OTHER_ABSTRACT),
    record(line=12, trust=CURATED, names="editorial-2019", aliases=("Foreword",)),
    record("Hand-written Paper", 13, trust=CURATED, successor=TITLE),
]


@given(st.permutations(range(len(LIST))))
@settings(deadline=None, max_examples=60)
def test_the_order_of_records_changes_nothing(order: list[int]) -> None:
    assert repr(merge(*(LIST[i] for i in order))) == repr(merge(*LIST))


def test_the_names_of_files_change_no_value() -> None:
    def values(records: Sequence[Record]) -> list[object]:
        keep = {"records": (), "sources": {}}
        merged, _ = merge(*records)
        return [*(replace(paper, **keep) for paper in merged.papers), merged.redirects]

    def renamed(item: Record) -> Record:
        file = item.location.file.replace("/a.", "/z.")
        return replace(
            item,
            location=replace(item.location, file=file),
            source=replace(item.source, file=file),
        )

    assert values([renamed(item) for item in LIST]) == values(LIST)


WORDS = "deep shallow graph control neural dynamics II 3D of the network learning".split()
RECORDS = st.builds(
    lambda title, line, abstract, authors, year, ids, trust: record(
        " ".join(title), line, abstract=abstract, authors=authors, year=year, ids=ids, trust=trust
    ),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.integers(1, 10**6),
    st.sampled_from(["", ABSTRACT, OTHER_ABSTRACT]),
    st.sampled_from(["", "A. Lee", "B. Kim; A. Lee", "C. Doe"]),
    st.sampled_from([0, 2019, 2024]),
    st.sampled_from(["", "2302.05543", "10.1000/x", "2302.05543 10.1000/x"]),
    st.sampled_from([Trust.CAPTURED, Trust.CAPTURED, ENRICHED, CURATED]),
)


@given(st.lists(RECORDS, max_size=14, unique_by=lambda r: r.position), st.randoms())
@settings(deadline=None, max_examples=150)
def test_any_list_gives_the_same_in_any_order_and_loses_nothing(
    records: list[Record], rng: random.Random
) -> None:
    merged, problems = merge(*records)
    shuffled = list(records)
    rng.shuffle(shuffled)
    assert repr(merge(*shuffled)) == repr((merged, problems))
    kept = [r for paper in merged.papers for r in paper.records]
    assert len(kept) == len({(r.source.trust, r.position) for r in kept})
    lost = [r for r in records if r not in kept]
    assert all(r.source.trust is not Trust.CAPTURED for r in lost)
    reported = {str(p.location) for p in problems}
    for item in lost:
        assert item.source.trust is ENRICHED
    assert not lost or reported
    ids = [paper.id for paper in merged.papers]
    assert ids == sorted(set(ids))
    assert len({paper.citekey.lower() for paper in merged.papers}) == len(ids)
    assert not set(ids) & set(merged.redirects)
    for target in merged.redirects.values():
        assert {target} <= set(ids) if isinstance(target, str) else set(target) <= set(ids)


@pytest.mark.slow
def test_five_thousand_records_are_merged_rightly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent / "benchmarks")
    bench = importlib.import_module("bench_merge")
    rng = random.Random(1)
    result = bench.measure(bench.invent(4_500, rng), 5_000, rng)
    assert result.precision == 1
    assert result.recall > 0.95
