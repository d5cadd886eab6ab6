"""Repair of text that needs no reading of TeX: characters, spaces, quotes, delimiters."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from generator.spans import code_spans, is_formula, math_spans, outside, url_spans
from generator.tex.letters import to_unicode

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:amp;)*((?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});)")
_LOST_ESCAPE = re.compile(
    "\x07(?=lpha|pprox|rg)|\x08(?=eta|ar|oldsymbol|inom|ig)|\x0c(?=rac|orall)"
    "|\x0b(?=arepsilon|arphi|artheta|arrho|ec|ert)"
)
_ESCAPES = {"\x07": "\\a", "\x08": "\\b", "\x0b": "\\v", "\x0c": "\\f"}


_MISREAD_QUOTES = re.compile("â€[™œ˜“”¦\u009d]")
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")


def _read_again(match: re.Match[str]) -> str:
    """UTF-8 that was read as Latin-1."""
    if all(c >= "\u00a0" for c in match[0][1:]):
        return match[0]
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


_MISREAD_AS = {"™": "’", "œ": "“", "˜": "‘", "“": "–", "”": "—", "¦": "…", "\u009d": "”"}
"""UTF-8 that was read as Windows-1252, by its third sign."""
_DOTLESS = re.compile("ı([\u0300-\u0308])")
_BESIDE = re.compile("(?<=[A-Za-z])([¨´])([aeiouıAEIOU])(?=[A-Za-z])")


def _accented(match: re.Match[str]) -> str:
    """``Schr¨odinger`` and ``Fr´echet``, whose accents a page printed beside their letters."""
    mark = {"¨": "\u0308", "´": "\u0301"}[match[1]]
    return match[2].replace("ı", "i") + mark


def clean(text: str) -> str:
    """NFC, no control or invisible characters, single spaces, paragraphs parted by a blank line."""
    if not text:
        return ""
    if not text.isascii():
        if "â€" in text:
            text = _MISREAD_QUOTES.sub(lambda m: _MISREAD_AS.get(m[0][2], m[0]), text)
        text = _INVISIBLE.sub("", text)
        if "¨" in text or "´" in text:
            text = _BESIDE.sub(_accented, text)
        text = unicodedata.normalize("NFC", _DOTLESS.sub(r"i\1", text) if "ı" in text else text)
    if not text.isprintable():
        text = _MISREAD.sub(_read_again, text)
        text = _LOST_ESCAPE.sub(lambda m: _ESCAPES[m[0]], text)
        text = _CONTROL.sub("", text)
    if "(cid:" in text:
        text = re.sub(r"\(cid:173\) ?(?=[A-Z])", "-", text)
        text = re.sub(r"\(cid:173\) ?", "", text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: unescape(f"&{m[1]}"), text)
    if "\n" not in text:
        return " ".join(text.split())
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n[^\S\n]*\n", text)]
    return "\n\n".join(p for p in paragraphs if p)


def delimiters(text: str) -> str:
    r"""``\(x\)``, ``\[x\]``, ``$$x$$`` and ``$ x $`` become ``$x$``."""
    if "://" in text and "\\" in text:
        text = _ESCAPED_ADDRESS.sub(lambda m: re.sub(r"\\(?=[_%#&~-])", "", m[0]), text)
    if "scriptstyle" in text:
        text = _RAISED.sub(r"$\\sim$", text)
    if "\\'" in text or '\\"' in text:
        text = _ESCAPED_QUOTES.sub(r'"\1"', _ESCAPED_APOSTROPHE.sub("'", text))
        text = _NAME_APOSTROPHE.sub(r"\1'", text)
    if "\\u" in text:
        text = _ESCAPED_SIGN.sub(_sign, text)
    if "\\n" in text:
        text = _ESCAPED_LINE.sub(" ", text)
    if "dots{}" in text:
        text = re.sub(r"(\\[lc]?dots)\{\}(?=([A-Za-z])?)", lambda m: m[1] + " " * bool(m[2]), text)
    if "\\(" in text or "\\[" in text:
        text = re.sub(r"\\\(\s*([^$\n]{1,600}?)\s*\\\)", r"$\1$", text)
        text = re.sub(r"\\\[\s*([^$\n]{1,600}?)\s*\\\]", r"$\1$", text)
    if "$$" in text:
        text = re.sub(r"\$\$\s*([^$\n]{1,600}?)\s*\$\$", r"$\1$", text)
    if "\\begin{" in text:
        text = _DOCUMENT.sub(_from_document, text)
        text = _EQUATION.sub(_equation, text)
    if "$\\" in text:
        text = _WORDS_IN_DOLLARS.sub(r"\1", text)
    return _tight(text) if "$" in text else text


def _tight(text: str) -> str:
    """``$ x^2 $`` as ``$x^2$``, among the dollars that pair with no other."""
    spans = math_spans(text)
    if 2 * len(spans) == text.count("$"):
        return text
    inside = {at for span in spans for at in range(*span)}
    free = [m.start() for m in re.finditer(r"\$", text) if m.start() not in inside]
    parts, at = [], 0
    k = 0
    while k + 1 < len(free):
        start, end = free[k], free[k + 1]
        content = text[start + 1 : end]
        if (
            re.search(r"[\\^_]", content)
            and "$" not in content
            and is_formula(content.strip())
            and start >= at
        ):
            parts += [text[at:start], f"${content.strip()}$"]
            at = end + 1
            k += 2
        else:
            k += 1
    return "".join([*parts, text[at:]])


_DOCUMENT = re.compile(
    r"([^\s\\]{0,80})\\documentclass\[12pt\]\{minimal\}[^$]{0,600}\\begin\{document\}"
    r" ?\$([^$]{1,600})\$ ?\\end\{document\}"
)
_EQUATION = re.compile(
    r"\\begin\{(equation|align|displaymath|math|eqnarray)\*?\}\s*([^$\n]{1,600}?)\s*\\end\{\1\*?\}"
)


def _sign(match: re.Match[str]) -> str:
    r"""``\u00e9`` as its character, if it prints one."""
    sign = chr(int(match[1], 16))
    return sign if sign.isprintable() and not sign.isascii() else match[0]


def _equation(match: re.Match[str]) -> str:
    r"""The lines of an equation in one: without ``&``, parted by commas."""
    one_line = re.sub(r"\s*\\\\\s*", r",\\quad ", match[2].replace("&", ""))
    return f"${one_line}$"


def _from_document(match: re.Match[str]) -> str:
    """Springer's pages give a formula as letters and again as a TeX document."""
    letters, tex = match[1], match[2].strip()
    printed = re.sub(r"\W", "", unicodedata.normalize("NFKD", to_unicode(tex)))
    twice = printed and re.sub(r"\W", "", unicodedata.normalize("NFKD", letters)).endswith(printed)
    return f"{'' if twice else letters}${tex}$"


