"""What changed since the previous release: both are read side by side in the order of ids, one record at a time.

A document that has another PDF now (a better scan of the same minutes) has another id. It is taken for replaced
where exactly one document that went and one that came have the same name and facts.
"""

import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from parser.record.json import decode
from parser.record.types import Record
from parser.release.compare import ActChange, DocumentChange, compare
from parser.release.lines import Lines, records_of
from parser.release.values import CHANGES, MANIFEST, RECORDS, SUMS, BadRelease, ChangeCounts, Manifest, Previous


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list of changes that tells of a document."""

    of: str = "document"
    what: str
    """`added`, `removed`, `replaced` or `changed`."""
    document: str
    document_before: str | None = None
    file_name: str
    fields: dict[str, tuple[Any, Any]] = {}
    parts: tuple[str, ...] = ()


class ActLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list of changes that tells of an act."""

    of: str = "act"
    what: str
    document: str
    change: ActChange


class PreviousRelease:
    """A release to compare with. Its records' checksums are proved before they are read."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises BadRelease where it is no release, or not as it was made."""
        from parser.release.sums import digest_of, read_sums

        self.folder = folder
        self.manifest = read_manifest(folder)
        self._sums = read_sums(folder / SUMS)
        self.digest = digest_of(folder / SUMS)

    @property
    def identity(self) -> Previous:
        """Its version and digest."""
        return Previous(self.manifest.version, self.digest)

    def records(self) -> Iterator[Record]:
        """Its records, by id."""
        from parser.release.sums import digest_of

        parts = sorted(name for name in self._sums if name.startswith(f"{RECORDS}/"))
        if not parts:
            raise BadRelease(f"{self.folder} names no records in {SUMS}; name a release that `diarium corpus` made")
        for name in parts:
            path = self.folder / name
            if not path.is_file() or digest_of(path) != self._sums[name]:
                raise BadRelease(f"{path} is not as it was released; fetch it again, or prove it: diarium corpus check")
            yield from records_of(path)


