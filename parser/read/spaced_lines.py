"""Lines whose letters are spaced out (`B E S L U T`) are noise to Tesseract: they are pushed together and read again.

Such a line shows in its picture: its letters are single pieces of ink with a gap of a fifth of the size or more between
each two, and Tesseract is unsure of it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median
from typing import TYPE_CHECKING

import numpy as np

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord, Tesseract

if TYPE_CHECKING:
    from PIL.Image import Image

_UNSURE = 0.85
_LEAST_PIECES = 5
_SPACED, _WORD = 0.17, 0.55  # shares of the size: a gap between spaced letters, and one between spaced words
_SPECK = re.compile(r"(?<=\w)[.,'](?=\w)")  # what stands between two letters that were pushed together is dirt
_ONE_LINE = 7  # Tesseract's page segmentation mode
_CLOSE, _PAD = 0.07, 0.5  # shares of the size: the gap that letters are given, the paper round the line

Piece = tuple[int, int]


def reread_spaced(
    words: Sequence[ReadWord],
    sizes: dict[tuple[int, int, int], float],
    image: "Image",
    ink: Ink,
    dpi: int,
    tesseract: Tesseract,
) -> list[ReadWord]:
    """The words, those of spaced lines read anew. `sizes` are the lines' type sizes in pixels."""
    lines: dict[tuple[int, int, int], list[ReadWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    out: list[ReadWord] = []
    for key, line in lines.items():
        groups = _groups(line, sizes[key], ink) if mean(word.confidence for word in line) < _UNSURE else []
        out += _read_again(line, groups, sizes[key], image, dpi, tesseract) if groups else line
    return out


def _groups(line: Sequence[ReadWord], size: float, ink: Ink) -> list[list[Piece]]:
    """The pieces of ink of a spaced line, by word; none where the line is not spaced."""
    top, bottom = min(word.top for word in line), max(word.bottom for word in line)
    left, right = min(word.x0 for word in line), max(word.x1 for word in line)
    columns = ink[top:bottom, left:right].any(axis=0).astype(np.int8)
    turns = np.flatnonzero(np.diff(np.concatenate(([0], columns, [0]))))
    pieces = [(left + int(a), left + int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True) if b - a > 1]
    if len(pieces) < _LEAST_PIECES:
        return []
    gaps = [b[0] - a[1] for a, b in pairwise(pieces)]
    usual = median(gaps)
    if not _SPACED * size <= usual <= size or max(b - a for a, b in pieces) > 1.3 * size:
        return []
    groups = [[pieces[0]]]
    for gap, piece in zip(gaps, pieces[1:], strict=True):
        if gap > max(1.8 * usual, _WORD * size):
            groups.append([])
        groups[-1].append(piece)
    return groups


def _read_again(
    line: list[ReadWord], groups: list[list[Piece]], size: float, image: "Image", dpi: int, tesseract: Tesseract
) -> list[ReadWord]:
    """Each word's letters are set close and read; where that is less sure than before, the line stays as it was."""
    from PIL import Image as Images

    top, bottom = min(word.top for word in line), max(word.bottom for word in line)
    pad, close = round(_PAD * size), max(2, round(_CLOSE * size))
    found = []
    for pieces in groups:
        width = sum(b - a for a, b in pieces) + close * (len(pieces) - 1) + 2 * pad
        strip = Images.new("L", (width, bottom - top + 2 * pad), 255)
        x = pad
        for a, b in pieces:
            strip.paste(image.crop((a, top - 2, b, bottom + 2)), (x, pad - 2))
            x += b - a + close
        read = tesseract.words(strip, dpi=dpi, psm=_ONE_LINE)
        if not read:
            return line
        text = _SPECK.sub("", "".join(word.text for word in read))
        sure = mean(word.confidence for word in read)
        found.append(ReadWord(line[0].line, text, pieces[0][0], top, pieces[-1][1], bottom, sure))
    better = mean(word.confidence for word in found) > mean(word.confidence for word in line)
    return found if better else line
