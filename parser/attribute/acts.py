"""Drafts of acts → acts attributed: actors, bodies, points, votes, references, links, confidence."""

import re
from collections.abc import Sequence

import msgspec

from parser.attribute.confidence import confidence_of
from parser.attribute.demands import demand_of, points_of
from parser.attribute.finder import Find
from parser.attribute.links import in_matters, link
from parser.attribute.persons import Persons, link_persons
from parser.attribute.references import Pointer, pointer_in, resolve
from parser.attribute.subjects import actors_of, signed_by, to_actor
from parser.attribute.vote_derive import derive_ballots
from parser.attribute.votes import VoteContext, read_vote, with_table_of
from parser.language.bodies import nominative, same_body
from parser.language.engine import Engine
from parser.model import ActDraft, Finding, Role, Segmented
from parser.record.types import Act, Actor, ActorType, Attendance, Evidence, Kind, Note, NoteKind, Person, Vote

_NEEDS_ACTOR = frozenset(
    {Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT, Kind.MOVED_PROPOSAL, Kind.STATEMENT}
)
_REFERRING = frozenset({Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT})
_QUOTE = 160
_HEADINGS = 4  # blocks of an appendix that may head it
_ANNOUNCED = 8000  # characters of an announcement in which people are found
_APPENDED = re.compile(r"\bbilaga\s+(\w+)", re.IGNORECASE)


class Attributed(msgspec.Struct, frozen=True):
    """The acts and notes of a document, attributed, and what was doubtful."""

    acts: tuple[Act, ...]
    notes: tuple[Note, ...]
    persons: tuple[Person, ...]
    findings: tuple[Finding, ...]


def attribute(
    cut: Segmented,
    find: Find,
    engine: Engine,
    votes: VoteContext,
    attendance: Sequence[Attendance] = (),
    *,
    digital: bool = True,
) -> Attributed:
    """Attributes the acts of a segmented document; `digital` is false of one whose text OCR has read.

    Postconditions: 1. acts keep their order, with ids a1, a2, …; 2. every link is to an act of the same matter;
    3. an act whose actors, reference or count could not be told has a lower confidence and a finding.
    """
    findings: list[Finding] = []
    acts: list[Act] = []
    pointers: dict[str, Pointer] = {}
    announcements: dict[str, str] = {}
    for number, draft in enumerate(cut.acts, 1):
        act, doubts = _act(f"a{number}", draft, cut, find, engine, votes, attendance)
        acts.append(act)
        findings += doubts
        announcements[act.id] = _announcement(draft)
        pointer = pointer_in(announcements[act.id], find, engine) if act.kind in _REFERRING else None
        if pointer:
            pointers[act.id] = pointer
    resolved = []
    together = in_matters(acts)
    for act in acts:
        if act.id in pointers:
            target, doubt = resolve(act, pointers[act.id], together[act.matter, act.parent])
            if doubt:
                findings.append(doubt)
            act = msgspec.structs.replace(act, refers_to=target)
        resolved.append(act)
    resolved = _announced(_signatories(_placed(resolved, cut), cut.acts, find, engine))
    linked, doubts = link(resolved, find, engine, announcements)
    findings += doubts
    unsure = {f.act for f in findings if f.act and f.code != "no-actor"}
    generic = engine.profile.name == "generic"
    people, ids = _people(cut, find)
    linked = [_with_persons(a, ids) for a in linked]
    linked = [
        msgspec.structs.replace(
            a,
            confidence=confidence_of(
                a,
                generic=generic,
                digital=digital,
                doubted=a.id in unsure,
                nobody=a.kind in _NEEDS_ACTOR and not a.actors,
            ),
        )
        for a in linked
    ]
    notes = tuple(_note(draft, find) for draft in cut.notes)
    findings += people.findings
    persons = tuple(Person(id=p.id, name=p.name, forms=p.forms, parties=p.party_ids) for p in people.people)
    return Attributed(tuple(linked), notes, _used(persons, linked), tuple(findings))


def _people(cut: Segmented, find: Find) -> tuple[Persons, dict[tuple[str, str | None], str]]:
    """The persons whom the announcements name, and the id of each name with its party."""
    mentions = [m for draft in cut.acts for m in find(draft.announcement[:_ANNOUNCED])]
    people = link_persons(mentions)
    ids: dict[tuple[str, str | None], str] = {}
    for mention, person in zip(mentions, people.ids, strict=True):
        if person is not None:
            ids.setdefault((mention.name, mention.party_id), person)
    return people, ids


