"""A table's lines into rows and cells: which cell is in which column, and which goes on over several lines."""

import itertools
from collections.abc import Callable, Sequence

from parser.layout.order import Printed
from parser.layout.ruling import Ruling
from parser.layout.segments import Segment

_ALIGNED = 4.0  # points within which two edges are one

# What stands before a line of a table: a line feed (a row), tabs (the next cell), a space (the same cell goes on).
Lead = str


class Entry:
    """A line of a table: what stands before it in the text, and the tabs before each of its segments but the first."""

    __slots__ = ("lead", "line", "tabs")

    def __init__(self, line: Printed, lead: Lead, tabs: Sequence[int]) -> None:
        """Join `line` to the text with `lead`, its segments with so many tabs each."""
        self.line = line
        self.lead = lead
        self.tabs = tabs


def entries_of(
    lines: Sequence[Printed], ruling: Ruling | None, goes_on: Callable[[Printed, Printed], bool]
) -> list[Entry]:
    """A table's lines with what joins them, cells that go on over several lines put together.

    `goes_on` tells whether a cell's line continues in the next. Lines may be cut in their cells and put in another
    order: a row's cells from left to right, each from top to bottom.

    Guarantee: every segment of `lines` is in exactly one entry, once.
    """
    columns = _columns(lines, ruling)
    rows = _rows(lines, columns, ruling, goes_on)
    entries: list[Entry] = []
    for row in rows:
        entries += _row_entries(row)
    if entries:
        entries[0].lead = entries[0].lead.lstrip("\n")
    return entries


_Column = tuple[float, float]


def _columns(lines: Sequence[Printed], ruling: Ruling | None) -> list[_Column]:
    """The columns' left and right edges: between the rules, else what the cells cover."""
    if ruling is not None:
        edges: list[float] = []
        for line in lines:
            for x in ruling.uprights(line.base - 0.3 * line.size):
                if all(abs(x - e) > _ALIGNED for e in edges):
                    edges.append(x)
        if len(edges) > 2:
            edges.sort()
            return list(itertools.pairwise(edges))
    columns: list[_Column] = []
    for line in sorted(lines, key=lambda line: -len(line.segments)):
        for s in line.segments:
            over = [i for i, (x0, x1) in enumerate(columns) if s.x0 < x1 + 1.0 and x0 - 1.0 < s.x1]
            if not over:
                columns.append((s.x0, s.x1))
            elif len(over) == 1:
                x0, x1 = columns[over[0]]
                columns[over[0]] = (min(x0, s.x0), max(x1, s.x1))
        columns.sort()
    return columns


def _column_of(segment: Segment, columns: Sequence[_Column]) -> int:
    best, place = float("-inf"), 0
    for number, (x0, x1) in enumerate(columns):
        overlap = min(segment.x1, x1) - max(segment.x0, x0)
        if overlap > best + 0.01:
            best, place = overlap, number
            if segment.x0 >= x0 - 1.0 and overlap > 0:
                # A cell that spans several columns is named after its first.
                break
    return place


# A row: for each column, the lines (segments) that stand in its cell, and the printed line of each.
_Cell = list[tuple[Segment, Printed]]
_Row = dict[int, _Cell]


def _rows(
    lines: Sequence[Printed],
    columns: Sequence[_Column],
    ruling: Ruling | None,
    goes_on: Callable[[Printed, Printed], bool],
) -> list[_Row]:
    rows: list[_Row] = []
    last_row = -1
    for line in lines:
        places = _places(line, columns)
        number = -1
        if ruling is not None:
            number = ruling.row(line.base - 0.3 * line.size, line.x0, line.x1)
        if rows and number >= 0 and ruling is not None:
            same = number == last_row
        else:
            same = bool(rows) and len(line.segments) == 1 and _continues(rows[-1], places[0], line, goes_on)
        if same:
            for place, segment in zip(places, line.segments, strict=True):
                rows[-1].setdefault(place, []).append((segment, line))
        else:
            row: _Row = {}
            for place, segment in zip(places, line.segments, strict=True):
                row.setdefault(place, []).append((segment, line))
            rows.append(row)
        last_row = number
    return rows


def _continues(row: _Row, place: int, line: Printed, goes_on: Callable[[Printed, Printed], bool]) -> bool:
    cell = row.get(place)
    if not cell or (place == 0 and len(row) > 1):
        return False
    segment, above = cell[-1]
    if above is not line and len(above.segments) > 1:
        above = Printed(above.page, [segment], above.column)
        above.column_x0, above.column_x1 = segment.x0, max(segment.x1, line.x1, line.column_x1)
    return goes_on(above, line)


def _places(line: Printed, columns: Sequence[_Column]) -> list[int]:
    """The column of each segment, rising from left to right."""
    places: list[int] = []
    for segment in line.segments:
        place = _column_of(segment, columns) if columns else 0
        if places and place <= places[-1]:
            place = places[-1] + 1
        places.append(place)
    return places


def _row_entries(row: _Row) -> list[Entry]:
    order = sorted(row)
    lines = {id(line): line for place in order for _, line in row[place]}
    wrapped = [place for place in order if len(row[place]) > 1]
    first = next(iter(lines.values()))
    if len(lines) == 1 or (wrapped == [order[-1]] and len(first.segments) == len(order)):
        # One printed line, or one whose last cell alone goes on: the lines stay whole.
        entries = [Entry(first, "\n" + "\t" * order[0], [b - a for a, b in itertools.pairwise(order)])]
        entries += [Entry(line, " ", []) for line in list(lines.values())[1:]]
        return entries
    entries = []
    before = 0
    for number, place in enumerate(order):
        for count, (segment, line) in enumerate(row[place]):
            part = Printed(line.page, [segment], line.column)
            part.column_x0, part.column_x1 = line.column_x0, line.column_x1
            lead = "\n" + "\t" * place if number == count == 0 else " " if count else "\t" * (place - before)
            entries.append(Entry(part, lead, []))
        before = place
    return entries
