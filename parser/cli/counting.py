"""How many of how many records are done: a bar on a terminal, nothing elsewhere."""

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress

SOON, OFTEN = 0.5, 0.2
"""Seconds after which the bar appears, and between two drawings of it."""


class Counting:
    """Draws the bar when it is called; use it in a `with` statement, which takes the bar away at the end."""

    def __init__(self, *, quiet: bool) -> None:
        """`quiet`: never draw."""
        self._silent = quiet or not sys.stderr.isatty()
        self._progress: Progress | None = None
        self._next = time.monotonic() + SOON

    def __call__(self, done: int, total: int) -> None:
        """So many are done, of so many."""
        now = time.monotonic()
        if self._silent or now < self._next:
            return
        self._next = now + OFTEN
        if self._progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

            columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
            self._progress.add_task("", total=total)
            self._progress.start()
        (task,) = self._progress.task_ids
        self._progress.update(task, completed=done, total=total)
        self._progress.refresh()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
