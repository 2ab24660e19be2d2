"""White rivers down a page: where several rows in succession have a gap at one place, columns or cells part there."""

from collections.abc import Sequence
from itertools import pairwise

from parser.model import Span

# A gap that may be a gutter, as a share of the type size; rows in succession that must have it.
NARROWEST = 0.9
FEWEST = 5
# Rows in succession, at a gutter that is one elsewhere on the page, that are cut there too.
FEWEST_HERE = 2

Gap = tuple[float, float]


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
    for span in row[1:]:
        if span.x0 - end >= NARROWEST * span.size:
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
    count = most = 0
    begin = end = 0
    for x in range(size + 1):
        count += change[x]
        if count > most:
            most, begin, end = count, x, x
        elif count == most and end == x - 1:
            end = x
        if count < FEWEST or (most >= FEWEST and count < 0.5 * most):
            if most >= FEWEST:
                candidates.append((begin + end + 1) / 2)
            most = count if count >= FEWEST else 0
            begin = end = x
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
