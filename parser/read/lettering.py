"""The look of lines that were read from a picture: their baseline, type size and weight, from boxes and ink.

A word's box ends where its letters end, so that what letters it has tells what its height is a share of: `samma` is
as high as an x, `Beslut` as a capital, `yrkande` reaches below the baseline too. The shares are those common to the
text faces in use (Times, Garamond, Arial, Calibri); what remains of error is evened out over the page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

import msgspec
import numpy as np

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord

LineKey = tuple[int, int, int]

_X_HEIGHT, _CAPITAL, _RING, _DEPTH = 0.47, 0.68, 0.86, 0.21  # shares of the size
_RINGED = re.compile("[ÅÄÖÉÜ]")
_TALL = re.compile(r"[A-ZÅÄÖbdfhklßåäöéüit0-9§(){}\[\]/|\\&%!?\"'“”’‘]")
_DEEP = re.compile(r"[gjpqyçQ§(){}\[\]/|\\,;ß]")
_FIRM = re.compile(r"[^\W_]")
_BLUR = 0.8  # pixels by which a box is taller than its letters
_NEAR = 0.06  # sizes that differ by a smaller share are one size
_BOLD = 1.21  # strokes this much thicker than the usual ones of that size are bold
_CAPITALS_ARE_THICKER = 0.9
_ENOUGH = 3  # lines of a size: fewer are compared with the page's main size
_THINNER_WHEN_LARGE = 0.3  # the exponent by which a blurred stroke's share of the size falls


class Lettering(msgspec.Struct, frozen=True):
    """A line's look, in points: its size, its weight, and its baseline (the page stands straight)."""

    size: float
    bold: bool
    baseline: float


def tightened(words: Sequence[ReadWord], ink: Ink) -> list[ReadWord]:
    """The words with boxes that end where their ink ends, above and below: Tesseract's may take in paper and specks.

    Words without ink (their box stands elsewhere) stay as they are.
    """
    out = []
    for word in words:
        filled = ink[word.top : word.bottom, word.x0 : word.x1].sum(axis=1)
        rows = np.flatnonzero(filled)
        if not len(rows):
            out.append(word)
            continue
        # Pieces one above the other: the letters, their dots and rings, specks.
        pieces = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
        letters = max(pieces, key=lambda piece: int(filled[piece].sum()))
        near = max(2, 0.45 * len(letters))
        kept = [piece for piece in pieces if letters[0] - piece[-1] < near and piece[0] - letters[-1] < 0.3 * near]
        top, bottom = int(min(piece[0] for piece in kept)), int(max(piece[-1] for piece in kept)) + 1
        out.append(ReadWord(word.line, word.text, word.x0, word.top + top, word.x1, word.top + bottom, word.confidence))
    return out


class Sizes:
    """The type sizes of a document: a line whose size is near one that was met takes that one."""

    def __init__(self) -> None:
        """No size has been met yet."""
        self._met: list[float] = []

    def settle(self, found: Sequence[tuple[float, int]]) -> list[float]:
        """The sizes, in their order, evened out. Each comes with how many characters were set in it.

        The size that sets the most characters is settled first, and takes in all that are near it.
        """
        weights: Counter[float] = Counter()
        for size, weight in found:
            weights[size] += weight
        for size, _ in weights.most_common():
            if not self._is_met(size):
                near = [each for each in found if abs(each[0] - size) < _NEAR * size and not self._is_met(each[0])]
                self._met.append(_weighted_median(near))
        return [min(self._met, key=lambda met: abs(met - size)) for size, _ in found]

    def _is_met(self, size: float) -> bool:
        return any(abs(size - met) < _NEAR * met for met in self._met)


