"""Types and fields of BibTeX and BibLaTeX, and what they are to us.

Sources: Oren Patashnik, "BibTeXing" (1988), section 3; Philip Kime and others, "The biblatex
package", section 2 (``date``, ``journaltitle``, ``eprinttype``) and appendix B (what is inherited
by a cross-reference); "Using BibTeX with arXiv" (info.arxiv.org/help/hypertex/bibstyles).
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.formats.cite import CONFERENCE, JOURNAL, THESIS

TYPES: Mapping[str, str] = {
    "article": JOURNAL,
    "inproceedings": CONFERENCE,
    "conference": CONFERENCE,
    "incollection": "chapter",
    "inbook": "chapter",
    "book": "book",
    "phdthesis": THESIS,
    "mastersthesis": THESIS,
    "thesis": THESIS,
    "techreport": "report",
    "report": "report",
    "misc": "",
    "unpublished": "manuscript",
    "online": "webpage",
    "electronic": "webpage",
    "dataset": "dataset",
    "software": "software",
    "manual": "book",
    "booklet": "pamphlet",
    "patent": "patent",
}
"""Entry type to CSL type."""

PARENTS = frozenset(("proceedings", "mvproceedings", "collection", "mvcollection", "xdata", "set"))
"""Entries that only others refer to; they are no papers."""

VENUE_FIELDS = (
    *("journaltitle", "journal", "shortjournal", "booktitle", "eventtitle"),
    *("school", "institution", "howpublished"),
)
DETAIL_FIELDS: Mapping[str, str] = {
    "volume": "volume",
    "number": "issue",
    "pages": "page",
    "publisher": "publisher",
    "address": "publisher-place",
    "series": "collection-title",
    "edition": "edition",
    "editor": "editor",
    "issn": "ISSN",
    "eid": "number",
    "primaryclass": "primary_category",
}
"""Field to CSL variable (or ``primary_category``, an arXiv category)."""

ALSO: Mapping[str, str] = {
    **{"issue": "number", "location": "address", "eprintclass": "primaryclass"},
    # Mendeley; Google Scholar; BibLaTeX.
    **{"arxivid": "eprint", "organization": "publisher", "keyword": "keywords"},
}
"""Field to the one that it stands for if that is missing."""

LINK_FIELDS = ("code", "project", "pdf")
INHERITED: Mapping[str, str] = {
    "booktitle": "title",
    **{
        name: name
        for name in (
            *("year", "month", "date", "publisher", "address", "location", "editor", "series"),
            *("volume", "number", "issn", "isbn", "organization", "journal", "journaltitle"),
        )
    },
}
"""Field of an entry to the field of the entry that it refers to."""

TITLE_FIELDS = frozenset(("title", "subtitle", "booktitle", "abstract"))
"""Fields in which publishers leave tags such as ``<sub>``."""

RAW_FIELDS = frozenset(
    ("author", "editor", "url", "doi", "eprint", "file", "pdf", "code", "project", "crossref")
)
"""Fields that are not read as running text."""

PLACED_FIELDS: Mapping[str, str] = {
    **{"title": "title", "abstract": "abstract", "authors": "author", "issued": "year"},
    **{"identifiers": "doi", "links": "url", "keywords": "keywords"},
}
"""Record's field to the BibTeX field whose line it gets."""

JOURNAL_COMMANDS: Mapping[str, str] = {
    **{"aj": "The Astronomical Journal", "apj": "The Astrophysical Journal"},
    **{"apjl": "The Astrophysical Journal Letters", "aap": "Astronomy and Astrophysics"},
    **{"apjs": "The Astrophysical Journal Supplement Series", "icarus": "Icarus"},
    **{"mnras": "Monthly Notices of the Royal Astronomical Society", "nat": "Nature"},
    **{
        "araa": "Annual Review of Astronomy and Astrophysics",
        "jgr": "Journal of Geophysical Research",
    },
    **{"pasp": "Publications of the Astronomical Society of the Pacific"},
    **{"pasj": "Publications of the Astronomical Society of Japan", "ssr": "Space Science Reviews"},
    **{"jcap": "Journal of Cosmology and Astroparticle Physics", "solphys": "Solar Physics"},
    **{"physrep": "Physics Reports", "grl": "Geophysical Research Letters"},
    **{"planss": "Planetary and Space Science", "prl": "Physical Review Letters"},
    **{f"pr{letter}": f"Physical Review {letter.upper()}" for letter in "abcde"},
}
"""Command to journal, as the Astrophysics Data System writes them (AAS macros)."""

MONTH_MACROS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_WORDS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
