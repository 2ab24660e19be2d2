"""The whole records in one file of JSON Lines: nothing is lost, and a program needs to open one file only."""

import msgspec

from parser.export.directory import Directory
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.record.types import SCHEMA_VERSION

VERSION = SCHEMA_VERSION


def write_records(records: RecordSource, _directory: Directory, package: Package, _base: str) -> None:
    """`records.jsonl`: a record a line, as the schema has it."""
    package.describe(title="Decisions of Swedish municipalities, as records", version=SCHEMA_VERSION)
    encoder = msgspec.json.Encoder()
    described = {"name": "records", "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"}
    with package.open("records.jsonl", **described) as file:
        for record in records:
            file.write(encoder.encode(record) + b"\n")
