"""For, against, or merely about: how an act stands to an act that it links to.

A reservation is against what it is about, and whoever links `in_favour_of` is for it. A moved proposal is about the
proposal before the body, and its own words say whether it is for or against that; where they do not, it is about it
and nothing more is told. The words are data: stance.toml.
"""

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from parser.record.types import Act, Demand, Kind

SAID = 600
"""So many characters of a moved proposal say what it wants; then come its reasons."""
_CHANGED = frozenset({Demand.AMENDMENT, Demand.OWN_PROPOSAL})


class Stance(StrEnum):
    """How an act stands to another."""

    ABOUT = "about"
    """it deals with it; for or against is not said."""
    AGAINST = "against"
    """it is against it."""
    FOR = "for"
    """it is for it."""


def stance(act: Act, target: Act) -> Stance:
    """How `act` stands to `target`, an act of its `about`."""
    if act.kind is Kind.RESERVATION:
        return Stance.AGAINST
    if act.kind is not Kind.MOVED_PROPOSAL or target.kind is not Kind.PROPOSAL or act.in_favour_of:
        return Stance.ABOUT
    names = [target.body or "", *(one.name for one in target.actors)]
    said = said_of(act.text[:SAID], names)
    if len(said) != 1 or (Stance.FOR in said and not _CHANGED.isdisjoint(act.demand)):
        return Stance.ABOUT
    return next(iter(said))


def said_of(text: str, names: Iterable[str]) -> frozenset[Stance]:
    """What a text says of a proposal that bodies or persons of these names made: nothing, one stance or two."""
    forms, refused = _forms()
    whole = "\n".join(names).casefold()
    return frozenset(
        told
        for told, pattern in forms
        for found in pattern.finditer(text)
        if all(_may_be(word, whole, refused) for word in found["whose"].split())
    )


def _may_be(word: str, names: str, refused: frozenset[str]) -> bool:
    """Whether a word before «förslag» leaves it the proposal meant: «liggande», or the name of whoever made it."""
    plain = word.casefold()
    if plain in refused:
        return False
    if plain.endswith("s") or word[0].isupper():
        return plain.removesuffix("s").removesuffix(":") in names
    return True


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[tuple[Stance, re.Pattern[str]], ...], frozenset[str]]:
    data = tomllib.loads(files("parser.record").joinpath("stance.toml").read_text(encoding="utf-8"))
    forms = tuple((Stance(one["stance"]), re.compile(one["pattern"], re.IGNORECASE)) for one in data["forms"])
    return forms, frozenset(data["refused"])
