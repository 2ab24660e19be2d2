"""What of a corpus has changed since it was indexed: files that are new, other, or gone.

A file is as it was where its size and time of change are; where the time is so near to that of the indexing that a
later change might not show, and wherever the time is another, its bytes decide.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from parser.errors import UnreadableDocument
from parser.record.file_names import on_disk, told

SUFFIX = ".json"
RACY = 2_000_000_000
"""Nanoseconds: some file systems count time in steps of two seconds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the corpus: its path in it, with /, as `file_names.told` tells it; the time in nanoseconds."""

    path: str
    size: int
    mtime: int


@dataclass
class Changes:
    """What is to be done: files to read, and those that are gone."""

    read: list[Found] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unchanged: int = 0
    doubtful: int = 0
    """So many of the unchanged had to be read to know that they are."""

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.read or self.gone)


def scan(corpus: Path) -> Iterator[Found]:
    """The JSON files of the corpus and of the folders in it, by path. What begins with a point is the system's own.

    Raises UnreadableDocument where a folder cannot be read: what is in it must not look as if it were gone.
    """
    yield from sorted(_below(corpus, "", set()), key=lambda one: one.path)


def _below(folder: Path, prefix: str, entered: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in entered:  # a link that leads back up
            return
        entered.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.name.lower().endswith(SUFFIX) and entry.is_file():
                    its = entry.stat()
                    yield Found(told(prefix + entry.name), its.st_size, its.st_mtime_ns)
                elif entry.is_dir():
                    yield from _below(Path(entry.path), f"{prefix}{entry.name}/", entered)
    except FileNotFoundError:  # somebody is just removing it
        return
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UnreadableDocument(f"the folder {folder} cannot be read ({reason}); check its permissions") from error


def changes(connection: sqlite3.Connection, corpus: Path, *, thorough: bool = False) -> Changes:
    """Compare the corpus with what was indexed. `thorough`: read every file again, whatever its time says."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'indexed'").fetchone()
    sure_before = (int(row[0]) if row else 0) - RACY
    rows = connection.execute("SELECT path, size, mtime, sha256 FROM file")
    known = {path: (size, mtime, sha256) for path, size, mtime, sha256 in rows}
    found = Changes()
    for one in scan(corpus):
        size, mtime, sha256 = known.pop(one.path, (-1, -1, ""))
        if (size, mtime) != (one.size, one.mtime):
            found.read.append(one)
        elif one.mtime < sure_before and not thorough:
            found.unchanged += 1
        elif _sha256(corpus / on_disk(one.path)) == sha256:
            found.unchanged += 1
            found.doubtful += 1
        else:
            found.read.append(one)
    found.gone = sorted(known)
    return found


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
