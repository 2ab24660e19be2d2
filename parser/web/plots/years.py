"""A row of bars for each party, a bar for each year: reservations over time, to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from parser.query.counting import Group

MOST_ROWS = 12
MOST_YEARS = 60
LEFT, RIGHT, ROW, BAR, FOOT, WIDTH = 190, 60, 46, 34, 26, 920
APART = 48
"""The least between the middles of two years that are written."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a row: its box and its count."""

    year: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """A party: where its line is, its bars, all its counts."""

    value: str
    label: str
    base: float
    bars: tuple[Bar, ...]
    total: int

    @property
    def by_year(self) -> dict[str, int]:
        """The counts of the years that have any."""
        return {bar.year: bar.count for bar in self.bars}


@dataclass(frozen=True, slots=True)
class Years:
    """The plot. `ticks` are the years that are written, and where; `left_out` so many parties have no row."""

    width: float
    height: float
    rows: tuple[Row, ...]
    years: tuple[str, ...]
    ticks: tuple[tuple[str, float], ...]
    most: int
    left_out: int


def years(groups: Sequence[Group]) -> Years | None:
    """Of groups by party and year; None where there is nothing to show."""
    counts: dict[str, dict[str, int]] = {}
    labels: dict[str, str] = {}
    for group in groups:
        party, year = group.values
        if party and year:
            counts.setdefault(party, {})[year] = group.count
            labels[party] = group.labels[0]
    if not counts:
        return None
    told = [int(year) for row in counts.values() for year in row]
    span = [f"{year:04}" for year in range(max(min(told), max(told) - MOST_YEARS + 1), max(told) + 1)]
    order = sorted(counts, key=lambda one: (-sum(counts[one].values()), labels[one]))
    shown = order[:MOST_ROWS]
    most = max(count for party in shown for count in counts[party].values())
    step = (WIDTH - LEFT - RIGHT) / len(span)
    rows = []
    for place, party in enumerate(shown):
        base = (place + 1) * ROW
        bars = tuple(
            Bar(
                year=year,
                count=counts[party][year],
                x=LEFT + at * step + step * 0.12,
                y=base - max(BAR * counts[party][year] / most, 1.5),
                width=min(step * 0.76, 60),
                height=max(BAR * counts[party][year] / most, 1.5),
            )
            for at, year in enumerate(span)
            if year in counts[party]
        )
        rows.append(Row(party, labels[party], base, bars, sum(counts[party].values())))
    ticks = spaced(sorted({(bar.year, bar.x + bar.width / 2) for row in rows for bar in row.bars}), APART)
    return Years(WIDTH, len(rows) * ROW + FOOT, tuple(rows), tuple(span), ticks, most, len(order) - len(shown))


def spaced(places: Sequence[tuple[str, float]], apart: float, least: float = 0) -> tuple[tuple[str, float], ...]:
    """The years that are written, of pairs of year and middle of its bar in their order: each stands under a bar.

    From the last one back, so many as have `apart` between them, none left of `least`.
    """
    told: list[tuple[str, float]] = []
    for year, x in reversed(places):
        if x >= least and (not told or told[-1][1] - x >= apart):
            told.append((year, x))
    return tuple(reversed(told))
