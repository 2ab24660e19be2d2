"""Pages as pictures, ruled tables, and the independent witness."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parser.errors import MissingProgram, UnreadableDocument
from parser.model import Layer, Page, Rule
from parser.read import open_pdf, witness
from parser.read.picture import ink_of, skew_of, straighten, whitened
from parser.read.render import render_page
from parser.read.ruling import find_rules, painted_over
from parser.read.tables import may_have_table, ruled_tables
from parser.read.witness import is_installed, witness_words

FILES = Path(__file__).parent / "files"


def file(name: str) -> bytes:
    return (FILES / f"{name}.pdf").read_bytes()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_page_is_drawn_at_the_resolution_asked_for(form: str) -> None:
    image = Image.open(io.BytesIO(render_page(file("clean"), 1, dpi=72, form=form)))
    assert image.format == form
    assert image.size == (595, 842)


def test_a_turned_page_is_drawn_as_shown() -> None:
    assert Image.open(io.BytesIO(render_page(file("page-rotated-90"), 1, dpi=36))).size == (298, 421)


def test_a_page_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no page 2: the file has 1"):
        render_page(file("clean"), 2, dpi=72)


def test_ruled_tables_come_with_their_cells() -> None:
    (table,) = ruled_tables(file("ruled-table"), [1])
    assert table.rows == (("Ledamot", "Ja", "Nej"), ("Anna Berg (V)", "X", ""), ("Per Ek (M)", "", "X"))
    assert table.page == 1
    assert (table.bbox.x0, table.bbox.top) == pytest.approx((72, 142), abs=1)
    first = table.cells[0][0]
    assert first is not None
    assert (first.x1, first.bottom) == pytest.approx((200, 162), abs=1)


def test_only_pages_with_rules_both_ways_may_have_a_table() -> None:
    with open_pdf(file("ruled-table"), name="t") as document:
        (page,) = document.pages()
    assert may_have_table(page)
    lines = tuple(Rule(72, y, 500, y) for y in (100.0, 120.0, 140.0, 160.0))
    assert not may_have_table(Page(1, 595, 842, Layer.DIGITAL, (), lines))


def test_no_pages_asked_for_no_tables() -> None:
    assert list(ruled_tables(file("ruled-table"), [])) == []


@pytest.mark.skipif(not is_installed(), reason="poppler is not installed")
def test_the_witness_gives_words_with_their_places() -> None:
    words = list(witness_words(file("clean")))
    assert [word.text for word in words[:3]] == ["§", "14", "Ändrad"]
    assert words[0].page == 1
    assert (words[0].bbox.x0, words[0].bbox.bottom) == pytest.approx((72, 84), abs=1)


@pytest.mark.skipif(not is_installed(), reason="poppler is not installed")
def test_the_witness_refuses_what_it_cannot_read() -> None:
    with pytest.raises(UnreadableDocument, match=r"^brev\.pdf cannot be read by poppler's pdftotext"):
        list(witness_words(file("not-a-pdf"), name="brev.pdf"))


def test_without_poppler_the_witness_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness.shutil, "which", lambda _name: None)
    with pytest.raises(MissingProgram, match="Install poppler-utils"):
        list(witness_words(b"%PDF-1.4"))


def lines_of_ink(angle: float = 0.0) -> Image.Image:
    """A page of bars that stand as lines of text do."""
    page = Image.new("L", (1200, 1600), 235)
    draw = ImageDraw.Draw(page)
    for y in range(200, 1400, 40):
        for x in range(150, 1000 - (y * 7) % 200, 30):
            draw.rectangle((x, y, x + 20, y + 14), fill=30)
    return page.rotate(angle, fillcolor=235)


@pytest.mark.parametrize("angle", [-2.5, -0.6, 0.0, 0.4, 3.0])
def test_a_page_askew_is_measured_and_set_straight(angle: float) -> None:
    page = lines_of_ink(angle)
    found = skew_of(ink_of(page))
    assert found == pytest.approx(-angle, abs=0.15)
    if found:
        assert abs(skew_of(ink_of(straighten(page, found)))) <= 0.15


def test_a_blank_page_is_not_turned() -> None:
    assert skew_of(ink_of(Image.new("L", (800, 1000), 240))) == 0.0


def test_grey_paper_becomes_white() -> None:
    assert np.asarray(whitened(lines_of_ink())).max() == 255
    assert np.asarray(whitened(lines_of_ink()))[0, 0] == 255


def test_rules_are_found_and_painted_over_and_letters_stay() -> None:
    page = lines_of_ink()
    draw = ImageDraw.Draw(page)
    draw.line((100, 190, 1100, 190), fill=20, width=2)
    draw.line((120, 180, 120, 1450), fill=20, width=2)
    before = ink_of(lines_of_ink()).sum()
    boxes, mask = find_rules(ink_of(page), 200)
    assert sorted((x1 - x0 > y1 - y0) for x0, y0, x1, y1 in boxes) == [False, True]
    after = ink_of(painted_over(page, mask))
    assert abs(int(after.sum()) - int(before)) < 0.01 * before


def test_a_picture_is_no_rule() -> None:
    page = Image.new("L", (1000, 1000), 255)
    ImageDraw.Draw(page).rectangle((200, 200, 700, 600), fill=0)
    assert find_rules(ink_of(page), 200)[0] == []
