"""The flat tables of a corpus: what CSV, JSON Lines and Parquet hold. docs/tables.md is generated from here.

Each row type's fields are the table's columns, in their order; their types are those of the columns: text, whole
number, number, truth value or date, never a list or an object. Several short values in one column are parted by
`; `. Names that end in `_id` are keys: `record_id` is the record's, `act_id` is `record_id/a3`, and so for matters
and blocks; `mention_id` (`record_id/p2`) is a person of one record, `person_id` one person over the corpus.

`TABLES_VERSION`: a new table or a new column at a table's end raises its second number; one that is removed,
renamed, moved or of another meaning or type raises its first.
"""

import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

TABLES_VERSION = "2.0"
SEPARATOR = "; "

RecordId = Annotated[str, Meta(description="The record: the first 16 hex digits of the PDF's sha256.")]
MaybeMatter = Annotated[str | None, Meta(description="The matter that it was made in.")]
ActKey = Annotated[str, Meta(description="The act.")]
PersonKey = Annotated[
    str | None, Meta(description="One person over the corpus; null for a body or group, or where nobody linked.")
]
MentionKey = Annotated[str | None, Meta(description="The person of this record; null for a body, group or mere name.")]
Name = Annotated[str, Meta(description="The name in full, typography undone.")]
PartyPrinted = Annotated[str | None, Meta(description="The party's code as printed.")]
PartyKey = Annotated[
    str | None,
    Meta(description="The party, one over all its codes and names; null if no register has its code."),
]
Municipality = Annotated[str | None, Meta(description="The municipality's plain name.")]
Date = Annotated[
    datetime.date | None, Meta(description="The document's date; null where none is printed or no calendar has it.")
]
Page = Annotated[int, Meta(description="The page, counted from 1.")]
Left = Annotated[float, Meta(description="The box's left edge in PDF points from the page's left.")]
Top = Annotated[float, Meta(description="The box's upper edge in PDF points from the page's top.")]
Right = Annotated[float, Meta(description="The box's right edge.")]
Bottom = Annotated[float, Meta(description="The box's lower edge.")]
Position = Annotated[int, Meta(description="Its place in the order printed, from 1.")]


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A document, one row a record."""

    record_id: RecordId
    type: Annotated[str, Meta(description="`pm`, `utlåtande`, `protokoll`, … or `unknown`.")]
    number: Annotated[str | None, Meta(description="As printed, without the type.")]
    title: Annotated[str | None, Meta(description="The title of a PM or utlåtande.")]
    municipality: Municipality
    municipality_code: Annotated[str | None, Meta(description="SCB's code: four digits, text.")]
    body: Annotated[str | None, Meta(description="The body whose minutes these are.")]
    department: Annotated[str | None, Meta(description="The department (rotel) that wrote it.")]
    date: Date
    year: Annotated[int | None, Meta(description="The date's year.")]
    diary_numbers: Annotated[str | None, Meta(description="Diary numbers, parted by `; `.")]
    file_name: Annotated[str, Meta(description="The PDF's name.")]
    sha256: Annotated[str, Meta(description="The PDF's SHA-256 in hex.")]
    bytes: Annotated[int, Meta(description="The PDF's size.")]
    pages: Annotated[int, Meta(description="The PDF's pages.")]
    text_layer: Annotated[str, Meta(description="`digital`, `ocr` or `mixed`.")]
    matters: Annotated[int, Meta(description="How many matters it has.")]
    acts: Annotated[int, Meta(description="How many acts at the top level.")]
    reservations: Annotated[int, Meta(description="How many reservations at the top level.")]
    warnings: Annotated[int, Meta(description="How many warnings it has.")]
    engine: Annotated[str, Meta(description="The engine that read it, and its version.")]
    converter: Annotated[str, Meta(description="The converter and its version.")]
    profile: Annotated[str, Meta(description="The profile that it was read with.")]
    schema_version: Annotated[str, Meta(description="The version of the record's schema.")]


class MatterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A matter (ärende) of a document."""

    matter_id: Annotated[str, Meta(description="The matter.")]
    record_id: RecordId
    position: Position
    number: Annotated[str | None, Meta(description="The paragraph's number as printed: `§ 14`.")]
    title: Annotated[str | None, Meta(description="What it is about.")]
    diary_numbers: Annotated[str | None, Meta(description="Diary numbers, parted by `; `.")]
    page: Annotated[int | None, Meta(description="The page of its heading; null where it has none.")]


