"""A second look at the words that the Swedish model cannot have read right.

Tesseract's Swedish model does not know all that Swedish decisions print: `%` and `–` are not among its characters (nor
is `§`, see `parser.read.section_signs`). A letter that stands alone in a table's cell (a cross, a party's code) comes
out twice, as `Xx`; capitals that look like their small letters come out small. The English model, which Tesseract
always brings, knows the signs: it is asked about such words alone, and believed only where it says what the Swedish one
could not.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from parser.read.picture import Ink
from parser.read.tesseract import ReadWord

Glance = Callable[[ReadWord], str]
"""From a word to what the English model reads in its box."""

_DOLLAR = re.compile(r"[Ss8&§]?\$")  # the section sign, or one of two that it was taken for
_TWO_FOR_ONE = re.compile(r"(?<=§)[£€S&$](?=\d)|[£€](?=§)")
_STUCK = re.compile(r"^(§+)(\d)")
_PAGE_OF = re.compile(
    r"^(?!(?:19|20)\d\d)(\d{1,2})[1Il|0](\d{1,2})\)$"
)  # `1 (3)` with its parenthesis taken for a figure
_LIKE_PERCENT = re.compile(r"^[09][0568][.,;:)]?$")
_TWICE = re.compile(r"^([^\W\d_])\1$", re.IGNORECASE)
_GLUED_NAMES = re.compile(r"^(.*[a-zåäöéü.,)])([A-ZÅÄÖÉÜ].*)$|^(\d+)(\(.*)$")
_GLUED_GAP = 0.16  # of the size: wider than any between two letters of a word
_SAME_SHAPE = frozenset("cosuvwxzi")  # letters whose capitals look like them, but for the height
_NOUGHT = re.compile(r"^[(\[]?[0OoCc][)\]]$|^[(\[][0OoCc][)\]]?$")  # in typewriter faces, with a dot or a stroke inside
_CENTRE = re.compile(r"^\(?c\)[.,;:]?$", re.IGNORECASE)  # the Centre Party's code, in a narrow face
_BRACKETED = re.compile(r"^[(\[{]([^\W_]{1,4})[)\]}]([.,;:]?)$")
_DASHES = str.maketrans({"—": "–", "―": "–"})
_UNSURE = 0.75
_ALONE = 0.45  # of the size: a word farther from its neighbours stands alone
_DEEP = re.compile(r"[gjpqy,;()]")
_TALL = re.compile("[bdfhkl]")
_AS_HIGH, _HIGHER = 0.85, 1.22  # how high a capital is beside letters that rise, and beside those that do not
_LEAST_CAPITAL = 0.58  # of the size: letters that stand higher are capitals


def settle_words(
    words: Sequence[ReadWord],
    looks: Callable[[ReadWord], tuple[float, float]],
    ink: Ink,
    glance: Glance,
    letter: Glance,
) -> list[str]:
    """The words' texts, in order, with what a second look puts right. `looks` gives a word's size and baseline, in
    pixels; `letter` reads a letter that stands alone.
    """
    texts = []
    for i, word in enumerate(words):
        before = words[i - 1].text if i else ""
        after = words[i + 1].text if i + 1 < len(words) and words[i + 1].line == word.line else ""
        size, baseline = looks(word)
        beside = [other for other in words[max(0, i - 1) : i + 2] if other is not word and other.line == word.line]
        alone = all(max(other.x0 - word.x1, word.x0 - other.x1) > _ALONE * size for other in beside)
        single = word.x1 - word.x0 < 1.05 * size and len(word.text) < 4 and _widest_gap(word, ink) < 2
        if alone and single and word.confidence < _UNSURE:
            texts.append(_cased(letter(word) or word.text[0], word, size, baseline, ink))
        else:
            texts.append(_settled(word, before, after, size, baseline, ink, glance))
    return texts


def _settled(word: ReadWord, before: str, after: str, size: float, baseline: float, ink: Ink, glance: Glance) -> str:
    text = word.text.translate(_DASHES).replace("–-", "–").replace("-–", "–")
    if "$" in text and text != "$":  # no dollars in these documents
        text = _DOLLAR.sub(r"§", text)
        text = _STUCK.sub(r"\1 \2", text)
    text = _TWO_FOR_ONE.sub("", text)
    page = _PAGE_OF.match(text)
    if page:
        return f"{page[1]} ({page[2]})"
    if _BRACKETED.match(text) and word.x1 - word.x0 >= 0.9 * size:
        text = _in_parentheses(text, before, word, size, baseline, ink, glance)
    if _LIKE_PERCENT.match(text) and before[-1:].isdigit() and glance(word).startswith("%"):
        return "%" + text[2:]
    if text == "$" and (before[-1:].isdigit() or after[:1].isdigit()):
        return "§"
    if text == "$":
        return "S"
    if _NOUGHT.match(text) and word.x1 - word.x0 < 0.95 * size and not _CENTRE.match(glance(word)):
        return "0"
    narrow = word.x1 - word.x0 < 1.05 * size
    if _TWICE.match(text) and narrow and _widest_gap(word, ink) < 2:
        return _cased(text[0], word, size, baseline, ink)
    if text[0] in _SAME_SHAPE and len(text) > 2 and text.isalpha() and _begins_high(word, baseline, ink):
        return text[0].upper() + text[1:]
    return text


def _in_parentheses(
    text: str, before: str, word: ReadWord, size: float, baseline: float, ink: Ink, glance: Glance
) -> str:
    """A code in parentheses, which curly and square ones are in these documents; `(0)` after a name is a `(C)`."""
    inside, tail = text[1 : text.rindex(text.rstrip(".,;:")[-1])], text[len(text.rstrip(".,;:")) :]
    if before[:1].isupper() and before[1:2].islower():
        if inside in ("0", "O", "o"):
            middle = (word.x0 + word.x1) // 2
            reach = max(2, (word.x1 - word.x0) // 8)
            centre = ReadWord(word.line, "c", middle - reach, word.top, middle + reach, word.bottom, word.confidence)
            inside = _cased("c", centre, size, baseline, ink)
        elif inside == "5" and "S" in glance(word).upper():
            inside = "S"
    return f"({inside}){tail}"


def _begins_high(word: ReadWord, baseline: float, ink: Ink) -> bool:
    """Whether the word's first letter is a capital by its height beside the others', and of one piece (so no i)."""
    foot = round(baseline) if _DEEP.search(word.text) else word.bottom
    part = ink[word.top : foot, word.x0 : word.x1]
    columns = np.asarray(part.any(axis=0))
    begin = int(columns.argmax()) if columns.size else 0
    gap = np.flatnonzero(~columns[begin:])
    if not len(gap) or gap[0] < 2:
        return False
    cut = begin + int(gap[0])
    half = begin + max(2, (cut - begin) * 9 // 20)  # the second letter may touch the first
    first = np.flatnonzero(part[:, begin:half].any(axis=1))
    rest = np.flatnonzero(part[:, cut:].any(axis=1))
    if not (len(rest) and len(first)):
        return False
    whole = 1.0 if word.text[0] == "i" else 0.92
    if len(first) < whole * (len(part) - first[0]):
        return False
    high, others = len(part) - int(first[0]), len(part) - int(rest[0])
    return high > (_AS_HIGH if _TALL.search(word.text, 1) else _HIGHER) * others


def split_glued(words: Sequence[ReadWord], size_of: Callable[[ReadWord], float], ink: Ink) -> list[ReadWord]:
    """The words, those taken apart that are two: `AnnaBerg`, `1(4)`, `attanta`, with a gap in the ink between."""
    widest = sorted(_widest_gap(word, ink) / size_of(word) for word in words if len(word.text) > 3)
    # Typewriter faces have wide gaps inside their words; few words are glued.
    least = max(_GLUED_GAP, 1.35 * widest[len(widest) * 9 // 10]) if len(widest) > 20 else _GLUED_GAP
    out: list[ReadWord] = []
    for word in words:
        cut = _cut_of(word, least * size_of(word), ink) if len(word.text) > 2 else None
        if cut is None:
            out.append(word)
            continue
        at, a, b = cut
        out.append(ReadWord(word.line, word.text[:at], word.x0, word.top, a, word.bottom, word.confidence))
        out.append(ReadWord(word.line, word.text[at:], b, word.top, word.x1, word.bottom, word.confidence))
    return out


def _widest_gap(word: ReadWord, ink: Ink) -> int:
    inked = np.flatnonzero(ink[word.top : word.bottom, word.x0 : word.x1].any(axis=0))
    return int(np.diff(inked).max()) - 1 if len(inked) > 1 else 0


def _cut_of(word: ReadWord, least: float, ink: Ink) -> tuple[int, int, int] | None:
    """Where the word falls in two: the second's first character, the first's right edge, the second's left edge.

    The gap is as wide as a space and twice the next; the characters before it are counted by their pieces of ink, or
    told by a capital or a parenthesis that stands inside.
    """
    inked = np.flatnonzero(ink[word.top : word.bottom, word.x0 : word.x1].any(axis=0))
    gaps = np.diff(inked)
    apart = np.flatnonzero(gaps > 1)
    if not len(apart):
        return None
    widest = int(gaps.argmax())
    width = int(gaps[widest]) - 1
    others = np.sort(gaps[apart])[:-1] - 1
    if width < least or (len(others) and width < 2 * others[-1]):
        return None
    inner = _GLUED_NAMES.match(word.text)
    if inner:
        at = inner.end(1) if inner[1] else inner.end(3)
    elif len(apart) + 1 == len(word.text) and word.text.isalpha():
        at = int(np.searchsorted(apart, widest)) + 1
    else:
        return None
    return at, word.x0 + int(inked[widest]) + 1, word.x0 + int(inked[widest + 1])


def _cased(letter: str, word: ReadWord, size: float, baseline: float, ink: Ink) -> str:
    """The letter, a capital if its ink stands as high as one above the baseline, where the two look alike."""
    if letter.lower() not in _SAME_SHAPE:
        return letter
    top = max(0, round(baseline - 0.8 * size))
    part = ink[top : max(top + 1, round(baseline)), word.x0 : word.x1]
    rows = np.flatnonzero(part.any(axis=1))
    high = baseline - (top + int(rows[0])) if len(rows) else 0.0
    return letter.upper() if high > _LEAST_CAPITAL * size else letter.lower()
