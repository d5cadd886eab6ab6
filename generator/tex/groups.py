"""Brackets, groups and scripts of formulas."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.tex.reader import MAX_DEPTH, MAX_TOKENS, Piece, Reader, glue
from generator.tex.tree import ACCENTS, FONTS, SIZES, TEXTS
from generator.tex.words import (
    DELIMITERS,
    GREEK,
    INDEX_LETTERS,
    OLD_FONTS,
    OPENING,
    RELATIONS,
    SCRIPT_SYMBOLS,
    SYMBOLS,
)

CLOSING = {"(": ")", "[": "]"}
_SET = re.compile(r"[A-Za-z0-9.+\\-]+(?:, ?(?:[A-Za-z0-9.+-]|\\ldots)+)+")


class Groups(Reader):
    """Reads what stands between brackets, braces and bars, and behind ``^`` and ``_``."""

    def sized(self, at: int, depth: int) -> Piece | None:
        """``left(…right)``, ``Big[…Big]``, ``left|…right|``; the sizes are dropped."""
        following = self.after_space(at + 1)
        token = self.at(following)
        if token in CLOSING:
            return self.bracket(following, depth)
        if token in OPENING:
            return self.delimited(following, depth)
        if token in ("|", "lvert", "lVert", "Vert") and depth < MAX_DEPTH:
            inner = self._contents(following + 1, depth + 1, frozenset(SIZES))
            if inner and self.at(inner.end + 1) in ("|", "rvert", "rVert", "Vert"):
                bar = "\\|" if "V" in token else "|"
                return Piece(f"{bar}{inner.tex}{bar}", inner.end + 2, "symbol", True)
        if token == "{" and depth < MAX_DEPTH:
            inner = self._contents(following + 1, depth + 1, frozenset(SIZES) | {"}"})
            if inner:
                end = inner.end + 1 if self.at(inner.end) == "}" else inner.end + 2
                if self.at(end - 1) == "}":
                    return Piece(f"\\{{{inner.tex}\\}}", end, "set", True)
        return None

    def delimited(self, at: int, depth: int) -> Piece | None:
        """``lceil n/2 rceil``, ``langle x, y rangle``."""
        opening = self.at(at)
        closing = "r" + opening[1:]
        if depth > MAX_DEPTH:
            return None
        inner = self._contents(self.after_space(at + 1), depth + 1, frozenset({closing}))
        if inner is None:
            return None
        tex = glue(DELIMITERS[opening], inner.tex)
        return Piece(tex + DELIMITERS[closing], inner.end + 1, "symbol", True)

    def bracket(self, at: int, depth: int) -> Piece | None:
        """``(…)`` or ``[…]`` that holds nothing but mathematics; half-open ranges too."""
        if depth > MAX_DEPTH or at in self.failed:
            return None
        inner = self._contents(at + 1, depth + 1, frozenset(")]"))
        if inner is None:
            self.failed.add(at)
            return None
        tex = f"{self.at(at)}{inner.tex}{self.at(inner.end)}"
        return Piece(tex, inner.end + 1, "bracket", inner.sure, inner.greek)

    def _contents(self, at: int, depth: int, closers: frozenset[str]) -> Piece | None:
        """Chains parted by commas and the like, up to a closer (whose index is ``end``)."""
        start = at
        tex, sure, greek = "", False, 0
        parts = 1
        while at < len(self.tokens) and at - start < MAX_TOKENS:
            token = self.at(at)
            if token in closers:
                tex = tex.strip()
                # (epsilon, delta) are two symbols; (delta) may be a word.
                return (
                    Piece(tex, at, "other", sure or (greek > 1 and greek == parts)) if tex else None
                )
            if token.isspace():
                if "\n" in token:
                    return None
                tex += " "
                at += 1
            elif token in SIZES and (self.at(at + 1) in closers or self.at(at + 1).isspace()):
                at += 1
            elif token in (",", ";", "|", ":", "!") and tex:
                tex += token
                parts += token == ","
                at += 1
            elif token == "." and self.at(at + 1) == "." and self.at(at + 2) == ".":
                tex = glue(tex, "\\ldots")
                at += 3
            elif token in ("dots", "ldots"):
                tex = glue(tex, "\\ldots")
                at += 1
            else:
                piece = self.chain(at, depth)
                if piece is None:
                    return None
                tex = glue(tex, piece.tex)
                at, sure, greek = piece.end, sure or piece.sure, greek + piece.greek
        return None

    def braced(self, at: int, depth: int, *, words: bool = False) -> Piece | None:
        r"""The group at ``at`` as TeX without its braces.

        Args:
            at: Index of the opening brace.
            depth: How deep the group stands.
            words: Whether words are text (in ``\text{…}``) and not letters side by side.
        """
        if self.at(at) != "{" or depth > MAX_DEPTH or at in self.failed:
            return None
        start = at
        at += 1
        font = ""
        if self.at(at).removeprefix("\\") in OLD_FONTS and self.at(at + 1).isspace():
            font = OLD_FONTS[self.at(at).removeprefix("\\")]
            at += 2
        tex = ""
        while at < len(self.tokens) and at - start < MAX_TOKENS:
            token = self.at(at)
            if token == "}":
                tex = tex.strip()
                if not tex:
                    break
                return Piece(f"\\{font}{{{tex}}}" if font else tex, at + 1, "other", True)
            if "\n" in token or token == "$":
                break
            if at in self.unclear:
                break
            if token == "{":
                inner = self.braced(at, depth + 1, words=words)
                if inner is None:
                    break
                tex += f"{{{inner.tex}}}"
                at = inner.end
                continue
            if not token.isspace() and not (words and token.isalpha()):
                piece = self.chain(at, depth + 1)
                if piece is not None:
                    tex = glue(tex, piece.tex)
                    at = piece.end
                    continue
            part = _loose(token, words)
            if part is None:
                break
            tex = glue(tex, part)
            at += 1
        self.failed.add(start)
        return None

    def bare_group(self, at: int, depth: int) -> Piece | None:
        r"""Braces that a lost command left: ``{O}(T)``; or a set: ``{0,1}^n`` was ``\{0,1\}^n``."""
        if at in self.plain or at in self.unclear or depth > MAX_DEPTH:
            return None
        if self.at(at + 1) in RELATIONS and self.at(at + 2) == "}":
            return Piece(f"\\{self.at(at + 1)}", at + 3, "symbol", True)  # "64{times}"
        if self.at(at + 1) in OLD_FONTS and self.at(at + 2).isspace():
            group = self.braced(at, depth)
            letters = group and re.fullmatch(r"\\math\w+\{(\\?\w+)\}", group.tex)
            if (
                group
                and letters
                and (self.at(group.end) in ("_", "^", "(") or depth or len(letters[1]) == 1)
            ):
                return replace(group, kind="symbol")
            return None
        inner = self._contents(at + 1, depth + 1, frozenset("}"))
        if inner is None:
            self.plain.add(at)
            return None
        end = inner.end + 1
        if re.fullmatch(r"[A-Z]", inner.tex) and self.at(end) == "(":
            argument = self.bracket(end, depth)
            if argument is None:
                return None
            near = self.excerpt(at, argument.end)
            self.lost.append(
                f"a command, such as a root sign or an accent, may be missing near '{near}'"
            )
            return Piece(inner.tex + argument.tex, argument.end, "symbol", True)
        before = self.at(at - 1) if not self.at(at - 1).isspace() else self.at(at - 2)
        is_set = "," in inner.tex and (
            (_SET.fullmatch(inner.tex) and self.at(end) in ("^", "_"))
            or before in ("in", "=", "max", "min", "∈", "\\in")
        )
        is_set = is_set or (inner.sure and re.search(r", ?\\ldots", inner.tex) is not None)
        indexed = self.at(end) == "_" and ("_" in inner.tex or inner.tex.startswith("("))
        if is_set or indexed:
            return Piece(f"\\{{{inner.tex}\\}}", end, "set", inner.sure)
        if (
            inner.sure
            and not inner.tex.startswith("\\text")
            and re.fullmatch(r"\\?[A-Za-z]+\{.*\}|\\[A-Za-z]+|\w[\^_].*", inner.tex)
        ):
            return Piece(
                f"{{{inner.tex}}}" if self.at(end) in ("^", "_") else inner.tex, end, "symbol", True
            )
        if depth and self.at(end) in ("^", "_"):
            return Piece(f"{{{inner.tex}}}", end, "symbol", inner.sure)
        return None

    def bars(self, at: int, depth: int) -> Piece | None:
        """``|S|``, with nothing but one operand between the bars."""
        if depth > MAX_DEPTH or at in self.failed:
            return None
        inner = self.operand(at + 1, depth + 1)
        if inner is None or self.at(inner.end) != "|":
            self.failed.add(at)
            return None
        return Piece(f"|{inner.tex}|", inner.end + 1, "symbol", inner.sure)

    def script(self, at: int, depth: int = 0) -> Piece | None:
        """``^…`` or ``_…``: a group, a command, a letter, a number or a sign."""
        mark = self.at(at)
        token = self.at(at + 1)
        if not token:
            return None
        if token == "{":
            group = self.braced(at + 1, depth + 1)
            return group and Piece(f"{mark}{{{group.tex}}}", group.end, "other", True)
        name = token.removeprefix("\\")
        if name in FONTS or name in ACCENTS or name in TEXTS:
            command = self.command(at + 1, name, depth + 1, backslash=token[0] == "\\")
            return command and Piece(f"{mark}{{{command.tex}}}", command.end, "other", True)
        if name in GREEK or name in SCRIPT_SYMBOLS:
            return Piece(f"{mark}\\{name}", at + 2, "other", True)
        if token[0].isdigit():
            # TeX takes one digit: x_12 prints a 2 on the line, which nobody meant.
            number = token if len(token) == 1 else f"{{{token}}}"
            return Piece(mark + number, at + 2, "other", True)
        if token in ("-", "+") and self.at(at + 2)[:1].isdigit():
            return Piece(f"{mark}{{{token}{self.at(at + 2)}}}", at + 3, "other", True)
        if token in ("*", "+", "-", "'", "†", "∞", "⊤"):
            return Piece(mark + token, at + 2, "other", True)
        if token == "(" and mark == "^":
            group = self.bracket(at + 1, depth + 1)
            return group and Piece(f"{mark}{{{group.tex}}}", group.end, "other", True)
        if not token[0].isalpha():
            return None
        if mark == "^" and token in ("st", "nd", "rd", "th"):
            return Piece(f"^{{{token}}}", at + 2, "other", True)
        if len(token) == 1:
            return Piece(mark + token, at + 2, "other", True)
        before = self.at(at - 1)
        if len(token) <= 4 and (before.isalpha() and len(before) > 1 and token[0].isupper()):
            return Piece(f"{mark}{{\\text{{{token}}}}}", at + 2, "other", True)
        lone = self.at(at + 2) not in ("^", "_")
        if mark == "_" and len(token) == 2 and lone and INDEX_LETTERS.issuperset(token):
            return Piece(f"{mark}{{{token}}}", at + 2, "other", True)
        if mark == "_" and token.islower() and lone:
            return None  # "C_id" is a name.
        if len(token) <= (3 if mark == "^" else 2):
            # Without braces one letter is raised, and the rest stands on the line: x^Ty.
            return Piece(f"{mark}{token[0]}{token[1:]}", at + 2, "other", True)
        return None


def _loose(token: str, words: bool) -> str | None:
    """A token of a group that no chain begins with."""
    if token in ("^", "_", "&", "#"):
        return None
    if token == "%":
        return "\\%"
    name = token.removeprefix("\\")
    if name in RELATIONS | SCRIPT_SYMBOLS | SYMBOLS and len(name) > 1 and not words:
        return f"\\{name}"
    if not token.isalpha() or len(token) == 1 or words:
        return token
    if len(token) > 14 or not token.isascii():
        return None
    if len(token) == 2 or INDEX_LETTERS.issuperset(token):
        return token
    return f"\\text{{{token}}}"
