"""Persons of the corpus: who a name means, and what one person did, with whom, against what."""

import sqlite3
from collections.abc import Iterable

import msgspec

from parser.query.counting import Count, facets, together
from parser.query.question import Question
from parser.query.select import persons_meant
from parser.query.state import State
from parser.record.types import Kind

_strings = msgspec.json.Decoder(tuple[str, ...])


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A party that a person was of, and the first and last day that a document says so."""

    party: str
    name: str
    first: str | None
    last: str | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the corpus. `certainty` is that of the least sure link between documents; None: one document only."""

    id: str
    name: str
    forms: tuple[str, ...]
    parties: tuple[Party, ...]
    municipalities: tuple[str, ...]
    bodies: tuple[str, ...]
    roles: tuple[str, ...]
    first: str | None
    last: str | None
    documents: int
    reservations: int
    certainty: str | None
    permalink: str


class Mentioned(msgspec.Struct, frozen=True, kw_only=True):
    """A document that has the person, as which of its persons."""

    document: str
    person: str
    name: str
    date: str | None
    title: str | None
    file_name: str


class Ballots(msgspec.Struct, frozen=True, kw_only=True):
    """How often a person voted so."""

    answer: str
    count: int


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why two mentions were taken for one person."""

    rule: str
    certainty: str
    why: str


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acted in the same acts, and in how many."""

    person: str
    name: str
    count: int


class Portrait(msgspec.Struct, frozen=True, kw_only=True):
    """All that a person's page tells. The acts themselves are the answers to ``Question(person=(id,))``."""

    person: Person
    kinds: tuple[Count, ...]
    years: tuple[Count, ...]
    bodies: tuple[Count, ...]
    demands: tuple[Count, ...]
    against: tuple[Count, ...]
    company: tuple[Company, ...]
    """With whom they reserved themselves."""
    ballots: tuple[Ballots, ...]
    documents: tuple[Mentioned, ...]
    why: tuple[Why, ...]


_PERSONS = """
SELECT key, id, name, forms, municipalities, bodies, roles, first, last, documents, reservations, certainty
FROM person WHERE key IN ({})
"""


def find(connection: sqlite3.Connection, names: Iterable[str], most: int) -> tuple[Person, ...]:
    """The persons that ids or names mean: those in most documents first. Raises BadQuestion."""
    keys = persons_meant(connection, names)
    persons = fetch(connection, keys)
    return tuple(sorted(persons, key=lambda one: (-one.documents, one.name, one.id))[:most])


def fetch(connection: sqlite3.Connection, keys: Iterable[int]) -> list[Person]:
    """The persons with these keys."""
    some = ",".join(map(str, keys))
    parties: dict[int, list[Party]] = {}
    for key, party, name, first, last in connection.execute(
        "SELECT s.person, s.party, coalesce(y.name, s.party), s.first, s.last FROM membership s "
        f"LEFT JOIN party y ON y.id = s.party WHERE s.person IN ({some}) ORDER BY s.person, s.first, s.party"
    ):
        parties.setdefault(key, []).append(Party(party=party, name=name, first=first, last=last))
    found = []
    for (
        key,
        id_,
        name,
        forms,
        municipalities,
        bodies,
        roles,
        first,
        last,
        documents,
        reservations,
        certainty,
    ) in connection.execute(_PERSONS.format(some)):
        found.append(
            Person(
                id=id_,
                name=name,
                forms=_strings.decode(forms),
                parties=tuple(parties.get(key, ())),
                municipalities=_strings.decode(municipalities),
                bodies=_strings.decode(bodies),
                roles=_strings.decode(roles),
                first=first,
                last=last,
                documents=documents,
                reservations=reservations,
                certainty=certainty,
                permalink=f"/persons/{id_}",
            )
        )
    return found


def portrait(state: State, connection: sqlite3.Connection, id_: str) -> Portrait | None:
    """What one person did; None where nobody has the id."""
    row = connection.execute("SELECT key FROM person WHERE id = ?", (id_,)).fetchone()
    if row is None:
        return None
    (key,) = row
    (person,) = fetch(connection, [key])
    question = Question(person=(id_,))
    names = ("kind", "year", "body", "demand", "against")
    counted = facets(state, connection, question, names, most=1000)
    pairs = together(state, connection, question.but(kind=(Kind.RESERVATION,)), "person", in_matter=False, most=10_000)
    company = [
        Company(person=one.other, name=one.other_label, count=one.count)
        if one.one == id_
        else Company(person=one.one, name=one.one_label, count=one.count)
        for one in pairs
        if id_ in (one.one, one.other)
    ]
    ballots = connection.execute(
        "SELECT b.answer, count(*) FROM mention n JOIN ballot b ON b.mention = n.key WHERE n.person = ? "
        "GROUP BY b.answer ORDER BY 2 DESC, 1",
        (key,),
    )
    documents = connection.execute(
        "SELECT d.id, n.id, n.name, d.date, d.title, d.file_name FROM mention n JOIN document d ON d.key = n.document "
        "WHERE n.person = ? ORDER BY d.date, d.key, n.key",
        (key,),
    )
    why = connection.execute(
        "SELECT rule, certainty, why FROM person_link WHERE person = ? ORDER BY one, other", (key,)
    )
    return Portrait(
        person=person,
        kinds=counted["kind"],
        years=tuple(sorted(counted["year"], key=lambda one: one.value)),
        bodies=counted["body"],
        demands=counted["demand"],
        against=counted["against"],
        company=tuple(company),
        ballots=tuple(Ballots(answer=answer, count=count) for answer, count in ballots),
        documents=tuple(
            Mentioned(document=document, person=one, name=name, date=date, title=title, file_name=file_name)
            for document, one, name, date, title, file_name in documents
        ),
        why=tuple(Why(rule=rule, certainty=certainty, why=told) for rule, certainty, told in why),
    )
