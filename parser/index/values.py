"""Single values of a record as the index has them."""

from collections.abc import Sequence
from datetime import date

import msgspec

from parser.index.wording import words_of
from parser.record.types import Block, BlockRole

HEADING = 80
"""Letters of a heading that is none by its role, at most."""
_ENCODER = msgspec.json.Encoder()


def date_of(text: str | None) -> str | None:
    """The ISO date, where the calendar has it: the schema lets the 31st of February through."""
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def diary_key(number: str) -> str:
    """A diary number for comparison: `Dnr KS 2019/123` and `KS2019-123` are one."""
    parts = words_of(number)
    if parts and parts[0] in ("dnr", "diarienummer", "diarienr"):
        parts = parts[1:]
    return "".join(
        part if not before or not (before[-1].isdigit() and part[0].isdigit()) else f"-{part}"
        for before, part in zip(["", *parts], parts, strict=False)
    )


def place_of(blocks: Sequence[Block]) -> tuple[int, tuple[float, float, float, float]]:
    """The page that an act begins on, counted from 1, and the box in PDF points round its blocks on that page."""
    if len(blocks) == 1 and len(blocks[0].places) == 1:
        return blocks[0].page, blocks[0].bbox
    said = [block for block in blocks if block.role is not BlockRole.FURNITURE] or list(blocks)
    page = said[0].page if said else 1
    boxes = [place.bbox for block in said for place in block.places if place.page == page]
    boxes = boxes or [block.bbox for block in said[:1]] or [(0.0, 0.0, 0.0, 0.0)]
    left, top, right, bottom = zip(*boxes, strict=True)
    return page, (min(left), min(top), max(right), max(bottom))


def said_from(text: str, blocks: Sequence[Block]) -> int:
    """Where in an act's text its words begin, after the headings that it opens with; 0 where these are all there is."""
    at = 0
    for block in blocks:
        if block.role is not BlockRole.HEADING and len(block.text) > HEADING:
            break
        end = at + len(block.text)
        while end < len(text) and text[end].isspace():
            end += 1
        if not text.startswith(block.text, at) or not _is_heading(block, text[end : end + 3]):
            break
        at = end
    return at if at < len(text) else 0


def _is_heading(block: Block, after: str) -> bool:
    """Whether a block is a heading, by its role, or as a few words without an end before a sentence that begins."""
    if block.role is BlockRole.HEADING:
        return True
    words = block.text.count(" ") + 1
    return words <= 7 and block.text[-1:].isalpha() and after[:1].isupper() and after != "Att"


def as_list(values: Sequence[str]) -> str:
    """Several values as JSON, the form in which SQLite can take them apart."""
    return _ENCODER.encode(values).decode() if values else "[]"
