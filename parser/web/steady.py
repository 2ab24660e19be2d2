"""A corpus whose readers stay at one state of the index until the next one has been read in, page by page.

An update of the index takes effect for whoever opens a transaction after it. Here each reading connection keeps its
transaction open, so that readers go on in the state that they know; `ahead` lets one thread (and what it starts) look
at the newest state, to work out in it what readers will ask for; `move` then takes all readers over at a stroke.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from parser.query.corpus import Corpus
from parser.query.state import State

SEATS = 8
"""Connections that are made in advance: one made while an update is read in would see it before the others."""
_ahead: ContextVar[bool] = ContextVar("ahead", default=False)


class SteadyCorpus(Corpus):
    """A corpus for a server. Whoever makes it calls `move` after each update, else its readers stay where they are."""

    def __init__(self, path: Path, *, folder: Path | None = None, overrides: Path | None = None) -> None:
        """As `Corpus`."""
        super().__init__(path, folder=folder, overrides=overrides)
        self._free: list[_Seat] = []
        self._turn = 0
        self._seats = threading.Lock()

    @contextlib.contextmanager
    def ahead(self) -> Iterator[None]:
        """What is asked inside, in this thread or a task of its own, sees the newest state of the index."""
        before = _ahead.set(True)
        try:
            yield
        finally:
            _ahead.reset(before)

    def is_behind(self) -> bool:
        """Whether the index is at another state than readers are. Raises UnreadableDocument where there is none."""
        with self.ahead():
            newest = self.state
        return newest != self.state

    def move(self) -> None:
        """Take all readers over to the newest state: those that read just now when they have done so."""
        with self._seats:
            self._turn += 1
            free, self._free = self._free, []
        for seat in free:
            seat.close()
        # With no reader in the write-ahead log, what it holds goes into the index, and the log begins anew: else it
        # would grow as long as the server runs. Where the index cannot be written to, nobody updates it either.
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(self.index, timeout=1)) as one:
            one.execute("PRAGMA wal_checkpoint(PASSIVE)")
        for seat in [self._taken() for _ in range(SEATS)]:
            self._given_back(seat)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[tuple[State, sqlite3.Connection]]:
        if _ahead.get():
            with super()._reading() as both:
                yield both
            return
        seat = self._taken()
        try:
            yield self._state(seat.connection), seat.connection
        except sqlite3.Error:
            seat.close()
            raise
        except BaseException:
            self._given_back(seat)
            raise
        self._given_back(seat)

    def _taken(self) -> "_Seat":
        with self._seats:
            if self._free:
                return self._free.pop()  # the last used one, whose pages are still in memory
            turn = self._turn
        connection = self._opened(lambda: self.index)
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM meta").fetchone()  # from here on it sees one state
        return _Seat(turn, connection)

    def _given_back(self, seat: "_Seat") -> None:
        with self._seats:
            if seat.turn == self._turn:
                self._free.append(seat)
                return
        seat.close()

    def close(self) -> None:
        """End the readers' connections."""
        with self._seats:
            free, self._free = self._free, []
        for seat in free:
            seat.close()


class _Seat:
    """A connection in a transaction that was begun in the turn."""

    def __init__(self, turn: int, connection: sqlite3.Connection) -> None:
        self.turn, self.connection = turn, connection

    def close(self) -> None:
        self.connection.close()
