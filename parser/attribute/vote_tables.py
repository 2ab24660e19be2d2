"""Ballots in tables: which member's cross stands under which answer, and the table's sums.

A cross belongs to the answer whose heading it stands under: told by the places of the cells where the page has
them, else by the cells' order where empty cells were kept. Tables go on over pages with their heading repeated;
a `Transport` line carries a sum over and is no member; where a substitute's name is printed, the substitute voted.
Without a heading a line is read by its form: a name, a code, a number, an office, and the answer last.
"""

import re
from collections.abc import Iterable

import msgspec

from parser.attribute.vote_cells import code_in, member_line, name_in
from parser.attribute.vote_columns import (
    ANSWERS,
    Column,
    answer_word,
    by_division,
    header_of,
    labels_of,
    nearest,
    unfold,
)
from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_names import FULL_NAME, PartyOf, printed_code
from parser.attribute.vote_numbers import read_number
from parser.attribute.vote_rows import mend_rows
from parser.attribute.vote_text import Row, RowCell
from parser.record.types import Answer

LONGEST_CROSS = 4  # signs that OCR made of a cross


class Marked(msgspec.Struct, frozen=True):
    """A member's line of a table: who voted, the code as printed, and the answer (None: no cross that is clear)."""

    name: str
    party: str | None
    answer: Answer | None
    replaces: str | None = None


class Tables(msgspec.Struct, frozen=True):
    """What the tables of an act hold. `used` are the rows that belong to them, by their index; `divisions` are those
    whose ballots stand side by side, where they are several."""

    marked: tuple[Marked, ...] = ()
    sums: tuple[tuple[Answer, int], ...] = ()
    by_party: tuple[tuple[Answer, int], ...] = ()
    columns: tuple[Answer, ...] = ()
    used: frozenset[int] = frozenset()
    unclear: int = 0
    divisions: tuple[str, ...] = ()


