"""One batch at a time writes to an output."""

import contextlib
import errno
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from parser.errors import OutputBusy, UnwritableOutput

NAME = "lock"
PAUSE = 0.5


class Lock:
    """Holds an output for this process. The system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path, shown: str, *, wait: bool = False, told: Callable[[str], None] = print) -> None:
        """Take it. Where another run holds it, raise `OutputBusy`, or tell so once and `wait` until it is free."""
        self._path = folder / NAME
        self.number: int | None = None
        try:
            number = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise UnwritableOutput(f"{self._path} cannot be opened ({reason}); name another folder with -o") from error
        waiting = False
        while not _locked(number):
            holder = self._holder()
            if not wait:
                os.close(number)
                raise OutputBusy(
                    f"{shown} is being written to by another run{holder}; wait until it has finished "
                    "(--wait does), or name another folder with -o"
                )
            if not waiting:
                told(f"{shown} is being written to by another run{holder}; waiting until it has finished")
                waiting = True
            time.sleep(PAUSE)
        self.number = number
        with contextlib.suppress(OSError):  # who holds it is told for courtesy only
            os.ftruncate(number, 0)
            os.pwrite(number, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)

    def release(self) -> None:
        """Let go of it."""
        if self.number is not None:
            os.close(self.number)
            self.number = None

    def _holder(self) -> str:
        try:
            told = self._path.read_bytes()[:200].decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return f" ({told})" if told else ""


def _locked(number: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        # Belongs to this process and not to those that it forks, which may live a moment longer.
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            return False
        reason = (error.strerror or "unknown reason").lower()
        raise UnwritableOutput(
            f"the disk of the output keeps no locks ({reason}), which a batch needs; name a folder on another with -o"
        ) from error
    return True
