"""Cuts a block in two at an offset of its text, where it holds two acts."""

import msgspec

from parser.model import Block, Cell, Line, PlacedLine, Role


def split_block(block: Block, at: int, *, first_role: Role | None = None) -> tuple[Block, Block]:
    """The block's parts before and from `at`, an offset where a word begins.

    Postconditions: 1. the non-space characters of the two are those of the block, in order; 2. the edits of each
    undo to its part of the print, which is that of its lines. The second's id is the first's with `.1` (or the next
    number) added.
    """
    head = block.text[:at].rstrip()
    lines_before = [p for p in block.lines if p.at < at]
    lines_after = [p for p in block.lines if p.at >= at]
    cut_line = lines_before[-1] if lines_before else None
    if cut_line is not None and (not lines_after or lines_after[0].at > at):
        left, right = _cut(cut_line.line, _in_print(block, cut_line, at))
        lines_before[-1] = PlacedLine(cut_line.at, left)
        lines_after.insert(0, PlacedLine(at, right))
    stem, _, number = block.id.partition(".")
    first = msgspec.structs.replace(
        block,
        role=first_role or block.role,
        text=head,
        lines=tuple(lines_before),
        edits=tuple(e for e in block.edits if e.at + e.length <= len(head) and e.at < at),
    )
    second = msgspec.structs.replace(
        block,
        id=f"{stem}.{int(number or 0) + 1}",
        role=Role.PARAGRAPH if block.role is not Role.TABLE else block.role,
        text=block.text[at:],
        lines=tuple(PlacedLine(max(0, p.at - at), p.line) for p in lines_after),
        edits=tuple(msgspec.structs.replace(e, at=e.at - at) for e in block.edits if e.at >= at),
        label=None,
        level=None,
    )
    return first, second


def _in_print(block: Block, placed: PlacedLine, at: int) -> int:
    """The offset in a line's print that is `at` in its block's text: edits in the line make the two differ."""
    inside = (e for e in block.edits if placed.at <= e.at < at and "\n" not in e.printed)
    return at - placed.at + sum(len(e.printed) - e.length for e in inside)


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    """A line's two parts; the x of the cut is told from its share of the characters."""
    share = at / len(line.text) if line.text else 1.0
    x = line.bbox.x0 + (line.bbox.x1 - line.bbox.x0) * min(1.0, max(0.0, share))
    place = min(len(line.text), at)
    left, right = line.text[:place].rstrip(), line.text[place:].lstrip()
    return (
        msgspec.structs.replace(
            line, text=left, bbox=msgspec.structs.replace(line.bbox, x1=x), cells=(Cell(left, line.bbox.x0, x),)
        ),
        msgspec.structs.replace(
            line, text=right, bbox=msgspec.structs.replace(line.bbox, x0=x), cells=(Cell(right, x, line.bbox.x1),)
        ),
    )
