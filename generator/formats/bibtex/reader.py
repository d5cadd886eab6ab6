"""Reading BibTeX and BibLaTeX.

The file is cut into entries by bibtexparser, which goes on behind a broken one and knows every
field's line; what a value means is read here.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bibtexparser.model import (
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from generator.formats.bibtex import slips, tex
from generator.formats.bibtex.fields import (
    ALSO,
    DETAIL_FIELDS,
    INHERITED,
    JOURNAL_COMMANDS,
    LINK_FIELDS,
    MONTH_MACROS,
    MONTH_WORDS,
    PARENTS,
    PLACED_FIELDS,
    RAW_FIELDS,
    TITLE_FIELDS,
    TYPES,
    VENUE_FIELDS,
)
from generator.formats.bibtex.values import UnknownMacroError, expand, part_fields, read_names
from generator.formats.cite import (
    CONFERENCE,
    JOURNAL,
    PREPRINT,
    is_preprint_server,
    names_identifier,
    read_status,
    split_keywords,
)
from generator.formats.common import (
    excerpt,
    http_url,
    identifiers,
    is_too_large,
    month_number,
    one_line,
    parse_date,
    partial_date,
)
from generator.formats.htmltext import without_tags
from generator.identifiers import SCHEMES, find
from generator.model import Identifier, PartialDate, Record, SourceFile
from generator.problems import Location, Report
from generator.spans import outside

_MAX_VALUE = 200_000
"""Longest value after macros are put in: macros of macros could grow without end."""

_MAY_NAME_IDENTIFIERS = ("howpublished", "note", "volume", "number")
_ENTRY = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)\s*[{(]", re.MULTILINE)
_ADDRESS = re.compile(
    r"\\(?:url|path|href)\s*\{([^{}]+)\}|(https?://(?:[^\s{}\\,;<>]|\\[_%&#~])+)", re.IGNORECASE
)
_ONLY_ADDRESS = re.compile(r"https?://\S+|\\url\{[^{}]+\}|\\href\{[^{}]+\}\{[^{}]*\}")
_LOST_ENTRY = re.compile(rf"^[ \t]*@[ \t]*(?:{'|'.join(TYPES)})\b", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Library:
    """All entries of a file, with what entries refer to."""

    source: SourceFile
    report: Report
    macros: dict[str, str] = field(
        default_factory=lambda: {
            **{name: str(n) for n, name in enumerate(MONTH_MACROS, start=1)},
            # What people write without braces where the macro is meant.
            **{name: str(n) for n, name in enumerate(MONTH_WORDS, start=1)},
            "sept": "9",
        }
    )
    entries: dict[str, Entry] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, line: int, message: str, fix: str) -> None:
        self.report.add(code, Location(self.source.file, line), message, fix)


def detect(head: str) -> bool:
    """Whether a text holds BibTeX entries."""
    known = (*TYPES, *PARENTS, "string", "comment", "preamble")
    return any(match[1].lower() in known for match in _ENTRY.finditer(head))


def read(text: str, source: SourceFile, report: Report) -> Iterator[Record]:
    """The records of a library, in order. Macros and cross-references are followed."""
    library = _Library(source, report)
    for line, key in slips.keys_without_comma(text):
        message = f"the comma behind the key '{key}' is missing"
        library.add("record-value", line, message, "write it, or BibTeX stops here")
    with _silent():
        blocks = Splitter(slips.mended(text)).split().blocks
    entries: list[Entry] = []
    for block in blocks:
        line = (block.start_line or 0) + 1
        raw = block.raw or ""
        if isinstance(block, DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            library.add(
                "record-value", line, f"an entry has '{names}' twice", "keep one of the two"
            )
        if isinstance(block, ParsingFailedBlock) and isinstance(block.ignore_error_block, Entry):
            block = block.ignore_error_block
        if isinstance(block, Entry):
            place = Location(library.source.file, line)
            what, fix = f"the entry '{block.key}'", "look for a brace that is never closed"
            if is_too_large(len(raw), what, place, fix, library.report):
                continue
            entries.append(block)
            library.entries.setdefault(block.key.lower(), block)
        elif isinstance(block, String):
            library.macros[block.key.lower()] = _value(str(block.value), library, line)
        elif isinstance(block, ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", "") or "it cannot be read"
            library.add(
                "record-broken",
                line,
                f"a broken entry: {one_line(str(reason)).rstrip('.')}: '{excerpt(raw)}'",
                "balance its braces and quotes, and part its fields by commas",
            )
        elif isinstance(block, ImplicitComment) and (lost := _LOST_ENTRY.search(raw)):
            library.add(
                "record-broken",
                line + raw.count("\n", 0, lost.start()),
                f"a broken entry: '{excerpt(raw[lost.start() :])}'",
                "begin it with '@type{key,'",
            )
    position = 0
    for entry in entries:
        if entry.entry_type.lower() not in PARENTS and (
            record := _record(entry, position, library)
        ):
            yield record
            position += 1


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """No log lines: what bibtexparser logs it also returns, and we report that."""
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _value(raw: str, library: _Library, line: int) -> str:
    """A value's text; one that cannot be told is reported and empty."""
    try:
        return expand(raw, library.macros, _MAX_VALUE).replace(slips.LINE_BREAK, "\\\\")
    except UnknownMacroError as error:
        message = f"the macro '{error}' is defined nowhere above"
        fix = f"define it with '@string{{{error} = …}}', or put the value in braces"
    except ValueError as error:
        message, fix = f"a value is left out: {error}", "shorten it"
    library.add("record-value", line, message, fix)
    return ""


