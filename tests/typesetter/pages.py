"""Rows → pages: which row stands where, in columns, with page breaks."""

from collections.abc import Iterable

import msgspec

from typesetter.layouts import Layout
from typesetter.rows import Row


class Placed(msgspec.Struct, frozen=True):
    """A row on a page: the x of its column's left edge and the y of its top, from the page's top left corner."""

    row: Row
    x: float
    top: float


class Break(msgspec.Struct, frozen=True):
    """A new page begins here."""


class Paginator:
    """Fills frame after frame. `pages` grows as rows are given to `add`; `finish` places what still waits."""

    def __init__(self, layout: Layout, top: float, bottom: float) -> None:
        self.layout, self.frame_top, self.bottom = layout, top, bottom
        left, _, right, _ = layout.margins
        width = layout.paper[0] - left - right
        self.width = width
        self.column_width = (width - layout.gap * (layout.columns - 1)) / layout.columns
        self.pages: list[list[Placed]] = [[]]
        self._column, self._y, self._column_top = 0, top, top
        self._chain: list[Row] = []

    def place(self, items: Iterable[Row | Break]) -> list[list[Placed]]:
        """The pages of all rows, in order. A chain of kept rows stands together where a frame can hold it."""
        for item in items:
            if isinstance(item, Break):
                self._flush()
                self._new_page()
                continue
            self._chain.append(item)
            if not item.keep or len(self._chain) > 40:
                self._flush()
        self._flush()
        return self.pages

    def _flush(self) -> None:
        chain, self._chain = self._chain, []
        if not chain:
            return
        height = sum(row.before + row.height for row in chain)
        if self._y + height > self.bottom and height < 0.6 * (self.bottom - self.frame_top):
            self._next_frame()
        for row in chain:
            self._put(row)

    def _put(self, row: Row) -> None:
        at_top = self._y <= self._column_top
        before = 0.0 if at_top else row.before
        if self._y + before + row.height > self.bottom and not at_top:
            self._next_frame()
            before = 0.0
        top = self._y + before
        self.pages[-1].append(Placed(row, self._x, top))
        self._y = top + row.height
        if row.full:  # the columns begin below what spans them
            self._column_top = self._y

    @property
    def _x(self) -> float:
        return self.layout.margins[0] + self._column * (self.column_width + self.layout.gap)

    def _next_frame(self) -> None:
        if self._column + 1 < self.layout.columns:
            self._column += 1
            self._y = self._column_top
        else:
            self._new_page()

    def _new_page(self) -> None:
        if not self.pages[-1]:
            return
        self.pages.append([])
        self._column, self._y, self._column_top = 0, self.frame_top, self.frame_top
