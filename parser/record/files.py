"""Writing a file whole or not at all."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from parser.errors import UnwritableOutput

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space, or give another folder with -o",
    errno.EDQUOT: "your quota of the disk is used up. Free some space, or give another folder with -o",
    errno.EACCES: "you have no permission to write there. Change the permission, or give another folder with -o",
    errno.EPERM: "you have no permission to write there. Change the permission, or give another folder with -o",
    errno.EROFS: "the disk can only be read. Give another folder with -o",
    errno.EISDIR: "a folder of that name is in the way. Remove or rename it, or give another folder with -o",
    errno.ENOTDIR: "a file is in the way of a folder. Remove or rename it, or give another folder with -o",
    errno.EEXIST: "a file is in the way of a folder. Remove or rename it, or give another folder with -o",
    errno.ENAMETOOLONG: "the name is too long for this disk. Give the PDF a shorter name",
}


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` as the file `path`, so that nobody ever sees a part of it, not even after a power cut.

    A temporary file in the same folder is written, flushed to the disk and renamed; the folder is flushed too.
    Missing folders are made. An older file of the name is replaced. The file's mode is as the umask says.
    Raises `UnwritableOutput`; then an older file is as it was, and nothing half written is left behind.
    """
    # A name of its own, short: `path`'s with something added could be too long for the disk.
    temporary = path.parent / f".diarium-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_flushed(temporary, data)
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        _remove(temporary)
        raise UnwritableOutput(f"{path} cannot be written: {reason(error)}.") from error
    except BaseException:  # an interrupt, too, must leave nothing behind
        _remove(temporary)
        raise


def reason(error: OSError) -> str:
    """Why a file could not be written, and what to do, without a full stop at its end."""
    return _REASONS.get(error.errno or 0, f"{error.strerror or error}. Give another folder with -o")


def _write_flushed(path: Path, data: bytes) -> None:
    # os.open and not tempfile: the latter gives mode 0600, whatever the umask says.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last. Some file systems and Windows cannot, and lose nothing but that promise."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
