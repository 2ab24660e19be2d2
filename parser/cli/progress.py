"""How a run gets on: a line with a bar on a terminal, a sentence now and then in a log, or JSON lines for machines.

All of it goes to standard error. On a terminal nothing is drawn by a thread of its own: processes are forked meanwhile.
"""

import sys
import time
from typing import TYPE_CHECKING, Any

import msgspec

from parser.batch.manifest import Known
from parser.batch.values import Fault, Outcome, printable
from parser.cli import terminal, words

if TYPE_CHECKING:
    from rich.progress import Progress

SOON = 0.5
"""Seconds after which a bar appears: a short run needs none."""
OFTEN = 0.2
"""Seconds between two drawings of the bar."""
LOG_AFTER, LOG_AT_MOST = 60.0, 900.0
"""Without a terminal there is a line after a minute, then after twice as long, up to a quarter of an hour."""
RECENT = 120.0
"""The time left is told by what was done in so many seconds."""


def told_by(*, quiet: bool, as_json: bool, debug: bool) -> "Telling":
    """How this run is told, by what was asked for and by where standard error goes."""
    if as_json:
        return JsonLines(debug=debug)
    if quiet:
        return Telling(debug=debug)
    return Bar(debug=debug) if sys.stderr.isatty() else Log(debug=debug)


class Telling:
    """Tells faults only, each as a sentence; the base of the others (see `parser.batch.listener.Listener`)."""

    def __init__(self, *, debug: bool) -> None:
        """`debug`: print the traceback of a fault of our own, too."""
        self._debug = debug
        self._began = time.monotonic()
        self._recent: list[tuple[float, int]] = []
        self.listed = self.total = self.todo = self.finished = self.pages = self.faults = 0

    def listing(self, number: int) -> None:
        """So many documents have been found so far."""
        self.listed = number
        self._tick()

    def begin(self, total: int, todo: int) -> None:
        """Of `total` documents, `todo` are to be worked on."""
        self.total, self.todo = total, todo
        self._began = time.monotonic()
        self._recent = [(self._began, 0)]

    def done(self, known: Known, outcome: Outcome, how: str) -> None:  # noqa: ARG002  -- others tell these
        """A document is finished."""
        self.finished += 1
        if how in ("converted", "duplicate") and outcome.counts is not None:
            self.pages += outcome.counts.pages
        self._tick()

    def fault(self, one: Fault) -> None:
        """A fault as one sentence; its traceback first, where there is one and it was asked for."""
        self.faults += 1
        with self._aside():
            report(one, debug=self._debug)

    def note(self, message: str) -> None:
        """A remark that is no fault."""
        with self._aside():
            terminal.note(message)

    def idle(self) -> None:
        """Nothing happened for a moment."""
        self._tick()

    def end(self, figures: dict[str, Any]) -> None:
        """The run is over."""

    def seconds_left(self) -> float | None:
        """How long it will take still, by what was done lately; None while that cannot be told."""
        now = time.monotonic()
        if not self._recent or now - self._recent[-1][0] > 1:
            self._recent.append((now, self.finished))
        while len(self._recent) > 2 and now - self._recent[1][0] > RECENT:
            self._recent.pop(0)
        since, then = self._recent[0]
        if self.finished <= then or now - since < SOON:
            return None
        return (self.todo - self.finished) * (now - since) / (self.finished - then)

    def sentence(self) -> str:
        """How far it is, in words."""
        took = max(time.monotonic() - self._began, 1e-6)
        parts = [
            f"{self.finished:,} of {words.count(self.todo, 'document')}",
            words.count(self.pages, "page"),
            f"{self.finished / took:,.1f} documents and {self.pages / took:,.1f} pages a second",
        ]
        if self.faults:
            parts.append(words.count(self.faults, "fault"))
        left = self.seconds_left()
        if left is not None:
            parts.append(f"{duration(left)} left")
        return " · ".join(parts)

    def _tick(self) -> None:
        """Time has gone by."""

    def _aside(self) -> Any:
        import contextlib

        return contextlib.nullcontext()


