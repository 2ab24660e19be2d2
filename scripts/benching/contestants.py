"""What is compared: ways to get at the characters of a PDF, and our whole conversion of it."""

import ctypes
import io
from collections.abc import Callable
from contextlib import closing
from typing import Any

REFERENCE = "pdfium, a box for each character"
PLUMBER = "pdfplumber, extract_words"
OURS = "Diarium, the whole conversion"


def pdfium_boxes(data: bytes) -> int:
    """A page's characters by one call, and a loose box for each of them by one call each; how many characters."""
    import pypdfium2
    import pypdfium2.raw as c

    count, box = 0, c.FS_RECTF()
    place = ctypes.byref(box)
    loose_box = c.FPDFText_GetLooseCharBox
    with closing(pypdfium2.PdfDocument(data)) as pdf:
        for page in pdf:
            text = page.get_textpage()
            raw, characters = text.raw, text.get_text_range()
            boxes = []
            for index in range(text.count_chars()):
                loose_box(raw, index, place)
                boxes.append((box.left, box.top, box.right, box.bottom))
            count += min(len(boxes), len(characters))
    return count


def pdfium_text(data: bytes) -> int:
    """The bare text of each page; how many characters."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as pdf:
        return sum(len(page.get_textpage().get_text_bounded()) for page in pdf)


def plumber_words(data: bytes) -> int:
    """pdfplumber's words; how many characters they have."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(word["text"]) for page in pdf.pages for word in page.extract_words())


def miner_characters(data: bytes) -> int:
    """pdfminer.six's characters after its layout analysis; how many."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar

    def characters(item: Any) -> int:
        if isinstance(item, LTChar):
            return 1
        return sum(map(characters, item)) if hasattr(item, "__iter__") else 0

    return sum(characters(page) for page in extract_pages(io.BytesIO(data)))


def whole_conversion(data: bytes) -> int:
    """PDF → record → validated JSON and validated XML, as bytes; how many characters the blocks hold."""
    from parser.pipeline import convert

    conversion = convert(data, name="source.pdf")
    assert conversion.json
    assert conversion.xml
    return sum(len(block.text) for block in conversion.record.blocks)


CONTESTANTS: dict[str, Callable[[bytes], int]] = {
    REFERENCE: pdfium_boxes,
    "pdfium, bare text": pdfium_text,
    PLUMBER: plumber_words,
    "pdfminer.six, extract_pages": miner_characters,
    OURS: whole_conversion,
}
