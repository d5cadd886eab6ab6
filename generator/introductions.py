"""What stands at the head of a topic's page: papers to begin with, and the links of its text.

An introduction is Markdown. It links to pages of the list by name, as rules name papers:
``[a network that …](paper:arxiv:2302.05543)``, ``[offline learning](topic:offline-rl)``,
``[surveys](tag:survey)``, ``[robots](area:robots)``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from generator.addresses import path_of
from generator.lookup import PaperIndex, find_paper
from generator.model import Paper
from generator.problems import Report, closest
from generator.topics import Labels, Topic

_LINK = re.compile(r"\[([^\[\]]*)\]\((paper|topic|tag|area):([^()\s]+)\)")


def resolve_introductions(labels: Labels, papers: Iterable[Paper], report: Report) -> Labels:
    """The labels, with ids for the names of papers in ``start_here``, and addresses for links.

    A name that nothing has is reported; a starting point is left out, of a link the words stay.
    """
    if not any(topic.start_here or topic.introduction for topic in labels.topics.values()):
        return labels
    index = PaperIndex.of(papers if any(map(_names_papers, labels.topics.values())) else ())
    topics = {
        id: replace(
            topic,
            start_here=tuple(
                replace(start, paper=paper.id)
                for start in topic.start_here
                if (paper := find_paper(index, start.paper, start.location, report))
            ),
            introduction=_with_addresses(topic, labels, index, report),
        )
        for id, topic in labels.topics.items()
    }
    return replace(labels, topics=topics)


def _names_papers(topic: Topic) -> bool:
    links = _LINK.finditer(topic.introduction)
    return bool(topic.start_here) or any(link[2] == "paper" for link in links)


def _with_addresses(topic: Topic, labels: Labels, index: PaperIndex, report: Report) -> str:
    """The introduction, its links leading from the topic's Markdown file to other ones."""
    known: Mapping[str, Mapping[str, object]] = {
        "topic": labels.topics,
        "tag": labels.tags,
        "area": labels.areas,
    }

    def address(link: re.Match[str]) -> str:
        words, kind, name = link.groups()
        if kind == "paper":
            paper = find_paper(index, name, topic.introduced_at, report)
            id = paper.id if paper else ""
        else:
            id = name if name in known[kind] else ""
            if not id:
                report.add(
                    "unknown-label",
                    topic.introduced_at,
                    f"the introduction links to the {kind} '{name}', which does not exist"
                    f"{closest(name, known[kind])}",
                    f"name a {kind} by its id",
                )
        if not id:
            return words
        path = posixpath.relpath(path_of(kind, id), f"topics/{topic.id}")
        return f"[{words}]({PurePosixPath(path).with_suffix('.md')})"

    return _LINK.sub(address, topic.introduction)
