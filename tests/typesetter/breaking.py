"""Breaking running text into lines, with Swedish hyphenation as word processors do it: first fit."""

import functools
import re

import msgspec
import pyphen

from typesetter.fonts import Face

_CORE = re.compile(r"[^\W\d_]{5,}")
_OWN_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})")
_ANY_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """How lines are broken.

    `hyphen` is what is printed where a word is parted (a hyphen, or a soft hyphen as some programs leave it), `run`
    the most lines in a row that may end in one, `numbers` whether `041-4239` may be parted at its own hyphen.
    """

    hyphenate: bool = True
    hyphen: str = "-"
    run: int = 3
    numbers: bool = False

    def lines(self, text: str, face: Face, size: float, first: float, rest: float) -> list[str]:
        """The text's lines: the first at most `first` points wide, the others `rest`, but for words too wide."""
        lines: list[str] = []
        line, hyphens = "", 0
        words = text.split(" ")
        space = face.width(" ", size)
        width, limit = 0.0, first
        while words:
            word = words.pop(0)
            wide = face.width(word, size)
            gap = space if line else 0.0
            if width + gap + wide <= limit:
                line, width = f"{line} {word}" if line else word, width + gap + wide
                continue
            head, tail = self._part(word, face, size, limit - width - gap, hyphens)
            if not head and not line:
                head, tail = self._force(word, face, size, limit)
            if head:
                line = f"{line} {head}" if line else head
                words.insert(0, tail)
            elif line:
                words.insert(0, word)
            else:  # one letter wider than the line: it stands over the edge
                line = word
            hyphens = hyphens + 1 if head else 0
            lines.append(line)
            line, width, limit = "", 0.0, rest
        if line or not lines:
            lines.append(line)
        return lines

    def _part(self, word: str, face: Face, size: float, room: float, hyphens: int) -> tuple[str, str]:
        """The longest beginning of the word that has room, with its hyphen, and the rest; empty where none has."""
        pattern = _ANY_HYPHEN if self.numbers else _OWN_HYPHEN
        choices = [(match.end(), "") for match in pattern.finditer(word)]
        if self.hyphenate and hyphens < self.run:
            choices += [(at, self.hyphen) for at in _points(word)]
        for at, hyphen in sorted(choices, reverse=True):
            if face.width(word[:at] + (hyphen and "-"), size) <= room:
                return word[:at] + hyphen, word[at:]
        return "", ""

    def _force(self, word: str, face: Face, size: float, room: float) -> tuple[str, str]:
        """A word wider than the line: parted by the patterns where they help, else cut where the room ends."""
        for at in reversed(_points(word)):
            if face.width(word[:at] + "-", size) <= room:
                return word[:at] + self.hyphen, word[at:]
        at = len(word)
        while at > 1 and face.width(word[:at], size) > room:
            at -= 1
        return (word[:at], word[at:]) if at < len(word) else ("", "")


@functools.lru_cache(maxsize=16384)
def _points(word: str) -> tuple[int, ...]:
    """Where the Swedish patterns allow a word to be parted."""
    dictionary = _dictionary()
    return tuple(
        core.start() + at
        for core in _CORE.finditer(word)
        for at in dictionary.positions(core[0])
        if 2 <= at <= len(core[0]) - 2
    )


@functools.cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="sv")
