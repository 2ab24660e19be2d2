"""Words rejoined over a line's end."""

import pytest

from parser.language.lexicon import load_lexicon
from parser.layout.cues import load_cues
from parser.layout.hyphens import Join, Vocabulary


def rejoin(line: str, following: str, *printed: str) -> str:
    """`line` and `following` as one text; `printed` are other lines of the document."""
    words = Vocabulary(load_lexicon(), load_cues())
    words.add([*printed, line, following])
    join = words.join(line, following)
    return {
        Join.SPACE: f"{line} {following}",
        Join.CLOSE: f"{line}{following}",
        Join.UNDO: f"{line[:-1]}{following}",
    }[join]


UNDONE = [
    ("anta slutlig be-", "manningsplan för", "anta slutlig bemanningsplan för"),
    ("och Teres Lind-", "berg (alla s)", "och Teres Lindberg (alla s)"),
    ("analyseras gemen-", "samt. Det är", "analyseras gemensamt. Det är"),
    ("för bud-", "geten", "för budgeten"),
    ("STADSLEDNINGS-", "KONTORET", "STADSLEDNINGSKONTORET"),
    ("av kommunö-", "vergripande art", "av kommunövergripande art"),
    ("gemensam uppfölj-", "nings- och bokslutsprocess", "gemensam uppföljnings- och bokslutsprocess"),
    ("av nämnder/förvalt-", "ningar", "av nämnder/förvaltningar"),
    ("mjukt binde\u00ad", "streck", "mjukt bindestreck"),
]
KEPT = [
    ("IT-användning och -", "utveckling. Av", "IT-användning och -utveckling. Av"),
    ("MBL-", "förhandling", "MBL-förhandling"),
    ("FoU-", "enheten", "FoU-enheten"),
    ("av Ann-", "Margarethe Livh", "av Ann-Margarethe Livh"),
    ("läsåret 2006-", "2007", "läsåret 2006-2007"),
    ("covid-19-", "pandemin", "covid-19-pandemin"),
    ("(M)-", "gruppen", "(M)-gruppen"),
    ("S-", "gruppen", "S-gruppen"),
    ("per e-", "post", "per e-post"),
    ("icke\u2011", "våld", "icke\u2011våld"),
    ("mellan Stockholm–", "Uppsala", "mellan Stockholm–Uppsala"),
    ("åren 2006–", "2010", "åren 2006–2010"),
]
SPACED = [
    ("det stads-", "och sektorsövergripande", "det stads- och sektorsövergripande"),
    ("kultur-", "samt idrottsnämnden", "kultur- samt idrottsnämnden"),
    ("ett verktyg –", "inte ett mål", "ett verktyg – inte ett mål"),
    ("ett verktyg -", "inte ett mål", "ett verktyg - inte ett mål"),
    ("ett ord", "och ett till", "ett ord och ett till"),
    ("barn-, ungdoms-", "(och fritids)", "barn-, ungdoms- (och fritids)"),
]


@pytest.mark.parametrize(("line", "following", "text"), UNDONE)
def test_a_typesetters_hyphen_is_undone(line: str, following: str, text: str) -> None:
    assert rejoin(line, following) == text


@pytest.mark.parametrize(("line", "following", "text"), KEPT)
def test_a_hyphen_of_the_words_own_is_kept_without_a_space(line: str, following: str, text: str) -> None:
    assert rejoin(line, following) == text


@pytest.mark.parametrize(("line", "following", "text"), SPACED)
def test_between_two_words_stands_a_space(line: str, following: str, text: str) -> None:
    assert rejoin(line, following) == text


def test_what_the_document_prints_unbroken_decides_first() -> None:
    assert rejoin("en vi-", "känsla") == "en vikänsla"
    assert rejoin("en vi-", "känsla", "Vår vi-känsla är god.") == "en vi-känsla"
    assert rejoin("i Xylo-", "dalen", "Ortnamnet Xylodalen är påhittat.") == "i Xylodalen"
    assert rejoin("hos Rask-", "Berg", "och RaskBerg AB") == "hos Rask-Berg"


def test_a_piece_of_a_broken_word_is_no_word_of_the_document() -> None:
    words = Vocabulary(load_lexicon(), load_cues())
    words.add(["slutlig be-", "manningsplan för kontoret"])
    assert words.has("slutlig")
    assert words.has("kontoret")
    assert not words.has("manningsplan")


def test_where_a_text_layer_lost_its_hyphens_words_are_joined_by_the_lexicon_alone() -> None:
    lines = [
        "om anställningsvill",
        "kor för kommunstyr",
        "elsen och stadsledningskon",
        "toret samt beman",
        "ning i år",
        "ett",
    ]
    words = Vocabulary(load_lexicon(), load_cues())
    words.add(lines)
    assert words.join("om anställningsvill", "kor för") is Join.CLOSE
    assert words.join("ning i år", "ett") is Join.SPACE


def test_one_real_hyphen_shows_that_none_was_lost() -> None:
    words = Vocabulary(load_lexicon(), load_cues())
    words.add(["om anställningsvill", "kor för kommunstyr", "elsen i stadsledningskon", "toret och an-", "nat"])
    assert words.join("om anställningsvill", "kor för") is Join.SPACE