def _fields(entry: Entry, library: _Library) -> dict[str, tuple[str, int]]:
    """Lower-case field names to text and line; of a field that stands twice the first counts."""
    found: dict[str, tuple[str, int]] = {}
    for each in entry.fields:
        start = (each.start_line or 0) + 1
        # A comment after the comma of the field above stands before the name.
        written = each.key.rpartition("\n")[2] if each.key.startswith("%") else each.key
        for name, raw, above in part_fields(written.strip(), str(each.value)):
            line = start + above
            if above or name != written.strip():
                message = f"the comma before '{name}' is missing"
                library.add("record-value", line, message, "write it, or BibTeX stops here")
            if name.lower() not in found and (value := _value(raw, library, line)):
                found[name.lower()] = (value, line)
    return found


def _with_parent(entry: Entry, library: _Library) -> dict[str, tuple[str, int]]:
    """The fields of an entry and those that it takes from the entry it refers to."""
    fields = _fields(entry, library)
    reference = fields.get("crossref") or fields.get("xref")
    if not reference:
        return fields
    parent = library.entries.get(reference[0].strip().lower())
    if parent is None:
        library.add(
            "record-value",
            reference[1],
            f"the cross-reference '{reference[0].strip()}' names no entry",
            "correct it, or write the fields into the entry itself",
        )
        return fields
    if parent is not entry:
        inherited = _fields(parent, library)
        # BibTeX inherits the parent's booktitle, biblatex its title as one.
        if "booktitle" in inherited:
            fields.setdefault("booktitle", inherited["booktitle"])
        for name, parents_name in INHERITED.items():
            if name not in fields and parents_name in inherited:
                fields[name] = inherited[parents_name]
    return fields


def _record(entry: Entry, position: int, library: _Library) -> Record | None:
    line = (entry.start_line or 0) + 1
    fields = _with_parent(entry, library)
    for also, name in ALSO.items():
        if also in fields:
            fields.setdefault(name, fields[also])
    texts = {
        name: tex.decode(outside(value, without_tags) if name in TITLE_FIELDS else value)
        for name, (value, _) in fields.items()
        if name not in RAW_FIELDS
    }
    title = one_line(texts.get("title", ""))
    if subtitle := one_line(texts.get("subtitle", "")):
        title = f"{title}: {subtitle}" if title else subtitle
    if not title:
        library.add(
            "record-broken",
            line,
            f"the entry '{entry.key}' has no title: '{excerpt(entry.raw or '')}'",
            "add 'title = {…}'",
        )
        return None
    venue = next((texts[name] for name in VENUE_FIELDS if texts.get(name)), "")
    venue = JOURNAL_COMMANDS.get(venue.removeprefix("\\").strip(), venue)
    names = _identifiers(fields, texts, venue, library)
    kind = TYPES.get(entry.entry_type.lower(), "")
    if kind == JOURNAL and "booktitle" in texts and not {"journal", "journaltitle"} & set(texts):
        kind = CONFERENCE  # Semantic Scholar has "@article" alone.
    on_server = is_preprint_server(venue)
    if (on_server and kind in ("", JOURNAL)) or (
        # Better BibTeX gives preprints as "@online".
        kind in ("", "webpage") and any(name.scheme == "arxiv" for name in names)
    ):
        kind = PREPRINT
    if on_server or "://" in venue:
        venue = ""
    note = texts.get("note", "") or texts.get("pubstate", "")
    status, successor = read_status(note)
    source, file = library.source, library.source.file
    return Record(
        location=Location(file, line),
        source=source,
        position=position,
        title=title,
        abstract=texts.get("abstract", ""),
        authors=read_names(fields["author"][0]) if "author" in fields else (),
        issued=_issued(fields, texts, library),
        venue=one_line(venue),
        type=kind,
        identifiers=names,
        links=_links(fields, names),
        details=_details(texts, fields),
        keywords=split_keywords(texts.get("keywords", "") or texts.get("keyword", "")),
        citekey=_citekey(entry, line, library),
        field_locations={
            name: Location(file, fields[key][1])
            for name, key in PLACED_FIELDS.items()
            if key in fields and fields[key][1] != line
        },
        status=status,
        successor=successor,
    )


