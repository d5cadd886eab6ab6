"""The store keeps values by content, survives all that may befall its folder, and stays small."""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest

from generator import library
from generator import store as stores
from generator.beside import begin
from generator.content import file_digest
from generator.formats.common import parse_date
from generator.library import load_library
from generator.memory import Memory
from generator.model import Author, Identifier, Record, SourceFile, Trust
from generator.problems import Location, Report
from generator.store import Store, digest, tree_digest

KEY = digest("key")


@dataclass(frozen=True, slots=True)
class Value:
    words: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def only_file(store: Store) -> Path:
    (path,) = store.folder.glob("*.kept")
    return path


def test_a_value_comes_back_from_another_process_as_it_was(store: Store) -> None:
    value = Value(("a", "é", "😀", "\x00"), {"b": 2, "a": -(2**60)})
    store.put("step", KEY, value)
    found = Store(store.folder).get("step", KEY, Value)
    assert found == value
    assert found is not None
    assert list(found.counts) == ["b", "a"]


def test_a_record_comes_back_as_it_was(store: Store) -> None:
    record = Record(
        Location("papers/captured/a.bib", 3, 1),
        SourceFile("a.bib", "a", Trust.CURATED, added=datetime.date(2025, 3, 1)),
        title="T",
        authors=(Author("Doe", "Jane"),),
        issued=parse_date("2024-05"),
        identifiers=(Identifier("doi", "10.1/x"),),
        links={"code": "https://example.org"},
        field_locations={"title": Location("a.bib", 4)},
    )
    store.put("records", KEY, [record])
    assert store.get("records", KEY, list[Record]) == [record]


@pytest.mark.parametrize("other", [("other", KEY), ("step", digest("other"))])
def test_another_step_or_key_has_another_value(store: Store, other: tuple[str, bytes]) -> None:
    store.put("step", KEY, Value(("a",)))
    assert store.get(*other, Value) is None


def test_another_program_makes_everything_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("step", KEY, Value(("a",)))
    monkeypatch.setattr(stores, "program", lambda: b"of another version")
    assert store.get("step", KEY, Value) is None


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "a bit": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "its head": lambda data: b"x" + data[1:],
    "something else": lambda _: os.urandom(5000),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_made_anew(store: Store, damage: Callable[[bytes], bytes]) -> None:
    store.put("step", KEY, Value(("a", "b", "c")))
    path = only_file(store)
    path.write_bytes(damage(path.read_bytes()))
    assert store.get("step", KEY, Value) is None
    store.put("step", KEY, Value(("a", "b", "c")))
    assert store.get("step", KEY, Value) is not None


@pytest.mark.parametrize(
    "payload",
    [
        msgspec.msgpack.encode({"words": [1, 2]}),
        msgspec.msgpack.encode([]),
        b"\x91" * 100_000,
        b"\xdf\xff\xff\xff\xff",
        b"\xc7\xff\x01" + b"x" * 255,
        b"\x80\x04\x95cos\nsystem\n",
    ],
    ids=["wrong types", "no fields", "nested", "said to be vast", "extension", "a pickle"],
)
def test_a_forged_file_is_made_anew(store: Store, payload: bytes) -> None:
    store.put("step", KEY, Value(("a",)))
    only_file(store).write_bytes(stores._MAGIC + stores.sha256(payload).digest() + payload)
    assert store.get("step", KEY, Value) is None


def test_what_is_no_file_is_not_read(store: Store) -> None:
    store.put("step", KEY, Value(("a",)))
    path = only_file(store)
    path.unlink()
    os.mkfifo(path)
    assert store.get("step", KEY, Value) is None
    path.unlink()
    path.mkdir()
    assert store.get("step", KEY, Value) is None
    store.put("step", KEY, Value(("a",)))


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file/cache")
    store.put("step", KEY, Value(("a",)))
    assert store.get("step", KEY, Value) is None
    store.tidy()


def test_half_a_character_is_not_kept(store: Store) -> None:
    store.put("step", KEY, Value(("\ud800",)))
    assert store.get("step", KEY, Value) is None


def test_git_does_not_see_the_folder(store: Store) -> None:
    store.put("step", KEY, Value(("a",)))
    assert (store.folder / ".gitignore").read_text() == "*\n"


def test_many_may_write_at_once(store: Store) -> None:
    value = Value(tuple(str(n) for n in range(20_000)))

    def work() -> None:
        own = Store(store.folder)
        for _ in range(20):
            own.put("step", KEY, value)
            assert own.get("step", KEY, Value) == value

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.suffix for path in store.folder.iterdir()) == ["", ".kept"]


def test_what_was_not_used_for_longest_goes_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [digest(str(number)) for number in range(6)]
    for age, key in enumerate(keys):
        store.put("step", key, Value(("x" * 1000,)))
        os.utime(store._path("step", key), (age, age))
    monkeypatch.setattr(stores, "MOST_BYTES", 3_500)
    own = Store(store.folder)
    assert own.get("step", keys[0], Value)
    own.tidy()
    left = [key for key in keys if own.get("step", key, Value)]
    assert left == [keys[0], keys[4], keys[5]]


