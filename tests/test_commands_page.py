"""The page on commands says what the program does: no command or option more, and none less."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from toylist import write_toy

from generator.cli import main

PAGE = (Path(__file__).parent.parent / "content/pages/commands.md").read_text(encoding="utf-8")
SECTIONS = {
    heading.strip(): text
    for heading, text in re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
}
COMMANDS = {
    heading.strip("`").split()[0]: (heading.strip("`"), text)
    for heading, text in SECTIONS.items()
    if heading.startswith("`")
}
ROW = re.compile(r"^\| (`-.*?) \| (.*) \|$", re.M)


def options(command: click.Command) -> dict[str, click.Option]:
    return {
        name: parameter
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }


def on_page(text: str) -> dict[str, str]:
    return {
        name: meaning
        for names, meaning in ROW.findall(text)
        for name in re.findall(r"`(-[^`]+)`", names)
    }


def test_the_page_has_a_section_for_every_command_and_no_other() -> None:
    assert set(COMMANDS) == set(main.commands)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_a_section_has_every_option_of_its_command_and_no_other(name: str) -> None:
    assert set(on_page(COMMANDS[name][1])) == set(options(main.commands[name]))


def test_the_options_of_all_commands_are_those_of_the_program() -> None:
    every = set(options(main)) | {"-h", "--help"}
    assert set(on_page(SECTIONS["For all commands"])) == every


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_choice_of_an_option_is_named_and_no_other(name: str) -> None:
    page = on_page(COMMANDS[name][1])
    for option, parameter in options(main.commands[name]).items():
        if isinstance(parameter.type, click.Choice):
            assert set(re.findall("`([^`]+)`", page[option])) == set(parameter.type.choices)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_heading_shows_the_arguments(name: str) -> None:
    arguments = [p for p in main.commands[name].params if isinstance(p, click.Argument)]
    shown = [
        text if argument.required else f"[{text}]"
        for argument in arguments
        for text in [
            (argument.metavar or (argument.name or "").upper())
            + ("…" if argument.nargs == -1 else "")
        ]
    ]
    assert COMMANDS[name][0].split()[1:] == shown


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_has_help(name: str) -> None:
    command = main.commands[name]
    assert command.help
    assert all(option.help for option in options(command).values())


def test_a_default_on_the_page_is_that_of_the_program() -> None:
    for text, command in [
        (SECTIONS["For all commands"], main),
        *((text, main.commands[name]) for name, (_, text) in COMMANDS.items()),
    ]:
        for name, meaning in on_page(text).items():
            said = re.search(r"`([^`]+)` if nothing is said", meaning)
            if said:
                assert str(options(command)[name].default) == said[1]


@pytest.mark.parametrize("name", ["check", "suggest", "export"])
def test_an_example_of_the_page_runs(tmp_path: Path, name: str) -> None:
    line = re.search(r"^reading-list (.*)$", COMMANDS[name][1], re.M)
    assert line
    arguments = [a for a in line[1].split() if a not in ("-o", "offline-rl.bib", "--strict")]
    done = CliRunner().invoke(main, ["--content", str(write_toy(tmp_path)), *arguments])
    assert done.exit_code == 0, done.output
