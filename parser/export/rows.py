"""A record as rows of the flat tables.

Guarantees, for every record whose references hold (property tests check them):

1. Each act, matter, block, ballot, … of the record is in exactly one row of its table, in the record's order.
2. Keys name one row; every reference names a row that is there.
3. The same record and links give the same rows.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from parser.corpus.mentions import Key
from parser.corpus.values import CorpusPerson, Linkage
from parser.export.act_rows import act_row, joined, reservation_rows, rows_of_act
from parser.export.naming import Names
from parser.export.tables import (
    AttendanceRow,
    BlockRow,
    DocumentRow,
    MatterRow,
    MembershipRow,
    MentionRow,
    NoteRow,
    PartyRow,
    PersonRow,
    Row,
    WarningRow,
)
from parser.record.types import Actor, Kind, Record

NOBODY: Mapping[Key, str] = {}


def rows_of(record: Record, person_of: Mapping[Key, str] = NOBODY) -> Iterator[tuple[str, Row]]:
    """The rows of a record, each with its table's name, in the order of `parser.export.columns.TABLES`.

    `person_of` gives the corpus's person (see `people`) for a record's id and the person's in it; without it
    `person_id` is null everywhere.
    """
    names = Names(record, person_of)
    date = valid_date(record.document.date)
    yield "documents", _document(record, date)
    yield from _matters(record, names)
    for position, act in enumerate(record.acts, 1):
        yield "acts", act_row(record, act, position, date, names)
    for act in record.acts:
        if act.kind is Kind.RESERVATION and act.parent is None:
            yield from reservation_rows(record, act, date, names)
    for act in record.acts:
        yield from rows_of_act(record, act, names)
    yield from _members(record, names)
    for person in record.persons:
        yield (
            "mentions",
            MentionRow(
                mention_id=names.key(person.id),
                record_id=record.id,
                person_id=names.person(person.id),
                name=person.name,
                forms=joined(person.forms),
                party_ids=joined(person.parties),
            ),
        )
    for party in record.parties:
        yield (
            "parties",
            PartyRow(
                record_id=record.id,
                party_id=party.id,
                name=party.name,
                codes=joined(party.codes),
                wikidata=party.wikidata,
            ),
        )
    yield from _warnings(record, names)
    for position, block in enumerate(record.blocks, 1):
        left, top, right, bottom = block.bbox
        yield (
            "blocks",
            BlockRow(
                block_id=names.key(block.id),
                record_id=record.id,
                position=position,
                role=block.role.value,
                level=block.level,
                page=block.page,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                text=block.text,
                confidence=block.confidence,
            ),
        )


def people(linkage: Linkage) -> dict[Key, str]:
    """Which person of the corpus each person of each record is."""
    return {mention.key: person.id for person in linkage.persons for mention in person.mentions}


def rows_of_persons(persons: Iterable[CorpusPerson]) -> Iterator[tuple[str, Row]]:
    """The corpus's own tables: `persons` and `memberships`, by the persons' ids."""
    for person in sorted(persons, key=lambda one: one.id):
        yield (
            "persons",
            PersonRow(
                person_id=person.id,
                name=person.name,
                forms=joined(person.forms) or person.name,
                municipalities=joined(person.municipalities),
                bodies=joined(person.bodies),
                roles=joined(person.roles),
                first=valid_date(person.first),
                last=valid_date(person.last),
                documents=len({mention.record for mention in person.mentions}),
                reservations=person.reservations,
                certainty=person.certainty.value if person.certainty else None,
            ),
        )
        for one in person.parties:
            first, last = valid_date(one.first), valid_date(one.last)
            yield "memberships", MembershipRow(person_id=person.id, party_id=one.party, first=first, last=last)


def valid_date(text: str | None) -> datetime.date | None:
    """The date, or None where there is none or no calendar has it (the schema lets the 31st of February through)."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _document(record: Record, date: datetime.date | None) -> DocumentRow:
    document, source = record.document, record.source
    top = [act for act in record.acts if act.parent is None]
    return DocumentRow(
        record_id=record.id,
        type=document.type,
        number=document.number,
        title=document.title,
        municipality=document.municipality,
        municipality_code=document.municipality_code,
        body=document.body,
        department=document.department,
        date=date,
        year=date.year if date else None,
        diary_numbers=joined(document.diary_numbers),
        file_name=source.file_name,
        sha256=source.sha256,
        bytes=source.bytes,
        pages=source.pages,
        text_layer=source.text_layer.value,
        matters=len(record.matters),
        acts=len(top),
        reservations=sum(act.kind is Kind.RESERVATION for act in top),
        warnings=len(record.warnings),
        engine=f"{source.engine.name} {source.engine.version}",
        converter=f"{source.converter.name} {source.converter.version}",
        profile=source.profile.name,
        schema_version=record.schema_version,
    )


def _matters(record: Record, names: Names) -> Iterator[tuple[str, Row]]:
    for position, matter in enumerate(record.matters, 1):
        yield (
            "matters",
            MatterRow(
                matter_id=names.key(matter.id),
                record_id=record.id,
                position=position,
                number=matter.number,
                title=matter.title,
                diary_numbers=joined(matter.diary_numbers),
                page=names.first_page(matter.blocks),
            ),
        )


def _members(record: Record, names: Names) -> Iterator[tuple[str, Row]]:
    for position, note in enumerate(record.notes, 1):
        told: tuple[Actor | None, ...] = note.actors or (None,)
        for actor in told:
            yield (
                "notes",
                NoteRow(
                    record_id=record.id,
                    matter_id=names.key(note.matter) if note.matter else None,
                    position=position,
                    kind=note.kind.value,
                    text=note.text,
                    page=names.first_page(note.blocks),
                    name=actor.name if actor else None,
                    party_id=actor.party_id if actor else None,
                    mention_id=names.key(actor.person) if actor and actor.person else None,
                    person_id=names.person(actor.person) if actor else None,
                ),
            )
    for position, entry in enumerate(record.attendance, 1):
        yield (
            "attendance",
            AttendanceRow(
                record_id=record.id,
                position=position,
                name=entry.name,
                party_printed=entry.party,
                party_id=entry.party_id,
                capacity=entry.capacity,
                role=entry.role,
                paragraphs=entry.paragraphs,
                mention_id=names.key(entry.person) if entry.person else None,
                person_id=names.person(entry.person),
            ),
        )


def _warnings(record: Record, names: Names) -> Iterator[tuple[str, Row]]:
    for position, warning in enumerate(record.warnings, 1):
        left, top, right, bottom = warning.bbox or (None, None, None, None)
        yield (
            "warnings",
            WarningRow(
                record_id=record.id,
                position=position,
                code=warning.code,
                message=warning.message,
                page=warning.page,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                block_id=names.key(warning.block) if warning.block else None,
                act_id=names.key(warning.act) if warning.act else None,
            ),
        )
