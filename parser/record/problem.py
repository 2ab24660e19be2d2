"""A problem of a record, as a value: the validators yield them, the caller decides what follows."""

from enum import StrEnum

import msgspec


class Weight(StrEnum):
    """How much a problem weighs."""

    FAULT = "fault"
    """The record breaks its contract, or does not hold what the PDF holds."""
    DOUBT = "doubt"
    """Something that a person should look at; the record may be right."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong. `path` says where in the record or file (`acts[3].about[0]`), `message` is a sentence.

    `page` and `bbox` (points, from the top left corner) say where in the PDF, where that is known.
    """

    path: str
    message: str
    weight: Weight = Weight.FAULT
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None

    def __str__(self) -> str:
        """The path and the message on one line."""
        return f"{self.path}: {self.message}" if self.path else self.message
