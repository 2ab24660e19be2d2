"""Disturbances of a document's print: another layout, headings without weight, doubled spaces, letters misread.

Each is seeded by the document's name and its own: the same document is always disturbed in the same way. What the
document says is not changed, so that its gold stays true; `disturbed` gives beside it the acts' text as printed.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import msgspec

from typesetter.elements import Marked, PageBreak, Part, Table
from typesetter.gold import gold_of
from typesetter.layouts import LAYOUTS, Layout, Style
from typesetter.plan import plan_of
from typesetter.setting import set_document

RATES = (0.0, 0.005, 0.01, 0.02)
# What is read for what, and how much likelier a misreading is than that of an ordinary letter.
CONFUSIONS: dict[str, tuple[int, tuple[str, ...]]] = {
    "§": (4, ("S", "8")),
    "å": (3, ("a", "ä")),
    "ä": (3, ("a", "å")),
    "ö": (3, ("o", "ô")),
    "Å": (3, ("A",)),
    "Ä": (3, ("A",)),
    "Ö": (3, ("O",)),
    "é": (3, ("e",)),
    "rn": (3, ("m",)),
    "m": (2, ("rn",)),
    "l": (2, ("1", "I")),
    "I": (2, ("l", "1")),
    "1": (2, ("l", "I")),
    "cl": (2, ("d",)),
    "O": (2, ("0",)),
    "0": (2, ("o", "O")),
    "S": (1, ("8", "5")),
    "8": (1, ("S",)),
    "5": (1, ("S",)),
    "o": (1, ("0",)),
    "e": (1, ("c",)),
    "c": (1, ("e",)),
    "i": (1, ("l",)),
    ")": (1, ("}",)),
}
_CONFUSABLE = re.compile("|".join(sorted(map(re.escape, CONFUSIONS), key=len, reverse=True)))
_PLAIN = Style(before=1.0, after=0.3)


class Disturbance(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to a document.

    `layout`: its `own`, any `other`, or its own with `narrow` lines; `weightless`: headings look like text; `spaces`
    and `letters`: the share of spaces doubled and of letters misread. `as_ocr`: the text counts as read by OCR, which
    is what the converter corrects. `unprofiled`: its municipality's profile is taken away.
    """

    name: str
    about: str
    layout: str = "own"
    weightless: bool = False
    spaces: float = 0.0
    letters: float = 0.0
    as_ocr: bool = False
    unprofiled: bool = False
    turn: int = 0


NONE = Disturbance(name="none", about="as it is, set digitally")
UNPROFILED = Disturbance(name="unprofiled", about="the profile of its municipality taken away", unprofiled=True)
TEN = (
    Disturbance(name="layout 1", about="another layout", layout="other", turn=1),
    Disturbance(name="layout 2", about="a third layout", layout="other", turn=2),
    Disturbance(name="narrow", about="other line breaks: a narrower column, much hyphenated", layout="narrow"),
    Disturbance(name="weightless", about="titles and headings look like text", weightless=True),
    Disturbance(name="spaces", about="every tenth space doubled", spaces=0.1),
    Disturbance(name="letters 0.5 %", about="0.5 % of letters misread", letters=0.005),
    Disturbance(name="letters 1 %", about="1 % of letters misread", letters=0.01),
    Disturbance(name="letters 2 %", about="2 % of letters misread", letters=0.02),
    Disturbance(
        name="form", about="another layout, no weight, doubled spaces", layout="other", weightless=True, spaces=0.1
    ),
    Disturbance(
        name="all",
        about="the same with 1 % of letters misread",
        layout="other",
        weightless=True,
        spaces=0.1,
        letters=0.01,
    ),
)
AS_OCR = tuple(
    Disturbance(
        name=f"letters {rate:.1%} as OCR".replace(".0%", " %").replace("%", " %").replace("  ", " "),
        about="the same letters, in text that counts as OCR's",
        letters=rate,
        as_ocr=True,
    )
    for rate in RATES[1:]
)


