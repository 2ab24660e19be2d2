"""The columns of a table of ballots: its heading, and under which heading a cell stands."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_text import Row, RowCell
from parser.record.types import Answer

_WORD = re.compile(r"\S+")
LONGEST_HEADING = 160  # letters: more is running text
ANSWERS = {answer.value: answer for answer in Answer}


class Column(msgspec.Struct, frozen=True):
    """A column: what its heading says that it holds (`yes`, `name`, …), its edges where known, its order.

    `division` tells of which division it is, where a table has the ballots of several side by side: its number, or
    its paragraph (`§45`).
    """

    kind: str
    x0: float | None
    x1: float | None
    index: int
    division: str | None = None


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
        words = list(words_of(cell.text, forms))
        kinds = [forms.first(Use.COLUMN, word) for word, _, _, _ in words]
        if not words or any(kind is None for kind in kinds):
            columns.append(Column("other", cell.x0, cell.x1, len(columns)))
            continue
        for (_, start, end, division), kind_form in zip(words, kinds, strict=True):
            x0 = x1 = None
            if cell.x0 is not None and cell.x1 is not None:
                step = (cell.x1 - cell.x0) / max(1, len(cell.text))
                x0, x1 = cell.x0 + start * step, cell.x0 + end * step
            kind = kind_form.column or "other" if kind_form else "other"
            columns.append(Column(kind, x0, x1, len(columns), division))
    kinds_found = {column.kind for column in columns}
    others = sum(column.kind == "other" for column in columns)
    votes = {"yes", "no"} <= kinds_found or ({"answer", "name"} <= kinds_found)
    return columns if votes and others <= len(columns) / 2 else []


def words_of(text: str, forms: VoteForms) -> Iterator[tuple[str, int, int, str | None]]:
    """A heading cell's words, where they begin (with the label before them) and end, and the division they are of."""
    labels = {match.start(): (match.end(), label) for match, label in labels_in(text, forms)}
    at, begins, division = 0, None, None
    while word := _WORD.search(text, at):
        if word.start() in labels:
            at, division = labels[word.start()]
            begins = word.start()
            continue
        start = word.start() if begins is None else begins
        yield word[0], start, word.end(), division
        at, begins = word.end(), None


def labels_in(text: str, forms: VoteForms) -> list[tuple[re.Match[str], str]]:
    """Where `text` names divisions, and which: `2`, or `§45` of one named by its paragraph."""
    found = [match for rule in forms.of(Use.DIVISION) for match in rule.regex.finditer(text)]
    found.sort(key=lambda match: match.start())
    return [(m, f"§{m['which']}" if m[0].startswith("§") else m["which"]) for m in found]


def labels_of(row: Row, forms: VoteForms) -> list[str]:
    """The divisions that a row above a table's heading names, where it names several and says nothing else."""
    labels: list[str] = []
    for cell in row.cells:
        found = labels_in(cell.text, forms)
        rest = cell.text
        for match, _ in reversed(found):
            rest = rest[: match.start()] + rest[match.end() :]
        if rest.strip() and forms.first(Use.COLUMN, cell.text) is None:
            return []
        labels += [label for _, label in found]
    return labels if len(labels) > 1 else []


def by_division(columns: Sequence[Column], labels: Sequence[str]) -> list[Column]:
    """The columns, each of an answer with its division where they are of several: as they say, as the row above them
    (`labels`) says, or else by their order."""
    if second_table(columns):
        return list(columns)
    said: str | None = None
    groups = 0
    seen: set[str] = set()
    out: list[Column] = []
    for column in columns:
        if column.kind not in ANSWERS and column.kind != "answer":
            out.append(column)
            continue
        said = column.division or said
        if not groups or column.kind in seen:
            groups += 1
            seen = set()
        seen.add(column.kind)
        out.append(msgspec.structs.replace(column, division=said or str(groups)))
    if said is None and groups == len(labels):
        return [
            msgspec.structs.replace(c, division=labels[int(c.division) - 1]) if c.division is not None else c
            for c in out
        ]
    return out if len({c.division for c in out} - {None}) > 1 else list(columns)


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
