"""Words and their Swedish stems: the same for what is indexed and for what is asked.

A word is a run of letters and digits, as FTS5's tokenizer `unicode61` cuts it. Letter case does not matter; å, ä and ö
are letters of their own.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")


class _Stems(dict[str, str]):
    """The stem of each word that was met."""

    def __init__(self) -> None:
        super().__init__()
        self._stem = Stemmer.Stemmer("swedish", 0).stemWord

    def __missing__(self, word: str) -> str:
        if len(self) > 1 << 20:  # figures without end: begin again rather than grow
            self.clear()
        stem: str = self._stem(word)
        self[word] = stem
        return stem


def composed(text: str) -> str:
    """The text with å as one letter, not as a letter and a ring."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def words_of(text: str) -> list[str]:
    """The words of a text in order, in lower case."""
    return _WORD.findall(composed(text).lower())


@lru_cache(maxsize=1)
def stems() -> _Stems:
    """The stem of a word in lower case, by ``stems()[word]``: `skolorna` → `skol`."""
    return _Stems()


@lru_cache(maxsize=1)
def stemmer_version() -> str:
    """What the stems were made with: another version may make others."""
    return f"swedish {Stemmer.version()}"
