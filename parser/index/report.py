"""What an update of the index did."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Report:
    """What an update did."""

    index: Path | None
    documents: int
    acts: int
    persons: int
    new: int
    changed: int
    removed: int
    faults: tuple[tuple[str, str], ...]
    """Files that could not be read, and why."""
    duplicates: tuple[str, ...]
    """Files that hold a record which another file holds, too."""
    others: int
    """JSON files that are no records."""
    rebuilt: bool
    seconds: float
    busy: bool = False
    """Another process is updating the index, so that nothing was done."""
