"""docs/commands.md and the command say the same: every command, option and exit code is in both."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parser.cli import exits
from parser.cli.main import command_line

PAGE = (Path(__file__).parents[1] / "docs/commands.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    return dict(below(command_line()))


def below(command: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands of a command by their whole names; `corpus` alone is none, `corpus check` is."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, one in action.choices.items():
                yield from below(one, f"{name} {word}".strip())
            return
    yield name, command


def section(command: str) -> str:
    return PAGE.split(f"\n## diarium {command}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("command", commands())
def test_every_option_of_a_command_is_documented(command):
    general = PAGE.split("\n## ")[0]
    for action in commands()[command]._actions:
        for option in action.option_strings:
            assert f"`{option}" in section(command) + general or f"[{option}" in section(command), option


def test_no_option_is_documented_that_there_is_not():
    known = {
        option for one in [command_line(), *commands().values()] for a in one._actions for option in a.option_strings
    }
    assert set(re.findall(r"`(--?[a-z-]+)", PAGE)) <= known


@pytest.mark.parametrize("command", commands())
def test_the_examples_are_those_of_the_help(command):
    examples = (commands()[command].epilog or "").partition("examples:\n")[2].strip().splitlines()
    assert examples
    for example in examples:
        assert example.strip() in section(command)


def test_the_exit_codes_are_those_of_the_help():
    table = dict(re.findall(r"^\| (\d+) \| (.+) \|$", PAGE.split("## Exit codes")[1], re.MULTILINE))
    assert {int(code): meaning for code, meaning in table.items()} == exits.MEANINGS


def test_every_fault_that_a_user_can_meet_has_a_documented_code():
    from parser.errors import DiariumError

    assert {one.exit_code for one in DiariumError.__subclasses__()} <= set(exits.MEANINGS)
