"""Files: written whole or not at all, and told apart by their digest."""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Sequence
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
        raise _unwritable(path, error) from error
    except BaseException:  # an interrupt, too, must leave nothing behind
        _remove(temporary)
        raise


def write_together(files: Sequence[tuple[Path, bytes]], folder: Path) -> None:
    """Write several files, each whole or not at all, and all or none.

    All are first written as temporary files in `folder`, which is on the same disk, so that a program that is killed
    leaves nothing half written among them. The first is renamed last: where it is seen, the others are there.
    Data is flushed to the disk before a rename; the rename itself is not: what a loss of power undoes is missed by the
    next run, and flushing it would cost as much again.
    Raises `UnwritableOutput`; then what is new is taken back, and what lay there before is as it was, unless the
    disk refuses a rename after it has taken another.
    """
    staged: list[tuple[Path, Path]] = []
    new: list[Path] = []
    path = folder
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            staged.append((folder / f"{os.getpid()}-{secrets.token_hex(4)}.tmp", path))
            _write_flushed(staged[-1][0], data)
        for temporary, path in reversed(staged):
            existed = os.path.lexists(path)  # Path.exists raises where a name is too long
            _rename(temporary, path)
            if not existed:
                new.append(path)
    except BaseException as error:
        for left in [temporary for temporary, _ in staged] + new:
            _remove(left)
        if not isinstance(error, OSError):
            raise
        raise _unwritable(path, error) from error


def _rename(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_atomically(path, temporary.read_bytes())  # the folder is a link to another disk
        _remove(temporary)


def _unwritable(path: Path, error: OSError) -> UnwritableOutput:
    return UnwritableOutput(f"{path} cannot be written: {reason(error)}.")


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


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes, in hex; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
