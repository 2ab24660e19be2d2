"""Ruled lines in a page's picture: found, for tables; and painted over, so that they are not read as letters."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from parser.read.picture import Ink

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]

_LEVEL, _UPRIGHT = 0.4, 0.22  # inches: no letter's stroke is longer, and few table rows are lower
_TALL = 0.6  # inches: an upright line as long is a rule wherever it stands
_THICK = 0.03  # inches: what is thicker is a bar or a picture
_CLOSE, _STANDING = 0.022, 0.15  # inches over a line, and the share of it, that have ink where it underlines words
_AROUND = 2  # pixels beside a rule that its blur greys


def find_rules(ink: Ink, dpi: int) -> tuple[list[Box], Ink]:
    """The rules' boxes in pixels (left, top, right, bottom), and which pixels to paint over so that they are gone.

    A rule is what is left of the ink when it is opened with a long thin bar (erosion, then dilation), less what is
    thick.
    """
    thick = max(3, round(_THICK * dpi))
    level = _opened(ink, round(_LEVEL * dpi), 1)
    level &= ~_opened(level, thick, 0)
    upright = _opened(ink, round(_UPRIGHT * dpi), 0)
    upright &= ~_opened(upright, thick, 1)
    boxes = []
    for box in _boxes(level):
        if _underlines(box, ink, dpi):
            level[box[1] : box[3], box[0] : box[2]] = False
        else:
            boxes.append(box)
    tall = _TALL * dpi
    for y0, x0, y1, x1 in _boxes(upright.T):
        # A short one is a rule where it meets another: alone it may be the stem of a large letter.
        if y1 - y0 >= tall or any(_meet((x0, y0, x1, y1), other, thick) for other in boxes):
            boxes.append((x0, y0, x1, y1))
        else:
            upright[y0:y1, x0:x1] = False
    bands = _band(level, 0), _band(upright, 1)
    letters = ink & ~(bands[0] | bands[1])
    return boxes, _uncrossed(bands[0], letters, 0, thick) | _uncrossed(bands[1], letters, 1, thick)


def _underlines(box: Box, ink: Ink, dpi: int) -> bool:
    """Whether letters stand on the line: painting it over would take their feet."""
    x0, y0, x1, _ = box
    near = max(2, round(_CLOSE * dpi))
    above = ink[max(0, y0 - 1 - near) : max(0, y0 - 1), x0:x1]
    return bool(above.any(axis=0).mean() > _STANDING)


def _band(rules: Ink, axis: int) -> Ink:
    """The rules and the pixels beside them."""
    band = rules.copy()
    for step in range(1, _AROUND + 1):
        band |= np.roll(rules, step, axis) | np.roll(rules, -step, axis)
    return band


def _uncrossed(band: Ink, letters: Ink, axis: int, thick: int) -> Ink:
    """The band without the places where a letter's stroke runs through: its ink goes on at both sides."""
    before, after = np.zeros_like(band), np.zeros_like(band)
    for step in range(1, thick + 2 * _AROUND + 1):
        before |= np.roll(letters, step, axis)
        after |= np.roll(letters, -step, axis)
    return band & ~(before & after)


def _meet(a: Box, b: Box, near: int) -> bool:
    return a[0] - near < b[2] and b[0] - near < a[2] and a[1] - near < b[3] and b[1] - near < a[3]


def painted_over(image: "Image", rules: Ink) -> "Image":
    """The picture without what `find_rules` says is to be painted over."""
    from PIL import Image as Images

    grey = np.array(image)
    grey[rules] = 255
    return Images.fromarray(grey)


def _opened(ink: Ink, length: int, axis: int) -> Ink:
    """What is covered by bars of that length (in pixels, along the axis) that are all ink."""
    size = ink.shape[axis]
    if size <= length:
        return np.zeros_like(ink)
    whole = _sums(ink, length, axis) == length  # a bar may begin here
    pad = [(0, 0), (0, 0)]
    pad[axis] = (length - 1, length - 1)
    covered: Ink = _sums(np.pad(whole, pad), length, axis) > 0
    return covered


def _sums(ink: Ink, length: int, axis: int) -> npt.NDArray[np.uint16]:
    """The ink in each stretch of that length. Sums that run over are right again in the difference."""
    sums = np.cumsum(ink, axis=axis, dtype=np.uint16)
    last, first = [slice(None)] * 2, [slice(None)] * 2
    last[axis], first[axis] = slice(length - 1, None), slice(None, 1 - length)
    return sums[tuple(last)] - sums[tuple(first)] + ink[tuple(first)]


def _boxes(level: Ink) -> list[Box]:
    """The boxes of the pieces of a picture that holds level lines only: runs in rows, joined where they touch."""
    open_boxes: list[list[int]] = []
    done: list[Box] = []
    for y in np.flatnonzero(level.any(axis=1)):
        row = level[y].astype(np.int8)
        turns = np.flatnonzero(np.diff(np.concatenate(([0], row, [0]))))
        still: list[list[int]] = []
        for box in open_boxes:
            if box[3] >= y - 1:
                still.append(box)
            else:
                done.append((box[0], box[1], box[2], box[3]))
        open_boxes = still
        for x0, x1 in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
            for box in open_boxes:
                if x0 < box[2] and x1 > box[0]:
                    box[:] = [min(box[0], x0), box[1], max(box[2], x1), int(y) + 1]
                    break
            else:
                open_boxes.append([x0, int(y), x1, int(y) + 1])
    return [(b[0], b[1], b[2], b[3]) for b in [*done, *open_boxes]]
