"""Who was at the meeting, as what, and for which paragraphs: the lists on the first pages of minutes.

Postconditions of `read_attendance`:

1. Each person is printed under a label that tells a capacity (`Beslutande`, `Ersättare`, …); the absent are left out.
2. The order is the print's; nobody stands twice with one capacity and the same paragraphs.
3. Codes that fell apart from their names are paired by order only where there are as many, with a finding.
4. Nothing raises: what cannot be read is absent.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from parser.attribute.attendance_entries import Entry, codes_in, read_beside, read_entries
from parser.attribute.attendance_forms import AttendanceForms, AttendanceUse, load_attendance_forms
from parser.attribute.names import NameRules, load_names
from parser.attribute.vote_names import PARTY_CODE, PartyOf, printed_code
from parser.attribute.vote_text import Part, Row, RowCell, parts_of, regroup
from parser.model import Block, Finding
from parser.record.types import Attendance

DECIDING, SERVING, SUBSTITUTE, OTHER = "deciding", "serving_substitute", "substitute", "other"
PRESENT = {DECIDING, SERVING, SUBSTITUTE, OTHER}
WITHIN = re.compile(r"(?<=[.;)])\s+(?=\w)")
BARE_UNKNOWN = re.compile(r"[A-ZÅÄÖ]{2,4}")  # a code that the register does not have
SLACK = 4.0  # points that a name may stand to the left of the label that it belongs to


class AttendanceContext(msgspec.Struct, frozen=True):
    """What reading needs from outside: `party_of(code or name)` is a party's id, or None where it is no party."""

    party_of: PartyOf
    forms: AttendanceForms | None = None
    names: NameRules | None = None


class AttendanceReading(msgspec.Struct, frozen=True):
    """Those present, and the doubts."""

    attendance: tuple[Attendance, ...]
    findings: tuple[Finding, ...] = ()


class _Label(msgspec.Struct, frozen=True):
    capacity: str
    x0: float


class _Person(msgspec.Struct, frozen=True):
    entry: Entry
    capacity: str
    block: str | None
    page: int | None


