"""A pipeline that costs nothing and does what a document's first words say, and runs of the command that can be killed.

``%PDF- good N`` becomes a record; the words of `HOSTILE` are what documents do to those that read them. A run is a
process of its own, forked from the tests', so that it begins at once and can be killed like any other.
"""

import faulthandler
import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli_world import conversion
from parser import pipeline
from parser.cli.main import main
from parser.errors import UnreadableDocument
from records import sample_record

HOSTILE = ("encrypted", "boom", "segfault", "abort", "leave", "recurse", "hang", "grow", "memory", "killed", "garbage")
RECORD = sample_record()


def good(number: int, version: int = 0) -> bytes:
    return b"%%PDF- good %d %d" % (number, version)


def convert(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
    """What `parser.pipeline.convert` would do, were the files PDFs."""
    what = data.split()[1].decode() if data.startswith(b"%PDF- ") else "garbage"
    if what == "good":
        time.sleep(0.004)
        return conversion(RECORD, data, name, options or pipeline.Options())
    if what == "boom":
        raise RuntimeError("the wheels came off")
    if what in ("segfault", "abort", "killed"):
        os.kill(os.getpid(), {"segfault": signal.SIGSEGV, "abort": signal.SIGABRT, "killed": signal.SIGKILL}[what])
    if what == "leave":
        os._exit(3)
    if what == "recurse":
        return convert(data, name=name, options=options)
    if what == "hang":
        time.sleep(3600)
    if what == "grow":
        held = []
        while True:
            held.append(bytearray(b"x" * 2**24))
            time.sleep(0.001)
    if what == "memory":
        raise MemoryError
    raise UnreadableDocument(f"{name} is encrypted. Ask for a copy without a password.")


def conversion_sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Run:
    """`diarium convert` in a process of its own."""

    def __init__(self, *arguments: str, told: str = "told") -> None:
        self._told = Path(told)
        self.process = os.fork()
        if self.process == 0:
            code = 99
            try:
                os.setsid()
                faulthandler.disable()  # pytest's: these processes die on purpose
                out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                os.dup2(out, 1)
                os.dup2(out, 2)
                sys.stdout = os.fdopen(1, "w")
                sys.stderr = os.fdopen(2, "w")
                signal.signal(signal.SIGINT, signal.default_int_handler)
                code = main(["convert", *arguments])
                sys.stdout.flush()
            finally:
                os._exit(code)

    def wait(self) -> int:
        """Its exit code; negative: the signal that ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def kill(self) -> None:
        """As `kill -9` does, or the loss of power."""
        os.kill(self.process, signal.SIGKILL)

    def workers(self, *, wait: bool = False) -> list[int]:
        """The processes that work for it; `wait` for there to be one, or for its end."""
        while True:
            try:
                children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
                ended = Path(f"/proc/{self.process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                return []
            if children or ended or not wait:
                return [int(one) for one in children]
            time.sleep(0.005)

    @property
    def told(self) -> str:
        """What it printed."""
        return self._told.read_text()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A disk of this size at `folder`; needs the right to mount. Raises OSError where there is none."""
    folder.mkdir(exist_ok=True)
    if os.system(f"mount -t tmpfs -o size={size} diarium-test '{folder}' 2>/dev/null"):
        raise OSError("nothing may be mounted here")
    try:
        yield
    finally:
        os.system(f"umount -l '{folder}'")
