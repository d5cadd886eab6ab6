"""A local server that answers like the services, in the forms that they document.

The shapes follow real answers: feeds of arXiv's API, works of OpenAlex and Crossref, papers of
Semantic Scholar and Hugging Face.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from generator.enrich import SERVICES
from generator.enrich.service import Service
from generator.formats.common import parse_names
from generator.text import title_key

PLACES = {
    "arxiv": "arxiv",
    "openalex": "openalex",
    "crossref": "crossref",
    "semantic-scholar": "s2/graph/v1",
    "huggingface": "hf/api",
}


@dataclass(frozen=True)
class Work:
    """A paper that the services know."""

    title: str
    authors: tuple[str, ...] = ()
    date: str = "2023-02-10"
    arxiv: str = ""
    doi: str = ""
    venue: str = ""
    abstract: str = ""
    code: str = ""
    openalex: str = ""
    s2: str = ""
    comment: str = ""
    retracted: bool = False
    type: str = "proceedings-article"


@dataclass
class Fault:
    """An answer in place of the right one; ``body`` None cuts the connection."""

    status: int = 200
    body: bytes | None = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    delay_seconds: float = 0.0


@dataclass
class FakeServices:
    """The works, the faults to come, and what was asked."""

    works: list[Work]
    url: str = ""
    faults: list[Fault | None] = field(default_factory=list)
    always: Fault | None = None
    broken: str = ""
    asked: list[tuple[str, str, Mapping[str, str], str]] = field(default_factory=list)

    def services(self) -> dict[str, Service]:
        """The real services, at this server and without pauses."""
        return {
            name: replace(
                service,
                endpoint=replace(
                    service.endpoint,
                    base=f"{self.url}/{PLACES[name]}",
                    interval_seconds=0.0,
                    keyed_interval_seconds=0.0,
                ),
            )
            for name, service in SERVICES.items()
        }

    def paths(self, part: str = "") -> list[str]:
        return [unquote(path) for _, path, _, _ in self.asked if part in path]

    # --- answers ---

    def answer(self, path: str, query: Mapping[str, str], body: str) -> tuple[int, str]:
        place, _, rest = path.strip("/").partition("/")
        if place == "arxiv":
            return 200, self.arxiv(query)
        if place == "openalex":
            return self.openalex(rest, query)
        if place == "crossref":
            return self.crossref(rest, query)
        if place == "s2":
            return self.semantic_scholar(rest, query, body)
        if place == "hf":
            return self.huggingface(rest, query)
        return 404, "{}"

    def titled(self, words: str) -> list[Work]:
        wanted = {title_key(word) for word in words.split()}
        found = []
        for work in self.works:
            own = {title_key(word) for word in re.findall(r"[^\W_]+", work.title)}
            if 2 * len(wanted & own) > len(wanted):
                found.append((len(wanted - own), work))
        return [work for _, work in sorted(found, key=lambda pair: pair[0])]

    def arxiv(self, query: Mapping[str, str]) -> str:
        if ids := query.get("id_list"):
            found = [w for w in self.works if w.arxiv and w.arxiv in ids.split(",")]
        else:
            words = re.sub(r"\bAND\b|ti:", " ", query["search_query"])
            found = [w for w in self.titled(words) if w.arxiv]
        return atom(found)

    def openalex(self, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        if path.startswith("works/"):
            doi = path.removeprefix("works/doi:")
            works = [w for w in self.works if w.doi == doi]
            return (200, json.dumps(openalex_work(works[0]))) if works else (404, "{}")
        name, _, value = query["filter"].partition(":")
        if name == "title.search":
            found = [w for w in self.titled(value) if w.openalex]
        else:
            values = value.split("|")
            found = [
                w
                for w in self.works
                if w.openalex
                and {w.openalex, w.doi, w.arxiv and f"10.48550/arxiv.{w.arxiv}"} & set(values)
            ]
        meta = {"count": len(found), "db_response_time_ms": 3, "page": 1, "per_page": 25}
        results = [openalex_work(w) for w in found]
        return 200, json.dumps({"meta": meta, "results": results, "group_by": []})

    def crossref(self, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        if path.startswith("works/"):
            works = [w for w in self.works if w.doi == unquote(path.removeprefix("works/"))]
            if not works:
                return 404, "Resource not found."
            document = {"status": "ok", "message-type": "work", "message": crossref_work(works[0])}
            return 200, json.dumps(document)
        if "filter" in query:
            values = re.findall(r"doi:([^,]+)", query["filter"])
            found = [w for w in self.works if w.doi in values]
        else:
            found = [w for w in self.titled(query["query.bibliographic"]) if w.doi]
        message = {"total-results": len(found), "items": [crossref_work(w) for w in found]}
        return 200, json.dumps({"status": "ok", "message-type": "work-list", "message": message})

    def semantic_scholar(self, path: str, query: Mapping[str, str], body: str) -> tuple[int, str]:
        known = [w for w in self.works if w.s2]
        if path.endswith("/paper/batch"):
            by_id = {f"ARXIV:{w.arxiv}": w for w in known} | {f"DOI:{w.doi}": w for w in known}
            by_id |= {w.s2: w for w in known}
            found = [by_id.get(id) for id in json.loads(body)["ids"]]
            return 200, json.dumps([w and s2_paper(w) for w in found])
        works = [w for w in self.titled(query["query"]) if w.s2]
        if not works:
            return 404, json.dumps({"error": "Title match not found"})
        return 200, json.dumps({"data": [{**s2_paper(works[0]), "matchScore": 170.1}]})

    def huggingface(self, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        known = [w for w in self.works if w.arxiv and w.code]
        if path.endswith("/papers/search"):
            found = [w for w in self.titled(query["q"]) if w in known]
            return 200, json.dumps([{"paper": hf_paper(w), "title": w.title} for w in found])
        works = [w for w in known if w.arxiv == path.rpartition("/papers/")[2]]
        return (200, json.dumps(hf_paper(works[0]))) if works else (404, '{"error":"Not found"}')


def atom(works: list[Work]) -> str:
    entries = "".join(
        f"""  <entry>
    <id>http://arxiv.org/abs/{w.arxiv}v1</id>
    <title>{escape(w.title)}</title>
    <updated>{w.date}T15:08:05Z</updated>
    <link href="https://arxiv.org/abs/{w.arxiv}v1" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/{w.arxiv}v1" rel="related" title="pdf"/>
    <summary>{escape(w.abstract)}</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <published>{w.date}T15:08:05Z</published>
    {f"<arxiv:comment>{escape(w.comment)}</arxiv:comment>" if w.comment else ""}
    {f"<arxiv:doi>{escape(w.doi)}</arxiv:doi>" if w.doi else ""}
    <arxiv:primary_category term="cs.LG"/>
    {"".join(f"<author><name>{escape(a)}</name></author>" for a in w.authors)}
  </entry>
