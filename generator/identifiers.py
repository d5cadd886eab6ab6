"""Names that registries give to papers: find them, check them, bring them to one form.

A value that passes :func:`normalise` is safe: it holds no path step, no space, no control
character and no markup, and :func:`url` quotes what an address may not hold.

Sources:
    arXiv: "Understanding the arXiv identifier" (info.arxiv.org/help/arxiv_identifier.html)
    and "arXiv DOIs" (info.arxiv.org/help/doi.html). DOI: DOI Handbook, section 2.2, and
    Crossref's note on matching DOIs in text. ACL: "ACL Anthology identifiers"
    (aclanthology.org/info/ids). ISBN: ISO 2108, check digits. The other forms are as the
    services' own addresses show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from generator.model import Identifier


@dataclass(frozen=True, slots=True)
class Scheme:
    """One registry.

    Attributes:
        label: Name for readers.
        address: Address of a paper's page, with ``{}`` for the quoted value.
        normalise: Normal form of a value, or None if it is not valid.
        names_paper: Whether one value names one paper; an ISBN may name a volume of many.
    """

    label: str
    address: str
    normalise: Callable[[str], str | None]
    names_paper: bool = True


# --- arXiv ----------------------------------------------------------------------------------

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|"
    "comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|"
    "mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|"
    "supr-con"
)
_ARXIV = rf"(?:\d{{4}}\.\d{{4,5}}|(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d{{7}})(?!\d)"
_ARXIV_ID = re.compile(
    rf"(?:(?P<new>(?P<yymm>\d{{4}})\.(?P<number>\d{{4,5}}))|"
    rf"(?P<archive>{_ARCHIVES})(?:\.[a-z]{{2}})?/(?P<old>\d{{7}}))(?:v\d{{1,3}})?(?:\.pdf)?",
    re.IGNORECASE | re.ASCII,
)


def _arxiv(value: str) -> str | None:
    """``2302.05543`` or ``hep-th/9901001``; version and subject class are dropped.

    Old ids ran from 1991-07 to 2007-03. New ids began in 2007-04 with four digits and have
    five since 2015-01; numbers start at 1.
    """
    match = _ARXIV_ID.fullmatch(value)
    if not match:
        return None
    if match["new"]:
        yymm, number = match["yymm"], match["number"]
        digits = 4 if yymm < "1501" else 5
        valid = "0704" <= yymm < "9100" and "01" <= yymm[2:] <= "12" and int(number) > 0
        return f"{yymm}.{number}" if valid and len(number) == digits else None
    digits7 = match["old"]
    year = int(digits7[:2]) + (1900 if digits7[0] == "9" else 2000)
    month = int(digits7[2:4])
    valid = (1991, 7) <= (year, month) <= (2007, 3) and 1 <= month <= 12 and int(digits7[4:]) > 0
    return f"{match['archive'].lower()}/{digits7}" if valid else None


# --- DOI ------------------------------------------------------------------------------------

_TEX_ESCAPE = re.compile(r"\{?\\([_%&#])\}?")
_SICI = r"<\d+::?[\w:.-]{1,40}>"
_DOI_CHAR = r"[!#$&-;=?-\[\]_a-z~]"
_DOI = re.compile(
    rf"10\.\d{{4,9}}(?:\.\d{{1,9}}){{0,4}}/(?:{_DOI_CHAR}|{_SICI}){{1,300}}", re.ASCII
)
_DOI_TAIL = re.compile(
    # What publishers' addresses append to a DOI.
    r"(?:/(?:abstract|full|fulltext|html|epub|epdf|pdf|pdfdirect|meta|summary|references)"
    r"|\.full(?:\.pdf|-text)?|\.pdf|\.html)+$"
)
_LONGEST_DOI = 2_000
"""Characters as written, percent-encoded."""
_ARXIV_DOI = "10.48550/arxiv."
_BIORXIV = re.compile(r"(10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})v\d{1,2}")
# What nature.com calls an article is its DOI, but for the registrant.
_NATURE = r"[sd]4(?!1599)\d{4}-\d{3}-\d{4,5}-[\da-z]|(?:nature|ncomms|srep)\d{4,6}|\d{6}a0"
_OPENING = {")": "(", "]": "[", ">": "<"}


def _balanced(text: str) -> str:
    """``text`` up to the first closing bracket that nothing opened, without last punctuation."""
    still_open: list[str] = []
    for position, char in enumerate(text):
        if char in "([<":
            still_open.append(char)
        elif char in _OPENING and (not still_open or still_open.pop() != _OPENING[char]):
            text = text[:position]
            break
    return text.rstrip(".,;:!?'*([<&")


def _doi(value: str) -> str | None:
    """Lower case, percent-decoded once, without trailing punctuation and publisher's tails."""
    if len(value) > _LONGEST_DOI:
        return None
    value = _TEX_ESCAPE.sub(r"\1", value)
    value = _balanced(unquote(value)).lower()
    value = _DOI_TAIL.sub("", value)
    if re.fullmatch(_NATURE, value, re.ASCII):
        value = f"10.1038/{value}"
    if match := _BIORXIV.fullmatch(value):
        value = match[1]
    if not _DOI.fullmatch(value):
        return None
    # "." and ".." would lead a browser to another address of the resolver.
    return None if {".", ".."} & set(value.split("/")) else value