def _citekey(entry: Entry, line: int, library: _Library) -> str:
    """The entry's key; a key that another paper of the file has is left out."""
    first = library.keys.setdefault(entry.key, line) if entry.key else line
    if first == line:
        return entry.key
    library.add(
        "record-value",
        line,
        f"the key '{entry.key}' is taken by the entry on line {first}; both papers are kept",
        "give one of them another key",
    )
    return ""


def _issued(
    fields: Mapping[str, tuple[str, int]], texts: Mapping[str, str], library: _Library
) -> PartialDate | None:
    if found := parse_date(re.split(r"[/~?%]", texts.get("date", ""))[0]):
        return found
    year = re.search(r"(?<!\d)\d{4}(?!\d)", texts.get("year", "") or texts.get("date", ""))
    if not year:
        if texts.get("year"):
            library.add(
                "record-value",
                fields["year"][1],
                f"'{texts['year']}' is no year",
                "write four digits, or leave it out",
            )
        return None
    # "12~mar", "mar 12", "Mar. 12": a month by name, with or without a day.
    written = re.findall(r"[A-Za-z]+|\d+", texts.get("month", ""))
    month = next((n for word in written if not word.isdigit() and (n := month_number(word))), 0)
    digits = [word for word in written if word.isdigit()]
    if not month and digits:
        month = month_number(digits.pop(0))
    day = (digits or re.findall(r"\d+", texts.get("day", "")) or ["0"])[0]
    return (
        partial_date(int(year[0]), month, int(day[:2]))
        or partial_date(int(year[0]), month)
        or partial_date(int(year[0]))
    )


def _addresses(value: str) -> list[str]:
    r"""Addresses as written in TeX: ``\url{…}``, ``\_``, ``{\%}``; Mendeley has several in one."""
    written = re.sub(r"\\(?:url|path)|[{}\\]", "", value).split()
    return [address for each in written if (address := http_url(each))]


def _address_in(text: str) -> str:
    r"""The first address in a text such as ``Available at \url{…}``."""
    match = _ADDRESS.search(text)
    found = _addresses(match[1] or match[2].rstrip(".)")) if match else []
    return next(iter(found), "")


def _identifiers(
    fields: Mapping[str, tuple[str, int]],
    texts: Mapping[str, str],
    venue: str,
    library: _Library,
) -> tuple[Identifier, ...]:
    values: list[tuple[str, str]] = []
    if "doi" in fields:
        doi, line = fields["doi"]
        values.append(("doi", doi))
        if not identifiers([("doi", doi)]):
            library.add(
                "record-value", line, f"'{excerpt(doi)}' is no DOI", "correct it or leave it out"
            )
    eprint = re.sub(r"[{}\\]", "", fields["eprint"][0]) if "eprint" in fields else ""
    kind = (texts.get("archiveprefix") or texts.get("eprinttype") or "arxiv").lower()
    if eprint:
        schemes = {"pubmed": "pmid", "hdl": ""}
        values.append((kind if kind in SCHEMES else schemes.get(kind, ""), eprint))
    values += [
        (scheme, texts[scheme]) for scheme in SCHEMES if texts.get(scheme) and scheme != "doi"
    ]
    for address in (fields.get("url"), fields.get("pdf")):
        if address:
            values += [("", each) for each in _addresses(address[0])]
    # Google Scholar: journal = {arXiv preprint arXiv:…}; DBLP: volume = {abs/…}; note = {arXiv:…}.
    for text in (venue, *(texts.get(name, "") for name in _MAY_NAME_IDENTIFIERS)):
        if ":" in text or "/" in text:
            values += [(found.scheme, found.value) for found in find(text)]
    return identifiers(values)


def _links(fields: Mapping[str, tuple[str, int]], known: Sequence[Identifier]) -> dict[str, str]:
    links: dict[str, str] = {}
    for kind in (*LINK_FIELDS, "url"):
        for address in _addresses(fields[kind][0]) if kind in fields else ():
            if not (kind == "url" and names_identifier(address, known)):
                links.setdefault(kind, address)
    if "url" not in fields:
        note = fields["note"][0] if "note" in fields else ""
        # A note that is an address alone; "code at …" is another thing.
        if not _ONLY_ADDRESS.fullmatch(note.strip()):
            note = ""
        address = _address_in(fields["howpublished"][0] if "howpublished" in fields else note)
        if address and not names_identifier(address, known):
            links["url"] = address
    return links


def _details(texts: Mapping[str, str], fields: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    details = {}
    if "editor" in fields:
        texts = {**texts, "editor": "; ".join(map(str, read_names(fields["editor"][0])))}
    for name, variable in DETAIL_FIELDS.items():
        value = one_line(texts.get(name, ""))
        if name == "publisher" and is_preprint_server(value):
            continue
        if value and not value.startswith("abs/"):
            details[variable] = re.sub(r"\s*[–—]\s*", "-", value) if name == "pages" else value
    return details
