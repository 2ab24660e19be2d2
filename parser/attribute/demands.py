"""What a moved proposal or a reservation wants, read from where it says so: its announcement and its points."""

import re
from itertools import pairwise

from parser.language.engine import Engine
from parser.model import ActDraft, Role
from parser.record.types import Demand, Point

_PROPOSING = re.compile(
    r"\b(?:föresl|yrka|beslut|hemställ|bifall|avslag|avslå|återremi|bordlägg|tillägg|ändring|tillstyrk|avstyrk|borde|att\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:yrkar|yrkade|föreslår|föreslog|föreslå|besluta|beslutat|hemställer)\b.*\b(?:att|följande)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[”“»\"][^”“»\"«]*[”“«\"]")
_LONG_QUOTE = 14  # characters from which on a quotation is wording, and not a word
_WISH = re.compile(r"\b(?:borde|bör|skulle|vill|ville|hade|yrka\w*|föresl\w*)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_LABEL = re.compile(r"^\s*(?:(?P<number>\d{1,2}|[a-zåäö])[.)]|[-–•*])\s*")
_ATT = re.compile(r"^\s*(?:[-–•]\s*)?att\b", re.IGNORECASE)
_FOR_ANOTHERS = re.compile(r"\bbifall\s+till\s[^.]*?yrkande\w*", re.IGNORECASE)
_COLON = re.compile(r"\)\s?:\s(?=[A-ZÅÄÖ])")  # «NN (S): Motionen anses besvarad.»
_INSTEAD = re.compile(r"\bi\s?stället\s+(?!för\b)", re.IGNORECASE)
_SHORT = 200
_LONGEST = 1500
_MOST_BLOCKS = 14


def points_of(draft: ActDraft) -> tuple[Point, ...]:
    """The numbered or bulleted clauses of an act, and clauses that begin with `att` as paragraphs of their own."""
    points = []
    for block in draft.blocks[draft.heading :]:
        text = block.text.strip()
        label = _LABEL.match(text)
        if (block.role is Role.LIST_ITEM or _ATT.match(text)) and len(text) > 3:
            number = label["number"] if label else None
            points.append(Point(number=number, text=text[label.end() :] if label else text, block=block.id))
    return tuple(points)


def proposing_text(draft: ActDraft) -> str:
    """The part of an act that says what it wants: its announcement, its clauses, and short lines that propose.

    Reasons are left out: what a reservation argues against is not what it wants.
    """
    parts: list[str] = []
    start = draft.heading
    for index, block in enumerate(draft.blocks[start : start + _MOST_BLOCKS]):
        text = block.text.strip()
        if index == 0:
            begins = draft.cue[0] if draft.cue else 0
            colon = _COLON.search(text, 0, begins)
            parts.append(text[colon.end() if colon else begins :][:_LONGEST])
            continue
        clause = block.role is Role.LIST_ITEM or bool(_ATT.match(text))
        if not (clause or (len(text) <= _SHORT and _PROPOSING.search(text)) or _CLAUSE.search(text[:_SHORT])):
            if len(text) > _SHORT:
                break
            continue
        parts.append(text[:_LONGEST])
    # wording that is proposed or quoted is not what the act wants
    return _QUOTED.sub(lambda m: " … " if len(m[0]) >= _LONG_QUOTE else m[0], "\n".join(parts))


def demands_in(text: str, engine: Engine) -> tuple[Demand, ...]:
    """The demands that a proposing text holds, in the order of the contract; empty where it holds none."""
    rules = {r.id: r for r in engine.profile.demands}
    reading = engine.read(text, "demands")
    found: set[Demand] = set()
    weak: set[Demand] = set()
    for cue in reading.cues:
        if cue.rule not in rules:
            continue
        if any(c.rule == f"unless:{cue.rule}" and c.start <= cue.start < c.end for c in reading.cues):
            continue
        (weak if rules[cue.rule].weak else found).add(rules[cue.rule].demand)
    found = found or weak
    if Demand.OWN_PROPOSAL in found:
        # in the place of what was proposed: neither its approval nor an addition to it
        found -= {Demand.APPROVAL, Demand.ADDITION}
    if Demand.AMENDMENT in found:
        # «följande förslag: punkt 2 utgår»: what the proposal of one's own is
        found -= {Demand.OWN_PROPOSAL}
    return tuple(d for d in Demand if d in found)


def _own_sentences(text: str, engine: Engine) -> str:
    """The text without later sentences in which others agree: `NN yrkar avslag. MM biträder förslaget.`, or `MM yrkar
    bifall till NN:s yrkande.`"""
    begins = [0, *(end.end() for end in _SENTENCE.finditer(text)), len(text)]
    sentences = [text[start:end] for start, end in pairwise(begins)]
    return "".join(
        s for i, s in enumerate(sentences) if not i or not (engine.says(s, "agreement") or _FOR_ANOTHERS.search(s))
    )


def _one_moved(found: tuple[Demand, ...]) -> tuple[Demand, ...]:
    """What one moved proposal wants: approval with a change is an amendment, a clause in the place of what is
    rejected a proposal of its own."""
    if Demand.AMENDMENT in found:
        return tuple(d for d in found if d is not Demand.APPROVAL)
    return found


def demand_of(draft: ActDraft, engine: Engine, *, moved: bool) -> tuple[Demand, ...]:
    """The demand of an act by its own words.

    `moved`: a moved proposal that names no standard demand but has clauses of its own wants these instead.
    """
    text = proposing_text(draft)
    if moved:
        text = _own_sentences(text, engine)
    found = demands_in(text, engine)
    if found == (Demand.REJECTION,) and _INSTEAD.search(text):
        return (Demand.REJECTION, Demand.OWN_PROPOSAL)
    if Demand.REJECTION in found and any(len(p.text) > 15 and not demands_in(p.text, engine) for p in points_of(draft)):
        # avslag, and clauses of its own in the place of what is rejected
        return (Demand.REJECTION, Demand.OWN_PROPOSAL)
    if found:
        return _one_moved(found) if moved else found
    if called := _called(draft, engine):
        return called
    _, _, clauses = text.partition("\n")
    own = text if moved else clauses
    bare = moved and _COLON.search(draft.announcement) is not None
    if _CLAUSE.search(own.replace("\n", " ")) or (clauses and points_of(draft)) or bare:
        return (Demand.OWN_PROPOSAL,)
    return () if moved else _wished(draft, engine)


def _called(draft: ActDraft, engine: Engine) -> tuple[Demand, ...]:
    """What the heading or the word before the announcement calls it (`Ändringsyrkande: NN yrkar att …`)."""
    heads = [b.text for b in draft.blocks[: draft.heading]]
    heads.append(draft.announcement[: draft.cue[0]] if draft.cue else "")
    return demands_in("\n".join(h for h in heads if len(h) <= _SHORT), engine)


def _wished(draft: ActDraft, engine: Engine) -> tuple[Demand, ...]:
    """What the first reasons say should have been done (`motionen borde ha bifallits`), where no clause tells it."""
    text = " ".join(b.text for b in draft.blocks[draft.heading : draft.heading + 3])[draft.cue[1] if draft.cue else 0 :]
    wishes = [s for s in _SENTENCE.split(text[:_LONGEST]) if _WISH.search(s)]
    return tuple(d for d in demands_in(" ".join(wishes), engine) if d is not Demand.OWN_PROPOSAL) if wishes else ()