"""
        for w in works
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" \
xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/oqaUC9OB2SccftmJHZqrxySXrao</id>
  <title>arXiv Query: search_query=&amp;id_list=&amp;start=0&amp;max_results=100</title>
  <updated>2026-04-12T22:09:26Z</updated>
  <opensearch:itemsPerPage>100</opensearch:itemsPerPage>
  <opensearch:totalResults>{len(works)}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""


def openalex_work(work: Work) -> dict[str, object]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(work.abstract.split()):
        index.setdefault(word, []).append(place)
    doi = f"https://doi.org/{work.doi or f'10.48550/arxiv.{work.arxiv}'}"
    source = {"display_name": work.venue, "type": "conference"} if work.venue else None
    locations = [{"landing_page_url": doi, "source": source}]
    if work.arxiv:
        locations.append(
            {"landing_page_url": f"https://arxiv.org/abs/{work.arxiv}", "source": None}
        )
    return {
        "id": f"https://openalex.org/{work.openalex}",
        "doi": doi,
        "title": work.title,
        "display_name": work.title,
        "publication_year": int(work.date[:4]),
        "publication_date": work.date,
        "ids": {"openalex": f"https://openalex.org/{work.openalex}", "doi": doi},
        "primary_location": locations[0],
        "locations": locations,
        "type": "article" if work.venue else "preprint",
        "authorships": [
            {"author_position": "middle", "author": {"display_name": name}} for name in work.authors
        ],
        "biblio": {"volume": "7", "issue": None, "first_page": "1", "last_page": "9"},
        "is_retracted": work.retracted,
        "abstract_inverted_index": index or None,
        "cited_by_count": 3,
    }


def crossref_work(work: Work) -> dict[str, object]:
    names = parse_names(work.authors)
    return {
        "DOI": work.doi,
        "URL": f"https://doi.org/{work.doi}",
        "type": work.type,
        "title": [work.title],
        "author": [
            {"given": a.given, "family": a.family, "sequence": "additional", "affiliation": []}
            for a in names
        ],
        "issued": {"date-parts": [[int(part) for part in work.date.split("-")]]},
        "container-title": [work.venue] if work.venue else [],
        "publisher": "IEEE",
        "page": "3813-3824",
        "is-referenced-by-count": 12,
        **({"updated-by": [{"type": "retraction", "DOI": "10.1/r"}]} if work.retracted else {}),
    }


def s2_paper(work: Work) -> dict[str, object]:
    return {
        "paperId": work.s2,
        "externalIds": {
            "ArXiv": work.arxiv or None,
            **({"DOI": work.doi} if work.doi else {}),
            "CorpusId": 1234,
        },
        "title": work.title,
        "abstract": work.abstract or None,
        "venue": work.venue,
        "year": int(work.date[:4]),
        "publicationDate": work.date,
        "publicationTypes": ["JournalArticle", "Conference"] if work.venue else None,
        "journal": {"name": "arXiv", "volume": f"abs/{work.arxiv}"} if work.arxiv else None,
        "openAccessPdf": None,
        "authors": [{"authorId": str(n), "name": a} for n, a in enumerate(work.authors)],
    }


def hf_paper(work: Work) -> dict[str, object]:
    return {
        "id": work.arxiv,
        "authors": [{"_id": "65", "name": name, "hidden": False} for name in work.authors],
        "publishedAt": f"{work.date}T00:00:00.000Z",
        "title": work.title,
        "summary": work.abstract,
        "upvotes": 5,
        "githubRepo": work.code,
        "githubStars": 31,
        "ai_keywords": ["diffusion models"],
    }


@contextmanager
def fake_services(*works: Work) -> Iterator[FakeServices]:
    """Run the server."""
    fake = FakeServices(list(works))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            fake.asked.append((self.command, self.path, dict(self.headers), body))
            fault = fake.faults.pop(0) if fake.faults else fake.always
            if fake.broken and fake.broken in self.path:
                fault = Fault(500)
            if fault is None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, text = fake.answer(unquote(parts.path), query, body)
                self.reply(Fault(status, text.encode()))
            elif fault.body is None:
                self.close_connection = True
            else:
                stop.wait(fault.delay_seconds)
                self.reply(fault)

        do_POST = do_GET  # noqa: N815

        def reply(self, fault: Fault) -> None:
            body = fault.body or b""
            self.send_response(fault.status)
            for name, value in fault.headers.items():
                self.send_header(name, value)
            if "Transfer-Encoding" not in fault.headers:
                self.send_header("Content-Length", str(fault.length or len(body)))
            self.end_headers()
            self.wfile.write(body)
            if fault.length:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    stop = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
