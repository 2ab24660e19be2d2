"""Against what: `about`, `in_favour_of` and inherited demands (the contract's section *Against what*).

Postconditions: 1. links stay within one matter; 2. nothing is linked that the document does not say; where several
acts fit equally, none is chosen for `in_favour_of` and a finding tells it.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from parser.attribute.demands import demands_in
from parser.attribute.finder import Find
from parser.attribute.mentions import Mention
from parser.language.engine import Engine
from parser.model import Finding
from parser.record.types import Act, ActorType, Demand, Kind

_FAVOUR = re.compile(
    r"\b(?:till\s+förmån\s+för|till\s+stöd\s+för|mot\s+(?:beslutet|nämndens\s+beslut|kommun\w+\s+beslut)\s+(?:att\s+)?(?:avslå|avslag\s+på|(?:inte|ej|icke)\s+(?:bifalla|godkänna|bevilja))|mot\s+avslaget\s+på|mot\s+att(?=[^.;]*?(?:yrkande|förslag)\w*\s+(?:har\s+|hade\s+)?(?:avslagits|avslogs|avslås|fallit|föll)\b)|(?:med\s+)?hänvisning\s+till|hänvisa(?:r|de)\s+till|enligt|för|i\s+enlighet\s+med)\s+(?P<what>(?:(?!\btill\s+förmån\b)(?:[^.;]|(?<=\bm)\.(?=\s?fl)|(?<=\bfl)\.))*?\b"
    r"(?:\w*yrkande\w*|\w*förslag\w*|bifall|avslag|återremiss\w*|bordläggning|motionen|motionerna)\b(?:(?!\btill\s+förmån\b)[^.;])*)",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:eget|egna|egen|sitt|sina|sin|hans|hennes|deras|min|mitt|mina|vår|vårt|våra)\b", re.IGNORECASE)
# «mot att ärendet inte återremitterades»: what was not done is what they wanted
_NOT_DONE = re.compile(
    r"\bmot\s+(?:beslutet\s+)?att\s+(?P<what>[^.;]{0,80}?\b(?:inte|ej|icke)\s+[^.;]{3,80})", re.IGNORECASE
)
# «NN, som yrkat bifall till motionen», «Vi yrkade återremiss»: what they wanted is what they had moved
_HAD_MOVED = re.compile(
    r"\b(?:(?:som|vilka|vilken)\s+(?:hade\s+|har\s+)?yrkat|(?:vi|jag)\s+(?:\w+\s+)?(?:yrkade|föreslog))\s+(?P<what>[^.;]{3,120})",
    re.IGNORECASE,
)
# «förvaltningens förslag utan tillägg»
_WITHOUT = re.compile(r"\butan\s+(?:tillägg|ändring)\w*", re.IGNORECASE)
# «mot att tilläggsyrkandet har avslagits»
_REFUSED = re.compile(r"\s(?:har\s+|hade\s+)?(?:avslagits|avslogs|avslås|fallit|föll)\b.*", re.DOTALL)
_OWN_WORDS = 500  # characters of the text of a reservation in which it may say what it defends
_MANY = re.compile(r"\b(?:egna|sina|respektive)\b|yrkandena\b|yrkanden\b", re.IGNORECASE)
_AGREES = re.compile(
    r"\b(?:instämm\w+\s+i|bifall\s+till|biträd\w+|stöd(?:er|jer|de)|ställ\w+\s+sig\s+bakom|ansluter\s+sig\s+till)\s[^.;]*?"
    r"(?:yrkande|förslag)\w*",
    re.IGNORECASE,
)
_PUT_FORWARD = re.compile(
    r"\b(?:bifall\s+till|enligt|ant(?:ar|a|as)|fastställ\w+|godkänn\w+)\s[^.;]*?(?:budget|\w*förslag)\w*", re.IGNORECASE
)
_ANNOUNCED = 300  # characters in which it is said that one reserves likewise
_TOLD = 8  # so many ids a sentence lists
_GROUNDS = frozenset({Kind.DECISION, Kind.PROPOSAL, Kind.STATEMENT})
_STRONG = re.compile(r"^\s*(?:till\s+(?:förmån|stöd)|mot\s)", re.IGNORECASE)
_SAME = re.compile(r"\btill\s+förmån\s+för\s+(?:detsamma|densamma|detta|det)(?=\s*[.,;]|\s*$)", re.IGNORECASE)


def link(
    acts: Sequence[Act], find: Find, engine: Engine, announcements: dict[str, str]
) -> tuple[list[Act], list[Finding]]:
    """The acts with `about`, `in_favour_of` and `demand` filled in, and what could not be told."""
    findings: list[Finding] = []
    grounds = in_matters(a for a in acts if a.kind in _GROUNDS)
    moved = in_matters(a for a in acts if a.kind is Kind.MOVED_PROPOSAL)
    out: list[Act] = []
    for act in acts:
        act = _with_about(act, grounds.get((act.matter, act.parent), ()))
        if act.kind is Kind.RESERVATION:
            there = moved.get((act.matter, act.parent), ())
            said = _said(act, out, engine, announcements)
            favour, doubt = _in_favour_of(act, there, find, engine, said)
            findings += doubt
            act = msgspec.structs.replace(act, in_favour_of=favour)
        out.append(act)
    referred = _referred(out, moved, find, announcements)
    out = [a if a.id in referred else _own_in_its_place(a, find, announcements) for a in out]
    return _written_out(_inherit(out, referred)), findings


def _said(act: Act, before: Sequence[Act], engine: Engine, announcements: dict[str, str]) -> str:
    """An announcement; of one that reserves likewise and says no more, with that of the reservation before it."""
    said = announcements.get(act.id, act.text)
    last = before[-1] if before else None
    if last is None or last.kind is not Kind.RESERVATION or last.matter != act.matter or _FAVOUR.search(said):
        return said
    likewise = engine.says(said[:_ANNOUNCED], "likewise")
    return f"{said} {announcements.get(last.id, last.text)}" if likewise else said


def in_matters(acts: Iterable[Act]) -> dict[tuple[str | None, str | None], list[Act]]:
    """Acts that stand together, in their order: by their matter and the act that holds them."""
    out: dict[tuple[str | None, str | None], list[Act]] = {}
    for act in acts:
        out.setdefault((act.matter, act.parent), []).append(act)
    return out


# ---- about


def _with_about(act: Act, same: Sequence[Act]) -> Act:
    if act.kind not in (Kind.RESERVATION, Kind.VOTE, Kind.MOVED_PROPOSAL):
        return act
    if act.kind is Kind.MOVED_PROPOSAL:
        return msgspec.structs.replace(act, about=_proposal_moved_on(act, same))
    return msgspec.structs.replace(act, about=_opposed(act, same))


def _opposed(act: Act, same: Sequence[Act]) -> tuple[str, ...]:
    """The same body's decision; else its proposal, or the statement that tells it; else what was put to it."""
    mine = [a for a in same if a.body and act.body and a.body.casefold() == act.body.casefold()]
    for kinds in ((Kind.DECISION,), (Kind.PROPOSAL,), (Kind.STATEMENT,)):
        fitting = [a for a in mine if a.kind in kinds and (kinds != (Kind.STATEMENT,) or _is_bodys_own(a))]
        if fitting:
            return (_nearest(act, fitting).id,)
    # what was put to the body: the latest proposal before it that another body made
    before = [a for a in same if a.kind is Kind.PROPOSAL and _order(a) < _order(act)]
    if before:
        addressed = [a for a in before if act.body and act.body.casefold() in a.text[:200].casefold()]
        return ((addressed or before)[-1].id,)
    return ()