class ActRow(msgspec.Struct, frozen=True, kw_only=True):
    """An act: what somebody did in a matter."""

    act_id: ActKey
    record_id: RecordId
    matter_id: MaybeMatter
    position: Position
    kind: Annotated[str, Meta(description="What it is: `proposal`, `decision`, `reservation`, …")]
    municipality: Municipality
    date: Date
    body: Annotated[str | None, Meta(description="The body in which it was made.")]
    who: Annotated[str | None, Meta(description="Who made it, for reading: `Name (code)`, parted by `; `.")]
    demand: Annotated[str | None, Meta(description="What it wants, parted by `; `; a row each in `demands`.")]
    parent_id: Annotated[str | None, Meta(description="The act that quotes or appends it; null at the top level.")]
    page: Page
    last_page: Annotated[int, Meta(description="The last page that it touches.")]
    text: Annotated[str, Meta(description="Its text; paragraphs parted by a line feed.")]
    confidence: Annotated[float, Meta(description="How sure the converter is, 0 to 1.")]
    rule: Annotated[str | None, Meta(description="The rule of the profile that found it.")]
    quote: Annotated[str | None, Meta(description="The words that the rule matched.")]


class ReservationRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who reserved themselves against what: a row for each who did, ready to read.

    Only reservations at the top level; what it is against is the first act of `about`.
    """

    act_id: ActKey
    record_id: RecordId
    municipality: Municipality
    date: Date
    body: Annotated[str | None, Meta(description="The body in which it was made.")]
    about: Annotated[str | None, Meta(description="What the matter is about: its title, else the document's.")]
    name: Annotated[str | None, Meta(description="Who; null where the document does not say.")]
    party_id: PartyKey
    person_id: PersonKey
    and_others: Annotated[bool, Meta(description="Whether `m.fl.` follows the name.")]
    demand: Annotated[str | None, Meta(description="What it wants, parted by `; `.")]
    against_id: Annotated[str | None, Meta(description="The act that it is against.")]
    against_text: Annotated[str | None, Meta(description="That act's text.")]
    text: Annotated[str, Meta(description="The reservation's text.")]
    page: Page
    confidence: Annotated[float, Meta(description="How sure the converter is, 0 to 1.")]
    against_kind: Annotated[str | None, Meta(description="That act's kind: `decision`, `proposal`, `statement`.")]
    party_printed: PartyPrinted


class ActorRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who made an act, a row for each."""

    act_id: ActKey
    record_id: RecordId
    position: Position
    type: Annotated[str, Meta(description="`person`, `organisation` or `party_group`.")]
    name: Name
    party_printed: PartyPrinted
    party_id: PartyKey
    role: Annotated[str | None, Meta(description="As printed: `borgarrådet`.")]
    mention_id: MentionKey
    person_id: PersonKey
    and_others: Annotated[bool, Meta(description="Whether `m.fl.` follows.")]


class DemandRow(msgspec.Struct, frozen=True, kw_only=True):
    """What an act wants, a row for each demand."""

    act_id: ActKey
    record_id: RecordId
    demand: Annotated[str, Meta(description="`approval`, `rejection`, `referral_back`, …")]


