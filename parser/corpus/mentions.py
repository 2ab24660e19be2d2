"""What is kept of a record when persons are linked: a few small values for each person of it, never the record."""

import datetime
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from parser.attribute.names import fold
from parser.record.types import Kind, Record

YEAR = 365.25
"""Days."""

Key = tuple[str, str]
"""Record id and the person's id in it: names one mention."""


class Mention(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One person of one record. The order is that of time: undated ones come last."""

    dated: str
    """The document's ISO date, or `9999` where it has none that a calendar has."""
    record: str
    person: str
    name: str
    forms: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    """The parties' ids, in order. Empty where the record gives none."""
    municipality: str = ""
    """As the record has it, or its code; empty where it has neither."""
    bodies: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    reservations: int = 0
    file_name: str = ""

    @property
    def key(self) -> Key:
        """What names this mention in overrides and in links."""
        return self.record, self.person

    @property
    def date(self) -> str | None:
        """The document's ISO date."""
        return None if self.dated == UNDATED else self.dated

    @property
    def day(self) -> int | None:
        """The date as a number of days, for differences."""
        return _day(self.dated)


UNDATED = "9999"


@lru_cache(maxsize=1 << 14)
def _day(dated: str) -> int | None:
    return None if dated == UNDATED else datetime.date.fromisoformat(dated).toordinal()


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """A name for comparison: composed (å is one letter), case folded, hyphens as blanks, points dropped."""
    return fold(unicodedata.normalize("NFC", text))


def in_full(name: str) -> bool:
    """Whether a name has a given name and a surname: two words at least, the first and the last no initials."""
    words = folded(name).split()
    return len(words) > 1 and len(words[0]) > 1 and len(words[-1]) > 1


def mentions_of(record: Record) -> Iterator[Mention]:
    """The persons of a record, in its order.

    Bodies are those in which they acted, and the document's own where they attended. A reservation that an act
    quotes or appends is not counted a second time.
    """
    document = record.document
    bodies: dict[str, dict[str, None]] = {}
    roles: dict[str, dict[str, None]] = {}
    reservations: dict[str, int] = {}
    for act in record.acts:
        acting = [(actor.person, actor.role) for actor in act.actors if actor.person is not None]
        for id_ in dict.fromkeys([id_ for id_, _ in acting]):
            if act.body:
                bodies.setdefault(id_, {})[act.body] = None
            if act.kind is Kind.RESERVATION and act.parent is None:
                reservations[id_] = reservations.get(id_, 0) + 1
        for id_, role in acting:
            if role:
                roles.setdefault(id_, {})[role] = None
    for entry in record.attendance:
        if entry.person is not None:
            if document.body:
                bodies.setdefault(entry.person, {})[document.body] = None
            if entry.role:
                roles.setdefault(entry.person, {})[entry.role] = None
    dated = _dated(document.date)
    municipality = document.municipality or document.municipality_code or ""
    for person in record.persons:
        yield Mention(
            dated=dated,
            record=record.id,
            person=person.id,
            name=person.name,
            forms=person.forms,
            parties=tuple(sorted(set(person.parties))) if len(person.parties) > 1 else person.parties,
            municipality=municipality,
            bodies=tuple(bodies.get(person.id, ())),
            roles=tuple(roles.get(person.id, ())),
            reservations=reservations.get(person.id, 0),
            file_name=record.source.file_name,
        )


def _dated(date: str | None) -> str:
    try:
        return datetime.date.fromisoformat(date).isoformat() if date else UNDATED
    except ValueError:  # the schema lets the 31st of February through
        return UNDATED
