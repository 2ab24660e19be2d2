"""The text of a `vote` act as rows and running text, and where its sentences end.

In: the act's blocks (or plain strings, as tests and other callers have them). Out: parts, one a block, each with
its running text and its rows; a row's cells have their places on the page where the block has them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from parser.attribute.vote_forms import Use, VoteForms
from parser.model import Block, PlacedLine, Role

SPACES = re.compile(r"[ \u00a0\u2007\u202f\u2009]+")
WIDE = re.compile(r"\S+(?: \S+)*")
WINDOW = 24  # letters before a point that tell whether it ends an abbreviation
SENTENCE_END = re.compile(r"[.!?](?=[”\"»)]?\s+[^\sa-zåäö(])[”\"»)]?|\n")


class RowCell(msgspec.Struct, frozen=True):
    """A cell of a row: its text and its left and right edge, None where only its order is known."""

    text: str
    x0: float | None = None
    x1: float | None = None
    block: str | None = None


class Row(msgspec.Struct, frozen=True):
    """A printed line as cells. `page` and `baseline` are None for plain text."""

    cells: tuple[RowCell, ...]
    page: int | None = None
    baseline: float | None = None
    size: float = 10.0

    @property
    def text(self) -> str:
        """The cells' texts joined by one space."""
        return " ".join(cell.text for cell in self.cells if cell.text)

    @property
    def placed(self) -> bool:
        """Whether every cell's place is known."""
        return bool(self.cells) and all(cell.x0 is not None for cell in self.cells)


class Part(msgspec.Struct, frozen=True):
    """A block: its running text, its rows, and whether layout took it for a table."""

    text: str
    rows: tuple[Row, ...]
    table: bool = False
    heading: bool = False
    block: str | None = None
    page: int | None = None


def tidy(text: str) -> str:
    """`text` with letters composed, odd spaces plain, soft hyphens gone; line feeds and tabs stay."""
    composed = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("ﬁ", "fi").replace("ﬂ", "fl")
    return SPACES.sub(" ", composed)


def parts_of(blocks: Iterable[Block | str]) -> tuple[Part, ...]:
    """The parts of an act, in order."""
    return tuple(part_of_text(block) if isinstance(block, str) else part_of_block(block) for block in blocks)


def part_of_text(text: str) -> Part:
    """A plain string as a part: a table where it has tabs or columns of spaces."""
    composed = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    rows = tuple(row_of_text(line) for line in composed.split("\n"))
    return Part(text=tidy(composed), rows=rows, table="\t" in text)


def row_of_text(line: str) -> Row:
    """A plain line as a row: cells parted by tabs, or by two spaces and more (their columns are their places)."""
    if "\t" in line:
        return Row(tuple(RowCell(tidy(cell).strip()) for cell in line.split("\t")))
    found = [(match[0], match.start(), match.end()) for match in WIDE.finditer(line)]
    if len(found) > 1:
        return Row(tuple(RowCell(text, float(start), float(end)) for text, start, end in found))
    return Row(tuple(RowCell(text) for text, _, _ in found))


def part_of_block(block: Block) -> Part:
    """A block as a part. A table's cells take their places from its lines."""
    text = tidy(block.text)
    table = block.role is Role.TABLE
    return Part(
        text=text,
        rows=tuple(row_of_line(placed, block, table) for placed in block.lines),
        table=table,
        heading=block.role is Role.HEADING,
        block=block.id,
        page=block.page if block.lines else None,
    )


def row_of_line(placed: PlacedLine, block: Block, table: bool) -> Row:
    """A line of a block as a row. A table's text is preferred to the line's: there words are rejoined."""
    line = placed.line
    printed = [RowCell(tidy(cell.text).strip(), cell.x0, cell.x1, block.id) for cell in line.cells if cell.text.strip()]
    if table:
        end = block.text.find("\n", placed.at)
        row = block.text[placed.at : end if end >= 0 else len(block.text)]
        cells = [tidy(cell).strip() for cell in row.split("\t")]
        full = [cell for cell in cells if cell]
        if len(full) == len(printed):
            printed = [RowCell(text, cell.x0, cell.x1, block.id) for text, cell in zip(full, printed, strict=True)]
        elif len(cells) > len(printed):
            return Row(tuple(RowCell(text, block=block.id) for text in cells), line.page, line.baseline, line.size)
    if not printed:
        printed = [RowCell(tidy(line.text).strip(), line.bbox.x0, line.bbox.x1, block.id)]
    return Row(tuple(printed), line.page, line.baseline, line.size)


def regroup(parts: Sequence[Part], *, headings: bool = False) -> tuple[Row, ...]:
    """All rows of `parts`, those that stand beside each other on a page made one: columns that fell apart, mended.

    Rows whose baselines differ by less than a third of their size are one. Rows without a place stay as they are.
    """
    rows: list[Row] = [row for part in parts if headings or not part.heading for row in part.rows]
    if not all(row.placed and row.baseline is not None for row in rows):
        return tuple(rows)
    rows.sort(key=lambda row: (row.page or 0, row.baseline or 0.0))
    merged: list[Row] = []
    for row in rows:
        last = merged[-1] if merged else None
        near = last is not None and last.page == row.page
        if last is not None and near and abs((last.baseline or 0) - (row.baseline or 0)) < row.size / 3:
            cells = sorted((*last.cells, *row.cells), key=lambda cell: cell.x0 or 0.0)
            merged[-1] = Row(tuple(cells), last.page, last.baseline, last.size)
        else:
            merged.append(row)
    return tuple(merged)


def sentences(text: str, forms: VoteForms) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of `text`. A line feed ends one; a point after an abbreviation does not."""
    spans: list[tuple[int, int]] = []
    start = 0
    abbreviation = forms.any_of(Use.ABBREVIATION)
    for match in SENTENCE_END.finditer(text):
        if match[0][0] == "." and abbreviation.search(text, max(start, match.start() - WINDOW), match.start()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple(spans)
