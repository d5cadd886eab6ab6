"""OpenAlex: identifiers, authors, dates, venues, abstracts, retracted papers.

Sources (developers.openalex.org): "Filter entity lists" (up to 100 values parted by ``|``), "Work
object" (lists give the first 100 authors of a work), "Authentication & Rate Limits" (a free key
gives a larger daily allowance; 100 requests a second at most; 429 when the day's is used up),
"Error Handling" (403: slow down). The pause is far longer than what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
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
from generator.model import Identifier, Record

ENDPOINT = Endpoint(
    name="openalex",
    title="OpenAlex",
    base="https://api.openalex.org",
    interval_seconds=0.2,
    key_variable="OPENALEX_API_KEY",
    key_parameter="api_key",
    contact_parameter="mailto",
    busy_statuses=(403,),
)
MOST_AUTHORS = 100
"""A list of so many authors may be cut."""

_FILTERS = {"openalex": "ids.openalex", "doi": "doi", "arxiv": "doi", "pmid": "ids.pmid"}


def by_identifiers(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Found:
    """The works of some identifiers; an arXiv id is asked for by its DOI."""
    return joined(_parts(client, endpoint, wanted))


def _parts(client: Client, endpoint: Endpoint, wanted: Sequence[Identifier]) -> Iterator[Found]:
    odd = [identifier for identifier in wanted if set(",|") & set(identifier.value)]
    for identifier in odd:  # In a filter these signs part values.
        path = f"/works/doi:{quote(identifier.value, safe='/')}"
        answer = client.ask(endpoint, path, check=json_with("id"))
        yield _without_cut_lists(read_answer("openalex", answer, endpoint.name))
    plain = sorted((_FILTERS[i.scheme], _value(i)) for i in wanted if i not in odd)
    for name, group in groupby(plain, lambda pair: pair[0]):
        values = [value for _, value in group]
        parameters = {
            "filter": f"{name}:{'|'.join(values)}",
            # Some works stand twice.
            "per_page": str(min(2 * len(values), 100)),
        }
        answer = client.ask(endpoint, "/works", parameters, check=json_with("results"))
        yield _without_cut_lists(read_answer("openalex", answer, endpoint.name))


def _value(identifier: Identifier) -> str:
    if identifier.scheme == "arxiv":
        return f"10.48550/arxiv.{identifier.value}"
    return identifier.value


def by_title(client: Client, endpoint: Endpoint, title: str) -> Found:
    """Works whose title has the words of ``title``."""
    parameters = {
        "filter": f"title.search:{' '.join(query_words(title))}",
        "per_page": str(MOST_FOUND),
    }
    answer = client.ask(endpoint, "/works", parameters, check=json_with("results"))
    return _without_cut_lists(read_answer("openalex", answer, endpoint.name))


def _without_cut_lists(found: Found) -> Found:
    return replace(found, records=tuple(map(_without_cut_list, found.records)))


def _without_cut_list(record: Record) -> Record:
    return replace(record, authors=()) if len(record.authors) >= MOST_AUTHORS else record


OPENALEX = Service(
    endpoint=ENDPOINT,
    home="https://openalex.org",
    schemes=("openalex", "doi", "arxiv", "pmid"),
    own_scheme="openalex",
    gives=frozenset(
        (
            *("identifiers.arxiv", "identifiers.doi", "identifiers.pmid"),
            *("authors", "issued", "venue", "abstract", "status"),
        )
    ),
    batch_size=50,
    by_identifiers=by_identifiers,
    by_title=by_title,
)
