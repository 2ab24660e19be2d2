"""The tables as Parquet, by pyarrow: a file a table, written a row group at a time."""

from typing import TYPE_CHECKING, Any, Protocol

from parser.export.columns import TABLES, ColumnType, Table
from parser.export.directory import Directory
from parser.export.package import Package, PackageFile
from parser.export.source import RecordSource
from parser.export.tables import TABLES_VERSION, Row
from parser.export.tabular import TITLE, resource, write_tables
from parser.extras import missing

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = TABLES_VERSION
GROUP_ROWS = 50_000
GROUP_LETTERS = 8_000_000
"""A row group is written when a table has so many rows waiting, or so many letters in them."""


def write_parquet(records: RecordSource, directory: Directory, package: Package, _base: str) -> None:
    """Parquet files with the columns' types, compressed by Zstandard."""
    package.describe(title=TITLE, description="See Diarium's docs/tables.md.", version=TABLES_VERSION)
    write_tables(records, directory, ParquetTables(package))


class Opens(Protocol):
    """A package, or what else has files to write tables into."""

    def open(self, path: str, **description: Any) -> PackageFile:
        """A new file, `path` with slashes."""


class ParquetTables:
    """Rows as Parquet files of a package. Raises `MissingProgram` where pyarrow is not installed."""

    def __init__(self, package: Opens, *, group_rows: int = GROUP_ROWS) -> None:
        """Opens a file for every table; so many rows at most wait in memory for each of them."""
        self._group_rows = group_rows
        try:
            import pyarrow.parquet as pq
        except ImportError as error:
            raise missing("pyarrow", "Parquet needs", "export") from error
        self._files = {}
        self._writers = {}
        self._schemas = {}
        for name, table in TABLES.items():
            described = resource(table, format="parquet", mediatype="application/vnd.apache.parquet")
            self._files[name] = package.open(f"{name}.parquet", **described)
            self._schemas[name] = arrow_schema(table)
            self._writers[name] = pq.ParquetWriter(self._files[name], self._schemas[name], compression="zstd")
        self._waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._letters = dict.fromkeys(TABLES, 0)

    def write(self, table: str, row: Row) -> None:
        """One row more of a table."""
        self._waiting[table].append(row)
        self._letters[table] += len(getattr(row, "text", "") or "")
        if len(self._waiting[table]) >= self._group_rows or self._letters[table] >= GROUP_LETTERS:
            self._flush(table)

    def close(self) -> None:
        """Write what is left and close the files."""
        for table, writer in self._writers.items():
            self._flush(table)
            writer.close()
            self._files[table].close()

    def _flush(self, table: str) -> None:
        import pyarrow as pa

        rows, schema = self._waiting[table], self._schemas[table]
        if rows:
            columns: list[Any] = [
                pa.array([getattr(row, field.name) for row in rows], type=field.type) for field in schema
            ]
            self._writers[table].write_batch(pa.record_batch(columns, schema=schema))
        self._waiting[table], self._letters[table] = [], 0


def arrow_schema(table: Table) -> "pa.Schema":
    """A table's columns as Arrow has them, with their descriptions and the tables' version."""
    import pyarrow as pa

    kinds = {
        ColumnType.TEXT: pa.string(),
        ColumnType.WHOLE: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.TRUTH: pa.bool_(),
        ColumnType.DATE: pa.date32(),
    }
    fields = [
        pa.field(one.name, kinds[one.type], nullable=not one.required, metadata={"description": one.description})
        for one in table.columns
    ]
    return pa.schema(fields, metadata={"diarium_tables": TABLES_VERSION, "description": table.description})
