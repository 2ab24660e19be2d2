"""Mends a table's rows before they are read: names that were broken over two lines, a cross stuck to its neighbour.

Only rows whose places are known are mended. A row is the second line of the one above where it begins right under
that row's cells, holds no code, no cross and no number, and stands nearer to it than to the row below.
"""

import re
from collections.abc import Sequence

import msgspec

from parser.attribute.vote_columns import header_of
from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_names import CODE_ANY, PARTY_CODE
from parser.attribute.vote_text import Row, RowCell

ALIGNED = 2.5  # points between the left edges of a name's two lines
PITCH = 1.7  # line feeds, in sizes, beyond which a line is no second line
MARK_WIDTH = 0.6  # of the size
ROUGH_WORD = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}")
LED_CODE = re.compile(rf"({CODE_ANY})\s+(.+)")
STUCK = re.compile(r"(?P<head>.*\S)\s+(?P<mark>\S)\Z")


def mend_rows(rows: Sequence[Row], forms: VoteForms) -> list[Row]:
    """`rows` with stuck cells parted and second lines of names joined to their first, whose rows are left empty."""
    if not any(header_of(row, forms) for row in rows):
        return list(rows)
    mended = [part_cells(row, forms) if row.placed else row for row in rows]
    for i in range(1, len(mended)):
        above, row = mended[i - 1], mended[i]
        if not continues(row, above, mended[i + 1] if i + 1 < len(mended) else None, forms):
            continue
        cells = list(above.cells)
        for part in row.cells:
            at = next(k for k, cell in enumerate(cells) if under(part, cell))
            cells[at] = msgspec.structs.replace(cells[at], text=joined(cells[at].text, part.text))
        # The joined row takes the lower baseline, so that a third line can follow.
        mended[i] = msgspec.structs.replace(above, cells=tuple(cells), baseline=row.baseline)
        mended[i - 1] = msgspec.structs.replace(above, cells=())
    return mended


def part_cells(row: Row, forms: VoteForms) -> Row:
    """The row with what stuck together parted: a cross at a cell's end, a code at its beginning."""
    cells: list[RowCell] = []
    for cell in row.cells:
        rest = cell
        code = LED_CODE.match(cell.text)
        if code is not None and cell.x0 is not None and cell.x1 is not None:
            edge = cell.x0 + (cell.x1 - cell.x0) * code.end(1) / len(cell.text)
            cells.append(RowCell(code[1], cell.x0, edge, cell.block))
            rest = RowCell(code[2], edge, cell.x1, cell.block)
        match = STUCK.fullmatch(rest.text)
        if match is None or match["mark"].casefold() not in forms.crosses or rest.x1 is None:
            cells.append(rest)
            continue
        edge = rest.x1 - MARK_WIDTH * row.size
        cells.append(msgspec.structs.replace(rest, text=match["head"], x1=edge))
        cells.append(RowCell(match["mark"], edge, rest.x1, rest.block))
    return msgspec.structs.replace(row, cells=tuple(cells))


def continues(row: Row, above: Row, below: Row | None, forms: VoteForms) -> bool:
    """Whether `row` is the second line of the names of `above`."""
    if not (row.cells and above.cells and row.placed and above.placed) or row.page != above.page:
        return False
    if row.baseline is None or above.baseline is None or len(row.cells) > 2 or len(above.cells) < 2:
        return False
    gap = row.baseline - above.baseline
    if not 0 < gap < PITCH * row.size:
        return False
    if below is not None and below.page == row.page and below.baseline is not None:
        lower = below.baseline - row.baseline
        hyphened = any(cell.text.endswith("-") for cell in above.cells)
        if 0 < lower < gap - 0.5 and not hyphened:
            return False
    if header_of(above, forms) or any(not ROUGH_WORD.fullmatch(cell.text) for cell in row.cells):
        return False
    return all(
        forms.first(Use.MARK, part.text) is None
        and forms.first(Use.SUM, part.text) is None
        and forms.first(Use.CARRY, part.text) is None
        and any(under(part, cell) and ROUGH_WORD.match(cell.text) for cell in above.cells)
        for part in row.cells
    )


def under(part: RowCell, cell: RowCell) -> bool:
    """Whether `part` begins right under `cell`."""
    return abs((part.x0 or 0.0) - (cell.x0 or 0.0)) <= ALIGNED


def joined(text: str, rest: str) -> str:
    """A name's two lines as one, its code kept at the end; a hyphen before a small letter was the line's."""
    code = PARTY_CODE.search(text)
    tail = f" {text[code.start() :]}" if code is not None else ""
    head = text[: code.start()].rstrip() if code is not None else text
    if head.endswith("-"):
        return f"{head[:-1] if rest[:1].islower() else head}{rest}{tail}"
    return f"{head} {rest}{tail}"
