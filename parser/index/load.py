"""Batches into the index's tables, and documents out of them. Within the caller's transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from parser.index import columns
from parser.index.batch import NAMED, VALUES, Batch
from parser.index.columns import Codes
from parser.index.vocabulary import Vocabulary

# Each table's columns in order: which of them are keys, to which the number of what is there already is added.
TABLES: dict[str, str] = {
    "document": "D...................A.M.P..",
    "matter": "MD.....",
    "diary": "DM..",
    "act": "AD..M.A............",
    "actor": "A......P.",
    "link": "A..A.",
    "vote": "A.......",
    "ballot": "A......P",
    "note": "D..M.....",
    "attendance": "D.......P",
    "warning": "D....A",
    "mention": "PD..........",
    "document_party": "D....",
    "act_words": "A..",
}
FULL_TEXT = {"act_words": "(rowid, words, title)"}
BY_DOCUMENT = ("document", "matter", "diary", "act", "note", "attendance", "warning", "mention", "document_party")
BY_ACT = ("actor", "link", "vote", "ballot")

# For each party one look at the index, however many documents name it.
_PARTIES = """
WITH RECURSIVE every (id) AS (
  SELECT min(id) FROM document_party
  UNION ALL SELECT (SELECT min(id) FROM document_party WHERE id > every.id) FROM every WHERE id IS NOT NULL
)
INSERT INTO party
SELECT p.id, p.name, p.wikidata FROM every JOIN document_party p ON p.rowid = (
  SELECT rowid FROM document_party WHERE id = every.id ORDER BY dated DESC, name DESC, wikidata DESC LIMIT 1)
"""


class Loader:
    """Writes batches. `finish` writes what is kept back until the last of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """An index that may have documents already."""
        self._connection = connection
        self._next = {
            "D": _after(connection, "document"),
            "M": _after(connection, "matter"),
            # Columns are never shortened, so an act's key is never given twice.
            "A": max(columns.length(connection, "live"), 1),
            "P": max(columns.length(connection, "mention_person"), 1),
        }
        self._codes = {name: Codes(connection, name) for name in (*NAMED, "party")}
        self._values: dict[str, list[columns.Array]] = {name: [] for name in columns.TYPES}
        for name in (*VALUES, *NAMED):
            if columns.length(connection, name) == 0:
                self._values[name].append(np.zeros(1))
        if columns.length(connection, "mention_person") == 0:
            self._values["mention_person"].append(np.zeros(1))
        self._vocabulary = Vocabulary(connection)
        self.acts = 0
        self.documents = 0

    def load(self, batch: Batch) -> None:
        """Write a batch."""
        start = self._next
        for table, rows in batch.rows.items():
            keys = TABLES[table]
            values = ", ".join("?" if key == "." else f"? + {start[key]}" for key in keys)
            self._connection.executemany(f"INSERT INTO {table} {FULL_TEXT.get(table, '')} VALUES ({values})", rows)
        for name, told in batch.values.items():
            array = np.array(told)
            if name == "document":
                array = array + start["D"]
            elif name == "matter":
                array = np.where(array < 0, 0, array + start["M"])
            self._values[name].append(array)
        for name, said in batch.named.items():
            self._values[name].append(np.array(self._codes[name].of(said)))
        codes = self._codes["party"].of(party for _, party in batch.party)
        self._values["party_act"].append(np.array([act for act, _ in batch.party], dtype=np.int64) + start["A"])
        self._values["party_value"].append(np.array(codes))
        pairs = np.array(batch.mention, dtype=np.int64).reshape(-1, 2)
        self._values["mention_act"].append(pairs[:, 0] + start["A"])
        self._values["mention_value"].append(pairs[:, 1] + start["P"])
        self._values["mention_person"].append(np.zeros(batch.mentions))
        self._vocabulary.take(batch.rows["act_words"])
        self._next = {
            "D": start["D"] + batch.documents,
            "M": start["M"] + batch.matters,
            "A": start["A"] + batch.acts,
            "P": start["P"] + batch.mentions,
        }
        self.acts += batch.acts
        self.documents += batch.documents

    def finish(self) -> Iterator[None]:
        """Write columns, codes, parties and the vocabulary, in steps."""
        for name, arrays in self._values.items():
            if arrays:
                columns.append(self._connection, name, np.concatenate(arrays))
        self._values = {name: [] for name in columns.TYPES}
        for codes in self._codes.values():
            codes.save()
        yield
        self._connection.execute("DELETE FROM party")
        self._connection.execute(_PARTIES)
        yield
        self._vocabulary.save()


def remove(connection: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Take the documents with these ids out; the municipalities that they were of.

    Their words stay in the full-text tables: no act has their keys any more, so no answer has them either.
    """
    gone: list[tuple[int, int, int]] = []
    municipalities: list[str] = []
    for id_ in ids:
        row = connection.execute(
            "SELECT key, first_act, acts, municipality, municipality_code FROM document WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            continue
        key, first, acts, municipality, code = row
        gone.append((key, first, first + acts))
        municipalities.append(municipality or code or "")
    for key, first, end in gone:
        for table in BY_ACT:
            connection.execute(f"DELETE FROM {table} WHERE act >= ? AND act < ?", (first, end))
        for table in BY_DOCUMENT[1:]:
            connection.execute(f"DELETE FROM {table} WHERE document = ?", (key,))
        connection.execute("DELETE FROM document WHERE key = ?", (key,))
    columns.change(connection, "live", [(first, end) for _, first, end in gone], 0)
    return municipalities


def _after(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(key), 0) + 1 FROM {table}").fetchone()[0])


def tables_are(connection: sqlite3.Connection) -> Sequence[str]:
    """The columns that differ in number from what is loaded: none, or the schema and `TABLES` are out of step."""
    wrong = []
    for table, keys in TABLES.items():
        if table not in FULL_TEXT:
            found = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
            if found != len(keys):
                wrong.append(table)
    return wrong