def _is_bodys_own(act: Act) -> bool:
    return any(a.name.casefold() == (act.body or "").casefold() for a in act.actors)


def _nearest(act: Act, fitting: Sequence[Act]) -> Act:
    before = [a for a in fitting if _order(a) < _order(act)]
    return before[-1] if before else fitting[0]


def _order(act: Act) -> int:
    return int(act.id[1:])


def _proposal_moved_on(act: Act, same: Sequence[Act]) -> tuple[str, ...]:
    """The proposal that a moved proposal is about: the one whose body it names, else the only one there is."""
    proposals = [a for a in same if a.kind is Kind.PROPOSAL]
    text = act.text.casefold()
    named = [a for a in proposals if any(x.name.casefold() in text for x in a.actors)]
    chosen = named if len(named) == 1 else proposals
    return (chosen[0].id,) if len(chosen) == 1 else ()


# ---- in favour of


def _in_favour_of(
    act: Act, moved: Sequence[Act], find: Find, engine: Engine, announcement: str
) -> tuple[tuple[str, ...], list[Finding]]:
    ids: list[str] = []
    findings: list[Finding] = []
    announcement = _SAME.sub("", announcement)
    told_until = 0
    clauses = list(_FAVOUR.finditer(announcement))
    for found in clauses:
        what = _REFUSED.sub("", _WITHOUT.sub("", found["what"]))
        pool: Sequence[Act]
        own = _OWN.search(what)
        named = [m for m in find(what) if m.genitive or not own]
        # in one act several may reserve, each for what is theirs: «NN för sitt yrkande, MM för sitt»
        before = announcement[told_until : found.start()] if len(clauses) > 1 else ""
        several = [m for m in find(before) if not m.genitive] if before else []
        theirs = (_by_mentions(moved, several) if several else []) or _by_actors(moved, act)
        told_until = found.end()
        if own:
            pool = theirs
        elif named:
            pool = _by_mentions(moved, named)
        elif _STRONG.match(found[0]) and _told(_narrow(moved, what, engine), moved, what):
            pool = moved
        elif len(theirs) == 1 and (_STRONG.match(found[0]) or {*demands_in(what, engine)} & {*theirs[0].demand}):
            # «till förmån för kommunstyrelsens förslag»: the one that they moved to that end
            pool = theirs
        else:
            continue
        chosen = _narrow(pool, what, engine)
        if not chosen and _STRONG.match(found[0]):
            message = (
                f"The reservation is in favour of «{what.strip()[:80]}», but no such proposal was moved in the matter."
            )
            findings.append(Finding("unresolved-favour", message, act=act.id, block=act.blocks[0]))
        elif len(chosen) > 1 and not _MANY.search(what):
            fit = ", ".join(a.id for a in chosen[:_TOLD]) + (" …" if len(chosen) > _TOLD else "")
            message = f"The reservation is in favour of one proposal, but {len(chosen)} fit: {fit}."
            findings.append(Finding("unresolved-favour", message, act=act.id, block=act.blocks[0]))
            chosen = chosen[-1:]
        ids += [a.id for a in chosen if a.id not in ids]
    if not ids and (told := _told_otherwise(act, announcement)):
        wanted = set(demands_in(told["what"], engine))
        own_moved = [a.id for a in _by_actors(moved, act) if wanted & set(a.demand)]
        ids = own_moved if len(own_moved) == 1 else []
    return tuple(ids), findings


