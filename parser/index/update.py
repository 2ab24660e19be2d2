"""The index made, and brought up to date with the records.

Guarantees:

1. After `update`, the index holds each record of the corpus once (of two files of one record, that whose path comes
   first), whatever it held before; what it says does not depend on the way that led there.
2. A reader sees the state before the update or the one after it, never one between, and is never kept waiting.
3. What is interrupted leaves the index as it was.
"""

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from parser.errors import UnwritableOutput
from parser.index.changes import Changes, Found, changes, scan
from parser.index.freshness import VERSION, is_stale, meta_of, overrides_of, put_meta, ruling_of, usable
from parser.index.load import Loader, remove
from parser.index.people import link
from parser.index.places import PATIENCE, Home
from parser.index.reader import Piece, Read, collecting_nothing, read_all, workers
from parser.index.report import Report
from parser.index.wording import stemmer_version

HERE = Path(__file__).parent
HASH = 1 << 28
"""Bytes of words that FTS5 gathers at most before it writes them: in one piece they are looked up quickest."""

__all__ = ["Report", "is_stale", "update"]

Progress = Callable[[int, int], None]
"""Called with how many files were read, and how many there are to read."""


def update(
    corpus: Path,
    *,
    folder: Path | None = None,
    full: bool = False,
    thorough: bool = False,
    overrides: Path | None = None,
    jobs: int | None = None,
    patience: float = PATIENCE,
    progress: Progress | None = None,
) -> Report:
    """Bring the index of a corpus up to date, or make it where there is none.

    `full` makes it anew, `thorough` reads each file again whatever its time says. `overrides` overrules who is one
    person (default: ``overrides.toml`` in the corpus). `patience` is how many seconds to wait for another process.
    Raises UnreadableDocument, UnwritableOutput, BadOverrides.
    """
    home = Home(corpus, folder)
    overrides = overrides_of(corpus, overrides)
    begun = time.monotonic()
    with home.writing(patience) as mine:
        if not mine:
            return Report(None, 0, 0, 0, 0, 0, 0, (), (), 0, rebuilt=False, seconds=0.0, busy=True)
        try:
            work = _Work(home, overrides, jobs, progress)
            current = home.current()
            with collecting_nothing():
                if full or current is None or not work.bring(current, thorough=thorough):
                    work.build(current)
            return work.report(time.monotonic() - begun)
        except sqlite3.Error as error:
            raise UnwritableOutput(
                f"the index in {home.folder} cannot be written ({error}); free some space, or give another with --index"
            ) from error


