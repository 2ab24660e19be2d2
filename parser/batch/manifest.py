"""The manifest: what is known of each document of an output, in one SQLite file beside the records.

One process writes it. Each outcome is a transaction of its own in a write-ahead log: a process that is killed loses
nothing, a machine that loses its power at most the last outcomes, and those documents are converted again to the same
bytes. A row is written after the files of its document, so that what it says is there.

Within a run, what is listed and what is to be done stand in temporary tables, not in memory.
"""

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parser.batch.values import Counts, Item, Outcome
from parser.errors import UnwritableOutput

NAME = "manifest.sqlite"
PORTION = 1000
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


class Known(msgspec.Struct, frozen=True):
    """A document that is listed, and what the manifest knows of its target (`state` None: nothing)."""

    seq: int
    target: str
    name: str
    place: str
    address: str
    size: int | None
    fingerprint: str | None
    old_name: str | None
    old_fingerprint: str | None
    sha256: str | None
    state: str | None
    converter: str | None
    profile: str | None
    profile_key: str | None
    options: str | None
    files: tuple[tuple[str, str], ...]
    twin: str | None
    limits: str | None
    pages: int
    todo: str | None = None


def _known(row: tuple[Any, ...]) -> Known:
    values = dict(zip(Known.__struct_fields__, row, strict=True))
    values["files"], values["pages"] = _files(values["files"]), values["pages"] or 0
    return Known(**values)


def _cause(error: sqlite3.Error | OSError) -> str:
    """Why SQLite could not write, as a person would say it: it calls a disk without room an I/O error, too."""
    said = str(error)
    return f"the disk is full, or takes no more ({said})" if "full" in said or "I/O" in said else said


