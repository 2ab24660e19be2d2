"""A bar for each year of one who acts: a person's or a party's acts over time; and the small one in a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parser.web.plots.years import Bar, spaced

WIDTH, HEIGHT, TOP, FOOT, WIDEST = 760, 180, 20, 28, 44
MOST_YEARS = 80
APART = 56
"""The least between the middles of two years that are written."""
SMALL_WIDTH, SMALL_HEIGHT = 150, 22


@dataclass(frozen=True, slots=True)
class Chart:
    """The plot. `ticks` are the years that are written, and where; `told`: whether the counts have room above bars."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[str, float], ...]
    width: float
    height: float
    base: float
    told: bool


def chart(counts: Iterable[tuple[str, int]]) -> Chart | None:
    """Of pairs of year and count, in any order; years without any have no bar. None where there are none."""
    of = {int(year): count for year, count in counts if year and count}
    if not of:
        return None
    first, last = max(min(of), max(of) - MOST_YEARS + 1), max(of)
    many = last - first + 1
    step = min(WIDTH / many, WIDEST * 1.6)
    width = min(step * 0.76, WIDEST)
    base, most = HEIGHT - FOOT, max(of[year] for year in of if year >= first)
    bars = tuple(
        Bar(
            year=f"{year:04}",
            count=of[year],
            x=(year - first) * step + (step - width) / 2,
            y=base - max((base - TOP) * of[year] / most, 2),
            width=width,
            height=max((base - TOP) * of[year] / most, 2),
        )
        for year in range(first, last + 1)
        if year in of
    )
    ticks = spaced([(bar.year, bar.x + bar.width / 2) for bar in bars], APART, 14)
    return Chart(bars, ticks, WIDTH, HEIGHT, base, told=step >= 22)


def small(counts: Mapping[int, int], first: int, last: int, most: int) -> tuple[tuple[float, float, float, float], ...]:
    """The boxes (x, y, width, height) of bars from year `first` to `last`; `most` is as high as the plot."""
    step = SMALL_WIDTH / max(last - first + 1, 1)
    return tuple(
        ((year - first) * step, SMALL_HEIGHT * (1 - count / most), max(step * 0.8, 0.8), SMALL_HEIGHT * count / most)
        for year, count in sorted(counts.items())
        if count and first <= year <= last
    )
