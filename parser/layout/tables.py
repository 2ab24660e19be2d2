"""Tables, and signatures beside each other: which lines are rows of one."""

import re
from collections.abc import Mapping, Sequence

from parser.layout.breaks import label_of
from parser.layout.cues import Cues
from parser.layout.measure import Measures
from parser.layout.order import Printed
from parser.layout.ruling import Ruling

_DRAWN = re.compile(r"^[\s._…\-–—]{4,}$")
_ALIGNED = 4.0
_SIGNATURE_ROWS = 6
_NO_RULES = Ruling()


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
