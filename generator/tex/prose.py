r"""TeX of running text: escapes, accents, quotes, fonts, citations, addresses, own macros.

Mathematics is left to :mod:`generator.tex.restore`: a command of mathematics is copied with its
arguments, and so is everything between dollars.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalkerError

from generator.spans import code_spans, math_spans, merge_spans, url_spans
from generator.tex.macros import (
    ABBREVIATIONS,
    ACCENT_LETTERS,
    ACCENT_SIGNS,
    CHARACTERS,
    CITATIONS,
    LETTERS,
    OWN_NAMES,
    SWITCHES,
    WRAPPERS,
)
from generator.tex.tree import FONTS, is_mathematics, symbol

_TOKEN = re.compile(r"\\[A-Za-z]+\*?[ \t]*|\\.|[{}]|[^\\{}]+|\\", re.DOTALL)
_NEEDS_NOUN = re.compile(r"\b(?:by|in|of|from|to|with|see|than|like|following)[ ~]$", re.IGNORECASE)
_LOST_BACKSLASH = re.compile(
    r"(?<![\\A-Za-z])(?:(?:e?mph|underline|t?ext(?:it|bf|tt|sc|sf|rm|sl|normal)?|[mh]box"
    r"|math(?:rm|bf|sf|it|tt)|rm|bf|it|sf|sc|tt)(?=\{)|(?:url|URL)(?=\{https?:))"
)
_LOST_LINK = re.compile(r"(?<![\\A-Za-z])href(?=\{https?:)")
_SHORT_FRACTION = re.compile(
    r"\\[dt]?frac *([0-9]) *([0-9A-Za-z](?![0-9A-Za-z])|\\[A-Za-z]+(?![A-Za-z{]))"
)
_LOST_BRACES = re.compile(
    r"\\(math(?:cal|bb|bf|rm|frak|scr)|sqrt|tilde|widetilde|hat|widehat|bar)([A-Z])(?![A-Za-z])"
)
_NORM = re.compile(r"\\\|([^|\\$]{1,40})\\\|((?:[_^](?:\w|\{[^{}]{1,20}\}))*)")
_LOST_SWITCH = re.compile(r"\{(?:it|em|bf|sc|tt|sf|rm|sl) (?=[^{}]{1,300}\})")
_RAISED = {"textsuperscript": "^", "textsubscript": "_"}
_MAX_DEPTH = 40


@dataclass(slots=True)
class _Reading:
    """Tokens of a text with what is known of them while it is read."""

    tokens: list[str]
    verbatim: frozenset[int]
    closing: dict[int, int]
    own_name: str
    title_words: Mapping[str, str]
    lost: list[str] = field(default_factory=list)


def read_tex(text: str, name: str = "", title: str = "") -> tuple[str, tuple[str, ...]]:
    """Text with its TeX replaced by what it prints, and in words what could not be.

    Args:
        text: Running text; mathematics between dollars is copied.
        name: What a macro for the paper's own name stands for; empty if unknown.
        title: The paper's title, which tells how a macro's name is spelt ("JeDi").
    """
    if "\\" not in text and "{" not in text:
        return text, ()
    text = _LOST_BACKSLASH.sub(r"\\emph", text)
    text = _LOST_SWITCH.sub(r"{\\em ", _LOST_LINK.sub(r"\\href", text))
    tokens, verbatim = _tokens(text)
    words = {word.casefold(): word for word in re.findall(r"\w{3,}", title) if not word.islower()}
    reading = _Reading(tokens, verbatim, _pairs(tokens, verbatim), name, words)
    printed = _close_gaps(_print(reading, 0, len(tokens), 0))
    return printed, tuple(dict.fromkeys(reading.lost))


def whole_commands(text: str) -> str:
    r"""Text with ``\mathcalT``, ``\frac12``, ``\|x\|_2`` so that they are formulas anywhere."""
    text = _LOST_BRACES.sub(r"\\\1{\2}", text)
    return _NORM.sub(r"$\\|\1\\|\2$", _SHORT_FRACTION.sub(r"\\frac{\1}{\2}", text))


_GAP = "\x00"
"""Stands where a citation or footnote was; it takes the space or tie before it along."""


def _close_gaps(text: str) -> str:
    if _GAP not in text:
        return text
    text = re.sub(rf" ?\((?:e\.g\.|i\.e\.|cf\.|see)?,? ?{_GAP}+\)| ?\[ ?{_GAP}+\]", "", text)
    text = re.sub(rf"(?<=[,;]) ?{_GAP}(?=[,;])[,;]", "", text)
    text = re.sub(rf"(?<=\() ?{_GAP}[,;] ?", "", text)
    return re.sub(rf"[ ~]*{_GAP}", "", text)


def _tokens(text: str) -> tuple[list[str], frozenset[int]]:
    """Commands, braces and stretches of text; formulas and addresses are one token each."""
    tokens: list[str] = []
    verbatim: set[int] = set()
    at = 0
    addresses = merge_spans(url_spans(text), code_spans(text))
    for start, end in merge_spans(math_spans(text), addresses):
        tokens += _TOKEN.findall(text[at:start])
        verbatim.add(len(tokens))
        tokens.append(text[start:end])
        at = end
    return tokens + _TOKEN.findall(text[at:]), frozenset(verbatim)


def _pairs(tokens: Sequence[str], verbatim: frozenset[int]) -> dict[int, int]:
    """Opening brace to its closing one."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for i, token in enumerate(tokens):
        if i in verbatim:
            continue
        if token == "{":
            stack.append(i)
        elif token == "}" and stack:
            pairs[stack.pop()] = i
    return pairs