def _told_otherwise(act: Act, announcement: str) -> re.Match[str] | None:
    """Where an announcement, or else the text's own first words, tell what was wanted without naming whose it is."""
    own_words = act.text[:_OWN_WORDS]
    return (
        _NOT_DONE.search(announcement)
        or _HAD_MOVED.search(announcement)
        or next((m for m in _FAVOUR.finditer(own_words) if _STRONG.match(m[0]) and _OWN.search(m["what"])), None)
        or _HAD_MOVED.search(own_words)
    )


def _narrow(pool: Sequence[Act], what: str, engine: Engine) -> list[Act]:
    """Of several, those that want what the words say (`eget yrkande om återremiss`)."""
    wanted = set(demands_in(what, engine))
    fitting = [a for a in pool if wanted & set(a.demand)]
    return list(fitting if wanted and fitting else pool)


def _told(narrow: Sequence[Act], moved: Sequence[Act], what: str) -> bool:
    """Whether the words pick one proposal by what it wants, or several in the plural (`yrkandena om … och …`)."""
    return len(narrow) == 1 or (0 < len(narrow) < len(moved) and bool(_MANY.search(what)))


def _by_actors(moved: Sequence[Act], act: Act) -> list[Act]:
    names = {a.name.casefold() for a in act.actors}
    same = [m for m in moved if names & {a.name.casefold() for a in m.actors}]
    if same:
        return same
    parties = {a.party_id or (a.party or "").casefold() for a in act.actors} - {"", None}
    return [m for m in moved if parties & {a.party_id or (a.party or "").casefold() for a in m.actors}]


