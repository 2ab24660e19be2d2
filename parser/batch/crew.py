"""Who does the work of a batch: processes of this machine (`staff`), or a cluster (`cluster`)."""

from typing import Protocol

from parser.batch.values import Order, Outcome


class Crew(Protocol):
    """Takes orders and gives outcomes, in any order; each order has exactly one outcome, whatever happens to it."""

    @property
    def free(self) -> int:
        """How many more orders can be given now."""

    @property
    def busy(self) -> int:
        """How many orders have no outcome yet."""

    def give(self, order: Order) -> None:
        """Begin to work on an order; there must be a `free` place."""

    def take(self, timeout: float | None = None) -> list[Outcome]:
        """The outcomes that are there; waits for one, at most `timeout` seconds. Empty where nothing is busy."""

    def close(self) -> None:
        """End all work; what is not finished is left undone."""
