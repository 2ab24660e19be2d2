"""Where in a text the words stand that were looked for, and the part of it that shows them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from parser.index.wording import stems
from parser.query.text import INSIDE, Both, Either, Inside, Phrase, Term, Word, parse

_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s")


class Excerpt(msgspec.Struct, frozen=True):
    """A part of a text on one line, and the places in it of what was looked for: offsets, end not included."""

    text: str
    marks: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def _wanted(text: str) -> tuple[Term, ...]:
    return tuple(_leaves(parse(text)))


def _leaves(term: Term) -> Iterator[Term]:
    if isinstance(term, Both | Either):
        for part in term.parts:
            yield from _leaves(part)
    elif isinstance(term, Word | Phrase | Inside):
        yield term


def marks(text: str, looked_for: str | None) -> tuple[tuple[int, int], ...]:
    """The places of what was looked for, in order, none over another. Raises BadQuestion as `parse` does."""
    if not looked_for:
        return ()
    words = [(found.group().lower(), found.start(), found.end()) for found in _WORD.finditer(text)]
    spans: list[tuple[int, int]] = []
    for term in _wanted(looked_for):
        spans += _phrase(words, term) if isinstance(term, Phrase) else _single(words, term)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _single(words: Sequence[tuple[str, int, int]], term: Term) -> Iterator[tuple[int, int]]:
    if isinstance(term, Inside):
        yield from ((start, end) for word, start, end in words if term.part in word)
    elif isinstance(term, Word):
        known = stems()
        stem = known[term.word]
        inside = len(term.word) >= INSIDE
        yield from ((start, end) for word, start, end in words if known[word] == stem or (inside and term.word in word))


def _phrase(words: Sequence[tuple[str, int, int]], term: Phrase) -> Iterator[tuple[int, int]]:
    wanted = term.words
    many = len(wanted)
    for at in range(len(words) - many + 1):
        *first, last = (word for word, _, _ in words[at : at + many])
        if tuple(first) == wanted[:-1] and (last.startswith(wanted[-1]) if term.prefix else last == wanted[-1]):
            yield words[at][1], words[at + many - 1][2]


def excerpt(text: str, looked_for: str | None = None, width: int = 240, *, start: int = 0) -> Excerpt:
    """About `width` letters of a text round the first of what was looked for; its beginning where nothing was.

    `start` is where its words begin: the headings before them are left out, unless what was looked for stands there.
    """
    found = marks(text, looked_for)
    first = 0 if found and found[0][0] < start else start
    begun = first
    if found and found[0][1] > first + width * 3 // 4:
        first = max(found[0][0] - width // 3, first)
        after = _SPACE.search(text, first)
        first = after.end() if after and after.start() < found[0][0] else first
    end = min(first + width, len(text))
    if end < len(text):
        cut = max(text.rfind(" ", first + width // 2, end), text.rfind("\n", first + width // 2, end))
        end = cut if cut > 0 else end
    before, behind = "…" if first > begun else "", "…" if end < len(text) else ""
    shown = _SPACE.sub(" ", text[first:end])
    shift = len(before) - first
    inside = tuple((a + shift, min(b, end) + shift) for a, b in found if a >= first and a < end)
    return Excerpt(before + shown + behind, inside)
