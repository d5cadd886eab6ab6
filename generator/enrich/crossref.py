"""Crossref: DOIs, authors, dates, venues with volume and pages, retracted papers.

Sources: "Crossref REST API" (api.crossref.org): filters of one name are alternatives, and
``query.bibliographic`` searches titles, authors and years; "Access and authentication"
(crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication): who gives an
address in ``mailto`` is in the polite pool; limits stand in ``X-Rate-Limit-Limit`` and
``X-Rate-Limit-Interval``, which the client obeys. The pause here is that of the public pool for
lists, one a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from generator.enrich.client import Client, Endpoint
from generator.enrich.service import (
    MOST_FOUND,
    Found,
    Service,
    joined,
    json_with,
    query_words,
    read_answer,
)
from generator.model import Identifier

ENDPOINT = Endpoint(
    name="crossref",
    title="Crossref",
    base="https://api.crossref.org",
    interval_seconds=1.0,
    contact_parameter="mailto",
)


def by_identifiers(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Found:
    """The works of some DOIs."""
    return joined(_parts(client, endpoint, wanted))


def _parts(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Iterator[Found]:
    odd = [identifier for identifier in wanted if "," in identifier.value]
    for identifier in odd:  # In a filter a comma parts values.
        path = f"/works/{quote(identifier.value, safe='')}"
        answer = client.ask(endpoint, path, check=json_with("message", "title"))
        yield read_answer("crossref", answer, endpoint.name)
    plain = [identifier.value for identifier in wanted if identifier not in odd]
    if plain:
        parameters = {
            "filter": ",".join(f"doi:{value}" for value in plain),
            "rows": str(len(plain)),
        }
        answer = client.ask(endpoint, "/works", parameters, check=json_with("message", "items"))
        yield read_answer("crossref", answer, endpoint.name)


def by_title(client: Client, endpoint: Endpoint, title: str) -> Found:
    """Works whose bibliographic entry is like ``title``, the likest first."""
    parameters = {
        "query.bibliographic": " ".join(query_words(title)),
        "rows": str(MOST_FOUND),
    }
    answer = client.ask(endpoint, "/works", parameters, check=json_with("message", "items"))
    return read_answer("crossref", answer, endpoint.name)


CROSSREF = Service(
    endpoint=ENDPOINT,
    home="https://www.crossref.org",
    schemes=("doi",),
    own_scheme="doi",
    gives=frozenset(("identifiers.doi", "authors", "issued", "venue", "abstract", "status")),
    batch_size=20,
    by_identifiers=by_identifiers,
    by_title=by_title,
)
