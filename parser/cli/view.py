"""A record made easy to walk: its parts by id, the pages of an act, the acts of a matter. Pure."""

from collections.abc import Iterator

from parser.record.stance import Stance, stance
from parser.record.types import Act, ActId, Block, BlockId, BlockRole, Matter, Place, Record


class RecordView:
    """The record and what is asked of it again and again when it is shown.

    Dangling ids never raise: a record that is shown may be wrong, which is why somebody looks at it.
    """

    def __init__(self, record: Record) -> None:
        """Index `record`."""
        self.record = record
        self.blocks: dict[BlockId, Block] = {block.id: block for block in record.blocks}
        self.acts: dict[ActId, Act] = {act.id: act for act in record.acts}

    def pages_of(self, act: Act) -> list[int]:
        """The pages that an act touches, in ascending order."""
        return sorted({place.page for block in act.blocks for place in self.places(block)})

    def places(self, block: BlockId) -> tuple[Place, ...]:
        """Where a block stands, one place for each page; none where the record does not have the block."""
        found = self.blocks.get(block)
        if found is None:
            return ()
        return found.places or (Place(page=found.page, bbox=found.bbox),)

    def said(self, act: Act) -> str:
        """An act's words without its headings, which say what it is and not what it says; all where these are all."""
        blocks = [self.blocks[block] for block in act.blocks if block in self.blocks]
        said = " ".join(block.text for block in blocks if block.role is not BlockRole.HEADING)
        return said or act.text

    def children(self, act: Act) -> list[Act]:
        """The acts that an act quotes or appends."""
        return [other for other in self.record.acts if other.parent == act.id]

    def top_level(self) -> list[Act]:
        """The acts that no other act quotes, in the order of the print."""
        return [act for act in self.record.acts if act.parent is None or act.parent not in self.acts]

    def by_matter(self) -> Iterator[tuple[Matter | None, list[Act]]]:
        """Each matter with its top-level acts; acts without a matter that is known come first, under None."""
        known = {matter.id for matter in self.record.matters}
        loose = [act for act in self.top_level() if act.matter not in known]
        if loose:
            yield None, loose
        for matter in self.record.matters:
            yield matter, [act for act in self.top_level() if act.matter == matter.id]

    def known(self, ids: tuple[ActId, ...]) -> list[Act]:
        """The acts with these ids, those that do not exist left out."""
        return [self.acts[one] for one in ids if one in self.acts]

    def standing(self, act: Act, to: Stance) -> list[Act]:
        """The acts of its `about` that an act is `against`, `for`, or `about` without saying more."""
        return [one for one in self.known(act.about) if stance(act, one) is to]

    def innermost(self) -> dict[BlockId, list[ActId]]:
        """The acts that each block is in, the innermost first."""
        held: dict[BlockId, list[ActId]] = {}
        for act in sorted(self.record.acts, key=self._depth, reverse=True):
            for block in act.blocks:
                held.setdefault(block, []).append(act.id)
        return held

    def _depth(self, act: Act) -> int:
        depth, seen, parent = 0, {act.id}, act.parent
        while parent is not None and parent in self.acts and parent not in seen:
            seen.add(parent)
            depth += 1
            parent = self.acts[parent].parent
        return depth
