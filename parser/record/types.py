"""The record: what Diarium publishes of one document. The JSON Schema and its documentation are generated from here.

The contract's version is `SCHEMA_VERSION`: a new optional field raises its second number, a removed or changed
one its first. Field order is the order in the JSON. Lengths are PDF points, origin the page's top left corner.
Every field is written, also where it is null or empty. The docstring under an enum's member is its gloss:
`scripts/make_schema.py` reads it from here.
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
    """förslag till beslut: what a body is asked, or asks another, to decide."""
    STATEMENT = "statement"
    """anförande, yttrande, tjänsteutlåtande, remissvar: what somebody says in a matter."""
    DECISION = "decision"
    """beslut, tillstyrkan: what a body decided or endorsed."""
    RESERVATION = "reservation"
    """reservation: a member is against the decision and has it recorded."""
    SPECIAL_STATEMENT = "special_statement"
    """särskilt uttalande, särskilt yttrande, protokollsanteckning: a declaration that is not against the decision."""
    SUBSTITUTE_STATEMENT = "substitute_statement"
    """ersättaryttrande: the declaration of a substitute who may not vote."""
    MOVED_PROPOSAL = "moved_proposal"
    """yrkande: what a member moves at the meeting."""
    VOTE = "vote"
    """votering, omröstning: a division, with counts and ballots where printed."""
    APPENDIX = "appendix"
    """bilaga: an appendix, with all that it holds."""


class ActorType(StrEnum):
    """Who acts: a person, a body or office, or the members of a party as a group."""

    PERSON = "person"
    """a person."""
    ORGANISATION = "organisation"
    """a body, an office or an organisation outside."""
    PARTY_GROUP = "party_group"
    """the members of a party, acting as a group."""


class Demand(StrEnum):
    """What a moved proposal or a reservation wants (bifall, avslag, återremiss, bordläggning, …)."""

    APPROVAL = "approval"
    """bifall: that the proposal be approved."""
    REJECTION = "rejection"
    """avslag: that it be rejected."""
    REFERRAL_BACK = "referral_back"
    """återremiss: that it go back to be prepared further."""
    DEFERRAL = "deferral"
    """bordläggning: that it be taken up at a later meeting."""
    AMENDMENT = "amendment"
    """ändring: another wording or amount."""
    ADDITION = "addition"
    """tillägg: the proposal with something more."""
    OWN_PROPOSAL = "own_proposal"
    """eget förslag: a proposal of one's own in its place."""


class Answer(StrEnum):
    """A member's vote."""

    YES = "yes"
    """ja."""
    NO = "no"
    """nej."""
    ABSTAIN = "abstain"
    """avstår: present, and votes for neither."""
    ABSENT = "absent"
    """frånvarande."""


class BallotSource(StrEnum):
    """Whether the print says how the member voted, or it follows from what the print says of others."""

    STATED = "stated"
    """the print says it of this member."""
    DERIVED = "derived"
    """it follows by arithmetic or from a group's stated vote, with nothing left open."""


class TextLayer(StrEnum):
    """Where the text was read from."""

    DIGITAL = "digital"
    """the PDF's own text, on every page."""
    OCR = "ocr"
    """recognised from the pictures of a scan, on every page."""
    MIXED = "mixed"
    """some pages from the PDF, some recognised."""


