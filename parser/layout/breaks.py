"""Does a new block begin with this line? Evidence for and against, weighed.

The weights are log-odds, roughly: how much more often a cue is seen between two paragraphs than inside one. They
were set on running text of known paragraphs in many typesettings (tests/test_layout_paragraphs.py measures them).
"""

import re
from collections.abc import Sequence

from parser.layout.columns import in_margin
from parser.layout.cues import Cues
from parser.layout.hyphens import HYPHENS
from parser.layout.measure import Measures, room_left
from parser.layout.order import Printed

_SENTENCE_END = re.compile(r"[.!?:;][)”\"'’»]*$")
_FULL_STOP = re.compile(r"[.!?:][)”\"'’»]*$")
_CHECK = "0123456789(-–—•·●○◦▪■□▫*\u2023\uf0b7\uf0a7\uf02d"
_BULLETS = "•·●○◦▪■□▫\uf0b7\uf0a7"
_LONGEST_ALONE = 60  # characters of a line that is a block of its own
_SERIES = 12.0  # points within which labels of one series begin


def label_of(text: str, cues: Cues) -> str | None:
    """The label of an item at the start of `text` (`1.`, `a)`, `–`, `•`), or None."""
    if text[0] not in _CHECK and (
        len(text) < 2 or not text[0].isalpha() or text[1:5].find(")") + text[1:5].find(".") == -2
    ):
        return None
    for pattern in cues.label:
        match = pattern.match(text)
        if match:
            return match["label"]
    return None


def look(line: Printed) -> tuple[float, bool]:
    """What tells a heading from text at a glance: size and weight."""
    return round(line.size * 2) / 2, line.bold


def new_block(
    above: Printed, below: Printed, measures: Measures, cues: Cues, *, label: "Label | None", item: "Item | None"
) -> float:
    """Evidence that `below` begins a block, above 0 for more likely than not.

    `label` is that of `below`; `item` the list item that `above` stands in, if any. The lines need not be on one
    page: where they are not, the distance between them tells nothing.
    """
    same = above.page == below.page and above.column == below.column
    ends_sentence = _SENTENCE_END.search(above.text) is not None
    hyphen = above.text[-1] in HYPHENS and len(above.text) > 1 and not above.text[-2].isspace()
    first = below.text[0]
    small = first.islower()
    score = -1.2

    # Wording.
    if hyphen and small:
        score -= 6.0
    elif hyphen:
        score -= 3.0
    elif small:
        score += 0.0 if ends_sentence else -3.0
        if below.text.split(None, 1)[0] in cues.clauses:
            score += 1.5
    elif ends_sentence:
        score += 2.4
    elif above.text[-1] == ",":
        score -= 0.4
    else:
        score += 0.8

    if goes_on_in_parentheses(above.text, below.text):
        score -= 5.0
    if above.text[-1] != "," and (_alone(below.text, cues) or any(p.match(below.text) for p in cues.begins)):
        score += 4.0
    if not small and _alone(above.text, cues):
        score += 4.0

    # The line's end: was it ended on purpose?
    room = room_left(above, below) / (above.size or 1.0)
    goes_on = small and not ends_sentence
    if room > 0.3 and above.text.rsplit(None, 1)[-1] in cues.clauses:
        score += 2.0  # `… besluta att`, and clauses under it
    if (above.page, above.column) in measures.justified and above.column_x1 - above.x1 > above.size:
        score += 1.2 if goes_on else 2.5
    if room > 0.3:
        width = (above.column_x1 - above.column_x0) / (above.size or 1.0)
        score += min(3.8, 1.6 + 0.6 * room)
        if room > 0.4 * width:
            score += 1.2
    elif room < -0.3:
        score -= 1.5

    # Space above.
    if not same and ends_sentence and not small:
        # Nothing is known of the space between. Taking two paragraphs for one hides more than taking one for two.
        score += 1.0
    if same:
        leading = measures.leading(max(above.size, below.size))
        gap = (below.base - above.base) / leading
        if gap < -0.5:
            score += 3.0
        elif gap > 1.8:
            score += 6.0
        elif gap > 1.12:
            score += 1.0 + 12.0 * min(gap - 1.12, 0.3)
            if item is not None and item.first_line and goes_on:
                score -= 3.0  # a number's first line set off from the rest
        elif measures.spacing:
            score -= 1.6
        if 0 < gap < 1.12 and goes_on and _is_heavy(above, measures) and _is_heavy(below, measures):
            score -= 2.5  # a heading's lines are not filled as text is

    # Indents.
    step = below.x0 - above.x0
    if same and abs(step) > 0.5 * below.size:
        if item is not None and label is None and item.first_line and abs(below.x0 - item.text_x) < 2.0:
            score -= 3.0  # hangs exactly where its text began
        elif item is not None and item.first_line and 0 < step < 5 * below.size:
            score -= 1.0 if label is None else 0.0  # hangs from its label
        elif step > 0:
            score += 3.0 if below.x0 - below.column_x0 < 6 * below.size else 2.0
        elif item is not None and below.x0 < item.x0 + 0.5 * below.size:
            score += 1.5  # comes back out of an item
    elif same and measures.indent and item is None:
        inset = below.x0 - below.column_x0
        if abs(inset) < 1.5:
            score -= 1.0  # paragraphs of this document begin with an indent
        elif abs(inset - measures.indent) < 1.5:
            score += 4.0

    # Look.
    if above.bold != below.bold:
        score += 5.0 if (above.bold and room > 0.3) or not above.bold else 2.5
    if above.italic != below.italic and not hyphen:
        # A line in italics by itself over a sentence is a heading, though it fill its column.
        score += 2.5 if room > 0.3 else 3.0 if above.italic and not small and not ends_sentence else 0.5
    if above.underlined != below.underlined:
        score += 4.0 if room > 0.3 or below.underlined else 2.0
    if len(above.segments) > 2 and not hyphen:
        score += 4.0  # a row of cells is no running text
    ratio = below.size / (above.size or 1.0)
    rough = 1.3 if below.conf is not None else 1.06
    if ratio > rough or ratio < 1 / rough:
        score += 2.5
        if ratio > 1.18 * rough or ratio < 1 / (1.18 * rough):
            score += 2.5
    if above.turn != below.turn or in_margin(above.column) != in_margin(below.column):
        score += 20.0

    # A label.
    if label is not None and not (hyphen and small):
        score += 3.2 if ends_sentence or room > 0.3 else 1.4
        if label.in_series or (item is not None and follows(item.label, label.text)):
            score += 3.0
        elif label.text in _BULLETS:
            score += 4.0
    return score


