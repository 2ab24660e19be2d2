"""A second look at the words that the Swedish model cannot have read right.

Tesseract's Swedish model does not know all that Swedish decisions print: `§`, `%` and `–` are not among its
characters, so that `§ 14` comes out as `8 14`, `$ 14` or `S 14`. A letter that stands alone in a table's cell (a cross,
a party's code) comes out twice, as `Xx`. The English model, which Tesseract always brings, knows the signs: it is asked
about such words alone, and believed only where it says what the Swedish one could not.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord

Glance = Callable[[ReadWord], str]
"""From a word to what the English model reads in its box."""

_LIKE_SECTION = re.compile(r"^[8$S5&39B6]{1,2}$")
_GLUED_SECTION = re.compile(r"^[8$S5&]{1,2}(\d{1,3}[.,:]?)$")
_LIKE_PERCENT = re.compile(r"^[09][0568][.,;:)]?$")
_TWICE = re.compile(r"^([^\W\d_])\1$", re.IGNORECASE)
_SIGNS = re.compile(r"^(§{1,2}|%)[.,:;]?$")
_GLUED_NAMES = re.compile(r"^(.*[a-zåäöéü.,)])([A-ZÅÄÖÉÜ(].*)$")
_GLUED_GAP = 0.16  # of the size: wider than any between two letters of a word
_CROSS = re.compile(r"^[xX×]{1,2}$")
_DASHES = str.maketrans({"—": "–", "―": "–"})
_UNSURE = 0.75
_LEAST_CAPITAL = 0.58  # of the size: letters that stand higher are capitals


def settle_words(
    words: Sequence[ReadWord],
    looks: Callable[[ReadWord], tuple[float, float]],
    ink: Ink,
    glance: Glance,
) -> list[str]:
    """The words' texts, in order, with what a second look puts right. `looks` gives a word's size and baseline, in
    pixels.
    """
    texts = []
    for i, word in enumerate(words):
        before = words[i - 1].text if i else ""
        first = not i or words[i - 1].line != word.line
        after = words[i + 1].text if i + 1 < len(words) and words[i + 1].line == word.line else ""
        size, baseline = looks(word)
        texts.append(_settled(word, first, before, after, size, baseline, ink, glance))
    return texts


def _settled(
    word: ReadWord, first: bool, before: str, after: str, size: float, baseline: float, ink: Ink, glance: Glance
) -> str:
    text = word.text.translate(_DASHES).replace("–-", "–").replace("-–", "–")
    if _GLUED_SECTION.match(text) and first:
        number = text.lstrip("8$S5&") if text[0] in "$&" else text[1:]
        return f"§ {number}" if text[0] in "$&" or glance(word).startswith("§") else text
    if _LIKE_PERCENT.match(text) and before[-1:].isdigit() and glance(word).startswith("%"):
        return "%" + text[2:]
    if _LIKE_SECTION.match(text) and (before[-1:].isdigit() or after[:1].isdigit()):
        seen = "§" if set(text) == {"$"} else glance(word)
        return "§" * len(text) if seen.startswith("§") else text
    if text == "$":
        return "S"
    narrow = word.x1 - word.x0 < 1.05 * size
    if _TWICE.match(text) and narrow:
        return _cased(text[0], word, size, baseline, ink)
    if len(text) <= 3 and (word.confidence < _UNSURE or text == "&") and not text.isdigit():
        seen = glance(word)
        if _SIGNS.match(seen) and (before[-1:].isdigit() or (seen[0] == "§" and after[:1].isdigit())):
            return seen
        if narrow and (_CROSS.match(seen) or _TWICE.match(seen)):
            return _cased(seen[0], word, size, baseline, ink)
    return text


def split_glued(words: Sequence[ReadWord], size_of: Callable[[ReadWord], float], ink: Ink) -> list[ReadWord]:
    """The words, those taken apart that are two: `AnnaBerg`, with a gap in the ink before the inner capital."""
    out: list[ReadWord] = []
    for word in words:
        inner = _GLUED_NAMES.match(word.text)
        cut = _widest_gap(word, ink, _GLUED_GAP * size_of(word)) if inner else None
        if inner is None or cut is None:
            out.append(word)
            continue
        a, b = cut
        first, second = inner.groups()
        out.append(ReadWord(word.line, first, word.x0, word.top, a, word.bottom, word.confidence))
        out.append(ReadWord(word.line, second, b, word.top, word.x1, word.bottom, word.confidence))
    return out


def _widest_gap(word: ReadWord, ink: Ink, least: float) -> tuple[int, int] | None:
    """Where the word's widest stretch without ink begins and ends, if it is at least so wide."""
    columns = ink[word.top : word.bottom, word.x0 : word.x1].any(axis=0)
    inked = np.flatnonzero(columns)
    if len(inked) < 2:
        return None
    gaps = np.diff(inked)
    at = int(gaps.argmax())
    if gaps[at] - 1 < least:
        return None
    return word.x0 + int(inked[at]) + 1, word.x0 + int(inked[at + 1])


def _cased(letter: str, word: ReadWord, size: float, baseline: float, ink: Ink) -> str:
    """The letter, a capital if its ink stands as high as one above the baseline."""
    top = max(0, round(baseline - 0.8 * size))
    part = ink[top : max(top + 1, round(baseline)), word.x0 : word.x1]
    rows = np.flatnonzero(part.any(axis=1))
    high = baseline - (top + int(rows[0])) if len(rows) else 0.0
    return letter.upper() if high > _LEAST_CAPITAL * size else letter.lower()
