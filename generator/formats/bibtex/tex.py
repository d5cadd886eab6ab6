r"""TeX of bibliographies: what a value of a ``.bib`` file prints, and text as such a value.

``decode(encode(text)) == text`` for plain text with mathematics between dollars. Commands that
are not known here stay as they are, for the repair of text that follows.

Sources: Donald Knuth, "The TeXbook", chapters 9 and 10 (accents, special characters, dashes,
quotes); LaTeX2e's "fntguide" (text symbols).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from generator.spans import math_spans

_ACCENTS: Mapping[str, str] = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "t": "\u0361",
    "c": "\u0327",
    "d": "\u0323",
    "b": "\u0331",
    "r": "\u030a",
    "k": "\u0328",
}
_SYMBOLS: Mapping[str, str] = {
    **{"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ"},
    **{"OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ"},
    **{"TH": "Þ", "ng": "ŋ", "NG": "Ŋ", "dj": "đ", "DJ": "Đ", "S": "§", "P": "¶", "dag": "†"},
    **{"ddag": "‡", "copyright": "©", "pounds": "£", "texteuro": "€", "euro": "€"},
    **{"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~"},
    **{"textasciicircum": "^", "textunderscore": "_", "textdollar": "$", "textless": "<"},
    **{"textgreater": ">", "textbar": "|", "textendash": "–", "textemdash": "—"},
    **{"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“"},
    **{"textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"'},
    **{"textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textdegree": "°"},
    **{"textmu": "µ", "texttimes": "×", "ldots": "…", "dots": "…", "textellipsis": "…"},
    **{"textbullet": "•", "textperiodcentered": "·", "slash": "/", "LaTeX": "LaTeX"},
    **{"TeX": "TeX", "par": "\n\n", "newline": " ", "quad": " ", "qquad": " ", "space": " "},
    **{"guillemotleft": "«", "guillemotright": "»", "lq": "‘", "rq": "’", "textasciigrave": "`"},
}
_WRAPPERS = frozenset(
    (
        *("emph", "textit", "textbf", "textsc", "texttt", "textsf", "textrm", "textsl", "textup"),
        *("textmd", "textnormal", "text", "mbox", "hbox", "url", "path", "uppercase", "enquote"),
        *("underline", "MakeUppercase", "textsuperscript", "nolinkurl", "mkbibquote", "mkbibemph"),
    )
)
"""Commands that print their argument."""
_SWITCHES = frozenset(
    (
        *("em", "it", "bf", "sc", "tt", "sf", "rm", "sl", "itshape", "bfseries", "scshape"),
        *("ttfamily", "sffamily", "rmfamily", "upshape", "normalfont", "protect", "relax"),
        *("noopsort", "bibtexkey", "small", "footnotesize", "xspace", "hfill", "nobreak"),
    )
)
"""Commands that print nothing."""
_SIGNS: Mapping[str, str] = {
    **{sign: sign for sign in "{}$&%#_"},
    **{" ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", "\\": " "},
    **{"-": "", "/": "", "@": "", "!": "", "*": "*", "|": "|"},
}
_LIGATURES: Mapping[str, str] = {
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "`": "‘",
    "!`": "¡",
    "?`": "¿",
    "~": " ",
}

_TOKEN = re.compile(
    r"\\[A-Za-z]+\*?[ \t\n]*|\\.|\\$|[{}~]|---?|``?|''|[!?]`|[^\\{}~`'!?-]+|.", re.DOTALL
)
_MATH = re.compile(
    r"\$\$(?P<display>(?:\\.|[^$\\])+)\$\$|\$(?P<inline>(?:\\.|[^$\\])*)\$"
    r"|\\\((?P<round>(?:\\[^()]|[^\\])+)\\\)|\\\[(?P<square>(?:\\[^\[\]]|[^\\])+)\\\]",
    re.DOTALL,
)
_MATH_OR_ESCAPE = re.compile(rf"\\[\\${{}}%&#_]|{_MATH.pattern}", re.DOTALL)
_ANY_TEX = re.compile(r"[\\{}$~`]|--|''|\n[ \t]*\n")
_SPACE = re.compile(r"[ \t\n\r]+")
_MAX_DEPTH = 50

_ESCAPES: Mapping[str, str] = {
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
    "`": "\\textasciigrave{}",
    "\n\n": "\\par ",
    **{sign: "\\" + sign for sign in "$&%#_"},
    # An empty group keeps TeX from joining two signs into a dash or a quote.
    "-": "-{}",
    "'": "'{}",
    # It would begin a tag.
    "<": "\\textless{}",
}
_ESCAPED = re.compile(r"\n\n|-(?=-)|'(?=')|<(?=/?[A-Za-z])|[\\{}^~`$&%#_]")

Token = tuple[str, str]
"""Kind (``text`` or ``math``) and text."""


def decode(text: str) -> str:
    """What a value prints: plain text, white space as one space, mathematics as ``$…$``."""
    if not _ANY_TEX.search(text):
        return unicodedata.normalize("NFC", _SPACE.sub(" ", text).strip(" "))
    tokens: list[Token] = []
    at = 0
    if "$" in text or "\\" in text:
        for match in _MATH_OR_ESCAPE.finditer(text):
            if match.lastgroup:
                tokens += [("text", token) for token in _TOKEN.findall(text[at : match.start()])]
                tokens.append(("math", match[match.lastgroup]))
                at = match.end()
    tokens += [("text", token) for token in _TOKEN.findall(text[at:])]
    printed = unicodedata.normalize("NFC", _Printer(tokens).text())
    paragraphs = (_SPACE.sub(" ", part).strip(" ") for part in printed.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def encode(text: str) -> str:
    """Plain text as TeX that prints it; mathematics between dollars is copied."""
    if "$" not in text:
        return escape(text).strip()
    parts = [part if is_math else escape(part) for is_math, part in split_math(text)]
    return "".join(parts).strip()


def escape(text: str) -> str:
    """Plain text without mathematics as TeX that prints it."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)


