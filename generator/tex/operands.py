"""Operands of formulas: symbols, numbers, commands, with their scripts and lost fractions."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.tex.groups import CLOSING, Groups
from generator.tex.reader import ARTICLES, MAX_DEPTH, MAX_TOKENS, Piece, glue
from generator.tex.tree import ACCENTS, FONTS, FRACTIONS, FUNCTIONS, SIZES, TEXTS, is_mathematics
from generator.tex.words import (
    DELIMITERS,
    GREEK,
    KNOWN,
    LIMITS,
    NAMES,
    OLD_FONTS,
    OPENING,
    RELATIONS,
    SURE_ACCENTS,
    SURE_GREEK,
    SURE_SYMBOLS,
    SYMBOLS,
)

_UNICODE_GREEK = frozenset("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩϵϕℓ∞")
_WORD_SCRIPTS = TEXTS | {"mathrm", "mathsf", "mathtt", "mathit", "mathbf", "operatorname"}
_COUNTS = re.compile(r"[nNmMkKd]")
_CHOICES = re.compile(r"[2-9kKmr]")


class Operands(Groups):
    """Reads one operand at a time."""

    def operand(self, at: int, depth: int) -> Piece | None:
        """A symbol, number, bracket or command, with its scripts, primes and lost fraction."""
        if depth > MAX_DEPTH:
            return None
        piece = self._atom(at, depth)
        while piece is not None:
            longer = self._suffixed(at, piece, depth)
            if longer is None:
                break
            piece = longer
        if piece is None or (piece.kind == "name" and depth == 0):
            return None
        return piece

    def _suffixed(self, at: int, piece: Piece, depth: int) -> Piece | None:
        """The piece with the script, prime, argument or denominator behind it."""
        token = self.at(piece.end)
        if token in ("^", "_"):
            if not self._may_carry(piece, token):
                return None
            mark = self.script(piece.end, depth)
            if mark is None or (piece.kind == "name" and depth == 0):
                return None
            kind = "function" if piece.kind == "function" else "symbol"
            return Piece(piece.tex + mark.tex, mark.end, kind, True)
        if token == "{" and piece.kind not in ("name", "function"):
            return self._fraction(at, piece, depth)
        if (
            token == "'"
            and not self.at(piece.end + 1)[:1].isalpha()
            and piece.kind in ("letter", "symbol", "greek")
            and (piece.sure or depth)
        ):
            return replace(piece, tex=piece.tex + "'", end=piece.end + 1)
        if token in CLOSING and piece.kind in ("letter", "greek", "symbol", "function"):
            argument = self.bracket(piece.end, depth)
            if argument is None:
                return None
            name = self.at(at).removeprefix("\\")
            sure = (
                argument.sure
                or argument.greek
                or name in SURE_GREEK | {"Omega", "Theta", "omega", "Phi", "Psi"}
            )
            tex = glue(piece.tex, argument.tex)
            return Piece(
                tex, argument.end, "symbol", piece.sure or sure, piece.greek or argument.greek
            )
        return None

    def _may_carry(self, base: Piece, mark: str) -> bool:
        """Whether a base may have a script; ``UCF_full`` and ``max_lr`` are names."""
        script_token = self.at(base.end + 1)
        if not script_token or script_token.isspace():
            return False
        if re.search(rf"\{mark}(?:\{{[^{{}}]*\}}|\\[A-Za-z]+|[^\\])$", base.tex):
            return False  # TeX knows no second script of one kind.
        if base.kind == "number" and mark == "_" and script_token != "{":
            return False
        if mark == "^" or script_token in ("{", "\\") or script_token.startswith("\\"):
            return True
        if base.kind == "function":
            return len(script_token) == 1 or script_token in GREEK
        if base.kind == "name":
            return False
        if script_token[0].isalpha() and len(script_token) > 2:
            return script_token in GREEK or is_mathematics(script_token) or script_token in FONTS
        return self.at(base.end + 2) != "_" or script_token == "{"

    def _fraction(self, at: int, numerator: Piece, depth: int) -> Piece | None:
        r"""``8{255}`` was ``\frac{8}{255}``, if it is certain where the numerator began."""
        if "\\" in "".join(self.tokens[numerator.end : numerator.end + 3]):
            return None
        opened = self.at(numerator.end + 1)
        if opened in OLD_FONTS or opened in RELATIONS | LIMITS:
            return None
        denominator = self.braced(numerator.end, depth)
        if denominator is None or "," in denominator.tex or "=" in denominator.tex:
            return None
        if re.fullmatch(r"[(\[][^()]*(?:\([^()]*\)[^()]*)*[)\]]", denominator.tex):
            return replace(numerator, tex=numerator.tex + denominator.tex, end=denominator.end)
        if numerator.tex.endswith("^1"):
            tex = f"{numerator.tex[:-1]}{{\\frac{{1}}{{{denominator.tex}}}}}"
            return Piece(tex, denominator.end, "symbol", True)
        if self.at(denominator.end)[:1].isalnum() and numerator.kind == "letter":
            return None  # "{B}ayesian", "Deep{R}L"
        if self._may_be_other(at, numerator, denominator):
            near = self.excerpt(at - 2, denominator.end).lstrip(" ,;.(")
            self.lost.append(f"a fraction may be missing near '{near}'")
            self.unclear.add(numerator.end)
            return None
        return Piece(
            f"\\frac{{{numerator.tex}}}{{{denominator.tex}}}", denominator.end, "other", True
        )

    def _may_be_other(self, at: int, numerator: Piece, denominator: Piece) -> bool:
        r"""Whether ``A{B}`` can be read in two ways.

        ``1+c{2}`` was ``\frac{1+c}{2}`` or ``1+\frac{c}{2}``; ``log n{m}`` and ``T^5{6}`` are like
        it, ``Z{Z}^2`` had an accent, and ``n{2}`` was perhaps a binomial coefficient.
        """
        if re.search(r"\^(?:\\?[A-Za-z]+|[()])$", numerator.tex):
            return True
        if re.search(r"\^\d$", numerator.tex) and denominator.tex.isdigit():
            return True
        if self.at(denominator.end) in ("^", "_"):
            return True
        if self._is_summand(at, numerator.kind == "number"):
            return True
        return bool(_COUNTS.fullmatch(numerator.tex) and _CHOICES.fullmatch(denominator.tex))

    def _is_summand(self, at: int, number: bool) -> bool:
        """Whether a sum or a function stands before the product that ends at ``at``.

        A sign right behind a bracket or a space belongs to its number, and ``ln 1{2}`` can only
        be a function of the fraction.
        """
        depth = 0
        for back in range(at - 1, max(-1, at - MAX_TOKENS), -1):
            token = self.at(back)
            depth += (token in ")]}") - (token in "([{")
            if depth < 0:
                return False
            if depth or token.isspace():
                continue
            if token in ("+", "-", "−"):
                before = self.at(back - 1)
                spaced = before.isspace() and not self.at(back + 1).isspace()
                return not (before in ("", "(", "{", "[", "^", "=", ",") or spaced)
            name = token.removeprefix("\\")
            if name in FUNCTIONS | LIMITS | NAMES:
                return not (number and back >= at - 2)
            if token in ("=", "<", ">", ",", ";", ":", "|", "/", "."):
                return False
            if token.isalpha() and len(token) > 1 and name not in KNOWN:
                return False
        return False

    def _atom(self, at: int, depth: int) -> Piece | None:
        token = self.at(at)
        if not token:
            return None
        if token[0].isdigit():
            end = at + 1
            while self.at(end) == "!" and self.at(end + 1)[:1].isdigit() and token.endswith(","):
                end += 2
            return Piece(token, end, "number")
        if token in CLOSING:
            return self.bracket(at, depth)
        if token == "{":
            return self.bare_group(at, depth)
        if token == "|":
            return self.bars(at, depth)
        if token[0] == "\\":
            return self.command(at, token[1:], depth, backslash=True)
        if token in _UNICODE_GREEK:
            return Piece(token, at + 1, "letter")
        if not token[0].isalpha() or not token.isascii():
            return None
        if len(token) == 1:
            return Piece(token, at + 1, "letter")
        return self.command(at, token, depth, backslash=False) or self._word(at, depth)

    def _word(self, at: int, depth: int) -> Piece | None:
        """A word that is no command: the name of a function, an abbreviation in brackets."""
        token = self.at(at)
        behind = self.at(at + 1)
        if token in NAMES and (depth or behind == "("):
            kind = "function" if behind == "(" else "letter"
            return Piece(f"\\mathrm{{{token}}}", at + 1, kind)
        if depth and len(token) <= 3 and token.isupper():
            return Piece(token, at + 1, "letter")
        if behind in ("_", "^") and token not in DELIMITERS:
            return Piece(f"\\mathrm{{{token}}}" if len(token) > 2 else token, at + 1, "name")
        return None

    def command(self, at: int, name: str, depth: int, *, backslash: bool) -> Piece | None:
        """A command with the arguments that it takes."""
        if name in SIZES:
            return self.sized(at, depth)
        if name == "sqrt" and self.at(at + 1) == "[" and self.at(at + 3) == "]":
            argument = self.braced(at + 4, depth)
            tex = argument and f"\\sqrt[{self.at(at + 2)}]{{{argument.tex}}}"
            return Piece(tex, argument.end, "symbol", True) if argument and tex else None
        if name == "underline" and not depth:
            return None
        if name in FONTS or name in ACCENTS or name == "sqrt":
            return self._with_argument(at, name, depth, backslash)
        in_formula = depth > 0 or (not backslash and self.at(at - 1) in ("/", "=", "*", "+"))
        if name == "operatorname" or (name in TEXTS and in_formula):
            argument = self.braced(at + 1, depth, words=True)
            if argument is None:
                return None
            if not backslash:
                self._note_outer(at, argument.end)
            kind = "function" if name == "operatorname" else "symbol"
            return Piece(f"\\{name}{{{argument.tex}}}", argument.end, kind, True)
        if name in FRACTIONS or name == "binom":
            first = self.braced(at + 1, depth)
            second = self.braced(first.end, depth) if first else None
            if first is None or second is None:
                return None
            return Piece(f"\\{name}{{{first.tex}}}{{{second.tex}}}", second.end, "other", True)
        if name in GREEK:
            return Piece(f"\\{name}", at + 1, "greek", backslash, True)
        if name in SURE_SYMBOLS:
            return Piece(f"\\{name}", at + 1, "symbol", True)
        if name in OPENING and not backslash:
            return self.delimited(at, depth)
        if name in LIMITS or name in FUNCTIONS:
            return self._function(at, name, depth, backslash)
        if name == "partial" and self.at(at + 1) == "_":
            lone = len(self.at(at + 2)) == 1 or self.at(at + 2) in GREEK
            return Piece("\\partial", at + 1, "symbol", True) if lone or depth else None
        if name in SYMBOLS and (backslash or (depth and name != "star")):
            return Piece(f"\\{name}", at + 1, "symbol", backslash)
        if backslash and name.isalpha() and is_mathematics(name) and name not in TEXTS:
            return Piece(f"\\{name}", at + 1, "symbol", True)
        return None

    def _function(self, at: int, name: str, depth: int, backslash: bool) -> Piece | None:
        end = at + 1
        if self.at(end) in ("nolimits", "limits"):
            end += 1
        behind = self.at(end)
        if not (
            backslash or depth or behind in ("_", "^") or (name in FUNCTIONS and behind == "(")
        ):
            return None
        if not backslash and not depth and behind == "_" and len(self.at(end + 1)) > 1:
            return (
                None
                if self.at(end + 1) != "{" and self.at(end + 1) not in GREEK
                else _limits(name, end)
            )
        glued = name == "log" and len(self.at(at - 1)) == 1 and self.at(at - 1).isalpha()
        return replace(_limits(name, end), sure=backslash or glued)

    def _with_argument(self, at: int, name: str, depth: int, backslash: bool) -> Piece | None:
        """``mathcal{O}``, ``mathcal O``, ``sqrt{T}``, ``tilde O``."""
        argument = self.braced(at + 1, depth, words=name in _WORD_SCRIPTS)
        if argument:
            inner = argument.tex.strip()
            if name in FONTS and inner.startswith(f"\\{name}{{") and inner.endswith("}"):
                return Piece(inner, argument.end, "symbol", True)
            if name == "mathcal" and not backslash:
                self._note_outer(at, argument.end)
            return Piece(f"\\{name}{{{inner}}}", argument.end, "symbol", True)
        following = self.after_space(at + 1)
        letter = self.at(following)
        sure = backslash or name in FONTS or name in SURE_ACCENTS or name == "sqrt"
        alone = len(letter) == 1 and letter.isalnum() and letter not in ARTICLES
        if alone and (sure or self.at(following + 1) in ("_", "^", "(")):
            return Piece(f"\\{name}{{{letter}}}", following + 1, "symbol", True)
        if letter in GREEK and (sure or depth):
            return Piece(f"\\{name}{{\\{letter}}}", following + 1, "symbol", True)
        if letter.removeprefix("\\") in FONTS and depth < MAX_DEPTH and following > at:
            inner_piece = self._with_argument(
                following, letter.removeprefix("\\"), depth + 1, letter[0] == "\\"
            )
            if inner_piece and name in ACCENTS:
                return replace(inner_piece, tex=f"\\{name}{{{inner_piece.tex}}}")
            return inner_piece
        return None

    def _note_outer(self, start: int, end: int) -> None:
        r"""Of ``\command{argument}`` pages keep the argument, so a command left was inside one."""
        self.lost.append(f"a command around '{self.excerpt(start, end)}' may be missing")


def _limits(name: str, end: int) -> Piece:
    tex = f"\\operatorname{{{name}}}" if name.startswith("arg") else f"\\{name}"
    return Piece(tex, end, "function")
