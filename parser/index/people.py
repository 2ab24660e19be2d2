"""Persons over the documents of the index: linked anew where something changed, municipality by municipality.

Every rule of `parser.corpus` asks for one municipality, so that of the others nothing changes. Overrides may reach over
municipalities: where there are any, all are linked together.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from parser.corpus.mentions import UNDATED, Mention, folded
from parser.corpus.overrides import NONE, load_overrides
from parser.corpus.persons import Corpus
from parser.corpus.values import CorpusPerson
from parser.index import columns

_LIST = msgspec.json.Decoder(tuple[str, ...])


def link(connection: sqlite3.Connection, municipalities: Iterable[str] | None, overrides: Path | None = None) -> int:
    """Link the persons of these municipalities (None: of all); how many persons they have.

    Raises BadOverrides where the file contradicts itself or the records.
    """
    told = NONE if overrides is None else load_overrides(overrides)
    if told != NONE or municipalities is None:
        regions = None
    else:
        regions = {folded(one) for one in municipalities}
        if not regions:
            return 0
    persons = 0
    people = np.array(columns.read(connection, "mention_person"))
    writer = _Writer(connection, people)
    writer.forget(regions)
    for region, mentions in _regions(connection, regions, whole=told != NONE):
        corpus = Corpus()
        keys: dict[tuple[str, str], int] = {}
        for key, mention in mentions:
            keys[mention.key] = key
        corpus.add_mentions(mention for _, mention in mentions)
        for person in corpus.link(told).persons:
            writer.add(person, region, keys)
            persons += 1
    writer.finish()
    return persons


def _regions(
    connection: sqlite3.Connection, regions: set[str] | None, *, whole: bool
) -> Iterator[tuple[str, list[tuple[int, Mention]]]]:
    """The mentions of each municipality, or of all in one."""
    names = [name for (name,) in connection.execute("SELECT DISTINCT municipality FROM mention")]
    by_region: dict[str, list[str]] = {}
    for name in names:
        region = folded(name)
        if regions is None or region in regions:
            by_region.setdefault("" if whole else region, []).append(name)
    for region, spellings in sorted(by_region.items()):
        found: list[tuple[int, Mention]] = []
        for spelling in spellings:
            found += map(_mention, connection.execute(_MENTIONS, (spelling,)))
        yield region, found


_MENTIONS = """
SELECT m.key, coalesce(d.date, ?2), d.id, m.id, m.name, m.forms, m.parties, m.municipality, m.bodies, m.roles,
       m.reservations, d.file_name
FROM mention m JOIN document d ON d.key = m.document WHERE m.municipality = ?1
""".replace("?2", f"'{UNDATED}'")


def _mention(row: tuple[int, str, str, str, str, str, str, str, str, str, int, str]) -> tuple[int, Mention]:
    key, dated, record, person, name, forms, parties, municipality, bodies, roles, reservations, file_name = row
    return key, Mention(
        dated=dated,
        record=record,
        person=person,
        name=name,
        forms=_tuple(forms),
        parties=_tuple(parties),
        municipality=municipality,
        bodies=_tuple(bodies),
        roles=_tuple(roles),
        reservations=reservations,
        file_name=file_name,
    )


def _tuple(told: str) -> tuple[str, ...]:
    return () if told == "[]" else _LIST.decode(told)


class _Writer:
    def __init__(self, connection: sqlite3.Connection, people: columns.Ints) -> None:
        self.connection, self.people = connection, people
        self.next = int(connection.execute("SELECT coalesce(max(key), 0) + 1 FROM person").fetchone()[0])
        self.known: dict[str, int] = {}
        self.persons: list[tuple[object, ...]] = []
        self.memberships: list[tuple[object, ...]] = []
        self.links: list[tuple[object, ...]] = []
        self.mentions: list[tuple[int, int]] = []

    def forget(self, regions: set[str] | None) -> None:
        """Take out who is to be linked anew; somebody who comes back with the same id gets the same key."""
        for region in [None] if regions is None else sorted(regions):
            where, values = ("", ()) if region is None else ("WHERE region = ?", (region,))
            found = self.connection.execute(f"SELECT id, key FROM person {where}", values).fetchall()
            self.known |= dict(found)
            if region is None:
                for table in ("membership", "person_link", "person_names"):
                    self.connection.execute(f"DELETE FROM {table}")
            else:
                for _, key in found:
                    self.connection.execute("DELETE FROM membership WHERE person = ?", (key,))
                    self.connection.execute("DELETE FROM person_link WHERE person = ?", (key,))
                    self.connection.execute("DELETE FROM person_names WHERE rowid = ?", (key,))
            self.connection.execute(f"DELETE FROM person {where}", values)

    def add(self, person: CorpusPerson, region: str, keys: dict[tuple[str, str], int]) -> None:
        key = self.known.get(person.id)
        if key is None:
            key = self.next
            self.next += 1
        names = "\n".join(sorted({folded(one) for one in person.forms}))
        records = {one.record for one in person.mentions}
        self.persons.append(
            (
                key, person.id, person.name, region, _json(person.forms), names,
                _json(person.municipalities), _json(person.bodies), _json(person.roles), person.first, person.last,
                person.reservations, len(records), person.certainty,
            )
        )  # fmt: skip
        self.memberships += [(key, one.party, one.first, one.last) for one in person.parties]
        self.links += [
            (key, keys[one.one], keys[one.other], str(one.rule), str(one.certainty), one.why) for one in person.links
        ]
        for mention in person.mentions:
            self.mentions.append((key, keys[mention.key]))

    def finish(self) -> None:
        run = self.connection.executemany
        run(f"INSERT INTO person VALUES ({', '.join('?' * 14)})", self.persons)
        run("INSERT INTO person_names (rowid, names) VALUES (?, ?)", [(row[0], row[5]) for row in self.persons])
        run("INSERT INTO membership VALUES (?, ?, ?, ?)", self.memberships)
        run("INSERT INTO person_link VALUES (?, ?, ?, ?, ?, ?)", self.links)
        run("UPDATE mention SET person = ?1 WHERE key = ?2 AND person IS NOT ?1", self.mentions)
        if self.mentions:
            pairs = np.array(self.mentions)
            self.people[pairs[:, 1]] = pairs[:, 0]
        columns.replace(self.connection, "mention_person", self.people)


def _json(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
