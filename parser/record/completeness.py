"""Witnesses to a record's completeness that need nobody to annotate anything.

Each tells a doubt: minutes may leave out a paragraph, and a form of words may stand where it makes no act.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from parser.record.problem import Problem, Weight
from parser.record.text import fold_space
from parser.record.types import Block, BlockRole, Record

_NUMBER = re.compile(r"\d+")
_AROUND = 60  # characters quoted on either side


def completeness_problems(record: Record, act_words: Iterable[re.Pattern[str]] = ()) -> Iterator[Problem]:
    """All the doubts of this module."""
    yield from paragraph_problems(record)
    yield from attendance_problems(record)
    yield from act_word_problems(record, act_words)


def paragraph_problems(record: Record) -> Iterator[Problem]:
    """Where the paragraph numbers of minutes do not run on; an extract (protokollsutdrag) may leave some out."""
    if record.document.type != "protokoll":
        return
    numbered = [
        (int(found.group()), index, matter.number)
        for index, matter in enumerate(record.matters)
        if matter.number and (found := _NUMBER.search(matter.number.rpartition("§")[2]))
    ]
    pages = {block.id: block.page for block in record.blocks}
    for (before, _, _), (after, index, printed) in pairwise(numbered):
        matter = record.matters[index]
        page = pages.get(matter.blocks[0]) if matter.blocks else None
        if after > before + 1:
            missing = f"§ {before + 1}" if after == before + 2 else f"§§ {before + 1}–{after - 1}"
            message = f"{missing} not found between § {before} and {printed}."
        elif after <= before:
            message = f"{printed} comes after § {before}."
        else:
            continue
        yield Problem(f"matters[{index}].number", message, Weight.DOUBT, page)


def attendance_problems(record: Record) -> Iterator[Problem]:
    """Names of those present that are nobody in `persons`."""
    known = {_folded(form) for person in record.persons for form in (person.name, *person.forms)}
    pages = {block.id: block.page for block in record.blocks}
    for index, present in enumerate(record.attendance):
        if present.person is None and _folded(present.name) not in known:
            message = f"{present.name} was present, but is not among the persons."
            yield Problem(f"attendance[{index}]", message, Weight.DOUBT, pages.get(present.block or ""))


def act_word_problems(record: Record, act_words: Iterable[re.Pattern[str]]) -> Iterator[Problem]:
    """Forms of words that make an act and stand in a block of no act and no note."""
    patterns = tuple(act_words)
    inside = {id_ for act in record.acts for id_ in act.blocks}
    inside |= {id_ for note in record.notes for id_ in note.blocks}
    for index, block in enumerate(record.blocks):
        if block.id in inside or block.role is BlockRole.FURNITURE:
            continue
        found = next((match for pattern in patterns if (match := pattern.search(block.text))), None)
        if found is not None:
            yield Problem(
                f"blocks[{index}].text",
                f"«{found.group()}» stands in no act: …{_around(block, found)}…",
                Weight.DOUBT,
                block.page,
                block.bbox,
            )


def _around(block: Block, found: re.Match[str]) -> str:
    return fold_space(block.text[max(0, found.start() - _AROUND) : found.end() + _AROUND])


def _folded(name: str) -> str:
    return fold_space(name).casefold()
