"""Lines that stand on end beside upright text, as the stamp of an electronic signature does in the margin.

Tesseract reads such a line, and gives its words boxes that are taller than they are wide; taken for upright words they
would stand among the lines that they pass.
"""

from collections.abc import Iterable, Sequence

from parser.model import Span
from parser.read.tesseract import ReadWord

_LONG = 4  # letters: a shorter word may be taller than it is wide as it stands
_TALLER = 1.5
_CAPITAL, _WITH_DESCENDER = 0.72, 0.92  # of the size: from the baseline up, and with what hangs below it
_DESCENDING = frozenset("gjpqyQ,;()[]/|§")

Line = tuple[int, int, int]


def parted(words: Iterable[ReadWord]) -> tuple[list[ReadWord], list[list[ReadWord]]]:
    """The words that stand upright, and the lines that stand on end, each in its order."""
    lines: dict[Line, list[ReadWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    standing = {line: of for line, of in lines.items() if _stands(of)}
    if standing:  # a table's column of figures may be taken for one; a stamp has the margin to itself
        rest = [word for line, of in lines.items() if line not in standing for word in of]
        standing = {line: of for line, of in standing.items() if _beside(of, rest)}
    upright = [word for line, of in lines.items() if line not in standing for word in of]
    return upright, list(standing.values())


def _stands(line: Sequence[ReadWord]) -> bool:
    long = [word for word in line if len(word.text) >= _LONG]
    return bool(long) and all(word.bottom - word.top > _TALLER * (word.x1 - word.x0) for word in long)


def _beside(line: Sequence[ReadWord], words: Sequence[ReadWord]) -> bool:
    x0, _, x1, _ = box_of(line)
    return all(word.x1 <= x0 or word.x0 >= x1 for word in words)


def box_of(line: Sequence[ReadWord]) -> tuple[int, int, int, int]:
    """What a line covers, in pixels: left, top, right, bottom."""
    return (
        min(word.x0 for word in line),
        min(word.top for word in line),
        max(word.x1 for word in line),
        max(word.bottom for word in line),
    )


def spans_of(line: Sequence[ReadWord], scale: float, font: str) -> list[Span]:
    """The words of a line on end as spans. `scale` is points a pixel."""
    downwards = line[-1].top > line[0].top if len(line) > 1 else False
    left, _, right, _ = box_of(line)
    x0, x1 = left * scale, right * scale
    hangs = any(char in _DESCENDING for word in line for char in word.text)
    size = (x1 - x0) / (_WITH_DESCENDER if hangs else _CAPITAL)
    spans = []
    for word in line:
        top, bottom = word.top * scale, word.bottom * scale
        # Along the writing direction, which is what places in turned text are told by.
        begin, end = (top, bottom) if downwards else (-bottom, -top)
        step = (end - begin) / len(word.text)
        spans.append(
            Span(
                word.text,
                x0,
                top,
                x1,
                bottom,
                bottom,
                font,
                round(size, 1),
                False,
                False,
                (*(begin + step * at for at in range(len(word.text))), end),
                90.0 if downwards else 270.0,
                round(word.confidence, 3),
            )
        )
    return spans
