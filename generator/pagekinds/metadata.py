"""What pages say of papers to programs: reference managers, search engines of scholars, crawlers.

Which keys Zotero reads, and what kind of item they become, follows its ``Embedded Metadata``
translator and ``OpenURL.parseContextObject``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from markupsafe import Markup

from generator.addresses import path_of
from generator.formats.cite import CONFERENCE, PREPRINT, THESIS, first, publication_type
from generator.identifiers import SCHEMES, url
from generator.model import Author, Identifier, Paper
from generator.outputs import SiteOptions
from generator.pagekinds.outlinks import Outlink
from generator.text import plain

MOST_AUTHORS = 30
"""In a list; the paper's own page names them all."""

_IN_A_BOOK = {CONFERENCE: "proceeding", "chapter": "bookitem"}
"""Type to the genre of an OpenURL; a paper of any other type that has a venue is an article."""
_VENUE_TAGS = {
    CONFERENCE: "citation_conference_title",
    "chapter": "citation_inbook_title",
    THESIS: "citation_dissertation_institution",
}
_IDENTIFIER_TAGS = {"doi": "citation_doi", "arxiv": "citation_arxiv_id", "pmid": "citation_pmid"}
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
    if doi := first(paper, "doi"):
        pairs.append(("rft_id", f"info:doi/{doi}"))
    addresses = (url(Identifier(scheme, value)) for scheme, value in _known(paper) if value != doi)
    pairs += [("rft_id", address) for address in list(addresses)[:1]]
    return "&".join([f"{key}={quote(value, safe=':/')}" for key, value in pairs])


def _item(paper: Paper) -> Iterator[tuple[str, str]]:
    title, kind = plain(paper.title), publication_type(paper)
    if not paper.venue or kind == PREPRINT:
        yield from (("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"), ("rft.type", "preprint"))
        yield "rft.title", title
        return
    genre = _IN_A_BOOK.get(kind)
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'book' if genre else 'journal'}"
    yield "rft.genre", genre or "article"
    yield "rft.atitle", title
    yield ("rft.btitle" if genre else "rft.jtitle"), paper.venue


def _coins_author(author: Author) -> tuple[str, str]:
    """A group as it is, so that it is not taken for a person."""
    group = not author.given and " " in author.family
    return "rft.aucorp" if group else "rft.au", _family_first(author)


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
    found = [("citation_title", plain(paper.title))]
    found += [("citation_author", _unparted(author)) for author in paper.authors]
    if paper.issued:
        found.append(("citation_publication_date", str(paper.issued).replace("-", "/")))
    kind = publication_type(paper)
    if paper.venue and kind != PREPRINT:
        found.append((_VENUE_TAGS.get(kind, "citation_journal_title"), paper.venue))
    found += [(tag, first(paper, s)) for s, tag in _IDENTIFIER_TAGS.items() if first(paper, s)]
    found += [("citation_pdf_url", link.url) for link in links if link.kind == "pdf"]
    if options.url:
        found.append(("citation_abstract_html_url", _address(paper, options)))
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
            "@type": "CreativeWork" if kind in (*_IN_A_BOOK, THESIS) else "Periodical",
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
