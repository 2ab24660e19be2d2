"""`diarium index`: the index of a folder of records made, or brought up to date."""

import argparse
from pathlib import Path

from parser.batch.local import find
from parser.cli import exits, terminal, words
from parser.cli.asking import overrides
from parser.cli.counting import Counting
from parser.errors import DiariumError, UnreadableDocument
from parser.index.update import Report, update
from parser.query.corpus import Corpus


def run(arguments: argparse.Namespace) -> int:
    """Bring the index of `arguments.folder` up to date; the exit code: 0, or 7 where a file is no valid record."""
    quiet: bool = arguments.quiet
    try:
        path = find(arguments.folder)
        if path is None:
            raise UnreadableDocument("there is no such folder; name the one that `diarium convert` wrote to")
        folder = None if arguments.index is None else Path(arguments.index)
        ruling = overrides(arguments)
        with Counting(quiet=quiet) as counting:
            report = update(
                path,
                folder=folder,
                full=arguments.full,
                thorough=arguments.thorough,
                overrides=ruling,
                jobs=arguments.jobs,
                progress=counting,
            )
        for name, message in report.faults:
            terminal.complain(message, name=str(path / name))
        if not quiet:
            _print(report)
        if arguments.parquet is not None:
            written = Corpus(path, folder=folder).to_parquet(Path(arguments.parquet))
            if not quiet:
                terminal.out(f"Wrote {words.count(len(written), 'view')} as Parquet into {arguments.parquet}")
    except DiariumError as error:
        terminal.complain(str(error), name=arguments.folder)
        return error.exit_code
    return exits.worst([exits.OK, *(7 for _ in report.faults)])


def _print(report: Report) -> None:
    if report.busy:
        terminal.out("Another process is updating the index; it was left to it.")
        return
    what = [
        words.count(report.documents, "document"),
        words.count(report.acts, "act"),
        words.count(report.persons, "person"),
    ]
    terminal.out(f"{', '.join(what)} in {report.index}")
    done = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.removed, "gone"),
        (len(report.faults), "not readable, told above"),
        (report.others, "no records, left out"),
    ]
    told = ", ".join(f"{number:,} {how}" for number, how in done if number) or "nothing has changed"
    terminal.out(f"  {told}{'; made anew' if report.rebuilt else ''}; {report.seconds:.1f} s")
    for path in report.duplicates:
        terminal.out(f"  {path} holds the record of another file, which counts once")
