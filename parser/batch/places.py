"""Where documents lie and where records go: the seam between the batch and folders, buckets, archives.

A place is named by a text, its address, so that it can travel between processes and machines. What has a scheme
(``s3://…``) or is a zip archive is the business of `parser.batch.remote`, which is imported only then; all else is
of `parser.batch.local`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from parser.batch.values import Content, Fault, Item, LeftOut


class Output(Protocol):
    """Where records are written. Names are relative, with ``/``: ``2006/a.json``. Methods are called in any process."""

    address: str
    """What `open_output` makes the same output of, in another process or on another machine."""

    @property
    def state(self) -> Path:
        """A local folder for the manifest, the lock and the report; made by `prepare`."""

    def prepare(self) -> None:
        """Make it ready to be written to. Raises `UnwritableOutput` where that is impossible, before any work."""

    def tidy(self) -> None:
        """Remove what a run that was killed left behind half written. Called by one process, under the lock."""

    def write(self, files: Sequence[tuple[str, bytes]]) -> tuple[str, ...]:
        """Write all files or none, each whole or not at all, the first last; their stamps, in order.

        Of a document's files the first is the one that readers look for (the JSON): where it is, the rest is.
        Raises `UnwritableOutput`.
        """

    def stamp(self, name: str) -> str | None:
        """A text that changes where the file is another (its size will do); None where there is none."""

    def read(self, name: str) -> bytes:
        """A file that was written. Raises `FileNotFoundError`, or another `OSError`."""

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that it leaves empty; nothing where there is none. Raises `OSError`."""

    def shown(self, name: str) -> str:
        """The file as the user would write it, for messages; of ``""`` the output itself."""

    def link(self, name: str, seen_from: Path) -> str:
        """A URL for a page in the folder `seen_from` that leads to the file, relative where that is possible."""

    def finish(self) -> None:
        """The run is over, manifest and report are closed: publish `state`, where it is not there already."""


def is_remote(address: str) -> bool:
    """Whether an address is for `parser.batch.remote`: it has a scheme, or is a zip archive or a list of addresses."""
    if "://" in address:
        return True
    return address.lower().endswith((".zip", ".txt")) and Path(address).is_file()


def listed(given: str, left_out: LeftOut = lambda _name, _why: None) -> Iterator[Item | Fault]:
    """The documents that a path, folder, pattern or URL stands for, one by one, always in the same order.

    What is not there, cannot be listed or holds no document is a `Fault`. Memory does not grow with the number of
    documents, but for one folder's names. `left_out` is told of each file in a local folder that is no PDF.
    """
    if is_remote(given):
        from parser.batch import remote

        return remote.listed(given)
    from parser.batch import local

    return local.listed(given, left_out)


def read(address: str) -> Content:
    """The bytes of a document.

    Raises `UnreadableDocument` where there is none or it may not be read, `UnstableSource` where another try may
    help: the document changed while it was read, the network failed.
    """
    if is_remote(address):
        from parser.batch import remote

        return remote.read(address)
    from parser.batch import local

    return local.read(address)


def source_link(address: str, seen_from: Path) -> str:
    """A URL for a page in the folder `seen_from` that leads to a document; empty where no browser could follow it."""
    if is_remote(address):
        from parser.batch import remote

        return remote.source_link(address, seen_from)
    from parser.batch import local

    return local.source_link(address, seen_from)


def open_output(address: str) -> Output:
    """The output that an address names. Nothing is touched before `prepare`."""
    if "://" in address or address.lower().endswith(".zip"):
        from parser.batch import remote

        return remote.open_output(address)
    from parser.batch import local

    return local.Folder(address)
