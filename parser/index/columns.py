"""The values of each act in arrays, kept in the index in pieces: what is filtered and counted by.

An array holds one value for each act by its key (from 1; key 0 is nobody's), or pairs of an act and a value. It is cut
into pieces of 65,536 values, so that adding a document to a million acts writes one piece of each.
"""

import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

PIECE = 1 << 16
TYPES: Mapping[str, str] = {
    "live": "u1",  # 0 gone, 1 at the top level, 2 quoted or appended by another act
    "kind": "u1",  # its place in `Kind`
    "demand": "u2",  # a bit for each of `Demand`
    "against": "u2",  # a bit for each `Kind` that it is against
    "about": "u2",  # ... and that it is about, be it for or against
    "confidence": "u1",  # in percent
    "date": "i4",  # the document's, in days from the year 1; 0 where it has none
    "document": "i4",
    "matter": "i4",  # 0 where there is none
    "body": "i4",  # codes of `column_value`; 0 where there is none
    "municipality": "i4",
    "type": "i4",
    "party_act": "i4",  # pairs of act and party, ...
    "party_value": "i4",
    "mention_act": "i4",  # ... and of act and mention
    "mention_value": "i4",
    "mention_person": "i4",  # the person of each mention, by its key
}

Array = NDArray[np.generic]
Ints = NDArray[np.int32]


def read(connection: sqlite3.Connection, name: str) -> NDArray[np.int32]:
    """A column, whole. Its own dtype, narrower than int32 where that is enough."""
    rows = connection.execute("SELECT data FROM column_data WHERE name = ? ORDER BY chunk", (name,))
    data = b"".join(piece for (piece,) in rows)
    return np.frombuffer(data, dtype=TYPES[name])


def length(connection: sqlite3.Connection, name: str) -> int:
    """How many values a column has."""
    row = connection.execute(
        "SELECT chunk, length(data) FROM column_data WHERE name = ? ORDER BY chunk DESC LIMIT 1", (name,)
    ).fetchone()
    return 0 if row is None else int(row[0]) * PIECE + int(row[1]) // np.dtype(TYPES[name]).itemsize


def append(connection: sqlite3.Connection, name: str, values: Array) -> None:
    """Add values to the end of a column."""
    dtype = np.dtype(TYPES[name])
    values = values.astype(dtype, copy=False)
    start = length(connection, name)
    at = 0
    while at < len(values):
        chunk, inside = divmod(start + at, PIECE)
        new = values[at : at + PIECE - inside]
        if inside:
            new = np.concatenate([_piece(connection, name, chunk), new])
            at -= inside
        _put(connection, name, chunk, new)
        at += len(new)


def change(connection: sqlite3.Connection, name: str, ranges: Iterable[tuple[int, int]], value: int) -> None:
    """Give all places from the first to before the second of each range the value."""
    pieces: dict[int, Array] = {}
    for first, end in ranges:
        at = first
        while at < end:
            chunk, inside = divmod(at, PIECE)
            piece = pieces.setdefault(chunk, _piece(connection, name, chunk).copy())
            upto = min(end, (chunk + 1) * PIECE)
            piece[inside : inside + upto - at] = value
            at = upto
    for chunk, piece in pieces.items():
        _put(connection, name, chunk, piece)


def replace(connection: sqlite3.Connection, name: str, values: Array) -> None:
    """Make a column these values; pieces that stay as they are are not written."""
    values = values.astype(TYPES[name], copy=False)
    for chunk in range(-(-len(values) // PIECE)):
        piece = values[chunk * PIECE : (chunk + 1) * PIECE]
        old = connection.execute("SELECT data FROM column_data WHERE name = ? AND chunk = ?", (name, chunk)).fetchone()
        if old is None or old[0] != piece.tobytes():
            _put(connection, name, chunk, piece)


def _piece(connection: sqlite3.Connection, name: str, chunk: int) -> Array:
    row = connection.execute("SELECT data FROM column_data WHERE name = ? AND chunk = ?", (name, chunk)).fetchone()
    return np.frombuffer(row[0] if row else b"", dtype=TYPES[name])


def _put(connection: sqlite3.Connection, name: str, chunk: int, piece: Array) -> None:
    connection.execute("INSERT OR REPLACE INTO column_data VALUES (?, ?, ?)", (name, chunk, piece.tobytes()))


class Codes:
    """The codes of a column's values, from 1; new values get the next. 0 is no value."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        """The codes that the index has."""
        self._connection, self._name = connection, name
        rows = connection.execute("SELECT value, code FROM column_value WHERE name = ?", (name,))
        self._codes: dict[str | None, int] = {None: 0, **dict(rows.fetchall())}
        self._new: list[tuple[str, int, str]] = []

    def of(self, values: Iterable[str | None]) -> list[int]:
        """The codes of values."""
        codes = self._codes
        try:
            values = list(values)
            return [codes[value] for value in values]
        except KeyError:
            for value in values:
                if value is not None and value not in codes:
                    codes[value] = len(codes)
                    self._new.append((self._name, codes[value], value))
            return [codes[value] for value in values]

    def save(self) -> None:
        """Write the new ones."""
        self._connection.executemany("INSERT INTO column_value VALUES (?, ?, ?)", self._new)
        self._new.clear()