class BlockRole(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    """the document's or the letterhead's title line."""
    HEADING = "heading"
    """a heading of any rank."""
    PARAGRAPH = "paragraph"
    """running text."""
    LIST_ITEM = "list_item"
    """one numbered or bulleted item, its label included."""
    TABLE = "table"
    """a table: its rows are parted by a line feed, its cells by a tab."""
    SIGNATURE = "signature"
    """a signature, its lines parted by a line feed."""
    FURNITURE = "furniture"
    """what belongs to the sheet and not to the text: running header and footer, page number, signatures' divider."""


class EditReason(StrEnum):
    """Why a block's text differs from the print at a place."""

    LINE_BREAK = "line_break"
    """a line ended here."""
    HYPHEN = "hyphen"
    """a hyphen at a line's end was undone."""
    LIGATURE = "ligature"
    """a ligature was written out."""
    SOFT_HYPHEN = "soft_hyphen"
    """a soft hyphen was taken away."""
    SPACED = "spaced"
    """spaced-out letters were closed up."""
    COMPOSED = "composed"
    """a letter and its separate accent were made one character."""
    OCR = "ocr"
    """a misread letter was corrected against a lexicon or a register."""


class NoteKind(StrEnum):
    """What a note tells of a member that is no act: a conflict of interest (jäv), or taking no part in a decision."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    """jäv: a member is disqualified and leaves the matter."""
    TAKES_NO_PART = "takes_no_part"
    """deltar inte i beslutet: a member abstains from deciding."""


class Software(msgspec.Struct, frozen=True, kw_only=True):
    """A program or library and its version."""

    name: Annotated[str, Meta(description="Its name, as its package is called.")]
    version: Annotated[str, Meta(description="Its version, as it names it itself.")]


class ProfileUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The profile that the document was read with, and the digest of its data."""

    name: Annotated[str, Meta(description="The profile: a folder of parser/profiles.")]
    digest: Annotated[str, Meta(description="The digest of its data.")]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The PDF that the record was made of, and what it was made with."""

    file_name: Annotated[str, Meta(description="The file's name, without its folder.")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="The SHA-256 of its bytes, in hex.")]
    bytes: Annotated[int, Meta(ge=0, description="Its size in bytes.")]
    pages: Annotated[int, Meta(ge=0, description="How many pages it has.")]
    text_layer: Annotated[TextLayer, Meta(description="Where its text was read from.")]
    engine: Annotated[Software, Meta(description="The engine that read its characters.")]
    converter: Annotated[Software, Meta(description="The converter that made the record.")]
    profile: Annotated[ProfileUsed, Meta(description="The profile that it was read with.")]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What the document says that it is."""

    type: Annotated[
        str, Meta(description="`pm`, `utlåtande`, `protokoll`, `tjänsteutlåtande`, `motion`, … or `unknown`.")
    ]
    number: Annotated[str | None, Meta(description="As printed, without the type: `2006 RI`, `2011:87 RIV`.")] = None
    diary_numbers: Annotated[tuple[str, ...], Meta(description="Diary numbers (diarienummer) of the document.")] = ()
    title: Annotated[str | None, Meta(description="The title of a PM or utlåtande.")] = None
    municipality: Annotated[str | None, Meta(description="Its plain name: `Göteborg`.")] = None
    municipality_code: Annotated[
        Annotated[str, Meta(pattern="^[0-9]{4}$")] | None, Meta(description="SCB's municipality code.")
    ] = None
    body: Annotated[str | None, Meta(description="The body whose minutes these are.")] = None
    department: Annotated[str | None, Meta(description="The department (rotel) that wrote it.")] = None
    date: Annotated[
        Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None,
        Meta(description="ISO date: of a PM or utlåtande that of the signature, of minutes the day of the meeting."),
    ] = None


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A matter (ärende): one for a PM or utlåtande, one a paragraph (§) for minutes."""

    id: MatterId
    number: Annotated[str | None, Meta(description="Its paragraph's number as printed: `§ 14`.")] = None
    title: Annotated[str | None, Meta(description="What it is about, as its heading says.")] = None
    diary_numbers: Annotated[tuple[str, ...], Meta(description="Diary numbers (diarienummer) printed with it.")] = ()
    blocks: Annotated[tuple[BlockId, ...], Meta(description="Its heading's blocks.")] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where on a page something stands."""

    page: PageNumber
    bbox: Box


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """`text[at:at+length]` was printed as `printed`. All of them, undone from the last, give the printed form."""

    at: Annotated[int, Meta(ge=0, description="The offset in the text, in Unicode code points from 0.")]
    length: Annotated[int, Meta(ge=0, description="How many code points of the text it covers; 0 where it took away.")]
    printed: Annotated[str, Meta(description="What was printed in their stead; empty where nothing was.")]
    why: Annotated[EditReason, Meta(description="What was done.")]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Something printed. Blocks partition the print: each character is in one of them, once, in reading order."""

    id: BlockId
    role: Annotated[BlockRole, Meta(description="What it is on the page.")]
    page: Annotated[int, Meta(ge=1, description="The page that it begins on, counted from 1.")]
    bbox: Annotated[
        tuple[float, float, float, float],
        Meta(description="Its box on that page: left, top, right, bottom in PDF points, origin top left."),
    ]
    places: Annotated[
        tuple[Place, ...], Meta(description="A box for each page that it touches, the first that of `page` and `bbox`.")
    ]
    text: Annotated[
        str,
        Meta(
            description="Its lines joined by a space, words rejoined; in a table and a signature the lines are parted "
            "by a line feed and the cells by a tab."
        ),
    ]
    edits: Annotated[
        tuple[Edit, ...], Meta(description="Where and how the print differs from the text, in order.")
    ] = ()
    level: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="A heading's rank by its look, 1 the largest; null where it is no heading."),
    ] = None
    confidence: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="The OCR engine's own, 0 to 1; null for digital text."),
    ] = None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered or bulleted demand or clause of an act (att-sats, punkt)."""

    number: Annotated[str | None, Meta(description="As printed: `1`, `a`; null for a dash or bullet.")] = None
    text: Annotated[str, Meta(description="Its words, without the number.")]
    block: Annotated[BlockId | None, Meta(description="The block that it begins in.")] = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts, as this act names them."""

    name: Annotated[str, Meta(min_length=1, description="In full, typography undone.")]
    party: Annotated[str | None, Meta(description="The code as printed: `s`, `S`, `LPÄ`.")] = None
    party_id: Annotated[PartyId | None, Meta(description="The party in `parties`; null where none is printed.")] = None
    role: Annotated[str | None, Meta(description="As printed: `borgarrådet`, `vice ordföranden`.")] = None
    type: Annotated[ActorType, Meta(description="A person, a body or a party's group.")] = ActorType.PERSON
    person: Annotated[PersonId | None, Meta(description="The person in `persons`; null for bodies and groups.")] = None
    and_others: Annotated[bool, Meta(description="Whether `m.fl.` follows.")] = False


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """One member's vote."""

    name: Annotated[str, Meta(min_length=1, description="The member, in full.")]
    party: Annotated[str | None, Meta(description="The code as printed.")] = None
    answer: Annotated[Answer, Meta(description="What the member voted.")]
    source: Annotated[BallotSource, Meta(description="Whether the print says so, or it follows.")]


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """A division (votering, omröstning): what Yes and No meant, the counts and the outcome, all as printed."""

    yes: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="Votes for Yes, as printed.")] = None
    no: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="Votes for No, as printed.")] = None
    abstain: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Members who abstained, as printed; 0 also where all who could vote voted Yes or No."),
    ] = None
    absent: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="Members who were absent, as printed.")] = (
        None
    )
    meaning_yes: Annotated[str | None, Meta(description="What a Yes was for, as printed; it may be rejection.")] = None
    meaning_no: Annotated[str | None, Meta(description="What a No was for, as printed.")] = None
    outcome: Annotated[str | None, Meta(description="As printed; read, never computed.")] = None
    ballots: Annotated[tuple[Ballot, ...], Meta(description="Each member's vote, where it is known.")] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why the converter took this for an act: the rule of the profile that matched, and the words that it matched."""

    rule: Annotated[str, Meta(description="The rule's name in the profile.")]
    quote: Annotated[str, Meta(description="The words that it matched, as in the act's text.")]


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did in a matter: proposed, stated, decided, reserved themselves, voted."""

    id: ActId
    kind: Annotated[Kind, Meta(description="What it is.")]
    matter: Annotated[MatterId | None, Meta(description="The matter that it was made in.")] = None
    body: Annotated[str | None, Meta(description="The body in which it was made, in its full printed name.")] = None
    parent: Annotated[
        ActId | None, Meta(description="The act that quotes or appends it; null for a top-level act.")
    ] = None
    blocks: Annotated[tuple[BlockId, ...], Meta(min_length=1, description="Its blocks, in reading order.")]
    text: Annotated[str, Meta(description="The text of its blocks, joined.")]
    points: Annotated[tuple[Point, ...], Meta(description="Its numbered or bulleted demands or clauses.")] = ()
    actors: Annotated[tuple[Actor, ...], Meta(description="Who made it, in the order printed.")] = ()
    refers_to: Annotated[
        ActId | None, Meta(description="The act that it points at: a reservation in another body, an announcement.")
    ] = None
    about: Annotated[tuple[ActId, ...], Meta(description="The decision or proposal that it is about or against.")] = ()
    in_favour_of: Annotated[tuple[ActId, ...], Meta(description="The moved proposals that it defends.")] = ()
    demand: Annotated[
        tuple[Demand, ...], Meta(description="What it wants, as a set; empty where it does not say.")
    ] = ()
    vote: Annotated[Vote | None, Meta(description="The division; null unless the kind is `vote`.")] = None
    confidence: Confidence
    evidence: Annotated[Evidence | None, Meta(description="Why it was taken for an act.")] = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the document tells of a member that is no act: jäv, `deltar inte i beslutet`."""

    kind: Annotated[NoteKind, Meta(description="What it tells.")]
    matter: Annotated[MatterId | None, Meta(description="The matter that it concerns.")] = None
    blocks: Annotated[tuple[BlockId, ...], Meta(description="The blocks that say it.")]
    text: Annotated[str, Meta(description="The words that say it.")]
    actors: Annotated[tuple[Actor, ...], Meta(description="The members that it is told of.")] = ()


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Who was at the meeting, as what, and for which paragraphs."""

    name: Annotated[str, Meta(min_length=1, description="In full, typography undone.")]
    party: Annotated[str | None, Meta(description="The code as printed.")] = None
    party_id: Annotated[PartyId | None, Meta(description="The party in `parties`.")] = None
    person: Annotated[PersonId | None, Meta(description="The person in `persons`.")] = None
    capacity: Annotated[str | None, Meta(description="`deciding`, `serving_substitute`, `substitute`, `other`.")] = None
    role: Annotated[str | None, Meta(description="As printed: `ordförande`.")] = None
    paragraphs: Annotated[str | None, Meta(description="As printed: `§§ 1–14`; null for the whole meeting.")] = None
    block: Annotated[BlockId | None, Meta(description="The block that names them.")] = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person who acts, under all the forms of the name that the document has."""

    id: PersonId
    name: Annotated[str, Meta(min_length=1, description="The fullest form of the name, typography undone.")]
    forms: Annotated[tuple[str, ...], Meta(description="The forms that the document has, as printed.")] = ()
    parties: Annotated[
        tuple[PartyId, ...], Meta(description="The parties in `parties` that the print gives them.")
    ] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A party of the register that the document names, with its name at the document's time."""

    id: PartyId
    name: Annotated[str, Meta(min_length=1, description="Its name at the document's time.")]
    codes: Annotated[tuple[str, ...], Meta(description="As printed in this document.")] = ()
    wikidata: Annotated[
        Annotated[str, Meta(pattern="^Q[0-9]+$")] | None, Meta(description="Its Wikidata item, where known.")
    ] = None


