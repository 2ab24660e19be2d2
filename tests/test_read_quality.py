"""What is text and what is noise."""

import pytest

from parser.model import Span
from parser.read.quality import looks_like_noise, sift, suspect_text_layer, unreadable_count

PROSE = (
    "Kommunstyrelsen beslutar att överlämna ärendet till kommunfullmäktige med förslag att anta den ändrade taxan, "
    "och att uppdra åt nämnden att återkomma senast den 31 december 2019 med en redovisning av hur den har använts."
)
SHIFTED = "".join(chr(ord(c) - 29) if ord(c) > 62 else c for c in PROSE)


def span(text: str, font: str = "Times", x: float = 72.0, y: float = 100.0) -> Span:
    edges = tuple(x + 5 * i for i in range(len(text) + 1))
    return Span(text, x, y - 8, edges[-1], y + 2, y, font, 10.0, False, False, edges)


def share_of(known: float | None):  # type: ignore[no-untyped-def]
    return lambda _text: known


@pytest.mark.parametrize(
    "text", [PROSE, PROSE.upper(), "12 345 67 890 " * 20, "Ja Nej " * 3, "", "XVII § 14 KS 2019/123"]
)
def test_prose_capitals_and_figures_are_no_noise(text: str) -> None:
    assert not looks_like_noise(text)


def test_a_map_that_shifts_letters_makes_noise() -> None:
    assert looks_like_noise(SHIFTED)


def test_a_lexicon_decides_where_there_is_one() -> None:
    assert looks_like_noise(PROSE, share_of(0.05))
    assert not looks_like_noise(SHIFTED, share_of(0.9))
    assert looks_like_noise(SHIFTED, share_of(None)), "too few words for the lexicon: by the letters"


@pytest.mark.parametrize(("text", "count"), [("Beslut", 0), ("\ufffd\ufffda", 2), ("\ue001\x1b", 2), ("a\u00adb", 0)])
def test_characters_without_meaning_are_counted(text: str, count: int) -> None:
    assert unreadable_count(text) == count


def test_an_old_bad_ocr_layer_is_suspected_by_its_words() -> None:
    assert suspect_text_layer("Komrnunstyrelscn bcslutar", share_of(0.3))
    assert not suspect_text_layer(PROSE, share_of(0.95))
    assert not suspect_text_layer(PROSE, None), "without a lexicon nothing is known of its words"


def test_a_page_of_signs_without_meaning_is_not_used() -> None:
    kept, findings, usable = sift([span("\ufffd" * 40), span("Beslut")], 3, None)
    assert not kept
    assert not usable
    assert (findings[0].code, findings[0].page) == ("unreadable-text", 3)


def test_one_bad_font_is_left_out_and_the_rest_stays() -> None:
    good = [span(PROSE, y=100 + 12 * i) for i in range(4)]
    kept, findings, usable = sift([*good, span(SHIFTED[:150], "Logo", y=300)], 1, None)
    assert usable
    assert list(kept) == good
    assert "in the font Logo" in findings[0].message
    assert findings[0].bbox is not None
    assert findings[0].bbox.top == 292