def _by_mentions(moved: Sequence[Act], named: Sequence[Mention]) -> list[Act]:
    names = {m.name.casefold() for m in named}
    names |= {n.removesuffix("s") for n in names}  # «NN:s m.fl. förslag»: the genitive may part from its noun
    surnames = {n.split()[-1] for n in names}
    people = [
        m
        for m in moved
        if any(
            a.name.casefold() in names or (a.name.casefold().split()[-1] in surnames and a.type == "person")
            for a in m.actors
        )
    ]
    if people:
        return people
    parties = {m.party_id or (m.party or "").casefold() for m in named if m.type != "person"} - {"", None}
    return [m for m in moved if parties & {a.party_id or (a.party or "").casefold() for a in m.actors}]


# ---- demands by reference


def _referred(
    acts: Sequence[Act],
    moved: dict[tuple[str | None, str | None], list[Act]],
    find: Find,
    announcements: dict[str, str],
) -> dict[str, str]:
    """The moved proposal that another only agrees with (`instämmer i NN:s yrkande`, `bifall till NN:s förslag`)."""
    out: dict[str, str] = {}
    for act in acts:
        if act.kind is not Kind.MOVED_PROPOSAL or act.demand not in ((), (Demand.APPROVAL,)):
            continue
        said = announcements.get(act.id, act.text)[:_ANNOUNCED]
        found = _AGREES.search(said)
        owners = [m for m in find(said) if m.genitive and found and found.start() <= m.start <= found.end()]
        others = [a for a in moved.get((act.matter, act.parent), ()) if a.id != act.id]
        fitting = _by_mentions(others, owners) if owners else []
        if len(fitting) == 1:
            out[act.id] = fitting[0].id
    return out


def _own_in_its_place(act: Act, find: Find, announcements: dict[str, str]) -> Act:
    """A moved proposal for what its movers' own party has put forward (`bifall till Moderaternas budgetförslag`)."""
    if act.kind is not Kind.MOVED_PROPOSAL or Demand.REJECTION in act.demand or Demand.REFERRAL_BACK in act.demand:
        return act
    said = announcements.get(act.id, act.text)[:_ANNOUNCED]
    found = _PUT_FORWARD.search(said)
    if found is None:
        return act
    owners = [m for m in find(said) if m.type != ActorType.PERSON and found.start() <= m.start <= found.end()]
    parties = {a.party_id for a in act.actors} - {None}
    if not any(m.genitive and (m.party_id in parties or (m.party_id is None and not m.party)) for m in owners):
        return act
    wanted = ({*act.demand} - {Demand.APPROVAL, Demand.AMENDMENT}) | {Demand.OWN_PROPOSAL}
    return msgspec.structs.replace(act, demand=tuple(d for d in Demand if d in wanted))


def _inherit(acts: Sequence[Act], referred: dict[str, str]) -> list[Act]:
    """A demand by reference, or in favour of a moved proposal, is that of what it refers to."""
    by_id = {a.id: a for a in acts}
    out = []
    for act in acts:
        if act.kind is Kind.MOVED_PROPOSAL and (of := referred.get(act.id)):
            wanted = set(by_id[of].demand)
            act = msgspec.structs.replace(act, demand=tuple(d for d in Demand if d in wanted)) if wanted else act
        if act.kind in (Kind.RESERVATION, Kind.MOVED_PROPOSAL, Kind.SUBSTITUTE_STATEMENT):
            sources = [*act.in_favour_of, *([act.refers_to] if act.refers_to else [])]
            if act.kind is not Kind.SUBSTITUTE_STATEMENT and sources:
                wanted = {d for s in sources if s in by_id for d in by_id[s].demand}
                if wanted:
                    act = msgspec.structs.replace(act, demand=tuple(d for d in Demand if d in wanted))
        out.append(act)
    return out


def _written_out(acts: Sequence[Act]) -> list[Act]:
    """A reservation that is announced, and written out in an appendix, wants what is written there."""
    written = {a.refers_to: a.demand for a in acts if a.parent is not None and a.refers_to and a.demand}
    return [
        msgspec.structs.replace(a, demand=written[a.id])
        if a.kind is Kind.RESERVATION and a.parent is None and not a.demand and a.id in written
        else a
        for a in acts
    ]
