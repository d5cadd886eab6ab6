"""Writes the pages and files of a build; the largest group of many pages in two shares.

The other pages come first, for they need least of what a second process may still be finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.beside import MANY, begin
from generator.engine.compose import Composer
from generator.engine.writer import SiteWriter
from generator.outputs import GeneratedFile, GeneratedPage
from generator.problems import Problem, Report

FILES = 1 / 3
"""The time that files take, as a part of that of the largest group of pages."""


@dataclass(frozen=True, slots=True)
class Share:
    """What the writing of a share leaves; see :class:`SiteWriter` and :class:`Composer`."""

    digests: Mapping[str, bytes]
    linked: int
    messages: Sequence[str]
    proved: Mapping[str, dict[str, bytes]]
    shells: int
    problems: Sequence[Problem]


def write_outputs(
    pages: Sequence[GeneratedPage],
    files: Sequence[GeneratedFile],
    writer: SiteWriter,
    composer: Composer,
    report: Report,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Compose and write pages and files; each has the same bytes, whoever writes it.

    Args:
        pages: Pages that are composed.
        files: Files.
        writer: Learns what was written.
        composer: Learns which shells were proved.
        report: Where problems of pages go.
        prepare: Finds what both shares need, once.
    """
    if len(pages) + len(files) < MANY:
        _write(pages, files, writer, composer)
        return
    most, rest = composer.parted(pages)
    _write(rest, (), writer, composer)
    prepare()
    _write(most[:1], (), writer, composer)  # with it both processes have the templates
    part = 1 + round(len(most) * (1 - FILES) / 2)
    with begin(partial(_share, most[1:part], files, writer, composer, report)) as others:
        _write(most[part:], (), writer, composer)
        share = others.value
    writer.digests.update(share.digests)
    writer.linked += share.linked
    composer.messages.extend(share.messages)
    composer.learn(share.proved)
    composer.shells += share.shells
    report.extend(share.problems)


def _share(
    pages: Sequence[GeneratedPage],
    files: Sequence[GeneratedFile],
    writer: SiteWriter,
    composer: Composer,
    report: Report,
) -> Share:
    own_writer = SiteWriter(writer.folder, writer.last)
    own_composer = replace(composer, messages=[], proved={}, shells=0)
    _write(pages, files, own_writer, own_composer)
    return Share(
        own_writer.digests,
        own_writer.linked,
        own_composer.messages,
        own_composer.proved,
        own_composer.shells,
        report.problems,
    )


def _write(
    pages: Iterable[GeneratedPage],
    files: Iterable[GeneratedFile],
    writer: SiteWriter,
    composer: Composer,
) -> None:
    for path, content in composer.compose(pages):
        writer.write(path, content)
    for file in files:
        writer.write(file.path, file.make())
