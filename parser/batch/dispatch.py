"""What becomes of each document that is to be worked on: a process gets it, and the outcome says what follows."""

import msgspec

from parser.batch import plan, versions
from parser.batch.crew import Crew
from parser.batch.listener import Account
from parser.batch.manifest import Known, Manifest
from parser.batch.places import Output
from parser.batch.plan import Wanted
from parser.batch.telling import InOrder, earlier
from parser.batch.values import Fault, Order, Outcome, fault
from parser.batch.waiting import Job, Waiting
from parser.errors import UnwritableOutput

ENOUGH = 3
"""After so many documents in a row that met a full disk, the rest would, too."""


class Dispatcher:
    """Hands out the documents of a run and takes in what became of them."""

    def __init__(self, manifest: Manifest, output: Output, wanted: Wanted, converter: str, account: Account) -> None:
        """`manifest` knows what is to be done; `account` is given what happens, faults in the documents' order."""
        self._manifest = manifest
        self._output = output
        self._wanted = wanted
        self._converter = converter
        self._account = account
        self._faults = InOrder(account.fault)
        self._waiting = Waiting()
        self._jobs: dict[str, Job] = {}
        """Those under way, by their target."""
        self._converting: dict[str, list[Job]] = {}
        """Digests that are being converted, and who else waits for them."""
        self._full = 0
        """How many documents in a row met a full disk."""

    def work(self, crew: Crew) -> None:
        """Until all is done, or nothing more can be written."""
        fresh = (
            Job(known, position, task=known.todo or "convert")
            for position, known in enumerate(self._manifest.known(todo=True))
        )
        more = True
        while not self._account.result.stopped:
            self._give_what_is_due(crew)
            while more and crew.free and not self._waiting.follows:
                job = next(fresh, None)
                more = job is not None
                if job is not None:
                    self._start(job)
                self._give_what_is_due(crew)
            if not crew.busy:
                if not (more or self._waiting):
                    break
                if not more and (job := self._waiting.alone()) is not None:
                    self._give(crew, job)
                else:
                    self._waiting.pause()
            for outcome in crew.take(0.1 if self._waiting.pauses else 1.0):
                self._take(outcome)
            self._account.listener.idle()
        self._faults.flush()

    def _give_what_is_due(self, crew: Crew) -> None:
        while crew.free and (job := self._waiting.due()) is not None:
            self._give(crew, job)

    def _start(self, job: Job) -> None:
        """Put a document in line; one whose digest is known already may have a twin."""
        known = job.known
        same = known.fingerprint is not None and known.fingerprint == known.old_fingerprint
        if job.task == "convert" and same and known.sha256 is not None and not self._wanted.checksum:
            self._settle(job, known.sha256)
        else:
            self._waiting.follow(job)

    def _give(self, crew: Crew, job: Job) -> None:
        self._jobs[job.known.target] = job
        crew.give(self._order(job))

    def _order(self, job: Job) -> Order:
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

    def _settle(self, job: Job, sha256: str) -> None:
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
        self._waiting.follow(job)

    def _twin(self, known: Known, sha256: str) -> str | None:
        """The target of a document with the same bytes whose record is what a conversion would give now."""
        since = self._manifest.run if self._wanted.force else 0
        wanted = msgspec.structs.replace(self._wanted, formats=("json",), page_up_to=0)
        for one in self._manifest.twin_of(sha256, known.target, since):
            if plan.is_current(one, wanted, self._output, self._converter, versions.profile_key):
                return one.target
        return None

    def _take(self, outcome: Outcome) -> None:
        job = self._jobs.pop(outcome.target)
        known = job.known
        self._full = self._full + 1 if outcome.stop else 0
        if outcome.again and self._waiting.again(job, outcome):
            return
        if job.held is not None:
            self._keep(job, _of_bytes(job.held, known, outcome))
            return
        if outcome.quarantine and outcome.sha256 is None and job.sha256 is None:
            # Its process could not say any more what bytes these were: by them it is known the next time.
            job.held, job.task = outcome, "look"
            self._waiting.follow(job)
            return
        if job.task == "look" and outcome.fault is None and outcome.sha256 is not None:
            current = plan.is_current(known, self._wanted, self._output, self._converter, versions.profile_key)
            if current and known.sha256 == outcome.sha256 and not self._wanted.force:
                how = "quarantined" if known.state == "quarantined" else "unchanged"
                self._manifest.stays(known, outcome.fingerprint, how)
                self._finished(job, outcome, how, self._old_fault(known) if how == "quarantined" else None)
            else:
                job.fingerprint = outcome.fingerprint
                self._settle(job, outcome.sha256)
            return
        if job.task.startswith("copy") and outcome.fault is not None and not outcome.stop:
            job.task = "convert"  # the twin's record is gone: do without
            self._waiting.follow(job)
            return
        self._keep(job, outcome)
        for other in self._converting.pop(job.sha256 or "", ()):
            self._after(other, job, outcome)
        if self._full >= ENOUGH:
            self._stop(outcome)

    def _after(self, waiter: Job, job: Job, outcome: Outcome) -> None:
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
            self._waiting.follow(waiter)

    def _keep(self, job: Job, outcome: Outcome) -> None:
        how = "converted"
        if outcome.fault is not None:
            how = "quarantined" if outcome.quarantine else "failed"
        elif outcome.twin is not None:
            how = "duplicate"
        if outcome.sha256 is None and job.sha256 is not None:
            outcome = msgspec.structs.replace(outcome, sha256=job.sha256, fingerprint=job.fingerprint)
        key = (self._converter, versions.profile_key(outcome.profile), self._wanted.options)
        self._manifest.finish(job.known, outcome, key, plan.limits_as_text(self._wanted.limits), how)
        self._finished(job, outcome, how, outcome.fault)

    def _finished(self, job: Job, outcome: Outcome, how: str, told: Fault | None) -> None:
        self._faults.finished(job.position, told)
        self._account.done(job.known, outcome, how)

    def _old_fault(self, known: Known) -> Fault:
        return earlier(known.name, *self._manifest.reason(known.target))

    def _stop(self, outcome: Outcome) -> None:
        assert outcome.fault is not None  # what stops a run is a fault
        self._account.result.stopped = True
        self._faults.flush()
        done = self._account.result.how.get("converted", 0)
        where = self._output.shown("")
        error = UnwritableOutput(
            f"the run stops after {done:,} documents: no other could be written either. "
            "When there is room again, the same command goes on from here"
        )
        self._account.fault(fault(where, error))


def _of_bytes(outcome: Outcome, known: Known, seen: Outcome) -> Outcome:
    """An outcome with the digest of what was `seen` afterwards, if that is what was listed."""
    if seen.sha256 is None or (known.fingerprint is not None and seen.fingerprint not in (None, known.fingerprint)):
        return outcome
    return msgspec.structs.replace(outcome, sha256=seen.sha256, size=seen.size, fingerprint=seen.fingerprint)
