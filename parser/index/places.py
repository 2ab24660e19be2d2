"""Where a corpus's index lies, and who may write it.

In the folder ``.diarium`` of the corpus: ``current`` names the index, ``index-….sqlite``; a new one is made beside it
and becomes the current one at a stroke, while those who read the old one go on. Where the corpus cannot be written to,
the folder lies in the user's cache.
"""

import contextlib
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from parser.errors import UnreadableDocument, UnwritableOutput
from parser.record.files import write_atomically

FOLDER = ".diarium"
POINTER = "current"
LOCK = "index.lock"  # the batch that wrote the records keeps a `lock` of its own in this folder
TRIES = 5
PATIENCE = 600.0
"""Seconds to wait for another process that is updating the index."""


class Home:
    """The folder of a corpus's index."""

    def __init__(self, corpus: Path, folder: Path | None = None) -> None:
        """`folder` says where the index is to lie. Raises UnreadableDocument where `corpus` is no folder."""
        if not corpus.is_dir():
            what = "it is no folder" if corpus.exists() else "there is no such folder"
            raise UnreadableDocument(f"{what}; name the folder of records that `diarium convert` wrote to")
        self.corpus = corpus
        self.folder = folder or _default(corpus)
        self._pointer = self.folder / POINTER
        self._pointed: tuple[tuple[int, int, int], Path] | None = None  # what the pointer named when it was such a file

    def current(self) -> Path | None:
        """The index that is to be read now; None where there is none."""
        for _ in range(TRIES):
            try:
                told = self._pointer.stat()
                as_it_is = (told.st_ino, told.st_mtime_ns, told.st_size)
                if self._pointed is not None and self._pointed[0] == as_it_is:
                    return self._pointed[1]  # a new index comes with a new pointer
                name = self._pointer.read_text(encoding="ascii").strip()
            except (OSError, ValueError):
                return None
            path = self.folder / name
            if not name.startswith("index-") or os.sep in name:
                return None
            if path.is_file():  # else another took its place just now
                self._pointed = (as_it_is, path)
                return path
        return None

    def beside(self) -> Path:
        """A name for a new index."""
        return self.folder / f"index-{secrets.token_hex(6)}.sqlite"

    def switch(self, path: Path) -> None:
        """Make `path` the current index, and take away those before it."""
        write_atomically(self.folder / POINTER, f"{path.name}\n".encode("ascii"))
        for old in self.folder.glob("index-*.sqlite*"):
            if not old.name.startswith(path.name):
                with contextlib.suppress(OSError):  # Windows keeps a file that somebody reads; the next switch takes it
                    old.unlink()

    @contextlib.contextmanager
    def writing(self, patience: float = PATIENCE) -> Iterator[bool]:
        """Hold the right to write the index; gives False where another process held on to it for `patience` seconds.

        Raises UnwritableOutput where nothing can be written there.
        """
        # SQLite's own lock: the same on every system, and gone when its process is.
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = sqlite3.connect(self.folder / LOCK, timeout=patience, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise UnwritableOutput(_unwritable(self.folder, error)) from error
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise UnwritableOutput(_unwritable(self.folder, error)) from error
                yield False
                return
            yield True
        finally:
            lock.close()


def _default(corpus: Path) -> Path:
    beside = corpus / FOLDER
    if beside.is_dir() or os.access(corpus, os.W_OK):
        return beside
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(os.fsencode(corpus.resolve())).hexdigest()[:16]
    return cache / "diarium" / name


def _unwritable(folder: Path, error: Exception) -> str:
    return f"the index cannot be written to {folder} ({error}); change its permissions, or give another with --index"
