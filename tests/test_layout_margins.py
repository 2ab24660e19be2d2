"""Headings in the margin beside their text are told from columns, in pictures by their place alone, and from stamps."""

import msgspec
import pytest

from layout_sheets import HEIGHT, WIDTH, make_span
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out
from parser.model import Block, Layer, Page, Role, Span

MARGIN, TEXT = 65.0, 180.0
SAID = (
    "Nämnden behandlade ärendet vid sitt förra möte och har nu att ta",
    "ställning till förslaget. Sedan är det slut.",
)


def seen(span: Span) -> Span:
    """The span as OCR gives it: with a confidence, its weight unknown."""
    return msgspec.structs.replace(span, confidence=0.9, bold=False)


def page(number: int, *spans: Span, ocr: bool = False) -> Page:
    if ocr:
        return Page(number, WIDTH, HEIGHT, Layer.OCR, tuple(seen(s) for s in spans), ())
    return Page(number, WIDTH, HEIGHT, Layer.DIGITAL, spans, ())


def matter(y: float, *title: str) -> list[Span]:
    """A title of several lines in the margin, a section's word and text beside it."""
    spans = [make_span(line, MARGIN, y + 13 * n, "Times-Bold") for n, line in enumerate(title)]
    spans.append(make_span("BESLUT", TEXT, y))
    return spans + [make_span(line, TEXT, y + 20 + 13 * n) for n, line in enumerate(SAID)]


def read(*pages: Page) -> list[Block]:
    return [b for b in lay_out(pages, load_lexicon()).blocks if b.role is not Role.FURNITURE]


@pytest.mark.parametrize("ocr", [False, True])
def test_titles_that_wrap_in_the_margin_stand_before_their_own_text(ocr: bool) -> None:
    titles = [
        ("Val av", "protokoll-", "justerare"),
        ("Skolpeng för", "fristående", "grundskolor"),
        ("Ny taxa för", "renhållning", "nästa år"),
    ]
    spans = [span for n, title in enumerate(titles) for span in matter(150 + 90 * n, *title)]
    text = " ".join(" ".join(b.text.split()) for b in read(page(1, *spans, ocr=ocr)))
    places = [text.index(words) for words in ("Val av", "justerare", "BESLUT", "Skolpeng", "grundskolor", "Ny taxa")]
    assert places == sorted(places)
    assert text.count("BESLUT Nämnden behandlade") == 3
    assert "justerare BESLUT" in text
    assert "grundskolor BESLUT" in text


def test_in_a_picture_one_title_beside_the_start_of_a_long_text_is_no_row_of_a_table() -> None:
    spans = [
        make_span(line, MARGIN, 150 + 13 * n) for n, line in enumerate(("Vindbruksplan –", "ställningstagande", "till"))
    ]
    spans.append(make_span("Kommunstyrelsens beslut", TEXT, 150))
    for n in range(4):
        spans += [make_span(line, TEXT, 172 + 40 * n + 13 * k) for k, line in enumerate(SAID)]
    blocks = read(page(1, *spans, ocr=True))
    assert Role.TABLE not in {b.role for b in blocks}
    assert [b.text for b in blocks[:2]] == ["Vindbruksplan – ställningstagande till", "Kommunstyrelsens beslut"]


def words_in_margin(heights: tuple[float, float]) -> list[Block]:
    """Two pages that OCR read, the same word in the margin of each."""
    pages = []
    for number, y in enumerate(heights, 1):
        text = [make_span(line, TEXT, 150 + 13 * n) for n, line in enumerate(SAID * 9)]
        pages.append(page(number, make_span("Kopia", MARGIN, y), *text, ocr=True))
    return [b for b in lay_out(pages, load_lexicon()).blocks if b.text == "Kopia"]


def test_a_word_in_the_margin_at_one_place_of_two_pages_is_a_stamp() -> None:
    assert [b.role for b in words_in_margin((300.0, 302.0))] == [Role.FURNITURE, Role.FURNITURE]


def test_a_word_in_the_margin_that_comes_back_at_another_height_is_a_heading_and_no_stamp() -> None:
    assert Role.FURNITURE not in {b.role for b in words_in_margin((200.0, 330.0))}
