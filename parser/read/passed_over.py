"""Letters that stand alone (a cross in a table, an item's number) are read by themselves where Tesseract passed them
over, or took a column of them for a word on end.
"""

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from parser.read.pieces import Boxes, passed_over
from parser.read.tesseract import ReadWord, Tesseract

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]

_SINGLE_WORD, _SINGLE_CHARACTER = 8, 10  # Tesseract's page segmentation modes
_SWEDISH = frozenset("ÅÄÖåäö")
_SAME_SHAPE = frozenset("cosvwxz")  # letters whose capitals look like them, but for the height
_LEAST_CAPITAL = 0.6  # of the size
_ALIKE = 0.8  # how sure three of a kind are
_SURE, _UNSURE = 0.45, 0.7
_MARGIN = 6
_CLOSE = 40  # pixels: a comma and a dash are not level, and stand near
_MOST = 200  # on a page: more are no letters but a pattern
_USUAL_SHARE = 0.7  # of the size, that most words are high


def with_passed_over(
    words: Sequence[ReadWord], pieces: Boxes, image: "Image", dpi: int, tesseract: Tesseract
) -> list[ReadWord]:
    """The words, and those that are found where ink was passed over, each in the line that it stands level with."""
    if not words:
        return []
    size = median(word.bottom - word.top for word in words) / _USUAL_SHARE
    kept = [word for word in words if not _stands_on_end(word, size)]
    found = []
    boxes = passed_over(pieces, kept, size)
    for x0, top, x1, bottom in boxes if len(boxes) <= _MOST else ():
        box = (x0, top, x1, bottom)
        text, sure = read_letter(box, image, dpi, tesseract) if x1 - x0 < size else _read(box, image, dpi, tesseract)
        if text.lower() in _SAME_SHAPE:
            text = text.upper() if bottom - top > _LEAST_CAPITAL * size else text.lower()
        if sure < _SURE or not any(char.isalnum() for char in text):
            continue
        level = [word for word in kept if word.top < bottom and word.bottom > top]
        if level:
            near = min(level, key=lambda word: max(word.x0 - x1, x0 - word.x1))
            found.append(ReadWord(near.line, text, x0, top, x1, bottom, sure))
    return _in_lines(kept, found)


def read_letter(box: Box, image: "Image", dpi: int, tesseract: Tesseract) -> tuple[str, float]:
    """What a letter is that stands alone in its box, and how sure that is.

    Tesseract reads lines, and a single letter badly: the Swedish model is shown it enlarged, the English one three
    times in a row; where that gives three of a kind, they are believed, but for the letters that it does not know.
    """
    from PIL import Image as Images

    part = image.crop((box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2))
    text, sure = _read(box, image, dpi, tesseract, psm=_SINGLE_CHARACTER)
    if text in _SWEDISH:
        return text, sure
    wide, high = part.size
    row = Images.new("L", (3 * wide + 2 * high, 2 * high), 255)
    for i in range(3):
        row.paste(part, (high // 2 + i * (wide + high // 2), high // 2))
    seen = "".join(char for char in tesseract.glance(row, dpi=dpi) if char.isalnum() or char == "§")
    if len(seen) == 3 and len(set(seen.lower())) == 1:
        text, sure = seen[0], max(sure, _ALIKE)
    return text, sure


def _read(box: Box, image: "Image", dpi: int, tesseract: Tesseract, *, psm: int = _SINGLE_WORD) -> tuple[str, float]:
    part = image.crop((box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN))
    read = tesseract.words(part.resize((2 * part.width, 2 * part.height)), dpi=2 * dpi, psm=psm)
    return "".join(word.text for word in read), min((word.confidence for word in read), default=0.0)


def levelled(words: Sequence[ReadWord]) -> list[ReadWord]:
    """The words, with lines of their own for those that Tesseract put in one line and that are not level."""
    out: list[ReadWord] = []
    lines: dict[tuple[int, int, int], list[list[ReadWord]]] = {}
    for word in words:
        rows = lines.setdefault(word.line, [])
        at = next((i for i, row in enumerate(rows) if _level(row[-1], word)), len(rows))
        if at == len(rows):
            rows.append([])
        block, paragraph, line = word.line
        moved = word if at == 0 else msgspec.structs.replace(word, line=(block, paragraph, line + 1000 * at))
        rows[at].append(moved)
        out.append(moved)
    return out


def _level(a: ReadWord, b: ReadWord) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.3 * min(a.bottom - a.top, b.bottom - b.top) or max(a.x0, b.x0) - min(a.x1, b.x1) < _CLOSE


def _stands_on_end(word: ReadWord, size: float) -> bool:
    high = word.bottom - word.top
    return len(word.text) > 2 and high > 2.5 * size and high > 1.5 * (word.x1 - word.x0) and word.confidence < _UNSURE


def _in_lines(words: list[ReadWord], found: list[ReadWord]) -> list[ReadWord]:
    """Both, in the lines' order, a line's words from left to right where one was found in it."""
    if not found:
        return words
    order = {line: i for i, line in enumerate(dict.fromkeys(word.line for word in words))}
    return sorted([*words, *found], key=lambda word: (order[word.line], word.x0))
