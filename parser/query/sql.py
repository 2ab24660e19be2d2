"""SQL over the index's views: read-only, and limited in time, in rows and in what it may see."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from parser.errors import BadQuestion

SECONDS = 10.0
ROWS = 10_000
LONGEST = 20_000
"""Letters of a query, at most."""
CELL = 1 << 20
"""Bytes of one value, at most."""
STEPS = 20_000
"""Of SQLite's machine between two looks at the clock."""
FULL_TEXT = "act_words"
FORBIDDEN = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "randomblob", "zeroblob"})

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What a query gave. `complete` is False where there are more rows than were allowed."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    complete: bool
    seconds: float


def run(path: Path, query: str, values: Sequence[object] = (), *, seconds: float = SECONDS, rows: int = ROWS) -> Table:
    """The answer to one SELECT over the index at `path`, with a connection of its own.

    Raises BadQuestion: no SELECT, more than one statement, a mistake in it, something that may not be read, too slow.
    """
    if len(query) > LONGEST:
        raise BadQuestion(f"the query has {len(query):,} letters; {LONGEST:,} are the most")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -64000")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST * 4)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)
        # Virtual tables are made known before the authorizer, which allows no such thing.
        connection.execute(f"SELECT 1 FROM {FULL_TEXT} LIMIT 0")
        connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
        connection.set_authorizer(_authorizer(_readable(connection)))
        begun = time.monotonic()
        connection.set_progress_handler(lambda: time.monotonic() - begun > seconds, STEPS)
        cursor = connection.execute(query, tuple(values))
        if cursor.description is None:
            raise BadQuestion("the query gives no rows; write one SELECT over the views of docs/sql.md")
        found = cursor.fetchmany(rows + 1)
        return Table(
            columns=tuple(column[0] for column in cursor.description),
            rows=tuple(tuple(row) for row in found[:rows]),
            complete=len(found) <= rows,
            seconds=time.monotonic() - begun,
        )
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeEncodeError, ValueError) as error:
        raise BadQuestion(_sentence(error, seconds)) from error
    finally:
        connection.close()


def views(path: Path) -> dict[str, tuple[str, ...]]:
    """The views and their columns."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY 1")
        ]
        return {
            name: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})").fetchall()) for name in names
        }
    finally:
        connection.close()


def _readable(connection: sqlite3.Connection) -> frozenset[str]:
    names = connection.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'view'")
    return frozenset({name for (name,) in names} | {"json_each", "json_tree", "word"})


def _authorizer(readable: frozenset[str]) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Lets a query read what is promised, and that only: views, the full-text table, and the words that there are."""

    def authorize(action: int, one: str | None, other: str | None, _database: str | None, view: str | None) -> int:
        if action == sqlite3.SQLITE_PRAGMA and one == "data_version" and other is None:
            return sqlite3.SQLITE_OK  # FTS5 asks for it
        if action not in _ALLOWED:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION and (other or "").lower() in FORBIDDEN:
            return sqlite3.SQLITE_DENY
        # Where the column is empty, the table is only walked over, as a view's is whose columns are not asked for.
        if action == sqlite3.SQLITE_READ and view is None and one is not None and other:
            table = one.lower()
            if table not in readable and not table.startswith(FULL_TEXT):
                return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    return authorize


def _sentence(error: Exception, seconds: float) -> str:
    told = str(error)
    if "interrupted" in told:
        return f"the query takes longer than {seconds:g} seconds; ask for less, or use DuckDB (docs/analysis.md)"
    if "not authorized" in told or "prohibited" in told:
        return f"the query may not do that ({told}); only reading the views of docs/sql.md is allowed"
    if "one statement at a time" in told:
        return "there is more than one statement; write one SELECT"
    if "too big" in told:
        return f"a value is too big; {CELL:,} bytes are the most"
    return f"the query cannot be run: {told}; docs/sql.md has the views"