class _Reader:
    """Reads rows in order; the labels that hold are those of the columns above."""

    def __init__(self, forms: AttendanceForms, names: NameRules, party_of: PartyOf) -> None:
        self.forms = forms
        self.names = names
        self.party_of = party_of
        self.labels: list[_Label] = []
        self.people: list[_Person] = []
        self.codes: list[str] = []

    def read(self, row: Row) -> None:
        """Read one row, cell by cell."""
        first = len(self.people)
        for index, cell in enumerate(row.cells):
            text = cell.text.strip()
            x0 = cell.x0 if cell.x0 is not None else float(index) * 100
            if not text:
                continue
            beside = len(self.people) > first
            if beside and self.read_beside(text):
                continue
            for stretch in self.stretches(text):
                self.read_stretch(stretch, x0, cell, row)
        self.replace_member(first)

    def replace_member(self, first: int) -> None:
        """In a row `member | party | serving substitute` the member was away and the party is the substitute's."""
        if len(self.people) - first != 2:
            return
        member, substitute = self.people[first:]
        if (member.capacity, substitute.capacity) != (DECIDING, SERVING) or not member.entry.party:
            return
        if substitute.entry.party is None:
            entry = msgspec.structs.replace(substitute.entry, party=member.entry.party)
            self.people[first:] = [msgspec.structs.replace(substitute, entry=entry)]

    def stretches(self, text: str) -> list[str]:
        """`text` parted before each label that stands within it (`… NN (S). Tjänstgörande ersättare NN (M)`)."""
        cuts = {0}
        for rule in self.forms.of(AttendanceUse.LABEL):
            if rule.form.inside:
                cuts |= {match.start() for match in rule.regex.finditer(text)}
        for match in WITHIN.finditer(text):
            label = self.forms.first(AttendanceUse.LABEL, text[match.end() :])
            capacity = label[0].capacity if label is not None else None
            if capacity is not None and text[match.end()].isupper():
                cuts.add(match.end())
        edges = [*sorted(cuts), len(text)]
        return [text[start:end].strip(" ,") for start, end in pairwise(edges)]

    def read_stretch(self, text: str, x0: float, cell: RowCell, row: Row) -> None:
        """Read a text that may begin with labels and then names those who stand under the last."""
        while (label := self.forms.first(AttendanceUse.LABEL, text)) is not None:
            self.set_label(label[0].capacity or "none", x0)
            rest = text[label[1].end() :].strip(" :.;")
            if rest == text:
                break
            text = rest
        if not text or self.forms.first(AttendanceUse.SKIP, text) is not None:
            return
        capacity = self.capacity_at(x0)
        if capacity not in PRESENT:
            return
        codes = codes_in(text, self.party_of)
        if codes:
            self.codes += codes
            return
        self.add(text, capacity, cell, row)

    def set_label(self, capacity: str, x0: float) -> None:
        """A label ends those above it that stand as far to the right or farther."""
        self.labels = [label for label in self.labels if label.x0 < x0 - SLACK]
        self.labels.append(_Label(capacity, x0))

    def capacity_at(self, x0: float) -> str | None:
        """The capacity of the label that a text at `x0` stands under: the one nearest to its left."""
        fitting = [label for label in self.labels if label.x0 <= x0 + SLACK]
        return max(fitting, key=lambda label: label.x0).capacity if fitting else None

    def add(self, text: str, capacity: str, cell: RowCell, row: Row) -> None:
        """Add the persons whom `text` names."""
        for entry in read_entries(text, self.forms, self.names, self.party_of):
            own = capacity
            if entry.serving is True and capacity != OTHER:
                own = SERVING
            elif entry.serving is False and capacity != OTHER:
                own = SUBSTITUTE
            self.people.append(_Person(entry, own, cell.block, row.page))

    def read_beside(self, text: str) -> bool:
        """Read a cell to the right of a name in its row: a code, an office, paragraphs. Whether it was one."""
        person = self.people[-1]
        entry = person.entry
        code = PARTY_CODE.fullmatch(text)
        codes = codes_in(text, self.party_of) if code is None else (code["code"],)
        if len(codes) == 1 and entry.party is None:
            party, ocr = printed_code(codes[0], self.party_of)
            self.people[-1] = msgspec.structs.replace(
                person, entry=msgspec.structs.replace(entry, party=party, ocr=ocr)
            )
            return True
        replaced = self.forms.first(AttendanceUse.REPLACES, text)
        if replaced is not None and not text[: replaced[1].start()].strip(" (,"):
            text = text[replaced[1].end() :].strip(" ,)")
            if person.capacity != OTHER:
                person = msgspec.structs.replace(person, capacity=SERVING)
        if read_entries(text, self.forms, self.names, self.party_of):
            return False
        if entry.party is None and BARE_UNKNOWN.fullmatch(text):
            self.people[-1] = msgspec.structs.replace(person, entry=msgspec.structs.replace(entry, party=text))
            return True
        code = PARTY_CODE.match(text)
        if code and entry.party is None:
            party, ocr = printed_code(code["code"], self.party_of)
            entry = msgspec.structs.replace(entry, party=party, ocr=ocr)
            text = text[code.end() :].strip(" ,")
        label = self.forms.first(AttendanceUse.LABEL, text)
        capacity = person.capacity
        if label is not None and label[1].end() == len(text) and label[0].capacity in PRESENT - {OTHER}:
            capacity, text = label[0].capacity or capacity, ""
        beside = read_beside(text, self.forms)
        if beside.serving is not None and capacity != OTHER:
            capacity = SERVING if beside.serving else SUBSTITUTE
        entry = msgspec.structs.replace(
            entry,
            role=entry.role or beside.role,
            paragraphs=entry.paragraphs or beside.paragraphs,
        )
        self.people[-1] = msgspec.structs.replace(person, entry=entry, capacity=capacity)
        return True

    def pair_codes(self) -> list[Finding]:
        """Give codes that stand apart to the names without one, in order, where there are as many."""
        if not self.codes:
            return []
        bare = [i for i, one in enumerate(self.people) if one.entry.party is None and one.capacity != OTHER]
        first = self.people[0] if self.people else None
        page, block = (first.page, first.block) if first is not None else (None, None)
        if len(bare) != len(self.codes):
            told = f"{len(self.codes)} party codes stand apart from {len(bare)} names without one; none was paired."
            return [Finding("attendance-unpaired", told, page=page, block=block)]
        for i, code in zip(bare, self.codes, strict=True):
            person = self.people[i]
            party, ocr = printed_code(code, self.party_of)
            entry = msgspec.structs.replace(person.entry, party=party, ocr=ocr)
            self.people[i] = msgspec.structs.replace(person, entry=entry)
        told = f"{len(bare)} names and party codes stood in columns that fell apart; they were paired by their order."
        return [Finding("attendance-paired", told, page=page, block=block)]


