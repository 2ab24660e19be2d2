"""The index's views as Parquet files, for DuckDB and its like. Written whole or not at all, one file a view."""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from parser.errors import UnwritableOutput
from parser.query.connection import connect
from parser.query.frames import needed

ROWS = 50_000
"""In a row group."""
INTEGERS = frozenset(
    {
        "document", "matter", "act", "parent", "person", "one", "other", "target", "mention", "page", "pages", "bytes",
        "acts", "matters", "year", "position", "points", "warnings", "reservations", "votes", "documents", "persons",
        "size",
    }
)  # fmt: skip
REALS = frozenset({"left", "top", "right", "bottom", "confidence"})
TRUTHS = frozenset({"top_level", "and_others", "unanimous"})
LISTS = frozenset({"diary_numbers", "forms", "municipalities", "bodies", "roles", "names"})
DATES = frozenset({"date"})

_strings = msgspec.json.Decoder(list[str])


def write(index: Path, folder: Path) -> Mapping[str, Path]:
    """Write each view of the index at `index` as ``VIEW.parquet`` into `folder`; their paths.

    All are of one state of the corpus. Raises UnwritableOutput, MissingProgram.
    """
    needed("pyarrow")
    written: dict[str, Path] = {}
    with contextlib.closing(connect(index)) as connection:
        connection.execute("BEGIN")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                written[name] = folder / f"{name}.parquet"
                _write(connection, name, written[name])
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UnwritableOutput(f"{folder} cannot be written to ({reason}); give another folder") from error
    return written


def _write(connection: sqlite3.Connection, view: str, path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    cursor = connection.execute(f"SELECT * FROM {view}")
    columns = [column[0] for column in cursor.description]
    schema = pyarrow.schema([(name, _type(view, name)) for name in columns])
    temporary = path.parent / f".diarium-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        with pyarrow.parquet.ParquetWriter(temporary, schema, compression="zstd") as writer:
            while rows := cursor.fetchmany(ROWS):
                arrays = [
                    pyarrow.array(_values(view, name, values), type=schema.field(name).type)
                    for name, values in zip(columns, zip(*rows, strict=True), strict=True)
                ]
                writer.write_table(pyarrow.table(arrays, schema=schema))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _type(view: str, name: str) -> Any:
    import pyarrow

    if name in LISTS or (view == "notes" and name == "parties") or (view == "person_mentions" and name == "parties"):
        return pyarrow.list_(pyarrow.string())
    if name in DATES:
        return pyarrow.date32()
    if view == "votes" and name in ("yes", "no", "abstain", "absent"):
        return pyarrow.int64()
    if name in TRUTHS:
        return pyarrow.bool_()
    if name in REALS:
        return pyarrow.float64()
    return pyarrow.int64() if name in INTEGERS else pyarrow.string()


def _values(view: str, name: str, values: Iterable[Any]) -> list[Any]:
    import pyarrow

    kind = _type(view, name)
    if pyarrow.types.is_list(kind):
        return [None if value is None else _strings.decode(value) for value in values]
    if pyarrow.types.is_date(kind):
        import datetime

        return [None if value is None else datetime.date.fromisoformat(value) for value in values]
    if pyarrow.types.is_boolean(kind):
        return [None if value is None else bool(value) for value in values]
    return list(values)
