"""What the end of a run tells of a document: small enough to travel between processes. Pure."""

import msgspec

from parser.cli import words
from parser.cli.view import RecordView
from parser.record.types import Act, Kind, Record, TextLayer


class Dissent(msgspec.Struct, frozen=True):
    """A reservation in plain words: who, in which body, against what, wanting what, on which page."""

    who: str
    body: str | None
    matter: str | None
    against: tuple[str, ...]
    favours: tuple[str, ...]
    wants: str
    pages: str


class Digest(msgspec.Struct, frozen=True):
    """A document in a few lines."""

    line: str
    title: str | None
    pages: int
    scanned: bool
    kinds: tuple[tuple[Kind, int], ...]
    quoted: int
    dissents: tuple[Dissent, ...]
    warnings: int


def digest(record: Record) -> Digest:
    """`record` in a few lines. Acts that an appendix or another act quotes are counted apart, not listed."""
    view = RecordView(record)
    top = view.top_level()
    return Digest(
        line=words.document_line(record.document),
        title=record.document.title,
        pages=record.source.pages,
        scanned=record.source.text_layer is not TextLayer.DIGITAL,
        kinds=tuple(words.count_kinds(top)),
        quoted=len(record.acts) - len(top),
        dissents=tuple(dissent(view, act) for act in top if act.kind is Kind.RESERVATION),
        warnings=len(record.warnings),
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
