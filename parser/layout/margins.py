"""Words in the margin that come back on page after page: a stamp that OCR reads word by word is furniture."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from parser.model import Block, Role

_LONGEST = 40  # characters
_SAME_PLACE = 12.0  # points between the left edges of one stamp's word on two pages
_SLACK = 2.0  # points by which it may reach into the text's column


def stamp_words(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of a stamp in the margin made furniture.

    A block is one where it was read by OCR, is short, stands wholly outside the column that most blocks begin at,
    and the same text stands in the same place on another page. Nothing else changes.
    """
    if all(p.line.confidence is None for b in blocks for p in b.lines[:1]):
        return tuple(blocks)
    text = [b for b in blocks if b.role is not Role.FURNITURE and len(b.text) > _LONGEST]
    if not text:
        return tuple(blocks)
    left = float(Counter(round(b.x0 / 4) * 4 for b in text).most_common(1)[0][0]) - 4
    right = max(p.line.bbox.x1 for b in text for p in b.lines)
    outside = [b for b in blocks if _marginal(b, left, right)]
    back = {
        b.id
        for b in outside
        if any(o.page != b.page and o.text == b.text and abs(o.x0 - b.x0) <= _SAME_PLACE for o in outside)
    }
    return tuple(
        msgspec.structs.replace(b, role=Role.FURNITURE, level=None, label=None) if b.id in back else b for b in blocks
    )


def _marginal(block: Block, left: float, right: float) -> bool:
    if block.role is Role.FURNITURE or len(block.text) > _LONGEST or block.lines[0].line.confidence is None:
        return False
    x1 = max(p.line.bbox.x1 for p in block.lines)
    return x1 <= left + _SLACK or block.x0 >= right - _SLACK