class PointRow(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered or bulleted clause of an act (att-sats, punkt)."""

    act_id: ActKey
    record_id: RecordId
    position: Position
    number: Annotated[str | None, Meta(description="As printed; null for a dash or bullet.")]
    text: Annotated[str, Meta(description="Its words, without the number.")]


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A link from an act to another of the same record."""

    act_id: ActKey
    record_id: RecordId
    relation: Annotated[str, Meta(description="`about`, `in_favour_of`, `refers_to` or `parent`.")]
    target_id: Annotated[str, Meta(description="The act that it points at.")]


class PlaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where on the print an act stands: a row for each page that each of its blocks touches."""

    act_id: ActKey
    block_id: Annotated[str, Meta(description="The block.")]
    record_id: RecordId
    page: Page
    left: Left
    top: Top
    right: Right
    bottom: Bottom


class BlockRow(msgspec.Struct, frozen=True, kw_only=True):
    """Everything printed, once, in reading order; with its box on the page that it begins on."""

    block_id: Annotated[str, Meta(description="The block.")]
    record_id: RecordId
    position: Position
    role: Annotated[str, Meta(description="`title`, `heading`, `paragraph`, `list_item`, `table`, …")]
    level: Annotated[int | None, Meta(description="A heading's rank, 1 the largest.")]
    page: Page
    left: Left
    top: Top
    right: Right
    bottom: Bottom
    text: Annotated[str, Meta(description="Its text, words rejoined; rows by line feeds, cells by tabs.")]
    confidence: Annotated[float | None, Meta(description="The OCR engine's own; null for digital text.")]


class VoteRow(msgspec.Struct, frozen=True, kw_only=True):
    """A division: an act of the kind `vote`, with its counts as printed."""

    act_id: ActKey
    record_id: RecordId
    yes: Annotated[int | None, Meta(description="Votes for Yes.")]
    no: Annotated[int | None, Meta(description="Votes for No.")]
    abstain: Annotated[int | None, Meta(description="Members who abstained.")]
    absent: Annotated[int | None, Meta(description="Members who were absent.")]
    meaning_yes: Annotated[str | None, Meta(description="What a Yes was for; it may be rejection.")]
    meaning_no: Annotated[str | None, Meta(description="What a No was for.")]
    outcome: Annotated[str | None, Meta(description="As printed; read, never computed.")]
    ballots: Annotated[int, Meta(description="How many members' votes are known.")]


class BallotRow(msgspec.Struct, frozen=True, kw_only=True):
    """One member's vote in a division."""

    act_id: ActKey
    record_id: RecordId
    position: Position
    name: Name
    party_printed: PartyPrinted
    party_id: PartyKey
    answer: Annotated[str, Meta(description="`yes`, `no`, `abstain` or `absent`.")]
    source: Annotated[str, Meta(description="`stated` by the print of this member, or `derived`.")]
    mention_id: MentionKey
    person_id: PersonKey


class NoteRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a member that is no act: a row for each member, one without a name where none is told."""

    record_id: RecordId
    matter_id: Annotated[str | None, Meta(description="The matter that it concerns.")]
    position: Position
    kind: Annotated[str, Meta(description="`conflict_of_interest` (jäv) or `takes_no_part`.")]
    text: Annotated[str, Meta(description="The words that say it.")]
    page: Annotated[int | None, Meta(description="The page that says it.")]
    name: Annotated[str | None, Meta(description="The member, in full.")]
    party_id: PartyKey
    mention_id: MentionKey
    person_id: PersonKey


class AttendanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who was at a meeting, as what."""

    record_id: RecordId
    position: Position
    name: Name
    party_printed: PartyPrinted
    party_id: PartyKey
    capacity: Annotated[str | None, Meta(description="`deciding`, `serving_substitute`, `substitute`, `other`.")]
    role: Annotated[str | None, Meta(description="As printed: `ordförande`.")]
    paragraphs: Annotated[str | None, Meta(description="As printed: `§§ 1–14`; null for the whole meeting.")]
    mention_id: MentionKey
    person_id: PersonKey


class MentionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person of one record."""

    mention_id: Annotated[str, Meta(description="The person of this record.")]
    record_id: RecordId
    person_id: PersonKey
    name: Name
    forms: Annotated[str | None, Meta(description="The forms that the document has, parted by `; `.")]
    party_ids: Annotated[str | None, Meta(description="The parties that the print gives them, parted by `; `.")]


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person over the corpus, linked as docs/persons.md tells."""

    person_id: Annotated[str, Meta(description="The person.")]
    name: Name
    forms: Annotated[str, Meta(description="All forms of the name, parted by `; `.")]
    municipalities: Annotated[str | None, Meta(description="Where, parted by `; `.")]
    bodies: Annotated[str | None, Meta(description="In which bodies, parted by `; `.")]
    roles: Annotated[str | None, Meta(description="Roles as printed, parted by `; `.")]
    first: Annotated[datetime.date | None, Meta(description="The first document's date.")]
    last: Annotated[datetime.date | None, Meta(description="The last document's date.")]
    documents: Annotated[int, Meta(description="In how many documents.")]
    reservations: Annotated[int, Meta(description="How many reservations at the top level.")]
    certainty: Annotated[
        str | None, Meta(description="Of the least sure link: `stated`, `high`, `lower`; null for one mention.")
    ]


class MembershipRow(msgspec.Struct, frozen=True, kw_only=True):
    """A party that documents give a person, and from when to when they do."""

    person_id: Annotated[str, Meta(description="The person.")]
    party_id: Annotated[str, Meta(description="The party.")]
    first: Annotated[datetime.date | None, Meta(description="The first date at which a document does.")]
    last: Annotated[datetime.date | None, Meta(description="The last.")]


class PartyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A party that a document names."""

    record_id: RecordId
    party_id: Annotated[str, Meta(description="The party, one over all its codes and names.")]
    name: Annotated[str, Meta(description="Its name at the document's time.")]
    codes: Annotated[str | None, Meta(description="Its codes as printed in this document, parted by `; `.")]
    wikidata: Annotated[str | None, Meta(description="Its Wikidata item, where known.")]


class WarningRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the converter was unsure of."""

    record_id: RecordId
    position: Position
    code: Annotated[str, Meta(description="The sort of doubt, see docs/warnings.md.")]
    message: Annotated[str, Meta(description="A sentence.")]
    page: Annotated[int | None, Meta(description="The page.")]
    left: Annotated[float | None, Meta(description="The place's left edge in PDF points from the page's left.")]
    top: Annotated[float | None, Meta(description="Its upper edge in PDF points from the page's top.")]
    right: Annotated[float | None, Meta(description="Its right edge.")]
    bottom: Annotated[float | None, Meta(description="Its lower edge.")]
    block_id: Annotated[str | None, Meta(description="The block that it concerns.")]
    act_id: Annotated[str | None, Meta(description="The act that it concerns.")]


Row = (
    DocumentRow
    | MatterRow
    | ActRow
    | ReservationRow
    | ActorRow
    | DemandRow
    | PointRow
    | LinkRow
    | PlaceRow
    | BlockRow
    | VoteRow
    | BallotRow
    | NoteRow
    | AttendanceRow
    | MentionRow
    | PersonRow
    | MembershipRow
    | PartyRow
    | WarningRow
)
