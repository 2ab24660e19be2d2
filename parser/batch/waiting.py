"""Documents under way that wait for a process: what follows from an outcome, and what is tried again."""

import time
from collections import deque

import msgspec

from parser.batch.manifest import Known
from parser.batch.values import Outcome

PAUSES = (0.5, 4.0)
"""Seconds before a document that could not be read just now is tried again, and again."""


class Job(msgspec.Struct):
    """A document under way: its place among those to be done, its digest if it is known, how often it was tried."""

    known: Known
    position: int
    sha256: str | None = None
    tries: int = 0
    task: str = "convert"
    fingerprint: str | None = None
    held: Outcome | None = None


class Waiting:
    """What is to be given to a process before any new document.

    1. What was put in by `follow` comes out in that order, and before what is tried again after a pause.
    2. `again` takes a document whose process was killed from outside once, any other as often as there are `PAUSES`.
    """

    def __init__(self) -> None:
        """Nothing waits yet."""
        self._next: deque[Job] = deque()
        self._later: list[tuple[float, Job]] = []
        self._alone: deque[Job] = deque()
        """Those whose process was killed from outside: perhaps for want of memory, so they are tried by themselves."""

    def __len__(self) -> int:
        """How many documents wait."""
        return len(self._next) + len(self._later) + len(self._alone)

    @property
    def follows(self) -> bool:
        """Whether there is something that need not wait."""
        return bool(self._next)

    @property
    def pauses(self) -> bool:
        """Whether there is something that waits for its time."""
        return bool(self._later)

    def follow(self, job: Job) -> None:
        """The next step with a document follows from what is known now."""
        self._next.append(job)

    def again(self, job: Job, outcome: Outcome) -> bool:
        """Put a document in once more, where that can help."""
        if outcome.quarantine:
            if job.tries == 0:
                job.tries += 1
                self._alone.append(job)
                return True
        elif job.tries < len(PAUSES):
            self._later.append((time.monotonic() + PAUSES[job.tries], job))
            self._later.sort(key=lambda one: one[0])
            job.tries += 1
            return True
        return False

    def due(self) -> Job | None:
        """What can be given out now beside others; None: nothing."""
        if self._next:
            return self._next.popleft()
        if self._later and self._later[0][0] <= time.monotonic():
            return self._later.pop(0)[1]
        return None

    def alone(self) -> Job | None:
        """What can be given out when nothing else is under way; None: nothing."""
        return self._alone.popleft() if self._alone else None

    def pause(self) -> None:
        """Where all that waits does so for its time: wait for that, but not long."""
        if self._later and not self._next:
            time.sleep(max(0.0, min(0.1, self._later[0][0] - time.monotonic())))
