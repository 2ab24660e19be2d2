"""The manifest's file: its tables, how it is opened, and how it is read and written.

Each write is a transaction of its own in a write-ahead log: a process that is killed loses nothing, a machine that
loses its power at most the last outcomes, and those documents are converted again to the same bytes.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from parser.errors import UnwritableOutput

NAME = "manifest.sqlite"
VERSION = 1
"""Of the tables below. A manifest of another version is put aside, and all documents are converted again."""

_TABLES = """
CREATE TABLE document (           -- one row for each record, that is, for each name
  target      TEXT PRIMARY KEY,   -- path of its files in the output, without their endings
  name        TEXT NOT NULL,      -- the document, as the last run was given it
  place       TEXT NOT NULL,      -- the same as an absolute path or URL
  address     TEXT NOT NULL,
  size        INTEGER,
  fingerprint TEXT,               -- size, times: the same means that the bytes need not be read
  sha256      TEXT,
  state       TEXT NOT NULL,      -- done, failed, quarantined
  converter   TEXT,               -- what it was converted with: version and digest of the program
  profile     TEXT,
  profile_key TEXT,               -- digest of the profile's data
  options     TEXT,               -- what was asked for
  twin        TEXT,               -- the target of the document with the same bytes that was converted in its stead
  files       TEXT NOT NULL,      -- JSON: [[name, stamp], …]
  pages       INTEGER NOT NULL DEFAULT 0,
  kinds       TEXT NOT NULL DEFAULT '{}',
  quoted      INTEGER NOT NULL DEFAULT 0,
  dissents    INTEGER NOT NULL DEFAULT 0,
  doubts      INTEGER NOT NULL DEFAULT 0,
  warnings    TEXT NOT NULL DEFAULT '{}',
  digest      BLOB,
  reason      TEXT,               -- why it failed
  code        INTEGER,            -- the exit code of that
  quarantine  TEXT,               -- memory, time, output, died
  limits      TEXT,               -- the limits that it exceeded
  seconds     REAL NOT NULL DEFAULT 0,
  converted   TEXT,               -- when, by the clock of this machine
  run         INTEGER NOT NULL,   -- the last run that listed it
  seq         INTEGER NOT NULL,   -- its place in that run's list
  how         TEXT NOT NULL       -- what that run did: converted, unchanged, duplicate, failed, quarantined
) WITHOUT ROWID;
CREATE INDEX document_sha ON document (sha256);
CREATE INDEX document_twin ON document (twin) WHERE twin IS NOT NULL;
CREATE INDEX document_size ON document (size);
CREATE INDEX document_run ON document (run, seq);
CREATE TABLE run (
  id        INTEGER PRIMARY KEY,
  began     TEXT NOT NULL,
  ended     TEXT,
  converter TEXT NOT NULL,
  paths     TEXT NOT NULL,        -- JSON
  seconds   REAL
);
CREATE TABLE fault (              -- faults of a run that belong to no record: a folder that cannot be read, a clash
  run INTEGER NOT NULL, name TEXT NOT NULL, message TEXT NOT NULL, code INTEGER NOT NULL
);
"""

_OF_THE_RUN = """
CREATE TEMP TABLE listed (
  seq INTEGER PRIMARY KEY, key TEXT NOT NULL, target TEXT NOT NULL, identity TEXT NOT NULL, name TEXT NOT NULL,
  place TEXT NOT NULL, address TEXT NOT NULL, size INTEGER, fingerprint TEXT, clash INTEGER NOT NULL DEFAULT 0,
  todo TEXT
);
CREATE UNIQUE INDEX temp.listed_once ON listed (target, identity);
CREATE INDEX temp.listed_key ON listed (key);
CREATE INDEX temp.listed_size ON listed (size);
CREATE TEMP TABLE needs (owner TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX temp.needs_owner ON needs (owner);
"""


TEXT = "CAST(? AS TEXT)"
"""A name may hold bytes that are no UTF-8: it is handed over as bytes (`raw`) and kept as text."""


class Database:
    """The manifest's file, open for one process. Close it. Its faults are `UnwritableOutput`."""

    def __init__(self, folder: Path) -> None:
        """Open the one in `folder`, or make it. One that is broken, or another version's, is put aside."""
        self.path = folder / NAME
        self.put_aside: Path | None = None
        with self._told():
            try:
                self._db = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # a full disk, no permission: not the file's fault
                    raise
                self.put_aside = self._put_aside()
                self._db = self._open()
            self._db.executescript(_OF_THE_RUN)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        try:
            db.text_factory = _decoded
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -32000")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if tables and version != VERSION:
                raise sqlite3.DatabaseError(f"version {version}")
            if not tables:
                db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            db.execute("SELECT target, how FROM document LIMIT 1").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def _put_aside(self) -> Path:
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.broken-{number}")).exists():
            number += 1
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        return self.path.rename(aside)

    def close(self) -> None:
        """Close it; the log is written into the file."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UnwritableOutput(
                f"{self.path} cannot be written: {_cause(error)}. What is converted is kept; "
                "when that is mended, the same command goes on"
            ) from error

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """What a query gives, row by row."""
        with self._told():
            # Not `yield from`: who stops in the midst and closes the database would have the cursor closed after it.
            for row in self._db.execute(query, values):  # noqa: UP028
                yield row

    def one(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...]:
        """The first row of a query."""
        with self._told():
            row: tuple[Any, ...] = self._db.execute(query, values).fetchone()
        return row

    def write(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> int | None:
        """Carry out a statement that changes something; the number of the row, where it adds one."""
        with self._told():
            return self._db.execute(statement, values).lastrowid

    def write_each(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Carry out a statement for each of `values`."""
        with self._told():
            self._db.executemany(statement, values)


def raw(text: str) -> bytes:
    """A name as its bytes (see `TEXT`)."""
    return text.encode("utf-8", "surrogateescape")


def now() -> str:
    """The time by this machine's clock, as the manifest keeps it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _cause(error: sqlite3.Error | OSError) -> str:
    """Why SQLite could not write, as a person would say it: it calls a disk without room an I/O error, too."""
    said = str(error)
    return f"the disk is full, or takes no more ({said})" if "full" in said or "I/O" in said else said