class _Work:
    def __init__(self, home: Home, overrides: Path | None, jobs: int | None, progress: Progress | None) -> None:
        self.home, self.overrides, self.jobs, self.progress = home, overrides, jobs, progress
        self.ruling = ruling_of(overrides)
        self.indexed = time.time_ns()
        self.now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.new = self.changed = self.removed = 0
        self.rebuilt = False
        self.path: Path | None = None

    def build(self, before: Path | None) -> None:
        """Make the index beside the one there is, then switch over to it."""
        path = self.home.beside()
        try:
            connection = sqlite3.connect(path, isolation_level=None)
            with contextlib.closing(connection):
                connection.executescript(
                    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                    "PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE;"
                )
                connection.execute("BEGIN")
                for script in ("schema.sql", "views.sql"):
                    for statement in _statements(script):
                        connection.execute(statement)
                connection.execute("INSERT INTO act_words (act_words, rank) VALUES ('hashsize', ?)", (HASH,))
                self._bring(connection, Changes(read=list(scan(self.home.corpus))), everyone=True, anew=True)
                token = secrets.token_hex(4)
                put_meta(connection, version=VERSION, stemmer=stemmer_version(), token=token, generation=1)
                if before is not None:
                    self._remember(connection, before)
                connection.execute("COMMIT")
                connection.execute("PRAGMA analysis_limit = 4000")
                connection.execute("ANALYZE")
                connection.execute("PRAGMA locking_mode = NORMAL")
                connection.execute("PRAGMA journal_mode = WAL")
            with path.open("rb") as file:
                os.fsync(file.fileno())
            self.home.switch(path)
        except BaseException:
            for one in path.parent.glob(f"{path.name}*"):
                one.unlink()
            raise
        self.rebuilt = True
        self.path = path

    def bring(self, path: Path, *, thorough: bool) -> bool:
        """Bring the index up to date in place; False where it is to be made anew."""
        with contextlib.suppress(sqlite3.DatabaseError):
            connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
            with contextlib.closing(connection):
                if not usable(connection):
                    return False
                connection.execute("PRAGMA synchronous = NORMAL")
                found = changes(connection, self.home.corpus, thorough=thorough)
                everyone = meta_of(connection, "ruling") != self.ruling
                if found or everyone:
                    if _better_anew(connection, found):
                        return False
                    connection.execute("BEGIN IMMEDIATE")
                    try:
                        self._bring(connection, found, everyone=everyone)
                        if everyone or self.new or self.changed or self.removed:
                            put_meta(connection, generation=int(meta_of(connection, "generation") or 0) + 1)
                        connection.execute("COMMIT")
                    except BaseException:
                        connection.execute("ROLLBACK")
                        raise
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                elif found.doubtful:
                    put_meta(connection, indexed=self.indexed)
            self.path = path
            return True
        return False

    def _bring(self, connection: sqlite3.Connection, found: Changes, *, everyone: bool, anew: bool = False) -> None:
        """Do what is to be done, within a transaction; `anew`: the tables have no indexes as yet."""
        with workers(sum(one.size for one in found.read), self.jobs) as pool:
            self._load(connection, found, pool, regions := set[str]())
            meanwhile = self._finish(connection, anew=anew)
            next(meanwhile)
            link(connection, None if everyone else regions, self.overrides, pool, meanwhile)
        for statement in _statements("indexes_of_persons.sql") if anew else ():
            connection.execute(statement)
        put_meta(connection, indexed=self.indexed, ruling=self.ruling)

    def _load(
        self, connection: sqlite3.Connection, found: Changes, pool: ProcessPoolExecutor | None, regions: set[str]
    ) -> None:
        """Write what is to be read; `regions` get the municipalities that it touches."""
        loader = self.loader = Loader(connection)
        held = dict(connection.execute("SELECT id, path FROM document"))
        known = dict(connection.execute("SELECT path, sha256 FROM file WHERE sha256 <> ''"))
        was = {path: record for record, path in held.items()}
        waiting = self._forget(connection, found.gone, held, was, regions)
        done = 0
        reading = found.read
        while reading or waiting:
            for piece in read_all(self.home.corpus, reading, known, pool):
                waiting += self._take(connection, loader, piece, held, was, regions)
                done += len(piece.files)
                if self.progress is not None:
                    self.progress(done, max(done, len(found.read)))
            # What was a duplicate of what is gone is read now.
            reading, waiting, known = _files(connection, waiting), [], {}

    def _finish(self, connection: sqlite3.Connection, *, anew: bool) -> Iterator[None]:
        """What is left to do when all is loaded, in steps, for the time in which other processes link.

        After the first, persons can be linked.
        """
        for statement in _statements("indexes.sql") if anew else ():
            connection.execute(statement)
            yield
        yield from self.loader.finish()
        connection.execute("UPDATE document SET indexed = ? WHERE indexed IS NULL", (self.now,))
        connection.execute("DELETE FROM gone WHERE id IN (SELECT id FROM document)")

    def _forget(
        self,
        connection: sqlite3.Connection,
        paths: Iterable[str],
        held: dict[str, str],
        was: dict[str, str],
        regions: set[str],
    ) -> list[str]:
        """Take out the documents of files that are gone; the records that may now be had from another file."""
        ids = [was.pop(path) for path in paths if path in was]
        regions.update(remove(connection, ids))
        for id_ in ids:
            del held[id_]
        connection.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in paths])
        connection.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?)", [(id_, self.now) for id_ in ids])
        self.removed += len(ids)
        return ids

    def _take(
        self,
        connection: sqlite3.Connection,
        loader: Loader,
        piece: Piece,
        held: dict[str, str],
        was: dict[str, str],
        regions: set[str],
    ) -> list[str]:
        """Load a piece; the records that may now be had from another file."""
        twice = {
            one.file.path
            for one in piece.files
            if one.status == "record" and one.record is not None and held.get(one.record, "\uffff") < one.file.path
        }
        if twice:
            piece = piece.without(self.home.corpus, twice)
        out: list[str] = []
        left: list[str] = []
        for one in piece.files:
            if one.status == "same":
                continue
            old = was.pop(one.file.path, None)
            if old is not None and held.get(old) == one.file.path:
                out.append(old)
                del held[old]
                if one.status == "record" and old == one.record:
                    self.changed += 1
                else:
                    left.append(old)
                    self.removed += 1
                    connection.execute("INSERT OR REPLACE INTO gone VALUES (?, ?)", (old, self.now))
                    self.new += one.status == "record"
            elif one.status == "record":
                self.new += 1
            if one.status == "record" and one.record is not None:
                other = held.get(one.record)
                if other is not None:  # a file whose path comes later had it
                    out.append(one.record)
                    was.pop(other, None)
                    connection.execute("UPDATE file SET status = 'duplicate' WHERE path = ?", (other,))
                held[one.record] = one.file.path
                was[one.file.path] = one.record
        regions.update(remove(connection, out))
        loader.load(piece.batch)
        regions.update(row[9] for row in piece.batch.rows.get("mention", ()))
        self._note(connection, piece.files)
        return left

    def _note(self, connection: sqlite3.Connection, files: Sequence[Read]) -> None:
        same = [(one.file.size, one.file.mtime, one.file.path) for one in files if one.status == "same"]
        connection.executemany("UPDATE file SET size = ?, mtime = ? WHERE path = ?", same)
        read = [
            (one.file.path, one.file.size, one.file.mtime, one.sha256, one.record, one.status, one.message)
            for one in files
            if one.status != "same"
        ]
        connection.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", read)

    def _remember(self, connection: sqlite3.Connection, before: Path) -> None:
        """Keep of the index before what the records do not tell: since when each is as it is, and what is gone."""
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(before, timeout=5)) as old:
            since = old.execute(
                "SELECT d.indexed, d.id, f.sha256 FROM document d JOIN file f ON f.path = d.path"
            ).fetchall()
            gone = old.execute("SELECT id, at FROM gone").fetchall()
            connection.executemany(
                "UPDATE document SET indexed = ? WHERE id = ? AND EXISTS "
                "(SELECT 1 FROM file WHERE file.path = document.path AND file.sha256 = ?)",
                since,
            )
            gone += [(id_, self.now) for _, id_, _ in since]
            connection.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", gone)
            connection.execute("DELETE FROM gone WHERE id IN (SELECT id FROM document)")

    def report(self, seconds: float) -> Report:
        assert self.path is not None
        with contextlib.closing(sqlite3.connect(self.path)) as connection:

            def number(question: str) -> int:
                return int(connection.execute(question).fetchone()[0])

            faults = connection.execute("SELECT path, message FROM file WHERE status = 'fault' ORDER BY path")
            duplicates = connection.execute("SELECT path FROM file WHERE status = 'duplicate' ORDER BY path")
            return Report(
                index=self.path,
                documents=number("SELECT count(*) FROM document"),
                acts=number("SELECT count(*) FROM act"),
                persons=number("SELECT count(*) FROM person"),
                new=self.new,
                changed=self.changed,
                removed=self.removed,
                faults=tuple(faults.fetchall()),
                duplicates=tuple(path for (path,) in duplicates),
                others=number("SELECT count(*) FROM file WHERE status = 'other'"),
                rebuilt=self.rebuilt,
                seconds=seconds,
            )


def _better_anew(connection: sqlite3.Connection, found: Changes) -> bool:
    """Whether most of it changes anyway, or most of what it has lain in it is of documents that are gone."""
    there = int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    acts, last = connection.execute("SELECT count(*), coalesce(max(key), 0) FROM act").fetchone()
    return len(found.read) > max(there, 200) or int(last) > 2 * int(acts) + 10_000


def _files(connection: sqlite3.Connection, records: Iterable[str]) -> list[Found]:
    rows = [
        connection.execute(
            "SELECT path, size, mtime FROM file WHERE record = ? AND status = 'duplicate' ORDER BY path LIMIT 1", (one,)
        ).fetchone()
        for one in dict.fromkeys(records)
    ]
    return [Found(*row) for row in rows if row is not None]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction that is open."""
    statement = ""
    for line in (HERE / script).read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
