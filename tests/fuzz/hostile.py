"""Content folders that nobody means well with, by number: the same number, the same folder.

Every folder is the toy list with one to three of its parts replaced: a real file of some format
damaged, a structure nested or repeated without end, rules that run away, names of files that lead
elsewhere, texts in every syntax that a page could mistake for its own.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toylist import FILES, HEAD, PAPERS


@dataclass(frozen=True)
class Special:
    """What stands where a file is expected: a pipe, a folder, a link."""

    make: Callable[[Path], object]


Folder = dict[str, bytes | Special]
"""Path below ``content/`` to bytes, or to what is no file."""

SAMPLES = {
    path.name: path.read_bytes()
    for path in sorted((Path(__file__).parent.parent / "golden" / "formats").iterdir())
    if path.suffix != ".expected"
}

SYNTAX = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title></head></script></style></textarea>",
    "<!-- open",
    "]]>",
    "&#x6A;avascript&colon;alert(1)",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "[x](javascript:alert(1))",
    "[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    'https://x.org/"onclick="alert(1)',
    "data:text/html,<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}{# #}",
    "{{ config.__class__.__init__.__globals__ }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "# heading\n## another\n---\n***",
    "```\nfence",
    "| a | b |\n|---|---|",
    "*b* **c** _d_ __e__ ~~f~~ `g`",
    "![x](https://example.org/track.gif)",
    "<iframe src=https://example.org></iframe><base href=https://example.org>",
    "<meta http-equiv=refresh content=0;url=https://example.org>",
    "<style>*{display:none}</style>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    r"$\unsafe{\href{javascript:alert(1)}{x}}$",
    r"$\text{<script>alert(1)</script>}$",
    "$" + "{" * 40 + "x" + "}" * 40 + "$",
    "$x_" + "{a_" * 60 + "b" + "}" * 60 + "$",
    "$" + r"\frac{" * 50 + "$",
    r"\input{/etc/passwd} \write18{id} \def\a{\a\a}\a",
    "../../../etc/passwd",
    "..%2f..%2fetc",
    "C:\\Windows\\x",
    "con",
    "index",
    "-rf",
    ".",
    "\x00\x01\x1b[2J\x7f\u202e\u2028\ufeff\ufffe",
    "a" + "\u0301" * 300,
    "ﷺ" * 40,
    "🏳️‍🌈👩‍👩‍👧‍👦",
    "İıſßŒǅ",
    "\ud800",
    "a" * 5_000,
    "word " * 2_000,
    "'; DROP TABLE papers; --",
    '=HYPERLINK("https://example.org")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%0d%0aSet-Cookie: x=1",
    "2023-99-99",
    "1e999",
    "-1",
    "null",
    "10.1234/<script>alert(1)</script>",
    "arXiv:2301.00001v99999999999999999999",
    "10.1000/" + "(" * 60,
)
"""Texts that some program somewhere has taken for its own."""

RUNAWAYS = (
    "(a+)+$",
    "(a|a)*b",
    "(.*)*x",
    "((a{1,100}){1,100}){1,100}",
    "(?=look)x",
    r"(\w+)\1",
    "x{1000000}",
    "[",
    "(" * 500,
    "(?P<n>a)(?P<n>b)",
    "",
    ".*",
    r"\p{Greek}+",
    "(?i:(?s:(?m:.)))*",
    "|".join("abcdefgh" * 200),
)
"""Regular expressions that run away, and some that are none."""

PIECES = (
    *"{}[]()<>\"'\\\n\t:;,=#@%&*!|>-",
    "\n\n",
    "\r\n",
    "\r",
    "- ",
    ": ",
    "@article{",
    "@string{a = b # a}",
    "TY  - JOUR\n",
    "ER  - \n",
    "<!DOCTYPE x [<!ENTITY a '&b;&b;'><!ENTITY b '&a;'>]>",
    "<![CDATA[",
    "&amp;",
    "null",
    "true",
    "!!python/object/apply:os.system ['id']",
    "&x [*x, *x]",
    "<<: *x",
    "1e999",
    "9" * 400,
    "\ufeff",
    "\x00",
    "\x1a",
    "\u2028",
    "\ud83d\ude00",
    "---\n...\n",
    "# 日本語",
)
"""What a slip of the hand, or a broken program, puts into a file."""


def folder(number: int) -> Folder:
    """The content folder of a number."""
    chance = random.Random(number)
    page = HEAD + "\nMar 12\n" + "".join(f"\n{t}\n\n{a}\n" for t, a in PAPERS)
    files: Folder = {name: text.encode() for name, text in FILES.items()}
    files["papers/captured/page.txt"] = page.encode()
    for make in chance.sample(KINDS, chance.choice((1, 1, 1, 2, 3))):
        files.update(make(chance))
    if chance.random() < 0.3:
        name = chance.choice(sorted(files))
        data = files[name]
        files[name] = _damaged(data, chance) if isinstance(data, bytes) else data
    return files


def _damaged(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 8)):
        at, other = chance.randint(0, len(text)), chance.randint(0, len(text))
        how = chance.random()
        if how < 0.45:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        elif how < 0.7:
            text = text[:at] + text[at + chance.randint(1, 60) :]
        elif how < 0.9:
            text = text[:at] + text[other : other + 300] + text[at:]
        else:
            text = text[:at] + chance.choice(SYNTAX) + text[at:]
    made = _encoded(text, chance)
    if chance.random() < 0.1:
        made = made[: chance.randint(0, len(made))]
    return made


def _encoded(text: str, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig", "latin-1", "utf-32"))
    return text.encode(encoding, "replace")


def _sample(chance: random.Random) -> Folder:
    name = chance.choice(sorted(SAMPLES))
    place = chance.choice(("captured", "captured", "enriched", "curated"))
    suffix = Path(name).suffix if chance.random() < 0.8 else chance.choice((".txt", ".json", ""))
    return {f"papers/{place}/x{suffix}": _damaged(SAMPLES[name], chance)}


def _texts(chance: random.Random) -> Folder:
    def text() -> str:
        return chance.choice(("", "Plain words ")) + " ".join(
            chance.choice(SYNTAX) for _ in range(chance.randint(1, 4))
        )

    kind = chance.randrange(5)
    if kind == 0:
        body = "".join(f"\n{text()}\n\n{text()}\n" for _ in range(4))
        return {"papers/captured/x.txt": f"{HEAD}\nMar 12\n{body}".encode("utf-8", "replace")}
    keys = "title abstract venue note status successor citekey doi arxiv issued year type".split()
    records: list[dict[str, object]] = []
    for _ in range(4):
        record: dict[str, object] = {
            key: text() for key in chance.sample(keys, 4) if chance.random() < 0.9
        }
        record["title"] = text()
        record["authors"] = [text(), {"family": text(), "given": text()}]
        record["links"] = {text(): text(), "code": text()}
        record["identifiers"] = {"doi": [text()], text(): text()}
        record["aliases"] = [text()]
        record["keywords"] = [text()]
        record["tags"] = [text()]
        records.append(record)
    if kind == 1:
        lines = "".join(json.dumps(record) + "\n" for record in records)
        return {"papers/captured/x.jsonl": lines.encode()}
    if kind == 2:
        return {"papers/curated/x.yml": json.dumps(records).encode()}
    if kind == 3:
        entries = "".join(
            f"@article{{k{i},\n  title = {{{record['title']}}},\n  abstract = {{{text()}}},\n"
            f"  url = {{{text()}}},\n  author = {{{text()} and {text()}}}\n}}\n"
            for i, record in enumerate(records)
        )
        return {"papers/captured/x.bib": entries.encode("utf-8", "replace")}
    items = [{"type": text(), "title": text(), "DOI": text(), "URL": text()} for _ in range(4)]
    return {"papers/captured/x.json": json.dumps(items).encode()}


def _bomb(chance: random.Random) -> Folder:
    size = chance.choice((200, 2_000, 20_000))
    deep: Mapping[str, str] = {
        "papers/captured/x.json": "[" * size,
        "papers/captured/y.json": '{"title":' * size + "1" + "}" * size,
        "papers/captured/x.jsonl": '{"title": "' + "x" * size * 10 + '"}\n',
        "papers/captured/z.jsonl": '{"title": "A", "authors": [' + '"B C",' * size + '"D E"]}\n',
        "papers/captured/x.bib": "@article{k, title = " + "{" * size + "x" + "}" * size + "}\n",
        "papers/captured/y.bib": "@string{a = {x}}\n"
        + "".join(f"@string{{{'a' * i} = {'a' * (i - 1) or 'a'} # a}}\n" for i in range(2, 40))
        + "@article{k, title = "
        + "a" * 39
        + "}\n",
        "papers/captured/z.bib": "@" * size,
        "papers/captured/x.xml": "<a>" * size,
        "papers/captured/y.xml": "<!DOCTYPE l [<!ENTITY l0 'x'>"
        + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))
        + "]><feed xmlns='http://www.w3.org/2005/Atom'><title>&l11;</title></feed>",
        "papers/captured/x.html": "<div>" * size,
        "papers/captured/x.ris": "TY  - JOUR\n" + "AU  - A, B\n" * size,
        "papers/captured/x.txt": "\n" * size * 10,
        "papers/captured/y.txt": f"{HEAD}\n" + "Same Title\n\nSame abstract.\n\n" * (size // 10),
        "papers/captured/x.md": "#" * size + " x\n" + "> " * size + "\n" + "- [" * size,
        "papers/curated/x.yml": "[" * size,
        "papers/curated/y.yml": "a: &a [x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{f'*{chr(97 + i)},' * 9}]\n" for i in range(12)),
        "papers/curated/z.yml": "- " * size,
        "tags.yml": "x:\n  title: X\n  rule: {any: [" + "word, " * size + "]}\n",
        "topics/x.yml": "title: X\nrule:\n  any:\n" + f"    - {'word ' * size}\n",
        "synonyms.yml": "- [" + ", ".join(f"w{i}" for i in range(size)) + "]\n",
    }
    name = chance.choice(sorted(deep))
    return {name: deep[name].encode()}


def _rules(chance: random.Random) -> Folder:
    def clause() -> object:
        text = chance.choice((*RUNAWAYS, *SYNTAX, "word", "wor*", "*", "bread oven"))
        kinds: list[Callable[[], object]] = [
            lambda: text,
            lambda: {"regex": text},
            lambda: {chance.choice(("title", "abstract", "any", "venue", "author", "id")): text},
            lambda: {"near": [text, "bread"], "within": chance.choice((-1, 0, 3, 10**9, "x"))},
            lambda: {"text": text, "weight": chance.choice((-1, 0, 1e308, "x", None))},
            lambda: {"text": text, "fuzzy": chance.choice((True, 101, -5, "x"))},
            lambda: {"all": [clause(), clause()]} if chance.random() < 0.5 else [text],
            lambda: {text[:20] or "x": text},
            lambda: chance.choice((None, 1, 2.5, True, [], {})),
        ]
        return chance.choice(kinds)()

    rule = {
        "any": [clause() for _ in range(3)],
        "all": [clause()],
        "none": [clause()],
        "threshold": chance.choice((1, 0, -3, 1e308, "x", None, [])),
    }
    topic = {
        "title": chance.choice(SYNTAX),
        "area": chance.choice(("learning", "../x", "", 5, None)),
        "description": chance.choice(SYNTAX),
        "introduction": " ".join(chance.sample(SYNTAX, 5)),
        "rule": rule,
        "pin": [{"paper": chance.choice(SYNTAX), "reason": chance.choice(SYNTAX)}],
        "aliases": chance.sample(SYNTAX, 2),
        "examples": chance.sample(SYNTAX, 2),
        "start_here": [{"paper": "a-survey-of-bread", "why": chance.choice(SYNTAX)}],
    }
    for key in chance.sample(sorted(topic), 2):
        if key != "rule":
            topic[key] = chance.choice((None, 5, [], {}, [[]], "x", True))
    if chance.random() < 0.5:
        return {"topics/x.yml": json.dumps(topic).encode()}
    tag = {"title": chance.choice(SYNTAX), "group": chance.choice(SYNTAX), "rule": rule}
    return {"tags.yml": json.dumps({chance.choice(("x", *SYNTAX)): tag}).encode()}


def _names(chance: random.Random) -> Folder:
    names = (
        "papers/captured/..%2f..%2fx.txt",
        "papers/captured/" + "x" * 200 + ".txt",
        "papers/captured/new\nline.txt",
        "papers/captured/ .txt",
        "papers/captured/-rf.txt",
        "papers/captured/<script>.txt",
        "papers/captured/a&b'c\"d.txt",
        "papers/captured/日本語 \u202e.txt",
        "papers/captured/index.txt",
        "papers/captured/con.txt",
        "papers/captured/deep/" + "a/" * 40 + "x.txt",
        "topics/..yml",
        "topics/index.yml",
        "topics/<img>.yml",
        "topics/UPPER case.yml",
        "topics/" + "x" * 150 + ".yml",
        "areas.yml",
        "pages/papers/index.md",
        "pages/topics/offline-rl.md",
    )
    name = chance.choice(names)
    if name.endswith(".yml"):
        return {name: b"title: X\narea: learning\ndescription: Y\nrule: {any: [bread]}\n"}
    return {name: f"{HEAD}\nMar 12\n\nA Paper of Note\n\nWe study bread at length.\n".encode()}


def _settings(chance: random.Random) -> Folder:
    values: list[object] = [*SYNTAX, None, -1, 10**400, 2.5, True, [], {}, [[1]], {"a": {"b": 1}}]
    name, keys = chance.choice(
        (
            ("list.yml", "version title tagline description contact search_examples x"),
            ("areas.yml", "learning pictures x"),
            ("accepted.yml", "code file paper reason"),
            ("synonyms.yml", "a b"),
            ("papers/captured/page.txt.yml", "captured added title url rights format x"),
            ("papers/curated/x.yml", "paper title same_as aliases hidden status successor tags"),
        )
    )
    filled = {key: chance.choice(values) for key in keys.split()}
    whole: object = [filled, filled] if chance.random() < 0.5 else filled
    return {name: json.dumps(whole).encode()}


def _noise(chance: random.Random) -> Folder:
    suffix = chance.choice((".txt", ".bib", ".ris", ".json", ".xml", ".html", ".yml", ".md", ""))
    size = chance.choice((0, 1, 10, 1_000, 50_000))
    return {f"papers/captured/noise{suffix}": chance.randbytes(size)}


def _no_file(chance: random.Random) -> Folder:
    makes: tuple[Callable[[Path], object], ...] = (
        os.mkfifo,
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("/"),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.symlink_to(".."),
        lambda path: path.write_bytes(b""),
    )
    names = (
        *("list.yml", "areas.yml", "tags.yml", "synonyms.yml", "accepted.yml", "topics/x.yml"),
        *("papers/captured/x.txt", "papers/captured/page.txt.yml", "papers/curated/x.yml"),
        *("papers/captured/x", "papers/enriched/x.yml", "topics", "papers", "pages/x.md", "x"),
    )
    return {name: Special(chance.choice(makes)) for name in chance.sample(names, 2)}


NAMES = (
    *("con", "CON", "nul", "aux.html", "com1", "index", "INDEX", "Index.html", "papers", "404"),
    *(
        "..",
        "../../x",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "a:b",
        "%2e%2e",
        "-",
        "--help",
        ".git",
        "~",
        " ",
    ),
    *(
        "\u00c4pfel",
        "A\u0308pfel",
        "apfel",
        "APFEL",
        "\uff21pfel",
        "x" * 300,
        "\u4e2d" * 120,
        "\u202egpj",
    ),
    *("a\x00b", "a\nb", "\ud800", "\u200b", "feed.xml", "sitemap.xml", "page", "page/2", "assets"),
)
"""Names that a file system, a host or another name stands in the way of."""


def _twins(chance: random.Random) -> Folder:
    records = [
        {
            "title": name,
            "abstract": chance.choice(("", "We study bread.")),
            "year": chance.choice((2023, 10**30, -1, float("nan"), float("inf"), "x")),
            "citekey": chance.choice(NAMES),
            "identifiers": {"doi": [f"10.1000/{chance.choice(NAMES)}"], "arxiv": ["2302.05543"]},
        }
        for name in chance.choices(NAMES, k=8)
    ]
    curated = [
        {
            "title": chance.choice(NAMES),
            "aliases": chance.sample(NAMES, 3),
            "same_as": [chance.choice(NAMES)],
            "successor": chance.choice(NAMES),
        }
        for _ in range(3)
    ]
    topic = {"title": "X", "area": "learning", "description": "Y", "rule": {"any": ["bread"]}}
    tag = {"title": "X", "group": "method", "rule": {"any": ["bread"]}}
    return {
        "papers/captured/x.jsonl": "".join(json.dumps(r) + "\n" for r in records).encode(),
        "papers/curated/x.yml": json.dumps(curated).encode(),
        f"topics/{chance.choice(NAMES)}.yml".replace("/../", "/"): json.dumps(
            {**topic, "aliases": chance.sample(NAMES, 3)}
        ).encode(),
        "tags.yml": json.dumps(dict.fromkeys(chance.sample(NAMES, 4), tag)).encode(),
    }


ADDRESSES = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
    ),
    *("\x01javascript:alert(1)", "javascript&colon;alert(1)", "data:text/html,<script>1</script>"),
    *("vbscript:x", "file:///etc/passwd", "//example.org", 'https://a.b/"onclick="alert(1)'),
    *("https://a.b/'><script>alert(1)</script>", "http://[::1", "https://\ud800", "paper:../x"),
    *("topic:javascript:alert(1)", "https://a.b/" + "x" * 5_000, 'tag:" onload="x', "#", ""),
)


def _addresses(chance: random.Random) -> Folder:
    def prose() -> str:
        forms = (
            "[x]({})",
            "<{}>",
            "![x]({})",
            "[x]: {}\n\n[x]",
            '<a href="{}">x</a>',
            "{{{{ {} }}}}",
        )
        return " ".join(chance.choice(forms).format(chance.choice(ADDRESSES)) for _ in range(4))

    curated = {
        "paper": "a-survey-of-bread",
        "note": prose(),
        "links": {"code": chance.choice(ADDRESSES), "pdf": chance.choice(ADDRESSES)},
        "url": chance.choice(ADDRESSES),
        "hidden": chance.choice(("", prose())),
    }
    topic = {
        "title": chance.choice(ADDRESSES),
        "area": "learning",
        "description": prose(),
        "introduction": prose(),
        "rule": {"any": ["bread"]},
    }
    settings = {"version": 1, "title": prose(), "description": prose(), "contact": prose()}
    area = {"title": prose(), "definition": prose()}
    return {
        "papers/curated/x.yml": json.dumps([curated]).encode(),
        "topics/x.yml": json.dumps(topic).encode(),
        "list.yml": json.dumps(settings).encode(),
        "areas.yml": json.dumps({"learning": area, "pictures": area}).encode(),
    }


def _entities(chance: random.Random) -> Folder:
    head = "<?xml version='1.0'?><!DOCTYPE feed [{}]>"
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'><id>arxiv.org</id><entry><title>{}</title></entry></feed>"
    values = {
        "x.xml": head.format("<!ENTITY x SYSTEM 'file:///etc/passwd'>") + feed.format("&x;"),
        "y.xml": head.format("<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;") + feed.format("x"),
        "z.xml": feed.format("<b>" * 20_000),
        "x.yml": "- title: !!python/object/apply:os.system ['touch x']\n",
        "y.yml": "- &a [*a, *a]\n- title: *a\n",
        "z.yml": "- title: " + "&a " * 500 + "x\n  <<: *a\n  year: 0x" + "f" * 5_000 + "\n",
        "x.json": '[{"title": "x", "year": NaN, "issued": {"date-parts": [[1e999, Infinity]]}}]',
        "y.json": '[{"title": "\\ud800\\udc00\\ud800", "DOI": ' + "9" * 5_000 + "}]",
        "x.bib": "@string{a = a # a}\n@article{" + "x" * 5_000 + ", title = a, crossref = {x}}",
        "x.html": "<html>huggingface " + "<!--<![CDATA[<script>" * 5_000,
    }
    name = chance.choice(sorted(values))
    return {f"papers/captured/{name}": _encoded(values[name], chance)}


KINDS = (
    *(_sample, _sample, _sample, _texts, _texts, _bomb, _rules, _names, _settings, _noise),
    *(_no_file, _twins, _addresses, _entities),
)
