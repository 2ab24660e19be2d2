"""What `diarium watch` understands. It is read whenever a command runs, so it imports nothing heavy."""

import argparse
from collections.abc import Callable
from typing import Any

Add = Callable[[Any, str, str, str, str], argparse.ArgumentParser]
"""Adds a command: where, its name, its summary, its description and its examples."""


def add_watch(commands: Any, add: Add) -> None:
    """The command `watch`."""
    from parser.cli import main as words  # which calls this, and whose kinds of values are the same here

    command = add(
        commands,
        "watch",
        "convert what arrives in a folder, until it is stopped",
        "Convert what lies in FOLDER and what arrives in it, when it is wholly written; what has been converted\n"
        "already is not converted again. A folder's structure is mirrored below OUT. Ctrl-C or SIGTERM ends it.",
        "  diarium watch deliveries -o records\n"
        "  diarium watch /mnt/deliveries -o s3://archive/records --poll --log-json\n",
    )
    command.add_argument("folder", metavar="FOLDER", help="the folder in which PDFs arrive, in it or below it")
    command.add_argument(
        "-o", "--output", metavar="OUT", default="corpus/structured", help="where to write to (default: %(default)s)"
    )
    command.add_argument(
        "--settle",
        type=words.span,
        default=2.0,
        metavar="TIME",
        help="how long a file must not have changed to be wholly written (default: 2s)",
    )
    command.add_argument(
        "--poll",
        action="store_true",
        help="look again and again, for disks of other machines, which tell nothing of what arrives",
    )
    command.add_argument(
        "--format", type=words.formats, default=words.FORMATS, metavar="LIST", help="json, xml or json,xml"
    )
    command.add_argument("--municipality", metavar="NAME", help="read all as this municipality's")
    command.add_argument("--ocr", choices=("auto", "never", "always"), default="auto", help="see `diarium convert`")
    command.add_argument("--jobs", type=words.at_least_one, metavar="N", help="how many processes to work with")
    command.add_argument("--max-memory", type=words.amount, metavar="SIZE", help="what one document may occupy")
    command.add_argument("--timeout", type=words.span, metavar="TIME", help="what one document may take")
    command.add_argument(
        "--max-output", type=words.amount, default="512M", metavar="SIZE", help="how large its files may be together"
    )
    command.add_argument(
        "--inspect", action=argparse.BooleanOptionalAction, default=False, help="also write OUT/FILE.html"
    )
    command.add_argument("--log-json", action="store_true", help="tell how it gets on in lines of JSON")
    command.add_argument("-q", "--quiet", action="store_true", help="print faults only")
    command.set_defaults(load=_load, force=False, retry=False, checksum=False, prune=False, wait=True, cluster=None)


def _load() -> Callable[[argparse.Namespace], int]:
    from parser.cli.watch import run

    return run