_CITATION_KEY = re.compile(
    r"~[a-z][a-z-]{1,40}\d{4}[a-z][a-z0-9]*(?:, ?[a-z-]{2,40}\d{4}[a-z][a-z0-9]*)*(?![\w-])"
)
_WORDS_IN_DOLLARS = re.compile(
    r"\$(\\(?:text\w*|mbox|emph)\{\\\w++(?: ?\{)?[^{}$\\ ]*+ [^{}$\\]*+\}?\})\$"
)
"""``$\\text{\\it{spectral bias}}$``"""
_ESCAPED_QUOTES = re.compile(r'(?<![\w\\{])\\"(?=\w)([^"\\\n{}]{1,200}?)\\"(?![\w{])')
_ESCAPED_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\\'(?=(?:s|t|re|ve|ll|d|m)(?![\w\\{]))")
_NAME_APOSTROPHE = re.compile(r"(?<![A-Za-z])([ODL])\\'(?=[A-Z][a-z])")  # "O\'Reilly"
_ESCAPED_SIGN = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPED_LINE = re.compile(
    r"(?<=[.!?:;,)]) ?(?:\\n(?=[\s\\]|[A-Z](?!rightarrow|leftarrow|earrow|warrow|Dash)|$))+"
)
_ESCAPED_ADDRESS = re.compile(r"https?://[^\s{}]+")
_RAISED = re.compile(
    r"\{?\\?(?:raise|lower) ?-?\.?\d[\d.]*(?:ex|em|pt) ?(?:\\?hbox ?)?"
    r"\{?\$?\\?scriptstyle ?\\?sim\$?\}{0,2}"
)


