"""What an engine hands over: runs of characters in the page's own coordinates, and the page's box.

Engines know nothing of spans, findings or layers; `parser.read.spans` makes those, alike for every engine.
"""

import math
from collections.abc import Callable, Sequence

import msgspec

from parser.model import Rule


class Run(msgspec.Struct, frozen=True, gc=False):
    """Characters that the PDF sets one after the other, in the PDF's coordinates (y upwards, before /Rotate).

    `x`, `y` is the origin of the first character. `offsets` are distances from there along the writing direction:
    of each character's left edge and of the last one's right edge, ``len(offsets) == len(text) + 1``.
    `angle` is that direction, in degrees counter-clockwise. `size` is the size as shown, matrices included.
    `visible` is False for text that is there to be searched only (rendering mode 3), None where the engine
    does not tell. `mapped` is False where the engine knows that the font says nothing of what its glyphs mean.
    """

    text: str
    x: float
    y: float
    offsets: Sequence[float]
    size: float
    font: str
    bold: bool
    italic: bool
    angle: float = 0.0
    visible: bool | None = None
    mapped: bool = True


class Frame(msgspec.Struct, frozen=True):
    """The part of a page that is shown: its box in the PDF's coordinates, and its turn (0, 90, 180, 270 clockwise).

    The visible box is the crop box cut to the media box. /UserUnit is not applied: all engines leave it out alike.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    rotate: int = 0

    @property
    def width(self) -> float:
        """The page's width as shown, in points."""
        return self.x1 - self.x0 if self.rotate % 180 == 0 else self.y1 - self.y0

    @property
    def height(self) -> float:
        """The page's height as shown, in points."""
        return self.y1 - self.y0 if self.rotate % 180 == 0 else self.x1 - self.x0

    def show(self, x: float, y: float) -> tuple[float, float]:
        """From the PDF's coordinates to points from the top left corner of the page as shown."""
        if self.rotate == 0:
            return x - self.x0, self.y1 - y
        if self.rotate == 90:
            return y - self.y0, x - self.x0
        if self.rotate == 180:
            return self.x1 - x, y - self.y0
        return self.y1 - y, self.x1 - x

    def turn(self, angle: float) -> float:
        """From degrees counter-clockwise in the PDF to degrees clockwise as shown (0 up to 360).

        Directions within two degrees of upright, or of a quarter turn, are taken for it: scans are set askew.
        """
        shown = (self.rotate - angle) % 360
        quarter = round(shown / 90) * 90
        return float(quarter % 360) if abs(shown - quarter) < 2 else shown


def visible_box(media: Sequence[float], crop: Sequence[float] | None) -> tuple[float, float, float, float]:
    """The crop box cut to the media box, corners put in order; the media box where the two do not meet."""
    mx0, my0, mx1, my1 = _ordered(media)
    if crop is None:
        return mx0, my0, mx1, my1
    cx0, cy0, cx1, cy1 = _ordered(crop)
    x0, y0, x1, y1 = max(mx0, cx0), max(my0, cy0), min(mx1, cx1), min(my1, cy1)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else (mx0, my0, mx1, my1)


def _ordered(box: Sequence[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(v) for v in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def rule_of(frame: Frame, x0: float, y0: float, x1: float, y1: float) -> Rule:
    """A thin rectangle of the PDF's coordinates as a rule of the page as shown."""
    ax, ay = frame.show(x0, y0)
    bx, by = frame.show(x1, y1)
    return Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def rules_of_box(frame: Frame, x0: float, y0: float, x1: float, y1: float, *, thin: float = 2.0) -> list[Rule]:
    """A drawn rectangle as rules: itself where it is thin, otherwise its four sides."""
    if min(abs(x1 - x0), abs(y1 - y0)) <= thin:
        return [rule_of(frame, x0, y0, x1, y1)]
    return [
        rule_of(frame, x0, y0, x1, y0),
        rule_of(frame, x0, y1, x1, y1),
        rule_of(frame, x0, y0, x0, y1),
        rule_of(frame, x1, y0, x1, y1),
    ]


def angle_of(a: float, b: float) -> float:
    """The direction of a text matrix's first row, in degrees counter-clockwise."""
    return math.degrees(math.atan2(b, a)) if b or a < 0 else 0.0


class RawPage(msgspec.Struct, frozen=True):
    """A page as an engine gives it: runs in the order of the content stream; its rules only when asked for."""

    frame: Frame
    runs: Sequence[Run]
    rules: Callable[[], Sequence[Rule]] = tuple
    pictured: Callable[[], bool] = bool
    """Whether pictures cover most of the page: it is a scan."""
    shows: Callable[[], bool] = bool
    """Whether anything but text is drawn: pictures, or so many lines and shapes that they may be letters."""
