"""Groups of printed lines into the model's blocks: text joined, words rejoined, every change an edit."""

from collections.abc import Callable, Sequence

from parser.layout.blocks import Group
from parser.layout.cells import Entry
from parser.layout.hyphens import SOFT, Join, Vocabulary
from parser.layout.normalise import normalise
from parser.layout.order import Printed
from parser.layout.turning import box_on_page
from parser.model import Block, Cell, Edit, Line, PlacedLine, Why


def to_line(printed: Printed) -> Line:
    """The model's line: what is printed, its cells, where it stands."""
    return Line(
        printed.page,
        printed.text,
        box_on_page(printed.x0, printed.top, printed.x1, printed.bottom, printed.turn),
        printed.base,
        printed.size,
        printed.bold,
        printed.italic,
        tuple([Cell(s.text, s.x0, s.x1) for s in printed.segments]),
        printed.column_x0,
        printed.column_x1,
        printed.conf,
    )


def to_block(group: Group, number: int, level: int | None, words: Vocabulary) -> Block:
    """A group's block. Undoing its edits gives its lines' texts, joined by line feeds."""
    knows = words.knows
    if len(group.lines) == 1 and group.entries is None:
        line = group.lines[0]
        text, edits = _read(line.text, knows)
        placed: tuple[PlacedLine, ...] = (PlacedLine(0, to_line(line)),)
        return Block(f"b{number}", group.role, text, placed, edits, level, group.label)
    text, at, changes = (
        _join_rows(group.entries, words) if group.entries is not None else _join_lines(group.lines, words)
    )
    placed = tuple([PlacedLine(a, to_line(line)) for a, line in zip(at, group.lines, strict=True)])
    return Block(f"b{number}", group.role, text, placed, tuple(changes), level, group.label)


def _read(printed: str, knows: Callable[[str], bool]) -> tuple[str, tuple[Edit, ...]]:
    text, edits = normalise(printed, knows)
    if text and text[-1] in SOFT:
        edits = (*edits, Edit(len(text) - 1, 1, text[-1], Why.SOFT_HYPHEN))
        text = f"{text[:-1]}-"
    return text, edits


def _join_rows(entries: Sequence[Entry], words: Vocabulary) -> tuple[str, list[int], list[Edit]]:
    """Cells by tabs, rows by line feeds; a cell that goes on over lines is joined as a paragraph is."""
    knows = words.knows
    text = ""
    at: list[int] = []
    edits: list[Edit] = []
    for number, entry in enumerate(entries):
        lead = entry.lead
        printed = "\n" if number else ""
        first, changes = _read(entry.line.segments[0].text, knows)
        if lead == " " and text and first:
            join = words.join(text, first)
            if join is Join.UNDO:
                text = _without_hyphen(text, edits, 0)
                lead = printed = ""
            elif join is Join.CLOSE:
                lead = ""
        if lead != printed:
            edits.append(Edit(len(text), len(lead), printed, Why.SPACED if "\t" in lead else Why.LINE_BREAK))
        text += lead
        at.append(len(text))
        for place, segment in enumerate(entry.line.segments):
            if place:
                tabs = entry.tabs[place - 1] if place <= len(entry.tabs) else 1
                edits.append(Edit(len(text), tabs, " ", Why.SPACED))
                text += "\t" * tabs
                first, changes = _read(segment.text, knows)
            edits += [Edit(e.at + len(text), e.length, e.printed, e.why) for e in changes]
            text += first
    return text, at, edits


def _join_lines(lines: Sequence[Printed], words: Vocabulary) -> tuple[str, list[int], list[Edit]]:
    """Lines by spaces, or by nothing where a word goes on."""
    knows = words.knows
    parts: list[str] = []
    at: list[int] = []
    edits: list[Edit] = []
    length = 0
    last = len(lines) - 1
    text, changes = normalise(lines[0].text, knows)
    for number, _ in enumerate(lines):
        at.append(length)
        for e in changes:
            edits.append(Edit(e.at + length, e.length, e.printed, e.why))
        if number == last:
            if text and text[-1] in SOFT:
                edits.append(Edit(length + len(text) - 1, 1, text[-1], Why.SOFT_HYPHEN))
                text = f"{text[:-1]}-"
            parts.append(text)
            break
        following, changes = normalise(lines[number + 1].text, knows)
        join = words.join(text, following) if text and following else Join.SPACE
        if join is Join.UNDO:
            text = _without_hyphen(text, edits, length)
            length += len(text)
            parts.append(text)
        else:
            length += len(text)
            parts.append(text)
            if join is Join.SPACE:
                edits.append(Edit(length, 1, "\n", Why.LINE_BREAK))
                parts.append(" ")
                length += 1
            else:
                edits.append(Edit(length, 0, "\n", Why.LINE_BREAK))
        text = following
    return "".join(parts), at, edits


def _without_hyphen(text: str, edits: list[Edit], offset: int) -> str:
    """The text without the hyphen that a line broke after; the edit is added. `offset` is where the text begins."""
    mark, text = text[-1], text[:-1]
    at = offset + len(text)
    if edits and edits[-1].at == at and edits[-1].length == 1:
        # The hyphen was itself read for another sign: one edit for both.
        mark = edits.pop().printed
    edits.append(Edit(at, 0, f"{mark}\n", Why.SOFT_HYPHEN if mark in SOFT else Why.HYPHEN))
    return text
