"""What pages say of papers to programs: reference managers, search engines of scholars, crawlers.

Which keys Zotero reads, and what kind of item they become, follows its translators ``Embedded
Metadata`` and ``RDF``, and ``OpenURL.parseContextObject``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from markupsafe import Markup

from generator.addresses import path_of
from generator.formats.cite import (
    CONFERENCE,
    JOURNAL,
    PREPRINT,
    THESIS,
    first,
    publication_type,
)
from generator.identifiers import SCHEMES, url
from generator.model import Author, Identifier, Paper
from generator.outputs import SiteOptions
from generator.pagekinds.outlinks import Outlink
from generator.text import plain

MOST_AUTHORS = 30
"""In a list; the paper's own page names them all."""

_GENRES = {JOURNAL: "article", CONFERENCE: "proceeding", "chapter": "bookitem"}
"""Type of a paper that stands in something to the genre of an OpenURL."""

_ITEM_TYPES = {
    PREPRINT: "preprint",
    JOURNAL: "journalArticle",
    "article-magazine": "magazineArticle",
    "article-newspaper": "newspaperArticle",
    CONFERENCE: "conferencePaper",
    "chapter": "bookSection",
    "book": "book",
    "dataset": "dataset",
    "manuscript": "manuscript",
    "patent": "patent",
    "post-weblog": "blogPost",
    "report": "report",
    "software": "computerProgram",
    "speech": "presentation",
    "standard": "standard",
    THESIS: "thesis",
    "webpage": "webpage",
}
"""Type to Zotero's."""