def split_math(text: str) -> list[tuple[bool, str]]:
    """Stretches of a text, each with whether it is mathematics that may be copied to TeX.

    Mathematics whose braces do not pair would end a BibTeX value early; it counts as text.
    """
    if "$" not in text:
        return [(False, text)] if text else []
    parts = []
    at = 0
    for start, end in math_spans(text):
        if _pairs(text[start:end]):
            parts += [(False, text[at:start]), (True, text[start:end])]
            at = end
    parts.append((False, text[at:]))
    return [part for part in parts if part[1]]


def _pairs(formula: str) -> bool:
    """Whether braces pair, escaped ones too: BibTeX counts both alike."""
    depth = 0
    for char in formula:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0 and not formula.endswith("\\$")


class _Printer:
    """Prints tokens one after the other; ``at`` is the next one."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def text(self, depth: int = 0) -> str:
        """Everything up to the end of the group."""
        parts = []
        while self.at < len(self.tokens):
            kind, token = self.tokens[self.at]
            if kind == "text" and token == "}":
                if depth:
                    break
                self.at += 1
                continue
            parts.append(self.piece(depth))
        return "".join(parts)

    def piece(self, depth: int) -> str:
        """One formula, group, command, or stretch of text."""
        kind, token = self.tokens[self.at]
        self.at += 1
        if kind == "math":
            return f"${token.strip()}$"
        if token == "{":
            if depth >= _MAX_DEPTH:
                return ""
            printed = self.text(depth + 1)
            self.at += 1
            return printed
        if len(token) > 1 and token[0] == "\\":
            return self.command(token, depth)
        return _LIGATURES.get(token, token)

    def command(self, token: str, depth: int) -> str:
        name = token[1:].rstrip().rstrip("*") if token[1].isalpha() else token[1]
        if name in _ACCENTS:
            return self.accented(name, token, depth)
        if name in _SIGNS and not name.isalpha():
            return _SIGNS[name]
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        if name in _SWITCHES:
            return ""
        if name == "ensuremath":
            return f"${self.argument(depth).strip()}$"
        if name == "enquote":
            return f"“{self.argument(depth)}”"
        if name == "href":
            self.argument(depth)
            return self.argument(depth)
        if name in _WRAPPERS:
            return self.argument(depth)
        return token + "".join(iter(self.verbatim_group, ""))

    def argument(self, depth: int) -> str:
        """The group that follows, printed; or the next letter, as TeX reads it."""
        while self.at < len(self.tokens) and self.tokens[self.at][1].isspace():
            self.at += 1
        if self.at >= len(self.tokens) or self.tokens[self.at] == ("text", "}"):
            return ""
        return self.piece(depth)

    def accented(self, name: str, token: str, depth: int) -> str:
        r"""A letter with its accent: ``\'e``, ``\'{e}``, ``\c c``, ``\"{\i}``."""
        if name.isalpha() and not token[-1].isspace() and not self.at_group():
            return token
        kind, following = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        rest = ""
        if kind == "text" and following[:1].isalnum():
            base, rest = following[0], following[1:]
            self.at += 1
        elif following == "{" or following.startswith("\\"):
            base = self.piece(depth)
        else:
            base = ""
        base = {"ı": "i", "ȷ": "j"}.get(base, base)
        if not base:
            return {"^": "^", "~": "~"}.get(name, "")
        return base[0] + _ACCENTS[name] + base[1:] + rest

    def at_group(self) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] == ("text", "{")

    def verbatim_group(self) -> str:
        """The group that follows as it is written; empty if there is none."""
        if not self.at_group():
            return ""
        depth, parts = 0, []
        while self.at < len(self.tokens):
            kind, token = self.tokens[self.at]
            self.at += 1
            parts.append(f"${token}$" if kind == "math" else token)
            depth += (token == "{") - (token == "}") if kind == "text" else 0
            if depth == 0:
                break
        return "".join(parts)