class _Reader:
    """Reads rows in order; its lists grow while it does and are frozen by `result`."""

    def __init__(self, forms: VoteForms, party_of: PartyOf, *, ocr: bool, division: tuple[str, ...] = ()) -> None:
        self.forms = forms
        self.ocr = ocr
        self.party_of = party_of
        self.wanted = division
        self.labels: list[str] = []
        self.divisions: dict[str, None] = {}
        self.others: list[Column] = []  # the answers' columns, with those of other divisions
        self.columns: list[Column] = []
        self.marked: list[Marked] = []
        self.sums: dict[Answer, int] = {}
        self.by_party: dict[Answer, int] = {}
        self.seen: set[Answer] = set()
        self.used: set[int] = set()
        self.unclear = 0
        self.pending: tuple[int, str] | None = None
        self.answered = False  # whether the last member's line is whole, so that a surname alone belongs to it

    def read(self, index: int, row: Row) -> None:
        """Read one row."""
        text = row.text
        if not text:
            return
        columns = header_of(row, self.forms)
        kinds = {column.kind for column in columns}
        if "name" not in kinds and any(column.kind == "answer" for column in self.columns):
            columns = []  # a member's answers in several divisions, in words
        if columns:
            if self.columns and not kinds & {"name", "party"} and not any(c.x0 is None for c in columns):
                columns += [c for c in self.columns if c.kind not in ANSWERS and c.kind not in kinds]
            self.columns = columns = self.of_division(by_division(columns, self.labels))
            self.seen |= {ANSWERS[c.kind] for c in columns if c.kind in ANSWERS}
            self.used.add(index)
            self.pending = None
            return
        if labels := labels_of(row, self.forms):
            self.labels = labels
            self.used.add(index)
            return
        if self.forms.first(Use.CARRY, text) is not None:
            self.used.add(index)
            return
        if self.columns and self.is_sum(row):
            self.read_sum(index, row)
            return
        if not (self.columns and self.read_under(index, row)) and not self.read_line(index, row):
            self.loose_name(index, row)

    def of_division(self, columns: list[Column]) -> list[Column]:
        """The columns of the wanted division alone; those of others keep their place and tell nothing."""
        divisions = dict.fromkeys(c.division for c in columns if c.division is not None)
        self.others = [c for c in columns if c.kind in ANSWERS] if len(divisions) > 1 else []
        if len(divisions) < 2:
            return columns
        self.divisions |= divisions
        own = next((one for one in self.wanted if one in divisions), next(iter(divisions)))
        if own.startswith("§") and own not in self.wanted:
            own = ""  # the paragraphs of other matters
        return [
            msgspec.structs.replace(c, kind="other") if c.division is not None and c.division != own else c
            for c in columns
        ]

    def is_sum(self, row: Row) -> bool:
        """Whether the row is a line of sums: it says so, or holds numbers and nothing else."""
        if self.forms.first(Use.SUM, row.text) is not None:
            return any(cell.text.strip().isdecimal() for cell in row.cells) or any(
                word.isdecimal() for word in row.text.split()
            )
        words = row.text.split()
        return len(words) > 1 and all(word.isdecimal() or word in {"-", "–"} for word in words)

    def read_sum(self, index: int, row: Row) -> None:
        """Read a line of sums: the last one of a table stands."""
        values: dict[Answer, int] = {}
        cells = [cell for cell in row.cells if cell.text.strip()]
        cells = [part for cell in cells for part in parted(cell)]
        numeric = [c for c in cells if (n := read_number(c.text, self.forms.numbers)) is not None and n.value < 150]
        answers = [c for c in self.columns if c.kind in ANSWERS]
        if self.others and len(numeric) == len(self.others):
            kept = [i for i, c in enumerate(self.others) if c in answers]
            numeric = [numeric[i] for i in kept]
        whole = len(numeric) == len(answers)
        if not whole and row.placed and all(c.x0 is not None for c in answers):
            for cell in numeric:
                column = nearest(cell, self.columns)
                number = read_number(cell.text, self.forms.numbers)
                if column.kind in ANSWERS and number is not None:
                    values[ANSWERS[column.kind]] = number.value
        elif not whole and len(row.cells) == len(self.columns) and "" in {c.text for c in row.cells}:
            for column in answers:
                number = read_number(row.cells[column.index].text, self.forms.numbers)
                if number is not None:
                    values[ANSWERS[column.kind]] = number.value
        elif whole or 1 < len(numeric) < len(answers):
            for cell, column in zip(numeric, answers, strict=False):
                number = read_number(cell.text, self.forms.numbers)
                if number is not None:
                    values[ANSWERS[column.kind]] = number.value
        if values:
            self.sums = self.sums | values if len(values) < len(self.sums) else values
            self.used.add(index)

    def read_under(self, index: int, row: Row) -> bool:
        """Read a member's row under the heading; whether it was one."""
        cells = [(i, cell) for i, cell in enumerate(row.cells) if cell.text.strip()]
        by_place = row.placed and all(c.x0 is not None for c in self.columns)
        by_index = not by_place and len(row.cells) == len(self.columns)
        names: list[tuple[str, str, str | None]] = []  # the column's kind, the name, its code
        party: str | None = None
        answers: list[Answer] = []
        figures: list[tuple[Answer, int]] = []
        for i, cell in cells:
            column = nearest(cell, self.columns) if by_place else self.columns[i] if by_index else None
            kind = column.kind if column is not None else None
            told = answer_word(cell.text, self.forms)
            if told is not None and (kind is None or kind == "answer" or kind in ANSWERS):
                answers.append(told)
                continue
            if told is not None and self.divisions:
                continue  # how the member voted in another division
            number = read_number(cell.text, self.forms.numbers) if cell.text.strip().isdecimal() else None
            if number is not None and kind in ANSWERS:
                figures.append((ANSWERS[kind], number.value))
            if self.forms.first(Use.MARK, cell.text) is not None and (kind in ANSWERS or kind is None):
                if kind in ANSWERS:
                    answers.append(ANSWERS[kind])
                continue
            if number is not None:
                continue
            if self.ocr and by_place and kind in ANSWERS and names and len(cell.text.strip()) <= LONGEST_CROSS:
                answers.append(ANSWERS[kind])  # a cross that OCR misread
                continue
            name, code, rest = name_in(cell.text, kind, self.forms, self.party_of)
            if name is not None:
                place = "substitute" if kind == "substitute" or (names and kind not in {"name"}) else "name"
                names.append((place, name, code))
                tail = answer_word(rest, self.forms) if rest else None
                if tail is not None:
                    answers.append(tail)
                elif code is not None and FULL_NAME.fullmatch(rest):
                    names.append(("substitute", rest, None))
            elif party is None and (bare := code_in(cell.text, kind, self.forms, self.party_of)) is not None:
                party = bare
        return self.take(index, names, party, answers, figures)

    def take(
        self,
        index: int,
        names: list[tuple[str, str, str | None]],
        party: str | None,
        answers: list[Answer],
        figures: list[tuple[Answer, int]],
    ) -> bool:
        """Keep what a row under a heading held: a member's ballot, or a party's sums."""
        if not names:
            if party is not None and figures and len(figures) >= len(answers):
                for answer, value in figures:
                    self.by_party[answer] = self.by_party.get(answer, 0) + value
                self.used.add(index)
                return True
            if party is None or not answers or self.pending is None:
                return False
        if not names and self.pending is None:
            return False
        if self.pending is not None:
            at, start = self.pending
            if not names:
                names = [("name", start, None)]
                self.used.add(at)
            elif " " not in names[0][1]:
                names[0] = (names[0][0], f"{start} {names[0][1]}", names[0][2])
                self.used.add(at)
            self.pending = None
        elif " " not in names[0][1] and names[0][2] is None and party is None and not answers:
            return False
        substitute = next((one for one in names if one[0] == "substitute"), None)
        member = next((one for one in names if one[0] == "name"), names[0])
        voter = substitute or member
        clear = answers[0] if len(set(answers)) == 1 else None
        if not answers and not self.columns:
            return False
        if clear is None and party is None and member[2] is None:
            return False  # a name without code or cross is a line of text
        self.marked.append(
            Marked(
                voter[1],
                printed_code(voter[2] or party or member[2] or "-", self.party_of)[0],
                clear,
                member[1] if voter is not member else None,
            )
        )
        self.unclear += clear is None
        self.answered = True
        self.used.add(index)
        return True

    def read_line(self, index: int, row: Row) -> bool:
        """Read a row by its form alone: `22 Anna Berg S 3 Ledamot Ja`; whether it had that form."""
        read = member_line(row, self.forms, self.party_of)
        if read is None:
            return False
        name, code, answer, sure = read
        if self.pending is not None:
            if " " not in name:
                name = f"{self.pending[1]} {name}"
                self.used.add(self.pending[0])
            self.pending = None
        elif " " not in name and not sure:
            return False
        self.marked.append(Marked(name, code, answer))
        self.answered = True
        self.used.add(index)
        return True

    def loose_name(self, index: int, row: Row) -> None:
        """A row that is a name and no more: the end of the member's name above it, or the beginning of the next."""
        text = row.text
        one = re.fullmatch(r"[A-ZÅÄÖ][\w'’-]+", text)
        if one and self.answered and self.marked and self.pending is None:
            last = self.marked[-1]
            self.marked[-1] = msgspec.structs.replace(last, name=f"{last.name} {text}")
            self.used.add(index)
            self.answered = False
        elif FULL_NAME.fullmatch(text) or one:
            self.pending = (index, text)
        else:
            self.pending = None
            self.answered = False

    def result(self) -> Tables:
        """All that was read."""
        return Tables(
            tuple(self.marked),
            tuple(self.sums.items()),
            tuple(self.by_party.items()),
            tuple(answer for answer in Answer if answer in self.seen),
            frozenset(self.used),
            self.unclear,
            tuple(self.divisions),
        )


