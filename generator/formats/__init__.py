"""The formats that papers come in and go out in: one module each, listed in :data:`FORMATS`.

A reader takes the text of a file and yields records; it never raises for bad content, and a
broken record costs that record alone. A writer is a plain function from papers to text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.formats import (
    apa,
    arxiv_atom,
    bibtex,
    crossref,
    csl_json,
    csl_yaml,
    csv_table,
    hf_papers,
    hf_web,
    jsonl,
    markdown,
    markdown_list,
    medline,
    openalex,
    papers_yaml,
    ris,
    semantic_scholar,
)
from generator.formats.common import MAX_RECORD_LENGTH
from generator.model import Paper, PartialDate, Record, SourceFile
from generator.problems import Report

Reader = Callable[[str, SourceFile, Report], Iterator[Record]]
Writer = Callable[[Sequence[Paper]], str]

HEAD_LENGTH = 20_000
"""Characters from the beginning of a file that detection looks at."""

LONGEST_HEAD = MAX_RECORD_LENGTH
"""Characters that detection looks at if the first ones say nothing."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: Key in :data:`FORMATS`; the word for ``format:`` in a sidecar.
        title: Name for people.
        suffixes: Usual endings of files, with dot; the first one is written.
        detect: Whether a text that begins so is of this format.
        read: Records of a text; None if the format is only written.
        write: Text of papers; None if the format is only read.
        captured: Date of the source page from the text's beginning, if the format shows one.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    detect: Callable[[str], bool] = lambda head: False
    read: Reader | None = None
    write: Writer | None = None
    captured: Callable[[str], PartialDate | None] = lambda head: None


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format(
            "hf_papers",
            "page text of Hugging Face Papers",
            (".txt",),
            hf_papers.detect,
            hf_papers.read,
            captured=hf_papers.captured,
        ),
        Format(
            "hf_html",
            "a saved page of Hugging Face Papers",
            (".html", ".htm"),
            hf_web.detect_html,
            hf_web.read_html,
        ),
        Format("bibtex", "BibTeX", (".bib",), bibtex.detect, bibtex.read, bibtex.write),
        Format("ris", "RIS", (".ris",), ris.detect, ris.read, ris.write),
        Format("medline", "citations of PubMed", (".nbib",), medline.detect, medline.read),
        Format("openalex", "works of OpenAlex", (".json",), openalex.detect, openalex.read),
        Format("crossref", "works of Crossref", (".json",), crossref.detect, crossref.read),
        Format(
            "semantic_scholar",
            "papers of Semantic Scholar",
            (".json",),
            semantic_scholar.detect,
            semantic_scholar.read,
        ),
        Format(
            "hf_json",
            "daily papers of Hugging Face",
            (".json",),
            hf_web.detect_json,
            hf_web.read_json,
        ),
        Format("csl_json", "CSL-JSON", (".json",), csl_json.detect, csl_json.read, csl_json.write),
        Format("csl_yaml", "CSL in YAML", (".yaml", ".yml"), csl_yaml.detect, csl_yaml.read),
        Format(
            "arxiv_atom", "a feed of arXiv", (".xml", ".atom"), arxiv_atom.detect, arxiv_atom.read
        ),
        Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), jsonl.detect, jsonl.read),
        Format("papers_yaml", "YAML", (".yml", ".yaml"), papers_yaml.detect, papers_yaml.read),
        Format(
            "markdown_list",
            "a reading list in Markdown",
            (".md",),
            markdown_list.detect,
            markdown_list.read,
        ),
        Format("csv", "CSV", (".csv", ".tsv"), csv_table.detect, csv_table.read, csv_table.write),
        Format("markdown", "Markdown", (".md",), write=markdown.write),
        Format("apa", "references in APA style", (".txt",), write=apa.write),
    )
}
"""Every format by name; detection asks them in this order."""


def detect(text: str, suffix: str = "") -> Format | None:
    """The format of a text: told by its content, the formats usual for ``suffix`` asked first."""
    head = text[:HEAD_LENGTH]
    readable = [form for form in FORMATS.values() if form.read]
    usual = [form for form in readable if suffix.lower() in form.suffixes]
    others = [form for form in readable if form not in usual]
    found = next((form for form in (*usual, *others) if form.detect(head)), None)
    if found is None and len(text) > HEAD_LENGTH:  # thousands may have signed the first paper
        head = text[:LONGEST_HEAD]
        found = next((form for form in usual if form.detect(head)), None)
    return found
