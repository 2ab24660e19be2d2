"""A Swedish lexicon from packages: is this a word, and how common is it.

Hunspell (through the package `chunspell`, imported as `hunspell`) with the Swedish dictionary of the system knows
inflections and compounds; `wordfreq` knows how common a form is. Both are read on first use and kept.
"""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path

DICTIONARY = "sv_SE"
FOLDERS = ("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/usr/local/share/hunspell")
FOLDER_VARIABLE = "DIARIUM_HUNSPELL"  # another folder with sv_SE.aff and sv_SE.dic

# Below this share of running text, a form of wordfreq's list is more often a misprint than a word.
RARE = 2e-8
# A part of a compound, where hunspell is not installed, must be this common.
PART = 1e-6
SHORTEST_PART = 3


class Lexicon:
    """Swedish words. What it costs is paid on the first question: about 0.2 s for each of its two sources.

    `folder` is where `sv_SE.aff` and `sv_SE.dic` are; by default the usual places are tried, and where there is
    none, the words of `wordfreq` and their compounds answer instead.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Remember where the dictionary is; nothing is read yet."""
        self._folder = folder
        self._known: dict[str, bool] = {}

    @property
    def has_dictionary(self) -> bool:
        """Whether hunspell's Swedish dictionary is installed."""
        return self._spell is not None

    def knows(self, word: str) -> bool:
        """Whether `word` is a Swedish word, a compound of such or a common name, in this or in lower case."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._look_up(word)
        return known

    def frequency(self, word: str) -> float:
        """The share that `word` has of all words of running Swedish text, 0.0 where it is not in the list."""
        return self._frequencies.get(word.lower(), 0.0)

    def _look_up(self, word: str) -> bool:
        if not word:
            return False
        if self._spell is None:
            return self._is_common_or_compound(word.lower())
        return self._spell(word) or (not word.islower() and self._spell(word.lower()))

    def _is_common_or_compound(self, word: str) -> bool:
        frequencies = self._frequencies
        if frequencies.get(word, 0.0) > RARE:
            return True
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head, tail = word[:cut], word[cut:]
            if frequencies.get(tail, 0.0) < PART:
                continue
            if frequencies.get(head, 0.0) > PART:
                return True
            # The binding s (foge-s): anställning + s + villkor.
            if head.endswith("s") and frequencies.get(head[:-1], 0.0) > PART:
                return True
        return False

    @functools.cached_property
    def _spell(self) -> Callable[[str], bool] | None:
        folder = self._folder or _dictionary_folder()
        if folder is None or not (folder / f"{DICTIONARY}.dic").is_file():
            return None
        try:
            from hunspell import Hunspell
        except ImportError:
            return None
        spell: Callable[[str], bool] = Hunspell(DICTIONARY, hunspell_data_dir=str(folder)).spell
        return spell

    @functools.cached_property
    def _frequencies(self) -> Mapping[str, float]:
        from wordfreq import get_frequency_dict

        frequencies: Mapping[str, float] = get_frequency_dict("sv")
        return frequencies


def _dictionary_folder() -> Path | None:
    places = (os.environ.get(FOLDER_VARIABLE, ""), *FOLDERS)
    return next((Path(p) for p in places if p and (Path(p) / f"{DICTIONARY}.dic").is_file()), None)


@functools.cache
def load_lexicon() -> Lexicon:
    """The lexicon, one for the whole process. Nothing is read from disk before its first question."""
    return Lexicon()
