"""Writing BibTeX: for BibTeX and biber alike, UTF-8, one field a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.formats.bibtex import tex
from generator.formats.bibtex.fields import DETAIL_FIELDS, LINK_FIELDS, MONTH_MACROS, TYPES
from generator.formats.bibtex.values import write_names
from generator.formats.cite import (
    CONFERENCE,
    JOURNAL,
    THESIS,
    best_url,
    first,
    join_keywords,
    publication_type,
    status_words,
)
from generator.formats.common import parse_names
from generator.identifiers import SCHEMES
from generator.model import Paper

_ENTRY_TYPES: Mapping[str, str] = {
    kind: name for name, kind in reversed(list(TYPES.items())) if kind
}
_VENUE_FIELD: Mapping[str, str] = {
    JOURNAL: "journal",
    CONFERENCE: "booktitle",
    "chapter": "booktitle",
    THESIS: "school",
    "report": "institution",
}

# Names that stand capitalised in running text; styles for BibTeX would write them small.
_PROPER = frozenset(
    (
        *("Bayes", "Bayesian", "Gaussian", "Gauss", "Markov", "Markovian", "Koopman", "Lipschitz"),
        *("Hamiltonian", "Lagrangian", "Wasserstein", "Hebbian", "Bellman", "Nash", "Riemannian"),
        *("Monte", "Carlo", "Fourier", "Euler", "Newton", "Langevin", "Hopfield", "Boltzmann"),
        *("Kalman", "Lyapunov", "Turing", "Jacobian", "Hessian", "Laplace", "Laplacian", "Hilbert"),
        *("Banach", "Poisson", "Dirichlet", "Bernoulli", "Gibbs", "Thompson", "Kuramoto", "Stein"),
        *(
            "Sobolev",
            "Schrödinger",
            "Stokes",
            "Reynolds",
            "Navier",
            "Kolmogorov",
            "Shapley",
            "Fisher",
        ),
        *("Pareto", "Stackelberg", "Lie", "Sinkhorn", "Taylor", "Chebyshev", "Bregman", "Atari"),
        *("Minecraft", "Python", "English", "Chinese", "German", "French", "African", "Euclidean"),
    )
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def write(papers: Sequence[Paper]) -> str:
    """The papers as entries, in their order, a blank line between two."""
    return "\n".join(map(_entry, papers))


def _entry(paper: Paper) -> str:
    kind = publication_type(paper)
    name = _ENTRY_TYPES.get(kind, "misc")
    lines = [f"  {field} = {value}" for field, value in _fields(paper, kind)]
    return f"@{name}{{{paper.citekey},\n" + ",\n".join(lines) + "\n}\n"


def _fields(paper: Paper, kind: str) -> Iterator[tuple[str, str]]:
    """Field names and values, values ready to be written."""
    yield "title", f"{{{_title(paper.title)}}}"
    if paper.authors:
        yield "author", f"{{{write_names(paper.authors)}}}"
    if paper.issued:
        yield "year", f"{{{paper.issued.year:04d}}}"
        if paper.issued.month:
            yield "month", MONTH_MACROS[paper.issued.month - 1]
        if paper.issued.day:
            yield "day", f"{{{paper.issued.day}}}"
    if paper.venue:
        yield _VENUE_FIELD.get(kind, "howpublished"), f"{{{tex.encode(paper.venue)}}}"
    for field, variable in DETAIL_FIELDS.items():
        value = paper.details.get(variable, "")
        if not value or field == "primaryclass":
            continue
        if field == "editor":
            value = write_names(parse_names(value.split(";")))
        elif field == "pages":
            value = re.sub(r"(?<=\w)-(?=\w)", "--", value)
        else:
            value = tex.encode(value)
        yield field, f"{{{value}}}"
    yield from _identifiers(paper)
    known = first(paper, "doi") or first(paper, "arxiv")
    if address := paper.links.get("url", "" if known else best_url(paper)):
        yield "url", f"{{{_address(address)}}}"
    for field in LINK_FIELDS:
        if address := paper.links.get(field, ""):
            yield field, f"{{{_address(address)}}}"
    if paper.keywords:
        yield "keywords", f"{{{tex.encode(join_keywords(paper.keywords))}}}"
    if words := status_words(paper):
        yield "note", f"{{{tex.encode(words)}}}"
    if paper.abstract:
        yield "abstract", f"{{{tex.encode(paper.abstract)}}}"


def _identifiers(paper: Paper) -> Iterator[tuple[str, str]]:
    if doi := first(paper, "doi"):
        yield "doi", f"{{{doi}}}"
    if arxiv := first(paper, "arxiv"):
        yield "eprint", f"{{{arxiv}}}"
        yield "archiveprefix", "{arXiv}"
        if category := paper.details.get("primary_category"):
            yield "primaryclass", f"{{{category}}}"
    for scheme in SCHEMES:
        if scheme not in ("doi", "arxiv") and (value := first(paper, scheme)):
            yield scheme, f"{{{value}}}"


def _address(address: str) -> str:
    """An address in ``url``, which BibTeX styles print verbatim: only braces are in the way."""
    return address.replace("{", "%7B").replace("}", "%7D")


def _title(title: str) -> str:
    """A title in TeX, with braces around what must keep its capitals."""
    words = _WORD.findall(title)[1:]
    small = sum(word[0].islower() and len(word) > 3 for word in words)
    capital = sum(word[0].isupper() and len(word) > 3 for word in words)
    sentence_case = small > 2 * capital
    parts = []
    at_start = True
    for is_math, part in tex.split_math(title):
        if is_math:
            parts.append(f"{{{part}}}")
            at_start = False
            continue
        at = 0
        for match in _WORD.finditer(part):
            parts.append(tex.escape(part[at : match.start()]))
            word, at = match[0], match.end()
            kept = any(char.isupper() for char in word[1:]) or (
                word[0].isupper()
                and (len(word) == 1 or word in _PROPER or (sentence_case and not at_start))
            )
            parts.append(f"{{{tex.escape(word)}}}" if kept and word != "A" else tex.escape(word))
            at_start = False
        parts.append(tex.escape(part[at:]))
    return "".join(parts)