def _print(r: _Reading, at: int, end: int, depth: int) -> str:
    parts: list[str] = []
    while at < end:
        token = r.tokens[at]
        if at in r.verbatim or depth > _MAX_DEPTH:
            part, at = token, at + 1
        elif token == "{" and _begins_lost_group(r, at):
            part, at = "", at + 1
        elif token == "{" and at in r.closing:
            part, at = _group(r, at, depth, "".join(parts[-1:]))
        elif token.startswith("\\") and len(token) > 1:
            part, at = _command(r, at, end, depth)
        else:
            part, at = token, at + 1
        parts.append(part)
    return "".join(parts)


def _begins_lost_group(r: _Reading, at: int) -> bool:
    r"""Whether the page cut off the end of ``{\em …`` or of ``\emph{…``."""
    if at in r.closing:
        return False
    before, after = (r.tokens[i] if 0 <= i < len(r.tokens) else "" for i in (at - 1, at + 1))
    return (
        after.strip().removeprefix("\\") in SWITCHES
        if after[:1] == "\\"
        else (before[:1] == "\\" and before[1:].strip() in WRAPPERS)
    )


def _group(r: _Reading, at: int, depth: int, before: str) -> tuple[str, int]:
    close = r.closing[at]
    inner = r.tokens[at + 1 : close]
    first = inner[0] if inner else ""
    name = first.strip().removeprefix("\\").rstrip("*")
    content = _print(r, at + 1, close, depth + 1)
    if at + 1 in r.verbatim and close == at + 2:
        if before.endswith(first) or (before and _bare_address(before) == _bare_address(first)):
            return "", close + 1
        if not first.startswith("$"):
            return content, close + 1
    if first.startswith("\\") and (name in SWITCHES or not is_mathematics(name)):
        return content, close + 1
    after = r.tokens[close + 1] if close + 1 < len(r.tokens) else ""
    if len(content) == 1 and not content.isascii() and after[:1] not in ("^", "_"):
        return content, close + 1  # "Cand{è}s", "rationale{—}that"
    if before.startswith("http") and not content.startswith("http") and before == r.tokens[at - 1]:
        return f" ({content})", close + 1
    if re.search(r"[A-Za-z]+$", before) and is_mathematics(re.findall(r"[A-Za-z]+$", before)[0]):
        return "{" + content + "}", close + 1
    opened = after[:1].isalpha() and re.fullmatch(r"[A-Za-z-]+", content)
    closed = re.search(r"[A-Za-z]{2}$", before) and re.fullmatch(r"[A-Z][A-Za-z-]+", content)
    if (opened or closed) and not before.endswith(("_", "^")) and not re.search(r"[_^]", content):
        return content, close + 1
    words = re.findall(r"[A-Za-z]{2,}", content)
    if len(words) >= 4 and len(content) / max(1, content.count(",")) > 25:
        return content, close + 1
    return "{" + content + "}", close + 1