def _with_persons(act: Act, ids: dict[tuple[str, str | None], str]) -> Act:
    actors = tuple(msgspec.structs.replace(a, person=ids.get((a.name, a.party_id))) for a in act.actors)
    return msgspec.structs.replace(act, actors=actors)


def _used(persons: Sequence[Person], acts: Sequence[Act]) -> tuple[Person, ...]:
    acting = {a.person for act in acts for a in act.actors}
    return tuple(p for p in persons if p.id in acting)


def _announcement(draft: ActDraft) -> str:
    return draft.announcement[:2000]


def _act(
    act_id: str,
    draft: ActDraft,
    cut: Segmented,
    find: Find,
    engine: Engine,
    votes: VoteContext,
    attendance: Sequence[Attendance],
) -> tuple[Act, list[Finding]]:
    findings: list[Finding] = []
    kind = Kind(draft.kind)
    actors = actors_of(draft, find, engine, cut.facts.body)
    first = draft.blocks[0]
    if kind in _NEEDS_ACTOR and not actors:
        message = f"Nobody is named who makes this {kind.value.replace('_', ' ')}."
        findings.append(Finding("no-actor", message, page=first.page, block=first.id, act=act_id))
    vote: Vote | None = None
    if kind is Kind.VOTE:
        divisions = [a for a in cut.acts if a.kind == draft.kind and a.matter == draft.matter]
        votes = msgspec.structs.replace(votes, division=_division(cut, draft, divisions))
        others = (a.blocks for a in divisions if a is not draft)
        reading = with_table_of(read_vote(draft.blocks, votes), others, votes)
        derived = derive_ballots(
            reading.vote,
            attendance,
            party_of=votes.party_of,
            groups=reading.groups,
            paragraph=_paragraph(cut, draft),
        )
        vote = derived.vote
        findings += [msgspec.structs.replace(f, act=act_id) for f in (*reading.findings, *derived.findings)]
    for mention in find(draft.announcement[:2000]) if kind in _NEEDS_ACTOR else ():
        if any(mention.name == a.name for a in actors):
            findings += [
                msgspec.structs.replace(f, act=act_id, page=first.page, block=first.id) for f in mention.findings
            ]
    wants = kind in (Kind.RESERVATION, Kind.MOVED_PROPOSAL)
    cue = draft.cue or (0, min(len(draft.announcement), _QUOTE))
    act = Act(
        id=act_id,
        kind=kind,
        matter=f"m{draft.matter + 1}" if draft.matter is not None else None,
        body=_body(draft, actors, kind, cut.facts.body),
        parent=f"a{draft.parent + 1}" if draft.parent is not None else None,
        blocks=tuple(b.id for b in draft.blocks),
        text="\n".join(b.text for b in draft.blocks),
        points=points_of(draft) if kind is not Kind.APPENDIX else (),
        actors=actors,
        demand=demand_of(draft, engine, moved=kind is Kind.MOVED_PROPOSAL) if wants else (),
        vote=vote,
        confidence=draft.weight,
        evidence=Evidence(rule=draft.rule, quote=draft.announcement[cue[0] : cue[1]][:_QUOTE] or first.text[:_QUOTE]),
    )
    return act, findings


def _division(cut: Segmented, draft: ActDraft, divisions: Sequence[ActDraft]) -> tuple[str, ...]:
    """Which of its matter's `divisions` a vote is, as the columns of a table may say: paragraph and number."""
    number = next(n for n, one in enumerate(divisions, 1) if one is draft)
    paragraph = _paragraph(cut, draft)
    return (*((f"§{paragraph}",) if paragraph is not None else ()), str(number))


def _paragraph(cut: Segmented, draft: ActDraft) -> int | None:
    number = cut.matters[draft.matter].number if draft.matter is not None and cut.matters else None
    digits = re.search(r"\d+", number or "")
    return int(digits[0]) if digits else None


def _body(draft: ActDraft, actors: Sequence[Actor], kind: Kind, meeting: str | None) -> str | None:
    """The body in which an act was made: for a decision or proposal the body that makes it."""
    if kind in (Kind.PROPOSAL, Kind.DECISION) and actors and actors[0].type is ActorType.ORGANISATION:
        if kind is Kind.DECISION or _is_body(actors[0].name):
            return nominative(actors[0].name)
        return None
    if draft.body and actors and actors[0].name.startswith(f"{draft.body}s "):
        return actors[0].name  # «Kommunstyrelsens pensionärsråd» is not the board
    if draft.body and meeting and same_body(draft.body, meeting):
        return meeting
    return draft.body


