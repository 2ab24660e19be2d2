"""The print of a line as it is read, and back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.language.lexicon import load_lexicon
from parser.layout.normalise import normalise
from parser.layout.undo import undo
from parser.model import Why

CASES = [
    ("oﬃciell ﬁnans", "officiell finans", {Why.LIGATURE}),
    ("kom\u00admun", "kommun", {Why.SOFT_HYPHEN}),
    ("a\u030artal fo\u0308r", "årtal för", {Why.COMPOSED}),
    ("°C a˚r fo¨r", "°C år för", {Why.COMPOSED}),
    ("§\u00a014\tom", "§ 14 om", {Why.SPACED}),
    ("två  mellanslag", "två mellanslag", {Why.SPACED}),
    ("noll\u200bbredd", "nollbredd", {Why.SPACED}),
    ("icke\u2011våld", "icke-våld", {Why.HYPHEN}),
    ("B e s l u t", "Beslut", {Why.SPACED}),
    ("P r o t o k o l l   f ö r   n ä m n d e n", "Protokoll för nämnden", {Why.SPACED}),
    ("PRO T OK OL L", "PROTOKOLL", {Why.SPACED}),
    ("S ä r s k i l t y t t r a n d e", "Särskilt yttrande", {Why.SPACED}),
]
PLAIN = ["Beslut", "A B C", "§ 14 Dnr KS 2019/123", "I a b", "Ja 25 Nej 14", "M, L och KD", "V G R", ""]


@pytest.mark.parametrize(("printed", "text", "why"), CASES)
def test_odd_signs_are_read_and_can_be_had_back(printed: str, text: str, why: set[Why]) -> None:
    read, edits = normalise(printed, load_lexicon().knows)
    assert read == text
    assert {edit.why for edit in edits} == why
    assert undo(read, edits) == printed


@pytest.mark.parametrize("printed", PLAIN)
def test_a_plain_line_stays_as_it_is(printed: str) -> None:
    assert normalise(printed, load_lexicon().knows) == (printed, ())


@given(st.text(alphabet="abÅö ¨˚\u0308\u030a\u00ad\u00a0\t\u200b\u2010ﬁ-.AB", max_size=40))
def test_undoing_the_edits_gives_the_print(printed: str) -> None:
    read, edits = normalise(printed, lambda word: len(word) > 3)
    assert undo(read, edits) == printed
    places = [(edit.at, edit.at + edit.length) for edit in edits]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))
