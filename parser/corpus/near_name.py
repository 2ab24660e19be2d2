"""Names that are nearly one: a middle name or one of two surnames left out, or one letter that differs.

Everything that might be the person counts as a candidate (name, municipality, no other party, a time that may fit);
a link is made only where each of the two is the other's one candidate, and party, body and time agree for certain.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import msgspec

from parser.attribute.names import load_names, one_letter_apart
from parser.corpus.groups import Groups
from parser.corpus.mentions import Key, Mention, folded
from parser.corpus.same_name import GAP, Found, years
from parser.corpus.values import Certainty, Rule

TERM = 4
"""Years between two mentions, at most, where a part of the name is left out: a term of office (mandatperiod)."""
SLIP = 1
"""Years between two mentions, at most, where a letter differs."""
RARE = 2
"""Where a letter differs, one of the two spellings stands in so many documents at most: a slip is rare."""
SHORT = 7
"""Names of fewer letters are too short to differ by a slip."""
LEFT_OUT = 2
"""At most so many words of a name are left out."""
LONGEST = 8
"""Names of more words are none."""


class _Person(msgspec.Struct, frozen=True, eq=False):
    """Mentions of one name that are one person so far."""

    root: Key
    name: str
    mentions: tuple[Mention, ...]
    parties: frozenset[str]

    @property
    def records(self) -> set[str]:
        return {one.record for one in self.mentions}


def link_near_names(bearers: Sequence[Mention], groups: Groups, found: Found) -> None:
    """Link the persons of one municipality whose names in full are nearly the same."""
    by_name: dict[str, dict[Key, list[Mention]]] = {}
    for bearer in sorted(bearers):
        by_name.setdefault(folded(bearer.name), {}).setdefault(groups.root(bearer.key), []).append(bearer)
    persons = {
        name: [
            _Person(root, name, tuple(members), frozenset(party for one in members for party in one.parties))
            for root, members in of.items()
        ]
        for name, of in by_name.items()
    }
    pairs: list[tuple[_Person, _Person, Rule]] = []
    rivals: dict[Key, set[Key]] = {}
    for first, second, rule in _near(sorted(persons)):
        for one, other in product(persons[first], persons[second]):
            if _may_be_one(one, other, rule, groups):
                pairs.append((one, other, rule))
                rivals.setdefault(one.root, set()).add(other.root)
                rivals.setdefault(other.root, set()).add(one.root)
    for one, other, rule in pairs:
        met = _meeting(one, other, TERM if rule is Rule.SHORTER_NAME else SLIP)
        if met is None or (rule is Rule.ONE_LETTER and min(len(one.records), len(other.records)) > RARE):
            continue
        if len(rivals[one.root]) > 1 or len(rivals[other.root]) > 1:
            found.doubt(
                "two-candidates",
                f"“{met[0].name}” and “{met[1].name}” in {met[0].municipality} may be one person, but others may be, "
                "too: not linked",
                met,
            )
            continue
        how = "a part of the name is left out" if rule is Rule.SHORTER_NAME else "one letter differs"
        body = sorted(_bodies(met[0]) & _bodies(met[1]))[0]
        shown = next(b for b in met[0].bodies if folded(b) == body)
        why = (
            f"“{met[0].name}” and “{met[1].name}” in {met[0].municipality}: {how}; both "
            f"{' and '.join(sorted(one.parties & other.parties))}, both in {shown}, {met[0].date} and {met[1].date}, "
            "never in one document, and nobody else fits"
        )
        found.link(4, *met, rule, Certainty.LOWER, why)


def _near(names: Sequence[str]) -> Iterator[tuple[str, str, Rule]]:
    """Pairs of names that are nearly one, each once."""
    known = set(names)
    shorter = {(short, name) for name in names for short in _shortened(name) if short in known}
    yield from ((short, name, Rule.SHORTER_NAME) for short, name in sorted(shorter))
    # Of two names that differ by a letter the first halves are equal or the last; half the shorter one's length.
    halves: dict[tuple[int, bool, str], list[str]] = {}
    for name in names:
        for length in (len(name), len(name) - 1):
            if length >= SHORT:
                half = length // 2
                halves.setdefault((length, True, name[:half]), []).append(name)
                halves.setdefault((length, False, name[-half:]), []).append(name)
    alike = {
        (one, other)
        for group in halves.values()
        if len(group) > 1
        for one, other in combinations(group, 2)
        if one_letter_apart(one, other) and min(len(one), len(other)) >= SHORT
    }
    yield from ((one, other, Rule.ONE_LETTER) for one, other in sorted(alike - shorter))


def _shortened(name: str) -> set[str]:
    """The name without one or two of its words, the first kept and a surname at least."""
    words = name.split()
    if len(words) > LONGEST:
        return set()
    kept = (
        combinations(words[1:], len(words) - 1 - fewer) for fewer in range(1, LEFT_OUT + 1) if len(words) - fewer > 1
    )
    return {" ".join((words[0], *rest)) for some in kept for rest in some}


def _may_be_one(one: _Person, other: _Person, rule: Rule, groups: Groups) -> bool:
    if one.root == other.root or not groups.may_meet(one.root, other.root) or one.records & other.records:
        return False
    if one.parties and other.parties and not one.parties & other.parties:
        return False
    if rule is Rule.SHORTER_NAME and _given(one) != _given(other):
        return False  # of a hyphened given name no half is left out
    if rule is Rule.ONE_LETTER and _two_given_names(one, other):
        return False
    return min((years(a, b) for a, b in _nearest(one, other)), default=0.0) <= GAP


def _given(person: _Person) -> str:
    """The first name with what a hyphen ties to it, in the longest form of any mention."""
    return max((folded(one.name.split()[0]) for one in person.mentions), key=lambda name: (len(name), name))


def _two_given_names(one: _Person, other: _Person) -> bool:
    """Whether the letter makes one given name another, both in use: two persons as likely as a slip."""
    names = load_names()
    first, second = one.mentions[0].name.split()[0], other.mentions[0].name.split()[0]
    return folded(first) != folded(second) and names.is_given(first) and names.is_given(second)


def _nearest(one: _Person, other: _Person) -> Iterator[tuple[Mention, Mention]]:
    """For each dated mention of the one, the other's before and after it in time: the nearest are among them."""
    theirs = [mention for mention in other.mentions if mention.day is not None]
    at = 0
    for mention in one.mentions:
        if mention.day is None:
            continue
        while at < len(theirs) and theirs[at].dated < mention.dated:
            at += 1
        yield from ((mention, near) for near in theirs[max(at - 1, 0) : at + 1])


def _meeting(one: _Person, other: _Person, most: int) -> tuple[Mention, Mention] | None:
    """The two mentions nearest in time in one body and of one party, both dated; None where there are none."""
    best: tuple[float, Mention, Mention] | None = None
    for body in _all_bodies(one) & _all_bodies(other):
        for party in one.parties & other.parties:
            mine, theirs = _of(one, body, party), _of(other, body, party)
            for a, b in _nearest(mine, theirs):
                if years(a, b) <= most and (best is None or (years(a, b), a, b) < best):
                    best = (years(a, b), a, b)
    return None if best is None else best[1:]


def _of(person: _Person, body: str, party: str) -> _Person:
    those = tuple(one for one in person.mentions if party in one.parties and body in _bodies(one))
    return _Person(person.root, person.name, those, person.parties)


def _bodies(mention: Mention) -> set[str]:
    return {folded(body) for body in mention.bodies}


def _all_bodies(person: _Person) -> set[str]:
    return {body for one in person.mentions for body in _bodies(one)}
