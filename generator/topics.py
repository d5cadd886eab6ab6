"""What topics and tags are, and what it means for a paper to have one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.problems import Location
from generator.rules import Evidence, Rule


@dataclass(frozen=True, slots=True)
class Area:
    """A group of topics, from ``content/areas.yml``; order is the order of the file."""

    id: str
    title: str
    definition: str
    location: Location


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A paper that a curator pinned or banned.

    Attributes:
        paper: A name of the paper: slug, identifier or title.
        reason: Why the rule does not decide.
        primary: For a pin to a topic: it becomes the paper's first topic.
    """

    paper: str
    location: Location
    reason: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A test of a rule: a paper of the list, or a text made up for it.

    Attributes:
        paper: A name of the paper; empty for a made-up text.
    """

    location: Location
    paper: str = ""
    title: str = ""
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """How papers get a label: by rule, by the curator's hand, and the tests of both."""

    rule: Rule = field(default_factory=Rule)
    pins: tuple[PaperChoice, ...] = ()
    bans: tuple[PaperChoice, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class StartHere:
    """A paper to begin with: its id and a sentence that says why."""

    paper: str
    sentence: str
    location: Location


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, from ``content/topics/<id>.yml``.

    Attributes:
        description: One or two sentences for readers.
        goes_here: What belongs here, for readers; may be empty.
        not_here: What belongs elsewhere, for readers; may be empty.
        introduction: Markdown by the curator; may be empty.
        introduced_at: Where the introduction stands.
        aliases: Former ids; their pages redirect here.
        selection: Rule, pins, bans and examples.
    """

    id: str
    title: str
    area: str
    description: str
    location: Location
    goes_here: str = ""
    not_here: str = ""
    introduction: str = ""
    introduced_at: Location = field(default_factory=lambda: Location(""))
    aliases: tuple[str, ...] = ()
    start_here: tuple[StartHere, ...] = ()
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, from ``content/tags.yml``.

    Attributes:
        group: ``contribution``, ``method`` or ``setting`` (any word a list wants).
        keywords: Keywords of sources that mean this tag, beside its id and title.
        selection: Rule, pins, bans and examples.
    """

    id: str
    title: str
    group: str
    description: str
    location: Location
    keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels: areas, topics and tags, each in the order they are shown, by id."""

    areas: Mapping[str, Area]
    topics: Mapping[str, Topic]
    tags: Mapping[str, Tag]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A label that a paper has, and why.

    Attributes:
        id: Id of the topic or tag.
        score: Points of the rule, two decimals; a pin has the score of its rule or 0.
        by: ``rule``, ``pin``, ``keyword`` (tags) or ``curated`` (tags).
        evidence: Strongest first; empty for a pin without matching words.
        reason: The curator's reason for a pin.
        location: Where the pin, or the rule, stands.
    """

    id: str
    score: float
    by: str
    evidence: tuple[Evidence, ...]
    location: Location
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperLabels:
    """The labels of one paper; topics primary first, at most three."""

    topics: tuple[Assigned, ...] = ()
    tags: tuple[Assigned, ...] = ()
