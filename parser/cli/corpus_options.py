"""What `diarium corpus` understands. It is read whenever a command runs, so it imports nothing."""

import argparse
from collections.abc import Callable
from typing import Any

Run = Callable[[argparse.Namespace], int]
Add = Callable[[Any, str, str, str, str], argparse.ArgumentParser]
"""Adds a command: where, its name, its summary, its description and its examples."""


def add_corpus(commands: Any, add: Add, kind: type[argparse.ArgumentParser]) -> None:
    """The command `corpus` and its actions."""
    command = commands.add_parser(
        "corpus",
        help="a corpus as a release: a versioned, checksummed package that describes itself",
        description="Make a release of a folder of records, or prove one.",
        allow_abbrev=False,
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=kind)
    _add_release(actions, add)
    _add_check(actions, add)


def _add_release(actions: Any, add: Add) -> None:
    command = add(
        actions,
        "release",
        "a folder of records as one package",
        "Write a release of all records of a folder: JSON Lines, Parquet tables, schemas, a Frictionless data\n"
        "package, a DCAT-AP-SE entry, checksums, and what changed since the previous release. Whole or not at all.",
        "  diarium corpus release -o releases/1.0.0\n"
        "  diarium corpus release records -o releases/1.1.0 --previous releases/1.0.0 --about about.toml\n",
    )
    command.add_argument(
        "corpus",
        nargs="?",
        default="corpus/structured",
        metavar="CORPUS",
        help="the folder of records (default: %(default)s)",
    )
    command.add_argument(
        "-o", "--output", required=True, metavar="DIR", help="the folder to make; it must not be there yet"
    )
    command.add_argument(
        "--version", metavar="V", help="its version, such as 1.2.0 (default: 1.0.0, or what follows the previous one)"
    )
    command.add_argument("--previous", metavar="DIR", help="the release before, to tell what changed")
    command.add_argument(
        "--about", metavar="FILE", help="a TOML file with title, publisher, licence and the like (docs/releases.md)"
    )
    command.add_argument("--date", type=day, metavar="DAY", help="the day of issue, such as 2026-11-28 (default: none)")
    command.add_argument(
        "--persons",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="link persons over documents, as `diarium people` does (default: up to 20,000 documents)",
    )
    command.add_argument("--overrides", metavar="FILE", help="who is one person and who is not (docs/persons.md)")
    command.add_argument(
        "--leave-out-invalid", action="store_true", help="release the rest where files are no valid records"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only")
    command.set_defaults(load=_load)


def _add_check(actions: Any, add: Add) -> None:
    command = add(
        actions,
        "check",
        "prove a release",
        "Prove a release: checksums, schemas, every row of every table against the records, and the counts.\n"
        "Prints each problem with its file and place; exits with 0 when proven, else with 7.",
        "  diarium corpus check releases/1.0.0\n",
    )
    command.add_argument("release", metavar="DIR", help="the release's folder")
    command.add_argument("-q", "--quiet", action="store_true", help="print problems only")
    command.set_defaults(load=_load)


def day(text: str) -> str:
    """A day of the calendar, ISO. Raises argparse's error for anything else."""
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-28") from None


def _load() -> Run:
    from parser.cli.corpus import run

    return run
