"""`diarium corpus`: make a release of a corpus, and prove one."""

import argparse
import itertools
from pathlib import Path

from parser.batch.local import named_file
from parser.cli import exits, terminal, words
from parser.cli.counting import Counting
from parser.cli.verify import line
from parser.errors import DiariumError, InvalidRecord
from parser.record.problem import Weight
from parser.release.values import BadRelease, Manifest

SHOWN = 200
"""So many problems are told, and then that there are more."""


def run(arguments: argparse.Namespace) -> int:
    """Carry out `arguments.action`; the exit code."""
    action = {"release": _release, "check": _check}[arguments.action]
    return action(arguments)


def _release(arguments: argparse.Namespace) -> int:
    from parser.release.about import About, load_about
    from parser.release.build import Unreleasable, Wish, release

    try:
        wish = Wish(
            corpus=Path(arguments.corpus),
            output=Path(arguments.output),
            about=load_about(Path(arguments.about)) if arguments.about else About(),
            version=arguments.version,
            previous=Path(arguments.previous) if arguments.previous else None,
            date=arguments.date,
            persons=arguments.persons,
            overrides=named_file(arguments.overrides) if arguments.overrides else None,
            leave_out_invalid=arguments.leave_out_invalid,
        )
    except BadRelease as error:
        terminal.complain(str(error), name=arguments.about)
        return exits.USAGE
    try:
        with Counting(quiet=arguments.quiet) as counting:
            made = release(wish, counting)
    except Unreleasable as error:
        for fault in error.faults:
            terminal.complain(fault.why, name=str(wish.corpus / fault.file))
        raise
    if made.manifest is None:
        terminal.note(f"nothing has changed since {wish.previous}, so no release was made", quiet=arguments.quiet)
        return exits.OK
    for one in made.manifest.left_out:
        terminal.note(f"left out: {wish.corpus / one.file}: {one.why}", quiet=arguments.quiet)
    if not arguments.quiet:
        _summary(made.folder, made.manifest, made.digest)
    for sentence in made.missing:
        terminal.note(f"look at: dcat.ttl: {sentence} (in the file that --about names)", quiet=arguments.quiet)
    return exits.OK


def _summary(folder: Path, manifest: Manifest, digest: str) -> None:
    counts = manifest.counts
    acts = sum(counts.acts.values())
    told = ", ".join(
        [words.count(counts.documents, "document"), words.count(counts.pages, "page"), words.count(acts, "act")]
    )
    terminal.out(f"Release {manifest.version} of {manifest.name}: {told}")
    if manifest.changes is not None and manifest.previous is not None:
        of, changed = manifest.changes.documents, manifest.changes.acts
        terminal.out(f"Since {manifest.previous.version}")
        terminal.out("  documents  " + " · ".join(f"{count:,} {what}" for what, count in of.items()))
        terminal.out("  acts       " + " · ".join(f"{count:,} {what}" for what, count in changed.items()))
    terminal.out(f"Written to {folder}; its checksums have the SHA-256 {digest}")


def _check(arguments: argparse.Namespace) -> int:
    from parser.release.check import check

    folder = Path(arguments.release)
    try:
        with Counting(quiet=arguments.quiet) as counting:
            problems = list(itertools.islice(check(folder, counting), SHOWN + 1))
    except DiariumError as error:
        terminal.complain(str(error), name=str(folder))
        return error.exit_code
    for problem in problems[:SHOWN]:
        terminal.out(line(str(folder), problem))
    if len(problems) > SHOWN:
        terminal.out(f"{folder}: there is more; these are the first {SHOWN}")
    faults = sum(problem.weight is Weight.FAULT for problem in problems)
    doubts = len(problems) - faults
    if faults:
        terminal.complain(f"not proven: {words.count(faults, 'fault')}", name=str(folder))
        return InvalidRecord.exit_code
    if not arguments.quiet:
        seen = f"; {doubts} to look at" if doubts else ""
        terminal.out(f"{folder}: proven: checksums, schemas, every row of every table, and the counts{seen}")
    return exits.OK
