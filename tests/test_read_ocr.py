"""Scans: what Tesseract reads becomes spans; what it cannot know is looked up; what is doubtful is said."""

import io
from collections import Counter
from functools import cache

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parser.errors import MissingProgram, UnreadableDocument
from parser.model import Layer, Page, Span
from parser.read import open_pdf
from parser.read import tesseract as tesseract_module
from parser.read.lettering import Sizes, measure, tightened
from parser.read.ocr import doubts, page_picture, read_image
from parser.read.picture import ink_of
from parser.read.second_look import settle_words, split_glued
from parser.read.section_signs import with_section_signs
from parser.read.standing import parted, spans_of
from parser.read.tesseract import ReadWord, find_tesseract

LINES = [
    ("Sammanträdesprotokoll", 20, True),
    ("§ 14 Ändrad taxa för vatten och avlopp", 13, True),
    ("Kommunstyrelsen beslutar att överlämna ärendet till kommunfullmäktige, med en be-", 11, False),
    ("gäran om att taxan enligt 27 § antas från den 1 januari. Avgiften höjs med 12 %.", 11, False),
    ("Reservation anfördes av Åsa Öberg (V), Per Ek (M) och Björn Sten (KD).", 11, False),
]


def installed() -> bool:
    try:
        find_tesseract().close()
    except MissingProgram:
        return False
    return True


needs_tesseract = pytest.mark.skipif(not installed(), reason="Tesseract is not installed with its Swedish model")


def draw(lines: list[tuple[str, int, bool]], *, tilt: float = 0.0, dpi: int = 200) -> Image.Image:
    page = Image.new("L", (round(595 * dpi / 72), round(842 * dpi / 72)), 240)
    pen = ImageDraw.Draw(page)
    y = 90
    for text, size, bold in lines:
        font = ImageFont.truetype(f"LiberationSerif-{'Bold' if bold else 'Regular'}.ttf", round(size * dpi / 72))
        pen.text((72 * dpi / 72, y * dpi / 72), text, fill=25, font=font, anchor="ls")
        y += 1.6 * size
    return page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=240)


