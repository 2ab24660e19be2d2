"""The parties and persons that a record's acts name, each once."""

from collections.abc import Sequence

import msgspec

from parser.attribute.names import fold
from parser.attribute.parties import PartyRegister
from parser.record.types import Act, Actor, Attendance, Note, Party, Person


def parties_used(
    acts: Sequence[Act],
    notes: Sequence[Note],
    attendance: Sequence[Attendance],
    persons: Sequence[Person],
    register: PartyRegister,
    date: str | None,
) -> tuple[Party, ...]:
    """The parties of the register that a record's actors, persons and those present belong to, codes as printed."""
    codes: dict[str, list[str]] = {p: [] for person in persons for p in person.parties}
    named: list[Actor | Attendance] = [a for act in acts for a in act.actors]
    named += [a for note in notes for a in note.actors]
    for one in (*named, *attendance):
        if one.party_id:
            held = codes.setdefault(one.party_id, [])
            if one.party and one.party not in held:
                held.append(one.party)
    out = []
    for party_id in sorted(codes):
        party = register.by_id(party_id)
        if party is not None:
            out.append(
                Party(id=party_id, name=party.name_at(date), codes=tuple(codes[party_id]), wikidata=party.wikidata)
            )
    return tuple(out)


def with_present(
    persons: Sequence[Person], attendance: Sequence[Attendance]
) -> tuple[tuple[Person, ...], tuple[Attendance, ...]]:
    """The persons with those added who were present and did not act, and the attendance pointing at its persons."""
    known = {fold(form): person.id for person in persons for form in (person.name, *person.forms)}
    every = list(persons)
    out = []
    taken = [int(p.id[1:]) for p in persons]
    number = max(taken, default=0)
    for present in attendance:
        key = fold(present.name)
        if key not in known:
            number += 1
            known[key] = f"p{number}"
            parties = (present.party_id,) if present.party_id else ()
            every.append(Person(id=known[key], name=present.name, forms=(present.name,), parties=parties))
        out.append(msgspec.structs.replace(present, person=known[key]))
    return tuple(every), tuple(out)
