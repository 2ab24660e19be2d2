"""Lists of persons: names with roles and codes, and which code holds for which names.

How a code spreads (`A` … are names):

- `A (S)`: A. `A, B och C (alla s)`: all of them. `A och B (båda m)`: the last two.
- `A, B och C (S)`, `A och B (M)`: a code without a word for how many holds for every name since the last code, so
  `A (S), B och C (M)` is S, M, M, and `A, B (S)` is S, S. A name that is known to be of another party keeps out.
- But not past `samt` or a semicolon, and not over a comma to one who has a role of their own: in `borgarrådet A, B (M)`
  A has no code.
- `A och B (S, V)`: as many codes as names, one each.
- `A, B och C, samtliga (M)` and `… från Moderaterna`: all of them.
- `A m.fl. (S)` and `A (S) m.fl.`: A, who has others with them.
"""

from parser.attribute.codes import ALL, CodeMark
from parser.attribute.party_data import Party
from parser.attribute.reading import Item, Reading
from parser.attribute.single import give_code, party_at, party_of_group, read_person


def read_connector(reading: Reading, at: int) -> int | None:
    """The token after commas, `och` and their like, or None where none stand there."""
    here = at
    while reading.kind(here) in "ka;+/" and here < at + 3:
        here += 1
    return here if here > at else None


def read_persons(reading: Reading, at: int, *, attached: Party | None = None) -> tuple[list[Item], int] | None:
    """A list of persons from a token on: its items with their codes given out, and the token after it.

    `attached` is the party that the list was said to be of (`för Moderaterna: A och B`).
    """
    items: list[Item] = []
    here = at
    while (item := read_person(reading, here)) is not None:
        items.append(item)
        after = read_connector(reading, item.to)
        here = item.to
        if after is None or reading.kind(after) not in "nipbRSM":
            break
        if reading.kind(after) == "b" and reading.kind(after + 1) not in ".n":
            break
        here = after
    if not items:
        return None
    end = _shared_code(reading, items)
    _spread_roles(items)
    _identify(reading, items)
    spread_codes(items, attached=attached, reading=reading)
    return items, max(end, items[-1].to)


def _shared_code(reading: Reading, items: list[Item]) -> int:
    """A code after the whole list: `A, B och C, samtliga (M)`, `A och B, båda från Moderaterna`."""
    last = items[-1]
    here = last.to
    if last.spread is not None:
        return here
    if reading.kind(here) == "k":
        here += 1
    words = reading.register.lists
    if reading.kind(here) != "w" or reading.tokens[here].text not in words.all | words.both:
        return last.to
    spread = 2 if reading.tokens[here].text in words.both else ALL
    here += 1
    if reading.kind(here) in "xd" and reading.kind(here + 1) in "cbl":
        here += 1
    kind = reading.kind(here)
    if kind == "c":
        mark = reading.tokens[here].value
        assert isinstance(mark, CodeMark)
        give_code(last, mark, reading.tokens[here].text)
    elif kind in "bl":
        last.code, last.party = reading.printed(here), party_at(reading, here)
    elif kind == "f" and reading.kind(here + 1) in "Pb" and (taken := party_of_group(reading, here + 1)) is not None:
        last.code, last.party = taken[0], taken[1]
        here += 1
    else:
        return last.to
    last.spread = spread
    last.to = here + 1
    last.end = reading.tokens[here].end
    return here + 1


def _spread_roles(items: list[Item]) -> None:
    """`borgarråden A, B och C`: the role of several holds until another role stands."""
    current: Item | None = None
    for item in items:
        item.singular_role = item.role is not None and not item.plural_role
        if item.role is not None:
            current = item if item.plural_role else None
        elif current is not None:
            item.role, item.role_id = current.role, current.role_id


def _identify(reading: Reading, items: list[Item]) -> None:
    """Find for each item the known person that it names, if exactly one fits."""
    for item in items:
        name = " ".join(item.words)
        item.known = reading.known.by_name(name)
        if item.known is None and len(item.words) <= 3:
            found = reading.known.by_surname(name)
            if not found:
                bare = reading.rules.without_genitive(name)
                found = reading.known.by_surname(bare) if bare != name else ()
                if not found and name.endswith("s"):
                    found = reading.known.by_surname(name[:-1])
            if len(found) > 1 and item.party is not None and not item.inherited:
                found = tuple(known for known in found if known.party_id == item.party.id) or found
            if len(found) == 1:
                item.known = found[0]


def spread_codes(items: list[Item], *, attached: Party | None, reading: Reading) -> None:
    """Give the codes out over the names, as the module's docstring says."""
    waiting: list[Item] = []
    for item in items:
        if item.spread is None:
            if not item.inherited:
                waiting.append(item)
            continue
        mark = item.codes
        if mark is not None and len(mark.codes) > 1 and len(mark.codes) == len(waiting) + 1:
            for holder, code, party in zip([*waiting, item], mark.codes, mark.parties, strict=True):
                holder.code, holder.party = code, party
        else:
            takers = waiting[-(item.spread - 1) :] if item.spread > 1 else waiting
            if item.spread == 0:
                takers = _within_reach(takers, item, reading)
            for taker in takers:
                if _is_of_another(taker, item):
                    continue
                taker.code, taker.party, taker.sure, taker.inherited = item.code, item.party, item.sure, True
        waiting = []
    if attached is not None:
        for item in waiting:
            item.code = attached.code_at(reading.date, lower=reading.lower_codes)
            item.party, item.inherited = attached, True


_OFFICIAL = "official"  # the role of those who serve the body, and are of no party there


def _within_reach(waiting: list[Item], item: Item, reading: Reading) -> list[Item]:
    """Those of the names before a code without a quantifier that it holds for."""
    reached: list[Item] = []
    last = item
    for taker in reversed(waiting):
        between = range(taker.to, last.at)
        words = {reading.tokens[at].text.casefold() for at in between}
        if ";" in words or words & reading.register.lists.parting or taker.role_id == _OFFICIAL:
            break
        if taker.singular_role and not words & reading.register.lists.connectors:
            break
        reached.append(taker)
        last = taker
    return reached


def _is_of_another(taker: Item, item: Item) -> bool:
    return (
        item.spread == 0
        and taker.known is not None
        and taker.known.party_id is not None
        and item.party is not None
        and taker.known.party_id != item.party.id
    )
