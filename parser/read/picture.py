"""A page's picture: where its ink is, how far it stands askew, and the page set straight."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

Ink = npt.NDArray[np.bool_]

_MOST = 4.0  # degrees: a page that stands farther askew is one that was laid wrong on purpose
_LEAST = 0.12  # degrees: less than a fifth of a line's height over the page's width
_ROWS = 900  # the height at which the angle is measured


def ink_of(image: "Image") -> Ink:
    """Which pixels of a grey picture are dark: by Otsu's threshold over its histogram (N. Otsu, 1979)."""
    grey = np.asarray(image.convert("L"))
    return np.asarray(grey < _threshold(grey), dtype=np.bool_)


def _threshold(grey: npt.NDArray[np.uint8]) -> int:
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    levels = np.arange(256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return int(np.clip(np.nanargmax(np.nan_to_num(apart)) + 1, 60, 200))


def skew_of(ink: Ink) -> float:
    """How far the lines of text fall to the right, in degrees (clockwise positive); 0 where they lie straight enough.

    The angle at which the page's rows are the most uneven in their ink: projection profiles (W. Postl, 1986).
    """
    step = max(1, ink.shape[0] // _ROWS)
    # The margins hold the scanner's shadows, not lines.
    high, wide = ink.shape
    inner = ink[high // 20 : high - high // 20 : step, wide // 20 : wide - wide // 20 : step]
    ys, xs = np.nonzero(inner)
    if len(ys) < 200:
        return 0.0
    if len(ys) > 60_000:
        every = len(ys) // 60_000 + 1
        ys, xs = ys[::every], xs[::every]
    centred = xs - xs.mean()

    def unevenness(angle: float) -> float:
        rows = ys - centred * np.tan(np.radians(angle))
        counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
        return float(np.square(np.diff(counts)).sum())

    best = max(np.arange(-_MOST, _MOST + 0.01, 0.25), key=unevenness)
    best = max(np.arange(best - 0.25, best + 0.26, 0.05), key=unevenness)
    if unevenness(0.0) >= 0.98 * unevenness(float(best)):
        return 0.0
    return float(best) if abs(best) >= _LEAST else 0.0


def straighten(image: "Image", angle: float) -> "Image":
    """The picture turned about its middle so that lines falling by `angle` degrees lie level; corners are white."""
    from PIL.Image import Resampling

    return image.rotate(angle, resample=Resampling.BICUBIC, fillcolor=255)


def whitened(image: "Image") -> "Image":
    """The picture with its paper white: the usual grey, and all above it, becomes 255."""
    paper = int(np.median(np.asarray(image)[::7, ::7]))
    if not 128 <= paper < 255:
        return image
    return image.point([min(255, round(level * 255 / paper)) for level in range(256)])
