"""A document's text in parts and segments by act, and each act's place on the print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parser.record.types import Block, BlockRole, Record

PART = 120
"""Blocks of text that one page shows, about: a book of minutes has thousands."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """Blocks that stand together and belong to one act (None: to none), innermost first of those that quote it."""

    act: str | None
    blocks: tuple[Block, ...]
    depth: int
    begins: bool
    """Whether the act begins here, and is not only gone on with."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one page shows of a document."""

    number: int
    segments: tuple[Segment, ...]
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's parts, and of each act its boxes on the pages."""

    parts: tuple[Part, ...]
    places: dict[str, list[tuple[int, Box]]]


def layout_of(record: Record) -> Layout:
    """The document's text in reading order, in parts of about `PART` blocks that begin where an act or matter does."""
    parents = {act.id: act.parent for act in record.acts}
    depths = {act.id: _depth(parents, act.id) for act in record.acts}
    owner = {block: act.id for act in sorted(record.acts, key=lambda one: depths[one.id]) for block in act.blocks}
    heads = {block for matter in record.matters for block in matter.blocks}
    segments: list[Segment] = []
    begun: set[str] = set()
    run: list[Block] = []
    current: str | None = None

    def close() -> None:
        if run:
            segments.append(Segment(current, tuple(run), depths.get(current or "", 0), current not in begun))
            begun.add(current or "")
            run.clear()

    for block in record.blocks:
        if block.role is BlockRole.FURNITURE:
            continue
        mine = owner.get(block.id)
        if mine != current or (block.id in heads and run and run[-1].id not in heads):
            close()
            current = mine
        run.append(block)
    close()
    blocks = {block.id: block for block in record.blocks}
    places = {act.id: _places([blocks[one] for one in act.blocks]) for act in record.acts}
    return Layout(tuple(_cut(segments)), places)


def _cut(segments: Sequence[Segment]) -> list[Part]:
    parts: list[Part] = []
    held: list[Segment] = []
    size = 0
    for segment in segments:
        if size >= PART and segment.depth == 0:
            parts.append(_made(len(parts) + 1, held))
            held, size = [], 0
        held.append(segment)
        size += len(segment.blocks)
    if held or not parts:
        parts.append(_made(len(parts) + 1, held))
    return parts


def _made(number: int, segments: Sequence[Segment]) -> Part:
    pages = [place.page for segment in segments for block in segment.blocks for place in block.places] or [1]
    return Part(number, tuple(segments), min(pages), max(pages))


def _depth(parents: Mapping[str, str | None], act_id: str) -> int:
    depth, at = 0, parents.get(act_id)
    while at is not None and depth < 8:
        depth, at = depth + 1, parents.get(at)
    return depth


def _places(blocks: Iterable[Block]) -> list[tuple[int, Box]]:
    """The boxes of blocks on the pages that they touch: those that stand below each other are one."""
    boxes: list[tuple[int, Box]] = []
    for block in blocks:
        for place in block.places:
            last = boxes[-1] if boxes else None
            if last and last[0] == place.page and _below(last[1], place.bbox):
                boxes[-1] = (place.page, _round(last[1], place.bbox))
            else:
                boxes.append((place.page, place.bbox))
    return boxes


def _below(one: Box, other: Box) -> bool:
    """Whether the second box stands under the first, in one column, with no more than a few lines between."""
    overlap = min(one[2], other[2]) - max(one[0], other[0])
    return overlap > 0 and -4 <= other[1] - one[3] <= 40


def _round(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
