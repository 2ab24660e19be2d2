"""Disturbances change the print, never what the document says; profiles are taken away without touching the parser."""

import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.disturbing import AS_OCR, CONFUSIONS, NONE, RATES, TEN, UNPROFILED, Disturbance, disturbed, misread
from evaluation.trials import try_all, without_profile
from parser.segment import facts
from typesetter.gold import gold_of
from typesetter.markup import load, parse

ANNOTATED = Path(__file__).parent.parent / "corpus" / "annotated"
TEXT = """---
type: protokoll
municipality: Uppsala
layout: word-times
header: Nämnden för prov {page}
---
= Protokoll
# § 7 Avgifter för småbåtar
## Beslut
@act decision id=d1 body="Nämnden för prov" matter="§ 7" actors="Nämnden för prov"
Nämnden för prov beslutar att avgifterna för småbåtar i hamnen höjs i samma mån som kostnaderna
och att de prövas varje år.
@end
"""
MARKED = parse(TEXT, name="prov")


def test_there_are_ten_and_each_has_a_name_of_its_own() -> None:
    assert len(TEN) == 10
    assert len({way.name for way in (NONE, UNPROFILED, *TEN, *AS_OCR)}) == 12 + len(AS_OCR)
    assert [way.letters for way in AS_OCR] == list(RATES[1:])


@pytest.mark.parametrize("way", [NONE, *TEN], ids=lambda way: way.name)
def test_what_the_document_says_stays_and_the_same_seed_gives_the_same_print(way: Disturbance) -> None:
    pdf, gold = disturbed(MARKED, "prov", way)
    assert (pdf, gold) == disturbed(MARKED, "prov", way)
    true = gold_of(MARKED)
    assert [{key: value for key, value in act.items() if key != "printed"} for act in gold["acts"]] == true["acts"]
    if way.letters != min(RATES[1:]):  # which may spare all the letters of so short a text
        assert (pdf == disturbed(MARKED, "prov", NONE)[0]) is (way is NONE)


def test_printed_text_is_the_true_one_unless_letters_are_misread() -> None:
    for way in TEN:
        (act,) = disturbed(MARKED, "prov", way)[1]["acts"]
        if not way.letters:
            assert act["printed"].split() == act["text"].split()
    (act,) = disturbed(MARKED, "prov", Disturbance(name="bad", about="", letters=0.2))[1]["acts"]
    assert act["printed"] != act["text"]


def test_headings_without_weight_are_of_the_text_s_size() -> None:
    def sizes(how: Disturbance) -> set[int]:
        page = pdfium.PdfDocument(disturbed(MARKED, "prov", how)[0])[0]
        texts = (each for each in page.get_objects() if each.type == pdfium.raw.FPDF_PAGEOBJ_TEXT)
        return {round(text.get_bounds()[3] - text.get_bounds()[1]) for text in texts}

    weightless = next(way for way in TEN if way.name == "weightless")
    assert max(sizes(weightless)) < max(sizes(NONE))


def test_doubled_spaces_are_wider_in_print() -> None:
    def right_edge(how: Disturbance) -> float:
        page = pdfium.PdfDocument(disturbed(MARKED, "prov", how)[0])[0]
        texts = (each for each in page.get_objects() if each.type == pdfium.raw.FPDF_PAGEOBJ_TEXT)
        heading = max((text for text in texts if text.get_bounds()[3] < 760), key=lambda text: text.get_bounds()[3])
        return float(heading.get_bounds()[2])

    wide = Disturbance(name="wide", about="", spaces=1.0)
    assert "  " in disturbed(MARKED, "prov", wide)[1]["acts"][0]["printed"]
    assert right_edge(wide) > right_edge(NONE)


@given(st.text("abcdeimnorlåäö§ S158()", max_size=200), st.floats(0, 1), st.integers())
def test_a_misread_text_differs_only_where_letters_can_be_confused(text: str, share: float, seed: int) -> None:
    assert misread(text, 0.0, random.Random(seed)) == text
    found = misread(text, share, random.Random(seed))
    assert found.count(" ") == text.count(" ")
    untouched = set(text) - {sign for form in CONFUSIONS for sign in form}
    assert all(found.count(sign) >= text.count(sign) for sign in untouched)


def test_about_as_many_letters_are_misread_as_was_asked_for() -> None:
    marked = load(next((ANNOTATED / "source").glob("*.marked.txt")))
    for rate in RATES[1:]:
        acts = disturbed(marked, "source", Disturbance(name="letters", about="", letters=rate))[1]["acts"]
        pairs = [
            (true, shown)
            for act in acts
            for true, shown in zip(act["text"].split(), act["printed"].split(), strict=True)
        ]
        letters = sum(len(true) for true, _ in pairs)
        wrong = sum(true != shown for true, shown in pairs)
        assert 0.6 * rate < wrong / letters < 1.2 * rate  # a word may hold two


def test_a_profile_is_taken_away_and_comes_back() -> None:
    before = facts.available()
    assert "uppsala" in before
    with without_profile("Uppsala"):
        assert facts.available() == [name for name in before if name != "uppsala"]
        assert facts.profile_of("Uppsala") == "generic"
    assert facts.available() == before


@pytest.mark.long
def test_a_document_without_its_profile_is_read_with_another() -> None:
    path = next((ANNOTATED / "uppsala").glob("*.marked.txt"))
    with_it, without = try_all([path], ANNOTATED, [NONE, UNPROFILED], jobs=1)
    assert with_it.profile_used == "uppsala"
    assert without.profile_used != "uppsala"
    assert with_it.error is without.error is None
