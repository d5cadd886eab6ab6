"""Semantic Scholar: identifiers, authors, dates, venues, abstracts.

Sources: "Academic Graph API" (api.semanticscholar.org/api-docs/graph): ``/paper/batch`` takes up
to 500 ids with a prefix and answers in their order, with null for unknown ones;
``/paper/search/match`` gives the one paper whose title matches best, or 404. Limits
(semanticscholar.org/product/api): without a key all share 100 requests in five minutes, with a
key it is one request a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.enrich.client import Client, Endpoint
from generator.enrich.service import (
    Found,
    Service,
    json_list,
    json_with,
    query_words,
    read_answer,
)
from generator.model import Identifier

ENDPOINT = Endpoint(
    name="semantic-scholar",
    title="Semantic Scholar",
    base="https://api.semanticscholar.org/graph/v1",
    interval_seconds=3.0,
    key_variable="SEMANTIC_SCHOLAR_API_KEY",
    key_header="x-api-key",
    keyed_interval_seconds=1.1,
)
FIELDS = (
    "title,abstract,authors,venue,journal,year,publicationDate,publicationTypes,externalIds,"
    "openAccessPdf"
)
PREFIXES = {"s2": "", "arxiv": "ARXIV:", "doi": "DOI:", "acl": "ACL:", "pmid": "PMID:"}


def by_identifiers(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Found:
    """The papers of some identifiers."""
    answer = client.ask(
        endpoint,
        "/paper/batch",
        {"fields": FIELDS},
        body={"ids": [f"{PREFIXES[i.scheme]}{i.value}" for i in wanted]},
        check=json_list,
    )
    return read_answer("semantic_scholar", answer, endpoint.name)


def by_title(client: Client, endpoint: Endpoint, title: str) -> Found:
    """The paper whose title matches best, if any does."""
    parameters = {"query": " ".join(query_words(title)), "fields": FIELDS}
    answer = client.ask(endpoint, "/paper/search/match", parameters, check=json_with("data"))
    return read_answer("semantic_scholar", answer, endpoint.name)


SEMANTIC_SCHOLAR = Service(
    endpoint=ENDPOINT,
    home="https://www.semanticscholar.org",
    schemes=("s2", "arxiv", "doi", "acl", "pmid"),
    own_scheme="s2",
    gives=frozenset(
        (
            *("identifiers.arxiv", "identifiers.doi", "identifiers.acl", "identifiers.pmid"),
            *("authors", "issued", "venue", "abstract"),
        )
    ),
    batch_size=100,
    by_identifiers=by_identifiers,
    by_title=by_title,
)
