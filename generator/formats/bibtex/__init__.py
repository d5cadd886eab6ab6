"""BibTeX and BibLaTeX, read and written."""

from generator.formats.bibtex.reader import detect, read
from generator.formats.bibtex.writer import write

__all__ = ["detect", "read", "write"]
