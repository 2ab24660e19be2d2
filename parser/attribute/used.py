"""The parties and persons that a record's acts name, each once."""

from collections.abc import Sequence

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
