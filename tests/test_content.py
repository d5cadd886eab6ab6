"""The content folder: records, sidecars, settings, accepted problems, and every bad input."""

import datetime
import os
from pathlib import Path

import pytest

from generator.content import (
    Accepted,
    ListSettings,
    apply_accepted,
    list_sources,
    read_accepted,
    read_records,
    read_settings,
)
from generator.model import Identifier, PartialDate, Trust
from generator.problems import Location, Report

CONTENT = Path(__file__).parent.parent / "content"
HEAD = "Get trending papers in your email inbox!\nSubscribe"
CAPTURE = f"{HEAD}First Paper\nThe first abstract. It is here.\nSecond Paper\nThe second one.\n"
SIDECAR = "added: 2026-11-21\n"
WALK = "papers/captured/walk.txt"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def write(content: Path, file: str, text: str | bytes, sidecar: str = SIDECAR) -> None:
    path = content / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if sidecar:
        path.with_name(path.name + ".yml").write_text(sidecar, encoding="utf-8")


def read(content: Path) -> tuple[list[str], list[tuple[str, str, int]]]:
    """Titles, and code, file and line of the problems."""
    report = Report()
    records = read_records(content, report)
    assert all(problem.fix for problem in report.problems)
    return [record.title for record in records], places(report)


def places(report: Report) -> list[tuple[str, str, int]]:
    return [
        (p.code, p.location.file.removeprefix("content/"), p.location.line) for p in report.problems
    ]


# --- good files ---------------------------------------------------------------------------


def test_a_capture_is_read_with_its_sidecar(content: Path) -> None:
    sidecar = (
        "captured: 2025-03-12\ncaptured_inferred: the year\nadded: 2026-11-21\n"
        "title: Walking\nurl: https://example.org/\nrights: The authors'.\n"
    )
    write(content, WALK, CAPTURE, sidecar)
    report = Report()
    first, second = read_records(content, report)
    assert not report.problems
    assert (first.title, first.abstract) == ("First Paper", "The first abstract. It is here.")
    assert first.location == Location(WALK, 2)
    assert (second.location.line, second.position) == (4, 1)
    source = first.source
    assert (source.id, source.title, source.trust) == ("walk", "Walking", Trust.CAPTURED)
    assert source.captured == PartialDate(2025, 3, 12)
    assert source.captured_inferred == "the year"
    assert source.added == datetime.date(2026, 11, 21)
    assert (source.url, source.rights) == ("https://example.org/", "The authors'.")
    assert list_sources(content, report) == [source]


@pytest.mark.parametrize(
    ("name", "text", "date"),
    [
        ("walk-2025-03-12.txt", CAPTURE, PartialDate(2025, 3, 12)),
        ("walk-2025-03.txt", CAPTURE, PartialDate(2025, 3)),
        ("walk.txt", CAPTURE, None),
        ("walk.txt", "Daily Papers\nMar 12, 2025\nFirst\nText of it.\n", PartialDate(2025, 3, 12)),
        ("walk.txt", "Daily Papers\nMar 12\nFirst\nText of it.\n", None),
        ("walk-9999-99-99.txt", CAPTURE, None),
    ],
)
def test_the_date_of_a_capture_comes_from_its_name_or_its_text(
    content: Path, name: str, text: str, date: PartialDate | None
) -> None:
    write(content, f"papers/captured/{name}", text)
    report = Report()
    assert read_records(content, report)[0].source.captured == date
    assert list_sources(content, report)[0].captured == date


def test_trust_is_the_folder_and_files_come_by_name(content: Path) -> None:
    write(content, "papers/curated/a.yml", "- title: Curated\n", "")
    write(content, "papers/enriched/b.bib", "@book{b, title={Enriched}}", "")
    write(content, "papers/captured/z.txt", CAPTURE)
    write(content, "papers/captured/deep/y.ris", "TY  - JOUR\nTI  - Deep\nER  - \n")
    titles, problems = read(content)
    assert titles == ["Deep", "First Paper", "Second Paper", "Enriched", "Curated"]
    assert not problems


def test_a_format_is_told_by_content_not_by_name(content: Path) -> None:
    write(content, "papers/captured/library.txt", "@book{b, title={A Book}}")
    assert read(content) == (["A Book"], [])


def test_a_sidecar_can_name_the_format(content: Path) -> None:
    write(content, WALK, "A Title\nAn abstract. Of it.\n", "added: 2026-11-21\nformat: hf-papers\n")
    assert read(content) == (["A Title"], [])


