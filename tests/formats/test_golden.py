"""Small files of each format, and what is read from them: records, then problems.

``UPDATE_GOLDEN=1 pytest tests/formats/test_golden.py`` writes the expected files anew.
"""

import os
from pathlib import Path

import pytest

from generator.formats import FORMATS, detect
from generator.model import Record, SourceFile, Trust
from generator.problems import Report, format_text
from generator.textfile import decode

FOLDER = Path(__file__).parent.parent / "golden" / "formats"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".expected")


def shown(record: Record) -> str:
    """The fields that are known, one a line."""
    lists = {
        "authors": "; ".join(f"{a.family} | {a.given}" for a in record.authors),
        "identifiers": " ".join(map(str, record.identifiers)),
        "links": "; ".join(f"{kind} {address}" for kind, address in record.links.items()),
        "details": "; ".join(f"{key} {value}" for key, value in record.details.items()),
        "lines": " ".join(
            f"{name}:{place.line}" for name, place in sorted(record.field_locations.items())
        ),
        **{
            name: "; ".join(getattr(record, name))
            for name in ("keywords", "evidence", "same_as", "aliases", "tags")
        },
    }
    names = ("names", "abstract", "issued", "venue", "type", "citekey", "hidden", "status")
    plain = {name: str(getattr(record, name) or "") for name in (*names, "successor", "note")}
    lines = [f"line {record.location.line}: {record.title}"]
    lines += [f"  {name}: {value!r}" for name, value in (plain | lists).items() if value]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_file_reads_as_expected(path: Path) -> None:
    report = Report()
    text = decode(path.read_bytes(), path.name, report)
    form = detect(text, path.suffix)
    assert form is FORMATS[path.name.partition("-")[0]]
    assert form.read
    source = SourceFile(path.name, "x", Trust.CAPTURED)
    records = list(form.read(text, source, report))
    assert [record.position for record in records] == list(range(len(records)))
    found = "\n".join([*map(shown, records), format_text(report.problems)])
    expected = path.with_name(path.name + ".expected")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_file_cut_anywhere_never_raises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = FORMATS[path.name.partition("-")[0]]
    assert form.read
    source = SourceFile(path.name, "x", Trust.CAPTURED)
    for end in range(0, len(text), 7):
        list(form.read(text[:end], source, Report()))
        list(form.read(text[end:], source, Report()))
