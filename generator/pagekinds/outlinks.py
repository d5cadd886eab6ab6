"""Links that leave the site: where a paper can be read, its code, its project page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus

from generator.identifiers import SCHEMES, url
from generator.identifiers import label as scheme_label
from generator.model import Identifier, Paper
from generator.text import plain

FIND = "find"
"""Kind of a link that only searches for the paper."""

ARXIV_PDF = "https://arxiv.org/pdf/"
SEARCH = "https://scholar.google.com/scholar?q="

_ORDER = ("arxiv", "doi", "acl", "openreview", "html", "pdf", "reviews", "project", "code")
_LABELS = {
    "arxiv": ("Read on arXiv", "arXiv"),
    "doi": ("Publisher", "DOI"),
    "openreview": ("Reviews on OpenReview", "OpenReview"),
    "pdf": ("PDF", "PDF"),
    "html": ("Full text", "full text"),
    "reviews": ("Reviews", "reviews"),
    "project": ("Project page", "project"),
    "code": ("Code", "code"),
}
_NOT_THE_PAPER = frozenset({"code", "data", "demo", "slides", "video"})
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_TRAILING = ".,;:!?)]'\"”’"
_CODE_HOSTS = ("github.com/", "gitlab.com/", "codeberg.org/", "bitbucket.org/")
_PROJECT_HOSTS = (".github.io", ".gitlab.io", "sites.google.com/")
_PROJECT_WORDS = re.compile(
    r"\b(?:project (?:page|website|site)|(?:our|paper) website)\b[^.]{0,60}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outlink:
    """A link that leaves the site.

    Attributes:
        kind: An identifier's scheme, a link's kind (``code``, ``project``, …) or :data:`FIND`.
        label: For a button ("Read on arXiv").
        short: For the line of an entry ("arXiv"); empty: not shown there.
    """

    kind: str
    label: str
    short: str
    url: str


def outlinks(paper: Paper) -> tuple[Outlink, ...]:
    """Links out, the one to read the paper first.

    If no address of the paper itself is known, the first one searches for it elsewhere, and its
    label says so.
    """
    found: dict[str, Outlink] = {}
    for link in sorted(_known_links(paper), key=_rank):
        found.setdefault(link.url, link)
    links = list(found.values())
    if not any(link.kind not in _NOT_THE_PAPER for link in links):
        question = quote_plus(plain(paper.title))
        label = "Search for it on Google Scholar"
        links.insert(0, Outlink(FIND, label, "", f"{SEARCH}{question}"))
    return tuple(links)


def _rank(link: Outlink) -> tuple[int, str, str]:
    place = _ORDER.index(link.kind) if link.kind in _ORDER else len(_ORDER)
    return place, link.kind, link.url


def _known_links(paper: Paper) -> Iterator[Outlink]:
    for scheme, values in paper.identifiers.items():
        if values and scheme in SCHEMES and SCHEMES[scheme].names_paper:
            label, short = _LABELS.get(scheme, (scheme_label(scheme), scheme_label(scheme)))
            yield Outlink(scheme, label, short, url(Identifier(scheme, values[0])))
    links = {**links_in_abstract(paper.abstract), **paper.links}
    if arxiv := paper.identifiers.get("arxiv"):
        links.setdefault("pdf", ARXIV_PDF + arxiv[0])
    for kind, address in links.items():
        if address.startswith(("https://", "http://")):
            label, short = _LABELS.get(kind, (kind.capitalize(), kind))
            yield Outlink(kind, label, "" if kind == "pdf" and arxiv else short, address)


def links_in_abstract(abstract: str) -> dict[str, str]:
    """Code and project page, as far as the abstract gives their addresses."""
    found: dict[str, str] = {}
    for match in _ADDRESS.finditer(abstract):
        address = match[0].rstrip(_TRAILING)
        place = address.partition("://")[2].lower().removeprefix("www.")
        if place.startswith(_CODE_HOSTS):
            found.setdefault("code", address)
        elif any(host in place for host in _PROJECT_HOSTS) or _PROJECT_WORDS.search(
            abstract[max(0, match.start() - 100) : match.start()]
        ):
            found.setdefault("project", address)
    return found
