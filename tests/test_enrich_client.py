"""The polite client: what it asks, how it waits, what it keeps, and what it refuses."""

from __future__ import annotations

import datetime
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakeservices import FakeServices, Fault, fake_services

import generator.enrich.client
from generator.enrich.cache import AnswerCache
from generator.enrich.client import (
    Client,
    Endpoint,
    Limits,
    NotKeptError,
    ServiceError,
    is_public,
)
from generator.enrich.service import atom_feed, json_with

GOOD = b'{"results": []}'
NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def fake() -> Iterator[FakeServices]:
    with fake_services() as server:
        server.always = Fault(200, GOOD)
        yield server


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Client:
    return Client(
        AnswerCache(tmp_path / "cache"),
        contact="editor@example.org",
        limits=Limits(answer_bytes=100_000),
        now=lambda: NOON,
        sleep=waits.append,
    )


def at(fake: FakeServices, **changed: object) -> Endpoint:
    return replace(Endpoint("toy", "Toy", fake.url, 0.0), **changed)  # type: ignore[arg-type]


def ask(client: Client, fake: FakeServices, **changed: object) -> str:
    check = json_with("results")
    return client.ask(at(fake, **changed), "/works", {"q": "a b"}, check=check).text


# --- manners --------------------------------------------------------------------------------


def test_who_asks_is_said(fake: FakeServices, client: Client) -> None:
    ask(client, fake)
    agent = fake.asked[0][2]["User-Agent"]
    assert agent.startswith("reading-list/")
    assert "mailto:editor@example.org" in agent


def test_a_web_address_is_a_contact_too(fake: FakeServices, client: Client) -> None:
    client.contact = "https://example.org/list\r\nX: y"
    ask(client, fake, contact_parameter="mailto")
    assert "(https://example.org/listX:y)" in fake.asked[0][2]["User-Agent"]
    assert "mailto" not in fake.asked[0][1]


def test_between_two_requests_lies_the_pause_that_the_service_wants(
    fake: FakeServices, client: Client, waits: list[float]
) -> None:
    client.ask(at(fake, interval_seconds=3.0), "/1")
    assert not waits
    client.ask(at(fake, interval_seconds=3.0), "/2")
    assert 2.5 < waits[0] <= 3.0


def test_the_pace_that_a_service_states_is_kept(
    fake: FakeServices, client: Client, waits: list[float]
) -> None:
    headers = {"X-Rate-Limit-Limit": "5", "X-Rate-Limit-Interval": "10s"}
    fake.always = Fault(200, GOOD, headers)
    for path in ("/1", "/2", "/3"):
        client.ask(at(fake), path)
    assert 1.5 < waits[-1] <= 2.0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_failure_that_passes_is_waited_for_longer_and_longer(
    fake: FakeServices, client: Client, waits: list[float], status: int
) -> None:
    fake.faults = [Fault(status), Fault(status), Fault(status)]
    assert ask(client, fake) == GOOD.decode()
    assert waits == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("Retry-After", "17", 17.0),
        ("Retry-After", "Sun, 01 Mar 2026 12:00:40 GMT", 40.0),
        ("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT", 2.0),
        ("Retry-After", "soon", 2.0),
        ("RateLimit", '"api";r=0;t=55', 55.0),
    ],
)
def test_a_wait_that_the_service_asks_for_is_kept(
    fake: FakeServices,
    client: Client,
    waits: list[float],
    header: str,
    value: str,
    seconds: float,
) -> None:
    fake.faults = [Fault(429, headers={header: value})]
    ask(client, fake)
    assert waits == [seconds]


def test_a_service_that_asks_for_an_hour_is_left_alone(
    fake: FakeServices, client: Client, waits: list[float]
) -> None:
    fake.faults = [Fault(429, headers={"Retry-After": "3600"})]
    with pytest.raises(ServiceError, match="3,600 seconds") as error:
        ask(client, fake)
    assert error.value.gives_up
    assert not waits
    assert len(fake.asked) == 1


def test_after_five_failures_it_is_over(fake: FakeServices, client: Client) -> None:
    fake.always = Fault(503)
    with pytest.raises(ServiceError, match="503, 5 times"):
        ask(client, fake)
    assert len(fake.asked) == 5


@pytest.mark.parametrize("status", [400, 414, 422])
def test_a_question_that_is_refused_is_not_repeated(
    fake: FakeServices, client: Client, status: int
) -> None:
    fake.always = Fault(status)
    with pytest.raises(ServiceError, match=str(status)) as error:
        ask(client, fake)
    assert error.value.refused
    assert len(fake.asked) == 1


# --- wrong answers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, b"<html><body>Service temporarily unavailable</body></html>"),
        Fault(200, b'{"results": ['),
        Fault(200, b'{"error": "slow down"}'),
        Fault(200, b"[" * 100_000),
        Fault(200, b""),
        Fault(200, b'{"results": []', length=5000),
        Fault(200, None),
        Fault(200, b"\x1f\x8bgarbage", {"Content-Encoding": "gzip"}),
        Fault(200, b"zzz\r\n", {"Transfer-Encoding": "chunked"}),
    ],
    ids=["html", "cut", "another", "deep", "empty", "short", "closed", "gzip", "chunks"],
)
def test_a_wrong_answer_is_asked_for_again_and_not_kept(
    fake: FakeServices, client: Client, fault: Fault, tmp_path: Path
) -> None:
    fake.faults = [fault]
    assert ask(client, fake) == GOOD.decode()
    assert len(fake.asked) == 2
    kept = list((tmp_path / "cache").rglob("*.json"))
    assert [json.loads(path.read_text())["text"] for path in kept] == [GOOD.decode()]


