"""Swedish numbers in words and figures, as minutes print counts of votes: `61`, `sextioen`, `sextio-en`, `6l`."""

import re
import unicodedata
from collections.abc import Mapping

import msgspec

LOOKALIKES = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", "S": "5", "B": "8"})


class NumberWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number words and their values: those that stand alone, tens that take a unit, hundred, and none."""

    none: tuple[str, ...]
    units: dict[str, int]
    tens: dict[str, int]
    hundred: str


class Number(msgspec.Struct, frozen=True):
    """A number read. `ocr` tells that letters were taken for figures; `word` that it was printed in words."""

    value: int
    ocr: bool = False
    word: bool = False


def bare(text: str) -> str:
    """`text` in small letters without accents, rings, hyphens and spaces."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def values(words: NumberWords) -> dict[str, int]:
    """Every number word from 0 to 199 in its `bare` form, with its value."""
    units = {bare(word): value for word, value in words.units.items()}
    below = dict(units)
    for ten, value in words.tens.items():
        below[bare(ten)] = value
        below |= {bare(ten) + unit: value + one for unit, one in units.items() if 0 < one < 10}
    every = {bare(word): 0 for word in words.none} | below
    hundred = bare(words.hundred)
    for lead in ("", *(unit for unit, one in units.items() if one == 1)):
        every[lead + hundred] = 100
        for word, value in below.items():
            every[lead + hundred + word] = 100 + value
            every[lead + hundred + "och" + word] = 100 + value
    return every


def loose(word: str) -> str:
    """A pattern for `word` that also takes its letters without rings and dots."""
    return re.sub("[åäö]", lambda m: {"å": "[åa]", "ä": "[äa]", "ö": "[öo]"}[m[0]], word)


def number_pattern(words: NumberWords) -> str:
    """A pattern for one number in figures (up to three) or words; it has no groups of its own."""
    units = "|".join(loose(word) for word in sorted(words.units, key=len, reverse=True))
    tens = "|".join(loose(word) for word in sorted(words.tens, key=len, reverse=True))
    none = "|".join(loose(word) for word in words.none)
    joint = r"(?:\s?-\s?|\s)?"
    small = f"(?:(?:{tens})(?:{joint}(?:{units}))?|(?:{units}))"
    word = f"(?:(?:ett|en)?{joint}{words.hundred}(?:{joint}(?:och{joint})?{small})?|{small}|(?:{none}))"
    figure = r"(?<![\w/])(?<!\d[.,:])\d{1,3}(?!(?!ja\b|nej\b)[\w/%]|[.,:]\d|\s*(?:%|procent|§))"
    misread = r"(?<!\w)(?-i:(?=[lIOo|SB]*\d)[0-9lIOo|SB]{2,3})(?![\w/%])"
    return rf"(?:{figure}|{misread}|(?<!\w){word}(?!\w))(?:\s*\(\d{{1,3}}\))?"


def read_number(text: str, known: Mapping[str, int]) -> Number | None:
    """The number that `text` is, or None; `known` is what `values` gives.

    A figure in brackets after a word (`sextioen (61)`) is the number.
    """
    text = text.strip()
    bracketed = re.fullmatch(r"(.+?)\s*\((\d{1,3})\)", text)
    if bracketed:
        return Number(int(bracketed[2]))
    if text.isdecimal():
        return Number(int(text))
    value = known.get(bare(text))
    if value is not None:
        return Number(value, word=True)
    figures = text.translate(LOOKALIKES)
    if figures.isdecimal() and any(c.isdecimal() for c in text) and len(figures) <= 3:
        return Number(int(figures), ocr=True)
    return None