def read_manifest(folder: Path) -> Manifest:
    """A release's `release.json`. Raises BadRelease where there is none, or it is none that we can read."""
    from parser.release.values import FORMAT

    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError:
        raise BadRelease(
            f"{folder} is no release: it has no {MANIFEST}; name what `diarium corpus release` made"
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadRelease(f"{folder / MANIFEST} is broken ({error}); fetch the release again") from None
    if manifest.format.rpartition(" ")[2].partition(".")[0] != FORMAT.rpartition(" ")[2].partition(".")[0]:
        raise BadRelease(f"{folder} is of the form {manifest.format}, and this Diarium reads {FORMAT}; use a newer one")
    return manifest


class Changes:
    """Takes the new records by id, writes what differs, and counts it."""

    def __init__(self, previous: PreviousRelease, folder: Path) -> None:
        """Compare with `previous`; the list of changes is written into `folder`."""
        self._before = previous.records()
        self._next = next(self._before, None)
        self._lines = Lines(folder / CHANGES)
        self._documents: Counter[str] = Counter()
        self._acts: Counter[str] = Counter()
        self._kinds: dict[str, Counter[str]] = {}
        self._fields: Counter[str] = Counter()
        self._folder = tempfile.TemporaryDirectory(prefix="diarium-changes-")
        self._waiting = sqlite3.connect(Path(self._folder.name) / "waiting.sqlite", isolation_level=None)
        self._waiting.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE went (id TEXT PRIMARY KEY, exact TEXT, facts TEXT, record BLOB) WITHOUT ROWID;"
            "CREATE TABLE came (id TEXT PRIMARY KEY, exact TEXT, facts TEXT) WITHOUT ROWID; BEGIN"
        )

    def take(self, record: Record) -> None:
        """The next new record; ids must rise."""
        while self._next is not None and self._next.id < record.id:
            self._went(self._next)
            self._next = next(self._before, None)
        if self._next is not None and self._next.id == record.id:
            self._pair("changed", self._next, record)
            self._next = next(self._before, None)
        else:
            self._waiting.execute("INSERT INTO came VALUES (?, ?, ?)", (record.id, *_keys(record)))

    def finish(self, find: Callable[[str], Record]) -> ChangeCounts:
        """No more records come; `find` gives a new one by its id once more. The counts of all changes."""
        while self._next is not None:
            self._went(self._next)
            self._next = next(self._before, None)
        for before, after in self._replacements():
            (packed,) = self._waiting.execute("SELECT record FROM went WHERE id = ?", (before,)).fetchone()
            self._pair("replaced", _unpacked(packed), find(after))
            self._waiting.execute("DELETE FROM went WHERE id = ?", (before,))
            self._waiting.execute("DELETE FROM came WHERE id = ?", (after,))
        for (packed,) in self._waiting.execute("SELECT record FROM went ORDER BY id"):
            self._whole("removed", _unpacked(packed))
        for (id_,) in self._waiting.execute("SELECT id FROM came ORDER BY id"):
            self._whole("added", find(id_))
        self.close()
        return ChangeCounts(
            documents={one: self._documents[one] for one in ("unchanged", "changed", "replaced", "added", "removed")},
            acts={one: self._acts[one] for one in ("unchanged", "changed", "added", "removed")},
            acts_by_kind={kind: dict(sorted(of.items())) for kind, of in sorted(self._kinds.items())},
            fields=dict(sorted(self._fields.items())),
        )

    def close(self) -> None:
        """Finish the list and remove what was kept meanwhile; may be called twice."""
        self._lines.close()
        self._waiting.close()
        self._folder.cleanup()

    def _went(self, record: Record) -> None:
        packed = zlib.compress(msgspec.json.encode(record), 1)
        self._waiting.execute("INSERT INTO went VALUES (?, ?, ?, ?)", (record.id, *_keys(record), packed))

    def _replacements(self) -> list[tuple[str, str]]:
        """Those that went and came under one key, where each is the only one of it."""
        made: list[tuple[str, str]] = []
        for key in ("exact", "facts"):
            found = self._waiting.execute(
                f"SELECT min(w.id), min(c.id) FROM went w JOIN came c ON w.{key} = c.{key} "
                f"GROUP BY w.{key} HAVING count(*) = 1 ORDER BY 1"
            ).fetchall()
            taken = {one for pair in made for one in pair}
            made += [(before, after) for before, after in found if before not in taken and after not in taken]
        return sorted(made)

    def _pair(self, what: str, before: Record, after: Record) -> None:
        change = compare(before, after)
        if not change and what == "changed":
            self._documents["unchanged"] += 1
            self._acts["unchanged"] += change.same_acts
            return
        self._documents[what] += 1
        self._lines.write(
            DocumentLine(
                what=what,
                document=after.id,
                document_before=before.id if before.id != after.id else None,
                file_name=after.source.file_name,
                fields=change.fields,
                parts=change.parts,
            )
        )
        self._tell(after.id, change)

    def _whole(self, what: str, record: Record) -> None:
        """A document that came or went, with all of its acts."""
        self._documents[what] += 1
        self._lines.write(DocumentLine(what=what, document=record.id, file_name=record.source.file_name))
        empty = msgspec.structs.replace(record, acts=())
        pair = (empty, record) if what == "added" else (record, empty)
        self._tell(record.id, compare(*pair))

    def _tell(self, document: str, change: DocumentChange) -> None:
        self._acts["unchanged"] += change.same_acts
        for one in change.acts:
            self._acts[one.what] += 1
            self._kinds.setdefault(one.kind, Counter())[one.what] += 1
            self._fields.update(list(one.fields))
            self._lines.write(ActLine(what=one.what, document=document, change=one))


def _keys(record: Record) -> tuple[str | None, str | None]:
    """What says that two PDFs are one document: name and facts; or, without the name, facts that leave no doubt."""
    document = record.document
    facts = [document.municipality, document.type, document.number, document.body, document.date]
    sure = document.date is not None and (document.number is not None or document.body is not None)
    encoded = msgspec.json.encode(facts).decode()
    return f"{record.source.file_name}\n{encoded}", encoded if sure else None


def _unpacked(packed: bytes) -> Record:
    return decode(zlib.decompress(packed))
