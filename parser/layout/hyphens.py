"""How two printed lines of one text are joined: a hyphen undone or kept, a space set.

Why it is done so: docs/decisions/0003-rejoining-words.md.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from parser.layout.cues import Cues

HYPHENS = "-\u2010\u2011\u00ad\u0002\ufffe\ufffd"
SOFT = "\u00ad\u0002\ufffe\ufffd"
DASHES = "–—"

_SAMPLE = 80  # line ends looked at to see whether hyphens were lost
_LONGEST_PARTICLE = 3
_STEM = 4  # letters by which two forms of one word agree
_PARTICLE = 2e-4  # share of running text from which on so short a word is one of the language's commonest

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"[^\W_]+$")
_HEAD = re.compile(r"[^\W_]+")


class WordList(Protocol):
    """What the layout asks of a lexicon (`parser.language.lexicon.Lexicon` is one)."""

    def knows(self, word: str) -> bool:
        """Whether `word` is a word."""
        ...

    def frequency(self, word: str) -> float:
        """The share that `word` has of running text."""
        ...


class Join(StrEnum):
    """How a line goes on in the next."""

    SPACE = "space"  # with a space between
    CLOSE = "close"  # with nothing between, the hyphen kept
    UNDO = "undo"  # with nothing between, the hyphen undone


class Vocabulary:
    """The words that a document prints unbroken, and what a lexicon knows beyond them."""

    def __init__(self, lexicon: WordList, cues: Cues) -> None:
        """Start empty; `add` the document's lines."""
        self._lexicon = lexicon
        self._conjunctions = cues.conjunctions
        self._words: set[str] = set()
        self._halves: set[tuple[str, str]] = set()  # of the words printed with a hyphen amid a line
        self._lost = False  # whether the text layer left out the hyphens at its lines' ends

    def add(self, lines: Iterable[str]) -> None:
        """Learn the words of `lines`; those that a line break may have cut are left out."""
        words = self._words
        cut = False
        hyphened = 0
        above = ""
        pairs: list[tuple[str, str]] = []
        for line in lines:
            found = _WORD.findall(line.lower())
            if len(pairs) < _SAMPLE and found and above and line[0].islower() and line[-1].isalpha():
                pairs.append((above, found[0]))
            above = found[-1] if found and line[-1].isalpha() else ""
            if not found:
                cut = False
                continue
            broken = line[-1] in HYPHENS
            hyphened += broken
            whole = found[1 if cut else 0 : -1 if broken else len(found)]
            words.update(whole)
            self._halves.update((w.partition("-")[0], w.partition("-")[2]) for w in whole if "-" in w)
            cut = broken
        self._lost = not hyphened and sum(self._is_cut(tail, head) for tail, head in pairs) > 2

    def _is_cut(self, tail: str, head: str) -> bool:
        """Whether two pieces, with no hyphen at either, are one word that a line break cut."""
        return not self._lexicon.knows(tail) and self._lexicon.knows(tail + head)

    def has(self, word: str) -> bool:
        """Whether the document prints `word` somewhere, unbroken."""
        return word.lower() in self._words

    def knows(self, word: str) -> bool:
        """Whether the document or the lexicon has `word`."""
        return word.lower() in self._words or self._lexicon.knows(word)

    def join(self, line: str, following: str) -> Join:
        """How `following` continues `line`. Neither is empty; no white space at either's ends.

        In order: what is no hyphen; hyphens that the print itself marks as soft; signs and figures; a suspended
        compound (`stads- och`, `och -utveckling`); abbreviations and double names; the document's own words; the
        lexicon; and else the hyphen is the typesetter's, as 106 of 108 of our source are.
        """
        mark = line[-1]
        if mark in DASHES:
            return self._join_dash(line, following)
        if mark not in HYPHENS:
            return self._join_plain(line, following) if self._lost else Join.SPACE
        if mark in SOFT:
            return Join.UNDO
        before = line[:-1]
        if not before or before[-1].isspace():
            return self._join_leading_hyphen(before, following)
        tail, head = _TAIL.search(before), _HEAD.match(following)
        if head is None:
            return Join.SPACE
        if tail is None:
            # `(M)-gruppen`, `”ja”-sidan`: the hyphen belongs there; `nämnds-,` never ends so.
            return Join.CLOSE
        return self._join_word(tail.group(), head.group(), before, mark)

    def _join_plain(self, line: str, following: str) -> Join:
        """Lines of a text layer without its line-end hyphens (soft hyphens that a font's map drops)."""
        tail, head = _TAIL.search(line), _HEAD.match(following)
        if tail is None or head is None or not following[0].islower():
            return Join.SPACE
        return Join.CLOSE if self._is_cut(tail.group(), head.group()) else Join.SPACE

    def _join_dash(self, line: str, following: str) -> Join:
        if len(line) > 1 and not line[-2].isspace() and (line[-2].isdigit() and following[0].isdigit()):
            return Join.CLOSE
        if len(line) > 1 and line[-2].isalpha() and following[0].isupper():
            return Join.CLOSE  # Stockholm–Uppsala
        return Join.SPACE

    def _join_leading_hyphen(self, before: str, following: str) -> Join:
        """A hyphen after a space: the second half of a compound (`och -utveckling`), or a dash."""
        words = before.split()
        if words and words[-1].lower() in self._conjunctions and following[0].islower():
            return Join.CLOSE
        return Join.SPACE

    def _join_word(self, tail: str, head: str, before: str, mark: str) -> Join:
        if tail[-1].isdigit() or head[0].isdigit():
            return Join.CLOSE
        joined = tail + head
        if head.lower() in self._conjunctions:
            # gemen-samt is one word, stads- samt is not.
            return Join.UNDO if self.knows(joined) else Join.SPACE
        if mark == "\u2011":
            return Join.CLOSE  # a hyphen set so as not to break: it is the word's own
        if head[0].isupper():
            # Capitals throughout are broken as other words are; Ann-Margarethe, icke-EU and S-märkt are not.
            whole = tail.isupper() and head.isupper() and len(tail) > 1
            if not whole:
                return Join.CLOSE
            return Join.UNDO if self.has(joined) or not self.has(f"{tail}-{head}") else Join.CLOSE
        if len(tail) > 1 and not tail[1:].islower():
            return Join.CLOSE  # MBL-förhandling, FoU-enhet
        if len(tail) == 1 and tail.isupper() and not self.has(joined):
            return Join.CLOSE  # S-gruppen
        return self._join_small(tail, head, joined, before)

    def _join_small(self, tail: str, head: str, joined: str, before: str) -> Join:
        hyphened = f"{tail}-{head}"
        if self.has(joined):
            return Join.UNDO
        if self.has(hyphened):
            return Join.CLOSE
        if self._kindred(tail.lower(), head.lower()):
            return Join.CLOSE
        if "@" in before.rsplit(None, 1)[-1] or "www." in before.rsplit(None, 1)[-1].lower():
            return Join.CLOSE
        if len(tail) == 1:
            # No typesetter leaves one letter: e-post, a-kassa. An ö that is cut off is still a word's.
            return Join.UNDO if self._lexicon.knows(joined) and not self._lexicon.knows(head) else Join.CLOSE
        if len(tail) <= _LONGEST_PARTICLE and not self._lexicon.knows(joined) and self._lexicon.knows(head):
            # vi-känsla, ja-sidan: words such as these begin no compound, so the hyphen is their own.
            return Join.CLOSE if self._lexicon.frequency(tail) > _PARTICLE else Join.UNDO
        return Join.UNDO

    def _kindred(self, tail: str, head: str) -> bool:
        """Whether a word of the same make is printed with a hyphen: `nej-röst` or `ja-röster` for `nej-röster`."""
        stem = head[:_STEM]
        return any(
            (first == tail and second.startswith(stem))
            or (second == head and len(first) <= _LONGEST_PARTICLE >= len(tail))
            for first, second in self._halves
        )