def _command(r: _Reading, at: int, end: int, depth: int) -> tuple[str, int]:
    token = r.tokens[at]
    name = token[1:].strip().rstrip("*") if token[1].isalpha() else token[1]
    space = " " if token[-1].isspace() and len(token) > 2 else ""
    following = at + 1
    if not name.isalpha():
        return _sign(r, at, name)
    if name in LETTERS or name in ACCENT_LETTERS:
        return _accented(r, at, name, space)
    if name in SWITCHES:
        if following in r.closing:
            return _argument(r, following, depth, "")  # "\\bf{so}" for "{\\bf so}"
        return (space if name == "xspace" else ""), following
    ends = r.closing.get(following) == following + 1
    if name in ABBREVIATIONS and name not in ("st",):
        text = ABBREVIATIONS[name]
        following += 2 * ends  # \eg{} protects the space behind it.
        after = r.tokens[following] if following < end else ""
        if after.startswith("."):
            text = text.removesuffix(".")
        return text + space, following
    if name in CHARACTERS and not (name in ("ldots", "dots") and _in_formula(r, at)):
        return CHARACTERS[name] + space * ("quote" not in name), following + 2 * ends
    if name in _RAISED:
        words, following = _argument(r, following, depth, space)
        raised = re.fullmatch(r"[\d+-]{1,6}", words) and (parts := _RAISED[name])
        return (f"${parts}{{{words}}}$" if raised else words), following
    if name == "S" and following < end and re.match(r"~?\d", r.tokens[following]):
        return "§", following
    if name == "url":
        return _argument(r, following, depth, space)
    if name in ("begin", "end"):
        _, following = _argument(r, following, depth, "")
        return " ", following
    if name in ("href", "hyperlink"):
        address, following = _argument(r, following, depth, "")
        words, following = _argument(r, following, depth, "")
        same = not words or _bare_address(words) == _bare_address(address)
        return (address if same else f"{words} ({address})"), following
    if name == "footnote":
        if following not in r.closing and r.tokens[following : following + 1] == ["{"]:
            # The page cut the closing brace off; the note goes on to the end.
            words, following = _print(r, following + 1, end, depth + 1), end
        else:
            words, following = _argument(r, following, depth, "")
        return (f"{_GAP} ({words.strip().rstrip('.')})" if words.strip() else ""), following
    if name in CITATIONS:
        return _citation(r, at, following, name)
    if name in ("textcolor", "colorbox"):
        _, following = _argument(r, following, depth, "")
        return _argument(r, following, depth, space)
    if name == "color":
        _, following = _argument(r, following, depth, "")
        return "", following
    if name in WRAPPERS:
        words, following = _argument(r, following, depth, space)
        return (f"“{words}”" if name == "enquote" and words else words), following
    for wrapper in ("textit", "textbf", "textsc", "texttt", "textsf", "emph"):
        # \emphStableCUR: the braces are lost, the backslash is not.
        if name.startswith(wrapper) and len(name) > len(wrapper):
            return name.removeprefix(wrapper) + space, following
    if is_mathematics(name):
        behind = r.tokens[following] if following < end else ""
        if name in FONTS and space and behind[:2].isalpha():
            return "", following  # "the \mathrm CHORES benchmark"
        return _copied(r, at, end)
    return _macro(r, name, space, following, depth)


def _bare_address(address: str) -> str:
    return address.strip().removeprefix("https://").removeprefix("http://").rstrip("/")


def _macro(r: _Reading, name: str, space: str, following: int, depth: int) -> tuple[str, int]:
    glued = r.tokens[following - 2][-1:].isalnum() if following > 1 else False
    if following in r.closing and r.closing[following] == following + 1:
        following += 2  # \tool{} protects the space behind it.
    elif following in r.closing:
        return _argument(r, following, depth, space)
    after = r.tokens[following] if following < len(r.tokens) else ""
    spelt = r.title_words.get(name.casefold())
    if glued and not spelt and not symbol(name):
        return f"\\{name}{space}", following  # "AC\DC", "and\or"
    if not space and after[:1].isalnum():
        space = " "
    if spelt:
        return spelt + space, following
    if name.lower() in OWN_NAMES:
        if r.own_name:
            return r.own_name + space, following
        r.lost.append(f"the paper's own name stands as the macro '\\{name}'")
    elif found := symbol(name):
        return found + space, following
    return name + space, following