def thin_spaces(text: str) -> str:
    r"""``50\,\%`` and ``1,\!000`` without their backslashes."""
    if "{,}" in text:
        text = re.sub(r"(?<=\d)\{,\}(?=\d{3})", ",", text)
    if ",!" in text or ",%" in text:
        text = re.sub(r"(?<=\d),(?=%)|(?<=\d,)!(?=\d{3})", "", text)
    return text


_TIE = re.compile(
    r"(?<=[^\W\d_]{2})~(?=[^\W\d_]|[(\[“]|\Z)"
    r"|(?<=[^\W\d_][.,):\"”])~(?=[^\W\d_]|[(\[“]|\Z)"
    r"|(?<=[”\"])~(?=[(\[])"
    r"|(?<=\s[^\W\d_])~(?=[^\W\d_])"
    r"|(?<=\d)~(?=[^\W\d_])"
)
_NUMBERED = re.compile(r"(?<!\w)([A-Z]\w{0,20}\.?)~(?=\d)")


def citation_spaces(text: str) -> str:
    """A tie between words is a space; "~4M" and "11~29%" mean "about" and "to"."""
    if "~" not in text:
        return text

    def untie(part: str) -> str:
        part = _TIE.sub(" ", _CITATION_KEY.sub("", part))
        return _NUMBERED.sub(r"\1 ", part)

    return outside(text, untie)


def quotes(text: str) -> str:
    """TeX's quotes as typographic ones; a doubled closing sign may stand at both ends."""
    if "`" in text:
        text = text.replace("``", "“")
        text = re.sub(r"`(?=\w)([^`'\n]{1,200}?)'(?!\w)", r"‘\1’", text)
        text = re.sub(r"“([^“”\"\n]{1,400}?)(?:\"\"?|“(?=[\s.,;:)}]|$))", r"“\1”", text)
    if "''" in text:
        text = re.sub(r"(?<=[a-z])''(?=(?:t|s|re|ve|ll|d|m)\b)", "'", text)
        text = re.sub(r"(?<![\w.,;:!?)'’”])''(?=\w)", "“", text)
        text = re.sub(r"(?<=[\w.,;:!?)%’”$\]-])''(?!')", "”", text)
    return text


_OPENERS = (
    "A|An|As|At|By|Code|Experiments|Extensive|Finally|For|Furthermore|Here|However|I|In|It|"
    "Moreover|On|Our|Results|Such|The|Then|These|This|Thus|To|We|When|While|With"
)
_NEW_SENTENCE = re.compile(
    r"[.?!](?:(?<=[a-z)\]]{2}.)(?=(?:[A-Z][a-z]+,?|A|I) [a-z])"
    rf"|(?:(?<=[A-Z\d)\]%].)|(?<=\A.))(?=(?:{_OPENERS}),? [a-z]))"
)
_DASHES = re.compile(r"(?<![-<>!=|+])(---?)(?![-<>=|])")


def dashes(text: str) -> str:
    """``---`` and ``--`` as the dashes that they print; "--option", "i--" and "-->" stay."""
    if "--" not in text:
        return text
    spans = [*math_spans(text), *url_spans(text), *code_spans(text)]
    kept = {at for span in spans for at in range(*span)}
    return _DASHES.sub(lambda m: m[0] if m.start() in kept else _dash(m), text)


def _dash(match: re.Match[str]) -> str:
    text = match.string
    before, after = (
        text[max(0, match.start() - 1) : match.start()],
        text[match.end() : match.end() + 1],
    )
    if not before or not after or before in "([{\"'`/":
        return match[1]
    if after in ".,;:)]}" or (match[1] == "--" and before.isspace() and not after.isspace()):
        return match[1]
    return "—" if match[1] == "---" else "–"


def sentence_spaces(text: str) -> str:
    """A space between sentences that a lost line break has joined."""
    return _NEW_SENTENCE.sub(lambda match: f"{match[0]} ", text)
