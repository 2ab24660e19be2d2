"""Corpora for tests that ask: the two records made by hand, and invented ones."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from make_corpus import Maker
from parser.query.corpus import Corpus, open_corpus
from parser.record.json import encode
from parser.record.types import Record
from records import sample_minutes, sample_record

KEYS = {"act", "document", "matter", "person", "parent", "target", "mention", "one", "other", "indexed", "state"}
"""Columns that may differ between two indexes of the same records."""


def put(folder: Path, name: str, record: Record) -> Path:
    """Write a record below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(record))
    return path


def small_corpus(folder: Path) -> Corpus:
    """The memorandum and the minutes made by hand."""
    put(folder, "pm.json", sample_record())
    put(folder, "minutes/ks.json", sample_minutes())
    return open_corpus(folder)


def invented(acts: int, seed: int = 1, municipalities: int = 3) -> list[Record]:
    """Invented minutes."""
    return list(Maker(seed, municipalities).records(acts))


def again(record: Record, **changed: object) -> Record:
    """The record with some of its document's facts changed."""
    return msgspec.structs.replace(record, document=msgspec.structs.replace(record.document, **changed))


def told(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the views tell, but for what may differ from one index of the same records to another."""
    connection = sqlite3.connect(index)
    found = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        kept = ", ".join(f'"{one}"' for one in columns if one not in KEYS)
        found[name] = sorted(connection.execute(f"SELECT {kept} FROM {name}").fetchall(), key=repr)
    connection.close()
    return found


def ids(answers: Iterable[object]) -> list[str]:
    """The acts' own ids of answers, without the record's."""
    return [answer.act for answer in answers]  # type: ignore[attr-defined]
