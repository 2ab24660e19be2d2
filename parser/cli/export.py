"""`diarium export`: the records of a folder in another form."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from parser.batch.local import named_file
from parser.cli import exits, terminal, words
from parser.cli.counting import Counting
from parser.cli.open_record import decode, existing, looks_like_json
from parser.cli.work import read_pdf
from parser.corpus.overrides import NONE, BadOverrides, load_overrides
from parser.errors import DiariumError, InvalidRecord, UnreadableDocument
from parser.export.formats import export
from parser.export.identifiers import DEFAULT_BASE
from parser.export.source import RecordSource, find_records
from parser.record.types import Record

ADDRESSED = ("tei", "popolo", "jsonld", "ntriples")
"""The formats that have addresses in them."""


def run(arguments: argparse.Namespace) -> int:
    """Export the records in `arguments.paths`; the exit code: 0, or what the worst fault asks for.

    A record that cannot be read is told and left out; without a single one nothing is written.
    """
    codes = [exits.OK]

    def tell(path: Path, error: DiariumError) -> None:
        terminal.complain(str(error), name=str(path))
        codes.append(error.exit_code)

    try:
        overrides = NONE if arguments.overrides is None else load_overrides(named_file(arguments.overrides))
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.overrides)
        return error.exit_code
    paths = list(_records(arguments.paths, codes))
    if not paths:
        return exits.worst(codes)
    read = 0
    counting = Counting(quiet=arguments.quiet)

    def reading(path: Path) -> Record:
        nonlocal read
        read += 1  # each is read twice: to learn who is in it, and to write it
        counting(min((read + 1) // 2, len(paths)), len(paths))
        return _read(path)

    source = RecordSource(paths, read=reading, tell=tell)
    try:
        with counting:
            directory = export(
                source, arguments.to, Path(arguments.output), base=arguments.base or DEFAULT_BASE, overrides=overrides
            )
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.overrides if isinstance(error, BadOverrides) else None)
        return exits.worst([*codes, error.exit_code])
    if arguments.base is None and arguments.to in ADDRESSED:
        terminal.note(
            f"addresses begin with {DEFAULT_BASE}, which is nobody's; give your own with --base before you publish",
            quiet=arguments.quiet,
        )
    if not arguments.quiet:
        left_out = len(codes) - 1
        told = f"{words.count(directory.records, 'document')} → {arguments.output}"
        told = f"{told} ({left_out:,} left out)" if left_out else told
        terminal.results().print(Text(terminal.clean(told)), soft_wrap=True)
    return exits.worst(codes)


def _records(given: list[str], codes: list[int]) -> Iterator[Path]:
    """The records that are named, or that the folders hold."""
    for one in given:
        try:
            path = existing(one)
            found = list(find_records(path)) if path.is_dir() else [path]
            if not found:
                raise UnreadableDocument(
                    "the folder holds no record (*.json), nor do the folders in it; name the one that "
                    "`diarium convert` wrote to"
                )
            yield from found
        except DiariumError as error:
            terminal.complain(str(error), name=one)
            codes.append(error.exit_code)


def _read(path: Path) -> Record:
    data = read_pdf(path)
    if not looks_like_json(data):
        raise InvalidRecord("it is no JSON record; name the folder that `diarium convert` wrote to")
    return decode(data)
