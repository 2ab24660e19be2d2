"""Ruled lines in a page's picture: found, for tables; and painted over, so that they are not read as letters."""

from typing import TYPE_CHECKING

import numpy as np

from parser.read.picture import Ink

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]

_LEVEL, _UPRIGHT = 0.4, 0.22  # inches: no letter's stroke is longer, and few table rows are lower
_THICK = 0.03  # inches: what is thicker is a bar or a picture
_AROUND = 1  # pixels beside a rule that its blur greys


def find_rules(ink: Ink, dpi: int) -> tuple[list[Box], Ink]:
    """The rules' boxes in pixels (left, top, right, bottom), and which pixels are theirs.

    A rule is what is left of the ink when it is opened with a long thin bar (erosion, then dilation), less what is
    thick.
    """
    thick = max(3, round(_THICK * dpi))
    level = _opened(ink, round(_LEVEL * dpi), 1)
    level &= ~_opened(level, thick, 0)
    upright = _opened(ink, round(_UPRIGHT * dpi), 0)
    upright &= ~_opened(upright, thick, 1)
    boxes = _boxes(level)
    boxes += [(x0, y0, x1, y1) for y0, x0, y1, x1 in _boxes(upright.T)]
    return boxes, level | upright


def painted_over(image: "Image", rules: Ink) -> "Image":
    """The picture without its rules."""
    from PIL import Image as Images

    grey = np.array(image)
    wide = rules.copy()
    for axis in (0, 1):
        for step in (-_AROUND, _AROUND):
            wide |= np.roll(rules, step, axis)
    grey[wide] = 255
    return Images.fromarray(grey)


def _opened(ink: Ink, length: int, axis: int) -> Ink:
    """What is covered by bars of that length (in pixels, along the axis) that are all ink."""
    size = ink.shape[axis]
    if size <= length:
        return np.zeros_like(ink)
    moved = np.moveaxis(ink, axis, 0)
    sums = np.concatenate([np.zeros((1, moved.shape[1]), np.int32), np.cumsum(moved, axis=0, dtype=np.int32)])
    whole = (sums[length:] - sums[:-length]) == length  # a bar may begin here
    starts = np.concatenate([np.zeros((1, moved.shape[1]), np.int32), np.cumsum(whole, axis=0, dtype=np.int32)])
    last = len(whole)
    at = np.arange(size)
    covered = (starts[np.minimum(at + 1, last)] - starts[np.maximum(at + 1 - length, 0)]) > 0
    return np.moveaxis(covered, 0, axis)


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
