"""What citation formats share: kinds of publications, venues, status in words, further fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from generator.identifiers import SCHEMES, find, url
from generator.model import Author, Identifier, Paper

PREPRINT = "article"
JOURNAL = "article-journal"
CONFERENCE = "paper-conference"
THESIS = "thesis"
"""Types of CSL 1.0.2, appendix III, that decide where a venue is written."""

_JOURNAL = re.compile(
    r"\b(?:journal|transactions|letters|annals|proceedings of the (?:national|ieee)|review|access"
    r"|jmlr|tmlr|jair|tpami|pnas|plos|nature|science|machine learning|foundations and trends"
    r"|communications|engineering|neural networks|neurocomputing|elife|entropy|chaos)\b",
    re.IGNORECASE,
)
_MEETING = re.compile(r"\b(?:conference|workshops?|symposium|proceedings|meeting)\b", re.IGNORECASE)
_THESIS = re.compile(r"\b(?:thesis|dissertation)\b", re.IGNORECASE)
_PREPRINT_SERVER = re.compile(r"(?:corr|arxiv(?:\b.*)?|[a-z]*rxiv)", re.IGNORECASE)

_STATUS = re.compile(r"(withdrawn|retracted|superseded)\b", re.IGNORECASE)
_SUCCESSOR = re.compile(r"\bsuperseded by (\S.*?)\.?\s*$", re.IGNORECASE)


def publication_type(paper: Paper) -> str:
    """The CSL type; told by the venue if no source gives one."""
    if paper.type:
        return paper.type
    if not paper.venue:
        return PREPRINT
    if _THESIS.search(paper.venue):
        return THESIS
    if _JOURNAL.search(paper.venue) and not _MEETING.search(paper.venue):
        return JOURNAL
    return CONFERENCE


def is_preprint_server(venue: str) -> bool:
    """Whether what stands as a journal only says that the paper is a preprint."""
    return bool(_PREPRINT_SERVER.fullmatch(venue.strip()))


def status_words(paper: Paper) -> str:
    """Such as "Retracted." or "Superseded by <name>."; empty for a paper in force."""
    words = f"{paper.status.capitalize()}." if paper.status else ""
    if not paper.status or not paper.successor:
        return words
    stop = "" if paper.successor.endswith((".", "?", "!")) else "."
    superseded = f"Superseded by {paper.successor}{stop}"
    return superseded if paper.status == "superseded" else f"{words} {superseded}"


def read_status(note: str) -> tuple[str, str]:
    """Status and successor from the words of :func:`status_words`; both may be empty."""
    status = _STATUS.match(note.strip())
    successor = _SUCCESSOR.search(note)
    if not status:
        return "", ""
    return status[1].lower(), successor[1] if successor else ""


def best_url(paper: Paper) -> str:
    """The paper's own address, or that of its best identifier; empty if neither is known."""
    if address := paper.links.get("url"):
        return address
    for scheme, registry in SCHEMES.items():
        for value in paper.identifiers.get(scheme, ()):
            if registry.names_paper:
                return url(Identifier(scheme, value))
    return ""


def first(paper: Paper, scheme: str) -> str:
    """The first identifier of a scheme, or an empty string."""
    return next(iter(paper.identifiers.get(scheme, ())), "")


def names_identifier(address: str, identifiers: Iterable[Identifier]) -> bool:
    """Whether an address says no more than identifiers that are known anyway."""
    found = find(address)
    return bool(found) and set(found) <= set(identifiers)


def split_keywords(text: str) -> tuple[str, ...]:
    """Keywords parted by semicolons, or else by commas."""
    parts = text.split(";") if ";" in text else text.split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def join_keywords(keywords: Sequence[str]) -> str:
    """Keywords so that :func:`split_keywords` finds them again."""
    alone = len(keywords) == 1 and "," in keywords[0]
    if any("," in word for word in keywords):
        return "; ".join(keywords) + (";" if alone else "")
    return ", ".join(keywords)


def family_first(author: Author) -> str:
    """``Family, Given``; a name alone ends in a comma, so that it is not cut at its spaces."""
    if author.given:
        return f"{author.family}, {author.given}"
    return f"{author.family}," if " " in author.family else author.family


def renamed(details: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The details that a format has a name for, under that name, in the order of ``names``."""
    return {name: details[key] for key, name in names.items() if details.get(key)}
