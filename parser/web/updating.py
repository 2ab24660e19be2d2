"""The index kept up to date while it is served: by a process of its own, so that no reader waits for it."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from parser.errors import DiariumError
from parser.query.corpus import Corpus
from parser.query.question import Question
from parser.web.steady import SteadyCorpus

EVERY = 5.0
"""Seconds between two looks at the folder of records, at least."""
SHARE = 20
"""A look takes at most one part in so many of the time."""
SHOWING_SHARE = 5
"""As `SHARE`, for reading a new state in."""


class Updater:
    """Looks at the records now and then, and has the index updated where it is stale."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        index: Path | None = None,
        overrides: Path | None = None,
        every: float = EVERY,
        tell: Callable[[str], None] = lambda _: None,
        renew: Callable[[], None] | None = None,
    ) -> None:
        """`tell` gets a sentence where something goes wrong, once for each thing; `renew` shows readers a new state."""
        self._corpus, self._every, self._tell = corpus, every, tell
        self._renew = renew or (lambda: warm(corpus))
        self._command = [sys.executable, "-m", "parser.cli", "index", str(corpus.path), "--quiet"]
        self._command += ["--index", str(index)] if index is not None else []
        self._command += ["--overrides", str(overrides)] if overrides is not None else []
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._told: str | None = None
        self._showing = 0.0
        self._thread = threading.Thread(target=self._run, name="updating", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End it, and an update that is running: it leaves the index as it was."""
        self._ended.set()
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.terminate()
        if self._thread.is_alive():
            self._thread.join(10)

    def look(self) -> bool:
        """Look once; whether the index was updated."""
        try:
            if not self._corpus.is_stale():
                # Somebody else may have updated it: `diarium index`, a server beside this one.
                if isinstance(self._corpus, SteadyCorpus) and self._corpus.is_behind():
                    self._shown()
                    return True
                return False
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONUTF8": "1"},
                start_new_session=True,  # Ctrl-C is for the server, which ends the update itself
                preexec_fn=_lower if sys.platform != "win32" else None,
            )
            _, said = self._process.communicate()
            if self._process.returncode not in (0, 7) and not self._ended.is_set():
                self._once(said.decode(errors="replace").strip().splitlines()[-1:] or ["the index was not updated"])
                return False
            self._told = None
            if not self._ended.is_set():
                self._shown()
            return True
        except (DiariumError, OSError) as error:
            self._once([str(error)])
            return False
        finally:
            self._process = None

    def _run(self) -> None:
        with contextlib.suppress(DiariumError, OSError):
            self._shown()
        wait = self._every
        while not self._ended.wait(wait):
            begun, self._showing = time.monotonic(), 0.0
            self.look()
            looked = time.monotonic() - begun - self._showing
            wait = max(self._every, SHARE * looked, SHOWING_SHARE * self._showing)

    def _shown(self) -> None:
        """Let readers see the newest state."""
        begun = time.monotonic()
        self._renew()
        self._showing = time.monotonic() - begun

    def _once(self, lines: list[str]) -> None:
        message = lines[-1]
        if message != self._told:
            self._told = message
            self._tell(message)


def warm(corpus: Corpus) -> None:
    """Read the columns of a new state before a reader has to wait for them."""
    corpus.facets(Question(limit=1), most=1)


def _lower() -> None:
    with contextlib.suppress(OSError):
        os.nice(5)
