"""Plain English for what a record says in codes: kinds, demands, actors, links. Pure functions."""

from collections.abc import Iterable, Sequence

from parser.record.types import Act, Actor, Answer, Demand, Document, Kind

KINDS: dict[Kind, tuple[str, str]] = {
    Kind.PROPOSAL: ("proposal", "proposals"),
    Kind.STATEMENT: ("statement", "statements"),
    Kind.DECISION: ("decision", "decisions"),
    Kind.RESERVATION: ("reservation", "reservations"),
    Kind.SPECIAL_STATEMENT: ("special statement", "special statements"),
    Kind.SUBSTITUTE_STATEMENT: ("substitute's statement", "substitutes' statements"),
    Kind.MOVED_PROPOSAL: ("moved proposal", "moved proposals"),
    Kind.VOTE: ("vote", "votes"),
    Kind.APPENDIX: ("appendix", "appendices"),
}
"""One and several of each kind."""

DEMANDS: dict[Demand, str] = {
    Demand.APPROVAL: "approval",
    Demand.REJECTION: "rejection",
    Demand.REFERRAL_BACK: "referral back",
    Demand.DEFERRAL: "deferral",
    Demand.AMENDMENT: "another wording or amount",
    Demand.ADDITION: "something added",
    Demand.OWN_PROPOSAL: "a proposal of their own instead",
}
"""What is wanted, as it reads after "wants"."""

ANSWERS: dict[Answer, str] = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.ABSTAIN: "Abstain",
    Answer.ABSENT: "Absent",
}


def count(number: int, one: str, several: str | None = None) -> str:
    """`1 page`, `2 pages`, `1,204 pages`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def count_kinds(acts: Iterable[Act]) -> list[tuple[Kind, int]]:
    """How many acts of each kind, in the order of the contract; kinds that are absent are left out."""
    found = [act.kind for act in acts]
    return [(kind, found.count(kind)) for kind in Kind if kind in found]


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def demands(wanted: Sequence[Demand]) -> str:
    """`rejection and something added`; empty where the document does not say."""
    return listed([DEMANDS[demand] for demand in wanted])


def actor(who: Actor) -> str:
    """`Anna Berg (V)`, `Anna Berg (V) and others`; a party that acts as a group is told by its name."""
    words = who.name + (f" ({who.party})" if who.party else "")
    return words + (" and others" if who.and_others else "")


def actors(who: Sequence[Actor]) -> str:
    """Everybody who acts, in the order of the print."""
    return listed([actor(one) for one in who]) if who else "nobody named"


def shorten(text: str, width: int) -> str:
    """The beginning of `text` on one line, at most `width` characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    if " " in cut[width // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–-") + "…"


def gist(act: Act, said: str, width: int = 110) -> str:
    """What an act says in short words: its first point where it has points, else the beginning of what is `said`."""
    if act.points:
        more = f" (and {len(act.points) - 1} more)" if len(act.points) > 1 else ""
        first = act.points[0]
        label = f"{first.number}. " if first.number and len(act.points) > 1 else ""
        return shorten(label + first.text, width - len(more)) + more
    return shorten(said, width)


def pages(numbers: Sequence[int]) -> str:
    """`p. 3`, `pp. 3–5`; empty where there is none."""
    if not numbers:
        return ""
    first, last = min(numbers), max(numbers)
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def name_of(act: Act, seen_from: Act | None = None) -> str:
    """What to call an act that another points at: `the decision of NN`, `the vote in NN`, `the reservation of NN`.

    Seen from an act of the same body, its decision is `its decision`; seen from one of the same people, what they
    moved is `their own moved proposal`.
    """
    noun = KINDS[act.kind][0]
    if act.kind in (Kind.DECISION, Kind.PROPOSAL, Kind.VOTE) and act.body:
        if seen_from is not None and seen_from.body == act.body:
            return f"its {noun}"
        return f"the {noun} {'in' if act.kind is Kind.VOTE else 'of'} {act.body}"
    if act.actors:
        if seen_from is not None and {one.name for one in act.actors} <= {one.name for one in seen_from.actors}:
            return f"their own {noun}"
        whom = [actor(one) for one in act.actors[:2]]
        if len(act.actors) > 2:
            whom = [whom[0], f"{len(act.actors) - 1} more"]
        return f"the {noun} of {listed(whom)}"
    return f"the {noun}" + (f" in {act.body}" if act.body else "")


def document_line(document: Document) -> str:
    """`PM 2006 RI · Storköping · 2006-11-09`: what the document says that it is, without its title."""
    kind = document.type
    shown = kind.upper() if len(kind) == 2 else kind[:1].upper() + kind[1:]
    first = f"{shown} {document.number}" if document.number else shown
    parts = (first if kind != "unknown" else "A document of unknown type", document.municipality, document.body)
    return " · ".join(part for part in (*parts, document.date) if part)
