"""The tables as CSV and as JSON Lines: a file a table, all of them open at once, each row written as it comes."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from parser.export.columns import TABLES, Column, ColumnType, Table
from parser.export.directory import Directory
from parser.export.package import Package, PackageFile
from parser.export.rows import rows_of, rows_of_persons
from parser.export.source import RecordSource
from parser.export.tables import TABLES_VERSION, Row

VERSION = TABLES_VERSION
TITLE = "Decisions of Swedish municipalities, as tables"


class TableWriter(Protocol):
    """Something that takes the rows of all tables, in any order of the tables."""

    def write(self, table: str, row: Row) -> None:
        """One row more of a table."""

    def close(self) -> None:
        """No more rows."""


def write_tables(records: RecordSource, directory: Directory, writer: TableWriter) -> None:
    """All rows of all tables to `writer`, which is closed at the end."""
    for record in records:
        for table, row in rows_of(record, directory.person_of):
            writer.write(table, row)
    for table, row in rows_of_persons(directory.persons):
        writer.write(table, row)
    writer.close()


def write_csv(records: RecordSource, directory: Directory, package: Package, _base: str) -> None:
    """CSV as RFC 4180 has it, in UTF-8, with a line of names; null is an empty cell."""
    _describe(package)
    write_tables(records, directory, CsvTables(package))


def write_jsonl(records: RecordSource, directory: Directory, package: Package, _base: str) -> None:
    """JSON Lines: an object a row, every column in it, null as null."""
    _describe(package)
    write_tables(records, directory, JsonLinesTables(package))


def _describe(package: Package) -> None:
    package.describe(
        title=TITLE,
        description="Columns are documented here and in Diarium's docs/tables.md.",
        profile="tabular-data-package",
        version=TABLES_VERSION,
    )


class CsvTables:
    """Rows as CSV files of a package."""

    def __init__(self, package: Package) -> None:
        """Opens a file for every table."""
        self._files: dict[str, PackageFile] = {}
        self._buffers: dict[str, io.StringIO] = {}
        self._writers: dict[str, Any] = {}
        self._truths = {name: _truths(table) for name, table in TABLES.items()}
        for name, table in TABLES.items():
            described = resource(table, format="csv", mediatype="text/csv")
            described["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
            self._files[name] = package.open(f"{name}.csv", **described)
            self._buffers[name] = io.StringIO(newline="")
            self._writers[name] = csv.writer(self._buffers[name])
            self._writers[name].writerow([column.name for column in table.columns])

    def write(self, table: str, row: Row) -> None:
        """One row more of a table."""
        values: Sequence[Any] = msgspec.structs.astuple(row)
        for index in self._truths[table]:
            values = [*values[:index], _TRUTH[values[index]], *values[index + 1 :]]
        self._writers[table].writerow(values)  # it writes null as nothing, and dates as ISO has them
        if self._buffers[table].tell() > _BUFFER:
            self._flush(table)

    def close(self) -> None:
        """Write what is left and close the files."""
        for table, file in self._files.items():
            self._flush(table)
            file.close()

    def _flush(self, table: str) -> None:
        buffer = self._buffers[table]
        self._files[table].write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()


_BUFFER = 1 << 18
_TRUTH = {True: "true", False: "false", None: None}


class JsonLinesTables:
    """Rows as JSON Lines files of a package."""

    def __init__(self, package: Package) -> None:
        """Opens a file for every table."""
        self._encoder = msgspec.json.Encoder()
        self._files = {
            name: package.open(f"{name}.jsonl", **resource(table, format="jsonl", mediatype="application/jsonl"))
            for name, table in TABLES.items()
        }

    def write(self, table: str, row: Row) -> None:
        """One row more of a table."""
        self._files[table].write(self._encoder.encode(row) + b"\n")

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()


def resource(table: Table, *, format: str, mediatype: str) -> dict[str, Any]:
    """What the manifest says of a table's file: its form, and its Table Schema."""
    return {
        "name": table.name,
        "description": table.description,
        "profile": "tabular-data-resource",
        "format": format,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """A table's columns, key and references as a Table Schema of Frictionless."""
    schema: dict[str, Any] = {"fields": [_field(table, column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    schema["foreignKeys"] = [
        {"fields": [one.column], "reference": {"resource": _own(one.table, table), "fields": [one.key]}}
        for one in table.references
    ]
    schema["missingValues"] = [""]
    return schema


def _own(target: str, table: Table) -> str:
    return "" if target == table.name else target  # how a Table Schema calls the table itself


def _truths(table: Table) -> tuple[int, ...]:
    """Which columns hold truth values, for which Python's words are not those of the standard."""
    return tuple(index for index, column in enumerate(table.columns) if column.type is ColumnType.TRUTH)


def _field(table: Table, column: Column) -> Mapping[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type.value, "description": column.description}
    # A text may be empty, which a CSV cannot tell from null; keys and what is no text never are.
    keys = {*table.key, *(one.column for one in table.references)}
    if column.required and (column.type is not ColumnType.TEXT or column.name in keys):
        field["constraints"] = {"required": True}
    return field