_VENUE_TAGS = {
    CONFERENCE: "citation_conference_title",
    "chapter": "citation_inbook_title",
    THESIS: "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
_IDENTIFIER_TAGS = {"doi": "citation_doi", "arxiv": "citation_arxiv_id", "pmid": "citation_pmid"}
_FORMATS = "info:ofi/fmt:kev:mtx:"
_SAME = ("arxiv", "doi", "openreview", "acl")


# -- in lists --------------------------------------------------------------------------------


def coins(paper: Paper) -> str:
    """The ``title`` of an empty ``<span class="Z3988">``, not escaped.

    Source: "COinS", OpenURL ContextObject in SPAN, after ANSI/NISO Z39.88-2004.
    """
    pairs = [("ctx_ver", "Z39.88-2004"), *_item(paper)]
    pairs += [_coins_author(author) for author in paper.authors[:MOST_AUTHORS]]
    if paper.issued:
        pairs.append(("rft.date", str(paper.issued)))
    doi = first(paper, "doi")
    if said := doi or _arxiv_doi(paper):
        pairs.append(("rft_id", f"info:doi/{said}"))
    addresses = (url(Identifier(scheme, value)) for scheme, value in _known(paper) if value != doi)
    pairs += [("rft_id", address) for address in list(addresses)[:1]]
    return "&".join([f"{key}={quote(value, safe=':/')}" for key, value in pairs])


def _item(paper: Paper) -> Iterator[tuple[str, str]]:
    title, kind, venue = plain(paper.title), publication_type(paper), paper.venue
    if genre := _GENRES.get(kind):
        in_journal = kind == JOURNAL
        yield "rft_val_fmt", f"{_FORMATS}{'journal' if in_journal else 'book'}"
        yield from (("rft.genre", genre), ("rft.atitle", title))
        if venue:
            yield ("rft.jtitle" if in_journal else "rft.btitle"), venue
    elif kind == THESIS:
        yield from (("rft_val_fmt", f"{_FORMATS}dissertation"), ("rft.title", title))
        if venue:
            yield "rft.inst", venue
    else:
        yield "rft_val_fmt", f"{_FORMATS}dc"
        yield from (("rft.type", _ITEM_TYPES.get(kind, "document")), ("rft.title", title))
        if venue and kind != PREPRINT:
            yield ("rft.publisher" if kind == "report" else "rft.source"), venue


def _coins_author(author: Author) -> tuple[str, str]:
    """A group as it is, so that it is not taken for a person."""
    group = not author.given and " " in author.family
    return "rft.aucorp" if group else "rft.au", _family_first(author)


def _arxiv_doi(paper: Paper) -> str:
    """The DOI of a preprint at arXiv, or empty: Zotero knows no ids of arXiv."""
    arxiv = first(paper, "arxiv") if publication_type(paper) == PREPRINT else ""
    return f"10.48550/arXiv.{arxiv}" if arxiv else ""


def _family_first(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.family


def _known(paper: Paper) -> Iterator[tuple[str, str]]:
    """The schemes whose addresses are the paper's own, with its first identifier of each."""
    for scheme in _SAME:
        if scheme in SCHEMES and (value := first(paper, scheme)):
            yield scheme, value


# -- on the paper's page ---------------------------------------------------------------------


def citation_meta(
    paper: Paper, links: Iterable[Outlink], options: SiteOptions
) -> Sequence[tuple[str, str]]:
    """``citation_*`` tags (Google Scholar, "Inclusion guidelines", section "Indexing")."""
    kind = publication_type(paper)
    found = [("citation_title", plain(paper.title))]
    found += [("citation_author", _unparted(author)) for author in paper.authors]
    if paper.issued:
        found.append(("citation_publication_date", str(paper.issued).replace("-", "/")))
    if paper.venue and kind != PREPRINT:
        found.append((_VENUE_TAGS.get(kind, "citation_journal_title"), paper.venue))
    found += [(tag, first(paper, s)) for s, tag in _IDENTIFIER_TAGS.items() if first(paper, s)]
    if not first(paper, "doi") and (doi := _arxiv_doi(paper)):
        found.append(("citation_doi", doi))
    found += [("citation_pdf_url", link.url) for link in links if link.kind == "pdf"]
    if options.url:
        found.append(("citation_abstract_html_url", _address(paper, options)))
    if paper.abstract:
        found.append(("citation_abstract", " ".join(plain(paper.abstract).split())))
    if kind in _ITEM_TYPES:
        # Without it a paper that stands in nothing is an article of a journal to Zotero.
        found.append(("z:itemType", _ITEM_TYPES[kind]))
    return found


def _unparted(author: Author) -> str:
    """Zotero takes "van der Maaten, Laurens B." for two people, unless the spaces cannot break."""
    if " " in author.family and " " in author.given:
        author = Author(author.family.replace(" ", "\u00a0"), author.given)
    return _family_first(author)


def _address(paper: Paper, options: SiteOptions) -> str:
    return options.address(path_of("paper", paper.id))


def json_ld(paper: Paper, links: Iterable[Outlink], options: SiteOptions) -> Markup:
    """The paper as schema.org ``ScholarlyArticle``, safe inside a ``<script>`` element."""
    links = tuple(links)
    title, kind = plain(paper.title), publication_type(paper)
    pdf = next((link.url for link in links if link.kind == "pdf"), None)
    document: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": title,
        "name": title,
        "author": [_person(author) for author in paper.authors],
        "datePublished": str(paper.issued) if paper.issued else None,
        "isPartOf": {
            "@type": "Periodical" if kind == JOURNAL else "CreativeWork",
            "name": paper.venue,
        }
        if paper.venue
        else None,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme, "value": value}
            for scheme, value in _known(paper)
        ],
        "sameAs": [link.url for link in links if link.kind in _SAME],
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": pdf,
        }
        if pdf
        else None,
        "creativeWorkStatus": paper.status.capitalize(),
        "url": _address(paper, options) if options.url else None,
    }
    text = json.dumps({k: v for k, v in document.items() if v}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _person(author: Author) -> dict[str, str]:
    if not author.given:
        kind = "Organization" if " " in author.family else "Person"
        return {"@type": kind, "name": author.family}
    return {
        "@type": "Person",
        "name": str(author),
        "givenName": author.given,
        "familyName": author.family,
    }
