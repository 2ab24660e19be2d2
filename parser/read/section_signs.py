"""The section sign (§), which the Swedish model does not know, found by its shape: on it hangs which matter is which.

It comes out as `8`, `S`, `$`, `ss`, `13`, or swallowed by the number beside it (`831`, `KfS31`). Where it may stand,
beside a number or in a word that Tesseract was unsure of, the pieces of ink that are high and narrow enough are shown
to the English model, one at a time.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord

Box = tuple[int, int, int, int]

_HIGH, _NARROW, _WIDE = 0.64, 0.22, 0.75  # shares of the size
_LONGEST = 9  # characters of a word that may hold one
_UNSURE = 0.75
_AGAIN = re.compile(r"^(?:[$§]+|[£€S&](?=\d))+")
_SURE_FIGURES = re.compile(r"^\d[\d.:,/–-]*$")


def with_section_signs(
    words: Sequence[ReadWord],
    ink: Ink,
    size_of: Callable[[ReadWord], float],
    shows_section: Callable[[Box], bool],
) -> list[ReadWord]:
    """The words, with the section signs that `shows_section` sees in the box of a piece of ink."""
    out: list[ReadWord] = []
    for i, word in enumerate(words):
        before = words[i - 1] if i else None
        after = words[i + 1] if i + 1 < len(words) and words[i + 1].line == word.line else None
        if not _may_hold(word, before, after):
            out.append(word)
            continue
        size = size_of(word)
        seen = [box for box in _high_pieces(word, ink, size) if shows_section(box)]
        out += _respelt(word, seen) if seen else [word]
    return out


def _may_hold(word: ReadWord, before: ReadWord | None, after: ReadWord | None) -> bool:
    text = word.text
    if len(text) > _LONGEST or text.startswith("("):
        return False
    if _SURE_FIGURES.match(text) and len(text) > 5:
        return False
    beside = (after is not None and after.text[:1].isdigit()) or (before is not None and before.text[-1:].isdigit())
    short = len(text) <= 3
    return (short and beside) or any(char.isdigit() for char in text) or (short and word.confidence < _UNSURE)


def _high_pieces(word: ReadWord, ink: Ink, size: float) -> list[Box]:
    """The word's letters (ink without a gap between its columns) that may be a section sign, from the left."""
    part = ink[word.top : word.bottom, word.x0 : word.x1]
    columns = np.concatenate(([False], part.any(axis=0), [False])).astype(np.int8)
    turns = np.flatnonzero(np.diff(columns))
    boxes = []
    for a, b in zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True):
        rows = np.flatnonzero(part[:, a:b].any(axis=1))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        if bottom - top > _HIGH * size and _NARROW * size < b - a < _WIDE * size:
            boxes.append((word.x0 + a, word.top + top, word.x0 + b, word.top + bottom))
    if word.confidence >= _UNSURE and _SURE_FIGURES.match(word.text):
        return [box for box in boxes[:2] if box[0] < word.x0 + 0.9 * size]  # of a sure number its beginning only
    return boxes


def _respelt(word: ReadWord, seen: Sequence[Box]) -> list[ReadWord]:
    """The word with signs for the characters that stand where they were seen; what stands beside is a word apart."""
    wide = max(1, word.x1 - word.x0) / len(word.text)
    first = min(round((seen[0][0] - word.x0) / wide), len(word.text) - 1)
    last = max(first + 1, min(len(word.text), round((seen[-1][2] - word.x0) / wide)))
    sign = "§" * len(seen)
    left, right = word.text[:first], _AGAIN.sub("", word.text[last:])  # one sign may have been taken for two
    if not left and not right:
        return [_part(word, sign, word.x0, word.x1)]
    parts = []
    if left:
        parts.append(_part(word, left, word.x0, seen[0][0] - 1))
    parts.append(_part(word, sign, seen[0][0], seen[-1][2]))
    if right:
        parts.append(_part(word, right, seen[-1][2] + 1, max(word.x1, seen[-1][2] + 2)))
    return parts


def _part(word: ReadWord, text: str, x0: int, x1: int) -> ReadWord:
    return ReadWord(word.line, text, x0, word.top, x1, word.bottom, word.confidence)
