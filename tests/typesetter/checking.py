"""What is wrong with a marked text as a whole, and what is often a slip."""

import re
from collections.abc import Iterator, Mapping

from parser.record.types import Kind
from typesetter.elements import ABOUT, KINDS, SCANS, SETS, Act, Marked, PageBreak, Problem, act_text, text_of
from typesetter.layouts import LAYOUTS


def paragraph_number(number: str) -> str:
    """`KF § 63`, `§63` and `63` are one number."""
    return number.casefold().rpartition("§")[2].replace(" ", "")


def check_facts(marked: Marked, lines: Mapping[str, int]) -> Iterator[Problem]:
    choices = {"set": SETS, "scan": SCANS, "layout": tuple(LAYOUTS)}
    for key, allowed in choices.items():
        if (value := marked.settings.get(key)) is not None and value not in allowed:
            yield Problem(lines[key], f"«{key}: {value}» must be one of {', '.join(allowed)}.")
    if "type" not in marked.facts:
        yield Problem(1, "The facts name no type: write type: pm, utlåtande or protokoll.")
    if (date := marked.facts.get("date")) is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        yield Problem(lines["date"], f"The date «{date}» is not in ISO form (2019-03-14).")
    if (seed := marked.settings.get("seed")) is not None and not seed.isdecimal():
        yield Problem(lines["seed"], f"The seed «{seed}» is no whole number.")
    for kind in set(marked.kinds) - set(KINDS):
        yield Problem(lines["kinds"], f"«{kind}» is no kind of act; there are {', '.join(KINDS)}.")
    if not any(not isinstance(part, PageBreak) for part in marked.parts):
        yield Problem(max(lines.values(), default=1), "The document holds no text.")


def check_acts(marked: Marked) -> Iterator[Problem]:
    by_id: dict[str, Act] = {}
    printed = {paragraph_number(number) for number in re.findall(r"§\s*[\w/:.]+", _whole_text(marked))}
    for act in marked.acts:
        if act.id in by_id:
            yield Problem(act.line, f"The id «{act.id}» is taken by the act on line {by_id[act.id].line}.")
        by_id.setdefault(act.id, act)
    for act in marked.acts:
        if not act_text(marked, act.id):
            yield Problem(act.line, f"The act «{act.id}» holds no text.")
        if act.matter and paragraph_number(act.matter) not in printed | {n.rstrip(".:") for n in printed}:
            yield Problem(act.line, f"The matter «{act.matter}» of «{act.id}» is printed nowhere in the document.")
        links = [("about", act.about or ()), ("favour", act.favour or ()), ("ref", (act.ref,) if act.ref else ())]
        for key, targets in links:
            for target in targets:
                yield from _check_link(act, key, target, by_id)


def _check_link(act: Act, key: str, target: str, by_id: dict[str, Act]) -> Iterator[Problem]:
    other = by_id.get(target)
    if other is None:
        yield Problem(act.line, f"«{key}={target}» of «{act.id}» points at no act; ids are {', '.join(by_id)}.")
    elif other is act:
        yield Problem(act.line, f"«{key}» of «{act.id}» points at itself.")
    elif key == "about" and other.kind not in ABOUT:
        yield Problem(act.line, f"«about={target}» points at a {other.kind}; it is about a {', '.join(ABOUT)}.")
    elif key == "favour" and other.kind != Kind.MOVED_PROPOSAL:
        yield Problem(act.line, f"«favour={target}» points at a {other.kind}; it defends a moved_proposal.")


def _whole_text(marked: Marked) -> str:
    return "\n".join(text_of(part) for part in marked.parts if not isinstance(part, PageBreak))


def doubts(marked: Marked) -> Iterator[Problem]:
    """What is not wrong, but often is: an actor that the act does not name, an act of minutes without its matter."""
    for act in marked.acts:
        text = act_text(marked, act.id).casefold()
        for actor in act.actors:
            words = actor.name.casefold().split()
            if actor.party and len(words) > 1 and words[-1] not in text:  # a person; bodies and groups go unnamed
                yield Problem(act.line, f"The actor «{actor.name}» of «{act.id}» is not named in the act's text.")
        if marked.facts["type"] == "protokoll" and act.kind != Kind.APPENDIX and not act.matter:
            yield Problem(act.line, f"The act «{act.id}» of these minutes names no matter.")
        if act.kind in ("reservation", "decision", "special_statement", "vote") and not act.body:
            yield Problem(act.line, f"The {act.kind} «{act.id}» names no body.")
        if act.kind == Kind.RESERVATION and (act.about is None or act.demand is None):
            yield Problem(act.line, f"The reservation «{act.id}» has no about= or no demand= annotated.")
        if act.kind == Kind.VOTE and act.yes is None and act.no is None:
            yield Problem(act.line, f"The vote «{act.id}» has no counts annotated.")
