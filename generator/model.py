"""What enters is a :class:`Record`; what the site shows is a :class:`Paper`.

All values are immutable. Dates are values, never strings, after reading.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.problems import Location

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_LOCATIONS: Mapping[str, Location] = MappingProxyType({})


class Trust(enum.IntEnum):
    """How far a record is trusted: by the folder it lies in. A higher value wins."""

    CAPTURED = 0
    ENRICHED = 1
    CURATED = 2

    @property
    def folder(self) -> str:
        """Name of the folder below ``content/papers/``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A name that some registry gives to a paper, in normal form.

    Attributes:
        scheme: ``arxiv``, ``doi``, ``openreview``, ``acl``, … (see ``identifiers.SCHEMES``).
        value: Normal form within the scheme, such as ``2302.05543`` (no version) or
            ``10.1109/cvpr52733.2024.02539`` (lower case).
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a group. A group, or a name of one word, has no ``given``."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which month or day may be unknown (0).

    Source: the "partial date" of EDTF level 0 (ISO 8601-2) and of CSL ``date-parts``.
    """

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of records, with what its sidecar ``<file>.yml`` says of it.

    Attributes:
        file: Path relative to the content folder.
        id: Slug of the file's name without its ending; names the page ``/sources/<id>/``.
        trust: From the folder.
        title: Title for readers, such as "Hugging Face Papers, search “dynamics”".
        captured: Date of the source page; None if unknown.
        captured_inferred: In words, what of ``captured`` is inferred (such as "the year");
            empty if nothing is.
        added: Day on which the file entered this list; None if there is no sidecar.
        url: Address of the source page, or empty.
        rights: A sentence on where the abstracts come from, or empty.
    """

    file: str
    id: str
    trust: Trust
    title: str = ""
    captured: PartialDate | None = None
    captured_inferred: str = ""
    added: datetime.date | None = None
    url: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says about one paper. Unknown is empty or None, never a guess.

    Attributes:
        location: Where the record starts.
        source: The file that it stands in.
        position: 0-based place within the file.
        added: Day on which it entered the list, if that is later than its file's.
        title: Title; after repair plain text with mathematics as ``$…$`` TeX.
        abstract: Abstract, like ``title``; paragraphs parted by one blank line.
        authors: In order.
        issued: Publication date.
        venue: Short name of the journal, conference or series ("CVPR").
        type: CSL type ("paper-conference", "article-journal", "article", …).
        identifiers: In normal form, without duplicates.
        links: Kind ("code", "project", "pdf", …) to address; http(s) only.
        details: Further CSL variables as text ("volume", "issue", "page", "publisher", …).
        keywords: As the source gives them.
        citekey: Citation key of the source, or empty.
        evidence: Where the facts were read, for enriched records.
        field_locations: Place of single fields, where it differs from ``location``.
        names: Curated: a slug, identifier or title saying which paper is meant.
        same_as: Curated: names of papers that this one is.
        not_same_as: Curated: names of records that are another paper whatever they share.
        aliases: Curated: other names, former titles or slugs, that lead here.
        never_link: Curated: words that must not become a link, in this abstract or to this paper.
        tags: Curated: ids of tags that the paper has.
        hidden: Curated: reason for which the paper is not shown; empty if it is.
        status: "withdrawn", "retracted", "superseded" or empty.
        successor: Name of the paper that takes its place, or empty.
        note: Curated: why read this, Markdown of one paragraph.
        unrestored: What repair could not restore, in words.
        raw_title: Title as captured, before repair.
    """

    location: Location
    source: SourceFile
    position: int = 0
    added: datetime.date | None = None
    title: str = ""
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    issued: PartialDate | None = None
    venue: str = ""
    type: str = ""
    identifiers: tuple[Identifier, ...] = ()
    links: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    details: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    keywords: tuple[str, ...] = ()
    citekey: str = ""
    evidence: tuple[str, ...] = ()
    field_locations: Mapping[str, Location] = field(default_factory=lambda: NO_LOCATIONS)
    names: str = ""
    same_as: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    never_link: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    hidden: str = ""
    status: str = ""
    successor: str = ""
    note: str = ""
    unrestored: tuple[str, ...] = ()
    raw_title: str = ""

    @property
    def entered(self) -> datetime.date | None:
        """Day on which it entered the list; None if that is unknown."""
        return self.added or self.source.added

    def where(self, name: str) -> Location:
        """The place of the field ``name``."""
        return self.field_locations.get(name, self.location)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the list, merged from its records.

    Attributes:
        id: Slug of the permalink ``/papers/<id>.html``.
        identifiers: Scheme to values, both sorted.
        aliases: Further slugs that redirect here, sorted.
        records: The records it was merged from, most trusted first.
        sources: Field name to the place that its value came from.
        merge_reasons: In words, why its records are one paper; empty for a single record.
        added: Earliest day on which one of its records entered the list.
        citekey: Citation key, unique in the list and stable.
        hidden: Reason for which the paper is not shown; empty if it is.
        successor: Id of the paper that takes its place, or empty.
    """

    id: str
    title: str
    abstract: str = ""
    authors: tuple[Author, ...] = ()
    issued: PartialDate | None = None
    venue: str = ""
    type: str = ""
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    details: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    added: datetime.date | None = None
    citekey: str = ""
    status: str = ""
    successor: str = ""
    hidden: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    sources: Mapping[str, Location] = field(default_factory=lambda: NO_LOCATIONS)
    merge_reasons: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """Year of publication."""
        return self.issued.year if self.issued else None

    @property
    def location(self) -> Location:
        """Where its first record stands."""
        return self.records[0].location

    @property
    def listings(self) -> tuple[Record, ...]:
        """Its captured records: each is one time that it was listed somewhere."""
        return tuple(r for r in self.records if r.source.trust is Trust.CAPTURED)
