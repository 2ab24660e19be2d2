"""Who is told how a run gets on, and what came of it."""

from typing import Protocol

import msgspec

from parser.batch.manifest import Known
from parser.batch.values import Fault, Outcome


class Listener(Protocol):
    """Who is told how a run gets on."""

    def listing(self, number: int) -> None:
        """So many documents have been found so far."""

    def begin(self, total: int, todo: int) -> None:
        """Of `total` documents, `todo` are to be worked on."""

    def done(self, known: Known, outcome: Outcome, how: str) -> None:
        """A document is finished: converted, duplicate, unchanged, failed or quarantined."""

    def fault(self, one: Fault) -> None:
        """Something went wrong; in the order of the documents."""

    def idle(self) -> None:
        """Nothing happened for a moment."""


class Result(msgspec.Struct):
    """What came of a run: how many documents of each `how`, the exit codes of its faults, what is gone."""

    total: int = 0
    how: dict[str, int] = {}
    codes: list[int] = []
    faults: int = 0
    gone: int = 0
    left_out: int = 0
    pruned: int = 0
    stopped: bool = False
    seconds: float = 0.0


class Account:
    """Counts what happens in a run, and tells it to the listener."""

    def __init__(self, listener: Listener) -> None:
        """Nothing has happened yet."""
        self.listener = listener
        self.result = Result()

    def fault(self, one: Fault) -> None:
        """Something went wrong."""
        self.result.faults += 1
        if one.exit_code not in self.result.codes:
            self.result.codes.append(one.exit_code)
        self.listener.fault(one)

    def done(self, known: Known, outcome: Outcome, how: str) -> None:
        """A document is finished."""
        self.result.how[how] = self.result.how.get(how, 0) + 1
        self.listener.done(known, outcome, how)
