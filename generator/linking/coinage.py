"""Names that papers introduce: "ControlNet" in "We present ControlNet, a neural network …".

A name is coined where its own paper gives it: in its abstract
(:mod:`generator.linking.naming`), or as the head of its
title ("X: subtitle") if the abstract presents something and uses the name.
A paper that only uses a name ("… for ControlNet") does not coin it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.linking.names import (
    TOKEN,
    expansion_before,
    is_distinct,
    is_written_as_name,
    leading_expansion,
    word_keys,
)
from generator.linking.naming import TRIGGER, Sentence, Title
from generator.model import Paper

ENTITLED = 2
"""Strength of a name that heads the title."""
DEFINED = 3
"""Strength of a name that the abstract gives. A name of both has the sum."""
CURATED = 100
"""Strength of a name that a curator gives; it goes before all others."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”'’)]*\s+(?=[\"“‘'(]*[A-Z0-9])")
_HEAD = re.compile(r"(?:the )?(?P<head>[^:]+?)(?: ?: | --? | ?[–—] )(?P<rest>.+)", re.IGNORECASE)
_NAME = re.compile(rf"{TOKEN.pattern}(?: {TOKEN.pattern})*")
_ABBREVIATED = re.compile(rf"(.+) \(({TOKEN.pattern})\)")
_NO_COINAGE = re.compile(
    r"\b(?:survey|review|overview|introduction|tutorial|perspectives?|primer|case study|"
    r"comment|reply|roadmap|lessons|report)\b|\?",
    re.IGNORECASE,
)
"""Titles that speak of something known: "ChatGPT: a survey", "X: friend or foe?"."""


@dataclass(frozen=True, slots=True)
class Coinage:
    """A name that a paper introduces.

    Attributes:
        name: As the paper spells it.
        strength: :data:`ENTITLED`, :data:`DEFINED`, their sum, or :data:`CURATED`.
        expansion: The words that an acronym stands for, or empty.
    """

    name: str
    strength: int
    expansion: str = ""


def coinages(paper: Paper) -> list[Coinage]:
    """The names that a paper introduces, each once."""
    head, rest = _split_title(paper.title)
    words = word_keys(paper.title)
    title = Title(words, word_keys(head) or words)
    given: dict[tuple[str, ...], Coinage] = {}
    presents = False
    for text in _SENTENCE.split(paper.abstract):
        if TRIGGER.search(text.lower()):
            sentence = Sentence(text, title)
            presents = presents or sentence.presents
            for name, expansion in sentence.names():
                known = given.get(_spelling(name))
                expansion = expansion or (known.expansion if known else "")
                given[_spelling(name)] = Coinage(name, DEFINED, expansion)
    for name, expansion in _entitled(head, rest):
        known = given.get(_spelling(name))
        if known:
            strength = DEFINED + ENTITLED
            given[_spelling(name)] = Coinage(known.name, strength, known.expansion or expansion)
        elif not _NO_COINAGE.search(rest) and (
            (presents and name in paper.abstract)
            or (head and not paper.abstract)
            or (not head and _is_called(name, paper.abstract))
        ):
            given[_spelling(name)] = Coinage(name, ENTITLED, expansion)
    return sorted(given.values(), key=lambda coinage: coinage.name)


def _is_called(name: str, abstract: str) -> bool:
    """Whether an abstract writes a phrase with capitals: "Neural Turing Machines can infer"."""
    if " " not in name:
        return False
    start = abstract.lower().find(name.lower())
    end = start + len(name)
    return (
        start >= 0
        and is_written_as_name(abstract[start:end])
        and not (abstract[start - 1 : start].isalnum() or abstract[end : end + 1].isalnum())
    )


def _spelling(name: str) -> tuple[str, ...]:
    """What tells names apart: the spelling of a word, but the keys of a phrase."""
    return tuple(word_keys(name)) if " " in name else (name,)


def _split_title(title: str) -> tuple[str, str]:
    """What stands before the colon of a title, without "The", and what stands behind it."""
    match = _HEAD.fullmatch(title.strip())
    return (match["head"].strip(), match["rest"].strip()) if match else ("", title.strip())


def _entitled(head: str, rest: str) -> Iterator[tuple[str, str]]:
    """Names that the title gives, and what they stand for: "X: …", "Long Name (LN): …"."""
    if match := _ABBREVIATED.fullmatch(head):
        expansion = expansion_before(match[2], match[1])
        yield match[2], expansion
        if expansion == match[1]:
            yield expansion, ""
    elif TOKEN.fullmatch(head):
        yield head, leading_expansion(head, rest) if is_distinct(head) else ""
    else:
        name = head or rest.removeprefix("The ")
        if " " in name and _NAME.fullmatch(name):
            yield name, ""
