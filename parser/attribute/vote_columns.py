"""The columns of a table of ballots: its heading, and under which heading a cell stands."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_text import Row, RowCell
from parser.record.types import Answer

LONGEST_HEADING = 160  # letters: more is running text
ANSWERS = {answer.value: answer for answer in Answer}


class Column(msgspec.Struct, frozen=True):
    """A column: what its heading says that it holds (`yes`, `name`, …), its edges where known, its order."""

    kind: str
    x0: float | None
    x1: float | None
    index: int


def answer_word(text: str, forms: VoteForms) -> Answer | None:
    """The answer that a cell says in a word (`Ja`, `Avst.`), or None."""
    form = forms.first(Use.COLUMN, text)
    return ANSWERS.get(form.column or "") if form is not None else None


def header_of(row: Row, forms: VoteForms) -> list[Column]:
    """The columns of a heading row; none where the row is no heading. Words that fell into one cell are parted."""
    columns: list[Column] = []
    if len(row.text) > LONGEST_HEADING:
        return []
    for cell in row.cells:
        form = forms.first(Use.COLUMN, cell.text)
        if form is not None or not cell.text.strip():
            kind = form.column if form is not None and form.column is not None else "none"
            columns.append(Column(kind, cell.x0, cell.x1, len(columns)))
            continue
        words = list(re.finditer(r"\S+", cell.text))
        kinds = [forms.first(Use.COLUMN, word[0]) for word in words]
        if len(words) < 2 or any(kind is None for kind in kinds):
            columns.append(Column("other", cell.x0, cell.x1, len(columns)))
            continue
        for word, kind_form in zip(words, kinds, strict=True):
            x0 = x1 = None
            if cell.x0 is not None and cell.x1 is not None:
                step = (cell.x1 - cell.x0) / max(1, len(cell.text))
                x0, x1 = cell.x0 + word.start() * step, cell.x0 + word.end() * step
            columns.append(Column(kind_form.column or "other" if kind_form else "other", x0, x1, len(columns)))
    kinds_found = {column.kind for column in columns}
    others = sum(column.kind == "other" for column in columns)
    votes = {"yes", "no"} <= kinds_found or ({"answer", "name"} <= kinds_found)
    return columns if votes and others <= len(columns) / 2 else []


def nearest(cell: RowCell, columns: Sequence[Column]) -> Column:
    """The column whose heading the cell stands under: the one that it overlaps most, else the nearest."""

    def distance(column: Column) -> tuple[float, float]:
        c0, c1 = cell.x0 or 0.0, cell.x1 or 0.0
        k0, k1 = column.x0 or 0.0, column.x1 or 0.0
        return max(k0 - c1, c0 - k1, 0.0), abs((c0 + c1) - (k0 + k1)) / 2

    return min((c for c in columns if c.kind != "none"), key=distance)


def unfold(rows: Iterable[Row], forms: VoteForms) -> Iterator[tuple[int, Row]]:
    """Rows with their indices; a row of two tables beside each other comes as two rows with one index."""
    header: list[Column] = []
    at = 0
    for index, row in enumerate(rows):
        columns = header_of(row, forms)
        if columns:
            header, at = columns, second_table(columns)
        if not at:
            yield index, row
        elif row.placed and header[at].x0 is not None:
            edge = ((header[at - 1].x1 or 0.0) + (header[at].x0 or 0.0)) / 2
            for half in (
                [c for c in row.cells if (c.x0 or 0.0) < edge],
                [c for c in row.cells if (c.x0 or 0.0) >= edge],
            ):
                if half:
                    yield index, Row(tuple(half), row.page, row.baseline, row.size)
        elif len(row.cells) == len(header):
            yield index, Row(row.cells[:at])
            yield index, Row(row.cells[at:])
        else:
            yield index, row


def second_table(columns: Sequence[Column]) -> int:
    """Where the columns begin anew (a second `name` and a second `yes`), or 0."""
    kinds = [column.kind for column in columns]
    if kinds.count("yes") < 2 and kinds.count("answer") < 2:
        return 0
    first = next((kind for kind in kinds if kind in {"order", "name", "party"}), None)
    return kinds.index(first, kinds.index(first) + 1) if first is not None and kinds.count(first) > 1 else 0
