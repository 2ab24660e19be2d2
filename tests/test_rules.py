"""Every rule of every profile is tried on its own examples and counter-examples (style: habit 2)."""

from collections.abc import Iterator

import pytest

from parser.language.engine import engine_for
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role
from parser.profile import available, load_profile
from parser.segment.headings import find_heading
from parser.segment.openings import Place, find_openings
from parser.segment.walk import ACT_KINDS

PROFILES = available()
NAMED = ("NN", "V-gruppen", "M, L", "M, KD", "MP, V", "Moderaterna")


def heading(text: str) -> Block:
    line = Line(1, text, BBox(0, 0, 100, 10), 9, 10, True, False, (Cell(text, 0, 100),), 0, 400)
    return Block("b1", Role.HEADING, text, (PlacedLine(0, line),), level=1)


def names_actor(text: str) -> bool:
    return any(name in text for name in NAMED)


def only_names(text: str) -> bool:
    """Whether a text is `NN`, with a role and a code: what stands before the verb of a rule at `subject`."""
    return names_actor(text) and len(text.split()) <= 4


def rules(kind: str) -> Iterator[tuple[str, str, str, bool]]:
    for name in PROFILES:
        profile = load_profile(name)
        for rule in getattr(profile, kind):
            for text in rule.examples:
                yield name, rule.id, text, True
            for text in rule.counter_examples:
                yield name, rule.id, text, False


def named(case: tuple[str, str, str, bool]) -> str:
    return f"{case[0]}:{case[1]}:{'yes' if case[3] else 'no'}:{case[2][:40]}"


@pytest.mark.parametrize("case", list(rules("sections")), ids=named)
def test_a_section_word_matches_its_examples_and_refuses_its_counter_examples(
    case: tuple[str, str, str, bool],
) -> None:
    name, rule, text, wanted = case
    engine = engine_for(load_profile(name))
    scopes = next(s.scope for s in engine.profile.sections if s.id == rule)
    found = [h.section.id for scope in scopes if (h := find_heading(heading(text), engine, scope))]
    assert (rule in found) is wanted, f"«{text}» was read as {found}"


@pytest.mark.parametrize("case", list(rules("openings")), ids=named)
def test_an_opening_matches_its_examples_and_refuses_its_counter_examples(case: tuple[str, str, str, bool]) -> None:
    name, rule_id, text, wanted = case
    engine = engine_for(load_profile(name))
    rule = next(r for r in engine.profile.openings if r.id == rule_id)
    section = next((s for s in rule.sections if s not in ("*", "-")), None)
    found: set[str] = set()
    for scope in rule.scope:
        place = Place(scope, section, None, frozenset(ACT_KINDS))
        found |= {f.rule.id for f in find_openings(text, place, engine, names_actor, only_names)}
    assert (rule_id in found) is wanted, f"«{text}» was read as {sorted(found)}"


@pytest.mark.parametrize("case", list(rules("demands")), ids=named)
def test_a_demand_matches_its_examples_and_refuses_its_counter_examples(case: tuple[str, str, str, bool]) -> None:
    name, rule, text, wanted = case
    engine = engine_for(load_profile(name))
    found = {cue.rule for cue in engine.read(text, "demands").cues}
    assert (rule in found) is wanted, f"«{text}» was read as {sorted(found)}"


@pytest.mark.parametrize("name", PROFILES)
def test_every_rule_has_an_example_and_a_counter_example(name: str) -> None:
    profile = load_profile(name)
    bare = [r.id for rs in (profile.sections, profile.openings, profile.demands) for r in rs]
    lacking = [
        r.id
        for rs in (profile.sections, profile.openings, profile.demands)
        for r in rs
        if not (r.examples and r.counter_examples)
    ]
    assert bare
    assert not lacking
