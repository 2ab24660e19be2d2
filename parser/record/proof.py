"""The proof that the blocks hold each printed character once: the print is laid over the blocks, word by word.

Each word that the engine reads takes as many letters of a block on its page, in the same order and free: first where
the word before it ended, then in the blocks whose box it lies in, then anywhere on the page, at last letter by
letter, where a letter of a block that goes on over pages may be handed from one page to another (an augmenting path
of bipartite matching). What finds no place is lost; what is left of the blocks is doubled or invented. Since a
letter is taken once only, no fault found means that print and blocks are equal, letter for letter, page by page.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from parser.model import Page, Span
from parser.record.problem import Problem, Weight
from parser.record.text import fold_space, printed_text
from parser.record.types import Block, Record

# What leaves no mark on paper: spaces, control characters, soft hyphens and other characters without width.
_UNSEEN = "\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
_WORD = re.compile(f"[^{_UNSEEN}]+")
_SLACK = 3.0  # points that a word may stick out of its block's box
_AROUND = 30  # characters quoted on either side

BoxOnPage = tuple[float, float, float, float]


class _Word(msgspec.Struct, frozen=True):
    """A word as the engine reads it: its letters, its box, and the span that it is of, to quote."""

    text: str
    bbox: BoxOnPage
    line: str


class _Print:
    """A block's print without what is unseen, and for each of its letters the page that has taken it, or 0."""

    def __init__(self, block: Block, index: int) -> None:
        self.block = block
        self.index = index
        self.printed = printed_text(block.text, block.edits)
        words = list(_WORD.finditer(self.printed))
        self.letters = "".join(word.group() for word in words)
        self.offsets = [offset for word in words for offset in range(word.start(), word.end())]
        self.taken = [0] * len(self.letters)
        self.begins = bytearray(len(self.letters) + 1)
        at = 0
        for word in words:
            self.begins[at] = 1
            at += len(word.group())
        self.begins[at] = 1

    def holds(self, page: int, bbox: BoxOnPage) -> bool:
        """Whether the middle of the box lies in the block's on that page."""
        x, y = (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2
        return any(
            place.page == page
            and place.bbox[0] - _SLACK <= x <= place.bbox[2] + _SLACK
            and place.bbox[1] - _SLACK <= y <= place.bbox[3] + _SLACK
            for place in self.block.places
        )

    def take(self, word: str, at: int, page: int) -> bool:
        """Take the word's letters at this place for the page, if they are there and free."""
        end = at + len(word)
        if not self.letters.startswith(word, at) or any(self.taken[at:end]):
            return False
        self.taken[at:end] = [page] * len(word)
        return True

    def find(self, word: str, page: int, *, whole: bool) -> int | None:
        """Take the first free place of the word, `whole` only where it is a word there too; where it ends."""
        at = self.letters.find(word)
        while at >= 0:
            end = at + len(word)
            if (not whole or (self.begins[at] and self.begins[end])) and self.take(word, at, page):
                return end
            at = self.letters.find(word, at + 1)
        return None

    def places_of(self, letter: str) -> Iterator[int]:
        """Where the letter stands."""
        at = self.letters.find(letter)
        while at >= 0:
            yield at
            at = self.letters.find(letter, at + 1)

    def left(self) -> Iterator[tuple[int, int]]:
        """The runs of letters that nobody has taken, as offsets in the printed text."""
        for free, run in groupby(range(len(self.taken)), key=lambda at: not self.taken[at]):
            if free:
                places = list(run)
                yield self.offsets[places[0]], self.offsets[places[-1]] + 1


def print_problems(record: Record, pages: Iterable[Page]) -> Iterator[Problem]:
    """Characters of the pages that no block holds, and those of blocks that no page has, each with its place."""
    prints = [_Print(block, index) for index, block in enumerate(record.blocks)]
    on_page: dict[int, list[_Print]] = {}
    for print_ in prints:
        for number in dict.fromkeys(place.page for place in print_.block.places):
            on_page.setdefault(number, []).append(print_)
    count = 0
    astray: list[tuple[int, _Word]] = []
    for page in pages:
        count += 1
        astray.extend((page.number, word) for word in _lay_over(page, on_page.get(page.number, [])))
    # A letter that once found no place on a page never will: others only take more (as in any bipartite matching).
    hopeless: set[tuple[str, int]] = set()
    for number, word in astray:
        yield from _letter_by_letter(word, number, on_page, hopeless)
    if count != record.source.pages:
        yield Problem("source.pages", f"The PDF has {count} pages, the record says {record.source.pages}.")
    for print_ in prints:
        for start, end in print_.left():
            around = fold_space(print_.printed[max(0, start - _AROUND) : end + _AROUND])
            yield Problem(
                f"blocks[{print_.index}].text",
                f"{print_.block.id} has «{fold_space(print_.printed[start:end])}», "
                f"which the PDF does not print there or not so often: …{around}…",
                page=print_.block.page,
                bbox=print_.block.bbox,
            )


def _lay_over(page: Page, prints: list[_Print]) -> list[_Word]:
    """Take the place of each word of the page in the blocks on it; give back those that have none."""
    later: list[tuple[_Word, list[_Print]]] = []
    print_: _Print | None = None
    at = 0
    for word in _words(page):
        if print_ is not None and print_.holds(page.number, word.bbox) and print_.take(word.text, at, page.number):
            at += len(word.text)
            continue
        around = [candidate for candidate in prints if candidate.holds(page.number, word.bbox)]
        for candidate in around:
            end = candidate.find(word.text, page.number, whole=True)
            if end is not None:
                print_, at = candidate, end
                break
        else:
            later.append((word, around))
    # The longest first: a short one could take a place within a longer.
    later.sort(key=lambda pair: -len(pair[0].text))
    return [
        word
        for word, around in later
        if all(found.find(word.text, page.number, whole=False) is None for found in (*around, *prints))
    ]


def _letter_by_letter(
    word: _Word, page: int, on_page: dict[int, list[_Print]], hopeless: set[tuple[str, int]]
) -> Iterator[Problem]:
    missing = ""
    for letter in word.text:
        if (letter, page) in hopeless or not _take_letter(letter, page, on_page):
            hopeless.add((letter, page))
            missing += letter
    if missing:
        yield Problem(
            "blocks",
            f"Page {page}: «{missing}» of «{word.text}» is in no block: …{fold_space(word.line)}…",
            page=page,
            bbox=word.bbox,
        )
    elif len(word.text) > 1:
        yield Problem(
            "blocks",
            f"Page {page}: the letters of «{word.text}» are there, but not in this order: …{fold_space(word.line)}…",
            Weight.DOUBT,
            page,
            word.bbox,
        )


def _take_letter(letter: str, page: int, on_page: dict[int, list[_Print]]) -> bool:
    """Take the letter on the page; where none is free there, one that another page has and can do without."""
    came: dict[int, tuple[int, _Print, int] | None] = {page: None}
    queue = [page]
    while queue:
        here = queue.pop(0)
        for print_ in on_page.get(here, []):
            for at in print_.places_of(letter):
                holder = print_.taken[at]
                if not holder:
                    _hand_on(print_, at, here, came)
                    return True
                if holder not in came:
                    came[holder] = (here, print_, at)
                    queue.append(holder)
    return False


def _hand_on(print_: _Print, at: int, page: int, came: dict[int, tuple[int, _Print, int] | None]) -> None:
    """Give the free place to the page, and what that page had before to the page that asked for it, and so on."""
    print_.taken[at] = page
    step = came[page]
    while step is not None:
        asking, held, place = step
        held.taken[place] = asking
        step = came[asking]


def _words(page: Page) -> Iterator[_Word]:
    for span in page.spans:
        for found in _WORD.finditer(span.text):
            yield _Word(found.group(), _box(span, found.start(), found.end()), span.text)


def _box(span: Span, start: int, end: int) -> BoxOnPage:
    """The box of a part of a span; of all of it where the text is turned, since its edges run along the text then."""
    if span.rotation % 360 or len(span.edges) <= end:
        return (span.x0, span.top, span.x1, span.bottom)
    return (span.edges[start], span.top, span.edges[end], span.bottom)
