"""One polite HTTP client for all services.

Polite: it says who asks, keeps the pause that a service wants between two requests, asks one
thing at a time, waits longer after each failure, obeys ``Retry-After``, and never asks twice what
it knows (:mod:`generator.enrich.cache`). Careful: answers have a limit in time and size, must be
of the form that the service documents, and redirects lead to public addresses over TLS only.

Sources: RFC 9110, sections 10.1.5 (User-Agent), 10.2.3 (Retry-After) and 15.4 (redirects);
RFC 6585, section 4 (429); draft-ietf-httpapi-ratelimit-headers (RateLimit).
"""

from __future__ import annotations

import datetime
import email.utils
import ipaddress
import json
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote, urlencode, urljoin, urlsplit

import urllib3

from generator.enrich.cache import Answer, AnswerCache, Question

_REDIRECTS = (301, 302, 303, 307, 308)
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
_REFUSED = (401, 402, 403, 407, 451)
_CHUNK = 1 << 16
_RATE_LIMIT = re.compile(r"\bt=(\d{1,6})\b")


class ServiceError(Exception):
    """A service gave no usable answer.

    Attributes:
        gives_up: The service will not answer other questions now either.
        refused: The service says that the question is wrong (400, 414, 422).
    """

    def __init__(self, message: str, *, gives_up: bool = False, refused: bool = False) -> None:
        super().__init__(message)
        self.gives_up = gives_up
        self.refused = refused


class NotKeptError(ServiceError):
    """Nothing may be asked, and no kept answer is there."""


