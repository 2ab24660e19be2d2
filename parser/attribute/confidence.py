"""How sure an act is: factors by what makes acts go wrong, measured on the annotated documents.

An act begins at `START`; each of its features multiplies it. The factors were set on the `dev` documents so that acts
of at least 0.9 are right nine times in ten, and are checked on those held back (docs/accuracy.md, *Confidence*).
"""

from parser.record.types import Act, ActorType, Kind

START = 0.985
RULE = 0.97  # the weight of a rule that says no weight of its own; a lower one lowers its acts in proportion
GENERIC_PROFILE = 0.95
NOT_DIGITAL = 0.90
DOUBTED = 0.80  # a finding points at the act
NOBODY = 0.60  # nobody is named who makes it
WITHOUT_PARTY = 0.70
UNKNOWN_PARTY = 0.90
GROUP = 0.95
SEVERAL_DEMANDS = 0.95
NO_DEMAND = 0.80
BY_HEADING = 0.95  # opened by a section word alone
_BY_KIND = {Kind.RESERVATION: 0.96, Kind.MOVED_PROPOSAL: 0.96, Kind.VOTE: 0.94, Kind.APPENDIX: 0.94}
_HEADED = frozenset({Kind.DECISION, Kind.PROPOSAL, Kind.SUBSTITUTE_STATEMENT})
_ACTING = frozenset({Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT, Kind.MOVED_PROPOSAL})


def confidence_of(act: Act, *, generic: bool, digital: bool, doubted: bool, nobody: bool) -> float:
    """How sure an act is, 0 to 1; its own `confidence` is its rule's weight, `nobody`: no actor was found."""
    sure = START * min(1.0, act.confidence / RULE) * _BY_KIND.get(act.kind, 1.0)
    people = [a for a in act.actors if a.type is ActorType.PERSON]
    factors = (
        (generic, GENERIC_PROFILE),
        (not digital, NOT_DIGITAL),
        (doubted, DOUBTED),
        (nobody, NOBODY),
        (act.kind in _ACTING and any(a.party is None for a in people), WITHOUT_PARTY),
        (any(a.party is not None and a.party_id is None for a in act.actors), UNKNOWN_PARTY),
        (any(a.type is ActorType.PARTY_GROUP for a in act.actors), GROUP),
        (len(act.demand) > 1, SEVERAL_DEMANDS),
        (act.kind is Kind.MOVED_PROPOSAL and not act.demand, NO_DEMAND),
        (_by_heading(act), BY_HEADING),
    )
    for holds, factor in factors:
        sure *= factor if holds else 1.0
    return round(sure, 3)


def _by_heading(act: Act) -> bool:
    rule = act.evidence.rule if act.evidence else ""
    return rule.startswith("section:") and act.kind not in _HEADED
