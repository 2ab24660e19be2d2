"""A PDF that was cut off: wherever, what can be restored is read and told as such, or it is refused in a sentence."""

import io
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from parser import Options, convert
from parser.cli.main import main
from parser.errors import UnreadableDocument
from parser.model import Page
from parser.read import open_pdf
from parser.read.closing import close, readable
from parser.read.render import render_page

PM = (Path(__file__).parent.parent / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf").read_bytes()
ENGINES = ("pdf_oxide", "pypdfium2", "pdfplumber")


def minutes(pages: int = 3) -> bytes:
    """Pages with a line each, as a program writes them that puts the list of pages at the end."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"Nämnden beslutar att avslå motion nummer {number}.")
        canvas.drawString(72, 680, "Reservation anfördes av vice ordföranden.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def in_order_of_pages() -> bytes:
    """The same, with each page's content before the page and the fonts, as scanners and printers write it."""
    objects = [b"1 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"]
    for number in range(3):
        text = b"BT /F 12 Tf 72 700 Td (Motionen %d avslogs.) Tj ET" % number
        objects.append(
            b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (2 * number + 2, len(text), text)
        )
        page = b"<< /Type /Page /Parent 8 0 R /Contents %d 0 R /Resources << /Font << /F 1 0 R >> >> >>"
        objects.append(b"%d 0 obj\n%s\nendobj\n" % (2 * number + 3, page % (2 * number + 2)))
    return b"%PDF-1.4\n" + b"".join(objects)


def read(data: bytes, **options: str) -> tuple[list[Page], list[str]]:
    with open_pdf(data, name="avbruten.pdf", ocr="never", **options) as document:
        pages = list(document.pages())
        return pages, [one.code for one in document.findings] + [f.code for page in pages for f in page.findings]


def text_of(page: Page) -> str:
    return " ".join(span.text for span in page.spans)


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_that_are_whole_are_read_though_their_list_is_lost(engine: str) -> None:
    pages, codes = read(in_order_of_pages(), engine=engine)
    assert [text_of(page) for page in pages] == [f"Motionen {number} avslogs." for number in range(3)]
    assert codes == ["damaged-file"]
    assert [(page.width, page.height) for page in pages] == [(595, 842)] * 3


def test_of_a_page_cut_in_two_what_is_there_is_read_and_the_page_told() -> None:
    whole = minutes()
    last = [found.end() for found in re.finditer(rb"Reservation", whole)][2]
    pages, codes = read(whole[:last])
    assert ["Reservation anfördes" in text_of(page) for page in pages] == [True, True, False]
    assert "nummer 3" in text_of(pages[2])
    assert codes == ["damaged-file", "damaged-file"]
    assert pages[2].findings[0].page == 3
    assert "is not whole" in pages[2].findings[0].message


def test_a_page_whose_content_is_lost_is_told_and_the_others_are_read() -> None:
    whole = minutes()
    second = [found.end() for found in re.finditer(b"endstream", whole)][1]
    pages, codes = read(whole[:second])
    assert ["nummer" in text_of(page) for page in pages] == [True, True, False]
    assert codes == ["damaged-file", "unreadable-page"]


def test_objects_that_are_packed_are_found() -> None:
    packed = b"3 0 << /Type /Page /Parent 9 0 R /Contents 2 0 R /Resources << /Font << /F 1 0 R >> >> >>"
    stream = zlib.compress(packed)
    data = in_order_of_pages().split(b"3 0 obj")[0] + (
        b"7 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(stream), stream)
    )
    pages, codes = read(data)
    assert [text_of(page) for page in pages] == ["Motionen 0 avslogs."]
    assert codes == ["damaged-file"]


@pytest.mark.parametrize("share", [0.01, 0.2, 0.45, 0.55])
def test_where_nothing_can_be_restored_it_is_said_and_no_fault_of_ours(share: float, tmp_path, capsys) -> None:
    cut = tmp_path / "avbruten.pdf"
    cut.write_bytes(PM[: round(share * len(PM))] if share < 0.5 else PM[:61000])
    assert main(["convert", str(cut), "-o", str(tmp_path / "out"), "--no-inspect"]) == 3
    told = capsys.readouterr().err
    assert f"is cut off: it ends after {cut.stat().st_size} bytes, and no page can be restored" in told


def test_half_of_the_source_document_is_converted_with_warnings_for_the_rest() -> None:
    record = convert(PM[:100_000], name="avbruten.pdf", options=Options(ocr="never")).record
    codes = [one.code for one in record.warnings]
    assert record.source.pages == 17
    assert any(act.kind == "reservation" for act in record.acts)
    assert codes.count("unreadable-page") == 7
    assert [one.page for one in record.warnings if one.code == "damaged-file"] == [None, 10]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_wherever_a_file_is_cut_it_is_read_or_refused_in_a_sentence(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([minutes(), in_order_of_pages(), PM]))
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    told = codes = []
    try:
        _, codes = read(cut)
    except UnreadableDocument as refused:
        told = [str(refused)]
    # What has lost its last line feed only is whole.
    assert codes or all(one.startswith("avbruten.pdf ") and "pictures" not in one for one in told)
    assert codes or told or len(cut) > len(whole) - 2048


def test_what_was_cut_off_can_be_looked_at() -> None:
    assert render_page(in_order_of_pages(), 2, dpi=20).startswith(b"\x89PNG")


def test_a_whole_file_is_left_as_it_is() -> None:
    assert readable(PM) is PM
    assert close(b"%PDF-1.4\nno object") is None


def test_what_is_looked_up_late_fails_for_its_page_only(monkeypatch) -> None:
    """The pictures and rules of a page are asked for after its text: the engine may fail as late as then."""
    from parser.read import engine_pdf_oxide

    def fail(*_: object) -> bool:
        raise RuntimeError("Invalid object type: expected Stream, found Null")

    for late in ("_pictured", "_shows", "_rules"):
        monkeypatch.setattr(engine_pdf_oxide._Document, late, fail)
    pages, codes = read(PM)
    assert len(pages) == 17
    assert all(page.spans for page in pages if page.number != 6)
    assert codes == []
