"""The segments of a page in reading order: columns of running text one after the other, all else row by row.

The two are told apart by what stands in them: lines of running text fill their column and go on in small letters;
the cells of a table, an attendance list or signatures beside each other do not, and their rows align.
"""

from collections.abc import Sequence

from parser.layout.columns import FEWEST, FULL, find_columns, is_among, rows_in
from parser.layout.ruling import Ruling
from parser.layout.segments import Segment


class Printed:
    """One printed line: its segments, which become cells, and the column that it stands in."""

    __slots__ = (
        "base",
        "bold",
        "bottom",
        "column",
        "column_x0",
        "column_x1",
        "conf",
        "first_width",
        "italic",
        "page",
        "segments",
        "size",
        "text",
        "top",
        "turn",
        "underlined",
        "x0",
        "x1",
    )

    def __init__(self, page: int, segments: Sequence[Segment], column: int) -> None:
        """Join `segments`, left to right. The column's edges are those of the line until they are measured."""
        first = segments[0]
        self.page = page
        self.segments = segments
        self.column = column
        self.x0 = self.column_x0 = first.x0
        self.first_width = first.first_width
        self.size = first.size
        self.base = first.base
        self.turn = first.turn
        self.underlined = False
        if len(segments) == 1:
            self.text = first.text
            self.x1 = self.column_x1 = first.x1
            self.top, self.bottom = first.top, first.bottom
            self.bold, self.italic, self.conf = first.bold, first.italic, first.conf
            return
        self.text = " ".join([s.text for s in segments])
        self.x1 = self.column_x1 = max(s.x1 for s in segments)
        self.top = min(s.top for s in segments)
        self.bottom = max(s.bottom for s in segments)
        self.bold = all(s.bold for s in segments)
        self.italic = all(s.italic for s in segments)
        marks = [s.conf for s in segments if s.conf is not None]
        self.conf = sum(marks) / len(marks) if marks else None


class Orderer:
    """Puts pages in reading order; the gutters between columns that one page has are known to the next."""

    def __init__(self) -> None:
        """No gutter is known yet."""
        self._known: list[float] = []

    def all_in_order(self, pages: Sequence[tuple[int, Sequence[Sequence[Segment]], Ruling | None]]) -> list[Printed]:
        """The lines of all pages (number, rows, rules). What a later page shows of columns is used on the earlier."""
        ordered = [self.in_order(*page) for page in pages]
        if self._known:
            ordered = [self.in_order(*page) for page in pages]
        return [line for lines in ordered for line in lines]

    def in_order(self, page: int, rows: Sequence[Sequence[Segment]], rules: Ruling | None = None) -> list[Printed]:
        """The lines of a page in reading order; text that is turned comes last.

        Guarantees: each segment is in exactly one line; the segments of a line are of one row, left to right.
        """
        lines: list[Printed] = []
        for turn in sorted({row[0].turn for row in rows}):
            part = [row for row in rows if row[0].turn == turn]
            if not self._known and _is_single_column(part):
                lines += [Printed(page, row, FULL) for row in part]
            else:
                lines += self._order(page, [s for row in part for s in row], rules if not turn else None, FULL)
        if rules is not None:
            for line in lines:
                line.underlined = rules.underlines(line.x0, line.x1, line.base, line.size)
        return lines

    def _order(self, page: int, segments: Sequence[Segment], rules: Ruling | None, column: int) -> list[Printed]:
        found = find_columns(segments, rules, self._known)
        if found is None:
            return [Printed(page, row, column) for row in rows_in(segments)]
        gutter, parts = found
        if not is_among(gutter, self._known):
            self._known.append(gutter)
        lines: list[Printed] = []
        for number, part in parts:
            if number:
                lines += self._order(page, part, rules, column * 10 + number)
            else:
                lines += [Printed(page, row, column) for row in rows_in(part)]
        return lines


def _is_single_column(rows: Sequence[Sequence[Segment]]) -> bool:
    """A quick look: nothing begins in the right part of the page."""
    if len(rows) < FEWEST:
        return True
    left = min(row[0].x0 for row in rows)
    right = max(row[-1].x1 for row in rows)
    middle = left + 0.15 * (right - left)
    beside = 0
    for row in rows:
        if row[-1].x0 > middle:
            beside += 1
    return not beside
