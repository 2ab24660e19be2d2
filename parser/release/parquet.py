"""The tables of a release as Parquet: written by the export's writer, as the rows come, and read back to be proved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parser.export.columns import TABLES, Table
from parser.export.package import PackageFile
from parser.export.parquet import ParquetTables, arrow_schema
from parser.export.tables import Row
from parser.release.extras import needed
from parser.release.values import BadRelease

GROUP_ROWS = 10_000
"""So many rows at most wait in memory for each table."""


class TableFiles:
    """All tables' files, one each in a folder. Memory is bounded whatever the number of rows, and the bytes are the
    same for the same rows and version of pyarrow."""

    def __init__(self, folder: Path) -> None:
        """Begin the files in `folder`, which is made."""
        folder.mkdir(parents=True)
        self._folder = folder
        self.counts = dict.fromkeys(TABLES, 0)
        """How many rows each table has."""
        self._tables = ParquetTables(self, group_rows=GROUP_ROWS)

    def open(self, path: str, **_: Any) -> PackageFile:
        """A new file of the folder, for the writer."""
        return PackageFile((self._folder / path).open("xb"), path)

    def write(self, table: str, row: Row) -> None:
        """One more row of a table."""
        self._tables.write(table, row)
        self.counts[table] += 1

    def close(self) -> None:
        """Finish all files."""
        self._tables.close()


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
        ours, theirs = arrow_schema(self._table), self._file.schema_arrow
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
