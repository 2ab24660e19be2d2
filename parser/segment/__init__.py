"""Blocks → matters and acts: `segment`."""

from collections.abc import Sequence

from parser.language.engine import Engine
from parser.model import Block, Facts, Role, Segmented
from parser.segment.memorandum import MemorandumWalk
from parser.segment.minutes import MinutesWalk
from parser.segment.walk import Names


def segment(blocks: Sequence[Block], facts: Facts, engine: Engine, names: Names) -> Segmented:
    """Cuts a document into matters and acts.

    Postconditions: 1. the blocks that come out are those that went in, in order, some cut in two; 2. top-level acts
    share no block; 3. each act's blocks are in reading order; 4. an act with a parent lies wholly inside it.
    """
    walk: MemorandumWalk | MinutesWalk
    if facts.family == "memorandum":
        walk = MemorandumWalk(blocks, engine, names, facts)
        attendance: tuple[Block, ...] = ()
    else:
        walk = MinutesWalk(blocks, engine, names, facts.body)
    walk.run()
    if isinstance(walk, MinutesWalk):
        attendance = tuple(walk.attendance)
    return Segmented(
        facts=facts,
        blocks=tuple(walk.draft.blocks),
        matters=tuple(walk.draft.matters),
        acts=tuple(act.done() for act in walk.draft.acts),
        notes=tuple(walk.draft.notes),
        attendance=attendance,
        findings=tuple(walk.draft.findings),
    )


def before_matters(blocks: Sequence[Block], facts: Facts, engine: Engine) -> tuple[Block, ...]:
    """The blocks of minutes before the first matter, where attendance stands; none of a memorandum."""
    if facts.family == "memorandum":
        return ()
    walk = MinutesWalk(blocks, engine, Names(lambda _: False, lambda _: False), facts.body)
    first = min(walk.headings, default=len(blocks))
    return tuple(b for b in blocks[:first] if b.role is not Role.FURNITURE)


__all__ = ["Names", "before_matters", "segment"]
