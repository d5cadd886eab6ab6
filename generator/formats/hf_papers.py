"""Page text of Hugging Face Papers (huggingface.co/papers): a title, its abstract, the next title.

Two layouts are known. In one, blank lines stand between paragraphs, and the page's head ("new",
"Get trending papers…", "Subscribe", "byAK…", a date) has lines of its own. In the other, every
line is a paragraph, and the first title is glued to "Subscribe". Pages that also show authors
or votes are read too.

What is a title and what an abstract is told by length and sentence, not by counting lines, so
that a missing abstract costs one paper and does not shift all that follow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.formats.common import (
    MAX_RECORD_LENGTH,
    excerpt,
    is_too_large,
    parse_date,
    parse_names,
)
from generator.model import PartialDate, Record, SourceFile
from generator.problems import Location, Report

# In 602 real records titles have at most 142 characters, abstracts at least 315.
_ABSTRACT_LENGTH = 240
_USUAL_TITLE = 150
_LONGEST_TITLE = 300

_HEAD = re.compile(
    r"Get trending papers in your email inbox|by\s?AK and the research community|^Daily Papers$",
    re.MULTILINE,
)
_NOISE = re.compile(
    r"""
    new | Subscribe | (?:new\ ?)?Get\ trending\ papers\ in\ your\ email\ inbox[^.]{0,90}
  | Daily\ Papers | Trending\ Papers | Papers | by\s?AK\b.* | Hugging\ Face | Log\ ?In | Sign\ ?Up
  | Models | Datasets | Spaces | Docs | Pricing | Previous | Next | Daily | Weekly | Monthly
  | Submitted\ by.* | (?:View\ )?arXiv(?:\ [Pp]age)? | GitHub(?:\ [\d.,]+k?)? | Project\ page
  | Published\ on\ .* | (?:▲\s*)?Upvotes?(?:\ [\d.,]+k?)? | [\d.,]+k?\ upvotes? | -?\ ?[·•▲]\ ?
  | (?:[·•▲]\s?)?[\d.,]+k? | (?:[·•]\s?)?\d+\ (?:authors?|comments?|votes?)
  | (?:[·•]\s?)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\ \d{1,2}(?:,\ \d{4})?
  | TOS | Privacy | About | Jobs | Careers | Website | Company | System\ theme | ©\ .*
    """,
    re.VERBOSE,
)
_GLUED = re.compile(
    r"(?:new\s?)?(?:Get trending papers in your email inbox(?: once a day)?!\s?)*"
    r"Subscribe(?=[^a-z\s])"
)
_DATE_LINE = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}")
_SENTENCES = re.compile(r"[a-z]{3}\.\s+[A-Z]")
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is no decoration of the page; ``gap`` counts the empty lines before it."""

    number: int
    text: str
    gap: int

    @property
    def is_abstract(self) -> bool:
        """Whether it can only be an abstract."""
        return (
            len(self.text) >= _ABSTRACT_LENGTH
            or self.text.endswith((".", ".”", '."', ".)"))
            or (len(self.text) >= 100 and bool(_SENTENCES.search(self.text)))
        )

    @property
    def reads_like_title(self) -> bool:
        """Whether it is short, and most of its words are capitalised as in a title."""
        words = [word for word in re.findall(r"[^\W\d_]+", self.text) if len(word) > 3]
        capitals = sum(word[0].isupper() for word in words)
        return len(self.text) <= _USUAL_TITLE and 2 * capitals > len(words)

    @property
    def is_names(self) -> bool:
        """Whether it reads like the names of authors."""
        return len(self.text) < 5_000 and all(map(_PERSON.fullmatch, _split_names(self.text)))


def detect(head: str) -> bool:
    """Whether the beginning of a text is that of a page of Hugging Face Papers."""
    return bool(_HEAD.search(head))


def captured(head: str) -> PartialDate | None:
    """The date in the page's head, if it has a year ("Mar 12, 2025"); "Mar 12" is no date."""
    for line in head.split("\n")[:30]:
        if _DATE_LINE.fullmatch(line.strip()):
            return parse_date(line)
    return None


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a page, in order; what is incomplete or too long is reported."""
    entries = _entries(_lines(text), source, report)
    for position, (title, names, abstract) in enumerate(entries):
        if record := _record(title, names, abstract, position, source, report):
            yield record


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap = 0
    after_submitted_by = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not found and (glued := _GLUED.match(line)):
            line = line[glued.end() :]
        if not line:
            gap += 1
        elif (len(line) < 120 and _NOISE.fullmatch(line)) or after_submitted_by:
            after_submitted_by = line == "Submitted by"
        else:
            found.append(_Line(number, line, gap))
            gap = 0
    return found


def _entries(
    lines: Sequence[_Line], source: SourceFile, report: Report
) -> Iterator[tuple[_Line, _Line | None, _Line | None]]:
    """Title, names and abstract of each paper."""
    usual_gap = Counter(line.gap for line in lines[1:]).most_common(1)[0][0] if lines[1:] else 0
    with_authors = _shows_authors(lines)
    title: _Line | None = None
    names: _Line | None = None
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if title is None:
            if _LONGEST_TITLE < len(line.text) <= MAX_RECORD_LENGTH:
                # A page's text has an abstract on one line, so this is no second paragraph.
                report.add(
                    "record-broken",
                    Location(source.file, line.number),
                    f"a text without a title: '{excerpt(line.text)}'",
                    "capture the page again, or write the paper into papers/curated/",
                )
            else:
                title, names = line, None
        elif with_authors and names is None and line.is_names:
            names = line
        elif not line.is_abstract and (
            line.gap > usual_gap
            or (following is not None and following.is_abstract)
            or line.reads_like_title
        ):
            # The abstract of the title before is blank, and this is the next title.
            yield title, names, None
            title, names = line, None
        else:
            yield title, names, line
            title, names = None, None
    if title is not None:
        yield title, names, None


def _shows_authors(lines: Sequence[_Line]) -> bool:
    """Whether lines between title and abstract name authors: of a third of the papers they must.

    Only lists of names tell; one name alone reads like a title ("Pointer Networks").
    """
    lists = sum(
        third.is_abstract and not first.is_abstract and "," in second.text and second.is_names
        for first, second, third in zip(lines, lines[1:], lines[2:], strict=False)
    )
    return lists * 3 >= sum(line.is_abstract for line in lines) > 0


def _split_names(text: str) -> list[str]:
    text = re.sub(r"^Authors?:\s*|,? et al\.?$", "", text)
    return [name for part in re.split(r"[,;·]| and | & ", text) if (name := part.strip())]


def _record(
    title: _Line,
    names: _Line | None,
    abstract: _Line | None,
    position: int,
    source: SourceFile,
    report: Report,
) -> Record | None:
    place = Location(source.file, title.number)
    length = max(len(title.text), len(abstract.text) if abstract else 0)
    fix = "look whether the page was captured as a whole; part or shorten the text"
    if is_too_large(length, f"'{excerpt(title.text)}'", place, fix, report):
        return None
    if abstract is None:
        report.add(
            "record-incomplete",
            place,
            f"the title '{excerpt(title.text)}' has no abstract",
            "capture the page again, or write the abstract into papers/curated/",
        )
    return Record(
        location=place,
        source=source,
        position=position,
        title=title.text,
        abstract=abstract.text if abstract else "",
        authors=parse_names(_split_names(names.text)) if names else (),
    )
