"""What bad input gets: a sentence that names the file, the fault and the remedy; what can be read is read."""

import json
from pathlib import Path

import pytest

from parser.errors import UnreadableDocument
from parser.model import Layer, Page
from parser.read import open_pdf

FILES = Path(__file__).parent / "files"


def read(name: str, **options: str) -> tuple[list[Page], list[str]]:
    with open_pdf((FILES / f"{name}.pdf").read_bytes(), name=f"{name}.pdf", **{"ocr": "never", **options}) as document:
        pages = list(document.pages())
        codes = [finding.code for finding in document.findings]
    return pages, codes + [finding.code for page in pages for finding in page.findings]


@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2", "pdfplumber"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty", r"^empty\.pdf is empty \(0 bytes\)\. Fetch the file again\.$"),
        ("not-a-pdf", r"^not-a-pdf\.pdf is not a PDF\. Give a PDF, or convert the file to PDF first\.$"),
        ("truncated-hopeless", r"^truncated-hopeless\.pdf is cut off: .* Fetch the file again\.$"),
        ("encrypted-user", r"^encrypted-user\.pdf is encrypted and asks for a password .* Ask its owner"),
        ("no-pages", r"^no-pages\.pdf has no pages\. Check that"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(name: str, sentence: str, engine: str) -> None:
    with pytest.raises(UnreadableDocument, match=sentence):
        read(name, engine=engine)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04 word/document.xml", "but a Word, LibreOffice or zip file"),
        (b"\xd0\xcf\x11\xe0 old", "but an old Word or Office file"),
        (b"<!DOCTYPE html><title>404</title>", "but a web page"),
        (b"\xff\xd8\xff\xe0 JFIF", "but a JPEG picture"),
    ],
)
def test_what_it_is_instead_of_a_pdf_is_told(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableDocument, match=kind):
        open_pdf(data, name="fil.pdf")


def test_noise_before_the_header_does_no_harm() -> None:
    pages, codes = read("leading-noise")
    assert len(pages[0].spans) == 3
    assert not codes


def test_an_owners_password_does_not_keep_from_reading() -> None:
    pages, codes = read("encrypted-owner")
    assert len(pages[0].spans) == 3
    assert not codes


def test_a_file_cut_off_is_read_as_far_as_it_goes_and_says_so() -> None:
    pages, codes = read("truncated-readable")
    assert [len(page.spans) for page in pages] == [3, 3, 3]
    assert codes == ["damaged-file"]


def test_an_unreadable_page_is_reported_and_the_others_go_on() -> None:
    pages, codes = read("broken-page")
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [page.layer for page in pages] == [Layer.DIGITAL, Layer.NONE, Layer.DIGITAL, Layer.DIGITAL]
    assert [len(page.spans) for page in pages] == [3, 0, 0, 3]
    assert codes == ["unreadable-page"]


def test_a_blank_page_is_no_fault() -> None:
    pages, _ = read("broken-page")
    assert pages[2].findings == ()


def test_a_corrupt_font_program_does_not_matter_where_its_map_is_good() -> None:
    pages, codes = read("corrupt-font")
    assert len(pages[0].spans) == 3
    assert not codes


@pytest.mark.parametrize("name", ["no-unicode-map", "wrong-unicode-map"])
@pytest.mark.parametrize("engine", ["pdf_oxide", "pypdfium2", "pdfplumber"])
def test_text_that_is_drawn_and_cannot_be_read_is_not_passed_on(name: str, engine: str) -> None:
    data = (FILES / f"{name}.pdf").read_bytes()
    with open_pdf(data, name=name, engine=engine, ocr="never") as document:
        pages = document.pages()
        for _ in range(document.page_count):
            page = next(pages)
            assert page.layer is Layer.NONE
            assert not page.spans
            assert [finding.code for finding in page.findings] == ["unreadable-text"]
            assert page.findings[0].page == page.number
        with pytest.raises(UnreadableDocument, match="has no text that can be read: its pages are pictures"):
            next(pages)


def test_a_word_in_a_font_without_a_map_is_left_out_with_its_place() -> None:
    pages, codes = read("partly-unreadable", engine="pypdfium2")
    assert len(pages[0].spans) == 3
    assert codes == ["unreadable-text"]
    box = pages[0].findings[0].bbox
    assert box is not None
    assert (round(box.x0), round(box.x1)) == (72, 109)


def test_a_scan_without_ocr_says_that_its_pages_are_pictures() -> None:
    data = (FILES / "picture-only.pdf").read_bytes()
    sentence = r"^skannat\.pdf has no text .* pictures \(a scan\)\. Let it be read by OCR"
    with (
        pytest.raises(UnreadableDocument, match=sentence),
        open_pdf(data, name="skannat.pdf", ocr="never") as document,
    ):
        list(document.pages())


def test_a_mixed_document_without_ocr_gives_what_text_it_has() -> None:
    pages, _ = read("invisible-under-scan")
    assert [page.layer for page in pages] == [Layer.DIGITAL, Layer.NONE]


@pytest.mark.parametrize("engine", ["pypdfium2", "pdfplumber"])
def test_text_printed_twice_is_read_once_and_reported(engine: str) -> None:
    pages, codes = read("doubled", engine=engine)
    once = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))["doubled"][0]
    assert sum(len(span.text.replace(" ", "")) for span in pages[0].spans) == len("".join(once).replace(" ", ""))
    assert codes in ([], ["doubled-text"])  # pdfium leaves the second printing out itself


def test_an_unknown_way_of_ocr_is_refused() -> None:
    with pytest.raises(ValueError, match="no way of OCR 'maybe': choose one of auto, never, always"):
        open_pdf(b"%PDF-1.4", name="x", ocr="maybe")


@pytest.mark.parametrize("cut", range(50, 1080, 57))
def test_any_cut_of_a_file_is_read_or_refused_in_a_sentence(cut: int) -> None:
    whole = (FILES / "clean.pdf").read_bytes()
    fault, told, spans = "", 0, 0
    try:
        with open_pdf(whole[:cut], name="avbruten.pdf", ocr="never") as document:
            for page in document.pages():
                spans += len(page.spans)
                told += len(page.findings)
            told += len(document.findings)
    except UnreadableDocument as refused:
        fault = str(refused)
    assert spans or told or (fault.startswith("avbruten.pdf ") and fault.endswith("."))
