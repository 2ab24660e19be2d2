"""Akoma Ntoso: a file a document, each validated against the official schema, and an index of them.

A document's path is its name in Akoma Ntoso, and in that folder the record's id, for the same document may have been
converted from two PDFs: `akn/se-0180/doc/pm/2006-11-09/2006-ri/0123456789abcdef.xml`.
"""

from parser.errors import InvalidRecord
from parser.export.directory import Directory
from parser.export.identifiers import LONGEST, work_of
from parser.export.index import Index
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.record.akn import to_akoma_ntoso
from parser.record.types import Record
from parser.record.validate import akn_problems

VERSION = "3.0"


def write_akoma_ntoso(records: RecordSource, _directory: Directory, package: Package, _base: str) -> None:
    """The documents and `index.csv`. A document that would break the schema is told and left out."""
    package.describe(
        title="Decisions of Swedish municipalities, as Akoma Ntoso",
        description="index.csv lists the documents; Diarium's docs/akoma-ntoso.md explains them.",
        version=VERSION,
    )
    with Index(package) as index:
        for record in records:
            data = to_akoma_ntoso(record)
            problem = next(iter(akn_problems(data)), None)
            if problem is None:
                index.write(record, path_of(record), data)
            else:
                told = f"it would be no valid Akoma Ntoso ({problem.message.rstrip('.')}); convert the PDF again"
                records.refuse(record, InvalidRecord(told))


def path_of(record: Record) -> str:
    """Where in the package a document lies."""
    parts = work_of(record).work.strip("/").split("/")
    return "/".join([*(part[:LONGEST] for part in parts), f"{record.id}.xml"])
