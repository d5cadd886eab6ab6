"""Read rules from YAML. What is wrong is reported with its place, and the rest is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from generator.identifiers import SCHEMES, parse
from generator.matching.phrases import term_words
from generator.matching.regexes import RegexError, compile_regex
from generator.problems import Location, Report, closest
from generator.rules import (
    ANY_FIELDS,
    DEFAULT_THRESHOLD,
    DEFAULT_WITHIN,
    FUZZY_BY_LENGTH,
    MAX_CLAUSES,
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_EDITS,
    MAX_NEAR_TERMS,
    MAX_TERM_WORDS,
    MAX_WEIGHT,
    MAX_WITHIN,
    TEXT_FIELDS,
    Clause,
    Condition,
    Group,
    Listed,
    Near,
    Regex,
    Rule,
    Term,
    Words,
    Years,
)
from generator.yamlnode import Node

RULE_KEYS = ("any", "all", "none", "threshold")
_RULE_WORDS = {
    **dict.fromkeys(("include", "includes", "match", "keywords", "terms", "or", "should"), "any"),
    **dict.fromkeys(("exclude", "excludes", "not", "without", "must_not", "except"), "none"),
    **dict.fromkeys(("and", "must", "require", "requires"), "all"),
    **dict.fromkeys(("score", "min_score", "minimum", "points"), "threshold"),
}
"""What people may write for the keys of a rule."""
GROUP_KEYS = ("any", "all", "none")
WORD_FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": TEXT_FIELDS,
    "title": ("title",),
    "abstract": ("abstract",),
    "authors": ("authors",),
    "venue": ("venue",),
    "keywords": ("keywords",),
}
LISTED_FIELDS = ("tags", "source", "identifiers")
CONDITION_KEYS = (*WORD_FIELDS, "year", *LISTED_FIELDS, "near", "regex", *GROUP_KEYS)
MODIFIERS: Mapping[str, tuple[str, ...]] = {
    "weight": (),
    "case": (*WORD_FIELDS, "any", "near"),
    "fuzzy": (*WORD_FIELDS, "any", "near"),
    "within": ("near",),
    "in": ("near", "regex"),
    "at_least": ("any",),
}
"""Keys that alter a condition, each with the conditions that it needs one of."""

_STRAY_STAR = re.compile(r"(?<![^\W_])\*|\*(?=[\w*])|(?<![^\W_])[^\W_]\*")
_YEARS = re.compile(r"(\d{4})?(\.\.)?(\d{4})?")
_FIRST_YEAR, _LAST_YEAR = 0, 9999


def read_rule(node: Node | None, report: Report, tags: Collection[str]) -> Rule:
    """The rule of a topic or a tag; an empty one if there is none.

    Args:
        node: The value of ``rule``.
        report: Where problems go. A clause that cannot be read is left out.
        tags: Ids of the tags that may be named.
    """
    if node is None or not node.is_mapping():
        return Rule()
    node.check_keys(RULE_KEYS, _RULE_WORDS)
    reader = _RuleReader(report, tags)
    any_ = reader.clauses(node, "any")
    all_ = reader.clauses(node, "all", weight=0.0 if any_ else 1.0)
    none = reader.clauses(node, "none")
    if not any_ and not all_ and not any(node.get(key) for key in ("any", "all")):
        reader.broken(
            node.location, "the rule has neither 'any' nor 'all'", "say what belongs here"
        )
    threshold = node.number("threshold", DEFAULT_THRESHOLD)
    if threshold is not None and threshold <= 0:
        reader.broken(
            node.where("threshold"),
            "a threshold must be above 0",
            f"leave it out for {DEFAULT_THRESHOLD:g}",
        )
        threshold = None
    return Rule(any_, all_, none, threshold or DEFAULT_THRESHOLD, node.location)


@dataclass(slots=True)
class _RuleReader:
    """Reads the clauses of one rule, and counts them."""

    report: Report
    tags: Collection[str]
    conditions: int = field(default=0)

    def broken(self, location: Location, message: str, fix: str = "") -> None:
        self.report.add("rule-syntax", location, message, fix)

    def clauses(self, rule: Node, kind: str, weight: float = 1.0) -> tuple[Clause, ...]:
        nodes = rule.nodes(kind, one=True)
        if len(nodes) > MAX_CLAUSES:
            self.broken(
                nodes[MAX_CLAUSES].location,
                f"'{kind}' may hold {MAX_CLAUSES:,} clauses; the rest is left out",
                "a clause may be a list of phrases that mean the same",
            )
        clauses = (self.clause(node, kind, weight) for node in nodes[:MAX_CLAUSES])
        return tuple(clause for clause in clauses if clause)

    def clause(self, node: Node, kind: str, weight: float) -> Clause | None:
        given = node.get("weight")
        if given and kind == "none":
            self.broken(
                given.location,
                "a weight means nothing under 'none'",
                "leave it out; for a weak exclusion, put the clause under 'any'"
                " with a negative weight",
            )
        elif given:
            number = given.as_number()
            if number is None:
                return None
            if abs(number) > MAX_WEIGHT or number < (0 if kind == "all" else -MAX_WEIGHT):
                self.broken(
                    given.location,
                    f"the weight {number:g} is out of range",
                    f"weights go up to {MAX_WEIGHT:g}; only clauses under 'any' may be negative",
                )
                return None
            if number == 0 and kind == "any":
                self.broken(
                    given.location, "a clause of weight 0 adds nothing", "delete the clause"
                )
                return None
            weight = number
        condition = self.condition(node, depth=0)
        if condition is None:
            return None
        return Clause(node.location, as_written(node), condition, weight)

    def condition(self, node: Node, depth: int) -> Condition | None:
        """What a clause, or a part of a group, asks for; None if it cannot be read."""
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            if self.conditions == MAX_CONDITIONS + 1:
                self.broken(
                    node.location,
                    f"a rule may hold {MAX_CONDITIONS:,} conditions; the rest is left out",
                    "part the topic",
                )
            return None
        if isinstance(node.value, str):
            terms = self.terms(node, None, 0)
            return Words(TEXT_FIELDS, terms) if terms else None
        if not isinstance(node.value, Mapping):
            self.broken(
                node.location,
                f"a clause must be a phrase or a mapping, not {node.kind}",
                "write 'offline RL' or '{title: offline RL, weight: 2}'",
            )
            return None
        if depth >= MAX_DEPTH:
            self.broken(node.location, f"groups nest deeper than {MAX_DEPTH} levels", "nest less")
            return None
        return self.mapping(node, depth)

    def mapping(self, node: Node, depth: int) -> Condition | None:
        keys = [key for key in node.entries if key in CONDITION_KEYS]
        allowed = (*CONDITION_KEYS, *MODIFIERS)
        if unknown := [key for key in node.keys if key not in allowed]:
            self.unknown_keys(node, unknown, allowed)
            return None
        if not keys:
            self.broken(
                node.location,
                "the clause asks for nothing",
                f"give one of: {', '.join(CONDITION_KEYS)}",
            )
            return None
        for key, needs in MODIFIERS.items():
            if key not in node:
                continue
            if key == "weight" and depth:
                self.broken(
                    node.keys[key],
                    "a weight inside a group means nothing: a group counts once",
                    "put the weight beside the group, or part it into clauses",
                )
            elif needs and not set(needs) & set(keys):
                self.broken(
                    node.keys[key], f"'{key}' needs one of: {', '.join(needs)}", f"delete '{key}'"
                )
        parts = []
        for key in keys:
            value = node.get(key)
            if value is None:
                self.broken(node.keys[key], f"'{key}' has no value", f"give one, or delete '{key}'")
                return None
            part = self.part(node, key, value, depth)
            if part is None:
                return None
            parts.append(part)
        return parts[0] if len(parts) == 1 else Group("all", tuple(parts))

    def unknown_keys(self, node: Node, unknown: list[str], allowed: Collection[str]) -> None:
        for key in unknown:
            value = node.entries[key].value
            fix = f"use one of: {', '.join(sorted(allowed))}"
            if isinstance(value, str) and len(node.entries) == 1:
                fix += f'; or, if it is a phrase, put it in quotes: "{key}: {value}"'
            self.report.add(
                "unknown-key",
                node.keys[key],
                f"unknown key '{key}' of a clause{closest(key, allowed)}",
                fix,
            )

    def part(self, node: Node, key: str, value: Node, depth: int) -> Condition | None:
        if key in ("all", "none") or (key == "any" and isinstance(value.value, tuple)):
            return self.group(node, key, value, depth)
        case, edits = self.spelling(node)
        if key == "any":
            terms = self.terms(value, case, edits)
            return Words(ANY_FIELDS, terms) if terms else None
        if key in WORD_FIELDS:
            names = key in ("authors", "venue")
            terms = self.terms(value, False if names and case is None else case, edits)
            if key == "authors":
                terms = tuple(replace(term, text=_given_first(term.text)) for term in terms)
            return Words(WORD_FIELDS[key], terms) if terms else None
        if key == "year":
            return self.years(value)
        if key == "near":
            return self.near(node, value, case, edits)
        if key == "regex":
            return self.regex(node, value)
        return self.listed(key, value)

    def group(self, node: Node, key: str, value: Node, depth: int) -> Condition | None:
        nodes = value.items if isinstance(value.value, tuple) else (value,)
        if not nodes:
            self.broken(value.location, f"'{key}' is an empty list", "name what it holds")
        parts = [self.condition(part, depth + 1) for part in nodes]
        kept = tuple(part for part in parts if part is not None)
        if len(kept) < len(parts) or not kept:
            return None
        at_least = node.integer("at_least", 1) if key == "any" else 1
        if at_least is None or not 1 <= at_least <= len(kept):
            self.broken(
                node.where("at_least"), f"'at_least' must be 1 to {len(kept)}", "correct the number"
            )
            return None
        return Group(key, kept, at_least)

    def spelling(self, node: Node) -> tuple[bool | None, int]:
        """The modifiers ``case`` and ``fuzzy``."""
        case = node.flag("case") if node.get("case") else None
        fuzzy = node.get("fuzzy")
        if fuzzy is None:
            return case, 0
        word = fuzzy.value.strip() if isinstance(fuzzy.value, str) else ""
        if word in ("true", "false"):
            return case, FUZZY_BY_LENGTH if word == "true" else 0
        if word.isdecimal() and 1 <= int(word) <= MAX_EDITS:
            return case, int(word)
        fuzzy.wrong(f"true or a number of edits from 1 to {MAX_EDITS}")
        return case, 0

    def terms(self, node: Node, case: bool | None, edits: int) -> tuple[Term, ...]:
        """A phrase, or a list of phrases that mean the same; empty if one is broken."""
        nodes = node.items if isinstance(node.value, tuple) else (node,)
        if not nodes:
            self.broken(node.location, "the list of phrases is empty", "name at least one")
        found = []
        for item in nodes:
            term = self.term(item, case, edits)
            if term is None:
                return ()
            found.append(term)
        return tuple(dict.fromkeys(found))

    def term(self, node: Node, case: bool | None, edits: int) -> Term | None:
        text = node.as_text()
        if text is None:
            return None
        if _STRAY_STAR.search(text):
            self.broken(
                node.location,
                f"in '{text}' a star does not end a word of two letters or more",
                "write a word family as 'reinforc*'; for more freedom there is 'regex'",
            )
            return None
        term = Term(" ".join(text.split()), case, edits)
        words = len(term_words(term))
        if not 1 <= words <= MAX_TERM_WORDS:
            self.broken(
                node.location,
                f"'{text[:60]}' has {words or 'no'} words",
                f"a phrase has 1 to {MAX_TERM_WORDS} words",
            )
            return None
        return term

    def near(self, node: Node, value: Node, case: bool | None, edits: int) -> Condition | None:
        if not 2 <= len(value.items) <= MAX_NEAR_TERMS:
            self.broken(
                value.location,
                f"'near' needs a list of 2 to {MAX_NEAR_TERMS} terms",
                "write 'near: [offline, policy]'",
            )
            return None
        terms = tuple(self.terms(item, case, edits) for item in value.items)
        within = node.integer("within", DEFAULT_WITHIN)
        fields = self.fields(node)
        if not all(terms) or within is None or fields is None:
            return None
        if not 1 <= within <= MAX_WITHIN:
            self.broken(
                node.where("within"), f"'within' must be 1 to {MAX_WITHIN} words", "1 = neighbours"
            )
            return None
        return Near(fields, terms, within)

    def regex(self, node: Node, value: Node) -> Condition | None:
        fields = self.fields(node)
        expression = value.as_text()
        if expression is None or fields is None:
            return None
        try:
            compile_regex(expression)
        except RegexError as error:
            at = expression.find(error.fragment) if error.fragment else -1
            where = f" at character {at + 1}" if at >= 0 else ""
            self.report.add(
                "rule-regex",
                value.location,
                f"the regular expression cannot be used: {error}{where}",
                "the syntax is RE2's, without look-around and back-references;"
                " 'none' or 'near' may say the same",
            )
            return None
        return Regex(fields, expression)

    def fields(self, node: Node) -> tuple[str, ...] | None:
        """The modifier ``in``."""
        if node.get("in") is None:
            return TEXT_FIELDS
        name = node.text("in")
        if name in TEXT_FIELDS:
            return (name,)
        self.report.add(
            "unknown-value",
            node.where("in"),
            f"'in' cannot be '{name}'{closest(name, TEXT_FIELDS)}",
            f"use one of: {', '.join(TEXT_FIELDS)}",
        )
        return None

    def years(self, value: Node) -> Condition | None:
        nodes = value.items if isinstance(value.value, tuple) else (value,)
        ranges = []
        for node in nodes:
            text = node.as_text()
            if text is None:
                return None
            match = _YEARS.fullmatch(text.replace(" ", ""))
            first, dots, last = match.groups() if match else (None, None, None)
            if not (first or last) or (not dots and last):
                self.broken(
                    node.location,
                    f"'{text}' is no year",
                    "write 2020, 2020..2022, 2024.. or ..2019",
                )
                return None
            low = int(first) if first else _FIRST_YEAR
            high = int(last) if last else _LAST_YEAR if dots else low
            if low > high:
                self.broken(node.location, f"'{text}' ends before it begins", "turn it round")
                return None
            ranges.append((low, high))
        return Years(tuple(ranges)) if ranges else None

    def listed(self, key: str, value: Node) -> Condition | None:
        check: Mapping[str, Callable[[str, Location], str | None]] = {
            "tags": self.tag,
            "source": lambda text, _: text.casefold(),
            "identifiers": self.identifier,
        }
        nodes = value.items if isinstance(value.value, tuple) else (value,)
        values = []
        for node in nodes:
            text = node.as_text()
            checked = check[key](text, node.location) if text else None
            if checked is None:
                return None
            values.append(checked)
        return Listed(key, tuple(values)) if values else None

    def tag(self, text: str, location: Location) -> str | None:
        if text in self.tags:
            return text
        self.report.add(
            "unknown-tag",
            location,
            f"no tag '{text}' stands above in tags.yml{closest(text, self.tags)}",
            "correct the id, or add the tag to tags.yml",
        )
        return None

    def identifier(self, text: str, location: Location) -> str | None:
        scheme = text.split(":", 1)[0].strip().casefold()
        if scheme not in SCHEMES:
            identifier = parse(text)
            if identifier:
                return str(identifier).casefold()
            self.report.add(
                "unknown-value",
                location,
                f"'{text}' is no identifier{closest(scheme, SCHEMES)}",
                f"begin with one of: {', '.join(SCHEMES)}; such as 'arxiv:2302.05543',"
                " 'doi:10.1109/*' or 'arxiv:cs.LG'",
            )
            return None
        if not text.endswith("*") and (identifier := parse(text)):
            return str(identifier).casefold()
        return "".join(text.split()).casefold()


def _given_first(name: str) -> str:
    """``LeCun, Yann`` as ``Yann LeCun``."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma else name


def as_written(node: Node) -> str:
    """A clause in one line, without its weight."""
    if isinstance(node.value, str):
        return node.value.strip()
    return ", ".join(
        f"{key}: {_flow(value)}" for key, value in node.entries.items() if key != "weight"
    )


def _flow(node: Node) -> str:
    if isinstance(node.value, tuple):
        return f"[{', '.join(_flow(item) for item in node.items)}]"
    if isinstance(node.value, Mapping):
        return "{" + as_written(node) + "}"
    return (node.value or "").strip()
