r"""Find mathematics that lost its dollars and backslashes, and write it as ``$…$`` again.

Pages that show abstracts drop the dollars, the backslash of every command between them, and of
``\command{argument}`` often everything but the argument. What is left of
``$\tilde{\mathcal{O}}(\varepsilon^{-2.5})$`` is ``mathcal{O}(varepsilon^{-2.5})``, of
``$\frac{8}{255}$`` is ``8{255}``, and of ``$\sqrt{T}$`` is ``T``.

A formula is read as a chain of operands and operators. It is believed only if it holds a sign
that running text does not have: a script, a command that is no English word, a Greek name in a
formula's place. A text without such a sign is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.mathml import (
    ACCENTS,
    FONTS,
    FRACTIONS,
    FUNCTIONS,
    SIZES,
    TEXTS,
    TexError,
    is_mathematics,
    parse,
)
from generator.spans import math_spans, merge_spans, url_spans

_GREEK_LOWER = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega"
).split()
_GREEK_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
_GREEK = frozenset([*_GREEK_LOWER, *_GREEK_UPPER])

_SURE_GREEK = frozenset("epsilon varepsilon vartheta varrho varphi varsigma theta rho zeta".split())
"""Greek letters that running text does not use as words."""

_WORDLIKE_GREEK = frozenset(
    "alpha beta gamma delta lambda mu nu eta tau sigma pi omega xi phi kappa".split()
)
"""Greek letters that are also words ("alpha matte", "delta rule", "gamma process")."""

_SYMBOLS = frozenset(
    "infty ell nabla emptyset varnothing ldots cdots vdots hbar aleph langle rangle lceil rceil "
    "lfloor rfloor lVert rVert Vert".split()
)
_WEAK_SYMBOLS = frozenset(
    "partial forall exists dots star circ top bot prime perp dagger ast".split()
)
_SURE_RELATIONS = frozenset(
    "leq geq neq approx cdot subseteq supseteq rightarrow leftarrow Rightarrow "
    "leftrightarrow mapsto propto lesssim gtrsim simeq notin oplus otimes odot setminus "
    "succeq preceq leqslant geqslant triangleq asymp doteq ltimes rtimes".split()
)
_WEAK_RELATIONS = frozenset(
    "times sim le ge ll gg in to pm mp div equiv cup cap mid vee wedge ne circ".split()
)
_BIG = frozenset(
    "sum prod int iint bigcup bigcap bigoplus lim max min sup inf argmin argmax limsup liminf".split()
)
_NAMES = frozenset(
    "poly polylog Poly PolyLog polyloglog Var Cov Tr tr diag rank softmax sign sgn KL TV relu ReLU "
    "erf span supp vec dist vol conv id sigmoid loss Lip card nnz".split()
)
_SURE_ACCENTS = frozenset("tilde widetilde widehat overline".split())
_OPERATORS = frozenset("=<>+-*/≤≥≠≈×·∈→∼±")
_BRACKETS = {"(": ")", "[": "]"}
_INDEX_LETTERS = frozenset("ijklmnpqrstuvwxyz")
_GLUE = sorted(
    _GREEK
    | _SURE_RELATIONS
    | _SYMBOLS
    | FUNCTIONS
    | FONTS
    | set(
        "times sim le ge in to pm sum prod left right Big big Bigl Bigr bigl bigr dots partial sqrt tilde".split()
    ),
    key=lambda w: (-len(w), w),
)
_GLUED = re.compile("|".join(_GLUE))
_SURE_GLUE = frozenset(
    "leq geq neq cdot infty approx varepsilon epsilon lambda mathcal mathbb mathbf leqslant "
    "geqslant rightarrow lesssim gtrsim".split()
)
"""Commands that no English word ends or begins with."""
_NO_VERB_AFTER = frozenset(
    "a an the this that these those our their its his her each every no".split()
)

_FUNCTION_WORDS = frozenset(
    "is are was be and or of with that which where in on for to at by from as can may must "
    "should has have denotes denote denoting represents constant while when if then such goes tends "
    "increases decreases grows varies approaches becomes equals".split()
)

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\W\d_]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_MAX_CHAIN = 160
_MAX_DEPTH = 12

_HINT_SIGNS = frozenset("\\^_{")
_HINT_WORDS = _GREEK | _SURE_RELATIONS | _SYMBOLS | FONTS | FRACTIONS | {"sqrt"} | _SURE_ACCENTS
_HINT = re.compile(
    r"\d ?(?:times|pm)\b|\b[A-Z] times [A-Z]\b|\bsim ?[\d$]|\bmuP\b|\d ?mu[a-zA-Z]\b|"
    + "|".join(w for w in ("leq", "geq", "approx(?!im)", "varepsilon", "cdot", "infty"))
)
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a formula that was read.

    Attributes:
        tex: As TeX.
        end: Index of the token behind it.
        sure: Whether it holds a sign that running text does not have.
        greek: Names of lone Greek letters in it.
        kind: ``letter``, ``number``, ``greek``, ``name``, ``function``, ``bracket``, ``other``.
    """

    tex: str
    end: int
    sure: bool = False
    kind: str = "other"
    greek: bool = False


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[str]
    lost: list[str] = field(default_factory=list)


