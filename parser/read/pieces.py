"""Connected pieces of ink in a page's picture: dotted lines among them, and letters that Tesseract passed over.

Runs of ink in each row are joined where they touch in the next (union of runs; A. Rosenfeld & J. Pfaltz, 1966), all
with numpy, since a page has tens of thousands.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord

Boxes = npt.NDArray[np.int64]
"""Rows of left, top, right, bottom, in pixels."""

_DOT = 0.035  # inches: no dot of a dotted line is wider or higher
_PITCH = 0.13  # inches from dot to dot, at most
_LEADER = 8  # dots, at least
_LOW, _HIGH = 0.4, 1.35  # shares of the size: how high a letter is
_ALONE = 0.45  # of the size: a piece nearer to a word is a part of it that its box leaves out


def pieces_of(ink: Ink) -> Boxes:
    """The boxes of the connected pieces of ink (by sides and corners)."""
    high, wide = ink.shape
    padded = np.zeros((high, wide + 2), np.int8)
    padded[:, 1:-1] = ink
    turns = np.diff(padded, axis=1)
    rows, starts = np.nonzero(turns == 1)
    ends = np.nonzero(turns == -1)[1]
    count = len(rows)
    if not count:
        return np.empty((0, 4), np.int64)
    # Runs stand in order; place each in one line of numbers, in which the next row's runs can be searched for.
    span = wide + 4
    begin, end = rows * span + starts, rows * span + ends
    first = np.searchsorted(end, begin + span, side="left")  # touching by a corner counts
    last = np.searchsorted(begin, end + span, side="right")
    many = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(count), many)
    lower = np.repeat(first - np.concatenate(([0], np.cumsum(many)[:-1])), many) + np.arange(many.sum())
    label = _joined(count, upper, lower)
    order = np.argsort(label, kind="stable")
    edges = np.flatnonzero(np.diff(label[order], prepend=-1))
    return np.stack(
        [
            np.minimum.reduceat(starts[order], edges),
            np.minimum.reduceat(rows[order], edges),
            np.maximum.reduceat(ends[order], edges),
            np.maximum.reduceat(rows[order], edges) + 1,
        ],
        axis=1,
    )


def _joined(count: int, upper: npt.NDArray[np.int64], lower: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The least run that each run is joined to, by pairs of runs that touch."""
    label = np.arange(count)
    while True:
        before = label.copy()
        np.minimum.at(label, upper, label[lower])
        np.minimum.at(label, lower, label[upper])
        label = label[label]
        if (label == before).all():
            return label


def dotted_lines(pieces: Boxes, dpi: int) -> Boxes:
    """The boxes of dotted lines (leaders, lines to sign on), which are no text."""
    most = _DOT * dpi
    dots = pieces[(pieces[:, 2] - pieces[:, 0] <= most) & (pieces[:, 3] - pieces[:, 1] <= most)]
    if len(dots) < _LEADER:
        return np.empty((0, 4), np.int64)
    band = np.round((dots[:, 1] + dots[:, 3]) / 2 / max(2.0, most / 2)).astype(np.int64)
    order = np.lexsort((dots[:, 0], band))
    dots, band = dots[order], band[order]
    breaks = np.flatnonzero((np.diff(band) != 0) | (np.diff(dots[:, 0]) > _PITCH * dpi)) + 1
    found = [
        (part[0, 0], part[:, 1].min(), part[-1, 2], part[:, 3].max())
        for part in np.split(dots, breaks)
        if len(part) >= _LEADER and _is_even(part)
    ]
    return np.array(found, np.int64).reshape(-1, 4)


def _is_even(dots: Boxes) -> bool:
    """Whether the dots stand at even distances, as specks and the dots of letters do not."""
    steps = np.diff(dots[:, 0])
    return bool(np.median(np.abs(steps - np.median(steps))) <= 0.2 * np.median(steps) + 1)


def passed_over(pieces: Boxes, words: Sequence[ReadWord], size: float) -> list[tuple[int, int, int, int]]:
    """Boxes of letter-sized ink that stands alone, on the row of some word, and in no word's box.

    `size` is the page's usual type size in pixels. Pieces side by side (`12`, `1.`) come as one box.
    """
    if not len(pieces) or not words:
        return []
    high = pieces[:, 3] - pieces[:, 1]
    wide = pieces[:, 2] - pieces[:, 0]
    letters = pieces[(high >= _LOW * size) & (high <= _HIGH * size) & (wide <= 1.5 * size) & (wide >= 2)]
    boxes = np.array([(word.x0, word.top, word.x1, word.bottom) for word in words])
    pad = _ALONE * size
    free = []
    for x0, top, x1, bottom in letters:
        level = (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
        if level.any() and not (level & (boxes[:, 0] < x1 + pad) & (boxes[:, 2] > x0 - pad)).any():
            free.append((int(x0), int(top), int(x1), int(bottom)))
    free.sort(key=lambda box: (box[0], box[1]))
    joined: list[tuple[int, int, int, int]] = []
    for box in free:
        for i, other in enumerate(joined):
            if box[0] - other[2] < 0.35 * size and box[1] < other[3] and box[3] > other[1]:
                joined[i] = (other[0], min(other[1], box[1]), max(other[2], box[2]), max(other[3], box[3]))
                break
        else:
            joined.append(box)
    return joined
