"""The end of `convert`: what was read, who reserved themselves against what, and where to look."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from parser.cli import paint, terminal, words
from parser.cli.digest import Digest, Dissent
from parser.cli.work import Outcome
from parser.record.types import Kind

LISTED = 30
"""At most so many reservations are printed; a run over a whole archive tells how many more there are."""


def print_summary(outcomes: Sequence[Outcome], out: Path, *, faults: int) -> None:
    """Print what became of a run to standard output.

    `outcomes` are those that went well; `faults` counts what was reported.
    """
    console = terminal.results()
    digests = [outcome.digest for outcome in outcomes if outcome.digest is not None]
    if not digests:
        return
    console.print(_headline(digests, faults))
    console.print(_kinds(digests))
    console.print()
    _dissents(console, outcomes)
    _where(console, outcomes, out, digests)


def _headline(digests: Sequence[Digest], faults: int) -> Text:
    line = Text(f"Converted {words.count(len(digests), 'document')}", style="bold")
    line.append(f", {words.count(sum(one.pages for one in digests), 'page')}")
    if faults:
        line.append(f"; {words.count(faults, 'fault')}, told above", style="red")
    return line


def _kinds(digests: Sequence[Digest]) -> Text:
    total = Counter[Kind]()
    for one in digests:
        total.update(dict(one.kinds))
    parts = [words.count(total[kind], *words.KINDS[kind]) for kind in Kind if total[kind]]
    quoted = sum(one.quoted for one in digests)
    if quoted:
        parts.append(f"{quoted:,} more quoted inside these")
    return Text("  " + (" · ".join(parts) or "no acts were found"), style="dim")


def _dissents(console: Console, outcomes: Sequence[Outcome]) -> None:
    total = sum(len(outcome.digest.dissents) for outcome in outcomes if outcome.digest)
    if not total:
        console.print("Nobody reserved themselves.", style="bold")
        console.print()
        return
    console.print("Who reserved themselves against what", style="bold")
    left = LISTED
    for outcome in outcomes:
        if outcome.digest is None or not outcome.digest.dissents or left <= 0:
            continue
        console.print()
        console.print(_document(outcome))
        matter = None
        for one in outcome.digest.dissents[:left]:
            if one.matter and one.matter != matter and one.matter != outcome.digest.title:
                console.print(paint.indented(paint.text(one.matter, "italic"), 2))
            matter = one.matter
            _print_dissent(console, one)
        left -= len(outcome.digest.dissents)
    if total > LISTED:
        console.print()
        console.print(f"… and {total - LISTED:,} more: `diarium show RECORD` prints those of a document.")
    console.print()


def _document(outcome: Outcome) -> Text:
    assert outcome.digest is not None  # the caller leaves out those without
    line = paint.text(outcome.source, "bold")
    line.append_text(paint.text(f"  {outcome.digest.line}", "dim"))
    if outcome.digest.title:
        line.append("\n")
        line.append_text(paint.text(outcome.digest.title))
    return line


def _print_dissent(console: Console, one: Dissent) -> None:
    who = paint.text(one.who, "bold")
    if one.body:
        who.append_text(paint.text(f" in {one.body}", "not bold"))
    if one.pages:
        who.append_text(paint.text(f", {one.pages}", "not bold dim"))
    pairs: list[tuple[str, str | Text]] = [
        ("against", paint.links(one.against) or "(the document does not say)"),
        ("for", paint.links(one.favours)),
        ("wants", one.wants),
    ]
    mark = Text("•", style=paint.COLOURS[Kind.RESERVATION])
    console.print(paint.indented(_marked(mark, who), 2))
    console.print(paint.rows(pairs, indent=4, label_width=7))


def _marked(mark: Text, line: Text) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(mark, line)
    return grid


def _where(console: Console, outcomes: Sequence[Outcome], out: Path, digests: Sequence[Digest]) -> None:
    pairs: list[tuple[str, str | Text]] = []
    unsure = sum(one.warnings for one in digests)
    if unsure:
        pairs.append(("Unsure", f"{words.count(unsure, 'warning')} in the records: `diarium show` prints them"))
    written = [Path(path) for outcome in outcomes for path in outcome.written]
    records = [path for path in written if path.suffix != ".html"]
    looked = [path for path in written if path.suffix == ".html"]
    pairs.append(("Records", _paths(records, out)))
    if looked:
        pairs.append(("Look at", _paths(looked, out)))
    else:
        pairs.append(("Look at", "`diarium inspect FILE.pdf` writes a page to look at; convert --inspect one for each"))
    console.print(paint.rows(pairs, indent=0, label_width=7))


def _paths(paths: Sequence[Path], out: Path) -> str:
    if len(paths) <= 6:
        return "\n".join(str(path) for path in paths)
    return f"{words.count(len(paths), 'file')} in {out}"
