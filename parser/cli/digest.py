"""What the end of a run tells of a document: small enough to travel between processes. Pure."""

from collections import Counter

import msgspec

from parser.batch.values import Counts
from parser.cli import words
from parser.cli.view import RecordView
from parser.record.types import Act, Kind, Record


class Dissent(msgspec.Struct, frozen=True):
    """A reservation in plain words: who, in which body, against what, wanting what, on which page."""

    who: str
    body: str | None
    matter: str | None
    against: tuple[str, ...]
    favours: tuple[str, ...]
    wants: str
    pages: str


class Doubt(msgspec.Struct, frozen=True):
    """A warning of a record."""

    code: str
    message: str
    page: int | None


class Digest(msgspec.Struct, frozen=True):
    """A document in a few lines: what it is, its reservations, the first of its warnings."""

    line: str
    title: str | None
    dissents: tuple[Dissent, ...]
    doubts: tuple[Doubt, ...] = ()


LISTED = 30
"""At most so many reservations of a document are kept for the end of a run, which prints no more …"""
DOUBTS = 5
"""… and so many warnings for the report."""


def digest(record: Record) -> Digest:
    """`record` in a few lines. What an appendix or another act quotes is not listed."""
    view = RecordView(record)
    dissents = [act for act in view.top_level() if act.kind is Kind.RESERVATION]
    return Digest(
        line=words.document_line(record.document),
        title=record.document.title,
        dissents=tuple(dissent(view, act) for act in dissents[:LISTED]),
        doubts=tuple(Doubt(one.code, one.message, one.page) for one in record.warnings[:DOUBTS]),
    )


def counts(record: Record) -> Counts:
    """`record` in figures. Acts that an appendix or another act quotes are counted apart."""
    top = RecordView(record).top_level()
    return Counts(
        pages=record.source.pages,
        kinds={kind.value: number for kind, number in words.count_kinds(top)},
        quoted=len(record.acts) - len(top),
        dissents=sum(act.kind is Kind.RESERVATION for act in top),
        warnings=dict(Counter(one.code for one in record.warnings)),
    )


def dissent(view: RecordView, act: Act) -> Dissent:
    """A reservation in plain words."""
    matter = next((matter for matter in view.record.matters if matter.id == act.matter), None)
    named = " ".join(part for part in (matter.number, matter.title) if part) if matter else None
    return Dissent(
        who=words.actors(act.actors),
        body=act.body,
        matter=named or None,
        against=tuple(target(view, other, act) for other in view.known(act.about)),
        favours=tuple(target(view, other, act) for other in view.known(act.in_favour_of)),
        wants=words.demands(act.demand),
        pages=words.pages(view.pages_of(act)[:1]),
    )


def target(view: RecordView, act: Act, seen_from: Act, width: int = 110) -> str:
    """An act that another points at: `the decision of NN, p. 3: “att bifalla …”`."""
    where = words.pages(view.pages_of(act)[:1])
    name = words.name_of(act, seen_from)
    return f"{name}{f', {where}' if where else ''}: “{words.gist(act, view.said(act), width)}”"
