"""Persons over the documents of the index: linked anew where something changed, municipality by municipality.

Every rule of `parser.corpus` asks for one municipality, so that of the others nothing changes. Overrides may reach over
municipalities: where there are any, all are linked together.
"""

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from parser.corpus.mentions import UNDATED, Key, Mention, folded
from parser.corpus.overrides import NONE, Overrides, load_overrides
from parser.corpus.persons import Corpus
from parser.corpus.values import CorpusPerson
from parser.index import columns
from parser.index.reader import collecting_nothing, in_order

_LIST = msgspec.json.Decoder(tuple[str, ...])
Row = tuple[Any, ...]


def link(
    connection: sqlite3.Connection,
    municipalities: Iterable[str] | None,
    overrides: Path | None = None,
    pool: ProcessPoolExecutor | None = None,
    meanwhile: Iterable[None] = (),
) -> int:
    """Link the persons of these municipalities (None: of all); how many persons they have.

    `meanwhile` is work to go on with while other processes link, a step at a time; all is done on return.
    Raises BadOverrides where the file contradicts itself or the records.
    """
    told = NONE if overrides is None else load_overrides(overrides)
    if told != NONE or municipalities is None:
        regions = None
    else:
        regions = {folded(one) for one in municipalities}
        if not regions:
            for _ in meanwhile:
                pass
            return 0
    writer = _Writer(connection)
    writer.forget(regions)
    calls = ((one, told) for one in _regions(connection, regions, whole=told != NONE))
    persons = 0
    steps = iter(meanwhile)
    for found in in_order(pool, _link, calls):
        writer.add(found)
        persons += len(found)
        next(steps, None)
    for _ in steps:
        pass
    writer.finish()
    return persons


class _Region(NamedTuple):
    """What is linked together: rows of mentions, and of each document its date, id and file name."""

    name: str
    rows: list[Row]
    documents: dict[int, tuple[str, str, str]]

    def __reduce__(self) -> tuple[Callable[..., "_Region"], tuple[bytes]]:
        """Plain values go to another process by `marshal` in half the time of pickle."""
        return _region_of, (marshal.dumps(tuple(self), 2),)


def _region_of(packed: bytes) -> _Region:
    return _Region(*marshal.loads(packed))


def _regions(connection: sqlite3.Connection, regions: set[str] | None, *, whole: bool) -> Iterator[_Region]:
    """The mentions of each municipality, or of all in one."""
    names = [name for (name,) in connection.execute("SELECT DISTINCT municipality FROM mention")]
    by_region: dict[str, list[str]] = {}
    for name in names:
        region = folded(name)
        if regions is None or region in regions:
            by_region.setdefault("" if whole else region, []).append(name)
    for region, spellings in sorted(by_region.items()):
        rows = [row for one in spellings for row in connection.execute(_MENTIONS, (one,))]
        documents = {key: connection.execute(_DOCUMENT, (key, UNDATED)).fetchone() for key in {row[1] for row in rows}}
        yield _Region(region, rows, documents)


_MENTIONS = """
SELECT key, document, id, name, forms, parties, municipality, bodies, roles, reservations, locals
FROM mention WHERE municipality = ?1
"""
_DOCUMENT = "SELECT coalesce(date, ?2), id, file_name FROM document WHERE key = ?1"


class _Linked(NamedTuple):
    """A person as rows: the table's but for the key, parties with times, links, and the keys of the mentions."""

    id: str
    row: Row
    memberships: list[Row]
    links: list[Row]
    mentions: list[int]


class _Persons(list[_Linked]):
    """Persons on their way from the process that linked them."""

    def __reduce__(self) -> tuple[Callable[..., "_Persons"], tuple[bytes]]:
        return _persons_of, (marshal.dumps([tuple(one) for one in self], 2),)


def _persons_of(packed: bytes) -> _Persons:
    return _Persons(_Linked(*one) for one in marshal.loads(packed))


def _link(region: _Region, overrides: Overrides) -> _Persons:
    """The persons of a municipality's mentions. Runs in this process or in another."""
    with collecting_nothing():
        mentions = [_mention(row, *region.documents[row[1]]) for row in region.rows]
        keys = {one.key: row[0] for one, row in zip(mentions, region.rows, strict=True)}
        # Parties that the register has not say nothing of who is who, and are told beside the others.
        local = {one.key: _tuple(row[-1]) for one, row in zip(mentions, region.rows, strict=True) if row[-1] != "[]"}
        corpus = Corpus()
        corpus.add_mentions(mentions)
        return _Persons(_rows(person, region.name, keys, local) for person in corpus.link(overrides).persons)


