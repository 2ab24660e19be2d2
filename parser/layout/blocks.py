"""Lines in reading order into groups: paragraphs, items, headings, tables, signatures."""

import re
from collections.abc import Sequence

from parser.layout.breaks import Item, ends_sentence, label_of, labels_of, new_block
from parser.layout.cues import Cues
from parser.layout.measure import Measures, ends_early
from parser.layout.order import Printed
from parser.model import Role

_SECTION_SIGN = re.compile(r"^(?:[A-ZÅÄÖ][A-Za-zåäö]{0,3}\s)?§§?\s?\d")
_DRAWN = re.compile(r"^[\s._…\-–—]{4,}$")
_ALIGNED = 4.0
_LONGEST_HEADING = 160
_SIGNATURE_ROWS = 6


class Group:
    """The lines of one block, its role, and its label where it is an item."""

    __slots__ = ("label", "lines", "role")

    def __init__(self, role: Role, lines: list[Printed], label: str | None = None) -> None:
        """A block to be; `lines` may grow."""
        self.role = role
        self.lines = lines
        self.label = label


def group_lines(lines: Sequence[Printed], measures: Measures, cues: Cues) -> list[Group]:
    """Cut `lines` (in reading order, furniture left out) in blocks.

    Guarantees: the groups' lines, one group after the other, are `lines`.
    """
    groups: list[Group] = []
    start = 0
    for begin, end in _tables(lines, measures, cues):
        _paragraphs(lines[start:begin], measures, cues, groups)
        table = list(lines[begin:end])
        groups.append(Group(Role.SIGNATURE if _is_signature(table) else Role.TABLE, table))
        start = end
    _paragraphs(lines[start:], measures, cues, groups)
    _find_headings(groups, measures)
    return groups


def _cells(line: Printed, cues: Cues) -> int:
    """How many cells a line has; an item's label is none of them."""
    count = len(line.segments)
    if count > 1 and label_of(line.segments[0].text, cues) == line.segments[0].text:
        count -= 1
    return count


def _tables(lines: Sequence[Printed], measures: Measures, cues: Cues) -> list[tuple[int, int]]:
    """Runs of lines whose cells align, or that are drawn lines with names beneath."""
    runs: list[tuple[int, int]] = []
    place = 0
    while place < len(lines):
        if len(lines[place].segments) < 2 or _cells(lines[place], cues) < 2:
            place += 1
            continue
        last = place
        rows = 1
        look = place + 1
        while look < len(lines):
            line, row = lines[look], lines[last]
            if line.page != row.page or line.column != row.column:
                break
            if line.base - lines[look - 1].base > 3.2 * measures.leading(line.size):
                break
            if _cells(line, cues) > 1:
                if not _align(row, line):
                    break
                last = look
                rows += 1
            elif not _is_part_of_row(lines, look, last):
                break
            look += 1
        end = last + 1
        # What hangs from the last row's later cells is still the table's.
        while end < len(lines) and end < look and _hangs(lines[end], lines[last]):
            end += 1
        if rows > 1 or _is_signature(lines[place:end]):
            runs.append((place, end))
            place = end
        else:
            place += 1
    return runs


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
    return abs(one.x0 - other.x0) < _ALIGNED and any(
        a.x0 < b.x1 and b.x0 < a.x1 for a in one.segments[1:] for b in other.segments[1:]
    )


def _hangs(line: Printed, row: Printed) -> bool:
    return len(line.segments) == 1 and any(abs(line.x0 - s.x0) < _ALIGNED for s in row.segments[1:])


def _is_part_of_row(lines: Sequence[Printed], place: int, last: int) -> bool:
    """Whether a line of one cell, between rows of several, belongs to the table."""
    line, row = lines[place], lines[last]
    if _hangs(line, row):
        return True
    if place + 1 >= len(lines) or len(lines[place + 1].segments) < 2 or lines[place + 1].page != line.page:
        return False
    above = lines[place - 1]
    width = line.column_x1 - line.column_x0
    return (
        abs(line.x0 - row.x0) < _ALIGNED
        and not line.text[0].islower()
        and above.text[-1] != "-"
        and line.x1 - line.x0 < 0.5 * width
        and line.bold == row.bold
    )


