"""Where a table's columns stand."""

import math
from collections.abc import Sequence

import msgspec

from typesetter.fonts import Face
from typesetter.layouts import Layout

PAD = 4.0


class Place(msgspec.Struct, frozen=True):
    """A column's left edge and width; `centred` for marks and short figures in a ruled table."""

    x: float
    width: float
    centred: bool = False


def column_places(rows: Sequence[Sequence[str]], font: Face, size: float, room: float, layout: Layout) -> list[Place]:
    """The columns: as wide as their text where there is room, else the widest ones wrap."""
    count = max(map(len, rows))
    cells = [[row[column] if column < len(row) else "" for row in rows] for column in range(count)]
    gap = 2 * PAD if layout.tables == "ruled" else 14.0
    wanted = [max(font.width(cell, size) for cell in column) * 1.06 + gap for column in cells]
    if layout.tables == "tabs" and (tabbed := _at_tabs(wanted, layout.tab_stop)) and sum(tabbed) <= room:
        wanted = tabbed
    elif sum(wanted) > room:
        words = [max((font.width(w, size) for cell in column for w in cell.split()), default=0) for column in cells]
        wanted = _squeezed(wanted, [word + gap for word in words], room)
    elif layout.tables != "tabs":
        wide = min(room, sum(wanted) * 1.6)
        wanted = [width * wide / sum(wanted) for width in wanted]
    lefts = [sum(wanted[:column]) for column in range(count)]
    return [
        Place(x, width, layout.tables == "ruled" and column > 0 and all(len(cell) <= 3 for cell in cells[column][1:]))
        for column, (x, width) in enumerate(zip(lefts, wanted, strict=True))
    ]


def _at_tabs(wanted: list[float], stop: float) -> list[float]:
    """Widths rounded up to tab stops, but for the last."""
    return [math.ceil(width / stop) * stop for width in wanted[:-1]] + wanted[-1:]


def _squeezed(wanted: list[float], least: list[float], room: float) -> list[float]:
    """Columns made to fit: those that need less than their share keep it, the others share what is left."""
    widths = list(wanted)
    open_columns = set(range(len(wanted)))
    left = room
    while open_columns:
        share = left / len(open_columns)
        small = {column for column in open_columns if wanted[column] <= share}
        if not small:
            for column in open_columns:
                widths[column] = max(share, min(least[column], room / 2))
            break
        left -= sum(wanted[column] for column in small)
        open_columns -= small
    return [width * min(1.0, room / sum(widths)) for width in widths]
