"""Which files of a folder are records, by their names."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from parser.errors import UnreadableDocument

SUFFIX = ".json"


def record_files(root: Path, *, is_other: Callable[[Path, list[str]], bool] | None = None) -> Iterator[Path]:
    """The files in `root` and below it that end as records do, in no order; hidden files and folders are passed over.

    A folder of which `is_other` says so, by its path and its files' names, is passed over with all below it. Raises
    `UnreadableDocument` where a folder cannot be read.
    """

    def tell(error: OSError) -> None:
        raise UnreadableDocument(
            f"the folder {error.filename} cannot be read ({(error.strerror or 'unknown reason').lower()}); "
            "check its permissions"
        )

    for at, folders, files in os.walk(root, onerror=tell):
        if is_other is not None and is_other(Path(at), files):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(at) / name for name in files if name.lower().endswith(SUFFIX) and not name.startswith("."))
