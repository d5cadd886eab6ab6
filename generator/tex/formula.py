r"""Read a formula from tokens that may have lost their backslashes, braces and fractions.

A formula is a chain of operands and operators. It counts as *sure* if it holds a sign that
running text does not have: a script, a command that is no English word, a Greek letter where
only a formula has one. Whoever asks for a formula believes only a sure one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from generator.tex.groups import CLOSING
from generator.tex.operands import Operands
from generator.tex.reader import ARTICLES, MAX_TOKENS, Piece, glue
from generator.tex.tree import SIZES
from generator.tex.words import GREEK, LIMITS, RELATIONS, SIGNS, SURE_RELATIONS, SYMBOLS

_COMPARISONS = frozenset("=<>≤≥≠≈∈→∼±×")
_APPLIED = re.compile(
    r"\\(?:(?:sum|prod|int|nabla|partial|log|ln|exp|max|min|sup|inf)(?![A-Za-z])"
    r"|operatorname\{arg(?:min|max)\}_)"
)
"""What applies to the operand behind a space."""
_PREFIXES = SURE_RELATIONS | frozenset("sim le ge pm times ll gg".split())


class Formula(Operands):
    """Reads operands joined by operators."""

    def chain(self, at: int, depth: int = 0) -> Piece | None:
        """Operands joined by operators, from the token at ``at``.

        Depth 0 is running text, where a space ends the chain unless an operator goes on behind it.
        """
        start = at
        last = self._prefixed(at, depth)
        if last is None:
            return None
        whole = last
        while whole.end - start < MAX_TOKENS and whole.end < len(self.tokens):
            joined = self._joined(last, whole, depth)
            if joined is None:
                break
            operator, last = joined
            whole = Piece(
                glue(glue(whole.tex, operator), last.tex),
                last.end,
                "other",
                whole.sure or last.sure,
                whole.greek or last.greek,
            )
        return whole

    def _is_article(self, at: int) -> bool:
        return self.at(at) in ARTICLES and self.at(at + 1).isspace()

    def _prefixed(self, at: int, depth: int) -> Piece | None:
        """An operand, with a sign or relation before it: ``-x``, ``sim1000``, ``leq 3``."""
        token = self.at(at)
        if token in ("-", "+", "±", "~") and not self.at(at + 1).isspace():
            if token == "~" and depth == 0:
                return None
            if depth == 0 and at and self.at(at - 1)[-1:].isalnum():
                return None
            operand = self.operand(at + 1, depth)
            sign = "\\sim " if token == "~" else token
            return operand and replace(operand, tex=sign + operand.tex, kind="other")
        name = token.removeprefix("\\")
        if name not in _PREFIXES:
            return self.operand(at, depth)
        sure = token[0] == "\\" or (name in SURE_RELATIONS and name != "approx")
        following = self.after_space(at + 1)
        space = " " * (following - at - 1)
        operand = self.operand(following, depth)
        if operand is None:
            return Piece(f"\\{name}", at + 1, "symbol", True) if sure else None
        numeric = operand.kind == "number" and (not space or name == "sim")
        if name == "times" and not sure and (space or depth):
            return None
        if numeric and not sure and not self._is_measure(operand.end):
            return None
        if sure or operand.sure or numeric:
            return Piece(glue(f"\\{name}{space}", operand.tex), operand.end, "other", True)
        return None

    def _is_measure(self, at: int) -> bool:
        """Whether what follows a number is a unit or no letter: "sim2real" is a name."""
        following = self.at(at)
        return not following[:1].isalpha() or (
            len(following) < 3 and not self.at(at + 1)[:1].isalnum()
        )

    def _joined(self, last: Piece, whole: Piece, depth: int) -> tuple[str, Piece] | None:
        """What goes on behind an operand: an operator with its operand, or the next operand."""
        at = last.end
        token = self.at(at)
        if token.isspace():
            return None if "\n" in token else self._joined_after_space(last, whole, depth)
        if token in SIGNS:
            return self._signed(at, last, depth)
        name = token.removeprefix("\\")
        if name in RELATIONS and not (name in SYMBOLS and depth):
            return self._related(at, "", last, depth)
        if depth == 0 and not last.sure:
            # "3D", "10x" and "A100" are words, and so is "beta2".
            if (
                last.kind == "number"
                and token[0].isalpha()
                and token not in GREEK | LIMITS | {"log"}
            ):
                return None
            if last.kind in ("letter", "greek") and token[0].isdigit():
                return None
        if token in CLOSING and last.kind == "number":
            return None
        operand = self.operand(at, depth)
        return ("", operand) if operand else None

    def _signed(self, at: int, last: Piece, depth: int) -> tuple[str, Piece] | None:
        sign = self.at(at)
        if sign == "-" and self.at(at + 1) in ("-", ">"):
            return None
        following = self.after_space(at + 1)
        if following > at + 1 and depth == 0 and sign not in _COMPARISONS:
            return None
        operand = self._prefixed(following, depth)
        if operand is None:
            return None
        behind = self.at(operand.end)
        if sign == "-" and operand.kind == "letter" and (behind == "-" or behind[:1].isalpha()):
            return None  # "N-PG-IGT"
        return sign + " " * (following - at - 1), _judged(last, sign, operand)

    def _related(self, at: int, space: str, last: Piece, depth: int) -> tuple[str, Piece] | None:
        """A relation or operation that has a name, with its right side."""
        token = self.at(at)
        name = token.removeprefix("\\")
        following = self.after_space(at + 1)
        behind = " " * (following - at - 1)
        operand = self._prefixed(following, depth)
        sure = token[0] == "\\" or name in SURE_RELATIONS
        article = bool(behind) and self._is_article(following)
        if operand and name == "times" and behind and depth == 0 and operand.kind == "letter":
            article = article or self.at(operand.end)[:1].isalnum()  # "8times A100"
        if (
            operand
            and not article
            and (sure or self._relates(name, space, behind, last, operand, depth))
        ):
            return f"{space}\\{name}{behind}", replace(operand, sure=True)
        if name == "times" and not space and (last.kind == "number" or last.sure):
            # "25times faster" was "25$\times$ faster".
            return f"\\{name}", Piece("", at + 1, "other", True)
        if sure and (not space or token[0] == "\\"):
            return f"{space}\\{name}", Piece("", at + 1, "other", True)
        return None

    def _relates(
        self, name: str, space: str, behind: str, last: Piece, operand: Piece, depth: int
    ) -> bool:
        """Whether an English word between two operands is a relation of mathematics."""
        simple = ("number", "letter", "greek")
        if name == "times":
            if last.sure or operand.sure or depth:
                return True
            same = last.kind == operand.kind
            return not space or (
                same and last.kind in ("letter", "number") and self._ends(last, operand)
            )
        if name == "in":
            ranged = operand.kind in ("bracket", "set") and "," in operand.tex
            domain = re.match(r"\\math|\\\{|\[|\\Delta|[RZNCS]\^", operand.tex)
            spaced = operand.sure and domain is not None
            if not space:
                return ranged or operand.sure or (depth > 0 and operand.kind in simple)
            left = last.kind in ("letter", "greek") or last.sure
            return left and (ranged or spaced or (depth > 0 and operand.kind in simple))
        if name == "to":
            return operand.tex.startswith(("\\infty", "+\\infty")) or (
                not space and (last.sure or depth > 0) and operand.kind in simple
            )
        if name in ("pm", "sim", "le", "ge", "ll", "gg", "mp"):
            left = last.kind in simple or last.sure
            right = operand.kind in simple or operand.sure
            if name == "sim" and last.kind == "letter" and operand.kind == "symbol" and behind:
                return last.tex not in ARTICLES and operand.tex.endswith(")")  # "x sim p(x)"
            if name == "pm" and space and last.kind == "number" and not last.sure:
                return operand.kind == "number" and bool(behind)
            return left and right and (not space or last.sure or operand.sure or depth > 0)
        return (last.sure or operand.sure or depth > 0) and not (space and name in ("mid", "div"))

    def _ends(self, last: Piece, operand: Piece) -> bool:
        """Whether "T times J" is a product: capitals, or numbers that nothing counts."""
        if operand.kind == "letter":
            return last.tex not in ARTICLES
        if not (last.tex.isdigit() and operand.tex.isdigit()) or self.at(operand.end) == "%":
            return False
        return last.tex == operand.tex or min(int(last.tex), int(operand.tex)) > 6

    def _joined_after_space(
        self, last: Piece, whole: Piece, depth: int
    ) -> tuple[str, Piece] | None:
        at = last.end + 1
        token = self.at(at)
        name = token.removeprefix("\\")
        if name in RELATIONS and not (name in SYMBOLS and depth):
            return self._related(at, " ", last, depth)
        if token in SIGNS:
            following = self.after_space(at + 1)
            if following == at + 1 and depth == 0:
                return None
            operand = self._prefixed(following, depth)
            if operand is None:
                return None
            if depth == 0 and operand.kind == "letter" and self._is_article(following):
                return None
            if depth == 0 and not whole.sure and not operand.sure and token not in _COMPARISONS:
                return None
            return f" {token}{' ' * (following - at - 1)}", _judged(last, token, operand)
        if depth:
            operand = self.operand(at, depth)
            return (" ", operand) if operand else None
        if last.tex.endswith(("\\cdot", "\\times")) and (operand := self.operand(at, depth)):
            return " ", operand
        if _APPLIED.match(last.tex):
            operand = self.operand(at, depth)
            applied = ("letter", "function", "greek", "symbol")
            if operand and (operand.sure or operand.kind in applied):
                return " ", operand
        if last.sure and last.tex[-1:] in "})" and len(token) == 1 and token.isalpha():
            sign = self.at(at + 2)
            if token not in ARTICLES and self.at(at + 1).isspace() and sign in ("+", "=", "<", ">"):
                return " ", Piece(token, at + 1, "letter")
        if re.fullmatch(r"\\math\w+\{O\}|\\tilde\{O\}|\\Omega|\\Theta|O", last.tex) and (
            token in SIZES or token == "("
        ):
            operand = self.operand(at, depth)
            return (" ", operand) if operand and (last.sure or operand.sure) else None
        return None


def _judged(last: Piece, sign: str, operand: Piece) -> Piece:
    """The right side of a sign, sure if the sign makes a Greek word a symbol.

    "alpha=0.5", "1-delta", "n/lambda" are formulas; "alpha-beta" and "gamma/beta" are not.
    """
    named = last.kind == "greek" or operand.kind == "greek"
    both = last.kind == "greek" and operand.kind == "greek"
    if named and sign in _COMPARISONS:
        return replace(operand, sure=True)
    if named and not both:
        if operand.kind == "greek" and last.kind in ("number", "letter", "bracket"):
            return replace(operand, sure=True)
        if operand.kind == "number" and sign in "+/*":
            return replace(operand, sure=True)
    return operand
