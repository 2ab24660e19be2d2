"""Who is in a corpus: persons linked over it, organisations and parties, each with when and where it is told of.

Filled in a first pass over the records. Kept: a few small values for each person of each record, organisation,
party and membership, never a record.
"""

from collections.abc import Iterable, Iterator

import msgspec

from parser.corpus.mentions import Key
from parser.corpus.overrides import NONE, Overrides
from parser.corpus.persons import Corpus
from parser.corpus.values import CorpusPerson, Doubt
from parser.export import identifiers
from parser.export.rows import people, valid_date
from parser.record.types import ActorType, Record


class Span:
    """The first and the last date at which something is told."""

    __slots__ = ("first", "last")

    def __init__(self) -> None:
        """No date yet."""
        self.first: str | None = None
        self.last: str | None = None

    def take(self, date: str | None) -> None:
        """One more document of this ISO date, or without one."""
        if date is not None:
            self.first = min(self.first or date, date)
            self.last = max(self.last or date, date)


class Organisation(msgspec.Struct, kw_only=True):
    """A municipality, a body in it, or an office that acts."""

    id: str
    kind: str
    """`municipality`, `body` or `office`."""
    names: dict[str, int] = {}
    """How often each form of the name is told."""
    parent: str | None = None
    code: str | None = None
    """SCB's code of a municipality."""
    span: Span = msgspec.field(default_factory=Span)

    @property
    def name(self) -> str:
        """The most frequent form of its name."""
        return max(self.names, key=lambda name: (self.names[name], name))


class PartyTold(msgspec.Struct, kw_only=True):
    """A party, with the names and codes that documents give it."""

    id: str
    names: dict[str, Span] = {}
    codes: dict[str, None] = {}
    wikidata: str | None = None

    @property
    def name(self) -> str:
        """The name told last."""
        return max(self.names, key=lambda name: (self.names[name].last or "", name))


class Seat(msgspec.Struct, frozen=True, order=True):
    """That a person is told of in a body: as what, and for which party. Empty where the print does not say."""

    person: str
    organisation: str
    role: str = ""
    party: str = ""


class Directory:
    """Persons, organisations and parties of the records taken. Take all records, then `link`, then ask."""

    def __init__(self) -> None:
        """Of nothing yet."""
        self.organisations: dict[str, Organisation] = {}
        self.parties: dict[str, PartyTold] = {}
        self.persons: tuple[CorpusPerson, ...] = ()
        self.person_of: dict[Key, str] = {}
        self.doubts: tuple[Doubt, ...] = ()
        self.records = 0
        self._corpus = Corpus()
        self._seats: dict[tuple[Key, str, str, str], Span] = {}

    def take(self, record: Record) -> None:
        """Keep what is needed of a record."""
        self.records += 1
        self._corpus.add(record)
        day = valid_date(record.document.date)
        date = day.isoformat() if day else None
        where = self._municipality(record, date)
        for name in filter(None, (record.document.body, *(act.body for act in record.acts))):
            self._organisation(where, name, "body", date)
        for told in (record.acts, record.notes):
            for one in told:
                for actor in one.actors:
                    if actor.type is not ActorType.PERSON and not actor.party_id:
                        self._organisation(where, actor.name, "office", date)
        for party in record.parties:
            known = self._party(party.id)
            known.wikidata = min(filter(None, (party.wikidata, known.wikidata)), default=None)
            known.names.setdefault(party.name, Span()).take(date)
            known.codes.update(dict.fromkeys(party.codes))
        self._take_seats(record, where, date)

    def link(self, overrides: Overrides = NONE) -> None:
        """Link the persons of all records taken. Raises BadOverrides where the overrides contradict each other."""
        linkage = self._corpus.link(overrides)
        self.persons = tuple(sorted(linkage.persons, key=lambda one: one.id))
        self.person_of = people(linkage)
        self.doubts = linkage.doubts

    def seats(self) -> Iterator[tuple[Seat, Span]]:
        """Persons in bodies, each with the first and the last date at which a document tells of it; in order."""
        merged: dict[Seat, Span] = {}
        for (key, organisation, role, party), span in self._seats.items():
            seat = Seat(self.person_of[key], organisation, role, party)
            whole = merged.setdefault(seat, Span())
            whole.take(span.first)
            whole.take(span.last)
        yield from sorted(merged.items(), key=lambda item: item[0])

    def _municipality(self, record: Record, date: str | None) -> str:
        where = identifiers.place(record)
        name = record.document.municipality or record.document.municipality_code or "Sverige"
        id_ = identifiers.municipality(where)
        kind = "municipality" if where != "se" else "country"
        found = self.organisations.get(id_)
        if found is None:
            found = self.organisations[id_] = Organisation(id=id_, kind=kind, code=record.document.municipality_code)
        found.names[name] = found.names.get(name, 0) + 1
        found.span.take(date)
        return where

    def _organisation(self, where: str, name: str, kind: str, date: str | None) -> None:
        id_ = identifiers.organisation(where, name)
        found = self.organisations.get(id_)
        if found is None:
            parent = identifiers.municipality(where)
            found = self.organisations[id_] = Organisation(id=id_, kind=kind, parent=parent)
        elif kind == "body":
            found.kind = kind
        found.names[name] = found.names.get(name, 0) + 1
        found.span.take(date)

    def _party(self, id_: str) -> PartyTold:
        found = self.parties.get(id_)
        if found is None:
            found = self.parties[id_] = PartyTold(id=id_)
        return found

    def _take_seats(self, record: Record, where: str, date: str | None) -> None:
        for person, body, role, party in _told_seats(record):
            seat = ((record.id, person), identifiers.organisation(where, body), role or "", party or "")
            self._seats.setdefault(seat, Span()).take(date)


def gather(records: Iterable[Record], overrides: Overrides = NONE) -> Directory:
    """The directory of `records`, which are gone through once. Raises BadOverrides where the overrides contradict."""
    directory = Directory()
    for record in records:
        directory.take(record)
    directory.link(overrides)
    return directory


def _told_seats(record: Record) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Person, body, role and party, as acts and the roll call tell them."""
    for act in record.acts:
        if act.body:
            for actor in act.actors:
                if actor.person:
                    yield actor.person, act.body, actor.role, actor.party_id
    if record.document.body:
        for entry in record.attendance:
            if entry.person:
                yield entry.person, record.document.body, entry.role, entry.party_id
