"""What the row types of `parser.export.tables` say of themselves: tables, columns, keys and references, as values."""

import datetime
import types
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from parser.export import tables
from parser.export.tables import Row


class ColumnType(StrEnum):
    """What a column holds; the values are Frictionless's names of the types."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    DATE = "date"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table."""

    name: str
    type: ColumnType
    required: bool
    """Whether it never is null."""
    description: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A column whose values are keys of another table (`table.key`)."""

    column: str
    table: str
    key: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its name, its row type's columns, its key and what it refers to."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    columns: tuple[Column, ...]
    description: str


_PYTHON = {
    str: ColumnType.TEXT,
    int: ColumnType.WHOLE,
    float: ColumnType.NUMBER,
    bool: ColumnType.TRUTH,
    datetime.date: ColumnType.DATE,
}

_KEYS: dict[str, tuple[type[Row], tuple[str, ...]]] = {
    "documents": (tables.DocumentRow, ("record_id",)),
    "matters": (tables.MatterRow, ("matter_id",)),
    "acts": (tables.ActRow, ("act_id",)),
    "reservations": (tables.ReservationRow, ()),
    "actors": (tables.ActorRow, ("act_id", "position")),
    "demands": (tables.DemandRow, ("act_id", "demand")),
    "points": (tables.PointRow, ("act_id", "position")),
    "links": (tables.LinkRow, ("act_id", "relation", "target_id")),
    "places": (tables.PlaceRow, ()),
    "votes": (tables.VoteRow, ("act_id",)),
    "ballots": (tables.BallotRow, ("act_id", "position")),
    "notes": (tables.NoteRow, ()),
    "attendance": (tables.AttendanceRow, ("record_id", "position")),
    "mentions": (tables.MentionRow, ("mention_id",)),
    "parties": (tables.PartyRow, ("record_id", "party_id")),
    "warnings": (tables.WarningRow, ("record_id", "position")),
    "blocks": (tables.BlockRow, ("block_id",)),
    "persons": (tables.PersonRow, ("person_id",)),
    "memberships": (tables.MembershipRow, ("person_id", "party_id")),
}
"""Each table's rows and the columns that name a row. An empty key: rows have none of their own."""

_TARGETS = {
    "record_id": ("documents", "record_id"),
    "matter_id": ("matters", "matter_id"),
    "act_id": ("acts", "act_id"),
    "parent_id": ("acts", "act_id"),
    "target_id": ("acts", "act_id"),
    "against_id": ("acts", "act_id"),
    "block_id": ("blocks", "block_id"),
    "mention_id": ("mentions", "mention_id"),
    "person_id": ("persons", "person_id"),
}


def _columns(row: type[Row]) -> tuple[Column, ...]:
    hints = get_type_hints(row, include_extras=True)
    return tuple(_column(name, form) for name, form in hints.items())


def _column(name: str, form: Any) -> Column:
    description = ""
    required = True
    while get_origin(form) is Annotated:
        form, *notes = get_args(form)
        description = next((note.description for note in notes if isinstance(note, Meta) and note.description), "")
    if get_origin(form) in (Union, types.UnionType):
        required = False
        (form,) = (one for one in get_args(form) if one is not type(None))
    return Column(name=name, type=_PYTHON[form], required=required, description=description)


def _references(name: str, columns: tuple[Column, ...]) -> tuple[Reference, ...]:
    found = []
    for column in columns:
        target = _TARGETS.get(column.name)
        if target is not None and target != (name, column.name):
            found.append(Reference(column=column.name, table=target[0], key=target[1]))
    return tuple(found)


def _table(name: str, row: type[Row], key: tuple[str, ...]) -> Table:
    columns = _columns(row)
    description = " ".join((row.__doc__ or "").split())
    return Table(
        name=name, row=row, key=key, references=_references(name, columns), columns=columns, description=description
    )


TABLES: dict[str, Table] = {name: _table(name, row, key) for name, (row, key) in _KEYS.items()}
"""All tables by name, `persons` and `memberships` are the corpus's, not a record's."""
