"""PDFs of the records, found by their SHA-256, and their pages as pictures, kept in a folder of bounded size."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from parser.query.documents import Document
from parser.record.files import sha256_of, write_atomically
from parser.web.drawing import Drawer, Undrawable

DPI = 120
KEPT = 512 << 20
"""Bytes of pictures that are kept."""
LOOK_AGAIN = 30.0
"""Seconds after which the folders are searched again for a PDF that was not there."""


class Pictures:
    """The printed pages of the corpus, as far as its PDFs are there."""

    def __init__(self, folders: Iterable[Path], cache: Path, *, most: int = KEPT, drawer: Drawer | None = None) -> None:
        """`folders` are searched for PDFs, with all below them; `cache` keeps up to `most` bytes of pictures."""
        self._folders = tuple(dict.fromkeys(folders))
        self._cache, self._most = cache, most
        self._drawer = drawer or Drawer()
        self._lock = threading.Lock()
        self._by_size: dict[int, list[Path]] = {}
        self._looked = float("-inf")
        self._found: dict[str, tuple[Path, int, int]] = {}
        self._sizes: dict[str, list[tuple[float, float]]] = {}
        self._since_swept = 0
        self.version = 0
        """Another number whenever PDFs came or went."""

    def close(self) -> None:
        """End the process that draws."""
        self._drawer.close()

    def find(self, document: Document, size: int) -> Path | None:
        """The PDF with the document's SHA-256, which has `size` bytes; None where there is none."""
        with self._lock:
            known = self._found.get(document.sha256)
            if known is not None and _is(known[0], known[1:]):
                return known[0]
            self._look()
            candidates = self._by_size.get(size, ())
            for path in sorted(candidates, key=lambda one: one.name != document.file_name):
                told = _status(path)
                if told is not None and sha256_of(path) == document.sha256:
                    self._found[document.sha256] = (path, *told)
                    return path
            self._found.pop(document.sha256, None)
            return None

    def size(self, document: Document, path: Path, page: int) -> tuple[float, float] | None:
        """Width and height of a page in points; None where the PDF cannot be drawn or has no such page."""
        sizes = self._sizes.get(document.sha256)
        if sizes is None:
            try:
                sizes = self._drawer.sizes(path)
            except Undrawable:
                sizes = []
            if len(self._sizes) > 5000:
                self._sizes.clear()
            self._sizes[document.sha256] = sizes
        return sizes[page - 1] if 1 <= page <= len(sizes) else None

    def picture(self, document: Document, path: Path, page: int) -> bytes:
        """A page as PNG. Raises Undrawable."""
        kept = self._cache / document.sha256[:2] / f"{document.sha256}-{page}-{DPI}.png"
        try:
            data = kept.read_bytes()
            os.utime(kept)  # what is looked at stays longest
            return data
        except OSError:
            pass
        data = self._drawer.picture(path, page, DPI)
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(kept, data)
        except Exception:  # no room, no permission: then nothing is kept
            return data
        self._since_swept += len(data)
        if self._since_swept > self._most // 16:
            self._sweep()
        return data

    def _sweep(self) -> None:
        """Take away the pictures that were not looked at for the longest time, until there is room again."""
        self._since_swept = 0
        kept = []
        for path in self._cache.glob("*/*.png"):
            told = _status(path)
            if told is not None:
                kept.append((told[1], told[0], path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= self._most * 7 // 8:
                break
            path.unlink(missing_ok=True)
            total -= size

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return
        by_size: dict[int, list[Path]] = {}
        for folder in self._folders:
            for at, folders, files in os.walk(folder):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(files):
                    if name.lower().endswith(".pdf"):
                        told = _status(Path(at, name))
                        if told is not None:
                            by_size.setdefault(told[0], []).append(Path(at, name))
        if by_size != self._by_size:
            self._by_size = by_size
            self.version += 1
        self._looked = time.monotonic()


def _status(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def _is(path: Path, told: tuple[int, ...]) -> bool:
    return _status(path) == told