def test_two_files_of_one_name_have_two_ids(content: Path) -> None:
    write(content, "papers/captured/walk.txt", CAPTURE)
    write(content, "papers/captured/walk.bib", "@book{b, title={A Book}}")
    ids = [source.id for source in list_sources(content, Report())]
    assert ids == ["captured-walk-bib", "captured-walk-txt"]


@pytest.mark.parametrize(
    "raw",
    [
        CAPTURE.replace("\n", "\r\n").encode(),
        CAPTURE.replace("\n", "\r").encode(),
        CAPTURE.encode("utf-8-sig"),
        CAPTURE.encode("utf-16"),
        CAPTURE.encode("utf-16-le"),
    ],
    ids=["crlf", "cr", "byte-order-mark", "utf-16", "utf-16-le"],
)
def test_any_text_file_is_read(content: Path, raw: bytes) -> None:
    write(content, WALK, raw)
    report = Report()
    records = read_records(content, report)
    assert [(r.title, r.location.line) for r in records] == [
        ("First Paper", 2),
        ("Second Paper", 4),
    ]
    assert not report.problems


def test_files_that_are_no_records_are_passed_over(content: Path) -> None:
    for name in (".DS_Store", "README.md", "walk.txt~", "~$walk.docx"):
        write(content, f"papers/captured/{name}", "nothing", "")
    assert read(content) == ([], [])


def test_an_empty_content_folder_has_no_records(content: Path) -> None:
    assert read(content) == ([], [])
    assert list_sources(content, Report()) == []


# --- bad files ----------------------------------------------------------------------------

