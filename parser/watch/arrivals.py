"""Which files have arrived and are wholly written.

Guarantees, which property tests check:

1. A file is given once for each time that it comes or changes, and only when it has not changed for `settle` seconds.
2. A file that somebody still has open for writing, or whose end is missing, is given after `patience` seconds at last:
   it may be all that there will be, and its fault must be told.
3. What is gone before it is given is forgotten.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

END = b"%%EOF"
TAIL = 2048
"""A PDF ends with its mark; some programs write a few bytes more."""


class Look(msgspec.Struct, frozen=True):
    """What a file looks like: what changes while it is written, and whether it seems to be finished."""

    size: int
    time: int
    finished: bool


class _Waiting(msgspec.Struct):
    look: Look | None
    since: float


class Arrivals:
    """Files that have come, until they are given to be converted. Times are seconds of any clock that only rises."""

    def __init__(self, *, settle: float, patience: float, look: Callable[[Path], Look | None]) -> None:
        """`look` gives what a file looks like now, None where there is none."""
        self._settle = settle
        self._patience = max(settle, patience)
        self._look = look
        self._waiting: dict[Path, _Waiting] = {}

    def __len__(self) -> int:
        """How many are waited for."""
        return len(self._waiting)

    def seen(self, path: Path, now: float, *, unchanged_for: float = 0.0) -> None:
        """Something happened to `path`, or it was found, not having changed for a while."""
        if path not in self._waiting:
            self._waiting[path] = _Waiting(self._look(path), now - max(0.0, unchanged_for))

    def due(self, now: float) -> list[Path]:
        """Those that are wholly written; they are waited for no longer."""
        ready = []
        for path, waiting in list(self._waiting.items()):
            look = self._look(path)
            if look is None:
                del self._waiting[path]
            elif waiting.look is None or (look.size, look.time) != (waiting.look.size, waiting.look.time):
                self._waiting[path] = _Waiting(look, now)
            elif now - waiting.since >= (self._settle if look.finished else self._patience):
                del self._waiting[path]
                ready.append(path)
        return sorted(ready)


def look(path: Path) -> Look | None:
    """What a PDF looks like now; None where there is no ordinary file."""
    try:
        status = path.stat()
        if not path.is_file():
            return None
        finished = _has_end(path, status.st_size) and not _is_written_to(path)
    except FileNotFoundError:
        return None
    except OSError:  # who may not read it will be told so when it is converted
        return Look(-1, -1, True)
    return Look(status.st_size, status.st_mtime_ns, finished)


def _has_end(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        return END in file.read(TAIL)


def _is_written_to(path: Path) -> bool:
    """Whether some process has it open for writing, where the system can tell: on Linux, of files of our own."""
    try:
        import fcntl

        take, read, release = fcntl.F_SETLEASE, fcntl.F_RDLCK, fcntl.F_UNLCK
    except (ImportError, AttributeError):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        # A lease for reading is refused while anybody has the file open for writing. It is given back at once.
        fcntl.fcntl(handle, take, read)
        fcntl.fcntl(handle, take, release)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False