def read_attendance(blocks: Iterable[Block | str], context: AttendanceContext) -> AttendanceReading:
    """Read who was present from the blocks before the first matter; see the module's postconditions."""
    reader = _Reader(context.forms or load_attendance_forms(), context.names or load_names(), context.party_of)
    for row in rows_of(parts_of(blocks), context.party_of):
        reader.read(row)
    findings = reader.pair_codes()
    seen: set[tuple[str, str | None, str, str | None]] = set()
    named: set[str] = set()
    attendance: list[Attendance] = []
    for person in reader.people:
        entry = person.entry
        folded = entry.name.casefold()
        key = (folded, (entry.party or "").casefold(), person.capacity, entry.paragraphs)
        if key in seen or (entry.party is None and folded in named):
            continue  # the chairperson's and secretary's names stand again under the signatures
        seen.add(key)
        named.add(folded)
        if entry.ocr:
            told = f"The party code of {entry.name} was read from a figure."
            findings.append(Finding("party-code-ocr", told, page=person.page, block=person.block))
        attendance.append(
            Attendance(
                name=entry.name,
                party=entry.party,
                party_id=context.party_of(entry.party) if entry.party else None,
                capacity=person.capacity,
                role=entry.role,
                paragraphs=entry.paragraphs,
                block=person.block,
            )
        )
    return AttendanceReading(tuple(attendance), tuple(findings))


def rows_of(parts: Sequence[Part], party_of: PartyOf) -> tuple[Row, ...]:
    """The rows to read: running lists whole, all others line by line, those beside each other on the page as one."""
    made = [prose_row(part) if is_prose(part, party_of) else part for part in parts]
    return regroup(made, headings=True)


def is_prose(part: Part, party_of: PartyOf) -> bool:
    """Whether a part is a running list (`NN (S), NN (M) och NN (V)`), whose lines end where they happen to."""
    if part.table or len(part.rows) < 2 or any(len(row.cells) > 1 for row in part.rows):
        return False
    codes = [match for match in PARTY_CODE.finditer(part.text) if party_of(match["code"]) is not None]
    joints = sum(
        part.text[match.end() : match.end() + 5].lstrip()[:3] in {", ", "och", "sam"}
        or part.text[match.end() : match.end() + 1] == ","
        for match in codes
    )
    broken = sum(row.text.rstrip().endswith((",", " och", " samt")) for row in part.rows[:-1])
    starts_new = sum(bool(PARTY_CODE.search(row.text)) for row in part.rows)
    many = len(codes) > starts_new
    return many and (joints > 1 or broken > 0)


def prose_row(part: Part) -> Part:
    """The part as one row at its first line's place."""
    first = part.rows[0]
    cell = msgspec.structs.replace(first.cells[0], text=part.text)
    return msgspec.structs.replace(part, rows=(Row((cell,), first.page, first.baseline, first.size),))