class Warning(msgspec.Struct, frozen=True, kw_only=True):
    """What the converter was unsure of, with its place."""

    code: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]*$", description="The sort of doubt, a stable word.")]
    message: Annotated[str, Meta(description="A sentence for a person.")]
    page: Annotated[PageNumber | None, Meta(description="The page, counted from 1.")] = None
    bbox: Annotated[Box | None, Meta(description="The place on the page.")] = None
    block: Annotated[BlockId | None, Meta(description="The block that it concerns.")] = None
    act: Annotated[ActId | None, Meta(description="The act that it concerns.")] = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One document, whole."""

    schema_version: Annotated[
        str, Meta(pattern=r"^1\.[0-9]+$", description="The version of this schema that the record keeps to.")
    ] = SCHEMA_VERSION
    id: Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="The first 16 hex digits of the PDF's sha256.")]
    source: Annotated[Source, Meta(description="The PDF, and what the record was made with.")]
    document: Annotated[Document, Meta(description="What the document says that it is.")]
    matters: Annotated[tuple[Matter, ...], Meta(description="Its matters, in the order printed.")] = ()
    blocks: Annotated[tuple[Block, ...], Meta(description="Everything printed, once, in reading order.")] = ()
    acts: Annotated[tuple[Act, ...], Meta(description="What was done, in the order printed.")] = ()
    notes: Annotated[tuple[Note, ...], Meta(description="What is told of members that is no act.")] = ()
    attendance: Annotated[
        tuple[Attendance, ...], Meta(description="Who was at the meeting, in the order printed.")
    ] = ()
    persons: Annotated[tuple[Person, ...], Meta(description="Who acts or was there, each person once.")] = ()
    parties: Annotated[tuple[Party, ...], Meta(description="The parties that are named, each once.")] = ()
    warnings: Annotated[tuple[Warning, ...], Meta(description="What the converter was unsure of.")] = ()