def _is_body(name: str) -> bool:
    return not name.casefold().endswith(
        ("kontoret", "förvaltningen", "direktören", "chefen", "förvaltning", "kansliet")
    )


def _placed(acts: Sequence[Act], cut: Segmented) -> list[Act]:
    """Appendices of minutes, and what they hold, in the matter that they name or whose act announces them."""
    if len(cut.matters) < 2:
        return list(acts)
    numbers = {
        re.sub(r"\D", "", m.number.rpartition("§")[2]): f"m{i}" for i, m in enumerate(cut.matters, 1) if m.number
    }
    telling: dict[str, list[Act]] = {}
    for act in acts:
        for label in {m.casefold() for m in _APPENDED.findall(act.text)} if act.parent is None else ():
            telling.setdefault(label, []).append(act)
    matters: dict[str, str | None] = {}
    for act in acts:
        if act.kind is Kind.APPENDIX:
            head = act.text[:300]
            named = {numbers[n] for n in re.findall(r"§\s*(\d+)", head) if n in numbers}
            own = _APPENDED.match(head)
            told = {a.matter for a in telling.get(own[1].casefold(), ()) if a.id != act.id} if own else set()
            chosen = named or told
            matters[act.id] = next(iter(chosen)) if len(chosen) == 1 else None
    return [
        msgspec.structs.replace(a, matter=matters[key]) if (key := a.parent or a.id) in matters else a for a in acts
    ]


def _announced(acts: Sequence[Act]) -> list[Act]:
    """Links what an appendix holds to the act that announces it: the same kind, actors and matter, made in the body."""
    out = []
    top = [a for a in acts if a.parent is None and a.kind in _REFERRING]
    together = in_matters(top)
    for act in acts:
        if act.parent is not None and act.kind in _REFERRING and act.refers_to is None:
            same = top if act.matter is None else together.get((act.matter, None), ())
            alike = [a for a in same if a.kind is act.kind]
            fitting = [a for a in alike if _names_of(a) & _names_of(act)]
            fitting = fitting or [a for a in alike if _parties_of(a) & _parties_of(act)]
            in_body = [a for a in fitting if a.body and a.body == act.body]
            chosen = in_body or fitting
            if len(chosen) == 1:
                act = msgspec.structs.replace(act, refers_to=chosen[0].id)
        out.append(act)
    return out


def _is_members_writing(draft: ActDraft, engine: Engine) -> bool:
    """Whether an appendix is called what members write (`Vänsterpartiets reservation i budgetfrågan`)."""
    heads = [b.text for b in draft.blocks[:_HEADINGS] if b.role is Role.HEADING]
    return any(engine.says(head, "members-writing") for head in heads)


def _signatories(acts: Sequence[Act], drafts: Sequence[ActDraft], find: Find, engine: Engine) -> list[Act]:
    """Appendices that write out one reservation or statement, with those who signed it as their actors."""
    held: dict[str, list[Act]] = {}
    for act in acts:
        if act.parent is not None:
            held.setdefault(act.parent, []).append(act)
    out = []
    for act, draft in zip(acts, drafts, strict=True):
        children = held.get(act.id, [])
        texts = [c for c in children if c.kind in _REFERRING]
        # several that are announced one by one are a collection, which nobody signed as a whole
        announced = [c for c in texts if c.evidence is not None and not c.evidence.rule.startswith("section:")]
        one = len(announced) in (0, len(children)) or (len(announced) == 1 and len({c.kind for c in children}) == 1)
        if texts and len(announced) <= 1 and one:
            signed = tuple(to_actor(m) for m in signed_by(draft.blocks, find)) or texts[0].actors
            act = msgspec.structs.replace(act, actors=signed)
        elif act.kind is Kind.APPENDIX and not children and _is_members_writing(draft, engine):
            act = msgspec.structs.replace(act, actors=tuple(to_actor(m) for m in signed_by(draft.blocks, find)))
        out.append(act)
    return out


def _names_of(act: Act) -> set[str]:
    return {a.name.casefold() for a in act.actors}


def _parties_of(act: Act) -> set[str]:
    return {a.party_id for a in act.actors if a.party_id}


def _note(draft: ActDraft, find: Find) -> Note:
    return Note(
        kind=NoteKind(draft.kind),
        matter=f"m{draft.matter + 1}" if draft.matter is not None else None,
        blocks=tuple(b.id for b in draft.blocks),
        text="\n".join(b.text for b in draft.blocks),
        actors=tuple(to_actor(m) for m in find(draft.announcement[:600]) if not m.genitive),
    )
