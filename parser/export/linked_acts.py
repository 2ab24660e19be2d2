"""Acts, notes and attendance as nodes of JSON-LD."""

from collections.abc import Iterable, Iterator

from parser.export.agents import Agents
from parser.export.linked_names import Node, given
from parser.record.types import Act, Actor, Attendance, Record

_CLASSES = {
    "proposal": "Proposal",
    "statement": "Statement",
    "decision": "Decision",
    "reservation": "Reservation",
    "special_statement": "SpecialStatement",
    "substitute_statement": "SubstituteStatement",
    "moved_proposal": "MovedProposal",
    "vote": "Vote",
    "appendix": "Appendix",
}


def class_of(kind: str) -> str:
    """The class of the vocabulary that a kind of act is."""
    return _CLASSES[kind]


def act_nodes(act: Act, position: int, agents: Agents, work: str) -> Iterator[Node]:
    """An act, then each actor's contribution, each point and each ballot as a node of its own."""
    id_ = agents.part(act.id)
    parts = [
        *contributions(id_, act.actors, agents),
        *_points(id_, act),
        *_ballots(id_, act, agents),
    ]
    first, last = agents.pages(act)
    node = given(
        id=id_,
        type=["Act", class_of(act.kind.value)],
        is_part_of=work,
        inRecord=agents.document,
        position=position,
        matter=agents.part(act.matter) if act.matter else None,
        body=agents.body(act.body),
        date=agents.date,
        actor=list(dict.fromkeys(who for actor in act.actors if (who := agents.actor(actor)))),
        contribution=[part["id"] for part in parts if part["type"] == "Contribution"],
        demand=list(dict.fromkeys(one.value for one in act.demand)),
        about=_ids(act.about, agents),
        inFavourOf=_ids(act.in_favour_of, agents),
        refersTo=agents.part(act.refers_to) if act.refers_to else None,
        parent=agents.part(act.parent) if act.parent else None,
        point=[part["id"] for part in parts if part["type"] == "Point"],
        ballot=[part["id"] for part in parts if part["type"] == "Ballot"],
        text=act.text,
        page=first,
        lastPage=last,
        confidence=format(act.confidence, "f"),
        rule=act.evidence.rule if act.evidence else None,
    )
    if act.vote is not None:
        vote = act.vote
        node |= given(
            yes=vote.yes,
            no=vote.no,
            abstain=vote.abstain,
            absent=vote.absent,
            meaningYes=vote.meaning_yes,
            meaningNo=vote.meaning_no,
            outcome=vote.outcome,
        )
    yield node
    yield from parts


def contributions(of: str, actors: Iterable[Actor], agents: Agents) -> Iterator[Node]:
    """Who took part, each as the print names them: name, code, role."""
    for position, actor in enumerate(actors, 1):
        yield given(
            id=f"{of}#actor-{position}",
            type="Contribution",
            agent=agents.actor(actor),
            name=actor.name,
            partyCode=actor.party,
            onBehalfOf=agents.party(actor.party_id),
            roleName=actor.role,
            andOthers=actor.and_others or None,
            position=position,
        )


def note_nodes(record: Record, agents: Agents) -> Iterator[Node]:
    """What is told of members that is no act."""
    for number, note in enumerate(record.notes, 1):
        id_ = agents.part(f"note-{number}")
        told = list(contributions(id_, note.actors, agents))
        yield given(
            id=id_,
            type="ConflictOfInterest" if note.kind.value == "conflict_of_interest" else "TakesNoPart",
            inRecord=agents.document,
            matter=agents.part(note.matter) if note.matter else None,
            contribution=[one["id"] for one in told],
            text=note.text,
        )
        yield from told


def attendance_nodes(record: Record, agents: Agents) -> Iterator[Node]:
    """Who was at the meeting."""
    for number, entry in enumerate(record.attendance, 1):
        yield _attendance(agents.part(f"attendance-{number}"), entry, agents)


def _attendance(id_: str, entry: Attendance, agents: Agents) -> Node:
    return given(
        id=id_,
        type="Attendance",
        inRecord=agents.document,
        agent=agents.person(entry.person),
        name=entry.name,
        partyCode=entry.party,
        onBehalfOf=agents.party(entry.party_id),
        capacity=entry.capacity,
        roleName=entry.role,
        paragraphs=entry.paragraphs,
    )


def _ids(acts: Iterable[str], agents: Agents) -> list[str]:
    return [agents.part(one) for one in dict.fromkeys(acts)]


def _points(of: str, act: Act) -> Iterator[Node]:
    for position, point in enumerate(act.points, 1):
        yield given(id=f"{of}#point-{position}", type="Point", number=point.number, text=point.text, position=position)


def _ballots(of: str, act: Act, agents: Agents) -> Iterator[Node]:
    for position, ballot in enumerate(act.vote.ballots if act.vote else (), 1):
        voter, party = agents.voter(ballot)
        yield given(
            id=f"{of}#ballot-{position}",
            type="Ballot",
            agent=voter,
            name=ballot.name,
            partyCode=ballot.party,
            onBehalfOf=party,
            answer=_ANSWERS[ballot.answer.value],
            source=ballot.source.value,
            position=position,
        )


_ANSWERS = {"yes": "votedYes", "no": "votedNo", "abstain": "abstained", "absent": "wasAbsent"}
"""The individuals are not called `yes` and `no`, for those are the counts."""
