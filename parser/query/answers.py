"""Answers: acts with what they are about, who made them, and their place on the print."""

import sqlite3
from collections.abc import Sequence

import msgspec
import numpy as np

from parser.query.question import Question
from parser.query.select import matching
from parser.query.state import State
from parser.record.stance import Stance
from parser.record.types import Demand, Kind

Box = tuple[float, float, float, float]


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """One who made an act. `party` is its id, `printed` the code as printed, `person` the corpus's id.

    A party that the register has not gets an id of the corpus: `local-hultsfred-hl`.
    """

    name: str
    type: str
    party: str | None = None
    printed: str | None = None
    role: str | None = None
    person: str | None = None
    and_others: bool = False


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """An act that an answer points at. `relation` is `about`, `in_favour_of` or `refers_to`."""

    relation: str
    id: str
    kind: Kind
    body: str | None
    page: int
    text: str
    permalink: str
    stance: Stance | None = None
    """Whether the answer is `for` or `against` it, or `about` it and no more is said; None where it merely refers."""
    said_from: int = 0
    """Where in `text` its words begin, after the headings that it opens with."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An act, and all that a reader of a list wants to know of it."""

    id: str
    """`RECORD/ACT`, the same in every index: `0123456789abcdef/a4`."""
    document: str
    """The record's id."""
    act: str
    """The act's id in the record."""
    kind: Kind
    body: str | None
    date: str | None
    municipality: str | None
    document_type: str
    document_number: str | None
    document_title: str | None
    matter: str | None
    """The matter's id in the record."""
    matter_number: str | None
    matter_title: str | None
    diary_numbers: tuple[str, ...]
    """Of the matter, else of the document."""
    actors: tuple[Who, ...]
    demand: tuple[Demand, ...]
    links: tuple[Linked, ...]
    text: str
    page: int
    bbox: Box
    """Left, top, right, bottom on `page` in PDF points, origin top left."""
    confidence: float
    rule: str | None
    file: str
    """The record's JSON, relative to the corpus."""
    file_name: str
    """The PDF's name."""
    nested: bool
    """Whether another act quotes or appends it."""
    permalink: str
    """The path of its page, from the root of whatever serves it."""
    said_from: int = 0
    """Where in `text` its words begin, after the headings that it opens with."""

    @property
    def about(self) -> str | None:
        """What it is about: the matter's title, else the document's."""
        return self.matter_title or self.document_title

    @property
    def against(self) -> tuple[Linked, ...]:
        """The acts that it is against."""
        return tuple(one for one in self.links if one.stance is Stance.AGAINST)

    @property
    def concerning(self) -> tuple[Linked, ...]:
        """The acts that it is about, be it for or against them: those of the relation `about`."""
        return tuple(one for one in self.links if one.relation == "about")


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of answers, of `total`. `cursor` leads to the next page (None: the last); `state` names the index."""

    answers: tuple[Answer, ...]
    total: int
    cursor: str | None
    state: str


def permalink(document: str, act: str | None = None) -> str:
    """The path of a document's page, or of an act on it."""
    return f"/documents/{document}" + (f"/{act}" if act else "")


_ACTS = """
SELECT a.key, d.id, a.id, a.kind, a.body, d.date, d.municipality, d.type, d.number, d.title, m.id, m.number, m.title,
       coalesce(nullif(m.diary_numbers, '[]'), d.diary_numbers), a.demand, a.text, a.page, a.x0, a.y0, a.x1, a.y1,
       a.confidence, a.rule, d.path, d.file_name, a.parent IS NOT NULL, a.said
FROM act a JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter
WHERE a.key IN (SELECT value FROM json_each(?))
"""
_ACTORS = """
SELECT r.act, r.name, r.type, r.party_id, r.party, r.role, p.id, r.and_others
FROM actor r LEFT JOIN mention n ON n.key = r.mention LEFT JOIN person p ON p.key = n.person
WHERE r.act IN (SELECT value FROM json_each(?)) ORDER BY r.act, r.position
"""
_LINKS = """
SELECT l.act, l.relation, d.id, t.id, t.kind, t.body, t.page, t.text, l.stance, t.said
FROM link l JOIN act t ON t.key = l.target JOIN document d ON d.key = t.document
WHERE l.act IN (SELECT value FROM json_each(?)) ORDER BY l.act, l.relation, l.position
"""
_MANY = 5000
_strings = msgspec.json.Decoder(tuple[str, ...])
# Looked up in a third of the time that an enum takes for it.
_KINDS = {one.value: one for one in Kind}
_DEMANDS = {one.value: one for one in Demand}
_STANCES = {one.value: one for one in Stance}


