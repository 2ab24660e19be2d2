"""What the commands that ask a corpus have in common: opening it, and printing rows in each format."""

import argparse
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from rich.table import Table
from rich.text import Text

from parser.batch.local import find, named_file
from parser.cli import terminal, words
from parser.cli.stale import stale
from parser.errors import DiariumError, UnreadableDocument, UnwritableOutput
from parser.index.update import Report
from parser.query.corpus import Corpus

SHOWN = 300
"""Letters of a cell, in a table."""


def opened(arguments: argparse.Namespace) -> Corpus:
    """The corpus that the command is about, its index up to date. Raises a DiariumError that names it."""
    given = arguments.corpus
    path = find(given)
    try:
        if path is None:
            raise UnreadableDocument("there is no such folder; name the one that `diarium convert` wrote to")
        corpus = Corpus(path, folder=_path(arguments.index), overrides=overrides(arguments))
        try:
            report = corpus.refresh()
        except UnwritableOutput as error:
            if corpus.has_index():  # better an old answer, and to say so, than none
                terminal.note(f"diarium: {error}; answering from the index as it was")
                report = None
            else:
                raise
    except DiariumError as error:
        raise type(error)(terminal.sentence(given, str(error)).removeprefix("diarium: ")) from error
    if report is not None:
        _tell(report)
    if old := stale(corpus.path):
        are = "record is of a PDF" if old == 1 else "records are of PDFs"
        terminal.note(
            f"diarium: {old:,} {are} that could not be converted when last tried, and may be out of date; "
            "the report of `diarium convert` tells which"
        )
    return corpus


def overrides(arguments: argparse.Namespace) -> Path | None:
    """The file of overrides that was named. Raises UnreadableDocument where there is none."""
    return None if arguments.overrides is None else named_file(arguments.overrides)


def _path(given: str | None) -> Path | None:
    return None if given is None else Path(given)


def _tell(report: Report) -> None:
    if report.busy:
        terminal.note("diarium: another process is updating the index; answering from it as it was")
        return
    if report.rebuilt and report.seconds > 1:
        terminal.note(
            f"diarium: indexed {words.count(report.documents, 'document')}, {words.count(report.acts, 'act')} "
            f"in {report.seconds:.1f} s"
        )
    if report.faults:
        terminal.note(
            f"diarium: {words.count(len(report.faults), 'file')} could not be read; `diarium index` tells which"
        )


def as_json(value: object) -> None:
    """Print a value as indented JSON."""
    terminal.lines(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def rows(columns: Sequence[str], found: Iterable[Sequence[object]], form: str) -> None:
    """Print rows: as a table, JSON, JSON Lines, CSV or Markdown."""
    if form == "csv":
        _csv(columns, found)
    elif form == "jsonl":
        for row in found:
            terminal.lines(msgspec.json.encode(dict(zip(columns, row, strict=True))).decode())
    elif form == "json":
        _json(dict(zip(columns, row, strict=True)) for row in found)
    elif form == "md":
        terminal.lines("| " + " | ".join(_cell(one) for one in columns) + " |")
        terminal.lines("|" + "---|" * len(columns))
        for row in found:
            terminal.lines("| " + " | ".join(_cell(one) for one in row) + " |")
    else:
        _table(columns, found)


def _csv(columns: Sequence[str], found: Iterable[Sequence[object]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in found:
        writer.writerow(["" if one is None else one for one in row])
        terminal.raw_out(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
    terminal.raw_out(buffer.getvalue())


def _json(values: Iterable[Mapping[str, object]]) -> None:
    """A list of objects, one after the other: there may be a million."""
    before = "[\n "
    for value in values:
        terminal.raw_out(before + msgspec.json.encode(value).decode())
        before = ",\n "
    terminal.raw_out("[]\n" if before.startswith("[") else "\n]\n")


def _cell(value: object) -> str:
    told = "" if value is None else str(value)
    return terminal.clean(told).replace("\\", "\\\\").replace("|", "\\|")


def _table(columns: Sequence[str], found: Iterable[Sequence[object]]) -> None:
    console = terminal.results()
    all_rows = list(found)
    numbers = [
        bool(all_rows) and all(isinstance(row[at], int | float) or row[at] is None for row in all_rows)
        for at in range(len(columns))
    ]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column, number in zip(columns, numbers, strict=True):
        table.add_column(Text(terminal.clean(column)), justify="right" if number else "left", overflow="fold")
    for row in all_rows:
        table.add_row(*(Text(words.shorten(terminal.clean(_shown(one)), SHOWN)) for one in row))
    console.print(table)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
