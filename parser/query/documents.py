"""Documents of the corpus: what they say that they are, and where their record lies."""

import base64
import binascii
import sqlite3

import msgspec
import numpy as np

from parser.errors import BadQuestion
from parser.query.answers import permalink
from parser.query.question import Question
from parser.query.select import matching
from parser.query.state import State

_strings = msgspec.json.Decoder(tuple[str, ...])


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the corpus. `file` is its record, relative to the corpus; `changed` when its state was indexed."""

    id: str
    type: str
    number: str | None
    title: str | None
    municipality: str | None
    municipality_code: str | None
    body: str | None
    department: str | None
    date: str | None
    diary_numbers: tuple[str, ...]
    file: str
    file_name: str
    sha256: str
    pages: int
    text_layer: str
    acts: int
    matters: int
    changed: str
    permalink: str
    record_sha256: str
    """The SHA-256 of the record's file: another whenever the record is another, as after a conversion anew."""


class Documents(msgspec.Struct, frozen=True, kw_only=True):
    """A page of documents, the newest first; as `Answers`."""

    documents: tuple[Document, ...]
    total: int
    cursor: str | None
    state: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A document that came, changed (`put`) or went (`gone`), and when the index took notice."""

    id: str
    what: str
    at: str
    record_sha256: str | None = None
    """The SHA-256 of the record's file, by which to tell whether it is another than the one at hand; None: `gone`."""
    sha256: str | None = None
    """The SHA-256 of the PDF that it was made of."""


_RECORD = "(SELECT f.sha256 FROM file f WHERE f.path = document.path)"
_COLUMNS = (
    "id, type, number, title, municipality, municipality_code, body, department, date, diary_numbers, path, file_name, "
    "sha256, pages, text_layer, acts, matters, indexed"
)


def document(connection: sqlite3.Connection, id_: str) -> Document | None:
    """The document whose record has this id."""
    row = connection.execute(f"SELECT {_COLUMNS}, {_RECORD} FROM document WHERE id = ?", (id_,)).fetchone()
    return None if row is None else _made(row)


def documents(state: State, connection: sqlite3.Connection, question: Question) -> Documents:
    """The documents that have an act which the question means; without any question, all, also those without acts.

    `sort` is left aside. Raises BadQuestion.
    """
    asked = question.but(limit=Question().limit, sort=None, nested=False)
    order = "date IS NULL, date DESC, key"
    if asked == Question():
        found = connection.execute(f"SELECT key, id FROM document ORDER BY {order}").fetchall()
    else:
        acts = matching(state, connection, question)
        keys = np.unique(state.column(connection, "document")[acts])
        chosen = msgspec.json.encode(keys.tolist()).decode()
        found = connection.execute(
            f"SELECT key, id FROM document WHERE key IN (SELECT value FROM json_each(?)) ORDER BY {order}", (chosen,)
        ).fetchall()
    start = 0
    if question.cursor is not None:
        after = _decoded(question.cursor)
        start = next((at for at, (_, id_) in enumerate(found, 1) if id_ == after), 0)
        if not start:
            raise BadQuestion("the cursor is none that Diarium gave for this question; begin at the first page")
    page = found[start : start + question.limit]
    more = start + question.limit < len(found)
    some = ",".join(str(key) for key, _ in page)
    rows = connection.execute(f"SELECT key, {_COLUMNS}, {_RECORD} FROM document WHERE key IN ({some})").fetchall()
    by_key = {row[0]: _made(row[1:]) for row in rows}
    return Documents(
        documents=tuple(by_key[key] for key, _ in page),
        total=len(found),
        cursor=base64.urlsafe_b64encode(page[-1][1].encode()).decode().rstrip("=") if more else None,
        state=state.token,
    )


def changes(connection: sqlite3.Connection, since: str | None, most: int) -> tuple[Change, ...]:
    """What changed after the ISO time `since` (None: from the beginning), the oldest first, `most` at the most.

    Those of one time come together, so that the last one's time is where to go on.
    """
    rows = connection.execute(
        f"SELECT id, 'put', indexed AS at, {_RECORD}, sha256 FROM document WHERE indexed > ?1 "
        "UNION ALL SELECT id, 'gone', at, NULL, NULL FROM gone WHERE at > ?1 ORDER BY at, id",
        (since or "",),
    ).fetchall()
    end = most
    while most <= end < len(rows) and rows[end][2] == rows[most - 1][2]:
        end += 1
    return tuple(
        Change(id=id_, what=what, at=at, record_sha256=record, sha256=pdf) for id_, what, at, record, pdf in rows[:end]
    )


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        return ""


def _made(row: tuple[object, ...]) -> Document:
    values = dict(zip([*(one.strip() for one in _COLUMNS.split(",")), "record_sha256"], row, strict=True))
    values["diary_numbers"] = _strings.decode(str(values["diary_numbers"]))
    values["file"], values["changed"] = values.pop("path"), values.pop("indexed")
    return Document(permalink=permalink(str(values["id"])), **values)  # type: ignore[arg-type]
