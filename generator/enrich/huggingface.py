"""Hugging Face Papers: code and project pages, arXiv ids, authors, abstracts.

Sources: "Hub API Endpoints" (huggingface.co/docs/hub/api), papers: ``/api/papers/<arXiv id>``
and ``/api/papers/search``; "Hub Rate limits" (huggingface.co/docs/hub/rate-limits): 500 requests
in five minutes for who gives no name, with the header ``RateLimit`` that the client obeys.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.enrich.client import Client, Endpoint
from generator.enrich.service import (
    Found,
    Service,
    joined,
    json_list,
    json_with,
    query_words,
    read_answer,
)
from generator.model import Identifier

ENDPOINT = Endpoint(
    name="huggingface",
    title="Hugging Face Papers",
    base="https://huggingface.co/api",
    interval_seconds=0.7,
)


def by_identifiers(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Found:
    """The papers of some arXiv ids, asked for one by one."""
    return joined(_one(client, endpoint, identifier) for identifier in wanted)


def _one(client: Client, endpoint: Endpoint, identifier: Identifier) -> Found:
    answer = client.ask(endpoint, f"/papers/{identifier.value}", check=json_with("title"))
    return read_answer("hf_json", answer, endpoint.name)


def by_title(client: Client, endpoint: Endpoint, title: str) -> Found:
    """Papers that a search finds."""
    parameters = {"q": " ".join(query_words(title))}
    answer = client.ask(endpoint, "/papers/search", parameters, check=json_list)
    return read_answer("hf_json", answer, endpoint.name)


HUGGINGFACE = Service(
    endpoint=ENDPOINT,
    home="https://huggingface.co/papers",
    schemes=("arxiv",),
    own_scheme="arxiv",
    gives=frozenset(
        (
            *("identifiers.arxiv", "authors", "issued", "abstract"),
            *("links.code", "links.project"),
        )
    ),
    batch_size=1,
    by_identifiers=by_identifiers,
    by_title=by_title,
)
