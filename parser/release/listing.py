"""Which records a folder holds, in the order of their ids, with memory that does not grow with their number.

Postconditions, which the tests check:

1. Every `*.json` in the folder and below it, hidden ones apart, is one entry or one fault.
2. Entries come in the order of their ids; the same folder gives the same entries wherever it lies.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec

from parser.errors import UnreadableDocument
from parser.record.folder import record_files

PACKAGE = "datapackage.json"
"""Where it lies is an export or a release, whose JSON files are no records."""
_BEGINNING = 400
_HEAD = re.compile(rb'^\s*\{\s*"schema_version":\s*"[^"]*",\s*"id":\s*"([0-9a-f]{16})"')


class Entry(msgspec.Struct, frozen=True):
    """A record's id and its file, relative to the folder, with `/` between its parts."""

    id: str
    file: str


class Fault(msgspec.Struct, frozen=True):
    """A file that is no record, and why, as a sentence."""

    file: str
    message: str


class _Head(msgspec.Struct):
    schema_version: str | None = None
    id: str | None = None


class Listing:
    """The records of a folder. Use it in a `with` statement: what it knows lies in a temporary file on the disk."""

    def __init__(self, root: Path) -> None:
        """List `root`. Raises UnreadableDocument where it is no folder, or one in it cannot be read."""
        if not root.is_dir():
            kind = "is no folder" if root.exists() else "there is no such folder"
            raise UnreadableDocument(f"{kind}; name the one that `diarium convert` wrote to")
        self.root = root
        self._file = tempfile.TemporaryDirectory(prefix="diarium-listing-")
        self._list = sqlite3.connect(Path(self._file.name) / "listing.sqlite", isolation_level=None)
        self._list.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE entry (id TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (id, file)) WITHOUT ROWID;"
            "CREATE TABLE fault (file TEXT PRIMARY KEY, message TEXT NOT NULL) WITHOUT ROWID; BEGIN"
        )
        try:
            for path in record_files(root, is_other=lambda _, files: PACKAGE in files):
                self._take(path)
            self._list.execute("COMMIT")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """The listing itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary file."""
        self.close()

    def __len__(self) -> int:
        """How many files are records by their beginning."""
        (count,) = self._list.execute("SELECT count(*) FROM entry").fetchone()
        return int(count)

    def close(self) -> None:
        """Remove the temporary file."""
        self._list.close()
        self._file.cleanup()

    def entries(self) -> Iterator[Entry]:
        """Each file that begins as a record, by id and then by name."""
        for id_, file in self._list.execute("SELECT id, file FROM entry ORDER BY id, file"):
            yield Entry(id_, os.fsdecode(file))

    def entries_of(self, id_: str) -> list[Entry]:
        """The files that begin as the record `id_`, by name."""
        found = self._list.execute("SELECT file FROM entry WHERE id = ? ORDER BY file", (id_,))
        return [Entry(id_, os.fsdecode(file)) for (file,) in found]

    def faults(self) -> Iterator[Fault]:
        """Each file that is no record, by name."""
        for file, message in self._list.execute("SELECT file, message FROM fault ORDER BY file"):
            yield Fault(os.fsdecode(file), message)

    def _take(self, path: Path) -> None:
        file = os.fsencode(path.relative_to(self.root).as_posix())
        try:
            with path.open("rb") as stream:
                beginning = stream.read(_BEGINNING)
                found = _HEAD.match(beginning)
                id_ = found[1].decode() if found else _decoded(beginning + stream.read())
        except OSError as error:
            id_, message = None, f"it cannot be read ({(error.strerror or 'unknown reason').lower()})"
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            id_, message = None, f"it is broken JSON ({error})"
        else:
            message = "it is JSON but no record of Diarium's"
        if id_ is None:
            self._list.execute("INSERT INTO fault VALUES (?, ?)", (file, message))
        else:
            self._list.execute("INSERT INTO entry VALUES (?, ?)", (id_, file))


def _decoded(data: bytes) -> str | None:
    try:
        head = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Head)
    except msgspec.ValidationError:
        return None
    return head.id if head.schema_version is not None else None
