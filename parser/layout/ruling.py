"""The ruled lines of a page: where a table's columns and rows part."""

from bisect import bisect_right
from collections.abc import Sequence

from parser.model import Rule

_THIN = 3.0  # points across which a rule is a line
_LEAST = 4.0  # points along which it is one
_BESIDE = 3.0  # points by which an underline may be longer or shorter than its text
_SAME = 2.0  # points within which two rules are at one place


class Ruling:
    """Vertical and horizontal rules of one page."""

    __slots__ = ("_across", "_down")

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        """Sort `rules` by direction; what is neither thin nor long is no line."""
        self._down = sorted(
            ((r.x0 + r.x1) / 2, r.top, r.bottom)
            for r in rules
            if abs(r.x1 - r.x0) <= _THIN and r.bottom - r.top >= _LEAST
        )
        self._across = sorted(
            ((r.top + r.bottom) / 2, r.x0, r.x1)
            for r in rules
            if abs(r.bottom - r.top) <= _THIN and r.x1 - r.x0 >= _LEAST
        )

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self._down or self._across)

    def uprights(self, y: float) -> list[float]:
        """The x of the vertical rules that pass the height `y`, from the left."""
        found: list[float] = []
        for x, top, bottom in self._down:
            if top - 1.0 <= y <= bottom + 1.0 and (not found or x - found[-1] > _SAME):
                found.append(x)
        return found

    def row(self, y: float, x0: float, x1: float) -> int:
        """Which row of its ruled table the height `y` is in, counted from the top of the page.

        A horizontal rule counts where it passes over half of ``x0..x1``.
        """
        last = float("-inf")
        count = 0
        for level, left, right in self._across[: bisect_right(self._across, (y, 0.0, 0.0))]:
            if min(right, x1) - max(left, x0) > 0.5 * (x1 - x0) and level - last > _SAME:
                count += 1
                last = level
        return count

    def across(self, x: float, top: float, bottom: float) -> int:
        """How many horizontal rules pass over `x` between two heights."""
        return sum(1 for y, left, right in self._across if left < x - 9 and right > x + 9 and top < y < bottom)

    def underlines(self, x0: float, x1: float, base: float, size: float) -> bool:
        """Whether a rule runs right under a text and just as wide as it."""
        near = bisect_right(self._across, (base + 0.4 * size, 0.0, 0.0))
        for level, left, right in reversed(self._across[:near]):
            if level <= base:
                return False
            if abs(left - x0) < _BESIDE and abs(right - x1) < _BESIDE:
                return True
        return False
