"""One person through the corpus: conservative, explained, and overruled by a data file.

Guarantees, whatever the records and the order in which they come (property tests check each):

1. Each person of each record is in exactly one `CorpusPerson`; no record's two persons are in one, unless an
   override says so.
2. The order of the records changes nothing: not the persons, not their ids, not the reasons.
3. Mentions that a `same` override names are one person, those that a `different` override names never are; where
   both are said of one pair, that is an error.
4. Every person of n mentions has n - 1 links, each with a rule and a sentence, that hold it together.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from parser.corpus.groups import Groups
from parser.corpus.mentions import Key, Mention, folded, in_full, mentions_of
from parser.corpus.near_name import link_near_names
from parser.corpus.overrides import NONE, BadOverrides, Chosen, Entry, Overrides, choose, prove
from parser.corpus.same_name import Found, link_same_name
from parser.corpus.values import Certainty, CorpusPerson, Doubt, Link, Linkage, Membership, Rule
from parser.record.types import Record


class Corpus:
    """Takes records one by one, keeps a few small values for each person, and links them when asked."""

    def __init__(self) -> None:
        """A corpus without documents."""
        self._mentions: dict[str, tuple[Mention, ...]] = {}
        self._doubts: set[Doubt] = set()

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._mentions)

    def add(self, record: Record) -> None:
        """Take what is needed of a record. One of the same id is the same document, and counts once."""
        new = tuple(sorted(mentions_of(record)))
        old = self._mentions.get(record.id, new)
        if [_bare(one) for one in old] != [_bare(one) for one in new]:
            self._doubts.add(
                Doubt(
                    code="record-twice",
                    message=f"two records have the id {record.id} and differ: one PDF, converted twice; only one of "
                    "them was used. Convert again, and keep one",
                )
            )
        self._mentions[record.id] = min(old, new)

    def add_mentions(self, mentions: Iterable[Mention]) -> None:
        """Take mentions that were kept (`mentions_of`), each record's all at once or one by one; no record twice."""
        kept: dict[str, list[Mention]] = {}
        for one in mentions:
            kept.setdefault(one.record, []).append(one)
        for record, of in kept.items():
            self._mentions[record] = tuple(sorted(of))

    def link(self, overrides: Overrides = NONE) -> Linkage:
        """The persons of all records taken so far. Raises BadOverrides where the overrides contradict each other."""
        prove(overrides)
        mentions = sorted(one for of in self._mentions.values() for one in of)
        apart = choose(overrides.different, mentions)
        groups = Groups(apart)
        found = Found()
        found.doubts += self._doubts
        made = _overrule(mentions, groups, overrides, apart, found)
        by_municipality: dict[str, list[Mention]] = {}
        for one in mentions:
            if _linkable(one, groups, found):
                by_municipality.setdefault(folded(one.municipality), []).append(one)
        for bearers in by_municipality.values():
            by_name: dict[str, list[Mention]] = {}
            for one in bearers:
                by_name.setdefault(folded(one.name), []).append(one)
            for same in by_name.values():
                if len(same) > 1:
                    link_same_name(same, groups, found)
        made += _join(found.links, groups, found)
        found.links.clear()
        for bearers in by_municipality.values():
            link_near_names(bearers, groups, found)
        made += _join(found.links, groups, found)
        return Linkage(persons=_persons(mentions, groups, made), doubts=_open(found.doubts, groups))


def link_corpus(records: Iterable[Record], overrides: Overrides = NONE) -> Linkage:
    """The persons of `records`, which are read as a stream. Raises BadOverrides where overrides contradict."""
    corpus = Corpus()
    for record in records:
        corpus.add(record)
    return corpus.link(overrides)


def _bare(mention: Mention) -> tuple[object, ...]:
    """A mention without the name of its file, which a copy may change."""
    return (
        *(mention.dated, mention.person, mention.name, mention.forms, mention.parties),
        *(mention.municipality, mention.bodies, mention.roles, mention.reservations),
    )


def _overrule(
    mentions: Sequence[Mention], groups: Groups, overrides: Overrides, apart: Chosen, found: Found
) -> list[Link]:
    """Join what overrides say is one."""
    if overrides == NONE:
        return []
    by_key = {one.key: one for one in mentions}
    for key, labels in apart.items():
        told = [entry for entry, _ in labels]
        twice = next((entry for entry in told if told.count(entry) > 1), None)
        if twice is not None:
            raise BadOverrides(
                f"different[{twice}].persons: {_called(by_key[key])} is meant by two of its persons; say which."
            )
    chosen = choose(overrides.same, mentions)
    members: dict[int, list[Mention]] = {}
    for one in mentions:
        for entry in sorted({entry for entry, _ in chosen.get(one.key, ())}):
            members.setdefault(entry, []).append(one)
    made = []
    for entry, of in sorted(members.items()):
        first = of[0]
        for one in of[1:]:
            if groups.root(first.key) == groups.root(one.key):
                continue
            against = groups.contradiction(first.key, one.key)
            if against is not None:
                raise BadOverrides(
                    f"same[{entry}] and different[{against}] contradict each other over {_called(first)} and "
                    f"{_called(one)}; keep what is true."
                )
            groups.join(first.key, one.key)
            why = f"the overrides say so: {overrides.same[entry].reason}"
            found.link(0, first, one, Rule.OVERRIDE, Certainty.STATED, why)
    for kind, entries, picked in (("same", overrides.same, chosen), ("different", overrides.different, apart)):
        _unused(kind, entries, picked, found)
    made += found.links
    found.links.clear()
    return made