def goes_on_in_parentheses(above: str, below: str) -> bool:
    """Whether a line ends what the line above began in parentheses: `(alla` `s)`."""
    closed, opened = below.find(")"), below.find("(")
    return above.rfind("(") > above.rfind(")") and closed >= 0 and not 0 <= opened < closed


def _alone(text: str, cues: Cues) -> bool:
    return len(text) < _LONGEST_ALONE and text[-1] in ")0123456789abcdefgh" and any(p.match(text) for p in cues.alone)


def _is_heavy(line: Printed, measures: Measures) -> bool:
    return line.bold or line.underlined or line.size > 1.09 * measures.largest_text


class Label:
    """The label that a line begins with, and whether others of its series stand near."""

    __slots__ = ("in_series", "text")

    def __init__(self, text: str) -> None:
        """A label by itself."""
        self.text = text
        self.in_series = False


def labels_of(lines: Sequence[Printed], cues: Cues) -> list[Label | None]:
    """The labels of `lines`, those that count on from one to the next marked."""
    labels: list[Label | None] = []
    last: tuple[Label, Printed] | None = None
    above = ""
    for line in lines:
        found = label_of(line.text, cues)
        if found is not None and goes_on_in_parentheses(above, line.text):
            found = None
        above = line.text
        if found is None:
            labels.append(None)
            continue
        label = Label(found)
        if last is not None and follows(last[0].text, found) and abs(last[1].x0 - line.x0) < _SERIES:
            label.in_series = last[0].in_series = True
        labels.append(label)
        last = (label, line)
    return labels


class Item:
    """The list item that lines are being added to: its label, where it stands and whether it has one line yet."""

    __slots__ = ("first_line", "label", "text_x", "x0")

    def __init__(self, label: str, line: Printed) -> None:
        """An item with its first line only."""
        self.label = label
        self.x0 = line.x0
        self.text_x = line.segments[0].text_x
        self.first_line = True


def follows(before: str, label: str) -> bool:
    """Whether `label` is the next after `before`: 3. after 2., b) after a), another dash."""
    old, new = before.strip("(). "), label.strip("(). ")
    if not old or not new:
        return before == label
    if old.isdigit() and new.isdigit():
        return int(new) == int(old) + 1
    if len(old) == len(new) == 1 and old.isalpha() and new.isalpha():
        return ord(new) == ord(old) + 1
    return before == label


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return _FULL_STOP.search(text) is not None
