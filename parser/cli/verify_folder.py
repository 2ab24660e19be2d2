"""What `diarium verify` needs of folders: the records in one, what a run wrote there, and the PDFs in another."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from parser.batch.local import STATE
from parser.record.files import sha256_of
from parser.record.folder import record_files
from parser.record.types import Source

PACKAGE = "datapackage.json"
"""Where it lies is an export or a release, whose JSON files are no records."""
MANIFEST = "manifest.sqlite"


def records(folder: Path) -> list[Path]:
    """The files that may be records, in the folder and below it, by name. Raises UnreadableDocument."""
    return sorted(record_files(folder, is_other=lambda _, files: PACKAGE in files))


class Written:
    """What `diarium convert` wrote into a folder, by its manifest; nothing where there is none."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest of `folder`; one that cannot be read says nothing."""
        self.files: dict[str, tuple[str, ...]] = {}
        path = folder / STATE / MANIFEST
        if not path.is_file():
            return
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as manifest:
                manifest.text_factory = os.fsdecode
                for target, files in manifest.execute("SELECT target, files FROM document WHERE files != '[]'"):
                    self.files[target] = tuple(name for name, _ in json.loads(files))
        except (sqlite3.Error, ValueError, OSError):
            self.files.clear()

    def gone(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Files that were written and are there no more, each with the record that it belongs to."""
        for target, files in sorted(self.files.items()):
            for name in files:
                # The page to look at is nobody's loss: `diarium inspect` makes it again.
                if not name.endswith(".html") and not (folder / name).is_file():
                    yield f"{target}.json", name


class Prints:
    """The PDFs in a folder and below it, found by the SHA-256 that a record tells of its own, or by its name."""

    def __init__(self, folder: Path) -> None:
        """Look at the names and sizes of all files; none is read before it may be one that is asked for."""
        self.folder = folder
        self._by_size: dict[int, list[Path]] = {}
        self._by_name: dict[str, list[Path]] = {}
        for at, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for path in (Path(at) / name for name in sorted(files)):
                try:
                    size = path.stat().st_size if path.is_file() else None
                except OSError:
                    continue
                if size is not None:
                    self._by_size.setdefault(size, []).append(path)
                    self._by_name.setdefault(path.name, []).append(path)

    def find(self, source: Source) -> Path | None:
        """The PDF of a record; where none has its SHA-256, the only one that has its name; None where none has."""
        named = self._by_name.get(source.file_name, [])
        for path in sorted(self._by_size.get(source.bytes, ()), key=lambda one: one not in named):
            if sha256_of(path) == source.sha256:
                return path
        return named[0] if len(named) == 1 else None
