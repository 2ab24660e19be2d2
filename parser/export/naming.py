"""Who and what is meant inside one record: keys over the corpus, persons, parties, pages and titles by id."""

from collections.abc import Iterable, Iterator, Mapping

from parser.corpus.mentions import Key, folded
from parser.record.types import Act, Ballot, Place, Record


class Names:
    """Look-ups in one record, made once for all of its rows."""

    def __init__(self, record: Record, person_of: Mapping[Key, str]) -> None:
        """Of `record`; `person_of` says which person of the corpus its persons are."""
        self._record = record
        self._person_of = person_of
        self._blocks = {block.id: block for block in record.blocks}
        self._acts = {act.id: act for act in record.acts}
        self._titles = {matter.id: matter.title for matter in record.matters}
        self._parties: dict[str, set[str]] = {}
        for party in record.parties:
            for code in party.codes:
                self._parties.setdefault(code.casefold(), set()).add(party.id)
        self._bearers: dict[str, dict[str, None]] = {}
        for person in record.persons:
            for form in (person.name, *person.forms):
                self._bearers.setdefault(folded(form), {})[person.id] = None
        self._sides = {person.id: person.parties for person in record.persons}

    def key(self, local: str) -> str:
        """The id over the corpus of what has the id `local` in the record."""
        return f"{self._record.id}/{local}"

    def person(self, local: str | None) -> str | None:
        """The corpus's person that a person of the record is; None where that is not known."""
        return self._person_of.get((self._record.id, local)) if local else None

    def act(self, local: str) -> Act | None:
        """The act of this id."""
        return self._acts.get(local)

    def title_of(self, matter: str | None) -> str | None:
        """The title of a matter."""
        return self._titles.get(matter) if matter else None

    def party_of_code(self, code: str | None) -> str | None:
        """The party of the record that has this code, where exactly one has."""
        found = self._parties.get(code.casefold(), set()) if code else set()
        return next(iter(found)) if len(found) == 1 else None

    def voter(self, ballot: Ballot) -> str | None:
        """The person of the record who cast a ballot: the only bearer of the name whose party does not gainsay it."""
        party = self.party_of_code(ballot.party)
        fitting = [
            one
            for one in self._bearers.get(folded(ballot.name), ())
            if party is None or not self._sides[one] or party in self._sides[one]
        ]
        return fitting[0] if len(fitting) == 1 else None

    def places(self, blocks: Iterable[str]) -> Iterator[tuple[str, Place]]:
        """Where blocks stand: for each its id and place, for each page that it touches."""
        for id_ in blocks:
            block = self._blocks.get(id_)
            for place in block.places if block else ():
                yield id_, place

    def pages(self, blocks: Iterable[str]) -> tuple[int, int]:
        """The first and the last page that blocks touch."""
        found = [place.page for _, place in self.places(blocks)] or [1]
        return min(found), max(found)

    def first_page(self, blocks: Iterable[str]) -> int | None:
        """The first page that blocks touch; None where there are none."""
        return min((place.page for _, place in self.places(blocks)), default=None)
