"""A part of a printed row: plain slotted objects, since a page has hundreds and this is the hot path.

The model's frozen `Line`s are made at the end, once, by `parser.layout.assemble`.
"""

from collections.abc import Sequence

from parser.model import Span


class Segment:
    """A part of a printed row that has no wide gap in it. `row` numbers the rows of a page from the top."""

    __slots__ = (
        "base",
        "bold",
        "bottom",
        "conf",
        "first_width",
        "italic",
        "row",
        "size",
        "text",
        "text_x",
        "top",
        "turn",
        "x0",
        "x1",
    )

    def __init__(
        self, text: str, x0: float, x1: float, spans: Sequence[Span], first_width: float, text_x: float
    ) -> None:
        """Take position and look from `spans`, which hold `text`.

        `first_width` is the first word's width, `text_x` the left edge of the second (where an item's text hangs).
        """
        first = spans[0]
        self.text = text
        self.x0 = x0
        self.x1 = x1
        self.first_width = first_width
        self.text_x = text_x
        self.row = 0
        self.turn = 0
        if len(spans) == 1:
            self.top, self.bottom, self.base, self.size = first.top, first.bottom, first.baseline, first.size
            self.bold, self.italic, self.conf = first.bold, first.italic, first.confidence
            return
        self.top = min(s.top for s in spans)
        self.bottom = max(s.bottom for s in spans)
        sizes = sorted(s.size for s in spans)
        self.size = sizes[len(sizes) // 2] if first.confidence is not None else main_size(spans)
        self.base = _main_baseline(spans, self.size)
        self.bold = all(s.bold for s in spans)
        self.italic = all(s.italic for s in spans)
        marks = [s.confidence for s in spans if s.confidence is not None]
        self.conf = sum(marks) / len(marks) if marks else None


def main_size(spans: Sequence[Span]) -> float:
    """The size that most of the characters are set in."""
    size = spans[0].size
    if all(s.size == size for s in spans):
        return size
    weight: dict[float, int] = {}
    for s in spans:
        weight[s.size] = weight.get(s.size, 0) + len(s.text)
    return max(weight, key=lambda k: (weight[k], k))


def _main_baseline(spans: Sequence[Span], size: float) -> float:
    bases = sorted(s.baseline for s in spans if s.size == size) or sorted(s.baseline for s in spans)
    return bases[len(bases) // 2]
