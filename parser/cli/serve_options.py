"""The command `serve`, as the command line knows it."""

import argparse
from collections.abc import Callable
from typing import Any

from parser.cli.asking_options import CORPUS, Add


def add(commands: Any, add: Add, at_least_one: Callable[[str], int], base_uri: Callable[[str], str]) -> None:
    """Add the command. `at_least_one` reads a whole number from 1, `base_uri` an address."""
    command = add(
        commands,
        "serve",
        "the records in a browser, and as an API",
        "Serve a folder of records: search with facets, documents beside their print, persons, parties, matters,\n"
        "plots, and an API. The index is made and kept up to date by itself. Needs the extra `web` (docs/web.md).",
        "  diarium serve corpus/structured --open\n"
        "  diarium serve records --pdfs /archive/pdf --port 8080\n"
        "  diarium serve records --host 0.0.0.0 --base-url https://decisions.example.org/\n",
    )
    command.add_argument(
        "corpus", nargs="?", metavar="CORPUS", default=CORPUS, help="the records (default: %(default)s)"
    )
    command.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    command.add_argument("--port", type=port, default=8000, metavar="N", help="the port; 0: any (default: %(default)s)")
    command.add_argument("--open", action="store_true", help="open it in the browser")
    command.add_argument(
        "--pdfs",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder to look for the PDFs in, with all below it (default: the corpus, and `raw` beside it)",
    )
    command.add_argument(
        "--base-url", type=base_uri, metavar="URL", help="its public address, where a proxy stands before it"
    )
    command.add_argument(
        "--rate",
        type=rate,
        metavar="N",
        help="requests a second that one client may make, on average; 0: any number (default: 20 where other machines "
        "can reach it without a proxy, else 0)",
    )
    command.add_argument("--no-sql", dest="sql", action="store_false", help="answer no SQL")
    command.add_argument(
        "--cache",
        type=at_least_one,
        default=512,
        metavar="MB",
        help="pictures of pages that are kept, in MB (default: %(default)s)",
    )
    command.add_argument(
        "--index", metavar="DIR", help="the folder of the index (default: .diarium in the corpus, or the user's cache)"
    )
    command.add_argument(
        "--overrides", metavar="FILE", help="who is one person and who is not (default: overrides.toml in the corpus)"
    )
    command.set_defaults(load=_load)


def port(text: str) -> int:
    """A port's number. Raises argparse's error for anything else."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, a whole number from 0 to 65535")
    return int(text)


def rate(text: str) -> int:
    """How many requests a second. Raises argparse's error for anything else."""
    if not text.isascii() or not text.isdigit() or int(text) > 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests a second, a whole number from 0")
    return int(text)


def _load() -> Callable[[argparse.Namespace], int]:
    from parser.cli.serve import run

    return run
