"""Tables, and signatures beside each other: which lines are rows of one, and which cell is in which column."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence

from parser.layout.breaks import label_of
from parser.layout.cues import Cues
from parser.layout.lines import Segment
from parser.layout.measure import Measures
from parser.layout.order import Printed
from parser.layout.ruling import Ruling

_DRAWN = re.compile(r"^[\s._…\-–—]{4,}$")
_ALIGNED = 4.0
_SIGNATURE_ROWS = 6
_NO_RULES = Ruling()

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


def find_tables(
    lines: Sequence[Printed], measures: Measures, cues: Cues, rulings: Mapping[int, Ruling]
) -> list[tuple[int, int, Ruling | None]]:
    """Runs of lines (from, to) that are rows: ruled; or their cells align; or names under drawn lines.

    With each, its rules, or None where it has none.
    """
    runs: list[tuple[int, int, Ruling | None]] = []
    place = 0
    while place < len(lines):
        end = _ruled_run(lines, place, rulings)
        ruling = rulings.get(lines[place].page) if end > place else None
        if end == place and _cells(lines[place], cues) > 1:
            end = _aligned_run(lines, place, measures, cues)
        if end > place:
            runs.append((place, end, ruling))
            place = end
        else:
            place += 1
    return runs


def _cells(line: Printed, cues: Cues) -> int:
    """How many cells a line has; an item's label is none of them."""
    count = len(line.segments)
    if count > 1 and label_of(line.segments[0].text, cues) == line.segments[0].text:
        count -= 1
    return count


def _uprights(line: Printed, rulings: Mapping[int, Ruling]) -> list[float]:
    if line.turn:
        return []
    found = rulings.get(line.page, _NO_RULES).uprights(line.base - 0.3 * line.size)
    if len(found) < 3 or not (found[0] - _ALIGNED <= line.x0 and line.x1 <= found[-1] + _ALIGNED):
        return []
    return found


def _ruled_run(lines: Sequence[Printed], place: int, rulings: Mapping[int, Ruling]) -> int:
    """Where the ruled table that begins at `place` ends; `place` where none begins."""
    first = lines[place]
    if first.page not in rulings:
        return place
    above = _uprights(first, rulings)
    if not above:
        return place
    end = place + 1
    cells = len(first.segments)
    while end < len(lines) and lines[end].page == first.page:
        uprights = _uprights(lines[end], rulings)
        if not uprights or (abs(uprights[-1] - above[-1]) > _ALIGNED and abs(uprights[1] - above[1]) > _ALIGNED):
            break
        cells = max(cells, len(lines[end].segments))
        above = uprights
        end += 1
    return end if cells > 1 or end > place + 1 else place


def _aligned_run(lines: Sequence[Printed], place: int, measures: Measures, cues: Cues) -> int:
    last = place
    rows = [lines[place]]
    look = place + 1
    while look < len(lines):
        line, row = lines[look], lines[last]
        if line.page != row.page or line.column != row.column:
            break
        if line.base - lines[look - 1].base > 3.2 * measures.leading(line.size):
            break
        if _cells(line, cues) > 1:
            if not any(_align(other, line) for other in reversed(rows[-12:])):
                break
            last = look
            rows.append(line)
        elif not _is_part_of_row(lines, look, last, measures):
            break
        look += 1
    end = last + 1
    # What hangs from the last row's later cells is still the table's.
    while end < look and _hangs(lines[end], lines[last]):
        end += 1
    if len(rows) > 1 or is_signature(lines[place:end]):
        return end
    return place


def _align(one: Printed, other: Printed) -> bool:
    """Whether two rows have a later cell at the same place: left, right or centre."""
    for a in one.segments[1:]:
        for b in other.segments[1:]:
            if (
                abs(a.x0 - b.x0) < _ALIGNED
                or abs(a.x1 - b.x1) < _ALIGNED
                or abs(a.x0 + a.x1 - b.x0 - b.x1) < 2 * _ALIGNED
            ):
                return True
    # Signatures, set by eye with spaces, align less well: the first cells do, and a later one overlaps another.
    return (
        len(one.segments) == len(other.segments)
        and abs(one.x0 - other.x0) < _ALIGNED
        and any(a.x0 < b.x1 and b.x0 < a.x1 for a in one.segments[1:] for b in other.segments[1:])
    )


def _hangs(line: Printed, row: Printed) -> bool:
    return len(line.segments) == 1 and any(abs(line.x0 - s.x0) < _ALIGNED for s in row.segments[1:])


def _is_part_of_row(lines: Sequence[Printed], place: int, last: int, measures: Measures) -> bool:
    """Whether a line of one cell, between rows of several, belongs to the table."""
    line, row = lines[place], lines[last]
    if _hangs(line, row):
        # Close to the line above and of its look: else a text begins that stands at the same edge.
        above = lines[place - 1]
        close = line.base - above.base < 1.35 * measures.leading(line.size)
        return close and line.bold == above.segments[-1].bold and abs(line.size - above.size) < 0.6
    if place + 1 >= len(lines) or len(lines[place + 1].segments) < 2 or lines[place + 1].page != line.page:
        return False
    above = lines[place - 1]
    width = line.column_x1 - line.column_x0
    if abs((line.base - above.base) - (lines[place + 1].base - line.base)) > 0.25 * line.size:
        return False  # a heading between two tables
    if not any(abs(a.x0 - b.x0) < _ALIGNED for a in lines[place + 1].segments[1:] for b in row.segments[1:]):
        return False  # what follows has columns of its own
    return (
        abs(line.x0 - row.x0) < _ALIGNED
        and not line.text[0].islower()
        and above.text[-1] != "-"
        and line.x1 - line.x0 < 0.5 * width
        and line.bold == row.bold
    )


def is_signature(lines: Sequence[Printed]) -> bool:
    """Names beside each other, with what they are beneath: few rows, no figures, every cell short and capital."""
    if len(lines) > _SIGNATURE_ROWS or len(lines[0].segments) < 2:
        return False
    cells = [s.text for line in lines for s in line.segments]
    if any(_DRAWN.match(c) for c in cells):
        return True
    if any(len(c) < 3 or "(" in c or any(ch.isdigit() for ch in c[:-1]) for c in cells):
        return False
    if not all(c[0].isupper() and len(c) < 45 and len(c.split()) <= 5 for c in cells):
        return False
    names = sum(1 for c in cells if _is_name(c))
    return names == len(cells) if len(lines) == 1 else names * 3 >= len(cells)


def _is_name(cell: str) -> bool:
    words = cell.split()
    return 2 <= len(words) <= 5 and all(w[0].isupper() or len(w) <= 3 for w in words) and not cell.endswith(":")


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
