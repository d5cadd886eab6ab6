r"""Find mathematics that lost its dollars and backslashes, and write it as ``$…$`` again.

Pages that show abstracts drop the dollars, the backslash of every command between them, and of
``\command{argument}`` often everything but the argument. What is left of
``$\tilde{\mathcal{O}}(\varepsilon^{-2.5})$`` is ``mathcal{O}(varepsilon^{-2.5})``, of
``$\frac{8}{255}$`` is ``8{255}``, and of ``$\sqrt{T}$`` is ``T``.
"""

from __future__ import annotations

import re

from generator.spans import code_spans, math_spans, merge_spans, url_spans
from generator.tex.formula import Formula
from generator.tex.reader import MAX_TOKENS, Piece
from generator.tex.tree import TexError, parse
from generator.tex.words import (
    GREEK,
    GREEK_LOWER,
    GREEK_UPPER,
    SURE_GREEK,
    SURE_RELATIONS,
    WORD_GREEK,
    may_hold_mathematics,
    tokenize,
)

_OPENERS = frozenset("([{|-+\\^_εδαβγλμπσθρτωφ∞ℓ")
_SENTENCE = re.compile(r"(?<=[a-z)\]%][.?!])(?= [A-Z])")
"""Between sentences; most hold no mathematics and need no closer look."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")

_NOUN_ENDS = frozenset(
    "is are was be and or of with that which where in on for to at by from as can may must "
    "should has have denotes denote denoting represents constant while when if then such goes "
    "tends increases decreases grows varies approaches becomes equals".split()
)
"""Words behind a symbol; behind "alpha" in "alpha matte" stands a noun."""

_SYMBOL_BEFORE = frozenset(
    "where parameter parameters factor coefficient rate exponent threshold level ratio "
    "temperature weight least most over agent agents angle angles variable".split()
)
_NO_SYMBOL_BEFORE = frozenset("a an amyloid dirac cohen fleiss kendall raspberry tai".split())
_WAVES = frozenset(
    "rhythm rhythms wave waves oscillation oscillations band bands burst bursts burstings "
    "sequence sequences cycle cycles power activity rhythmicity sweeps frequency".split()
)
"""Behind "theta" in the study of brains, where it is a word."""
_UNITS = frozenset("m s g l L A V W F J Hz mol".split())
_GREEK_NAMES = "|".join(sorted(GREEK, key=lambda w: (-len(w), w)))
_SCRIPTED = re.compile(rf"[_^]\{{?-?({_GREEK_NAMES})(?![A-Za-z])")
_EQUATED = re.compile(rf"(?<![A-Za-z-])({_GREEK_NAMES})(?:[_^=(]|-?(?:optimal|approximate))")


def restore(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its lost mathematics between dollars, and in words what stays lost."""
    if not may_hold_mathematics(text):
        return text, ()
    known = _known_symbols(text)
    lost: list[str] = []
    emails = [m.span() for m in _EMAIL.finditer(text)] if "@" in text else []
    kept = merge_spans(url_spans(text), code_spans(text))
    protected = merge_spans(merge_spans(math_spans(text), kept), emails)
    parts: list[str] = []
    at = 0
    for start, end in [*protected, (len(text), len(text))]:
        for sentence in _SENTENCE.split(text[at:start]):
            hopeful = may_hold_mathematics(sentence)
            parts.append(_restore_part(sentence, known, lost) if hopeful else sentence)
        parts.append(text[start:end])
        at = end
    return "".join(parts), tuple(dict.fromkeys(lost))


def _known_symbols(text: str) -> frozenset[str]:
    """Greek letters that certainly stand for symbols somewhere in the text."""
    found = set(re.findall(r"\\([A-Za-z]+)", text))
    found.update(_SCRIPTED.findall(text), _EQUATED.findall(text))
    return frozenset(found & GREEK)


