"""The batch itself: list, decide, hand out, take in, remember.

Guarantees, which the fault tests check:

1. Each listed document ends in exactly one state of the manifest, or is named in a fault; an interrupted run is
   continued by the next.
2. What the manifest calls done has its files, whole, made of the bytes of the digest that it tells.
3. The same bytes are converted once in a run, under however many names.
4. Faults are told in the order of the documents, whatever the order in which they are finished.
"""

import time
from collections.abc import Callable, Sequence

from parser.batch import plan, twins, versions
from parser.batch.crew import Crew
from parser.batch.dispatch import Dispatcher
from parser.batch.listener import Account, Listener, Result
from parser.batch.manifest import Manifest
from parser.batch.places import Output
from parser.batch.plan import Wanted
from parser.batch.telling import earlier
from parser.batch.values import fault
from parser.errors import UnwritableOutput

__all__ = ["Batch", "Listener", "Result"]


class Batch:
    """One run over the documents that `paths` stand for."""

    def __init__(self, manifest: Manifest, output: Output, listener: Listener) -> None:
        """`output` is prepared and locked; `manifest` is its own."""
        self.manifest = manifest
        self._output = output
        self._account = Account(listener)
        self.result = self._account.result
        self.gone: list[tuple[str, bool, str | None]] = []
        """What is gone: its name, whether its record was removed, and who has its bytes now."""
        self.left_out: dict[str, str] = {}
        """Files in the folders given that are no documents, and why."""
        self._converter = versions.converter()

    def list(self, paths: Sequence[str]) -> int:
        """Find the documents, and tell the faults of that; how many there are."""
        self.manifest.begin(self._converter, paths)
        self._paths = list(paths)
        self.left_out.clear()
        self._unlisted = plan.list_all(
            self.manifest, paths, self._output, self._account.listener.listing, self._leave_out
        )
        self.result.left_out = len(self.left_out)
        for one in self._unlisted:
            self.manifest.add_fault(one.name, one.message, one.exit_code)
            self._account.fault(one)
        self.result.total = self.manifest.count_listed()
        return self.result.total

    def run(self, wanted: Wanted, crew: Callable[[int], Crew], *, prune: bool = False) -> Result:
        """Convert what has to be. `crew` is asked for processes only where there is something to do."""
        began = time.monotonic()
        plan.decide(self.manifest, wanted, self._output, self._converter, versions.profile_key)
        for how, number in self.manifest.rows(
            "SELECT how, count(*) FROM document WHERE run = ? GROUP BY how", (self.manifest.run,)
        ):
            self.result.how[how] = number
        (todo,) = self.manifest.one("SELECT count(*) FROM listed WHERE todo IS NOT NULL")
        self._account.listener.begin(self.result.total, todo)
        self._tell_quarantined()
        if todo:
            working = crew(todo)
            try:
                Dispatcher(self.manifest, self._output, wanted, self._converter, self._account).work(working)
            finally:
                working.close()
        twins.order(self.manifest, self.manifest.run)
        if not self.result.stopped:
            self._see_what_is_gone(prune=prune)
        self.result.seconds = time.monotonic() - began
        self.manifest.end(self.result.seconds)
        return self.result

    def _leave_out(self, name: str, why: str) -> None:
        self.left_out[name] = why

    def _tell_quarantined(self) -> None:
        """Those that an earlier run put in quarantine are told again: they still have no record."""
        rows = self.manifest.rows(
            "SELECT name, reason, code FROM document WHERE run = ? AND how = 'quarantined' ORDER BY seq",
            (self.manifest.run,),
        )
        for name, reason, code in list(rows):
            self._account.fault(earlier(name, reason, code))

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
                self._account.fault(fault(name, UnwritableOutput(f"its record cannot be removed ({reason})")))
                continue
            self.manifest.forget(target)
            self.result.pruned += 1
