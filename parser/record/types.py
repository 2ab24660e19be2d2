"""The record: what Diarium publishes of one document. The JSON Schema and its documentation are generated from here.

The contract's version is `SCHEMA_VERSION`: a new optional field raises its second number, a removed or changed
one its first. Field order is the order in the JSON. Lengths are PDF points, origin the page's top left corner.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

SCHEMA_VERSION = "1.0"

Confidence = Annotated[float, Meta(ge=0, le=1, description="How sure the converter is, 0 to 1.")]
PageNumber = Annotated[int, Meta(ge=1, description="The page, counted from 1.")]
Box = Annotated[
    tuple[float, float, float, float],
    Meta(description="Left, top, right, bottom in PDF points, origin at the page's top left corner."),
]
BlockId = Annotated[str, Meta(pattern=r"^b[0-9]+(\.[0-9]+)?$", description="A block's id.")]
ActId = Annotated[str, Meta(pattern=r"^a[0-9]+$", description="An act's id.")]
MatterId = Annotated[str, Meta(pattern=r"^m[0-9]+$", description="A matter's id.")]
PersonId = Annotated[str, Meta(pattern=r"^p[0-9]+$", description="A person's id, unique within the record.")]
PartyId = Annotated[str, Meta(min_length=1, description="A party's id in the register, one over all its codes.")]


class Kind(StrEnum):
    """What an act is."""

    PROPOSAL = "proposal"
    STATEMENT = "statement"
    DECISION = "decision"
    RESERVATION = "reservation"
    SPECIAL_STATEMENT = "special_statement"
    SUBSTITUTE_STATEMENT = "substitute_statement"
    MOVED_PROPOSAL = "moved_proposal"
    VOTE = "vote"
    APPENDIX = "appendix"


class ActorType(StrEnum):
    """Who acts: a person, a body or office, or the members of a party as a group."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PARTY_GROUP = "party_group"


class Demand(StrEnum):
    """What a moved proposal or a reservation wants (bifall, avslag, återremiss, bordläggning, …)."""

    APPROVAL = "approval"
    REJECTION = "rejection"
    REFERRAL_BACK = "referral_back"
    DEFERRAL = "deferral"
    AMENDMENT = "amendment"
    ADDITION = "addition"
    OWN_PROPOSAL = "own_proposal"


class Answer(StrEnum):
    """A member's vote."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    ABSENT = "absent"


class BallotSource(StrEnum):
    """Whether the print says how the member voted, or it follows from what the print says of others."""

    STATED = "stated"
    DERIVED = "derived"


class TextLayer(StrEnum):
    """Where the text was read from."""

    DIGITAL = "digital"
    OCR = "ocr"
    MIXED = "mixed"


class BlockRole(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    SIGNATURE = "signature"
    FURNITURE = "furniture"


class EditReason(StrEnum):
    """Why a block's text differs from the print at a place."""

    LINE_BREAK = "line_break"
    HYPHEN = "hyphen"
    LIGATURE = "ligature"
    SOFT_HYPHEN = "soft_hyphen"
    SPACED = "spaced"
    COMPOSED = "composed"
    OCR = "ocr"


