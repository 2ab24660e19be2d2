"""Popolo: persons, organisations, memberships, meetings, motions, votes and speeches in one JSON file.

What is of ours and not of the specification begins with `diarium_`. docs/exports.md has the mapping.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import msgspec

from parser.corpus.values import CorpusPerson
from parser.export import identifiers
from parser.export.act_rows import called, joined
from parser.export.agents import Agents
from parser.export.directory import Directory, Organisation, PartyTold, Span
from parser.export.package import Package, PackageFile
from parser.export.source import RecordSource
from parser.record.types import Act, Actor, ActorType, Kind, Record

VERSION = "1.0"
SPEECHES = (Kind.STATEMENT, Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT)
MOTIONS = (Kind.PROPOSAL, Kind.MOVED_PROPOSAL)
"""And whatever else an act is about, such as a decision: Popolo has no other class for it."""
Json = dict[str, Any]


def write_popolo(records: RecordSource, directory: Directory, package: Package, base: str) -> None:
    """`popolo.json`. What depends on records waits in temporary files until it is its turn."""
    package.describe(
        title="Decisions of Swedish municipalities, as Popolo",
        description="Persons, organisations, memberships, events, motions, vote events and speeches.",
        version=VERSION,
    )
    waiting: dict[str, IO[bytes]] = {name: package.spool() for name in ("events", "motions", "vote_events", "speeches")}
    try:
        for record in records:
            for name, item in _of_record(record, Agents(record, directory), base):
                waiting[name].write((b",\n" if waiting[name].tell() else b"\n") + msgspec.json.encode(item))
        with package.open("popolo.json", name="popolo", format="json", mediatype="application/json") as file:
            file.write(b"{")
            _write_list(file, "persons", (_person(one) for one in directory.persons))
            parties = sorted(directory.parties.values(), key=lambda one: one.id)
            organisations = sorted(directory.organisations.values(), key=lambda one: one.id)
            file.write(b",")
            _write_list(file, "organizations", [*map(_organisation, organisations), *map(_party, parties)])
            file.write(b",")
            _write_list(file, "memberships", _memberships(directory))
            for name, spool in waiting.items():
                file.write(f',"{name}":['.encode())
                spool.seek(0)
                while chunk := spool.read(1 << 20):
                    file.write(chunk)
                file.write(b"]\n")
            file.write(b"}\n")
    finally:
        for spool in waiting.values():
            spool.close()


def _write_list(file: PackageFile, name: str, items: Iterable[Json]) -> None:
    file.write(f'"{name}":['.encode())
    for number, item in enumerate(items):
        file.write((b",\n" if number else b"\n") + msgspec.json.encode(item))
    file.write(b"]\n")


def _given(**values: Any) -> Json:
    """What is not empty."""
    return {key: value for key, value in values.items() if value is not None and value != []}


def _person(person: CorpusPerson) -> Json:
    return _given(
        id=identifiers.person(person.id),
        name=person.name,
        other_names=[{"name": form} for form in person.forms if form != person.name],
        identifiers=[{"scheme": "diarium", "identifier": person.id}],
        diarium_first_seen=person.first,
        diarium_last_seen=person.last,
        diarium_certainty=person.certainty.value if person.certainty else None,
    )


def _organisation(one: Organisation) -> Json:
    return _given(
        id=one.id,
        name=one.name,
        other_names=[{"name": name} for name in sorted(one.names) if name != one.name],
        classification=one.kind,
        parent_id=one.parent,
        identifiers=[{"scheme": "SCB", "identifier": one.code}] if one.code else None,
        diarium_first_seen=one.span.first,
        diarium_last_seen=one.span.last,
    )


def _party(one: PartyTold) -> Json:
    return _given(
        id=identifiers.party(one.id),
        name=one.name,
        other_names=[
            *({"name": name} for name in sorted(one.names) if name != one.name),
            *({"name": code, "note": "code"} for code in sorted(one.codes)),
        ],
        classification="party",
        identifiers=[{"scheme": "wikidata", "identifier": one.wikidata}] if one.wikidata else None,
    )


def _memberships(directory: Directory) -> Iterator[Json]:
    """Parties of persons, then their seats in bodies. The dates are of documents: when they were seen."""
    for person in directory.persons:
        for party in person.parties:
            yield _membership(
                person.id, identifiers.party(party.party), None, None, {"first": party.first, "last": party.last}
            )
    for seat, span in directory.seats():
        party_id = identifiers.party(seat.party) if seat.party else None
        yield _membership(seat.person, seat.organisation, seat.role or None, party_id, _dates(span))


def _membership(
    person: str, organisation: str, role: str | None, on_behalf_of: str | None, dates: Mapping[str, str | None]
) -> Json:
    who = identifiers.person(person)
    key = "|".join((who, organisation, role or "", on_behalf_of or ""))
    return _given(
        id=f"membership/{identifiers.digest(key)}",
        person_id=who,
        organization_id=organisation,
        role=role,
        on_behalf_of_id=on_behalf_of,
        diarium_first_seen=dates["first"],
        diarium_last_seen=dates["last"],
    )


def _dates(span: Span) -> dict[str, str | None]:
    return {"first": span.first, "last": span.last}


def _of_record(record: Record, agents: Agents, base: str) -> Iterator[tuple[str, Json]]:
    if agents.is_meeting:
        yield "events", _meeting(record, agents, base)
    targets = {target for act in record.acts for target in (*act.about, *act.in_favour_of, act.refers_to, act.parent)}
    motions = {
        act.id
        for act in record.acts
        if act.kind in MOTIONS or (act.id in targets and act.kind not in SPEECHES and act.vote is None)
    }
    for position, act in enumerate(record.acts, 1):
        if act.id in motions:
            yield "motions", _motion(record, act, agents, base)
        if act.vote is not None:
            yield "vote_events", _vote_event(record, act, agents, base, motions)
        if act.kind in SPEECHES:
            yield "speeches", _speech(record, act, agents, base, position)


def _meeting(record: Record, agents: Agents, base: str) -> Json:
    document = record.document
    attendees: dict[str, str] = {}
    for entry in record.attendance:
        if who := agents.person(entry.person):
            attendees.setdefault(who, entry.name)
    return _given(
        id=agents.document,
        name=" ".join(filter(None, (document.body, agents.date))),
        classification="meeting",
        start_date=agents.date,
        end_date=agents.date,
        organization_id=agents.body(document.body),
        attendees=[{"id": who, "name": name} for who, name in attendees.items()],
        sources=[_source(record, agents, base)],
    )


def _source(record: Record, agents: Agents, base: str, act: Act | None = None) -> Json:
    place = f", p. {agents.page(act)}" if act else ""
    url = base + (agents.part(act.id) if act else agents.document)
    return {"url": url, "note": f"{record.source.file_name}{place}"}


def _where(act: Act, agents: Agents) -> Json:
    """The body and the meeting of an act."""
    return {
        "organization_id": agents.body(act.body) or agents.municipality,
        "legislative_session_id": agents.document if agents.is_meeting else None,
    }


def _contributors(act: Act, agents: Agents) -> list[Json]:
    return [
        _given(
            id=agents.actor(actor),
            name=actor.name,
            party_id=agents.party(actor.party_id),
            role=actor.role,
            and_others=actor.and_others or None,
        )
        for actor in act.actors
    ]


def _creator(act: Act, agents: Agents) -> str | None:
    """The first person who made the act; where none did, nobody: Popolo's creator is a person."""
    persons = (actor for actor in act.actors if actor.type is ActorType.PERSON)
    first: Actor | None = next(persons, None)
    return agents.actor(first) if first else None


