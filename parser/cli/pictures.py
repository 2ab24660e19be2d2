"""The pages of a PDF as pictures that stand inside an HTML page."""

import base64
import io

import msgspec
from PIL import Image, ImageChops

from parser.errors import DiariumError

A4 = (595.0, 842.0)
POINTS = 72.0
SHADES = 16
"""Shades of grey that print on paper is kept in: four bits a pixel, which nobody sees and which packs well."""
COLOURFUL = 40
"""Channels that differ by more than this, of 255, make a pixel a coloured one."""
LARGE = 200_000
"""A lossless picture above so many bytes is a photograph or a scan: a lossy one is tried."""

_TO_SHADE = [round(level * (SHADES - 1) / 255) for level in range(256)]
_SHADES = [level for shade in range(SHADES) for level in [round(shade * 255 / (SHADES - 1))] * 3]
_FAR = [255 * (difference > COLOURFUL) for difference in range(256)]


class Picture(msgspec.Struct, frozen=True):
    """A page as a `data:` URI, and its size in points; `uri` is None where the page cannot be drawn."""

    number: int
    width: float
    height: float
    uri: str | None


def picture(data: bytes, number: int, size: tuple[float, float] | None, *, dpi: int) -> Picture:
    """Page `number` of the PDF in `data` at `dpi`. A page that cannot be drawn is an empty sheet, never an error.

    `size` is the page's in points; where it is not known, it is that of the picture.
    """
    from parser.read.render import render_page

    try:
        # A BMP costs no packing: it is unpacked at once to be packed better.
        with Image.open(io.BytesIO(render_page(data, number, dpi=dpi, form="BMP"))) as image:
            width, height = size or (image.width * POINTS / dpi, image.height * POINTS / dpi)
            kind, packed = _packed(image.convert("RGB"))
    except (DiariumError, OSError, ValueError, RuntimeError, Image.DecompressionBombError):
        return Picture(number, *(size or A4), None)
    return Picture(number, width, height, f"data:image/{kind};base64,{base64.b64encode(packed).decode()}")


def _packed(image: Image.Image) -> tuple[str, bytes]:
    """The picture's format and bytes: lossless where it is print on paper, lossy for colours and scans."""
    if _is_coloured(image):
        return "webp", _lossy(image)
    grey = image.convert("L")
    lossless = _lossless(grey)
    if len(lossless) > LARGE:
        lossy = _lossy(grey)
        if len(lossy) < len(lossless):
            return "webp", lossy
    return "png", lossless


def _is_coloured(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return any(ImageChops.difference(red, other).point(_FAR).getbbox() is not None for other in (green, blue))


def _lossless(grey: Image.Image) -> bytes:
    shaded = grey.point(_TO_SHADE)
    shaded.putpalette(_SHADES)
    packed = io.BytesIO()
    shaded.save(packed, "PNG", bits=4)
    return packed.getvalue()


def _lossy(image: Image.Image) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "WEBP", quality=60, method=2)
    return packed.getvalue()