def _is_signature(lines: Sequence[Printed]) -> bool:
    """Names beside each other, with what they are beneath: few rows, no figures, every cell short and capital."""
    if len(lines) > _SIGNATURE_ROWS or len(lines[0].segments) < 2:
        return False
    cells = [s.text for line in lines for s in line.segments]
    drawn = sum(1 for c in cells if _DRAWN.match(c))
    if drawn:
        return True
    if any(any(ch.isdigit() for ch in c[:-1]) or ("(" in c and len(c) < 6) for c in cells):
        return False
    names = sum(1 for c in cells if c[0].isupper() and 2 <= len(c.split()) <= 4)
    return all(c[0].isupper() and len(c) < 45 and len(c.split()) <= 5 for c in cells) and names * 3 >= len(cells)


def _paragraphs(lines: Sequence[Printed], measures: Measures, cues: Cues, groups: list[Group]) -> None:
    group: Group | None = None
    item: Item | None = None
    for place, (line, label) in enumerate(zip(lines, labels_of(lines, cues), strict=True)):
        if group is not None:
            above = lines[place - 1]
            alone = item is not None and item.first_line and above.text == item.label
            if (
                alone
                and label is None
                and above.page == line.page
                and line.base - above.base < 1.6 * measures.leading(line.size)
            ):
                score = -1.0  # a number alone on its line: the text follows
            else:
                score = new_block(above, line, measures, cues, label=label, item=item)
            if score <= 0:
                group.lines.append(line)
                if item is not None:
                    item.first_line = False
                continue
        role, text = (Role.PARAGRAPH, None) if label is None else (Role.LIST_ITEM, label.text)
        group = Group(role, [line], text)
        groups.append(group)
        item = Item(text, line) if text is not None else None


def _find_headings(groups: Sequence[Group], measures: Measures) -> None:
    headings: list[Group] = []
    for place, group in enumerate(groups):
        if group.role not in (Role.PARAGRAPH, Role.LIST_ITEM):
            continue
        following = next((g for g in groups[place + 1 : place + 2]), None)
        before = groups[place - 1] if place else None
        if _is_heading(group, before, following, measures):
            headings.append(group)
    for group in headings:
        group.role = Role.HEADING


def _is_heading(group: Group, before: Group | None, following: Group | None, measures: Measures) -> bool:
    lines = group.lines
    first = lines[0]
    length = sum(len(line.text) for line in lines)
    if length > _LONGEST_HEADING or len(lines) > 4 or not any(c.isalpha() for c in first.text):
        return False
    closed = ends_sentence(lines[-1].text) and lines[-1].text[-1] not in "?:"
    rough = 1.3 if first.conf is not None else 1.09
    if first.size > rough * measures.largest_text:
        return not closed or length < 60
    if all(line.bold for line in lines):
        return not closed or length < 40
    if closed or group.role is Role.LIST_ITEM:
        return False
    if len(lines) == 1 and _SECTION_SIGN.match(first.text):
        return True
    if all(line.text.isupper() for line in lines) and length > 3:
        return following is not None and following.role is Role.PARAGRAPH
    return _stands_alone(group, before, following, measures)


def _stands_alone(group: Group, before: Group | None, following: Group | None, measures: Measures) -> bool:
    """A short line without a full stop, set off above, over a text that fills its lines."""
    line = group.lines[0]
    if len(group.lines) > 1 or following is None or following.role is not Role.PARAGRAPH:
        return False
    if line.text[-1] in ",:;-" or not line.text[0].isupper() or line.text.count(" ") > 5:
        return False
    below = following.lines[0]
    if below.page != line.page or len(following.lines) < 2 or not ends_early(line, below):
        return False
    if before is not None:
        above = before.lines[-1]
        if above.page == line.page and above.column == line.column:
            set_off = line.base - above.base
            if set_off < 1.15 * measures.leading(line.size) or set_off + 0.5 < below.base - line.base:
                return False
    return line.x1 - line.x0 < 0.6 * (line.column_x1 - line.column_x0)
