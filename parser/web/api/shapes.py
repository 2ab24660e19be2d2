"""What the API answers with, beside what `parser.query` has. The OpenAPI description is made of these types."""

from typing import Any

import msgspec

from parser.query.answers import Answer, Unanimity
from parser.query.counting import Count, Group, Pair
from parser.query.documents import Change, Document
from parser.query.matters import Found, Trail
from parser.query.persons import Person, Portrait
from parser.record.types import Record
from parser.web.problems import Problem


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list. `next` is the address of the next page (null: the last); `state` names the corpus's state."""

    next: str | None
    state: str


class Acts(Page, frozen=True, kw_only=True):
    """A page of acts, of `total`."""

    items: tuple[Answer, ...]
    total: int


class Documents(Page, frozen=True, kw_only=True):
    """A page of documents, of `total`."""

    items: tuple[Document, ...]
    total: int


class Persons(Page, frozen=True, kw_only=True):
    """A page of persons."""

    items: tuple[Person, ...]


class PartyTold(msgspec.Struct, frozen=True, kw_only=True):
    """A party: its id, its name, and its numbers of acts and of reservations.

    A party that the register has not is called by its code and municipality, its id is `local-…`.
    """

    id: str
    name: str
    acts: int
    reservations: int


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """All parties."""

    items: tuple[PartyTold, ...]
    state: str


class PartyPortrait(msgspec.Struct, frozen=True, kw_only=True):
    """What a party did. The counts are of its reservations, `kinds` of all its acts; `company`: together with whom."""

    id: str
    name: str
    kinds: tuple[Count, ...]
    years: tuple[Count, ...]
    bodies: tuple[Count, ...]
    municipalities: tuple[Count, ...]
    demands: tuple[Count, ...]
    against: tuple[Count, ...]
    persons: tuple[Count, ...]
    company: tuple[Pair, ...]


class Matters(Page, frozen=True, kw_only=True):
    """A page of diary numbers."""

    items: tuple[Found, ...]


class BallotTold(msgspec.Struct, frozen=True, kw_only=True):
    """A member's ballot."""

    name: str
    party: str | None
    person: str | None
    answer: str
    source: str


class VoteTold(msgspec.Struct, frozen=True, kw_only=True):
    """A vote: its act, what was counted, and each ballot that is known."""

    act: Answer
    yes: int | None
    no: int | None
    abstain: int | None
    absent: int | None
    meaning_yes: str | None
    meaning_no: str | None
    outcome: str | None
    ballots: tuple[BallotTold, ...]


class Votes(Page, frozen=True, kw_only=True):
    """A page of votes, of `total`."""

    items: tuple[VoteTold, ...]
    total: int


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An act that was found: the part of its text that shows why, and the places in that part (start, end)."""

    act: Answer
    excerpt: str
    marks: tuple[tuple[int, int], ...]


class Hits(Page, frozen=True, kw_only=True):
    """A page of what was found, of `total`, and counts beside it."""

    items: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[Count, ...]]


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """Counts by one facet or several."""

    by: tuple[str, ...]
    items: tuple[Group, ...]
    state: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What came, changed or went. Ask again with `since` set to `latest`; `more`: at once."""

    items: tuple[Change, ...]
    latest: str | None
    more: bool


class Pairs(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts together, the most often first."""

    items: tuple[Pair, ...]
    state: str


class Unanimities(msgspec.Struct, frozen=True, kw_only=True):
    """Of each body's decisions how many nobody was against."""

    items: tuple[Unanimity, ...]
    state: str


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A file with everything in one form."""

    name: str
    href: str
    media_type: str
    description: str


class Downloads(msgspec.Struct, frozen=True, kw_only=True):
    """The files with everything."""

    items: tuple[Download, ...]
    state: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Where to begin."""

    name: str
    version: str
    api: str
    state: str
    documents: int
    acts: int
    persons: int
    links: dict[str, str]


SHAPES: tuple[Any, ...] = (
    Acts, Answer, Documents, Persons, Portrait, Parties, PartyPortrait, Matters, Trail, Votes, Hits, Groups, Pairs,
    Unanimities, Changes, Downloads, Entry, Problem,
)  # fmt: skip


def components() -> dict[str, Any]:
    """The schemas of all shapes for an OpenAPI description; the record's are named `Record…`."""
    template = "#/components/schemas/{name}"
    _, made = msgspec.json.schema_components(SHAPES, ref_template=template)
    _, record = msgspec.json.schema_components([Record], ref_template="#/components/schemas/Record.{name}")
    return {**made, **{f"Record.{name}": schema for name, schema in record.items()}}
