"""A stored table beside the rows that follow from the records, row by row."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parser.export.columns import TABLES
from parser.record.problem import Problem
from parser.release.parquet import StoredTable
from parser.release.values import TABLES_FOLDER, BadRelease


class Compared:
    """A table of the release beside the rows that follow from the records."""

    def __init__(self, name: str, folder: Path) -> None:
        """The table `name` of the release in `folder`."""
        self._name = f"{TABLES_FOLDER}/{name}.parquet"
        self._table = TABLES[name]
        self._problems: list[Problem] = []
        self._stored: StoredTable | None = None
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._done = 0
        try:
            self._stored = StoredTable(self._table, folder / self._name)
            told = self._stored.schema_problem()
            if told is not None:
                self._fail(self._name, f"it {told}")
            self._rows = self._stored.rows()
        except BadRelease as error:
            self._fail(self._name, str(error))

    def expect(self, row: tuple[Any, ...], record: str) -> None:
        """The next row must be `row`."""
        if self._problems:  # one difference moves all that follow
            return
        self._done += 1
        place = f"{self._name}, row {self._done}"
        try:
            stored = next(self._rows, None)
        except BadRelease as error:
            self._fail(place, str(error))
            return
        if stored is None:
            self._fail(place, f"it ends here; rows of the record {record or '(all)'} are missing")
        elif stored != row:
            columns = [
                column.name for column, one, other in zip(self._table.columns, stored, row, strict=True) if one != other
            ]
            at = [column.name for column in self._table.columns].index(columns[0])
            told = f"{columns[0]} is {shown(stored[at])}, and by the record {record or '(all)'} {shown(row[at])}"
            self._fail(place, told + (f"; {len(columns) - 1} more columns differ" if len(columns) > 1 else ""))

    def finish(self) -> Iterator[Problem]:
        """No more rows may come."""
        if not self._problems and self._stored is not None:
            more = sum(1 for _ in itertools.islice(self._rows, 1))
            if more:
                self._fail(self._name, f"it has {self._stored.count} rows, and {self._done} follow from the records")
        yield from self._problems

    def close(self) -> None:
        """Close the file."""
        if self._stored is not None:
            self._stored.close()

    def _fail(self, place: str, message: str) -> None:
        self._problems.append(Problem(place, message))


def shown(value: object) -> str:
    """A value for a sentence, cut where it is long."""
    text = " ".join(str(value).split())
    return repr(text[:100] + "…") if len(text) > 100 else repr(text) if isinstance(value, str) else text
