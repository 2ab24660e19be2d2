"""The lexicon: what it knows, with and without the system's dictionary."""

from pathlib import Path

import pytest

from parser.language.lexicon import Lexicon, load_lexicon

WORDS = ["gemensamt", "anställningsvillkor", "bemanningsplan", "kommunstyrelsens", "Lindberg", "LINDBERG"]
NO_WORDS = ["stadssamt", "xyzzy", "manningspl", "anställningsvi", ""]


@pytest.mark.parametrize("word", WORDS)
def test_words_inflections_compounds_and_common_names_are_known(word: str) -> None:
    assert load_lexicon().knows(word)


@pytest.mark.parametrize("word", NO_WORDS)
def test_pieces_of_words_are_not_known(word: str) -> None:
    assert not load_lexicon().knows(word)


def test_a_common_word_is_more_frequent_than_a_rare_one_and_a_made_up_one_has_no_frequency() -> None:
    lexicon = load_lexicon()
    assert lexicon.frequency("och") > lexicon.frequency("Jämtin") > lexicon.frequency("xyzzyq") == 0.0


def test_without_a_dictionary_compounds_are_known_by_their_parts(tmp_path: Path) -> None:
    lexicon = Lexicon(tmp_path)
    assert not lexicon.has_dictionary
    assert lexicon.knows("kommunstyrelsen")
    assert lexicon.knows("anställningsvillkoren")  # with the binding s
    assert not lexicon.knows("manningspl")


def test_there_is_one_lexicon_for_the_process() -> None:
    assert load_lexicon() is load_lexicon()


def test_nothing_is_read_before_the_first_question() -> None:
    lexicon = Lexicon()
    assert "_spell" not in vars(lexicon)
    assert "_frequencies" not in vars(lexicon)