def _sign(r: _Reading, at: int, sign: str) -> tuple[str, int]:
    if sign in "%&#_{}$":
        return sign, at + 1
    if sign in "-/":
        return "", at + 1
    if sign in "()[]":
        return r.tokens[at], at + 1
    if sign in ACCENT_SIGNS:
        return _accented(r, at, sign, "")
    if sign in " ,;:!\n\t\\~":
        return ("" if sign == "!" else " "), at + 1
    if sign == "@":
        after = r.tokens[at + 1] if at + 1 < len(r.tokens) else ""
        return ("@" if after[:1].isalnum() else ""), at + 1
    if sign == "|":
        return r.tokens[at], at + 1
    return sign, at + 1


def _accented(r: _Reading, at: int, name: str, space: str) -> tuple[str, int]:
    r"""``\"i``, ``\"{\i}``, ``\c{c}``, ``\L ojasiewicz``."""
    following = at + 1
    if name in LETTERS:
        if following in r.closing and r.closing[following] == following + 1:
            following += 2
            space = ""
        return tex_to_unicode("\\" + name) or name, following
    if following in r.closing:
        close = r.closing[following]
        base = "".join(r.tokens[following + 1 : close]).strip()
        after, rest = close + 1, ""
    elif following < len(r.tokens) and following not in r.verbatim:
        token = r.tokens[following]
        if token.startswith("\\") and token.strip() in ("\\i", "\\j"):
            base, rest, after = token.strip(), "", following + 1
        elif token[0].isalpha() and not (name.isalpha() and not space):
            base, rest, after = token[0], token[1:], following + 1
        else:
            return name + space, following
    else:
        return name + space, following
    bare = {"\\i": "i", "\\j": "j"}.get(base, base)
    if len(bare) > 2 or not bare.isalpha():
        return name + space + bare + rest, after
    printed = tex_to_unicode(f"\\{name}{{{bare}}}")
    if name in "\"'" and len(printed) > len(bare) and following not in r.closing:
        return name + bare + rest, after  # An escaped quote: no letter has this accent.
    return printed + rest, after


@functools.lru_cache(maxsize=4096)
def tex_to_unicode(tex: str) -> str:
    """What an accent or letter command prints; an empty string if the library knows none."""
    try:
        printed = LatexNodes2Text().latex_to_text(tex, tolerant_parsing=False)
    except LatexWalkerError:
        return ""
    return unicodedata.normalize("NFC", printed)


def _argument(r: _Reading, at: int, depth: int, space: str) -> tuple[str, int]:
    """The text of the group at ``at``; without a group nothing is taken."""
    if at in r.closing:
        close = r.closing[at]
        return _print(r, at + 1, close, depth + 1), close + 1
    return space, at


def _citation(r: _Reading, command: int, at: int, name: str) -> tuple[str, int]:
    space = " " if r.tokens[command][-1].isspace() else ""
    at = _skip_options(r, at)
    if at not in r.closing:
        return _GAP + space, at
    key = ""
    while at in r.closing:
        key = "".join(r.tokens[at + 1 : r.closing[at]])
        at = r.closing[at] + 1
    before = r.tokens[command - 1] if command else ""
    needed = name in ("citet", "textcite", "citeauthor") or _NEEDS_NOUN.search(before)
    if needed and (match := re.match(r"([a-z]{3,})(\d{4})", key)):
        return f"{match[1].capitalize()} ({match[2]})", at
    return _GAP, at


def _skip_options(r: _Reading, at: int) -> int:
    if at < len(r.tokens) and (match := re.match(r"(?:\[[^\]]*\])+", r.tokens[at])):
        r.tokens[at] = r.tokens[at][match.end() :]
        return at if r.tokens[at] else at + 1
    return at


def _in_formula(r: _Reading, at: int) -> bool:
    before = r.tokens[at - 1] if at else ""
    return before.rstrip().endswith((",", "+", "=", "(", "{")) and bool(
        re.search(r"(?:^|[^A-Za-z])[A-Za-z0-9](?:_\w)?, ?$", before)
    )


def _copied(r: _Reading, at: int, end: int) -> tuple[str, int]:
    """A command of mathematics with its groups as they are, scripts included."""
    parts = [r.tokens[at]]
    at += 1
    while at < end:
        if at in r.closing and at not in r.verbatim:
            close = r.closing[at]
            parts.extend(r.tokens[at : close + 1])
            at = close + 1
        else:
            break
    return "".join(parts), at
