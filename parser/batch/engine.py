"""The batch itself: list, decide, hand out, take in, remember.

Guarantees, which the fault tests check:

1. Each listed document ends in exactly one state of the manifest, or is named in a fault; an interrupted run is
   continued by the next.
2. What the manifest calls done has its files, whole, made of the bytes of the digest that it tells.
3. The same bytes are converted once in a run, under however many names.
4. Faults are told in the order of the documents, whatever the order in which they are finished.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from parser.batch import plan, twins, versions
from parser.batch.crew import Crew
from parser.batch.manifest import Known, Manifest
from parser.batch.places import Output
from parser.batch.plan import Wanted
from parser.batch.values import Fault, Order, Outcome, fault
from parser.errors import UnwritableOutput

PAUSES = (0.5, 4.0)
"""Seconds before a document that could not be read just now is tried again, and again."""
ENOUGH = 3
"""After so many documents in a row that met a full disk, the rest would, too."""


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
    pruned: int = 0
    stopped: bool = False
    seconds: float = 0.0


class _Job(msgspec.Struct):
    """A document under way: its place among those to be done, its digest if it is known, how often it was tried."""

    known: Known
    position: int
    sha256: str | None = None
    tries: int = 0
    task: str = "convert"
    fingerprint: str | None = None
    held: Outcome | None = None


class Batch:
    """One run over the documents that `paths` stand for."""

    def __init__(self, manifest: Manifest, output: Output, listener: Listener) -> None:
        """`output` is prepared and locked; `manifest` is its own."""
        self.manifest = manifest
        self._output = output
        self._listener = listener
        self.gone: list[tuple[str, bool, str | None]] = []
        """What is gone: its name, whether its record was removed, and who has its bytes now."""
        self._wanted = Wanted()
        self._converter = versions.converter()
        self.result = Result()
        self._jobs: dict[str, _Job] = {}
        """Those under way, by their target."""
        self._next: deque[_Job] = deque()
        """What follows from an outcome and comes before new documents."""
        self._later: list[tuple[float, _Job]] = []
        self._alone: deque[_Job] = deque()
        """Those whose process was killed from outside: perhaps for want of memory, so they are tried by themselves."""
        self._converting: dict[str, list[_Job]] = {}
        """Digests that are being converted, and who else waits for them."""
        self._told = 0
        self._untold: dict[int, Fault | None] = {}
        self._full = 0

    def list(self, paths: Sequence[str]) -> int:
        """Find the documents, and tell the faults of that; how many there are."""
        self.manifest.begin(self._converter, paths)
        self._paths = list(paths)
        self._unlisted = plan.list_all(self.manifest, paths, self._output, self._listener.listing)
        for one in self._unlisted:
            self.manifest.add_fault(one.name, one.message, one.exit_code)
            self._tell(one)
        self.result.total = self.manifest.count_listed()
        return self.result.total

    def run(self, wanted: Wanted, crew: Callable[[int], Crew], *, prune: bool = False) -> Result:
        """Convert what has to be. `crew` is asked for processes only where there is something to do."""
        began = time.monotonic()
        self._wanted = wanted
        plan.decide(self.manifest, wanted, self._output, self._converter, versions.profile_key)
        for how, number in self.manifest.rows(
            "SELECT how, count(*) FROM document WHERE run = ? GROUP BY how", (self.manifest.run,)
        ):
            self.result.how[how] = number
        (todo,) = self.manifest.one("SELECT count(*) FROM listed WHERE todo IS NOT NULL")
        self._listener.begin(self.result.total, todo)
        self._tell_quarantined()
        if todo:
            working = crew(todo)
            try:
                self._work(working)
            finally:
                working.close()
        twins.order(self.manifest, self.manifest.run)
        if not self.result.stopped:
            self._see_what_is_gone(prune=prune)
        self.result.seconds = time.monotonic() - began
        self.manifest.end(self.result.seconds)
        return self.result

    def _work(self, crew: Crew) -> None:
        waiting = (
            _Job(known, position, task=known.todo or "convert")
            for position, known in enumerate(self.manifest.known(todo=True))
        )
        more = True
        while not self.result.stopped:
            while crew.free and (job := self._due()) is not None:
                self._give(crew, job)
            while more and crew.free and not self._next:
                job = next(waiting, None)
                more = job is not None
                if job is not None:
                    self._start(job)
                while crew.free and self._next:
                    self._give(crew, self._next.popleft())
            if not crew.busy:
                if not (more or self._next or self._later or self._alone):
                    break
                if not more and self._alone:
                    self._give(crew, self._alone.popleft())
                elif self._later and not self._next:
                    time.sleep(max(0.0, min(0.1, self._later[0][0] - time.monotonic())))
            for outcome in crew.take(1.0 if not self._later else 0.1):
                self._take(outcome)
            self._listener.idle()
        self._flush_faults()

    def _due(self) -> _Job | None:
        if self._next:
            return self._next.popleft()
        if self._later and self._later[0][0] <= time.monotonic():
            return self._later.pop(0)[1]
        return None

    def _start(self, job: _Job) -> None:
        """Put a document in line; one whose digest is known already may have a twin."""
        known = job.known
        same = known.fingerprint is not None and known.fingerprint == known.old_fingerprint
        if job.task == "convert" and same and known.sha256 is not None and not self._wanted.checksum:
            self._settle(job, known.sha256)
        else:
            self._next.append(job)

    def _give(self, crew: Crew, job: _Job) -> None:
        self._jobs[job.known.target] = job
        crew.give(self._order(job))

    def _order(self, job: _Job) -> Order:
        known, wanted = job.known, self._wanted
        task, _, twin = job.task.partition(" ")
        return Order(
            source=known.name,
            address=known.address,
            target=known.target,
            output=self._output.address,
            task=task,
            twin=twin or None,
            formats=wanted.formats,
            page_up_to=wanted.page_up_to,
            municipality=wanted.municipality,
            ocr=wanted.ocr,
            size=known.size,
            most=wanted.limits.output,
        )

    def _settle(self, job: _Job, sha256: str) -> None:
        """Decide what becomes of a document whose digest is known."""
        job.sha256 = sha256
        if sha256 in self._converting:
            self._converting[sha256].append(job)
            return
        twin = self._twin(job.known, sha256)
        if twin is not None:
            job.task = f"copy {twin}"
        else:
            job.task = "convert"
            self._converting[sha256] = []
        self._next.append(job)

    def _twin(self, known: Known, sha256: str) -> str | None:
        """The target of a document with the same bytes whose record is what a conversion would give now."""
        since = self.manifest.run if self._wanted.force else 0
        wanted = msgspec.structs.replace(self._wanted, formats=("json",), page_up_to=0)
        for one in self.manifest.twin_of(sha256, known.target, since):
            if plan.is_current(one, wanted, self._output, self._converter, versions.profile_key):
                return one.target
        return None

    def _take(self, outcome: Outcome) -> None:
        job = self._jobs.pop(outcome.target)
        known = job.known
        self._full = self._full + 1 if outcome.stop else 0
        if outcome.again and self._again(job, outcome):
            return
        if job.held is not None:
            self._keep(job, _of_bytes(job.held, known, outcome))
            return
        if outcome.quarantine and outcome.sha256 is None and job.sha256 is None:
            # Its process could not say any more what bytes these were: by them it is known the next time.
            job.held, job.task = outcome, "look"
            self._next.append(job)
            return
        if job.task == "look" and outcome.fault is None and outcome.sha256 is not None:
            current = plan.is_current(known, self._wanted, self._output, self._converter, versions.profile_key)
            if current and known.sha256 == outcome.sha256 and not self._wanted.force:
                how = "quarantined" if known.state == "quarantined" else "unchanged"
                self.manifest.stays(known, outcome.fingerprint, how)
                self._finished(job, outcome, how, self._old_fault(known) if how == "quarantined" else None)
            else:
                job.fingerprint = outcome.fingerprint
                self._settle(job, outcome.sha256)
            return
        if job.task.startswith("copy") and outcome.fault is not None and not outcome.stop:
            job.task = "convert"  # the twin's record is gone: do without
            self._next.append(job)
            return
        self._keep(job, outcome)
        for other in self._converting.pop(job.sha256 or "", ()):
            self._after(other, job, outcome)
        if self._full >= ENOUGH:
            self._stop(outcome)

    def _again(self, job: _Job, outcome: Outcome) -> bool:
        """Whether a document is tried again, where that can help."""
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

    def _after(self, waiter: _Job, job: _Job, outcome: Outcome) -> None:
        """A document with the same bytes has been converted, or could not be."""
        if outcome.sha256 == waiter.sha256 and outcome.fault is None:
            self._settle(waiter, waiter.sha256 or "")
        elif outcome.quarantine and outcome.fault is not None:
            told = msgspec.structs.replace(outcome.fault, name=waiter.known.name)
            same = msgspec.structs.replace(
                outcome,
                source=waiter.known.name,
                target=waiter.known.target,
                fault=told,
                fingerprint=waiter.fingerprint,
                sha256=waiter.sha256,
                twin=job.known.target,
            )
            self._keep(waiter, same)
        else:
            waiter.task = "convert"
            self._next.append(waiter)

    def _keep(self, job: _Job, outcome: Outcome) -> None:
        how = "converted"
        if outcome.fault is not None:
            how = "quarantined" if outcome.quarantine else "failed"
        elif outcome.twin is not None:
            how = "duplicate"
        if outcome.sha256 is None and job.sha256 is not None:
            outcome = msgspec.structs.replace(outcome, sha256=job.sha256, fingerprint=job.fingerprint)
        key = (self._converter, versions.profile_key(outcome.profile), self._wanted.options)
        self.manifest.finish(job.known, outcome, key, plan.limits_as_text(self._wanted.limits), how)
        self._finished(job, outcome, how, outcome.fault)

    def _finished(self, job: _Job, outcome: Outcome, how: str, told: Fault | None) -> None:
        self.result.how[how] = self.result.how.get(how, 0) + 1
        self._untold[job.position] = told
        while self._told in self._untold:
            one = self._untold.pop(self._told)
            if one is not None:
                self._tell(one)
            self._told += 1
        self._listener.done(job.known, outcome, how)

    def _flush_faults(self) -> None:
        for position in sorted(self._untold):
            one = self._untold.pop(position)
            if one is not None:
                self._tell(one)

    def _tell(self, one: Fault) -> None:
        self.result.faults += 1
        if one.exit_code not in self.result.codes:
            self.result.codes.append(one.exit_code)
        self._listener.fault(one)

    def _tell_quarantined(self) -> None:
        """Those that an earlier run put in quarantine are told again: they still have no record."""
        rows = self.manifest.rows(
            "SELECT name, reason, code FROM document WHERE run = ? AND how = 'quarantined' ORDER BY seq",
            (self.manifest.run,),
        )
        for name, reason, code in list(rows):
            self._tell(_earlier(name, reason, code))

    def _old_fault(self, known: Known) -> Fault:
        return _earlier(known.name, *self.manifest.reason(known.target))

    def _stop(self, outcome: Outcome) -> None:
        assert outcome.fault is not None  # what stops a run is a fault
        self.result.stopped = True
        self._flush_faults()
        done = self.result.how.get("converted", 0)
        where = self._output.shown("")
        error = UnwritableOutput(
            f"the run stops after {done:,} documents: no other could be written either. "
            "When there is room again, the same command goes on from here"
        )
        self._tell(fault(where, error))

    def _see_what_is_gone(self, *, prune: bool) -> None:
        for target, name in list(plan.gone(self.manifest, self._paths, self._unlisted)):
            self.result.gone += 1
            self.gone.append((name, prune, self.manifest.now_at(target)))
            if not prune:
                continue
            try:
                for file, _ in self.manifest.files(target):
                    self._output.remove(file)
            except OSError as error:
                reason = (error.strerror or "unknown reason").lower()
                self._tell(fault(name, UnwritableOutput(f"its record cannot be removed ({reason})")))
                continue
            self.manifest.forget(target)
            self.result.pruned += 1


def _of_bytes(outcome: Outcome, known: Known, seen: Outcome) -> Outcome:
    """An outcome with the digest of what was `seen` afterwards, if that is what was listed."""
    if seen.sha256 is None or (known.fingerprint is not None and seen.fingerprint not in (None, known.fingerprint)):
        return outcome
    return msgspec.structs.replace(outcome, sha256=seen.sha256, size=seen.size, fingerprint=seen.fingerprint)


def _earlier(name: str, reason: str, code: int) -> Fault:
    return Fault(name, f"is in quarantine since an earlier run: {reason}. --retry tries it again", code)
