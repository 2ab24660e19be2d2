"""What a schema cannot say of a record: that its parts fit each other.

A record that yields no problem here satisfies:

1. ids are unique, and every id that something names exists;
2. an act's blocks stand in reading order, not all are furniture, and its text is theirs but for white space
   and furniture;
3. acts with the same parent share no block, and a child's blocks are among its parent's; no act is its own ancestor;
4. links stay within a matter, and no act is linked to itself;
5. every block's places are on pages of the document, the first of them its own, and its edits lie within its text
   without overlap;
6. the record's id begins its sha256, and dates are days of the calendar.

What a reader can live with (an edit that changes nothing, a box inside out, a link to another matter, a point that
is not word for word in its act) is a doubt, everything else a fault.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from parser.record.problem import Problem, Weight
from parser.record.text import act_text, fold_space
from parser.record.types import SCHEMA_VERSION, Act, Actor, Block, BlockRole, Kind, Record


class _Names:
    """The ids that a record defines, each list once."""

    def __init__(self, record: Record) -> None:
        self.order = {block.id: index for index, block in enumerate(record.blocks)}
        self.blocks = {block.id: block for block in record.blocks}
        self.acts = {act.id: act for act in record.acts}
        self.matters = {matter.id for matter in record.matters}
        self.persons = {person.id for person in record.persons}
        self.parties = {party.id for party in record.parties}


def reference_problems(record: Record) -> Iterator[Problem]:
    """Where the parts of a record do not fit each other (the six points above)."""
    names = _Names(record)
    yield from _of_ids(record)
    yield from _of_document(record)
    for index, block in enumerate(record.blocks):
        yield from _of_block(block, f"blocks[{index}]", record.source.pages)
    for index, act in enumerate(record.acts):
        yield from _of_act(act, f"acts[{index}]", names)
    yield from _of_overlap(record.acts)
    yield from _of_the_rest(record, names)


def _of_ids(record: Record) -> Iterator[Problem]:
    lists: dict[str, Iterable[str]] = {
        "blocks": (block.id for block in record.blocks),
        "acts": (act.id for act in record.acts),
        "matters": (matter.id for matter in record.matters),
        "persons": (person.id for person in record.persons),
        "parties": (party.id for party in record.parties),
    }
    for name, ids in lists.items():
        for id_, count in Counter(ids).items():
            if count > 1:
                yield Problem(name, f"The id {id_} is given {count} times; it must be unique.")


def _of_document(record: Record) -> Iterator[Problem]:
    if record.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        yield Problem("schema_version", f"The version {record.schema_version} is not of the kind {SCHEMA_VERSION}.")
    if not record.source.sha256.startswith(record.id):
        yield Problem("id", f"The id {record.id} does not begin the sha256 {record.source.sha256}.")
    if record.document.date is not None:
        try:
            date.fromisoformat(record.document.date)
        except ValueError:
            yield Problem("document.date", f"{record.document.date} is no day of the calendar.")


def _of_block(block: Block, path: str, pages: int) -> Iterator[Problem]:
    if not block.places:
        yield Problem(f"{path}.places", f"The block {block.id} has no place.")
    elif (block.places[0].page, block.places[0].bbox) != (block.page, block.bbox):
        yield Problem(f"{path}.places[0]", f"The first place of {block.id} is not its page and bbox.")
    for index, place in enumerate(block.places):
        if place.page > pages:
            yield Problem(f"{path}.places[{index}]", f"{block.id} is on page {place.page} of {pages}.", page=place.page)
        x0, top, x1, bottom = place.bbox
        if x0 > x1 or top > bottom:
            yield Problem(
                f"{path}.places[{index}]", f"The box of {block.id} is turned inside out.", Weight.DOUBT, place.page
            )
    if any(here.page >= there.page for here, there in pairwise(block.places)):
        yield Problem(f"{path}.places", f"The places of {block.id} are not one a page in the pages' order.")
    end = 0
    for index, edit in enumerate(block.edits):
        where = f"{path}.edits[{index}]"
        if edit.at < end:
            yield Problem(where, f"The edit at {edit.at} of {block.id} overlaps or precedes the one before it.")
        if edit.at + edit.length > len(block.text):
            yield Problem(where, f"The edit at {edit.at} of {block.id} goes beyond its text of {len(block.text)}.")
        elif block.text[edit.at : edit.at + edit.length] == edit.printed:
            yield Problem(where, f"The edit at {edit.at} of {block.id} changes nothing.", Weight.DOUBT)
        end = edit.at + edit.length


def _of_act(act: Act, path: str, names: _Names) -> Iterator[Problem]:
    missing = [id_ for id_ in act.blocks if id_ not in names.blocks]
    for id_ in missing:
        yield Problem(f"{path}.blocks", f"The act {act.id} has a block {id_} that does not exist.")
    if not missing:
        places = [names.order[id_] for id_ in act.blocks]
        if any(here >= there for here, there in pairwise(places)):
            yield Problem(f"{path}.blocks", f"The blocks of {act.id} are not each once in reading order.")
        if all(names.blocks[id_].role is BlockRole.FURNITURE for id_ in act.blocks):
            yield Problem(f"{path}.blocks", f"The act {act.id} has no block but furniture.")
        if fold_space(act.text) != fold_space(act_text(names.blocks[id_] for id_ in act.blocks)):
            yield Problem(f"{path}.text", f"The text of {act.id} is not that of its blocks.")
    if act.matter is not None and act.matter not in names.matters:
        yield Problem(f"{path}.matter", f"The act {act.id} is in a matter {act.matter} that does not exist.")
    if act.vote is not None and act.kind is not Kind.VOTE:
        yield Problem(f"{path}.vote", f"The act {act.id} is a {act.kind.value}, yet it holds a vote.")
    yield from _of_links(act, path, names)
    yield from _of_actors(act.actors, path, names)
    text = fold_space(act.text)
    for index, point in enumerate(act.points):
        if point.block is not None and point.block not in act.blocks:
            yield Problem(f"{path}.points[{index}].block", f"The block {point.block} is not one of {act.id}.")
        if fold_space(point.text) not in text:
            yield Problem(
                f"{path}.points[{index}].text", f"A point of {act.id} is not in its text: «{point.text}».", Weight.DOUBT
            )


def _of_links(act: Act, path: str, names: _Names) -> Iterator[Problem]:
    links = [
        *((f"about[{index}]", id_) for index, id_ in enumerate(act.about)),
        *((f"in_favour_of[{index}]", id_) for index, id_ in enumerate(act.in_favour_of)),
    ]
    if act.refers_to is not None:
        links.append(("refers_to", act.refers_to))
    for name, id_ in links:
        other = names.acts.get(id_)
        if other is None:
            yield Problem(f"{path}.{name}", f"The act {act.id} points at {id_}, which does not exist.")
        elif id_ == act.id:
            yield Problem(f"{path}.{name}", f"The act {act.id} points at itself.")
        elif None not in (act.matter, other.matter) and act.matter != other.matter:
            yield Problem(
                f"{path}.{name}", f"{act.id} of {act.matter} points at {id_} of {other.matter}.", Weight.DOUBT
            )
    if act.parent is None:
        return
    parent = names.acts.get(act.parent)
    if parent is None:
        yield Problem(f"{path}.parent", f"The parent {act.parent} of {act.id} does not exist.")
        return
    if outside := [id_ for id_ in act.blocks if id_ not in set(parent.blocks)]:
        yield Problem(f"{path}.blocks", f"{', '.join(outside)} of {act.id} are not among its parent {parent.id}'s.")
    seen = {act.id}
    while parent is not None and parent.id not in seen:
        seen.add(parent.id)
        parent = names.acts.get(parent.parent) if parent.parent is not None else None
    if parent is not None:
        yield Problem(f"{path}.parent", f"The act {act.id} is among its own ancestors or has a parent that is.")


def _of_actors(actors: Iterable[Actor], path: str, names: _Names) -> Iterator[Problem]:
    for index, actor in enumerate(actors):
        if actor.person is not None and actor.person not in names.persons:
            yield Problem(f"{path}.actors[{index}].person", f"The person {actor.person} does not exist.")
        if actor.party_id is not None and actor.party_id not in names.parties:
            yield Problem(f"{path}.actors[{index}].party_id", f"The party {actor.party_id} does not exist.")


def _of_overlap(acts: Iterable[Act]) -> Iterator[Problem]:
    owner: dict[tuple[str | None, str], str] = {}
    for index, act in enumerate(acts):
        for id_ in dict.fromkeys(act.blocks):
            other = owner.setdefault((act.parent, id_), act.id)
            if other != act.id:
                yield Problem(f"acts[{index}].blocks", f"The block {id_} is both {other}'s and {act.id}'s.")


def _of_the_rest(record: Record, names: _Names) -> Iterator[Problem]:
    for path, kind, id_, known in _named(record, names):
        if id_ is not None and id_ not in known:
            yield Problem(path, f"The {kind} {id_} does not exist.")
    for index, note in enumerate(record.notes):
        yield from _of_actors(note.actors, f"notes[{index}]", names)


def _named(record: Record, names: _Names) -> Iterator[tuple[str, str, str | None, Iterable[str]]]:
    """Every id that is named outside the acts: where, what it is of, the id, and the ids that there are."""
    for index, matter in enumerate(record.matters):
        for id_ in matter.blocks:
            yield f"matters[{index}].blocks", "block", id_, names.blocks
    for index, note in enumerate(record.notes):
        yield f"notes[{index}].matter", "matter", note.matter, names.matters
        for id_ in note.blocks:
            yield f"notes[{index}].blocks", "block", id_, names.blocks
    for index, present in enumerate(record.attendance):
        yield f"attendance[{index}].person", "person", present.person, names.persons
        yield f"attendance[{index}].party_id", "party", present.party_id, names.parties
        yield f"attendance[{index}].block", "block", present.block, names.blocks
    for index, person in enumerate(record.persons):
        for id_ in person.parties:
            yield f"persons[{index}].parties", "party", id_, names.parties
    for index, warning in enumerate(record.warnings):
        yield f"warnings[{index}].block", "block", warning.block, names.blocks
        yield f"warnings[{index}].act", "act", warning.act, names.acts
