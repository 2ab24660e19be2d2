"""`diarium watch`: convert what arrives in a folder."""

import argparse
from collections.abc import Sequence
from functools import partial

from parser.batch.local import find
from parser.cli import convert, exits, terminal
from parser.errors import DiariumError, UnreadableDocument
from parser.watch.follow import follow


def run(arguments: argparse.Namespace) -> int:
    """Watch `arguments.folder` until the process is asked to stop; the exit code: 0 then, else what went wrong."""
    try:
        folder = find(arguments.folder)
        if folder is None:
            raise UnreadableDocument("there is no such folder; check the path")
        _say(f"watching {folder}; records go to {arguments.output}; Ctrl-C ends it", arguments)
        follow(
            folder,
            partial(_convert, arguments),
            settle=arguments.settle,
            poll=arguments.poll,
            tell=terminal.complain,
        )
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.folder)
        return error.exit_code
    except (KeyboardInterrupt, SystemExit):
        _say("stopped; what is not converted yet is converted when it is watched again", arguments)
    return exits.OK


def _convert(arguments: argparse.Namespace, paths: Sequence[str]) -> None:
    """A run of `diarium convert` over these; faults of single documents are told by it."""
    # Another run on the same output is waited for: nobody is there to start this one again.
    convert.run(argparse.Namespace(**{**vars(arguments), "paths": list(paths), "wait": True}))


def _say(message: str, arguments: argparse.Namespace) -> None:
    if not arguments.log_json:
        terminal.note(message, quiet=arguments.quiet)
