"""The page of one paper: what its template receives, and how that is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from markupsafe import Markup, escape

from generator.addresses import path_of
from generator.exports import citable
from generator.formats import FORMATS
from generator.identifiers import label as scheme_label
from generator.model import Paper, Record, SourceFile
from generator.outputs import SiteOptions
from generator.pagekinds.entries import Catalogue, Entry, LabelView, Reason, date_words
from generator.pagekinds.outlinks import Outlink, outlinks
from generator.pagekinds.quotes import quote
from generator.render import Renderer
from generator.text import Mark, plain, snippet, to_html

WORDS_ON_PAGE = 4
MOST_AUTHORS = 24
"""The rest is folded; the few papers with more would begin with a screen of names on a phone."""

DESCRIPTION_LENGTH = 160
CITATION_FORMATS = (
    ("bibtex", "BibTeX"),
    ("ris", "RIS"),
    ("csl_json", "CSL-JSON"),
    ("apa", "APA"),
    ("markdown", "Markdown"),
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one format."""

    format: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A paper that names this one or is named by it, with the sentence that does it."""

    entry: Entry
    quote: Markup


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related paper with the words that both share."""

    entry: Entry
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedIn:
    """A time that the paper was listed: page of the source, date in words, place.

    Attributes:
        date: "12 March 2025", or "date unknown".
        inferred: What of the date is inferred ("the year"), or empty.
        place: 1-based place on the source page.
    """

    source: SourceFile
    title: str
    date: str
    inferred: str
    place: int


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What ``paper.html`` and ``_paper_head.html`` receive.

    Attributes:
        authors: The first names, each with the id of its page, or empty.
        more_authors: Those shown on demand.
        identifiers: Name of the registry and value.
        links: Links out, the one to read the paper first.
        abstract: HTML in ``<p>``, evidence marked, papers named in it linked; may be empty.
        abstract_from: Source that the abstract is quoted from; None without an abstract.
        area: Area of the primary topic.
        reasons: Why it is in its topics, primary first.
        tags: Why it has its tags.
        names: Papers that its abstract names.
        named_by: Papers whose abstracts name it.
        related: Neighbours that are not among ``names`` and ``named_by``.
        citations: In every format that can be written.
        listed: Where it was listed.
        successor: The paper that takes its place.
        before: The paper before it in its primary topic.
        after: The paper after it.
        merged: In words, why several records are taken for one paper.
        edit: Address to edit its record, or to begin a curated one; may be empty.
        wrong_topic: Address of a form that says where it belongs; may be empty.
    """

    entry: Entry
    authors: tuple[tuple[str, str], ...]
    more_authors: tuple[tuple[str, str], ...]
    identifiers: tuple[tuple[str, str], ...]
    links: tuple[Outlink, ...]
    abstract: Markup
    abstract_from: SourceFile | None
    area: LabelView | None
    reasons: tuple[Reason, ...]
    tags: tuple[Reason, ...]
    names: tuple[Quoted, ...]
    named_by: tuple[Quoted, ...]
    related: tuple[Neighbour, ...]
    citations: tuple[Citation, ...]
    listed: tuple[ListedIn, ...]
    successor: Entry | None
    before: Entry | None
    after: Entry | None
    merged: tuple[str, ...]
    edit: str
    wrong_topic: str


def make_paper_page(
    paper: Paper, catalogue: Catalogue, renderer: Renderer, options: SiteOptions
) -> PaperPage:
    """Everything that the page of a paper shows.

    Args:
        paper: A paper that is shown.
        catalogue: All papers as pages show them.
        renderer: For links in the abstract.
        options: For links to the repository.
    """
    library = catalogue.library
    assigned, entry = library.assignments[paper.id], catalogue.entry(paper)
    authors = tuple(_authors(paper, catalogue))
    names = tuple(_quotes(paper, catalogue, named_by=False))
    named_by = tuple(_quotes(paper, catalogue, named_by=True))
    quoted = {q.entry.id for q in chain(names, named_by)}
    before, after = _neighbours_in_topic(paper, catalogue)
    successor = library.by_id.get(paper.successor)
    # One more is named rather than folded.
    shown = MOST_AUTHORS if len(authors) > MOST_AUTHORS + 1 else len(authors)
    return PaperPage(
        entry=entry,
        authors=authors[:shown],
        more_authors=authors[shown:],
        identifiers=tuple(
            (scheme_label(scheme), values[0])
            for scheme, values in sorted(paper.identifiers.items())
            if values
        ),
        links=outlinks(paper),
        abstract=marked_abstract(paper, catalogue, renderer),
        abstract_from=_abstract_source(paper),
        area=catalogue.area_of(assigned.topics[0].id) if assigned.topics else None,
        reasons=tuple(catalogue.reason("topic", a, WORDS_ON_PAGE) for a in assigned.topics),
        tags=tuple(catalogue.reason("tag", a, 1) for a in assigned.tags),
        names=names,
        named_by=named_by,
        related=tuple(
            Neighbour(catalogue.entry(library.by_id[r.id]), r.reasons)
            for r in library.links.related.get(paper.id, ())
            if r.id in library.by_id and r.id not in quoted
        ),
        citations=tuple(_citations(citable(library, paper))),
        listed=tuple(listed_in(record) for record in paper.listings),
        successor=catalogue.entry(successor) if successor else None,
        before=before,
        after=after,
        merged=paper.merge_reasons,
        edit=options.repository.edit_paper(paper),
        wrong_topic=_wrong_topic(entry, options),
    )


def _authors(paper: Paper, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    people = catalogue.people
    for author in paper.authors:
        id = people.id_of(author)
        yield str(author), id if id in people.with_page else ""


def _wrong_topic(entry: Entry, options: SiteOptions) -> str:
    topics = ", ".join(topic.title for topic in entry.topics)
    page = options.address(path_of("paper", entry.id))
    return options.repository.wrong_topic(entry.name, topics, page)


def marked_abstract(paper: Paper, catalogue: Catalogue, renderer: Renderer) -> Markup:
    """The abstract with the words that place it in its topics, and links to papers it names."""
    library = catalogue.library
    marks: list[Mark] = []
    for assigned in library.assignments[paper.id].topics:
        opening = f'<mark class="ev" data-k="{escape(assigned.id)}">'
        marks += [
            (e.start, e.end, opening, "</mark>")
            for e in assigned.evidence
            if e.field == "abstract" and e.end > e.start
        ]
    for mention in library.links.mentions.get(paper.id, ()):
        if mention.target != paper.id and mention.target in library.by_id:
            address = escape(renderer.href("paper", mention.target))
            marks.append((mention.start, mention.end, f'<a href="{address}">', "</a>"))
    return Markup(to_html(paper.abstract, marks, paragraphs=True))


def _quotes(paper: Paper, catalogue: Catalogue, *, named_by: bool) -> Iterator[Quoted]:
    library = catalogue.library
    links = library.links.mentioned_by if named_by else library.links.mentions
    seen = {paper.id}
    for mention in links.get(paper.id, ()):
        other = mention.source if named_by else mention.target
        source = library.by_id.get(mention.source)
        if other in seen or source is None or other not in library.by_id:
            continue
        seen.add(other)
        sentence = quote(source.abstract, mention.start, mention.end)
        yield Quoted(catalogue.entry(library.by_id[other]), sentence)


def _neighbours_in_topic(paper: Paper, catalogue: Catalogue) -> tuple[Entry | None, Entry | None]:
    topics = catalogue.library.assignments[paper.id].topics
    if not topics:
        return None, None
    before, after = catalogue.neighbours(topics[0].id, paper.id)
    return (
        catalogue.entry(before) if before else None,
        catalogue.entry(after) if after else None,
    )


def _abstract_source(paper: Paper) -> SourceFile | None:
    if not paper.abstract:
        return None
    place = paper.sources.get("abstract")
    holders = [r for r in paper.records if r.abstract]
    found = next((r for r in holders if place and r.where("abstract") == place), None)
    record = found or (holders[0] if holders else None)
    return record.source if record else None


def _citations(paper: Paper) -> Iterator[Citation]:
    paper = replace(paper, abstract="")
    for name, label in CITATION_FORMATS:
        form = FORMATS.get(name)
        if form and form.write:
            yield Citation(name, label, form.write([paper]).strip())


def listed_in(record: Record) -> ListedIn:
    """Where and when a captured record stood."""
    source = record.source
    return ListedIn(
        source=source,
        title=source_title(source),
        date=date_words(source.captured) if source.captured else "date unknown",
        inferred=source.captured_inferred,
        place=record.position + 1,
    )


def source_title(source: SourceFile) -> str:
    """The title of a source, or its file's name."""
    return source.title or source.file.rpartition("/")[2]


def describe(paper: Paper) -> str:
    """One plain sentence or two for search engines."""
    if paper.abstract:
        return plain(snippet(paper.abstract, DESCRIPTION_LENGTH))
    by = ", ".join(str(author) for author in paper.authors[:3])
    return f"{plain(paper.title)}{f', by {by}' if by else ''}"
