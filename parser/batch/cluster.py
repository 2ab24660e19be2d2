"""Work on a cluster: the orders go to the workers of a Dask scheduler, the outcomes come back here.

Dask hands out, notices workers that are gone and gives their orders to others. What a document may take is not its
business: each worker has a process of ours that keeps the limits (`do` calls it), so that a document that brings its
process down does not bring a worker down. Documents and output must be at the same address for all (docs/cluster.md).
"""

import contextlib
import logging
import os
import queue
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from parser.batch import places, versions
from parser.batch.values import Fault, Limits, Order, Outcome
from parser.errors import BadCluster
from parser.extras import missing

AHEAD = 2
"""So many orders for each thread of the cluster are under way, so that none waits for the next."""
PATIENCE = 20.0
"""Seconds in which a scheduler must answer."""
OFTEN = 5.0
"""Seconds between two looks at how many workers there are."""

Do = Callable[[Order, Limits, str], Outcome]


class Cluster:
    """The workers of the scheduler at `address`; a `parser.batch.crew.Crew`."""

    def __init__(self, address: str, output: places.Output, limits: Limits, do: Do) -> None:
        """Connect. Raises `BadCluster` where nobody answers or a worker cannot do the work; `MissingProgram`."""
        try:
            import distributed
        except ImportError:
            raise missing("distributed", "--cluster needs", "cluster") from None
        logging.getLogger("distributed").setLevel(logging.ERROR)
        self._address = address
        self._do = do
        self._limits = limits
        self._converter = versions.converter()
        self._orders: dict[str, tuple[Order, Any]] = {}
        self._finished: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._number = 0
        self._name = secrets.token_hex(4)
        try:
            connect: Any = distributed.Client  # it has no types
            self._client = connect(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise BadCluster(
                f"no Dask scheduler answers at {address} ({error}); begin one with `dask scheduler`, "
                "or check the address"
            ) from error
        try:
            self._see_that_workers_can(output)
        except BaseException:
            self._client.close()
            raise
        self._seen = 0.0
        self._threads = 1

    @property
    def free(self) -> int:
        """How many more orders can be given now."""
        if time.monotonic() - self._seen > OFTEN:
            self._seen = time.monotonic()
            # Without any worker one order waits for the first.
            self._threads = max(1, sum(self._client.nthreads().values()))
        return max(0, AHEAD * self._threads - len(self._orders))

    @property
    def busy(self) -> int:
        """How many orders have no outcome yet."""
        return len(self._orders)

    def give(self, order: Order) -> None:
        """Send an order."""
        self._number += 1
        key = f"diarium-{self._name}-{self._number}"
        there = msgspec.structs.replace(order, address=_absolute(order.address), output=_absolute(order.output))
        future = self._client.submit(self._do, there, self._limits, self._converter, key=key, pure=False)
        self._orders[key] = (order, future)
        future.add_done_callback(lambda done: self._finished.put(done.key))

    def take(self, timeout: float | None = None) -> list[Outcome]:
        """The outcomes that are there; waits for one, at most `timeout` seconds."""
        keys: list[str] = []
        if self._orders:
            with contextlib.suppress(queue.Empty):
                keys.append(self._finished.get(timeout=timeout))
                while True:
                    keys.append(self._finished.get_nowait())
        made = [self._outcome(key) for key in keys if key in self._orders]
        return [one for one in made if one is not None]

    def close(self) -> None:
        """Take back what is not finished, and part."""
        with contextlib.suppress(Exception):  # whatever the other side says: we go
            self._client.cancel([future for _, future in self._orders.values()], force=True)
        self._orders = {}
        with contextlib.suppress(Exception):
            self._client.close(timeout=3)

    def _outcome(self, key: str) -> Outcome | None:
        """The outcome of an order; None where it is being made anew, for the worker that had it is gone."""
        order, future = self._orders.pop(key)
        try:
            if future.status == "finished":
                made: Outcome = future.result(timeout=PATIENCE)
                return made
            if future.status != "error":
                raise BadCluster(
                    f"the scheduler at {self._address} is gone; what was finished is kept, "
                    "and the same command goes on from there"
                )
            error = future.exception(timeout=PATIENCE)
        except (OSError, TimeoutError) as lost:
            if future.status == "pending":
                self._orders[key] = (order, future)
                future.add_done_callback(lambda done: self._finished.put(done.key))
                return None
            raise BadCluster(f"the scheduler at {self._address} does not answer any more ({lost})") from lost
        if type(error).__name__ == "KilledWorker":
            message = (
                "every worker that it was given to ended abruptly; look at their logs, or convert it on one machine"
            )
            return Outcome(order.source, order.target, fault=Fault(order.source, message, 1), quarantine="died")
        told = Fault(order.source, f"a worker failed on it ({type(error).__name__}: {error}); look at its log", 1)
        return Outcome(order.source, order.target, fault=told, again=True)

    def _see_that_workers_can(self, output: places.Output) -> None:
        """Raise `BadCluster` where a worker has another Diarium, or does not see the output."""
        token = output.state / f"seen-{self._name}"
        try:
            token.touch()
            seen = self._client.run(_sees, str(token.resolve()), on_error="return")
        finally:
            token.unlink(missing_ok=True)
        for worker, said in sorted(seen.items()):
            if isinstance(said, BaseException):
                raise BadCluster(f"the worker {worker} cannot run Diarium ({said}); install it there: docs/cluster.md")
            version, there = said
            if version != self._converter:
                raise BadCluster(
                    f"the worker {worker} has Diarium {version}, and here is {self._converter}; "
                    "install the same on both"
                )
            if not there and not places.is_remote(output.address):
                raise BadCluster(
                    f"the worker {worker} does not see {token.parent.resolve()}; the output must be a folder that all "
                    "machines share under the same path, or an address such as s3://…"
                )


def _sees(token: str) -> tuple[str, bool]:
    """What a worker says of itself: its version, and whether it sees a file of ours."""
    return versions.converter(), Path(token).exists()


def _absolute(address: str) -> str:
    return address if "://" in address else os.path.abspath(address)  # noqa: PTH100  -- links are for the worker
