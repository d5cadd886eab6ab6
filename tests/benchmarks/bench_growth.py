"""How the time for a text grows with its length: what is fourfold should take four times as long.

    python tests/benchmarks/bench_growth.py [--subjects WORD…] [--most 200000] [--over 6]

Every function that reads somebody's text gets one piece over and over, by itself and behind the
beginning of a valid file. Printed are, for each function, the piece with the largest ratio between
the processor times of two lengths, the longer four times the other; and every one over ``--over``,
since a ratio of 16 is a reader that a megabyte stops.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from toylist import write_toy

from generator.checks import check_library
from generator.cleaning import clean
from generator.exports import paper_object
from generator.formats import FORMATS, detect
from generator.formats.bibtex import tex
from generator.formats.bibtex.values import read_names
from generator.formats.common import http_url, one_line, parse_date, parse_name
from generator.formats.csl_json import plain as without_markup
from generator.identifiers import SCHEMES, find, normalise, parse
from generator.library import load_library
from generator.markup import to_html
from generator.matching.clauses import read_rule
from generator.matching.matcher import Matcher
from generator.matching.words import tokens
from generator.model import Paper, SourceFile, Trust
from generator.outputs import SiteOptions
from generator.pagekinds.entries import inline_markdown
from generator.pagekinds.outlinks import links_in_abstract
from generator.pagekinds.quotes import sentence_around
from generator.paths import packaged_templates
from generator.problems import Report
from generator.site import build_site
from generator.suggest import suggest
from generator.text import fold, plain, repair_text, slug, snippet, title_key
from generator.textfile import decode
from generator.yamlfile import parse_yaml

Subject = Callable[[str], object]
SOURCE = SourceFile("papers/captured/x", "x", Trust.CAPTURED)
LEAST_SECONDS = 0.05
"""Shorter times say nothing about growth."""

MOST_SECONDS = 30
"""Longer is not waited for: nothing else takes a tenth of it."""

PIECES = (
    *("<", "<a", "<a ", "<!--", "<![CDATA[", "<p>", "<p ", "</p>", '<a href="', "<h3><a>"),
    *("&lt;", "&", "&#", "&#x", "&amp;", "&amp;amp", "]]>", "<?xml "),
    *('<h3><a href="/papers/1">', "{", "}", "{}", "{a", "{a}", "[", "]", "[]", "[a", "[a]"),
    *("[a](b)", "[a](", "](", "![a](b) ", "$", "$x", "$x$ ", "$$", "$ ", "\\", "\\\\", "\\a"),
    *("\\(", "\\[", "\\{", "\\$", "\\begin{a}", "\\frac{", "\\text{", "\\cite{a}", "\\\\}"),
    *("\\ud800", "x^", "x_", "x_{", "_", "^", "~", "~a", "@", "@a{", "@a{b,", '@a{b,c="'),
    *("@a{b,c={d}}\n", "@string{a=b}\n", "@ a", "@article\n", "#", "# ", "# a ", "#a\n", "- "),
    *("\n- ", "\n- a", "\n  - ", "* ", "*", "**", "__", "**a", "a* ", "`", "``", "'", "''"),
    *('"', '"a', '":', '",', '"a":', ":", ": ", "a: ", "\na: ", "\n a", "?", "| ", "|", "|-"),
    *("-", "--", "- - ", "http://", "http://a.", "http://a/(", "https://a/b ", "://", "www."),
    *("a@", "a@b.", "a.", ".", "...", ". A", "a. A", "(", ")", "(a", "(a)", "(A)", "A (A) "),
    *("/", "//", ",", ", ", ", ,", " and ", "a and ", "A, B and ", "and", ";", "; a", " "),
    *("  a", "\t", "\n", "\n\n", "\r\n", "\n \n", "\xad", "\u200b", "\u2028", "\ufeff", "é"),
    *("́", "é", "中", "🏳️\u200d🌈", "A", "a", "a ", "A ", "ab", "aB", "a_", "a-", "A-a ", "a'"),
    *("1", "1,", "1.", "1 ", "1+", "0x", "1e9", "2023 ", "12-", "10.1/", "10.1000/"),
    *("10.1000/a", "10.1000/a ", "arXiv:", "arXiv:2302.05543 ", "2302.05543 ", "abs/"),
    *("openreview.net/forum?", "id=a&", "isbn 978", "TY  - ", "TY  - JOUR\n", "TI  - a\n"),
    *("AU  - A, B\n", "KW  - a\n", "ER  - \n", "TY  - JOUR\nTI  - a\nER  - \n"),
    *("PT J\nTI a\nER\n", "Title Here\n\n", "A Title\n\nAn abstract. It says.\n\n"),
    *("Subscribe", "new\n", "Submitted by\n", "by AK", "A B, ", "true,", "null,", "[["),
    *('{"a":', '{"title":"a"},', '{"title":"a"}\n', '[{"', "}{", "},\n{", "&a ", "*a ", "!!a "),
    *("<<: ", "- title: a\n", "? ", "...\n", "---\n", "control ", "Model ", "ABC ", "alpha"),
    *("epsilon", "mathcal{O}(n", "(cid:173)", "\x00", "\x07", "Ã", "ï¿½", "<i>", "<jats:p>"),
    *("<mml:math>", "<tex-math>", "\\documentclass", "PMID- 1\n", "= b c ", "{{ a }}"),
    *("{% a %}", ". A $x$ ", "$x$\n\n", "http://a.b\n\n", 'href="a" ', "[a](https://b"),
    *('{"title": "a", }\n', '{"title": "a"} {"b": }\n', "}  ", "a,b\n", '"a\n",', "a;"),
    *("PMID- 1\nTI  - a\nAB  - a\n", "- title: a\n  DOI: b\n", "abstract ", "**a a a a a a**"),
)  # fmt: skip

BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "hf_papers": (
        "Get trending papers in your email inbox!\nSubscribe",
        "Daily Papers\nA Title\n\n",
    ),
    "hf_html": (
        '<html>huggingface <h3><a href="/papers/1">',
        '<html>huggingface <h3><a href="/papers/1">A</a></h3><p>',
        '<html>huggingface <div data-props="',
        "<html>huggingface <h3><a ",
    ),
    "bibtex": (
        "@article{a, title={",
        '@article{a, author="',
        "@article{a, url={x}, ",
        "@string{a=",
    ),
    "medline": ("PMID- 1\nTI  - ", "PMID- 1\nTI  - a\nAB  - "),
    "csl_yaml": ("---\nreferences:\n- title: a\n  author: ", "- type: article-journal\n  title: "),
    "csv": (
        "title,abstract,url\n",
        'title,abstract\na,"',
        "title,url,tags\na,",
        "title,tags,tags\n",
    ),
    "ris": (
        "TY  - JOUR\nTI  - ",
        "TY  - JOUR\nTI  - a\nAU  - ",
        "PT J\nTI a\nAB ",
        "TY  - JOUR\nDO  - ",
    ),
    "openalex": ('{"results": [{"title": "', '{"results": [{"abstract_inverted_index": {"'),
    "crossref": ('{"message": {"items": [{"title": ["', '{"message-type": "work-list", '),
    "semantic_scholar": ('[{"paperId": "a", "title": "',),
    "hf_json": ('[{"paper": {"id": "2302.05543", "title": "', '[{"paper": {"id": '),
    "csl_json": ('[{"title":"x"},', '[{"type": "article", "title": "', '[\n  {"title": "a", }'),
    "arxiv_atom": (
        "<feed xmlns='http://www.w3.org/2005/Atom'>arxiv.org <entry><title>a</title><summary>",
        "<?xml ",
        "<feed>",
    ),
    "jsonl": ('{"title": "a", "abstract": "', '{"title": "a", "authors": ["'),
    "papers_yaml": ("- title: ", '- title: "', "- title: a\n  authors: [", "- title: |\n    "),
    "markdown_list": (
        "# A\n- [x y z](https://arxiv.org/abs/2302.05543) ",
        "# A\n- **A Title Here** *",
        "# A\n- [a](",
        "# A\n| paper | b |\n|---|---|\n| ",
        "# A\n- ",
        "# A\n**A Title of Words**",
        "# A\n<a ",
    ),
}
"""Beginnings of valid files, broken off within a value."""


class _TooSlowError(BaseException):
    """Not an ``Exception``: nothing in between may take it for something else."""


def _stop(_number: int, _frame: object) -> None:
    raise _TooSlowError


def quoted(piece: str) -> str:
    """A piece as it stands within a JSON text."""
    return json.dumps(piece)[1:-1]


def readers() -> Iterator[tuple[str, Subject]]:
    """Every reader, alone and behind each beginning; within JSON, pieces are escaped as well."""

    def reading(name: str, beginning: str) -> Subject:
        form = FORMATS[name]

        def read(text: str) -> object:
            assert form.read
            return sum(1 for _ in form.read(beginning + text, SOURCE, Report()))

        return read

    for name, form in FORMATS.items():
        if form.read:
            for beginning in ("", *BEGINNINGS.get(name, ())):
                yield f"{name} {beginning[-24:]!r}", reading(name, beginning)
                if beginning.endswith('"'):
                    read = reading(name, beginning)
                    yield (
                        f"{name} {beginning[-24:]!r} closed",
                        lambda text, read=read: read(f'{quoted(text)}"}}]}}}}]}}'),  # type: ignore[misc]
                    )


def functions() -> Iterator[tuple[str, Subject]]:
    """Functions from a text."""
    rule = 'any: [a b, {near: [control, model], within: 9}, {regex: "(a.*b)?x*y"}, "aa*"]\n'
    matcher = Matcher([read_rule(parse_yaml(rule, "x.yml", Report()), Report(), [])])
    yield "detect", detect
    yield "decode", lambda text: decode(text.encode("utf-8", "replace"), "x", Report())
    yield "decode broken", lambda text: decode(text.encode() + b"\xff", "x", Report())
    for beginning in ("", "a: ", '"', "'", "- ", "[", "{", "|\n  ", ">\n  ", "&a ", "a:\n  "):
        yield (
            f"YAML {beginning!r}",
            lambda text, beginning=beginning: parse_yaml(beginning + text, "x.yml", Report()),  # type: ignore[misc]
        )
    for function in (clean, plain, fold, slug, title_key, find, parse, parse_date, parse_name):
        yield function.__name__, function
    for scheme in SCHEMES:
        yield f"normalise {scheme}", lambda text, scheme=scheme: normalise(scheme, text)  # type: ignore[misc]
    yield "repair_text", repair_text
    yield "to_html", lambda text: to_html(text, paragraphs=True)
    yield "snippet", lambda text: snippet(text, 300)
    yield "sentence_around", lambda text: sentence_around(text, len(text) // 2, len(text) // 2 + 1)
    yield "inline_markdown", inline_markdown
    yield "links_in_abstract", links_in_abstract
    yield "tokens", tokens
    yield "one_line", one_line
    yield "http_url", lambda text: http_url("https://a.b/" + text)
    yield "without_markup", without_markup
    yield "TeX decode", tex.decode
    yield "TeX encode", tex.encode
    yield "names", read_names
    yield "judge", lambda text: matcher.judge(matcher.read(Paper("p", text[:300], text)), 0)
    yield (
        "rule",
        lambda text: Matcher(
            [read_rule(parse_yaml(json.dumps({"any": [text]}), "x.yml", Report()), Report(), [])]
        ),
    )


def lists() -> Iterator[tuple[str, Subject]]:
    """A whole list with a text in one of its places: read, checked, and its site made."""
    other = {"title": "A Paper About Other Things", "abstract": "It names ControlNet, and more."}

    def captured(record: Mapping[str, object]) -> dict[str, str]:
        lines = "".join(f"{json.dumps(each)}\n" for each in (other, record))
        return {"papers/captured/x.jsonl": lines}

    def topic(**keys: object) -> dict[str, str]:
        whole = {"title": "X", "area": "learning", "description": "Y", "rule": {"any": ["bread"]}}
        return {"topics/x.yml": json.dumps({**whole, **keys})}

    places: Mapping[str, Callable[[str], dict[str, str]]] = {
        "a title": lambda text: captured({"title": text, "abstract": "We study bread."}),
        "an abstract": lambda text: captured({"title": "ABC: A Model", "abstract": text}),
        "an author": lambda text: captured({"title": "A Model", "authors": [text]}),
        "other fields": lambda text: captured(
            {"title": "A Model", "venue": text, "note": text, "keywords": [text], "citekey": text}
        ),
        "a topic": lambda text: topic(title=text, description=text),
        "an introduction": lambda text: topic(introduction=text),
        "a clause": lambda text: topic(rule={"any": [text, "bread"]}),
        "a note of a curator": lambda text: {
            "papers/curated/x.yml": json.dumps([{"paper": "a-survey-of-bread", "note": text}])
        },
    }

    def made(files: Mapping[str, str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            content = write_toy(Path(folder), **files)
            report = Report()
            library = load_library(content, report)
            check_library(library, content, report, thorough=True)
            suggest(library)
            for paper in library.papers:
                paper_object(library, paper)
            options = SiteOptions(
                name="Toy", url="https://example.org/", templates=(packaged_templates(),)
            )
            site = build_site(library, options, report)
            for page in site.pages:
                page.content()
            for file in site.files:
                _ = file.content
            for bundle in site.bundles:
                for file in bundle.make():
                    _ = file.content

    for name, place in places.items():
        yield f"list with {name}", lambda text, place=place: made(place(text))  # type: ignore[misc]


def seconds(subject: Subject, piece: str, length: int) -> float:
    """Processor time for a text of a length."""
    text = (piece * (length // len(piece) + 1))[:length] + "-a'!"
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    start = time.process_time()
    try:
        subject(text)
    except _TooSlowError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def growth(subject: Subject, piece: str, most: int) -> tuple[float, float]:
    """Ratio between the times of two lengths, and the time of the longer one.

    The length rises only while times are short, so that a slow function shows early.
    """
    length = most // 256
    short, long = seconds(subject, piece, length), seconds(subject, piece, 4 * length)
    while long < 4 * LEAST_SECONDS and 16 * length <= most:
        length *= 4
        short, long = long, seconds(subject, piece, 4 * length)
    if long < LEAST_SECONDS:
        return 0.0, long
    if 5 * short < long < math.inf:  # something else may have run beside it
        short = max(short, seconds(subject, piece, length))
        long = min(long, seconds(subject, piece, 4 * length))
    return (long / max(short, 1e-4) if long < math.inf else long), long


def main() -> None:
    """Print a line a function, and those that grow out of step."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--subjects", nargs="*", default=[""])
    parser.add_argument("--most", type=int, default=200_000)
    parser.add_argument("--over", type=float, default=6.0)
    arguments = parser.parse_args()
    signal.signal(signal.SIGPROF, _stop)
    over = []
    print("| function | worst ratio | piece | seconds |\n|---|---:|---|---:|")
    for name, subject in (*readers(), *functions(), *lists()):
        if not any(word in name for word in arguments.subjects):
            continue
        found = [(*growth(subject, piece, arguments.most), piece) for piece in PIECES]
        ratio, long, piece = max(found)
        print(f"| {name} | {ratio:.1f} | {piece!r} | {long:.2f} |", flush=True)
        over += [(name, *each) for each in found if each[0] > arguments.over]
    print(f"\n{len(over)} grow out of step")
    for name, ratio, long, piece in over:
        print(f"{name}: {ratio:.1f} times with {piece!r} ({long:.2f} s)")


if __name__ == "__main__":
    main()
