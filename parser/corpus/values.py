"""What linking gives: persons of the corpus, the links that made them, and findings. All frozen."""

from enum import StrEnum

import msgspec

from parser.corpus.mentions import Key, Mention


class Rule(StrEnum):
    """Why two mentions are one person."""

    SAME_NAME = "same-name"
    """The same name in full, municipality and party, at times that fit."""
    PARTY_UNKNOWN = "party-unknown"
    """The same name in full and municipality; one of them or both without a party, and nobody else fits."""
    UNDATED = "undated"
    """The same name in full, municipality and party; a date is not known, and nobody else fits."""
    PARTY_CHANGED = "party-changed"
    """The same name in full and municipality; one party up to a day, another after it."""
    SHORTER_NAME = "shorter-name"
    """A middle name or one of two surnames left out; same municipality, party, body and time, and nobody else fits."""
    ONE_LETTER = "one-letter"
    """Names that differ by one letter; same municipality, party and body within a year, and nobody else fits."""
    OVERRIDE = "override"
    """The file of overrides says so."""


class Certainty(StrEnum):
    """How sure a link is, the surest first."""

    STATED = "stated"
    """a person said so in the file of overrides."""
    HIGH = "high"
    """name, municipality, party and time all agree."""
    LOWER = "lower"
    """something differs or is not known; worth a look."""


class Link(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Why two mentions are one person."""

    rank: int
    """The order in which links are made: overrides first, then the surest rules."""
    one: Key
    other: Key
    rule: Rule
    certainty: Certainty
    why: str
    """A sentence."""


class Doubt(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Something that a person should look at."""

    code: str
    """A stable word; see docs/persons.md."""
    message: str
    """A sentence."""
    mentions: tuple[Key, ...] = ()


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A party, and the first and last date at which a document gives it to the person (None: no date)."""

    party: str
    first: str | None = None
    last: str | None = None


class CorpusPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One person through the corpus."""

    id: str
    """Made of the first mention's municipality, name, party and date; see docs/persons.md."""
    name: str
    """The fullest form of the name, of these the most frequent."""
    forms: tuple[str, ...]
    parties: tuple[Membership, ...]
    municipalities: tuple[str, ...]
    bodies: tuple[str, ...]
    roles: tuple[str, ...]
    first: str | None
    last: str | None
    reservations: int
    certainty: Certainty | None
    """That of the least sure link; None where there is only one mention."""
    mentions: tuple[Mention, ...]
    """In the order of time."""
    links: tuple[Link, ...]


class Linkage(msgspec.Struct, frozen=True, kw_only=True):
    """The persons of a corpus, by name, and what to look at."""

    persons: tuple[CorpusPerson, ...]
    doubts: tuple[Doubt, ...]