def test_what_a_second_process_used_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    old, made, read = (digest(name) for name in ("old", "made", "read"))
    for key in (old, read):
        store.put("step", key, Value(("x" * 1000,)))
        os.utime(store._path("step", key), (1, 1))
    monkeypatch.setattr(stores, "MOST_BYTES", 0)
    own = Store(store.folder)

    def work() -> None:
        own.put("step", made, Value(("y" * 1000,)))
        own.get("step", read, Value)

    begin(work).value  # noqa: B018
    own.tidy()
    left = [key for key in (old, made, read) if own.get("step", key, Value)]
    assert left == [made, read]


def test_a_tree_is_told_by_names_bytes_and_links_not_by_dates(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    (folder / "a.yml").write_text("a")
    first = tree_digest(folder)
    os.utime(folder / "a.yml", (1, 1))
    (folder / "pages/about.md").write_text("a")
    assert tree_digest(folder, folder / "pages") == first
    assert tree_digest(folder) != first
    (folder / "b.yml").symlink_to("a.yml")
    linked = tree_digest(folder)
    (folder / "b.yml").unlink()
    (folder / "b.yml").write_text("a")
    assert tree_digest(folder) != linked
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(OSError, match="no file"):
        tree_digest(folder)


def write_list(folder: Path) -> None:
    captured = folder / "papers/captured"
    captured.mkdir(parents=True)
    for name in ("one", "two"):
        (captured / f"{name}.bib").write_text(
            f"@misc{{{name}, title={{Paper {name}}}, year={{20}}}}\n"
        )
        (captured / f"{name}.bib.yml").write_text("added: 2025-03-12\n")


def test_only_a_file_that_changed_is_read_again(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "content"
    write_list(content)

    def load() -> tuple[list[str], list[str]]:
        report, asked = Report(), []
        real = stores.Store.put
        with monkeypatch.context() as patch:
            patch.setattr(
                stores.Store,
                "put",
                lambda self, step, *a: (asked.append(step), real(self, step, *a)),
            )
            found = load_library(content, report, Memory(Store(store.folder)))
        alone = Report()
        assert load_library(content, alone).papers == found.papers
        assert alone.problems == report.problems
        return [paper.title for paper in found.papers], [s for s in asked if s == "records"]

    assert load() == (["Paper one", "Paper two"], ["records", "records"])
    assert load() == (["Paper one", "Paper two"], [])
    (content / "papers/captured/two.bib").write_text("@misc{two, title={Another}}\n")
    assert load() == (["Another", "Paper one"], ["records"])
    (content / "papers/captured/one.bib.yml").write_text("added: 2025-03-13\n")
    assert load() == (["Another", "Paper one"], ["records"])


@pytest.mark.parametrize("moment", ["read_file", "list_sources"])
def test_what_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Under ``read_file`` between a digest and the reading, under ``list_sources`` behind it."""
    content = tmp_path / "content"
    write_list(content)
    file = content / "papers/captured/two.bib"
    texts = (
        "@misc{two, title={PaperNet: Papers}, abstract={We propose PaperNet.}}",
        "@misc{two, title={Papers}, abstract={We use papers.}}",
    )
    (content / "papers/captured/one.bib").write_text(
        "@misc{one, title={Others}, abstract={We compare with PaperNet.}}"
    )
    real = getattr(library, moment)

    for before, after in (texts, texts[::-1]):

        def change(*arguments: object, after: str = after, **named: object) -> object:
            file.write_text(after)
            return real(*arguments, **named)

        file.write_text(before)
        with monkeypatch.context() as patch:
            patch.setattr(library, moment, change)
            load_library(content, Report(), Memory(Store(store.folder)))
        for text in (before, after):
            file.write_text(text)
            found = load_library(content, Report(), Memory(Store(store.folder)))
            alone = load_library(content, Report())
            assert found.papers == alone.papers
            assert found.links.mentions == alone.links.mentions


def test_a_file_that_is_a_link_is_always_read(tmp_path: Path) -> None:
    write_list(tmp_path)
    file = "papers/captured/one.bib"
    assert file_digest(tmp_path, file, Trust.CAPTURED, "one")
    (tmp_path / file).rename(tmp_path / "one.bib")
    (tmp_path / file).symlink_to(tmp_path / "one.bib")
    assert file_digest(tmp_path, file, Trust.CAPTURED, "one") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for name in ("papers/x.txt", "papers/y.txt.yml"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "papers/y.txt").write_text("x")
    for file in ("papers/x.txt", "papers/y.txt"):
        assert file_digest(tmp_path, file, Trust.CAPTURED, "one") is None
    with pytest.raises(OSError, match="it is no file"):
        tree_digest(tmp_path)


def test_a_file_that_nobody_reads_whole_is_not_read_for_its_digest(tmp_path: Path) -> None:
    with (tmp_path / "x.txt").open("wb") as file:
        file.truncate(10**12)  # of which the disk holds nothing
    assert file_digest(tmp_path, "x.txt", Trust.CAPTURED, "one") is None
    with pytest.raises(OSError, match="it is too large"):
        tree_digest(tmp_path)
