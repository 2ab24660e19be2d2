"""For, against, or merely about: each form of words with its examples, and what the mechanism makes of them."""

import tomllib
from importlib.resources import files

import pytest

from parser.record.stance import Stance, said_of, stance
from parser.record.types import Act, Actor, ActorType, Demand, Kind

FORMS = tomllib.loads(files("parser.record").joinpath("stance.toml").read_text(encoding="utf-8"))["forms"]
PROPOSAL = Act(
    id="a1",
    kind=Kind.PROPOSAL,
    body="Kommunstyrelsens arbetsutskott",
    actors=(Actor(name="Arbetsutskottet", type=ActorType.ORGANISATION),),
    text="att avslå motionen.",
    blocks=("b1",),
    confidence=0.9,
)


def moved(text: str, **more: object) -> Act:
    fields = {"id": "a2", "kind": Kind.MOVED_PROPOSAL, "about": ("a1",), "blocks": ("b2",), "confidence": 0.9, **more}
    return Act(text=text, **fields)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["examples"][0][:40])
def test_each_form_says_it_in_its_examples_and_not_in_its_counter_examples(form):
    for text in form["examples"]:
        assert said_of(text, ["Arbetsutskottet"]) == {form["stance"]}, text
    for text in form["counter_examples"]:
        assert form["stance"] not in said_of(text, ["Arbetsutskottet"]), text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Arne Berg (M) och Mats Ven (C) yrkar bifall till arbetsutskottets förslag.", Stance.FOR),
        ("Alva Sten (V) yrkar avslag på arbetsutskottets förslag.", Stance.AGAINST),
        # The proposal is to reject the motion: who is for the motion is no friend of it, and the words do not say.
        ("Alva Sten (V) yrkar bifall till motionen.", Stance.ABOUT),
        ("Arne Berg (M) yrkar avslag på motionen.", Stance.ABOUT),
        ("Alva Sten (V) yrkar återremiss.", Stance.ABOUT),
        ("Alva Sten (V) yrkar bifall till eget förslag.", Stance.ABOUT),
        ("Alva Sten (V) yrkar bifall till Arne Bergs förslag.", Stance.ABOUT),
        ("Alva Sten (V) yrkar bifall till socialnämndens förslag.", Stance.ABOUT),
        ("Alva Sten (V) yrkar avslag på medborgarförslaget.", Stance.ABOUT),
        # Both are said: of which part each holds is not for a program to guess.
        ("A yrkar bifall till förslaget i punkt 1 och avslag på förslaget i punkt 2.", Stance.ABOUT),
    ],
)
def test_a_moved_proposal_is_for_or_against_what_its_own_words_say(text, told):
    assert stance(moved(text), PROPOSAL) is told


def test_who_wants_another_wording_is_not_for_it():
    text = "A yrkar bifall till förslaget med den ändringen att beloppet halveras."
    assert stance(moved(text, demand=(Demand.APPROVAL, Demand.AMENDMENT)), PROPOSAL) is Stance.ABOUT


def test_a_reservation_is_against_what_it_is_about_and_a_vote_is_not():
    assert stance(moved("A reserverar sig.", kind=Kind.RESERVATION), PROPOSAL) is Stance.AGAINST
    assert stance(moved("Votering begärs.", kind=Kind.VOTE), PROPOSAL) is Stance.ABOUT
