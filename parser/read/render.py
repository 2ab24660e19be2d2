"""Pages as pictures, by pdfium and Pillow: for `inspect`, for OCR, for a person's eye."""

import io
from typing import TYPE_CHECKING

import pypdfium2

from parser.read.closing import readable

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGEST = 6000  # pixels on a side: a poster's page is drawn smaller rather than filling the memory


def page_image(pdf: pypdfium2.PdfDocument, number: int, *, dpi: float, grey: bool = False) -> "Image":
    """Draw a page (counted from 1) of an open PDF, annotations and form fields included."""
    page = pdf[number - 1]
    try:
        scale = min(dpi / 72, _LARGEST / max(page.get_size()))
        bitmap = page.render(scale=scale, grayscale=grey, may_draw_forms=True)
        return bitmap.to_pil().copy()  # type: ignore[no-any-return]
    finally:
        page.close()


def render_page(data: bytes, number: int, *, dpi: float = 100, form: str = "PNG", quality: int = 60) -> bytes:
    """A page (counted from 1) of a PDF as the bytes of a picture.

    `form` is `PNG`, `JPEG` or `WEBP`; `quality` (1 to 100) is that of the two latter. Text pages are drawn in few
    greys as PNG, so that a page at 100 dpi costs some 50 KB. Raises `ValueError` for a page that there is not,
    `pypdfium2.PdfiumError` for a file that pdfium cannot open.
    """
    pdf = pypdfium2.PdfDocument(readable(data))
    try:
        if not 1 <= number <= len(pdf):
            raise ValueError(f"There is no page {number}: the file has {len(pdf)}.")
        image = page_image(pdf, number, dpi=dpi)
    finally:
        pdf.close()
    out = io.BytesIO()
    if form == "PNG":
        image.quantize(32).save(out, "PNG", optimize=True)
    else:
        image.convert("RGB").save(out, form, quality=quality)
    return out.getvalue()