# --- the others -----------------------------------------------------------------------------

_ACL_OLD = r"[A-Z]\d\d-\d{4}(?!\d)"
_ACL_NEW = r"(?:19|20)\d\d\.[a-z0-9]{1,20}-[a-z0-9]{1,20}\.\d{1,4}(?!\d)"
_ACL_ID = re.compile(rf"({_ACL_OLD}|{_ACL_NEW})(?:v\d)?(?:\.pdf|\.bib)?", re.I | re.A)
_ACL_DOI = re.compile(rf"10\.(?:18653|3115)/v1/({_ACL_OLD}|{_ACL_NEW})", re.I | re.A)
_OPENREVIEW_ID = re.compile(r"[A-Za-z0-9_-]{8,20}", re.ASCII)
_PMID_ID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_S2_ID = re.compile(r"[0-9a-f]{40}")
_OPENALEX_ID = re.compile(r"W[1-9]\d{3,11}", re.ASCII)


def _acl(value: str) -> str | None:
    """``P19-1001`` or ``2023.acl-long.1``; version dropped."""
    match = _ACL_ID.fullmatch(value)
    if not match:
        return None
    return match[1].lower() if "." in match[1] else match[1].upper()


def _openreview(value: str) -> str | None:
    """As it is: the case counts."""
    return value if _OPENREVIEW_ID.fullmatch(value) else None


def _pmid(value: str) -> str | None:
    return value if _PMID_ID.fullmatch(value) else None


def _s2(value: str) -> str | None:
    return value.lower() if _S2_ID.fullmatch(value.lower()) else None


def _openalex(value: str) -> str | None:
    return value.upper() if _OPENALEX_ID.fullmatch(value.upper()) else None


def _isbn(value: str) -> str | None:
    """Thirteen digits without hyphens; ten digits are turned into thirteen."""
    digits = re.sub(r"[\s‐-―-]", "", value).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        values = [10 if d == "X" else int(d) for d in digits]
        if sum((10 - place) * d for place, d in enumerate(values)) % 11:
            return None
        body = "978" + digits[:9]
        check = -sum(int(d) * (1 + 2 * (place % 2)) for place, d in enumerate(body)) % 10
        return f"{body}{check}"
    if not re.fullmatch(r"97[89]\d{10}", digits, re.ASCII):
        return None
    total = sum(int(d) * (1 + 2 * (place % 2)) for place, d in enumerate(digits))
    return None if total % 10 else digits


SCHEMES: Mapping[str, Scheme] = {
    "arxiv": Scheme("arXiv", "https://arxiv.org/abs/{}", _arxiv),
    "doi": Scheme("DOI", "https://doi.org/{}", _doi),
    "openreview": Scheme("OpenReview", "https://openreview.net/forum?id={}", _openreview),
    "acl": Scheme("ACL Anthology", "https://aclanthology.org/{}/", _acl),
    "pmid": Scheme("PubMed", "https://pubmed.ncbi.nlm.nih.gov/{}/", _pmid),
    "s2": Scheme("Semantic Scholar", "https://www.semanticscholar.org/paper/{}", _s2),
    "openalex": Scheme("OpenAlex", "https://openalex.org/{}", _openalex),
    "isbn": Scheme("ISBN", "https://openlibrary.org/isbn/{}", _isbn, names_paper=False),
}
"""Every known scheme, the best address of a paper first."""


# --- in text and addresses ------------------------------------------------------------------

_HOST = r"(?:https?://|(?<![\w.@/%-]))(?:[\w-]{1,40}\.){0,3}"
_VERSION = r"(?:v\d{1,3})?"