def disturbed(marked: Marked, name: str, how: Disturbance) -> tuple[bytes, dict[str, Any]]:
    """The document's PDF under a disturbance, never as pictures, and its gold."""
    plan = plan_of(marked, name, scan="no")
    chance = random.Random(f"{name} {how.turn}")
    layout = _layout(LAYOUTS[plan.layout], marked, how, chance)
    printed = marked
    if how.spaces:
        printed = _rewritten(printed, lambda text: _spaced(text, how.spaces, chance))
    if how.letters:
        share = how.letters / _exposure(printed)
        printed = _rewritten(printed, lambda text: misread(text, share, chance))
    gold = gold_of(marked)
    for act, shown in zip(gold["acts"], gold_of(printed)["acts"], strict=True):
        act["printed"] = shown["text"]
    return set_document(printed, layout, plan.seed).pdf, gold


def _layout(own: Layout, marked: Marked, how: Disturbance, chance: random.Random) -> Layout:
    layout = own
    if how.layout == "other":
        kind = "minutes" if marked.facts["type"] == "protokoll" else "pm"
        fitting = [each for each in LAYOUTS.values() if kind in each.suits and each.name != own.name]
        layout = chance.sample(fitting, len(fitting))[how.turn]
    elif how.layout == "narrow":
        left, top, right, bottom = own.margins
        room = own.paper[0] - left - right
        margins = (left, top, right + 0.15 * room, bottom)
        layout = msgspec.structs.replace(own, margins=margins, hyphenate=True, hyphen_run=9)
    if how.weightless:
        layout = msgspec.structs.replace(
            layout, heading_family=None, title=_PLAIN, heading1=_PLAIN, heading2=_PLAIN, heading3=_PLAIN
        )
    return layout


def _rewritten(marked: Marked, change: Callable[[str], str]) -> Marked:
    """The document with each of its texts changed, running headers and footers too."""
    settings = {
        key: _between_braces(value, change) if key in ("header", "first_header", "footer") else value
        for key, value in marked.settings.items()
    }
    return msgspec.structs.replace(marked, parts=tuple(_part(p, change) for p in marked.parts), settings=settings)


def _part(part: Part, change: Callable[[str], str]) -> Part:
    if isinstance(part, PageBreak):
        return part
    if isinstance(part, Table):
        return msgspec.structs.replace(part, rows=tuple(tuple(change(cell) for cell in row) for row in part.rows))
    return msgspec.structs.replace(part, text=change(part.text))


def _between_braces(text: str, change: Callable[[str], str]) -> str:
    """The text changed, but for tabs and what is filled in (`{page}`)."""
    return "".join(
        piece if piece.startswith(("{", "\t")) else change(piece) for piece in re.split(r"(\{\w+\}|\t)", text)
    )


def _spaced(text: str, share: float, chance: random.Random) -> str:
    return re.sub(" ", lambda _: "  " if chance.random() < share else " ", text)


def misread(text: str, share: float, chance: random.Random) -> str:
    """The text with letters read for others; `share` of the ordinary confusable ones, of others by their weight."""

    def read(match: re.Match[str]) -> str:
        weight, forms = CONFUSIONS[match[0]]
        return chance.choice(forms) if chance.random() < share * weight else match[0]

    return _CONFUSABLE.sub(read, text)


def _exposure(marked: Marked) -> float:
    """The weights of a document's confusable letters by the number of its letters."""
    texts = [
        text
        for part in marked.parts
        if not isinstance(part, PageBreak)
        for text in ([cell for row in part.rows for cell in row] if isinstance(part, Table) else [part.text])
    ]
    letters = sum(1 for text in texts for sign in text if not sign.isspace())
    weights = sum(CONFUSIONS[found][0] for text in texts for found in _CONFUSABLE.findall(text))
    return max(weights, 1) / max(letters, 1)


__all__ = ["AS_OCR", "CONFUSIONS", "NONE", "RATES", "TEN", "UNPROFILED", "Disturbance", "disturbed", "misread"]
