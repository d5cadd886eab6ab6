"""Citation keys: those that people already cite by, else ``jacot2018neural``.

Papers get their keys in the order in which they entered the list, so a paper that comes later
takes what is left and the keys of the others stay.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence

from generator.identity.likeness import STOP_WORDS
from generator.model import Paper
from generator.text import fold, slug

_LITTLE_WORDS = STOP_WORDS | frozenset(
    "about after all be been before between beyond but can do does how if it its no not our "
    "should than that these this through toward towards we what when where which why without "
    "you your".split()
)
_NOT_ASCII = re.compile(r"[^a-z0-9]+")
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:./+-]{0,79}", re.ASCII)


def assign_citekeys(papers: Sequence[Paper], ids: Sequence[str]) -> tuple[str, ...]:
    """A unique key for each paper, also when case is ignored (as BibTeX does).

    Args:
        papers: Their ``citekey`` is the source's own key, or empty.
        ids: Final id of each paper.
    """
    keys = [""] * len(papers)
    taken: set[str] = set()
    order = sorted(
        range(len(papers)),
        key=lambda i: (papers[i].added or datetime.date.max, ids[i]),
    )
    for index in order:
        for key in _candidates(papers[index], ids[index]):
            if key.lower() not in taken:
                keys[index] = key
                taken.add(key.lower())
                break
    return tuple(keys)


def _candidates(paper: Paper, id: str) -> Iterator[str]:
    """Keys in order of preference; the last kind never ends."""
    words = slug(paper.title).split("-")
    if _ALLOWED.fullmatch(paper.citekey):
        key = paper.citekey
    else:
        year = f"{paper.year:04d}" if paper.year else ""
        family = _NOT_ASCII.sub("", fold(paper.authors[0].family)) if paper.authors else ""
        first = [word for word in words if word not in _LITTLE_WORDS] or words
        lead, rest = (family, first) if family else ("".join(first[:1]) or "paper", first[1:])
        key = f"{lead}{year}{''.join(rest[:1])}"
        words = rest[1:]
    yield key
    for word in words:
        if word not in _LITTLE_WORDS:
            key += word if len(key) < 60 else ""
            yield key
    digest = hashlib.sha256(id.encode()).hexdigest()
    for length in range(4, len(digest) + 1):
        yield f"{key}-{digest[:length]}"
