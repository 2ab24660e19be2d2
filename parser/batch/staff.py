"""Work in several processes of this machine, with limits; a process that dies takes only its own document along.

`concurrent.futures` gives up a whole pool when one of its processes dies, cannot say which document killed it, and
knows no limit of time or memory for a task; so this is a small staff of processes of our own, each given one order at a
time over a pipe. Time is measured by the clock that nobody sets, memory by what the kernel says that a process
occupies.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from types import FrameType
from typing import Any

import msgspec

from parser.batch import memory
from parser.batch.values import Limits, Order, Outcome

PATIENCE = 3.0
"""Seconds that a process is given to tidy up when the run is interrupted, before it is ended by force."""
GLANCE = 0.25
"""Seconds between two looks at the clock and at what the processes occupy."""
INTERRUPTED = "interrupted"
"""What a process answers when it got a Ctrl-C of its own."""

Work = Callable[[Order], Outcome]


class Death(msgspec.Struct, frozen=True):
    """Why the process that worked on an order is no more.

    `why` is ``time`` or ``memory`` where we ended it, else ``died``; then `code` is its exit code (negative: the
    signal). `seconds` is how long it worked, `peak` the most memory that it was seen to
    occupy beyond what it began with, in bytes.
    """

    why: str
    code: int | None
    seconds: float
    peak: int


class Staff:
    """At most `jobs` processes that do `work`; see `parser.batch.crew.Crew` for how it is used.

    `work` and its results must be picklable. Where the process that works on an order is ended or dies, the outcome is
    ``died(order, death)``, and a new process goes on with the rest.
    """

    def __init__(self, work: Work, jobs: int, limits: Limits, died: Callable[[Order, Death], Outcome]) -> None:
        """No process is begun before there is an order."""
        self._work = work
        self._limits = limits
        self._died = died
        self._jobs = max(1, jobs)
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._ready: list[Outcome] = []
        self._glanced = 0.0

    @property
    def free(self) -> int:
        """How many more orders can be given now."""
        return self._jobs - len(self._busy)

    @property
    def busy(self) -> int:
        """How many orders are being worked on."""
        return len(self._busy) + len(self._ready)

    def give(self, order: Order) -> None:
        """Begin to work on an order. There must be a `free` place."""
        while True:
            worker = self._idle.pop() if self._idle else self._hire()
            try:
                worker.give(order, self._limits.allowed(order.size))
            except OSError:  # it died while it had nothing to do: nobody's fault, another takes the order
                worker.end()
            else:
                self._busy.append(worker)
                return

    def take(self, timeout: float | None = None) -> list[Outcome]:
        """The outcomes that are there; waits until there is one, or `timeout` seconds. Empty where nothing is busy."""
        until = None if timeout is None else time.monotonic() + timeout
        while self._busy and not self._ready:
            now = time.monotonic()
            if until is not None and now >= until:
                break
            ready = connection.wait(
                [worker.pipe for worker in self._busy], GLANCE if until is None else min(GLANCE, until - now)
            )
            for worker in [one for one in self._busy if one.pipe in ready]:
                self._finish(worker)
            if time.monotonic() - self._glanced >= GLANCE:
                self._glance()
        found, self._ready = self._ready, []
        return found

    def close(self) -> None:
        """End all processes; what they work on is left undone."""
        staff = [*self._idle, *self._busy]
        self._idle, self._busy = [], []
        for worker in staff:
            worker.process.terminate()
        for worker in staff:
            worker.process.join(PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()

    def _hire(self) -> "_Worker":
        pipes = [worker.pipe for worker in (*self._idle, *self._busy)]
        return _Worker(self._work, self._limits, pipes)

    def _finish(self, worker: "_Worker") -> None:
        """Take a worker's answer, or its death."""
        order = worker.order
        self._busy.remove(worker)
        try:
            answer, fresh = worker.pipe.recv()
        except (EOFError, OSError):
            code = worker.end()
            self._ready.append(self._died(order, Death("died", code, worker.worked(), worker.peak)))
            return
        except Exception:  # the bytes of a process that was killed while it wrote
            worker.process.kill()
            self._ready.append(self._died(order, Death("died", worker.end(), worker.worked(), worker.peak)))
            return
        if answer == INTERRUPTED:
            worker.end()
            raise KeyboardInterrupt
        self._ready.append(answer)
        if fresh:
            self._idle.append(worker)
        else:
            worker.end()

    def _glance(self) -> None:
        """End whoever takes too long or occupies too much."""
        self._glanced = time.monotonic()
        for worker in list(self._busy):
            worker.peak = max(worker.peak, memory.occupied(worker.process.pid) - worker.base)
            late = worker.deadline is not None and self._glanced > worker.deadline
            large = self._limits.memory is not None and worker.peak > self._limits.memory
            if (late or large) and not worker.pipe.poll():
                self._busy.remove(worker)
                worker.process.kill()
                death = Death("memory" if large else "time", worker.end(), worker.worked(), worker.peak)
                self._ready.append(self._died(worker.order, death))


class _Worker:
    """A process, our end of its pipe, and what it works on."""

    def __init__(self, work: Work, limits: Limits, others: Sequence[Connection]) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        # A forked process inherits our ends of all pipes, and would keep them open after we are gone.
        closing = [*others, self.pipe] if context.get_start_method() == "fork" else []
        self.order = Order("", "", "", "")
        self.began = 0.0
        self.deadline: float | None = None
        self.peak = 0
        # What a forked process shares with us is not what its documents take.
        self.base = memory.occupied(os.getpid()) if closing else 0
        self.process = context.Process(  # type: ignore[attr-defined]  # typeshed: on the concrete contexts only
            target=_serve,
            args=(theirs, work, limits, closing, os.getpid(), self.base),
            daemon=True,
        )
        with _SignalsHeld():
            self.process.start()
        theirs.close()

    def give(self, order: Order, seconds: float | None) -> None:
        self.order = order
        self.peak = 0
        self.began = time.monotonic()
        self.deadline = None if seconds is None else self.began + seconds
        self.pipe.send(order)

    def worked(self) -> float:
        return time.monotonic() - self.began

    def end(self) -> int | None:
        """Let it go; its exit code."""
        self.pipe.close()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(PATIENCE)
        code: int | None = self.process.exitcode
        return code


def _serve(pipe: Connection, work: Work, limits: Limits, closing: Sequence[Connection], parent: int, base: int) -> None:
    """What a process does: orders in, outcomes out, until the pipe closes."""
    # Ctrl-C reaches every process of the terminal's group: the first process decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    for other in closing:
        other.close()
    memory.die_with_parent(parent)
    memory.limit_this_process(limits.memory, limits.output)
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        answer: Any
        try:
            answer = work(order)
        except KeyboardInterrupt:
            answer = INTERRUPTED
        # What libraries never give back would be taken from the next document's share.
        fresh = limits.memory is None or memory.occupied(os.getpid()) - base < limits.memory / 2
        try:
            pipe.send((answer, fresh))
        except OSError:
            return  # nobody is left to hear it: the run was killed, and what it did not note is done again
        if not fresh:
            return


def _leave(_number: int, _frame: FrameType | None) -> None:
    # Not the default action: `finally` clauses must remove a temporary file that is being written.
    raise SystemExit(143)


def _context() -> BaseContext:
    # Forking gives each process the modules and the lexicon already loaded. Elsewhere it is unsafe or absent.
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class _SignalsHeld:
    """Hold Ctrl-C back for the moment in which a process starts, so that it cannot hit it half made."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            self._before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self._before)
