"""How two records of one document differ, act by act.

Ids of acts and blocks are numbers in order, so that one more act renames all after it. Acts are therefore matched by
what they are: the same words, else the same place on the print, else the same kind, body and actors.

Postconditions of `match_acts` and `compare`, which property tests check:

1. Each act before is matched with at most one act after, and the other way round.
2. A record compared with itself differs in nothing; what is added one way is removed the other way.
3. Renaming acts, blocks and persons throughout is no difference.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from parser.record.types import Act, Actor, Record

UNTOLD = ("source", "schema_version", "id")
"""What a record says of its making: it may differ, and the record is the same."""


class ActChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an act. `fields` has for each that differs its value before and after."""

    what: str
    """`added`, `removed` or `changed`."""
    kind: str
    before: str | None = None
    after: str | None = None
    """The act's id before and after."""
    matter: str | None = None
    body: str | None = None
    actors: tuple[str, ...] = ()
    begins: str = ""
    """The act's first words."""
    fields: dict[str, tuple[Any, Any]] = {}


class DocumentChange(msgspec.Struct, frozen=True, kw_only=True):
    """How a document differs: in what it says that it is, in its acts, or in another part of its record."""

    fields: dict[str, tuple[Any, Any]]
    parts: tuple[str, ...]
    """Other parts of the record that differ: `matters`, `blocks`, `notes`, `attendance`, `persons`, …"""
    acts: tuple[ActChange, ...]
    same_acts: int

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.fields or self.parts or self.acts)


class _Side:
    """A record's acts, and what is looked up for them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.matters = {matter.id: (matter.number or matter.title or matter.id) for matter in record.matters}
        blocks = {block.id: (block.page, *(round(one) for one in block.bbox)) for block in record.blocks}
        self.places = {act.id: tuple(blocks[one] for one in act.blocks if one in blocks) for act in record.acts}

    def matter(self, act: Act) -> str | None:
        return self.matters.get(act.matter or "", act.matter)

    def words(self, act: Act) -> str:
        return " ".join(act.text.split())


def compare(before: Record, after: Record) -> DocumentChange:
    """How `after` differs from `before`, which are records of one document."""
    was, now = _Side(before), _Side(after)
    pairs = match_acts(before, after)
    renamed = dict(pairs)
    acts_before = {act.id: act for act in before.acts}
    acts_after = {act.id: act for act in after.acts}
    changes: list[ActChange] = []
    for act in before.acts:
        if act.id not in renamed:
            changes.append(_told("removed", act, was, before=act.id))
    back = {after_id: before_id for before_id, after_id in pairs}
    for act in after.acts:
        if act.id not in back:
            changes.append(_told("added", act, now, after=act.id))
            continue
        old = acts_before[back[act.id]]
        fields = dict(_fields(old, act, was, now, renamed))
        if fields:
            changes.append(_told("changed", act, now, before=old.id, after=act.id, fields=fields))
    return DocumentChange(
        fields=dict(_differing(msgspec.structs.asdict(before.document), msgspec.structs.asdict(after.document))),
        parts=tuple(_parts(was, now)),
        acts=tuple(changes),
        same_acts=len(acts_after) - sum(one.what != "removed" for one in changes),
    )


def match_acts(before: Record, after: Record) -> list[tuple[str, str]]:
    """The pairs of acts that are one: ids before and after."""
    was, now = _Side(before), _Side(after)
    passes: tuple[Callable[[_Side, Act], Hashable], ...] = (
        lambda side, act: (act.kind, act.body, side.matter(act), side.words(act), side.places[act.id][:1]),
        lambda side, act: (act.kind, side.words(act)),
        lambda side, act: (act.kind, side.places[act.id][:1]) if side.places[act.id] else None,
        lambda side, act: side.words(act) or None,
        lambda side, act: side.places[act.id][:1] or None,
        lambda side, act: (
            (act.kind, act.body, side.matter(act), tuple(one.name for one in act.actors)) if act.actors else None
        ),
    )
    left, right = list(before.acts), list(after.acts)
    pairs: list[tuple[str, str]] = []
    for key in passes:
        waiting: dict[Hashable, list[Act]] = {}
        for act in right:
            waiting.setdefault(key(now, act), []).append(act)
        taken: set[str] = set()
        rest = []
        for act in left:
            own = key(was, act)
            # In the order printed: where a document says one thing twice, the first is the first.
            if own is not None and waiting.get(own):
                other = waiting[own].pop(0)
                taken.add(other.id)
                pairs.append((act.id, other.id))
            else:
                rest.append(act)
        left = rest
        right = [act for act in right if act.id not in taken]
    return pairs


def _fields(old: Act, new: Act, was: _Side, now: _Side, renamed: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """The fields of a matched act that differ, references followed."""

    def followed(ids: Iterable[str]) -> list[str]:
        return sorted(renamed.get(one, f"{one} (removed)") for one in ids)

    pairs: list[tuple[str, Any, Any]] = [
        ("kind", old.kind, new.kind),
        ("matter", was.matter(old), now.matter(new)),
        ("body", old.body, new.body),
        ("parent", followed([old.parent] if old.parent else []), [new.parent] if new.parent else []),
        ("text", was.words(old), now.words(new)),
        ("points", [(one.number, one.text) for one in old.points], [(one.number, one.text) for one in new.points]),
        ("actors", _actors(old.actors), _actors(new.actors)),
        ("refers_to", followed([old.refers_to] if old.refers_to else []), [new.refers_to] if new.refers_to else []),
        ("about", followed(old.about), sorted(new.about)),
        ("in_favour_of", followed(old.in_favour_of), sorted(new.in_favour_of)),
        ("demand", sorted(old.demand), sorted(new.demand)),
        ("vote", old.vote, new.vote),
        ("confidence", old.confidence, new.confidence),
        ("evidence", old.evidence, new.evidence),
        ("place", list(was.places[old.id]), list(now.places[new.id])),
    ]
    yield from ((name, (one, other)) for name, one, other in pairs if one != other)


def _actors(actors: Sequence[Actor]) -> list[dict[str, Any]]:
    """Actors without the person's number, which is one of order."""
    told = [msgspec.structs.asdict(one) for one in actors]
    for one in told:
        del one["person"]
    return told


def _parts(was: _Side, now: _Side) -> Iterator[str]:
    """Lists of the record, acts apart, that differ when ids of order are put aside."""
    for name in ("matters", "blocks", "notes", "attendance", "persons", "parties", "warnings"):
        if _bare(getattr(was.record, name)) != _bare(getattr(now.record, name)):
            yield name


_ORDINAL = frozenset({"id", "block", "blocks", "act", "person", "matter"})


def _bare(values: Sequence[msgspec.Struct]) -> list[Any]:
    return [_without(msgspec.structs.asdict(one)) for one in values]


def _without(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, dict):
        return {name: _without(one) for name, one in value.items() if name not in _ORDINAL}
    if isinstance(value, tuple):
        return [_without(one) for one in value]
    return value


def _differing(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, (before[name], after[name])) for name in before if before[name] != after[name])


def _told(what: str, act: Act, side: _Side, **more: Any) -> ActChange:
    words = side.words(act)
    return ActChange(
        what=what,
        kind=act.kind.value,
        matter=side.matter(act),
        body=act.body,
        actors=tuple(actor.name for actor in act.actors),
        begins=words if len(words) <= 120 else words[:119] + "…",
        **more,
    )
