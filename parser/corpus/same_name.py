"""The same name in full in the same municipality: who of its bearers is one person.

The bearers are taken apart by party first, each party's in the order of time; then a change of party and mentions
without a party are looked at, where no namesakes are known. All is decided over the sorted whole, so that the order
in which records come changes nothing.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from parser.corpus.groups import Groups
from parser.corpus.mentions import YEAR, Mention
from parser.corpus.values import Certainty, Doubt, Link, Rule

GAP = 12
"""At most so many years between one mention and the next."""
SPAN = 30
"""At most so many years between the first mention and the last."""


class Found:
    """The links and doubts of a step, as they are found."""

    def __init__(self) -> None:
        """Nothing, as yet."""
        self.links: list[Link] = []
        self.doubts: list[Doubt] = []

    def doubt(self, code: str, message: str, mentions: Sequence[Mention]) -> None:
        """Something to look at."""
        self.doubts.append(Doubt(code=code, message=message, mentions=tuple(one.key for one in mentions)))

    def link(self, rank: int, one: Mention, other: Mention, rule: Rule, certainty: Certainty, why: str) -> None:
        """Two mentions that are one person."""
        if other < one:
            one, other = other, one
        self.links.append(Link(rank=rank, one=one.key, other=other.key, rule=rule, certainty=certainty, why=why))


def link_same_name(bearers: Sequence[Mention], groups: Groups, found: Found) -> None:
    """Link the bearers of one name in full in one municipality. `groups` holds what overrides have joined."""
    bearers = sorted(bearers)
    streams: dict[tuple[str, ...], list[Mention]] = {}
    for one in bearers:
        streams.setdefault(one.parties, []).append(one)
    unclear = [one for parties, of in streams.items() if len(parties) != 1 for one in of]
    namesakes = _conflict(bearers, groups)
    if namesakes:
        found.doubt(
            "namesakes",
            f"{len(bearers)} mentions of “{bearers[0].name}” in {bearers[0].municipality} are not of one person (two "
            "stand in one document, or the overrides say so): only those of one party were linked",
            namesakes,
        )
    persons: list[list[Mention]] = []
    for parties, stream in streams.items():
        if len(parties) != 1:
            continue
        if _conflict(stream, groups):
            _ambiguous(stream, "the party does not tell which of the namesakes each is", found)
        else:
            persons += _in_time(stream, Rule.SAME_NAME, found)
    if namesakes:
        if len(unclear) > 1 or (unclear and persons):
            _ambiguous(unclear, "no single party is known, and there are namesakes", found)
        return
    persons = _changes_of_party(persons, found)
    _without_party(unclear, persons, found)


def _conflict(bearers: Sequence[Mention], groups: Groups) -> list[Mention]:
    """Two that cannot be one: of one record, or kept apart by an override."""
    if not groups.labelled and len({one.record for one in bearers}) == len(bearers):
        return []  # as nearly always
    seen: dict[str, Mention] = {}
    labelled: dict[int, list[Mention]] = {}
    for one in bearers:
        other = seen.setdefault(one.record, one)
        if groups.root(other.key) != groups.root(one.key):
            return [other, one]
        for entry in groups.labels(one.key):
            for other in labelled.setdefault(entry, []):
                if groups.contradiction(one.key, other.key) is not None:
                    return [other, one]
            if len(labelled[entry]) < 2:  # two of one label tell no more than one
                labelled[entry].append(one)
    return []


def _ambiguous(mentions: Sequence[Mention], why: str, found: Found) -> None:
    one = mentions[0]
    found.doubt(
        "two-candidates", f"“{one.name}” in {one.municipality} ({_documents(mentions)}) was not linked: {why}", mentions
    )


def _documents(mentions: Sequence[Mention]) -> str:
    return "1 document" if len(mentions) == 1 else f"{len(mentions)} documents"


def _in_time(stream: Sequence[Mention], rule: Rule, found: Found) -> list[list[Mention]]:
    """Mentions that differ in time only, taken apart where the time between them is too long to be one person's."""
    certainty = Certainty.HIGH if rule is Rule.SAME_NAME else Certainty.LOWER
    chains: list[list[Mention]] = []
    undated: list[Mention] = []
    first = last = 0
    for one in stream:
        day = one.day
        if day is None:
            undated.append(one)
            continue
        before, last = last, day
        # As `fits`: in order of time, the ends are enough.
        if chains and (day - before) / YEAR <= GAP and (day - first) / YEAR <= SPAN:
            found.link(1, chains[-1][-1], one, rule, certainty, _agree(chains[-1][-1], one))
            chains[-1].append(one)
        else:
            if chains:
                found.doubt(
                    "far-apart-in-time",
                    f"“{one.name}” in {one.municipality} was not linked from {chains[-1][-1].date} to {one.date}: more "
                    f"than {GAP} years lie between two mentions, or more than {SPAN} between the first and the last",
                    [chains[-1][-1], one],
                )
            chains.append([one])
            first = day
    if len(chains) > 1:
        if undated:
            _ambiguous(undated, "a date is not known, and more than one person fits", found)
        return chains + [[one] for one in undated]
    chain = chains[0] if chains else []
    for one in undated:
        if chain:
            lower = Rule.UNDATED if rule is Rule.SAME_NAME else rule
            found.link(2, chain[0], one, lower, Certainty.LOWER, _agree(chain[0], one))
        chain.append(one)
    return [chain] if chain else []


