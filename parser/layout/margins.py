"""Words in the margin that come back on page after page: a stamp that OCR reads word by word is furniture.

A heading in the margin comes back as well (`Beslut`, `Reservation`), but at other heights.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from parser.model import Block, Role

_LONGEST = 40  # characters
_SAME_PLACE = 12.0  # points between the left edges, and between the heights, of one stamp's word on two pages
_SLACK = 2.0  # points by which it may reach into the text's column


def stamp_words(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of a stamp in the margin made furniture.

    A block is one where it was read by OCR, is short, stands wholly outside the column that most blocks begin at,
    and the same text stands in the same place on another page and in no other place outside. Nothing else changes.
    """
    if all(p.line.confidence is None for b in blocks for p in b.lines[:1]):
        return tuple(blocks)
    text = [b for b in blocks if b.role is not Role.FURNITURE and len(b.text) > _LONGEST]
    if not text:
        return tuple(blocks)
    left = float(Counter(round(b.x0 / 4) * 4 for b in text).most_common(1)[0][0]) - 4
    right = max(p.line.bbox.x1 for b in text for p in b.lines)
    outside = [b for b in blocks if _marginal(b, left, right)]
    places: dict[str, list[Block]] = {}
    for block in outside:
        places.setdefault(block.text, []).append(block)
    back = {b.id for same in places.values() if _at_one_place(same) for b in same}
    return tuple(
        msgspec.structs.replace(b, role=Role.FURNITURE, level=None, label=None) if b.id in back else b for b in blocks
    )


def _at_one_place(blocks: Sequence[Block]) -> bool:
    """Whether the blocks are of several pages, one on each, all where the first is."""
    first = blocks[0]
    return len(blocks) == len({b.page for b in blocks}) > 1 and all(
        abs(b.x0 - first.x0) <= _SAME_PLACE
        and abs(b.lines[0].line.baseline - first.lines[0].line.baseline) <= _SAME_PLACE
        for b in blocks
    )


def _marginal(block: Block, left: float, right: float) -> bool:
    if block.role is Role.FURNITURE or len(block.text) > _LONGEST or block.lines[0].line.confidence is None:
        return False
    x1 = max(p.line.bbox.x1 for p in block.lines)
    return x1 <= left + _SLACK or block.x0 >= right - _SLACK