def measure(words: Sequence[ReadWord], ink: Ink, dpi: int, sizes: Sizes) -> dict[LineKey, Lettering]:
    """The look of each line that the words belong to, in points."""
    lines: dict[LineKey, list[ReadWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    scale = 72 / dpi
    letters = {key: sum(len(word.text) for word in line) for key, line in lines.items()}
    biases = _biases(lines)
    found = [(round(_size(line, biases) * scale, 1), letters[key]) for key, line in lines.items()]
    settled = dict(zip(lines, sizes.settle(found), strict=True))
    strokes = {key: _stroke(line, ink) * scale / settled[key] for key, line in lines.items()}
    usual = {
        size: _weighted_median([(strokes[k], letters[k]) for k in lines if settled[k] == size and strokes[k]])
        for size in set(settled.values())
    }
    counts = Counter(settled.values())
    main = max(usual, key=lambda size: sum(letters[k] for k in lines if settled[k] == size), default=0.0)
    looks = {}
    for key, line in lines.items():
        size = settled[key]
        normal = usual.get(main, 0.0) * (main / size) ** _THINNER_WHEN_LARGE
        if counts[size] >= _ENOUGH and usual[size] < normal:
            normal = usual[size]
        bold = bool(normal and strokes[key] > _BOLD * normal)
        looks[key] = Lettering(size, bold, _baseline(line, size / scale) * scale)
    return looks


def _size(line: Sequence[ReadWord], biases: dict[float, float]) -> float:
    """The type size of a line: the median over its words of the height over the share of the size that it should be."""
    firm = [word for word in line if len(word.text) > 1 and _FIRM.search(word.text)] or line
    return max(1.0, median([_guess(word) / biases.get(_share(word.text), 1.0) for word in firm]))


def _guess(word: ReadWord) -> float:
    return (word.bottom - word.top - _BLUR) / _share(word.text)


def _biases(lines: dict[LineKey, list[ReadWord]]) -> dict[float, float]:
    """How far the face in use departs from the common shares, by kind of word: told by lines that hold several kinds.

    The kind that most words are of is the measure of the others.
    """
    kinds: dict[float, dict[LineKey, list[float]]] = {}
    for key, line in lines.items():
        for word in line:
            if len(word.text) > 1 and _FIRM.search(word.text):
                kinds.setdefault(_share(word.text), {}).setdefault(key, []).append(_guess(word))
    if not kinds:
        return {}
    measure_of = kinds[max(kinds, key=lambda share: sum(map(len, kinds[share].values())))]
    biases = {}
    for share, guesses in kinds.items():
        ratios = [median(guesses[key]) / median(measure_of[key]) for key in guesses if key in measure_of]
        if len(ratios) >= _ENOUGH:
            biases[share] = min(1.2, max(0.8, median(ratios)))
    return biases


def _share(text: str) -> float:
    up = _RING if _RINGED.search(text) else _CAPITAL if _TALL.search(text) else _X_HEIGHT
    return up + (_DEPTH if _DEEP.search(text) else 0.0)


def _baseline(line: Sequence[ReadWord], size: float) -> float:
    """Where most of the line's words stand."""
    feet = [
        word.bottom - (_DEPTH * size if _DEEP.search(word.text) else 0.0) for word in line if _FIRM.search(word.text)
    ]
    return float(median(feet)) if feet else max(word.bottom for word in line) - 0.0


def _weighted_median(pairs: Sequence[tuple[float, int]]) -> float:
    pairs = sorted(pairs)
    half, total = sum(weight for _, weight in pairs) / 2, 0
    for value, weight in pairs:
        total += weight
        if total >= half:
            return value
    return 0.0


def _stroke(line: Sequence[ReadWord], ink: Ink) -> float:
    """How thick the line's strokes are, in pixels: the ink over half its outline, the median over its words."""
    found = []
    for word in line:
        if word.x1 - word.x0 < 8 or not _FIRM.search(word.text):
            continue
        part = ink[word.top : word.bottom, word.x0 : word.x1]
        area = int(part.sum())
        edges = int((part[:, 1:] != part[:, :-1]).sum()) + int((part[1:] != part[:-1]).sum())
        if edges:
            capitals = sum(char.isupper() or char.isdigit() for char in word.text) * 2 > len(word.text)
            found.append(2 * area / edges * (_CAPITALS_ARE_THICKER if capitals else 1.0))
    return float(np.median(found)) if found else 0.0
