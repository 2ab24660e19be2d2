"""Lines in reading order into groups: paragraphs, items, headings, tables, signatures."""

import re
from collections.abc import Mapping, Sequence

from parser.layout.breaks import Item, ends_sentence, labels_of, new_block
from parser.layout.cells import Entry, entries_of
from parser.layout.cues import Cues
from parser.layout.measure import Measures, ends_early
from parser.layout.order import Printed
from parser.layout.ruling import Ruling
from parser.layout.tables import find_tables, is_signature
from parser.model import Role

_SECTION_SIGN = re.compile(r"^(?:[A-ZÅÄÖ][A-Za-zåäö]{0,3}\s)?§§?\s?\d")
_LONGEST_HEADING = 160
_LONGEST_SENTENCE = 100


class Group:
    """The lines of one block, its role, its label where it is an item, its entries where it is a table."""

    __slots__ = ("entries", "label", "lines", "role")

    def __init__(
        self, role: Role, lines: list[Printed], label: str | None = None, entries: Sequence[Entry] | None = None
    ) -> None:
        """A block to be; `lines` may grow."""
        self.role = role
        self.lines = lines
        self.label = label
        self.entries = entries


def group_lines(lines: Sequence[Printed], measures: Measures, cues: Cues, rulings: Mapping[int, Ruling]) -> list[Group]:
    """Cut `lines` (in reading order, furniture left out) in blocks.

    Guarantees: the groups' lines, one group after the other, are `lines`; but in a table they may be cut in their
    cells, each segment still in one line, once.
    """
    groups: list[Group] = []
    start = 0

    def goes_on(above: Printed, below: Printed) -> bool:
        return new_block(above, below, measures, cues, label=None, item=None) <= 0

    for begin, end, ruling in find_tables(lines, measures, cues, rulings):
        _paragraphs(lines[start:begin], measures, cues, groups)
        table = lines[begin:end]
        entries = entries_of(table, ruling, goes_on)
        role = Role.SIGNATURE if is_signature(table) else Role.TABLE
        groups.append(Group(role, [e.line for e in entries], None, entries))
        start = end
    _paragraphs(lines[start:], measures, cues, groups)
    _find_headings(groups, measures, cues)
    return groups


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


def _find_headings(groups: Sequence[Group], measures: Measures, cues: Cues) -> None:
    """Mark the headings: first those of a look of their own, then those that only what follows tells."""
    for sure in (True, False):
        headings = []
        for place, group in enumerate(groups):
            if group.role not in (Role.PARAGRAPH, Role.LIST_ITEM) or not _may_be_heading(group, cues):
                continue
            before = groups[place - 1] if place else None
            following = groups[place + 1] if place + 1 < len(groups) else None
            if sure:
                if _looks_like_heading(group, following, measures):
                    headings.append(group)
            elif group.role is Role.PARAGRAPH and _reads_like_heading(group, before, following, measures):
                headings.append(group)
        for group in headings:
            group.role = Role.HEADING


def _may_be_heading(group: Group, cues: Cues) -> bool:
    lines = group.lines
    length = sum(len(line.text) for line in lines)
    if length > _LONGEST_HEADING or len(lines) > 4 or not any(c.isalpha() or c == "§" for c in lines[0].text):
        return False
    return not _goes_on(group, cues)


def _goes_on(group: Group, cues: Cues) -> bool:
    """Whether it is a clause of a decision that another follows (`att godkänna planen, och`)."""
    first, last = group.lines[0].text.split(maxsplit=1)[0], group.lines[-1].text.rsplit(maxsplit=1)[-1]
    return first.lower() in cues.clauses and (last.endswith(",") or last.lower() in cues.conjunctions)


def _is_closed(group: Group) -> bool:
    text = group.lines[-1].text
    return ends_sentence(text) and text[-1] not in "?:"


def _looks_like_heading(group: Group, following: Group | None, measures: Measures) -> bool:
    """Larger or heavier than the text, or in italics over it."""
    lines = group.lines
    length = sum(len(line.text) for line in lines)
    closed = _is_closed(group)
    rough = 1.3 if lines[0].conf is not None else 1.09
    if lines[0].size > rough * measures.largest_text:
        return not closed or length < 60
    if all(line.underlined for line in lines):
        return not closed
    if all(line.bold for line in lines):
        return not closed or (length < _LONGEST_SENTENCE and following is not None and not following.lines[0].bold)
    if closed or group.role is Role.LIST_ITEM:
        return False
    return all(line.italic for line in lines) and _is_italic_heading(group, following)


def _reads_like_heading(group: Group, before: Group | None, following: Group | None, measures: Measures) -> bool:
    """A section's sign; capitals; a short line by itself over running text."""
    lines = group.lines
    if _is_closed(group):
        return False
    if len(lines) == 1 and _SECTION_SIGN.match(lines[0].text):
        return True
    if all(line.text.isupper() for line in lines) and sum(len(line.text) for line in lines) > 2:
        words = sum(1 + line.text.count(" ") for line in lines)
        return following is not None and (words == 1 or following.role not in (Role.HEADING, Role.SIGNATURE))
    return _stands_alone(group, before, following, measures)


def _is_italic_heading(group: Group, following: Group | None) -> bool:
    """A line or two in italics over upright text, with no punctuation at the end."""
    last = group.lines[-1]
    return (
        len(group.lines) < 3
        and following is not None
        and not following.lines[0].italic
        and last.text[-1] not in ",:;-"
        and not group.lines[0].text[0].islower()
    )


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
