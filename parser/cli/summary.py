"""The end of `convert`: what was read, who reserved themselves against what, and where to look.

Read from the manifest row by row, so that what did not change is told like what was converted, and memory does not grow
with the number of documents. What several names hold is counted once.
"""

from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from parser.batch.engine import Result
from parser.batch.manifest import Manifest
from parser.batch.places import Output
from parser.cli import paint, terminal, words
from parser.cli.digest import LISTED, Digest, Dissent
from parser.record.types import Kind

PATHS = 6
"""At most so many paths are printed; more are counted."""

_WITH_RECORD = "run = :run AND how IN ('converted', 'duplicate', 'unchanged')"
_ONCE = (
    f"{_WITH_RECORD} AND (twin IS NULL OR seq = (SELECT min(o.seq) FROM document o "
    "WHERE o.sha256 = document.sha256 AND o.run = :run AND o.how IN ('converted', 'duplicate', 'unchanged')))"
)


def print_summary(manifest: Manifest, output: Output, result: Result, report: Path | None) -> None:
    """Print what became of a run to standard output; nothing where no document has a record."""
    console = terminal.results()
    told = _Told(manifest, output)
    if told.documents:
        console.print(_headline(told, result))
        console.print(_kinds(told))
        console.print()
        _dissents(console, told)
    _where(console, told, result, report)


class _Told:
    """What the manifest says of the documents of this run that have a record."""

    def __init__(self, manifest: Manifest, output: Output) -> None:
        self.manifest, self.output = manifest, output
        self.run = {"run": manifest.run}
        self.documents, self.pages = manifest.one(
            f"SELECT count(*), coalesce(sum(pages), 0) FROM document WHERE {_WITH_RECORD}", self.run
        )
        self.quoted, self.dissents, self.doubts = manifest.one(
            "SELECT coalesce(sum(quoted), 0), coalesce(sum(dissents), 0), coalesce(sum(doubts), 0) "
            f"FROM document WHERE {_ONCE}",
            self.run,
        )

    def kinds(self) -> dict[str, int]:
        rows = self.manifest.rows(
            f"SELECT k.key, sum(k.value) FROM document, json_each(document.kinds) k WHERE {_ONCE} GROUP BY k.key",
            self.run,
        )
        return {kind: number for kind, number in rows}  # noqa: C416  -- of tuples of anything, typed

    def files(self, *, pages: bool) -> tuple[int, list[str]]:
        """How many records, or pages to look at, there are, and the first of them."""
        which = f"{_WITH_RECORD} AND {'' if pages else 'NOT '}json_extract(f.value, '$[0]') LIKE '%.html'"
        (number,) = self.manifest.one(
            f"SELECT count(*) FROM document, json_each(document.files) f WHERE {which}", self.run
        )
        first = self.manifest.rows(
            f"SELECT json_extract(f.value, '$[0]') FROM document, json_each(document.files) f WHERE {which} "
            f"ORDER BY seq, f.key LIMIT {PATHS}",
            self.run,
        )
        return number, [self.output.shown(name) for (name,) in first]


def _headline(told: _Told, result: Result) -> Text:
    made = result.how.get("converted", 0) + result.how.get("duplicate", 0)
    pages = words.count(told.pages, "page")
    if made == told.documents:
        line = Text(f"Converted {words.count(made, 'document')}, {pages}", style="bold")
    elif made:
        line = Text(f"Converted {words.count(made, 'document')}", style="bold")
        line.append(f"; {told.documents - made:,} unchanged: {words.count(told.documents, 'document')}, {pages}")
    else:
        same = "No PDF has changed" if result.gone else "Nothing has changed"
        line = Text(f"{same}: {words.count(told.documents, 'document')}, {pages}", style="bold")
    if result.how.get("duplicate"):
        line.append(f"; {result.how['duplicate']:,} with the bytes of another")
    if result.faults:
        line.append(f"; {words.count(result.faults, 'fault')}, told above", style="red")
    return line


def _kinds(told: _Told) -> Text:
    total = told.kinds()
    parts = [words.count(total[kind.value], *words.KINDS[kind]) for kind in Kind if total.get(kind.value)]
    if told.quoted:
        parts.append(f"{told.quoted:,} more quoted inside these")
    return Text("  " + (" · ".join(parts) or "no acts were found"), style="dim")


def _dissents(console: Console, told: _Told) -> None:
    if not told.dissents:
        console.print("Nobody reserved themselves.", style="bold")
        console.print()
        return
    console.print("Who reserved themselves against what", style="bold")
    left = LISTED
    rows = told.manifest.rows(
        f"SELECT name, digest FROM document WHERE {_ONCE} AND dissents > 0 ORDER BY seq LIMIT {LISTED}", told.run
    )
    for name, packed in rows:
        if left <= 0:
            break
        digest = msgspec.msgpack.decode(packed, type=Digest)
        console.print()
        console.print(_document(name, digest))
        matter = None
        for one in digest.dissents[:left]:
            if one.matter and one.matter != matter and one.matter != digest.title:
                console.print(paint.indented(paint.text(one.matter, "italic"), 2))
            matter = one.matter
            _print_dissent(console, one)
        left -= len(digest.dissents)
    if told.dissents > LISTED:
        console.print()
        console.print(f"… and {told.dissents - LISTED:,} more: `diarium show RECORD` prints those of a document.")
    console.print()


def _document(name: str, digest: Digest) -> Text:
    line = paint.text(name, "bold")
    line.append_text(paint.text(f"  {digest.line}", "dim"))
    if digest.title:
        line.append("\n")
        line.append_text(paint.text(digest.title))
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


_ARE = ("is no PDF", "are no PDFs")


def _where(console: Console, told: _Told, result: Result, report: Path | None) -> None:
    pairs: list[tuple[str, str | Text]] = []
    if told.documents:
        if told.doubts:
            pairs.append(
                ("Unsure", f"{words.count(told.doubts, 'warning')} in the records: `diarium show` prints them")
            )
        pairs.append(("Records", _paths(told, *told.files(pages=False))))
        number, looked = told.files(pages=True)
        hint = "`diarium inspect FILE.pdf` writes a page to look at; convert --inspect one for each"
        pairs.append(("Look at", _paths(told, number, looked) if number else hint))
    if result.left_out:
        told_of = " (the report lists them)" if report is not None else ""
        pairs.append(("Left out", f"{words.count(result.left_out, 'file')} that {_ARE[result.left_out != 1]}{told_of}"))
    if result.pruned:
        pairs.append(("Gone", f"{words.count(result.pruned, 'PDF')}; with --prune the records were removed, too"))
    elif result.gone:
        pairs.append(("Gone", f"{words.count(result.gone, 'PDF')}; the records are kept, --prune removes them"))
    worth = result.total > PATHS or result.faults or result.gone or result.left_out or result.how.get("duplicate")
    if report is not None and worth:
        pairs.append(("Report", str(report)))
    if pairs:
        console.print(paint.rows(pairs, indent=0, label_width=8 if result.left_out else 7))


def _paths(told: _Told, number: int, first: list[str]) -> str:
    if number <= PATHS:
        return "\n".join(first)
    return f"{words.count(number, 'file')} in {told.output.shown('').rstrip('/') or '/'}"
