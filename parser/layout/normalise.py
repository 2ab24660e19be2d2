"""The print of a line into the text that is read: ligatures, soft hyphens, loose rings and dots, spaces, spacing out.

Each change is an `Edit`, so that the print can be had back with `parser.layout.undo`.
"""

import re
import unicodedata
from collections.abc import Callable

from parser.model import Edit, Why

# Anything at all that may need work: looked for once in every line, so one cheap expression.
_SUSPECT = re.compile(
    "[\ufb00-\ufb06\u00ad\u00a0\t\r\n\v\f\u2000-\u200f\u2010\u2011\u202f\u2060\u3000\ufeff\u0300-\u036f˚¨]|  "
)
_ODD = re.compile(
    "(?P<ligature>[\ufb00-\ufb06])"
    "|(?P<soft>\u00ad)"
    "|(?P<hyphen>[\u2010\u2011])"
    "|(?P<composed>[^\\W\\d_][\u0300-\u036f]+|[AaOoUuEe][˚¨]|[˚¨][AaOoUuEe])"
    "|(?P<nothing>[\u200b-\u200f\u2060\ufeff]+)"
    "|(?P<space>[\u00a0\t\r\n\v\f\u2000-\u200a\u202f\u3000]\\s*|\\s{2,})"
)
_LOOSE = {"˚": "\u030a", "¨": "\u0308"}

# A line is spaced out where most of its words are single letters, or shreds of capitals.
_SHREDS = re.compile(r"(?:^|(?<=\s))\S(?:\s+\S){3,}(?=\s|$)")
# A section word at a line's beginning, of which OCR joined some letters: `BES L UT: …`.
_SHREDDED_WORD = re.compile(r"^[A-ZÅÄÖ]{1,4}(?:\s[A-ZÅÄÖ]{1,4}){2,}(?=\s?:)")
_LONGEST_SPACED = 80
_HYPHENS = frozenset("-\u00ad\u0002\u2010\ufffe\ufffd")


def normalise(text: str, knows: Callable[[str], bool]) -> tuple[str, tuple[Edit, ...]]:
    """The text of a printed line as it is read, and the edits that lead back. `knows` tells whether a word is one.

    Guarantees: undoing the edits gives `text`; the edits are in order and do not overlap; a line without anything
    odd is returned as it is.
    """
    spaced = _close_up(text, knows) if text.count(" ") * 3 >= len(text) or _capital_shreds(text) else None
    if spaced is not None:
        return spaced
    if (word := _SHREDDED_WORD.match(text)) and knows(closed := "".join(word.group().split())):
        read, later = normalise(text[word.end() :], knows)
        moved = (Edit(e.at + len(closed), e.length, e.printed, e.why) for e in later)
        return closed + read, (Edit(0, len(closed), word.group(), Why.SPACED), *moved)
    if _SUSPECT.search(text) is None:
        return text, ()
    parts: list[str] = []
    edits: list[Edit] = []
    length = done = 0
    for match in _ODD.finditer(text):
        printed = match.group()
        kind = match.lastgroup
        if kind == "soft":
            # At the very end it is the hyphen of a broken word: the joining of lines decides on it.
            if match.end() == len(text):
                break
            read, why = "", Why.SOFT_HYPHEN
        elif kind == "ligature":
            read, why = unicodedata.normalize("NFKC", printed), Why.LIGATURE
        elif kind == "hyphen":
            read, why = "-", Why.HYPHEN
        elif kind == "composed":
            read, why = _compose(printed), Why.COMPOSED
            if read == printed:
                continue
        else:
            read, why = "" if kind == "nothing" else " ", Why.SPACED
        before = text[done : match.start()]
        parts += (before, read)
        length += len(before)
        edits.append(Edit(length, len(read), printed, why))
        length += len(read)
        done = match.end()
    parts.append(text[done:])
    return "".join(parts), tuple(edits)


def _compose(printed: str) -> str:
    if printed[0] in _LOOSE:
        printed = printed[1:] + _LOOSE[printed[0]]
    elif printed[-1] in _LOOSE:
        printed = printed[:-1] + _LOOSE[printed[-1]]
    return unicodedata.normalize("NFC", printed)


def _capital_shreds(text: str) -> bool:
    """Whether a short line of capitals falls into shreds of one to three letters (`PRO T OK OL L`)."""
    if len(text) > _LONGEST_SPACED or not text.isupper():
        return False
    words = text.split()
    letters = sum(len(w) for w in words)
    return len(words) >= 3 and letters >= 5 and letters / len(words) < 2.5 and all(w.isalpha() for w in words)


def _close_up(text: str, knows: Callable[[str], bool]) -> tuple[str, tuple[Edit, ...]] | None:
    """Close up a line that is spaced out; None where it is not, or no words come of it."""
    if len(text) > _LONGEST_SPACED * 2:
        return None
    runs = list(_SHREDS.finditer(text)) if not _capital_shreds(text) else [re.match(".*", text, re.DOTALL)]
    parts: list[str] = []
    edits: list[Edit] = []
    length = done = 0
    for run in runs:
        if run is None:
            continue
        printed = run.group()
        if run.end() == len(text) and printed[-1:] in _HYPHENS:
            printed = printed[:-1]  # the joining of lines decides on it, as on any line's last hyphen
        # Two spaces and more part words where single ones part letters.
        pieces = re.split(r"\s{2,}", printed.strip())
        read = " ".join(_words("".join(piece.split()), piece, knows) for piece in pieces)
        if read == printed or sum(c.isalpha() for c in read) < 4:
            continue
        before = text[done : run.start()]
        parts += (before, read)
        length += len(before)
        edits.append(Edit(length, len(read), printed, Why.SPACED))
        length += len(read)
        done = run.start() + len(printed)
    if not edits:
        return None
    parts.append(text[done:])
    return "".join(parts), tuple(edits)


def _words(closed: str, printed: str, knows: Callable[[str], bool]) -> str:
    """A closed-up run, cut into as few known words as will do; whole where it cannot be cut."""
    if knows(closed) or len(closed) > 40:
        return closed
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(closed)
    for end in range(1, len(closed) + 1):
        for start in range(max(0, end - 24), end):
            head = best[start]
            if head is not None and end - start > 1 and knows(closed[start:end]):
                count = head[0] + 1
                held = best[end]
                if held is None or count < held[0]:
                    best[end] = (count, f"{head[1]} {closed[start:end]}".strip())
    found = best[len(closed)]
    if found is not None and found[0] <= max(1, len(closed) // 3):
        return found[1]
    return closed if all(len(w) == 1 for w in printed.split()) else printed