_WRITTEN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (scheme, re.compile(pattern, re.IGNORECASE | re.ASCII))
    for scheme, pattern in (
        (
            "doi",
            r"(?<![\w.])(10\.\d{4,9}(?:\.\d{1,9})*(?:/|%2f)"
            rf"(?:{_DOI_CHAR}|%|\{{?\\[_%&#]\}}?|{_SICI}){{1,300}})",
        ),
        ("doi", _HOST + rf"nature\.com/articles/({_NATURE})(?![\w-])"),
        (
            "arxiv",
            _HOST + r"(?:arxiv\.org/(?:abs|pdf|html|ps|e-print|format|src|tb)|xxx\.lanl\.gov/abs|"
            r"ar5iv\.org/(?:abs|html)|alphaxiv\.org/(?:abs|pdf|overview)|"
            r"(?:huggingface\.co|hf\.co)/papers|arxiv-vanity\.com/papers|"
            r"semanticscholar\.org/arxiv|papers\.cool/arxiv|scirate\.com/arxiv)/"
            rf"({_ARXIV}){_VERSION}",
        ),
        ("arxiv", _HOST + rf"semanticscholar\.org/arxiv:({_ARXIV}){_VERSION}"),
        ("arxiv", rf"(?<![a-z0-9])arxiv(?:\s?[:.]|\s)\s?({_ARXIV}){_VERSION}"),
        ("arxiv", rf"(?<![\w/.-])abs/({_ARXIV}){_VERSION}"),
        ("arxiv", rf"(?<![\w/.-])((?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d{{7}}(?!\d)){_VERSION}(?!\w)"),
        ("arxiv", r"(?<![\w/.-])(\d{4}\.\d{4,5}v\d{1,2})(?![\w.]\w)"),
        (
            "openreview",
            _HOST + r"openreview\.net/(?:forum|pdf|revisions|attachment)\?"
            r"(?:[\w-]{1,40}=[^&#\s]{0,300}&(?:amp;)?){0,20}?id=([A-Za-z0-9_-]+)",
        ),
        ("openreview", r"(?<![\w.])openreview:\s?([A-Za-z0-9_-]+)"),
        (
            "acl",
            _HOST + r"(?:aclanthology\.(?:org|info|coli\.uni-saarland\.de)|aclweb\.org/anthology)/"
            rf"(?:papers/)?(?:[A-Z]/[A-Z]\d\d/)?(?:volumes/)?({_ACL_OLD}|{_ACL_NEW})",
        ),
        ("acl", rf"(?<![\w.])acl:\s?({_ACL_OLD}|{_ACL_NEW})"),
        (
            "pmid",
            _HOST + r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|"
            r"europepmc\.org/(?:article|abstract)/med)/(\d{1,9})",
        ),
        ("pmid", r"(?<![\w.])(?:pmid|pubmed)(?:\s?:|\s)\s?(\d{1,9})(?!\w)"),
        (
            "s2",
            _HOST + r"semanticscholar\.org/paper/(?:[^/\s?#]{1,300}/)?([0-9a-f]{40})(?![0-9a-z])",
        ),
        ("s2", r"(?<![\w.])s2:\s?([0-9a-f]{40})(?!\w)"),
        ("openalex", _HOST + r"openalex\.org/(?:works/)?(w\d+)(?!\w)"),
        ("openalex", r"(?<![\w.])openalex:\s?(w\d+)(?!\w)"),
        ("isbn", r"(?<![\w.])(?:e-?)?isbn(?:-1[03])?(?:\s?:|\s)\s?([\dx][\dx‐-― -]{8,20}[\dx])"),
    )
)
"""How a value stands in running text or in an address; group 1 is the value."""

_IN_ADDRESS = re.compile(r"https?://\S*\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]{1,40}\.){1,4}[a-z]{2,10}/\S+", re.I | re.A)
_CATEGORY = re.compile(r"\s?\[[a-z-]{2,10}(?:\.[A-Za-z]{2})?\]$")
_BARE = ("arxiv", "doi", "acl", "isbn")


def normalise(scheme: str, value: str) -> Identifier | None:
    """The identifier that ``value`` is within ``scheme``, or None if it is not valid.

    The DOI of an arXiv paper (``10.48550/arXiv.…``) folds into ``arxiv``.

    Args:
        scheme: A key of :data:`SCHEMES`; an unknown one gives None.
        value: The value: bare, with the scheme's prefix, or as an address of that scheme.
    """
    if identifier := _of_bare(scheme, value):
        return identifier
    identifier = parse(value)
    if identifier is None or identifier.scheme == scheme:
        return identifier
    folded = scheme == "doi" and identifier.scheme == "arxiv" and "10.48550" in value
    return identifier if folded else None


