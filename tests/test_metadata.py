import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest

from generator.library import load_library
from generator.model import Author, Paper, PartialDate
from generator.outputs import SiteOptions
from generator.pagekinds.metadata import MOST_AUTHORS, citation_meta, coins, json_ld
from generator.pagekinds.outlinks import outlinks
from generator.problems import Report
from generator.text import plain

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


# --- as Zotero reads them -------------------------------------------------------------------

Item = dict[str, object]


def person(name: str, comma: bool) -> tuple[str, str]:
    """``Utilities.cleanAuthor``: last and first name."""
    name = re.sub(r"^[\s.,/\[\]:]+|[\s.,/\[\]:]+$", "", name)
    if comma:
        last, _, first = name.partition(",")
        return last.strip(), first.strip()
    first, _, last = name.rpartition(" ")
    return last, first


def by_coins(title: str) -> Item:
    """``OpenURL.parseContextObject``."""
    pairs = [(part.split("=")[0], part.split("=")[1]) for part in title.split("&")]
    form = next(unquote(value) for key, value in pairs if key == "rft_val_fmt")
    in_book = {"bookitem": "bookSection", "proceeding": "conferencePaper"}
    genre = next((value for key, value in pairs if key == "rft.genre"), "")
    item: Item = {
        "type": {
            "journal": "journalArticle",
            "book": in_book.get(genre, "book"),
            "dissertation": "thesis",
            "dc": "webpage",
        }[form.rpartition(":")[2]]
    }
    creators: list[tuple[str, str]] = []
    for key, coded in pairs:
        value = unquote(re.sub(r"\+|%2[bB]", " ", coded))
        in_something = item["type"] in ("journalArticle", "bookSection", "conferencePaper")
        if key == "rft_id":
            item.setdefault("doi" if value.startswith("info:doi/") else "url", value)
        elif key in ("rft.btitle", "rft.jtitle", "rft.source", "rft.inst", "rft.publisher"):
            item["venue"] = value
        elif key == "rft.atitle" or (key == "rft.title" and not in_something):
            item["title"] = value
        elif key == "rft.date":
            item["date"] = value
        elif key == "rft.au":
            creators.append(person(value, "," in value))
        elif key == "rft.aucorp":
            creators.append((value, ""))
        elif key == "rft.type":
            item["type"] = value
    return {**item, "creators": creators}


HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "venue",
    "citation_conference_title": "venue",
    "citation_inbook_title": "venue",
    "citation_dissertation_institution": "venue",
    "citation_technical_report_institution": "venue",
    "citation_doi": "doi",
    "citation_abstract": "abstract",
    "citation_abstract_html_url": "url",
    "citation_pdf_url": "pdf",
    "z:itemType": "type",
}


def by_tags(tags: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Item:
    """The translators "Embedded Metadata" and "RDF"."""
    item: Item = {}
    creators: list[tuple[str, str]] = []
    for key, value in tags:
        if key == "citation_author":
            assert ";" not in value
            first, *others = re.split(r"\s*,\s*", value)
            assert not (others and " " in first and " " in others[0]), "taken for two people"
            creators.append(person(value, "," in value))
        elif key in HIGHWIRE:
            assert HIGHWIRE[key] not in item
            item[HIGHWIRE[key]] = " ".join(value.split())
    return {**item, "creators": creators}


def last_names(item: Item) -> list[str]:
    creators = item["creators"]
    assert isinstance(creators, list)
    return [last.replace("\xa0", " ") for last, _ in creators]


def test_zotero_reads_the_papers_of_the_real_list() -> None:
    library = load_library(Path(__file__).parent.parent / "content", Report())
    for paper in library.papers:
        page = by_tags([*citation_meta(paper, outlinks(paper), OPTIONS)])
        row = by_coins(coins(paper))
        for item in (page, row):
            assert item["type"]
            assert str(item["title"]).split() == plain(paper.title).replace("+", " ").split() or (
                item is page and item["title"] == " ".join(plain(paper.title).split())
            )
            assert str(item.get("date", "")).replace("/", "-") == str(paper.issued or "")
            dois = paper.identifiers.get("doi", ())
            if dois or (paper.identifiers.get("arxiv") and item["type"] == "preprint"):
                assert str(item["doi"]).removeprefix("info:doi/") == (
                    dois[0] if dois else f"10.48550/arXiv.{paper.identifiers['arxiv'][0]}"
                )
        persons = [author for author in paper.authors if author.given]
        assert set(last_names(page)) >= {author.family for author in persons}
        assert len(last_names(page)) == len(paper.authors)
        assert len(last_names(row)) == min(len(paper.authors), MOST_AUTHORS)
        assert page["type"] == row["type"]
        assert page.get("venue") == row.get("venue")
        assert page.get("abstract", "") == " ".join(plain(paper.abstract).split())
        assert page["url"] == f"{OPTIONS.url}papers/{paper.id}.html"


@pytest.mark.parametrize(
    ("kind", "venue", "type"),
    [
        ("", "", "preprint"),
        ("article", "arXiv", "preprint"),
        ("article-journal", "", "journalArticle"),
        ("article-journal", "eLife", "journalArticle"),
        ("paper-conference", "", "conferencePaper"),
        ("paper-conference", "ICML", "conferencePaper"),
        ("chapter", "A Book", "bookSection"),
        ("book", "", "book"),
        ("thesis", "", "thesis"),
        ("thesis", "MIT", "thesis"),
        ("report", "RAND", "report"),
        ("webpage", "A Blog", "webpage"),
        ("software", "", "computerProgram"),
    ],
)
def test_zotero_reads_the_type_and_where_it_stands(kind: str, venue: str, type: str) -> None:
    paper = Paper("x", "A Title", type=kind, venue=venue, identifiers={"arxiv": ("2302.05543",)})
    read = by_coins(coins(paper)), by_tags([*citation_meta(paper, outlinks(paper), OPTIONS)])
    for item in read:
        assert (item["type"], item["title"]) == (type, "A Title")
        assert item.get("venue", "") == ("" if type == "preprint" else venue)
        assert str(item.get("doi", "")).removeprefix("info:doi/") == (
            "10.48550/arXiv.2302.05543" if type == "preprint" else ""
        )