def fetch(connection: sqlite3.Connection, keys: Sequence[int]) -> tuple[Answer, ...]:
    """The acts with these keys, in this order; those that are gone are left out."""
    found: dict[int, Answer] = {}
    for at in range(0, len(keys), _MANY):
        some = (f"[{','.join(map(str, keys[at : at + _MANY]))}]",)
        actors: dict[int, list[Who]] = {}
        for act, name, type_, party, printed, role, person, others in connection.execute(_ACTORS, some):
            who = Who(
                name=name, type=type_, party=party, printed=printed, role=role, person=person, and_others=bool(others)
            )
            actors.setdefault(act, []).append(who)
        links: dict[int, list[Linked]] = {}
        for row in connection.execute(_LINKS, some):
            act, relation, document, id_, kind, body, page, text, stance, said = row
            linked = Linked(
                relation=relation,
                id=f"{document}/{id_}",
                kind=_KINDS[kind],
                body=body,
                page=page,
                text=text,
                permalink=permalink(document, id_),
                stance=_STANCES[stance] if stance else None,
                said_from=said,
            )
            links.setdefault(act, []).append(linked)
        for row in connection.execute(_ACTS, some):
            key, document, act_id, kind, body, date, municipality, type_, number, title = row[:10]
            matter, matter_number, matter_title, diary, demand, text, page, *box = row[10:21]
            confidence, rule, path, file_name, nested, said = row[21:]
            found[key] = Answer(
                id=f"{document}/{act_id}",
                document=document,
                act=act_id,
                kind=_KINDS[kind],
                body=body,
                date=date,
                municipality=municipality,
                document_type=type_,
                document_number=number,
                document_title=title,
                matter=matter,
                matter_number=matter_number,
                matter_title=matter_title,
                diary_numbers=_strings.decode(diary),
                actors=tuple(actors.get(key, ())),
                demand=tuple([_DEMANDS[one] for one in demand.split(",")]) if demand else (),
                links=tuple(links.get(key, ())),
                text=text,
                page=page,
                bbox=(box[0], box[1], box[2], box[3]),
                confidence=confidence,
                rule=rule,
                file=path,
                file_name=file_name,
                nested=bool(nested),
                permalink=permalink(document, act_id),
                said_from=said,
            )
    return tuple(found[key] for key in keys if key in found)


class Unanimity(msgspec.Struct, frozen=True, kw_only=True):
    """Of a body's decisions how many there are, and against how many nobody reserved themselves or asked for a vote."""

    municipality: str | None
    body: str | None
    decisions: int
    unanimous: int


def unanimity(state: State, connection: sqlite3.Connection, question: Question) -> tuple[Unanimity, ...]:
    """The decisions among the acts that a question means (its `kind` is left aside), by municipality and body."""
    keys = matching(state, connection, question.but(kind=(Kind.DECISION,)))
    rows = connection.execute(
        "SELECT DISTINCT l.target FROM act t JOIN link l ON l.act = t.key AND l.relation = 'about' "
        "WHERE t.kind IN ('reservation', 'vote') AND t.parent IS NULL"
    ).fetchall()
    contested = np.zeros(len(state.column(connection, "live")), dtype=np.bool_)
    contested[np.array(rows, dtype=np.int64).ravel()] = True
    bodies = state.column(connection, "body")[keys].astype(np.int64)
    places = state.column(connection, "municipality")[keys].astype(np.int64)
    both = places * (1 << 31) + bodies
    found, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    quiet = np.bincount(inverse, weights=~contested[keys], minlength=len(found))
    body = {code: name for name, code in state.codes(connection, "body").items()}
    place = {code: name for name, code in state.codes(connection, "municipality").items()}
    told = [
        Unanimity(
            municipality=place.get(int(one) >> 31),
            body=body.get(int(one) & ((1 << 31) - 1)),
            decisions=int(count),
            unanimous=int(without),
        )
        for one, count, without in zip(found, counts, quiet, strict=True)
    ]
    return tuple(sorted(told, key=lambda one: (-one.decisions, one.municipality or "", one.body or "")))
