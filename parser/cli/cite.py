"""`diarium cite`: how to cite a document or an act of it."""

import argparse

from parser.cli import exits, terminal
from parser.cli.open_record import open_record
from parser.errors import DiariumError
from parser.export.citations import WRITERS, cite


def run(arguments: argparse.Namespace) -> int:
    """Print the citation of `arguments.act` in `arguments.record`; the exit code."""
    try:
        record = open_record(arguments.record)
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.record)
        return error.exit_code
    citation = cite(record, arguments.act, base=arguments.base, language=arguments.language)
    for line in WRITERS[arguments.format](citation).splitlines():
        terminal.out(line)
    return exits.OK