def _restore_part(text: str, known: frozenset[str], lost: list[str]) -> str:
    if not text or text.isspace():
        return text
    reader = Formula(tokenize(text))
    tokens = reader.tokens
    out: list[str] = []
    at = unsure = 0
    while at < len(tokens):
        piece = None
        if _may_start(reader, at):
            if at >= unsure:
                piece = reader.chain(at)
                if piece and not _is_formula(reader, piece):
                    # What follows within it is no surer; its Greek letters are looked at alone.
                    unsure = piece.end if piece.kind != "bracket" else unsure
                    piece = None
            if piece is None:
                piece = (
                    _script_alone(reader, at)
                    or _greek_alone(reader, at, known)
                    or _plus_minus(reader, at)
                )
        if piece is None:
            end = _group_end(reader, at) if at in reader.unclear else at + 1
            out.extend(tokens[at:end])
            at = end
            continue
        if out and out[-1] == "$" and not piece.tex[0].isdigit():
            out.pop()
            lost.append(f"dollar signs do not pair up near '{reader.excerpt(at, piece.end)}'")
        at = piece.end
        space = ""
        if reader.at(at) == "$":
            at += 1
        elif reader.at(at) == ":" and reader.at(at + 1).isalpha() and len(reader.at(at + 1)) < 4:
            at, space = at + 1, " "  # "10^{6}:fs" was "10^{6}\:fs".
        out.append(_in_dollars(piece.tex) + space)
    lost.extend(reader.lost)
    return "".join(out)


_RANGE = re.compile(r"(\d[\d.]*)(\\times)?-(\d[\d.]*\\times)")


def _in_dollars(tex: str) -> str:
    """A formula between dollars; the sign in "2-5times" means "to"."""
    if match := _RANGE.fullmatch(tex):
        first = f"${match[1]}{match[2]}$" if match[2] else match[1]
        return f"{first}-${match[3]}$"
    return f"${tex}$"


def _group_end(r: Formula, at: int) -> int:
    """Behind the group at ``at``; what may be a denominator stays as it is, whole."""
    depth = 0
    for end in range(at, min(at + MAX_TOKENS, len(r.tokens))):
        depth += (r.at(end) == "{") - (r.at(end) == "}")
        if depth == 0:
            return end + 1
    return at + 1


def _may_start(r: Formula, at: int) -> bool:
    """Whether a formula or symbol may start at a token, looking at what stands before it."""
    token = r.at(at)
    before = r.at(at - 1)
    if token in SURE_RELATIONS:
        return True
    if token[0].isalpha() or token[0].isdigit():
        if (before[-1:].isalnum() and not before.isdigit()) or before in (
            "^",
            "_",
            "@",
            "#",
            "&",
            "\\",
        ):
            return False
        joined = before in ("-", "'", "’", ".", "/", "^") and r.at(at - 2)[-1:].isalnum()
        return not (joined and token[0].isalpha() and token not in GREEK)
    if token == "{" and before[:1] == "\\" and before[1:].isalpha():
        return False  # The argument of a command of running text.
    return token[0] in _OPENERS


def _is_formula(r: Formula, piece: Piece) -> bool:
    if not piece.sure or "$" in piece.tex or piece.end in r.unclear:
        return False
    if r.at(piece.end) in ("^", "_") and r.at(piece.end + 1).strip():
        return False  # "x^a^b" has no reading.
    if piece.kind == "bracket" and "," not in piece.tex:
        return False  # "(T_j)": the brackets belong to the sentence.
    try:
        parse(piece.tex)
    except TexError:
        return False
    return True


def _script_alone(r: Formula, at: int) -> Piece | None:
    r"""``CAD^2RL`` was ``CAD$^2$RL``, ``Fid_+`` was ``Fid$_+$``; ``HMDB_full`` is a name."""
    mark, before, raised = r.at(at), r.at(at - 1), r.at(at + 1)
    if mark not in ("^", "_") or not (before[-1:].isalnum() or before in (")", "]")):
        return None
    if r.at(at - 2) in ("^", "_"):
        return None
    if mark == "_":
        named = before[0].isupper() and len(before) <= 4
        formed = (
            len(before) == 2
            and before.isupper()
            and raised in "0123456789"
            and not _goes_on(r.at(at + 2))
        )
        if not (named and (raised in ("+", "-", "*", "{") or raised in GREEK or formed)):
            return None
    piece = r.script(at)
    follows = r.at(piece.end) if piece else ""
    if piece and piece.end in r.unclear:
        return None
    if piece and follows == "{":
        near = r.excerpt(at - 1, piece.end + 4)
        r.lost.append(f"a fraction may be missing near '{near}'")
        r.unclear.add(piece.end)
        return None
    if follows == mark:
        return None
    if piece and follows in ("^", "_") and (other := r.script(piece.end)):
        piece = Piece(piece.tex + other.tex, other.end, sure=True)
    return piece if piece and _is_formula(r, piece) else None


