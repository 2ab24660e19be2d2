"""The report of a run, for a person (`report.html`) and for a program (`report.jsonl`), beside the manifest.

Both are written row by row from the manifest, whole or not at all. What is long is parted into pages of its own, so
that a browser opens the report of a hundred thousand documents as quickly as that of ten. The data is JSON Lines and
its name does not end in ``.json``: whoever reads all ``*.json`` of an output reads records.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jinja2
import msgspec

from parser.batch import places, versions
from parser.batch.engine import Batch, Result
from parser.batch.manifest import Manifest
from parser.batch.places import Output
from parser.batch.values import printable
from parser.cli import terminal, words
from parser.cli.digest import Digest, Doubt
from parser.cli.progress import duration
from parser.cli.template import inside, template
from parser.errors import UnwritableOutput

NAME, DATA = "report.html", "report.jsonl"
PAGES = "report"
"""The folder of the pages for what is too long for the front page."""
FIRST = 50
"""So many rows of a list stand on the front page …"""
ROWS = 1000
"""… and so many on a page of their own."""


class Row(msgspec.Struct):
    """A document in the report. Links are relative to the front page."""

    name: str
    source: str
    how: str
    pages: int
    seconds: float
    record: str = ""
    look: str = ""
    older: bool = False
    line: str = ""
    title: str = ""
    reason: str = ""
    twins: tuple[str, ...] = ()
    doubts: int = 0
    codes: tuple[tuple[str, int], ...] = ()
    told: tuple[Doubt, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A list of the report: its anchor, heading, a sentence on it, the condition and order of its rows.

    At most so many stand in the report; the data beside it has all.
    """

    key: str
    heading: str
    about: str
    where: str
    order: str = "seq"
    most: int = 10**9


SECTIONS = (
    Section(
        "failed",
        "Failed",
        "They have no new record. The next run tries them again.",
        "how = 'failed'",
        "code, seq",
    ),
    Section(
        "quarantined",
        "In quarantine",
        "They took too much or brought their process down, and are left alone until they change, or --retry is given.",
        "how = 'quarantined'",
    ),
    Section(
        "unsure",
        "Uncertain",
        "Their records have warnings. Most warnings first; the record and its page show each with its place.",
        "how IN ('converted', 'duplicate', 'unchanged') AND doubts > 0 AND twin IS NULL",
        "doubts DESC, seq",
        10_000,
    ),
    Section(
        "duplicates",
        "The same under several names",
        "Their bytes are those of another document, which was converted. Each name has its record; they share one id.",
        "how IN ('converted', 'duplicate', 'unchanged') AND twin IS NOT NULL",
        "sha256, seq",
    ),
    Section(
        "documents",
        "All documents",
        "",
        "how IN ('converted', 'duplicate', 'unchanged')",
    ),
)


def write_report(manifest: Manifest, output: Output, batch: Batch) -> Path:
    """Write the report of the run that `batch` was; its page. Raises `UnwritableOutput`."""
    folder = output.state
    result = batch.result
    writer = _Writer(manifest, output)
    try:
        _write_data(folder / DATA, writer, result, batch)
        shutil.rmtree(folder / PAGES, ignore_errors=True)
        report = template("report")
        shown = []
        for section in SECTIONS:
            number = writer.count(section)
            if number:
                pages = writer.pages(section, number, report) if number > FIRST else []
                shown.append((section, number, pages, writer.rows(section, FIRST)))
        _write(
            folder / NAME,
            report.generate(
                **_common(folder),
                front=True,
                run=_run(manifest, result),
                result=result,
                figures=_figures(manifest, result),
                faults=writer.faults(),
                gone=batch.gone[:ROWS],
                left_out=list(batch.left_out.items())[:ROWS],
                shown=shown,
                first=FIRST,
            ),
        )
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UnwritableOutput(f"the report {folder / NAME} cannot be written ({reason})") from error
    return folder / NAME


