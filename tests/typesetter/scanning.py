"""Pictures of pages, as a scanner makes them: tilted, grey, specked, a little blurred, without a text layer."""

import io
import re
from collections.abc import Collection

import msgspec
import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

POINTS = 72.0
_BY_CHANCE = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=CreationDate\(D:)\d{14}", re.IGNORECASE)


class Scanner(msgspec.Struct, frozen=True, kw_only=True):
    """How bad the scanner is. `skew` is the largest tilt in degrees, `noise` the grain's spread in grey levels (0–255),
    `specks` the number of specks on a page, `blur` a radius in pixels, `paper` the grey of the paper.
    """

    dpi: int = 200
    skew: float = 1.2
    noise: float = 7.0
    specks: int = 25
    blur: float = 0.6
    paper: int = 238
    quality: int = 60


def scan(pdf: bytes, seed: int, scanner: Scanner = Scanner()) -> bytes:  # noqa: B008  a frozen value
    """The PDF with a picture in place of each page. The same arguments give the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    document = pdfium.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        picture = page.render(scale=scanner.dpi / POINTS, grayscale=True).to_pil()
        jpeg = io.BytesIO()
        _photograph(picture, np.random.default_rng((seed, number)), scanner).save(jpeg, "JPEG", quality=scanner.quality)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    document.close()
    canvas.save()
    return buffer.getvalue()


def scan_some(pdf: bytes, seed: int, scanner: Scanner = Scanner(), pages: Collection[int] = ()) -> bytes:  # noqa: B008
    """The PDF with pictures in place of the named pages (from 1); by default of every other one, the last included."""
    digital, pictures = pdfium.PdfDocument(pdf), pdfium.PdfDocument(scan(pdf, seed, scanner))
    count = len(digital)
    chosen = set(pages) or set(range(count, 0, -2))
    mixed = pdfium.PdfDocument.new()
    for number in range(1, count + 1):
        mixed.import_pages(pictures if number in chosen else digital, [number - 1])
    buffer = io.BytesIO()
    mixed.save(buffer)
    for document in (mixed, digital, pictures):
        document.close()
    # pdfium writes an id drawn by chance and the time: both are made constant, so that the same pages are the same file
    return _BY_CHANCE.sub(lambda match: b"0" * len(match[0]), buffer.getvalue())


def _photograph(page: Image.Image, chance: np.random.Generator, scanner: Scanner) -> Image.Image:
    """One page as the scanner sees it."""
    tilt = float(chance.uniform(-scanner.skew, scanner.skew))
    page = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(scanner.blur))
    grey = np.asarray(page, dtype=np.float32) * (scanner.paper / 255.0)
    rows, columns = grey.shape
    shade = chance.uniform(-10, 10) * np.linspace(-0.5, 0.5, columns, dtype=np.float32)  # light falls off to a side
    grey = grey + shade + chance.normal(0.0, scanner.noise, grey.shape).astype(np.float32)
    for _ in range(scanner.specks):
        y, x = int(chance.integers(rows)), int(chance.integers(columns))
        size = int(chance.integers(1, 3))
        grey[y : y + size, x : x + size] = chance.integers(40, 160)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