def _plus_minus(r: Formula, at: int) -> Piece | None:
    """``95.2% pm 0.1%`` and ``(pm0.3)``: "pm" that no time of day explains."""
    if r.at(at) != "pm":
        return None
    spaced = r.at(at - 1) == r.at(at + 1) == " "
    number = r.at(at + 2) if spaced else r.at(at + 1)
    after_share = spaced and r.at(at - 2) == "%" and r.at(at - 3)[:1].isdigit()
    opens = r.at(at - 1) in ("(", " ", "") and "." in number and not spaced
    if number[:1].isdigit() and (after_share or opens):
        return Piece("\\pm", at + 1, "symbol", True)
    return None


def _is_micro(r: Formula, at: int) -> bool:
    """Whether "mu" stands between a number and a unit."""
    number = r.at(at - 1) == " " and r.at(at - 2)[:1].isdigit()
    return number and r.at(at + 1) == " " and r.at(at + 2) in _UNITS


def _goes_on(token: str) -> bool:
    return token[:1].isalnum() or token in ("_", "-")


def _is_paired_word(r: Formula, at: int) -> bool:
    """Whether a letter is one of two before a noun: "alpha and theta waves", "alpha or beta"."""
    for first in (at, at - 4):
        pair = r.at(first) in GREEK_LOWER and r.at(first + 4) in GREEK_LOWER
        noun = r.at(first + 6)
        if pair and r.at(first + 2) in ("and", "or") and r.at(first + 5).isspace():
            return noun[:1].islower() and noun not in _NOUN_ENDS
    return False


def _greek_alone(r: Formula, at: int, known: frozenset[str]) -> Piece | None:
    """A Greek letter by itself: "an epsilon-optimal policy", "where rho is", but "alpha matte"."""
    name = r.at(at)
    before, after = r.at(at - 1), r.at(at + 1)
    if name in GREEK_UPPER and name in known:
        previous = r.at(at - 2) if before.isspace() else ""
        alone = after in (" ", ",", ".", ")", "") and not r.at(at + 2)[:1].isupper()
        lone = alone and before in (" ", "", "(") and not previous[:1].isupper()
        return Piece(f"\\{name}", at + 1, "greek", True) if lone else None
    if name not in GREEK_LOWER:
        return None
    if after in ("_", "^", "@", "'", "’") or (after == "." and r.at(at + 2).strip()):
        return None
    if before in ("^", "_") or (before in ("-", "/", "@", "#") and r.at(at - 2) not in GREEK):
        return None
    short = name in ("nu", "xi") and (after == "-" or before == "(")  # "nu-merous", "(xi)"
    if name not in known and _is_paired_word(r, at):
        return None
    if name == "theta" and after == " " and r.at(at + 2) in _WAVES:
        return None
    if name in known or (name in SURE_GREEK and not short):
        return Piece(f"\\{name}", at + 1, "greek", True)
    if name == "mu" and (after[:1].isupper() or before.isdigit() or _is_micro(r, at)):
        return Piece("\\mu", at + 1, "greek", True)  # "muP", "5mu m", "5 mu m"
    if name not in WORD_GREEK:
        return None
    following = r.at(at + 2) if after.isspace() else after
    previous = r.at(at - 2) if before.isspace() else ""
    possessive = previous in ("'", "’") or (previous == "s" and r.at(at - 3) in ("'", "’"))
    if possessive or previous[:1].isupper() or previous.lower() in _NO_SYMBOL_BEFORE:
        return None
    ends = following in _NOUN_ENDS or following in ("", ",", ";", ")", ".", ":", "?")
    if ends or previous in _SYMBOL_BEFORE:
        return Piece(f"\\{name}", at + 1, "greek", True)
    return None