class _Writer:
    """Reads rows of the report from the manifest."""

    def __init__(self, manifest: Manifest, output: Output) -> None:
        self._manifest = manifest
        self._output = output
        self._folder = output.state

    def count(self, section: Section) -> int:
        found = self._manifest.one(
            f"SELECT count(*) FROM document WHERE run = ? AND {section.where}", (self._manifest.run,)
        )
        return int(found[0])

    def rows(self, section: Section, most: int = -1, skip: int = 0) -> Iterator[Row]:
        query = (
            "SELECT target, name, address, how, pages, seconds, files, twin, digest, reason, doubts, warnings "
            f"FROM document WHERE run = ? AND {section.where} ORDER BY {section.order} LIMIT ? OFFSET ?"
        )
        for row in self._manifest.rows(query, (self._manifest.run, most, skip)):
            yield self._row(section, *row)

    def pages(self, section: Section, number: int, report: jinja2.Template) -> list[str]:
        """Write the whole of a list on pages of its own; their names, relative to the front page."""
        listed_in_all = min(number, section.most)
        names = [f"{PAGES}/{section.key}-{one + 1}.html" for one in range(-(-listed_in_all // ROWS))]
        folder = self._folder / PAGES
        folder.mkdir(exist_ok=True)
        rows = self.rows(section, listed_in_all)
        for one, name in enumerate(names):
            listed = list(islice(rows, ROWS))
            chunks = report.generate(
                **_common(self._folder), front=False, shown=[(section, number, names, listed)], here=one, rows=ROWS
            )
            _write(self._folder / name, chunks)
        return names

    def faults(self) -> list[tuple[str, str]]:
        """What went wrong with no document's own: folders that could not be read, clashes of names."""
        found = self._manifest.rows("SELECT name, message FROM fault WHERE run = ? LIMIT 1000", (self._manifest.run,))
        return [(name, message) for name, message in found]

    def _row(self, section: Section, *row: Any) -> Row:
        target, name, address, how, pages, seconds, files, twin, packed, reason, doubts, warnings = row
        written = [file for file, _ in json.loads(files)]
        failed = how in ("failed", "quarantined")
        made = Row(name, places.source_link(address, self._folder), how, pages, seconds, older=failed and bool(written))
        for file in written:
            link = self._output.link(file, self._folder)
            if file == target + ".html":
                made.look = link
            elif not made.record:
                made.record = link
        if failed:
            made.reason = terminal.without_name(name, reason)
        elif packed:
            digest = msgspec.msgpack.decode(packed, type=Digest)
            made.line, made.title = digest.line, digest.title or ""
            made.doubts = doubts
            if section.key == "unsure":
                made.told = digest.doubts
                made.codes = tuple(sorted(json.loads(warnings).items(), key=lambda one: (-one[1], one[0])))
        if twin is not None and section.key == "duplicates":
            made.twins = tuple(self._manifest.other_names(target))
        return made


def _write_data(path: Path, writer: _Writer, result: Result, batch: Batch) -> None:
    manifest = batch.manifest
    first = {
        "what": "run",
        **_run(manifest, result),
        "documents": result.total,
        **{how: result.how.get(how, 0) for how in HOW},
        "faults": result.faults,
        "stopped": result.stopped,
    }
    _write(path, (msgspec.json.encode(one).decode() + "\n" for one in _data(first, writer, batch)))


HOW = ("converted", "duplicate", "unchanged", "failed", "quarantined")


def _data(first: dict[str, Any], writer: _Writer, batch: Batch) -> Iterator[dict[str, Any]]:
    yield first
    for name, message in writer.faults():
        yield {"what": "fault", "name": printable(name), "reason": printable(message)}
    for name, why in batch.left_out.items():
        yield {"what": "left out", "name": printable(name), "reason": why}
    for name, pruned, now in batch.gone:
        yield {"what": "gone", "name": printable(name), "pruned": pruned, "now": now and printable(now)}
    query = (
        "SELECT name, how, sha256, twin, files, pages, warnings, reason, quarantine, seconds FROM document "
        "WHERE run = ? ORDER BY seq"
    )
    for row in batch.manifest.rows(query, (batch.manifest.run,)):
        name, how, sha256, twin, files, pages, warnings, reason, quarantine, seconds = row
        yield {
            "what": "document",
            "name": printable(name),
            "how": how,
            "sha256": sha256,
            "files": [printable(file) for file, _ in json.loads(files)],
            "twin": twin and printable(twin),
            "pages": pages,
            "warnings": json.loads(warnings),
            "reason": reason and printable(reason),
            "quarantine": quarantine,
            "seconds": seconds,
        }


def _run(manifest: Manifest, result: Result) -> dict[str, Any]:
    began, paths = manifest.one("SELECT began, paths FROM run WHERE id = ?", (manifest.run,))
    return {
        "began": began,
        "paths": json.loads(paths),
        "converter": versions.converter(),
        "seconds": round(result.seconds, 1),
    }


def _figures(manifest: Manifest, result: Result) -> list[tuple[str, str]]:
    """The figures at the head of the page: a number and what it counts."""
    pages, new = manifest.one(
        "SELECT coalesce(sum(pages), 0), coalesce(sum(CASE WHEN how = 'converted' THEN pages END), 0) FROM document "
        "WHERE run = ? AND how IN ('converted', 'duplicate', 'unchanged')",
        (manifest.run,),
    )
    figures = [(f"{result.how.get(how, 0):,}", told) for how, told in _HOW_TOLD.items() if result.how.get(how)]
    if pages:
        figures.append((f"{pages:,}", "page" if pages == 1 else "pages"))
    if new and result.seconds >= 1:
        figures.append((f"{new / result.seconds:,.0f}", "pages a second"))
    figures.append((duration(result.seconds), "in all"))
    return figures


_HOW_TOLD = {
    "converted": "converted",
    "duplicate": "the same as another",
    "unchanged": "unchanged",
    "failed": "failed",
    "quarantined": "in quarantine",
}


def _common(folder: Path) -> dict[str, Any]:
    return {
        **inside("report"),
        "words": words,
        "output": str(folder.parent),
        "name": NAME,
    }


def _write(path: Path, chunks: Iterable[str]) -> None:
    """Write a file whole or not at all, piece by piece."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(chunks)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
