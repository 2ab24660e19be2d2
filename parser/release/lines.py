"""Records as JSON Lines, one a line, in parts that are compressed with gzip; the same bytes for the same records."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

import msgspec

from parser.errors import InvalidRecord
from parser.record.types import Record
from parser.release.values import BadRelease

RECORDS_A_PART = 5000
LEVEL = 6
LONGEST = 1 << 30
"""No line is longer: a part that says otherwise is not ours, and must not fill the memory."""


class Lines:
    """A gzip file of lines. Neither its name nor the time is in its bytes."""

    def __init__(self, path: Path) -> None:
        """Begin the file `path`, which must not exist."""
        self.path = path
        self._raw: IO[bytes] = path.open("xb")
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._raw, mtime=0)

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def write(self, value: object) -> None:
        """One value as a line of JSON."""
        self._packed.write(msgspec.json.encode(value) + b"\n")

    def close(self) -> None:
        """Finish the file; may be called twice."""
        self._packed.close()
        self._raw.close()


class RecordParts:
    """Records, some thousand a part: `records-00001.jsonl.gz` and so on. There is always a first part."""

    def __init__(self, folder: Path, *, a_part: int = RECORDS_A_PART) -> None:
        """Parts in `folder`, which is made."""
        folder.mkdir(parents=True)
        self._folder = folder
        self._a_part = a_part
        self._inside = 0
        self.counts: dict[str, int] = {}
        """How many records each part holds, by its file's name."""
        self._part = self._next()

    def write(self, record: Record) -> None:
        """One more record."""
        if self._inside == self._a_part:
            self._part.close()
            self._part = self._next()
        self._part.write(record)
        self._inside += 1
        self.counts[self._part.path.name] = self._inside

    def close(self) -> None:
        """Finish the last part."""
        self._part.close()

    def _next(self) -> Lines:
        self._inside = 0
        part = Lines(self._folder / f"records-{len(self.counts) + 1:05}.jsonl.gz")
        self.counts[part.path.name] = 0
        return part


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a part, without their line feeds. Raises BadRelease where it cannot be unpacked."""
    try:
        with gzip.open(path, "rb") as stream:
            while line := stream.readline(LONGEST):
                yield line.rstrip(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise BadRelease(f"{path.name} cannot be unpacked ({error}); fetch the release again") from error


def records_of(path: Path) -> Iterator[Record]:
    """The records of a part. Raises BadRelease where a line is none."""
    from parser.record.json import decode

    for number, line in enumerate(lines_of(path), 1):
        try:
            yield decode(line)
        except InvalidRecord as error:
            raise BadRelease(f"{path.name}, line {number}: {error}") from error
