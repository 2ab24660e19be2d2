"""Who acts and where, of one record, as identifiers over the corpus."""

from parser.export import identifiers
from parser.export.directory import Directory
from parser.export.naming import Names
from parser.export.rows import NOBODY, valid_date
from parser.record.types import Act, Actor, ActorType, Ballot, Record


class Pages:
    """The pages of a record's acts."""

    def __init__(self, record: Record) -> None:
        """Of `record`."""
        self._names = Names(record, NOBODY)

    def of(self, act: Act) -> tuple[int, int]:
        """The first and the last page that an act touches."""
        return self._names.pages(act.blocks)


class Agents:
    """Of one record: the identifiers of its actors, bodies, voters and acts, and its date."""

    def __init__(self, record: Record, directory: Directory) -> None:
        """`directory` has taken the record."""
        self._record = record
        self._names = Names(record, directory.person_of)
        self._parties = {party.id for party in record.parties}
        self._where = identifiers.place(record)
        day = valid_date(record.document.date)
        self.date = day.isoformat() if day else None
        self.document = identifiers.document(record.id)
        self.municipality = identifiers.municipality(self._where)
        self.is_meeting = bool(record.document.body) and (bool(record.attendance) or len(record.matters) > 1)
        """Whether the document tells of one meeting of one body."""

    def part(self, local: str) -> str:
        """An act, matter or block of the record."""
        return identifiers.part(self._record.id, local)

    def body(self, name: str | None) -> str | None:
        """A body by its name."""
        return identifiers.organisation(self._where, name) if name else None

    def person(self, local: str | None) -> str | None:
        """A person of the record, as the person of the corpus."""
        found = self._names.person(local)
        return identifiers.person(found) if found else None

    def party(self, party_id: str | None) -> str | None:
        """A party; None where it is not among the record's parties."""
        return identifiers.party(party_id) if party_id in self._parties and party_id else None

    def actor(self, actor: Actor) -> str | None:
        """Who acts: a person, a party or an organisation. None for a name that is nobody of the record's."""
        if actor.type is ActorType.PERSON:
            return self.person(actor.person)
        return self.party(actor.party_id) or (None if actor.party_id else self.body(actor.name))

    def voter(self, ballot: Ballot) -> tuple[str | None, str | None]:
        """The person who cast a ballot and their party, as far as the record tells."""
        return self.person(self._names.voter(ballot)), self.party(self._names.party_of_code(ballot.party))

    def page(self, act: Act) -> int:
        """The page on which an act begins."""
        return self._names.pages(act.blocks)[0]

    def pages(self, act: Act) -> tuple[int, int]:
        """The first and the last page that an act touches."""
        return self._names.pages(act.blocks)

    def title(self, act: Act) -> str | None:
        """What the matter of an act is about: its title, else the document's."""
        return self._names.title_of(act.matter) or self._record.document.title
