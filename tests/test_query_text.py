"""What a person writes to look for, and what is found by it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.errors import BadQuestion
from parser.query.excerpt import excerpt, marks
from parser.query.text import Both, Either, Inside, Phrase, Without, Word, parse


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("skola", Word("skola")),
        ("Skola", Word("skola")),
        ("skola avgift", Both((Word("skola"), Word("avgift")))),
        ("skola AND avgift", Both((Word("skola"), Word("avgift")))),
        ("skola OR förskola avgift", Either((Word("skola"), Both((Word("förskola"), Word("avgift")))))),
        ("(skola OR förskola) avgift", Both((Either((Word("skola"), Word("förskola"))), Word("avgift")))),
        ("skola -friskola", Both((Word("skola"), Without(Word("friskola"))))),
        ("skola NOT friskola", Both((Word("skola"), Without(Word("friskola"))))),
        ('"till förmån för"', Phrase(("till", "förmån", "för"))),
        ("“till förmån för”", Phrase(("till", "förmån", "för"))),
        ('"till förmån', Phrase(("till", "förmån"))),
        ("upphandl*", Phrase(("upphandl",), prefix=True)),
        ("*plan*", Inside("plan")),
        ("KS 2019/123", Both((Word("ks"), Phrase(("2019", "123"))))),
        ("e-post", Phrase(("e", "post"))),
        ("skola ; DROP", Both((Word("skola"), Word("drop")))),
        ("a\u030aterremiss", Word("återremiss")),
    ],
)
def test_what_is_meant(written, meant):
    assert parse(written) == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "nothing to look for"),
        ("OR", "nothing to look for"),
        ("()", "nothing to look for"),
        ("!?", "nothing to look for"),
        ("(skola", "opening bracket without a closing one"),
        ("skola)", "closing bracket without an opening one"),
        ("-skola", "only what is not to be there"),
        ("skola OR -lek", "only what is not to be there"),
        ("skola NOT", "NOT stands before no word"),
        ("*pl*", "3 letters at least"),
        ("a " * 50, "50 words; 40 are the most"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(written, told):
    with pytest.raises(BadQuestion, match=told.replace("(", r"\(")):
        parse(written)


@given(st.text(st.sampled_from("aåö1 \"*()-:^{}+'ORANDT\x00"), max_size=30))
def test_whatever_is_written_is_understood_or_a_sentence(written):
    with contextlib.suppress(BadQuestion):
        parse(written)


def test_what_was_found_is_marked_with_its_forms_and_inside_other_words():
    text = "Skolorna och grundskolans tak, till förmån för skogen."
    assert [text[a:b] for a, b in marks(text, 'skola -skog "till förmån" för*')] == [
        "Skolorna",
        "grundskolans",
        "till förmån",
        "för",
    ]
    assert marks(text, None) == ()


@given(st.text(max_size=400), st.integers(20, 200))
def test_an_excerpt_is_short_and_its_marks_lie_in_it(text, width):
    part = excerpt(text, "skola å*", width)
    assert len(part.text) <= width + 2
    assert all(0 <= a < b <= len(part.text) for a, b in part.marks)
    assert "\n" not in part.text


def test_an_excerpt_shows_the_first_place_however_late():
    part = excerpt("Något annat. " * 60 + "Om simhallen.", "simhall", 80)
    assert [part.text[a:b] for a, b in part.marks] == ["simhallen"]
    assert part.text.startswith("…")
