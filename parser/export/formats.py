"""The formats by name, each with how it is written; a format's module is imported only when it is asked for."""

import difflib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec

from parser.corpus.overrides import NONE, Overrides
from parser.errors import DiariumError, UnreadableDocument
from parser.export.directory import Directory, gather
from parser.export.identifiers import DEFAULT_BASE
from parser.export.package import Package
from parser.export.source import RecordSource

Writer = Callable[[RecordSource, Directory, Package, str], None]
"""What writes a format: the records, who is in them, where to, and the base of the URIs."""


class Format(msgspec.Struct, frozen=True):
    """A format: its name, what it is, and the module and function that write it."""

    name: str
    summary: str
    module: str
    function: str

    def load(self) -> tuple[Writer, str]:
        """The function, and the version of the form that it writes."""
        module = import_module(f"parser.export.{self.module}")
        writer: Writer = getattr(module, self.function)
        version: str = module.VERSION
        return writer, version


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("jsonl", "the tables as JSON Lines", "tabular", "write_jsonl"),
        Format("csv", "the tables as CSV", "tabular", "write_csv"),
        Format("parquet", "the tables as Parquet", "parquet", "write_parquet"),
        Format("records", "the whole records, one a line", "records", "write_records"),
        Format("akn", "Akoma Ntoso 3.0, a file a document, and an index", "akoma_ntoso", "write_akoma_ntoso"),
        Format("tei", "TEI in the Parla-CLARIN form, a corpus of a file a document", "tei", "write_tei"),
        Format("popolo", "Popolo JSON: persons, organisations, motions, votes", "popolo", "write_popolo"),
        Format("jsonld", "JSON-LD, a file a document, with vocabulary and shapes", "jsonld", "write_jsonld"),
        Format("ntriples", "the same as RDF, one file of N-Triples", "rdf", "write_ntriples"),
    )
}


class UnknownFormat(DiariumError):
    """A format that there is not."""

    exit_code = 2


def find_format(name: str) -> Format:
    """The format of this name. Raises `UnknownFormat`, with a guess what was meant."""
    found = FORMATS.get(name.lower())
    if found is None:
        near = difflib.get_close_matches(name.lower(), FORMATS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UnknownFormat(f"there is no format {name!r}, only {', '.join(FORMATS)}{hint}")
    return found


def export(
    records: RecordSource, to: str, output: Path, *, base: str = DEFAULT_BASE, overrides: Overrides = NONE
) -> Directory:
    """Write `records` in the format `to` as the folder, or the archive where it ends in `.zip`, `output`.

    It is written whole or not at all. Returns who is in the corpus. Raises `UnknownFormat`, `UnwritableOutput`,
    `MissingProgram`, `BadOverrides`, `UnreadableDocument` where there is no record at all, and what reading one raises
    where the source does not take its faults.
    """
    writer, version = find_format(to).load()
    directory = gather(records, overrides)
    if not directory.records:
        raise UnreadableDocument("none of the records could be read, so nothing was written")
    with Package(output, format=to, version=version) as package:
        writer(records, directory, package, base)
    return directory