BAD = {
    "empty": (b"", ("file-empty", 0)),
    "blank": (b" \n\n\t\n", ("file-empty", 0)),
    "no-papers": (HEAD.encode(), ("file-empty", 0)),
    "no-capture": (b"<!doctype html>\n<title>Log in</title>\n", ("file-unknown-format", 0)),
    "essay": (b"A thought.\nAnother one, much longer.\n" * 20, ("file-unknown-format", 0)),
    "binary": (bytes(range(1, 256)) * 9, ("file-unknown-format", 0)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_without_papers_costs_itself_alone(content: Path, name: str) -> None:
    raw, (code, line) = BAD[name]
    write(content, f"papers/captured/{name}.txt", raw)
    write(content, WALK, CAPTURE)
    titles, problems = read(content)
    assert titles == ["First Paper", "Second Paper"]
    assert (code, f"papers/captured/{name}.txt", line) in problems
    assert {code for code, _, _ in problems} <= {code, "file-encoding"}


def test_a_capture_that_stops_after_a_title_keeps_the_rest(content: Path) -> None:
    write(content, WALK, f"{CAPTURE}Third Paper\n")
    titles, problems = read(content)
    assert titles == ["First Paper", "Second Paper", "Third Paper"]
    assert problems == [("record-incomplete", WALK, 6)]


def test_invalid_utf_8_is_named_by_line_and_read_on(content: Path) -> None:
    write(content, WALK, CAPTURE.replace("second one", "second “œ”").encode() + b"Bad \xff\xfe\n")
    report = Report()
    records = read_records(content, report)
    assert [record.title for record in records] == ["First Paper", "Second Paper", "Bad ÿþ"]
    assert ("file-encoding", WALK, 6) in places(report)


def test_nul_bytes_are_left_out_and_named_by_line(content: Path) -> None:
    write(content, WALK, CAPTURE.replace("Second", "Sec\0ond"))
    assert read(content) == (["First Paper", "Second Paper"], [("file-encoding", WALK, 4)])


@pytest.mark.parametrize(
    "huge",
    ["Huge\n" + "words " * 200_000, "Huge " * 250_000 + "\nThe abstract. Of it."],
    ids=["abstract", "title"],
)
def test_a_record_over_a_megabyte_is_lost_alone(content: Path, huge: str) -> None:
    write(content, WALK, f"{HEAD}{huge}\nSecond Paper\nThe second abstract. It is here.\n")
    assert read(content) == (["Second Paper"], [("record-too-large", WALK, 2)])


@pytest.mark.slow
def test_a_capture_of_50_megabytes_is_read(content: Path) -> None:
    pair = f"A Paper About Walking\n{'We walk on and on. ' * 80}\n"
    write(content, WALK, HEAD + pair * (50_000_000 // len(pair)))
    report = Report()
    assert len(read_records(content, report)) == 50_000_000 // len(pair)
    assert not report.problems


def test_a_file_over_the_limit_is_refused(content: Path) -> None:
    write(content, WALK, CAPTURE)
    with (content / WALK).open("r+b") as stream:
        stream.truncate(300_000_000)
    assert read(content) == ([], [("file-too-large", WALK, 0)])


def test_a_link_out_of_the_content_folder_is_not_followed(content: Path) -> None:
    outside = content.parent / "secret.txt"
    outside.write_text(CAPTURE, encoding="utf-8")
    (content / "papers/captured").mkdir(parents=True)
    (content / WALK).symlink_to(outside)
    (content / "papers/captured/folder").symlink_to(content.parent)
    titles, problems = read(content)
    assert titles == []
    assert problems == [
        ("file-unreadable", "papers/captured/folder", 0),
        ("file-unreadable", WALK, 0),
    ]


def test_a_link_within_the_content_folder_is_read(content: Path) -> None:
    write(content, "papers/captured/a.txt", CAPTURE)
    (content / WALK).symlink_to("a.txt")
    (content / f"{WALK}.yml").symlink_to("a.txt.yml")
    assert read(content) == (["First Paper", "Second Paper"] * 2, [])


def test_what_cannot_be_opened_is_reported(content: Path) -> None:
    (content / "papers/captured").mkdir(parents=True)
    (content / WALK).symlink_to("gone.txt")
    os.mkfifo(content / "papers/captured/pipe.txt")
    assert read(content) == (
        [],
        [
            ("file-unreadable", "papers/captured/pipe.txt", 0),
            ("file-unreadable", WALK, 0),
        ],
    )


def test_all_problems_are_found_in_one_run(content: Path) -> None:
    write(content, "papers/captured/a.txt", "")
    write(content, "papers/captured/b.txt", f"{CAPTURE}Third\n", "added: 2026-11-21\ntitel: x\n")
    write(content, "papers/captured/c.bib", "@book{a, title={A}\n\n@book{b, title={B}}\n", "")
    write(content, "papers/curated/d.yml", "- title: Good\n  yaer: 2020\n- titel: x\n", "")
    write(content, "papers/curated/e.yml", "- title: a: b\n", "")
    titles, problems = read(content)
    assert titles == ["First Paper", "Second Paper", "Third", "B", "Good"]
    assert problems == [
        ("file-empty", "papers/captured/a.txt", 0),
        ("record-incomplete", "papers/captured/b.txt", 6),
        ("unknown-key", "papers/captured/b.txt.yml", 2),
        ("sidecar-missing", "papers/captured/c.bib", 0),
        ("record-broken", "papers/captured/c.bib", 1),
        ("unknown-key", "papers/curated/d.yml", 2),
        ("record-broken", "papers/curated/d.yml", 3),
        ("unknown-key", "papers/curated/d.yml", 3),
        ("yaml-syntax", "papers/curated/e.yml", 1),
    ]


# --- sidecars -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sidecar", "code", "line"),
    [
        ("added: 2026-11-21\ncaptured: Mar 12\n", "wrong-type", 2),
        ("added: 2026-11\n", "wrong-type", 1),
        ("added: 2026-11-21\nformat: hf_paper\n", "unknown-value", 2),
        ("added: 2026-11-21\nurl: javascript:alert(1)\n", "wrong-type", 2),
        ("added: 2026-11-21\nadded: 2026-11-22\n", "yaml-duplicate-key", 2),
        ("- added\n", "wrong-type", 1),
        ("added: [\n", "yaml-syntax", 2),
    ],
)
def test_a_wrong_sidecar_is_reported_and_the_records_stay(
    content: Path, sidecar: str, code: str, line: int
) -> None:
    write(content, WALK, CAPTURE, sidecar)
    titles, problems = read(content)
    assert titles == ["First Paper", "Second Paper"]
    assert (code, f"{WALK}.yml", line) in problems


def test_a_sidecar_beside_no_file_is_reported(content: Path) -> None:
    write(content, "papers/captured/gone.txt.yml", SIDECAR, "")
    assert read(content) == ([], [("sidecar-orphan", "papers/captured/gone.txt.yml", 0)])


def test_a_capture_without_sidecar_is_noted(content: Path) -> None:
    write(content, WALK, CAPTURE, "")
    titles, problems = read(content)
    assert (len(titles), problems) == (2, [("sidecar-missing", WALK, 0)])


def test_yaml_files_may_have_sidecars_too(content: Path) -> None:
    write(content, "papers/enriched/facts.yml", "- title: Fact\n", SIDECAR)
    report = Report()
    (record,) = read_records(content, report)
    assert record.source.added == datetime.date(2026, 11, 21)
    assert not report.problems


# --- list.yml -----------------------------------------------------------------------------


def test_settings_have_defaults(content: Path) -> None:
    report = Report()
    assert read_settings(content, report) == ListSettings()
    assert not report.problems


def test_settings_are_read(content: Path) -> None:
    write(
        content,
        "list.yml",
        "version: 1\ntitle: no\ntagline: t\ndescription: d\ncontact: a@b.org\n"
        "search_examples: [one, two]\n",
        "",
    )
    report = Report()
    assert read_settings(content, report) == ListSettings(
        1, "no", "t", "d", "a@b.org", ("one", "two")
    )
    assert not report.problems


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("version: 2\n", "unknown-value", 1),
        ("version: one\n", "wrong-type", 1),
        ("version: 1\ntitel: x\n", "unknown-key", 2),
        ("version: 1\ntitle: [x]\n", "wrong-type", 2),
        ("- version\n", "wrong-type", 1),
        ("a: b: c\n", "yaml-syntax", 1),
    ],
)
def test_wrong_settings_are_reported(content: Path, text: str, code: str, line: int) -> None:
    write(content, "list.yml", text, "")
    report = Report()
    assert read_settings(content, report).version == 1
    assert places(report) == [(code, "list.yml", line)]


# --- accepted.yml -------------------------------------------------------------------------


def test_accepted_problems_are_dropped_and_the_others_stay(content: Path) -> None:
    write(
        content,
        "accepted.yml",
        "- {code: text-unrestored, file: papers/captured/walk.txt, paper: first paper, reason: r}\n"
        "- {code: paper-uncovered, reason: r}\n"
        "- {code: topic-empty, file: content/topics/x.yml, reason: r}\n"
        "- {code: clause-dead, reason: r}\n",
        "",
    )
    report = Report()
    accepted = read_accepted(content, report)
    report.add("text-unrestored", Location(WALK, 2), "First Paper: a formula")
    report.add("text-unrestored", Location(WALK, 4), "Second Paper: a formula")
    report.add("paper-uncovered", Location(WALK, 2), "no topic takes 'First Paper'")
    report.add("topic-empty", Location("topics/x.yml", 1), "the topic 'x' has no paper")
    apply_accepted(report, accepted)
    assert places(report) == [("accepted-unused", "accepted.yml", 4), ("text-unrestored", WALK, 4)]


def test_two_entries_may_accept_one_problem() -> None:
    report = Report()
    report.add("topic-empty", Location("topics/x.yml", 1), "the topic 'x' has no paper")
    entries = [
        Accepted("topic-empty", file, "", "r", Location("accepted.yml", line))
        for line, file in enumerate(("", "topics/x.yml"), start=1)
    ]
    apply_accepted(report, entries)
    assert not report.problems


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- code: text-unrestord\n  reason: r\n", "unknown-value", 1),
        ("- code: yaml-syntax\n  reason: r\n", "unknown-value", 1),
        ("- code: topic-empty\n", "missing-key", 1),
        ("- code: topic-empty\n  reason: r\n  line: 3\n", "unknown-key", 3),
        ("code: topic-empty\n", "wrong-type", 1),
        ("- topic-empty\n", "wrong-type", 1),
    ],
)
def test_wrong_entries_are_reported(content: Path, text: str, code: str, line: int) -> None:
    write(content, "accepted.yml", text, "")
    report = Report()
    read_accepted(content, report)
    assert places(report) == [(code, "accepted.yml", line)]


# --- the real list ------------------------------------------------------------------------


def test_the_first_five_captures_hold_602_records_of_521_titles() -> None:
    report = Report()
    records = [r for r in read_records(CONTENT, report) if r.source.id.startswith("hf-search-")]
    assert not report.problems
    assert len(records) == 602
    assert len({record.title for record in records}) == 521
    assert min(len(record.abstract) for record in records) == 315
    assert max(len(record.title) for record in records) == 142


def test_enriched_facts_are_about_captured_titles_and_say_where_they_were_read() -> None:
    records = read_records(CONTENT, Report())
    captured = {r.title for r in records if r.source.trust is Trust.CAPTURED}
    facts = {r.title: r for r in records if r.source.id.startswith("facts-")}
    assert set(facts) <= captured
    assert len(facts) == 471
    assert all(record.evidence for record in facts.values() if record.issued)
    compound = facts["C3Net: Compound Conditioned ControlNet for Multimodal Content Generation"]
    assert Identifier("arxiv", "2311.17951") in compound.identifiers
    assert str(compound.authors[2]) == "Yu-Wing Tai"
    assert compound.issued == PartialDate(2024)
    assert compound.venue == "CVPR"