def as_pdf(*pictures: Image.Image | str) -> bytes:
    """A PDF with a page for each picture; a text instead of a picture is set as text."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pagesize=(595, 842))
    for picture in pictures:
        if isinstance(picture, str):
            canvas.drawString(72, 760, picture)
        else:
            canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def scanned(tilt: float) -> Page:
    with open_pdf(as_pdf(draw(LINES, tilt=tilt)), name="skannat.pdf") as document:
        (page,) = document.pages()
    return page


def lines_of(page: Page) -> list[list[Span]]:
    lines: dict[float, list[Span]] = {}
    for span in page.spans:
        lines.setdefault(span.baseline, []).append(span)
    return list(lines.values())


@needs_tesseract
@pytest.mark.long
@pytest.mark.parametrize("tilt", [0.0, 1.3, -0.8])
def test_a_scan_is_read_line_by_line_also_askew(tilt: float) -> None:
    page = scanned(tilt)
    assert page.layer is Layer.OCR
    assert [" ".join(span.text for span in line) for line in lines_of(page)] == [text for text, _, _ in LINES]


@needs_tesseract
@pytest.mark.long
def test_lines_keep_their_size_weight_and_place() -> None:
    lines = lines_of(scanned(0.0))
    for line, (text, size, bold) in zip(lines, LINES, strict=True):
        assert {span.bold for span in line} == {bold}, text
        assert line[0].size == pytest.approx(size, rel=0.08), text
        assert line[0].x0 == pytest.approx(72, abs=2)
    assert lines[0][0].baseline == pytest.approx(90, abs=1.5)
    for span in (span for line in lines for span in line):
        assert span.confidence is not None
        assert len(span.edges) == len(span.text) + 1
        assert span.top < span.baseline < span.bottom


@needs_tesseract
@pytest.mark.long
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_on_its_side_or_head_is_turned(turn: int) -> None:
    upright = draw([*LINES, *LINES[2:]])
    out = io.BytesIO()
    size = (595, 842) if turn == 180 else (842, 595)
    canvas = Canvas(out, invariant=1, pagesize=size)
    canvas.drawImage(ImageReader(upright.rotate(turn, expand=True)), 0, 0, *size)
    canvas.save()
    with open_pdf(out.getvalue(), name="vriden.pdf") as document:
        (page,) = document.pages()
    assert (page.width, page.height) == (595, 842)
    assert [" ".join(span.text for span in line) for line in lines_of(page)][:5] == [text for text, _, _ in LINES]
    assert page.findings[0].code == "turned-page"


@needs_tesseract
@pytest.mark.long
def test_pages_with_and_without_text_are_mixed() -> None:
    data = as_pdf("Kommunstyrelsen beslutar att avslå motionen.", draw(LINES))
    with open_pdf(data, name="blandat.pdf") as document:
        pages = list(document.pages())
    assert [page.layer for page in pages] == [Layer.DIGITAL, Layer.OCR]
    with open_pdf(data, name="blandat.pdf", ocr="always") as document:
        pages = list(document.pages())
    assert [page.layer for page in pages] == [Layer.OCR, Layer.OCR]
    assert [span.text for span in pages[0].spans] == ["Kommunstyrelsen", "beslutar", "att", "avslå", "motionen."]


@needs_tesseract
@pytest.mark.long
def test_a_bad_old_text_layer_is_read_anew() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pagesize=(595, 842))
    text = canvas.beginText(72, 760)
    text.setTextRenderMode(3)
    for _ in range(6):
        text.textLine("Komrnunstyrelscn bcslutar att ovcrlamna arcndct till kornmunfullmaktigc")
    canvas.drawText(text)
    canvas.drawImage(ImageReader(draw(LINES)), 0, 0, 595, 842)
    canvas.save()
    with open_pdf(out.getvalue(), name="gammal.pdf", lexicon_share=lambda _text: 0.2) as document:
        (page,) = document.pages()
    assert page.layer is Layer.OCR
    assert "bad-text-layer" in [finding.code for finding in page.findings] or page.spans[0].text == LINES[0][0]


@needs_tesseract
@pytest.mark.long
def test_letters_spaced_out_are_read_together() -> None:
    page = draw([("R E S E R V A T I O N E R", 14, True), LINES[4]])
    with open_pdf(as_pdf(page), name="glest.pdf") as document:
        (read,) = document.pages()
    assert "".join(span.text for span in lines_of(read)[0]) == "RESERVATIONER"


@needs_tesseract
@pytest.mark.long
def test_the_program_reads_as_the_library_does(monkeypatch: pytest.MonkeyPatch) -> None:
    library = read_image(draw(LINES), 200, find_tesseract(), Sizes()).spans
    monkeypatch.setattr(tesseract_module, "_Library", _no_library)
    program = find_tesseract()
    assert program.version[0].isdigit()
    read = read_image(draw(LINES), 200, program, Sizes()).spans
    ours, theirs = Counter(span.text for span in library), Counter(span.text for span in read)
    assert (ours - theirs).total() <= 2  # the wheel's Tesseract and Debian's differ by a version


def _no_library(_models: str) -> None:
    raise ImportError


def test_without_tesseract_it_is_said_once_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract_module, "_models", lambda: None)
    monkeypatch.setattr(tesseract_module.shutil, "which", lambda _name: None)
    picture = draw(LINES[:1], dpi=50)
    with open_pdf(as_pdf("Beslut", picture, picture), name="blandat.pdf") as document:
        pages = list(document.pages())
        assert [page.layer for page in pages] == [Layer.DIGITAL, Layer.NONE, Layer.NONE]
        assert [finding.code for finding in document.findings] == ["ocr-missing"]
        assert "apt-get install tesseract-ocr tesseract-ocr-swe" in document.findings[0].message
    with (
        pytest.raises(UnreadableDocument, match=r"pictures .* Install Tesseract with its Swedish model"),
        open_pdf(as_pdf(picture), name="skannat.pdf") as document,
    ):
        list(document.pages())


def word(
    text: str, x0: int, x1: int, *, line: int = 1, top: int = 100, bottom: int = 122, sure: float = 0.9
) -> ReadWord:
    return ReadWord((1, 1, line), text, x0, top, x1, bottom, sure)


def settled(*words: ReadWord, sees: str = "", size: float = 30.0, ink: np.ndarray | None = None) -> list[str]:  # type: ignore[type-arg]
    page = np.zeros((200, 1000), np.bool_) if ink is None else ink
    return settle_words(words, lambda _word: (size, 122.0), page, lambda _word: sees, lambda _word: sees)


def signs(*words: ReadWord, letters: list[tuple[int, int]], sees: set[int]) -> list[str]:
    """The texts after signs were looked for; `letters` are columns of ink, `sees` those that begin a section sign."""
    ink = np.zeros((200, 1000), np.bool_)
    for x0, x1 in letters:
        ink[100:122, x0:x1] = True
    return [each.text for each in with_section_signs(words, ink, lambda _word: 30.0, lambda box: box[0] in sees)]


@pytest.mark.parametrize("misread", ["8", "S", "&", "5", "ss"])
def test_a_section_sign_is_looked_for_where_a_number_follows(misread: str) -> None:
    words = (word(misread, 50, 62), word("14", 70, 90), word("Taxa", 100, 150))
    ink = [(50, 62), (70, 79), (81, 90)]
    assert signs(*words, letters=ink, sees={50}) == ["§", "14", "Taxa"]
    assert signs(*words, letters=ink, sees=set()) == [misread, "14", "Taxa"]


def test_a_section_sign_that_its_number_swallowed_comes_out() -> None:
    assert signs(word("831", 50, 90), letters=[(50, 62), (68, 77), (80, 90)], sees={50}) == ["§", "31"]
    assert signs(word("KfS31", 50, 110), letters=[(50, 60), (62, 70), (74, 86)], sees={74}) == ["Kf", "§", "31"]
    assert signs(word("88", 50, 76), word("26-31", 90, 150), letters=[(50, 62), (64, 76)], sees={50, 64})[0] == "§§"
    assert signs(word("S$12", 50, 100), letters=[(50, 62), (70, 78)], sees={50}) == ["§", "12"]


def test_a_section_sign_that_was_read_as_two_is_one() -> None:
    assert signs(word("8£89", 50, 90), letters=[(50, 62), (68, 77), (80, 90)], sees={50}) == ["§", "89"]
    assert settled(word("Ks§S61", 50, 120))[0] == "Ks§61"
    assert settled(word("£§", 50, 70), word("12", 80, 100))[0] == "§"


def test_a_stamp_on_end_in_the_margin_is_told_apart_and_a_column_of_figures_is_not() -> None:
    stamp = [
        word("undertecknat", 40, 53, line=1, top=100, bottom=200),
        word("är", 40, 53, line=1, top=210, bottom=224),
        word("Dokumentet", 40, 53, line=1, top=230, bottom=320),
    ]
    text = [word("Protokoll", 120, 220, line=2), word("14", 230, 250, line=2)]
    upright, standing = parted([*stamp, *text])
    assert (upright, standing) == (text, [stamp])
    spans = spans_of(stamp, 0.36, "OCR")
    assert {span.rotation for span in spans} == {90.0}  # read from the top down
    assert {span.rotation for span in spans_of(stamp[::-1], 0.36, "OCR")} == {270.0}
    assert all(len(span.edges) == len(span.text) + 1 for span in spans)
    # the same with text above it: a column of a table
    column, above = stamp, [word("Nr", 35, 60, line=3, top=60, bottom=80)]
    assert parted([*column, *above, *text])[1] == []


def test_long_numbers_and_words_are_not_shown_around() -> None:
    assert signs(word("2019/15-291", 50, 150), letters=[(50, 62)], sees={50}) == ["2019/15-291"]
    assert signs(word("Sammanträde", 50, 150), letters=[(50, 62)], sees={50}) == ["Sammanträde"]


def test_a_dollar_is_a_section_sign_beside_a_number_and_an_s_alone() -> None:
    assert settled(word("27", 50, 70), word("$", 80, 90), word("är", 100, 120)) == ["27", "§", "är"]
    assert settled(word("Berg", 50, 90), word("$", 200, 212)) == ["Berg", "S"]
    assert settled(word("S$14", 50, 90))[0] == "§ 14"


@pytest.mark.parametrize(("read", "meant"), [("[M)", "(M)"), ("(KD}", "(KD)"), ("{V),", "(V),"), ("(3)", "(3)")])
def test_a_code_stands_in_round_parentheses(read: str, meant: str) -> None:
    assert settled(word("Berg", 50, 90), word(read, 100, 130))[1] == meant


def test_a_nought_in_parentheses_after_a_name_is_a_letter() -> None:
    ink = np.zeros((200, 1000), np.bool_)
    ink[101:122, 100:130] = True
    assert settled(word("Sten", 50, 90), word("(0)", 100, 130), ink=ink)[1] == "(C)"
    assert settled(word("3", 50, 60), word("(0)", 100, 130), ink=ink)[1] == "(0)"
    assert settled(word("Sten", 50, 90), word("(5)", 100, 130), sees="(S)")[1] == "(S)"
    assert settled(word("Per", 50, 90), word("(0)", 100, 120))[1] == "0", "narrow: a nought with a dot inside"
    assert settled(word("Sida", 50, 90), word("(5)", 100, 130), sees="(5)")[1] == "(5)"


def test_the_centre_partys_code_in_a_narrow_face_is_no_nought() -> None:
    assert settled(word("Lind", 50, 90), word("(c)", 100, 127), sees="(c)")[1] == "(c)"
    assert settled(word("Lind", 50, 90), word("(c)", 100, 127), sees="0")[1] == "0"
    assert settled(word("och", 50, 90), word("C)", 100, 127), sees="C)")[1] == "C)"


@pytest.mark.parametrize(
    ("read", "meant"), [("113)", "1 (3)"), ("214)", "2 (4)"), ("2006)", "2006)"), ("1998)", "1998)"), ("12)", "12)")]
)
def test_a_page_number_gets_its_parenthesis_back_and_a_year_stays(read: str, meant: str) -> None:
    assert settled(word(read, 50, 100)) == [meant]


def test_a_percent_sign_is_looked_up_after_a_number() -> None:
    assert settled(word("12", 50, 70), word("96", 80, 100), sees="%") == ["12", "%"]
    assert settled(word("12", 50, 70), word("96", 80, 100), sees="96") == ["12", "96"]


def test_a_letter_alone_that_came_out_twice_is_one_as_high_as_its_ink() -> None:
    ink = np.zeros((200, 1000), np.bool_)
    ink[101:122, 50:68] = True  # 21 pixels of 30: a capital
    assert settled(word("Xx", 50, 68), ink=ink) == ["X"]
    ink[:108] = False  # 14 pixels: as high as an x
    assert settled(word("Xx", 50, 68), ink=ink) == ["x"]


def test_words_that_are_sure_are_left_alone() -> None:
    assert settled(word("beslutar", 50, 150), word("—", 160, 170), word("8", 180, 190), word("november", 200, 300)) == [
        "beslutar",
        "–",
        "8",
        "november",
    ]


def test_two_names_with_a_gap_between_are_two_words() -> None:
    ink = np.zeros((200, 1000), np.bool_)
    ink[100:122, 50:100] = ink[100:122, 108:160] = True
    glued = word("AnnaBerg", 50, 160)
    assert [(w.text, w.x0, w.x1) for w in split_glued([glued], lambda _word: 30.0, ink)] == [
        ("Anna", 50, 100),
        ("Berg", 108, 160),
    ]
    ink[100:122, 50:160] = True
    assert split_glued([glued], lambda _word: 30.0, ink) == [glued]


def test_boxes_are_drawn_tight_round_their_ink() -> None:
    ink = np.zeros((200, 200), np.bool_)
    ink[100:122, 50:90] = True
    ink[94:97, 60:64] = True  # a ring over a letter
    ink[140:142, 70:71] = True  # a speck
    (tight,) = tightened([word("får", 50, 90, top=80, bottom=150)], ink)
    assert (tight.top, tight.bottom) == (94, 122)


def test_sizes_near_each_other_are_one() -> None:
    sizes = Sizes()
    assert sizes.settle([(11.0, 300), (11.4, 20), (15.2, 9), (10.0, 80)]) == [11.0, 11.0, 15.2, 10.0]
    assert sizes.settle([(11.3, 40), (18.0, 9)]) == [11.0, 18.0], "the next page's are those of the first"


def test_a_line_of_thick_strokes_is_bold() -> None:
    image = draw([("Beslut", 11, True), *LINES[2:]])
    ink, scale = ink_of(image), 200 / 72
    words = []
    for number, (text, y) in enumerate(
        [("Beslut", 90), (LINES[2][0], 107.6), (LINES[3][0], 125.2), (LINES[4][0], 142.8)]
    ):
        top, bottom = round((y - 9) * scale), round((y + 3) * scale)
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        box = int(columns[0]), int(columns[-1]) + 1
        words.append(word(text.split()[0], box[0], box[1], line=number, top=top, bottom=bottom))
    looks = measure(tightened(words, ink), ink, 200, Sizes())
    assert [looks[1, 1, number].bold for number in range(4)] == [True, False, False, False]


def test_low_confidence_is_reported_with_its_place_and_many_are_summed_up() -> None:
    def span(text: str, confidence: float) -> Span:
        return Span(
            text,
            72,
            90,
            100,
            100,
            98,
            "OCR",
            10,
            False,
            False,
            tuple(72.0 for _ in range(len(text) + 1)),
            0,
            confidence,
        )

    (finding,) = doubts((span("bes1ut", 0.41), span("klart", 0.95), span("—", 0.1)), 7)
    assert finding.code == "low-confidence-ocr"
    assert finding.page == 7
    assert finding.bbox is not None
    assert "“bes1ut” was read by OCR with a confidence of 41%" in finding.message
    many = doubts(tuple(span("bes1ut", 0.4) for _ in range(50)), 7)
    assert len(many) == 21
    assert "30 more words" in many[-1].message


def test_a_scan_is_taken_as_it_is_and_other_pages_are_drawn() -> None:
    picture = draw(LINES[:1])
    pdf = pypdfium2.PdfDocument(as_pdf(picture, "Beslut"))
    image, dpi = page_picture(pdf, 1)
    assert dpi == 200
    assert np.array_equal(np.asarray(image), np.asarray(picture))
    image, dpi = page_picture(pdf, 2)
    assert (dpi, image.mode) == (300, "L")


def test_a_coarse_scan_is_drawn_larger() -> None:
    assert page_picture(pypdfium2.PdfDocument(as_pdf(draw(LINES[:1], dpi=100))), 1)[1] == 300