class Log(Telling):
    """No terminal: faults, and seldom a line that says how far it is."""

    def __init__(self, *, debug: bool) -> None:
        """See `Telling`."""
        super().__init__(debug=debug)
        self._pause = LOG_AFTER
        self._next = time.monotonic() + self._pause

    def _tick(self) -> None:
        if time.monotonic() < self._next:
            return
        self._pause = min(2 * self._pause, LOG_AT_MOST)
        self._next = time.monotonic() + self._pause
        terminal.note(self.sentence() if self.total else f"{words.count(self.listed, 'document')} found so far")


class Bar(Telling):
    """A terminal: a bar that is drawn over, gone when the run is over."""

    def __init__(self, *, debug: bool) -> None:
        """See `Telling`."""
        super().__init__(debug=debug)
        self._progress: Progress | None = None
        self._drawn = time.monotonic()

    def end(self, figures: dict[str, Any]) -> None:  # noqa: ARG002  -- for machines
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._drawn < OFTEN or (self._progress is None and (now - self._began < SOON or self.todo == 1)):
            return
        self._drawn = now
        if self._progress is None:
            self._progress = _bar()
            self._progress.add_task("", total=None)
            self._progress.start()
        (task,) = self._progress.task_ids
        told = self.sentence() if self.total else f"{words.count(self.listed, 'document')} found"
        self._progress.update(task, total=self.todo or None, completed=self.finished, description=told)
        self._progress.refresh()

    def _aside(self) -> Any:
        return _Aside(self._progress)


class _Aside:
    """Take the bar away while something else is printed."""

    def __init__(self, progress: "Progress | None") -> None:
        self._progress = progress

    def __enter__(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.start()


class JsonLines(Telling):
    """A line of JSON for each thing that happens, for programs; docs/commands.md lists them."""

    def __init__(self, *, debug: bool) -> None:
        """See `Telling`."""
        super().__init__(debug=debug)
        self._next = time.monotonic() + 1

    def begin(self, total: int, todo: int) -> None:
        """Of `total` documents, `todo` are to be worked on."""
        super().begin(total, todo)
        self._event("begin", documents=total, todo=todo)

    def done(self, known: Known, outcome: Outcome, how: str) -> None:
        """A document is finished."""
        counts = outcome.counts
        self._event(
            "document",
            name=printable(known.name),
            how=how,
            sha256=outcome.sha256,
            files=[printable(name) for name, _ in outcome.files],
            pages=counts.pages if counts else None,
            warnings=sum(counts.warnings.values()) if counts else None,
            twin=outcome.twin and printable(outcome.twin),
            reason=outcome.fault and printable(outcome.fault.message),
            quarantine=outcome.quarantine,
            seconds=round(outcome.seconds, 3),
        )
        super().done(known, outcome, how)

    def fault(self, one: Fault) -> None:
        """A fault."""
        self.faults += 1
        trace = {"trace": one.trace} if self._debug and one.trace else {}
        self._event("fault", name=printable(one.name), message=printable(one.message), exit_code=one.exit_code, **trace)

    def note(self, message: str) -> None:
        """A remark that is no fault."""
        self._event("note", message=printable(message))

    def end(self, figures: dict[str, Any]) -> None:
        """The run is over."""
        self._event("end", **figures)

    def _tick(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 5
        if not self.total:
            self._event("listing", documents=self.listed)
            return
        left = self.seconds_left()
        self._event(
            "progress",
            done=self.finished,
            todo=self.todo,
            pages=self.pages,
            faults=self.faults,
            seconds_left=None if left is None else round(left),
        )

    def _event(self, event: str, **what: Any) -> None:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        line = msgspec.json.encode({"time": moment, "event": event, **what})
        print(line.decode(), file=sys.stderr, flush=True)


def report(fault: Fault, *, debug: bool) -> None:
    """A fault as one sentence; its traceback first, where there is one and it was asked for."""
    if debug and fault.trace:
        terminal.raw(fault.trace)
    terminal.complain(fault.message, name=fault.name)


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h 20 min`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True, emoji=False, highlight=False)
    return Progress(
        BarColumn(bar_width=24),
        TextColumn("{task.description}", markup=False),
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
