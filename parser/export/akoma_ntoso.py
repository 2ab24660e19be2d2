"""Akoma Ntoso: a file a document, each validated against the official schema, and an index of them.

A document's path is its name in Akoma Ntoso, and in that folder the record's id, for the same document may have been
converted from two PDFs: `akn/se-0180/doc/pm/2006-11-09/2006-ri/0123456789abcdef.xml`.
"""

import csv
import io

from parser.errors import InvalidRecord
from parser.export.directory import Directory
from parser.export.identifiers import LONGEST, work_of
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.record.akn import to_akoma_ntoso
from parser.record.types import Record
from parser.record.validate import akn_problems

VERSION = "3.0"
INDEX = (
    ("path", "string", "The file, relative to the index."),
    ("record_id", "string", "The record's id: the first 16 hex digits of the PDF's sha256."),
    ("work", "string", "The document's name as a work (FRBRWork)."),
    ("expression", "string", "Its name as an expression (FRBRExpression)."),
    ("form", "string", "The element that holds it: `debate` for minutes, else `doc`."),
    ("type", "string", "What the document is: `pm`, `protokoll`, …"),
    ("municipality", "string", "The municipality's plain name."),
    ("date", "date", "The document's date."),
    ("title", "string", "The title, or of minutes the body."),
    ("file_name", "string", "The PDF's name."),
    ("bytes", "integer", "The file's size."),
    ("sha256", "string", "The file's SHA-256 in hex."),
)
"""The index's columns: name, type as a Table Schema has it, meaning."""


def write_akoma_ntoso(records: RecordSource, _directory: Directory, package: Package, _base: str) -> None:
    """The documents and `index.csv`. A document that would break the schema is told and left out."""
    package.describe(
        title="Decisions of Swedish municipalities, as Akoma Ntoso",
        description="index.csv lists the documents; Diarium's docs/akoma-ntoso.md explains them.",
        version=VERSION,
    )
    with package.open("index.csv", **_described()) as index:
        index.write(_line([name for name, _, _ in INDEX]))
        for record in records:
            data = to_akoma_ntoso(record)
            problem = next(iter(akn_problems(data)), None)
            if problem is not None:
                told = f"it would be no valid Akoma Ntoso ({problem.message.rstrip('.')}); convert the PDF again"
                records.refuse(record, InvalidRecord(told))
                continue
            path = path_of(record)
            written = package.write(path, data)
            index.write(_line([path, *_facts(record), str(written.bytes), written.sha256]))


def path_of(record: Record) -> str:
    """Where in the package a document lies."""
    parts = work_of(record).work.strip("/").split("/")
    return "/".join([*(part[:LONGEST] for part in parts), f"{record.id}.xml"])


def _facts(record: Record) -> list[str]:
    identity, document = work_of(record), record.document
    return [
        record.id,
        identity.work,
        identity.expression,
        "debate" if identity.is_debate else "doc",
        document.type,
        document.municipality or "",
        identity.date or "",
        document.title or document.body or "",
        record.source.file_name,
    ]


def _described() -> dict[str, object]:
    fields = [{"name": name, "type": type_, "description": meaning} for name, type_, meaning in INDEX]
    return {
        "name": "index",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": ["record_id"], "missingValues": [""]},
    }


def _line(cells: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()
