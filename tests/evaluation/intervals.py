"""How sure a figure is: Wilson's interval, and the bootstrap over documents; of the two, the wider.

Wilson (1927) takes each act as drawn by itself, which they are not within a document; the bootstrap (Efron 1979) draws
whole documents, but says ±0 where all documents are right. So the wider of both ends is given.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from scoring import Score, figure_of, total

Z = 1.96  # 95 %
DRAWS = 1000
PARTS = ("hit", "gold", "got")
F1 = ("acts", "actors", "links")


class Estimate(msgspec.Struct, frozen=True):
    """A figure, how many it is of, and the ends of its 95 % interval."""

    value: float
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.2f}–{self.high:.2f}, n={self.n})"


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's score interval of a share of n. With n = 0 nothing is known."""
    if n == 0:
        return 0.0, 1.0
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def estimate(scores: Sequence[Score], figure: str, kinds: Iterable[str | None] | None = None) -> Estimate:
    """A figure over documents, of some kinds of act or of all, with its interval. The draws are seeded."""
    chosen = None if kinds is None else tuple(kinds)
    each = [total([entry], chosen) for entry in scores]
    counts = np.array([[count[f"{figure}_{part}"] for part in PARTS] for count in each], dtype=float).reshape(-1, 3)
    added = dict(zip((f"{figure}_{part}" for part in PARTS), counts.sum(axis=0), strict=True))
    value = figure_of(added, figure)
    n = int(added[f"{figure}_gold"])
    return _with_interval(value, n, counts, f1=figure in F1)


def matters_right(scores: Sequence[Score]) -> Estimate:
    """The share of matters read completely right."""
    counts = np.array([[right, n, 0] for right, n in (entry.matters for entry in scores)], dtype=float).reshape(-1, 3)
    right, n = counts[:, 0].sum(), int(counts[:, 1].sum())
    return _with_interval(right / n if n else 1.0, n, counts, f1=False)


def _with_interval(
    value: float, n: int, counts: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", *, f1: bool
) -> Estimate:
    low, high = wilson(value, n)
    if len(counts) > 1:
        drawn = np.random.default_rng(1).integers(len(counts), size=(DRAWS, len(counts)))
        hit, gold, got = counts[drawn].sum(axis=1).T
        below = gold + got if f1 else gold
        shares = np.where(below > 0, (2 if f1 else 1) * hit / np.maximum(below, 1), 1.0)
        low = min(low, float(np.percentile(shares, 2.5)))
        high = max(high, float(np.percentile(shares, 97.5)))
    return Estimate(value, n, min(low, value), max(high, value))
