"""How the faults of documents are told: in the order of the documents, and those of an earlier run as such."""

from collections.abc import Callable

from parser.batch.values import Fault


class InOrder:
    """Tells the fault of each finished document as soon as all before it are finished.

    What is finished is told once; `flush` tells the rest, in order, where those between will not be finished.
    """

    def __init__(self, tell: Callable[[Fault], None]) -> None:
        """`tell` is called with each fault."""
        self._tell = tell
        self._reached = 0
        self._waiting: dict[int, Fault | None] = {}

    def finished(self, position: int, fault: Fault | None) -> None:
        """The document at `position`, counted from 0, is finished: with a fault, or with none."""
        self._waiting[position] = fault
        while self._reached in self._waiting:
            self._say(self._reached)
            self._reached += 1

    def flush(self) -> None:
        """Tell what is left."""
        for position in sorted(self._waiting):
            self._say(position)

    def _say(self, position: int) -> None:
        fault = self._waiting.pop(position)
        if fault is not None:
            self._tell(fault)


def earlier(name: str, reason: str, code: int) -> Fault:
    """The fault of a document that an earlier run put in quarantine: it still has no record."""
    return Fault(name, f"is in quarantine since an earlier run: {reason}. --retry tries it again", code)
