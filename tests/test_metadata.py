import json
from urllib.parse import parse_qsl

import pytest

from generator.model import Author, Paper, PartialDate
from generator.outputs import SiteOptions
from generator.pagekinds.metadata import MOST_AUTHORS, citation_meta, coins, json_ld
from generator.pagekinds.outlinks import outlinks

NTK = Paper(
    id="neural-tangent-kernel",
    title="Neural Tangent Kernel: $O(n^2)$ & more",
    authors=(Author("Jacot", "Arthur"), Author("van der Schaar", "Mihaela"), Author("Open X Team")),
    issued=PartialDate(2018, 6),
    venue="NeurIPS",
    identifiers={"arxiv": ("1806.07572",), "doi": ("10.5555/3327757.3327948",)},
)
OPTIONS = SiteOptions("A list", url="https://x.org/list/")


def picked(paper: Paper) -> list[tuple[str, str]]:
    """What a reference manager reads."""
    return parse_qsl(coins(paper), strict_parsing=True)


def test_coins_of_a_conference_paper() -> None:
    assert picked(NTK) == [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"),
        ("rft.genre", "proceeding"),
        ("rft.atitle", "Neural Tangent Kernel: O(n²) & more"),
        ("rft.btitle", "NeurIPS"),
        ("rft.au", "Jacot, Arthur"),
        ("rft.au", "van der Schaar, Mihaela"),
        ("rft.aucorp", "Open X Team"),
        ("rft.date", "2018-06"),
        ("rft_id", "info:doi/10.5555/3327757.3327948"),
        ("rft_id", "https://arxiv.org/abs/1806.07572"),
    ]


def test_coins_of_a_journal_article() -> None:
    found = picked(Paper("x", "T", venue="Pattern Recognition Letters"))
    assert ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal") in found
    assert ("rft.genre", "article") in found
    assert ("rft.jtitle", "Pattern Recognition Letters") in found


@pytest.mark.parametrize("venue", ["", "arXiv"])
def test_coins_of_a_preprint(venue: str) -> None:
    found = picked(Paper("x", "T", venue=venue, type="article"))
    assert ("rft.type", "preprint") in found
    assert ("rft.title", "T") in found


def test_coins_keep_signs_that_part_them() -> None:
    found = picked(Paper("x", "A=B & C+D; 100%?", venue="ICML"))
    assert ("rft.atitle", "A=B & C+D; 100%?") in found


def test_coins_of_a_collaboration_stop_somewhere() -> None:
    many = tuple(Author(f"Family{i}", "G.") for i in range(500))
    assert sum(key == "rft.au" for key, _ in picked(Paper("x", "T", authors=many))) == MOST_AUTHORS


def test_citation_tags_name_all_authors_family_first() -> None:
    found = citation_meta(NTK, outlinks(NTK), OPTIONS)
    names = [value for key, value in found if key == "citation_author"]
    assert names == ["Jacot, Arthur", "van der Schaar, Mihaela", "Open X Team"]


def test_a_name_of_many_words_is_one_author_to_zotero() -> None:
    paper = Paper("x", "T", authors=(Author("van der Maaten", "Laurens B."), Author("Li", "A B")))
    names = [v for key, v in citation_meta(paper, (), OPTIONS) if key == "citation_author"]
    # Its translator parts a name at the comma if plain spaces stand on both sides.
    parted = [name for name in names if all(" " in part for part in name.split(", "))]
    assert parted == []
    assert names == ["van\xa0der\xa0Maaten, Laurens B.", "Li, A B"]


@pytest.mark.parametrize(
    ("venue", "kind", "tag"),
    [
        ("NeurIPS", "", "citation_conference_title"),
        ("Machine Learning", "", "citation_journal_title"),
        ("PhD thesis, University of Oxford", "", "citation_dissertation_institution"),
        ("A Book", "chapter", "citation_inbook_title"),
    ],
)
def test_citation_tag_of_a_venue(venue: str, kind: str, tag: str) -> None:
    assert (tag, venue) in citation_meta(Paper("x", "T", venue=venue, type=kind), (), OPTIONS)


def test_citation_tags_say_date_identifiers_and_addresses() -> None:
    found = dict(citation_meta(NTK, outlinks(NTK), OPTIONS))
    assert found["citation_publication_date"] == "2018/06"
    assert found["citation_arxiv_id"] == "1806.07572"
    assert found["citation_doi"] == "10.5555/3327757.3327948"
    assert found["citation_pdf_url"] == "https://arxiv.org/pdf/1806.07572"
    assert found["citation_abstract_html_url"] == (
        "https://x.org/list/papers/neural-tangent-kernel.html"
    )


def test_linked_data_of_a_paper() -> None:
    found = json.loads(json_ld(NTK, outlinks(NTK), OPTIONS))
    assert found["@type"] == "ScholarlyArticle"
    assert found["headline"] == "Neural Tangent Kernel: O(n²) & more"
    assert found["datePublished"] == "2018-06"
    assert found["author"][1]["familyName"] == "van der Schaar"
    assert found["author"][2] == {"@type": "Organization", "name": "Open X Team"}
    assert {"@type": "PropertyValue", "propertyID": "arxiv", "value": "1806.07572"} in (
        found["identifier"]
    )
    assert found["encoding"]["contentUrl"] == "https://arxiv.org/pdf/1806.07572"


def test_linked_data_says_nothing_that_is_unknown() -> None:
    found = json.loads(json_ld(Paper("x", "T"), (), SiteOptions("A list")))
    assert set(found) == {"@context", "@type", "headline", "name"}


def test_linked_data_ends_no_script() -> None:
    assert "<" not in json_ld(Paper("x", "</script><b>"), (), OPTIONS)
