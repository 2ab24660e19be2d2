"""Bodies by the share of their decisions that nobody was against, each with how sure that share is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parser.query.answers import Unanimity

MOST_ROWS = 24
LEFT, RIGHT, ROW, TOP, FOOT, WIDTH = 300, 120, 26, 12, 30, 920
Z = 1.96


@dataclass(frozen=True, slots=True)
class Row:
    """A body: its numbers, and where its bar and its interval end."""

    body: str | None
    municipality: str | None
    decisions: int
    unanimous: int
    y: float
    end: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The plot; `left_out`: so many bodies with fewer decisions have no row."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[int, float], ...]
    width: float
    height: float
    left_out: int


def shares(told: Sequence[Unanimity]) -> Shares | None:
    """Of what the corpus tells of its bodies; None where there is none. Bodies with most decisions first."""
    if not told:
        return None
    across = WIDTH - LEFT - RIGHT
    rows = []
    for place, one in enumerate(told[:MOST_ROWS]):
        low, high = interval(one.unanimous, one.decisions)
        rows.append(
            Row(
                body=one.body,
                municipality=one.municipality,
                decisions=one.decisions,
                unanimous=one.unanimous,
                y=TOP + place * ROW,
                end=LEFT + across * one.unanimous / one.decisions,
                low=LEFT + across * low,
                high=LEFT + across * high,
            )
        )
    ticks = tuple((percent, LEFT + across * percent / 100) for percent in (0, 25, 50, 75, 100))
    return Shares(tuple(rows), ticks, WIDTH, TOP + len(rows) * ROW + FOOT, len(told) - len(rows))


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of 95 percent for a share."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    spread = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    below = 1 + Z * Z / whole
    return max((middle - spread) / below, 0.0), min((middle + spread) / below, 1.0)
