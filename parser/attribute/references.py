"""Cross-references: the act that `med hänvisning till reservationen av (s) i borgarrådsberedningen` points at."""

import re
from collections.abc import Sequence

import msgspec

from parser.attribute.finder import Find
from parser.language.bodies import nominative
from parser.language.engine import Engine
from parser.model import Finding
from parser.record.types import Act, Kind

_POINTS = re.compile(
    r"\b(?:med\s+hänvisning\s+till|hänvisa(?:r|de)\s+(?:i\s+(?:\w+\s+){1,3})?till|i\s+enlighet\s+med|enligt|likalydande\s+(?:med|som)|instäm(?:mer|mande|de)\s+i|ansl(?:uter|öt)\s+sig\s+till|(?:stött|stödde|stöder|biträtt|biträder|biträdde|delar|delade)|ställ\w+\s+(?:sig|mig|oss)\s+bakom)\s+(?P<what>[^.]*)",
    re.IGNORECASE,
)
_NOUNS = (
    (re.compile(r"ersättaryttrande", re.IGNORECASE), Kind.SUBSTITUTE_STATEMENT),
    (re.compile(r"särskil\w*\s+(?:uttaland|yttrand)|protokollsanteckning", re.IGNORECASE), Kind.SPECIAL_STATEMENT),
    (re.compile(r"reservation", re.IGNORECASE), Kind.RESERVATION),
)
_CODE = re.compile(r"\(\s*([A-Za-zÅÄÖåäö!]{1,8})\s*\)")
_TOLD = 8  # so many ids a sentence lists
_OWN = re.compile(r"\b(?:sin|sitt|sina|egen|eget|egna)\b", re.IGNORECASE)


class Pointer(msgspec.Struct, frozen=True):
    """What an act's words point at: the kind, the parties' ids or printed codes, the names, the body, whose own."""

    kind: Kind
    parties: frozenset[str]
    names: frozenset[str]
    body: str | None
    own: bool


def pointer_in(text: str, find: Find, engine: Engine) -> Pointer | None:
    """The pointer in an announcement; None where it points at no act."""
    for found in _POINTS.finditer(" ".join(text.split())):
        what = found["what"]
        kinds = [(m.start(), kind) for pattern, kind in _NOUNS if (m := pattern.search(what))]
        if not kinds:
            continue
        at, kind = min(kinds)
        mentions = list(find(what))
        codes = {c.casefold() for c in _CODE.findall(what)}
        parties = codes | {(m.party_id or m.party or "").casefold() for m in mentions if m.party_id or m.party}
        names = engine.names(what)
        body = next((nominative(what[n.start : n.end]) for n in reversed(names) if n.label == "body"), None)
        people = frozenset(m.name.casefold() for m in mentions if m.type == "person")
        return Pointer(kind, frozenset(p for p in parties if p), people, body, bool(_OWN.search(what[: at + 3])))
    return None


def resolve(act: Act, pointer: Pointer, acts: Sequence[Act]) -> tuple[str | None, Finding | None]:
    """The id of the one act that the pointer fits, in the act's own matter; else None and a finding."""
    kinds = {pointer.kind}
    pool = [a for a in acts if a.id != act.id and a.matter == act.matter and a.kind in kinds and a.parent == act.parent]
    if pointer.body:
        pool = [a for a in pool if (a.body or "").casefold() == pointer.body.casefold()]
    else:
        # where no body is named it is the same body's, printed before
        earlier = [a for a in pool if int(a.id[1:]) < int(act.id[1:])]
        here = [a for a in earlier if a.body == act.body and (not pointer.parties or pointer.parties & _parties(a))]
        pool = here or earlier or pool
    if pointer.names:
        pool = [a for a in pool if pointer.names & {x.name.casefold() for x in a.actors}] or pool
    elif pointer.parties:
        sharing = [a for a in pool if pointer.parties & _parties(a)]
        whole = [a for a in sharing if all(p in _parties(a) for p in pointer.parties)]
        pool = whole if len(pointer.parties) > 1 and whole else sharing
    elif pointer.own or len(pool) > 1:
        own = _parties(act)
        pool = [a for a in pool if own & _parties(a)] or (pool if not pointer.own else [])
    if pointer.parties and len(pool) > 1:
        # one that is the party's alone before one that it shares
        alone = [a for a in pool if _ids(a) <= pointer.parties or _printed(a) <= pointer.parties]
        pool = alone if len(alone) == 1 else pool
    if len(pool) == 1:
        return pool[0].id, None
    why = "no act fits" if not pool else f"{len(pool)} acts fit ({_listed(pool)})"
    message = (
        f"The act refers to a {pointer.kind.value.replace('_', ' ')} in {pointer.body or 'the same matter'}, but {why}."
    )
    return None, Finding("unresolved-reference", message, act=act.id, block=act.blocks[0] if act.blocks else None)


def _listed(pool: Sequence[Act]) -> str:
    return ", ".join(a.id for a in pool[:_TOLD]) + (" …" if len(pool) > _TOLD else "")


def _printed(act: Act) -> set[str]:
    return {a.party.casefold() for a in act.actors if a.party}


def _ids(act: Act) -> set[str]:
    return {a.party_id.casefold() for a in act.actors if a.party_id}


def _parties(act: Act) -> set[str]:
    return _printed(act) | _ids(act)