def implied(identifier: Identifier) -> Identifier | None:
    """The second name that a DOI of the ACL Anthology spells out, or None.

    ``10.18653/v1/P19-1001`` (and ``10.3115/v1/…``, before 2016) is ``P19-1001``.
    """
    match = _ACL_DOI.fullmatch(identifier.value) if identifier.scheme == "doi" else None
    return normalise("acl", match[1]) if match else None


def parse(text: str) -> Identifier | None:
    """The identifier that ``text`` as a whole is: bare, with a prefix, or an address.

    ``2302.05543v2``, ``arXiv:hep-th/9901001``, ``https://doi.org/10.1000/182``,
    ``P19-1001`` and ``openreview:rkgMkCEtPB`` are; a sentence that holds one is not
    (see :func:`find`), nor is an address that only carries one in its query.
    """
    text = text.strip().strip("<>\"'").strip()
    if len(text) > 1000:
        return None
    for scheme in _BARE:
        if identifier := _of_bare(scheme, text):
            return identifier
    prefix, colon, value = text.partition(":")
    if colon and (scheme := prefix.strip().lower()) in SCHEMES:
        value = value.strip()
        bare = _of_bare(scheme, value) or _of_bare(scheme, _CATEGORY.sub("", value))
        return bare or (parse(value) if "://" in value else None)
    is_address = bool(_ADDRESS.fullmatch(text))
    for mention in _mentions(text):
        before, after = text[: mention.start], text[mention.end :]
        if is_address and mention.written == "doi":
            # Publishers: https://dl.acm.org/doi/10.…, https://journals.plos.org/…?id=10.…
            if "?" not in before or before.endswith(("?id=", "&id=", "?doi=", "&doi=")):
                return mention.identifier
        elif before.strip().lower() in ("", mention.written) and (
            is_address or not _CATEGORY.sub("", after).strip(" .")
        ):
            return mention.identifier
    return None


def find(text: str) -> list[Identifier]:
    """The identifiers in running text or in an address, in order, each once.

    A bare number such as ``1207.0580`` is not taken for an arXiv id; with ``arXiv:`` before
    it, in an address, or with a version it is. A DOI that spells out an ACL id gives both.
    """
    found: dict[Identifier, None] = {}
    for mention in _mentions(text):
        found[mention.identifier] = None
        if second := implied(mention.identifier):
            found[second] = None
    return list(found)


def url(identifier: Identifier) -> str:
    """Address of the paper's page at the registry.

    Raises:
        KeyError: The scheme is none of :data:`SCHEMES`.
    """
    return SCHEMES[identifier.scheme].address.format(quote(identifier.value, safe="/:;()-._~"))


def label(scheme: str) -> str:
    """Name of the scheme for readers, such as "arXiv"; an unknown one is its own name."""
    known = SCHEMES.get(scheme)
    return known.label if known else scheme


@dataclass(frozen=True, slots=True)
class _Mention:
    """An identifier in a text: its span, and the scheme that it is written in."""

    start: int
    end: int
    written: str
    identifier: Identifier


def _of_bare(scheme: str, value: str) -> Identifier | None:
    """The identifier of a bare value."""
    known = SCHEMES.get(scheme)
    if known is None or len(value) > 400:
        return None
    normal = known.normalise(value.strip())
    if normal and scheme == "doi" and normal.startswith(_ARXIV_DOI):
        scheme, normal = "arxiv", _arxiv(normal.removeprefix(_ARXIV_DOI))
    return Identifier(scheme, normal) if normal else None


def _mentions(text: str) -> list[_Mention]:
    """Every mention, in order; of overlapping ones the one that starts first."""
    found: list[_Mention] = []
    for scheme, pattern in _WRITTEN:
        for match in pattern.finditer(text):
            start, end = match.span()
            value = match[1]
            if scheme == "doi" and _IN_ADDRESS.search(text[max(0, start - 300) : start]):
                value = re.split(r"[?#&]", value, maxsplit=1)[0]
            if identifier := _of_bare(scheme, value):
                found.append(_Mention(start, end, scheme, identifier))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    apart: list[_Mention] = []
    for mention in found:
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    return apart
