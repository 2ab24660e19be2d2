"""A folder that appears whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from parser.errors import UnwritableOutput
from parser.record.files import reason


@contextlib.contextmanager
def whole_folder(output: Path) -> Iterator[Path]:
    """A folder to fill. It becomes `output` when the block ends well, and is removed when it does not; where the block
    removes it, nothing becomes of it. Raises UnwritableOutput."""
    output = Path(os.path.abspath(output))  # noqa: PTH100  -- links stay as the user wrote them
    if os.path.lexists(output) and (not output.is_dir() or any(output.iterdir())):
        raise UnwritableOutput(f"{output} is there already, and a release is never written over; name another folder")
    temporary = output.parent / f".diarium-release-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if temporary.exists():
            _flush(temporary)
            with contextlib.suppress(FileNotFoundError):
                output.rmdir()  # an empty one may be there
            temporary.rename(output)
            _flush_one(output.parent)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise UnwritableOutput(f"{output} cannot be written: {reason(error)}.") from error
    except BaseException:  # an interrupt, too, leaves nothing behind
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        _flush_one(path)
    _flush_one(folder)


def _flush_one(path: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems cannot, and lose nothing but that promise
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
