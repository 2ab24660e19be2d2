"""The tables as Parquet, written as the rows come: memory is bounded whatever their number, and bytes are the same
for the same rows and version of pyarrow."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from parser.export.columns import TABLES, Column, ColumnType, Table
from parser.export.tables import TABLES_VERSION, Row
from parser.release.extras import needed
from parser.release.values import BadRelease

ROWS_A_GROUP = 20_000
LETTERS_A_GROUP = 8_000_000
"""A group of rows is written when it has so many rows, or so many characters in its texts."""


def schema_of(table: Table) -> Any:
    """The table's schema as pyarrow's; descriptions and the version of the columns are in its metadata."""
    arrow = needed("pyarrow")
    types = {
        ColumnType.TEXT: arrow.string(),
        ColumnType.WHOLE: arrow.int64(),
        ColumnType.NUMBER: arrow.float64(),
        ColumnType.TRUTH: arrow.bool_(),
        ColumnType.DATE: arrow.date32(),
    }

    def field(column: Column) -> Any:
        return arrow.field(
            column.name, types[column.type], not column.required, {"description": column.description.encode()}
        )

    about = {"description": table.description.encode(), "tables_version": TABLES_VERSION.encode()}
    return arrow.schema([field(column) for column in table.columns], about)


class TableFile:
    """One table's file; rows are gathered to groups."""

    def __init__(self, table: Table, path: Path) -> None:
        """Begin `path`."""
        self._arrow = needed("pyarrow")
        self._schema = schema_of(table)
        # One thread, no clock: the bytes depend on the rows only.
        self._file = needed("pyarrow.parquet").ParquetWriter(
            path, self._schema, compression="zstd", version="2.6", write_statistics=True, store_schema=True
        )
        self._rows: list[tuple[Any, ...]] = []
        self._letters = 0
        self.count = 0

    def write(self, row: Row) -> None:
        """One more row."""
        values = msgspec.structs.astuple(row)
        self._rows.append(values)
        self._letters += sum(len(value) for value in values if isinstance(value, str))
        self.count += 1
        if len(self._rows) == ROWS_A_GROUP or self._letters >= LETTERS_A_GROUP:
            self._flush()

    def close(self) -> None:
        """Finish the file."""
        if self._rows:
            self._flush()
        self._file.close()

    def _flush(self) -> None:
        columns = [
            self._arrow.array(values, type=field.type)
            for values, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._file.write_table(self._arrow.Table.from_arrays(columns, schema=self._schema))
        self._rows.clear()
        self._letters = 0


class TableFiles:
    """All tables' files, one each in a folder."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        """Begin the files of the tables of these names in `folder`, which is made."""
        folder.mkdir(parents=True)
        self._files = {name: TableFile(TABLES[name], folder / f"{name}.parquet") for name in names}

    def write(self, table: str, row: Row) -> None:
        """One more row of a table."""
        self._files[table].write(row)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: file.count for name, file in self._files.items()}

    def close(self) -> None:
        """Finish all files."""
        for file in self._files.values():
            file.close()


class StoredTable:
    """A table's file as it lies in a release."""

    def __init__(self, table: Table, path: Path) -> None:
        """Open `path`. Raises BadRelease where it is no Parquet file."""
        try:
            self._file = needed("pyarrow.parquet").ParquetFile(path)
        except (OSError, needed("pyarrow").ArrowException) as error:
            raise BadRelease(f"it is no Parquet file that can be read ({_first_line(error)})") from error
        self._table = table

    @property
    def count(self) -> int:
        """How many rows the file says that it has."""
        return int(self._file.metadata.num_rows)

    def schema_problem(self) -> str | None:
        """How its columns differ from those of the table; None where they do not."""
        ours, theirs = schema_of(self._table), self._file.schema_arrow
        if theirs.equals(ours):
            return None
        missing = sorted(set(ours.names) - set(theirs.names))
        strange = sorted(set(theirs.names) - set(ours.names))
        told = [f"lacks the column {name}" for name in missing] + [f"has a column {name} more" for name in strange]
        for name in ours.names:
            if name in theirs.names and theirs.field(name) != ours.field(name):
                told.append(f"has {theirs.field(name).type} where {name} is {ours.field(name).type}")
        return "; ".join(told) or "has its columns in another order"

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Its rows, in order. Raises BadRelease where a page of it cannot be read."""
        try:
            for batch in self._file.iter_batches(batch_size=4096):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        except (OSError, needed("pyarrow").ArrowException) as error:
            raise BadRelease(f"its rows cannot be read ({_first_line(error)})") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
