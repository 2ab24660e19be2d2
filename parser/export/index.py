"""The list of a package's documents, `index.csv`: which file is which document, with its size and digest."""

import csv
import io

from parser.export.identifiers import work_of
from parser.export.package import Package, Resource
from parser.record.types import Record

COLUMNS = (
    ("path", "string", "The file, relative to the index."),
    ("record_id", "string", "The record's id: the first 16 hex digits of the PDF's sha256."),
    ("work", "string", "The document's name as a work, in Akoma Ntoso's naming (FRBRWork)."),
    ("expression", "string", "Its name as an expression (FRBRExpression)."),
    ("form", "string", "What holds it in Akoma Ntoso: `debate` for minutes, else `doc`."),
    ("type", "string", "What the document is: `pm`, `protokoll`, …"),
    ("municipality", "string", "The municipality's plain name."),
    ("date", "date", "The document's date."),
    ("title", "string", "The title, or of minutes the body."),
    ("file_name", "string", "The PDF's name."),
    ("bytes", "integer", "The file's size."),
    ("sha256", "string", "The file's SHA-256 in hex."),
)
"""The index's columns: name, type as a Table Schema has it, meaning."""


class Index:
    """Writes `index.csv` a document at a time. Use it in `with`."""

    def __init__(self, package: Package) -> None:
        """Opens the file, which the manifest describes."""
        self._package = package
        fields = [{"name": name, "type": type_, "description": meaning} for name, type_, meaning in COLUMNS]
        self._file = package.open(
            "index.csv",
            name="index",
            profile="tabular-data-resource",
            format="csv",
            mediatype="text/csv",
            encoding="utf-8",
            schema={"fields": fields, "primaryKey": ["path"], "missingValues": [""]},
        )
        self._line([name for name, _, _ in COLUMNS])

    def __enter__(self) -> "Index":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def write(self, record: Record, path: str, data: bytes) -> Resource:
        """Write a document's file and its line."""
        written = self._package.write(path, data)
        identity, told = work_of(record), record.document
        self._line(
            [
                *(path, record.id, identity.work, identity.expression, "debate" if identity.is_debate else "doc"),
                *(told.type, told.municipality or "", identity.date or "", told.title or told.body or ""),
                *(record.source.file_name, str(written.bytes), written.sha256),
            ]
        )
        return written

    def _line(self, cells: list[str]) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerow(cells)
        self._file.write(buffer.getvalue().encode())