def years(one: Mention, other: Mention) -> float:
    """The time between two mentions in years; 0 where a date is not known."""
    return abs(one.day - other.day) / YEAR if one.day is not None and other.day is not None else 0.0


def fits(one: Mention, person: Sequence[Mention]) -> bool:
    """Whether a mention fits a person in time. A date that is not known fits."""
    dated = [other for other in person if other.day is not None]
    if one.day is None or not dated:
        return True
    ends = (min(dated), max(dated))
    return min(years(one, other) for other in dated) <= GAP and max(years(one, end) for end in ends) <= SPAN


def _changes_of_party(persons: list[list[Mention]], found: Found) -> list[list[Mention]]:
    """Persons of different parties, linked where one's time ends before the other's begins."""
    dated = sorted([person for person in persons if any(one.day is not None for one in person)], key=min)
    rest = [person for person in persons if all(one.day is None for one in person)]
    if len(persons) < 2:
        return persons
    whole = [[one for one in person if one.day is not None] for person in dated]
    for before, after in pairwise(whole):
        if before[-1].dated >= after[0].dated:
            found.doubt(
                "two-parties-at-once",
                f"“{after[0].name}” in {after[0].municipality} is of {_parties(before)} and of {_parties(after)} in "
                f"one time ({after[0].date} and {before[-1].date}): taken for two persons",
                [before[-1], after[0]],
            )
            return persons
    if rest:
        _ambiguous([one for person in rest for one in person], "another party's mentions have dates, these none", found)
    made: list[list[Mention]] = []
    for person, days in zip(dated, whole, strict=True):
        before = made[-1] if made else []
        last = [one for one in before if one.day is not None]
        if last and last[-1].parties != days[0].parties and fits(days[0], last) and fits(days[-1], [*last, *days]):
            old, new = last[-1], days[0]
            why = (
                f"“{new.name}” in {new.municipality}: {_parties([old])} up to {old.date}, {_parties([new])} from "
                f"{new.date}, never both at once"
            )
            found.link(3, old, new, Rule.PARTY_CHANGED, Certainty.LOWER, why)
            found.doubt("party-changed", why, [old, new])
            made[-1] = sorted([*before, *person])
        else:
            made.append(person)
    return made + rest


def _without_party(unclear: Sequence[Mention], persons: list[list[Mention]], found: Found) -> None:
    """Mentions of no single party: linked where exactly one person fits, the nearest in time first."""
    waiting = sorted(unclear)
    grew = True
    while waiting and grew:
        grew = False
        left: list[Mention] = []
        for one in waiting:
            near = [person for person in persons if _may_be(one, person) and fits(one, person)]
            if len(near) == 1:
                other = min(near[0], key=lambda known: (years(known, one), known))
                found.link(2, other, one, Rule.PARTY_UNKNOWN, Certainty.LOWER, _agree(other, one))
                near[0].append(one)
                grew = True
            elif near:
                _ambiguous([one], "no single party is known, and more than one person fits", found)
            else:
                left.append(one)
        waiting = left
    by_parties: dict[tuple[str, ...], list[Mention]] = {}
    for one in waiting:
        by_parties.setdefault(one.parties, []).append(one)
    for same in by_parties.values():
        _in_time(same, Rule.PARTY_UNKNOWN, found)


def _may_be(one: Mention, person: Sequence[Mention]) -> bool:
    known = {party for other in person for party in other.parties}
    return not one.parties or bool(known & set(one.parties))


def _parties(mentions: Sequence[Mention]) -> str:
    return _told(mentions[0].parties if len(mentions) == 1 else tuple(p for one in mentions for p in one.parties))


@lru_cache(maxsize=1 << 10)
def _told(parties: tuple[str, ...]) -> str:
    told = sorted(set(parties))
    return " and ".join(told) if told else "no known party"


def _agree(one: Mention, other: Mention) -> str:
    """What two mentions have in common, as a sentence."""
    if one.parties == other.parties:
        party = f"{_parties([one])} both times" if one.parties else "no party known"
    else:
        party = f"{_parties([one])} and {_parties([other])}"
    when = f"{one.date or 'no date'} and {other.date or 'no date'}"
    day, far = one.day, other.day
    apart = f", {abs(day - far) / YEAR:.1f} years apart" if day is not None and far is not None else ""
    return f"the same name, “{one.name}”, in {one.municipality}; {party}; {when}{apart}"
