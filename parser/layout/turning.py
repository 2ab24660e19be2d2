"""Text turned by quarters: into a frame in which it runs to the right, and its boxes back onto the page.

The frame's u runs along the writing direction, its v downwards from line to line. Quarters are clockwise, as
`Span.rotation` is in degrees.
"""

import msgspec

from parser.model import BBox, Span

# A span's box reaches so far above and below its baseline, as shares of the size (`parser.read.spans`).
_ASCENT, _DESCENT = 0.8, 0.2


def along(span: Span, quarter: int) -> Span:
    """The span in the frame of its own direction; its edges already run along it."""
    if quarter == 1:
        left, right, base = span.top, span.bottom, -(span.x0 + _DESCENT * span.size)
    elif quarter == 2:
        left, right, base = -span.x1, -span.x0, -span.baseline
    else:
        left, right, base = -span.bottom, -span.top, span.x0 + _ASCENT * span.size
    whole = len(span.edges) == len(span.text) + 1 and abs(span.edges[0] - left) < 1.0
    return msgspec.structs.replace(
        span,
        x0=left,
        x1=right,
        top=base - _ASCENT * span.size,
        bottom=base + _DESCENT * span.size,
        baseline=base,
        edges=span.edges if whole else (),
    )


def box_on_page(x0: float, top: float, x1: float, bottom: float, quarter: int) -> BBox:
    """A box of the frame, on the page."""
    if quarter == 0:
        return BBox(x0, top, x1, bottom)
    if quarter == 1:
        return BBox(-bottom, x0, -top, x1)
    if quarter == 2:
        return BBox(-x1, -bottom, -x0, -top)
    return BBox(top, -x1, bottom, -x0)