def may_hold_mathematics(text: str) -> bool:
    """Whether a text has any sign of lost mathematics; quick, and often wrong on the safe side."""
    return (
        not _HINT_SIGNS.isdisjoint(text)
        or not _HINT_WORDS.isdisjoint(_WORD.findall(text))
        or bool(_HINT.search(text))
    )


def restore(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its lost mathematics between dollars, and in words what stays lost."""
    if not may_hold_mathematics(text):
        return text, ()
    known = _known_symbols(text)
    lost: list[str] = []
    emails = [m.span() for m in _EMAIL.finditer(text)] if "@" in text else []
    protected = merge_spans(merge_spans(math_spans(text), url_spans(text)), emails)
    parts: list[str] = []
    at = 0
    for start, end in [*protected, (len(text), len(text))]:
        parts.append(_restore_part(text[at:start], known, lost))
        parts.append(text[start:end])
        at = end
    return "".join(parts), tuple(dict.fromkeys(lost))


def _known_symbols(text: str) -> frozenset[str]:
    """Greek letters that certainly stand for symbols somewhere in the text."""
    found = set(re.findall(r"\\([A-Za-z]+)", text))
    found.update(re.findall(r"[_^]\{?-?(" + "|".join(_GREEK_LOWER) + r")(?![A-Za-z])", text))
    found.update(re.findall(r"(?<![A-Za-z])(" + "|".join(_GREEK_LOWER) + r")[_^=]", text))
    return frozenset(found & _GREEK)


def _restore_part(text: str, known: frozenset[str], lost: list[str]) -> str:
    tokens = _TOKEN.findall(text)
    reader = _Reader(tokens, lost)
    out: list[str] = []
    at = 0
    while at < len(tokens):
        found = _formula(reader, at, known)
        if found is None:
            out.append(tokens[at])
            at += 1
            # A chain is not looked for in the middle of a word such as "UCF-HMDB_full".
            continue
        if out and out[-1].endswith("$") and not found.tex[:1].isdigit():
            out[-1] = out[-1][:-1]
            lost.append(f"dollar signs do not pair up near '{_excerpt(tokens, at, found.end)}'")
        end = found.end
        if end < len(tokens) and tokens[end] == "$":
            end += 1
        elif (
            end + 1 < len(tokens)
            and tokens[end] == ":"
            and tokens[end + 1].isalpha()
            and len(tokens[end + 1]) < 4
        ):
            out.append(f"${found.tex}$ ")
            at = end + 1
            continue
        out.append(f"${found.tex}$")
        at = end
    return "".join(out)


def _excerpt(tokens: Sequence[str], start: int, end: int) -> str:
    text = " ".join("".join(tokens[start:end]).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _formula(r: _Reader, at: int, known: frozenset[str]) -> _Piece | None:
    """The formula that starts at a token, if one does."""
    tokens = r.tokens
    token = tokens[at]
    if token.isspace():
        return None
    before = tokens[at - 1] if at else " "
    if token[0].isalpha() or token[0].isdigit():
        if before[-1:].isalnum() or before in ("_", "@", "#", "&"):
            return None
        if (
            before in ("-", "'", "’", ".", "/", "^")
            and at > 1
            and tokens[at - 2][-1:].isalpha()
            and token[0].isalpha()
            and token not in _GREEK
        ):
            return None
    elif token == "^":
        return _bare_script(r, at)
    elif token[0] not in "\\([{|-~" and token not in "εδαβγλμπσθρτωφ∞":
        return None
    mark = len(r.lost)
    found = _chain(r, at, 0, top=True)
    if found is None:
        del r.lost[mark:]
        return None
    if found.sure and _is_valid(found.tex):
        if found.kind == "bracket" and "," not in found.tex:
            del r.lost[mark:]
            return None
        return found
    del r.lost[mark:]
    if token in _GREEK:
        return _lone_greek(r, at, known)
    return None


def _is_valid(tex: str) -> bool:
    try:
        parse(tex)
    except TexError:
        return False
    return "$" not in tex


def _bare_script(r: _Reader, at: int) -> _Piece | None:
    r"""``CAD^2RL`` was ``CAD$^2$RL``."""
    before = r.tokens[at - 1] if at else " "
    if not (before[-1:].isalnum() or before in ")]"):
        return None
    script = _script(r, at, 0)
    return script if script and _is_valid(script.tex) else None


def _lone_greek(r: _Reader, at: int, known: frozenset[str]) -> _Piece | None:
    tokens = r.tokens
    name = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if following in ("_", "^", "@", "'", "’") or name[0].isupper():
        return None
    if following == "." and at + 2 < len(tokens) and not tokens[at + 2].isspace():
        return None
    if (
        at >= 1
        and tokens[at - 1] in ("-", "/", "_", "\\", "@", "#")
        and not (at >= 2 and tokens[at - 2] in _GREEK)
    ):
        return None
    sure = name in _SURE_GREEK or name in known
    if not sure and name in _WORDLIKE_GREEK:
        word = tokens[at + 2] if following.isspace() and at + 2 < len(tokens) else following
        before = tokens[at - 2] if at >= 2 and tokens[at - 1].isspace() else ""
        possessive = (
            at >= 3 and tokens[at - 2] in ("s", "'", "’") and tokens[at - 3] in ("'", "’", "s")
        )
        sure = (
            not possessive
            and not before[:1].isupper()
            and (word in _FUNCTION_WORDS or word in (",", ";", ")", ".", ":", ""))
            and before.lower() not in ("a", "an", "amyloid")
        )
    if not sure:
        return None
    return _Piece(f"\\{name}", at + 1, True, "greek")


# -- chains ----------------------------------------------------------------------------------


def _chain(r: _Reader, at: int, depth: int, *, top: bool) -> _Piece | None:
    """Operands joined by operators. At the top a space ends it more easily than in brackets."""
    start = at
    tokens = r.tokens
    piece = _prefixed(r, at, depth, top)
    if piece is None:
        return None
    tex, at, sure, kind, greek = piece.tex, piece.end, piece.sure, piece.kind, piece.greek
    last = piece
    count = 1
    while at < len(tokens) and at - start < _MAX_CHAIN:
        joined = _joined(r, at, last, depth, top)
        if joined is None:
            break
        operator, operand = joined
        tex = _glue(_glue(tex, operator), operand.tex)
        at, sure = operand.end, sure or operand.sure
        greek = greek or operand.greek
        last = operand
        kind = "other"
        count += 1
    return _Piece(tex, at, sure, kind, greek)


def _glue(left: str, right: str) -> str:
    """Put TeX side by side; a command keeps apart from the letter behind it."""
    if right[:1].isalpha() and re.search(r"\\[A-Za-z]+$", left):
        return f"{left} {right}"
    return left + right


def _prefixed(r: _Reader, at: int, depth: int, top: bool) -> _Piece | None:
    """An operand, with a sign or ``sim`` before it."""
    tokens = r.tokens
    token = tokens[at]
    if token == "-" and at + 1 < len(tokens) and not tokens[at + 1].isspace():
        if at and tokens[at - 1][-1:].isalnum() and top:
            return None
        operand = _operand(r, at + 1, depth, top)
        return operand and _Piece(
            "-" + operand.tex, operand.end, operand.sure, "other", operand.greek
        )
    if token in (
        "sim",
        "\\sim",
        "approx",
        "\\approx",
        "leq",
        "geq",
        "pm",
        "\\pm",
        "\\leq",
        "\\geq",
        "\\le",
        "\\ge",
        "\\times",
    ):
        following = at + 1
        space = following < len(tokens) and tokens[following].isspace()
        operand = (
            _operand(r, following + space, depth, top) if following + space < len(tokens) else None
        )
        name = token.removeprefix("\\")
        certain = token[0] == "\\" or name in ("leq", "geq")
        if operand is None:
            return _Piece(f"\\{name}", at + 1, certain) if certain else None
        if certain or operand.sure or (operand.kind == "number" and (not space or name == "sim")):
            return _Piece(_glue(f"\\{name}" + " " * space, operand.tex), operand.end, True)
        return None
    return _operand(r, at, depth, top)


def _joined(r: _Reader, at: int, last: _Piece, depth: int, top: bool) -> tuple[str, _Piece] | None:
    """What goes on behind an operand: an operator with its operand, or the next operand."""
    tokens = r.tokens
    token = tokens[at]
    if token.isspace():
        if "\n" in token or at + 1 >= len(tokens):
            return None
        return _joined_after_space(r, at + 1, last, depth, top)
    if token in _OPERATORS:
        if token == "-" and tokens[at + 1 : at + 2] in (["-"], [">"]):
            return None
        after = at + 1
        if after < len(tokens) and tokens[after].isspace():
            if top and token in "-/*":
                return None
            after += 1
        if after >= len(tokens):
            return None
        operand = _prefixed(r, after, depth, top)
        if operand is None or (token == "-" and _is_word_part(r, after, operand)):
            return None
        return token + " " * (after - at - 1), operand
    name = token.removeprefix("\\")
    if name in _SURE_RELATIONS or name in _WEAK_RELATIONS:
        return _relation(r, at, name, "", last, depth, top)
    if token[0].isalpha() and (operator := _leading_operator(token)):
        rest = token[len(operator) :]
        operand = _split(rest)
        if operand and (
            operator in _SURE_RELATIONS or last.sure or last.kind in ("number", "letter")
        ):
            return f"\\{operator}", _Piece(operand, at + 1, True)
    if last.kind == "number" and token[0].isalpha() and len(token) == 1 and top and not last.sure:
        return None
    if token[0].isdigit() and last.kind in ("letter", "greek") and not last.sure and top:
        return None
    operand = _operand(r, at, depth, top)
    if operand is None:
        return None
    if token in _BRACKETS and last.kind == "number":
        return None
    return "", operand


def _is_word_part(r: _Reader, at: int, operand: _Piece) -> bool:
    """Whether a hyphen before ``at`` joins words: "f-divergence", "N-PG-IGT"."""
    following = r.tokens[operand.end] if operand.end < len(r.tokens) else " "
    return operand.kind == "letter" and (following == "-" or following[:1].isalpha())


def _leading_operator(word: str) -> str:
    for operator in ("times", "cdot", "leq", "geq", "approx", "in", "sim", "pm", "to"):
        if word.startswith(operator) and len(word) > len(operator):
            return operator
    return ""


def _relation(
    r: _Reader, at: int, name: str, space: str, last: _Piece, depth: int, top: bool
) -> tuple[str, _Piece] | None:
    """A relation or operation that has a name, with its right side."""
    tokens = r.tokens
    backslash = tokens[at].startswith("\\")
    after = at + 1
    right_space = ""
    if after < len(tokens) and tokens[after].isspace():
        after += 1
        right_space = " "
    operand = _prefixed(r, after, depth, top) if after < len(tokens) else None
    sure = backslash or name in _SURE_RELATIONS
    written = f"{space}\\{name}"
    if (
        operand is not None
        and right_space
        and operand.kind == "letter"
        and not sure
        and not (name == "times" and last.kind == "letter" and tokens[after] not in ("a", "I"))
    ):
        operand = None if not last.sure or name in ("in", "to", "le", "ge", "mid") else operand
    if operand is not None:
        if sure or operand.sure:
            good = (
                name not in ("in", "to")
                or sure
                or not space
                or operand.tex.startswith(("\\math", "[", "\\{", "\\infty"))
            )
        elif name == "times":
            good = last.kind in ("number", "letter") and operand.kind in ("number", "letter")
        elif name == "in":
            good = (last.greek or last.kind == "letter" or last.sure) and operand.kind in (
                "bracket",
                "set",
            )
        elif name in ("pm", "sim", "le", "ge", "ll", "gg"):
            good = (last.kind == "number" or last.sure) and operand.kind == "number"
        elif name == "to":
            good = last.sure and operand.kind == "number" and not space
        else:
            good = last.sure and bool(not space)
        if name == "to" and space and not sure:
            good = operand.tex.startswith("\\infty")
        if good:
            return written + right_space, _Piece(
                operand.tex, operand.end, True, operand.kind, operand.greek
            )
    if name == "times" and not space and last.kind == "number":
        # "25times faster" was "25$\times$ faster".
        return f"{written}", _Piece("", at + 1, True)
    if backslash and not space:
        return f"{written}", _Piece("", at + 1, True)
    return None


def _joined_after_space(
    r: _Reader, at: int, last: _Piece, depth: int, top: bool
) -> tuple[str, _Piece] | None:
    tokens = r.tokens
    token = tokens[at]
    name = token.removeprefix("\\")
    if name in _SURE_RELATIONS or name in _WEAK_RELATIONS:
        return _relation(r, at, name, " ", last, depth, top)
    if token in _OPERATORS:
        if at + 1 >= len(tokens) or not tokens[at + 1].isspace() or at + 2 >= len(tokens):
            return None
        operand = _prefixed(r, at + 2, depth, top)
        if operand is None:
            return None
        if top and operand.kind == "letter" and tokens[at + 2] in ("a", "A", "I") and not last.sure:
            return None
        return f" {token} ", operand
    if not top:
        operand = _operand(r, at, depth, top)
        return (" ", operand) if operand else None
    if last.tex.endswith(("\\cdot", "\\times")) and (operand := _operand(r, at, depth, top)):
        return " ", operand
    if last.tex.startswith(
        (
            "\\sum",
            "\\prod",
            "\\int",
            "\\nabla",
            "\\partial",
            "\\log",
            "\\ln",
            "\\exp",
            "\\max",
            "\\min",
        )
    ):
        operand = _operand(r, at, depth, top)
        if operand and (operand.sure or operand.kind in ("letter", "function", "greek")):
            return " ", operand
    if (
        last.sure
        and last.tex[-1:] in "})"
        and token[0].isalpha()
        and len(token) == 1
        and token not in ("a", "A", "I")
    ):
        after = tokens[at + 1 : at + 3]
        if len(after) == 2 and after[0].isspace() and after[1] in ("+", "=", "<", ">"):
            return " ", _Piece(token, at + 1, False, "letter")
    if (
        last.sure
        and last.tex in ("\\mathcal{O}", "\\tilde{O}", "\\Omega", "\\Theta")
        and token in ("(", *SIZES)
    ):
        operand = _operand(r, at, depth, top)
        return (" ", operand) if operand else None
    return None


# -- operands --------------------------------------------------------------------------------


def _operand(r: _Reader, at: int, depth: int, top: bool) -> _Piece | None:
    """A symbol, number, bracket or command, with its scripts, primes and lost fraction."""
    if depth > _MAX_DEPTH or at >= len(r.tokens):
        return None
    piece = _atom(r, at, depth, top)
    if piece is None:
        return None
    tokens = r.tokens
    while piece.end < len(tokens):
        token = tokens[piece.end]
        if token in ("^", "_"):
            if not _may_carry_script(r, at, piece, token):
                return None if piece.kind == "name" else piece
            script = _script(r, piece.end, depth)
            if script is None:
                break
            piece = _Piece(piece.tex + script.tex, script.end, True, "symbol")
        elif token == "{" and piece.kind not in ("name", "function"):
            denominator = _braced(r, piece.end, depth)
            if denominator is None or "," in denominator.tex:
                break
            piece = _Piece(f"\\frac{{{piece.tex}}}{{{denominator.tex}}}", denominator.end, True)
        elif token == "'" and piece.kind in ("letter", "symbol", "greek") and piece.sure:
            piece = _Piece(piece.tex + "'", piece.end + 1, piece.sure, piece.kind)
        elif token in _BRACKETS and piece.kind in ("letter", "greek", "symbol", "function", "name"):
            bracket = _bracket(r, piece.end, depth)
            if bracket is None:
                break
            certain = (
                bracket.sure
                or bracket.greek
                or (piece.kind == "greek" and tokens[at] in ("Omega", "Theta"))
            )
            piece = _Piece(
                _glue(piece.tex, bracket.tex), bracket.end, piece.sure or certain, "symbol"
            )
        else:
            break
    if piece.kind == "name":
        return None
    return piece


def _may_carry_script(r: _Reader, at: int, base: _Piece, mark: str) -> bool:
    tokens = r.tokens
    script = tokens[base.end + 1] if base.end + 1 < len(tokens) else ""
    after = tokens[base.end + 2] if base.end + 2 < len(tokens) else ""
    if not script or script.isspace():
        return False
    if mark == "^":
        return True
    word = tokens[at]
    if base.kind == "name" or (
        word.isalpha()
        and len(word) > 1
        and word not in _GREEK
        and base.end == at + 1
        and not is_mathematics(word)
    ):
        # Fid_+ and Fid_Delta are formulas; HMDB_full and learned_pattern are names.
        return (
            word[0].isupper()
            and len(word) <= 4
            and (script in ("+", "-", "*", "{") or script in _GREEK)
        )
    if (
        script[0].isalpha()
        and script not in _GREEK
        and not is_mathematics(script)
        and len(script) > 2
        and _split(script) is None
    ):
        return False
    return after != "_" or script == "{"


def _atom(r: _Reader, at: int, depth: int, top: bool) -> _Piece | None:
    token = r.tokens[at]
    if token[0].isdigit():
        return _Piece(token, at + 1, False, "number")
    if token in _BRACKETS:
        return _bracket(r, at, depth)
    if token == "{":
        return _bare_braces(r, at, depth)
    if token == "|":
        return _bars(r, at, depth)
    if token.startswith("\\"):
        return _command(r, at, token[1:], depth, True)
    if token[0].isalpha():
        return _word(r, at, depth, top)
    if token in "∞":
        return _Piece("\\infty", at + 1, False, "letter")
    return None


def _word(r: _Reader, at: int, depth: int, top: bool) -> _Piece | None:
    token = r.tokens[at]
    if len(token) == 1:
        return _Piece(token, at + 1, False, "letter")
    if not token.isascii():
        return None
    if found := _command(r, at, token, depth, False):
        return found
    following = r.tokens[at + 1] if at + 1 < len(r.tokens) else ""
    if token in _NAMES and following == "(":
        return _Piece(f"\\mathrm{{{token}}}", at + 1, False, "function")
    if not top and token in _NAMES:
        return _Piece(f"\\mathrm{{{token}}}", at + 1, False, "letter")
    if token == "muP":
        return _Piece("\\mu P", at + 1, True, "symbol")
    if not top and len(token) <= 3 and token.isupper():
        return _Piece(token, at + 1, False, "letter")
    before = r.tokens[at - 1] if at else " "
    touching = following in ("_", "^", "(", "=") or before in ("(", "=", "{", "_", "^", "/", ",")
    if split := _split(token):
        sure = any(name in _SURE_GLUE for name in re.findall(r"\\([A-Za-z]+)", split))
        if sure or touching or not top:
            return _Piece(split, at + 1, sure, "symbol")
    if following in ("_", "^"):
        return _Piece(token if len(token) < 3 else f"\\mathrm{{{token}}}", at + 1, False, "name")
    return None


def _split(word: str) -> str | None:
    r"""Read a glued word (``Acdot``, ``nlog``, ``sigmaleft``) as commands and letters, or not."""
    if not 2 < len(word) <= 30:
        return word if len(word) == 1 else None
    tex, at, letters, names = "", 0, 0, 0
    while at < len(word):
        match = _GLUED.match(word, at)
        if match and match[0] in ("left", "right", "Big", "big", "Bigl", "Bigr", "bigl", "bigr"):
            at = match.end()
            names += 1
        elif match and not (
            match[0] in ("in", "to", "le", "ge", "pm", "mu", "nu", "xi", "pi") and at == 0
        ):
            tex = _glue(tex, f"\\{match[0]}")
            at = match.end()
            names += 1
        else:
            tex = _glue(tex, word[at])
            at += 1
            letters += 1
    if names == 0 or letters > names or letters > 2 or word.endswith("s") and letters == 1:
        return None
    if all(
        name
        in (
            "log",
            "in",
            "to",
            "le",
            "ge",
            "max",
            "min",
            "sup",
            "inf",
            "det",
            "dim",
            "exp",
            "lim",
            "sin",
            "sec",
            "arg",
            "deg",
            "ker",
            "gcd",
            "hom",
            "tan",
            "cos",
            "cot",
            "lg",
            "ln",
        )
        for name in re.findall(r"\\([A-Za-z]+)", tex)
    ) and not re.fullmatch(r"[a-zA-Z]\\log|\\log [A-Zknmd]|[a-zA-Z]\\log [A-Zknmd]", tex):
        return None
    return tex


def _command(r: _Reader, at: int, name: str, depth: int, backslash: bool) -> _Piece | None:
    """A command, with the arguments that it takes; ``backslash`` says whether it kept its own."""
    tokens = r.tokens
    if name in SIZES and name != "middle":
        after = at + 1
        if after < len(tokens) and tokens[after].isspace():
            after += 1
        if after < len(tokens) and tokens[after] in ("(", "["):
            return _bracket(r, after, depth)
        return None
    if name in FONTS or name in ACCENTS:
        return _with_argument(r, at, name, depth, backslash)
    if name in TEXTS or name == "operatorname":
        if (argument := _braced(r, at + 1, depth, words=True)) is None:
            return None
        inner = argument.tex
        return _Piece(
            f"\\{name}{{{inner}}}",
            argument.end,
            True,
            "function" if name == "operatorname" else "other",
        )
    if name == "sqrt":
        return _with_argument(r, at, name, depth, backslash)
    if name in FRACTIONS or name == "binom":
        first = _braced(r, at + 1, depth)
        second = _braced(r, first.end, depth) if first else None
        if first is None or second is None:
            return None
        return _Piece(f"\\{name}{{{first.tex}}}{{{second.tex}}}", second.end, True)
    if name in _GREEK:
        return _Piece(f"\\{name}", at + 1, backslash, "greek", True)
    if name in _SYMBOLS:
        return _Piece(
            f"\\{name}",
            at + 1,
            backslash or name in ("infty", "ell", "nabla", "ldots", "cdots"),
            "symbol",
        )
    if name in _BIG:
        scripted = at + 1 < len(tokens) and tokens[at + 1] in ("_", "^")
        if scripted or depth or backslash:
            tex = f"\\operatorname{{{name}}}" if name.startswith("arg") else f"\\{name}"
            return _Piece(tex, at + 1, backslash, "function")
        return None
    if name in FUNCTIONS:
        if backslash or depth or (at + 1 < len(tokens) and tokens[at + 1] in ("(", "_", "^")):
            return _Piece(f"\\{name}", at + 1, backslash, "function")
        return None
    if name in _WEAK_SYMBOLS:
        return _Piece(f"\\{name}", at + 1, backslash, "symbol") if backslash else None
    if backslash and name in ("{", "}", "%", "|", "#", "&"):
        return None
    if backslash and name.isalpha() and is_mathematics(name):
        return _Piece(f"\\{name}", at + 1, True, "symbol")
    return None


def _with_argument(r: _Reader, at: int, name: str, depth: int, backslash: bool) -> _Piece | None:
    """``mathcal{O}``, ``mathcal O``, ``sqrt{T}``, ``tilde O``."""
    tokens = r.tokens
    if argument := _braced(
        r, at + 1, depth, words=name in ("mathrm", "mathsf", "mathtt", "mathit", "mathbf")
    ):
        inner = argument.tex.strip()
        if name in FONTS and not backslash:
            _note_outer(r, at, argument.end)
        if name in FONTS and inner.startswith(f"\\{name}{{") and inner.endswith("}"):
            return _Piece(inner, argument.end, True, "symbol")
        return _Piece(f"\\{name}{{{inner}}}", argument.end, True, "symbol")
    after = at + 1
    if after < len(tokens) and tokens[after].isspace():
        after += 1
    elif not backslash and name not in FONTS:
        return None
    if after >= len(tokens):
        return None
    letter = tokens[after]
    behind = tokens[after + 1] if after + 1 < len(tokens) else ""
    certain = backslash or name in FONTS or name in _SURE_ACCENTS or name == "sqrt"
    if letter.isalnum() and len(letter) == 1 and letter not in ("a", "I") and certain:
        return _Piece(f"\\{name}{{{letter}}}", after + 1, True, "symbol")
    if letter in _GREEK and certain:
        return _Piece(f"\\{name}{{\\{letter}}}", after + 1, True, "symbol")
    if name in FONTS and letter in FONTS:
        inner = (
            _with_argument(r, after, letter, depth + 1, backslash) if depth < _MAX_DEPTH else None
        )
        return inner
    if (
        name in ("hat", "bar", "vec")
        and letter.isalpha()
        and len(letter) == 1
        and behind in ("_", "^", "(")
    ):
        return _Piece(f"\\{name}{{{letter}}}", after + 1, True, "symbol")
    return None


def _note_outer(r: _Reader, start: int, end: int) -> None:
    r"""A page drops ``\command{argument}`` but for the argument; one that is left was inside."""
    r.lost.append(f"a command around '{_excerpt(r.tokens, start, end)}' may be missing")


def _bracket(r: _Reader, at: int, depth: int) -> _Piece | None:
    """``(…)`` or ``[…]`` that holds nothing but mathematics."""
    if depth > _MAX_DEPTH:
        return None
    opening = r.tokens[at]
    inner = _contents(r, at + 1, _BRACKETS[opening], depth + 1, ")]")
    if inner is None:
        return None
    return _Piece(
        f"{opening}{inner.tex}{r.tokens[inner.end]}",
        inner.end + 1,
        inner.sure,
        "bracket",
        inner.greek,
    )


def _contents(r: _Reader, at: int, close: str, depth: int, closers: str) -> _Piece | None:
    """Chains parted by commas and the like, up to a closing bracket (whose index is ``end``)."""
    tokens = r.tokens
    start = at
    tex, sure, greek = "", False, False
    while at < len(tokens) and at - start < _MAX_CHAIN:
        token = tokens[at]
        if token in closers:
            return _Piece(tex.strip(), at, sure, greek=greek) if tex.strip() else None
        if token.isspace():
            if "\n" in token:
                return None
            tex += " "
            at += 1
        elif (
            token in SIZES
            and at + 1 < len(tokens)
            and (tokens[at + 1] in closers or tokens[at + 1].isspace())
        ):
            at += 1
        elif token in (",", ";", "|", ":", "!") and tex:
            tex += token
            at += 1
        else:
            chain = _chain(r, at, depth, top=False)
            if chain is None:
                return None
            tex = _glue(tex, chain.tex)
            at, sure, greek = chain.end, sure or chain.sure, greek or chain.greek
            if (
                at < len(tokens)
                and tokens[at] in ("right", "Big", "big", "Bigr", "bigr")
                and tokens[at + 1 : at + 2]
                and tokens[at + 1] in closers
            ):
                at += 1
    return None


def _braced(r: _Reader, at: int, depth: int, *, words: bool = False) -> _Piece | None:
    """The group at ``at`` as TeX without its braces; words in it become text."""
    tokens = r.tokens
    if at >= len(tokens) or tokens[at] != "{" or depth > _MAX_DEPTH:
        return None
    start = at
    at += 1
    tex = ""
    while at < len(tokens) and at - start < _MAX_CHAIN:
        token = tokens[at]
        if token == "}":
            return _Piece(tex.strip(), at + 1, True) if tex.strip() else None
        if "\n" in token or token == "$":
            return None
        if token == "{":
            inner = _braced(r, at, depth + 1, words=words)
            if inner is None:
                return None
            tex += f"{{{inner.tex}}}"
            at = inner.end
            continue
        if not token.isspace() and not (words and token.isalpha()):
            mark = len(r.lost)
            chain = _chain(r, at, depth + 1, top=False)
            if chain is not None:
                tex = _glue(tex, chain.tex)
                at = chain.end
                continue
            del r.lost[mark:]
        if token.startswith("\\"):
            tex += token
        elif token.isalpha() and len(token) > 1 and not words:
            if len(token) > 12 or not token.isascii():
                return None
            tex = _glue(
                tex,
                token
                if len(token) == 2 or _INDEX_LETTERS.issuperset(token)
                else f"\\text{{{token}}}",
            )
        elif token in "%#&":
            tex += "\\" + token
        elif token in "^_}":
            return None
        else:
            tex = _glue(tex, token)
        at += 1
    return None


def _bare_braces(r: _Reader, at: int, depth: int) -> _Piece | None:
    r"""Braces that a lost command left: ``{O}(T)``; or a set: ``{0,1}^n`` was ``\{0,1\}^n``."""
    tokens = r.tokens
    inner = _contents(r, at + 1, "}", depth + 1, "}")
    if inner is None:
        return None
    end = inner.end + 1
    following = tokens[end] if end < len(tokens) else ""
    if re.fullmatch(r"[A-Z]", inner.tex) and following == "(":
        argument = _bracket(r, end, depth)
        if argument is None:
            return None
        name = "".join(tokens[at : argument.end])
        r.lost.append(
            f"a command, such as a root sign or an accent, may be missing near '{name[:40]}'"
        )
        return _Piece(inner.tex + argument.tex, argument.end, True, "symbol")
    if re.fullmatch(r"[A-Za-z0-9.+-]+(?:, ?[A-Za-z0-9.+-]+)+", inner.tex) and following in (
        "^",
        "_",
    ):
        return _Piece(f"\\{{{inner.tex}\\}}", end, False, "set")
    before = tokens[at - 2] if at > 1 and tokens[at - 1].isspace() else tokens[at - 1] if at else ""
    if before in ("in", "=") and "," in inner.tex:
        return _Piece(f"\\{{{inner.tex}\\}}", end, False, "set")
    if inner.sure and re.fullmatch(r"\\?[A-Za-z]+\{.*\}|\\[a-z]+", inner.tex):
        return _Piece(inner.tex, end, True, "symbol")
    return None


def _bars(r: _Reader, at: int, depth: int) -> _Piece | None:
    """``|S|``, with nothing but one operand between the bars."""
    inner = _operand(r, at + 1, depth + 1, top=False)
    if inner is None or inner.end >= len(r.tokens) or r.tokens[inner.end] != "|":
        return None
    return _Piece(f"|{inner.tex}|", inner.end + 1, inner.sure, "symbol")


def _script(r: _Reader, at: int, depth: int) -> _Piece | None:
    """``^…`` or ``_…``: a group, a command, a letter, a number or a sign."""
    tokens = r.tokens
    mark = tokens[at]
    if at + 1 >= len(tokens):
        return None
    token = tokens[at + 1]
    if token == "{":
        group = _braced(r, at + 1, depth + 1)
        return group and _Piece(f"{mark}{{{group.tex}}}", group.end, True)
    name = token.removeprefix("\\")
    if name in FONTS or name in ACCENTS or name in TEXTS:
        command = _command(r, at + 1, name, depth + 1, token[0] == "\\")
        return command and _Piece(f"{mark}{{{command.tex}}}", command.end, True)
    if (
        name in _GREEK
        or name in _SYMBOLS
        or name in ("top", "star", "circ", "prime", "dagger", "ast", "perp", "times")
    ):
        return _Piece(f"{mark}\\{name}", at + 2, True)
    if token[0].isdigit():
        # TeX takes one digit: x_12 prints a 2 on the line, which nobody meant.
        number = token if len(token) == 1 else f"{{{token}}}"
        return _Piece(f"{mark}{number}", at + 2, True)
    if token in ("*", "+", "-", "'", "†", "∞", "⊤"):
        return _Piece(f"{mark}{token}", at + 2, True)
    if token[0].isalpha() and token.isascii():
        if len(token) == 1:
            return _Piece(mark + token, at + 2, True)
        if split := _split(token):
            first = re.match(r"\\[A-Za-z]+|.", split)
            if first:
                rest = split[first.end() :].lstrip()
                return _Piece(_glue(f"{mark}{first[0]}", rest), at + 2, True)
        if mark == "^" and len(token) <= 3:
            # A script without braces is one letter; the rest stands on the line: CAD^2RL, x^Ty.
            return _Piece(f"{mark}{token[0]}{token[1:]}", at + 2, True)
        if len(token) == 2 and token.islower():
            return _Piece(f"{mark}{{{token}}}", at + 2, True)
    return None
