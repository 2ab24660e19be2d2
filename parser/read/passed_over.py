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
_SURE, _WEAK, _UNSURE = 0.45, 0.6, 0.7
_MARGIN = 6  # pixels of paper round what is shown
_UNLIKE = frozenset("0124679")  # figures that no section sign is taken for
_MOST = 200  # on a page: more are no letters but a pattern
_USUAL_SHARE = 0.7  # of the size, that most words are high


def with_passed_over(
    words: Sequence[ReadWord], pieces: Boxes, image: "Image", dpi: int, tesseract: Tesseract
) -> list[ReadWord]:
    """The words, and those that are found where ink was passed over, each in the line that it stands level with."""
    if not words:
        return []
    size = _usual_size(words)
    firm = [word for word in words if not _is_weak(word, words, size)]
    found = []
    boxes = passed_over(pieces, firm, size)
    for x0, top, x1, bottom in boxes if len(boxes) <= _MOST else ():
        box = (x0, top, x1, bottom)
        text, sure = read_letter(box, image, dpi, tesseract) if x1 - x0 < size else _read(box, image, dpi, tesseract)
        if text.lower() in _SAME_SHAPE:
            text = text.upper() if bottom - top > _LEAST_CAPITAL * size else text.lower()
        if sure < _SURE or not any(char.isalnum() for char in text):
            continue
        level = [word for word in firm if word.top < bottom and word.bottom > top]
        if level:
            near = min(level, key=lambda word: max(word.x0 - x1, x0 - word.x1))
            found.append(ReadWord(near.line, text, x0, top, x1, bottom, sure))
    weak = [word for word in words if word not in firm and not any(_overlap(word, other) for other in found)]
    return _in_lines(words, [*firm, *weak, *found])


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


def shows_section(box: Box, image: "Image", dpi: int, tesseract: Tesseract) -> bool:
    """Whether the English model sees a section sign in the box, in two of four sizes and margins at least."""
    from PIL import Image as Images

    part = image.crop((box[0] - 1, box[1] - 2, box[2] + 1, box[3] + 2))
    larger = part.resize((part.width * 3 // 2, part.height * 3 // 2))
    missed = 0
    for picture, margin in ((part, 6), (larger, 6), (part, 3), (larger, 3)):
        shown = Images.new("L", (picture.width + 2 * margin, picture.height + 2 * margin), 255)
        shown.paste(picture, (margin, margin))
        seen = tesseract.glance(shown, dpi=dpi)
        missed += "§" not in seen
        if missed > 2 or seen in _UNLIKE:
            return False
    return True


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
    """Whether two words of a line stand beside each other; a comma and a dash do, though neither reaches the other."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    heights = a.bottom - a.top, b.bottom - b.top
    return shared > 0.3 * min(heights) or -shared < 0.35 * max(heights)


def without_stacks(words: Sequence[ReadWord]) -> list[ReadWord]:
    """The words without those that are letters one below the other (crosses in a table), which Tesseract took for one.

    Boxes are to be Tesseract's own here. The letters are found again by `with_passed_over`.
    """
    if not words:
        return []
    size = _usual_size(words)
    return [
        word
        for word in words
        if len(word.text) == 1
        or word.confidence >= _UNSURE
        or word.bottom - word.top < max(1.6 * size, 1.3 * (word.x1 - word.x0))
    ]


def _usual_size(words: Sequence[ReadWord]) -> float:
    return median(word.bottom - word.top for word in words) / _USUAL_SHARE


def _is_weak(word: ReadWord, words: Sequence[ReadWord], size: float) -> bool:
    """Whether the word is short, doubtful and stands alone, so that its letters are better read one by one."""
    if len(word.text) > 3 or word.confidence >= _WEAK:
        return False
    return not any(
        other is not word
        and other.top < word.bottom
        and other.bottom > word.top
        and max(other.x0 - word.x1, word.x0 - other.x1) < 0.5 * size
        for other in words
    )


def _overlap(a: ReadWord, b: ReadWord) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def _in_lines(before: Sequence[ReadWord], words: list[ReadWord]) -> list[ReadWord]:
    """The words in the lines' order before, from left to right in lines that changed."""
    if len(words) == len(before) and all(a is b for a, b in zip(before, words, strict=True)):
        return words
    order = {line: i for i, line in enumerate(dict.fromkeys(word.line for word in before))}
    return sorted(words, key=lambda word: (order[word.line], word.x0))
