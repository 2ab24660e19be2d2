"""Whether an index can be read by this Diarium, and whether it lags behind the records."""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from parser.index.changes import changes
from parser.index.places import Home
from parser.index.wording import stemmer_version

VERSION = "3"
"""Of the tables: an index of another is made anew."""
OVERRIDES = "overrides.toml"
"""A file of this name in the corpus says who is one person and who is not."""


def usable(connection: sqlite3.Connection) -> bool:
    """Whether this Diarium can read the index. Raises sqlite3.DatabaseError where it is broken."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return (
        there is not None
        and meta_of(connection, "version") == VERSION
        and meta_of(connection, "stemmer") == stemmer_version()
    )


def is_stale(corpus: Path, folder: Path | None = None, overrides: Path | None = None) -> bool:
    """Whether the index is missing, cannot be read, or lags behind the records."""
    home = Home(corpus, folder)
    path = home.current()
    if path is None:
        return True
    ruling = ruling_of(overrides_of(corpus, overrides))
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            if not usable(connection):
                return True
            return bool(changes(connection, corpus)) or meta_of(connection, "ruling") != ruling
    except sqlite3.Error:
        return True


def overrides_of(corpus: Path, given: Path | None) -> Path | None:
    """The file of overrides: the one that is given, else that of the corpus, where it has one."""
    return given or (corpus / OVERRIDES if (corpus / OVERRIDES).is_file() else None)


def ruling_of(overrides: Path | None) -> str:
    """What a file of overrides says, as a digest; empty where there is none."""
    return "" if overrides is None else hashlib.sha256(overrides.read_bytes()).hexdigest()


def put_meta(connection: sqlite3.Connection, **values: str | int) -> None:
    """Write what the index says of itself."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))


def meta_of(connection: sqlite3.Connection, name: str) -> str | None:
    """What the index says of itself by this name."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])