class _PassingError(Exception):
    """Something that may be over in a moment; ``wait_seconds`` is what the service asks for."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a service is, and how it wants to be asked.

    Attributes:
        name: Word for ``--from``; also the name of its file in ``papers/enriched/``.
        title: Name for people.
        base: Address that all paths are relative to, without a slash at the end.
        interval_seconds: Least time between two requests.
        key_variable: Environment variable that may hold a key, or empty.
        key_header: Header that carries the key, or empty.
        key_parameter: Parameter that carries the key, or empty.
        keyed_interval_seconds: Least time between two requests with a key.
        contact_parameter: Parameter that carries the e-mail address of who asks, or empty.
        busy_statuses: HTTP statuses by which it says "later", besides the usual ones.
    """

    name: str
    title: str
    base: str
    interval_seconds: float
    key_variable: str = ""
    key_header: str = ""
    key_parameter: str = ""
    keyed_interval_seconds: float = 0.0
    contact_parameter: str = ""
    busy_statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the client puts up with.

    Attributes:
        attempts: Requests for one question, the first included.
        first_wait_seconds: Wait after the first failure; it doubles with each.
        longest_wait_seconds: A service that asks for a longer wait is not asked again in this run.
        silence_seconds: Longest silence of a connection.
        answer_seconds: Longest time for one answer.
        answer_bytes: Largest answer.
        redirects: Most redirects in a row.
    """

    attempts: int = 5
    first_wait_seconds: float = 2.0
    longest_wait_seconds: float = 120.0
    silence_seconds: float = 30.0
    answer_seconds: float = 120.0
    answer_bytes: int = 32_000_000
    redirects: int = 3


@dataclass(slots=True)
class Client:
    """Asks services. State: when each was asked last.

    Attributes:
        cache: Where answers are kept.
        contact: E-mail or web address of who asks, or empty.
        offline: Ask nothing; kept answers of any age must do.
        environment: Environment variables, for keys.
        limits: What is put up with.
        tell: Is told what takes its time.
        now: The clock.
        sleep: Waits some seconds.
    """

    cache: AnswerCache
    contact: str = ""
    offline: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    tell: Callable[[str], None] = lambda text: None
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    _pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)
    _free_at: dict[str, float] = field(default_factory=dict)
    _intervals: dict[str, float] = field(default_factory=dict)

    def ask(
        self,
        endpoint: Endpoint,
        path: str,
        parameters: Mapping[str, str] | None = None,
        *,
        body: object = None,
        check: Callable[[str], str] = lambda text: "",
    ) -> Answer:
        """The answer, kept or fresh: of status 200 and the right form, or 404.

        Args:
            endpoint: The service.
            path: Below its base, with a slash at the beginning.
            parameters: Of the query.
            body: Is sent as JSON if it is not None.
            check: Says in words what is wrong with an answer, or nothing. A wrong answer is asked
                for again, and never kept.

        Raises:
            ServiceError: There is no usable answer.
            NotKeptError: There is none offline.
        """
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        text = "" if body is None else json.dumps(body, sort_keys=True)
        question = Question(endpoint.name, f"{endpoint.base}{path}{query}", text)
        kept = self.cache.find(question, self.now(), any_age=self.offline)
        if kept and not (kept.status == 200 and check(kept.text)):
            return kept
        if self.offline:
            raise NotKeptError(f"no answer of {endpoint.title} is kept")
        answer = self._persist(endpoint, question, check)
        self.cache.keep(question, answer)
        return answer

    def _persist(
        self, endpoint: Endpoint, question: Question, check: Callable[[str], str]
    ) -> Answer:
        """Ask until there is an answer, with longer and longer waits."""
        wait = self.limits.first_wait_seconds
        for left in reversed(range(self.limits.attempts)):
            try:
                status, text = self._fetch(endpoint, question)
                fault = check(text) if status == 200 else ""
                if not fault:
                    return Answer(status, text, self.now())
                error = _PassingError(f"its answer is not what it documents: {fault}")
            except _PassingError as passing:
                error = passing
            asked_for = error.wait_seconds
            if asked_for is not None and asked_for > self.limits.longest_wait_seconds:
                raise ServiceError(
                    f"{error}, and it asks to come back in {asked_for:,.0f} seconds", gives_up=True
                ) from error
            if not left:
                raise ServiceError(f"{error}, {self.limits.attempts} times") from error
            pause = max(wait, asked_for or 0.0)
            self.tell(f"{endpoint.title}: {error}; asking again in {pause:.0f} seconds")
            self.sleep(pause)
            wait = min(2 * wait, self.limits.longest_wait_seconds)
        raise ServiceError("no attempt is allowed")

    def _fetch(self, endpoint: Endpoint, question: Question) -> tuple[int, str]:
        """Status and text of one request, redirects followed."""
        url = self._with_key(endpoint, question.url)
        headers = self._headers(endpoint)
        for _ in range(self.limits.redirects + 1):
            self._pause(endpoint)
            status, text, target = self._request(endpoint, question, url, headers)
            if status not in _REDIRECTS:
                return self._judged(status, text)
            url = self._followed(url, target, endpoint, question)
            if _origin(url) != _origin(endpoint.base):
                headers = {k: v for k, v in headers.items() if k != endpoint.key_header}
        raise ServiceError(f"more than {self.limits.redirects} redirects")

    def _request(
        self, endpoint: Endpoint, question: Question, url: str, headers: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Status, text and target of a redirect."""
        self.requests += 1
        deadline = time.monotonic() + self.limits.answer_seconds
        try:
            response = self._pool.request(
                question.method,
                url,
                body=question.body.encode() or None,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(
                    connect=self.limits.silence_seconds, read=self.limits.silence_seconds
                ),
            )
            try:
                self._learn(endpoint, response.headers)
                if response.status in (*_TRY_AGAIN, *endpoint.busy_statuses):
                    raise _PassingError(
                        f"it answers with {response.status}", self._wait_asked(response.headers)
                    )
                chunks, size = [], 0
                for chunk in response.stream(_CHUNK, decode_content=True):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > self.limits.answer_bytes:
                        raise ServiceError(
                            f"an answer is larger than {self.limits.answer_bytes:,} bytes"
                        )
                    if time.monotonic() > deadline:
                        raise _PassingError(
                            f"an answer takes more than {self.limits.answer_seconds:.0f} seconds"
                        )
                status, target = response.status, response.headers.get("Location", "")
                response.release_conn()
            finally:
                response.close()
        except urllib3.exceptions.HTTPError as error:
            # The error's own words hold the address, and that may hold a key.
            raise _PassingError(f"there is no connection ({type(error).__name__})") from None
        return status, b"".join(chunks).decode("utf-8", "replace"), target

    def _judged(self, status: int, text: str) -> tuple[int, str]:
        if status in (200, 404):
            return status, text
        if status in _REFUSED:
            raise ServiceError(f"it refuses to answer ({status})", gives_up=True)
        raise ServiceError(f"it answers with {status}", refused=status in (400, 413, 414, 422))

    def _followed(self, url: str, target: str, endpoint: Endpoint, question: Question) -> str:
        """Where a redirect leads.

        Raises:
            ServiceError: It leads where nobody should be sent.
        """
        found = urljoin(url, target)
        if not target or question.body:
            raise ServiceError("a redirect leads nowhere")
        if _origin(found) != _origin(endpoint.base) and not is_public(found):
            raise ServiceError(f"a redirect leads to {urlsplit(found).hostname or 'nowhere'}")
        return found

    # --- manners ---

    def _headers(self, endpoint: Endpoint) -> dict[str, str]:
        contact = f" ({self.contact_address})" if self.contact else ""
        headers = {
            "User-Agent": f"reading-list/{_release()}{contact}",
            "Accept": "application/json, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Content-Type": "application/json",
        }
        if endpoint.key_header and (key := self._key(endpoint)):
            headers[endpoint.key_header] = key
        return headers

    @property
    def contact_address(self) -> str:
        """The contact as an address: ``mailto:…`` or ``https://…``."""
        contact = re.sub(r"[^\x21-\x7e]", "", self.contact)
        return f"mailto:{contact}" if "@" in contact and ":" not in contact else contact

    def has_key(self, endpoint: Endpoint) -> bool:
        """Whether there is a key for the service."""
        return bool(self._key(endpoint))

    def _key(self, endpoint: Endpoint) -> str:
        return self.environment.get(endpoint.key_variable, "").strip()

    def _with_key(self, endpoint: Endpoint, url: str) -> str:
        more = {}
        if endpoint.key_parameter and (key := self._key(endpoint)):
            more[endpoint.key_parameter] = key
        if endpoint.contact_parameter and self.contact_address.startswith("mailto:"):
            more[endpoint.contact_parameter] = self.contact_address.removeprefix("mailto:")
        return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}" if more else url

    def _pause(self, endpoint: Endpoint) -> None:
        """Keep the pause that the service wants."""
        interval = endpoint.interval_seconds
        if endpoint.keyed_interval_seconds and self._key(endpoint):
            interval = endpoint.keyed_interval_seconds
        interval = max(interval, self._intervals.get(endpoint.name, 0.0))
        here = time.monotonic()
        free_at = self._free_at.get(endpoint.name, here)
        if free_at > here:
            self.sleep(free_at - here)
        self._free_at[endpoint.name] = max(here, free_at) + interval

    def _learn(self, endpoint: Endpoint, headers: Mapping[str, str]) -> None:
        """Take over the pace that the service states (Crossref: ``X-Rate-Limit-…``)."""
        limit = re.fullmatch(r"\d{1,6}", headers.get("X-Rate-Limit-Limit", ""))
        span = re.fullmatch(r"(\d{1,6})s?", headers.get("X-Rate-Limit-Interval", ""))
        if limit and span and int(limit[0]):
            pace = int(span[1]) / int(limit[0])
            self._intervals[endpoint.name] = min(pace, self.limits.longest_wait_seconds)

    def _wait_asked(self, headers: Mapping[str, str]) -> float | None:
        """Seconds that a service asks to wait, if it does."""
        text = headers.get("Retry-After", "").strip()
        if re.fullmatch(r"\d{1,9}", text):
            return float(text)
        try:
            until = email.utils.parsedate_to_datetime(text)
        except ValueError:
            found = _RATE_LIMIT.search(headers.get("RateLimit", ""))
            return float(found[1]) if found else None
        if until.tzinfo is None:
            until = until.replace(tzinfo=datetime.UTC)
        return max(0.0, (until - self.now()).total_seconds())


def is_public(url: str) -> bool:
    """Whether an address is one of https on a host that everybody can reach."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or 443
        if parts.scheme != "https" or not host or parts.username or port != 443:
            return False
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (ValueError, OSError):
        return False
    return bool(found) and all(ipaddress.ip_address(info[4][0]).is_global for info in found)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _release() -> str:
    try:
        return version("reading-list")
    except PackageNotFoundError:
        return "0"