def _motion(record: Record, act: Act, agents: Agents, base: str) -> Json:
    return _given(
        id=agents.part(act.id),
        **_where(act, agents),
        creator_id=_creator(act, agents),
        text=act.text,
        classification=act.kind.value,
        date=agents.date,
        diarium_title=agents.title(act),
        diarium_contributors=_contributors(act, agents),
        diarium_demand=[one.value for one in act.demand],
        sources=[_source(record, agents, base, act)],
    )


def _vote_event(record: Record, act: Act, agents: Agents, base: str, motions: set[str]) -> Json:
    vote = act.vote
    assert vote is not None  # its caller has looked
    counts = (("yes", vote.yes), ("no", vote.no), ("abstain", vote.abstain), ("absent", vote.absent))
    voted_on = [agents.part(target) for target in act.about if target in motions]
    votes = []
    for ballot in vote.ballots:
        voter, party = agents.voter(ballot)
        votes.append(
            _given(
                voter_id=voter,
                voter=None if voter else {"name": ballot.name},
                option=ballot.answer.value,
                party_id=party,
                diarium_source=ballot.source.value,
            )
        )
    return _given(
        id=agents.part(act.id),
        **_where(act, agents),
        motion_id=voted_on[0] if voted_on else None,
        start_date=agents.date,
        result=vote.outcome,
        counts=[{"option": option, "value": value} for option, value in counts if value is not None],
        votes=votes,
        diarium_title=agents.title(act),
        diarium_meaning_yes=vote.meaning_yes,
        diarium_meaning_no=vote.meaning_no,
        diarium_motions=voted_on[1:],
        sources=[_source(record, agents, base, act)],
    )


def _speech(record: Record, act: Act, agents: Agents, base: str, position: int) -> Json:
    return _given(
        id=agents.part(act.id),
        creator_id=_creator(act, agents),
        attribution_text=joined(called(actor) for actor in act.actors),
        text=act.text,
        date=agents.date,
        title=agents.title(act),
        type=act.kind.value,
        position=position,
        event_id=agents.document if agents.is_meeting else None,
        diarium_organization_id=agents.body(act.body),
        diarium_contributors=_contributors(act, agents),
        diarium_about=[agents.part(target) for target in act.about],
        diarium_in_favour_of=[agents.part(target) for target in act.in_favour_of],
        diarium_refers_to=agents.part(act.refers_to) if act.refers_to else None,
        diarium_parent=agents.part(act.parent) if act.parent else None,
        diarium_demand=[one.value for one in act.demand],
        diarium_confidence=act.confidence,
        sources=[_source(record, agents, base, act)],
    )
