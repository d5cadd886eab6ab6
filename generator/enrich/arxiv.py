"""arXiv: identifiers, authors, dates, abstracts, DOIs, withdrawn papers.

Sources: "arXiv API User's Manual" (info.arxiv.org/help/api/user-manual.html), sections 3.1.1
(``search_query``, ``id_list``) and 5.1 (fields of queries); "Terms of Use for arXiv APIs"
(info.arxiv.org/help/api/tou.html): one request every three seconds, one connection.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.enrich.client import Client, Endpoint
from generator.enrich.service import (
    MOST_FOUND,
    Found,
    Service,
    atom_feed,
    query_words,
    read_answer,
)
from generator.model import Identifier

ENDPOINT = Endpoint(
    name="arxiv", title="arXiv", base="https://export.arxiv.org", interval_seconds=3.0
)
PATH = "/api/query"


def by_identifiers(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Found:
    """The papers of some ids."""
    parameters = {
        "id_list": ",".join(identifier.value for identifier in wanted),
        "max_results": str(len(wanted)),
    }
    answer = client.ask(endpoint, PATH, parameters, check=atom_feed)
    return read_answer("arxiv_atom", answer, endpoint.name)


def by_title(client: Client, endpoint: Endpoint, title: str) -> Found:
    """Papers whose title has all words of ``title``.

    Words, since a phrase would have to agree in every hyphen and sign.
    """
    query = " AND ".join(f"ti:{word}" for word in query_words(title))
    parameters = {"search_query": query, "max_results": str(MOST_FOUND)}
    answer = client.ask(endpoint, PATH, parameters, check=atom_feed)
    return read_answer("arxiv_atom", answer, endpoint.name)


ARXIV = Service(
    endpoint=ENDPOINT,
    home="https://arxiv.org",
    schemes=("arxiv",),
    own_scheme="arxiv",
    gives=frozenset(
        ("identifiers.arxiv", "identifiers.doi", "authors", "issued", "abstract", "status")
    ),
    batch_size=50,
    by_identifiers=by_identifiers,
    by_title=by_title,
)
