"""Work on many documents in several processes, where a process that dies takes only its own document along.

`concurrent.futures` gives up a whole pool when one of its processes dies, and cannot say which document killed it;
so this is a small staff of processes of our own, each given one task at a time over a pipe.
"""

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from types import FrameType
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 3.0
"""Seconds that a process is given to tidy up when the run is interrupted, before it is ended by force."""


def run(
    tasks: Sequence[Task],
    work: Callable[[Task], Result],
    *,
    jobs: int,
    died: Callable[[Task, int | None], Result],
) -> Generator[Result, None, None]:
    """The results of `work` for each task, in the order of `tasks`, as soon as they and those before them are there.

    At most `jobs` processes work at a time. `work`, tasks and results must be picklable. Where the process that
    works on a task dies, the result is ``died(task, exit code)`` (negative: the signal that ended it), and a new
    process goes on with the rest. Closing the iterator, or an exception such as KeyboardInterrupt, ends them all.
    """
    waiting = deque(range(len(tasks)))
    results: dict[int, Result] = {}
    staff: list[_Worker[Task, Result]] = []
    told = 0
    try:
        while told < len(tasks):
            while waiting and len(staff) < max(1, jobs):
                staff.append(_Worker(work, [worker.pipe for worker in staff]))
                staff[-1].give(waiting.popleft(), tasks)
            for ready in connection.wait([worker.pipe for worker in staff]):
                worker = next(one for one in staff if one.pipe is ready)
                try:
                    results[worker.index] = worker.pipe.recv()
                except (EOFError, OSError):
                    staff.remove(worker)
                    results[worker.index] = died(tasks[worker.index], worker.end())
                    continue
                if waiting:
                    try:
                        worker.give(waiting[0], tasks)
                    except OSError:  # it died while it had nothing to do: nobody's fault, another takes the task
                        staff.remove(worker)
                        worker.end()
                    else:
                        waiting.popleft()
                else:
                    staff.remove(worker)
                    worker.end()
            while told in results:
                yield results.pop(told)
                told += 1
    finally:
        for worker in staff:
            worker.process.terminate()
        for worker in staff:
            worker.process.join(PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


class _Worker(Generic[Task, Result]):
    """A process, our end of its pipe, and the number of the task that it works on."""

    def __init__(self, work: Callable[[Task], Result], others: Sequence[Connection]) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        # A forked process inherits our ends of all pipes, and would keep them open after we are gone.
        inherited = [*others, self.pipe] if context.get_start_method() == "fork" else []
        self.index = -1
        self.process = context.Process(  # type: ignore[attr-defined]  # typeshed: on the concrete contexts only
            target=_serve, args=(theirs, work, inherited), daemon=True
        )
        with _SignalsHeld():
            self.process.start()
        theirs.close()

    def give(self, index: int, tasks: Sequence[Task]) -> None:
        self.index = index
        self.pipe.send(tasks[index])

    def end(self) -> int | None:
        """Let it go; its exit code."""
        self.pipe.close()
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(PATIENCE)
        code: int | None = self.process.exitcode
        return code


def _serve(pipe: Connection, work: Callable[[Any], Any], inherited: Sequence[Connection]) -> None:
    """What a process does: tasks in, results out, until the pipe closes."""
    # Ctrl-C reaches every process of the terminal's group: the first process decides what becomes of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    for other in inherited:
        other.close()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(work(task))


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
