"""Which of the names read are persons, and which are genitives."""

from collections.abc import Callable

from parser.attribute.groups import is_owned_at
from parser.attribute.reading import Evidence, Item, Reading


def drop_first_words(reading: Reading, items: list[Item], ordinary: Callable[[str], bool] | None) -> None:
    """Cut a first word from a name where it is none: `Budgetreservation Anna Berg (S)`.

    Where the rest is a known person's name in full; or at a sentence's beginning where a common given name and a
    surname follow and the word is an ordinary one, which the caller's lexicon says.
    """
    rules = reading.rules
    for item in items:
        if len(item.words) < 3 or item.known is not None or item.role is not None:
            continue
        first, second = item.words[0], item.words[1]
        known = reading.known.by_name(" ".join(item.words[1:]))
        common = (
            ordinary is not None
            and reading.begins_sentence(item.at)
            and not rules.is_given(first)
            and rules.is_given(second)
            and first[1:].islower()
            and ordinary(first.casefold())
        )
        if known is not None or common:
            offset = reading.text.index(second, item.name_start + len(first))
            item.words, item.known = item.words[1:], known
            item.start = item.name_start = offset


def accept(reading: Reading, items: list[Item], *, attached: bool) -> list[Item]:
    """Those of a list that are persons, each with its evidence set; `attached` says that a party's name leads it."""
    coded = [item for item in items if item.spread is not None]
    for item in items:
        item.accepted = _evidence(reading, item, coded, attached=attached)
    return [item for item in items if item.accepted is not None]


def _evidence(reading: Reading, item: Item, coded: list[Item], *, attached: bool) -> Evidence | None:
    rules, cues = reading.rules, reading.register.cues
    words = [word for word in item.words if not word[:1].islower()] or item.words
    given = rules.is_given(words[0]) or (words[0].isupper() and len(words[0].rstrip(".")) <= 2)
    like = rules.is_surname_like(words[-1])
    full = len(words) > 1
    if item.known is not None:
        return Evidence.CODE if item.spread is not None else Evidence.KNOWN
    follows = reading.tokens[item.to].text if item.to < len(reading.tokens) else ""
    if (not given and rules.is_organisation(words)) or (follows in rules.data.place_nouns and item.spread is None):
        return None
    before = reading.tokens[item.at - 1].text.casefold() if item.at else ""
    placed = before in rules.data.place_prepositions and not is_owned_at(reading, item.to)
    if item.spread is not None:
        if not item.sure and not (given or like or item.role):
            return None
        begins = reading.begins_sentence(item.at) and follows not in cues.verbs
        return Evidence.CODE if full or given or like or item.role or not (placed or begins) else None
    if item.role is not None and (full or like):
        return Evidence.ROLE
    if (coded or attached) and (full or (item.inherited and (given or like))):
        return Evidence.LIST
    if full and given:
        return Evidence.GIVEN_NAME
    if full and (before in cues.name_before or (like and not placed and not words[0].endswith("s"))):
        return Evidence.SHAPE
    return None


def cut_genitives(reading: Reading, items: list[Item], after: int) -> None:
    """Mark the genitives of a list that ends before the token `after`, and cut the s from names that have one."""
    first = items[0].at - 1
    announced = first >= 0 and reading.tokens[first].text in reading.register.cues.subject_after
    owned = not announced and is_owned_at(reading, after)
    for item in items:
        last = item.words[-1]
        if item.genitive or not last.endswith("s"):
            continue
        if _is_known_without_s(reading, item):
            item.words[-1], item.genitive = last[:-1], True
        elif owned:
            item.genitive = True
            if reading.known.by_name(" ".join(item.words)) is None:
                item.words[-1] = reading.rules.without_genitive(last)


def _is_known_without_s(reading: Reading, item: Item) -> bool:
    known, last = reading.known, item.words[-1]
    whole, cut = " ".join(item.words), " ".join([*item.words[:-1], last[:-1]])
    alone = len(item.words) == 1
    if known.by_name(whole) is not None or (alone and known.by_surname(whole)):
        return False
    return known.by_name(cut) is not None or (alone and bool(known.by_surname(cut)))
