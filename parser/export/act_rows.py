"""Acts as rows: the act, who reserved themselves, actors, demands, points, links, places, votes and ballots."""

import datetime
from collections.abc import Iterable, Iterator

from parser.export.naming import Names
from parser.export.tables import (
    SEPARATOR,
    ActorRow,
    ActRow,
    BallotRow,
    DemandRow,
    LinkRow,
    PlaceRow,
    PointRow,
    ReservationRow,
    Row,
    VoteRow,
)
from parser.record.types import Act, Actor, Record


def joined(values: Iterable[str]) -> str | None:
    """Several short values as one; None for none."""
    return SEPARATOR.join(values) or None


def called(actor: Actor) -> str:
    """An actor for reading: `NN (s) m.fl.`."""
    code = f" ({actor.party})" if actor.party else ""
    return f"{actor.name}{code}{' m.fl.' if actor.and_others else ''}"


def act_row(record: Record, act: Act, position: int, date: datetime.date | None, names: Names) -> ActRow:
    """The act itself; `position` is its place in the record, from 1."""
    first, last = names.pages(act.blocks)
    return ActRow(
        act_id=names.key(act.id),
        record_id=record.id,
        matter_id=names.key(act.matter) if act.matter else None,
        position=position,
        kind=act.kind.value,
        municipality=record.document.municipality,
        date=date,
        body=act.body,
        who=joined(called(actor) for actor in act.actors),
        demand=joined(_demands(act)),
        parent_id=names.key(act.parent) if act.parent else None,
        page=first,
        last_page=last,
        text=act.text,
        confidence=act.confidence,
        rule=act.evidence.rule if act.evidence else None,
        quote=act.evidence.quote if act.evidence else None,
    )


def reservation_rows(record: Record, act: Act, date: datetime.date | None, names: Names) -> Iterator[tuple[str, Row]]:
    """Who reserved themselves against what: a row for each actor, one for none."""
    against = names.act(act.about[0]) if act.about else None
    actors: tuple[Actor | None, ...] = act.actors or (None,)
    for actor in actors:
        yield (
            "reservations",
            ReservationRow(
                act_id=names.key(act.id),
                record_id=record.id,
                municipality=record.document.municipality,
                date=date,
                body=act.body,
                about=names.title_of(act.matter) or record.document.title,
                name=actor.name if actor else None,
                party_id=actor.party_id if actor else None,
                person_id=names.person(actor.person) if actor else None,
                and_others=actor.and_others if actor else False,
                demand=joined(_demands(act)),
                against_id=names.key(against.id) if against else None,
                against_text=against.text if against else None,
                text=act.text,
                page=names.pages(act.blocks)[0],
                confidence=act.confidence,
                against_kind=against.kind.value if against else None,
                party_printed=actor.party if actor else None,
            ),
        )


def _demands(act: Act) -> tuple[str, ...]:
    return tuple(dict.fromkeys(demand.value for demand in act.demand))


def rows_of_act(record: Record, act: Act, names: Names) -> Iterator[tuple[str, Row]]:
    """What hangs on an act, each with its table's name."""
    key = names.key(act.id)
    for position, actor in enumerate(act.actors, 1):
        yield (
            "actors",
            ActorRow(
                act_id=key,
                record_id=record.id,
                position=position,
                type=actor.type.value,
                name=actor.name,
                party_printed=actor.party,
                party_id=actor.party_id,
                role=actor.role,
                mention_id=names.key(actor.person) if actor.person else None,
                person_id=names.person(actor.person),
                and_others=actor.and_others,
            ),
        )
    for demand in _demands(act):
        yield "demands", DemandRow(act_id=key, record_id=record.id, demand=demand)
    for position, point in enumerate(act.points, 1):
        yield (
            "points",
            PointRow(act_id=key, record_id=record.id, position=position, number=point.number, text=point.text),
        )
    for relation, target in links_of(act):
        yield "links", LinkRow(act_id=key, record_id=record.id, relation=relation, target_id=names.key(target))
    for block, place in names.places(act.blocks):
        left, top, right, bottom = place.bbox
        yield (
            "places",
            PlaceRow(
                act_id=key,
                block_id=names.key(block),
                record_id=record.id,
                page=place.page,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
            ),
        )
    if act.vote is not None:
        yield from _vote(record, act, names)


def links_of(act: Act) -> tuple[tuple[str, str], ...]:
    """An act's links, each once: the relation's name, and the id of the act that it points at."""
    found = [("about", target) for target in act.about]
    found += [("in_favour_of", target) for target in act.in_favour_of]
    found += [("refers_to", act.refers_to)] if act.refers_to else []
    found += [("parent", act.parent)] if act.parent else []
    return tuple(dict.fromkeys(found))


def _vote(record: Record, act: Act, names: Names) -> Iterator[tuple[str, Row]]:
    vote = act.vote
    assert vote is not None  # its caller has looked
    key = names.key(act.id)
    yield (
        "votes",
        VoteRow(
            act_id=key,
            record_id=record.id,
            yes=vote.yes,
            no=vote.no,
            abstain=vote.abstain,
            absent=vote.absent,
            meaning_yes=vote.meaning_yes,
            meaning_no=vote.meaning_no,
            outcome=vote.outcome,
            ballots=len(vote.ballots),
        ),
    )
    for position, ballot in enumerate(vote.ballots, 1):
        person = names.voter(ballot)
        yield (
            "ballots",
            BallotRow(
                act_id=key,
                record_id=record.id,
                position=position,
                name=ballot.name,
                party_printed=ballot.party,
                party_id=names.party_of_code(ballot.party),
                answer=ballot.answer.value,
                source=ballot.source.value,
                mention_id=names.key(person) if person else None,
                person_id=names.person(person),
            ),
        )
