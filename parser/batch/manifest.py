"""The manifest: what is known of each document of an output, in one SQLite file beside the records.

One process writes it, each outcome by itself (`parser.batch.database` has the file and its tables). A row is written
after the files of its document, so that what it says is there.

Within a run, what is listed and what is to be done stand in temporary tables, not in memory.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parser.batch import twins
from parser.batch.database import TEXT, Database, now, raw
from parser.batch.values import Counts, Item, Outcome, printable

PORTION = 1000


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


class Manifest(Database):
    """The manifest of an output, open for one run."""

    def __init__(self, folder: Path) -> None:
        """Open the one in `folder`, or make it (see `Database`)."""
        super().__init__(folder)
        self.run = 0
        """The number of the run, once it has begun."""

    # -- a run, and what it lists

    def begin(self, converter: str, paths: Sequence[str]) -> int:
        """Begin a run, its list empty; its number."""
        self.write("DELETE FROM listed")
        self.write("DELETE FROM needs")
        made = self.write(
            "INSERT INTO run (began, converter, paths) VALUES (?, ?, ?)",
            (now(), converter, json.dumps([printable(path) for path in paths])),
        )
        self.write("DELETE FROM fault WHERE run < ? - 50", (made,))
        self.run = made or 0
        return self.run

    def end(self, seconds: float) -> None:
        """The run is over."""
        self.write("UPDATE run SET ended = ?, seconds = ? WHERE id = ?", (now(), seconds, self.run))

    def add_fault(self, name: str, message: str, code: int) -> None:
        """Keep a fault that belongs to no record."""
        self.write(f"INSERT INTO fault VALUES (?, {TEXT}, {TEXT}, ?)", (self.run, raw(name), raw(message), code))

    def add_listed(self, items: Iterable[tuple[str, str, Item]], needs: Iterable[tuple[str, str, str]]) -> None:
        """Add documents to the list: (key, place, item); the same file under the same target is there once.

        `needs` are (owner's key, target, identity): this document's folder is where the owner's file would be.
        """
        with self.together():
            self.write_each(
                f"INSERT OR IGNORE INTO listed (key, target, identity, name, place, address, size, fingerprint) "
                f"VALUES ({TEXT}, {TEXT}, {TEXT}, {TEXT}, {TEXT}, {TEXT}, ?, ?)",
                (
                    (*map(raw, (key, i.below, i.identity, i.name, place, i.address)), i.size, i.fingerprint)
                    for key, place, i in items
                ),
            )
            self.write_each(
                f"INSERT INTO needs SELECT {TEXT}, seq FROM listed WHERE target = {TEXT} AND identity = {TEXT}",
                (tuple(map(raw, need)) for need in needs),
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
            self.write_each("UPDATE listed SET clash = 1 WHERE seq = ?", ((seq,) for seq in seqs))

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
            {"s": size, "t": raw(target)},
        )
        return bool(found[0])

    def count_listed(self) -> int:
        """How many documents the run is about."""
        return int(self.one("SELECT count(*) FROM listed WHERE NOT clash")[0])

    def decide(self, unchanged: Iterable[tuple[Known, str]], todo: Iterable[tuple[int, str]]) -> None:
        """Note which listed documents stay as they are (and how to call that), and which are to be done (and how)."""
        with self.together():
            self.write_each(
                f"UPDATE document SET run = ?, seq = ?, how = ?, name = {TEXT}, place = {TEXT}, address = {TEXT} "
                f"WHERE target = {TEXT}",
                ((self.run, k.seq, how, *map(raw, (k.name, k.place, k.address, k.target))) for k, how in unchanged),
            )
            self.write_each("UPDATE listed SET todo = ? WHERE seq = ?", ((what, seq) for seq, what in todo))

    # -- outcomes

    def twin_of(self, sha256: str, target: str, since: int) -> list[Known]:
        """Documents other than `target` with these bytes that are done; of runs from `since` on."""
        query = (
            "SELECT 0, target, name, place, address, size, fingerprint, name, fingerprint, sha256, state, converter, "
            "profile, profile_key, options, files, twin, limits, pages, NULL FROM document "
            f"WHERE sha256 = ? AND state = 'done' AND target != {TEXT} AND run >= ? "
            "ORDER BY twin IS NOT NULL, target LIMIT 5"
        )
        return [_known(row) for row in self.rows(query, (sha256, raw(target), since))]

    def finish(self, known: Known, outcome: Outcome, key: tuple[str, str | None, str], limits: str, how: str) -> None:
        """Keep the outcome of a document. `key` is converter, profile's key, options; one transaction."""
        state = "quarantined" if outcome.quarantine else "failed" if outcome.fault else "done"
        counts = outcome.counts or Counts(0)
        files = outcome.files
        if outcome.fault and not files:  # what an earlier run wrote is still there
            files = known.files
        values = {
            "target": raw(known.target),
            "name": raw(known.name),
            "place": raw(known.place),
            "address": raw(known.address),
            "size": outcome.size if outcome.size is not None else known.size,
            "fingerprint": outcome.fingerprint,
            "sha256": outcome.sha256,
            "state": state,
            "converter": key[0],
            "profile": outcome.profile,
            "profile_key": key[1],
            "options": key[2],
            "twin": outcome.twin and raw(outcome.twin),
            "files": raw(json.dumps(files, ensure_ascii=False)),
            "pages": counts.pages,
            "kinds": json.dumps(counts.kinds),
            "quoted": counts.quoted,
            "dissents": counts.dissents,
            "doubts": sum(counts.warnings.values()),
            "warnings": json.dumps(counts.warnings),
            "digest": outcome.digest,
            "reason": outcome.fault and raw(outcome.fault.message),
            "code": outcome.fault and outcome.fault.exit_code,
            "quarantine": outcome.quarantine,
            "limits": limits,
            "seconds": round(outcome.seconds, 4),
            "converted": now(),
            "run": self.run,
            "seq": known.seq,
            "how": how,
        }
        self.write(_PUT, values)
        twins.part(self, known.target, outcome.sha256)

    def reason(self, target: str) -> tuple[str, int]:
        """Why a document failed, and the exit code of that."""
        reason, code = self.one(f"SELECT reason, code FROM document WHERE target = {TEXT}", (raw(target),))
        return reason or "", code or 1

    def files(self, target: str) -> tuple[tuple[str, str], ...]:
        """What was written of a document: names and stamps."""
        return _files(self.one(f"SELECT files FROM document WHERE target = {TEXT}", (raw(target),))[0])

    def other_names(self, target: str) -> list[str]:
        """The other documents that this run listed and that have the same bytes."""
        rows = self.rows(
            f"SELECT o.name FROM document d JOIN document o USING (sha256) WHERE d.target = {TEXT} "
            "AND o.target != d.target AND o.run = ? ORDER BY o.seq LIMIT 20",
            (raw(target), self.run),
        )
        return [name for (name,) in rows]

    def now_at(self, target: str) -> str | None:
        """A document that this run listed and that has the bytes of `target`, which it did not list."""
        return next(iter(self.other_names(target)), None)

    def stays(self, known: Known, fingerprint: str | None, how: str) -> None:
        """A document was read and is as it was: keep the fingerprint that tells so next time."""
        self.decide([(known, how)], [])
        self.write(f"UPDATE document SET fingerprint = ? WHERE target = {TEXT}", (fingerprint, raw(known.target)))

    def forget(self, target: str) -> None:
        """Take a document's row away."""
        self.write(f"DELETE FROM document WHERE target = {TEXT}", (raw(target),))
        twins.part(self, target, None)


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


def _files(text: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, stamp) for name, stamp in json.loads(text)) if text else ()