def _called(mention: Mention) -> str:
    return f"“{mention.name}” (person {mention.person} of record {mention.record})"


def _unused(kind: str, entries: Sequence[Entry], picked: Chosen, found: Found) -> None:
    used = {label for labels in picked.values() for label in labels}
    for index, entry in enumerate(entries):
        for number, selector in enumerate(entry.persons):
            if (index, number) not in used:
                found.doubt("override-unused", f"{kind}[{index}].persons[{number}]: nobody here is {selector}", [])


def _linkable(mention: Mention, groups: Groups, found: Found) -> bool:
    """Whether rules may link a mention at all."""
    known = bool(mention.municipality)
    if known and in_full(mention.name):
        return True
    if groups.alone(mention.key):
        where = f"in {mention.municipality}, {mention.file_name}" if known else f"in {mention.file_name}"
        if not known:
            found.doubt(
                "municipality-unknown",
                f"“{mention.name}” {where} was not linked: the document does not say its municipality",
                [mention],
            )
        else:
            found.doubt(
                "name-not-in-full", f"“{mention.name}” {where} was not linked: the name is not in full", [mention]
            )
    return False


def _join(links: Iterable[Link], groups: Groups, found: Found) -> list[Link]:
    """Make the links, the surest first; those that would join what must stay apart are left out, and told."""
    made = []
    for link in sorted(links):
        met = groups.meet(link.one, link.other)
        if met:
            made.append(link)
        elif met is not None:
            message = (
                f"not linked, since it would make two persons of one document, or of the overrides, one: {link.why}"
            )
            found.doubts.append(Doubt(code="kept-apart", message=message, mentions=(link.one, link.other)))
    return made


def _open(doubts: Iterable[Doubt], groups: Groups) -> tuple[Doubt, ...]:
    """The doubts that are still open: not those over mentions that an override or another rule made one."""
    return tuple(
        doubt
        for doubt in sorted(set(doubts))
        if doubt.code == "party-changed" or len(doubt.mentions) < 2 or len({groups.root(k) for k in doubt.mentions}) > 1
    )


def _persons(mentions: Sequence[Mention], groups: Groups, links: Sequence[Link]) -> tuple[CorpusPerson, ...]:
    """The persons that `mentions`, in the order of time, are of."""
    sets: dict[Key, list[Mention]] = {}
    # By mentions, not by persons: who is linked with whom must not say which of two namesakes has the plain id.
    plain: dict[tuple[str, ...], Mention] = {}
    for one in mentions:
        sets.setdefault(groups.root(one.key), []).append(one)
        plain.setdefault(_content(one), one)
    of: dict[Key, list[Link]] = {}
    for link in links:
        of.setdefault(groups.root(link.one), []).append(link)
    persons = [_person(those, of.get(root, []), _identity(those[0], plain)) for root, those in sets.items()]
    return tuple(sorted(persons, key=lambda one: (folded(one.name), one.municipalities, one.first or "9999", one.id)))


def _content(first: Mention) -> tuple[str, ...]:
    return folded(first.municipality), folded(first.name), "+".join(first.parties), first.dated


def _identity(first: Mention, plain: dict[tuple[str, ...], Mention]) -> str:
    """An id of the first mention's content. Namesakes of one party and day are told apart by their record."""
    content = _content(first)
    if first.municipality and plain[content] == first:
        return _digest(content)
    return _digest((*content, first.record, first.person))


def _digest(content: Sequence[str]) -> str:
    return "person-" + hashlib.sha256("\n".join(content).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _person(mentions: list[Mention], links: list[Link], id_: str) -> CorpusPerson:
    names = Counter(one.name for one in mentions)
    dates = [one.date for one in mentions if one.date is not None]
    order = list(Certainty)
    times: dict[str, list[str]] = {}
    for one in mentions:
        for party in one.parties:
            times.setdefault(party, []).extend([one.date] if one.date else [])
    return CorpusPerson(
        id=id_,
        name=max(names, key=lambda name: (len(folded(name).split()), names[name], not name.isupper(), name)),
        forms=tuple(sorted({form for one in mentions for form in (one.name, *one.forms)})),
        parties=tuple(
            Membership(party=party, first=min(days, default=None), last=max(days, default=None))
            for party, days in times.items()
        ),
        municipalities=_each(one.municipality for one in mentions if one.municipality),
        bodies=_each(body for one in mentions for body in one.bodies),
        roles=_each(role for one in mentions for role in one.roles),
        first=min(dates, default=None),
        last=max(dates, default=None),
        reservations=sum(one.reservations for one in mentions),
        certainty=max((link.certainty for link in links), key=order.index, default=None),
        mentions=tuple(mentions),
        links=tuple(sorted(links)),
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in the order of the first."""
    return tuple(dict.fromkeys(values))
