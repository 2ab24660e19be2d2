"""Which names a PDF's dictionaries use, from its bytes: to leave out questions whose answer is known for all pages.

pdf_oxide goes through the page tree for each question about a page, so that asking is quadratic in the pages.
"""

import re
import zlib

import msgspec

_BOX = re.compile(rb"/MediaBox\s*\[\s*([-+\d.]+)\s+([-+\d.]+)\s")
_TURN = re.compile(rb"/Rotate\b(?!\s+0[\s/>])")
_OBJECTS = re.compile(rb"/ObjStm\b")
_START = re.compile(rb"stream\r?\n")


class Names(msgspec.Struct, frozen=True):
    """What any page of the file may have. True where it cannot be told."""

    turned: bool
    cropped: bool
    annotated: bool
    shifted: bool
    """Whether a page's box may begin elsewhere than at 0, 0."""


def names_in(data: bytes) -> Names:
    """Look for the names in the file and in its packed dictionaries."""
    packed = _packed_dictionaries(data)
    if packed is None:
        return Names(True, True, True, True)
    parts = (data, *packed)
    boxes = [corner for part in parts for corner in _BOX.findall(part)]
    named = sum(part.count(b"/MediaBox") for part in parts)
    return Names(
        turned=any(_TURN.search(part) for part in parts),
        cropped=any(b"/CropBox" in part for part in parts),
        annotated=any(b"/Annots" in part for part in parts),
        shifted=not boxes or len(boxes) != named or any(x.strip(b"0.+-") or y.strip(b"0.+-") for x, y in boxes),
    )


def _packed_dictionaries(data: bytes) -> list[bytes] | None:
    """The contents of the file's object streams; None where they cannot be unpacked."""
    found = []
    for mark in _OBJECTS.finditer(data):
        start = _START.search(data, mark.end())
        if start is None:
            return None
        try:
            found.append(zlib.decompressobj().decompress(memoryview(data)[start.end() :]))
        except zlib.error:
            return None
    return found
