"""The notation in which profiles write forms of words, and its translation to spaCy's token patterns.

A phrase is elements parted by spaces. An element is one token of the text, compared without regard to case:

    reservation            that word
    anförs|anfördes        either word
    reserver*  *nämnden    words that begin, or end, so
    mot?                   an optional word
    {announces}            a fragment: any of the phrases that the profile lists under that name
    {announces}|anmäls     either that or the word
    [body]                 an entity that the profile's `bodies` describe (one or more tokens)
    ~6                     up to six tokens of any kind, but no end of a sentence
    /^[A-ZÅÄÖ]+$/          a regular expression for one token, with regard to case

`\\|`, `\\*` and `\\?` are not needed: those signs are punctuation and written as an element of their own
inside a regular expression.
"""

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parser.errors import BadProfile

TokenPattern = list[dict[str, Any]]

_FRAGMENT = re.compile(r"^\{([a-z0-9-]+)\}$")
_ENTITY = re.compile(r"^\[([a-z]+)\](\??)$")
_GAP = re.compile(r"^~(\d+)$")
_SENTENCE_END = [".", "!", "?"]
_ENTITY_TOKENS = 8
_INSIDE, _BEGINS = 1, 3  # spaCy's codes for a token inside, and at the beginning of, an entity
_MOST_EXPANSIONS = 4000


def expand(phrase: str, fragments: Mapping[str, Sequence[str]], *, where: str) -> Iterator[list[str]]:
    """Yields the phrase's elements for every choice of its fragments.

    `where` names the place in the profile for the message of `BadProfile`, which is raised where a fragment is
    not defined, or one contains itself.
    """
    yield from _expand(phrase.split(), fragments, where, depth=0)


def _expand(
    elements: Sequence[str], fragments: Mapping[str, Sequence[str]], where: str, depth: int
) -> Iterator[list[str]]:
    if depth > 8:
        raise BadProfile(f"{where}: a fragment contains itself; unravel it.")
    choices: list[list[list[str]]] = []
    for element in elements:
        if "{" not in element or element[0] == "/":
            choices.append([[element]])
            continue
        optional = element.endswith("?")
        inner: list[list[str]] = []
        for part in element.removesuffix("?").split("|"):
            found = _FRAGMENT.match(part)
            if not found:
                inner.append([part])
                continue
            if found[1] not in fragments:
                raise BadProfile(f"{where}: the fragment {part} is not defined; define it under [fragments].")
            inner += [e for p in fragments[found[1]] for e in _expand(p.split(), fragments, where, depth + 1)]
        choices.append([*_folded(inner), *([[]] if optional else [])])
    count = math.prod(map(len, choices))
    if count > _MOST_EXPANSIONS:
        told = f"«{' '.join(elements)}» stands for {count} patterns"
        raise BadProfile(f"{where}: {told}; write it with fewer fragments.")
    for choice in itertools.product(*choices):
        yield [element for part in choice for element in part]


def _folded(choices: list[list[str]]) -> list[list[str]]:
    """Single plain words become one element of alternatives: one pattern instead of many."""
    plain = [c[0] for c in choices if len(c) == 1 and c[0][0] not in "~[{/" and not c[0].endswith("?")]
    rest = [c for c in choices if len(c) != 1 or c[0] not in plain]
    return ([["|".join(plain)]] if plain else []) + rest


def compile_phrase(
    phrase: str, fragments: Mapping[str, Sequence[str]], *, where: str
) -> list[tuple[TokenPattern, int]]:
    """Translates one phrase to spaCy token patterns, each with the most tokens that it may span.

    Raises `BadProfile` with the place where it cannot.
    """
    return [(_pattern(e, where), _longest(e)) for e in expand(phrase, fragments, where=where)]


def _longest(elements: Sequence[str]) -> int:
    """The most tokens that the elements may span: a gap as many as it says, an entity as many as a name has."""
    gaps = [_GAP.match(e) for e in elements]
    return sum(
        int(g[1]) if g else _ENTITY_TOKENS if _ENTITY.match(e) else 1 for e, g in zip(elements, gaps, strict=True)
    )


def _pattern(elements: Sequence[str], where: str) -> TokenPattern:
    if not elements:
        raise BadProfile(f"{where}: a phrase is empty.")
    return [token for element in elements for token in _tokens(element, where)]


def _tokens(element: str, where: str) -> TokenPattern:
    entity = _ENTITY.match(element)
    if not entity:
        return [_token(element, where)]
    begins: dict[str, Any] = {"ENT_TYPE": entity[1], "ENT_IOB": _BEGINS}
    if entity[2]:
        begins["OP"] = "?"
    return [begins, {"ENT_TYPE": entity[1], "ENT_IOB": _INSIDE, "OP": "*"}]


def _token(element: str, where: str) -> dict[str, Any]:
    if _GAP.match(element):
        return {"TEXT": {"NOT_IN": _SENTENCE_END}, "OP": "*"}
    if len(element) > 2 and element[0] == element[-1] == "/":
        try:
            re.compile(element[1:-1])
        except re.error as fault:
            raise BadProfile(f"{where}: «{element}» is no regular expression ({fault}).") from fault
        return {"TEXT": {"REGEX": element[1:-1]}}
    if len(element) > 1 and any(sign in element for sign in "{}[]~"):
        raise BadProfile(f"{where}: «{element}» mixes words with a name, a gap or half a fragment; part them.")
    optional = len(element) > 1 and element.endswith("?")
    words = element.rstrip("?").lower().split("|") if optional else element.lower().split("|")
    if not all(words):
        raise BadProfile(f"{where}: «{element}» has an empty alternative.")
    token: dict[str, Any]
    if any("*" in word for word in words):
        each = "|".join(re.escape(word).replace(r"\*", r"[\w:-]*") for word in words)
        token = {"LOWER": {"REGEX": f"^(?:{each})$"}}
    else:
        token = {"LOWER": words[0] if len(words) == 1 else {"IN": words}}
    if optional:
        token["OP"] = "?"
    return token


def key_words(elements: Sequence[str]) -> tuple[str, ...]:
    """The alternatives of the element that a text must hold for the phrase to be in it: its longest certain one.

    A cheap search for these decides whether a text is worth reading with the matcher. Empty where no element
    is certain (all are gaps, entities or optional).
    """
    best: tuple[str, ...] = ()
    for element in elements:
        if element[0] in "~[{/" or (element.endswith("?") and len(element) > 1):
            continue
        words = tuple(word.strip("*") for word in element.lower().split("|"))
        if all(words) and min(map(len, words)) > (min(map(len, best)) if best else 0):
            best = words
    return best
