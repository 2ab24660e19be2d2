"""The parties and persons that a record's acts name, each once."""

from collections.abc import Sequence

from parser.attribute.parties import PartyRegister
from parser.record.types import Act, Party


def parties_used(acts: Sequence[Act], register: PartyRegister, date: str | None) -> tuple[Party, ...]:
    """The parties of the register that the acts' actors belong to, with the codes printed, by id."""
    codes: dict[str, list[str]] = {}
    for act in acts:
        for actor in act.actors:
            if actor.party_id:
                held = codes.setdefault(actor.party_id, [])
                if actor.party and actor.party not in held:
                    held.append(actor.party)
    out = []
    for party_id in sorted(codes):
        party = register.by_id(party_id)
        if party is not None:
            out.append(
                Party(id=party_id, name=party.name_at(date), codes=tuple(codes[party_id]), wikidata=party.wikidata)
            )
    return tuple(out)
