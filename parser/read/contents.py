"""Is a page blank, or is its content damaged? Asked only of pages on which no engine finds anything."""

import io

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser


def content_is_damaged(data: bytes, index: int) -> bool:
    """Whether the page (counted from 0) has a content stream that holds bytes but cannot be unpacked to anything."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        for at, page in enumerate(PDFPage.create_pages(document)):
            if at == index:
                return any(_is_damaged(item) for item in page.contents)
    except Exception:
        return True
    return False


def _is_damaged(item: object) -> bool:
    from pdfminer.pdftypes import resolve1, stream_value

    stream = stream_value(resolve1(item))
    raw = stream.get_rawdata() or b""
    try:
        unpacked = stream.get_data()
    except Exception:
        return True
    return len(raw.strip()) > 16 and b" " not in unpacked.strip() and b"\n" not in unpacked.strip()
