"""Recognises the forms of words by which a paragraph opens an act.

Postconditions: 1. openings come in the order of their offsets, at most one an offset; 2. each lies at the start of
the text, or of one of its sentences; 3. a text without a key word of any rule has none.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from parser.language.bodies import nominative
from parser.language.engine import Cue, Engine, Reading
from parser.profile import Opening

_HEAD = 1800  # characters of a paragraph in which an announcement stands
_LEAD = re.compile(r"^\s*(?:(?:\d{1,2}|[a-z])[.)]\s+|[-–•*]\s+)?")
_QUOTE = re.compile(r"\s*[”\"“»«’']")
_QUOTE_OPENED = re.compile(r"\s[”\"“»«’']\s?$")
_NUMERAL = re.compile(r"^\s*\d{1,2}[.)]\s")

Acts = Callable[[str], bool]


class Found(msgspec.Struct, frozen=True):
    """An opening found in a text: its rule, where its sentence begins, where its words stand, the body they name."""

    rule: Opening
    at: int
    cue: tuple[int, int]
    named: str | None


class Place(msgspec.Struct, frozen=True):
    """Where a paragraph stands: the scope, the section's id (None outside any), the rule of the act it is in.

    `kinds` are what may open here; `split` whether a later sentence may open an act of its own.
    """

    scope: str
    section: str | None
    inside: str | None
    kinds: frozenset[str]
    split: bool = True


def find_openings(
    text: str, place: Place, engine: Engine, names_actor: Acts, only_names: Acts = lambda _: False
) -> tuple[Found, ...]:
    """The acts that the paragraph `text` opens, given where it stands.

    `names_actor` tells whether a text names somebody who can act, `only_names` whether it holds nothing else.
    """
    head = text[:_HEAD]
    if _QUOTE.match(head) and not _speck(text):
        return ()
    reading = engine.read(head, "openings")
    if not reading.cues:
        return ()
    rules = {r.id: r for r in engine.profile.openings}
    lead = _LEAD.match(head)
    start = lead.end() if lead else 0
    found: dict[int, Found] = {}
    for cue in reading.cues:
        rule = rules.get(cue.rule)
        if rule is None or not _may(rule, place):
            continue
        begins, ends = reading.sentence_at(cue.start)
        first = begins <= start
        if rule.at == "start" and not (cue.start <= start if first else cue.start == begins):
            continue
        if rule.at == "subject" and not (first and only_names(head[start : cue.start])):
            continue
        if not first and (not (place.split and _independent(begins, rule)) or _quoted(head, begins)):
            continue
        if not first and rule.at == "sentence" and _agrees(reading, begins, ends, engine):
            continue
        if _contradicted(cue, reading, begins, ends):
            continue
        sentence = head[begins:ends]
        if rule.needs_actor and not names_actor(sentence):
            continue
        if not first and rule.at == "sentence" and not names_actor(head[begins : cue.end + 80]):
            continue
        at = 0 if first else begins
        named = None if rule.subject == "meeting" else _named(head, reading, begins, cue)
        candidate = Found(rule, at, (cue.start, cue.end), named)
        if at not in found or _rank(candidate) > _rank(found[at]):
            found[at] = candidate
    if 0 not in found and place.section is None and place.scope == "minutes":
        return ()  # in a paragraph that opens nothing itself, a later sentence retells
    return tuple(found[at] for at in sorted(found))


def shifted(found: Iterable[Found], by: int, *, whole: bool = True) -> tuple[Found, ...]:
    """The openings of a text that was read from the offset `by` on; what begins it begins the whole, if `whole`."""
    return tuple(
        Found(f.rule, f.at + by if f.at or not whole else 0, (f.cue[0] + by, f.cue[1] + by), f.named) for f in found
    )


def _named(text: str, reading: Reading, begins: int, cue: Cue) -> str | None:
    """The body that the words of an opening name, else the first that its sentence names before their end."""
    within = [n for n in reading.names if cue.start <= n.start and n.end <= cue.end]
    before = [n for n in reading.names if begins <= n.start < max(cue.end, begins + 1)]
    return next((nominative(text[n.start : n.end]) for n in (*within, *before)), None)


def _may(rule: Opening, place: Place) -> bool:
    if place.scope not in rule.scope or (rule.kind not in place.kinds and rule.kind not in ("end", "note")):
        return False
    if place.inside in rule.not_inside:
        return False
    return "*" in rule.sections or (place.section or "-") in rule.sections


def _independent(begins: int, rule: Opening) -> bool:
    """Whether a later sentence may open an act by this rule: a statement or decision takes a paragraph of its own."""
    return begins > 0 and rule.kind in ("reservation", "special_statement", "substitute_statement", "moved_proposal")


def _quoted(text: str, begins: int) -> bool:
    """Whether a sentence is a quotation: the splitter may leave its opening mark with the sentence before."""
    return bool(_QUOTE.match(text, begins) or _QUOTE_OPENED.search(text[:begins]))


def _agrees(reading: Reading, begins: int, ends: int, engine: Engine) -> bool:
    return engine.says(reading.text[begins:ends], "agreement")


def _contradicted(cue: Cue, reading: Reading, begins: int, ends: int) -> bool:
    return any(c.rule == f"unless:{cue.rule}" and begins <= c.start < ends for c in reading.cues)


def _rank(found: Found) -> tuple[int, float, int]:
    return (found.rule.priority, -found.cue[0], found.cue[1] - found.cue[0])


def _speck(text: str) -> bool:
    """Whether the quotation mark that a text begins with is a speck that OCR took for one: others stand in pairs."""
    return text.count('"') > 2 and text.count('"') % 2 == 1


def numbered(text: str) -> bool:
    """Whether a paragraph begins with a number, as a point of a list does."""
    return bool(_NUMERAL.match(text))


def sentences(text: str, reading: Reading) -> Iterator[str]:
    """The sentences of a text that was read."""
    for begins, ends in reading.sentences or ((0, len(text)),):
        yield text[begins:ends]