def _mention(row: Row, dated: str, record: str, file_name: str) -> Mention:
    _, _, person, name, forms, parties, municipality, bodies, roles, reservations, _ = row
    return Mention(
        dated=dated,
        record=record,
        person=person,
        name=name,
        forms=_LIST.decode(forms),
        parties=_tuple(parties),
        municipality=municipality,
        bodies=_tuple(bodies),
        roles=_tuple(roles),
        reservations=reservations,
        file_name=file_name,
    )


@lru_cache(maxsize=1 << 14)
def _tuple(told: str) -> tuple[str, ...]:
    return _LIST.decode(told)


def _rows(person: CorpusPerson, region: str, keys: dict[Key, int], local: dict[Key, tuple[str, ...]]) -> _Linked:
    row = (
        person.id, person.name, region, _json(person.forms), "\n".join(sorted({folded(one) for one in person.forms})),
        _json(person.municipalities), _json(person.bodies), _json(person.roles), person.first, person.last,
        person.reservations, len({one.record for one in person.mentions}),
        None if person.certainty is None else str(person.certainty),
    )  # fmt: skip
    return _Linked(
        id=person.id,
        row=row,
        memberships=[*((one.party, one.first, one.last) for one in person.parties), *_locals(person, local)],
        links=[(keys[one.one], keys[one.other], str(one.rule), str(one.certainty), one.why) for one in person.links],
        mentions=[keys[one.key] for one in person.mentions],
    )


def _locals(person: CorpusPerson, local: dict[Key, tuple[str, ...]]) -> list[Row]:
    """The person's parties that the register has not, each with its first and last day."""
    days: dict[str, list[str]] = {}
    for mention in person.mentions if local else ():
        for party in local.get(mention.key, ()):
            days.setdefault(party, []).extend([mention.date] if mention.date else [])
    return [(party, min(found, default=None), max(found, default=None)) for party, found in sorted(days.items())]


class _Writer:
    """Writes persons; somebody who comes back with the same id gets the same key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.next = int(connection.execute("SELECT coalesce(max(key), 0) + 1 FROM person").fetchone()[0])
        self.known: dict[str, int] = {}
        self.pairs: list[tuple[int, int]] = []

    def forget(self, regions: set[str] | None) -> None:
        """Take out who is to be linked anew."""
        run = self.connection.execute
        for region in [None] if regions is None else sorted(regions):
            where, values = ("", ()) if region is None else ("WHERE region = ?", (region,))
            found = run(f"SELECT id, key FROM person {where}", values).fetchall()
            self.known |= dict(found)
            if region is None:
                for table in ("membership", "person_link", "person_names"):
                    run(f"DELETE FROM {table}")
            else:
                for _, key in found:
                    run("DELETE FROM membership WHERE person = ?", (key,))
                    run("DELETE FROM person_link WHERE person = ?", (key,))
                    run("DELETE FROM person_names WHERE rowid = ?", (key,))
            run(f"DELETE FROM person {where}", values)

    def add(self, persons: Sequence[_Linked]) -> None:
        """Write persons."""
        keys = []
        for one in persons:
            key = self.known.get(one.id)
            if key is None:
                key = self.next
                self.next += 1
            keys.append(key)
        both = list(zip(keys, persons, strict=True))
        many = self.connection.executemany
        many(f"INSERT INTO person VALUES ({', '.join('?' * 14)})", [(key, *one.row) for key, one in both])
        many("INSERT INTO person_names (rowid, names) VALUES (?, ?)", [(key, one.row[4]) for key, one in both])
        several = [(key, *told) for key, one in both for told in one.memberships]
        many("INSERT INTO membership VALUES (?, ?, ?, ?)", several)
        several = [(key, *told) for key, one in both for told in one.links]
        many("INSERT INTO person_link VALUES (?, ?, ?, ?, ?, ?)", several)
        pairs = sorted([(key, mention) for key, one in both for mention in one.mentions], key=itemgetter(1))
        many("UPDATE mention SET person = ?1 WHERE key = ?2 AND person <> ?1", pairs)
        self.pairs += pairs

    def finish(self) -> None:
        """Write the column that tells each mention's person."""
        people = np.array(columns.read(self.connection, "mention_person"))
        if self.pairs:
            pairs = np.array(self.pairs)
            people[pairs[:, 1]] = pairs[:, 0]
        columns.replace(self.connection, "mention_person", people)


@lru_cache(maxsize=1 << 14)
def _json(values: tuple[str, ...]) -> str:
    return msgspec.json.encode(values).decode()