class NoteKind(StrEnum):
    """What a note tells of a member that is no act: a conflict of interest (jäv), or taking no part in a decision."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    TAKES_NO_PART = "takes_no_part"


class Software(msgspec.Struct, frozen=True, kw_only=True):
    """A program or library and its version."""

    name: str
    version: str


class ProfileUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The profile that the document was read with, and the digest of its data."""

    name: str
    digest: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The PDF that the record was made of, and what it was made with."""

    file_name: str
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Meta(ge=0)]
    pages: Annotated[int, Meta(ge=0)]
    text_layer: TextLayer
    engine: Software
    converter: Software
    profile: ProfileUsed


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What the document says that it is."""

    type: Annotated[
        str, Meta(description="`pm`, `utlåtande`, `protokoll`, `tjänsteutlåtande`, `motion`, … or `unknown`.")
    ]
    number: Annotated[str | None, Meta(description="As printed, without the type: `2006 RI`, `2011:87 RIV`.")] = None
    diary_numbers: Annotated[tuple[str, ...], Meta(description="Diary numbers (diarienummer) of the document.")] = ()
    title: Annotated[str | None, Meta(description="The title of a PM or utlåtande.")] = None
    municipality: Annotated[str | None, Meta(description="Its plain name: `Göteborg`.")] = None
    municipality_code: Annotated[str, Meta(pattern="^[0-9]{4}$", description="SCB's municipality code.")] | None = None
    body: Annotated[str | None, Meta(description="The body whose minutes these are.")] = None
    department: Annotated[str | None, Meta(description="The department (rotel) that wrote it.")] = None
    date: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="ISO date.")] | None = None


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A matter (ärende): one for a PM or utlåtande, one a paragraph (§) for minutes."""

    id: MatterId
    number: Annotated[str | None, Meta(description="As printed: `§ 14`.")] = None
    title: str | None = None
    diary_numbers: tuple[str, ...] = ()
    blocks: Annotated[tuple[BlockId, ...], Meta(description="Its heading's blocks.")] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where on a page something stands."""

    page: PageNumber
    bbox: Box


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """`text[at:at+length]` was printed as `printed`. All of them, undone from the last, give the printed form."""

    at: Annotated[int, Meta(ge=0)]
    length: Annotated[int, Meta(ge=0)]
    printed: str
    why: EditReason


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Something printed. Blocks partition the print: each character is in one of them, once, in reading order."""

    id: BlockId
    role: BlockRole
    page: PageNumber
    bbox: Box
    places: Annotated[tuple[Place, ...], Meta(description="One for each page that it touches.")]
    text: str
    edits: Annotated[tuple[Edit, ...], Meta(description="Where and how the print differs from the text.")] = ()
    level: Annotated[int, Meta(ge=1, description="A heading's rank by its look.")] | None = None
    confidence: Annotated[float, Meta(ge=0, le=1, description="The OCR engine's, for scans.")] | None = None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered or bulleted demand or clause of an act (att-sats, punkt)."""

    number: Annotated[str | None, Meta(description="As printed: `1`, `a`; null for a dash or bullet.")] = None
    text: str
    block: BlockId | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, as this act names them."""

    name: Annotated[str, Meta(min_length=1, description="In full, typography undone.")]
    party: Annotated[str | None, Meta(description="The code as printed: `s`, `S`, `LPÄ`.")] = None
    party_id: PartyId | None = None
    role: Annotated[str | None, Meta(description="As printed: `borgarrådet`, `vice ordföranden`.")] = None
    type: ActorType = ActorType.PERSON
    person: PersonId | None = None
    and_others: Annotated[bool, Meta(description="Whether `m.fl.` follows.")] = False


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """One member's vote."""

    name: str
    party: str | None = None
    answer: Answer
    source: BallotSource


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """A division (votering, omröstning): what Yes and No meant, the counts and the outcome, all as printed."""

    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    absent: int | None = None
    meaning_yes: str | None = None
    meaning_no: str | None = None
    outcome: Annotated[str | None, Meta(description="As printed; read, never computed.")] = None
    ballots: tuple[Ballot, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why the converter took this for an act: the rule of the profile that matched, and the words that it matched."""

    rule: str
    quote: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did in a matter: proposed, stated, decided, reserved themselves, voted."""

    id: ActId
    kind: Kind
    matter: MatterId | None = None
    body: Annotated[str | None, Meta(description="The body in which it was made, in its full printed name.")] = None
    parent: Annotated[ActId | None, Meta(description="The act that quotes or appends it.")] = None
    blocks: tuple[BlockId, ...]
    text: str
    points: tuple[Point, ...] = ()
    actors: tuple[Actor, ...] = ()
    refers_to: ActId | None = None
    about: Annotated[tuple[ActId, ...], Meta(description="The decision or proposal that it is about or against.")] = ()
    in_favour_of: Annotated[tuple[ActId, ...], Meta(description="The moved proposals that it defends.")] = ()
    demand: tuple[Demand, ...] = ()
    vote: Vote | None = None
    confidence: Confidence
    evidence: Evidence | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the document tells of a member that is no act: jäv, `deltar inte i beslutet`."""

    kind: NoteKind
    matter: MatterId | None = None
    blocks: tuple[BlockId, ...]
    text: str
    actors: tuple[Actor, ...] = ()


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Who was at the meeting, as what, and for which paragraphs."""

    name: str
    party: str | None = None
    party_id: PartyId | None = None
    person: PersonId | None = None
    capacity: Annotated[str | None, Meta(description="`deciding`, `serving_substitute`, `substitute`, `other`.")] = None
    role: Annotated[str | None, Meta(description="As printed: `ordförande`.")] = None
    paragraphs: Annotated[str | None, Meta(description="As printed: `§§ 1–14`; null for the whole meeting.")] = None
    block: BlockId | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person who acts, under all the forms of the name that the document has."""

    id: PersonId
    name: str
    forms: tuple[str, ...] = ()
    parties: tuple[PartyId, ...] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A party of the register that the document names, with its name at the document's time."""

    id: PartyId
    name: str
    codes: Annotated[tuple[str, ...], Meta(description="As printed in this document.")] = ()
    wikidata: Annotated[str, Meta(pattern="^Q[0-9]+$")] | None = None


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """What the converter was unsure of, with its place."""

    code: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]*$")]
    message: str
    page: PageNumber | None = None
    bbox: Box | None = None
    block: BlockId | None = None
    act: ActId | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One document, whole."""

    schema_version: str = SCHEMA_VERSION
    id: Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="The first 16 hex digits of the PDF's sha256.")]
    source: Source
    document: Document
    matters: tuple[Matter, ...] = ()
    blocks: tuple[Block, ...] = ()
    acts: tuple[Act, ...] = ()
    notes: tuple[Note, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    persons: tuple[Person, ...] = ()
    parties: tuple[Party, ...] = ()
    warnings: tuple[Warning, ...] = ()
