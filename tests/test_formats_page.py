"""The page about formats names what the program reads and writes."""

import re
from pathlib import Path

from generator.exports import LABEL_FORMATS, LIST_FORMATS, SUFFIXES
from generator.feeds import MOST_ENTRIES
from generator.formats import FORMATS
from generator.mails import MOST_PAPERS as MOST_IN_MAIL
from generator.pagekinds.digestpages import MOST_PAPERS
from generator.pagekinds.paperpage import CITATION_FORMATS

PAGE = (Path(__file__).parent.parent / "content/pages/formats.md").read_text("utf-8")


def test_every_format_that_is_read_has_a_line_with_its_ending() -> None:
    lines = re.findall(r"^\| [^|]+ \| `(\w+)` \| `(\.\w+)` \|", PAGE, re.MULTILINE)
    assert dict(lines) == {f.name: f.suffixes[0] for f in FORMATS.values() if f.read}
    assert len(lines) == len(set(lines))


def test_every_file_that_is_written_is_named() -> None:
    assert all(f".{SUFFIXES[name]}`" in PAGE for name in LIST_FORMATS)
    assert LABEL_FORMATS == ("bibtex", "ris", "csl-json")
    assert all(label in PAGE for name, label in CITATION_FORMATS if name in FORMATS)


def test_the_numbers_are_those_of_the_program() -> None:
    assert f"the {MOST_ENTRIES} papers added last" in PAGE
    assert f"shows {MOST_PAPERS} papers and the mail {MOST_IN_MAIL}," in PAGE
