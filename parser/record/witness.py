"""The words of an independent reader (poppler's `pdftotext`) against the blocks: which has it that we do not?"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from parser.model import BBox
from parser.record.problem import Problem, Weight
from parser.record.text import printed_text
from parser.record.types import Record

# Letters and digits only: readers differ in spaces, hyphens and how they set signs apart.
_LETTERS = re.compile(r"[\W_]+")


class WitnessWord(Protocol):
    """A word with its place; `parser.read.witness.Word` is one."""

    @property
    def text(self) -> str:
        """The word."""
        ...

    @property
    def page(self) -> int:
        """The page, counted from 1."""
        ...

    @property
    def bbox(self) -> BBox:
        """Its box."""
        ...


def witness_problems(record: Record, words: Iterable[WitnessWord]) -> Iterator[Problem]:
    """Words that the witness has more often on a page than our blocks there: it may be right, or we.

    Ligatures, accents set apart, hyphens and spaces make no difference; a word that we have in pieces, or only as
    a part of another, counts as ours, where enough of that is left.
    """
    ours = _our_pages(record)
    theirs: dict[int, list[WitnessWord]] = {}
    for word in words:
        theirs.setdefault(word.page, []).append(word)
    for page, found in sorted(theirs.items()):
        counts, run = ours.get(page, (Counter[str](), ""))
        left = Counter(counts)
        missing: list[WitnessWord] = []
        for word in found:
            letters = _folded(word.text)
            if letters and left[letters] > 0:
                left[letters] -= 1
            elif letters:
                missing.append(word)
        wanted = Counter(_folded(word.text) for word in missing)
        for word in missing:
            letters = _folded(word.text)
            # Not one of our words as it stands: then it must be somewhere in the run of our letters, and that as
            # often as the witness has it in all.
            if run.count(letters) < counts[letters] + wanted[letters]:
                yield Problem(
                    "blocks",
                    f"Page {page}: the witness reads «{word.text}», which we do not have there or not so often.",
                    Weight.DOUBT,
                    page,
                    (word.bbox.x0, word.bbox.top, word.bbox.x1, word.bbox.bottom),
                )


def _our_pages(record: Record) -> dict[int, tuple[Counter[str], str]]:
    """For each page the words of the blocks on it, as printed and as read, and all their letters in a run."""
    pages: dict[int, tuple[Counter[str], list[str]]] = {}
    for block in record.blocks:
        printed = Counter(map(_folded, printed_text(block.text, block.edits).split()))
        # The larger count of both forms, not the sum: a word that was not edited stands in both.
        counted = printed | Counter(map(_folded, block.text.split()))
        for place in block.places:
            counts, runs = pages.setdefault(place.page, (Counter(), []))
            counts.update(counted)
            runs.append(_folded(block.text))
    return {page: (counts, "".join(runs)) for page, (counts, runs) in pages.items()}


def _folded(text: str) -> str:
    """The letters and digits of a text: ligatures written out, accents joined, without case."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
