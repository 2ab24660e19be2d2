"""The pages of a PDF as pictures that stand inside an HTML page."""

import base64
import io

import msgspec
from PIL import Image, ImageChops

from parser.errors import DiariumError

POINTS = 72.0
A4 = (595.0, 842.0)
GREYS = [round(level / 17) * 17 for level in range(256)]
"""Sixteen greys: what print on paper needs, and a third of the size of all 256."""
COLOURFUL = 40
"""Channels that differ by more than this, of 255, make a page a coloured one."""
FAR = [255 * (difference > COLOURFUL) for difference in range(256)]
LARGE = 150_000
"""A lossless picture above so many bytes is a photograph or a scan: a lossy one is tried."""


class Picture(msgspec.Struct, frozen=True):
    """A page as a `data:` URI, and its size in points; `uri` is None where the page cannot be drawn."""

    number: int
    width: float
    height: float
    uri: str | None


def picture(data: bytes, number: int, *, dpi: int) -> Picture:
    """Page `number` of the PDF in `data` at `dpi`. A page that cannot be drawn is an empty sheet, never an error."""
    from parser.read.render import render_page

    try:
        with Image.open(io.BytesIO(render_page(data, number, dpi=dpi))) as image:
            width, height = (side * POINTS / dpi for side in image.size)
            packed = _packed(image.convert("RGB"))
    except (DiariumError, OSError, ValueError, Image.DecompressionBombError):
        return Picture(number, *A4, None)
    return Picture(number, width, height, f"data:image/webp;base64,{base64.b64encode(packed).decode()}")


def _packed(image: Image.Image) -> bytes:
    """The picture as WebP: lossless in sixteen greys where it is print on paper, else lossy."""
    if not _is_coloured(image):
        grey = image.convert("L").point(GREYS)
        lossless = _webp(grey, lossless=True)
        return lossless if len(lossless) <= LARGE else min(lossless, _webp(image.convert("L")), key=len)
    return _webp(image)


def _is_coloured(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return any(ImageChops.difference(red, other).point(FAR).getbbox() is not None for other in (green, blue))


def _webp(image: Image.Image, *, lossless: bool = False) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "WEBP", lossless=lossless, quality=60, method=1 if lossless else 2)
    return packed.getvalue()
