"""What a person writes to look for, and what is found by it."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.errors import BadQuestion
from parser.index import update
from parser.index.vocabulary import Vocabulary
from parser.index.wording import stems, words_of
from parser.query.excerpt import excerpt, marks
from parser.query.state import State
from parser.query.text import INSIDE, Both, Either, Inside, Phrase, Without, Word, parse
from parser.query.words import acts_with


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


def _forms_by_hand(texts, word):
    """The places of the texts that have the word in any form, or inside another word."""
    stem = stems()
    around = {one for text in texts for one in words_of(text) if len(word) >= INSIDE and word in one}
    wanted = {stem[one] for one in {word, *around}}
    return [at for at, text in enumerate(texts) if wanted & {stem[one] for one in words_of(text)}]


WRITTEN = ("skola", "skolan", "skolorna", "grundskolor", "skol", "skolning", "2019", "a4", "a4an", "bad", "badet")


@given(st.lists(st.lists(st.sampled_from(WRITTEN), max_size=4).map(" ".join), min_size=1, max_size=8), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_word_finds_its_forms_and_what_it_is_inside_of_whether_made_at_once_or_added_to(texts, step):
    connection = sqlite3.connect(":memory:")
    script = (Path(update.__file__).parent / "schema.sql").read_text(encoding="utf-8")
    connection.executescript(script)
    half = len(texts) // 2 if step else len(texts)
    for start, some in ((0, texts[:half]), (half, texts[half:])):
        vocabulary = Vocabulary(connection)
        rows = [(key, text, "") for key, text in enumerate(some, start + 1)]
        connection.executemany("INSERT INTO act_words (rowid, words, title) VALUES (?, ?, ?)", rows)
        vocabulary.take(rows)
        vocabulary.save()
    for word in WRITTEN:
        found = acts_with(State("one"), connection, Word(word))
        assert sorted(set((found - 1).tolist())) == _forms_by_hand(texts, word)
