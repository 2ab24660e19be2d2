"""White rivers down a page: where several rows in succession have a gap at one place, columns or cells part there."""

import re
from collections.abc import Sequence
from itertools import pairwise

from parser.model import Span

# A gap that may be a gutter, as a share of the type size; rows in succession that must have it.
NARROWEST = 0.9
FEWEST = 5
# Rows in succession, at a gutter that is one elsewhere on the page, that are cut there too.
FEWEST_HERE = 2

Gap = tuple[float, float]

_LABEL = re.compile(r"\s*(?:\(?\d{1,3}[.)]|\(?[a-zåäö][.)]|[•·●○◦▪■□▫\uf0b7\uf0a7\uf02d]|[-–—])\s*$")
_LONGEST_HANG = 60.0  # points from an item's label to its text, at most


def is_label(text: str, step: float) -> bool:
    """Whether a span is an item's label alone, whose text begins `step` points to the right of it."""
    return step < _LONGEST_HANG and len(text) < 7 and _LABEL.match(text) is not None


def find_gutters(rows: Sequence[Sequence[Span]], width: float) -> dict[int, list[float]]:
    """For rows (by their place in `rows`, each sorted from left to right) the x at which they are to be cut.

    A gutter is found by counting, for each point of the width, the rows with a gap there: the middle of each
    stretch that most rows share is tried, and holds where at least `FEWEST` rows have it with none across between.
    """
    gaps: dict[int, list[Gap]] = {}
    for number, row in enumerate(rows):
        if len(row) > 1:
            found = _gaps(row)
            if found:
                gaps[number] = found
    cuts = _cuts_at_edges(rows)
    if len(gaps) < FEWEST:
        return cuts
    for x in _candidates(gaps, width):
        for number in _rows_cut(rows, gaps, x):
            cuts.setdefault(number, []).append(x)
    return cuts


def _cuts_at_edges(rows: Sequence[Sequence[Span]]) -> dict[int, list[float]]:
    """Narrow gaps, where the type changes just at an edge that many rows begin at: a heading in the margin."""
    starts: dict[int, int] = {}
    for row in rows:
        edge = round(row[0].x0)
        starts[edge] = starts.get(edge, 0) + 1
    edges = {edge for edge, count in starts.items() if count >= FEWEST}
    cuts: dict[int, list[float]] = {}
    if not edges or edges == {min(starts)}:
        return cuts
    for number, row in enumerate(rows):
        for before, span in pairwise(row):
            if (
                round(span.x0) in edges
                and span.x0 > before.x1
                and (span.bold, span.italic) != (before.bold, before.italic)
            ):
                cuts.setdefault(number, []).append((before.x1 + span.x0) / 2)
    return cuts


def _gaps(row: Sequence[Span]) -> list[Gap]:
    found: list[Gap] = []
    end = row[0].x1
    for before, span in pairwise(row):
        if span.x0 - end >= NARROWEST * span.size and not is_label(before.text, span.x0 - before.x0):
            found.append((end, span.x0))
        if span.x1 > end:
            end = span.x1
    return found


def _candidates(gaps: dict[int, list[Gap]], width: float) -> list[float]:
    size = int(width) + 2
    change = [0] * (size + 1)
    for found in gaps.values():
        for left, right in found:
            first, last = min(max(int(left) + 1, 0), size), min(max(int(right), 0), size)
            if last > first:
                change[first] += 1
                change[last] -= 1
    candidates: list[float] = []
    count = begin = 0
    rising = False
    for x in range(size + 1):
        if change[x] > 0:
            begin, rising = x, True
        elif change[x] < 0:
            if rising and count >= FEWEST:
                candidates.append((begin + x) / 2)
            rising = False
        count += change[x]
    return candidates


def _rows_cut(rows: Sequence[Sequence[Span]], gaps: dict[int, list[Gap]], x: float) -> list[int]:
    """The rows that have a gap at `x` in runs long enough, if one run at least is of a gutter's length."""
    runs: list[list[int]] = [[]]
    for number, row in enumerate(rows):
        if any(left < x < right for left, right in gaps.get(number, ())):
            runs[-1].append(number)
        elif runs[-1] and any(s.x0 < x < s.x1 for s in row):
            runs.append([])
    if max(map(len, runs)) < FEWEST:
        return []
    return [number for run in runs if len(run) >= FEWEST_HERE for number in run]