class Manifest:
    """The manifest of an output, open for one run. Close it. Its faults are `UnwritableOutput`."""

    def __init__(self, folder: Path) -> None:
        """Open the one in `folder`, or make it. One that is broken, or another version's, is put aside."""
        self.path = folder / NAME
        self.put_aside: Path | None = None
        self.run = 0
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
            yield from self._db.execute(query, values)

    def one(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...]:
        """The first row of a query."""
        with self._told():
            row: tuple[Any, ...] = self._db.execute(query, values).fetchone()
        return row

    # -- a run, and what it lists

    def begin(self, converter: str, paths: Sequence[str]) -> int:
        """Begin a run, its list empty; its number."""
        with self._told():
            self._db.executescript("DELETE FROM listed; DELETE FROM needs")
            made = self._db.execute(
                "INSERT INTO run (began, converter, paths) VALUES (?, ?, ?)",
                (_now(), converter, json.dumps([_printable(path) for path in paths])),
            )
            self._db.execute("DELETE FROM fault WHERE run < ? - 50", (made.lastrowid,))
        self.run = made.lastrowid or 0
        return self.run

    def end(self, seconds: float) -> None:
        """The run is over."""
        with self._told():
            self._db.execute("UPDATE run SET ended = ?, seconds = ? WHERE id = ?", (_now(), seconds, self.run))

    def add_fault(self, name: str, message: str, code: int) -> None:
        """Keep a fault that belongs to no record."""
        with self._told():
            self._db.execute(
                f"INSERT INTO fault VALUES (?, {_T}, {_T}, ?)", (self.run, _raw(name), _raw(message), code)
            )

    def add_listed(self, items: Iterable[tuple[str, str, Item]], needs: Iterable[tuple[str, str, str]]) -> None:
        """Add documents to the list: (key, place, item); the same file under the same target is there once.

        `needs` are (owner's key, target, identity): this document's folder is where the owner's file would be.
        """
        with self.together():
            self._db.executemany(
                f"INSERT OR IGNORE INTO listed (key, target, identity, name, place, address, size, fingerprint) "
                f"VALUES ({_T}, {_T}, {_T}, {_T}, {_T}, {_T}, ?, ?)",
                (
                    (*map(_raw, (key, i.below, i.identity, i.name, place, i.address)), i.size, i.fingerprint)
                    for key, place, i in items
                ),
            )
            self._db.executemany(
                f"INSERT INTO needs SELECT {_T}, seq FROM listed WHERE target = {_T} AND identity = {_T}",
                (tuple(map(_raw, need)) for need in needs),
            )

    def clashing(self) -> Iterator[tuple[str, int, str, str]]:
        """What meets in one place: (the place's key, seq, name, target), in the order of the list."""
        return self.rows(
            "SELECT key, seq, name, target FROM listed WHERE key IN "
            "  (SELECT key FROM listed GROUP BY key HAVING count(*) > 1) "
            "UNION SELECT n.owner, l.seq, l.name, l.target FROM needs n JOIN listed l USING (seq) "
            "  WHERE n.owner IN (SELECT key FROM listed) "
            "UNION SELECT l.key, l.seq, l.name, l.target FROM listed l WHERE l.key IN (SELECT owner FROM needs) "
            "ORDER BY 2"
        )

    def mark_clash(self, seqs: Iterable[int]) -> None:
        """These documents are not converted."""
        with self.together():
            self._db.executemany("UPDATE listed SET clash = 1 WHERE seq = ?", ((seq,) for seq in seqs))

    def known(self, *, todo: bool = False) -> Iterator[Known]:
        """Each listed document with what is known of it, in the order of the list; of `todo` those to be done."""
        which = "l.todo IS NOT NULL" if todo else "NOT l.clash"
        query = (
            "SELECT l.seq, l.target, l.name, l.place, l.address, l.size, l.fingerprint, d.name, d.fingerprint, "
            "d.sha256, d.state, d.converter, d.profile, d.profile_key, d.options, d.files, d.twin, d.limits, d.pages, "
            "l.todo FROM listed l LEFT JOIN document d USING (target) "
            f"WHERE {which} AND l.seq > ? ORDER BY l.seq LIMIT {PORTION}"
        )
        last = 0
        # In portions: a query that stays open would keep the log from being written into the file.
        while rows := list(self.rows(query, (last,))):
            last = rows[-1][0]
            for row in rows:
                yield _known(row)

    def same_size(self, size: int | None, target: str) -> bool:
        """Whether another document, listed or known, may have the same bytes, for it has the same size."""
        found = self.one(
            "SELECT EXISTS (SELECT 1 FROM listed WHERE size = :s AND target != CAST(:t AS TEXT) AND NOT clash) "
            "OR EXISTS (SELECT 1 FROM document WHERE size = :s AND target != CAST(:t AS TEXT) AND state = 'done')",
            {"s": size, "t": _raw(target)},
        )
        return bool(found[0])

    def count_listed(self) -> int:
        """How many documents the run is about."""
        return int(self.one("SELECT count(*) FROM listed WHERE NOT clash")[0])

    def decide(self, unchanged: Iterable[tuple[Known, str]], todo: Iterable[tuple[int, str]]) -> None:
        """Note which listed documents stay as they are (and how to call that), and which are to be done (and how)."""
        with self.together():
            self._db.executemany(
                f"UPDATE document SET run = ?, seq = ?, how = ?, name = {_T}, place = {_T}, address = {_T} "
                f"WHERE target = {_T}",
                ((self.run, k.seq, how, *map(_raw, (k.name, k.place, k.address, k.target))) for k, how in unchanged),
            )
            self._db.executemany("UPDATE listed SET todo = ? WHERE seq = ?", ((what, seq) for seq, what in todo))

    # -- outcomes

    def twin_of(self, sha256: str, target: str, since: int) -> list[Known]:
        """Documents other than `target` with these bytes that are done; of runs from `since` on."""
        query = (
            "SELECT 0, target, name, place, address, size, fingerprint, name, fingerprint, sha256, state, converter, "
            "profile, profile_key, options, files, twin, limits, pages, NULL FROM document "
            f"WHERE sha256 = ? AND state = 'done' AND target != {_T} AND run >= ? "
            "ORDER BY twin IS NOT NULL, target LIMIT 5"
        )
        return [_known(row) for row in self.rows(query, (sha256, _raw(target), since))]

    def finish(self, known: Known, outcome: Outcome, key: tuple[str, str | None, str], limits: str, how: str) -> None:
        """Keep the outcome of a document. `key` is converter, profile's key, options; one transaction."""
        state = "quarantined" if outcome.quarantine else "failed" if outcome.fault else "done"
        counts = outcome.counts or Counts(0)
        files = outcome.files
        if outcome.fault and not files:  # what an earlier run wrote is still there
            files = known.files
        values = {
            "target": _raw(known.target),
            "name": _raw(known.name),
            "place": _raw(known.place),
            "address": _raw(known.address),
            "size": outcome.size if outcome.size is not None else known.size,
            "fingerprint": outcome.fingerprint,
            "sha256": outcome.sha256,
            "state": state,
            "converter": key[0],
            "profile": outcome.profile,
            "profile_key": key[1],
            "options": key[2],
            "twin": outcome.twin and _raw(outcome.twin),
            "files": _raw(json.dumps(files, ensure_ascii=False)),
            "pages": counts.pages,
            "kinds": json.dumps(counts.kinds),
            "quoted": counts.quoted,
            "dissents": counts.dissents,
            "doubts": sum(counts.warnings.values()),
            "warnings": json.dumps(counts.warnings),
            "digest": outcome.digest,
            "reason": outcome.fault and _raw(outcome.fault.message),
            "code": outcome.fault and outcome.fault.exit_code,
            "quarantine": outcome.quarantine,
            "limits": limits,
            "seconds": round(outcome.seconds, 4),
            "converted": _now(),
            "run": self.run,
            "seq": known.seq,
            "how": how,
        }
        with self._told():
            self._db.execute(_PUT, values)
        self._part_twins(known.target, outcome.sha256)

    def reason(self, target: str) -> tuple[str, int]:
        """Why a document failed, and the exit code of that."""
        reason, code = self.one(f"SELECT reason, code FROM document WHERE target = {_T}", (_raw(target),))
        return reason or "", code or 1

    def files(self, target: str) -> tuple[tuple[str, str], ...]:
        """What was written of a document: names and stamps."""
        return _files(self.one(f"SELECT files FROM document WHERE target = {_T}", (_raw(target),))[0])

    def other_names(self, target: str) -> list[str]:
        """The other documents that this run listed and that have the same bytes."""
        rows = self.rows(
            f"SELECT o.name FROM document d JOIN document o USING (sha256) WHERE d.target = {_T} "
            "AND o.target != d.target AND o.run = ? ORDER BY o.seq LIMIT 20",
            (_raw(target), self.run),
        )
        return [name for (name,) in rows]

    def now_at(self, target: str) -> str | None:
        """A document that this run listed and that has the bytes of `target`, which it did not list."""
        return next(iter(self.other_names(target)), None)

    def stays(self, known: Known, fingerprint: str | None, how: str) -> None:
        """A document was read and is as it was: keep the fingerprint that tells so next time."""
        self.decide([(known, how)], [])
        with self._told():
            self._db.execute(
                f"UPDATE document SET fingerprint = ? WHERE target = {_T}", (fingerprint, _raw(known.target))
            )

    def forget(self, target: str) -> None:
        """Take a document's row away."""
        with self._told():
            self._db.execute(f"DELETE FROM document WHERE target = {_T}", (_raw(target),))
        self._part_twins(target, None)

    def order_twins(self) -> None:
        """Of documents of this run with the same bytes the first listed is the one that was converted.

        Which of them was really read first is chance, and nothing depends on it: each has the record that converting
        it would have given.
        """
        with self.together():
            several = "SELECT sha256 FROM document WHERE run = :run AND twin IS NOT NULL"
            earlier = (
                "SELECT o.target FROM document o WHERE o.sha256 = d.sha256 AND o.run = d.run AND o.state = 'done' "
                "AND o.seq < d.seq ORDER BY o.seq LIMIT 1"
            )
            elsewhere = (
                "SELECT o.target FROM document o WHERE o.target = d.twin AND o.run != d.run AND o.sha256 = d.sha256"
            )
            self._db.execute(
                f"UPDATE document AS d SET twin = coalesce(({earlier}), ({elsewhere})) "
                f"WHERE run = :run AND state = 'done' AND sha256 IN ({several})",
                {"run": self.run},
            )
            self._db.execute(
                "UPDATE document SET how = CASE WHEN twin IS NULL THEN 'converted' ELSE 'duplicate' END "
                "WHERE run = :run AND how IN ('converted', 'duplicate') AND sha256 IN "
                "(SELECT sha256 FROM document WHERE run = :run GROUP BY sha256 HAVING count(*) > 1)",
                {"run": self.run},
            )

    def _part_twins(self, target: str, sha256: str | None) -> None:
        """Documents that had the bytes of `target`, which has others now: the first of them stands for the rest."""
        left = [
            row[0]
            for row in self.rows(
                f"SELECT target FROM document WHERE twin = {_T} AND sha256 IS NOT ? ORDER BY target",
                (_raw(target), sha256),
            )
        ]
        if left:
            first, *rest = map(_raw, left)
            with self.together():
                self._db.execute(f"UPDATE document SET twin = NULL WHERE target = {_T}", (first,))
                self._db.executemany(
                    f"UPDATE document SET twin = {_T} WHERE target = {_T}", ((first, one) for one in rest)
                )


_T = "CAST(? AS TEXT)"
"""A name may hold bytes that are no UTF-8: it is handed over as bytes and kept as text."""

_TEXTS = {"target", "name", "place", "address", "twin", "files", "reason"}
_COLUMNS = (
    *("target", "name", "place", "address", "size", "fingerprint", "sha256", "state", "converter", "profile"),
    *("profile_key", "options", "twin", "files", "pages", "kinds", "quoted", "dissents", "doubts", "warnings"),
    *("digest", "reason", "code", "quarantine", "limits", "seconds", "converted", "run", "seq", "how"),
)
_PUT = (
    f"INSERT OR REPLACE INTO document ({', '.join(_COLUMNS)}) VALUES "
    f"({', '.join(f'CAST(:{c} AS TEXT)' if c in _TEXTS else f':{c}' for c in _COLUMNS)})"
)


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _files(text: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, stamp) for name, stamp in json.loads(text)) if text else ()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
