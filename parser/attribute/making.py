"""From what was read to mentions: the name in full, the party's name at its time, what was corrected."""

from typing import Any

from parser.attribute.mention_types import Mention
from parser.attribute.names import Known, fold
from parser.attribute.party_data import Party
from parser.attribute.reading import Evidence, Item, Reading
from parser.attribute.scanner import Token
from parser.model import Finding
from parser.record.types import ActorType


def person(reading: Reading, item: Item, listing: int, before: tuple[str, ...]) -> Mention:
    """The mention of a person; `listing` and `before` are of the list that they stand in."""
    name, findings = _name(reading, item)
    party, code, corrected = item.party, item.code, item.corrected
    if reading.ocr and (fuller := _fuller_code(reading, item)) is not None:
        corrected, (party, code) = f"({item.code})", fuller
    if corrected is not None:
        findings.append(Finding("corrected-party", f"The code «{corrected}» after «{name}» is read as ({code})."))
    if not item.sure and not item.inherited:
        said = f"The code ({item.code}) after «{name}» is not in the register of parties."
        findings.append(Finding("unknown-party", said))
    return Mention(
        name=name,
        party=code,
        party_id=party.id if party is not None else None,
        role=item.role,
        role_id=item.role_id,
        type=ActorType.PERSON,
        and_others=item.others,
        inherited=item.inherited,
        evidence=item.accepted or Evidence.SHAPE,
        findings=tuple(findings),
        **_place(reading, item, listing, before),
    )


def group(reading: Reading, item: Item, listing: int, before: tuple[str, ...]) -> Mention:
    """The mention of a party as a group, or of an alliance, which is named as printed."""
    party, named, code = item.party, item.named, item.code
    members: tuple[str, ...] = ()
    if party is not None:
        name = _name_of(party, code, reading.date)
        code = code or party.code_at(reading.date, lower=reading.lower_codes)
    else:
        assert named is not None
        assert named.alliance is not None
        name = reading.text[item.name_start : item.name_end]
        if named.genitive and name.casefold().endswith("s"):
            name = name[:-1]
        name = name[:1].upper() + name[1:]
        if named.alliance.holds_on(reading.date):
            members = named.alliance.parties
    return Mention(
        name=name,
        party=code,
        party_id=party.id if party is not None else None,
        role=None,
        type=ActorType.PARTY_GROUP,
        and_others=False,
        inherited=False,
        evidence=Evidence.REGISTER,
        members=members,
        **_place(reading, item, listing, before),
    )


def body(reading: Reading, token: Token, listing: int, before: tuple[str, ...]) -> Mention:
    """The mention of a body, under the name that the context gives it."""
    name = str(token.value)
    item = Item(0, 0, [], token.start, token.end, token.start, token.end, genitive=len(token.text) > len(name))
    return Mention(
        name=name,
        party=None,
        party_id=None,
        role=None,
        type=ActorType.ORGANISATION,
        and_others=False,
        inherited=False,
        evidence=Evidence.REGISTER,
        **_place(reading, item, listing, before),
    )


def _place(reading: Reading, item: Item, listing: int, before: tuple[str, ...]) -> dict[str, Any]:
    """The fields that say where a mention stands."""
    return {
        "start": item.start,
        "end": item.end,
        "printed": reading.text[item.start : item.end],
        "name_start": item.name_start,
        "name_end": item.name_end,
        "genitive": item.genitive,
        "listing": listing,
        "preceded_by": before,
    }


def _name(reading: Reading, item: Item) -> tuple[str, list[Finding]]:
    """The name in full, and what was corrected in it."""
    rules = reading.rules
    name = rules.display(item.words)
    if item.known is not None:
        return (name if fold(name) == fold(item.known.name) else item.known.name), []
    near = _near(reading, name)
    if near is not None:
        said = f"«{name}» is all but «{near.name}» and is taken for them; check the print."
        return (near.name if reading.ocr else name), [Finding("corrected-name", said)]
    if reading.ocr and (mended := rules.display(rules.mended(item.words))) != name:
        return mended, [Finding("corrected-name", f"«{name}» is read as «{mended}»; check the print.")]
    return name, []


def _near(reading: Reading, name: str) -> Known | None:
    near = reading.known.by_spelling(name)
    return near or (reading.known.by_skeleton(name, reading.rules) if reading.ocr else None)


def _fuller_code(reading: Reading, item: Item) -> tuple[Party, str] | None:
    """The known person's code where the one read is it with a letter lost: `(m)` of one known to be `(mp)`."""
    known = item.known.party_id if item.known is not None else None
    if known is None or item.party is None or item.code is None or known == item.party.id:
        return None
    party = reading.register.by_id(known)
    if party is None:
        return None
    code = party.code_at(reading.date, lower=item.code.islower())
    lost = len(code) > len(item.code) and item.code.casefold() in code.casefold()
    return (party, code) if lost else None


def _name_of(party: Party, code: str | None, date: str | None) -> str:
    """A party's everyday name at a date; without one, at the time of the printed code."""
    if date is None and code is not None:
        printed = next((known for known in party.codes if known.code.casefold() == code.casefold()), None)
        if printed is not None and printed.until is not None:
            return party.name_at(printed.until.isoformat())
    return party.name_at(date)
