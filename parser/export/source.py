"""The records of a corpus, read one at a time and as often as an export needs them.

Kept in memory: the paths, the records' ids, and what `Directory` and the linking of persons keep of each.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from parser.errors import DiariumError, InvalidRecord, UnreadableDocument
from parser.export.package import MANIFEST, is_export
from parser.record.folder import record_files
from parser.record.json import decode
from parser.record.problem import Weight
from parser.record.references import reference_problems
from parser.record.types import Record


def read_record(path: Path) -> Record:
    """The record in a file. Raises `UnreadableDocument` or `InvalidRecord`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"it cannot be read ({(error.strerror or 'unknown reason').lower()})") from error
    return decode(data.removeprefix(b"\xef\xbb\xbf"))


def find_records(folder: Path) -> Iterator[Path]:
    """The records in a folder and below it, by name; earlier exports, manifests and hidden files are passed over.

    Raises `UnreadableDocument` where a folder cannot be read.
    """
    every = record_files(folder, is_other=lambda at, files: MANIFEST in files and is_export(at))
    found = [path for path in every if path.name != MANIFEST]
    yield from sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _prove(record: Record) -> None:
    """Raise `InvalidRecord` where what a record says does not fit together, on which every format rests."""
    wrong = next((one for one in reference_problems(record) if one.weight is Weight.FAULT), None)
    if wrong is not None:
        raise InvalidRecord(f"its parts do not fit each other ({str(wrong).rstrip('.')}); convert the PDF again")


class RecordSource:
    """Records by their paths, to be gone through any number of times; each document once.

    The first time they come in the order of the paths, then by date and id, which does not depend on where they lie.
    What cannot be read, or does not hold together, is told once, by `tell`, and passed over.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        read: Callable[[Path], Record] = read_record,
        tell: Callable[[Path, DiariumError], None] | None = None,
    ) -> None:
        """`read` reads one record; `tell` gets a path and its fault, and without it the fault is raised."""
        self._paths = list(paths)
        self._read = read
        self._tell = tell
        self._known: list[tuple[Path, str]] | None = None

    def __iter__(self) -> Iterator[Record]:
        """The records, read one at a time. Raises `UnreadableDocument` where one was changed since the first time."""
        if self._known is not None:
            yield from self._again(self._known)
            return
        known: list[tuple[str, str, Path]] = []
        seen: set[str] = set()
        for path in self._paths:
            try:
                record = self._read(path)
                _prove(record)
            except DiariumError as error:
                if self._tell is None:
                    raise
                self._tell(path, error)
                continue
            if record.id not in seen:
                seen.add(record.id)
                known.append((record.document.date or "9999", record.id, path))
                yield record
        self._known = [(path, id_) for _, id_, path in sorted(known)]

    def refuse(self, record: Record, error: DiariumError) -> None:
        """Tell that a record cannot be exported in a format; raises `error` where the source does not take faults."""
        if self._tell is None:
            raise error
        self._tell(next(path for path, id_ in self._known or () if id_ == record.id), error)

    def _again(self, known: Iterable[tuple[Path, str]]) -> Iterator[Record]:
        for path, id_ in known:
            record = self._read(path)
            if record.id != id_:
                raise UnreadableDocument(f"{path} was changed while it was exported; export again")
            yield record