def test_a_service_that_keeps_silent_is_given_up(fake: FakeServices, client: Client) -> None:
    client.limits = Limits(silence_seconds=0.2)
    fake.always = Fault(200, GOOD, delay_seconds=600)
    with pytest.raises(ServiceError, match="no connection"):
        ask(client, fake)


def test_a_huge_answer_is_not_read_to_its_end(fake: FakeServices, client: Client) -> None:
    fake.always = Fault(200, b" " * 1_000_000 + GOOD)
    with pytest.raises(ServiceError, match="larger than 100,000 bytes"):
        ask(client, fake)
    assert len(fake.asked) == 1


def test_no_connection_is_said_without_the_key(client: Client) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    client.environment = {"TOY_KEY": "very-secret"}
    endpoint = Endpoint(
        "toy", "Toy", f"http://127.0.0.1:{port}", 0, key_variable="TOY_KEY", key_parameter="key"
    )
    with pytest.raises(ServiceError, match="no connection") as error:
        client.ask(endpoint, "/works")
    assert "very-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", ""),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'></a:feed>", ""),
        ("<?xml version='1.0' encoding='latin-1'?><feed>é</feed>", ""),
        ("<feed><entry>", "no XML"),
        ("<html></html>", "no feed"),
        ("", "no XML"),
    ],
)
def test_a_feed_is_whole_or_none(text: str, fault: str) -> None:
    assert atom_feed(text).startswith(fault)
    assert bool(atom_feed(text)) == bool(fault)


# --- redirects ------------------------------------------------------------------------------


def test_a_redirect_within_the_service_is_followed(fake: FakeServices, client: Client) -> None:
    fake.faults = [Fault(301, headers={"Location": "/works/W2"})]
    assert ask(client, fake) == GOOD.decode()
    assert fake.paths()[1] == "/works/W2"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://user@example.org/",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_redirect_to_a_private_place_is_refused(
    fake: FakeServices, client: Client, target: str
) -> None:
    fake.faults = [Fault(302, headers={"Location": target} if target else {})]
    with pytest.raises(ServiceError, match="redirect"):
        ask(client, fake)
    assert len(fake.asked) == 1


def test_a_name_that_means_a_private_host_is_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        places = {"good.example": "8.8.8.8", "bad.example": "192.168.1.1"}
        return [(2, 1, 6, "", (places[host], port))]

    monkeypatch.setattr(generator.enrich.client.socket, "getaddrinfo", resolve)
    assert is_public("https://good.example/x")
    assert not is_public("https://bad.example/x")
    assert not is_public("http://good.example/x")
    assert not is_public("https://good.example:8443/x")


def test_redirects_in_a_circle_end(fake: FakeServices, client: Client) -> None:
    fake.always = Fault(302, headers={"Location": "/again"})
    with pytest.raises(ServiceError, match="more than 3 redirects"):
        ask(client, fake)


# --- keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["key_header", "key_parameter"])
def test_a_key_is_sent_and_never_kept(
    fake: FakeServices, client: Client, tmp_path: Path, way: str
) -> None:
    client.environment = {"TOY_KEY": " very-secret\n"}
    ask(client, fake, key_variable="TOY_KEY", **{way: "x-key"}, contact_parameter="mailto")
    _, path, headers, _ = fake.asked[0]
    sent = headers.get("x-key") if way == "key_header" else path
    assert sent is not None
    assert "very-secret" in sent
    for kept in (tmp_path / "cache").rglob("*"):
        if kept.is_file():
            assert "very-secret" not in kept.read_text()
            assert "editor@example.org" not in kept.read_text()


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_ends_the_service(fake: FakeServices, client: Client, status: int) -> None:
    fake.always = Fault(status)
    with pytest.raises(ServiceError, match="refuses") as error:
        ask(client, fake)
    assert error.value.gives_up
    assert len(fake.asked) == 1


def test_what_one_service_means_by_403_is_asked_again(fake: FakeServices, client: Client) -> None:
    fake.faults = [Fault(403)]
    assert ask(client, fake, busy_statuses=(403,)) == GOOD.decode()


# --- keeping --------------------------------------------------------------------------------


def test_what_was_asked_is_not_asked_again(fake: FakeServices, client: Client) -> None:
    ask(client, fake)
    ask(client, fake)
    assert len(fake.asked) == 1


def test_a_definite_no_is_kept_too(fake: FakeServices, client: Client) -> None:
    fake.always = Fault(404, b"no")
    for _ in range(2):
        assert client.ask(at(fake), "/x").status == 404
    assert len(fake.asked) == 1


def test_questions_that_differ_in_their_body_differ(fake: FakeServices, client: Client) -> None:
    for ids in (["a"], ["b"], ["a"]):
        client.ask(at(fake), "/batch", body={"ids": ids})
    assert [body for _, _, _, body in fake.asked] == ['{"ids": ["a"]}', '{"ids": ["b"]}']


def test_an_old_answer_is_asked_again_but_will_do_offline(
    fake: FakeServices, client: Client
) -> None:
    ask(client, fake)
    client.now = lambda: NOON + datetime.timedelta(days=8)
    client.offline = True
    assert ask(client, fake) == GOOD.decode()
    client.offline = False
    ask(client, fake)
    assert len(fake.asked) == 2


def test_offline_nothing_is_asked(fake: FakeServices, client: Client) -> None:
    client.offline = True
    with pytest.raises(NotKeptError):
        ask(client, fake)
    assert not fake.asked


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"status": "x"}', '{"asked": 5}'])
def test_a_damaged_answer_is_asked_again(
    fake: FakeServices, client: Client, tmp_path: Path, damage: str
) -> None:
    ask(client, fake)
    (path,) = (tmp_path / "cache").rglob("*.json")
    path.write_text(damage)
    assert ask(client, fake) == GOOD.decode()
    assert len(fake.asked) == 2
