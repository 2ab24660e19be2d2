"""Files of the corpus read into batches. Runs in this process or in others."""

import contextlib
import gc
import hashlib
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from parser.errors import DiariumError
from parser.index.batch import Batch
from parser.index.changes import Found
from parser.record.file_names import on_disk
from parser.record.opening import NoRecord, decode_in_bulk, looks_like_json

WHOLE = 1 << 22
"""Bytes of records that make up a batch, about."""
FEW = 1 << 24
"""Bytes below which it is not worth while to start processes."""
AHEAD = 3
"""So many calls are made ahead of what is taken: what is ahead at the end, one process writes while others idle."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file. `status`: `record`, `duplicate`, `same` (as it was), `other` (no record) or `fault`."""

    file: Found
    sha256: str
    record: str | None
    status: str
    message: str | None = None


@dataclass
class Piece:
    """Some files, and the batch of their records."""

    files: list[Read]
    batch: Batch

    def __reduce__(self) -> tuple[Callable[..., "Piece"], tuple[Any, ...]]:
        """On the way from another process: rows of plain values travel by msgpack in a third of the time of pickle."""
        return _unpacked, (self.files, *self.batch.packed())

    def without(self, corpus: Path, paths: set[str]) -> "Piece":
        """The piece made again without the records of these files, which are told as duplicates."""
        again = read(
            corpus, [one.file for one in self.files if one.status == "record" and one.file.path not in paths], {}
        )
        twice = [replace(one, status="duplicate") for one in self.files if one.file.path in paths]
        rest = [one for one in self.files if one.status != "record"]
        return Piece(files=[*again.files, *twice, *rest], batch=again.batch)


def _unpacked(files: list[Read], counts: tuple[int, ...], values: dict[str, bytes], rest: bytes) -> Piece:
    return Piece(files, Batch.unpacked(counts, values, rest))


def read(corpus: Path, files: Sequence[Found], known: Mapping[str, str]) -> Piece:
    """Read files, but those whose SHA-256 is as `known` by their path.

    What is wrong with one of them is told of it and never stops the others.
    """
    piece = Piece([], Batch())
    seen: set[str] = set()
    with collecting_nothing():
        for file in files:
            told = _read(corpus, file, piece.batch, seen, known.get(file.path))
            if told is not None:
                piece.files.append(told)
    return piece


@contextlib.contextmanager
def collecting_nothing() -> Iterator[None]:
    """Keep Python from looking for garbage among rows by the hundred thousand, which are none and have no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(corpus: Path, file: Found, batch: Batch, seen: set[str], known: str | None) -> Read | None:
    sha256 = ""
    try:
        with (corpus / on_disk(file.path)).open("rb", buffering=0) as opened:
            data = opened.read()
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == known:
            return Read(file, sha256, None, "same")
        if not looks_like_json(data):
            return Read(file, sha256, None, "other", "it is no JSON object")
        record = decode_in_bulk(data)
        if record.id in seen:
            return Read(file, sha256, record.id, "duplicate")
        changed = datetime.fromtimestamp(file.mtime / 1e9, UTC).isoformat(timespec="seconds")
        batch.add(record, file.path, changed.replace("+00:00", "Z"))
        seen.add(record.id)
        return Read(file, sha256, record.id, "record")
    except FileNotFoundError:  # gone since the folder was listed
        return None
    except OSError as error:
        return Read(file, sha256, None, "fault", f"it cannot be read ({(error.strerror or 'unknown').lower()})")
    except NoRecord as error:
        return Read(file, sha256, None, "other", str(error))
    except DiariumError as error:
        return Read(file, sha256, None, "fault", str(error))
    except Exception as error:  # one record's fault never stops the others
        what = f"{type(error).__name__}: {error}"[:300]
        message = f"Diarium failed on it ({what}); this is a fault of Diarium: please report it with the file"
        return Read(file, sha256, None, "fault", message)


@contextlib.contextmanager
def workers(size: int, jobs: int | None = None) -> Iterator[ProcessPoolExecutor | None]:
    """Processes for reading `size` bytes of records (`jobs`; None: one a core); None where they would not help."""
    jobs = jobs or _cores()
    # Forking needs a process without threads, and spawning would run a user's script anew.
    alone = threading.active_count() > 1 or not hasattr(os, "fork")
    if alone or jobs == 1 or size < FEW:
        yield None
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=_begin)
    # Python swallows what a signal raises while it forks. The pool forks when it is first given something to do.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        pool.submit(_nothing)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        yield pool
    except BaseException:
        # Whoever interrupts does not wait for what is being read. The pool has no way of its own to say so.
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.kill()
        # Who was killed in the midst of a result leaves half of it in the pipe: the pool's thread, for which Python
        # waits at its end, would wait for the other half as long as an end to write to is open, be it our own.
        results = getattr(pool, "_result_queue", None)
        if results is not None:
            results._writer.close()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


_ENDING = (signal.SIGINT, signal.SIGTERM)


def _nothing() -> None:
    """Have the pool start its processes."""


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end at once when asked to: its handlers came along with the fork."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def read_all(
    corpus: Path, files: Sequence[Found], known: Mapping[str, str], pool: ProcessPoolExecutor | None
) -> Iterator[Piece]:
    """Read files in pieces, in the order given."""
    calls = (
        (corpus, piece, {one.path: known[one.path] for one in piece if one.path in known}) for piece in _pieces(files)
    )
    yield from in_order(pool, read, calls)


def in_order(pool: ProcessPoolExecutor | None, work: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """What `work` makes of each call's arguments, in their order: here, or in the pool and a few calls ahead."""
    if pool is None:
        yield from (work(*call) for call in calls)
        return
    rest = iter(calls)
    # No more than a few at a time: what is made and not yet taken lies in memory.
    waiting = [pool.submit(work, *call) for call in islice(rest, AHEAD)]
    while waiting:
        made = waiting.pop(0).result()
        waiting += [pool.submit(work, *call) for call in islice(rest, 1)]
        yield made


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pieces(files: Iterable[Found]) -> Iterator[list[Found]]:
    piece: list[Found] = []
    size = 0
    for file in files:
        piece.append(file)
        size += file.size
        if size >= WHOLE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
