"""A state of the index in memory: its columns and codes, read when first needed and shared by all who read it."""

import sqlite3
import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from parser.index import columns

Mask = NDArray[np.bool_]
Keys = NDArray[np.int64]
KEPT = 64
"""Words whose acts are remembered."""


class State:
    """One state of the index. What it reads, it reads with the connection of whoever asks first, in that state."""

    def __init__(self, token: str) -> None:
        """`token` names the state: the index and how often it was changed."""
        self.token = token
        self._columns: dict[str, NDArray[np.int32]] = {}
        self._codes: dict[str, dict[str, int]] = {}
        self._found: OrderedDict[tuple[str, str], Keys] = OrderedDict()
        self._lock = threading.Lock()

    def column(self, connection: sqlite3.Connection, name: str) -> NDArray[np.int32]:
        """A column by the acts' keys, or of pairs."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = columns.read(connection, name)
        return found

    def codes(self, connection: sqlite3.Connection, name: str) -> dict[str, int]:
        """The code of each value of a column."""
        found = self._codes.get(name)
        if found is None:
            rows = connection.execute("SELECT value, code FROM column_value WHERE name = ?", (name,))
            found = self._codes[name] = dict(rows.fetchall())
        return found

    def remembered(self, key: tuple[str, str]) -> Keys | None:
        """The acts that were found for a word not long ago."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def remember(self, key: tuple[str, str], acts: Keys) -> None:
        """Remember the acts of a word."""
        with self._lock:
            self._found[key] = acts
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