def parted(cell: RowCell) -> list[RowCell]:
    """A cell's words as cells where it holds nothing but numbers (and a word of sum), else the cell."""
    # An engine may take two columns' figures for one number with a decimal point: no count of votes has one.
    words = list(re.finditer(r"\d{1,3}(?=\.\d)|(?<=\d\.)\d{1,3}|[^\s.]\S*", cell.text))
    if len(words) < 2 or not all(word[0].isdecimal() for word in words[1:]):
        return [cell]
    if cell.x0 is None or cell.x1 is None:
        return [RowCell(word[0]) for word in words]
    step = (cell.x1 - cell.x0) / len(cell.text)
    return [RowCell(w[0], cell.x0 + w.start() * step, cell.x0 + w.end() * step, cell.block) for w in words]


def read_tables(
    rows: Iterable[Row], forms: VoteForms, party_of: PartyOf, *, ocr: bool = False, division: tuple[str, ...] = ()
) -> Tables:
    """The ballots and sums in `rows`, in order. Where OCR read them, what stands short under an answer is a cross.

    Of a table with several divisions side by side those of `division` are read: its number and its paragraph, as
    `Column.division` has them.
    """
    reader = _Reader(forms, party_of, ocr=ocr, division=division)
    printed = tuple(rows)
    mended = mend_rows(printed, forms)
    for index, row in unfold(mended, forms):
        reader.read(index, row)
    for index in range(len(printed) - 2, -1, -1):
        if not mended[index].cells and printed[index].cells and index + 1 in reader.used:
            reader.used.add(index)  # the first line of a name whose second line was read
    return reader.result()
